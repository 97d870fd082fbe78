//! Column: the cells of a column, a batch of rows at a time.

use super::value::{self, Meaning};
use crate::Trouble;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Write;

/// The most text that the cells of one batch of a column may come to.
const MOST_TEXT: usize = 256 << 20;

/// What is known of a column before it is read.
pub(super) struct Leaf {
    pub(super) name: String,
    meaning: Meaning,
    /// From this level on a value is there.
    filled: i16,
    is_list: bool,
}

impl Leaf {
    pub(super) fn new(name: String, column: &ColumnDescriptor) -> Self {
        Self {
            name,
            meaning: value::meaning(column),
            filled: column.max_def_level(),
            is_list: column.max_rep_level() > 0,
        }
    }
}

/// The cells of a batch.
#[derive(Default)]
pub(super) struct Cells {
    text: String,
    shared: Vec<ByteArray>,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy)]
enum Cell {
    Empty,
    /// From here to there in `text`.
    Written(usize, usize),
    /// Text as it stands in the page, by its place in `shared`.
    Shared(usize),
}

impl Cells {
    pub(super) fn get(&self, row: usize) -> &str {
        match self.cells.get(row) {
            None | Some(Cell::Empty) => "",
            Some(Cell::Written(start, end)) => self.text.get(*start..*end).unwrap_or_default(),
            Some(Cell::Shared(at)) => {
                let bytes = self
                    .shared
                    .get(*at)
                    .map(ByteArray::data)
                    .unwrap_or_default();
                std::str::from_utf8(bytes).unwrap_or_default()
            }
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.shared.clear();
        self.cells.clear();
    }
}

/// Reads the next `rows` cells of a column; no text may be longer than `limit`.
pub(super) fn read(
    reader: &mut ColumnReader,
    leaf: &Leaf,
    rows: usize,
    limit: usize,
    into: &mut Cells,
) -> Result<(), Trouble> {
    use ColumnReader as R;
    let meaning = leaf.meaning;
    let mut batch = Batch {
        leaf,
        rows,
        limit,
        into,
    };
    match reader {
        R::BoolColumnReader(reader) => batch.fill(reader, |value, text| {
            write(text, value);
            Ok(())
        }),
        R::Int32ColumnReader(reader) => batch.fill(reader, |value, text| {
            value::write_whole(meaning, i64::from(*value), true, text);
            Ok(())
        }),
        R::Int64ColumnReader(reader) => batch.fill(reader, |value, text| {
            value::write_whole(meaning, *value, false, text);
            Ok(())
        }),
        R::Int96ColumnReader(reader) => batch.fill(reader, |value, text| {
            value::write_int96(value, text);
            Ok(())
        }),
        R::FloatColumnReader(reader) => batch.fill(reader, |value, text| {
            value::write_float(value, text);
            Ok(())
        }),
        R::DoubleColumnReader(reader) => batch.fill(reader, |value, text| {
            value::write_float(value, text);
            Ok(())
        }),
        R::ByteArrayColumnReader(reader) if meaning == Meaning::Text && !leaf.is_list => {
            batch.share(reader)
        }
        R::ByteArrayColumnReader(reader) => {
            batch.fill(reader, |value, text| bytes(leaf, value.data(), limit, text))
        }
        R::FixedLenByteArrayColumnReader(reader) => {
            batch.fill(reader, |value, text| bytes(leaf, value.data(), limit, text))
        }
    }
}

fn write(into: &mut String, value: impl std::fmt::Display) {
    // Writing into a string can't fail.
    let _ = write!(into, "{value}");
}

fn bytes(leaf: &Leaf, bytes: &[u8], limit: usize, into: &mut String) -> Result<(), Trouble> {
    if bytes.len() > limit {
        return Err(Trouble::FieldTooLong { limit });
    }
    match (leaf.meaning, std::str::from_utf8(bytes)) {
        (Meaning::Text, Ok(text)) if leaf.is_list => write_quoted(text, into),
        (Meaning::Text, Ok(text)) => into.push_str(text),
        _ => value::write_bytes(leaf.meaning, bytes, into),
    }
    Ok(())
}

/// A text as a JSON string, so that it can be told from its neighbours.
fn write_quoted(text: &str, into: &mut String) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => into.extend(['\\', c]),
            '\n' => into.push_str("\\n"),
            c if c.is_control() => write(into, format_args!("\\u{:04x}", c as u32)),
            c => into.push(c),
        }
    }
    into.push('"');
}

