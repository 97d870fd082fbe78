//! Exports: what other systems wrote about leads, read as rows of text.
//!
//! [`open`] looks at a file (packed or not), finds out what it is and gives its
//! tables as [`Export`]s; [`Export::read`] then streams the rows, as often as it
//! is asked to, in memory that doesn't grow with the file. [`cell`] says what a
//! single cell means: a date, an amount, a yes, a phone number.
//!
//! Deliberately absent: any idea of what a *lead* is. Which column is the id,
//! and what a row stands for, is decided in the room `diagnose`.
#![warn(clippy::indexing_slicing)]

pub mod cell;
mod delimited;
mod encoding;
mod guarded;
mod kind;
mod names;
mod open;
mod packing;
mod parquet_file;
mod table;
mod trouble;
mod workbook;
mod xes;

#[doc(hidden)]
pub use delimited::fuzz_delimited;
pub use open::{Export, Format, Source, open};
pub use trouble::{Place, Trouble, Unreadable};
#[doc(hidden)]
pub use xes::fuzz_xes;

use std::ops::ControlFlow;
use std::sync::Arc;

/// How much a file may ask of us, and whom to tell how far we are.
#[derive(Clone)]
pub struct Reading {
    /// The most that one byte of a packed file may become. Default 1,000.
    pub packing_ratio: u64,
    /// The most that a packed file may become in all. Default 64 GiB.
    pub unpacked_bytes: u64,
    /// The longest line or field that is believed. Default 16 MiB.
    pub field_bytes: usize,
    /// Rows whose quoting is broken are listed and left out, also where the
    /// break swallowed the lines after it. Off: such a file is refused.
    pub skip_broken: bool,
    /// Told the bytes of the file (as stored) that were read since last told.
    pub progress: Option<Arc<dyn Fn(u64) + Send + Sync>>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            packing_ratio: 1_000,
            unpacked_bytes: 64 << 30,
            field_bytes: 16 << 20,
            skip_broken: false,
            progress: None,
        }
    }
}

/// One row as it stands in the file. Nothing is trimmed or translated: an empty
/// cell, `NA` and `unknown` are three different texts.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The line (or sheet row, or event) in the file at which it begins, from 1.
    pub line: u64,
    /// One text for each of [`Export::columns`]; never more, never fewer.
    pub cells: &'a [&'a str],
}

/// A row that can't be read: it is left out, and listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line in the file at which it begins, from 1.
    pub line: u64,
    /// What is wrong with it, as a sentence part: "4 cells where the header has 3".
    pub reason: String,
    /// The beginning of the row as it stands.
    pub text: String,
}

/// What a whole reading of an export came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows given to the reader.
    pub rows: u64,
    /// Rows left out as unreadable, in all.
    pub bad: u64,
    /// The first of them (at most 100).
    pub bad_rows: Vec<BadRow>,
    /// Lines that are no rows on purpose: titles above the header, totals below.
    pub notes: Vec<BadRow>,
}

/// What the reader of rows answers: go on, or stop here.
pub type Flow = ControlFlow<()>;
