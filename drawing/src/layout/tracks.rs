//! Tracks: who runs above or left of whom where ways lie side by side on a line.
//!
//! The ways of one net on one line are one run as far as they touch. Runs that overlap
//! get tracks of their own, ordered so that few arrows cross where they turn off.

use super::grid::Spot;
use super::links::Link;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Up to so many runs side by side are put in order; more nobody can follow.
const ORDERED: usize = 48;
/// Level and upright lines in turn, so often.
const ROUNDS: usize = 3;

/// A piece of a line that one net has to itself.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub upright: bool,
    pub line: usize,
    pub net: usize,
    /// In half steps of the grid, so that an end at a box lies beside the box.
    lo: usize,
    hi: usize,
    /// Tracks from the middle of the line, up to the left being less.
    pub offset: f64,
    /// How many tracks lie side by side here.
    pub beside: usize,
    /// The runs that turn off here, and whether towards more.
    taps: Vec<(usize, bool)>,
    /// Where it begins and ends if that is beside a box.
    stops: Vec<usize>,
}

pub(super) struct Tracks {
    pub runs: Vec<Run>,
    /// By link: its runs from tail to tip.
    pub of: Vec<Vec<usize>>,
    /// By link: its corners on the grid.
    pub routes: Vec<Vec<Spot>>,
}

/// A straight part of one way.
struct Part {
    upright: bool,
    line: usize,
    net: usize,
    lo: usize,
    hi: usize,
    link: usize,
    nth: usize,
}

pub(super) fn tracks(routes: &[Vec<Spot>], links: &[Link]) -> Tracks {
    let mut parts = Vec::new();
    for (link, route) in routes.iter().enumerate() {
        for (nth, pair) in route.windows(2).enumerate() {
            let upright = pair[0].0 == pair[1].0;
            let (line, mut a, mut b) = if upright {
                (pair[0].0, 2 * pair[0].1, 2 * pair[1].1)
            } else {
                (pair[0].1, 2 * pair[0].0, 2 * pair[1].0)
            };
            let onward = a < b;
            if nth == 0 {
                a = if onward { a + 1 } else { a - 1 };
            }
            if nth + 2 == route.len() {
                b = if onward { b - 1 } else { b + 1 };
            }
            let net = links[link].net;
            let (lo, hi) = (a.min(b), a.max(b));
            parts.push(Part {
                upright,
                line,
                net,
                lo,
                hi,
                link,
                nth,
            });
        }
    }
    parts.sort_by_key(|part| {
        (
            part.upright,
            part.line,
            part.net,
            part.lo,
            part.hi,
            part.link,
        )
    });

    let mut runs: Vec<Run> = Vec::new();
    let mut of: Vec<Vec<usize>> = routes
        .iter()
        .map(|route| vec![0; route.len().saturating_sub(1)])
        .collect();
    for part in &parts {
        let touches = runs.last().is_some_and(|run| {
            run.upright == part.upright
                && (run.line, run.net) == (part.line, part.net)
                && part.lo <= run.hi
        });
        if !touches {
            runs.push(Run {
                upright: part.upright,
                line: part.line,
                net: part.net,
                lo: part.lo,
                hi: part.hi,
                offset: 0.0,
                beside: 1,
                taps: Vec::new(),
                stops: Vec::new(),
            });
        }
        let number = runs.len() - 1;
        let run = &mut runs[number];
        run.hi = run.hi.max(part.hi);
        run.stops
            .extend([part.lo, part.hi].into_iter().filter(|end| end % 2 == 1));
        of[part.link][part.nth] = number;
    }
    for (runs_of, route) in of.iter().zip(routes) {
        for (i, pair) in runs_of.windows(2).enumerate() {
            let (before, corner, after) = (route[i], route[i + 1], route[i + 2]);
            runs[pair[0]].taps.push((pair[1], after > corner));
            runs[pair[1]].taps.push((pair[0], before > corner));
        }
    }
    for run in &mut runs {
        run.taps.sort_unstable();
        run.taps.dedup();
        run.stops.sort_unstable();
        run.stops.dedup();
    }
    let clusters = clusters(&runs);
    for _ in 0..ROUNDS {
        for upright in [false, true] {
            for cluster in &clusters {
                if runs[cluster[0]].upright == upright {
                    order(&mut runs, cluster);
                }
            }
        }
    }
    Tracks {
        runs,
        of,
        routes: routes.to_vec(),
    }
}

