//! Workbook: XLSX files, one table for each sheet with anything in it.
//!
//! Dates come out as ISO text, numbers plainly, errors as the sheet shows them
//! (`#N/A`). Titles above the header and totals below are notes of the tally.
//! A sheet is kept in memory, each different text once: a workbook can't be
//! streamed twice without unpacking it twice.
//!
//! Deliberately absent: formulas (their last result counts), hidden sheets as
//! long as a visible one has rows, the old `.xls` and the binary `.xlsb`.

mod layout;
mod parts;
mod sheet;
#[cfg(test)]
mod tests;
mod value;

use crate::guarded::guarded;
use crate::names;
use crate::packing::Input;
use crate::table::Table;
use crate::{BadRow, Export, Flow, Format, Row, Tally, Trouble, Unreadable};
use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use layout::{Layout, layout};
use sheet::Sheet;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;

/// A workbook that isn't a plain file is unpacked into memory, up to this size.
const MOST_BYTES: u64 = 512 << 20;

/// Opens a workbook: one table for each sheet that has a header and rows.
///
/// The line of a row is its number in the sheet.
pub(crate) fn open(input: &Input) -> Result<Vec<Export>, Unreadable> {
    let file: Box<dyn ReadSeek> = match input.plain_file() {
        Some(file) => {
            if let (Some(tell), Ok(facts)) = (&input.reading().progress, file.metadata()) {
                tell(facts.len());
            }
            Box::new(BufReader::new(file))
        }
        None => Box::new(Cursor::new(input.bytes(MOST_BYTES)?)),
    };
    let trouble = |(sheet, trouble): (Option<String>, Trouble)| {
        let mut unreadable = input.trouble(trouble);
        if let Some(sheet) = sheet {
            unreadable.place.file = format!("{} / {sheet}", input.path());
        }
        unreadable
    };
    let tables = tables(file, input.reading()).map_err(trouble)?;
    let export = |table: SheetTable| {
        let name = table.name.clone();
        let path = format!("{} / {name}", input.path());
        Export::new(name.clone(), path, Format::Sheet { name }, Box::new(table))
    };
    Ok(tables.into_iter().map(export).collect())
}

trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// The tables of a workbook, or what is wrong and with which sheet.
fn tables(
    mut file: impl Read + Seek,
    reading: &crate::Reading,
) -> Result<Vec<SheetTable>, (Option<String>, Trouble)> {
    parts::check(&mut file, reading).map_err(|trouble| (None, trouble))?;
    let failed = |error: std::io::Error| (None, Trouble::Io(error.to_string()));
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut workbook =
        guarded(|| Xlsx::new(file).map_err(in_words)).map_err(|trouble| (None, trouble))?;
    let sheets = workbook.sheets_metadata().to_vec();
    let is_hidden = |sheet: &calamine::Sheet| sheet.visible != SheetVisible::Visible;
    let mut tables = Vec::new();
    let mut any_cell = false;
    for hidden in [false, true] {
        for sheet in &sheets {
            if sheet.typ != SheetType::WorkSheet || is_hidden(sheet) != hidden {
                continue;
            }
            let cells = guarded(|| Sheet::read(&mut workbook, &sheet.name, reading.field_bytes))
                .map_err(|trouble| (Some(sheet.name.clone()), trouble))?;
            any_cell |= cells.height() > 0;
            tables.extend(SheetTable::new(sheet.name.clone(), cells));
        }
        if !tables.is_empty() {
            break;
        }
    }
    match (tables.is_empty(), any_cell) {
        (false, _) => Ok(tables),
        (true, true) => Err((None, Trouble::NoRows)),
        (true, false) => Err((None, Trouble::Empty)),
    }
}

fn in_words(error: XlsxError) -> Trouble {
    match error {
        XlsxError::Password => Trouble::NotAnExport("an encrypted Excel workbook".into()),
        XlsxError::Io(error) => Trouble::Io(error.to_string()),
        error => Trouble::Damaged(error.to_string()),
    }
}

/// A sheet whose header is found.
#[derive(Debug)]
struct SheetTable {
    name: String,
    sheet: Sheet,
    columns: Vec<String>,
    /// Where in a row the cell of a sheet's column goes.
    places: Vec<Option<usize>>,
    data: Range<usize>,
    /// Rows of the data that repeat the header.
    repeats: Vec<usize>,
    notes: Vec<BadRow>,
}

impl SheetTable {
    /// `None` if there is nothing below the header.
    fn new(name: String, mut sheet: Sheet) -> Option<Self> {
        let layout = layout(&sheet).filter(|layout| !layout.data.is_empty())?;
        // A column that only a title stands in is none.
        let used = sheet.columns(layout.header.unwrap_or(layout.data.start));
        let header: Vec<(u16, &str)> = layout
            .header
            .into_iter()
            .flat_map(|row| sheet.filled(row))
            .collect();
        let named = |column: u16| {
            let found = header.binary_search_by_key(&column, |(column, _)| *column);
            let name = found
                .ok()
                .and_then(|at| header.get(at))
                .map_or("", |(_, name)| *name);
            (name, usize::from(column) + 1)
        };
        let columns = names::unique(&used.iter().map(|column| named(*column)).collect::<Vec<_>>());
        let mut places = vec![None; used.last().map_or(0, |last| usize::from(*last) + 1)];
        for (at, column) in used.iter().enumerate() {
            if let Some(place) = places.get_mut(usize::from(*column)) {
                *place = Some(at);
            }
        }
        let mut notes = std::mem::take(&mut sheet.notes);
        notes.extend(layout.notes);
        notes.sort_by_key(|note| note.line);
        let Layout { data, repeats, .. } = layout;
        Some(Self {
            name,
            sheet,
            columns,
            places,
            data,
            repeats,
            notes,
        })
    }
}

impl Table for SheetTable {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn read(&self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Result<Tally, Unreadable> {
        let mut tally = Tally {
            notes: self.notes.clone(),
            ..Tally::default()
        };
        let mut cells = vec![""; self.columns.len()];
        let mut repeats = self.repeats.iter().copied().peekable();
        for at in self.data.clone() {
            if repeats.next_if_eq(&at).is_some() {
                continue;
            }
            cells.fill("");
            for (column, text) in self.sheet.filled(at) {
                let place = self.places.get(usize::from(column)).copied().flatten();
                if let Some(cell) = place.and_then(|place| cells.get_mut(place)) {
                    *cell = text;
                }
            }
            tally.rows += 1;
            let line = self.sheet.number(at);
            if row(Row {
                line,
                cells: &cells,
            })
            .is_break()
            {
                break;
            }
        }
        Ok(tally)
    }
}
