//! Session: somebody is signed in. Only the hash of its secret is kept.

use crate::{Digest, Reader, Result, StoredMember, Work};
use jiff::Timestamp;
use lifecycle::names::MemberId;

/// Somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the secret.
    pub hash: Digest,
    /// Who.
    pub member: MemberId,
    /// When.
    pub at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Somebody is signed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Who; active.
    pub member: StoredMember,
    /// Since when.
    pub created_at: Timestamp,
    /// When they were last seen, as [`Work::see_session`] was told.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Work {
    /// Begins a session.
    pub async fn add_session(&mut self, new: &NewSession) -> Result<()> {
        let _ = new;
        todo!()
    }

    /// They were seen.
    pub async fn see_session(&mut self, hash: &Digest, at: Timestamp) -> Result<()> {
        let _ = (hash, at);
        todo!()
    }

    /// Ends a session. `false` where there was none.
    pub async fn end_session(&mut self, hash: &Digest) -> Result<bool> {
        let _ = hash;
        todo!()
    }

    /// Ends all sessions of a member; says how many.
    pub async fn end_sessions_of(&mut self, member: &MemberId) -> Result<u64> {
        let _ = member;
        todo!()
    }

    /// Removes sessions that expired; says how many.
    pub async fn sweep_sessions(&mut self, now: Timestamp) -> Result<u64> {
        let _ = now;
        todo!()
    }
}

impl Reader {
    /// The session of this hash, if it hasn't expired at `now` and its member is active.
    pub async fn session(&mut self, hash: &Digest, now: Timestamp) -> Result<Option<Session>> {
        let _ = (hash, now);
        todo!()
    }
}
