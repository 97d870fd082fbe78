//! Features: the columns of an export turned into numbers that a model can weigh.
//!
//! A text stays what it is: the empty cell, `Select` and `unknown` are three
//! levels. Rare levels are pooled. A number counts as such, filled and scaled,
//! with a mark where it was missing; and by the range it falls into, for "the
//! more the better" often ends somewhere. What is learned here comes from the
//! fields alone, never from the outcome.
//!
//! Deliberately absent: dates (turn them into numbers or texts first) and free
//! text (its words are too many; as levels they all end in the pool).

use super::ranges::Ranges;
use crate::columns::Labels;

/// A column of an export that may have to do with the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The column's name, as the export spells it.
    pub name: String,
    /// The table it comes from.
    pub table: String,
    /// What it holds, one entry a lead.
    pub values: FieldValues,
    /// Whether it was known before the outcome.
    pub known_before: Known,
}

/// What a field holds, one entry a lead.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValues {
    /// Texts of few or some different values; each text is a level of its own.
    Choice(Labels),
    /// Numbers; `NaN` where there is none.
    Number(Vec<f64>),
}

/// Whether a field was known before the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// For sure, it is written when the lead comes. Such a field is never left out.
    Yes,
    /// Nobody said: the values and the name have to tell.
    Unsaid,
    /// For sure not, it is written later, as the columns of a deal are. Always left out.
    No,
}

impl FieldValues {
    /// How many leads.
    pub fn len(&self) -> usize {
        match self {
            Self::Choice(labels) => labels.len(),
            Self::Number(numbers) => numbers.len(),
        }
    }
    /// No leads at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Levels with fewer leads are pooled.
const RARE: u32 = 10;
/// Most features a model is given; beyond, the rarest levels are pooled too.
const MOST_FEATURES: usize = 300;
/// Most ranges of a number, and of all numbers together.
const MOST_RANGES: usize = 10;
/// See [`MOST_RANGES`].
const MOST_RANGES_OF_ALL: usize = 150;
/// A range has at least this many leads.
const LEAST_IN_RANGE: usize = 50;

/// How fields become features, learned from some of the leads and then used for any.
#[derive(Debug, Clone)]
pub struct Encoding {
    codings: Vec<Coding>,
    blocks: Vec<Block>,
    /// Which field (its place in the list) a feature belongs to; the first is the intercept.
    field_of: Vec<u32>,
}

/// Features that are the levels of one field, without the most frequent one.
///
/// Against a feature for every level this loses nothing: [`super::logistic`]
/// gives the left-out level its share of the penalty. But most cells of an
/// export hold the most frequent level, so most features of a row vanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) first: usize,
    pub(super) len: usize,
}

#[derive(Debug, Clone)]
enum Coding {
    /// Feature by code of the label.
    Choice {
        field: u32,
        feature_of: Vec<Level>,
        block: Block,
    },
    Number {
        field: u32,
        feature: u32,
        missing: Option<u32>,
        scale: Scale,
        steps: Steps,
    },
}

/// How a number becomes one of the size of the others.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Stands for a missing one.
    median: f64,
    /// Numbers beyond are taken for these: one slip of the keyboard shall not squeeze all others.
    bounds: [f64; 2],
    mean: f64,
    deviation: f64,
}

/// The ranges of a number as features, but for the first, that all others are compared with.
#[derive(Debug, Clone)]
struct Steps {
    ranges: Ranges,
    first: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Feature(u32),
    /// The most frequent one, that all others are compared with.
    Usual,
    /// Never seen while learning, and there is no pool: as if it were any.
    Unseen,
}

/// How numbers are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numbers {
    /// As they are.
    Straight,
    /// As they are, and by the range they fall into.
    #[default]
    Ranged,
}

/// Leads as rows of features; almost all entries are zero and not kept.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) starts: Vec<usize>,
    /// Feature and value. Single precision halves the way through memory, and
    /// no export measures anything to seven digits.
    pub(super) entries: Vec<(u32, f32)>,
    pub(super) width: usize,
    pub(super) blocks: Vec<Block>,
}

impl Design {
    /// How many leads.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }
    /// No leads at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many features, the intercept included.
    pub fn width(&self) -> usize {
        self.width
    }
    /// The features of a lead that aren't zero; the intercept is not among them.
    pub(super) fn row(&self, row: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }
}

