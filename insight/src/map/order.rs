//! Order: who stands left of whom in a layer, so that few arrows cross.

use super::rank::Ranks;
use super::{Arrow, Options, Size};

/// Sweeps without a better order before it gives up.
const PATIENCE: usize = 4;
/// Sweeps at most.
const SWEEPS: usize = 24;
/// Up to so many items more than one beginning is tried.
const SMALL: usize = 1_500;
/// Beyond so many items neighbours aren't tried in exchange any more: the
/// drawing can't be read anyhow.
const EXCHANGED: usize = 6_000;

/// The boxes and, where an arrow passes a layer, a slim place for it.
pub(super) struct Layers {
    /// The boxes first, then the places where arrows pass.
    pub items: Vec<Item>,
    /// By layer, from left to right.
    pub rows: Vec<Vec<usize>>,
    /// By arrow: its items from the upper box to the lower one; empty for one
    /// that leads into the box it comes from.
    pub chains: Vec<Vec<usize>>,
    /// By item: the items it is joined to in the layer above, and how firmly.
    pub above: Vec<Vec<(usize, f64)>>,
    /// The same in the layer below.
    pub below: Vec<Vec<(usize, f64)>>,
}

/// A box, or a place where an arrow passes.
pub(super) struct Item {
    /// What it takes up to the left of its centre.
    pub left: f64,
    /// The same to the right.
    pub right: f64,
    pub height: f64,
    pub layer: usize,
}

impl Layers {
    pub(super) fn new(boxes: &[Size], arrows: &[Arrow], ranks: &Ranks, options: &Options) -> Self {
        let mut layers = Self {
            items: Vec::new(),
            rows: Vec::new(),
            chains: Vec::new(),
            above: Vec::new(),
            below: Vec::new(),
        };
        for (size, layer) in boxes.iter().zip(&ranks.layer) {
            layers.add(Item {
                left: size.w / 2.0,
                right: size.w / 2.0,
                height: size.h,
                layer: *layer,
            });
        }
        let between = arrows.iter().filter(|arrow| arrow.from != arrow.to);
        let heaviest = between.map(|arrow| arrow.weight).max().unwrap_or(1).max(1) as f64;
        for (arrow, up) in arrows.iter().zip(&ranks.reversed) {
            if arrow.from == arrow.to {
                // Room for the loop and its label on the right.
                layers.items[arrow.from].right =
                    boxes[arrow.from].w / 2.0 + options.gap + options.label.0;
                layers.chains.push(Vec::new());
                continue;
            }
            let (upper, lower) = if *up {
                (arrow.to, arrow.from)
            } else {
                (arrow.from, arrow.to)
            };
            let mut chain = vec![upper];
            for layer in ranks.layer[upper] + 1..ranks.layer[lower] {
                chain.push(layers.add(Item {
                    left: 0.0,
                    right: 0.0,
                    height: 0.0,
                    layer,
                }));
            }
            chain.push(lower);
            let strength = 0.1 + arrow.weight as f64 / heaviest;
            layers.join(&chain, strength);
            layers.chains.push(chain);
        }
        layers
    }

    fn add(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.items.len() - 1
    }

    /// The main way is held straightest, and long arrows where they pass: their
    /// bends disturb most.
    fn join(&mut self, chain: &[usize], strength: f64) {
        for (step, pair) in chain.windows(2).enumerate() {
            let at_a_box = u32::from(step == 0) + u32::from(step + 2 == chain.len());
            let firm = strength * [4.0, 2.0, 2.0][at_a_box as usize];
            self.below[pair[0]].push((pair[1], firm));
            self.above[pair[1]].push((pair[0], firm));
        }
    }

    /// A first order: as the strongest arrows lead, or the weakest.
    fn line_up(&mut self, strongest_first: bool) {
        let lowest = self
            .items
            .iter()
            .map(|item| item.layer)
            .max()
            .map_or(0, |layer| layer + 1);
        self.rows = vec![Vec::new(); lowest];
        let mut seen = vec![false; self.items.len()];
        let mut roots: Vec<usize> = (0..self.items.len()).collect();
        roots.sort_by_key(|item| self.items[*item].layer);
        let mut open = Vec::new();
        for root in roots {
            open.push(root);
            while let Some(item) = open.pop() {
                if std::mem::replace(&mut seen[item], true) {
                    continue;
                }
                self.rows[self.items[item].layer].push(item);
                let mut next: Vec<(usize, f64)> = self.below[item]
                    .iter()
                    .copied()
                    .filter(|(to, _)| !seen[*to])
                    .collect();
                next.sort_by(|a, b| a.1.total_cmp(&b.1)); // The last one is taken first.
                if !strongest_first {
                    next.reverse();
                }
                open.extend(next.into_iter().map(|(to, _)| to));
            }
        }
    }

