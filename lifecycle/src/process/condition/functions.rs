//! Functions: what can be called in a condition, and how days and lengths of time are written.

use super::parse::{Call, Expression, Id};
use super::program::{Constant, Step};
use super::slip::{Slip, code};
use super::subjects::Kind;
use super::tokens::At;
use super::types::{Checker, Typed};
use crate::words::nearest;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regex::RegexBuilder;

/// How much memory a pattern may take, in bytes.
const LARGEST_PATTERN: usize = 256 << 10;

/// Each function as it is called.
const KNOWN: [(&str, &str); 9] = [
    ("has", "has(lead.segment)"),
    ("size", "size(lead.message)"),
    ("date", "date(\"2026-12-01\")"),
    ("timestamp", "timestamp(\"2026-12-01T09:00:00Z\")"),
    ("duration", "duration(\"3d\")"),
    ("startsWith", "person.phone.startsWith('+55')"),
    ("endsWith", "person.email.endsWith('.br')"),
    ("contains", "lead.message.contains('price')"),
    ("matches", "lead.message.matches('[0-9]+ products')"),
];

/// Checks a call.
pub(super) fn call(checker: &mut Checker<'_>, call: &Call, at: At) -> Typed {
    let name = call.name.as_str();
    let on_text = matches!(name, "startsWith" | "endsWith" | "contains" | "matches");
    let Some((_, example)) = KNOWN.iter().find(|(own, _)| *own == name) else {
        let mend = match (name, nearest(name, KNOWN.iter().map(|(own, _)| *own))) {
            (_, Some(own)) => format!("Did you mean `{own}`?"),
            ("lower" | "upper" | "lowerAscii" | "upperAscii", _) => {
                "Texts are compared as they are; name the spellings with `in`.".to_owned()
            }
            ("int" | "double" | "string" | "uint", _) => {
                "Whole numbers and numbers can be compared as they are.".to_owned()
            }
            _ => {
                let known: Vec<String> = KNOWN.iter().map(|(own, _)| format!("`{own}`")).collect();
                format!("Known are {}.", known.join(", "))
            }
        };
        let message = format!("there is no function `{name}`");
        return checker.wrong(Slip::error(call.name_at, code::FUNCTION, message, mend));
    };
    let operands: Vec<Id> = call.on.iter().chain(&call.operands).copied().collect();
    let method_allowed = on_text || name == "size";
    let fits = operands.len() == if on_text { 2 } else { 1 }
        && (call.on.is_some() == on_text || (method_allowed && !on_text));
    if !fits {
        let message = format!("`{name}` isn't called like this");
        let mend = format!("Write `{example}`.");
        return checker.wrong(Slip::error(call.name_at, code::FUNCTION, message, mend));
    }
    let first = operands[0];
    match name {
        "has" => has(checker, first),
        "size" => {
            checker.expect(first, Kind::Text, "`size` counts the characters of a text")?;
            Some((Step::Size(first), Some(Kind::Whole)))
        }
        "date" | "timestamp" | "duration" => {
            let text = literal(checker, first, name, example)?;
            let zone = checker.scope.zone;
            let (constant, kind) = match name {
                "date" => (day(&text, zone).map(Constant::Instant), Kind::Instant),
                "timestamp" => (text.parse().ok().map(Constant::Instant), Kind::Instant),
                _ => (length(&text).map(Constant::Length), Kind::Length),
            };
            let Some(constant) = constant else {
                let (message, mend) = match name {
                    "date" => (
                        format!("'{text}' is no day"),
                        "Write year, month and day: `date(\"2026-12-01\")`.",
                    ),
                    "timestamp" => (
                        format!("'{text}' is no instant"),
                        "Write day, time and offset: `timestamp(\"2026-12-01T09:00:00-03:00\")`.",
                    ),
                    _ => (
                        format!("'{text}' is no length of time that can be compared"),
                        "Write minutes, hours, days or weeks: `duration(\"90m\")`, `duration(\"3d\")`. Months differ in length: write days.",
                    ),
                };
                return checker.wrong(Slip::error(checker.at(first), code::LITERAL, message, mend));
            };
            Some((Step::Constant(constant), Some(kind)))
        }
        _ => {
            let second = operands[1];
            let why = format!("`{name}` asks a text");
            checker.expect(first, Kind::Text, &why)?;
            if name == "matches" {
                return pattern(checker, first, second, example);
            }
            checker.expect(second, Kind::Text, &format!("`{name}` wants a text"))?;
            let step = match name {
                "startsWith" => Step::StartsWith(first, second),
                "endsWith" => Step::EndsWith(first, second),
                _ => Step::Contains(first, second),
            };
            let _ = at;
            Some((step, Some(Kind::YesNo)))
        }
    }
}

