//! Rows: traces and events become rows, one for each event.
//!
//! The events of a trace wait for its end, because the attributes of the trace
//! may stand behind them; a trace too long to wait for is given out in parts.

use super::columns::{CASE, Columns};
use super::walk::{Attribute, Kind, Visitor};
use crate::{BadRow, Flow, Row, Tally, Trouble};
use hashbrown::HashMap;
use std::borrow::Cow;

/// How much text, and how many cells, of one trace wait for its end.
const WAITING_TEXT: usize = 16 << 20;
const WAITING_CELLS: usize = 2 << 20;

/// How many different notes are kept; the rest is counted together.
const NOTES: usize = 100;

/// A piece of the text kept for a trace. 0..0 is an empty cell.
#[derive(Clone, Copy, Default)]
struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// Hands out the rows of a log.
pub(super) struct Rows<'r> {
    columns: &'r Columns,
    row: &'r mut dyn FnMut(Row<'_>) -> Flow,
    tally: Tally,
    traces: u64,
    in_trace: bool,
    in_event: bool,
    /// All texts of the trace at hand.
    text: String,
    /// The cells that its rows have in common.
    common: Vec<(usize, Span)>,
    /// The lines and the cells of its events, one after the other.
    lines: Vec<u64>,
    cells: Vec<Span>,
    /// Where in `text` the trace or event at hand begins, and how much it may take.
    begin: usize,
    limit: usize,
    /// Parts of this trace were given out already.
    parted: bool,
    notes: HashMap<String, Note, foldhash::fast::RandomState>,
    notes_left_out: u64,
}

struct Note {
    line: u64,
    times: u64,
}

impl<'r> Rows<'r> {
    /// Rows with these columns; the texts of one event may have `limit` bytes.
    pub(super) fn new(
        columns: &'r Columns,
        limit: usize,
        row: &'r mut dyn FnMut(Row<'_>) -> Flow,
    ) -> Self {
        Self {
            columns,
            row,
            tally: Tally::default(),
            traces: 0,
            in_trace: false,
            in_event: false,
            text: String::new(),
            common: Vec::new(),
            lines: Vec::new(),
            cells: Vec::new(),
            begin: 0,
            limit,
            parted: false,
            notes: HashMap::default(),
            notes_left_out: 0,
        }
    }

    /// What it all came to.
    pub(super) fn tally(self) -> Tally {
        let mut tally = self.tally;
        tally.notes = self
            .notes
            .into_iter()
            .map(|(what, note)| BadRow {
                line: note.line,
                reason: match note.times {
                    1 => what,
                    times => format!("{what} ({times} times)"),
                },
                text: String::new(),
            })
            .collect();
        tally
            .notes
            .sort_by(|a, b| (a.line, &a.reason).cmp(&(b.line, &b.reason)));
        if self.notes_left_out > 0 {
            let line = tally.notes.last().map_or(1, |note| note.line);
            let reason = format!("{} more notes of this kind", self.notes_left_out);
            tally.notes.push(BadRow {
                line,
                reason,
                text: String::new(),
            });
        }
        tally
    }

    fn note(&mut self, what: String, line: u64) {
        if let Some(note) = self.notes.get_mut(&what) {
            note.times += 1;
        } else if self.notes.len() < NOTES {
            self.notes.insert(what, Note { line, times: 1 });
        } else {
            self.notes_left_out += 1;
        }
    }

    fn keep(&mut self, text: &str) -> Result<Span, Trouble> {
        let start = self.text.len();
        let end = start + text.len();
        let span = u32::try_from(start).ok().zip(u32::try_from(end).ok());
        match span {
            Some((start, end)) if self.text.len() + text.len() - self.begin <= self.limit => {
                self.text.push_str(text);
                Ok(Span { start, end })
            }
            _ => Err(Trouble::FieldTooLong { limit: self.limit }),
        }
    }

    /// Gives out what waits, with the cells that the trace has so far.
    fn give_out(&mut self) -> Flow {
        let width = self.columns.names.len();
        let nameless = !self
            .common
            .iter()
            .any(|(column, span)| *column == CASE && span.end > span.start);
        let name = match nameless && self.in_trace {
            true => format!("trace {}", self.traces),
            false => String::new(),
        };
        let mut cells = vec![""; width];
        for (&line, spans) in self.lines.iter().zip(self.cells.chunks_exact(width)) {
            for (cell, span) in cells.iter_mut().zip(spans) {
                *cell = span.of(&self.text);
            }
            for &(column, span) in &self.common {
                if let Some(cell) = cells.get_mut(column) {
                    *cell = span.of(&self.text);
                }
            }
            if let (Some(cell), true) = (cells.get_mut(CASE), nameless) {
                *cell = &name;
            }
            self.tally.rows += 1;
            (self.row)(Row {
                line,
                cells: &cells,
            })?;
        }
        self.lines.clear();
        self.cells.clear();
        Flow::Continue(())
    }

    fn clear(&mut self) {
        self.text.clear();
        self.common.clear();
        self.lines.clear();
        self.cells.clear();
        self.parted = false;
        self.begin = 0;
    }
}

