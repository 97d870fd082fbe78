//! Label: where on its arrow a figure can be read.

use super::{Edge, Node};
use std::cmp::Reverse;

/// Parts of a curve's piece at which a label may stand, the best first.
const PARTS: [f64; 7] = [0.5, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];

/// How far beside its curve a label may stand where there is no room on it, as a
/// share of its width: no further than that the curve still touches it.
const BESIDE: [f64; 4] = [0.25, -0.25, 0.5, -0.5];

/// Gives each arrow a place for a label of this size, on its curve (beside it,
/// if it leads back into its box, or if there is no room on it): where it
/// covers no box and no other label if there is such a place, near the middle
/// if there are more. The busiest arrows choose first.
pub(super) fn label(nodes: &[Node], edges: &mut [Edge], size: (f64, f64)) {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by_key(|edge| Reverse(edges[*edge].count));
    for edge in order {
        let edge = &mut edges[edge];
        let covered = |(x, y): (f64, f64)| {
            let beside =
                |from: f64, to: f64, at: f64, half: f64| to <= at - half || from >= at + half;
            let boxes = nodes.iter().filter(|node| {
                !beside(node.x, node.x + node.w, x, size.0 / 2.0)
                    && !beside(node.y, node.y + node.h, y, size.1 / 2.0)
            });
            let labels = taken
                .iter()
                .filter(|at| (at.0 - x).abs() < size.0 && (at.1 - y).abs() < size.1);
            boxes.count() + labels.count()
        };
        if edge.from == edge.to {
            // Room was kept for it beside the loop.
            let loop_end = edge
                .points
                .iter()
                .map(|point| point.0)
                .fold(f64::MIN, f64::max);
            let middle = places(&edge.points).first().map_or(0.0, |place| place.1);
            edge.label = (loop_end + size.0 / 2.0, middle);
            taken.push(edge.label);
            continue;
        }
        let on_it = places(&edge.points);
        let beside = BESIDE.into_iter().flat_map(|share| {
            let aside = share * size.0;
            on_it.iter().map(move |place| (place.0 + aside, place.1))
        });
        let all = on_it.iter().copied().chain(beside);
        let best = all.min_by_key(|place| covered(*place));
        edge.label = best.unwrap_or_default();
        taken.push(edge.label);
    }
}

/// Where a label could stand: the pieces from the middle outwards.
fn places(curve: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let pieces: Vec<&[(f64, f64)]> = (0..curve.len().saturating_sub(1))
        .step_by(3)
        .map(|i| &curve[i..i + 4])
        .collect();
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|piece| (2 * piece + 1).abs_diff(pieces.len()));
    order
        .into_iter()
        .flat_map(|piece| PARTS.map(|part| at(pieces[piece], part)))
        .collect()
}

/// The point of a cubic Bézier piece at `t`.
fn at(piece: &[(f64, f64)], t: f64) -> (f64, f64) {
    let s = 1.0 - t;
    let shares = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let mix = |of: fn(&(f64, f64)) -> f64| {
        piece
            .iter()
            .zip(shares)
            .map(|(point, share)| of(point) * share)
            .sum()
    };
    (mix(|point| point.0), mix(|point| point.1))
}
