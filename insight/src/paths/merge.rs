//! Merge: the parts become one answer, whatever way the log was split.

use super::edges::Edge;
use super::part::{Part, Tally};
use super::spread::{Measured, measure_all};
use super::variants::{Variant, Variants};
use super::{Activity, LifecycleCounts, Loop, Paths, TOP_VARIANTS, Wait};
use crate::columns::{DAY, SECOND, Time};
use crate::log::{EventLog, first_known, last_known};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::cmp::Reverse;

/// The counts of all parts together; the waits are still where they were found.
pub(super) struct Merged<'a> {
    log: &'a EventLog,
    parts: Vec<Part>,
    /// By code.
    activities: Vec<Tally>,
    /// The codes, the most frequent first.
    ranking: Vec<u32>,
    /// The most frequent first.
    edges: Vec<Pair>,
    variants: Variants,
    top: Vec<(u32, Variant)>,
    with_lifecycle: Option<LifecycleCounts>,
}

/// A directly-follows pair.
struct Pair {
    from: u32,
    to: u32,
    counts: Edge,
    /// Its number in each part that has it: part, number.
    numbers: Vec<(usize, usize)>,
}

/// A list of values of which the spread is wanted.
#[derive(Clone, Copy)]
enum List {
    CaseLengths,
    CaseTimes,
    Handovers,
    Edge(usize),
    FirstWait(u32),
    StartWait(u32),
    Variant(u32),
}

/// Puts the counts of the parts, which follow each other in the log, together.
pub(super) fn merge(log: &EventLog, mut parts: Vec<Part>) -> Merged<'_> {
    let mut activities = vec![Tally::default(); log.activities().len()];
    for part in &parts {
        activities
            .iter_mut()
            .zip(&part.activities)
            .for_each(|(all, some)| all.add(some));
    }
    let mut ranking: Vec<u32> = (0..activities.len() as u32).collect();
    ranking.sort_by_key(|code| Reverse(activities[*code as usize].events));

    let (variants, with_lifecycle) = std::thread::scope(|scope| {
        let lifecycles: Vec<_> = parts
            .iter_mut()
            .filter_map(|part| part.lifecycles.take())
            .collect();
        let with_lifecycle = scope.spawn(move || {
            let whole = lifecycles.into_iter().reduce(|mut all, some| {
                all.append(&some);
                all
            });
            whole.map(|whole| whole.finish())
        });
        let variants = parts
            .iter_mut()
            .map(|part| std::mem::take(&mut part.variants))
            .reduce(|mut all, some| {
                all.append(&some);
                all
            });
        (
            variants.unwrap_or_default(),
            with_lifecycle.join().expect("counting doesn't panic"),
        )
    });
    Merged {
        log,
        activities,
        ranking,
        edges: merge_edges(&parts),
        top: variants.top(TOP_VARIANTS),
        variants,
        with_lifecycle,
        parts,
    }
}

fn merge_edges(parts: &[Part]) -> Vec<Pair> {
    let mut places: HashMap<(u32, u32), usize, FixedState> = HashMap::default();
    let mut edges: Vec<Pair> = Vec::new();
    for (part, found) in parts.iter().enumerate() {
        for (from, to, number, counts) in found.edges.iter() {
            let place = *places.entry((from, to)).or_insert(edges.len());
            if place == edges.len() {
                edges.push(Pair {
                    from,
                    to,
                    counts: Edge::default(),
                    numbers: Vec::new(),
                });
            }
            edges[place].counts.add(&counts);
            edges[place].numbers.push((part, number));
        }
    }
    edges.sort_unstable_by_key(|edge| (Reverse(edge.counts.count), edge.from, edge.to));
    edges
}

