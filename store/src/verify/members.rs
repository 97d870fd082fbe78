//! Members: who works here, how many leads they have, whose turn it is, who is signed in.

use super::Look;
use crate::db::args;
use crate::log::of_json;
use crate::{Result, Scope, roster};
use lifecycle::names::MemberId;
use lifecycle::process::model::PoolOf;
use std::collections::BTreeMap;

/// All who work here; they fit into memory.
#[derive(Default)]
pub(super) struct Members(BTreeMap<MemberId, Counts>);

struct Counts {
    active: bool,
    /// How many open leads their row says they have.
    stored: i64,
    /// How many they have.
    open: i64,
}

impl Members {
    /// Whether there is such a member.
    pub(super) fn is_known(&self, id: &MemberId) -> bool {
        self.0.contains_key(id)
    }

    /// Counts an open lead of theirs; says whether they are active.
    pub(super) fn has_another_lead(&mut self, id: &MemberId) -> bool {
        self.0.get_mut(id).is_some_and(|member| {
            member.open += 1;
            member.active
        })
    }
}

impl Look {
    pub(super) async fn at_members(&mut self) -> Result<()> {
        let sql = format!("SELECT {} FROM members ORDER BY id", roster::COLUMNS);
        for mut row in self.connection.rows(&sql, &[]).await? {
            self.found.members += 1;
            let id = MemberId::from(row.text(0));
            let counts = Counts {
                active: row.clone().take(2)?,
                stored: row.clone().take(7)?,
                open: 0,
            };
            if let Err(error) = roster::member(&mut row) {
                self.found
                    .differs(None, format!("member {id}"), "a member", error.to_string());
            }
            self.members.0.insert(id, counts);
        }
        Ok(())
    }

    /// The loads that turns are given by.
    pub(super) fn at_loads(&mut self) {
        for (member, counts) in &self.members.0 {
            if counts.open != counts.stored {
                self.found.differs(
                    None,
                    format!("open leads of member {member}"),
                    counts.open.to_string(),
                    counts.stored.to_string(),
                );
            }
        }
    }

    /// Each is a turn of a member in a pool. How many they had no event tells.
    pub(super) async fn at_turns(&mut self) -> Result<()> {
        const ROSTER: &str = "SELECT count(*) FROM meta WHERE name = 'roster'";
        const TURNS: &str =
            "SELECT pool, member_id, turns, credits, let_go FROM turns ORDER BY pool, member_id";
        const GIVEN: &str =
            "SELECT member_id, day, today, week, month FROM given ORDER BY member_id";
        // Whoever gives leads away locks this row: without it, two nodes give the same turn.
        let row = self.connection.row(ROSTER, &[]).await?;
        let locks: i64 = row.map_or(Ok(0), |mut row| row.take(0))?;
        if locks != 1 {
            self.found
                .differs(None, "meta", "a row `roster`", locks.to_string());
        }
        for mut row in self.connection.rows(TURNS, &[]).await? {
            let (pool, member): (String, String) = (row.take(0)?, row.take(1)?);
            let turns: i64 = row.take(2)?;
            let (credits, let_go): (i64, i64) = (row.take(3)?, row.take(4)?);
            let is_pool = of_json::<PoolOf>(&pool).is_ok();
            let counts = turns >= 0 && credits >= 0 && let_go >= 0 && turns + credits > 0;
            if !is_pool || !counts || !self.members.is_known(&member.as_str().into()) {
                self.found.differs(
                    None,
                    "turns",
                    "a pool, a member, and one turn had at least",
                    format!("{pool}, {member}, {turns}, {credits}, {let_go}"),
                );
            }
        }
        for mut row in self.connection.rows(GIVEN, &[]).await? {
            let (member, day): (String, String) = (row.take(0)?, row.take(1)?);
            let (today, week, month): (i64, i64, i64) = (row.take(2)?, row.take(3)?, row.take(4)?);
            let is_day = day.parse::<jiff::civil::Date>().is_ok();
            let counts = 1 <= today && today <= week && today <= month;
            if !is_day || !counts || !self.members.is_known(&member.as_str().into()) {
                self.found.differs(
                    None,
                    "leads given",
                    "a member, a day, and no more on it than in its week and month",
                    format!("{member}, {day}, {today}, {week}, {month}"),
                );
            }
        }
        Ok(())
    }

    /// Sessions are of active members, and tokens may do something that there is.
    pub(super) async fn at_sign_in(&mut self) -> Result<()> {
        const SESSIONS: &str = "
            SELECT s.member_id, count(*)
              FROM sessions s LEFT JOIN members m ON m.id = s.member_id AND m.active = 1
             WHERE m.id IS NULL OR length(s.hash) <> 32 OR s.expires_at < s.created_at
             GROUP BY s.member_id
             ORDER BY s.member_id
             LIMIT $1";
        const TOKENS: &str = "SELECT id, scope, length(hash) FROM tokens ORDER BY id";
        for mut row in self
            .connection
            .rows(SESSIONS, &args![super::stream::PIECE])
            .await?
        {
            let (member, count): (String, i64) = (row.take(0)?, row.take(1)?);
            self.found.differs(
                None,
                format!("sessions of {member}"),
                "an active member, a hash of 32 bytes, an end behind the beginning",
                format!("{count} without"),
            );
        }
        for mut row in self.connection.rows(TOKENS, &[]).await? {
            let (id, scope): (String, String) = (row.take(0)?, row.take(1)?);
            let hash: i64 = row.take(2)?;
            if Scope::of_word(&scope).is_none() || hash != 32 {
                self.found.differs(
                    None,
                    format!("token {id}"),
                    "a scope that there is, and a hash of 32 bytes",
                    format!("{scope}, {hash} bytes"),
                );
            }
        }
        Ok(())
    }
}