    /// Finds an order in which hardly an arrow crosses another needlessly: the
    /// best that is reached from some different beginnings.
    pub(super) fn untangle(&mut self) {
        let beginnings = [(true, 0), (false, 0), (true, 1), (false, 1)];
        let tries = if self.items.len() <= SMALL {
            beginnings.len()
        } else {
            1
        };
        let mut best = (u64::MAX, Vec::new());
        for (strongest_first, first_sweep) in beginnings.into_iter().take(tries) {
            self.line_up(strongest_first);
            self.improve(first_sweep, &mut best);
        }
        self.rows = best.1;
    }

    fn improve(&mut self, first_sweep: usize, best: &mut (u64, Vec<Vec<usize>>)) {
        let mut reached = u64::MAX;
        let mut patience = PATIENCE;
        for sweep in first_sweep..first_sweep + SWEEPS {
            let crossings = self.crossings();
            if crossings < best.0 {
                *best = (crossings, self.rows.clone());
            }
            patience = if crossings < reached {
                PATIENCE
            } else {
                patience - 1
            };
            reached = reached.min(crossings);
            if crossings == 0 || patience == 0 {
                return;
            }
            self.sweep(sweep % 2 == 0);
            if self.items.len() <= EXCHANGED {
                self.exchange();
            }
        }
    }

    /// Sorts each layer by where the neighbours in the layer before stand.
    fn sweep(&mut self, downwards: bool) {
        let mut place = self.places();
        let layers = self.rows.len();
        for step in 1..layers {
            let layer = if downwards { step } else { layers - 1 - step };
            let neighbours = if downwards { &self.above } else { &self.below };
            let mut row: Vec<(f64, usize)> = self.rows[layer]
                .iter()
                .map(|item| {
                    let near = &neighbours[*item];
                    let sum: usize = near.iter().map(|(item, _)| place[*item]).sum();
                    let middle = if near.is_empty() {
                        place[*item] as f64
                    } else {
                        sum as f64 / near.len() as f64
                    };
                    (middle, *item)
                })
                .collect();
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
            self.rows[layer] = row.into_iter().map(|(_, item)| item).collect();
            for (i, item) in self.rows[layer].iter().enumerate() {
                place[*item] = i;
            }
        }
    }

    /// Exchanges neighbours as long as that saves a crossing.
    fn exchange(&mut self) {
        let mut place = self.places();
        for _ in 0..PATIENCE {
            let mut better = false;
            for layer in 0..self.rows.len() {
                for i in 1..self.rows[layer].len() {
                    let (a, b) = (self.rows[layer][i - 1], self.rows[layer][i]);
                    let saved: i64 = [&self.above, &self.below]
                        .into_iter()
                        .map(|side| {
                            crossed(&side[a], &side[b], &place)
                                - crossed(&side[b], &side[a], &place)
                        })
                        .sum();
                    if saved > 0 {
                        self.rows[layer].swap(i - 1, i);
                        (place[a], place[b]) = (i, i - 1);
                        better = true;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    fn places(&self) -> Vec<usize> {
        let mut place = vec![0; self.items.len()];
        for row in &self.rows {
            row.iter()
                .enumerate()
                .for_each(|(i, item)| place[*item] = i);
        }
        place
    }

    /// How many pairs of arrows cross between the layers.
    fn crossings(&self) -> u64 {
        let place = self.places();
        let mut crossings = 0;
        for pair in self.rows.windows(2) {
            // From left to right, each arrow crosses those before it that end further right.
            let mut ends = Vec::new();
            for upper in &pair[0] {
                let mut own: Vec<usize> = self.below[*upper]
                    .iter()
                    .map(|(lower, _)| place[*lower])
                    .collect();
                own.sort_unstable();
                ends.extend(own);
            }
            crossings += inversions(&ends, pair[1].len());
        }
        crossings
    }
}

/// Crossings between the arrows of two neighbours if `a` stands left of `b`.
fn crossed(a: &[(usize, f64)], b: &[(usize, f64)], place: &[usize]) -> i64 {
    let further =
        |(from, _): &(usize, f64)| b.iter().filter(|(to, _)| place[*to] < place[*from]).count();
    a.iter().map(further).sum::<usize>() as i64
}

/// Pairs of which the first is the bigger one; all are below `limit`. Counted
/// with a Fenwick tree.
fn inversions(values: &[usize], limit: usize) -> u64 {
    let mut tree = vec![0u64; limit + 1];
    let mut inversions = 0;
    for (before, value) in values.iter().enumerate() {
        let mut not_bigger = 0;
        let mut node = value + 1;
        while node > 0 {
            not_bigger += tree[node];
            node &= node - 1;
        }
        inversions += before as u64 - not_bigger;
        let mut node = value + 1;
        while node <= limit {
            tree[node] += 1;
            node += node & node.wrapping_neg();
        }
    }
    inversions
}

#[cfg(test)]
mod tests {
    use super::inversions;

    #[test]
    fn inversions_are_counted() {
        for (values, expected) in [
            (vec![], 0),
            (vec![0, 0, 1], 0),
            (vec![2, 1, 0], 3),
            (vec![1, 0, 1, 0], 3),
        ] {
            assert_eq!(inversions(&values, 3), expected, "{values:?}");
        }
    }
}
