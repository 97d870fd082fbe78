//! Layout: which rows of a sheet are titles, which is the header, and which
//! lines at the end are totals and remarks.
//!
//! The rules are those of delimited text, so that a sheet reads like the CSV
//! that Excel makes of it.

use super::sheet::Sheet;
use crate::BadRow;
use crate::delimited::{footer, header};
use std::ops::Range;

/// How many rows are looked at for a header, and cells at most.
const ROWS: usize = 300;
const CELLS: usize = 1 << 20;

/// How many rows at the end are looked at.
const LAST: usize = 20;

/// What the rows of a sheet are, by their number among those that aren't blank.
pub(super) struct Layout {
    /// The row with the names of the columns, if there is one.
    pub(super) header: Option<usize>,
    /// The rows of data.
    pub(super) data: Range<usize>,
    /// The rows that are none: titles, totals, the header once more.
    pub(super) notes: Vec<BadRow>,
    /// Rows among the data that repeat the header, in their order.
    pub(super) repeats: Vec<usize>,
}

/// Finds out what the rows are; `None` for a sheet without any.
pub(super) fn layout(sheet: &Sheet) -> Option<Layout> {
    let used = sheet.columns(0);
    let height = sheet.height();
    let rows = height.min(ROWS).min(CELLS / used.len().max(1) + 2);
    let lines: Vec<header::Line> = (0..rows)
        .map(|row| header::Line {
            line: sheet.number(row),
            start: row,
            end: row + 1,
            next_line: sheet.number(row) + 1,
            cells: dense(sheet, &used, row)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            text: shown(sheet, row),
        })
        .collect();
    let found = header::find(&lines)?;
    let header = found.header.is_some().then(|| found.body.saturating_sub(1));
    let mut notes = found.titles;
    let data = found.body..end(sheet, &used, found.body);
    let note = |row: usize, reason: &str| BadRow {
        line: sheet.number(row),
        reason: reason.to_owned(),
        text: shown(sheet, row),
    };
    let repeats: Vec<usize> = match header {
        Some(header) if used.len() > 1 => data
            .clone()
            .filter(|row| sheet.are_equal(*row, header))
            .collect(),
        _ => Vec::new(),
    };
    notes.extend(repeats.iter().map(|row| note(*row, "the header once more")));
    notes.extend((data.end..height).map(|row| note(row, "a total or remark below the table")));
    Some(Layout {
        header,
        data,
        notes,
        repeats,
    })
}

/// The row behind the last one of data.
fn end(sheet: &Sheet, used: &[u16], begin: usize) -> usize {
    let height = sheet.height();
    let first = height.saturating_sub(LAST).max(begin + 1);
    let is_row = |row: &usize| {
        let cells = dense(sheet, used, *row);
        let ends = match cells[..] {
            [cell] => footer::may_end_a_column(cell),
            _ => {
                footer::may_be_total(&cells)
                    || footer::may_be_remark(&cells, used.len())
                    || footer::is_rule(&cells)
            }
        };
        !ends
    };
    (first..height)
        .rev()
        .find(is_row)
        .map_or(first.min(height), |row| row + 1)
}

fn dense<'s>(sheet: &'s Sheet, used: &[u16], row: usize) -> Vec<&'s str> {
    let mut cells = vec![""; used.len()];
    for (column, text) in sheet.filled(row) {
        if let Some(cell) = used
            .binary_search(&column)
            .ok()
            .and_then(|at| cells.get_mut(at))
        {
            *cell = text;
        }
    }
    cells
}

/// The beginning of a row, for a message.
fn shown(sheet: &Sheet, row: usize) -> String {
    let mut text = String::new();
    for (_, cell) in sheet.filled(row) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.extend(cell.chars().take(200));
        if text.len() > 200 {
            break;
        }
    }
    text
}
