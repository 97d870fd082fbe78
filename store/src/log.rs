//! Log: all events of all leads in the order in which they became visible.

use crate::{Reader, Result};
use lifecycle::lead::Recorded;
use lifecycle::names::LeadId;

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

impl Reader {
    /// Events after a place, in order. Never misses one that commits late: positions
    /// become visible in their order, without gaps.
    pub async fn log(&mut self, after: Position, limit: u32) -> Result<Vec<LogEvent>> {
        let _ = (after, limit);
        todo!()
    }

    /// The place of the last event.
    pub async fn head(&mut self) -> Result<Position> {
        todo!()
    }
}
