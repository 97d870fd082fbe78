//! Frame: pixels. Columns are as wide as what stands in their boxes, gaps as wide as what
//! runs in them and what is written beside it.

use super::cells::Cells;
use super::grid::Grid;
use super::lanes::Seats;
use super::links::Link;
use super::tracks::{Run, Tracks};
use super::{Arrow, Drawing, Entry, Lane, Node, Options, duty, label};
use crate::text::{self, LANE, SMALL, TITLE};
use lifecycle::process::model::{Line, Process, Stage, StageKind};
use std::collections::BTreeMap;

/// Lines of text in a box.
pub(crate) const TITLE_LINE: f64 = 16.0;
/// The line of the duty, and that of figures.
pub(crate) const SMALL_LINE: f64 = 15.0;
/// Between a box's edge and its text.
const PAD: (f64, f64) = (12.0, 10.0);
/// Beside a title, for the mark of its kind.
pub(crate) const MARK: f64 = 15.0;
/// Of a box.
const WIDTHS: (f64, f64) = (92.0, 158.0);
/// Between tracks: through rows, through columns, between rows, between columns.
const PITCH: [f64; 4] = [18.0, 16.0, 16.0, 12.0];
/// However many arrows a box has, it grows no further than this.
const LARGEST: f64 = 400.0;
/// The same for gaps.
const WIDEST_GAP: f64 = 1_600.0;
/// Room for an arrow to turn and for its tip.
const TURN: f64 = 14.0;
const TIP: f64 = 22.0;
/// The titles of lanes are wrapped to this.
const GUTTER: f64 = 96.0;
/// How much corners are rounded.
const ROUND: f64 = 8.0;

/// A line of the grid in pixels.
#[derive(Debug, Clone, Copy, Default)]
struct Axis {
    /// The middle of its tracks.
    middle: f64,
    /// From track to track.
    pitch: f64,
    /// What belongs to it: the column, row or gap.
    from: f64,
    length: f64,
}

/// What a box says.
struct Content {
    lines: Vec<String>,
    duty: Option<String>,
    height: f64,
}

pub(super) struct Frame<'a> {
    grid: &'a Grid,
    tracks: &'a Tracks,
    uprights: Vec<Axis>,
    levels: Vec<Axis>,
    contents: Vec<Content>,
    gutter: f64,
    titles: Vec<Vec<String>>,
    options: Options,
}

/// How much of a gap is asked for before and behind its tracks, and as a whole.
#[derive(Debug, Clone, Copy)]
struct Wish {
    tracks: usize,
    before: f64,
    behind: f64,
    whole: f64,
}

impl<'a> Frame<'a> {
    #[allow(clippy::too_many_arguments)] // Each is a step of the layout, and this is where they meet.
    pub(super) fn new(
        process: &Process,
        line: &Line,
        grid: &'a Grid,
        cells: &Cells,
        tracks: &'a Tracks,
        links: &[Link],
        options: &Options,
        words: bool,
    ) -> Self {
        let _ = cells;
        let mut wide = vec![WIDTHS.0; grid.uprights / 2];
        for (stage, at) in line.stages.iter().zip(&grid.boxes) {
            let wish = wished_width(stage, options) + 2.0 * PAD.0;
            let column = &mut wide[at.0 / 2];
            *column = column.max(wish.min(WIDTHS.1));
        }
        let contents: Vec<Content> = line
            .stages
            .iter()
            .zip(&grid.boxes)
            .map(|(stage, at)| content(stage, wide[at.0 / 2] - 2.0 * PAD.0, options))
            .collect();
        let mut high = vec![0.0f64; grid.levels.len()];
        for (content, at) in contents.iter().zip(&grid.boxes) {
            high[at.1] = high[at.1].max(content.height);
        }
        let (upright, level) = wishes(grid, tracks, links, words);

        let titles: Vec<Vec<String>> = (0..=grid.levels.last().map_or(0, |last| last.lane))
            .map(|_| Vec::new())
            .collect();
        let mut frame = Self {
            grid,
            tracks,
            uprights: Vec::new(),
            levels: Vec::new(),
            contents,
            gutter: 0.0,
            titles,
            options: *options,
        };
        let _ = process;
        let mut x = 0.0;
        for (i, wish) in upright.iter().enumerate() {
            let axis = if i % 2 == 1 {
                body(x, wide[i / 2], wish, PITCH[1])
            } else {
                gap(x, wish, PITCH[3])
            };
            x += axis.length;
            frame.uprights.push(axis);
        }
        let mut y = 0.0;
        for (i, wish) in level.iter().enumerate() {
            let axis = if grid.levels[i].row.is_some() {
                body(y, high[i], wish, PITCH[0])
            } else {
                gap(y, wish, PITCH[2])
            };
            y += axis.length;
            frame.levels.push(axis);
        }
        frame
    }

