//! Reader: what the parts of reading share.
//!
//! A value that isn't well-formed was found by the structural check and is skipped
//! here without a word: `None` in this folder means "somebody else said it".

use super::codes;
use super::durations;
use super::findings::{Findings, quoted};
use crate::calendar::Span;
use crate::process::condition::{Condition, Scope, Setting};
use crate::process::format::names::{Declared, What};
use crate::process::model::{Addressee, Field};
use crate::process::node::Node;
use crate::process::place::{Place, Severity};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Reads the parts of one line: the base, or a channel's.
pub(super) struct Reader<'a> {
    pub(super) findings: &'a mut Findings,
    pub(super) declared: &'a Declared,
    pub(super) fields: &'a [Field],
    /// Where days begin; known once the calendar was read.
    pub(super) zone: TimeZone,
    channels: Vec<&'a str>,
    grades: Vec<&'a str>,
    stages: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        findings: &'a mut Findings,
        declared: &'a Declared,
        fields: &'a [Field],
    ) -> Self {
        let names = |what| {
            let known = declared.known(what);
            known.map_or_else(Vec::new, |names| {
                names.list.iter().map(String::as_str).collect()
            })
        };
        Self {
            findings,
            declared,
            fields,
            zone: TimeZone::UTC,
            channels: names(What::Channel),
            grades: names(What::Grade),
            stages: names(What::Stage),
        }
    }

    /// A condition, checked against what is declared.
    pub(super) fn condition(&mut self, node: Option<&Node>, setting: Setting) -> Option<Condition> {
        let scalar = node?
            .scalar()
            .filter(|scalar| !scalar.text.trim().is_empty())?;
        let scope = Scope {
            fields: self.fields,
            channels: &self.channels,
            grades: &self.grades,
            stages: &self.stages,
            zone: &self.zone,
            setting,
        };
        let (condition, said) = Condition::read(&scalar.text, scalar.inner, &scope);
        debug_assert!(
            condition.is_some() || said.iter().any(|said| said.severity == Severity::Error),
            "a condition that can't be used says why"
        );
        for finding in said {
            self.findings.add(finding);
        }
        condition
    }

    /// Each name once; `what` is what they are, in the message.
    pub(super) fn once<'n>(&mut self, names: impl IntoIterator<Item = &'n Node>, what: &str) {
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        for node in names {
            let Some(name) = node.text() else { continue };
            if let Some(first) = seen.get(name) {
                self.findings.error(
                    node.place,
                    codes::NAME_TWICE,
                    format!(
                        "there is {what} {} already, on line {}",
                        quoted(name),
                        first.line
                    ),
                    "Give this one another name, or take one of the two away.",
                );
            } else {
                seen.insert(name, node.place);
            }
        }
    }
}

/// The text of this key.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::text)
}

/// The text of this key, kept.
pub(super) fn owned(node: &Node, key: &str) -> Option<String> {
    text(node, key).map(str::to_owned)
}

/// The duration of this key.
pub(super) fn span(node: &Node, key: &str) -> Option<Span> {
    durations::span(text(node, key)?).ok()
}

/// The whole number of this key.
pub(super) fn whole(node: &Node, key: &str) -> Option<i64> {
    text(node, key)?.parse().ok()
}

/// The texts of a list.
pub(super) fn texts<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = &'n str> + use<'n> {
    let items = node.get(key).map(Node::items).unwrap_or_default();
    items.iter().filter_map(Node::text)
}

/// The text of this key, or the texts of its list.
pub(super) fn one_or_more<'n>(
    node: &'n Node,
    key: &str,
) -> impl Iterator<Item = &'n str> + use<'n> {
    let value = node.get(key);
    let items = value.map(Node::items).unwrap_or_default();
    let one = value.and_then(Node::text);
    one.into_iter().chain(items.iter().filter_map(Node::text))
}

/// The values of this key in a list of maps.
pub(super) fn each<'n>(list: Option<&'n Node>, key: &'n str) -> impl Iterator<Item = &'n Node> {
    let items = list.map(Node::items).unwrap_or_default();
    items.iter().filter_map(move |item| item.get(key))
}

/// Who is told.
pub(super) fn addressee(text: &str) -> Addressee {
    match text {
        "owner" => Addressee::Owner,
        role => Addressee::Role(role.into()),
    }
}
