//! Log: events as columns, case by case, in the order of time.

use crate::columns::{Labels, Time};

/// An event log: for each case its events in the order of time; events of one
/// instant keep the order in which they were written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventLog {
    // Invariant: case `i` owns the rows `starts[i]..starts[i + 1]`; `starts` has
    // one entry more than there are cases; all other columns have one length.
    starts: Vec<u32>,
    cases: Vec<String>,
    activity: Vec<u32>,
    time: Vec<Time>,
    actor: Vec<u32>,
    lifecycle: Vec<u8>,
    activities: Labels,
    actors: Labels,
    lifecycles: Vec<String>,
}
