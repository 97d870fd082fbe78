//! Variants: where a channel differs, only the difference is written.
//!
//! The difference is merged over the base as a tree: maps key by key, lists and values
//! replaced, `~` takes something away. The result is read by the same code as the
//! base, so a variant is as sound as the base; what is said of it has the places of
//! the difference, and what was said of the base isn't said again.

use super::codes;
use super::findings::{Findings, quoted};
use super::reader::Reader;
use crate::names::ChannelId;
use crate::process::format::check::Check;
use crate::process::format::names::{Declared, What};
use crate::process::format::tables::{CHANNEL_, DOCUMENT};
use crate::process::format::{Record, Shape};
use crate::process::model::{Field, Line};
use crate::process::node::{Key, Kind, Node};
use jiff::tz::TimeZone;

/// Most keys and values of all variants together, the base written out in each.
const MOST_PARTS: usize = 1_000_000;

/// The lines of all channels that differ.
pub(super) fn read(
    root: &Node,
    fields: &[Field],
    zone: &TimeZone,
    findings: &mut Findings,
) -> Vec<(ChannelId, Line)> {
    let Some(channels) = root.get("channels") else {
        return Vec::new();
    };
    let base = Declared::of(root);
    let parts: usize = root.parts();
    let mut room = MOST_PARTS;
    let mut lines = Vec::new();
    for (channel, difference) in channels.entries() {
        if base
            .known(What::Channel)
            .is_none_or(|known| !known.contains(&channel.text))
        {
            continue;
        }
        let Some(left) = room.checked_sub(parts + difference.parts()) else {
            findings.error(
                channel.place,
                codes::CHANNEL_TOO_MANY,
                format!("too many channels differ: written out, they are more than {MOST_PARTS} keys and values"),
                "Let fewer channels differ, or make two processes of it.",
            );
            break;
        };
        room = left;
        let line = variant(root, channel, difference, (fields, zone), &base, findings);
        lines.push((channel.text.as_str().into(), line));
    }
    lines
}

fn variant(
    root: &Node,
    channel: &Key,
    difference: &Node,
    (fields, zone): (&[Field], &TimeZone),
    base: &Declared,
    findings: &mut Findings,
) -> Line {
    let mut difference = difference.clone();
    drop_unknown(&mut difference, root, base, findings);
    let merged = merge_line(root, &difference);
    let declared = Declared::of(&merged);
    let mut own = Findings::default();
    Check {
        findings: &mut own,
        declared: &declared,
        difference: false,
    }
    .record(&merged, channel.place, &DOCUMENT);
    let mut reader = Reader::new(&mut own, &declared, fields);
    reader.zone = zone.clone();
    let line = reader.line(&merged, Some(channel.text.as_str().into()));
    findings.add_unsaid(own, |finding| {
        finding.message = format!("for {}: {}", quoted(&channel.text), finding.message);
    });
    line
}

/// Says which stages and clocks of a difference are neither in the base nor complete, and
/// leaves them out: all else that could be said of them would only confuse.
fn drop_unknown(difference: &mut Node, root: &Node, base: &Declared, findings: &mut Findings) {
    let (Some(stages), Some(own)) = (root.get("stages"), difference.get_mut("stages")) else {
        return;
    };
    let Kind::Map(entries) = &mut own.kind else {
        return;
    };
    entries.retain_mut(|(key, value)| {
        findings.stage = Some(key.text.clone());
        let Some(stage) = stages.get(&key.text) else {
            let complete = ["title", "phase", "kind"];
            if complete.iter().all(|key| value.get(key).is_some()) {
                return true;
            }
            let names = stages.entries().iter().map(|(key, _)| key.text.as_str());
            findings.error(
                key.place,
                codes::CHANNEL_UNKNOWN_STAGE,
                format!(
                    "the base has no stage {}, and for a new one too little is said",
                    quoted(&key.text)
                ),
                mend(
                    base.guess(&key.text, names),
                    "a new stage needs at least `title`, `phase` and `kind`",
                ),
            );
            return false;
        };
        drop_unknown_clocks(value, stage, base, findings);
        true
    });
    findings.stage = None;
}

