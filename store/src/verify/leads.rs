//! Leads: rows against what follows from the events, lead by lead.

use super::Look;
use super::stream::Stream;
use crate::db::{Row, Value};
use crate::record::{Stay, open_owner};
use crate::{Result, lead_row};
use lifecycle::lead::{Lead, Owner, Standing};
use lifecycle::names::LeadId;

/// Where the state stands among the columns.
const STATE: usize = lead_row::DERIVED.len() - 2;
const WAKE_AT: usize = lead_row::DERIVED.len() - 1;
const EXCEPTIONS: usize = lead_row::DERIVED.len();

/// All stays at stages.
pub(super) fn stages() -> Stream {
    Stream::of(
        "stages",
        "lead_stages",
        &["lead_id", "seq"],
        "stage, from_stage, entered_at, left_at",
    )
}

impl Look {
    pub(super) async fn at_leads(&mut self, mut progress: impl FnMut(u64)) -> Result<()> {
        let columns = format!("{}, exceptions", lead_row::DERIVED[1..].join(", "));
        let mut leads = Stream::of("leads", "leads", &["id"], &columns);
        while let Some(row) = leads.next(&mut self.connection).await? {
            self.at_lead(row).await?;
            self.found.leads += 1;
            progress(self.found.leads);
        }
        Ok(())
    }

    async fn at_lead(&mut self, mut row: Row) -> Result<()> {
        let id = LeadId::from(row.text(0));
        self.at_strays_before(id.as_str()).await?;
        let (rebuilt, counted) = self.rebuild(&id).await?;
        let stored: Option<Lead> = match serde_json::from_str(row.text(STATE)) {
            Ok(lead) => Some(lead),
            Err(error) => {
                self.found
                    .differs(Some(&id), "state", "a lead", error.to_string());
                None
            }
        };
        let Some(rebuilt) = rebuilt else {
            self.found
                .differs(Some(&id), "events", "lead.captured first", "none");
            return Ok(());
        };
        if stored.is_some_and(|stored| stored != rebuilt) {
            let expected = serde_json::to_string(&rebuilt).unwrap_or_default();
            let (expected, found) = first_difference(&expected, row.text(STATE));
            self.found.differs(Some(&id), "state", expected, found);
        }
        let exceptions: u32 = row.take(EXCEPTIONS)?;
        if counted.exceptions.len() != exceptions as usize {
            self.found.differs(
                Some(&id),
                "column exceptions",
                counted.exceptions.len().to_string(),
                exceptions.to_string(),
            );
        }
        self.at_columns(&rebuilt, row)?;
        self.at_owner(&rebuilt);
        self.at_stages(&id, &counted.stays.list).await?;
        self.words += lead_row::words(&rebuilt).len() as u64;
        self.at_submissions(&id, counted.submissions).await?;
        self.at_alerts(&id, &counted.told).await
    }

    fn at_columns(&mut self, lead: &Lead, row: Row) -> Result<()> {
        let stored = row.into_values();
        let wake_at: Option<jiff::Timestamp> = Row::of(stored.clone()).take(WAKE_AT)?;
        let expected = lead_row::values(lead, wake_at)?;
        for ((name, expected), stored) in lead_row::DERIVED.iter().zip(&expected).zip(&stored) {
            if *name != "state" && expected != stored {
                self.found.differs(
                    Some(&lead.id),
                    format!("column {name}"),
                    shown(expected),
                    shown(stored),
                );
            }
        }
        // It may be earlier than the rules ask for: then there is one look in vain.
        let latest = lead
            .wake_by()
            .map(|wake_by| wake_by.max(lead.last.at + jiff::SignedDuration::from_hours(24)));
        let is_open = matches!(lead.standing, Standing::Open(_));
        let good = match wake_at {
            Some(wake_at) => is_open && latest.is_none_or(|latest| wake_at <= latest),
            None => !is_open,
        };
        if !good {
            self.found.differs(
                Some(&lead.id),
                "column wake_at",
                latest.map_or("none".to_owned(), |at| format!("{at} at the latest")),
                wake_at.map_or("none".to_owned(), |at| at.to_string()),
            );
        }
        Ok(())
    }

    fn at_owner(&mut self, lead: &Lead) {
        let Some(owner) = open_owner(lead) else {
            return;
        };
        let active = self.members.has_another_lead(&owner);
        if !active && matches!(lead_row::owner(lead), Owner::Person { .. }) {
            self.found
                .differs(Some(&lead.id), "owner", "an active member", owner.as_str());
        }
    }

    async fn at_stages(&mut self, id: &LeadId, stays: &[Stay]) -> Result<()> {
        let mut expected = stays.iter();
        loop {
            let row = self
                .stages
                .next_of(&mut self.connection, id.as_str())
                .await?;
            let stored = match row {
                Some(mut row) => Some(Stay {
                    seq: row.take(1)?,
                    stage: row.take(2)?,
                    from_stage: row.take(3)?,
                    entered_at: row.take(4)?,
                    left_at: row.take(5)?,
                }),
                None => None,
            };
            let expected = expected.next();
            if expected != stored.as_ref() {
                self.found.differs(
                    Some(id),
                    "stages",
                    format!("{expected:?}"),
                    format!("{stored:?}"),
                );
            }
            if expected.is_none() && stored.is_none() {
                return Ok(());
            }
        }
    }

    /// Rows of leads that aren't there, before this one.
    async fn at_strays_before(&mut self, lead: &str) -> Result<()> {
        for stream in [
            &mut self.events,
            &mut self.submissions,
            &mut self.alerts,
            &mut self.stages,
        ] {
            while let Some(row) = stream.next_before(&mut self.connection, lead).await? {
                self.found.differs(
                    Some(&row.text(0).into()),
                    stream.what,
                    "none without a lead",
                    "of a lead that isn't there",
                );
            }
        }
        Ok(())
    }

    /// Rows behind the last lead.
    pub(super) async fn at_strays(&mut self) -> Result<()> {
        const BEHIND_ALL: &str = "\u{10ffff}";
        self.at_strays_before(BEHIND_ALL).await
    }
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Two texts from a little before where they part.
fn first_difference(one: &str, other: &str) -> (String, String) {
    let same = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let from = |text: &str| {
        text.chars()
            .skip(same.saturating_sub(40))
            .take(160)
            .collect()
    };
    (from(one), from(other))
}
