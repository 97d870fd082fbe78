//! Member: somebody who works here.

use crate::{Alert, AlertId, Digest, Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::MemberId;
use lifecycle::roster::Member;

/// Somebody new. `member.open` is not looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMember {
    /// As the rules know them.
    pub member: Member,
    /// Their mail address, by which they sign in. Kept as given, found in small letters.
    pub email: String,
    /// May change settings and members.
    pub admin: bool,
    /// The password's hash (Argon2id, in the usual text form); `None`: can't sign in yet.
    pub password_hash: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Somebody who works here, with what concerns signing in.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMember {
    /// As the rules know them.
    pub member: Member,
    /// Their mail address.
    pub email: String,
    /// May change settings and members.
    pub admin: bool,
    /// The password's hash; `None`: can't sign in.
    pub password_hash: Option<String>,
    /// Since when they are known.
    pub created_at: Timestamp,
}

impl Work {
    /// Adds somebody. [`Error::Exists`](crate::Error::Exists) where the mail address is taken.
    pub async fn add_member(&mut self, new: &NewMember) -> Result<()> {
        let _ = new;
        todo!()
    }

    /// Changes name, roles, teams, region, seniority, rights. Who still owns open leads can't
    /// be made inactive: [`Error::StillOwns`](crate::Error::StillOwns). Ends their sessions
    /// where rights or activity change. `false` where there is no such member.
    pub async fn update_member(
        &mut self,
        member: &Member,
        email: &str,
        admin: bool,
    ) -> Result<bool> {
        let _ = (member, email, admin);
        todo!()
    }

    /// Sets the password and ends all sessions. `false` where there is no such member.
    pub async fn set_password(&mut self, member: &MemberId, hash: &str) -> Result<bool> {
        let _ = (member, hash);
        todo!()
    }

    /// Remembers the one-time token of the first administrator instead of any earlier one.
    pub async fn offer_first_administrator(
        &mut self,
        token: &Digest,
        expires_at: Timestamp,
    ) -> Result<()> {
        let _ = (token, expires_at);
        todo!()
    }

    /// Uses the token up. `false`: it isn't the one, or expired, or somebody administers already.
    pub async fn take_first_administrator(
        &mut self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<bool> {
        let _ = (token, now);
        todo!()
    }

    /// The member saw the alert. `false` where it isn't theirs. Saying so again changes nothing.
    pub async fn acknowledge_alert(
        &mut self,
        id: AlertId,
        member: &MemberId,
        at: Timestamp,
    ) -> Result<bool> {
        let _ = (id, member, at);
        todo!()
    }
}

impl Reader {
    /// All members, also those who aren't active, by name.
    pub async fn members(&mut self) -> Result<Vec<StoredMember>> {
        todo!()
    }

    /// The member of this id.
    pub async fn member(&mut self, id: &MemberId) -> Result<Option<StoredMember>> {
        let _ = id;
        todo!()
    }

    /// The member of this mail address, in whatever letters.
    pub async fn member_by_email(&mut self, email: &str) -> Result<Option<StoredMember>> {
        let _ = email;
        todo!()
    }

    /// Whether an active administrator can sign in.
    pub async fn has_administrator(&mut self) -> Result<bool> {
        todo!()
    }

    /// What the member is told, the latest first.
    pub async fn alerts(
        &mut self,
        member: &MemberId,
        unacknowledged_only: bool,
        limit: u32,
    ) -> Result<Vec<Alert>> {
        let _ = (member, unacknowledged_only, limit);
        todo!()
    }

    /// How many alerts the member hasn't seen.
    pub async fn unacknowledged(&mut self, member: &MemberId) -> Result<u64> {
        let _ = member;
        todo!()
    }
}
