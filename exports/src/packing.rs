//! Packing: from stored bytes to the bytes of the export.

use crate::{Place, Reading, Source, Trouble, Unreadable};
use std::fs::File;
use std::io::{self, BufRead};

/// One file to be opened: plain, unpacked on the way, or out of an archive. It
/// can be streamed as often as needed, also after its name is gone.
#[derive(Clone)]
pub(crate) struct Input {
    path: String,
    name: String,
    reading: Reading,
    #[expect(dead_code)]
    source: Source,
}

impl Input {
    /// The file as the user named it, with the packed file behind it.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The name of the table: the file without its folder and endings.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The limits in force.
    pub(crate) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The unpacked bytes from the first on. Limits are checked and progress is
    /// told on the way; turn errors of it into words with [`Input::failed`].
    pub(crate) fn stream(&self) -> Result<Box<dyn BufRead>, Unreadable> {
        Err(self.trouble(Trouble::NotAnExport("a draft".into())))
    }

    /// All unpacked bytes, for formats that jump about in the file; refused if
    /// there are more than `limit`.
    pub(crate) fn bytes(&self, _limit: u64) -> Result<Vec<u8>, Unreadable> {
        Err(self.trouble(Trouble::NotAnExport("a draft".into())))
    }

    /// The stored file itself, if the export stands in it as it is (not packed,
    /// not bytes at hand). The position in it is shared: seek before reading.
    pub(crate) fn plain_file(&self) -> Option<File> {
        None
    }

    /// A trouble with this file as a whole.
    pub(crate) fn trouble(&self, trouble: Trouble) -> Unreadable {
        self.trouble_at(None, trouble)
    }

    /// A trouble at a line (or sheet row, or event) of this file.
    pub(crate) fn trouble_at(&self, line: Option<u64>, trouble: Trouble) -> Unreadable {
        Unreadable {
            place: Place {
                file: self.path.clone(),
                line,
                column: None,
            },
            trouble,
        }
    }

    /// What an error of [`Input::stream`] means: a limit, damage, or the
    /// operating system.
    pub(crate) fn failed(&self, line: Option<u64>, error: io::Error) -> Unreadable {
        self.trouble_at(line, Trouble::Io(error.to_string()))
    }
}
