//! Check: does each value have the form that its place asks for?
//!
//! The whole tree is walked; a mistake is said and the rest goes on. Reading
//! afterwards takes what is well-formed, and needs to say nothing of the rest.

use super::names::{Declared, What};
use super::notation::Notation;
use super::wording::{a, all, keys_in_short, lower_first, the, wanted};
use super::{Record, Shape, Word};
use crate::process::node::{Key, Kind, Node};
use crate::process::place::Place;
use crate::process::read::codes;
use crate::process::read::findings::{Findings, listed, quoted};

/// Longest name.
const LONGEST_NAME: usize = 64;

/// Checks a part of the document against its description.
pub(crate) struct Check<'a> {
    pub(crate) findings: &'a mut Findings,
    pub(crate) declared: &'a Declared,
    /// Whether this is a difference: what is missing stands in the base.
    pub(crate) difference: bool,
}

/// Where a value stands: beneath this key of this map.
#[derive(Clone, Copy)]
struct At<'a> {
    key: &'a str,
    of: &'static str,
}

impl Check<'_> {
    /// A map with known keys. `key` is where it stands, for things missing in it.
    pub(crate) fn record(&mut self, node: &Node, place: Place, record: &'static Record) {
        let Kind::Map(entries) = &node.kind else {
            let wanted = format!("keys and values {}", keys_in_short(record));
            return self.wrong_kind(node, &a(record.name), &wanted);
        };
        let by = record
            .by
            .and_then(|by| node.get(by))
            .and_then(Node::text)
            .filter(|_| !self.difference)
            .filter(|word| is_a_word(record, word));
        let mut meant = Vec::new();
        for (key, value) in entries {
            match record.key(&key.text) {
                None => meant.extend(self.unknown_key(key, record, by)),
                Some(known) if !known.belongs(by) => {
                    let own = by.unwrap_or_default();
                    self.findings.error(
                        key.place,
                        codes::KEY_NOT_HERE,
                        format!(
                            "`{}` doesn't belong to a {} of {} `{own}`",
                            key.text,
                            record.name,
                            record.by.unwrap_or_default()
                        ),
                        format!(
                            "Take it away, or say `{}: {}` if that is what is meant.",
                            record.by.unwrap_or_default(),
                            known.only.join("` or `")
                        ),
                    );
                }
                Some(known) => {
                    let at = At {
                        key: &key.text,
                        of: record.name,
                    };
                    self.shape(value, key.place, &known.shape, at);
                    if known.needed && is_empty(value) && !self.difference {
                        self.findings.error(
                            value.place,
                            codes::VALUE_EMPTY,
                            format!("`{}` is empty", key.text),
                            format!("Write at least one entry: {}", lower_first(known.doc)),
                        );
                    }
                }
            }
        }
        if self.difference {
            return;
        }
        for key in record.keys {
            // A key that is needed only for some kinds is missing only where the kind is known.
            let asked = key.only.is_empty() || by.is_some_and(|by| key.only.contains(&by));
            let there = node.get(key.name).is_some() || meant.contains(&key.name);
            if key.needed && asked && !there {
                self.findings.error(
                    place,
                    codes::KEY_MISSING,
                    format!("{} has no `{}`", the(record.name), key.name),
                    format!("Add `{}`: {}", key.name, lower_first(key.doc)),
                );
            }
        }
        if !record.one_of.is_empty() {
            self.one_of(entries, place, record);
        }
    }

    fn one_of(&mut self, entries: &[(Key, Node)], place: Place, record: &Record) {
        let mut there = entries
            .iter()
            .map(|(key, _)| key)
            .filter(|key| record.one_of.contains(&key.text.as_str()));
        match (there.next(), there.next()) {
            (Some(_), None) => {}
            (None, _) => self.findings.error(
                place,
                codes::KEY_ONE_OF,
                format!(
                    "{} says none of {}",
                    the(record.name),
                    listed(record.one_of.iter().copied())
                ),
                "Add one of them.",
            ),
            (Some(first), Some(second)) => self.findings.error(
                second.place,
                codes::KEY_ONE_OF,
                format!(
                    "`{}` and `{}` can't stand together",
                    first.text, second.text
                ),
                "Keep one of the two; where both are meant, make it two entries.",
            ),
        }
    }

    /// Says that a key isn't known; the answer is what was meant.
    fn unknown_key(
        &mut self,
        key: &Key,
        record: &'static Record,
        by: Option<&str>,
    ) -> Option<&'static str> {
        if let Some((name, rest)) = key.text.split_once(':')
            && let Some(known) = record.key(name)
        {
            self.findings.error(
                key.place,
                codes::YAML_COLON,
                format!("a space is missing behind the colon of `{name}`"),
                format!("Write `{name}: {}`.", quoted(rest).trim_matches('`')),
            );
            return Some(known.name);
        }
        let fitting = || record.keys.iter().filter(|known| known.belongs(by));
        let meant = self
            .declared
            .guess(&key.text, fitting().map(|known| known.name));
        let mend = match meant {
            Some(name) => format!("Did you mean `{name}`?"),
            None => format!("Known here: {}.", all(fitting().map(|known| known.name))),
        };
        self.findings.error(
            key.place,
            codes::KEY_UNKNOWN,
            format!("{} isn't a key of {}", quoted(&key.text), a(record.name)),
            mend,
        );
        meant
    }

    /// A value. `place` is that of its key, for things missing in it.
    fn shape(&mut self, node: &Node, place: Place, shape: &'static Shape, at: At<'_>) {
        if node.kind == Kind::Refused {
            return;
        }
        if node.is_nothing() {
            if !self.difference {
                self.findings.error(
                    place,
                    codes::VALUE_EMPTY,
                    format!("`{}` has no value", at.key),
                    format!(
                        "Write {} behind the colon, or take the key away.",
                        wanted(shape)
                    ),
                );
            }
            return;
        }
        match shape {
            Shape::Record(record) => self.record(node, place, record),
            Shape::Difference(record) => {
                let before = std::mem::replace(&mut self.difference, true);
                self.record(node, place, record);
                self.difference = before;
            }
            Shape::OrMap(plain, map) => {
                let fits = if matches!(node.kind, Kind::Map(_)) {
                    map
                } else {
                    plain
                };
                self.shape(node, place, fits, at);
            }
            Shape::OrList(items) => match &node.kind {
                Kind::List(list) => {
                    for item in list {
                        self.shape(item, item.place, items, at);
                    }
                }
                _ => self.shape(node, place, items, at),
            },
            Shape::List(items) => match &node.kind {
                Kind::List(list) => {
                    for item in list {
                        self.shape(item, item.place, items, at);
                    }
                }
                _ => self.no_list(node, at),
            },
            Shape::Map(keys, values) => match &node.kind {
                Kind::Map(entries) => self.map(entries, keys, values, at),
                _ => self.wrong_kind(node, &format!("`{}`", at.key), "a map of keys and values"),
            },
            Shape::Text | Shape::Condition(_)
                if node.text().is_some_and(|text| text.trim().is_empty()) =>
            {
                self.findings.error(
                    place,
                    codes::VALUE_EMPTY,
                    format!("`{}` says nothing", at.key),
                    "Write some words, or take the key away.",
                );
            }
            _ => self.scalar(node, shape, at),
        }
    }

    fn map(
        &mut self,
        entries: &[(Key, Node)],
        keys: &'static Shape,
        values: &'static Shape,
        at: At<'_>,
    ) {
        let stages = at.key == "stages";
        for (key, value) in entries {
            if stages {
                self.findings.stage = Some(key.text.clone());
            }
            self.text(&key.text, key.place, keys, at);
            let inner = At {
                key: &key.text,
                of: at.of,
            };
            self.shape(value, key.place, values, inner);
        }
        if stages {
            self.findings.stage = None;
        }
    }

    fn scalar(&mut self, node: &Node, shape: &'static Shape, at: At<'_>) {
        let Some(scalar) = node.scalar() else {
            return self.wrong_kind(node, &format!("`{}`", at.key), &wanted(shape));
        };
        match shape {
            Shape::Whole(least, most) => match scalar.text.parse::<i64>() {
                Ok(number) if scalar.plain && (*least..=*most).contains(&number) => {}
                Ok(number) if scalar.plain => self.findings.error(
                    node.place,
                    codes::VALUE_BOUNDS,
                    format!(
                        "`{}` is {number}; it has to be from {least} to {most}",
                        at.key
                    ),
                    "Give a number in these bounds.",
                ),
                Ok(_) => self.in_quotes(node, at),
                Err(_) => self.wrong_kind(node, &format!("`{}`", at.key), "a whole number"),
            },
            Shape::Number => match number(&scalar.text) {
                Some(_) if scalar.plain => {}
                Some(_) => self.in_quotes(node, at),
                None => self.wrong_kind(node, &format!("`{}`", at.key), "a number"),
            },
            _ => self.text(&scalar.text, node.place, shape, at),
        }
    }

    fn text(&mut self, text: &str, place: Place, shape: &'static Shape, at: At<'_>) {
        match shape {
            Shape::Name => self.name(text, place, at),
            Shape::FieldName => self.field_name(text, place),
            Shape::Mention(what, also) => self.mention(text, place, *what, also, at),
            Shape::Word(words) => self.word(text, place, words, at),
            Shape::WordOrCondition(words, _) => {
                let bare = text
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_');
                if bare {
                    self.word(text, place, words, at);
                }
            }
            Shape::Notation(notation) => self.notation(text, place, notation, at),
            _ => {}
        }
    }

    fn name(&mut self, text: &str, place: Place, at: At<'_>) {
        let fits = text
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if fits && (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.starts_with('-') {
            return;
        }
        let better: String = text
            .trim()
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || c == '-' {
                    c
                } else {
                    '_'
                }
            })
            .take(LONGEST_NAME)
            .collect();
        let better = better.trim_matches(['_', '-']);
        self.findings.error(
            place,
            codes::NAME_FORM,
            format!(
                "{} can't be a name (`{}`): letters, digits, `_` and `-`, at most {LONGEST_NAME} of them",
                quoted(text),
                at.key
            ),
            if better.is_empty() {
                "Give it a name.".to_owned()
            } else {
                format!("Write `{better}`; what people see is the title.")
            },
        );
    }

    fn field_name(&mut self, text: &str, place: Place) {
        let first = text
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let rest = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !(first && rest && text.len() <= LONGEST_NAME) {
            return self.findings.error(
                place,
                codes::NAME_FORM,
                format!(
                    "{} can't be the name of a field: conditions need unaccented letters, digits and `_`, a letter first, at most {LONGEST_NAME}",
                    quoted(text)
                ),
                "Use such a name; what people see is the title.",
            );
        }
        const TAKEN: &[&str] = &[
            "reason",
            "wake_on",
            "amount",
            "is_spam",
            "message",
            "touches",
            "captured_at",
        ];
        if TAKEN.contains(&text) {
            self.findings.error(
                place,
                codes::FIELD_BUILT_IN,
                format!("every lead has `{text}` already"),
                "Take the field away, or give it another name if something else is meant.",
            );
        }
    }

    fn mention(&mut self, text: &str, place: Place, what: What, also: &'static [Word], at: At<'_>) {
        if also.iter().any(|(word, _)| *word == text) {
            return;
        }
        // A difference may add stages and grades of its own: see to it when it is merged.
        if self.difference && matches!(what, What::Stage | What::Grade) {
            return;
        }
        let declared = self.declared;
        let Some(names) = declared.known(what) else {
            return;
        };
        if names.contains(text) {
            return;
        }
        let there = || {
            also.iter()
                .map(|(word, _)| *word)
                .chain(names.list.iter().map(String::as_str))
        };
        let mend = match declared.guess(text, there()) {
            Some(name) => format!("Did you mean `{name}`?"),
            None if names.list.is_empty() => {
                format!("Declare it under `{}`; there is none yet.", what.home())
            }
            None => format!(
                "Declare it under `{}`, or take one of {}.",
                what.home(),
                listed(there())
            ),
        };
        self.findings.error(
            place,
            what.unknown(),
            format!(
                "there is no {} {} (`{}`)",
                what.word(),
                quoted(text),
                at.key
            ),
            mend,
        );
    }

    fn word(&mut self, text: &str, place: Place, words: &'static [Word], at: At<'_>) {
        if words.iter().any(|(word, _)| *word == text) {
            return;
        }
        let there = || words.iter().map(|(word, _)| *word);
        let mend = match self.declared.guess(text, there()) {
            Some(word) => format!("Did you mean `{word}`?"),
            None if words.len() == 1 => format!("Write {}.", all(there())),
            None => format!("Write one of {}.", all(there())),
        };
        self.findings.error(
            place,
            codes::VALUE_WORD,
            format!("`{}` can't be {}", at.key, quoted(text)),
            mend,
        );
    }

    fn notation(&mut self, text: &str, place: Place, notation: &Notation, at: At<'_>) {
        if let Err(slip) = (notation.check)(text) {
            self.findings.error(
                place,
                slip.code,
                slip.message.unwrap_or_else(|| {
                    format!("{} isn't {} (`{}`)", quoted(text), notation.name, at.key)
                }),
                slip.mend
                    .unwrap_or_else(|| format!("Write {}.", notation.written)),
            );
        }
    }

    fn wrong_kind(&mut self, node: &Node, what: &str, wanted: &str) {
        if node.is_nothing() && self.difference {
            return;
        }
        self.findings.error(
            node.place,
            codes::VALUE_KIND,
            format!("{what} takes {wanted}; this is {}", node.described()),
            format!("Write {wanted}."),
        );
    }

    fn no_list(&mut self, node: &Node, at: At<'_>) {
        let mend = match node.text() {
            Some(text) => format!("Write `[{}]`.", quoted(text).trim_matches('`')),
            None => {
                "Put it in brackets, `[…]`, or begin each entry with `- ` on a line of its own."
                    .to_owned()
            }
        };
        self.findings.error(
            node.place,
            codes::VALUE_KIND,
            format!("`{}` takes a list; this is {}", at.key, node.described()),
            mend,
        );
    }

    fn in_quotes(&mut self, node: &Node, at: At<'_>) {
        self.findings.error(
            node.place,
            codes::VALUE_KIND,
            format!("`{}` takes a number; in quotes it is text", at.key),
            "Take the quotes away.",
        );
    }
}

/// A number that is one: no infinities.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn is_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::List(items) => items.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
        Kind::Scalar(_) | Kind::Refused => false,
    }
}

fn is_a_word(record: &Record, word: &str) -> bool {
    let by = record.by.and_then(|by| record.key(by));
    matches!(by.map(|key| &key.shape), Some(Shape::Word(words)) if words.iter().any(|(own, _)| *own == word))
}
