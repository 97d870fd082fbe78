//! Log: all events of all leads in the order in which they became visible.

use crate::db::{Failure, Row, Value, args};
use crate::{Error, Reader, Result};
use lifecycle::lead::{Event, Recorded};
use lifecycle::names::LeadId;
use std::collections::BTreeSet;

/// A place in the log: 1 is the first event, without gaps. 0 is before all events.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub i64);

/// An event of a lead with its place in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// Its place.
    pub position: Position,
    /// What happened.
    pub recorded: Recorded,
}

/// An event in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEvent {
    /// Its place.
    pub position: Position,
    /// To which lead.
    pub lead: LeadId,
    /// What happened.
    pub recorded: Recorded,
}

/// What changed along a piece of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The place of its last event.
    pub position: Position,
    /// The leads of its events.
    pub leads: BTreeSet<LeadId>,
    /// Their types.
    pub types: BTreeSet<String>,
}

/// The position comes last, as it is known last.
pub(crate) const INSERT: &str = "INSERT INTO events
    (lead_id, seq, type, at, actor, because, process_version, data, position)";

/// A row of [`INSERT`] but for the position.
pub(crate) fn values(lead: &LeadId, recorded: &Recorded) -> Result<Vec<Value<'static>>> {
    if recorded.at.subsec_nanosecond() % 1000 != 0 {
        return Err(Error::Invalid(format!(
            "{} of lead {lead}: instants are whole microseconds",
            recorded.event.name()
        )));
    }
    let name = recorded.event.name();
    // `{"type":"lead.moved","data":{…}}`: the type has a column of its own.
    let whole = json(&recorded.event)?;
    let data = whole
        .strip_prefix("{\"type\":\"")
        .and_then(|rest| rest.strip_prefix(name))
        .and_then(|rest| rest.strip_prefix("\",\"data\":"))
        .and_then(|rest| rest.strip_suffix('}'))
        .ok_or_else(|| Error::Invalid(format!("{name} is not written as type and data")))?
        .to_owned();
    Ok(args![
        lead.as_str().to_owned(),
        recorded.seq,
        name.to_owned(),
        recorded.at,
        json(&recorded.by)?,
        json(&recorded.because)?,
        recorded.process_version,
        data,
    ]
    .into())
}

/// Reads a row of position, lead, seq, type, at, actor, because, process_version, data.
pub(crate) fn read(mut row: Row) -> Result<LogEvent> {
    let position = Position(row.take(0)?);
    let lead = LeadId::from(row.take::<String>(1)?);
    let seq: u32 = row.take(2)?;
    let damaged =
        |error: serde_json::Error| Error::Damaged(format!("event {seq} of lead {lead}: {error}"));
    let (kind, data): (String, String) = (row.take(3)?, row.take(8)?);
    let event: Event = serde_json::from_str(&format!(
        "{{\"type\":{},\"data\":{data}}}",
        serde_json::Value::from(kind)
    ))
    .map_err(damaged)?;
    let recorded = Recorded {
        seq,
        at: row.take(4)?,
        by: serde_json::from_str(&row.take::<String>(5)?).map_err(damaged)?,
        because: serde_json::from_str(&row.take::<String>(6)?).map_err(damaged)?,
        process_version: row.take(7)?,
        event,
    };
    Ok(LogEvent {
        position,
        lead,
        recorded,
    })
}

/// JSON for a column.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Invalid(error.to_string()))
}

/// JSON of a column.
pub(crate) fn of_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Damaged(error.to_string()))
}

impl Reader {
    /// Events after a place, in order. Never misses one that commits late: positions
    /// become visible in their order, without gaps.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn log(&mut self, after: Position, limit: u32) -> Result<Vec<LogEvent>> {
        const SQL: &str = "
            SELECT position, lead_id, seq, type, at, actor, because, process_version, data
              FROM events
             WHERE position > $1
             ORDER BY position
             LIMIT $2";
        let rows = self.connection.rows(SQL, &args![after.0, limit]).await?;
        rows.into_iter().map(read).collect()
    }

    /// Of up to so many events after a place: which leads they are of, and their types. `None`
    /// where there are none. It reads no event itself.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn changes(&mut self, after: Position, limit: u32) -> Result<Option<Changes>> {
        const SQL: &str = "
            SELECT position, lead_id, type
              FROM events
             WHERE position > $1
             ORDER BY position
             LIMIT $2";
        let mut changes: Option<Changes> = None;
        for mut row in self.connection.rows(SQL, &args![after.0, limit]).await? {
            let changes = changes.get_or_insert_default();
            changes.position = Position(row.take(0)?);
            changes.leads.insert(row.take::<String>(1)?.into());
            changes.types.insert(row.take(2)?);
        }
        Ok(changes)
    }

    /// The place of the last event.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn head(&mut self) -> Result<Position> {
        let row = self
            .connection
            .row("SELECT position FROM log_head WHERE one = 1", &[])
            .await?;
        let mut row = row.ok_or_else(|| Error::Damaged("the log has no end".to_owned()))?;
        Ok(Position(row.take(0)?))
    }
}
