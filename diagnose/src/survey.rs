//! Survey: the first reading of a table. What is in each column?
//!
//! Memory stays bounded whatever the file's size: a column keeps its values with
//! their counts while they are few, and a sketch of them once they are many.

mod kinds;
mod sketch;

pub use kinds::Kinds;
pub use sketch::Sketch;

use crate::ahead;
use exports::{Export, Row, Tally, Unreadable};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};

/// A column with more distinct values than this is described by its sketch.
pub const FEW_VALUES: usize = 4_096;
/// Of a column with many values, one cell of so many is looked at closely.
const ONE_OF: u64 = 16;

/// What a first reading of a table found.
#[derive(Debug)]
pub struct TableSurvey {
    /// The table's short name.
    pub name: String,
    /// Rows, columns by name, and what was left out.
    pub tally: Tally,
    /// Column by column.
    pub columns: Vec<ColumnSurvey>,
    /// Rows that repeat an earlier row to the letter; `None` where every row
    /// differs because some column does.
    pub repeated: Option<u64>,
}

/// What a first reading of a column found.
#[derive(Debug)]
pub struct ColumnSurvey {
    /// Its name.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Rows in which nothing stands.
    pub empty: u64,
    /// Its values with their counts, most frequent first; `None` if there are
    /// more than [`FEW_VALUES`].
    pub values: Option<Vec<(String, u64)>>,
    /// The set of its values, for counting and comparing with other columns.
    pub sketch: Sketch,
    /// What its values look like.
    pub kinds: Kinds,
    /// The first few distinct values.
    pub examples: Vec<String>,
}

impl ColumnSurvey {
    /// Distinct non-empty values: exact while few, else estimated (± 3 %).
    pub fn distinct(&self) -> u64 {
        match &self.values {
            Some(values) => values.iter().filter(|(v, _)| !v.trim().is_empty()).count() as u64,
            None => self.sketch.distinct(),
        }
    }

    /// Rows in which something stands.
    pub fn filled(&self) -> u64 {
        self.rows - self.empty
    }

    /// As good as every filled cell differs: an id, a mail address, a name.
    pub fn nearly_unique(&self) -> bool {
        let slack = if self.values.is_some() { 0.995 } else { 0.93 };
        self.filled() > 1 && self.distinct() as f64 >= self.filled() as f64 * slack
    }

    /// Holds one value in every row.
    pub fn constant(&self) -> bool {
        self.rows > 1 && self.empty == 0 && self.distinct() == 1
    }
}

impl TableSurvey {
    /// Reads the whole table once.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] as the export says.
    pub fn of(export: &Export) -> Result<Self, Unreadable> {
        let width = export.columns().len();
        let all_differ = AtomicBool::new(false);
        let number = ahead::hands().clamp(1, width.max(1));
        let mut hands: Vec<Hand> = (0..number)
            .map(|first| Hand::new(first, number, width, &all_differ))
            .collect();
        let tally = ahead::read(
            export,
            hands.iter_mut().map(|hand| |row: Row<'_>| hand.look(row)),
        )?;
        let repeated = hands
            .iter_mut()
            .find_map(|hand| hand.repeats.take())
            .filter(|_| !all_differ.load(Ordering::Relaxed))
            .map(Repeats::repeated);
        let mut dealt: Vec<_> = hands.into_iter().map(|h| h.columns.into_iter()).collect();
        let columns = export.columns().iter().enumerate().map(|(column, name)| {
            let building = dealt[column % number].next();
            building.unwrap_or_else(Building::new).finish(name.clone())
        });
        Ok(Self {
            name: export.name().to_owned(),
            tally,
            columns: columns.collect(),
            repeated,
        })
    }

    /// The column of a name, compared without case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|c| c.name == name)
            .or_else(|| {
                self.columns
                    .iter()
                    .position(|c| c.name.eq_ignore_ascii_case(name.trim()))
            })
    }
}

