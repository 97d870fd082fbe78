//! Format: what a process document is made of, described once.
//!
//! [`tables`] lists for each map its keys, what each takes and why it is there. From this
//! one description come the structural check ([`check`]), the JSON Schema that editors
//! use ([`schema`]), and the tables of the guide ([`guide`]). What a well-formed
//! document then *means* is for `read`.

pub(crate) mod check;
pub(crate) mod guide;
pub(crate) mod names;
pub(crate) mod notation;
pub(crate) mod schema;
pub(crate) mod tables;
mod wording;

use crate::process::condition::Setting;
use names::What;
use notation::Notation;

/// A map with known keys.
#[derive(Debug)]
pub(crate) struct Record {
    /// What it is called in messages, in the schema and in the guide: `stage`.
    pub(crate) name: &'static str,
    /// What it is, as a sentence.
    pub(crate) doc: &'static str,
    /// The key whose word decides which other keys belong here.
    pub(crate) by: Option<&'static str>,
    /// Exactly one of these has to be there.
    pub(crate) one_of: &'static [&'static str],
    /// Its keys, in the order people write them.
    pub(crate) keys: &'static [Key],
}

impl Record {
    /// The description of this key.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// A key of a record.
#[derive(Debug)]
pub(crate) struct Key {
    /// As written.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) shape: Shape,
    /// Whether it has to be there.
    pub(crate) needed: bool,
    /// Where the record has a `by`: only for these of its words. Empty: for all.
    pub(crate) only: &'static [&'static str],
    /// What it says, as a sentence.
    pub(crate) doc: &'static str,
}

impl Key {
    pub(crate) const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            shape,
            needed: false,
            only: &[],
            doc,
        }
    }

    /// It has to be there (where `only` allows it).
    pub(crate) const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// It belongs only where the record's `by` says one of these words.
    pub(crate) const fn only(mut self, words: &'static [&'static str]) -> Self {
        self.only = words;
        self
    }

    /// Whether it belongs where `by` says this word. Where it isn't known, all keys do.
    pub(crate) fn belongs(&self, by: Option<&str>) -> bool {
        self.only.is_empty() || by.is_none_or(|word| self.only.contains(&word))
    }
}

/// A word that can be chosen, and what it means.
pub(crate) type Word = (&'static str, &'static str);

/// What a value can be.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Text for people; never empty.
    Text,
    /// A new name: letters, digits, `_` and `-`.
    Name,
    /// A new name that conditions can use: letters, digits and `_`.
    FieldName,
    /// The name of something that is declared elsewhere, or one of these words.
    Mention(What, &'static [Word]),
    /// One of these words.
    Word(&'static [Word]),
    /// One of these words, or a condition.
    WordOrCondition(&'static [Word], Setting),
    /// A whole number in these bounds.
    Whole(i64, i64),
    /// Any number.
    Number,
    /// A condition in CEL, which may ask for what this setting knows.
    Condition(Setting),
    /// Text in a notation of its own: a duration, a date, hours.
    Notation(&'static Notation),
    /// A list of such values.
    List(&'static Shape),
    /// A map by such keys to such values.
    Map(&'static Shape, &'static Shape),
    /// A map with known keys.
    Record(&'static Record),
    /// Either of two, told apart by being a map or not: the second is the map.
    OrMap(&'static Shape, &'static Shape),
    /// One value, or a list of them.
    OrList(&'static Shape),
    /// The same, but only what differs is written; `~` takes something away.
    Difference(&'static Record),
}
