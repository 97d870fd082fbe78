//! Open: what kind of file is it, and which tables are in it?

use crate::kind::{self, Kind};
use crate::packing::{Archive, Input, Layer, Member};
use crate::table::Table;
use crate::{Flow, Reading, Row, Tally, Trouble, Unreadable};
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
pub fn open(source: &Source, reading: &Reading) -> Result<Vec<Export>, Unreadable> {
    open_input(&Input::new(source, reading)?)
}

/// More layers than this one around the other are refused: `leads.csv.gz` in a
/// zip archive has two.
const MOST_LAYERS: usize = 2;

/// A workbook that is packed once more has to be unpacked into memory.
const PACKED_WORKBOOK: u64 = 512 << 20;

fn open_input(input: &Input) -> Result<Vec<Export>, Unreadable> {
    let refuse = |what: &str| Err(input.trouble(Trouble::NotAnExport(what.into())));
    let kind = kind::of(&input.head(kind::HEAD)?);
    if matches!(kind, Kind::Gzip | Kind::Zstd) && input.layers().len() >= MOST_LAYERS {
        return refuse("packed in packed in packed: unpack it first");
    }
    match kind {
        Kind::Empty => Err(input.trouble(Trouble::Empty)),
        Kind::Gzip => open_input(&input.unpacked(Layer::Gzip)),
        Kind::Zstd => open_input(&input.unpacked(Layer::Zstd)),
        Kind::Zip => open_zip(input),
        Kind::Parquet => crate::parquet_file::open(input),
        Kind::Xes => crate::xes::open(input),
        Kind::XmlWithDtd => Err(input.trouble(Trouble::HasDtd)),
        Kind::Text => crate::delimited::open(input),
        Kind::Other(what) => refuse(what),
    }
}

/// Opens a workbook, or the files of an archive. A file that is no export at
/// all (a note, a picture) is passed over as long as another one is.
fn open_zip(input: &Input) -> Result<Vec<Export>, Unreadable> {
    let refuse = |what: String| Err(input.trouble(Trouble::NotAnExport(what)));
    let outermost = input.layers().is_empty();
    let at_hand = if outermost {
        input.clone()
    } else {
        input.in_memory(PACKED_WORKBOOK)?
    };
    let files = match at_hand.archive()? {
        Archive::Workbook => return crate::workbook::open(&at_hand),
        Archive::Document(what) => return refuse(what.into()),
        Archive::Files(_) if !outermost => {
            return refuse("a zip archive that is packed once more: unpack it first".into());
        }
        Archive::Files(files) => files,
    };
    let mut tables: Vec<(String, Export)> = Vec::new();
    let mut passed = None;
    for Member { name, layer } in files {
        let opened = match layer {
            Ok(layer) => open_input(&input.member(&name, layer)),
            Err(what) => refuse(what),
        };
        match opened {
            Ok(found) => tables.extend(found.into_iter().map(|table| (name.clone(), table))),
            Err(trouble) if is_none(&trouble.trouble) => passed = passed.or(Some(trouble)),
            Err(trouble) => return Err(trouble),
        }
    }
    // Any text is a table of one column to somebody who only sees its bytes.
    if tables.iter().any(|(name, table)| !is_prose(name, table)) {
        tables.retain(|(name, table)| !is_prose(name, table));
    }
    match passed {
        Some(trouble) if tables.is_empty() => Err(trouble),
        None if tables.is_empty() => Err(input.trouble(Trouble::Empty)),
        _ => Ok(tables.into_iter().map(|(_, table)| table).collect()),
    }
}

fn is_none(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::NotAnExport(_) | Trouble::Empty | Trouble::NoRows | Trouble::HasDtd
    )
}

/// A read-me or licence that was put into the archive with the exports.
fn is_prose(name: &str, table: &Export) -> bool {
    let name = name.to_ascii_lowercase();
    let file = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    let named_so =
        file.starts_with("readme") || file.starts_with("license") || file.starts_with("licence");
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    named_so && ending != Some("csv") && ending != Some("xlsx")
        || table.columns().len() == 1
            && matches!(ending, Some("txt" | "md" | "html" | "rst" | "nfo"))
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
    ///
    /// An encoding can come out only while rows are read: a text may be plain
    /// ASCII for a million lines, and show then what it is. It is told from the
    /// first whole reading on.
    pub fn format(&self) -> &Format {
        self.table.format().unwrap_or(&self.format)
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
