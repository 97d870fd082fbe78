//! Compare: the levels of each kind of column.

use super::{Kind, NONE, Schema, Table};
use crate::alike::{jaro_winkler, within};
use crate::model::{Field, Level, MISSING, Model};
use crate::name::of_one_name;

/// What the levels of a kind of column say, from the same to different.
pub fn levels_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Given(_) => &[
            "same given name",
            "another form of the given name",
            "given name and surname swapped",
            "given names alike",
            "given names a little alike",
            "other given name",
        ],
        Kind::Surname(_) => &[
            "same surname",
            "surname and given name swapped",
            "surnames alike",
            "surnames a little alike",
            "other surname",
        ],
        Kind::Date => &[
            "same date",
            "dates that differ by a slip",
            "dates that differ by two",
            "same year",
            "other date",
        ],
        Kind::Code => &["same", "alike by a slip", "same beginning", "other"],
        Kind::Class => &["same", "other"],
        Kind::Text => &[
            "same",
            "nearly the same",
            "alike",
            "some words the same",
            "other",
        ],
        Kind::Mail => &[
            "same address",
            "alike by a slip",
            "same mail name",
            "alike",
            "other address",
        ],
    }
}

/// The level of a column of two rows.
pub(super) fn level(table: &Table, column: usize, a: u32, b: u32) -> u8 {
    let (of_a, of_b) = (table.number(a, column), table.number(b, column));
    if of_a == NONE || of_b == NONE {
        return MISSING;
    }
    if of_a == of_b {
        return 0;
    }
    let (word_a, word_b) = (table.value(a, column), table.value(b, column));
    match table.schema.columns[column].kind {
        Kind::Given(other) => {
            if of_one_name(word_a, word_b) || is_initial(word_a, word_b) {
                1
            } else if swapped(table, column, other, a, b) {
                2
            } else {
                3 + graded(word_a, word_b, [0.9, 0.78])
            }
        }
        Kind::Surname(other) => {
            if swapped(table, column, other, a, b) {
                1
            } else {
                2 + graded(word_a, word_b, [0.9, 0.78])
            }
        }
        Kind::Date => {
            if within(word_a, word_b, 1) {
                1
            } else if within(word_a, word_b, 2) {
                2
            } else if word_a.len() >= 4 && word_a.get(..4) == word_b.get(..4) {
                3
            } else {
                4
            }
        }
        Kind::Code => {
            if word_a.len().min(word_b.len()) > 1 && within(word_a, word_b, 1) {
                1
            } else if word_a.len() >= 3 && word_a.get(..2) == word_b.get(..2) {
                2
            } else {
                3
            }
        }
        Kind::Class => 1,
        Kind::Text => match 1 + graded(word_a, word_b, [0.92, 0.8]) {
            3 if common_word(word_a, word_b) => 3,
            3 => 4,
            graded => graded,
        },
        Kind::Mail => {
            let (local_a, domain_a) = word_a.rsplit_once('@').unwrap_or((word_a, ""));
            let (local_b, domain_b) = word_b.rsplit_once('@').unwrap_or((word_b, ""));
            if within(local_a, local_b, 2) && within(domain_a, domain_b, 2) {
                1
            } else if local_a == local_b {
                2
            } else if jaro_winkler(word_a, word_b) >= 0.88 {
                3
            } else {
                4
            }
        }
    }
}

/// 0, 1, ... for being alike at least so much, and one more for less.
fn graded(a: &str, b: &str, at_least: [f64; 2]) -> u8 {
    let alike = jaro_winkler(a, b);
    u8::from(alike < at_least[0]) + u8::from(alike < at_least[1])
}

fn is_initial(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() == 1 && long.starts_with(short)
}

/// Whether what stands here in one row stands in the other column of the other row, for
/// one of the two at least, letter by letter or nearly.
fn swapped(table: &Table, here: usize, there: usize, a: u32, b: u32) -> bool {
    let crossed = |a: u32, b: u32| {
        let (word, other) = (table.value(a, here), table.value(b, there));
        word.len() > 2 && other.len() > 2 && jaro_winkler(word, other) >= 0.92
    };
    crossed(a, b) && crossed(b, a)
        || (crossed(a, b) && table.number(a, there) == NONE)
        || (crossed(b, a) && table.number(b, there) == NONE)
}

/// Whether a word of four letters or more stands in both.
fn common_word(a: &str, b: &str) -> bool {
    a.split(' ')
        .any(|word| word.len() >= 4 && b.split(' ').any(|other| other == word))
}

/// Weights to start learning from: what is the same is mostly the same in two records of
/// one person, and seldom in two of different people.
pub(super) fn first_guess(schema: &Schema) -> Model {
    let fields = schema.columns.iter().map(|column| {
        let says = levels_of(column.kind);
        let last = says.len() - 1;
        let levels = says.iter().enumerate().map(|(nth, says)| {
            let nth = u32::try_from(nth).unwrap_or(u32::MAX);
            let between = f64::from(u32::try_from(last).unwrap_or(1));
            let (m, u) = match nth {
                0 => (0.8, 0.02),
                _ if f64::from(nth) < between => (0.15 / (between - 1.0), 0.03 / (between - 1.0)),
                _ => (0.05, 0.95),
            };
            Level::new(&format!("{}: {says}", column.name), m, u)
        });
        Field {
            name: column.name.clone(),
            levels: levels.collect(),
        }
    });
    Model {
        before: -6.0,
        fields: fields.collect(),
        same_from: 1.0,
        likely_from: -2.0,
    }
}
