//! Open: which database, and in what state it has to be.

use crate::{OpenError, Reader, Result, Work};
use std::time::Duration;

/// The store. Cheap to clone: all clones are one.
#[derive(Debug, Clone)]
pub struct Store {}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A file of our own.
    Sqlite,
    /// A server.
    Postgres,
}

/// How to open.
#[derive(Debug, Clone)]
pub struct Options {
    /// As the one that writes, or beside it.
    pub access: Access,
    /// How many may read at once.
    pub readers: usize,
    /// On PostgreSQL: how many units of work may be begun at once.
    pub writers: usize,
    /// How long to wait for locks and connections before [`Error::Busy`](crate::Error::Busy) or
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub patience: Duration,
}

/// As whom a store is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// As the one that writes: makes what is missing, migrates. On SQLite there is one at a time.
    Own,
    /// Beside the one that writes, to read: `verify`, `backup`. Makes nothing, changes nothing.
    Beside,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            access: Access::Own,
            readers: 4,
            writers: 4,
            patience: Duration::from_secs(5),
        }
    }
}

impl Store {
    /// Opens the database of `sqlite://FILE` or `postgres://…[?schema=NAME]`; makes it where
    /// there is none, and brings an older one up to date.
    pub async fn open(url: &str, options: Options) -> Result<Self, OpenError> {
        let _ = (url, options);
        todo!()
    }

    /// Begins a unit of work; waits its turn.
    pub async fn begin(&self) -> Result<Work> {
        todo!()
    }

    /// Looks at one moment; sees nothing that commits later.
    pub async fn reader(&self) -> Result<Reader> {
        todo!()
    }

    /// Whether a write could be acknowledged now; tries it.
    pub async fn ready(&self) -> Result<()> {
        todo!()
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        todo!()
    }
}
