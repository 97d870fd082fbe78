//! Axes: how wide columns, rows and the gaps between them are.

use super::grid::Grid;
use super::label;
use super::links::Link;
use super::tracks::Tracks;

/// Between tracks: through rows, through columns, between rows, between columns.
pub(super) const PITCH: [f64; 4] = [18.0, 16.0, 16.0, 12.0];

/// However many arrows a box has, it grows no further than this.
const LARGEST: f64 = 400.0;

/// The same for gaps.
const WIDEST_GAP: f64 = 1_600.0;

/// Room for an arrow to turn and for its tip.
const TURN: f64 = 14.0;
const TIP: f64 = 22.0;

/// A line of the grid in pixels.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Axis {
    /// The middle of its tracks.
    pub middle: f64,
    /// From track to track.
    pub pitch: f64,
    /// What belongs to it: the column, row or gap.
    pub from: f64,
    pub length: f64,
}

/// How much of a gap is asked for before and behind its tracks, and as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub tracks: usize,
    pub before: f64,
    pub behind: f64,
    pub whole: f64,
}

/// What the gaps and rows are asked to hold.
pub(super) fn wishes(
    grid: &Grid,
    tracks: &Tracks,
    links: &[Link],
    words: bool,
) -> (Vec<Wish>, Vec<Wish>) {
    let last = grid.uprights - 1;
    let mut upright: Vec<Wish> = (0..grid.uprights)
        .map(|i| Wish {
            tracks: 0,
            before: TURN,
            behind: if i == last { TURN } else { TIP },
            whole: match i {
                0 => 44.0,
                i if i == last => 16.0,
                _ => 40.0,
            },
        })
        .collect();
    let mut level: Vec<Wish> = grid
        .levels
        .iter()
        .map(|_| Wish {
            tracks: 0,
            before: TURN,
            behind: TURN,
            whole: 16.0,
        })
        .collect();
    for run in &tracks.runs {
        let wish = if run.upright {
            &mut upright[run.line]
        } else {
            &mut level[run.line]
        };
        wish.tracks = wish.tracks.max(run.beside);
    }
    if !words {
        return (upright, level);
    }
    for (link, route) in links.iter().zip(&tracks.routes) {
        let (Some(words), Some([tail, turn])) = (&link.label, route.get(..2)) else {
            continue;
        };
        let room = label::size(words).0 + 14.0;
        if tail.1 == turn.1 {
            match tail.0.abs_diff(turn.0) {
                1 if turn.0 > tail.0 => upright[turn.0].before = upright[turn.0].before.max(room),
                1 => upright[turn.0].behind = upright[turn.0].behind.max(room),
                2 if route.len() == 2 => {
                    let between = &mut upright[(tail.0 + turn.0) / 2];
                    between.whole = between.whole.max(room + 16.0);
                    between.before = between.before.max(room);
                }
                _ => {}
            }
        } else {
            let below = turn.1 > tail.1;
            let wish = &mut level[if below { tail.1 + 1 } else { tail.1 - 1 }];
            match (tail.1.abs_diff(turn.1), below) {
                (1, true) => wish.before = wish.before.max(26.0),
                (1, false) => wish.behind = wish.behind.max(26.0),
                _ => wish.whole = wish.whole.max(26.0),
            }
        }
    }
    (upright, level)
}

/// A gap with what it is asked to hold.
pub(super) fn gap(from: f64, wish: &Wish, pitch: f64) -> Axis {
    if wish.tracks == 0 {
        return Axis {
            middle: from + wish.whole / 2.0,
            pitch,
            from,
            length: wish.whole,
        };
    }
    let between = (wish.tracks - 1) as f64;
    let pitch = pitch.min(WIDEST_GAP / between.max(1.0));
    let needed = wish.before + between * pitch + wish.behind;
    let spare = (wish.whole - needed).max(0.0) / 2.0;
    Axis {
        middle: from + spare + wish.before + between * pitch / 2.0,
        pitch,
        from,
        length: needed.max(wish.whole),
    }
}

/// A column or a row: as large as its boxes, larger where many arrows come in.
pub(super) fn body(from: f64, length: f64, wish: &Wish, pitch: f64) -> Axis {
    let between = wish.tracks.saturating_sub(1) as f64;
    let length = length.max((between * pitch + 24.0).min(LARGEST));
    let pitch = pitch.min((length - 20.0) / between.max(1.0));
    Axis {
        middle: from + length / 2.0,
        pitch,
        from,
        length,
    }
}