/// The key under which a value is compared with values elsewhere: without
/// surrounding space and without case.
pub fn key_hash(text: &str, lowered: &mut String) -> u64 {
    lowered.clear();
    let text = text.trim();
    if text.is_ascii() {
        lowered.push_str(text);
        lowered.make_ascii_lowercase();
    } else {
        for letter in text.chars() {
            if letter.is_ascii() {
                lowered.push(letter.to_ascii_lowercase());
            } else {
                lowered.extend(letter.to_lowercase());
            }
        }
    }
    FixedState::default().hash_one(lowered.as_bytes())
}

/// Nothing but space; most cells are told by their first byte.
fn is_blank(cell: &str) -> bool {
    match cell.as_bytes().first() {
        None => true,
        Some(b'!'..=b'~') => false,
        Some(_) => cell.trim().is_empty(),
    }
}

/// Counts what was seen before, by its hash.
///
/// Eight bytes each, in a heap that is sorted and cleared of repeats whenever it
/// is full: writing them one behind the other is several times faster than
/// asking a table that is larger than the processor's caches, and half its size.
///
/// Exact up to [`Repeats::MOST`] different ones. Beyond, only every second of
/// them is watched (by its hash, so all its repeats are seen) and counts for
/// two, then every fourth, and so on: memory is bounded, and where nothing
/// repeats, nothing is counted.
#[derive(Debug)]
pub struct Repeats {
    seen: Vec<u64>,
    repeated: u64,
    /// So many in the heap, and it is worth looking for repeats.
    full: usize,
    /// One of `1 << halvings` is watched.
    halvings: u32,
    most: usize,
}

impl Default for Repeats {
    fn default() -> Self {
        Self::remembering(Self::MOST)
    }
}

impl Repeats {
    /// So many different ones are remembered, while half as many more wait to be
    /// compared: 96 MiB.
    pub const MOST: usize = 8 << 20;

    /// Remembers fewer (or more) than [`Repeats::MOST`].
    fn remembering(most: usize) -> Self {
        Self {
            seen: Vec::new(),
            repeated: 0,
            full: most.min(1 << 16),
            halvings: 0,
            most,
        }
    }

    /// Adds one by its hash.
    pub fn add(&mut self, hash: u64) {
        if !is_watched(hash, self.halvings) {
            return;
        }
        if self.seen.len() >= self.full {
            self.clear();
            while self.seen.len() >= self.most {
                self.halvings += 1;
                let halvings = self.halvings;
                self.seen.retain(|hash| is_watched(*hash, halvings));
            }
            let room = (self.seen.len() * 2).min(self.most + self.most / 2);
            self.full = room.max(self.most.min(1 << 16));
            if !is_watched(hash, self.halvings) {
                return;
            }
        }
        self.seen.push(hash);
    }

    /// How many of them an earlier one equals.
    pub fn repeated(mut self) -> u64 {
        self.clear();
        self.repeated
    }

    fn clear(&mut self) {
        let before = self.seen.len();
        self.seen.sort_unstable();
        self.seen.dedup();
        self.repeated += ((before - self.seen.len()) as u64) << self.halvings;
    }
}

/// Whether a hash is among the one of `1 << halvings` that are watched.
pub(crate) fn is_watched(hash: u64, halvings: u32) -> bool {
    hash.trailing_zeros() >= halvings
}

/// Every so many-th column of a table, looked at on one thread.
struct Hand<'a> {
    first: usize,
    step: usize,
    columns: Vec<Building>,
    row: u64,
    lowered: String,
    /// The first hand compares whole rows, as long as that may find something.
    repeats: Option<Repeats>,
    /// Some column proves that no row repeats another.
    all_differ: &'a AtomicBool,
}

impl<'a> Hand<'a> {
    fn new(first: usize, step: usize, width: usize, all_differ: &'a AtomicBool) -> Self {
        Self {
            first,
            step,
            columns: (first..width)
                .step_by(step)
                .map(|_| Building::new())
                .collect(),
            row: 0,
            lowered: String::new(),
            repeats: (first == 0).then(Repeats::default),
            all_differ,
        }
    }

