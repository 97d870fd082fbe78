//! XES: event logs as XML (IEEE 1849), one row for each event.
//!
//! Attributes of a trace become the columns `case:KEY`, attributes of an event
//! `KEY`; the case's name, the activity, the time, the person and the lifecycle
//! come first. A trace without a name is called `trace 3`.
//!
//! Deliberately absent: attributes of the log itself, attributes of attributes,
//! lists and containers (a row has no place for them), and document types: a
//! file with a DTD is refused, so that no entity can ever grow.

mod columns;
mod meter;
mod rows;
#[cfg(test)]
mod tests;
mod walk;

use crate::packing::Input;
use crate::table::Table;
use crate::{Export, Flow, Format, Row, Tally, Trouble, Unreadable};
use columns::{Columns, Survey};
use rows::Rows;
use std::io::BufRead;
use walk::{Cause, Stop, walk};

/// Opens an event log: one table, with a row for each event.
///
/// The line of a row is the line on which its event begins.
pub(crate) fn open(input: &Input) -> Result<Vec<Export>, Unreadable> {
    let limit = input.reading().field_bytes;
    let columns = survey(input.stream()?, limit).map_err(|stop| told(input, stop))?;
    let log = EventLog {
        input: input.clone(),
        columns,
    };
    let (name, path) = (input.name().to_owned(), input.path().to_owned());
    Ok(vec![Export::new(name, path, Format::Xes, Box::new(log))])
}

/// Reads any bytes as XES, for fuzzing: must neither panic nor grow.
#[doc(hidden)]
pub fn fuzz_xes(bytes: &[u8]) {
    const LIMIT: usize = 1 << 20;
    let stream = || Box::new(std::io::Cursor::new(bytes.to_vec()));
    if let Ok(columns) = survey(stream(), LIMIT) {
        let width = columns.names.len();
        // What is wrong with the bytes is no concern here, only how it ends.
        let _ = read(stream(), LIMIT, &columns, &mut |row| {
            assert_eq!(row.cells.len(), width);
            Flow::Continue(())
        });
    }
}

/// An event log whose columns are known.
struct EventLog {
    input: Input,
    columns: Columns,
}

impl Table for EventLog {
    fn columns(&self) -> &[String] {
        &self.columns.names
    }

    fn read(&self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Result<Tally, Unreadable> {
        let limit = self.input.reading().field_bytes;
        read(self.input.stream()?, limit, &self.columns, row)
            .map_err(|stop| told(&self.input, stop))
    }
}

fn told(input: &Input, stop: Stop) -> Unreadable {
    match stop.cause {
        Cause::Trouble(trouble) => input.trouble_at(Some(stop.line), trouble),
        Cause::Io(error) => input.failed(Some(stop.line), error),
    }
}

/// Reads the beginning of a log for its columns.
fn survey(bytes: Box<dyn BufRead>, limit: usize) -> Result<Columns, Stop> {
    let mut survey = Survey::default();
    walk(bytes, limit, &mut survey)?;
    if survey.events() == 0 {
        let what = "an XES log without a single event".to_owned();
        return Err(Stop {
            line: 1,
            cause: Cause::Trouble(Trouble::NotAnExport(what)),
        });
    }
    Ok(survey.columns())
}

fn read(
    bytes: Box<dyn BufRead>,
    limit: usize,
    columns: &Columns,
    row: &mut dyn FnMut(Row<'_>) -> Flow,
) -> Result<Tally, Stop> {
    let mut rows = Rows::new(columns, limit, row);
    walk(bytes, limit, &mut rows)?;
    Ok(rows.tally())
}
