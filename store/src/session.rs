//! Session: somebody is signed in. Only the hash of its secret is kept.

use crate::db::args;
use crate::member;
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
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn add_session(&mut self, new: &NewSession) -> Result<()> {
        self.insert(
            "INSERT INTO sessions (hash, member_id, created_at, seen_at, expires_at)",
            "",
            &[args![
                &new.hash[..],
                new.member.as_str(),
                new.at,
                new.at,
                new.expires_at
            ]
            .into()],
        )
        .await?;
        Ok(())
    }

    /// They were seen.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn see_session(&mut self, hash: &Digest, at: Timestamp) -> Result<()> {
        self.execute(
            "UPDATE sessions SET seen_at = $2 WHERE hash = $1",
            &args![&hash[..], at],
        )
        .await?;
        Ok(())
    }

    /// Ends a session. `false` where there was none.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn end_session(&mut self, hash: &Digest) -> Result<bool> {
        let ended = self
            .execute("DELETE FROM sessions WHERE hash = $1", &args![&hash[..]])
            .await?;
        Ok(ended > 0)
    }

    /// Ends all sessions of a member; says how many.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn end_sessions_of(&mut self, member: &MemberId) -> Result<u64> {
        const SQL: &str = "DELETE FROM sessions WHERE member_id = $1";
        Ok(self.execute(SQL, &args![member.as_str()]).await?)
    }

    /// Removes sessions that expired; says how many.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn sweep_sessions(&mut self, now: Timestamp) -> Result<u64> {
        const SQL: &str = "DELETE FROM sessions WHERE expires_at <= $1";
        Ok(self.execute(SQL, &args![now]).await?)
    }
}

impl Reader {
    /// The session of this hash, if it hasn't expired at `now` and its member is active.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn session(&mut self, hash: &Digest, now: Timestamp) -> Result<Option<Session>> {
        let sql = format!(
            "SELECT {}, s.created_at, s.seen_at, s.expires_at
               FROM sessions s JOIN members m ON m.id = s.member_id
              WHERE s.hash = $1 AND s.expires_at > $2 AND m.active = 1",
            member::COLUMNS
        );
        let row = self.connection.row(&sql, &args![&hash[..], now]).await?;
        let Some(mut row) = row else {
            return Ok(None);
        };
        Ok(Some(Session {
            member: member::read(&mut row)?,
            created_at: row.take(member::COUNT)?,
            seen_at: row.take(member::COUNT + 1)?,
            expires_at: row.take(member::COUNT + 2)?,
        }))
    }
}
