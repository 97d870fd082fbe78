//! Route: the way of each arrow, searched on the grid.
//!
//! A way costs its length, its corners, the arrows it crosses and those it runs beside;
//! leaving to the right and arriving from the left is cheapest. Where an arrow meets one
//! of its own net, it follows it: so many arrows into one box come in as one.
//!
//! Short arrows go first. The same grid gives the same ways.

use super::ArrowKind;
use super::cells::Cells;
use super::grid::{Grid, Spot, corners};
use super::links::Link;
use super::plain;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Spots times arrows that may be looked at.
const EFFORT: usize = 3_000_000;
/// So many arrows on the same way are told apart: with more it is crowded, that's all.
const CROWDED: usize = 6;

/// Costs, in hundredths of half a column.
const ACROSS: u32 = 100;
const DOWN: u32 = 55;
const CORNER: u32 = 75;
const CROSSING: u32 = 110;
const BESIDE: u32 = 14;
/// Beside others in a row: the line should go straight from box to box.
const IN_ROW: u32 = 60;
/// Through the middle of an empty cell instead of along a gap.
const CELL: u32 = 6;
/// Of the cost of a way that is there already: what following it costs.
const FOLLOWED: f64 = 0.45;

/// East, south, west, north.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// Whether a search for that many arrows ends soon.
pub(super) fn affordable(grid: &Grid, links: usize) -> bool {
    grid.spots().saturating_mul(links) <= EFFORT
}

pub(super) fn routes(grid: &Grid, cells: &Cells, links: &[Link]) -> Vec<Vec<Spot>> {
    let mut order: Vec<usize> = (0..links.len()).collect();
    let distance = |link: &Link| {
        let (from, to) = (cells.at[link.from], cells.at[link.to]);
        (
            link.kind == ArrowKind::Clock,
            from.0.abs_diff(to.0) + from.1.abs_diff(to.1),
            to.0 <= from.0,
        )
    };
    order.sort_by_key(|link| (distance(&links[*link]), *link));
    let mut search = Search::new(grid);
    let mut routes = vec![Vec::new(); links.len()];
    for link in order {
        let way = search
            .way(&links[link])
            .unwrap_or_else(|| plain::route(grid, &links[link]));
        routes[link] = corners(&way);
    }
    routes
}

struct Search<'a> {
    grid: &'a Grid,
    /// Where boxes are.
    taken: Vec<bool>,
    /// By spot, towards the east and the south: the nets that run there.
    used: [Vec<Vec<usize>>; 2],
    /// By net and spot: the direction in which it goes on, and what it costs to the end.
    trees: BTreeMap<usize, BTreeMap<usize, (usize, u32)>>,
}

/// Where a search stands: a spot, and the direction it was reached in.
type State = usize;

impl<'a> Search<'a> {
    fn new(grid: &'a Grid) -> Self {
        let mut taken = vec![false; grid.spots()];
        for spot in &grid.boxes {
            taken[spot.1 * grid.uprights + spot.0] = true;
        }
        Self {
            grid,
            used: [vec![Vec::new(); taken.len()], vec![Vec::new(); taken.len()]],
            taken,
            trees: BTreeMap::new(),
        }
    }

    fn spot(&self, at: usize) -> Spot {
        (at % self.grid.uprights, at / self.grid.uprights)
    }

    fn at(&self, spot: Spot) -> usize {
        spot.1 * self.grid.uprights + spot.0
    }

    fn next(&self, at: usize, step: usize) -> Option<usize> {
        let (upright, level) = self.spot(at);
        let upright = upright.checked_add_signed(STEPS[step].0)?;
        let level = level.checked_add_signed(STEPS[step].1)?;
        (upright < self.grid.uprights && level < self.grid.levels.len())
            .then(|| self.at((upright, level)))
    }

    /// The nets that run from a spot in a direction.
    fn nets(&self, at: usize, step: usize) -> &[usize] {
        match step {
            0 | 1 => &self.used[step][at],
            _ => self
                .next(at, step)
                .map_or(&[], |before| &self.used[step - 2][before]),
        }
    }

