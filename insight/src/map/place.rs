//! Place: how far left each item stands, so that arrows are straight.
//!
//! Each layer in turn is drawn to where its neighbours stand, as near as the
//! order and the gaps allow. That is a least-squares problem with an exact and
//! simple answer (isotonic regression), so nothing ever overlaps.

use super::Options;
use super::order::Layers;

/// Down and up again.
const SWEEPS: usize = 12;
/// Times that long arrows are put straight.
const STRAIGHTENED: usize = 3;

/// Where everything stands.
pub(super) struct Places {
    /// The centre of each item.
    pub items: Vec<(f64, f64)>,
    /// The upper and the lower edge of each layer.
    pub layers: Vec<(f64, f64)>,
}

pub(super) fn place(layers: &Layers, options: &Options) -> Places {
    let mut x = vec![0.0; layers.items.len()];
    for row in &layers.rows {
        for i in 1..row.len() {
            x[row[i]] = x[row[i - 1]] + apart(layers, row[i - 1], row[i], options);
        }
        let middle = row.last().map_or(0.0, |last| x[*last] / 2.0);
        row.iter().for_each(|item| x[*item] -= middle);
    }
    for _ in 0..SWEEPS {
        for row in layers.rows.iter().skip(1) {
            settle(layers, row, &mut x, &[&layers.above], options);
        }
        for row in layers.rows.iter().rev().skip(1) {
            settle(layers, row, &mut x, &[&layers.below], options);
        }
        for row in &layers.rows {
            settle(
                layers,
                row,
                &mut x,
                &[&layers.above, &layers.below],
                options,
            );
        }
    }
    for _ in 0..STRAIGHTENED {
        straighten(layers, &mut x, options);
    }

    let mut top = 0.0;
    let mut bands = Vec::new();
    for row in &layers.rows {
        let height = row
            .iter()
            .map(|item| layers.items[*item].height)
            .fold(0.0, f64::max);
        bands.push((top, top + height));
        top += height + options.layer_gap;
    }
    let centre = |(item, x): (&super::order::Item, f64)| {
        let (top, bottom) = bands[item.layer];
        (x, (top + bottom) / 2.0)
    };
    Places {
        items: layers.items.iter().zip(x).map(centre).collect(),
        layers: bands,
    }
}

/// The least distance between the centres of two neighbours. Arrows that pass
/// need less room than boxes.
fn apart(layers: &Layers, left: usize, right: usize, options: &Options) -> f64 {
    let (left, right) = (&layers.items[left], &layers.items[right]);
    let slim = left.height == 0.0 && right.height == 0.0;
    left.right + right.left + if slim { options.gap / 2.0 } else { options.gap }
}

/// Draws the items of a row to the middle of their neighbours on some sides.
fn settle(
    layers: &Layers,
    row: &[usize],
    x: &mut [f64],
    sides: &[&Vec<Vec<(usize, f64)>>],
    options: &Options,
) {
    // With the gaps taken out, keeping the order is all that is asked for: blocks
    // of items that stand shoulder to shoulder, each with its weight and middle.
    let mut gaps = Vec::with_capacity(row.len());
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(row.len());
    let mut gap = 0.0;
    for (i, item) in row.iter().enumerate() {
        if i > 0 {
            gap += apart(layers, row[i - 1], *item, options);
        }
        gaps.push(gap);
        let near = sides.iter().flat_map(|side| &side[*item]);
        let (sum, weight) = near.fold((0.0, 0.0), |(sum, all), (item, weight)| {
            (sum + x[*item] * weight, all + weight)
        });
        // Who has no neighbours there stays, but gives way.
        let (goal, weight) = if weight > 0.0 {
            (sum / weight, weight)
        } else {
            (x[*item], 0.01)
        };
        let mut block = (goal - gap, weight, 1);
        while let Some(before) = blocks.pop_if(|before| before.0 >= block.0) {
            let weight = before.1 + block.1;
            block = (
                (before.0 * before.1 + block.0 * block.1) / weight,
                weight,
                before.2 + block.2,
            );
        }
        blocks.push(block);
    }
    let goals = blocks
        .iter()
        .flat_map(|(middle, _, items)| std::iter::repeat_n(*middle, *items));
    for ((item, gap), goal) in row.iter().zip(gaps).zip(goals) {
        x[*item] = goal + gap;
    }
}

/// Puts the passing items of an arrow below each other where there is room.
fn straighten(layers: &Layers, x: &mut [f64], options: &Options) {
    let mut place = vec![0; layers.items.len()];
    for row in &layers.rows {
        row.iter()
            .enumerate()
            .for_each(|(i, item)| place[*item] = i);
    }
    for chain in layers.chains.iter().filter(|chain| chain.len() > 3) {
        let passing = &chain[1..chain.len() - 1];
        let mut room = (f64::NEG_INFINITY, f64::INFINITY);
        for item in passing {
            let row = &layers.rows[layers.items[*item].layer];
            let i = place[*item];
            if i > 0 {
                room.0 = room
                    .0
                    .max(x[row[i - 1]] + apart(layers, row[i - 1], *item, options));
            }
            if let Some(next) = row.get(i + 1) {
                room.1 = room.1.min(x[*next] - apart(layers, *item, *next, options));
            }
        }
        if room.0 <= room.1 {
            let middle = passing.iter().map(|item| x[*item]).sum::<f64>() / passing.len() as f64;
            passing
                .iter()
                .for_each(|item| x[*item] = middle.clamp(room.0, room.1));
        }
    }
}