fn has(checker: &mut Checker<'_>, operand: Id) -> Typed {
    match (
        &checker.steps[usize::from(operand)],
        checker.is_wrong(operand),
    ) {
        (Step::Ask(subject, _), _) => Some((Step::Has(*subject), Some(Kind::YesNo))),
        (_, true) => None,
        _ => {
            let message = format!("`has` asks for a name, {} is none", checker.shown(operand));
            let at = checker.at(operand);
            checker.wrong(Slip::error(
                at,
                code::FUNCTION,
                message,
                "Write `has(lead.segment)`.",
            ))
        }
    }
}

/// The text between the brackets, which has to stand there as it is.
fn literal(checker: &mut Checker<'_>, id: Id, name: &str, example: &str) -> Option<String> {
    if let Expression::Text(text) = &checker.tree.parts[usize::from(id)].is {
        return Some(text.clone());
    }
    if checker.is_wrong(id) {
        return None;
    }
    let message = format!(
        "`{name}` wants a text in quotes, {} is none",
        checker.shown(id)
    );
    let at = checker.at(id);
    checker.wrong(Slip::error(
        at,
        code::FUNCTION,
        message,
        format!("Write `{example}`."),
    ))
}

fn pattern(checker: &mut Checker<'_>, text: Id, pattern: Id, example: &str) -> Typed {
    let written = literal(checker, pattern, "matches", example)?;
    let built = RegexBuilder::new(&written)
        .size_limit(LARGEST_PATTERN)
        .dfa_size_limit(LARGEST_PATTERN)
        .build();
    match built {
        Ok(built) => Some((Step::Matches(text, built), Some(Kind::YesNo))),
        Err(regex::Error::CompiledTooBig(_)) => checker.wrong(Slip::error(
            checker.at(pattern),
            code::LITERAL,
            "this pattern is too large",
            "Take smaller repeats: `{1,20}` and not `{1,2000}`.",
        )),
        Err(error) => {
            let error = error.to_string();
            let why = error.lines().last().unwrap_or_default();
            let why = why.trim_start_matches("error: ");
            checker.wrong(Slip::error(
                checker.at(pattern),
                code::LITERAL,
                format!("this is no pattern: {why}"),
                "Put `\\\\` before letters that a pattern would read: `\\\\.`, `\\\\(`.",
            ))
        }
    }
}

/// The instant at which the day begins in the zone.
fn day(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if text.len() != "2026-12-01".len() {
        return None; // A day alone: jiff would also take one with a time behind it.
    }
    let date: Date = text.parse().ok()?;
    Some(date.to_zoned(zone.clone()).ok()?.timestamp())
}

/// `3d`, `1h30m`, `2w`: a length that is the same on each day.
fn length(text: &str) -> Option<SignedDuration> {
    let mut rest = text;
    let mut seconds: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 7 * 86_400,
            _ => return None,
        };
        rest = &rest[end..];
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
    }
    (!text.is_empty()).then(|| SignedDuration::from_secs(seconds))
}
