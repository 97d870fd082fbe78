//! Process: the documents as published. A version never changes.

use crate::db::{Row, Sql, args};
use crate::{Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::ProcessId;

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProcess {
    /// The process.
    pub id: ProcessId,
    /// Its version, from 1.
    pub version: u32,
    /// The document, byte by byte as published.
    pub text: String,
    /// When.
    pub published_at: Timestamp,
    /// By whom, as a name.
    pub published_by: String,
    /// New leads run under it.
    pub running: bool,
}

const COLUMNS: &str = "id, version, text, published_at, published_by, running";

fn read(mut row: Row) -> Result<StoredProcess> {
    Ok(StoredProcess {
        id: row.take::<String>(0)?.into(),
        version: row.take(1)?,
        text: row.take(2)?,
        published_at: row.take(3)?,
        published_by: row.take(4)?,
        running: row.take(5)?,
    })
}

impl Work {
    /// Makes the text run; says its version. The text that runs already keeps its version.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn publish(
        &mut self,
        id: &ProcessId,
        text: &str,
        at: Timestamp,
        by: &str,
    ) -> Result<u32> {
        const LOCK: Sql<'_> = Sql {
            sqlite: "SELECT value FROM meta WHERE name = 'roster'",
            postgres: "SELECT value FROM meta WHERE name = 'roster' FOR UPDATE",
        };
        self.rows(LOCK, &[]).await?;
        if let Some(running) = self.running_process().await?
            && running.id == *id
            && running.text == text
        {
            return Ok(running.version);
        }
        const LAST: &str = "SELECT coalesce(max(version), 0) FROM processes WHERE id = $1";
        let last: u32 = match self.row(LAST, &args![id.as_str()]).await? {
            Some(mut row) => row.take(0)?,
            None => 0,
        };
        let version = last + 1;
        self.execute("UPDATE processes SET running = 0 WHERE running = 1", &[])
            .await?;
        self.insert(
            "INSERT INTO processes (id, version, text, published_at, published_by, running)",
            "",
            &[args![id.as_str(), version, text, at, by, true].into()],
        )
        .await?;
        Ok(version)
    }

    /// The version that new leads run under.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn running_process(&mut self) -> Result<Option<StoredProcess>> {
        let sql = format!("SELECT {COLUMNS} FROM processes WHERE running = 1");
        self.row(&sql, &[]).await?.map(read).transpose()
    }
}

impl Reader {
    /// The version that new leads run under.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn running_process(&mut self) -> Result<Option<StoredProcess>> {
        let sql = format!("SELECT {COLUMNS} FROM processes WHERE running = 1");
        self.connection.row(&sql, &[]).await?.map(read).transpose()
    }

    /// One version.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn process(&mut self, id: &ProcessId, version: u32) -> Result<Option<StoredProcess>> {
        let sql = format!("SELECT {COLUMNS} FROM processes WHERE id = $1 AND version = $2");
        let row = self
            .connection
            .row(&sql, &args![id.as_str(), version])
            .await?;
        row.map(read).transpose()
    }

    /// All versions, the earliest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn processes(&mut self) -> Result<Vec<StoredProcess>> {
        let sql = format!("SELECT {COLUMNS} FROM processes ORDER BY published_at, id, version");
        let rows = self.connection.rows(&sql, &[]).await?;
        rows.into_iter().map(read).collect()
    }
}