fn drop_unknown_clocks(own: &mut Node, stage: &Node, base: &Declared, findings: &mut Findings) {
    let Some(Kind::Map(entries)) = own.get_mut("clocks").map(|clocks| &mut clocks.kind) else {
        return;
    };
    let clocks = stage.get("clocks").map(Node::entries).unwrap_or_default();
    entries.retain(|(key, value)| {
        let there = clocks.iter().any(|(clock, _)| clock.text == key.text);
        if there || value.get("within").is_some() {
            return true;
        }
        let names = clocks.iter().map(|(key, _)| key.text.as_str());
        findings.error(
            key.place,
            codes::CHANNEL_UNKNOWN_CLOCK,
            format!(
                "the stage has no clock {} in the base, and for a new one too little is said",
                quoted(&key.text)
            ),
            mend(base.guess(&key.text, names), "a new clock needs `within`"),
        );
        false
    });
}

fn mend(meant: Option<&str>, needed: &str) -> String {
    match meant {
        Some(name) => format!("Did you mean `{name}`? If not: {needed}."),
        None => format!("Take it away, or write it out: {needed}."),
    }
}

/// The document with the difference in it, and without `channels`.
fn merge_line(root: &Node, difference: &Node) -> Node {
    let entries = root
        .entries()
        .iter()
        .filter(|(key, _)| key.text != "channels");
    let mut entries: Vec<(Key, Node)> = entries.cloned().collect();
    for key in CHANNEL_.keys {
        let Some((at, value)) = difference.entry(key.name) else {
            continue;
        };
        let found = entries.iter().position(|(own, _)| own.text == key.name);
        match (found, value.is_nothing()) {
            (Some(number), true) => drop(entries.remove(number)),
            (Some(number), false) => {
                entries[number].1 = merge(&entries[number].1, value, Some(&key.shape));
            }
            (None, true) => {}
            (None, false) => entries.push((at.clone(), value.clone())),
        }
    }
    Node {
        place: root.place,
        kind: Kind::Map(entries),
    }
}

/// `over` laid on top of `base`. The shape is needed for maps that say one thing or
/// another: who names a team takes the base's role away.
fn merge(base: &Node, over: &Node, shape: Option<&'static Shape>) -> Node {
    let (Kind::Map(below), Kind::Map(above)) = (&base.kind, &over.kind) else {
        return over.clone();
    };
    let record = match shape {
        Some(Shape::Record(record)) => Some(*record),
        _ => None,
    };
    let inner = |key: &str| match shape {
        Some(Shape::Record(record)) => record.key(key).map(|key| &key.shape),
        Some(Shape::Map(_, values)) => Some(*values),
        Some(Shape::OrMap(_, Shape::Map(_, values))) => Some(*values),
        _ => None,
    };
    let mut entries = Vec::with_capacity(below.len() + above.len());
    for (key, value) in below {
        match over.entry(&key.text) {
            Some((_, value)) if value.is_nothing() => {}
            Some((at, over)) => entries.push((at.clone(), merge(value, over, inner(&key.text)))),
            None if replaced(record, &key.text, over) => {}
            None => entries.push((key.clone(), value.clone())),
        }
    }
    for (key, value) in above {
        if base.get(&key.text).is_none() && !value.is_nothing() {
            entries.push((key.clone(), value.clone()));
        }
    }
    Node {
        place: over.place,
        kind: Kind::Map(entries),
    }
}

/// Whether the difference says something instead of this key.
fn replaced(record: Option<&Record>, key: &str, over: &Node) -> bool {
    record.is_some_and(|record| {
        record.one_of.contains(&key) && record.one_of.iter().any(|other| over.get(other).is_some())
    })
}