/// Runs of a line that hang together by overlapping. Runs come sorted by line.
fn clusters(runs: &[Run]) -> Vec<Vec<usize>> {
    let mut sorted: Vec<usize> = (0..runs.len()).collect();
    sorted.sort_by_key(|run| {
        let run = &runs[*run];
        (run.upright, run.line, run.lo, run.hi, run.net)
    });
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut reach = (false, 0, 0);
    for number in sorted {
        let run = &runs[number];
        match clusters.last_mut() {
            Some(cluster) if (reach.0, reach.1) == (run.upright, run.line) && run.lo <= reach.2 => {
                cluster.push(number);
                reach.2 = reach.2.max(run.hi);
            }
            _ => {
                clusters.push(vec![number]);
                reach = (run.upright, run.line, run.hi);
            }
        }
    }
    clusters
}

/// A run as its neighbours see it: exact places of what turns off.
struct Seen {
    lo: f64,
    hi: f64,
    taps: Vec<(f64, bool)>,
    /// Whether it would rather be early.
    lean: f64,
}

fn order(runs: &mut [Run], cluster: &[usize]) {
    if cluster.len() > ORDERED {
        return colour(runs, cluster);
    }
    let exact = |run: &Run| 2.0 * run.line as f64 + 0.9 * run.offset / (run.beside + 1) as f64;
    let seen: Vec<Seen> = cluster
        .iter()
        .map(|run| {
            let run = &runs[*run];
            let taps: Vec<(f64, bool)> = run
                .taps
                .iter()
                .map(|(tap, more)| (exact(&runs[*tap]), *more))
                .collect();
            let ends = taps
                .iter()
                .map(|(at, _)| *at)
                .chain(run.stops.iter().map(|stop| *stop as f64));
            let (lo, hi) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), at| {
                (lo.min(at), hi.max(at))
            });
            let lean = taps
                .iter()
                .map(|(_, more)| if *more { 1.0 } else { -1.0 })
                .sum::<f64>();
            let lean = lean / taps.len().max(1) as f64;
            Seen { lo, hi, taps, lean }
        })
        .collect();
    let crossings = |first: &Seen, second: &Seen| {
        let within = |run: &Seen, at: f64| run.lo <= at && at <= run.hi;
        let down = first
            .taps
            .iter()
            .filter(|(at, more)| *more && within(second, *at));
        let up = second
            .taps
            .iter()
            .filter(|(at, more)| !*more && within(first, *at));
        down.count() + up.count()
    };
    let mut sorted: Vec<usize> = (0..cluster.len()).collect();
    sorted.sort_by(|a, b| {
        seen[*a]
            .lean
            .total_cmp(&seen[*b].lean)
            .then(cluster[*a].cmp(&cluster[*b]))
    });
    for _ in 0..cluster.len() {
        let mut better = false;
        for i in 1..sorted.len() {
            let (a, b) = (&seen[sorted[i - 1]], &seen[sorted[i]]);
            if crossings(b, a) < crossings(a, b) {
                sorted.swap(i - 1, i);
                better = true;
            }
        }
        if !better {
            break;
        }
    }
    let mut track = vec![0; cluster.len()];
    for (i, number) in sorted.iter().enumerate() {
        let run = &runs[cluster[*number]];
        track[*number] = sorted[..i]
            .iter()
            .filter(|other| {
                let other = &runs[cluster[**other]];
                other.lo <= run.hi && run.lo <= other.hi
            })
            .map(|other| track[*other] + 1)
            .max()
            .unwrap_or(0);
    }
    settle(runs, cluster, &track);
}

/// The fewest tracks, in no order that anybody could see.
fn colour(runs: &mut [Run], cluster: &[usize]) {
    let mut free: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
    let mut busy: BinaryHeap<Reverse<(usize, usize)>> = BinaryHeap::new();
    let mut count = 0;
    let mut track = Vec::with_capacity(cluster.len());
    for number in cluster {
        let run = &runs[*number];
        while let Some(Reverse((until, freed))) = busy.peek().copied() {
            if until >= run.lo {
                break;
            }
            busy.pop();
            free.push(Reverse(freed));
        }
        let chosen = free.pop().map_or_else(
            || {
                count += 1;
                count - 1
            },
            |Reverse(track)| track,
        );
        busy.push(Reverse((run.hi, chosen)));
        track.push(chosen);
    }
    settle(runs, cluster, &track);
}

fn settle(runs: &mut [Run], cluster: &[usize], track: &[usize]) {
    let beside = track.iter().max().map_or(1, |last| last + 1);
    for (number, track) in cluster.iter().zip(track) {
        runs[*number].beside = beside;
        runs[*number].offset = *track as f64 - (beside - 1) as f64 / 2.0;
    }
}
