//! Open: which database, and in what state it has to be.

use crate::db::{Connection, Failure, PostgresPool, PostgresUrl, SqliteFile, Url, args, open_file};
use crate::migrate::{self, Standing, Trouble};
use crate::{Error, OpenError, Reader, Result, Work};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The store. Cheap to clone: all clones are one.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) place: Place,
    access: Access,
    /// Changes when the log grew.
    pub(crate) grown: watch::Sender<u64>,
    pub(crate) listener: OnceLock<JoinHandle<()>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(listener) = self.listener.get() {
            listener.abort();
        }
    }
}

#[derive(Debug)]
pub(crate) enum Place {
    Sqlite(SqliteFile),
    Postgres(Box<PostgresPool>),
}

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
    /// How long to wait for locks, connections and answers before [`Error::Busy`] or
    /// [`Error::Unavailable`]; at most five seconds for a lock.
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
    ///
    /// Call it on the runtime that lives longest: connections to PostgreSQL are driven there.
    ///
    /// # Errors
    /// With a code, the place and the mend, whatever is wrong with URL, file or server.
    pub async fn open(url: &str, options: Options) -> Result<Self, OpenError> {
        let store = Self::reach(url, &options).await?;
        match options.access {
            Access::Own => store.bring_up(migrate::ALL).await?,
            Access::Beside => store.check_current().await?,
        }
        Ok(store)
    }

    /// Opens without looking what is in it.
    pub(crate) async fn reach(url: &str, options: &Options) -> Result<Self, OpenError> {
        let own = options.access == Access::Own;
        let place = match Url::read(url)? {
            Url::Sqlite(file) => Place::Sqlite(open_file(
                Path::new(&file),
                own,
                options.readers,
                options.patience,
            )?),
            Url::Postgres(server) => {
                Place::Postgres(Box::new(reach_server(&server, options).await?))
            }
        };
        Ok(Self {
            inner: Arc::new(Inner {
                place,
                access: options.access,
                grown: watch::channel(0).0,
                listener: OnceLock::new(),
            }),
        })
    }

    /// Takes all steps that are missing.
    pub(crate) async fn bring_up(&self, all: &[migrate::Migration]) -> Result<(), OpenError> {
        loop {
            let mut connection = self.write().await.map_err(|failure| self.cannot(failure))?;
            self.one_at_a_time(&mut connection).await?;
            let more = migrate::take_next(&mut connection, all, &self.shown())
                .await
                .map_err(|trouble| self.refused(trouble))?;
            connection
                .commit()
                .await
                .map_err(|failure| self.cannot(failure))?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Two nodes that start at once: one makes the tables, the other waits.
    async fn one_at_a_time(&self, connection: &mut Connection) -> Result<(), OpenError> {
        let Place::Postgres(pool) = &self.inner.place else {
            return Ok(());
        };
        // Checked when the URL was read: small letters, digits and _.
        let schema = format!("CREATE SCHEMA IF NOT EXISTS {}", pool.schema());
        let result = async {
            connection
                .execute(
                    "SELECT pg_advisory_xact_lock(hashtext('throughline ' || $1))",
                    &args![pool.schema()],
                )
                .await?;
            connection.script(&schema).await
        };
        result.await.map_err(|failure| self.cannot(failure))
    }

    async fn check_current(&self) -> Result<(), OpenError> {
        let mut connection = self.read().await.map_err(|failure| self.cannot(failure))?;
        let standing = migrate::standing(&mut connection, migrate::ALL, &self.shown())
            .await
            .map_err(|trouble| self.refused(trouble))?;
        match standing {
            Standing::Taken(taken) if taken == migrate::ALL.len() => Ok(()),
            Standing::Empty => Err(OpenError {
                code: "database.empty",
                place: self.shown(),
                what: "there is nothing in it yet".to_owned(),
                mend: "Run `throughline serve` or `restore` on it first.".to_owned(),
            }),
            Standing::Taken(_) => Err(OpenError {
                code: "database.older",
                place: self.shown(),
                what: "it was written by an older release".to_owned(),
                mend: "Run `throughline serve` on it once, which brings it up to date.".to_owned(),
            }),
        }
    }

    /// Whether there is nothing in it.
    pub(crate) async fn is_empty(&self) -> Result<bool, OpenError> {
        let mut connection = self.read().await.map_err(|failure| self.cannot(failure))?;
        let standing = migrate::standing(&mut connection, migrate::ALL, &self.shown())
            .await
            .map_err(|trouble| self.refused(trouble))?;
        Ok(matches!(standing, Standing::Empty))
    }

    /// The file or server, fit to be shown.
    pub(crate) fn shown(&self) -> String {
        match &self.inner.place {
            Place::Sqlite(file) => file.path().display().to_string(),
            Place::Postgres(pool) => pool.shown(),
        }
    }

    fn refused(&self, trouble: Trouble) -> OpenError {
        match trouble {
            Trouble::Refused(error) => error,
            Trouble::Failure(failure) => self.cannot(failure),
        }
    }

    /// What an operation that failed says about the database.
    pub(crate) fn cannot(&self, failure: Failure) -> OpenError {
        let server = matches!(self.inner.place, Place::Postgres(_));
        let (code, what, mend) = match failure {
            Failure::Busy(what) if server => (
                "database.busy",
                format!("somebody else has locked what is needed ({what})"),
                "Try it again in a moment; `pg_stat_activity` on the server names who holds on.",
            ),
            Failure::Busy(what) => (
                "database.locked",
                format!("another program is writing to it ({what})"),
                "End that program first.",
            ),
            Failure::Damaged(what) if server => (
                "database.damaged",
                format!("the server says that its data are damaged ({what})"),
                "Look at the server's log, and restore the last backup into a new database.",
            ),
            Failure::Damaged(what) => (
                "database.damaged",
                format!("it is damaged ({what})"),
                "Keep a copy of it, and restore the last backup: `throughline restore FILE`.",
            ),
            Failure::Unavailable(what) | Failure::InDoubt(what) if server => (
                "database.unavailable",
                what,
                "Look at the server and the way to it, and start again.",
            ),
            Failure::Unavailable(what) | Failure::InDoubt(what) => (
                "database.unavailable",
                what,
                "Look at the disk, and start again.",
            ),
            Failure::Unique(what) | Failure::Rule(what) | Failure::Wrong(what) if server => (
                "database.refused",
                what,
                "Check the rights of the user in the URL, who has to be able to make tables.",
            ),
            Failure::Unique(what) | Failure::Rule(what) | Failure::Wrong(what) => (
                "database.refused",
                what,
                "Keep a copy of the file, and look whether `throughline verify` can read it.",
            ),
        };
        OpenError {
            code,
            place: self.shown(),
            what,
            mend: mend.to_owned(),
        }
    }

    pub(crate) async fn write(&self) -> Result<Connection, Failure> {
        match &self.inner.place {
            Place::Sqlite(file) => file.write().await.map(Connection::Sqlite),
            Place::Postgres(pool) => pool.write().await.map(Connection::Postgres),
        }
    }

    pub(crate) async fn read(&self) -> Result<Connection, Failure> {
        match &self.inner.place {
            Place::Sqlite(file) => file.read().await.map(Connection::Sqlite),
            Place::Postgres(pool) => pool.read().await.map(Connection::Postgres),
        }
    }

    /// A transaction, for as long as it takes: for migrations and restoring.
    pub(crate) async fn write_long(&self) -> Result<Connection, Failure> {
        match &self.inner.place {
            Place::Sqlite(file) => file.write().await.map(Connection::Sqlite),
            Place::Postgres(pool) => pool.write_long().await.map(Connection::Postgres),
        }
    }

    /// One moment, for as long as it takes: for `verify` and backups.
    pub(crate) async fn read_long(&self) -> Result<Connection, Failure> {
        match &self.inner.place {
            Place::Sqlite(file) => file.read().await.map(Connection::Sqlite),
            Place::Postgres(pool) => pool.read_long().await.map(Connection::Postgres),
        }
    }

    /// Begins a unit of work; waits its turn.
    ///
    /// # Errors
    /// [`Error::Busy`] when the turn doesn't come in time, [`Error::Unavailable`] when the
    /// database can't write, [`Error::ReadOnly`] on a store opened [`Access::Beside`].
    pub async fn begin(&self) -> Result<Work> {
        if self.inner.access == Access::Beside {
            return Err(Error::ReadOnly);
        }
        Ok(Work::new(self.write().await?, Arc::clone(&self.inner)))
    }

    /// Looks at one moment; sees nothing that commits later.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many look already, [`Error::Unavailable`].
    pub async fn reader(&self) -> Result<Reader> {
        Ok(Reader {
            connection: self.read().await?,
        })
    }

    /// Whether a write could be acknowledged now; tries it.
    ///
    /// # Errors
    /// As [`begin`](Self::begin) and [`Work::commit`].
    pub async fn ready(&self) -> Result<()> {
        let mut work = self.begin().await?;
        work.execute(
            "INSERT INTO meta (name, value) VALUES ('ready', '') ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            &[],
        )
        .await?;
        work.commit().await?;
        Ok(())
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        match self.inner.place {
            Place::Sqlite(_) => Kind::Sqlite,
            Place::Postgres(_) => Kind::Postgres,
        }
    }
}

async fn reach_server(server: &PostgresUrl, options: &Options) -> Result<PostgresPool, OpenError> {
    PostgresPool::open(server, options.readers + options.writers, options.patience).await
}
