//! Part: everything about some cases that lie side by side, in two passes.
//!
//! The first pass counts; with the counts known, the second lays the waits of
//! each kind side by side. Parts know nothing of each other.

use super::edges::Edges;
use super::lifecycles::Lifecycles;
use super::variants::{Fingerprint, Variants};
use super::waits::Lists;
use crate::columns::Time;
use crate::log::{EventLog, Events, NO_TIME, NOBODY, first_known, last_known};
use std::ops::Range;

/// What was found in some cases.
pub(super) struct Part {
    pub activities: Vec<Tally>,
    pub edges: Edges,
    pub variants: Variants,
    pub lifecycles: Option<Lifecycles>,
    pub cases_with_rework: u64,
    /// First to last event, of the cases with a known time.
    pub case_times: Vec<Time>,
    /// From actor to actor, of the cases with an actor.
    pub handovers: Vec<i64>,
    /// By the number of the pair in `edges`.
    pub edge_waits: Lists,
    /// By activity: until its first event.
    pub first_waits: Lists,
    /// By activity: until its first event with the lifecycle `start`.
    pub start_waits: Lists,
}

/// The counts of an activity. A `seen` is the last case counted in, plus one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub events: u64,
    pub cases: u64,
    pub starts: u64,
    pub ends: u64,
    /// Cases in which it has an event with the lifecycle `start`.
    pub started_cases: u64,
    seen: u32,
    started: u32,
}

/// Counts the log in so many parts with about as many events each, a thread a part.
pub(super) fn count(log: &EventLog, parts: usize) -> Vec<Part> {
    let ranges = split(log, parts);
    let (mine, theirs) = ranges.split_first().expect("there is at least one part");
    std::thread::scope(|scope| {
        let theirs: Vec<_> = theirs
            .iter()
            .map(|cases| scope.spawn(|| Part::of(log, cases.clone())))
            .collect();
        let mine = Part::of(log, mine.clone());
        let theirs = theirs
            .into_iter()
            .map(|part| part.join().expect("counting doesn't panic"));
        std::iter::once(mine).chain(theirs).collect()
    })
}

fn split(log: &EventLog, parts: usize) -> Vec<Range<usize>> {
    let mut from = 0;
    (1..=parts)
        .map(|part| {
            let wanted = log.events() / parts * part;
            let to = if part == parts {
                log.cases()
            } else {
                log.cases_before(wanted).max(from)
            };
            std::mem::replace(&mut from, to)..to
        })
        .collect()
}

impl Part {
    fn of(log: &EventLog, cases: Range<usize>) -> Self {
        let names = log.activities().len();
        let mut part = Self {
            activities: vec![Tally::default(); names],
            edges: Edges::new(names),
            variants: Variants::default(),
            lifecycles: Lifecycles::new(log),
            cases_with_rework: 0,
            case_times: Vec::with_capacity(cases.len()),
            handovers: Vec::new(),
            edge_waits: Lists::default(),
            first_waits: Lists::default(),
            start_waits: Lists::default(),
        };
        let starting = Starting::of(log);
        for case in cases.clone() {
            part.count(&log.events_of(case), case as u32, &starting);
        }
        part.edge_waits = Lists::with_room(part.edges.counts());
        part.first_waits = Lists::with_room(part.activities.iter().map(|tally| tally.cases));
        part.start_waits =
            Lists::with_room(part.activities.iter().map(|tally| tally.started_cases));
        for tally in &mut part.activities {
            (tally.seen, tally.started) = (0, 0);
        }
        for case in cases {
            part.wait(&log.events_of(case), case as u32, &starting);
        }
        part
    }

