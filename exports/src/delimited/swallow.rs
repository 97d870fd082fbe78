//! Swallow: did a stray quote swallow rows, or is it a long text?
//!
//! A quote that closes in front of a text is a break by itself ([`tokens`] tells
//! it). Here are the other ones: a row over several lines that has the wrong
//! number of cells and holds whole rows, and a cell of very many lines that all
//! look like rows.

use super::Delimited;
use super::tokens::{self, Span, Step};

/// A cell with more lines than this is looked at twice: is it a text, or did a
/// stray quote swallow rows?
const LONG_CELL: u64 = 1_000;

/// A quote that swallowed lines, as offsets in the text of its row.
pub(super) struct Broken {
    pub(super) field: usize,
    pub(super) quote: usize,
    pub(super) next: usize,
    pub(super) how: String,
}

/// A row over several lines that came out wrong: did a stray quote make it?
pub(super) fn closed(
    table: &Delimited,
    line: u64,
    text: &str,
    end: usize,
    lines: u64,
    spans: &[Span],
) -> Option<Broken> {
    let width = table.layout.columns.len();
    let inside = |span: &&Span| {
        text.get(span.start..span.end)
            .is_some_and(|cell| tokens::count_lines(cell.as_bytes()) > 0)
    };
    if lines > LONG_CELL {
        let long = |span: &Span| {
            text.get(span.start..span.end)
                .is_some_and(|cell| looks_like_rows(table, cell))
        };
        if let Some(field) = spans.iter().position(long) {
            return broken_at(
                text,
                field,
                spans,
                "swallows more than 1,000 lines that look like rows",
            );
        }
    }
    let extra = spans.get(width..).unwrap_or_default();
    let is_full = spans.len() >= width
        && extra.iter().all(|span| {
            text.get(span.start..span.end)
                .is_some_and(|cell| cell.trim().is_empty())
        });
    // A table of two columns can't tell: `Dear Ann, hello` has two as well.
    if is_full || width < 3 {
        return None;
    }
    let span = spans.iter().find(inside)?;
    let field = spans.iter().position(|other| other == span)?;
    let mut own = Vec::new();
    let rows_inside = text
        .get(span.start..end)?
        .split_inclusive('\n')
        .skip(1)
        .take(100)
        .any(|line| {
            matches!(
                tokens::row(line, true, &table.dialect, &mut own),
                Step::Row { .. }
            ) && own.len() == width
        });
    if !rows_inside {
        return None;
    }
    let inside = text.get(span.start..span.end)?;
    let closes = line
        + tokens::count_lines(text.get(..span.start).unwrap_or_default().as_bytes())
        + tokens::count_lines(inside.as_bytes());
    broken_at(
        text,
        field,
        spans,
        &format!("closes only on line {closes}, in the midst of another row"),
    )
}

/// A quote that is still open at the end of the text at hand.
pub(super) fn open(
    table: &Delimited,
    text: &str,
    quote: Option<usize>,
    spans: &[Span],
) -> Option<Broken> {
    let quote = quote?;
    let cell = text.get(quote..)?;
    let limit = table.input.reading().field_bytes;
    let how = if tokens::count_lines(cell.as_bytes()) > LONG_CELL && looks_like_rows(table, cell) {
        "swallows more than 1,000 lines that look like rows".to_owned()
    } else if cell.len() > limit {
        format!("isn't closed within {limit} bytes")
    } else {
        return None;
    };
    let (_, next) = tokens::line_end(text.as_bytes(), quote, false)?;
    Some(Broken {
        field: spans.len(),
        quote,
        next,
        how,
    })
}

/// Most lines in it have as many cells as a row.
fn looks_like_rows(table: &Delimited, cell: &str) -> bool {
    let Some(delimiter) = table.dialect.delimiter else {
        return tokens::count_lines(cell.as_bytes()) > LONG_CELL;
    };
    let width = table.layout.columns.len();
    let lines = || {
        cell.split(['\n', '\r'])
            .filter(|line| !line.is_empty())
            .skip(1)
            .take(LONG_CELL as usize)
    };
    let full = lines()
        .filter(|line| memchr::memchr_iter(delimiter, line.as_bytes()).count() + 1 >= width)
        .count();
    let all = lines().count();
    all as u64 + 2 >= LONG_CELL && full * 2 >= all
}

fn broken_at(text: &str, field: usize, spans: &[Span], how: &str) -> Option<Broken> {
    let quote = spans.get(field)?.start.saturating_sub(1);
    let (_, next) = tokens::line_end(text.as_bytes(), quote, true)?;
    Some(Broken {
        field,
        quote,
        next,
        how: how.to_owned(),
    })
}
