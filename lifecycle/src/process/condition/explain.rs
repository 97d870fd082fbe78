//! Explain: a condition with the values it met, for people.

use super::program::Program;
use super::{Datum, Facts, Subject};
use std::fmt::Write as _;

/// Longest text that is shown, in characters.
const LONGEST: usize = 60;

/// `lead.catalogue_size >= 100 (lead.catalogue_size is 240)`.
pub(super) fn explained(text: &str, program: &Program, facts: &dyn Facts) -> String {
    let mut explained = text.trim().to_owned();
    for (number, (name, subject)) in program.names.iter().enumerate() {
        explained.push_str(if number == 0 { " (" } else { ", " });
        explained.push_str(name);
        match facts.fact(*subject) {
            None => explained.push_str(" is not known"),
            Some(datum) => {
                explained.push_str(" is ");
                value(&mut explained, *subject, datum, program);
            }
        }
    }
    if !program.names.is_empty() {
        explained.push(')');
    }
    explained
}

fn value(into: &mut String, subject: Subject, datum: Datum<'_>, program: &Program) {
    let written = match datum {
        Datum::YesNo(true) => write!(into, "yes"),
        Datum::YesNo(false) => write!(into, "no"),
        Datum::Integer(number) => write!(into, "{number}"),
        Datum::Number(number) => write!(into, "{number}"),
        Datum::Text(text) if text.chars().count() > LONGEST => {
            let start: String = text.chars().take(LONGEST).collect();
            write!(into, "'{start}…'")
        }
        Datum::Text(text) => write!(into, "'{text}'"),
        Datum::Instant(instant) => {
            let local = instant.to_zoned(program.zone.clone());
            match subject {
                Subject::Field(_) => write!(into, "{}", local.date()),
                _ => write!(into, "{}", local.strftime("%Y-%m-%d %H:%M")),
            }
        }
    };
    written.expect("a String takes all that is written to it");
}