    /// The cheapest way, spot by spot; afterwards the others know of it.
    fn way(&mut self, link: &Link) -> Option<Vec<Spot>> {
        let (start, goal) = (
            self.at(self.grid.boxes[link.from]),
            self.at(self.grid.boxes[link.to]),
        );
        let mut cost = vec![u32::MAX; self.taken.len() * 4];
        let mut came: Vec<State> = vec![usize::MAX; cost.len()];
        let mut open: BinaryHeap<Reverse<(u32, u32, State)>> = BinaryHeap::new();
        let empty = BTreeMap::new();
        let tree = self.trees.get(&link.net).unwrap_or(&empty);
        // Ended ways, by what they cost as a whole: the last state of each.
        let mut ended: Option<(u32, State)> = None;
        let offer = |state: State,
                     paid: u32,
                     from: State,
                     open: &mut BinaryHeap<_>,
                     cost: &mut Vec<u32>,
                     came: &mut Vec<State>| {
            if paid < cost[state] {
                cost[state] = paid;
                came[state] = from;
                open.push(Reverse((paid + self.left(state / 4, goal), paid, state)));
            }
        };
        for step in 0..4 {
            let Some(next) = self.next(start, step) else {
                continue;
            };
            let paid = self.leaving(link, step) + self.step(link.net, start, next, step);
            offer(
                next * 4 + step,
                paid,
                usize::MAX,
                &mut open,
                &mut cost,
                &mut came,
            );
        }
        while let Some(Reverse((least, paid, state))) = open.pop() {
            let (at, step) = (state / 4, state % 4);
            if paid > cost[state] {
                continue;
            }
            if ended.is_some_and(|(best, _)| best <= least) {
                break;
            }
            if at == goal {
                let whole = paid + self.arriving(link, step);
                if ended.is_none_or(|(best, _)| whole < best) {
                    ended = Some((whole, state));
                }
                continue;
            }
            if self.taken[at] {
                continue;
            }
            if let Some((on, rest)) = tree.get(&at) {
                // Met its own kind: from here on they share the way, unless that would turn back.
                if (on + 2) % 4 != step {
                    let corner = if *on == step { 0 } else { CORNER };
                    let whole = paid + corner + (f64::from(*rest) * FOLLOWED) as u32;
                    if ended.is_none_or(|(best, _)| whole < best) {
                        ended = Some((whole, state));
                    }
                }
                continue;
            }
            for turn in [0, 1, 3] {
                let towards = (step + turn) % 4;
                let Some(next) = self.next(at, towards) else {
                    continue;
                };
                if self.taken[next] && next != goal {
                    continue;
                }
                let corner = if turn == 0 {
                    self.crossed(link.net, at, step)
                } else {
                    CORNER
                };
                let paid = paid + corner + self.step(link.net, at, next, towards);
                offer(
                    next * 4 + towards,
                    paid,
                    state,
                    &mut open,
                    &mut cost,
                    &mut came,
                );
            }
        }
        let (_, mut state) = ended?;
        let mut steps = Vec::new();
        while state != usize::MAX {
            steps.push((state / 4, state % 4));
            state = came[state];
        }
        steps.reverse();
        let way = self.keep(link, start, goal, &steps);
        Some(way.into_iter().map(|at| self.spot(at)).collect())
    }

