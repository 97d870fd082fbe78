//! Map: the drawing of what follows what, from places that were laid out elsewhere.
//!
//! Boxes are activities, arrows are what directly follows; the more cases take
//! an arrow, the thicker it is. Here is no layout: [`Drawing`] holds the places.

use super::markup::{Html, Px, markup};
use super::words::{self, count};

/// Roughly how wide a letter is, in pixels.
const LETTER: f64 = 6.6;

/// A map with the places of all it shows, in pixels from the top left corner.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub links: Vec<Link>,
    /// Activities left out because they are rare.
    pub activities_left_out: u64,
    /// Arrows left out because they are rare.
    pub links_left_out: u64,
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What is written in it.
    pub label: String,
    /// Events or cases it stands for.
    pub count: u64,
    /// What it is.
    pub kind: NodeKind,
    /// Its middle, from the left.
    pub x: f64,
    /// Its middle, from the top.
    pub y: f64,
    /// How wide.
    pub width: f64,
    /// How high.
    pub height: f64,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// Where cases begin.
    Start,
    /// An activity.
    Activity,
    /// Where cases end.
    End,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Index of the box it leaves.
    pub from: usize,
    /// Index of the box it enters.
    pub to: usize,
    /// How often it was taken.
    pub count: u64,
    /// Half of the times it took less, in seconds; `None` for arrows from the start and to the end.
    pub median_seconds: Option<f64>,
    /// Its way from box to box, the ends on their borders.
    pub points: Vec<(f64, f64)>,
}

/// The drawing, in a box of its own that scrolls where it is too wide.
pub(super) fn svg(drawing: &Drawing) -> Html {
    let most = drawing
        .links
        .iter()
        .map(|link| link.count)
        .max()
        .unwrap_or(1)
        .max(1);
    let mut thin_first: Vec<&Link> = drawing
        .links
        .iter()
        .filter(|link| link.points.len() > 1)
        .collect();
    thin_first.sort_by_key(|link| link.count);
    let arrows: Html = thin_first
        .iter()
        .map(|link| arrow(drawing, link, most))
        .collect();
    let boxes: Html = drawing.nodes.iter().map(node).collect();
    let labels: Html = thin_first.iter().map(|link| link_label(link)).collect();
    markup! {
        "<div class='scroll map' tabindex='0' role='region' aria-label='Map of what really happens'>"
        "<svg viewBox='0 0 " (Px(drawing.width)) " " (Px(drawing.height)) "' width='" (Px(drawing.width)) "' height='"
        (Px(drawing.height)) "' role='img' aria-label='Activities as boxes, what follows what as arrows; the tables below hold the same figures'>"
        (arrows) (boxes) (labels) "</svg></div>"
    }
}

fn node(node: &Node) -> Html {
    let (left, top) = (node.x - node.width / 2.0, node.y - node.height / 2.0);
    let class = match node.kind {
        NodeKind::Start => "start",
        NodeKind::Activity => "activity",
        NodeKind::End => "finish",
    };
    let round = if node.kind == NodeKind::Activity {
        6.0
    } else {
        node.height / 2.0
    };
    let letters = ((node.width - 14.0) / LETTER).max(3.0) as usize;
    markup! {
        "<g class='" (class) "'><title>" (words::plain_name(&node.label)) ": " (count(node.count)) "</title><rect x='" (Px(left))
        "' y='" (Px(top)) "' width='" (Px(node.width)) "' height='" (Px(node.height)) "' rx='" (Px(round))
        "'/><text x='" (Px(node.x)) "' y='" (Px(node.y - 2.0)) "' text-anchor='middle'>"
        (words::cut(&words::plain_name(&node.label), letters)) "</text><text class='t' x='" (Px(node.x)) "' y='"
        (Px(node.y + 13.0)) "' text-anchor='middle'>" (count(node.count)) "</text></g>"
    }
}

