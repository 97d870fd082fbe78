//! Chunks: the bytes of a Parquet file, by position.
//!
//! A Parquet file says where in it things are and how long they are; nothing of
//! that is believed before it was compared with the length of the file.

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// A file or bytes at hand. Clones read independently of each other.
#[derive(Clone)]
pub(super) enum Chunks {
    File { file: Arc<Mutex<File>>, length: u64 },
    Bytes(Bytes),
}

impl Chunks {
    pub(super) fn of_file(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let file = Arc::new(Mutex::new(file));
        Ok(Self::File { file, length })
    }

    fn check(&self, start: u64, length: u64) -> Result<()> {
        match start.checked_add(length) {
            Some(end) if end <= self.len() => Ok(()),
            _ => Err(ParquetError::EOF(
                "it points to a place behind its end".into(),
            )),
        }
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        match self {
            Self::File { length, .. } => *length,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Tail>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        self.check(start, 0)?;
        Ok(BufReader::new(match self {
            Self::File { file, .. } => Tail::File {
                file: Arc::clone(file),
                at: start,
            },
            Self::Bytes(bytes) => Tail::Bytes(Cursor::new(bytes.slice(start as usize..))),
        }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.check(start, length as u64)?;
        if let Self::Bytes(bytes) = self {
            let start = start as usize;
            return Ok(bytes.slice(start..start + length));
        }
        let mut bytes = Vec::with_capacity(length);
        self.get_read(start)?
            .take(length as u64)
            .read_to_end(&mut bytes)?;
        match bytes.len() == length {
            true => Ok(bytes.into()),
            false => Err(ParquetError::EOF("it ended while it was read".into())),
        }
    }
}

/// The bytes from a position on.
pub(super) enum Tail {
    File { file: Arc<Mutex<File>>, at: u64 },
    Bytes(Cursor<Bytes>),
}

impl Read for Tail {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes.read(into),
            Self::File { file, at } => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(*at))?;
                let read = file.read(into)?;
                *at += read as u64;
                Ok(read)
            }
        }
    }
}
