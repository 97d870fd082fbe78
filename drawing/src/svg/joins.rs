//! Joins: where an arrow meets one that is drawn already, and goes on in it.
//!
//! Two lines on each other are darker than one, and dashes on dashes are none: what they
//! share is drawn once.

use crate::layout::{ArrowKind, Drawing};

/// What stands out is drawn last.
const ORDER: [ArrowKind; 4] = [
    ArrowKind::Clock,
    ArrowKind::Back,
    ArrowKind::Drawn,
    ArrowKind::HandOff,
];
/// So far an arrow is drawn into the one it joins, to round its corner.
const INTO: f64 = 8.0;

pub(super) type Point = (f64, f64);

/// Where an arrow goes on in another one.
pub(super) struct Join {
    /// The other one, by number.
    pub into: usize,
    /// Where they meet.
    pub at: Point,
    /// The part that isn't shared, and a little more.
    pub own: Vec<Point>,
}

/// The arrows in the order in which they are drawn.
pub(super) fn order(drawing: &Drawing) -> Vec<usize> {
    let mut order: Vec<usize> = (0..drawing.arrows.len()).collect();
    order.sort_by_key(|i| {
        ORDER
            .iter()
            .position(|kind| *kind == drawing.arrows[*i].kind)
    });
    order
}

/// By arrow: the one it goes on in, always one that is drawn earlier.
pub(super) fn joins(drawing: &Drawing, order: &[usize]) -> Vec<Option<Join>> {
    let arrows = &drawing.arrows;
    let mut joins: Vec<Option<Join>> = arrows.iter().map(|_| None).collect();
    for (nth, i) in order.iter().enumerate() {
        let arrow = &arrows[*i];
        joins[*i] = order[..nth]
            .iter()
            .filter(|k| arrows[**k].to == arrow.to && look(arrows[**k].kind) == look(arrow.kind))
            .filter_map(|k| {
                own(&arrow.points, &arrows[*k].points).map(|(at, own)| Join { into: *k, at, own })
            })
            // Of equals the first: it is the one that isn't shared itself.
            .min_by(|a, b| length(&a.own).total_cmp(&length(&b.own)));
    }
    joins
}

/// What is left of a way behind a point on it; empty where it doesn't lead there.
pub(super) fn behind(points: &[Point], at: Point) -> Vec<Point> {
    let on = |pair: &[Point]| {
        let within = |p: f64, a: f64, b: f64| a.min(b) <= p && p <= a.max(b);
        within(at.0, pair[0].0, pair[1].0) && within(at.1, pair[0].1, pair[1].1)
    };
    let Some(part) = points.windows(2).position(on) else {
        return Vec::new();
    };
    let mut left = vec![at];
    left.extend(points[part + 1..].iter().filter(|point| **point != at));
    left
}

/// Whether arrows look the same.
fn look(kind: ArrowKind) -> ArrowKind {
    match kind {
        ArrowKind::Back => ArrowKind::Drawn,
        other => other,
    }
}

/// The part of an arrow that isn't in the other one; `None` where they share nothing.
fn own(points: &[Point], other: &[Point]) -> Option<(Point, Vec<Point>)> {
    let (mut i, mut k) = (points.len().checked_sub(1)?, other.len().checked_sub(1)?);
    if points[i] != other[k] {
        return None;
    }
    let tip = points[i];
    let mut join = tip;
    while i > 0 && k > 0 {
        let (a, b) = (points[i - 1], other[k - 1]);
        let same_way = |from: f64, a: f64, b: f64| {
            (a - from).signum() == (b - from).signum() && a != from && b != from
        };
        let together = (a.0 == join.0 && b.0 == join.0 && same_way(join.1, a.1, b.1))
            || (a.1 == join.1 && b.1 == join.1 && same_way(join.0, a.0, b.0));
        if !together {
            break;
        }
        if a == b {
            join = a;
            (i, k) = (i - 1, k - 1);
            continue;
        }
        let far = |p: Point| (p.0 - join.0).abs() + (p.1 - join.1).abs();
        if far(a) < far(b) {
            // It turns in here.
            join = a;
            i -= 1;
        } else {
            // The other one turns in here.
            join = b;
        }
        break;
    }
    if join == tip || i == 0 {
        return None;
    }
    let mut own = points[..i].to_vec();
    own.push(join);
    let onward = if points[i] == join {
        points.get(i + 1)
    } else {
        points.get(i)
    };
    if let Some(next) = onward {
        let step = |from: f64, to: f64| from + (to - from).clamp(-INTO, INTO);
        own.push((step(join.0, next.0), step(join.1, next.1)));
    }
    Some((join, own))
}

/// How long a way is.
pub(super) fn length(points: &[Point]) -> f64 {
    points
        .windows(2)
        .map(|pair| (pair[0].0 - pair[1].0).abs() + (pair[0].1 - pair[1].1).abs())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn what_two_arrows_share_belongs_to_the_first() {
        let trunk = [(0.0, 0.0), (50.0, 0.0), (50.0, 40.0), (100.0, 40.0)];
        for (points, expected) in [
            // Turns in.
            (
                vec![
                    (20.0, 30.0),
                    (20.0, 0.0),
                    (50.0, 0.0),
                    (50.0, 40.0),
                    (100.0, 40.0),
                ],
                Some(vec![(20.0, 30.0), (20.0, 0.0), (28.0, 0.0)]),
            ),
            // Comes straight on where the other one turns in.
            (
                vec![(50.0, -60.0), (50.0, 40.0), (100.0, 40.0)],
                Some(vec![(50.0, -60.0), (50.0, 0.0), (50.0, 8.0)]),
            ),
            // Comes from the other side.
            (
                vec![(50.0, 90.0), (50.0, 40.0), (100.0, 40.0)],
                Some(vec![(50.0, 90.0), (50.0, 40.0), (58.0, 40.0)]),
            ),
            // Meets it at the tip only.
            (vec![(100.0, 0.0), (100.0, 40.0)], None),
            // Arrives elsewhere.
            (vec![(0.0, 80.0), (100.0, 80.0)], None),
        ] {
            let part = own(&points, &trunk).map(|(_, own)| own);
            assert_eq!(part, expected, "{points:?}");
        }
    }
}
