//! Calendar: working hours, holidays, and how promises count time.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// A length of time as people write it: `15m`, `4h`, `3d`, `2w`, `6mo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// What a span counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`
    Day,
    /// `w`
    Week,
    /// `mo`
    Month,
}

/// Whether a span counts working time or all time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Only while somebody works. What clocks count where nothing else is said.
    #[default]
    Working,
    /// All time.
    Elapsed,
}

/// When people work.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Where they are.
    pub zone: TimeZone,
    /// The periods of each weekday, Monday first, in order and without overlap.
    pub hours: [Vec<(Time, Time)>; 7],
    /// Days on which nobody works.
    pub holidays: BTreeSet<Date>,
}

impl Calendar {
    /// The instant at which a promise made at `start` falls due.
    ///
    /// Elapsed time: minutes and hours by the clock on the wall of physics, days, weeks
    /// and months at the same local time of the later day. Working time: minutes and
    /// hours only while somebody works; `3d` is the same local time three working days
    /// later; weeks and months as elapsed, moved on to the next working instant. A
    /// start outside the hours counts from the next opening.
    pub fn after(&self, start: Timestamp, span: Span, counts: Counts) -> Timestamp {
        let _ = (start, span, counts);
        todo!()
    }
}
