//! Builder: events in any order become a log.

use super::{EventLog, NO_LIFECYCLE, NO_TIME, NOBODY, Names};
use crate::columns::Time;
use std::ops::Range;

/// Takes events as they come and makes an [`EventLog`] of them.
///
/// Events that come case by case in the order of time cost no sorting at all;
/// whole cases out of order, events out of order and cases mixed with each
/// other cost as much as there is to mend.
///
/// ```
/// use insight::log::EventLogBuilder;
///
/// let mut events = EventLogBuilder::new();
/// events.push("lead 1", "called", Some(2_000_000), Some("Nora"), None);
/// events.push("lead 2", "captured", Some(1_000_000), None, None);
/// events.push("lead 1", "captured", Some(1_000_000), None, None);
/// let log = events.finish();
///
/// let path: Vec<&str> = log.events_of(0).activity.iter().map(|code| log.activities().get(*code)).collect();
/// assert_eq!(path, ["captured", "called"]);
/// ```
#[derive(Debug, Default)]
pub struct EventLogBuilder {
    /// Where another case begins, in the order pushed: most exports hold their
    /// cases in one piece, and the case of each event needn't be kept.
    runs: Vec<Run>,
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

/// Events of one case that were pushed one after the other.
#[derive(Debug, Clone, Copy)]
struct Run {
    case: u32,
    start: usize,
}

impl EventLogBuilder {
    /// Without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// With room for so many events.
    pub fn with_capacity(events: usize) -> Self {
        Self {
            activity: Vec::with_capacity(events),
            time: Vec::with_capacity(events),
            actor: Vec::with_capacity(events),
            lifecycle: Vec::with_capacity(events),
            ..Self::default()
        }
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.activity.len()
    }

    /// No events yet.
    pub fn is_empty(&self) -> bool {
        self.activity.is_empty()
    }

    /// Adds an event. `time` is in microseconds since 1970; `None` (or
    /// [`Time::MIN`]) where it isn't known, see [`crate::log`] for its place.
    ///
    /// More than 65,535 different lifecycles are no lifecycles: events with a
    /// later one are kept without.
    pub fn push(
        &mut self,
        case: &str,
        activity: &str,
        time: Option<Time>,
        actor: Option<&str>,
        lifecycle: Option<&str>,
    ) {
        let before = self.runs.last().map(|run| run.case);
        if before.and_then(|case| self.cases.find_name(case)) != Some(case) {
            self.runs.push(Run {
                case: self.cases.code_for(case),
                start: self.activity.len(),
            });
        }
        self.activity.push(self.activities.code_for(activity));
        let time = time.unwrap_or(NO_TIME);
        self.undated += usize::from(time == NO_TIME);
        self.time.push(time);
        let actor = actor.filter(|name| !name.is_empty());
        self.actor
            .push(actor.map_or(NOBODY, |name| self.actors.code_for(name)));
        let lifecycle = lifecycle.filter(|name| !name.is_empty());
        let lifecycle = lifecycle.map_or(NO_LIFECYCLE, |name| self.lifecycle_for(name));
        self.lifecycle.push(lifecycle);
    }

    fn lifecycle_for(&mut self, name: &str) -> u16 {
        let full = self.lifecycles.len() == usize::from(NO_LIFECYCLE);
        let code = if full {
            self.lifecycles.find(name)
        } else {
            Some(self.lifecycles.code_for(name))
        };
        code.and_then(|code| u16::try_from(code).ok())
            .unwrap_or(NO_LIFECYCLE)
    }

