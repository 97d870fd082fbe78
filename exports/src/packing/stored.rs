//! Stored: the bytes as they lie on the disk or in memory, by position.
//!
//! A file is opened once and its handle is kept, so that it can be read a second
//! time although its name is gone; every reader has a position of its own.

use crate::{Source, Trouble};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where progress is told.
pub(super) type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// The bytes as they are stored.
pub(super) enum Stored {
    File { file: File, len: u64 },
    Bytes(Arc<[u8]>),
}

impl Stored {
    pub(super) fn open(source: &Source) -> Result<Self, Trouble> {
        match source {
            Source::Bytes(_, bytes) => Ok(Self::Bytes(Arc::clone(bytes))),
            Source::File(path) => {
                // Looked at before it is opened: opening a pipe would wait.
                let about = std::fs::metadata(path).map_err(|error| refused(&error))?;
                if about.is_dir() {
                    return Err(Trouble::NotAnExport(
                        "a folder: give the files in it".into(),
                    ));
                }
                if !about.is_file() {
                    return Err(Trouble::NotAnExport(
                        "a pipe or device, which can't be read twice: save it as a file first"
                            .into(),
                    ));
                }
                let file = File::open(path).map_err(|error| refused(&error))?;
                let len = file.metadata().map_err(|error| refused(&error))?.len();
                Ok(Self::File { file, len })
            }
        }
    }

    pub(super) fn len(&self) -> u64 {
        match self {
            Self::File { len, .. } => *len,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    pub(super) fn file(&self) -> Option<File> {
        match self {
            Self::File { file, .. } => file.try_clone().ok(),
            Self::Bytes(_) => None,
        }
    }

    fn read_at(&self, into: &mut [u8], at: u64) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => {
                let rest = usize::try_from(at)
                    .ok()
                    .and_then(|at| bytes.get(at..))
                    .unwrap_or_default();
                let mut rest = rest;
                rest.read(into)
            }
            Self::File { file, len } => {
                // What was written behind the end since it was opened is left
                // for the next time: all readings shall see the same rows.
                let rest = usize::try_from(len.saturating_sub(at)).unwrap_or(usize::MAX);
                let wanted = rest.min(into.len());
                if wanted == 0 {
                    return Ok(0);
                }
                let (into, _) = into.split_at_mut(wanted);
                match read_file_at(file, into, at) {
                    Ok(0) => Err(io::Error::other(Trouble::Io(format!(
                        "it became shorter while it was read, {at} bytes are left of {len}"
                    )))),
                    Ok(n) => Ok(n),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
                    Err(error) => Err(io::Error::other(Trouble::Io(error.to_string()))),
                }
            }
        }
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

#[cfg(windows)]
fn read_file_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}

fn refused(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Trouble::NotFound,
        io::ErrorKind::PermissionDenied => Trouble::Io("there is no permission to read it".into()),
        _ => Trouble::Io(error.to_string()),
    }
}

/// Reads a stretch of the stored bytes, with a position of its own.
pub(super) struct StoredReader {
    stored: Arc<Stored>,
    start: u64,
    end: u64,
    at: u64,
    read: Arc<AtomicU64>,
    progress: Option<Progress>,
}

impl StoredReader {
    pub(super) fn new(
        stored: &Arc<Stored>,
        start: u64,
        len: u64,
        progress: Option<Progress>,
    ) -> Self {
        let end = start.saturating_add(len).min(stored.len());
        let start = start.min(end);
        Self {
            stored: Arc::clone(stored),
            start,
            end,
            at: start,
            read: Arc::default(),
            progress,
        }
    }

    /// How many stored bytes were read so far, also after it is packed away.
    pub(super) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

impl Read for StoredReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = rest.min(into.len());
        let (into, _) = into.split_at_mut(wanted);
        let n = if into.is_empty() {
            0
        } else {
            self.stored.read_at(into, self.at)?
        };
        self.at += n as u64;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        if let Some(progress) = &self.progress
            && n > 0
        {
            progress(n as u64);
        }
        Ok(n)
    }
}

impl Seek for StoredReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(n) => self.start.checked_add(n),
            SeekFrom::End(n) => self.end.checked_add_signed(n),
            SeekFrom::Current(n) => self.at.checked_add_signed(n),
        };
        match at {
            Some(at) if at >= self.start => {
                self.at = at.min(self.end);
                Ok(self.at - self.start)
            }
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a seek out of the file",
            )),
        }
    }
}