    fn look(&mut self, row: Row<'_>) {
        let dealt = row.cells.iter().skip(self.first).step_by(self.step);
        for (cell, column) in dealt.zip(&mut self.columns) {
            column.add(cell, self.row, &mut self.lowered);
        }
        if let Some(seen) = &mut self.repeats {
            let mut all = FixedState::default().build_hasher();
            row.cells.iter().for_each(|cell| cell.hash(&mut all));
            seen.add(all.finish());
        }
        self.row += 1;
        // An id makes every row differ: no need to remember them all.
        if self.row == 50_000 && self.columns.iter().any(|c| c.sketch.distinct() > 46_000) {
            self.all_differ.store(true, Ordering::Relaxed);
        }
        if self.row >= 50_000 && self.repeats.is_some() && self.all_differ.load(Ordering::Relaxed) {
            self.repeats = None;
        }
    }
}

struct Building {
    rows: u64,
    empty: u64,
    values: Option<HashTable<(u64, String, u64)>>,
    sketch: Sketch,
    kinds: Kinds,
    examples: Vec<String>,
}

impl Building {
    fn new() -> Self {
        Self {
            rows: 0,
            empty: 0,
            values: Some(HashTable::new()),
            sketch: Sketch::default(),
            kinds: Kinds::default(),
            examples: Vec::new(),
        }
    }

    fn add(&mut self, cell: &str, row: u64, lowered: &mut String) {
        self.rows += 1;
        let blank = is_blank(cell);
        self.empty += u64::from(blank);
        if let Some(values) = &mut self.values {
            let hash = FixedState::default().hash_one(cell.as_bytes());
            if let Some(entry) = values.find_mut(hash, |(h, v, _)| *h == hash && v == cell) {
                entry.2 += 1;
                return;
            }
            if values.len() < FEW_VALUES {
                values.insert_unique(hash, (hash, cell.to_owned(), 1), |(h, _, _)| *h);
                if !blank {
                    self.sketch.add(key_hash(cell, lowered));
                    if self.examples.len() < 5 {
                        self.examples.push(cell.to_owned());
                    }
                }
                return;
            }
            // Too many to keep: from here on the sketch speaks for them.
            for (_, value, count) in values.iter() {
                self.kinds.add(value, *count);
            }
            self.values = None;
        }
        if blank {
            return;
        }
        self.sketch.add(key_hash(cell, lowered));
        if row.is_multiple_of(ONE_OF) {
            self.kinds.add(cell, 1);
        }
    }

    fn finish(mut self, name: String) -> ColumnSurvey {
        let values = self.values.map(|table| {
            let mut values: Vec<(String, u64)> =
                table.into_iter().map(|(_, v, n)| (v, n)).collect();
            values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            for (value, count) in &values {
                self.kinds.add(value, *count);
            }
            values
        });
        ColumnSurvey {
            name,
            rows: self.rows,
            empty: self.empty,
            values,
            sketch: self.sketch,
            kinds: self.kinds,
            examples: self.examples,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeated(most: usize, hashes: impl Iterator<Item = u64>) -> u64 {
        let mut repeats = Repeats::remembering(most);
        hashes.for_each(|n| repeats.add(FixedState::default().hash_one(n)));
        assert!(repeats.seen.capacity() <= (most * 4).max(1 << 18));
        repeats.repeated()
    }

    #[test]
    fn repeats_are_counted_exactly_while_they_fit() {
        let exactly = |hashes: &mut dyn Iterator<Item = u64>| repeated(Repeats::MOST, hashes);
        assert_eq!(exactly(&mut (0..0)), 0);
        assert_eq!(exactly(&mut (0..200_000)), 0);
        assert_eq!(exactly(&mut (0..300_000).chain(5..100_005)), 100_000);
        assert_eq!(exactly(&mut (0..400_000).map(|n| n % 7)), 399_993);
    }

    #[test]
    fn beyond_that_they_are_counted_by_their_share() {
        const MOST: usize = 100_000;
        assert_eq!(repeated(MOST, 0..1_000_000), 0);
        let some = repeated(MOST, (0..500_000).chain(0..300_000));
        assert!(some.abs_diff(300_000) < 10_000, "{some}");
    }
}
