//! Label: where the words of an arrow can be read.
//!
//! On a level part of the arrow, or beside an upright one, as near to its tail as there is
//! room: clear of boxes, of other arrows and of other words. Words for which there is no
//! room are left to the tooltip.

use super::links::Link;
use super::path::tenths;
use super::{Label, Lane, Node};
use crate::text::{self, SMALL};

/// Longer words are cut.
const LONGEST: f64 = 104.0;
/// Around letters.
const AIR: f64 = 3.0;
const HIGH: f64 = 14.0;

type Point = (f64, f64);

/// The words as they are written, and the room they take.
fn fitted(words: &str) -> (String, f64) {
    let text = text::fit(words, SMALL, LONGEST);
    let wide = text::width(&text, SMALL) + 2.0 * AIR;
    (text, wide)
}

/// The room that words take.
pub(super) fn size(words: &str) -> (f64, f64) {
    (fitted(words).1, HIGH)
}

#[derive(Debug, Clone, Copy)]
struct Rect {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rect {
    fn around(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self {
            left: x - w / 2.0,
            top: y - h / 2.0,
            right: x + w / 2.0,
            bottom: y + h / 2.0,
        }
    }

    fn between(a: (f64, f64), b: (f64, f64)) -> Self {
        Self {
            left: a.0.min(b.0),
            top: a.1.min(b.1),
            right: a.0.max(b.0),
            bottom: a.1.max(b.1),
        }
    }

    fn meets(&self, other: &Self, air: f64) -> bool {
        self.left < other.right + air
            && other.left < self.right + air
            && self.top < other.bottom + air
            && other.top < self.bottom + air
    }
}

pub(super) fn labels(
    points: &[Vec<(f64, f64)>],
    links: &[Link],
    nodes: &[Node],
    lanes: &[Lane],
    inside: (f64, f64),
) -> Vec<Option<Label>> {
    let boxes: Vec<Rect> = nodes
        .iter()
        .map(|node| Rect {
            left: node.x,
            top: node.y,
            right: node.x + node.w,
            bottom: node.y + node.h,
        })
        .collect();
    let parts: Vec<(usize, Rect)> = points
        .iter()
        .enumerate()
        .flat_map(|(link, points)| {
            points
                .windows(2)
                .map(move |p| (link, Rect::between(p[0], p[1])))
        })
        .collect();
    let mut placed: Vec<Rect> = Vec::new();
    let mut labels = vec![None; links.len()];
    for (number, link) in links.iter().enumerate() {
        let Some(words) = &link.label else { continue };
        let (text, w) = fitted(words);
        let free = |anchor: &Rect, rect: &Rect| {
            rect.left >= inside.0
                && rect.right <= inside.1
                && lanes
                    .iter()
                    .all(|lane| rect.bottom < lane.y || lane.y < rect.top)
                && boxes.iter().all(|other| !rect.meets(other, 2.0))
                && placed.iter().all(|other| !rect.meets(other, 2.0))
                && parts
                    .iter()
                    .filter(|(owner, _)| *owner != number)
                    // Where arrows run together, words would speak for all of them.
                    .all(|(_, part)| !rect.meets(part, 1.0) && !anchor.meets(part, 1.0))
        };
        let found = candidates(&points[number], w)
            .into_iter()
            .find(|(anchor, (x, y))| {
                free(
                    &Rect::between(*anchor, *anchor),
                    &Rect::around(*x, *y, w, HIGH),
                )
            });
        if let Some((_, (x, y))) = found {
            placed.push(Rect::around(x, y, w, HIGH));
            labels[number] = Some(Label {
                text,
                x: tenths(x),
                y: tenths(y),
                w: tenths(w),
                h: HIGH,
            });
        }
    }
    labels
}

/// Where words could stand, the best first: the point of the arrow beside them, and their middle.
fn candidates(points: &[Point], w: f64) -> Vec<(Point, Point)> {
    let mut found = Vec::new();
    let last = points.len().saturating_sub(2);
    for (i, pair) in points.windows(2).enumerate() {
        let (a, b) = (pair[0], pair[1]);
        let level = a.1 == b.1;
        let length = (b.0 - a.0).abs() + (b.1 - a.1).abs();
        // Not over the rounding of a corner, and not over the tip.
        let (near, far) = (
            if i == 0 { 4.0 } else { 9.0 },
            if i == last { 13.0 } else { 9.0 },
        );
        let along = |way: f64| {
            let share = way / length;
            (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
        };
        if level {
            let (first, end) = (near + w / 2.0, length - far - w / 2.0);
            if first > end {
                continue;
            }
            let steps = 8;
            if i == 0 && end - first < 60.0 {
                let at = along((first + end) / 2.0);
                found.push((at, at));
            }
            for step in 0..=steps {
                let at = along(first + (end - first) * f64::from(step) / f64::from(steps));
                found.push((at, at));
            }
        } else {
            let (first, end) = (
                HIGH / 2.0 + 3.0,
                length - HIGH / 2.0 - if i == last { 9.0 } else { 2.0 },
            );
            if first > end {
                continue;
            }
            for step in 0..=4 {
                let (x, y) = along(first + (end - first) * f64::from(step) / 4.0);
                let beside = w / 2.0 + 2.0;
                found.push(((x, y), (x + beside, y)));
                found.push(((x, y), (x - beside, y)));
            }
        }
    }
    found
}
