//! Effects: each alert that an event raised has told whom the event names, once, and
//! nobody was told anything else.

use super::Look;
use super::stream::Stream;
use crate::lead_row::plain;
use crate::log::json;
use crate::{Result, db::Row};
use jiff::Timestamp;
use lifecycle::lead::{Event, Recorded};
use lifecycle::names::{LeadId, MemberId};
use lifecycle::process::model::AlertBy;
use std::collections::BTreeSet;

/// All alerts, lead by lead.
pub(super) fn alerts() -> Stream {
    Stream::of(
        "effects",
        "alerts",
        &["lead_id", "cause", "member_id", "id"],
        "rule, text, channels, at",
    )
}

/// What an event says of an alert.
pub(super) struct Told {
    cause: String,
    rule: String,
    text: String,
    by: Vec<AlertBy>,
    at: Timestamp,
    /// Who; nobody is named by histories that an older release wrote.
    members: Vec<MemberId>,
}

impl Told {
    /// What this event says, if it is about an alert.
    pub(super) fn by(recorded: &Recorded) -> Option<Self> {
        let Event::AlertRaised {
            alert,
            by,
            text,
            told,
            ..
        } = &recorded.event
        else {
            return None;
        };
        Some(Self {
            cause: format!("{alert}#{}", recorded.seq),
            rule: alert.as_str().to_owned(),
            text: plain(text),
            by: by.clone(),
            at: recorded.at,
            members: told.clone(),
        })
    }
}

impl Look {
    pub(super) async fn at_alerts(&mut self, id: &LeadId, told: &[Told]) -> Result<()> {
        let mut stored: BTreeSet<(String, String)> = BTreeSet::new();
        while let Some(row) = self
            .alerts
            .next_of(&mut self.connection, id.as_str())
            .await?
        {
            self.found.effects += 1;
            let key = (row.text(1).to_owned(), row.text(2).to_owned());
            let cause = told.iter().find(|told| told.cause == key.0);
            self.at_alert(id, row, cause)?;
            if !stored.insert(key.clone()) {
                self.found.differs(
                    Some(id),
                    "effects",
                    "one a key",
                    format!("{} told of {} twice", key.1, key.0),
                );
            }
        }
        for told in told {
            for member in &told.members {
                let key = (told.cause.clone(), member.as_str().to_owned());
                if !stored.contains(&key) {
                    self.found.differs(
                        Some(id),
                        "effects",
                        format!("{member} told of {}", told.cause),
                        "nothing",
                    );
                }
            }
        }
        Ok(())
    }

    fn at_alert(&mut self, id: &LeadId, mut row: Row, told: Option<&Told>) -> Result<()> {
        let (cause, member): (String, String) = (row.take(1)?, row.take(2)?);
        let found = (
            row.take::<String>(4)?,
            row.take::<String>(5)?,
            row.take::<String>(6)?,
            row.take::<Timestamp>(7)?,
        );
        let Some(told) = told else {
            self.found.differs(
                Some(id),
                "effects",
                "none without an event",
                format!("{member} told of {cause}"),
            );
            return Ok(());
        };
        let expected = (
            told.rule.clone(),
            told.text.clone(),
            json(&told.by)?,
            told.at,
        );
        if found != expected {
            self.found.differs(
                Some(id),
                "effects",
                format!("{expected:?}"),
                format!("{found:?}"),
            );
        }
        let meant =
            told.members.is_empty() || told.members.iter().any(|own| own.as_str() == member);
        if !meant || !self.members.is_known(&member.as_str().into()) {
            self.found.differs(
                Some(id),
                "effects",
                format!("{cause} told to {:?}", told.members),
                member,
            );
        }
        Ok(())
    }
}
