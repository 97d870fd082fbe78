//! Trouble: why a file can't be read, where, and what mends it.

use std::fmt;

/// The place of a trouble, as exactly as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it, with the sheet or packed file behind it.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The name of the column.
    pub column: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " (column `{column}`)")?;
        }
        Ok(())
    }
}

/// A file that can't be read: a place, a trouble, and what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {trouble}\n  {}", .trouble.mend())]
pub struct Unreadable {
    /// Where.
    pub place: Place,
    /// What.
    pub trouble: Trouble,
}

/// Everything that can be wrong with a file as a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The path leads nowhere.
    #[error("there is no such file")]
    NotFound,
    /// The operating system refused, or the file went away while it was read.
    #[error("it can't be read any further: {0}")]
    Io(String),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A header, and no row below it.
    #[error("there is a header and no row below it")]
    NoRows,
    /// Not a kind of file that is read here.
    #[error("this is no export but {0}")]
    NotAnExport(String),
    /// A quote is opened and the text never comes back out of it.
    #[error("a quote opens on line {opened} and {how}")]
    BrokenQuote {
        /// The line on which it opens.
        opened: u64,
        /// What happens instead of a proper end.
        how: String,
    },
    /// A field or line longer than anybody writes.
    #[error("a field is longer than {limit} bytes")]
    FieldTooLong {
        /// The limit in force.
        limit: usize,
    },
    /// Packed so tightly that it can only be an attack.
    #[error("it unpacks to more than {limit}: this is a packing bomb, not an export")]
    PackingBomb {
        /// The limit in force, in words.
        limit: String,
    },
    /// The packing, workbook, Parquet or XML structure is damaged.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// XML that defines entities or has a document type.
    #[error(
        "it declares a document type (DTD) or entities, which exports never need and attacks do"
    )]
    HasDtd,
}

impl Trouble {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "export.not_found",
            Self::Io(_) => "export.io",
            Self::Empty => "export.empty",
            Self::NoRows => "export.no_rows",
            Self::NotAnExport(_) => "export.unknown_format",
            Self::BrokenQuote { .. } => "export.broken_quote",
            Self::FieldTooLong { .. } => "export.field_too_long",
            Self::PackingBomb { .. } => "export.packing_bomb",
            Self::Damaged(_) => "export.damaged",
            Self::HasDtd => "export.has_dtd",
        }
    }

    /// What the user can do about it.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::NotFound => "Check the path; several exports are given one after the other.",
            Self::Io(_) => "Check that the file is complete, stays where it is and may be read.",
            Self::Empty => "Export it again, and check that the export had any rows to write.",
            Self::NoRows => "Export it again without a filter; a header alone says nothing.",
            Self::NotAnExport(_) => {
                "Give a CSV, TSV, XLSX, Parquet or XES file, plain or packed as gzip, zstd or zip."
            }
            Self::BrokenQuote { .. } => {
                "Close the quote, or double it where it belongs to the text; or leave such rows out with --skip-broken-rows."
            }
            Self::FieldTooLong { .. } => "Usually a quote that is never closed: look at the place.",
            Self::PackingBomb { .. } => {
                "Unpack it yourself and give the file inside, if you trust it."
            }
            Self::Damaged(_) => "Export or download it again.",
            Self::HasDtd => "Remove the <!DOCTYPE …> from the file.",
        }
    }
}