impl Merged<'_> {
    /// Takes the medians on so many threads and writes the answer down.
    pub(super) fn finish(&self, threads: usize) -> Paths {
        let lists = self.lists();
        let measured = measure_all(lists.len(), threads, |list, values| {
            self.fill(lists[list], values);
        });
        let mut measured = measured.into_iter();
        // In the order of `lists`.
        let mut next = || measured.next().flatten();
        let log = self.log;
        let loops = self.edges.iter().filter(|edge| edge.from == edge.to);
        Paths {
            cases: log.cases() as u64,
            events: log.events() as u64,
            activities: log.activities().len() as u64,
            variants: self.variants.len() as u64,
            edges: self.edges.len() as u64,
            actors: (!log.actors().is_empty()).then_some(log.actors().len() as u64),
            events_per_case: next().map(|lengths| lengths.spread(1)),
            case_days: next().map(|times| times.spread(DAY)),
            handovers_per_case: next().map(|handovers| handovers.spread(1)),
            directly_follows: self
                .edges
                .iter()
                .map(|edge| self.edge(edge, next()))
                .collect(),
            activity_list: self
                .ranking
                .iter()
                .map(|code| self.activity(*code, next(), next()))
                .collect(),
            top_variants: self
                .top
                .iter()
                .map(|(_, variant)| self.variant(variant, next()))
                .collect(),
            variants_for_80_percent: self.variants.to_cover(80),
            self_loops: loops
                .map(|edge| {
                    self.loop_of(&[edge.from, edge.to], edge.counts.count, edge.counts.cases)
                })
                .collect(),
            ping_pong: self.ping_pong(),
            cases_with_rework: self.parts.iter().map(|part| part.cases_with_rework).sum(),
            with_lifecycle: self.with_lifecycle.clone(),
        }
    }

    fn lists(&self) -> Vec<List> {
        let mut lists = vec![List::CaseLengths, List::CaseTimes, List::Handovers];
        lists.extend((0..self.edges.len()).map(List::Edge));
        lists.extend(
            self.ranking
                .iter()
                .flat_map(|code| [List::FirstWait(*code), List::StartWait(*code)]),
        );
        lists.extend(self.top.iter().map(|(number, _)| List::Variant(*number)));
        lists
    }

    fn fill(&self, list: List, values: &mut Vec<Time>) {
        let mut collect = |values_of: &dyn Fn(&Part) -> &[Time]| {
            self.parts
                .iter()
                .for_each(|part| values.extend_from_slice(values_of(part)));
        };
        match list {
            List::CaseTimes => collect(&|part| &part.case_times),
            List::Handovers => collect(&|part| &part.handovers),
            List::FirstWait(code) => collect(&|part| part.first_waits.get(code as usize)),
            List::StartWait(code) => collect(&|part| part.start_waits.get(code as usize)),
            List::CaseLengths => {
                values
                    .extend((0..self.log.cases()).map(|case| self.log.rows_of(case).len() as i64));
            }
            List::Edge(edge) => {
                for (part, number) in &self.edges[edge].numbers {
                    values.extend_from_slice(self.parts[*part].edge_waits.get(*number));
                }
            }
            List::Variant(number) => {
                let cases = self.variants.of_case().iter().enumerate();
                let cases = cases.filter(|(_, of)| **of == number).map(|(case, _)| case);
                values.extend(cases.filter_map(|case| {
                    let times = self.log.events_of(case).time;
                    Some(last_known(times)?.saturating_sub(first_known(times)?))
                }));
            }
        }
    }

    fn edge(&self, edge: &Pair, waits: Option<Measured>) -> super::Edge {
        super::Edge {
            from: self.name(edge.from),
            to: self.name(edge.to),
            count: edge.counts.count,
            cases: edge.counts.cases,
            seconds: waits.map(|waits| waits.spread(SECOND)),
            total_days: waits.map_or(0.0, |waits| waits.sum as f64 / DAY as f64),
        }
    }

    fn activity(&self, code: u32, first: Option<Measured>, started: Option<Measured>) -> Activity {
        let tally = &self.activities[code as usize];
        Activity {
            activity: self.name(code),
            events: tally.events,
            cases: tally.cases,
            starts: tally.starts,
            ends: tally.ends,
            first_after: first.map(wait),
            first_started_after: started.map(wait),
        }
    }

    fn variant(&self, variant: &Variant, times: Option<Measured>) -> super::Variant {
        let path = self.log.events_of(variant.first as usize).activity;
        super::Variant {
            path: path.iter().map(|code| self.name(*code)).collect(),
            cases: variant.cases,
            days: times.map(|times| times.spread(DAY)),
        }
    }

    fn ping_pong(&self) -> Vec<Loop> {
        let mut pairs: Vec<&Pair> = self
            .edges
            .iter()
            .filter(|edge| edge.counts.ping_pongs > 0)
            .collect();
        pairs.sort_by_key(|edge| (Reverse(edge.counts.ping_pongs), edge.from, edge.to));
        let there_and_back = |edge: &Pair| {
            let path = [edge.from, edge.to, edge.from];
            self.loop_of(&path, edge.counts.ping_pongs, edge.counts.ping_pong_cases)
        };
        pairs.into_iter().map(there_and_back).collect()
    }

    fn loop_of(&self, path: &[u32], count: u64, cases: u64) -> Loop {
        Loop {
            path: path.iter().map(|code| self.name(*code)).collect(),
            count,
            cases,
        }
    }

    fn name(&self, code: u32) -> String {
        self.log.activities().get(code).to_owned()
    }
}

fn wait(waits: Measured) -> Wait {
    Wait {
        seconds: waits.spread(SECOND),
        within_1h: waits.share(waits.within_1h),
        within_24h: waits.share(waits.within_24h),
    }
}
