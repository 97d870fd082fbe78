//! Db: the only place that knows that there are two databases.
//!
//! A [`Connection`] takes the same text with `$1` for both; where the dialects must
//! differ, an [`Sql`] holds both texts side by side. No table is known here.

mod postgres;
mod sqlite;
mod url;
mod value;

pub(crate) use postgres::{Postgres, PostgresPool};
pub(crate) use sqlite::{Sqlite, SqliteFile, open_file};
pub(crate) use url::{PostgresUrl, Url};
pub(crate) use value::{Row, Value, args};

use crate::Error;

/// A statement, in both dialects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sql<'a> {
    pub(crate) sqlite: &'a str,
    pub(crate) postgres: &'a str,
}

impl<'a> From<&'a str> for Sql<'a> {
    fn from(both: &'a str) -> Self {
        Self {
            sqlite: both,
            postgres: both,
        }
    }
}

impl<'a> From<&'a String> for Sql<'a> {
    fn from(both: &'a String) -> Self {
        both.as_str().into()
    }
}

/// Why a statement failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is such a row already.
    Unique(String),
    /// A rule of the tables forbids it.
    Rule(String),
    /// Others are in the way.
    Busy(String),
    /// The database can't be reached or can't write.
    Unavailable(String),
    /// Unavailable, and it may have been committed.
    InDoubt(String),
    /// What is stored can't be read.
    Damaged(String),
    /// Our own mistake.
    Wrong(String),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            // Two at the same time: the one that begins anew finds what the other wrote.
            Failure::Unique(what) | Failure::Busy(what) => Self::Busy(what),
            Failure::Rule(what) | Failure::Wrong(what) => Self::Invalid(what),
            Failure::Unavailable(what) => Self::Unavailable(what),
            Failure::InDoubt(what) => Self::InDoubt(what),
            Failure::Damaged(what) => Self::Damaged(what),
        }
    }
}

/// A connection to either database.
#[derive(Debug)]
pub(crate) enum Connection {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Connection {
    /// The text for this database, where a part of a statement is put together.
    pub(crate) fn dialect<'s>(&self, sql: Sql<'s>) -> &'s str {
        match self {
            Self::Sqlite(_) => sql.sqlite,
            Self::Postgres(_) => sql.postgres,
        }
    }

    /// The rows that a statement gives.
    pub(crate) async fn rows<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        args: &[Value<'_>],
    ) -> Result<Vec<Row>, Failure> {
        let sql = sql.into();
        match self {
            Self::Sqlite(own) => own.rows(sql.sqlite, args),
            Self::Postgres(own) => own.rows(sql.postgres, args).await,
        }
    }

    /// The first row, if there is one.
    pub(crate) async fn row<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        args: &[Value<'_>],
    ) -> Result<Option<Row>, Failure> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The rows that a statement gives for each set of arguments, in one round.
    pub(crate) async fn rows_many<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let sql = sql.into();
        match self {
            Self::Sqlite(own) => own.rows_many(sql.sqlite, sets),
            Self::Postgres(own) => own.rows_many(sql.postgres, sets).await,
        }
    }

    /// Changes; says how many rows.
    pub(crate) async fn execute<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        args: &[Value<'_>],
    ) -> Result<u64, Failure> {
        let sql = sql.into();
        match self {
            Self::Sqlite(own) => own.execute(sql.sqlite, args),
            Self::Postgres(own) => own.execute(sql.postgres, args).await,
        }
    }

    /// Changes with each set of arguments, in one round; says how many rows each changed.
    pub(crate) async fn execute_many<'s>(
        &mut self,
        sql: impl Into<Sql<'s>>,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<u64>, Failure> {
        let sql = sql.into();
        match self {
            Self::Sqlite(own) => own.execute_many(sql.sqlite, sets),
            Self::Postgres(own) => own.execute_many(sql.postgres, sets).await,
        }
    }

    /// Adds rows. `head` is `INSERT INTO table (columns)`, `tail` what follows the values.
    pub(crate) async fn insert(
        &mut self,
        head: &str,
        tail: &str,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(own) => own.insert(head, tail, rows),
            Self::Postgres(own) => own.insert(head, tail, rows).await,
        }
    }

    /// Several statements without arguments.
    pub(crate) async fn script<'s>(&mut self, sql: impl Into<Sql<'s>>) -> Result<(), Failure> {
        let sql = sql.into();
        match self {
            Self::Sqlite(own) => own.script(sql.sqlite),
            Self::Postgres(own) => own.script(sql.postgres).await,
        }
    }

    /// Ends the transaction, durably.
    pub(crate) async fn commit(&mut self) -> Result<(), Failure> {
        match self {
            Self::Sqlite(own) => own.commit(),
            Self::Postgres(own) => own.commit().await,
        }
    }
}

/// `($1, $2, $3)`: the values of one row of so many columns.
fn placeholders(columns: usize) -> String {
    let numbers: Vec<String> = (1..=columns).map(|number| format!("${number}")).collect();
    format!("({})", numbers.join(", "))
}
