//! Survey: the first reading of a table. What is in each column?
//!
//! Memory stays bounded whatever the file's size: a column keeps its values with
//! their counts while they are few, and a sketch of them once they are many.

mod kinds;
mod sketch;

pub use kinds::Kinds;
pub use sketch::Sketch;

use exports::{Export, Flow, Tally, Unreadable};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash, Hasher};

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
        let mut columns: Vec<Building> = export.columns().iter().map(|_| Building::new()).collect();
        let mut lowered = String::new();
        let mut row_number = 0u64;
        let mut repeats = Some(Repeats::default());
        let tally = export.read(&mut |row| {
            let mut all = FixedState::default().build_hasher();
            for (cell, column) in row.cells.iter().zip(&mut columns) {
                column.add(cell, row_number, &mut lowered);
                if repeats.is_some() {
                    cell.hash(&mut all);
                }
            }
            row_number += 1;
            if let Some(seen) = &mut repeats {
                seen.add(all.finish());
                // An id makes every row differ: no need to remember them all.
                if row_number == 50_000 && columns.iter().any(|c| c.sketch.distinct() > 46_000) {
                    repeats = None;
                }
            }
            Flow::Continue(())
        })?;
        let columns: Vec<ColumnSurvey> = export
            .columns()
            .iter()
            .zip(columns)
            .map(|(name, building)| building.finish(name.clone()))
            .collect();
        Ok(Self { name: export.name().to_owned(), tally, columns, repeated: repeats.map(|r| r.repeated) })
    }

    /// The column of a name, compared without case.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name).or_else(|| {
            self.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name.trim()))
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
        lowered.extend(text.chars().flat_map(char::to_lowercase));
    }
    FixedState::default().hash_one(lowered.as_bytes())
}

/// Counts rows seen before, by their hash.
#[derive(Debug, Default)]
pub struct Repeats {
    seen: HashTable<u64>,
    /// Rows that were seen before.
    pub repeated: u64,
}

impl Repeats {
    /// Counts a row by its hash.
    pub fn add(&mut self, hash: u64) {
        if self.seen.find(hash, |h| *h == hash).is_some() {
            self.repeated += 1;
        } else {
            self.seen.insert_unique(hash, hash, |h| *h);
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
        if cell.is_empty() || cell.trim().is_empty() {
            self.empty += 1;
        }
        if let Some(values) = &mut self.values {
            let hash = FixedState::default().hash_one(cell.as_bytes());
            if let Some(entry) = values.find_mut(hash, |(h, v, _)| *h == hash && v == cell) {
                entry.2 += 1;
                return;
            }
            if values.len() < FEW_VALUES {
                values.insert_unique(hash, (hash, cell.to_owned(), 1), |(h, _, _)| *h);
                if !cell.trim().is_empty() {
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
        if cell.trim().is_empty() {
            return;
        }
        self.sketch.add(key_hash(cell, lowered));
        if row.is_multiple_of(ONE_OF) {
            self.kinds.add(cell, 1);
        }
    }

    fn finish(mut self, name: String) -> ColumnSurvey {
        let values = self.values.map(|table| {
            let mut values: Vec<(String, u64)> = table.into_iter().map(|(_, v, n)| (v, n)).collect();
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
