//! Table: records of any kind, compared column by column.
//!
//! For data other than contacts: the rows of a list with the columns that a [`Schema`]
//! names. Each kind of column knows its levels (`table/compare.rs`), each [`Rule`] of the
//! schema makes one key a row. Where a schema says nothing about weights, they are
//! learned from the rows themselves (`learn`).
//!
//! Values are kept once a column, so equal ones are told by number.

mod compare;

use crate::alike::sound;
use crate::dedupe::{Crowd, Settings, candidates};
use crate::fold::folded;
use crate::learn::{Lessons, Patterns, learn};
use crate::model::Model;
pub use compare::levels_of;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::hash::{BuildHasher, Hasher};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A given name; the column numbered here holds the surname, which may have been swapped.
    Given(usize),
    /// A surname; the column numbered here holds the given name.
    Surname(usize),
    /// A day, in whatever way: compared by its digits.
    Date,
    /// A number or code: postcode, house number, account.
    Code,
    /// One of few values: a state, a sex.
    Class,
    /// Anything else in words: a street, a town, a job.
    Text,
    /// A mail address.
    Mail,
}

/// A column that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// In words, for people.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The whole value.
    Whole(usize),
    /// How the value sounds.
    Sound(usize),
    /// So many of its first letters.
    Start(usize, usize),
    /// So many of its last letters.
    End(usize, usize),
}

impl Cut {
    fn column(self) -> usize {
        match self {
            Self::Whole(column)
            | Self::Sound(column)
            | Self::Start(column, _)
            | Self::End(column, _) => column,
        }
    }
}

/// Rows that agree on all of these are candidates. Two columns that stand as
/// `Given` and `Surname` are taken in either order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule(pub Vec<Cut>);

/// What the columns of a table are, and by what its rows are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The columns, in the order of the cells.
    pub columns: Vec<Column>,
    /// Each makes one key a row.
    pub rules: Vec<Rule>,
}

/// A value that isn't there.
const NONE: u32 = u32::MAX;

/// The values of one column.
#[derive(Debug, Clone, Default)]
struct Values {
    /// Each once.
    words: Vec<Box<str>>,
    /// How many rows have it.
    counts: Vec<u32>,
    /// Of each row.
    of: Vec<u32>,
    numbers: HashMap<Box<str>, u32, FixedState>,
}

/// Rows to be compared.
#[derive(Debug, Clone)]
pub struct Table {
    schema: Schema,
    values: Vec<Values>,
    rows: u32,
    model: Model,
}

impl Table {
    /// An empty table, with weights to start from.
    pub fn new(schema: Schema) -> Self {
        let model = compare::first_guess(&schema);
        Self {
            values: vec![Values::default(); schema.columns.len()],
            schema,
            rows: 0,
            model,
        }
    }

    /// Adds a row; cells beyond the columns are left out, missing ones are empty.
    pub fn push(&mut self, cells: &[&str]) {
        let columns = self.schema.columns.iter().zip(&mut self.values);
        for (nth, (column, values)) in columns.enumerate() {
            let word = prepared(column.kind, cells.get(nth).copied().unwrap_or_default());
            values.push(word);
        }
        self.rows += 1;
    }

    /// The weights in use.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Takes other weights.
    pub fn set_model(&mut self, model: Model) {
        self.model = model;
    }

    /// Learns the weights from the rows themselves (see [`learn`]); chance is drawn from the
    /// seed. Says how many rounds it took.
    pub fn learn(&mut self, settings: &Settings, seed: u64) -> usize {
        let candidates = candidates(self, settings).pairs;
        let pairs = self.patterns(candidates);
        let rows = u64::from(self.rows);
        let mut state = seed;
        let mut row = || u32::try_from(random(&mut state) % rows.max(1)).unwrap_or_default();
        let drawn: Vec<(u32, u32)> = (0..DRAWN).map(|_| (row(), row())).collect();
        let chance = self.patterns(drawn.into_iter().filter(|(a, b)| a != b));
        let rows = f64::from(self.rows);
        let lessons = Lessons {
            pairs: &pairs,
            chance: &chance,
            all: (rows * (rows - 1.0) / 2.0).max(1.0),
        };
        learn(&mut self.model, lessons, ROUNDS)
    }

    /// How often each pattern of levels occurs among pairs.
    fn patterns(&self, pairs: impl IntoIterator<Item = (u32, u32)>) -> Patterns {
        let mut patterns = Patterns::new();
        let mut levels = vec![0_u8; self.schema.columns.len()];
        for (a, b) in pairs {
            self.levels(a, b, &mut levels);
            match patterns.get_mut(&levels) {
                Some(count) => *count += 1,
                None => {
                    patterns.insert(levels.clone(), 1);
                }
            }
        }
        patterns
    }

