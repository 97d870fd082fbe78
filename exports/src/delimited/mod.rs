//! Delimited: text with a delimiter between the cells: CSV, TSV and their kin.
//!
//! [`open`] tells from a sample how the table is written ([`dialect`]) and which
//! line names its columns ([`header`]). Reading then splits row after row
//! ([`tokens`], [`rows`]) and lists what can't be read, with its place.
//!
//! Deliberately absent: what a cell means. All cells are texts.

mod dialect;
pub(crate) mod footer;
pub(crate) mod header;
mod rows;
mod swallow;
mod tokens;

use crate::encoding::{self, Guess, Text};
use crate::packing::Input;
use crate::table::Table;
use crate::{BadRow, Export, Flow, Format, Row, Tally, Trouble, Unreadable};
use header::{Layout, Line};
use std::io::Cursor;
use std::sync::OnceLock;
use tokens::{Dialect, Kind, Step};

/// How much of a file is looked at before it is read.
const SAMPLE: usize = 1 << 20;

/// How much of it is split by each candidate of a dialect.
const SNIFFED: usize = 256 << 10;

/// How many of its lines are looked at for a header.
const LINES: usize = 2_000;

/// A table in a text, ready to be read.
struct Delimited {
    input: Input,
    guess: Guess,
    dialect: Dialect,
    layout: Layout,
    /// The encoding that a first reading has found out, and where it showed.
    found: OnceLock<(Guess, Format, Option<BadRow>)>,
}

/// Finds the table in a text.
pub(crate) fn open(input: &Input) -> Result<Vec<Export>, Unreadable> {
    let head = input.head(SAMPLE)?;
    let whole = head.len() < SAMPLE;
    let guess = encoding::guess(&head);
    let mut text = Text::new(Box::new(Cursor::new(head)), guess);
    while !text.ended() {
        text.fill(SAMPLE)
            .map_err(|error| input.failed(None, error))?;
    }
    let sample = if whole {
        text.text()
    } else {
        whole_lines(text.text())
    };
    let (marked, begin) = match dialect::mark(sample) {
        Some((delimiter, bytes)) => (Some(delimiter), bytes),
        None => (None, 0),
    };
    let table = sample.get(begin..).unwrap_or_default();
    let cut = table.len() > SNIFFED;
    let sniffed = if cut {
        whole_lines(clip_at(table, SNIFFED))
    } else {
        table
    };
    let dialect = dialect::sniff(sniffed, whole && !cut, marked);
    let mut lines = lines(sample, begin, whole, &dialect);
    if lines.is_empty() && !whole {
        // The first row is longer than the sample.
        lines = self::lines(sample, begin, true, &dialect);
    }
    let Some(layout) = header::find(&lines) else {
        return Err(input.trouble(Trouble::Empty));
    };
    if whole
        && layout.header.is_some()
        && sample
            .get(layout.body..)
            .is_none_or(|body| body.trim().is_empty())
    {
        return Err(input.trouble(Trouble::NoRows));
    }
    let format = format(&dialect, guess);
    let (name, path) = (input.name().to_owned(), input.path().to_owned());
    let table = Delimited {
        input: input.clone(),
        guess,
        dialect,
        layout,
        found: OnceLock::new(),
    };
    Ok(vec![Export::new(name, path, format, Box::new(table))])
}

fn format(dialect: &Dialect, guess: Guess) -> Format {
    Format::Delimited {
        delimiter: dialect.delimiter.map_or(',', char::from),
        encoding: encoding::name(guess.encoding),
    }
}

impl Table for Delimited {
    fn columns(&self) -> &[String] {
        &self.layout.columns
    }

    fn format(&self) -> Option<&Format> {
        self.found.get().map(|(_, format, _)| format)
    }

    fn read(&self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Result<Tally, Unreadable> {
        let known = self.found.get();
        let text = Text::new(
            self.input.stream()?,
            known.map_or(self.guess, |(guess, ..)| *guess),
        );
        let (mut tally, guess, odd) = rows::read(self, text, row)?;
        let odd = known.map_or(odd, |(.., odd)| odd.clone());
        if guess.encoding != self.guess.encoding {
            self.found
                .get_or_init(|| (guess, format(&self.dialect, guess), odd.clone()));
        }
        tally.notes.extend(odd);
        tally.notes.sort_by_key(|note| note.line);
        Ok(tally)
    }
}

/// The lines of the sample that aren't blank.
fn lines(sample: &str, begin: usize, whole: bool, dialect: &Dialect) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut spans = Vec::new();
    let mut at = begin;
    let mut line = 1 + tokens::count_lines(sample.get(..begin).unwrap_or_default().as_bytes());
    while let Some(rest) = sample.get(at..).filter(|rest| !rest.is_empty()) {
        let (end, passed, broken) = match tokens::row(rest, whole, dialect, &mut spans) {
            Step::Row { end, lines } => (end, lines, false),
            Step::Stray { next, lines, .. } => (next, lines, true),
            Step::Swallowed { next, .. } => {
                let passed = rest
                    .get(..next)
                    .map_or(1, |text| tokens::count_lines(text.as_bytes()));
                (next, passed, true)
            }
            Step::More { .. } => break,
        };
        let mut cells = Vec::with_capacity(spans.len());
        for span in &spans {
            let stretch = rest.get(span.start..span.end).unwrap_or_default();
            let mut cell = String::new();
            match span.kind {
                Kind::Escaped => tokens::unescape(stretch, dialect, &mut cell),
                _ => cell.push_str(stretch),
            }
            cells.push(cell);
        }
        let blank = cells.iter().all(|cell| cell.trim().is_empty())
            && spans.iter().all(|span| span.kind == Kind::Bare);
        if !blank && !broken {
            let text = clip(rest.get(..end).unwrap_or_default().trim_end(), 200);
            lines.push(Line {
                line,
                start: at,
                end: at + end,
                next_line: line + passed,
                cells,
                text,
            });
        }
        at += end.max(1);
        line += passed;
        if lines.len() >= LINES {
            break;
        }
    }
    lines
}

/// The text up to the end of its last whole line; all of it, if it has only one.
fn whole_lines(text: &str) -> &str {
    let end = text.rfind(['\n', '\r']).map_or(text.len(), |at| at + 1);
    text.get(..end).unwrap_or(text)
}

fn clip_at(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// The beginning of a text, for a message.
fn clip(text: &str, most: usize) -> String {
    if text.len() <= most {
        text.to_owned()
    } else {
        format!("{}…", clip_at(text, most))
    }
}

/// Opens and reads any bytes as delimited text, under small limits. For fuzzing:
/// whatever the bytes are, it comes back.
#[doc(hidden)]
pub fn fuzz_delimited(bytes: &[u8]) {
    for skip_broken in [false, true] {
        let reading = crate::Reading {
            field_bytes: 64 << 10,
            skip_broken,
            ..crate::Reading::default()
        };
        let source = crate::Source::Bytes("fuzz".into(), bytes.into());
        let Ok(exports) = Input::new(&source, &reading).and_then(|input| open(&input)) else {
            continue;
        };
        for export in exports {
            let width = export.columns().len();
            let outcome = export.read(&mut |row| {
                assert_eq!(row.cells.len(), width, "a row has one cell for each column");
                Flow::Continue(())
            });
            drop(outcome);
        }
    }
}
