//! Upgrade: documents remember all their shapes.
//!
//! `throughline: N` is the version of the format that a document is written in. All
//! old versions are read for ever: a document is brought to the newest shape step by
//! step, as a tree, and then read as if it had been written so. Places stay those of
//! the text. When the format changes, the sample as it was stays beside the new one, as
//! `samples/format-1.yaml` and so on: one of each old shape, and none of the newest.

use crate::process::format::tables::NEWEST;
use crate::process::node::{Kind, Node};
use crate::process::place::Place;
use crate::process::read::codes;
use crate::process::read::findings::{Findings, quoted};

/// One step from a version of the format to the next.
pub(crate) struct Upgrade {
    /// The version it leads to.
    pub(crate) to: u32,
    /// What changed, in a few words.
    #[cfg_attr(not(test), expect(dead_code, reason = "for people who read the table"))]
    pub(crate) what: &'static str,
    /// Brings the tree from the version before to this one.
    pub(crate) apply: fn(&mut Node),
}

/// All steps, the oldest first. There is only format 1 so far.
pub(crate) const UPGRADES: &[Upgrade] = &[];

/// Brings a document to the newest shape; `false` where its version can't be read.
pub(crate) fn upgrade(root: &mut Node, findings: &mut Findings) -> bool {
    upgrade_to(root, NEWEST, UPGRADES, findings)
}

fn upgrade_to(root: &mut Node, newest: u32, upgrades: &[Upgrade], findings: &mut Findings) -> bool {
    let Some(version) = root.get("throughline") else {
        let place = root
            .entries()
            .first()
            .map_or(root.place, |(key, _)| key.place);
        findings.error(
            place,
            codes::DOCUMENT_VERSION,
            "the document doesn't say which version of the format it is written in",
            format!("Begin it with the line `throughline: {newest}`."),
        );
        return false;
    };
    let place = version.place;
    let text = version.text().unwrap_or_default();
    match text.parse::<u32>() {
        Ok(0) | Err(_) => {
            findings.error(
                place,
                codes::DOCUMENT_VERSION,
                format!("{} isn't a version of the format", quoted(text)),
                format!("Write `throughline: {newest}`."),
            );
            false
        }
        Ok(version) if version > newest => {
            too_new(version, newest, place, findings);
            false
        }
        Ok(version) => {
            for upgrade in upgrades.iter().filter(|step| step.to > version) {
                (upgrade.apply)(root);
                set_version(root, upgrade.to);
            }
            true
        }
    }
}

fn too_new(version: u32, newest: u32, place: Place, findings: &mut Findings) {
    findings.error(
        place,
        codes::DOCUMENT_TOO_NEW,
        format!(
            "the document is written in format {version}; this program knows formats up to {newest}"
        ),
        "Update the program, or ask for the document in the older format.",
    );
}

fn set_version(root: &mut Node, version: u32) {
    if let Kind::Map(entries) = &mut root.kind {
        for (key, value) in entries {
            if let (true, Kind::Scalar(scalar)) = (key.text == "throughline", &mut value.kind) {
                scalar.text = version.to_string();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::node;

    /// A format 2 that never was: `name` became `title`.
    const INVENTED: &[Upgrade] = &[Upgrade {
        to: 2,
        what: "processes have a title, not a name",
        apply: |root| {
            if let Kind::Map(entries) = &mut root.kind {
                for (key, _) in entries {
                    if key.text == "name" {
                        "title".clone_into(&mut key.text);
                    }
                }
            }
        },
    }];

    fn upgraded(text: &str) -> (bool, Node, Findings) {
        let mut findings = Findings::default();
        let mut root = node::read(text, &mut findings).unwrap();
        let readable = upgrade_to(&mut root, 2, INVENTED, &mut findings);
        (readable, root, findings)
    }

    #[test]
    fn an_old_document_is_read_as_if_it_were_new_and_keeps_its_places() {
        let (readable, root, _) = upgraded("throughline: 1\nname: Inbound\n");
        assert!(readable);
        assert_eq!(root.get("throughline").unwrap().text(), Some("2"));
        let (key, value) = root.entry("title").unwrap();
        assert_eq!((key.place.line, value.text()), (2, Some("Inbound")));
    }

    #[test]
    fn a_new_document_is_left_as_it_is() {
        let (readable, root, _) = upgraded("throughline: 2\nname: a mistake\n");
        assert!(readable);
        assert!(root.get("title").is_none());
    }

    #[test]
    fn a_document_from_the_future_and_one_without_version_are_refused() {
        for (text, code) in [
            ("throughline: 3\n", codes::DOCUMENT_TOO_NEW),
            ("throughline: 0\n", codes::DOCUMENT_VERSION),
            ("throughline: one\n", codes::DOCUMENT_VERSION),
            ("throughline: [1]\n", codes::DOCUMENT_VERSION),
            ("title: Inbound\n", codes::DOCUMENT_VERSION),
        ] {
            let (readable, _, findings) = upgraded(text);
            assert!(!readable, "{text}");
            assert_eq!(findings.into_sorted()[0].code, code, "{text}");
        }
    }

    #[test]
    fn the_steps_lead_to_the_newest_format_without_a_gap() {
        let steps: Vec<u32> = UPGRADES.iter().map(|step| step.to).collect();
        let wanted: Vec<u32> = (1..NEWEST).map(|before| before + 1).collect();
        assert_eq!(steps, wanted);
        assert!(
            UPGRADES
                .iter()
                .chain(INVENTED)
                .all(|step| !step.what.is_empty())
        );
    }
}
