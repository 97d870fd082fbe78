//! Token: a program may speak for us. Only the hash of its secret is kept.

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
    pub async fn add_token(&mut self, new: &NewToken) -> Result<()> {
        let _ = new;
        todo!()
    }

    /// Takes a token back. `false` where there is none of this id.
    pub async fn end_token(&mut self, id: &str) -> Result<bool> {
        let _ = id;
        todo!()
    }
}

impl Reader {
    /// The token of this hash.
    pub async fn token(&mut self, hash: &Digest) -> Result<Option<Token>> {
        let _ = hash;
        todo!()
    }

    /// All tokens, by name.
    pub async fn tokens(&mut self) -> Result<Vec<Token>> {
        todo!()
    }
}
