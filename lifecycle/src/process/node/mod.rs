//! Node: the document as a tree in which each key and each value knows its place.
//!
//! [`read`] turns YAML 1.2 into that tree, within bounds: however the text is made,
//! memory and time stay small. Aliases are written out on the way. What is plain in
//! YAML stays text here: `no`, `09:00` and `2026-12-25` mean what the place they stand
//! at makes of them.
//!
//! Deliberately absent: tags, merge keys, several documents in one file. They make a
//! document that people sign harder to read, and channels have differences instead.

mod build;
mod slips;

use crate::process::place::Place;
use crate::process::read::findings::Findings;

/// Longest text that is read, in bytes.
pub(crate) const LONGEST: usize = 1 << 20;
/// Deepest nesting of lists and maps.
pub(crate) const DEEPEST: usize = 32;
/// Most keys and values, once aliases are written out.
pub(crate) const MOST_PARTS: usize = 200_000;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// Where it stands.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// A single word, number or text.
    Scalar(Scalar),
    /// `[a, b]`, or lines with `- `.
    List(Vec<Node>),
    /// `{ key: value }`, or lines with `key: value`. No key is there twice.
    Map(Vec<(Key, Node)>),
    /// Something that can't be used, and that was said.
    Refused,
}

/// A single word, number or text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar {
    /// What it says, without quotes.
    pub(crate) text: String,
    /// Whether it is written without quotes, on lines of its own or not.
    pub(crate) plain: bool,
    /// Where the text itself begins: behind the quote.
    pub(crate) inner: Place,
}

/// A key and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    /// The key, without quotes.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) place: Place,
}

impl Node {
    /// The text, where this is one.
    pub(crate) fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// The scalar, where this is one.
    pub(crate) fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::List(_) | Kind::Map(_) | Kind::Refused => None,
        }
    }

    /// The items, where this is a list; none otherwise.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Scalar(_) | Kind::Map(_) | Kind::Refused => &[],
        }
    }

    /// The entries, where this is a map; none otherwise.
    pub(crate) fn entries(&self) -> &[(Key, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            Kind::Scalar(_) | Kind::List(_) | Kind::Refused => &[],
        }
    }

    /// The value of this key, where this is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.kind {
            Kind::Map(entries) => entries
                .iter_mut()
                .find(|(own, _)| own.text == key)
                .map(|(_, value)| value),
            Kind::Scalar(_) | Kind::List(_) | Kind::Refused => None,
        }
    }

    /// The key and its value, where this is a map that has it.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Key, Node)> {
        self.entries().iter().find(|(own, _)| own.text == key)
    }

    /// Nothing was written: `key:` alone, `~` or `null`.
    pub(crate) fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(|scalar| {
            scalar.plain && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        })
    }

    /// What it is, in a message.
    pub(crate) fn described(&self) -> &'static str {
        match &self.kind {
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map of keys and values",
            Kind::Scalar(_) if self.is_nothing() => "nothing",
            Kind::Scalar(scalar) if scalar.plain && is_number(&scalar.text) => "a number",
            Kind::Scalar(_) => "text",
            Kind::Refused => "unusable",
        }
    }

    /// How many keys and values it is made of.
    pub(crate) fn parts(&self) -> usize {
        match &self.kind {
            Kind::Scalar(_) | Kind::Refused => 1,
            Kind::List(items) => 1 + items.iter().map(Self::parts).sum::<usize>(),
            Kind::Map(entries) => {
                1 + entries
                    .iter()
                    .map(|(_, value)| 1 + value.parts())
                    .sum::<usize>()
            }
        }
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Reads the text into a tree; `None` where it is none, and then there is a finding.
/// A tree can come with findings too: what they are about was left out of it.
pub(crate) fn read(text: &str, findings: &mut Findings) -> Option<Node> {
    build::Builder::new(text, findings).read()
}

#[cfg(test)]
mod tests;