    /// Remembers a way, and completes it where it meets its own net.
    fn keep(
        &mut self,
        link: &Link,
        start: usize,
        goal: usize,
        steps: &[(usize, usize)],
    ) -> Vec<usize> {
        let mut way = vec![start];
        way.extend(steps.iter().map(|(at, _)| *at));
        let mut tree = self.trees.remove(&link.net).unwrap_or_default();
        let mut at = *way.last().unwrap_or(&start);
        let met = way.len();
        while at != goal {
            let Some(next) = tree.get(&at).and_then(|(on, _)| self.next(at, *on)) else {
                break;
            };
            way.push(next);
            at = next;
        }
        let last = steps.len().saturating_sub(1);
        let mut rest = match steps.get(last).and_then(|(at, _)| tree.get(at)) {
            Some((_, rest)) => *rest,
            None => 0,
        };
        for i in (1..met).rev() {
            let (before, here) = (way[i - 1], way[i]);
            let step = steps[i - 1].1;
            rest += self.step(link.net, before, here, step);
            if before != start {
                tree.entry(before).or_insert((step, rest));
            }
            let (near, side) = if step < 2 {
                (before, step)
            } else {
                (here, step - 2)
            };
            if !self.used[side][near].contains(&link.net) {
                self.used[side][near].push(link.net);
            }
        }
        self.trees.insert(link.net, tree);
        way
    }

    /// What is left to pay at least.
    fn left(&self, at: usize, goal: usize) -> u32 {
        let (at, goal) = (self.spot(at), self.spot(goal));
        let steps = |a: usize, b: usize, cost: u32| a.abs_diff(b) as f64 * f64::from(cost);
        let straight = steps(at.0, goal.0, ACROSS) + steps(at.1, goal.1, DOWN / 2);
        (straight * FOLLOWED) as u32
    }

    /// What one step costs.
    fn step(&self, net: usize, at: usize, next: usize, step: usize) -> u32 {
        let beside = self
            .nets(at, step)
            .iter()
            .filter(|other| **other != net)
            .take(CROWDED)
            .count() as u32;
        let (upright, level) = self.spot(at);
        let here = if step.is_multiple_of(2) && self.grid.levels[level].row.is_some() {
            IN_ROW
        } else {
            BESIDE
        };
        let (length, cell) = if step.is_multiple_of(2) {
            (ACROSS, self.grid.levels[level].row.is_some())
        } else {
            let rows = [level, self.spot(next).1].map(|level| self.grid.levels[level].row);
            let length = if rows == [None, None] { DOWN / 2 } else { DOWN };
            (length, !upright.is_multiple_of(2))
        };
        length + beside * here + if cell { CELL } else { 0 }
    }

    /// What going straight on over a spot costs, for those who run across.
    fn crossed(&self, net: usize, at: usize, step: usize) -> u32 {
        let (one, other) = ((step + 1) % 4, (step + 3) % 4);
        let across = |step: usize| {
            self.nets(at, step)
                .iter()
                .filter(|other| **other != net)
                .take(CROWDED)
                .count()
        };
        // Who only turns here may be passed on the other side.
        let through = across(one).min(across(other)) as u32;
        let turning = across(one).max(across(other)) as u32 - through;
        through * CROSSING + turning * CROSSING / 3
    }

    /// What leaving the box on this side costs.
    fn leaving(&self, link: &Link, step: usize) -> u32 {
        let (from, to) = (self.grid.boxes[link.from], self.grid.boxes[link.to]);
        let towards = if to.1 > from.1 { 1 } else { 3 };
        match (to.0.cmp(&from.0), step) {
            (std::cmp::Ordering::Greater, 0) => 0,
            (std::cmp::Ordering::Greater, 2) => 300,
            (std::cmp::Ordering::Equal, 1 | 3) if step == towards => 0,
            (std::cmp::Ordering::Less, 2) => 60,
            (std::cmp::Ordering::Less, 0) => 120,
            (_, 1 | 3) => 35,
            _ => 90,
        }
    }

    /// What arriving in this direction costs.
    fn arriving(&self, link: &Link, step: usize) -> u32 {
        let (from, to) = (self.grid.boxes[link.from], self.grid.boxes[link.to]);
        match (to.0.cmp(&from.0), step) {
            (std::cmp::Ordering::Greater, 0) => 0,
            (std::cmp::Ordering::Greater, 2) => 300,
            (std::cmp::Ordering::Equal, 1 | 3) => 0,
            (std::cmp::Ordering::Less, 2) => 30,
            (_, 1 | 3) => 35,
            _ => 90,
        }
    }
}