    pub(super) fn drawing(
        mut self,
        process: &Process,
        line: &Line,
        seats: &Seats,
        links: &[Link],
        words: bool,
    ) -> Drawing {
        self.title_lanes(process, seats);
        let lanes: Vec<Lane> = self.lanes(process, seats);
        let nodes = self.nodes(process, line, seats);
        let points: Vec<Vec<(f64, f64)>> = (0..links.len())
            .map(|link| self.points(link, &links[link], &nodes))
            .collect();
        let width = tenths(
            self.uprights
                .last()
                .map_or(0.0, |last| last.from + last.length),
        );
        let height = tenths(
            self.levels
                .last()
                .map_or(0.0, |last| last.from + last.length),
        );
        let mut labels = if words {
            label::labels(&points, links, &nodes, self.gutter)
        } else {
            vec![None; links.len()]
        };
        let arrows = links
            .iter()
            .zip(points)
            .zip(labels.iter_mut())
            .map(|((link, points), label)| Arrow {
                from: line.stages[link.from].id.to_string(),
                to: line.stages[link.to].id.to_string(),
                kind: link.kind,
                nth: link.nth,
                clock: link.clock.clone(),
                hand_off: link.hand_off,
                path: rounded(&points),
                points,
                label: label.take(),
                about: link.about.clone(),
            })
            .collect();
        let entry = nodes.first().map(|node| {
            let y = tenths(node.y + node.h / 2.0);
            Entry {
                stage: node.stage.clone(),
                points: vec![(tenths(node.x - 30.0), y), (node.x, y)],
            }
        });
        Drawing {
            title: process.title.clone(),
            channel: line.channel.as_ref().map(ToString::to_string),
            width,
            height,
            gutter: tenths(self.gutter),
            lanes,
            nodes,
            arrows,
            entry,
        }
    }

    /// Room on the left for the titles of the lanes; everything else moves to the right.
    fn title_lanes(&mut self, process: &Process, seats: &Seats) {
        self.titles = seats
            .lanes
            .iter()
            .map(|role| {
                let title = role.as_ref().map_or("", |role| {
                    process
                        .role(role)
                        .map_or(role.as_str(), |role| role.title.as_str())
                });
                text::wrap(title, LANE, GUTTER, 3)
            })
            .collect();
        let widest = self
            .titles
            .iter()
            .flatten()
            .map(|line| text::width(line, LANE));
        self.gutter = widest.fold(0.0, f64::max) + 2.0 * PAD.0;
        for axis in &mut self.uprights {
            axis.from += self.gutter;
            axis.middle += self.gutter;
        }
    }

