//! Layout: where lanes, boxes and arrows stand.
//!
//! 1. `lanes`: the lane of each stage.
//! 2. `links`: what is to be drawn between them, and in which words.
//! 3. `cells`: the column and the row of each stage.
//! 4. `grid`, `route`, `plain`: the way of each arrow, along the gaps between cells and
//!    through empty ones. Arrows into the same box run together as soon as they meet.
//! 5. `tracks`: who runs above or left of whom where ways lie side by side.
//! 6. `frame`: pixels. Gaps are as wide as what runs in them and what is written there.
//! 7. `label`: where words can stand without covering anything.
//!
//! The same line gives the same drawing. A line of thousands of stages is drawn as well,
//! with simpler ways and without words on arrows: such a picture is for looking around,
//! not for reading.

mod axes;
mod cells;
mod duty;
pub(crate) mod frame;
mod grid;
mod label;
mod lanes;
mod links;
pub(crate) mod path;
mod plain;
mod route;
mod tracks;

use lifecycle::process::model::{Line, Phase, Process};
use serde::Serialize;

/// Up to so many stages each arrow searches its way, and has its words beside it.
const SMALL: usize = 200;

/// A drawn line. Lengths are CSS pixels; `x` grows to the right, `y` downwards, and
/// all lies within `0..width`, `0..height`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drawing {
    /// Of the process.
    pub title: String,
    /// The channel whose line it is; `None` for the base.
    pub channel: Option<String>,
    /// Of the whole drawing.
    pub width: f64,
    /// Of the whole drawing.
    pub height: f64,
    /// Width of the column on the left in which the titles of the lanes stand.
    pub gutter: f64,
    /// From top to bottom, without gaps.
    pub lanes: Vec<Lane>,
    /// In the order of the document.
    pub nodes: Vec<Node>,
    /// In the order of the document; those of clocks after the moves of their stage.
    pub arrows: Vec<Arrow>,
    /// The short way by which leads come in.
    pub entry: Option<Entry>,
}

/// A role and what it answers for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lane {
    /// The role; `None` where nobody answers for anything.
    pub role: Option<String>,
    /// What people call it; empty where nobody answers.
    pub title: String,
    /// The title as it fits into the gutter.
    pub lines: Vec<String>,
    /// What the role may expect of the others.
    pub expects: Option<String>,
    /// Its upper edge.
    pub y: f64,
    /// Its height.
    pub height: f64,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// Its name in the document.
    pub stage: String,
    /// What people call it.
    pub title: String,
    /// The title as it fits into the box.
    pub lines: Vec<String>,
    /// `gate`, `work`, `hold` or `end`.
    pub kind: &'static str,
    /// How far an episode is here.
    pub phase: Phase,
    /// Of an end: `won`, `lost` or `disqualified`.
    pub outcome: Option<&'static str>,
    /// Its lane, by number.
    pub lane: usize,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub w: f64,
    /// Its height.
    pub h: f64,
    /// The promise that matters most here, as it fits: `first response 15m–4h`.
    pub duty: Option<String>,
    /// All there is to say, on several lines: for a tooltip.
    pub about: String,
    /// What somebody owes leads here isn't what the base says.
    pub differs: bool,
}

/// What an arrow stands for. The first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrowKind {
    /// What follows when a promise breaks.
    Clock,
    /// A move that leads back: to an earlier stage, or to the stage itself.
    Back,
    /// A move in which the accountable role changes.
    HandOff,
    /// Any other move.
    Drawn,
}

impl ArrowKind {
    /// The word in JSON and in class names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Back => "back",
            Self::HandOff => "hand_off",
            Self::Drawn => "drawn",
        }
    }
}

/// A move, or a consequence of a clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arrow {
    /// The stage it leaves.
    pub from: String,
    /// The stage it leads to.
    pub to: String,
    /// What it stands for.
    pub kind: ArrowKind,
    /// Which of the stage's moves it is, from 0; `None` for a clock's.
    pub nth: Option<usize>,
    /// The clock whose consequence it is.
    pub clock: Option<String>,
    /// The accountable role changes.
    pub hand_off: bool,
    /// Its corners, from tail to tip; all its parts are level or upright.
    pub points: Vec<(f64, f64)>,
    /// The same with rounded corners: the `d` of an SVG path.
    pub path: String,
    /// Its words, where there is room for them.
    pub label: Option<Label>,
    /// All there is to say: for a tooltip.
    pub about: String,
}

/// Words beside or on an arrow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Label {
    /// The condition, reason or verdict in short.
    pub text: String,
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// Room it takes.
    pub w: f64,
    /// Room it takes.
    pub h: f64,
}

/// Where leads come in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The first stage.
    pub stage: String,
    /// From and to.
    pub points: Vec<(f64, f64)>,
}

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Leave room in the boxes for a line of figures.
    pub figures: bool,
    /// Write on arrows, as far as there is room.
    pub labels: bool,
}

impl Default for Options {
    /// Words, no figures.
    fn default() -> Self {
        Self {
            figures: false,
            labels: true,
        }
    }
}

/// Draws the line. `process` tells the titles of its roles, and what the base says.
pub fn layout(process: &Process, line: &Line, options: &Options) -> Drawing {
    let seats = lanes::seats(process, line);
    let links = links::links(line, &seats);
    let cells = cells::cells(line, &seats, &links);
    let grid = grid::Grid::new(&cells, seats.lanes.len());
    let small = line.stages.len() <= SMALL;
    let routes = if small && route::affordable(&grid, links.len()) {
        route::routes(&grid, &cells, &links)
    } else {
        plain::routes(&grid, &links)
    };
    let tracks = tracks::tracks(&routes, &links);
    let words = options.labels && small;
    let frame = frame::Frame::new(line, &grid, &tracks, &links, options, words);
    frame.drawing(process, line, &seats, &links, words)
}
