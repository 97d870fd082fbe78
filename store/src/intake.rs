//! Intake: what came in, raw, and what was answered, so that a repeat gets the same answer.

use crate::db::{Value, args};
use crate::{Digest, Result, Work};
use jiff::Timestamp;
use lifecycle::names::{LeadId, SubmissionId};

/// The key by which a client marks a repeat, within the scope of its token.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey {
    /// The token's id, or empty: two clients may use the same key.
    pub scope: String,
    /// As the client gave it.
    pub key: String,
}

/// What was answered to a request with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// SHA-256 of the request's body. Another body with the same key is a mistake of the client.
    pub body_hash: Digest,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

/// By which way something came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// The HTTP API.
    Api,
    /// A public form.
    Form,
    /// An import of a file.
    Import,
    /// Somebody who works here wrote it down.
    Quick,
    /// The demo made it up.
    Demo,
}

/// What came of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CameOf {
    /// A new lead.
    New,
    /// The person's open lead goes on with it.
    Reengaged,
}

/// One raw request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// When it came in.
    pub received_at: Timestamp,
    /// By which way.
    pub via: Via,
    /// The bytes as they came in.
    pub raw: Vec<u8>,
    /// The lead it belongs to.
    pub lead: LeadId,
    /// What came of it.
    pub came_of: CameOf,
}

/// By what somebody can be recognised: a mail address or a number, made comparable, with
/// `m:` or `p:` before it.
pub type ContactKey = String;

impl Via {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Api, Self::Form, Self::Import, Self::Quick, Self::Demo];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Form => "form",
            Self::Import => "import",
            Self::Quick => "quick",
            Self::Demo => "demo",
        }
    }
}

impl CameOf {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reengaged => "reengaged",
        }
    }
}

impl Work {
    /// What was answered to each of these keys, in one round.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable), [`Error::Damaged`](crate::Error::Damaged).
    pub async fn remembered(&mut self, keys: &[IdempotencyKey]) -> Result<Vec<Option<Remembered>>> {
        const SQL: &str = "
            SELECT body_hash, status, body, at
              FROM idempotency
             WHERE scope = $1 AND key = $2";
        let sets: Vec<Vec<Value<'_>>> = keys
            .iter()
            .map(|key| args![key.scope.as_str(), key.key.as_str()].into())
            .collect();
        let mut answers = Vec::with_capacity(keys.len());
        for mut rows in self.rows_many(SQL, &sets).await? {
            answers.push(match rows.first_mut() {
                Some(row) => Some(Remembered {
                    body_hash: row.take(0)?,
                    status: row.take(1)?,
                    body: row.take(2)?,
                    at: row.take(3)?,
                }),
                None => None,
            });
        }
        Ok(answers)
    }

    /// Remembers answers. A key that somebody else took at the same time is [`Error::Busy`](crate::Error::Busy):
    /// begin anew, and it is remembered.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn remember(&mut self, answers: &[(IdempotencyKey, Remembered)]) -> Result<()> {
        let rows: Vec<Vec<Value<'_>>> = answers
            .iter()
            .map(|(key, answer)| {
                args![
                    key.scope.as_str(),
                    key.key.as_str(),
                    &answer.body_hash[..],
                    u32::from(answer.status),
                    answer.body.as_str(),
                    answer.at,
                ]
                .into()
            })
            .collect();
        self.insert(
            "INSERT INTO idempotency (scope, key, body_hash, status, body, at)",
            "",
            &rows,
        )
        .await?;
        Ok(())
    }

    /// Forgets answers older than this; says how many.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn forget_answers(&mut self, before: Timestamp) -> Result<u64> {
        Ok(self
            .execute("DELETE FROM idempotency WHERE at < $1", &args![before])
            .await?)
    }

    /// Keeps raw requests. The leads may be recorded before or after, in the same work.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable); [`Error::Busy`](crate::Error::Busy) for an id that is there already; at the
    /// commit [`Error::Invalid`](crate::Error::Invalid) where a lead was never recorded.
    pub async fn add_submissions(&mut self, submissions: &[NewSubmission]) -> Result<()> {
        let rows: Vec<Vec<Value<'_>>> = submissions
            .iter()
            .map(|new| {
                args![
                    new.id.as_str(),
                    new.received_at,
                    new.via.word(),
                    new.raw.as_slice(),
                    new.lead.as_str(),
                    new.came_of.word(),
                ]
                .into()
            })
            .collect();
        self.insert(
            "INSERT INTO submissions (id, received_at, via, raw, lead_id, came_of)",
            "",
            &rows,
        )
        .await?;
        Ok(())
    }
}
