//! Rows: one whole reading of a table, from the first row to the last.
//!
//! What breaks inside its own line is listed and left out. What swallows the
//! lines after it makes the whole table doubtful: reading stops with the line on
//! which the quote opened, unless broken rows shall be skipped; then reading
//! goes on with the line after that one.
//!
//! Memory holds one stretch of text that is not longer than the longest row.

use super::footer;
use super::swallow::{self, Broken};
use super::tokens::{self, Kind, Span, Step};
use super::{Delimited, clip};
use crate::encoding::{self, Guess, Text};
use crate::{BadRow, Flow, Place, Row, Tally, Trouble, Unreadable};
use encoding_rs::UTF_8;
use std::ops::ControlFlow;

/// As many bad rows and notes are kept; the rest is counted.
const KEPT: usize = 100;

/// As many lines are held back until it is known whether rows follow.
const HELD: usize = 20;

/// How much of a bad row is shown.
const SHOWN: usize = 200;

/// Reads all rows. Also answers the encoding as it is known at the end, and a
/// note on where it showed.
pub(super) fn read(
    table: &Delimited,
    mut text: Text,
    row: &mut dyn FnMut(Row<'_>) -> Flow,
) -> Result<(Tally, Guess, Option<BadRow>), Unreadable> {
    let failed = |line, error| table.input.failed(Some(line), error);
    while text.text().len() < table.layout.body && !text.ended() {
        text.fill(table.layout.body)
            .map_err(|error| failed(1, error))?;
    }
    let mut pass = Pass {
        table,
        tally: Tally {
            notes: table.layout.titles.clone(),
            ..Tally::default()
        },
        line: table.layout.body_line,
        spans: Vec::new(),
        unescaped: String::new(),
        ends: Vec::new(),
        spare: Vec::new(),
        held: Vec::new(),
        after_blank: false,
        odd: None,
    };
    pass.tally.notes.truncate(KEPT);
    let begin = table.layout.body.min(text.text().len());
    pass.note_odd(&mut text, begin);
    text.consume(begin);
    loop {
        let (consumed, flow) = pass.rows(text.text(), text.ended(), row)?;
        text.consume(consumed);
        let stop = flow.is_break();
        if stop || text.ended() {
            let odd = pass.odd_note(&mut text);
            let tally = pass.finish(stop, row)?;
            return Ok((tally, text.guess(), odd));
        }
        text.fill(text.text().len())
            .map_err(|error| failed(pass.line, error))?;
        pass.note_odd(&mut text, 0);
    }
}

struct Pass<'a> {
    table: &'a Delimited,
    tally: Tally,
    /// The line at which the text at hand begins.
    line: u64,
    // Room that is used again for each row.
    spans: Vec<Span>,
    unescaped: String,
    ends: Vec<usize>,
    spare: Vec<&'static str>,
    held: Vec<Held>,
    /// The line before was blank.
    after_blank: bool,
    /// The first line with bytes that were not in the encoding.
    odd: Option<u64>,
}

/// The room of a list, without what it borrowed.
fn emptied(mut cells: Vec<&str>) -> Vec<&'static str> {
    cells.clear();
    cells.into_iter().map(|_| "").collect()
}

/// A line that may stand below the table.
struct Held {
    bad: BadRow,
    /// What it is if rows follow: a row, or else a bad one.
    cells: Option<Vec<String>>,
}

