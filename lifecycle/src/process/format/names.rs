//! Names: what a document declares, and what somebody may have meant instead.

use crate::process::node::{Kind, Node};
use crate::process::read::codes;
use std::cell::Cell;
use std::collections::BTreeSet;

/// What a name can be the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Role,
    Stage,
    Series,
    Field,
    Channel,
    Grade,
}

impl What {
    /// In a message: "the stage `x`".
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Stage => "stage",
            Self::Series => "series",
            Self::Field => "field",
            Self::Channel => "channel",
            Self::Grade => "grade",
        }
    }

    /// Where such names are declared.
    pub(crate) fn home(self) -> &'static str {
        match self {
            Self::Role => "roles",
            Self::Stage => "stages",
            Self::Series => "series",
            Self::Field => "fields",
            Self::Channel => "sources",
            Self::Grade => "quality.grades",
        }
    }

    /// The code of a finding about a name that isn't declared.
    pub(crate) fn unknown(self) -> &'static str {
        match self {
            Self::Role => codes::ROLE_UNKNOWN,
            Self::Stage => codes::STAGE_UNKNOWN,
            Self::Series => codes::SERIES_UNKNOWN,
            Self::Field => codes::FIELD_UNKNOWN,
            Self::Channel => codes::CHANNEL_UNKNOWN,
            Self::Grade => codes::GRADE_UNKNOWN,
        }
    }
}

/// The names of one kind. `None` where they can't be known, as their part is broken:
/// then nothing is said of names that may be missing only for that reason.
type Known = Option<Names>;

/// Names in the order they are declared.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    pub(crate) list: Vec<String>,
    set: BTreeSet<String>,
}

impl Names {
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.set.contains(name)
    }
}

impl<'a> FromIterator<&'a str> for Names {
    fn from_iter<T: IntoIterator<Item = &'a str>>(names: T) -> Self {
        let list: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let set = list.iter().cloned().collect();
        Self { list, set }
    }
}

/// All that a line of the document declares.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    roles: Known,
    stages: Known,
    series: Known,
    fields: Known,
    channels: Known,
    grades: Known,
    guesses: Guesses,
}

impl Declared {
    /// What this document declares: the base, or a base with a difference applied.
    pub(crate) fn of(root: &Node) -> Self {
        Self {
            roles: keys_of(root.get("roles")),
            stages: keys_of(root.get("stages")),
            series: keys_of(root.get("series")),
            fields: keys_of(root.get("fields")),
            channels: channels_of(root.get("sources")),
            grades: grades_of(root.get("quality")),
            guesses: Guesses::default(),
        }
    }

    /// The names of this kind; `None` where they can't be known.
    pub(crate) fn known(&self, what: What) -> Option<&Names> {
        match what {
            What::Role => &self.roles,
            What::Stage => &self.stages,
            What::Series => &self.series,
            What::Field => &self.fields,
            What::Channel => &self.channels,
            What::Grade => &self.grades,
        }
        .as_ref()
    }

    /// What may have been meant.
    pub(crate) fn guess<'n>(
        &self,
        meant: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        self.guesses.guess(meant, names)
    }
}

fn keys_of(node: Option<&Node>) -> Known {
    match node.map(|node| &node.kind) {
        None => Some(Names::default()),
        Some(Kind::Map(entries)) => {
            Some(entries.iter().map(|(key, _)| key.text.as_str()).collect())
        }
        Some(_) => None,
    }
}

fn channels_of(sources: Option<&Node>) -> Known {
    let sources = sources?;
    matches!(sources.kind, Kind::Map(_)).then(|| {
        let lists = sources.entries().iter().map(|(_, list)| list);
        lists.flat_map(Node::items).filter_map(Node::text).collect()
    })
}

fn grades_of(quality: Option<&Node>) -> Known {
    let Some(grades) = quality.and_then(|quality| quality.get("grades")) else {
        return Some(Names::default());
    };
    matches!(grades.kind, Kind::List(_)).then(|| {
        let rules = grades.items().iter();
        rules
            .filter_map(|rule| rule.get("grade").and_then(Node::text))
            .collect()
    })
}

/// Finds what may have been meant. Comparing takes time, and a document can have tens
/// of thousands of wrong names: after so many comparisons there are no more guesses.
#[derive(Debug)]
struct Guesses {
    left: Cell<u32>,
}

impl Default for Guesses {
    fn default() -> Self {
        Self {
            left: Cell::new(100_000),
        }
    }
}

impl Guesses {
    fn guess<'n>(&self, meant: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        let plain = plain(meant);
        if plain.is_empty() || plain.len() > 64 {
            return None;
        }
        let letters = plain.chars().count();
        let allowed = if letters < 3 {
            letters / 2
        } else {
            letters / 3
        };
        let mut best: Option<(usize, &str)> = None;
        for name in names {
            if self.left.get() == 0 {
                break;
            }
            self.left.set(self.left.get() - 1);
            if name.len() > 64 {
                continue;
            }
            let own = self::plain(name);
            let distance = if own == plain {
                0
            } else if plain.len() >= 4 && (own.starts_with(&plain) || plain.starts_with(&own)) {
                1
            } else {
                strsim::damerau_levenshtein(&own, &plain)
            };
            if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, name));
            }
        }
        best.map(|(_, name)| name)
    }
}

/// A name without what people mix up: case, accents, dashes, spaces.
fn plain(name: &str) -> String {
    crate::words::fold(name)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}
