//! What the figures of a log cost, beside one plain pass over the same columns.
//!
//! `cargo bench -p insight --bench paths [events]`; 10 million events by default.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use insight::EventLog;
use insight::log::EventLogBuilder;
use insight::paths::{Phase, paths_on};
use std::hint::black_box;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let events = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(10_000_000);
    let made = Made::new(events);
    let (log, build) = timed(|| made.build());
    println!(
        "{} events, {} cases, {} activities, {} actors; seed {SEED:#x}",
        log.events(),
        log.cases(),
        log.activities().len(),
        log.actors().len()
    );
    println!(
        "push + finish, case by case  {build:>10.1?}  {:>6.1} ns an event",
        ns(build, events)
    );
    let mut order: Vec<u32> = (0..events as u32).collect();
    order.sort_by_key(|event| made.events[*event as usize].time);
    let (_, mixed) = timed(|| made.build_mixed(&order));
    println!(
        "push + finish, by time       {mixed:>10.1?}  {:>6.1} ns an event",
        ns(mixed, events)
    );

    let floor = best(|| floor(&log));
    println!(
        "floor: one plain pass        {floor:>10.1?}  {:>6.1} ns an event",
        ns(floor, events)
    );
    for threads in [1, 2] {
        let mut phases = [Duration::MAX; 3];
        let mut found = None;
        let whole = best(|| {
            let mut before = Instant::now();
            let mut phase = 0;
            found = Some(paths_on(&log, threads, |done: Phase| {
                debug_assert!(matches!(
                    (phase, done),
                    (0, Phase::Counted) | (1, Phase::Merged) | (2, Phase::Finished)
                ));
                phases[phase] = phases[phase].min(before.elapsed());
                phase += 1;
                before = Instant::now();
            }));
        });
        let ratio = whole.as_secs_f64() / floor.as_secs_f64();
        println!(
            "paths on {threads} thread(s)        {whole:>10.1?}  {:>6.1} ns an event  {ratio:>6.1} x the floor",
            ns(whole, events)
        );
        println!(
            "    counting {:.1?}, merging {:.1?}, medians {:.1?}",
            phases[0], phases[1], phases[2]
        );
        if let Some(found) = found {
            println!("    {} variants, {} edges", found.variants, found.edges);
        }
    }
}

/// Reads every column once and keeps something of each entry.
fn floor(log: &EventLog) -> (i64, u32) {
    let times = log
        .times()
        .iter()
        .fold(0i64, |sum, time| sum.wrapping_add(*time));
    let codes = log
        .activity_codes()
        .iter()
        .chain(log.actor_codes())
        .fold(0, |all, code| all ^ code);
    let lifecycles = log.lifecycle_codes().iter().fold(0, |all, code| all ^ code);
    (times, codes ^ u32::from(lifecycles))
}

fn best<T>(mut work: impl FnMut() -> T) -> Duration {
    (0..RUNS)
        .map(|_| timed(|| black_box(work())).1)
        .min()
        .unwrap_or_default()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed())
}

fn ns(time: Duration, events: usize) -> f64 {
    time.as_secs_f64() * 1e9 / events as f64
}

const SEED: u64 = 0x0BAD_5EED;
const SECOND: i64 = 1_000_000;

/// Events as an export would hold them, made up: ten a case on average, many
/// short cases and some very long ones, work that is started, completed, done
/// again and handed on. Three of ten cases go a way of their own.
struct Made {
    cases: Vec<String>,
    activities: Vec<String>,
    actors: Vec<String>,
    events: Vec<Event>,
}

struct Event {
    case: u32,
    activity: u8,
    actor: u8,
    start: bool,
    time: i64,
}

impl Made {
    fn new(wanted: usize) -> Self {
        let mut dice = Dice(SEED);
        let mut made = Self {
            cases: Vec::new(),
            activities: (0..24).map(|i| format!("W_Activity number {i}")).collect(),
            actors: (0..68).map(|i| format!("1{i:04}")).collect(),
            events: Vec::with_capacity(wanted),
        };
        while made.events.len() < wanted {
            let case = made.cases.len() as u32;
            made.cases.push(format!("lead {}", 173_688 + case * 3));
            let length = match dice.below(100) {
                0..26 => 3,
                26..50 => 6,
                50..90 => 5 + dice.below(14),
                _ => 15 + dice.below(25),
            };
            let mut time = 1_317_000_000 * SECOND + i64::from(case) * 13 * SECOND;
            let mut activity = 0;
            for step in 0..length.min((wanted - made.events.len()) as u32) {
                activity = match dice.below(10) {
                    _ if length <= 6 => step as u8, // The two ways that most cases go.
                    0..5 => activity,               // Once more.
                    5..9 => (activity + 1) % 24,
                    _ => dice.below(24) as u8,
                };
                time += i64::from(dice.below(1_000_000)) * i64::from(dice.below(1_000_000)) / 2;
                made.events.push(Event {
                    case,
                    activity,
                    actor: (dice.below(8) * dice.below(9)) as u8,
                    start: dice.below(3) == 0,
                    time,
                });
            }
        }
        made
    }

    fn push(&self, builder: &mut EventLogBuilder, event: &Event) {
        builder.push(
            &self.cases[event.case as usize],
            &self.activities[usize::from(event.activity)],
            Some(event.time),
            Some(&self.actors[usize::from(event.actor)]),
            Some(if event.start { "START" } else { "COMPLETE" }),
        );
    }

    fn build(&self) -> EventLog {
        let mut builder = EventLogBuilder::new();
        self.events
            .iter()
            .for_each(|event| self.push(&mut builder, event));
        builder.finish()
    }

    /// The cases mixed with each other.
    fn build_mixed(&self, order: &[u32]) -> EventLog {
        let mut builder = EventLogBuilder::new();
        for event in order {
            self.push(&mut builder, &self.events[*event as usize]);
        }
        builder.finish()
    }
}

/// A linear congruential generator: the same log everywhere, every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * u64::from(limit)) >> 32) as u32
    }
}
