//! Read: from the text of a process document to the process, with everything there is to say.
//!
//! 0. What is no text, or holds what nobody sees, ends here (`letters`).
//! 1. The text becomes a tree in which all know their places (`node`).
//! 2. The tree is brought to the newest shape (`upgrade`).
//! 3. Each value is held against the description of the format (`format::check`).
//! 4. What is well-formed becomes the model; what only makes sense together is
//!    looked at here: days named twice, bounds the wrong way round, conditions.
//! 5. For each channel that differs, the difference is merged over the base, and the
//!    result goes through 3 and 4.
//!
//! Nothing stops at the first mistake, but for a text that is no YAML at all.
//!
//! Deliberately absent: whether the process is *wise*. That is for `check`.

pub(crate) mod codes;
pub(crate) mod durations;
pub(crate) mod findings;

mod agreement;
mod letters;
mod line;
mod nurture;
mod reader;
mod stages;
mod variants;

use super::format::check::Check;
use super::format::names::Declared;
use super::format::tables::DOCUMENT;
use super::model::Process;
use super::node::{self, Kind, Node};
use super::place::{Finding, Place};
use super::upgrade::upgrade;
use findings::Findings;
use reader::Reader;

/// What reading gave: the process if it can run at all, and everything there is to say.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The process; `None` where one of the findings is an error.
    pub process: Option<Process>,
    /// All findings, by place.
    pub findings: Vec<Finding>,
}

/// Reads a process document.
pub fn read(text: &str) -> Reading {
    let mut findings = Findings::default();
    let process = document(text, &mut findings).filter(|_| !findings.failed());
    Reading {
        process,
        findings: findings.into_sorted(),
    }
}

/// Reads a process document from a file or a request, which may hold anything.
pub fn read_bytes(bytes: &[u8]) -> Reading {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text),
        Err(error) => {
            let mut findings = Findings::default();
            letters::not_utf8(bytes, error.valid_up_to(), &mut findings);
            Reading {
                process: None,
                findings: findings.into_sorted(),
            }
        }
    }
}

/// All codes of findings that reading can give; those of conditions come from there.
pub fn finding_codes() -> &'static [&'static str] {
    codes::ALL
}

fn document(text: &str, findings: &mut Findings) -> Option<Process> {
    if !letters::visible(text, findings) {
        return None;
    }
    let root = node::read(text, findings)?;
    understand(root, findings)
}

fn understand(mut root: Node, findings: &mut Findings) -> Option<Process> {
    if !matches!(root.kind, Kind::Map(_)) {
        findings.error(
            root.place,
            codes::DOCUMENT_NOT_A_MAP,
            format!(
                "a process document has keys with values; this is {}",
                root.described()
            ),
            "Begin with `throughline: 1` and `id:`, each on a line of its own.",
        );
        return None;
    }
    if !upgrade(&mut root, findings) {
        return None;
    }
    let declared = Declared::of(&root);
    Check {
        findings,
        declared: &declared,
        difference: false,
    }
    .record(&root, first_place(&root), &DOCUMENT);

    let fields = agreement::fields(root.get("fields"), findings);
    let mut reader = Reader::new(findings, &declared, &fields);
    let channels = reader.channels(root.get("sources"));
    let calendar = reader.calendar(root.get("calendar"));
    if let Some(calendar) = &calendar {
        reader.zone = calendar.zone.clone();
    }
    let zone = reader.zone.clone();
    let agreement = reader.agreement(root.get("agreement"));
    let roles = reader.roles(root.get("roles"));
    let terms = reader.terms(root.get("terms"));
    let series = reader.all_series(root.get("series"));
    let alerts = reader.alerts(root.get("alerts"));
    let base = reader.line(&root, None);
    let variants = variants::read(&root, &fields, &zone, findings);
    Some(Process {
        id: root.get("id")?.text()?.into(),
        title: root.get("title")?.text()?.to_owned(),
        purpose: root.get("purpose")?.text()?.to_owned(),
        calendar: calendar?,
        country: root.get("country").and_then(Node::text).map(str::to_owned),
        agreement,
        roles,
        terms,
        channels,
        fields,
        series,
        alerts,
        base,
        variants,
    })
}

/// Where something is said to be missing from the whole document.
fn first_place(root: &Node) -> Place {
    root.entries()
        .first()
        .map_or(root.place, |(key, _)| key.place)
}

#[cfg(test)]
mod tests;
