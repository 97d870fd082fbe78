//! Place: where something stands in a process document, and what is to be said of it.

use serde::{Deserialize, Serialize};

/// A range of the document's text. Lines and columns count from 1, columns in characters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Place {
    /// The line it begins on.
    pub line: u32,
    /// The column it begins at.
    pub column: u32,
    /// How many characters of that line it takes, at least 1.
    pub length: u32,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document can't run as it is.
    Error,
    /// It runs, but leads will get lost, late or stuck somewhere.
    Warning,
    /// Worth a look.
    Hint,
}

/// One thing to say about a document, at its place, with what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// How much it matters.
    pub severity: Severity,
    /// Stable name with a paragraph in `docs/findings.md`: `stage.unreachable`.
    pub code: &'static str,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence.
    pub mend: String,
    /// The stage it is about, so that a drawing can show it there.
    pub stage: Option<String>,
}
