//! Log: events as columns, case by case, in the order of time.
//!
//! [`EventLogBuilder`] takes events in any order and gives back an [`EventLog`],
//! on which [`crate::paths`] counts. What it decides:
//!
//! - cases stand in the order of their first appearance, the events of a case
//!   in the order of time, events of one instant in the order they were pushed;
//! - an event without a time stays right behind the event pushed before it in
//!   its case (or, at the beginning, right before the first that has a time).
//!   Its time stays unknown: it is counted, and no wait is measured from or to it;
//! - an empty actor or lifecycle is the same as none: nobody is named.
//!
//! Deliberately absent: what a case or an activity *means*. An event is taken as
//! it is written, repeated ones too.

mod builder;
mod names;

pub use builder::EventLogBuilder;
pub use names::Names;

use crate::columns::Time;
use std::ops::Range;

/// Stands in [`EventLog::actor_codes`] where nobody is named.
pub const NOBODY: u32 = u32::MAX;

/// Stands in [`EventLog::lifecycle_codes`] where no lifecycle is given.
pub const NO_LIFECYCLE: u16 = u16::MAX;

/// Stands in [`EventLog::times`] where the time isn't known.
pub const NO_TIME: Time = Time::MIN;

/// An event log: for each case its events in the order of time; events of one
/// instant keep the order in which they were written.
#[derive(Debug, Clone, PartialEq)]
pub struct EventLog {
    // Invariant: case `i` owns the rows `starts[i]..starts[i + 1]`, at least one;
    // `starts` has one entry more than there are cases; all other columns have
    // one length; each name of a dictionary is used by some row.
    starts: Vec<usize>,
    cases: Names,
    activity: Vec<u32>,
    time: Vec<Time>,
    actor: Vec<u32>,
    lifecycle: Vec<u16>,
    activities: Names,
    actors: Names,
    lifecycles: Names,
    undated: usize,
}

impl Default for EventLog {
    fn default() -> Self {
        EventLogBuilder::new().finish()
    }
}

/// The events of one case: four columns of one length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Events<'a> {
    /// Codes into [`EventLog::activities`].
    pub activity: &'a [u32],
    /// Microseconds since 1970, or [`NO_TIME`].
    pub time: &'a [Time],
    /// Codes into [`EventLog::actors`], or [`NOBODY`].
    pub actor: &'a [u32],
    /// Codes into [`EventLog::lifecycles`], or [`NO_LIFECYCLE`].
    pub lifecycle: &'a [u16],
}

impl EventLog {
    /// How many cases; each has at least one event.
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// How many events.
    pub fn events(&self) -> usize {
        self.activity.len()
    }

    /// No events at all.
    pub fn is_empty(&self) -> bool {
        self.activity.is_empty()
    }

    /// Events whose time isn't known.
    pub fn undated(&self) -> usize {
        self.undated
    }

    /// The name of a case; empty where there is no such case.
    pub fn case_name(&self, case: usize) -> &str {
        u32::try_from(case).map_or("", |code| self.cases.get(code))
    }

    /// The rows of a case in the columns; empty where there is no such case.
    pub fn rows_of(&self, case: usize) -> Range<usize> {
        match self.starts.get(case..case.saturating_add(2)) {
            Some([start, end]) => *start..*end,
            _ => 0..0,
        }
    }

    /// The events of a case; none where there is no such case.
    pub fn events_of(&self, case: usize) -> Events<'_> {
        let rows = self.rows_of(case);
        Events {
            activity: &self.activity[rows.clone()],
            time: &self.time[rows.clone()],
            actor: &self.actor[rows.clone()],
            lifecycle: &self.lifecycle[rows],
        }
    }

    /// How many cases begin before a row.
    pub(crate) fn cases_before(&self, row: usize) -> usize {
        self.starts[..self.cases()].partition_point(|start| *start < row)
    }

    /// The first known time of a case; `None` where it has none.
    pub fn case_start(&self, case: usize) -> Option<Time> {
        first_known(self.events_of(case).time)
    }

    /// The last known time of a case; `None` where it has none.
    pub fn case_end(&self, case: usize) -> Option<Time> {
        last_known(self.events_of(case).time)
    }

    /// The names of the activities, in the order of their first appearance.
    pub fn activities(&self) -> &Names {
        &self.activities
    }

    /// The names of the actors, in the order of their first appearance.
    pub fn actors(&self) -> &Names {
        &self.actors
    }

    /// The names of the lifecycle transitions, in the order of their first appearance.
    pub fn lifecycles(&self) -> &Names {
        &self.lifecycles
    }

    /// Row by row: a code into [`EventLog::activities`].
    pub fn activity_codes(&self) -> &[u32] {
        &self.activity
    }

    /// Row by row: microseconds since 1970, or [`NO_TIME`].
    pub fn times(&self) -> &[Time] {
        &self.time
    }

    /// Row by row: a code into [`EventLog::actors`], or [`NOBODY`].
    pub fn actor_codes(&self) -> &[u32] {
        &self.actor
    }

    /// Row by row: a code into [`EventLog::lifecycles`], or [`NO_LIFECYCLE`].
    pub fn lifecycle_codes(&self) -> &[u16] {
        &self.lifecycle
    }

    /// The log of those events whose activity is wanted. A case without any of
    /// them isn't in it.
    pub fn only(&self, wanted: impl Fn(&str) -> bool) -> Self {
        let wanted: Vec<bool> = self.activities.iter().map(wanted).collect();
        self.keep(|row| wanted[self.activity[row] as usize])
    }

    /// The log of those events whose lifecycle is wanted; `None` is passed for
    /// an event without one. A case without any of them isn't in it.
    pub fn only_lifecycle(&self, wanted: impl Fn(Option<&str>) -> bool) -> Self {
        let known: Vec<bool> = self
            .lifecycles
            .iter()
            .map(|name| wanted(Some(name)))
            .collect();
        let without = wanted(None);
        self.keep(|row| {
            known
                .get(usize::from(self.lifecycle[row]))
                .copied()
                .unwrap_or(without)
        })
    }

    fn keep(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let mut kept = EventLogBuilder::new();
        for case in 0..self.cases() {
            let name = self.case_name(case);
            for row in self.rows_of(case).filter(|row| wanted(*row)) {
                kept.push(
                    name,
                    self.activities.get(self.activity[row]),
                    Some(self.time[row]),
                    self.actors.find_name(self.actor[row]),
                    self.lifecycles.find_name(u32::from(self.lifecycle[row])),
                );
            }
        }
        kept.finish()
    }
}

/// The first known time of events that stand in their order.
pub(crate) fn first_known(times: &[Time]) -> Option<Time> {
    times.iter().copied().find(|time| *time != NO_TIME)
}

/// The last known time of events that stand in their order.
pub(crate) fn last_known(times: &[Time]) -> Option<Time> {
    times.iter().rev().copied().find(|time| *time != NO_TIME)
}
