//! Map: the drawing of what follows what.
//!
//! Boxes are activities, arrows are what directly follows; the more often an
//! arrow is taken, the thicker it is. Where they stand, [`insight::map`] says;
//! here are letters, lines and heads.

use super::markup::{Html, Px, markup};
use super::words::{self, count};
use insight::map::{Edge, Kind, Map, Node, Options, map};
use insight::paths::Paths;
use unicode_width::UnicodeWidthChar;

/// The widest a box gets; longer names are cut.
const WIDEST: f64 = 210.0;
/// A map is shrunk to fit by so much at most; then it scrolls.
const SHRUNK: f64 = 0.85;
/// Arrows drawn at most, the most frequent ones: more than this nobody can follow.
const ARROWS: usize = 150;

/// The paths laid out for a page.
pub(super) fn laid_out(paths: &Paths) -> Map {
    let options = Options {
        activities: 22,
        gap: 34.0,
        layer_gap: 72.0,
        label: (86.0, 15.0),
        ..Options::default()
    };
    map(paths, &options, |name| match name {
        Some(name) => (
            (length(&words::plain_name(name)) + 20.0).clamp(84.0, WIDEST),
            40.0,
        ),
        None => (84.0, 36.0),
    })
}

/// Roughly how long a text is, in pixels.
fn length(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

fn letter(letter: char) -> f64 {
    match letter {
        wide if wide.width() == Some(2) => 12.5,
        'M' | 'W' | 'm' | 'w' | '…' => 11.0,
        'I' | 'i' | 'l' | 'j' | 'f' | 't' | '.' | ',' | ' ' | '1' => 4.5,
        large if large.is_uppercase() => 8.6,
        _ => 6.7,
    }
}

/// The text, cut to a length.
fn fitting(text: &str, room: f64) -> String {
    if length(text) <= room {
        return text.to_owned();
    }
    let mut used = letter('…');
    let fits = |letter_: &char| {
        used += letter(*letter_);
        used <= room
    };
    let start: String = text.chars().take_while(fits).collect();
    format!("{}…", start.trim_end())
}

/// The drawing, in a box of its own that scrolls where it is too wide.
pub(super) fn svg(map: &Map) -> Html {
    let most = map
        .edges
        .iter()
        .map(|edge| edge.count)
        .max()
        .unwrap_or(1)
        .max(1);
    let mut thin_first: Vec<&Edge> = map
        .edges
        .iter()
        .filter(|edge| edge.points.len() > 3)
        .collect();
    thin_first.sort_by_key(|edge| edge.count);
    let thin_first = &thin_first[thin_first.len().saturating_sub(ARROWS)..];
    let arrows: Html = thin_first
        .iter()
        .map(|edge| arrow(map, edge, most))
        .collect();
    let boxes: Html = map.nodes.iter().map(node).collect();
    let labels: Html = thin_first.iter().map(|edge| label(edge)).collect();
    markup! {
        "<div class='scroll map' tabindex='0' role='region' aria-label='Map of what really happens'>"
        "<svg viewBox='0 0 " (Px(map.width)) " " (Px(map.height)) "' width='" (Px(map.width)) "' height='"
        (Px(map.height)) "' style='min-width:" (Px(map.width * SHRUNK)) "px' role='img' aria-label='Activities as boxes, what follows what as arrows; the tables below hold the same figures'>"
        (arrows) (boxes) (labels) "</svg></div>"
    }
}

fn name(node: &Node) -> String {
    match node.kind {
        Kind::Start => "Start".to_owned(),
        Kind::End => "End".to_owned(),
        Kind::Activity => words::plain_name(&node.activity),
    }
}

fn node(node: &Node) -> Html {
    let (class, round) = match node.kind {
        Kind::Start => ("start", node.h / 2.0),
        Kind::Activity => ("activity", 6.0),
        Kind::End => ("finish", node.h / 2.0),
    };
    let (middle, half) = (node.x + node.w / 2.0, node.y + node.h / 2.0);
    markup! {
        "<g class='" (class) "'><title>" (name(node)) ": " (words::counted(node.events, "time", "times")) " in "
        (words::counted(node.cases, "case", "cases")) "</title><rect x='" (Px(node.x)) "' y='" (Px(node.y))
        "' width='" (Px(node.w)) "' height='" (Px(node.h)) "' rx='" (Px(round)) "'/><text x='" (Px(middle)) "' y='"
        (Px(half - 2.0)) "' text-anchor='middle'>" (fitting(&name(node), node.w - 14.0)) "</text><text class='t' x='"
        (Px(middle)) "' y='" (Px(half + 13.0)) "' text-anchor='middle'>" (count(node.events)) "</text></g>"
    }
}

fn arrow(map: &Map, edge: &Edge, most: u64) -> Html {
    let wide = 1.0 + 4.0 * (edge.count as f64 / most as f64).sqrt();
    let long = 6.0 + wide * 1.5;
    let Some(((from_x, from_y), (tip_x, tip_y))) = last_leg(&edge.points) else {
        return Html::new();
    };
    let length = (tip_x - from_x).hypot(tip_y - from_y).max(0.01);
    let (dx, dy) = ((tip_x - from_x) / length, (tip_y - from_y) / length);
    let base = (tip_x - dx * long, tip_y - dy * long);
    let wing = long * 0.5;
    let name = |index: usize| map.nodes.get(index).map(name);
    let class = if edge.back { "link back" } else { "link" };
    markup! {
        "<g class='" (class) "'><title>" (name(edge.from)) " → " (name(edge.to)) ": " (words::counted(edge.count, "time", "times"))
        "</title><path d='" (way(&edge.points, base)) "' stroke-width='" (Px(wide)) "'/><path class='tip' d='M" (Px(tip_x)) " " (Px(tip_y)) "L"
        (Px(base.0 - dy * wing)) " " (Px(base.1 + dx * wing)) "L" (Px(base.0 + dy * wing)) " " (Px(base.1 - dx * wing)) "z'/></g>"
    }
}

/// The last point and the last one before it that lies elsewhere.
fn last_leg(points: &[(f64, f64)]) -> Option<((f64, f64), (f64, f64))> {
    let tip = *points.last()?;
    let apart = |point: &&(f64, f64)| (point.0 - tip.0).hypot(point.1 - tip.1) > 0.5;
    points.iter().rev().find(apart).map(|from| (*from, tip))
}

/// The curve, ending where the head begins.
fn way(points: &[(f64, f64)], end: (f64, f64)) -> Html {
    let mut path = Html::new();
    let Some(((x, y), rest)) = points.split_first() else {
        return path;
    };
    path.add(&markup! { "M" (Px(*x)) " " (Px(*y)) "C" });
    for (place, (x, y)) in rest.iter().enumerate() {
        let (x, y) = if place + 1 == rest.len() {
            end
        } else {
            (*x, *y)
        };
        path.add(&markup! { (Px(x)) " " (Px(y)) " " });
    }
    path
}

fn label(edge: &Edge) -> Html {
    let (x, y) = edge.label;
    let time = edge.median_seconds.map(|seconds| {
        markup! {
            "<tspan class='t'> · " (words::seconds(seconds)) "</tspan>"
        }
    });
    markup! {
        "<text class='on' x='" (Px(x)) "' y='" (Px(y + 4.0)) "' text-anchor='middle'><tspan>" (count(edge.count)) "</tspan>" (time) "</text>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_too_long_is_cut_to_its_box() {
        assert_eq!(fitting("A_SUBMITTED", 200.0), "A_SUBMITTED");
        for name in [
            "W_Nabellen incomplete dossiers en meer",
            "見積依頼の受付と確認と返信と送付",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        ] {
            let cut = fitting(name, 150.0);
            assert!(cut.ends_with('…') && length(&cut) <= 150.0, "{cut}");
        }
    }

    #[test]
    fn an_arrow_points_where_its_curve_comes_from() {
        assert_eq!(
            last_leg(&[(0.0, 0.0), (5.0, 0.0), (9.0, 9.0), (9.0, 9.0)]),
            Some(((5.0, 0.0), (9.0, 9.0)))
        );
        assert_eq!(last_leg(&[(1.0, 1.0), (1.0, 1.0)]), None);
        assert_eq!(last_leg(&[]), None);
    }
}