    /// The log.
    pub fn finish(self) -> EventLog {
        let mut log = EventLog {
            starts: Vec::new(),
            cases: self.cases,
            activity: self.activity,
            time: self.time,
            actor: self.actor,
            lifecycle: self.lifecycle,
            activities: self.activities,
            actors: self.actors,
            lifecycles: self.lifecycles,
            undated: self.undated,
        };
        group(&mut log, &self.runs);
        order(&mut log);
        log.cases.shrink();
        log.activity.shrink_to_fit();
        log.time.shrink_to_fit();
        log.actor.shrink_to_fit();
        log.lifecycle.shrink_to_fit();
        log
    }
}

/// Brings the events of each case together, in the order pushed.
fn group(log: &mut EventLog, runs: &[Run]) {
    let events = log.activity.len();
    if runs.len() == log.cases.len() {
        log.starts = runs.iter().map(|run| run.start).chain([events]).collect();
        return;
    }
    let mut starts = vec![0; log.cases.len() + 1];
    for (case, rows) in stretches(runs, events) {
        starts[case + 1] += rows.len();
    }
    for case in 1..starts.len() {
        starts[case] += starts[case - 1];
    }
    // One column after the other: never more than one of them twice in memory.
    log.activity = gathered(&log.activity, runs, &starts);
    log.time = gathered(&log.time, runs, &starts);
    log.actor = gathered(&log.actor, runs, &starts);
    log.lifecycle = gathered(&log.lifecycle, runs, &starts);
    log.starts = starts;
}

/// Each run as its case and its rows.
fn stretches(runs: &[Run], events: usize) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let ends = runs.iter().skip(1).map(|run| run.start).chain([events]);
    runs.iter()
        .zip(ends)
        .map(|(run, end)| (run.case as usize, run.start..end))
}

/// A column with the runs of each case joined.
fn gathered<T: Copy + Default>(column: &[T], runs: &[Run], starts: &[usize]) -> Vec<T> {
    let mut next = starts.to_vec();
    let mut to = vec![T::default(); column.len()];
    for (case, rows) in stretches(runs, column.len()) {
        let from = &column[rows];
        let at = &mut next[case];
        to[*at..*at + from.len()].copy_from_slice(from);
        *at += from.len();
    }
    to
}

/// Sorts the events of those cases that aren't in the order of time.
fn order(log: &mut EventLog) {
    let mut order = Vec::new();
    let mut scratch = Scratch::default();
    for case in 0..log.cases.len() {
        let rows = log.starts[case]..log.starts[case + 1];
        if in_order(&log.time[rows.clone()]) {
            continue;
        }
        places(&log.time[rows.clone()], &mut order);
        permute(&mut log.activity[rows.clone()], &order, &mut scratch.codes);
        permute(&mut log.actor[rows.clone()], &order, &mut scratch.codes);
        permute(
            &mut log.lifecycle[rows.clone()],
            &order,
            &mut scratch.lifecycles,
        );
        permute(&mut log.time[rows], &order, &mut scratch.times);
    }
}

#[derive(Default)]
struct Scratch {
    codes: Vec<u32>,
    lifecycles: Vec<u16>,
    times: Vec<Time>,
}

/// Whether the known times never go back; unknown ones are where they belong.
fn in_order(times: &[Time]) -> bool {
    let mut last = NO_TIME;
    for &time in times {
        if time < last && time != NO_TIME {
            return false;
        }
        last = last.max(time);
    }
    true
}

/// The place each event comes from: by time, ties as pushed, and events without
/// a time sorted as if they had that of the event before.
fn places(times: &[Time], order: &mut Vec<(Time, usize)>) {
    order.clear();
    let mut carried = super::first_known(times).unwrap_or(NO_TIME);
    order.extend(times.iter().enumerate().map(|(place, &time)| {
        if time != NO_TIME {
            carried = time;
        }
        (carried, place)
    }));
    // The place makes each entry unique: no stable sort is needed.
    order.sort_unstable();
}

fn permute<T: Copy>(column: &mut [T], order: &[(Time, usize)], scratch: &mut Vec<T>) {
    scratch.clear();
    scratch.extend(order.iter().map(|(_, place)| column[*place]));
    column.copy_from_slice(scratch);
}
