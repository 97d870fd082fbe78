//! What the stories share: opening, reading, and saying what came out.

use exports::{Export, Flow, Reading, Source, Tally, Unreadable};
use std::path::PathBuf;

/// The folder of the shared real data, if it is at hand.
pub(crate) fn shared_data() -> Option<PathBuf> {
    let folder = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    #[expect(clippy::print_stderr, reason = "a test that can't run says so")]
    {
        eprintln!("SKIPPED: no shared data at {}", folder.display());
    }
    None
}

pub(crate) fn bytes(text: impl AsRef<[u8]>) -> Source {
    Source::Bytes("export.csv".into(), text.as_ref().into())
}

/// Opens what holds a single table.
pub(crate) fn open(source: &Source, reading: &Reading) -> Result<Export, Unreadable> {
    let mut tables = exports::open(source, reading)?;
    assert_eq!(
        tables.len(),
        1,
        "one table in {source}",
        source = name(source)
    );
    Ok(tables.remove(0))
}

fn name(source: &Source) -> String {
    match source {
        Source::File(path) => path.display().to_string(),
        Source::Bytes(name, _) => name.clone(),
    }
}

pub(crate) type Rows = Vec<Vec<String>>;

/// Reads all rows; each with its line in front, if asked for.
pub(crate) fn rows(export: &Export) -> Result<(Rows, Tally), Unreadable> {
    let mut rows = Vec::new();
    let tally = export.read(&mut |row| {
        assert_eq!(row.cells.len(), export.columns().len());
        rows.push(row.cells.iter().map(|cell| (*cell).to_owned()).collect());
        Flow::Continue(())
    })?;
    assert_eq!(tally.rows, rows.len() as u64);
    Ok((rows, tally))
}

/// The whole outcome in a few lines, to be compared at a glance:
///
/// ```text
/// a|b|c
/// 2: 1|2|3
/// bad 4: 2 cells where the header has 3
/// note 1: a line above the table
/// ```
pub(crate) fn outcome(source: &Source, reading: &Reading) -> String {
    match tell(source, reading) {
        Ok(told) => told,
        Err(unreadable) => format!("{} {}", unreadable.trouble.code(), unreadable),
    }
}

fn tell(source: &Source, reading: &Reading) -> Result<String, Unreadable> {
    let mut told = Vec::new();
    for export in exports::open(source, reading)? {
        told.push(export.columns().join("|"));
        let tally = export.read(&mut |row| {
            told.push(format!("{}: {}", row.line, visible(&row.cells.join("|"))));
            Flow::Continue(())
        })?;
        told.extend(
            tally
                .bad_rows
                .iter()
                .map(|bad| format!("bad {}: {}", bad.line, bad.reason)),
        );
        told.extend(
            tally
                .notes
                .iter()
                .map(|note| format!("note {}: {}", note.line, note.reason)),
        );
    }
    Ok(told.join("\n"))
}

pub(crate) fn read(text: impl AsRef<[u8]>) -> String {
    outcome(&bytes(text), &Reading::default())
}

fn visible(text: &str) -> String {
    let escaped = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    text.chars().map(escaped).collect()
}