    /// First pass: counts a case.
    fn count(&mut self, events: &Events<'_>, case: u32, starting: &Starting) {
        let seen = case + 1;
        let mut path = Fingerprint::new();
        let mut rework = false;
        let mut before = None;
        for (&activity, &lifecycle) in events.activity.iter().zip(events.lifecycle) {
            let tally = &mut self.activities[activity as usize];
            tally.events += 1;
            tally.cases += u64::from(tally.seen != seen);
            rework |= tally.seen == seen;
            tally.seen = seen;
            if tally.started != seen && starting.has(lifecycle) {
                tally.started_cases += 1;
                tally.started = seen;
            }
            path.add(activity);
            before = Some(self.step(before, activity, case));
        }
        self.variants.count(path.finish(), case);
        self.cases_with_rework += u64::from(rework);
        if let (Some(first), Some(last)) = (events.activity.first(), events.activity.last()) {
            self.activities[*first as usize].starts += 1;
            self.activities[*last as usize].ends += 1;
        }
        if let Some(lifecycles) = &mut self.lifecycles {
            lifecycles.count(events.activity, events.lifecycle);
        }
        if let (Some(start), Some(end)) = (first_known(events.time), last_known(events.time)) {
            self.case_times.push(end.saturating_sub(start));
        }
        self.handovers.extend(handovers(events.actor));
    }

    fn step(&mut self, before: Option<Step>, activity: u32, case: u32) -> Step {
        let came_by = before.map(|before| {
            let pair = self.edges.number(before.activity, activity);
            self.edges.count(pair, case);
            if let Some((from, there)) = before.came_by
                && from == activity
                && before.activity != activity
            {
                self.edges.count_ping_pong(there, case);
            }
            (before.activity, pair)
        });
        Step { activity, came_by }
    }

    /// Second pass: lays the waits of a case where they belong.
    fn wait(&mut self, events: &Events<'_>, case: u32, starting: &Starting) {
        let Some(begin) = first_known(events.time) else {
            return;
        };
        let seen = case + 1;
        let mut before: Option<(u32, Time)> = None;
        for ((&activity, &lifecycle), &time) in events
            .activity
            .iter()
            .zip(events.lifecycle)
            .zip(events.time)
        {
            let known = time != NO_TIME;
            if let Some((from, since)) = before
                && known
                && since != NO_TIME
            {
                self.edge_waits
                    .push(self.edges.find(from, activity), time.saturating_sub(since));
            }
            before = Some((activity, time));
            let tally = &mut self.activities[activity as usize];
            if tally.seen != seen {
                tally.seen = seen;
                if known {
                    self.first_waits
                        .push(activity as usize, time.saturating_sub(begin));
                }
            }
            if tally.started != seen && starting.has(lifecycle) {
                tally.started = seen;
                if known {
                    self.start_waits
                        .push(activity as usize, time.saturating_sub(begin));
                }
            }
        }
    }
}

/// An event and the pair that led to it: where from, and its number.
#[derive(Clone, Copy)]
struct Step {
    activity: u32,
    came_by: Option<(u32, usize)>,
}

/// The lifecycles that mean "start": by code, whatever the case of their letters.
struct Starting(Vec<bool>);

impl Starting {
    fn of(log: &EventLog) -> Self {
        Self(
            log.lifecycles()
                .iter()
                .map(|name| name.eq_ignore_ascii_case("start"))
                .collect(),
        )
    }

    fn has(&self, lifecycle: u16) -> bool {
        self.0
            .get(usize::from(lifecycle))
            .is_some_and(|starts| *starts)
    }
}

/// How often the actor changes; `None` where nobody is named.
fn handovers(actors: &[u32]) -> Option<i64> {
    let mut named = actors.iter().filter(|actor| **actor != NOBODY);
    let mut holder = named.next()?;
    let mut changes = 0;
    for actor in named {
        changes += i64::from(actor != holder);
        holder = actor;
    }
    Some(changes)
}

impl Tally {
    /// The counts of another part's cases beside these.
    pub(super) fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.cases += other.cases;
        self.starts += other.starts;
        self.ends += other.ends;
        self.started_cases += other.started_cases;
    }
}
