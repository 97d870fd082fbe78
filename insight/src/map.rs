//! Map: where the boxes and arrows of a drawn process stand.
//!
//! [`map`] lays [`Paths`] out from top to bottom, layer by layer (after Sugiyama):
//!
//! 1. `choose`: which activities and pairs are drawn at all.
//! 2. `rank`: which way is down, and the layer of each box.
//! 3. `order`: who stands left of whom, so that few arrows cross.
//! 4. `place`: how far left, so that arrows are straight and nothing overlaps.
//! 5. `route`: the arrows as curves that stay clear of the boxes.
//! 6. `label`: where the figures on the arrows can be read.
//!
//! The same paths give the same map. Deliberately absent: fonts, colours and
//! SVG. How big a box must be for its text, the caller says.
//!
//! Of our own making: which arrow of a circle leads back hangs on how often it is
//! taken, arrows need ways around boxes, and no odd log may bring it down.

mod choose;
mod label;
mod order;
mod place;
mod rank;
mod route;

use crate::paths::Paths;
use serde::Serialize;

/// A drawn process. Lengths are in the unit in which the boxes were measured;
/// `x` grows to the right, `y` downwards, and all lies within `0..width`, `0..height`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// Of the whole drawing.
    pub width: f64,
    /// Of the whole drawing.
    pub height: f64,
    /// The boxes: the start, the end, and the activities.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub edges: Vec<Edge>,
    /// Activities that are not drawn.
    pub hidden_activities: u64,
    /// Directly-follows pairs that are not drawn.
    pub hidden_edges: u64,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Where all cases begin.
    Start,
    /// Where all cases end.
    End,
    /// Something that is done.
    Activity,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// What it stands for.
    pub kind: Kind,
    /// Its name; empty for the start and the end.
    pub activity: String,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
    /// Cases that come by.
    pub cases: u64,
    /// How often it happened; for the start and the end, as many as cases.
    pub events: u64,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// Index of the box it leaves.
    pub from: usize,
    /// Index of the box it leads to; the same one for something done again at once.
    pub to: usize,
    /// Its curve, from tail to tip: a first point, then for each cubic Bézier
    /// piece two control points and the point it leads to. As an SVG path,
    /// `M` the first and `C` all others.
    pub points: Vec<(f64, f64)>,
    /// The middle of its label: on the curve (beside it, if it leads back into its
    /// box), clear of boxes and other labels if there is room.
    pub label: (f64, f64),
    /// How often.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
    /// Half the waits on it are shorter; `None` at the start and the end, and
    /// where no time is known.
    pub median_seconds: Option<f64>,
    /// It leads back: up, or into the box it comes from.
    pub back: bool,
}

/// How much is drawn, and how airy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Draw the activities of most cases, so many; and a few more if a drawn one
    /// can't be reached, or leads nowhere, without them.
    pub activities: usize,
    /// Draw an arrow if at least this share of the cases takes it. Whatever the
    /// share, the strongest way from the start to each activity and from there
    /// to the end is drawn.
    pub share: f64,
    /// Between boxes side by side.
    pub gap: f64,
    /// Between layers.
    pub layer_gap: f64,
    /// Around the drawing.
    pub margin: f64,
    /// Width and height of the label of an arrow.
    pub label: (f64, f64),
}

impl Default for Options {
    /// Up to 30 activities and the arrows of one case in twenty, in pixels of a screen.
    fn default() -> Self {
        Self {
            activities: 30,
            share: 0.05,
            gap: 36.0,
            layer_gap: 60.0,
            margin: 12.0,
            label: (44.0, 14.0),
        }
    }
}

/// The map of the paths. `size` gives width and height of a box: of an activity
/// by its name, of the start and the end for `None`. Sizes below 1 count as 1.
pub fn map(paths: &Paths, options: &Options, size: impl Fn(Option<&str>) -> (f64, f64)) -> Map {
    let chosen = choose::choose(paths, options);
    let boxes: Vec<Size> = chosen
        .nodes
        .iter()
        .map(|node| size((node.kind == Kind::Activity).then_some(node.activity.as_str())))
        .map(|(w, h)| Size {
            w: sane(w),
            h: sane(h),
        })
        .collect();
    let end = chosen.nodes.iter().position(|node| node.kind == Kind::End);
    let ranks = rank::rank(boxes.len(), &chosen.arrows, end);
    let mut layers = order::Layers::new(&boxes, &chosen.arrows, &ranks, options);
    layers.untangle();
    let places = place::place(&layers, options);
    let routes = route::route(&boxes, &chosen.arrows, &layers, &places, options);

    let mut map = Map {
        width: 0.0,
        height: 0.0,
        nodes: chosen.nodes,
        edges: chosen.edges,
        hidden_activities: chosen.hidden_activities,
        hidden_edges: chosen.hidden_edges,
    };
    for (node, (size, centre)) in map.nodes.iter_mut().zip(boxes.iter().zip(&places.items)) {
        (node.w, node.h) = (size.w, size.h);
        (node.x, node.y) = (centre.0 - size.w / 2.0, centre.1 - size.h / 2.0);
    }
    for (i, (edge, points)) in map.edges.iter_mut().zip(routes).enumerate() {
        edge.back = edge.from == edge.to || ranks.reversed[i];
        edge.points = points;
    }
    label::label(&map.nodes, &mut map.edges, options.label);
    fit(&mut map, options);
    map
}

/// A caller that measures nonsense gets a map all the same.
fn sane(length: f64) -> f64 {
    if length.is_finite() {
        length.clamp(1.0, 10_000.0)
    } else {
        1.0
    }
}

/// Moves everything to where it belongs: the margin away from zero.
fn fit(map: &mut Map, options: &Options) {
    let (margin, (wide, high)) = (options.margin, options.label);
    let corners = map
        .nodes
        .iter()
        .flat_map(|node| [(node.x, node.y), (node.x + node.w, node.y + node.h)]);
    let labels = map.edges.iter().map(|edge| edge.label);
    let labels = labels.flat_map(|(x, y)| {
        [
            (x - wide / 2.0, y - high / 2.0),
            (x + wide / 2.0, y + high / 2.0),
        ]
    });
    let curves = map
        .edges
        .iter()
        .flat_map(|edge| edge.points.iter().copied());
    let all = corners.chain(labels).chain(curves);
    let far = (
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    );
    let (left, top, right, bottom) = all.fold(far, |(left, top, right, bottom), (x, y)| {
        (left.min(x), top.min(y), right.max(x), bottom.max(y))
    });
    if left > right {
        return; // Nothing is drawn.
    }
    // Tenths are fine enough for any screen, and short to write.
    let moved = |(x, y): (f64, f64)| (tenths(x - left + margin), tenths(y - top + margin));
    for node in &mut map.nodes {
        (node.x, node.y) = moved((node.x, node.y));
    }
    for edge in &mut map.edges {
        edge.points
            .iter_mut()
            .for_each(|point| *point = moved(*point));
        edge.label = moved(edge.label);
    }
    (map.width, map.height) = moved((right + margin, bottom + margin));
}

fn tenths(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

/// Of a box.
#[derive(Debug, Clone, Copy)]
struct Size {
    w: f64,
    h: f64,
}

/// An arrow between boxes, as the layout sees it.
#[derive(Debug, Clone, Copy)]
struct Arrow {
    from: usize,
    to: usize,
    weight: u64,
    /// It belongs to the strongest ways from the start: these all lead down.
    trunk: bool,
}