impl Pass<'_> {
    /// Takes the rows of the text at hand, as far as they are complete.
    fn rows(
        &mut self,
        text: &str,
        last: bool,
        row: &mut dyn FnMut(Row<'_>) -> Flow,
    ) -> Result<(usize, Flow), Unreadable> {
        let dialect = self.table.dialect;
        let limit = self.table.input.reading().field_bytes;
        let mut spans = std::mem::take(&mut self.spans);
        let mut cells: Vec<&str> = Vec::with_capacity(self.table.layout.columns.len());
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            match tokens::row(rest, last, &dialect, &mut spans) {
                Step::Row { end, .. } if end > limit => return Err(self.too_long(limit)),
                Step::Row { end, lines } => {
                    if lines > 1
                        && let Some(broken) =
                            swallow::closed(self.table, self.line, rest, end, lines, &spans)
                    {
                        let (passed, flow) = self.broken(rest, &broken, row)?;
                        at += passed;
                        if flow.is_break() {
                            return Ok((at, flow));
                        }
                        continue;
                    }
                    let raw = rest.get(..end).unwrap_or(rest);
                    let flow = if spans.iter().all(|span| span.kind != Kind::Escaped) {
                        cells.clear();
                        cells.extend(
                            spans
                                .iter()
                                .map(|span| rest.get(span.start..span.end).unwrap_or_default()),
                        );
                        self.take(raw, &spans, &mut cells, row)
                    } else {
                        let (unescaped, ends) = self.unescaped(rest, &spans);
                        let mut cells: Vec<&str> = std::mem::take(&mut self.spare);
                        let mut from = 0;
                        let mut ends_left = ends.iter();
                        for span in &spans {
                            let range = match span.kind {
                                Kind::Escaped => {
                                    let end = ends_left.next().copied().unwrap_or(from);
                                    let range = unescaped.get(from..end);
                                    from = end;
                                    range
                                }
                                _ => rest.get(span.start..span.end),
                            };
                            cells.push(range.unwrap_or_default());
                        }
                        let flow = self.take(raw, &spans, &mut cells, row);
                        self.spare = emptied(cells);
                        self.unescaped = unescaped;
                        self.ends = ends;
                        flow
                    };
                    at += end;
                    self.line += lines;
                    if flow.is_break() {
                        return Ok((at, flow));
                    }
                }
                Step::Stray {
                    field,
                    next,
                    closed,
                    ..
                } => {
                    let column = self.column(field).unwrap_or_default();
                    let reason = if closed {
                        format!("text follows the closing quote of `{column}`")
                    } else {
                        format!("the quote of `{column}` is never closed")
                    };
                    let raw = rest.get(..next).unwrap_or(rest);
                    if self.give_held(row).is_break() {
                        return Ok((at, ControlFlow::Break(())));
                    }
                    self.bad(self.line, reason, raw);
                    self.line += tokens::count_lines(raw.as_bytes());
                    at += raw.len();
                }
                Step::Swallowed {
                    field,
                    quote,
                    next,
                    lines_on,
                    closed,
                } => {
                    let opened = self.line_at(rest, quote);
                    let how = match closed {
                        Some(after) => {
                            let behind = clip(
                                rest.get(after..)
                                    .unwrap_or_default()
                                    .lines()
                                    .next()
                                    .unwrap_or_default(),
                                40,
                            );
                            format!(
                                "closes only on line {}, in front of the text `{behind}`",
                                opened + lines_on
                            )
                        }
                        None => format!(
                            "is never closed: it swallows all {lines_on} lines to the end of the file"
                        ),
                    };
                    let (passed, flow) = self.broken(
                        rest,
                        &Broken {
                            field,
                            quote,
                            next,
                            how,
                        },
                        row,
                    )?;
                    at += passed;
                    if flow.is_break() {
                        return Ok((at, flow));
                    }
                }
                Step::More { .. } if last => {
                    at = text.len();
                }
                Step::More { quote } => {
                    if let Some(broken) = swallow::open(self.table, rest, quote, &spans) {
                        let (passed, flow) = self.broken(rest, &broken, row)?;
                        at += passed;
                        if flow.is_break() {
                            return Ok((at, flow));
                        }
                        continue;
                    }
                    if rest.len() > limit {
                        return Err(self.too_long(limit));
                    }
                    break;
                }
            }
        }
        self.spans = spans;
        Ok((at, ControlFlow::Continue(())))
    }

    /// Decides what a row that was split is: a row, a bad one, or none at all.
    fn take(
        &mut self,
        raw: &str,
        spans: &[Span],
        cells: &mut Vec<&str>,
        row: &mut dyn FnMut(Row<'_>) -> Flow,
    ) -> Flow {
        let layout = &self.table.layout;
        let width = layout.columns.len();
        if self.table.dialect.padded {
            for cell in cells.iter_mut().skip(1) {
                *cell = cell.strip_prefix(' ').unwrap_or(cell);
            }
        }
        let first = cells.first().copied().unwrap_or_default();
        // Excel writes delimiters and nothing else for rows that were emptied.
        if (first.is_empty() || first.starts_with([' ', '\t']))
            && cells.iter().all(|cell| cell.trim().is_empty())
            && spans.iter().all(|span| span.kind == Kind::Bare)
        {
            self.after_blank = true;
            return ControlFlow::Continue(());
        }
        let after_blank = std::mem::take(&mut self.after_blank);
        let count = cells.len();
        if count > width && cells.iter().skip(width).all(|cell| cell.trim().is_empty()) {
            cells.truncate(width);
        }
        if first.starts_with(['-', '=', '_', '*', '+', '#', ' ']) && footer::is_rule(cells) {
            self.note("a rule", raw);
            return ControlFlow::Continue(());
        }
        if cells.len() == width {
            let is_header = |header: &Vec<String>| {
                width > 1
                    && cells
                        .iter()
                        .zip(header)
                        .all(|(cell, name)| cell.trim() == name.trim())
            };
            if layout.header.as_ref().is_some_and(is_header) {
                self.note("the header once more", raw);
                return ControlFlow::Continue(());
            }
            let ends = if width == 1 {
                footer::may_end_a_column(first)
            } else {
                footer::may_be_total(cells)
            };
            if ends {
                let whole = cells.iter().map(|cell| (*cell).to_owned()).collect();
                return self.hold("a total below the table".into(), raw, Some(whole), row);
            }
            if !self.held.is_empty() {
                self.give_held(row)?;
            }
            self.tally.rows += 1;
            return row(Row {
                line: self.line,
                cells,
            });
        }
        let cells_of = |n: usize| {
            if n == 1 {
                "1 cell".to_owned()
            } else {
                format!("{n} cells")
            }
        };
        let whose = if layout.header.is_some() {
            "the header has"
        } else {
            "the other rows have"
        };
        let reason = format!("{} where {whose} {width}", cells_of(count));
        // Below an empty line, or below a remark, also a single word is one.
        let alone = width >= 3 && cells.iter().filter(|cell| !cell.trim().is_empty()).count() == 1;
        let below = after_blank || !self.held.is_empty();
        if count < width && (alone && below || footer::may_be_remark(cells, width)) {
            return self.hold(reason, raw, None, row);
        }
        self.give_held(row)?;
        self.bad(self.line, reason, raw);
        ControlFlow::Continue(())
    }

    /// The texts of the escaped cells one after the other, and where each ends.
    fn unescaped(&mut self, text: &str, spans: &[Span]) -> (String, Vec<usize>) {
        let mut unescaped = std::mem::take(&mut self.unescaped);
        let mut ends = std::mem::take(&mut self.ends);
        unescaped.clear();
        ends.clear();
        for span in spans.iter().filter(|span| span.kind == Kind::Escaped) {
            let cell = text.get(span.start..span.end).unwrap_or_default();
            tokens::unescape(cell, &self.table.dialect, &mut unescaped);
            ends.push(unescaped.len());
        }
        (unescaped, ends)
    }

    /// Refuses the table, or lists the line and answers how far to go on.
    fn broken(
        &mut self,
        text: &str,
        broken: &Broken,
        row: &mut dyn FnMut(Row<'_>) -> Flow,
    ) -> Result<(usize, Flow), Unreadable> {
        let opened = self.line_at(text, broken.quote);
        let trouble = Trouble::BrokenQuote {
            opened,
            how: broken.how.clone(),
        };
        if !self.table.input.reading().skip_broken {
            let column = self.column(broken.field).map(str::to_owned);
            let place = Place {
                file: self.table.input.path().to_owned(),
                line: Some(opened),
                column,
            };
            return Err(Unreadable { place, trouble });
        }
        let flow = self.give_held(row);
        if flow.is_break() {
            return Ok((0, flow));
        }
        let raw = text.get(..broken.next).unwrap_or(text);
        self.bad(self.line, trouble.to_string(), raw);
        self.line += tokens::count_lines(raw.as_bytes());
        Ok((raw.len(), ControlFlow::Continue(())))
    }

    fn hold(
        &mut self,
        reason: String,
        raw: &str,
        cells: Option<Vec<String>>,
        row: &mut dyn FnMut(Row<'_>) -> Flow,
    ) -> Flow {
        if self.held.len() >= HELD {
            self.give_held(row)?;
        }
        let bad = BadRow {
            line: self.line,
            reason,
            text: clip(raw.trim_end(), SHOWN),
        };
        self.held.push(Held { bad, cells });
        ControlFlow::Continue(())
    }

    /// Rows follow: what was held back belongs to the table.
    fn give_held(&mut self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Flow {
        for Held { bad, cells } in std::mem::take(&mut self.held) {
            match cells {
                Some(cells) => {
                    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                    self.tally.rows += 1;
                    row(Row {
                        line: bad.line,
                        cells: &cells,
                    })?;
                }
                None => self.bad(bad.line, bad.reason, &bad.text),
            }
        }
        ControlFlow::Continue(())
    }

    fn finish(
        mut self,
        stopped: bool,
        row: &mut dyn FnMut(Row<'_>) -> Flow,
    ) -> Result<Tally, Unreadable> {
        if stopped {
            return Ok(self.tally);
        }
        // A table of nothing but totals is a table.
        if self.tally.rows == 0 && self.held.iter().any(|held| held.cells.is_some()) {
            let _ = self.give_held(row);
        }
        for Held { bad, .. } in std::mem::take(&mut self.held) {
            if self.tally.notes.len() < KEPT {
                self.tally.notes.push(BadRow {
                    reason: "a line below the table".into(),
                    ..bad
                });
            }
        }
        if self.tally.rows == 0 && self.tally.bad == 0 {
            let nothing = if self.table.layout.header.is_some() {
                Trouble::NoRows
            } else {
                Trouble::Empty
            };
            return Err(self.table.input.trouble(nothing));
        }
        Ok(self.tally)
    }

    fn bad(&mut self, line: u64, reason: String, raw: &str) {
        self.tally.bad += 1;
        if self.tally.bad_rows.len() < KEPT {
            self.tally.bad_rows.push(BadRow {
                line,
                reason,
                text: clip(raw.trim_end(), SHOWN),
            });
        }
    }

    fn note(&mut self, reason: &str, raw: &str) {
        if self.tally.notes.len() < KEPT {
            let text = clip(raw.trim_end(), SHOWN);
            self.tally.notes.push(BadRow {
                line: self.line,
                reason: reason.into(),
                text,
            });
        }
    }

    fn too_long(&self, limit: usize) -> Unreadable {
        self.table
            .input
            .trouble_at(Some(self.line), Trouble::FieldTooLong { limit })
    }

    fn column(&self, field: usize) -> Option<&str> {
        self.table.layout.columns.get(field).map(String::as_str)
    }

    fn line_at(&self, text: &str, at: usize) -> u64 {
        self.line + tokens::count_lines(text.get(..at).unwrap_or_default().as_bytes())
    }

    /// Remembers the line of the first odd byte; `begin` bytes of the text lie
    /// above the rows.
    fn note_odd(&mut self, text: &mut Text, begin: usize) {
        if let Some(first) = text.take_odd().first
            && self.odd.is_none()
        {
            let before = text.text().get(begin..first).unwrap_or_default();
            self.odd = Some(self.line + tokens::count_lines(before.as_bytes()));
        }
    }

    fn odd_note(&self, text: &mut Text) -> Option<BadRow> {
        let line = self.odd?;
        let places = match text.take_odd().places {
            0 | 1 => String::new(),
            places => format!(" (the first of {places} places)"),
        };
        let before = encoding::name(self.table.guess.encoding);
        let now = text.guess().encoding;
        let reason = if now != self.table.guess.encoding {
            format!(
                "no {before} from here on: the file is read as {}",
                encoding::name(now)
            )
        } else if now == UTF_8 {
            format!("no {before} here{places}: read as windows-1252")
        } else {
            format!("no {before} here{places}: what can't be read is shown as \u{fffd}")
        };
        Some(BadRow {
            line,
            reason,
            text: String::new(),
        })
    }
}
