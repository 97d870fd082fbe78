//! Parquet: columns as another program wrote them, given as rows of text.
//!
//! Days and times come out as ISO text (with `Z` where the file says UTC),
//! decimals and other numbers plainly. A value inside a group is the column
//! `group.field`, a list the text `[1, 2]` or `["a", "b"]`; a list of lists
//! loses its inner brackets.
//!
//! Deliberately absent: statistics and page indexes of the file. They may lie,
//! and every row is read anyway.

mod chunks;
mod column;
#[cfg(test)]
mod tests;
mod value;

use crate::guarded::guarded;
use crate::names;
use crate::packing::Input;
use crate::table::Table;
use crate::{Export, Flow, Format, Row, Tally, Trouble, Unreadable};
use chunks::Chunks;
use column::{Cells, Leaf};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

/// A file that isn't a plain one is unpacked into memory, up to this size.
const MOST_BYTES: u64 = 1 << 30;

/// More columns than this are an accident.
const MOST_COLUMNS: usize = 10_000;

/// Rows that are read at once, and cells at most.
const ROWS: usize = 1 << 10;
const CELLS: usize = 1 << 18;

/// Opens a Parquet file: one table.
///
/// The line of a row is its number, from 1.
pub(crate) fn open(input: &Input) -> Result<Vec<Export>, Unreadable> {
    let chunks = match input.plain_file() {
        Some(file) => Chunks::of_file(file).map_err(|error| input.failed(None, error))?,
        None => Chunks::Bytes(input.bytes(MOST_BYTES)?.into()),
    };
    let field_bytes = input.reading().field_bytes;
    let table = ParquetTable::new(chunks, field_bytes).map_err(|trouble| input.trouble(trouble))?;
    let table = Located {
        input: input.clone(),
        table,
    };
    let (name, path) = (input.name().to_owned(), input.path().to_owned());
    Ok(vec![Export::new(
        name,
        path,
        Format::Parquet,
        Box::new(table),
    )])
}

/// A table with the file it stands in, to name the place of a trouble.
struct Located {
    input: Input,
    table: ParquetTable,
}

impl Table for Located {
    fn columns(&self) -> &[String] {
        &self.table.names
    }

    fn read(&self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Result<Tally, Unreadable> {
        // What was unpacked into memory was told of then.
        let progress = self.input.reading().progress.as_ref();
        let progress = progress.filter(|_| matches!(self.table.chunks, Chunks::File { .. }));
        let read_on = |bytes| {
            if let Some(tell) = progress {
                tell(bytes);
            }
        };
        self.table.read(row, &read_on).map_err(|stop| {
            let mut unreadable = self.input.trouble_at(Some(stop.line), stop.trouble);
            unreadable.place.column = stop.column;
            unreadable
        })
    }
}

/// Where and why reading stopped.
#[derive(Debug)]
struct Stop {
    line: u64,
    column: Option<String>,
    trouble: Trouble,
}

struct ParquetTable {
    chunks: Chunks,
    leaves: Vec<Leaf>,
    names: Vec<String>,
    field_bytes: usize,
}

impl ParquetTable {
    fn new(chunks: Chunks, field_bytes: usize) -> Result<Self, Trouble> {
        let reader = reader(&chunks)?;
        let file = reader.metadata().file_metadata();
        let columns = file.schema_descr().columns();
        if columns.is_empty() || columns.len() > MOST_COLUMNS {
            return Err(Trouble::Damaged(format!(
                "it has {} columns",
                columns.len()
            )));
        }
        if file.num_rows() <= 0 {
            return Err(Trouble::NoRows);
        }
        let paths: Vec<String> = columns.iter().map(|column| path(column)).collect();
        let paths: Vec<(&str, usize)> = paths.iter().map(String::as_str).zip(1..).collect();
        let names = names::unique(&paths);
        let leaves = names
            .iter()
            .zip(columns)
            .map(|(name, column)| Leaf::new(name.clone(), column))
            .collect();
        Ok(Self {
            chunks,
            leaves,
            names,
            field_bytes,
        })
    }

    /// `read_on` is told how many bytes of the file were read since last told.
    fn read(
        &self,
        row: &mut dyn FnMut(Row<'_>) -> Flow,
        read_on: &dyn Fn(u64),
    ) -> Result<Tally, Stop> {
        let mut tally = Tally::default();
        let stop = |tally: &Tally, column: Option<&Leaf>, trouble| Stop {
            line: tally.rows + 1,
            column: column.map(|leaf| leaf.name.clone()),
            trouble,
        };
        let reader = reader(&self.chunks).map_err(|trouble| stop(&tally, None, trouble))?;
        let at_once = ROWS.min(CELLS / self.leaves.len().max(1)).max(1);
        let mut batches: Vec<Cells> = self.leaves.iter().map(|_| Cells::default()).collect();
        for group in 0..reader.num_row_groups() {
            let group = guarded(|| reader.get_row_group(group).map_err(damaged))
                .map_err(|trouble| stop(&tally, None, trouble))?;
            let mut columns = Vec::with_capacity(self.leaves.len());
            for (at, leaf) in self.leaves.iter().enumerate() {
                let column = guarded(|| group.get_column_reader(at).map_err(damaged));
                columns.push(column.map_err(|trouble| stop(&tally, Some(leaf), trouble))?);
            }
            let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            while left > 0 {
                let rows = left.min(at_once);
                left -= rows;
                for ((column, leaf), cells) in
                    columns.iter_mut().zip(&self.leaves).zip(&mut batches)
                {
                    guarded(|| column::read(column, leaf, rows, self.field_bytes, cells))
                        .map_err(|trouble| stop(&tally, Some(leaf), trouble))?;
                }
                let mut cells = vec![""; self.leaves.len()];
                for at in 0..rows {
                    for (cell, batch) in cells.iter_mut().zip(&batches) {
                        *cell = batch.get(at);
                    }
                    tally.rows += 1;
                    if row(Row {
                        line: tally.rows,
                        cells: &cells,
                    })
                    .is_break()
                    {
                        return Ok(tally);
                    }
                }
            }
            read_on(u64::try_from(group.metadata().compressed_size()).unwrap_or(0));
        }
        Ok(tally)
    }
}

fn reader(chunks: &Chunks) -> Result<SerializedFileReader<Chunks>, Trouble> {
    guarded(|| SerializedFileReader::new(chunks.clone()).map_err(damaged))
}

fn damaged(error: parquet::errors::ParquetError) -> Trouble {
    use parquet::errors::ParquetError as E;
    match error {
        E::NYI(what) => Trouble::NotAnExport(format!(
            "a Parquet file of a kind that is not read here ({what})"
        )),
        E::EOF(what) => Trouble::Damaged(what),
        error => Trouble::Damaged(error.to_string()),
    }
}

/// The path of a column without the steps that only make a list a list.
fn path(column: &ColumnDescriptor) -> String {
    let parts = column.path().parts();
    let own: Vec<&str> = parts
        .iter()
        .enumerate()
        .filter(|(at, part)| {
            let structural = matches!(
                part.as_str(),
                "list" | "element" | "bag" | "array" | "array_element" | "item" | "key_value"
            );
            *at == 0 || column.max_rep_level() == 0 || !structural
        })
        .map(|(_, part)| part.as_str())
        .collect();
    own.join(".")
}