struct Batch<'b> {
    leaf: &'b Leaf,
    rows: usize,
    limit: usize,
    into: &'b mut Cells,
}

/// Levels and values as they come out of the file.
struct Raw<T> {
    filled: Vec<i16>,
    again: Vec<i16>,
    values: Vec<T>,
}

impl Batch<'_> {
    fn raw<T: DataType>(&mut self, reader: &mut ColumnReaderImpl<T>) -> Result<Raw<T::T>, Trouble> {
        self.into.clear();
        let mut raw = Raw {
            filled: Vec::new(),
            again: Vec::new(),
            values: Vec::new(),
        };
        let (records, _, _) = reader
            .read_records(
                self.rows,
                Some(&mut raw.filled),
                Some(&mut raw.again),
                &mut raw.values,
            )
            .map_err(super::damaged)?;
        match records == self.rows {
            true => Ok(raw),
            false => Err(Trouble::Damaged(
                "a column has fewer values than there are rows".into(),
            )),
        }
    }

    /// Texts stay where they are: a text that occurs a thousand times is there
    /// once.
    fn share<T: DataType<T = ByteArray>>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
    ) -> Result<(), Trouble> {
        let raw = self.raw(reader)?;
        let into = &mut *self.into;
        let mut values = raw.values.into_iter();
        for row in 0..self.rows {
            let filled = self.leaf.filled == 0 || raw.filled.get(row) == Some(&self.leaf.filled);
            let Some(value) = filled.then(|| values.next()).flatten() else {
                into.cells.push(Cell::Empty);
                continue;
            };
            if value.len() <= self.limit && std::str::from_utf8(value.data()).is_ok() {
                into.cells.push(Cell::Shared(into.shared.len()));
                into.shared.push(value);
            } else {
                let start = into.text.len();
                bytes(self.leaf, value.data(), self.limit, &mut into.text)?;
                into.cells.push(Cell::Written(start, into.text.len()));
            }
            within(&into.text)?;
        }
        Ok(())
    }

    fn fill<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        write: impl Fn(&T::T, &mut String) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let raw = self.raw(reader)?;
        let into = &mut *self.into;
        let mut values = raw.values.iter();
        let is_filled = |level: usize| {
            self.leaf.filled == 0 || raw.filled.get(level) == Some(&self.leaf.filled)
        };
        if !self.leaf.is_list {
            for row in 0..self.rows {
                let start = into.text.len();
                match is_filled(row).then(|| values.next()).flatten() {
                    None => into.cells.push(Cell::Empty),
                    Some(value) => {
                        write(value, &mut into.text)?;
                        into.cells.push(Cell::Written(start, into.text.len()));
                        within(&into.text)?;
                    }
                }
            }
            return Ok(());
        }
        let mut level = 0;
        while level < raw.again.len() {
            let more = raw
                .again
                .iter()
                .skip(level + 1)
                .take_while(|again| **again > 0)
                .count();
            let items = level..level + 1 + more;
            level = items.end;
            if items.len() == 1 && !is_filled(items.start) {
                into.cells.push(Cell::Empty);
                continue;
            }
            let start = into.text.len();
            for item in items.clone() {
                into.text
                    .push_str(if item == items.start { "[" } else { ", " });
                match is_filled(item).then(|| values.next()).flatten() {
                    Some(value) => write(value, &mut into.text)?,
                    None => into.text.push_str("null"),
                }
                within(&into.text)?;
            }
            into.text.push(']');
            into.cells.push(Cell::Written(start, into.text.len()));
        }
        Ok(())
    }
}

fn within(text: &str) -> Result<(), Trouble> {
    match text.len() > MOST_TEXT {
        true => Err(Trouble::FieldTooLong { limit: MOST_TEXT }),
        false => Ok(()),
    }
}
