//! Token: a program may speak for us. Only the hash of its secret is kept.

use crate::db::{Failure, Row, args};
use crate::{Digest, Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::ChannelId;

/// What a token may do; each may what those before it may, except that `Capture` can't read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Bring leads in, and nothing else.
    Capture,
    /// Read.
    Read,
    /// Read and change.
    Write,
    /// Everything.
    Admin,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Capture, Self::Read, Self::Write, Self::Admin];

    /// The word on the command line and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// The scope of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// A new token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Its id; [`crate::new_id`] makes one.
    pub id: String,
    /// SHA-256 of the secret.
    pub hash: Digest,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The channel of leads that come by it and name none.
    pub channel: Option<ChannelId>,
    /// When it was made.
    pub at: Timestamp,
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The channel of leads that come by it and name none.
    pub channel: Option<ChannelId>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Work {
    /// Adds a token.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn add_token(&mut self, new: &NewToken) -> Result<()> {
        self.insert(
            "INSERT INTO tokens (id, hash, name, scope, channel, created_at)",
            "",
            &[args![
                new.id.as_str(),
                &new.hash[..],
                new.name.as_str(),
                new.scope.word(),
                new.channel.as_ref().map(ChannelId::as_str),
                new.at,
            ]
            .into()],
        )
        .await?;
        Ok(())
    }

    /// Takes a token back. `false` where there is none of this id.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn end_token(&mut self, id: &str) -> Result<bool> {
        let ended = self
            .execute("DELETE FROM tokens WHERE id = $1", &args![id])
            .await?;
        Ok(ended > 0)
    }
}

fn read(mut row: Row) -> Result<Token> {
    let scope: String = row.take(2)?;
    Ok(Token {
        id: row.take(0)?,
        name: row.take(1)?,
        scope: Scope::of_word(&scope)
            .ok_or_else(|| Failure::Damaged(format!("`{scope}` is no scope")))?,
        channel: row.take::<Option<String>>(3)?.map(Into::into),
        created_at: row.take(4)?,
    })
}

impl Reader {
    /// The token of this hash.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn token(&mut self, hash: &Digest) -> Result<Option<Token>> {
        const SQL: &str = "SELECT id, name, scope, channel, created_at FROM tokens WHERE hash = $1";
        let row = self.connection.row(SQL, &args![&hash[..]]).await?;
        row.map(read).transpose()
    }

    /// All tokens, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn tokens(&mut self) -> Result<Vec<Token>> {
        const SQL: &str =
            "SELECT id, name, scope, channel, created_at FROM tokens ORDER BY name, id";
        let rows = self.connection.rows(SQL, &[]).await?;
        rows.into_iter().map(read).collect()
    }
}
