//! Outline: subjects, and what is said of each, ready to be compared.

use super::ChangeKind;
use crate::process::place::Place;
use std::collections::BTreeSet;

/// Something a process speaks of.
#[derive(Debug)]
pub(super) struct Subject {
    /// What kind of thing: `stage`.
    pub(super) about: &'static str,
    /// Which one, among its kind and beside its neighbours.
    pub(super) id: String,
    /// As people call it.
    pub(super) title: String,
    /// How sentences about it begin: `First contact:`.
    pub(super) head: String,
    pub(super) place: Option<Place>,
    /// The sentence that it is new.
    pub(super) comes: String,
    /// The sentence that it is gone.
    pub(super) goes: String,
    pub(super) points: Vec<Point>,
    pub(super) parts: Vec<Subject>,
}

impl Subject {
    /// What makes it the same in two documents.
    pub(super) fn key(&self) -> (&'static str, &str) {
        (self.about, &self.id)
    }
}

/// One thing that is said of a subject.
#[derive(Debug)]
pub(super) enum Point {
    /// A value: `the owner is` sdr.
    One { label: String, value: String },
    /// Things in no order: `needs` a reason, an amount.
    Some {
        label: String,
        values: BTreeSet<String>,
    },
    /// The order of what has meaning by it.
    Order { label: String, values: Vec<String> },
}

impl Point {
    pub(super) fn key(&self) -> (u8, &str) {
        match self {
            Self::One { label, .. } => (0, label),
            Self::Some { label, .. } => (1, label),
            Self::Order { label, .. } => (2, label),
        }
    }

    /// What is to be said, compared with before.
    pub(super) fn since(&self, before: Option<&Self>, head: &str) -> Vec<(ChangeKind, String)> {
        use ChangeKind::{Added, Changed};
        match (self, before) {
            (Self::One { label, value }, Some(Self::One { value: old, .. })) => {
                if value == old {
                    return Vec::new();
                }
                vec![(Changed, format!("{head} {label} {value} instead of {old}."))]
            }
            (Self::One { label, value }, _) => {
                vec![(Added, format!("{head} {label} {value} now."))]
            }
            (Self::Some { label, values }, before) => {
                let none = BTreeSet::new();
                let old = match before {
                    Some(Self::Some { values, .. }) => values,
                    _ => &none,
                };
                let come = values
                    .difference(old)
                    .map(|own| (Added, format!("{head} now {label} {own}.")));
                let gone = old
                    .difference(values)
                    .map(|own| no_longer(head, label, own));
                come.chain(gone).collect()
            }
            (Self::Order { label, values }, Some(Self::Order { values: old, .. })) => {
                let both = |list: &[String], other: &[String]| -> Vec<String> {
                    list.iter()
                        .filter(|own| other.contains(own))
                        .cloned()
                        .collect()
                };
                let (new, old) = (both(values, old), both(old, values));
                if new == old {
                    return Vec::new();
                }
                vec![(
                    Changed,
                    format!(
                        "{head} {label} {} instead of {}.",
                        new.join(", "),
                        old.join(", ")
                    ),
                )]
            }
            (Self::Order { .. }, _) => Vec::new(),
        }
    }

    /// What is to be said when it is gone.
    pub(super) fn gone(&self, head: &str) -> Vec<(ChangeKind, String)> {
        match self {
            Self::One { label, value } => vec![(
                ChangeKind::Removed,
                format!("{head} {label} {value} no longer."),
            )],
            Self::Some { label, values } => values
                .iter()
                .map(|own| no_longer(head, label, own))
                .collect(),
            Self::Order { .. } => Vec::new(),
        }
    }
}

fn no_longer(head: &str, label: &str, value: &str) -> (ChangeKind, String) {
    (
        ChangeKind::Removed,
        format!("{head} no longer {label} {value}."),
    )
}

/// What is said of a subject, being written.
#[derive(Debug, Default)]
pub(super) struct Points(pub(super) Vec<Point>);

impl Points {
    /// A value.
    pub(super) fn one(&mut self, label: impl Into<String>, value: impl Into<String>) {
        self.0.push(Point::One {
            label: label.into(),
            value: value.into(),
        });
    }

    /// A value, if there is one.
    pub(super) fn maybe(&mut self, label: impl Into<String>, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.one(label, value);
        }
    }

    /// Things in no order.
    pub(super) fn some(
        &mut self,
        label: impl Into<String>,
        values: impl IntoIterator<Item = String>,
    ) {
        self.0.push(Point::Some {
            label: label.into(),
            values: values.into_iter().collect(),
        });
    }

    /// An order.
    pub(super) fn order(
        &mut self,
        label: impl Into<String>,
        values: impl IntoIterator<Item = String>,
    ) {
        self.0.push(Point::Order {
            label: label.into(),
            values: values.into_iter().collect(),
        });
    }
}