impl Encoding {
    /// Learns levels, medians and scales from the leads `rows` (places in the columns).
    ///
    /// Doesn't depend on the order of the rows or of the codes of the labels.
    pub fn learn(fields: &[&Field], rows: &[u32], numbers: Numbers) -> Self {
        let counts: Vec<Vec<u32>> = fields
            .iter()
            .map(|field| level_counts(field, rows))
            .collect();
        let number_fields = fields
            .iter()
            .filter(|field| matches!(field.values, FieldValues::Number(_)))
            .count();
        let ranges = match numbers {
            Numbers::Straight => 0,
            Numbers::Ranged => MOST_RANGES.min(MOST_RANGES_OF_ALL / number_fields.max(1)),
        };
        let room = MOST_FEATURES
            .saturating_sub(number_fields * (ranges + 1))
            .max(MOST_FEATURES / 2);
        let least = least_frequent(&counts, room);
        let mut encoding = Self {
            codings: Vec::new(),
            blocks: Vec::new(),
            field_of: vec![u32::MAX],
        };
        for (place, field) in fields.iter().enumerate() {
            match &field.values {
                FieldValues::Choice(labels) => {
                    encoding.learn_choice(place as u32, labels, &counts[place], least);
                }
                FieldValues::Number(values) => {
                    encoding.learn_number(place as u32, values, rows, ranges);
                }
            }
        }
        encoding
    }

    /// The leads `rows` as features. `fields` are those the encoding was learned from.
    pub fn encode(&self, fields: &[&Field], rows: &[u32]) -> Design {
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let mut entries = Vec::with_capacity(rows.len() * self.codings.len() / 2);
        starts.push(0);
        for row in rows {
            for coding in &self.codings {
                coding.push(fields, *row as usize, &mut entries);
            }
            starts.push(entries.len());
        }
        Design {
            starts,
            entries,
            width: self.width(),
            blocks: self.blocks.clone(),
        }
    }

    /// How many features, the intercept included.
    pub fn width(&self) -> usize {
        self.field_of.len()
    }

    /// The field a feature belongs to, as its place in the list; none for the intercept.
    pub(super) fn field_of(&self, feature: u32) -> Option<usize> {
        self.field_of
            .get(feature as usize)
            .filter(|place| **place != u32::MAX)
            .map(|place| *place as usize)
    }

    fn new_feature(&mut self, field: u32) -> u32 {
        self.field_of.push(field);
        (self.field_of.len() - 1) as u32
    }

    fn learn_choice(&mut self, field: u32, labels: &Labels, counts: &[u32], least: u32) {
        let mut kept: Vec<u32> = (0..counts.len() as u32)
            .filter(|code| counts[*code as usize] >= least)
            .collect();
        kept.sort_by(|a, b| by_frequency(labels, counts, *a, *b));
        let pooled: u32 = counts
            .iter()
            .filter(|count| **count > 0 && **count < least)
            .sum();
        let levels = kept.len() + usize::from(pooled > 0);
        if levels < 2 {
            return;
        }
        // The pool is the last of the levels unless it outweighs them all.
        let pool_is_usual = kept
            .first()
            .is_none_or(|code| counts[*code as usize] < pooled);
        let first = self.width();
        let mut feature_of = vec![
            if pooled > 0 {
                Level::Usual
            } else {
                Level::Unseen
            };
            counts.len()
        ];
        for (rank, code) in kept.iter().enumerate() {
            feature_of[*code as usize] = if rank == 0 && !pool_is_usual {
                Level::Usual
            } else {
                Level::Feature(self.new_feature(field))
            };
        }
        if pooled > 0 && !pool_is_usual {
            let pool = Level::Feature(self.new_feature(field));
            for (code, level) in feature_of.iter_mut().enumerate() {
                if counts[code] < least {
                    *level = pool;
                }
            }
        }
        let block = Block {
            first,
            len: self.width() - first,
        };
        self.blocks.push(block);
        self.codings.push(Coding::Choice {
            field,
            feature_of,
            block,
        });
    }