fn arrow(drawing: &Drawing, link: &Link, most: u64) -> Html {
    let wide = 1.0 + 5.0 * (link.count as f64 / most as f64).sqrt();
    let head = 6.0 + wide * 1.5;
    let Some(((fx, fy), (tip_x, tip_y))) = last_leg(&link.points) else {
        return Html::new();
    };
    let length = (tip_x - fx).hypot(tip_y - fy).max(0.01);
    let (dx, dy) = ((tip_x - fx) / length, (tip_y - fy) / length);
    let base = (tip_x - dx * head, tip_y - dy * head);
    let wing = head * 0.5;
    let name = |index: usize| {
        drawing
            .nodes
            .get(index)
            .map(|node| words::plain_name(&node.label))
    };
    markup! {
        "<g class='link'><title>" (name(link.from)) " → " (name(link.to)) ": " (count(link.count)) "</title><path d='"
        (way(&link.points, base)) "' stroke-width='" (Px(wide)) "'/><path class='tip' d='M" (Px(tip_x)) " " (Px(tip_y)) "L"
        (Px(base.0 - dy * wing)) " " (Px(base.1 + dx * wing)) "L" (Px(base.0 + dy * wing)) " " (Px(base.1 - dx * wing)) "z'/></g>"
    }
}

/// The last point and the last one before it that lies elsewhere.
fn last_leg(points: &[(f64, f64)]) -> Option<((f64, f64), (f64, f64))> {
    let tip = *points.last()?;
    let apart = |point: &&(f64, f64)| (point.0 - tip.0).hypot(point.1 - tip.1) > 0.5;
    points.iter().rev().find(apart).map(|from| (*from, tip))
}

/// A way through the points with its corners rounded, ending where the head begins.
fn way(points: &[(f64, f64)], end: (f64, f64)) -> Html {
    let mut points = points.to_vec();
    if let Some(last) = points.last_mut() {
        *last = end;
    }
    let mut path = Html::new();
    let Some((first, rest)) = points.split_first() else {
        return path;
    };
    path.add(&markup! { "M" (Px(first.0)) " " (Px(first.1)) });
    for pair in rest.windows(2) {
        let middle = ((pair[0].0 + pair[1].0) / 2.0, (pair[0].1 + pair[1].1) / 2.0);
        path.add(&markup! {
            "Q" (Px(pair[0].0)) " " (Px(pair[0].1)) " " (Px(middle.0)) " " (Px(middle.1))
        });
    }
    if let Some(last) = rest.last() {
        path.add(&markup! { "L" (Px(last.0)) " " (Px(last.1)) });
    }
    path
}

fn link_label(link: &Link) -> Html {
    let (x, y) = half_way(&link.points);
    let time = link.median_seconds.map(|seconds| {
        markup! {
            "<tspan class='t' x='" (Px(x)) "' dy='12'>" (words::seconds(seconds)) "</tspan>"
        }
    });
    markup! {
        "<text class='on' x='" (Px(x)) "' y='" (Px(y)) "' text-anchor='middle'><tspan>" (count(link.count)) "</tspan>" (time) "</text>"
    }
}

/// The point at half of the way's length.
fn half_way(points: &[(f64, f64)]) -> (f64, f64) {
    let leg = |pair: &[(f64, f64)]| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
    let mut left = points.windows(2).map(leg).sum::<f64>() / 2.0;
    for pair in points.windows(2) {
        let length = leg(pair);
        if length >= left && length > 0.0 {
            let part = left / length;
            return (
                pair[0].0 + (pair[1].0 - pair[0].0) * part,
                pair[0].1 + (pair[1].1 - pair[0].1) * part,
            );
        }
        left -= length;
    }
    points.first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_half_way() {
        assert_eq!(
            half_way(&[(0.0, 0.0), (0.0, 10.0), (30.0, 10.0)]),
            (10.0, 10.0)
        );
        assert_eq!(half_way(&[(5.0, 5.0), (5.0, 5.0)]), (5.0, 5.0));
        assert_eq!(half_way(&[]), (0.0, 0.0));
    }

    #[test]
    fn an_arrow_without_length_is_left_out() {
        let drawing = Drawing::default();
        let link = Link {
            from: 0,
            to: 7,
            count: 1,
            median_seconds: None,
            points: vec![(1.0, 1.0), (1.0, 1.0)],
        };
        assert!(arrow(&drawing, &link, 1).is_empty());
    }
}
