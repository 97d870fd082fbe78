//! Today: the open leads of somebody's day, and how long steps took lately.

use crate::db::args;
use crate::leads::read_state;
use crate::{Reader, Result};
use lifecycle::lead::{Actor, Event, Lead};
use lifecycle::names::{MemberId, RoleId, StageId};
use lifecycle::track::fits::Logged;

/// Whose day it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A member's: the leads they own.
    Member(MemberId),
    /// The leads that a role is accountable for now, whoever has them.
    Role(RoleId),
    /// The leads that nobody has, and that this role looks after meanwhile.
    StandIn(RoleId),
}

impl Reader {
    /// Open leads, those due first first.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable),
    /// [`Error::Damaged`](crate::Error::Damaged).
    pub async fn day(&mut self, whose: &Whose, limit: u32) -> Result<Vec<Lead>> {
        const OWNER: &str = "
            SELECT state FROM leads
             WHERE owner_id = $1 AND status = 'open'
             ORDER BY sort_due, id
             LIMIT $2";
        const ROLE: &str = "
            SELECT state FROM leads
             WHERE role = $1 AND status = 'open'
             ORDER BY sort_due, id
             LIMIT $2";
        const STAND_IN: &str = "
            SELECT state FROM leads
             WHERE owner_kind = 'pool' AND owner_name = $1 AND status = 'open'
             ORDER BY sort_due, id
             LIMIT $2";
        let (sql, name) = match whose {
            Whose::Member(id) => (OWNER, id.as_str()),
            Whose::Role(role) => (ROLE, role.as_str()),
            Whose::StandIn(role) => (STAND_IN, role.as_str()),
        };
        let rows = self.connection.rows(sql, &args![name, limit]).await?;
        rows.into_iter()
            .map(|mut row| read_state(&mut row))
            .collect()
    }

    /// What members logged of touches, among so many of the latest events.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable),
    /// [`Error::Damaged`](crate::Error::Damaged).
    pub async fn logged_lately(&mut self, events: u32) -> Result<Vec<Logged>> {
        const SQL: &str = "
            SELECT e.position, e.lead_id, e.seq, e.type, e.at, e.actor, e.because,
                   e.process_version, e.data,
                   (SELECT s.stage FROM lead_stages s
                     WHERE s.lead_id = e.lead_id AND s.seq < e.seq
                     ORDER BY s.seq DESC
                     LIMIT 1)
              FROM events e
             WHERE e.position > $1 AND e.type = 'touch.logged'";
        let from = self.head().await?.0 - i64::from(events);
        let rows = self.connection.rows(SQL, &args![from]).await?;
        let mut logged = Vec::with_capacity(rows.len());
        for mut row in rows {
            let stage: Option<String> = row.take(9)?;
            let event = crate::log::read(row)?.recorded;
            let (Some(stage), Actor::Member { id, .. }, Event::TouchLogged { touch }) =
                (stage, event.by, event.event)
            else {
                continue;
            };
            logged.push(Logged {
                by: id,
                at: event.at,
                minutes: touch.minutes,
                stage: StageId::from(stage),
            });
        }
        Ok(logged)
    }
}
