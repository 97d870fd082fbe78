//! Tries: whether somebody tried often enough before a lead goes on.

use crate::lead::Attended;
use crate::process::model::{TouchKind, Tries};
use crate::words::count;

/// What a move asks for, and how much of it was done.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TriesMade {
    /// How many attempts by people it asks for in all.
    pub asked: u32,
    /// How many were made at this stage.
    pub made: u32,
    /// What is missing, for people; `None` when it is enough.
    pub missing: Option<String>,
}

/// How far the attempts at this stage are; `None` where the move asks for none.
pub(crate) fn made(tries: &Tries, attended: &Attended) -> Option<TriesMade> {
    (!tries.is_none()).then(|| TriesMade {
        asked: tries.count(),
        made: attended.attempts,
        missing: missing(tries, attended),
    })
}

/// What is missing, for people: `2 more calls, 1 more mail`.
pub(super) fn missing(tries: &Tries, attended: &Attended) -> Option<String> {
    let made = |kind: TouchKind| attended.tries.get(&kind).copied().unwrap_or(0);
    let kinds = tries.by_kind.iter().filter_map(|(kind, asked)| {
        let left = asked.saturating_sub(made(*kind));
        (left > 0).then(|| more(left, kind.word()))
    });
    let left = tries.all.saturating_sub(attended.attempts);
    let all = (left > 0).then(|| more(left, "attempt"));
    let missing: Vec<String> = all.into_iter().chain(kinds).collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}

fn more(left: u32, what: &str) -> String {
    let words = count(left.into(), what).to_string();
    match words.split_once(' ') {
        Some((number, what)) => format!("{number} more {what}"),
        None => words,
    }
}
