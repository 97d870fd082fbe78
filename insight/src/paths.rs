//! Paths: what really happens between the first event and the last.
//!
//! [`paths`] counts a whole [`EventLog`]: variants, directly-follows pairs with
//! their waits, loops, rework, first responses, hand-overs. How it is counted
//! stands on each field; all of it is exact, medians too.
//!
//! 1. The cases are split into parts, one a thread (`part`): two passes over
//!    its columns count everything and lay the waits of each pair side by side.
//! 2. The parts are merged (`merge`). Whatever the split, the sum is the same.
//! 3. Medians are taken pair by pair, shared out over the threads (`spread`).
//!
//! Waits from or to an event without a time are left out of the waits, never
//! out of the counts.
//!
//! Deliberately absent: a threshold that hides rare paths (that is a matter of
//! drawing), and working hours: all times are elapsed time.

mod edges;
mod lifecycles;
mod merge;
mod part;
mod spread;
mod variants;
mod waits;

use crate::log::EventLog;
use crate::stats::Spread;
use serde::Serialize;

/// Threads that [`paths`] takes for a log that is worth it.
const THREADS: usize = 2;

/// Below so many events a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 50_000;

/// Variants listed one by one.
const TOP_VARIANTS: usize = 20;

/// What really happens in a log.
pub fn paths(log: &EventLog) -> Paths {
    paths_on(
        log,
        if log.events() < WORTH_A_THREAD {
            1
        } else {
            THREADS
        },
        |_| {},
    )
}

/// [`paths`] on so many threads; it calls `done` after each phase. The answer
/// doesn't depend on the number of threads.
pub fn paths_on(log: &EventLog, threads: usize, mut done: impl FnMut(Phase)) -> Paths {
    let parts = part::count(log, threads.max(1));
    done(Phase::Counted);
    let merged = merge::merge(log, parts);
    done(Phase::Merged);
    let paths = merged.finish(threads.max(1));
    done(Phase::Finished);
    paths
}

/// How far [`paths_on`] has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// All events are counted.
    Counted,
    /// The parts are put together.
    Merged,
    /// Medians are taken: the answer is there.
    Finished,
}

/// The map of a log: what follows what, how often, after how long.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paths {
    /// Cases in the log.
    pub cases: u64,
    /// Events in the log.
    pub events: u64,
    /// Distinct activities.
    pub activities: u64,
    /// Distinct sequences of activities.
    pub variants: u64,
    /// Distinct pairs of activities that follow each other directly in some case.
    pub edges: u64,
    /// Distinct actors; `None` if nobody is named.
    pub actors: Option<u64>,
    /// How long cases are, in events.
    pub events_per_case: Option<Spread>,
    /// First event to last, in days of elapsed time, over the cases with a known time.
    pub case_days: Option<Spread>,
    /// The most frequent sequences (at most 20), ties by first occurrence.
    pub top_variants: Vec<Variant>,
    /// The fewest variants that cover 80 % of the cases; 0 for a log without cases.
    pub variants_for_80_percent: u64,
    /// Every activity, the most frequent first, ties by first appearance.
    pub activity_list: Vec<Activity>,
    /// Every directly-follows pair, the most frequent first, ties by first appearance of
    /// their activities.
    pub directly_follows: Vec<Edge>,
    /// Activities done again at once: `A → A`.
    pub self_loops: Vec<Loop>,
    /// Back and forth: `A → B → A`; `A → B → A → B` is twice there and back, once from each side.
    pub ping_pong: Vec<Loop>,
    /// Cases in which any activity occurs more than once.
    pub cases_with_rework: u64,
    /// The same log with the lifecycle as part of the activity
    /// (`W_Call+START`); `None` where the log has no lifecycle or only one. Events
    /// without a lifecycle beside others with one count as a lifecycle of their own.
    pub with_lifecycle: Option<LifecycleCounts>,
    /// Times a case passes from one actor to another, per case in which anybody
    /// is named; `None` without actors. Events of nobody don't interrupt.
    pub handovers_per_case: Option<Spread>,
}

/// The counts that change when the lifecycle is part of the activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LifecycleCounts {
    /// Distinct activities with their lifecycle.
    pub activities: u64,
    /// Distinct sequences.
    pub variants: u64,
    /// Distinct directly-follows pairs.
    pub edges: u64,
}

/// A sequence of activities and the cases that took exactly it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// The activities in order.
    pub path: Vec<String>,
    /// Cases that took it.
    pub cases: u64,
    /// First event to last, in days of elapsed time.
    pub days: Option<Spread>,
}

/// An activity and where it stands in the cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Activity {
    /// Its name as in the log.
    pub activity: String,
    /// How often it happened.
    pub events: u64,
    /// In how many cases.
    pub cases: u64,
    /// Cases that begin with it.
    pub starts: u64,
    /// Cases that end with it.
    pub ends: u64,
    /// From the first event of the case to its first occurrence; `None` where no time is known.
    pub first_after: Option<Wait>,
    /// From the first event of the case to its first event of this activity
    /// with the lifecycle `start`, in any case; `None` where the log has no such.
    pub first_started_after: Option<Wait>,
}

/// A waiting time with the shares that arrived in good time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Wait {
    /// In seconds of elapsed time.
    pub seconds: Spread,
    /// Share within an hour.
    pub within_1h: f64,
    /// Share within a day.
    pub within_24h: f64,
}

/// Two activities that follow each other directly.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// The first.
    pub from: String,
    /// The second.
    pub to: String,
    /// How often.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
    /// Between the two, in seconds of elapsed time; `None` where no time is known.
    pub seconds: Option<Spread>,
    /// All the waiting on this edge together, in days.
    pub total_days: f64,
}

/// Something that is done again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loop {
    /// The activities, the first one again at the end.
    pub path: Vec<String>,
    /// How often.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
}
