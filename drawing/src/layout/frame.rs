//! Frame: pixels. Columns are as wide as what stands in their boxes, gaps as wide as what
//! runs in them and what is written beside it.

use super::axes::{Axis, PITCH, body, gap, wishes};
use super::grid::Grid;
use super::lanes::Seats;
use super::links::Link;
use super::path::{rounded, tenths};
use super::tracks::{Run, Tracks};
use super::{Arrow, Drawing, Entry, Lane, Node, Options, duty, label};
use crate::text::{self, LANE, SMALL, TITLE};
use lifecycle::names::RoleId;
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
/// The titles of lanes are wrapped to this.
const GUTTER: f64 = 96.0;

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
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        line: &Line,
        grid: &'a Grid,
        tracks: &'a Tracks,
        links: &[Link],
        options: &Options,
        words: bool,
    ) -> Self {
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

        let mut frame = Self {
            grid,
            tracks,
            uprights: Vec::new(),
            levels: Vec::new(),
            contents,
            gutter: 0.0,
            titles: Vec::new(),
        };
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
            label::labels(&points, links, &nodes, &lanes, (self.gutter, width))
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
                path: rounded(&points, false),
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
            .map(|role| text::wrap(title(process, role.as_ref()), LANE, GUTTER, 3))
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
                    title: title(process, role.as_ref()).to_owned(),
                    lines: self.titles[i].clone(),
                    expects: known.and_then(|role| role.expects.clone()),
                    y: tenths(top),
                    height: tenths(bottom) - tenths(top),
                }
            })
            .collect()
    }

    fn nodes(&mut self, process: &Process, line: &Line, seats: &Seats) -> Vec<Node> {
        // A low box stands where its arrows come in, and is as high as they need.
        let mut reach = vec![(f64::INFINITY, f64::NEG_INFINITY); line.stages.len()];
        let ends: BTreeMap<_, _> = self.grid.taken.clone();
        for (runs, route) in self.tracks.of.iter().zip(&self.tracks.routes) {
            let both = [(route.first(), runs.first()), (route.last(), runs.last())];
            for (spot, run) in both {
                let (Some(spot), Some(run)) = (spot, run) else {
                    continue;
                };
                let run = &self.tracks.runs[*run];
                if let (false, Some(stage)) = (run.upright, ends.get(spot)) {
                    let at = run.offset * self.levels[run.line].pitch;
                    let (top, bottom) = &mut reach[*stage];
                    (*top, *bottom) = (top.min(at), bottom.max(at));
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
                let (high, middle) = match reach[i] {
                    (top, bottom) if slim && top <= bottom => {
                        let high = content.height.max(bottom - top + 22.0).min(row.length);
                        let aside = (row.length - high) / 2.0;
                        let middle = f64::midpoint(top, bottom).clamp(-aside, aside);
                        (high, row.middle + middle)
                    }
                    _ if slim => (content.height.min(row.length), row.middle),
                    _ => (row.length, row.middle),
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
                    y: tenths(middle - high / 2.0),
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

/// What people call a role.
fn title<'a>(process: &'a Process, role: Option<&'a RoleId>) -> &'a str {
    role.map_or("", |role| {
        process
            .role(role)
            .map_or(role.as_str(), |known| known.title.as_str())
    })
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
    let figures = if options.figures { 128.0 } else { 0.0 };
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
