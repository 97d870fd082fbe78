//! Difference: what changes from one version of a process to another, in sentences.
//!
//! Both documents become an outline: subjects (a stage, a clock, a move) with what is
//! said of them. The outlines are laid beside each other; what only one has is new or
//! gone, what both have is compared point by point. As the outline holds all that has
//! a meaning, no difference goes unsaid.
//!
//! Deliberately absent: whether a change is good. That is for `check`, and for people.

mod line;
mod outline;
mod whole;
mod wording;

use super::model::Process;
use super::place::Place;
use outline::{Point, Subject};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Whether it comes, goes or becomes another.
    pub kind: ChangeKind,
    /// What kind of thing it is about: `stage`, `clock`, `move`, `term`, ….
    pub about: &'static str,
    /// Which one, as people call it: `First contact`.
    pub subject: String,
    /// The channel whose line it is about; `None` for all of them.
    pub channel: Option<String>,
    /// Where it stood; `None` for what is new, and for what has no place of its own.
    pub old: Option<Place>,
    /// Where it stands; `None` for what is gone, and for what has no place of its own.
    pub new: Option<Place>,
    /// What to tell people.
    pub sentence: String,
}

/// Whether something comes, goes or becomes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// All that changes in meaning, subject by subject in the order of the new document.
pub fn difference(old: &Process, new: &Process) -> Vec<Change> {
    let mut changes = Vec::new();
    all(&whole::outline(old), &whole::outline(new), &mut changes);
    all(
        &line::outline(&old.base),
        &line::outline(&new.base),
        &mut changes,
    );
    let base: BTreeSet<String> = changes.iter().map(|own| own.sentence.clone()).collect();
    let channels: BTreeMap<_, ()> = [old, new]
        .into_iter()
        .flat_map(|process| &process.variants)
        .map(|(channel, _)| (channel, ()))
        .collect();
    for channel in channels.keys() {
        let mut own = Vec::new();
        all(
            &line::outline(old.line(channel)),
            &line::outline(new.line(channel)),
            &mut own,
        );
        for mut change in own {
            if !base.contains(&change.sentence) {
                change.sentence = format!("For {channel}: {}", change.sentence);
                change.channel = Some(channel.to_string());
                changes.push(change);
            }
        }
    }
    changes
}

/// Lays subjects beside each other: those of the new document in its order, then what is gone.
fn all(old: &[Subject], new: &[Subject], changes: &mut Vec<Change>) {
    let known: BTreeMap<_, &Subject> = old.iter().map(|own| (own.key(), own)).collect();
    for subject in new {
        match known.get(&subject.key()) {
            Some(before) => compare(before, subject, changes),
            None => changes.push(Change {
                kind: ChangeKind::Added,
                about: subject.about,
                subject: subject.title.clone(),
                channel: None,
                old: None,
                new: subject.place,
                sentence: subject.comes.clone(),
            }),
        }
    }
    let kept: BTreeSet<_> = new.iter().map(Subject::key).collect();
    for subject in old.iter().filter(|own| !kept.contains(&own.key())) {
        changes.push(Change {
            kind: ChangeKind::Removed,
            about: subject.about,
            subject: subject.title.clone(),
            channel: None,
            old: subject.place,
            new: None,
            sentence: subject.goes.clone(),
        });
    }
}

fn compare(old: &Subject, new: &Subject, changes: &mut Vec<Change>) {
    let known: BTreeMap<_, &Point> = old.points.iter().map(|own| (own.key(), own)).collect();
    let mut say = |kind, sentence| {
        changes.push(Change {
            kind,
            about: new.about,
            subject: new.title.clone(),
            channel: None,
            old: old.place,
            new: new.place,
            sentence,
        });
    };
    for point in &new.points {
        let before = known.get(&point.key()).copied();
        for (kind, sentence) in point.since(before, &new.head) {
            say(kind, sentence);
        }
    }
    let kept: BTreeSet<_> = new.points.iter().map(Point::key).collect();
    for point in old.points.iter().filter(|own| !kept.contains(&own.key())) {
        for (kind, sentence) in point.gone(&new.head) {
            say(kind, sentence);
        }
    }
    all(&old.parts, &new.parts, changes);
}