    fn lanes(&self, process: &Process, seats: &Seats) -> Vec<Lane> {
        let mut edges: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (level, axis) in self.grid.levels.iter().zip(&self.levels) {
            let edge = edges.entry(level.lane).or_insert((axis.from, axis.from));
            edge.1 = axis.from + axis.length;
        }
        seats
            .lanes
            .iter()
            .enumerate()
            .map(|(i, role)| {
                let known = role.as_ref().and_then(|role| process.role(role));
                let (top, bottom) = edges.get(&i).copied().unwrap_or_default();
                Lane {
                    role: role.as_ref().map(ToString::to_string),
                    title: self.titles[i].clone(),
                    expects: known.and_then(|role| role.expects.clone()),
                    y: tenths(top),
                    height: tenths(bottom) - tenths(top),
                }
            })
            .collect()
    }

    fn nodes(&mut self, process: &Process, line: &Line, seats: &Seats) -> Vec<Node> {
        // Where arrows come in beside the middle, a low box grows to meet them.
        let mut reach = vec![0.0f64; line.stages.len()];
        let ends: BTreeMap<_, _> = self.grid.taken.clone();
        for (runs, route) in self.tracks.of.iter().zip(&self.tracks.routes) {
            let both = [(route.first(), runs.first()), (route.last(), runs.last())];
            for (spot, run) in both {
                let (Some(spot), Some(run)) = (spot, run) else {
                    continue;
                };
                let run = &self.tracks.runs[*run];
                if let (false, Some(stage)) = (run.upright, ends.get(spot)) {
                    let away = run.offset.abs() * self.levels[run.line].pitch;
                    reach[*stage] = reach[*stage].max(away);
                }
            }
        }
        let contents = std::mem::take(&mut self.contents);
        let base = &process.base;
        line.stages
            .iter()
            .zip(contents)
            .enumerate()
            .map(|(i, (stage, content))| {
                let at = self.grid.boxes[i];
                let (column, row) = (self.uprights[at.0], self.levels[at.1]);
                let slim = matches!(stage.kind, StageKind::Gate(_) | StageKind::End(_));
                let high = if slim {
                    content.height.max(2.0 * (reach[i] + 11.0)).min(row.length)
                } else {
                    row.length
                };
                let role = stage.duty().and_then(|duty| process.role(&duty.owner));
                let about = duty::about(stage, role.map(|role| role.title.as_str()));
                let differs = line.channel.is_some()
                    && base.stage(&stage.id).is_none_or(|other| {
                        let owner = other.duty().and_then(|duty| process.role(&duty.owner));
                        duty::about(other, owner.map(|role| role.title.as_str())) != about
                    });
                Node {
                    stage: stage.id.to_string(),
                    title: stage.title.clone(),
                    lines: content.lines,
                    kind: stage.kind.word(),
                    phase: stage.phase,
                    outcome: match &stage.kind {
                        StageKind::End(end) => Some(end.outcome.word()),
                        _ => None,
                    },
                    lane: seats.of[i],
                    x: tenths(column.from),
                    y: tenths(row.middle - high / 2.0),
                    w: tenths(column.length),
                    h: tenths(high),
                    duty: content.duty,
                    about,
                    differs,
                }
            })
            .collect()
    }

    fn place(&self, run: &Run) -> f64 {
        let axis = if run.upright {
            self.uprights[run.line]
        } else {
            self.levels[run.line]
        };
        axis.middle + run.offset * axis.pitch
    }

    fn points(&self, number: usize, link: &Link, nodes: &[Node]) -> Vec<(f64, f64)> {
        let (runs, route) = (&self.tracks.of[number], &self.tracks.routes[number]);
        let run = |i: usize| &self.tracks.runs[runs[i]];
        let side = |node: &Node, run: &Run, more: bool| {
            let at = self.place(run);
            match (run.upright, more) {
                (true, true) => (at, node.y + node.h),
                (true, false) => (at, node.y),
                (false, true) => (node.x + node.w, at),
                (false, false) => (node.x, at),
            }
        };
        let last = runs.len() - 1;
        let mut points = vec![side(&nodes[link.from], run(0), route[1] > route[0])];
        for pair in runs.windows(2) {
            let (a, b) = (&self.tracks.runs[pair[0]], &self.tracks.runs[pair[1]]);
            points.push(if a.upright {
                (self.place(a), self.place(b))
            } else {
                (self.place(b), self.place(a))
            });
        }
        points.push(side(
            &nodes[link.to],
            run(last),
            route[last] > route[last + 1],
        ));
        points
            .into_iter()
            .map(|(x, y)| (tenths(x), tenths(y)))
            .collect()
    }
}