impl Visitor for Rows<'_> {
    fn trace_begins(&mut self) {
        self.clear();
        self.traces += 1;
        self.in_trace = true;
    }

    fn event_begins(&mut self, line: u64) {
        self.in_event = true;
        self.begin = self.text.len();
        self.lines.push(line);
        self.cells
            .resize(self.lines.len() * self.columns.names.len(), Span::default());
    }

    fn attribute(&mut self, attribute: Attribute<'_>) -> Result<(), Trouble> {
        let column = match self.in_event {
            true => self.columns.of_event(attribute.key),
            false => self.columns.of_trace(attribute.key),
        };
        let Some(column) = column else {
            let what = format!(
                "`{}` turns up too late in the log to be a column",
                short(attribute.key)
            );
            self.note(what, attribute.line.number());
            return Ok(());
        };
        let span = self.keep(&plain(attribute.kind, attribute.value))?;
        if self.in_event {
            let row = self.cells.len().saturating_sub(self.columns.names.len());
            if let Some(cell) = self.cells.get_mut(row + column) {
                *cell = span;
            }
        } else {
            if self.parted {
                let what = "an attribute stands behind the events of its very long trace";
                self.note(what.to_owned(), attribute.line.number());
            }
            self.common.push((column, span));
        }
        Ok(())
    }

    fn passed_over(&mut self, key: &str, line: u64) {
        self.note(
            format!(
                "`{}` is a list of attributes, which is not read",
                short(key)
            ),
            line,
        );
    }

    fn event_ends(&mut self, _consumed: u64) -> Flow {
        self.in_event = false;
        if !self.in_trace {
            self.give_out()?;
            self.clear();
        } else if self.text.len() > WAITING_TEXT || self.cells.len() > WAITING_CELLS {
            self.give_out()?;
            self.parted = true;
            self.keep_common_only();
        }
        self.begin = self.text.len();
        Flow::Continue(())
    }

    fn trace_ends(&mut self) -> Flow {
        let flow = self.give_out();
        self.in_trace = false;
        self.clear();
        flow
    }
}

impl Rows<'_> {
    fn keep_common_only(&mut self) {
        let mut text = String::new();
        for (_, span) in &mut self.common {
            let start = text.len() as u32;
            text.push_str(span.of(&self.text));
            *span = Span {
                start,
                end: text.len() as u32,
            };
        }
        self.text = text;
    }
}

/// The beginning of a key, for a message.
fn short(key: &str) -> Cow<'_, str> {
    match key.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", key.get(..end).unwrap_or_default()).into(),
        None => key.into(),
    }
}

/// A value as it is written elsewhere: `20000` for the float `2.0E4`.
fn plain(kind: Kind, value: &str) -> Cow<'_, str> {
    match (kind, value) {
        (Kind::Float, _) if value.ends_with(".0") || value.contains(['e', 'E']) => {
            match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => number.to_string().into(),
                _ => value.into(),
            }
        }
        (Kind::Boolean, "1") => "true".into(),
        (Kind::Boolean, "0") => "false".into(),
        _ => value.into(),
    }
}
