//! Findings: what is said of a document while it is read, in order and once.
//!
//! A mistake in a part that is used several times (an alias, the base of a channel)
//! is said once. Nobody mends more than a thousand mistakes at once, and a document
//! made to be bad must not fill the memory: what lies behind the first thousand is
//! only counted.

use crate::process::place::{Finding, Place, Severity};
use std::collections::BTreeSet;

/// No more than this many findings are kept: the first ones in the document.
const KEPT: usize = 1000;

/// What was said so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    said: BTreeSet<Finding>,
    left_out: usize,
    failed: bool,
    /// The stage that is being read.
    pub(crate) stage: Option<String>,
}

impl Findings {
    /// The document can't run because of this.
    pub(crate) fn error(
        &mut self,
        place: Place,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.add(Finding {
            place,
            severity: Severity::Error,
            code,
            message: message.into(),
            mend: mend.into(),
            stage: None,
        });
    }

    /// Something that was found elsewhere; the stage is added where one is being read.
    pub(crate) fn add(&mut self, mut finding: Finding) {
        self.failed |= finding.severity == Severity::Error;
        if finding.stage.is_none() {
            finding.stage.clone_from(&self.stage);
        }
        self.said.insert(finding);
        if self.said.len() > KEPT {
            self.said.pop_last();
            self.left_out += 1;
        }
    }

    /// Takes over what wasn't said of the same place before, after a change to it.
    pub(crate) fn add_unsaid(&mut self, other: Self, change: impl Fn(&mut Finding)) {
        let before: BTreeSet<(Place, &'static str)> = self
            .said
            .iter()
            .map(|finding| (finding.place, finding.code))
            .collect();
        for mut finding in other.said {
            if !before.contains(&(finding.place, finding.code)) {
                change(&mut finding);
                self.add(finding);
            }
        }
        self.failed |= other.failed;
    }

    /// Whether the document can't run.
    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    /// All of them, by place.
    pub(crate) fn into_sorted(self) -> Vec<Finding> {
        let mut sorted: Vec<_> = self.said.into_iter().collect();
        if let (Some(last), true) = (sorted.last(), self.left_out > 0) {
            sorted.push(Finding {
                place: last.place,
                severity: Severity::Error,
                code: super::codes::DOCUMENT_TOO_MANY_FINDINGS,
                message: format!(
                    "there is more to say about this document: {} findings beyond this line are left out",
                    self.left_out
                ),
                mend: "Mend these first, then check again.".to_owned(),
                stage: None,
            });
        }
        sorted
    }
}

/// A text as a message quotes it: not longer than a line, and without line breaks.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let one_line: String = text
        .chars()
        .take(LONGEST + 1)
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if one_line.chars().count() > LONGEST {
        let cut: String = one_line.chars().take(LONGEST).collect();
        format!("`{cut}…`")
    } else {
        format!("`{one_line}`")
    }
}

/// Words as a message lists them: `a`, `b`, `c`, … and not more than eight.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut list = String::new();
    for (number, word) in words.into_iter().enumerate() {
        if number == 8 {
            list.push_str(", …");
            break;
        }
        if number > 0 {
            list.push_str(", ");
        }
        list.push_str(&quoted(word));
    }
    list
}