    /// The value of a cell in its one spelling; empty where there is none.
    pub fn value(&self, row: u32, column: usize) -> &str {
        let values = &self.values[column];
        match values.of[row as usize] {
            NONE => "",
            number => &values.words[number as usize],
        }
    }

    /// The number that stands for a value within its column.
    fn number(&self, row: u32, column: usize) -> u32 {
        self.values[column].of[row as usize]
    }

    /// What it is worth more, or less, that two rows share just this value: sharing a rare
    /// surname says more than sharing a common one.
    fn rarity(&self, row: u32, column: usize, u: f64) -> f64 {
        let values = &self.values[column];
        let number = self.number(row, column);
        if number == NONE {
            return 0.0;
        }
        let filled: f64 = f64::from(self.rows);
        // Not rarer than what we have seen enough of to know.
        let count = f64::from(values.counts[number as usize].max(LEAST_SEEN));
        (u / (count / filled)).log2().clamp(-RAREST, RAREST)
    }
}

/// So many pairs are drawn to see what agrees by chance.
const DRAWN: u32 = 500_000;

/// Weights that don't settle in so many rounds are taken as they are.
const ROUNDS: usize = 200;

/// The next number of a row that looks random (splitmix64).
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A value seen less often counts as seen so often.
const LEAST_SEEN: u32 = 4;

/// No value is worth more than so many bits above or below the average.
const RAREST: f64 = 8.0;

impl Values {
    fn push(&mut self, word: String) {
        if word.is_empty() {
            self.of.push(NONE);
            return;
        }
        let number = match self.numbers.get(word.as_str()) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.words.len()).expect("fewer values than rows");
                self.words.push(word.clone().into_boxed_str());
                self.counts.push(0);
                self.numbers.insert(word.into_boxed_str(), number);
                number
            }
        };
        self.counts[number as usize] += 1;
        self.of.push(number);
    }
}

/// A cell in its one spelling.
fn prepared(kind: Kind, cell: &str) -> String {
    match kind {
        Kind::Date => cell.chars().filter(char::is_ascii_digit).collect(),
        Kind::Code => folded(cell).replace(' ', ""),
        Kind::Mail => crate::mail::key(cell).unwrap_or_else(|| folded(cell)),
        Kind::Given(_) | Kind::Surname(_) | Kind::Class | Kind::Text => folded(cell),
    }
}

impl Crowd for Table {
    fn len(&self) -> u32 {
        self.rows
    }

    fn keys(&self, row: u32, keys: &mut Vec<u64>) {
        for (nth, rule) in self.schema.rules.iter().enumerate() {
            self.key(row, nth, rule, keys);
        }
    }

    fn bits(&self, a: u32, b: u32) -> f64 {
        let mut levels = [crate::model::MISSING; 32];
        let levels = &mut levels[..self.schema.columns.len().min(32)];
        self.levels(a, b, levels);
        let mut bits = self.model.bits(levels);
        for (column, level) in levels.iter().enumerate() {
            let field = &self.model.fields[column];
            if *level == 0 && !matches!(self.schema.columns[column].kind, Kind::Class) {
                bits += self.rarity(a, column, field.levels[0].u);
            }
        }
        bits
    }
}

impl Table {
    /// Adds the key that a rule makes of a row, if the row has all of its parts.
    fn key(&self, row: u32, nth: usize, rule: &Rule, keys: &mut Vec<u64>) {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_usize(nth);
        // Parts that may have been swapped are added up: the order doesn't matter then.
        let mut either_order = 0_u64;
        for cut in &rule.0 {
            let word = self.value(row, cut.column());
            if word.is_empty() {
                return;
            }
            let mut part = FixedState::default().build_hasher();
            match *cut {
                Cut::Whole(_) => part.write(word.as_bytes()),
                Cut::Sound(_) => part.write(sound(word).as_bytes()),
                Cut::Start(_, letters) => {
                    let end = word
                        .char_indices()
                        .nth(letters)
                        .map_or(word.len(), |(at, _)| at);
                    part.write(&word.as_bytes()[..end]);
                }
                Cut::End(_, letters) => {
                    let from = word
                        .char_indices()
                        .rev()
                        .nth(letters - 1)
                        .map_or(0, |(at, _)| at);
                    part.write(&word.as_bytes()[from..]);
                }
            }
            match self.schema.columns[cut.column()].kind {
                Kind::Given(_) | Kind::Surname(_) => {
                    either_order = either_order.wrapping_add(part.finish());
                }
                _ => hasher.write_u64(part.finish()),
            }
        }
        hasher.write_u64(either_order);
        keys.push(hasher.finish());
    }

    /// On which level each column of two rows stands.
    pub fn levels(&self, a: u32, b: u32, levels: &mut [u8]) {
        for (column, level) in levels.iter_mut().enumerate() {
            *level = compare::level(self, column, a, b);
        }
    }
}
