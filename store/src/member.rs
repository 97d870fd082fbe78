//! Member: somebody who works here.

use crate::db::{Failure, Row, args};
use crate::log::json;
use crate::{Digest, Error, Reader, Result, Work};
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

/// The columns that [`read`] reads, of `members m`.
pub(crate) const COLUMNS: &str = "m.id, m.name, m.active, m.roles, m.teams, m.region,
    m.seniority, m.open, m.particulars, m.email, m.admin, m.password_hash, m.created_at";
/// How many these are.
pub(crate) const COUNT: usize = 13;

/// Reads [`COLUMNS`].
pub(crate) fn read(row: &mut Row) -> Result<StoredMember> {
    Ok(StoredMember {
        member: crate::roster::member(row)?,
        email: row.take(9)?,
        admin: row.take(10)?,
        password_hash: row.take(11)?,
        created_at: row.take(12)?,
    })
}

/// By what a mail address is found.
fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn taken(failure: Failure) -> Error {
    match failure {
        Failure::Unique(_) => Error::Exists { what: "member" },
        other => other.into(),
    }
}

impl Work {
    /// Adds somebody.
    ///
    /// # Errors
    /// [`Error::Exists`] where id or mail address is taken, [`Error::Busy`], [`Error::Unavailable`].
    pub async fn add_member(&mut self, new: &NewMember) -> Result<()> {
        let member = &new.member;
        let row = args![
            member.id.as_str(),
            member.name.as_str(),
            new.email.trim(),
            email_key(&new.email),
            member.active,
            new.admin,
            json(&member.roles)?,
            json(&member.teams)?,
            member.region.as_deref(),
            member.seniority,
            0_i64,
            new.password_hash.as_deref(),
            new.at,
            json(&member.particulars)?,
        ];
        self.insert(
            "INSERT INTO members (id, name, email, email_key, active, admin, roles, teams, region,
                seniority, open, password_hash, created_at, particulars)",
            "",
            &[row.into()],
        )
        .await
        .map_err(taken)
    }

    /// Changes name, activity, roles, teams, region, seniority, particulars, mail address and
    /// rights. Ends their sessions where they can do less now. `false` where there is no such member.
    ///
    /// # Errors
    /// [`Error::StillOwns`]: who owns open leads can't be made inactive; the work goes on.
    /// [`Error::Exists`] where the mail address is taken; [`Error::Busy`], [`Error::Unavailable`].
    pub async fn update_member(
        &mut self,
        member: &Member,
        email: &str,
        admin: bool,
    ) -> Result<bool> {
        const SQL: &str = "
            UPDATE members
               SET name = $2, email = $3, email_key = $4, active = $5, admin = $6, roles = $7,
                   teams = $8, region = $9, seniority = $10, particulars = $11
             WHERE id = $1";
        // Nobody may be given a lead between this look and the change.
        let roster = self.roster().await?;
        let Some(before) = roster.members.iter().find(|one| one.id == member.id) else {
            return Ok(false);
        };
        if !member.active && before.open > 0 {
            return Err(Error::StillOwns {
                member: member.id.clone(),
                open: before.open,
            });
        }
        let was_admin: bool = match self
            .row(
                "SELECT admin FROM members WHERE id = $1",
                &args![member.id.as_str()],
            )
            .await?
        {
            Some(mut row) => row.take(0)?,
            None => false,
        };
        let less = (was_admin && !admin)
            || (before.active && !member.active)
            || before.roles.iter().any(|role| !member.roles.contains(role));
        let set = args![
            member.id.as_str(),
            member.name.as_str(),
            email.trim(),
            email_key(email),
            member.active,
            admin,
            json(&member.roles)?,
            json(&member.teams)?,
            member.region.as_deref(),
            member.seniority,
            json(&member.particulars)?,
        ];
        self.execute(SQL, &set).await.map_err(taken)?;
        if less {
            self.end_sessions_of(&member.id).await?;
        }
        Ok(true)
    }

    /// Sets the password and ends all sessions. `false` where there is no such member.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn set_password(&mut self, member: &MemberId, hash: &str) -> Result<bool> {
        const SQL: &str = "UPDATE members SET password_hash = $2 WHERE id = $1";
        let set = self.execute(SQL, &args![member.as_str(), hash]).await?;
        self.end_sessions_of(member).await?;
        Ok(set > 0)
    }

    /// Remembers the one-time token of the first administrator instead of any earlier one.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn offer_first_administrator(
        &mut self,
        token: &Digest,
        expires_at: Timestamp,
    ) -> Result<()> {
        self.insert(
            "INSERT INTO one_time_tokens (purpose, hash, expires_at)",
            "ON CONFLICT (purpose) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at",
            &[args![FIRST_ADMINISTRATOR, &token[..], expires_at].into()],
        )
        .await?;
        Ok(())
    }

    /// Uses the token up. `false`: it isn't the one, or expired, or somebody administers already.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn take_first_administrator(
        &mut self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<bool> {
        const SQL: &str = "
            DELETE FROM one_time_tokens
             WHERE purpose = $1 AND hash = $2 AND expires_at > $3";
        let administered: u64 = match self.row(ADMINISTRATORS, &[]).await? {
            Some(mut row) => row.take(0)?,
            None => 0,
        };
        if administered > 0 {
            return Ok(false);
        }
        let taken = self
            .execute(SQL, &args![FIRST_ADMINISTRATOR, &token[..], now])
            .await?;
        Ok(taken > 0)
    }
}

const FIRST_ADMINISTRATOR: &str = "first administrator";
const ADMINISTRATORS: &str = "
    SELECT count(*) FROM members WHERE admin = 1 AND active = 1 AND password_hash IS NOT NULL";

impl Reader {
    /// All members, also those who aren't active, by name.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn members(&mut self) -> Result<Vec<StoredMember>> {
        let sql = format!("SELECT {COLUMNS} FROM members m ORDER BY m.name, m.id");
        let rows = self.connection.rows(&sql, &[]).await?;
        rows.into_iter().map(|mut row| read(&mut row)).collect()
    }

    /// The member of this id.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn member(&mut self, id: &MemberId) -> Result<Option<StoredMember>> {
        let sql = format!("SELECT {COLUMNS} FROM members m WHERE m.id = $1");
        let row = self.connection.row(&sql, &args![id.as_str()]).await?;
        row.map(|mut row| read(&mut row)).transpose()
    }

    /// The member of this mail address, in whatever letters.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn member_by_email(&mut self, email: &str) -> Result<Option<StoredMember>> {
        let key = email_key(email);
        if key.contains('\0') {
            return Ok(None);
        }
        let sql = format!("SELECT {COLUMNS} FROM members m WHERE m.email_key = $1");
        let row = self.connection.row(&sql, &args![key]).await?;
        row.map(|mut row| read(&mut row)).transpose()
    }

    /// Whether an active administrator can sign in.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn has_administrator(&mut self) -> Result<bool> {
        Ok(self.number(ADMINISTRATORS, &[]).await? > 0)
    }
}
