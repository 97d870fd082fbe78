//! Explain: a condition in words with the values it met, for people.

use super::evaluate::{self, Uncountable};
use super::program::{Comparison, Name, Program, Step};
use super::wording::{moment, text, yes_or_no};
use super::{Datum, Facts};
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// Longest text that is shown, in characters.
const LONGEST: usize = 60;

/// Most words of a list that are shown.
const MOST_WORDS: usize = 12;

/// `Products is at least 100 (it is 240)`, behind what stands there.
pub(super) fn explain(into: &mut String, program: &Program, facts: &dyn Facts) {
    into.push_str(&program.words);
    if says_all(program) && evaluate::answer(program, facts) == Some(true) {
        return;
    }
    let alone = program.names.len() == 1;
    for (number, name) in program.names.iter().enumerate() {
        into.push_str(if number == 0 { " (" } else { ", " });
        fact(into, name, alone, facts, &program.zone);
    }
    if program.names.is_empty() {
        return;
    }
    if evaluate::answer(program, facts).is_none() {
        into.push_str(match evaluate::uncountable(program, facts) {
            Some(Uncountable::DividedByZero) => "; nothing can be divided by zero",
            Some(Uncountable::TooLarge) => "; that is more than can be counted",
            None => "",
        });
    }
    into.push(')');
}

/// Whether the words alone say what the values are, where it holds: `both sides spoke`,
/// `Segment is pet`.
fn says_all(program: &Program) -> bool {
    let mut id = program.root;
    loop {
        match &program.steps[usize::from(id)] {
            Step::Not(inner) => id = *inner,
            Step::Ask(..) => return true,
            Step::Compare(Comparison::Equal, ..) => {
                return id == program.root && program.names.len() == 1;
            }
            _ => return false,
        }
    }
}

fn fact(into: &mut String, name: &Name, alone: bool, facts: &dyn Facts, zone: &TimeZone) {
    let many = matches!(facts.fact(name.subject), Some(Datum::Words(_)));
    let who = if alone && !many { "it" } else { &name.words };
    let written = match facts.fact(name.subject) {
        None => write!(into, "{who} isn't known"),
        Some(Datum::YesNo(yes)) => {
            into.push_str(&yes_or_no(name.subject, &name.words, yes));
            Ok(())
        }
        Some(Datum::Words([])) => write!(into, "{who} are none"),
        Some(Datum::Words(words)) => {
            let words: Vec<String> = words.iter().take(MOST_WORDS).map(|own| text(own)).collect();
            write!(into, "{who} are {}", words.join(", "))
        }
        Some(Datum::Integer(number)) => write!(into, "{who} is {number}"),
        Some(Datum::Number(number)) => write!(into, "{who} is {number}"),
        Some(Datum::Text(written)) if written.chars().count() > LONGEST => {
            let start: String = written.chars().take(LONGEST).collect();
            write!(into, "{who} is '{start}…'")
        }
        Some(Datum::Text(written)) => write!(into, "{who} is {}", text(written)),
        Some(Datum::Instant(at)) => write!(into, "{who} is {}", moment(at, zone)),
    };
    written.expect("a String takes all that is written to it");
}
