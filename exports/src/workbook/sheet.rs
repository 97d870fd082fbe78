//! Sheet: the cells of a worksheet as text, each different text kept once.
//!
//! A sheet can name cells a million rows and sixteen thousand columns apart, so
//! only cells that hold something are kept.

use super::value;
use crate::{BadRow, Trouble};
use calamine::{DataRef, Xlsx, XlsxError};
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::io::{Read, Seek};

/// The most texts and cells kept of a sheet, in bytes.
const MOST_BYTES: usize = 1 << 30;

/// Columns of a sheet in Excel.
const MOST_COLUMNS: u32 = 1 << 14;

/// Strange cells that are listed.
const NOTES: usize = 20;

/// The filled cells of a sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    texts: Texts,
    /// By row, then column.
    cells: Vec<Cell>,
    /// The rows with anything in them: where in `cells` each begins.
    rows: Vec<usize>,
    pub(super) notes: Vec<BadRow>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u16,
    text: u32,
}

impl Sheet {
    /// Reads a sheet of a workbook.
    pub(super) fn read(
        workbook: &mut Xlsx<impl Read + Seek>,
        name: &str,
        field_bytes: usize,
    ) -> Result<Self, Trouble> {
        let mut reader = workbook
            .worksheet_cells_reader(name)
            .map_err(super::in_words)?;
        let mut texts = Texts::default();
        let mut cells: Vec<Cell> = Vec::new();
        let mut notes = Vec::new();
        let mut sorted = true;
        let mut scratch = String::new();
        loop {
            let cell = match reader.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                // Newer kinds of error (`#SPILL!`) are unknown to the reader,
                // which goes on behind the cell all the same.
                Err(XlsxError::CellError(text)) => {
                    if notes.len() < NOTES {
                        let line = cells.last().map_or(1, |cell| u64::from(cell.row) + 1);
                        let reason = "a cell near this row holds an error and is left empty".into();
                        notes.push(BadRow { line, reason, text });
                    }
                    continue;
                }
                Err(error) => return Err(super::in_words(error)),
            };
            let (row, column) = cell.get_position();
            let text = match cell.get_value() {
                DataRef::SharedString(text) => text,
                DataRef::String(text) => text.as_str(),
                other => {
                    scratch.clear();
                    value::write(other, &mut scratch);
                    scratch.as_str()
                }
            };
            if text.is_empty() {
                continue;
            }
            if column >= MOST_COLUMNS {
                return Err(Trouble::Damaged(
                    "a sheet has more columns than Excel".into(),
                ));
            }
            if text.len() > field_bytes {
                return Err(Trouble::FieldTooLong { limit: field_bytes });
            }
            let text = texts.keep(text);
            let cell = Cell {
                row,
                column: column as u16,
                text,
            };
            sorted &= cells
                .last()
                .is_none_or(|last| (last.row, last.column) < (row, cell.column));
            cells.push(cell);
            if texts.all.len() + cells.len() * size_of::<Cell>() > MOST_BYTES {
                let limit = format!("{} MiB of cells", MOST_BYTES >> 20);
                return Err(Trouble::PackingBomb { limit });
            }
        }
        if !sorted {
            cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        let mut rows = Vec::new();
        let mut last = None;
        for (at, cell) in cells.iter().enumerate() {
            if last != Some(cell.row) {
                rows.push(at);
            }
            last = Some(cell.row);
        }
        Ok(Self {
            texts,
            cells,
            rows,
            notes,
        })
    }

    /// How many rows have anything in them.
    pub(super) fn height(&self) -> usize {
        self.rows.len()
    }

    /// The columns with anything in them among the rows from `first` on.
    pub(super) fn columns(&self, first: usize) -> Vec<u16> {
        let start = self.rows.get(first).copied().unwrap_or(self.cells.len());
        let mut filled = vec![false; MOST_COLUMNS as usize];
        for cell in self.cells.get(start..).unwrap_or_default() {
            if let Some(filled) = filled.get_mut(usize::from(cell.column)) {
                *filled = true;
            }
        }
        (0..=u16::MAX)
            .zip(filled)
            .filter(|(_, filled)| *filled)
            .map(|(column, _)| column)
            .collect()
    }

    /// The number of a row in the sheet, from 1.
    pub(super) fn number(&self, row: usize) -> u64 {
        self.cells_of(row)
            .first()
            .map_or(0, |cell| u64::from(cell.row) + 1)
    }

    /// The filled cells of a row with their columns.
    pub(super) fn filled(&self, row: usize) -> impl Iterator<Item = (u16, &str)> {
        self.cells_of(row)
            .iter()
            .map(|cell| (cell.column, self.texts.get(cell.text)))
    }

    /// Whether the same texts stand in the same columns of two rows.
    pub(super) fn are_equal(&self, one: usize, other: usize) -> bool {
        let cells = |row: usize| {
            self.cells_of(row)
                .iter()
                .map(|cell| (cell.column, cell.text))
        };
        cells(one).eq(cells(other))
    }

    fn cells_of(&self, row: usize) -> &[Cell] {
        let start = self.rows.get(row).copied().unwrap_or(self.cells.len());
        let end = self.rows.get(row + 1).copied().unwrap_or(self.cells.len());
        self.cells.get(start..end).unwrap_or_default()
    }
}

/// Texts, each kept once and known by its number.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    ends: Vec<usize>,
    numbers: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
}

impl Texts {
    fn keep(&mut self, text: &str) -> u32 {
        let Self {
            all,
            ends,
            numbers,
            hasher,
        } = self;
        let hash = hasher.hash_one(text);
        if let Some(number) = numbers.find(hash, |number| nth(all, ends, *number) == text) {
            return *number;
        }
        let number = ends.len() as u32;
        all.push_str(text);
        ends.push(all.len());
        numbers.insert_unique(hash, number, |number| {
            hasher.hash_one(nth(all, ends, *number))
        });
        number
    }

    fn get(&self, number: u32) -> &str {
        nth(&self.all, &self.ends, number)
    }
}

fn nth<'t>(all: &'t str, ends: &[usize], number: u32) -> &'t str {
    let number = number as usize;
    let start = number
        .checked_sub(1)
        .and_then(|before| ends.get(before))
        .copied()
        .unwrap_or(0);
    ends.get(number)
        .and_then(|end| all.get(start..*end))
        .unwrap_or_default()
}
