//! Misfit: what doesn't fit in a body, in words: where it is, what stands there, what is taken.
//!
//! The reader of JSON speaks to programmers of this program; whoever sends a body knows
//! neither its types nor its language. What isn't translated here is told without details.

use super::query::escaped;
use crate::problem::Problem;
use lifecycle::words::nearest;
use serde_json::Value;
use serde_json::error::Category;
use std::borrow::Cow;

/// So much of a text is repeated.
const SHOWN: usize = 40;

/// What the reader of JSON says, as a problem. `at` is the place it came to, as a pointer.
pub(super) fn problem(error: &serde_json::Error, at: String, bytes: &[u8]) -> Problem {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    if error.classify() == Category::Data {
        return misfit(what, at, serde_json::from_slice(bytes).ok().as_ref());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Problem::of("body.syntax", "The body is empty: send a JSON object.");
    }
    let what = if error.is_eof() {
        "the body ends in the middle of it"
    } else {
        what
    };
    let (line, column) = (error.line(), error.column());
    Problem::of(
        "body.syntax",
        format!("Line {line}, column {column}: {what}."),
    )
}

fn misfit(what: &str, at: String, body: Option<&Value>) -> Problem {
    if let Some(rest) = what.strip_prefix("unknown field ") {
        return unknown_field(rest, at);
    }
    let below = |name: &str| format!("{at}/{}", escaped(name));
    for (start, told) in [
        ("missing field ", "is missing"),
        ("duplicate field ", "is there twice: send it once"),
    ] {
        if let Some(name) = what.strip_prefix(start).and_then(quoted) {
            let at = below(name);
            let detail = format!("`{at}` {told}.");
            return Problem::of("body.value", detail).at(at);
        }
    }
    let stands = body
        .and_then(|body| body.pointer(&at))
        .map_or_else(String::new, |value| format!(", not {}", stands(value)));
    let subject = if at.is_empty() {
        "The body".into()
    } else {
        format!("`{at}`")
    };
    let detail = format!("{subject} takes {}{stands}.", taken(what));
    let problem = Problem::of("body.value", detail);
    if at.is_empty() {
        problem
    } else {
        problem.at(at)
    }
}

fn unknown_field(rest: &str, at: String) -> Problem {
    let mut names = all_quoted(rest);
    let name = names.next().unwrap_or_default().to_owned();
    let known: Vec<&str> = names.collect();
    let at = if at.ends_with(&format!("/{}", escaped(&name))) {
        at
    } else {
        format!("{at}/{}", escaped(&name))
    };
    let mend = match nearest(&name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "leave it out.".to_owned(),
        None => format!("there is {}.", listed(&known)),
    };
    Problem::of(
        "body.unknown_field",
        format!("There is no field `{at}`: {mend}"),
    )
    .at(at)
}

/// What is taken, from `invalid type: …, expected …` and the like.
fn taken(what: &str) -> Cow<'_, str> {
    // Our own types say it themselves.
    if let Some(own) = what.strip_prefix("takes ") {
        return own.into();
    }
    if what.contains("untagged enum Value") {
        return "text, a number, true or false".into();
    }
    if what.starts_with("unknown variant ") {
        let mut names = all_quoted(what);
        let given = names.next().unwrap_or_default();
        let known: Vec<&str> = names.collect();
        return match nearest(given, known.iter().copied()) {
            Some(near) => format!("{} (did you mean `{near}`?)", listed(&known)).into(),
            None => listed(&known).into(),
        };
    }
    match what.rsplit_once("expected ").map(|(_, taken)| taken) {
        Some("a string" | "string") => "text".into(),
        Some("a boolean") => "true or false".into(),
        Some("u8") => "a whole number from 0 to 255".into(),
        Some("u16") => "a whole number from 0 to 65535".into(),
        Some("u32") => "a whole number from 0 to 4294967295".into(),
        Some("u64" | "i64" | "i32") => "a whole number".into(),
        Some("f64") => "a number".into(),
        Some("a sequence") => "a list".into(),
        Some(taken) if taken == "a map" || taken.starts_with("struct ") => {
            "an object with named values".into()
        }
        Some(taken) if taken.starts_with("enum ") || taken == "string or map" => {
            "one of the words it knows".into()
        }
        _ => "another value".into(),
    }
}

/// A value, as a sentence names it.
fn stands(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => {
            let mut letters = text.chars().filter(|letter| !letter.is_control());
            let start: String = letters.by_ref().take(SHOWN).collect();
            let more = if letters.next().is_some() { "…" } else { "" };
            format!("the text “{start}{more}”")
        }
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "an object".into(),
    }
}

/// Refuses lists where names belong: serde would take their values by position, which no
/// contract knows. What isn't JSON at all is told by whoever reads on.
pub(super) fn named(bytes: &[u8]) -> Result<(), Problem> {
    if !bytes.contains(&b'[') {
        return Ok(());
    }
    let list = |subject: &str| {
        let detail = format!(
            "{subject} takes an object with named values, not a list: {{ \"name\": \"…\" }}."
        );
        Problem::of("body.value", detail)
    };
    match serde_json::from_slice(bytes) {
        Ok(Value::Array(_)) => Err(list("The body")),
        Ok(Value::Object(body)) => ["source", "consent", "amount"]
            .into_iter()
            .find(|name| matches!(body.get(*name), Some(Value::Array(_))))
            .map_or(Ok(()), |name| {
                Err(list(&format!("`/{name}`")).at(format!("/{name}")))
            }),
        _ => Ok(()),
    }
}

/// The first word between backticks.
fn quoted(text: &str) -> Option<&str> {
    all_quoted(text).next()
}

fn all_quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [all @ .., last] => {
            let all: Vec<String> = all.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", all.join(", "))
        }
    }
}
