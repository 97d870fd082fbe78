//! Paths: what really happens between the first event and the last.

use crate::stats::Spread;
use serde::Serialize;

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
    /// First event to last, in days of elapsed time.
    pub case_days: Option<Spread>,
    /// The most frequent sequences (at most 20), ties by first occurrence.
    pub top_variants: Vec<Variant>,
    /// The fewest variants that cover 80 % of the cases.
    pub variants_for_80_percent: u64,
    /// Every activity, the most frequent first.
    pub activity_list: Vec<Activity>,
    /// Every directly-follows pair, the most frequent first.
    pub directly_follows: Vec<Edge>,
    /// Activities done again at once: `A → A`.
    pub self_loops: Vec<Loop>,
    /// Back and forth: `A → B → A`.
    pub ping_pong: Vec<Loop>,
    /// Cases in which any activity occurs more than once.
    pub cases_with_rework: u64,
    /// The same log with the lifecycle as part of the activity
    /// (`W_Call+START`); `None` where the log has no lifecycle or only one.
    pub with_lifecycle: Option<LifecycleCounts>,
    /// Times a case passes from one actor to another, per case; `None` without actors.
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
    /// First event to last, in days.
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
    /// From the first event of the case to its first occurrence.
    pub first_after: Option<Wait>,
    /// From the first event of the case to its first event with the lifecycle
    /// `start`; `None` where the log has no such.
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
    /// Between the two, in seconds of elapsed time.
    pub seconds: Spread,
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