    fn learn_number(&mut self, field: u32, values: &[f64], rows: &[u32], ranges: usize) {
        let mut known: Vec<f64> = rows
            .iter()
            .map(|row| values[*row as usize])
            .filter(|v| v.is_finite())
            .collect();
        let missing = rows.len() - known.len();
        if known.is_empty() {
            return;
        }
        known.sort_by(f64::total_cmp); // Also makes the sums below independent of the order of the rows.
        if known.first() == known.last() && missing < RARE as usize {
            return;
        }
        let scale = Scale::learn(&known, missing, ranges > 0);
        let feature = self.new_feature(field);
        let missing = (missing >= RARE as usize).then(|| self.new_feature(field));
        let ranges = Ranges::cut(&known, ranges.min(known.len() / LEAST_IN_RANGE));
        let first = self.width();
        for _ in ranges.as_slice().iter().skip(1) {
            self.new_feature(field);
        }
        self.blocks.push(Block {
            first,
            len: self.width() - first,
        });
        let steps = Steps {
            ranges,
            first: first as u32,
        };
        self.codings.push(Coding::Number {
            field,
            feature,
            missing,
            scale,
            steps,
        });
    }
}

impl Scale {
    fn learn(sorted: &[f64], missing: usize, bounded: bool) -> Self {
        let n = (sorted.len() + missing) as f64;
        let median = middle(sorted);
        let tail = sorted.len() / 200;
        let bounds = if bounded {
            [sorted[tail], sorted[sorted.len() - 1 - tail]]
        } else {
            [f64::MIN, f64::MAX]
        };
        let bounded = || sorted.iter().map(|value| value.clamp(bounds[0], bounds[1]));
        let mean = (bounded().sum::<f64>() + missing as f64 * median) / n;
        let squares = bounded().map(|value| (value - mean).powi(2)).sum::<f64>()
            + missing as f64 * (median - mean).powi(2);
        let deviation = (squares / n).sqrt();
        let known = |scaled: f64| {
            if scaled > 0.0 && scaled.is_finite() {
                scaled
            } else {
                f64::INFINITY
            }
        };
        Self {
            median,
            bounds,
            mean: if mean.is_finite() { mean } else { 0.0 },
            deviation: known(deviation),
        }
    }

    /// Deviations from the mean; 0 where all numbers are equal or too large to be squared.
    fn of(&self, value: f64) -> f64 {
        let value = if value.is_finite() {
            value.clamp(self.bounds[0], self.bounds[1])
        } else {
            self.median
        };
        (value - self.mean) / self.deviation
    }
}

impl Coding {
    fn push(&self, fields: &[&Field], row: usize, entries: &mut Vec<(u32, f32)>) {
        match self {
            Self::Choice {
                field,
                feature_of,
                block,
            } => {
                let FieldValues::Choice(labels) = &fields[*field as usize].values else {
                    return;
                };
                match feature_of[labels.codes()[row] as usize] {
                    Level::Feature(feature) => entries.push((feature, 1.0)),
                    Level::Usual => {}
                    Level::Unseen => {
                        let share = 1.0 / (block.len + 1) as f32;
                        entries.extend(
                            (block.first..block.first + block.len).map(|f| (f as u32, share)),
                        );
                    }
                }
            }
            Self::Number {
                field,
                feature,
                missing,
                scale,
                steps,
            } => {
                let FieldValues::Number(values) = &fields[*field as usize].values else {
                    return;
                };
                entries.push((*feature, scale.of(values[row]) as f32));
                match steps.ranges.place_of(values[row]) {
                    Some(range @ 1..) => entries.push((steps.first + range as u32 - 1, 1.0)),
                    Some(0) => {}
                    None => entries.extend(missing.map(|feature| (feature, 1.0))),
                }
            }
        }
    }
}

/// Leads by code of the label; empty for numbers.
fn level_counts(field: &Field, rows: &[u32]) -> Vec<u32> {
    let FieldValues::Choice(labels) = &field.values else {
        return Vec::new();
    };
    let mut counts = vec![0; labels.names().len()];
    for row in rows {
        counts[labels.codes()[*row as usize] as usize] += 1;
    }
    counts
}

/// How many leads a level needs so that not too many are left.
fn least_frequent(counts: &[Vec<u32>], room: usize) -> u32 {
    let mut frequent: Vec<u32> = counts
        .iter()
        .flatten()
        .copied()
        .filter(|count| *count >= RARE)
        .collect();
    frequent.sort_unstable_by(|a, b| b.cmp(a));
    frequent.get(room).map_or(RARE, |count| count + 1)
}

/// Frequent levels first; names decide between equals, as codes depend on the order of the rows.
fn by_frequency(labels: &Labels, counts: &[u32], a: u32, b: u32) -> std::cmp::Ordering {
    counts[b as usize]
        .cmp(&counts[a as usize])
        .then_with(|| labels.name(a).cmp(labels.name(b)))
}

fn middle(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    if n % 2 == 1 {
        sorted[n / 2]
    } else {
        (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0
    }
}
