//! Open: what kind of file is it, and which tables are in it?

use crate::table::Table;
use crate::{Flow, Reading, Row, Tally, Unreadable};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the bytes of an export come from. They are read more than once.
#[derive(Clone)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Bytes at hand, with the name they go by.
    Bytes(String, Arc<[u8]>),
}

/// What a table is written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Text with a delimiter between the cells.
    Delimited {
        /// The delimiter: `,`, `;`, tab, `|` or another.
        delimiter: char,
        /// The encoding by its usual name: `utf-8`, `windows-1252`, `utf-16le`.
        encoding: String,
    },
    /// A sheet of an XLSX workbook.
    Sheet {
        /// The name on the tab.
        name: String,
    },
    /// Apache Parquet.
    Parquet,
    /// An event log in XES (IEEE 1849).
    Xes,
}

/// One table of an export, ready to be read as often as needed.
pub struct Export {
    name: String,
    path: String,
    format: Format,
    table: Box<dyn Table>,
}

/// Opens a file and finds the tables in it: one, or one for each sheet of a
/// workbook and each file in a zip archive. Empty sheets are passed over.
///
/// # Errors
///
/// [`Unreadable`] with the place and the mend, if no table can be found.
pub fn open(_source: &Source, _reading: &Reading) -> Result<Vec<Export>, Unreadable> {
    Ok(Vec::new())
}

impl Export {
    pub(crate) fn new(name: String, path: String, format: Format, table: Box<dyn Table>) -> Self {
        Self {
            name,
            path,
            format,
            table,
        }
    }

    /// The name of the table: the file without its endings, or the sheet.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file as the user named it, with the sheet or packed file behind it:
    /// `book.xlsx / Leads`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it is written in.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The names of the columns: unique, never empty. A column without a name
    /// is `column 4`; the second of one name is `Name (2)`.
    pub fn columns(&self) -> &[String] {
        self.table.columns()
    }

    /// Reads all rows from the first to the last.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where reading can't go on, with the line.
    pub fn read(&self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Result<Tally, Unreadable> {
        self.table.read(row)
    }
}
