//! Alert: who is told what, once per lead, cause and member.

use crate::db::args;
use crate::log::of_json;
use crate::{Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::{LeadId, MemberId, RuleId};
use lifecycle::process::model::AlertBy;

/// The number of an alert.
pub type AlertId = i64;

/// Something a member is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number.
    pub id: AlertId,
    /// About which lead.
    pub lead: LeadId,
    /// What that lead is called: name, company or mail address.
    pub lead_name: String,
    /// What caused it; unique with lead and member.
    pub cause: String,
    /// The rule that says so.
    pub rule: RuleId,
    /// What.
    pub text: String,
    /// How.
    pub by: Vec<AlertBy>,
    /// When it was raised.
    pub at: Timestamp,
    /// When the member said that they saw it.
    pub acknowledged_at: Option<Timestamp>,
}

impl Work {
    /// The member saw the alert. `false` where it isn't theirs. Saying so again changes nothing.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn acknowledge_alert(
        &mut self,
        id: AlertId,
        member: &MemberId,
        at: Timestamp,
    ) -> Result<bool> {
        const SQL: &str = "
            UPDATE alerts
               SET acknowledged_at = coalesce(acknowledged_at, $3)
             WHERE id = $1 AND member_id = $2";
        let seen = self.execute(SQL, &args![id, member.as_str(), at]).await?;
        Ok(seen > 0)
    }
}

impl Reader {
    /// What the member is told, the latest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn alerts(
        &mut self,
        member: &MemberId,
        unacknowledged_only: bool,
        limit: u32,
    ) -> Result<Vec<Alert>> {
        const COLUMNS: &str = "
            SELECT a.id, a.lead_id, coalesce(l.name, l.company, l.email, ''), a.cause, a.rule,
                   a.text, a.channels, a.at, a.acknowledged_at
              FROM alerts a JOIN leads l ON l.id = a.lead_id
             WHERE a.member_id = $1";
        let new = if unacknowledged_only {
            "AND a.acknowledged_at IS NULL"
        } else {
            ""
        };
        let sql = format!("{COLUMNS} {new} ORDER BY a.id DESC LIMIT $2");
        let rows = self
            .connection
            .rows(&sql, &args![member.as_str(), limit])
            .await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(Alert {
                    id: row.take(0)?,
                    lead: row.take::<String>(1)?.into(),
                    lead_name: row.take(2)?,
                    cause: row.take(3)?,
                    rule: row.take::<String>(4)?.into(),
                    text: row.take(5)?,
                    by: of_json(&row.take::<String>(6)?)?,
                    at: row.take(7)?,
                    acknowledged_at: row.take(8)?,
                })
            })
            .collect()
    }

    /// How many alerts the member hasn't seen.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn unacknowledged(&mut self, member: &MemberId) -> Result<u64> {
        const SQL: &str = "
            SELECT count(*) FROM alerts WHERE member_id = $1 AND acknowledged_at IS NULL";
        self.number(SQL, &args![member.as_str()]).await
    }
}
