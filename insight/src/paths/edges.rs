//! Edges: which activity follows which directly, and back again.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Up to so many activities all pairs have a slot of their own: one addition
/// finds it. Beyond, a table holds those that happen.
const DENSE: usize = 512;

/// The pairs of a part, each with a number and its counts.
pub(super) struct Edges {
    index: Index,
    tallies: Vec<Edge>,
}

enum Index {
    /// The number of `(from, to)` is `from * activities + to`.
    Dense { activities: usize },
    Sparse {
        numbers: HashMap<(u32, u32), u32, FixedState>,
        pairs: Vec<(u32, u32)>,
    },
}

/// A pair's counts. A `seen` is the last case that was counted in, plus one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Edge {
    pub count: u64,
    pub cases: u64,
    pub ping_pongs: u64,
    pub ping_pong_cases: u64,
    seen: u32,
    ping_pong_seen: u32,
}

impl Edges {
    pub(super) fn new(activities: usize) -> Self {
        if activities <= DENSE {
            Self {
                index: Index::Dense { activities },
                tallies: vec![Edge::default(); activities * activities],
            }
        } else {
            let index = Index::Sparse {
                numbers: HashMap::default(),
                pairs: Vec::new(),
            };
            Self {
                index,
                tallies: Vec::new(),
            }
        }
    }

    /// The number of a pair, new or known.
    pub(super) fn number(&mut self, from: u32, to: u32) -> usize {
        match &mut self.index {
            Index::Dense { activities } => from as usize * *activities + to as usize,
            Index::Sparse { numbers, pairs } => {
                let new = u32::try_from(pairs.len())
                    .expect("fewer than 4 billion distinct pairs fit into memory");
                let number = *numbers.entry((from, to)).or_insert(new);
                if number == new {
                    pairs.push((from, to));
                    self.tallies.push(Edge::default());
                }
                number as usize
            }
        }
    }

    /// The number of a pair that was counted before.
    pub(super) fn find(&self, from: u32, to: u32) -> usize {
        match &self.index {
            Index::Dense { activities } => from as usize * *activities + to as usize,
            Index::Sparse { numbers, .. } => numbers[&(from, to)] as usize,
        }
    }

    /// The pair happened in a case.
    pub(super) fn count(&mut self, number: usize, case: u32) {
        let edge = &mut self.tallies[number];
        edge.count += 1;
        edge.cases += u64::from(edge.seen != case + 1);
        edge.seen = case + 1;
    }

    /// The pair happened and was followed by its first activity again.
    pub(super) fn count_ping_pong(&mut self, number: usize, case: u32) {
        let edge = &mut self.tallies[number];
        edge.ping_pongs += 1;
        edge.ping_pong_cases += u64::from(edge.ping_pong_seen != case + 1);
        edge.ping_pong_seen = case + 1;
    }

    /// How often each numbered pair happened.
    pub(super) fn counts(&self) -> impl Iterator<Item = u64> + '_ {
        self.tallies.iter().map(|edge| edge.count)
    }

    /// The pairs that happened: from, to, number, counts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32, usize, Edge)> + '_ {
        self.tallies
            .iter()
            .enumerate()
            .filter(|(_, edge)| edge.count > 0)
            .map(|(number, edge)| {
                let (from, to) = match &self.index {
                    Index::Dense { activities } => {
                        ((number / activities) as u32, (number % activities) as u32)
                    }
                    Index::Sparse { pairs, .. } => pairs[number],
                };
                (from, to, number, *edge)
            })
    }
}

impl Edge {
    /// The counts of another part's cases beside these.
    pub(super) fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.cases += other.cases;
        self.ping_pongs += other.ping_pongs;
        self.ping_pong_cases += other.ping_pong_cases;
    }
}
