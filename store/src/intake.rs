//! Intake: what came in, raw, and what was answered, so that a repeat gets the same answer.

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

/// How somebody can be recognised: keys that `lifecycle` makes of mail address and number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// The mail address, made comparable.
    pub email_key: Option<String>,
    /// The number, made comparable.
    pub phone_key: Option<String>,
}

impl Work {
    /// What was answered to each of these keys, in one round.
    pub async fn remembered(&mut self, keys: &[IdempotencyKey]) -> Result<Vec<Option<Remembered>>> {
        let _ = keys;
        todo!()
    }

    /// Remembers answers. A key that somebody else took at the same time is [`Error::Busy`](crate::Error::Busy):
    /// begin anew, and it is remembered.
    pub async fn remember(&mut self, answers: &[(IdempotencyKey, Remembered)]) -> Result<()> {
        let _ = answers;
        todo!()
    }

    /// Forgets answers older than this; says how many.
    pub async fn forget_answers(&mut self, before: Timestamp) -> Result<u64> {
        let _ = before;
        todo!()
    }

    /// Keeps raw requests. The leads may be recorded before or after, in the same work.
    pub async fn add_submissions(&mut self, submissions: &[NewSubmission]) -> Result<()> {
        let _ = submissions;
        todo!()
    }
}
