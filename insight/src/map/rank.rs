//! Rank: which way is down, and the layer of each box.

use super::Arrow;

/// The layer of each box, 0 on top, and the arrows that lead up.
pub(super) struct Ranks {
    pub layer: Vec<usize>,
    pub reversed: Vec<bool>,
}

/// How often boxes may move towards their neighbours; they settle long before.
const MOVES: usize = 50;

/// Ranks the boxes. Arrows lead down, apart from those that would close a
/// circle: the weakest of it leads up. `last` stands below all others.
pub(super) fn rank(boxes: usize, arrows: &[Arrow], last: Option<usize>) -> Ranks {
    let reversed = reversed(boxes, arrows);
    let down: Vec<(usize, usize, u64)> = arrows
        .iter()
        .zip(&reversed)
        .filter(|(arrow, _)| arrow.from != arrow.to)
        .map(|(arrow, up)| {
            if *up {
                (arrow.to, arrow.from, arrow.weight)
            } else {
                (arrow.from, arrow.to, arrow.weight)
            }
        })
        .collect();
    let mut layer = longest_ways(boxes, &down);
    pull(&mut layer, &down);
    if let Some(last) = last {
        let lowest = (0..boxes)
            .filter(|node| *node != last)
            .map(|node| layer[node] + 1)
            .max();
        layer[last] = lowest.unwrap_or(0);
    }
    Ranks { layer, reversed }
}

/// Takes the arrows one by one, those of the trunk first, then the strongest,
/// and turns each that would close a circle with those before it.
fn reversed(boxes: usize, arrows: &[Arrow]) -> Vec<bool> {
    let words = boxes.div_ceil(64);
    // Row by row: which boxes lie below.
    let mut below = vec![0u64; boxes * words];
    let has =
        |below: &[u64], from: usize, to: usize| below[from * words + to / 64] >> (to % 64) & 1 == 1;
    let mut order: Vec<usize> = (0..arrows.len()).collect();
    order.sort_by_key(|arrow| {
        (
            !arrows[*arrow].trunk,
            std::cmp::Reverse(arrows[*arrow].weight),
        )
    });
    let mut reversed = vec![false; arrows.len()];
    for arrow in order {
        let Arrow {
            mut from, mut to, ..
        } = arrows[arrow];
        if from == to {
            continue;
        }
        if has(&below, to, from) {
            reversed[arrow] = true;
            std::mem::swap(&mut from, &mut to);
        }
        if has(&below, from, to) {
            continue; // Nothing new.
        }
        let mut gained = below[to * words..(to + 1) * words].to_vec();
        gained[to / 64] |= 1 << (to % 64);
        for above in 0..boxes {
            if above == from || has(&below, above, from) {
                below[above * words..]
                    .iter_mut()
                    .zip(&gained)
                    .for_each(|(mine, gained)| *mine |= gained);
            }
        }
    }
    reversed
}

/// Each box one layer below the lowest of those above it.
fn longest_ways(boxes: usize, down: &[(usize, usize, u64)]) -> Vec<usize> {
    let mut leaving = vec![Vec::new(); boxes];
    let mut waiting_for = vec![0usize; boxes];
    for (from, to, _) in down {
        leaving[*from].push(*to);
        waiting_for[*to] += 1;
    }
    let mut layer = vec![0; boxes];
    let mut ready: Vec<usize> = (0..boxes).filter(|node| waiting_for[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for to in &leaving[node] {
            layer[*to] = layer[*to].max(layer[node] + 1);
            waiting_for[*to] -= 1;
            if waiting_for[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    layer
}

/// Moves boxes that have room to the side where their stronger arrows are.
fn pull(layer: &mut [usize], down: &[(usize, usize, u64)]) {
    let (mut above, mut below) = (vec![Vec::new(); layer.len()], vec![Vec::new(); layer.len()]);
    for (from, to, weight) in down {
        above[*to].push((*from, *weight));
        below[*from].push((*to, *weight));
    }
    let weight = |side: &[(usize, u64)]| {
        side.iter()
            .map(|(_, weight)| u128::from(*weight))
            .sum::<u128>()
    };
    for _ in 0..MOVES {
        let mut moved = false;
        for node in (0..layer.len()).rev() {
            let first = above[node]
                .iter()
                .map(|(node, _)| layer[*node] + 1)
                .max()
                .unwrap_or(0);
            let last = below[node].iter().map(|(node, _)| layer[*node] - 1).min();
            let goal = match last {
                Some(last) if weight(&below[node]) > weight(&above[node]) => last,
                _ => first,
            };
            moved |= std::mem::replace(&mut layer[node], goal) != goal;
        }
        if !moved {
            return;
        }
    }
}
