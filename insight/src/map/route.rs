//! Route: arrows as curves that bend between the layers and never in them.

use super::order::Layers;
use super::place::Places;
use super::{Arrow, Options, Size};

/// Between arrows that leave one side of a box.
const PORTS: f64 = 14.0;
/// The share of a side over which arrows are spread.
const SPREAD: f64 = 0.7;

/// A point, left to right and top to bottom.
type Point = (f64, f64);

/// The curve of each arrow, from tail to tip.
pub(super) fn route(
    boxes: &[Size],
    arrows: &[Arrow],
    layers: &Layers,
    places: &Places,
    options: &Options,
) -> Vec<Vec<Point>> {
    let lower_ports = ports(boxes, layers, places, true);
    let upper_ports = ports(boxes, layers, places, false);
    let mut routes = Vec::with_capacity(arrows.len());
    for (arrow, chain) in arrows.iter().zip(&layers.chains) {
        let i = routes.len();
        let (Some(&upper), Some(&lower)) = (chain.first(), chain.last()) else {
            routes.push(back_into(
                boxes[arrow.from],
                places.items[arrow.from],
                options.gap,
            ));
            continue;
        };
        let half = |node: usize| boxes[node].h / 2.0;
        let mut way = Vec::new();
        // Out of the box, and past its layer; its neighbours may be taller.
        let x = places.items[upper].0 + lower_ports[i];
        way.push((x, places.items[upper].1 + half(upper)));
        way.push((x, places.layers[layers.items[upper].layer].1));
        for item in &chain[1..chain.len() - 1] {
            let (top, bottom) = places.layers[layers.items[*item].layer];
            way.extend([
                (places.items[*item].0, top),
                (places.items[*item].0, bottom),
            ]);
        }
        let x = places.items[lower].0 + upper_ports[i];
        way.push((x, places.layers[layers.items[lower].layer].0));
        way.push((x, places.items[lower].1 - half(lower)));
        let mut curve = curve(&way);
        if arrow.from == lower {
            curve.reverse();
        }
        routes.push(curve);
    }
    routes
}

/// By arrow: how far beside the middle of its box it begins (`lower`) or ends,
/// so that arrows don't cross right at the box.
fn ports(boxes: &[Size], layers: &Layers, places: &Places, lower: bool) -> Vec<f64> {
    let mut sides: Vec<Vec<(f64, usize)>> = vec![Vec::new(); boxes.len()];
    for (arrow, chain) in layers
        .chains
        .iter()
        .enumerate()
        .filter(|(_, chain)| chain.len() > 1)
    {
        let (node, next) = if lower {
            (chain[0], chain[1])
        } else {
            (chain[chain.len() - 1], chain[chain.len() - 2])
        };
        sides[node].push((places.items[next].0, arrow));
    }
    let mut ports = vec![0.0; layers.chains.len()];
    for (side, size) in sides.iter_mut().zip(boxes) {
        side.sort_by(|a, b| a.0.total_cmp(&b.0));
        let apart = PORTS.min(size.w * SPREAD / side.len().max(1) as f64);
        let middle = (side.len() as f64 - 1.0) / 2.0;
        for (i, (_, arrow)) in side.iter().enumerate() {
            ports[*arrow] = (i as f64 - middle) * apart;
        }
    }
    ports
}

/// A smooth curve along a way from top to bottom, upright at each of its points.
fn curve(way: &[Point]) -> Vec<Point> {
    let mut way = way.to_vec();
    way.dedup_by(|b, a| (a.0 - b.0).abs() < 0.05 && (a.1 - b.1).abs() < 0.05);
    let mut curve = Vec::with_capacity(way.len() * 3);
    let mut next = 0;
    curve.extend(way.first());
    while next + 1 < way.len() {
        let from = way[next];
        next += 1;
        // Straight on as far as it goes.
        while next + 1 < way.len() && upright(from, way[next]) && upright(from, way[next + 1]) {
            next += 1;
        }
        let to = way[next];
        let middle = (from.1 + to.1) / 2.0;
        curve.extend([(from.0, middle), (to.0, middle), to]);
    }
    curve
}

fn upright(a: Point, b: Point) -> bool {
    (a.0 - b.0).abs() < 0.05
}

/// Out of the right side of a box and into it again, a bit lower.
fn back_into(size: Size, (x, y): Point, room: f64) -> Vec<Point> {
    let (side, quarter) = (x + size.w / 2.0, size.h / 4.0);
    let far = side + room * 0.9;
    vec![
        (side, y - quarter),
        (far, y - quarter * 1.5),
        (far, y + quarter * 1.5),
        (side, y + quarter),
    ]
}