/// What the gaps and rows are asked to hold.
fn wishes(grid: &Grid, tracks: &Tracks, links: &[Link], words: bool) -> (Vec<Wish>, Vec<Wish>) {
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
                }
                _ => {}
            }
        } else if tail.1.abs_diff(turn.1) == 1 {
            let wish = &mut level[turn.1];
            if turn.1 > tail.1 {
                wish.before = wish.before.max(26.0);
            } else {
                wish.behind = wish.behind.max(26.0);
            }
        }
    }
    (upright, level)
}

/// A gap with what it is asked to hold.
fn gap(from: f64, wish: &Wish, pitch: f64) -> Axis {
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
fn body(from: f64, length: f64, wish: &Wish, pitch: f64) -> Axis {
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

fn wished_width(stage: &Stage, options: &Options) -> f64 {
    let mark = match stage.kind {
        StageKind::Work(_) => 0.0,
        _ => MARK,
    };
    let title = text::width(&stage.title, TITLE);
    let title = if title <= 104.0 {
        title
    } else {
        text::narrowest(&stage.title, TITLE)
    };
    let duty = duty::line(stage).map_or(0.0, |duty| text::width(&duty, SMALL));
    let figures = if options.figures { 112.0 } else { 0.0 };
    (title + mark).max(duty).max(figures) + 1.0
}

fn content(stage: &Stage, room: f64, options: &Options) -> Content {
    let slim = matches!(stage.kind, StageKind::Gate(_) | StageKind::End(_));
    let mark = if matches!(stage.kind, StageKind::Work(_)) {
        0.0
    } else {
        MARK
    };
    let lines = text::wrap(&stage.title, TITLE, room - mark, 2);
    let duty = duty::line(stage).map(|duty| text::fit(&duty, SMALL, room));
    let mut height = lines.len().max(1) as f64 * TITLE_LINE + 2.0 * PAD.1;
    if duty.is_some() {
        height += SMALL_LINE;
    }
    if options.figures {
        height += SMALL_LINE + 4.0;
    }
    Content {
        lines,
        duty,
        height: if slim { height } else { height.max(58.0) },
    }
}

/// Tenths are fine enough for any screen, and short to write.
pub(crate) fn tenths(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

/// The `d` of an SVG path with rounded corners.
pub(crate) fn rounded(points: &[(f64, f64)]) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    let Some(((first, rest), last)) = points.split_first().zip(points.last()) else {
        return path;
    };
    let write = "writing into a text can't fail";
    write!(path, "M{} {}", first.0, first.1).expect(write);
    for trio in points.windows(3) {
        let (before, corner, after) = (trio[0], trio[1], trio[2]);
        let length = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
        let (come, go) = (length(before, corner), length(corner, after));
        let round = ROUND.min(come / 2.0).min(go / 2.0);
        if round < 0.1 {
            write!(path, "L{} {}", corner.0, corner.1).expect(write);
            continue;
        }
        let towards = |to: (f64, f64), way: f64| {
            let step = |from: f64, to: f64| tenths(from + (to - from) * round / way);
            (step(corner.0, to.0), step(corner.1, to.1))
        };
        let (a, b) = (towards(before, come), towards(after, go));
        write!(
            path,
            "L{} {}Q{} {} {} {}",
            a.0, a.1, corner.0, corner.1, b.0, b.1
        )
        .expect(write);
    }
    if !rest.is_empty() {
        write!(path, "L{} {}", last.0, last.1).expect(write);
    }
    path
}
