//! Cells: the column and the row of each stage.
//!
//! Columns follow the longest way that leads forward in the document's order, so that
//! forward moves lead to the right. Ends stand in the last column. A hold from which the
//! line doesn't go on stands beside it, in the middle of those who send leads there.

use super::lanes::Seats;
use super::links::Link;
use lifecycle::process::model::{Line, StageKind};
use std::collections::BTreeMap;

/// Where stages stand.
pub(super) struct Cells {
    /// How many columns.
    pub columns: usize,
    /// By lane: how many rows. At least one each.
    pub rows: Vec<usize>,
    /// By stage: its column, and its row counted over all lanes.
    pub at: Vec<(usize, usize)>,
}

/// What a stage is to the columns.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// On the line.
    On,
    /// Beside it.
    Beside,
    /// Behind it.
    End,
}

pub(super) fn cells(line: &Line, seats: &Seats, links: &[Link]) -> Cells {
    let parts = parts(line, links);
    let mut column = vec![0; parts.len()];
    // Links come by the number of the stage they leave, so each column is final when it is used.
    for link in links {
        if link.from < link.to && parts[link.from] == Part::On && parts[link.to] == Part::On {
            column[link.to] = column[link.to].max(column[link.from] + 1);
        }
    }
    let on = (0..parts.len()).filter(|stage| parts[*stage] == Part::On);
    let last = on.map(|stage| column[stage]).max();
    let ends = last.map_or(0, |last| last + 1);
    for (stage, part) in parts.iter().enumerate() {
        if *part == Part::End {
            column[stage] = ends;
        }
    }
    beside(&parts, links, &mut column, last.unwrap_or(0));

    let (rows, row) = rows(&parts, seats, links, &column);
    let mut first = Vec::with_capacity(rows.len());
    let mut sum = 0;
    for count in &rows {
        first.push(sum);
        sum += count;
    }
    Cells {
        columns: column.iter().max().map_or(1, |last| last + 1),
        at: (0..parts.len())
            .map(|stage| (column[stage], first[seats.of[stage]] + row[stage]))
            .collect(),
        rows,
    }
}

fn parts(line: &Line, links: &[Link]) -> Vec<Part> {
    let mut parts: Vec<Part> = line
        .stages
        .iter()
        .map(|stage| match stage.kind {
            StageKind::Gate(_) | StageKind::Work(_) => Part::On,
            StageKind::Hold(_) => Part::Beside,
            StageKind::End(_) => Part::End,
        })
        .collect();
    let ends = parts.clone();
    for link in links {
        let goes_on = link.from < link.to && ends[link.to] != Part::End;
        if goes_on && parts[link.from] == Part::Beside {
            parts[link.from] = Part::On;
        }
    }
    parts
}

/// Columns for holds beside the line: the middle of their neighbours.
fn beside(parts: &[Part], links: &[Link], column: &mut [usize], last: usize) {
    let mut near: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for link in links {
        if parts[link.to] == Part::Beside && parts[link.from] == Part::On {
            near.entry(link.to).or_default().push(column[link.from]);
        }
    }
    for stage in (0..parts.len()).filter(|stage| parts[*stage] == Part::Beside) {
        let mut around = near.remove(&stage).unwrap_or_default();
        around.sort_unstable();
        around.dedup();
        let sum: usize = around.iter().sum();
        column[stage] = match around.len() {
            0 => last,
            many => ((sum as f64 / many as f64).round() as usize).min(last),
        };
    }
}

/// Rows within lanes: the row of a stage that leads there where it is free, so that the
/// line is straight; else the first free one.
fn rows(
    parts: &[Part],
    seats: &Seats,
    links: &[Link],
    column: &[usize],
) -> (Vec<usize>, Vec<usize>) {
    let mut before: Vec<Option<usize>> = vec![None; parts.len()];
    for link in links {
        let level = seats.of[link.from] == seats.of[link.to];
        if level && column[link.from] < column[link.to] {
            let closer = before[link.to].is_none_or(|other| column[other] < column[link.from]);
            if closer {
                before[link.to] = Some(link.from);
            }
        }
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|stage| (column[*stage], *stage));
    let mut taken: BTreeMap<(usize, usize), (Vec<bool>, usize)> = BTreeMap::new();
    let mut row = vec![0; parts.len()];
    let mut rows = vec![1; seats.lanes.len()];
    for stage in order {
        let lane = seats.of[stage];
        let (taken, free) = taken.entry((lane, column[stage])).or_default();
        let is_taken = |row: usize, taken: &[bool]| taken.get(row).copied().unwrap_or(false);
        let wished = before[stage].map_or(0, |before| row[before]);
        let chosen = if is_taken(wished, taken) {
            while is_taken(*free, taken) {
                *free += 1;
            }
            *free
        } else {
            wished
        };
        if taken.len() <= chosen {
            taken.resize(chosen + 1, false);
        }
        taken[chosen] = true;
        row[stage] = chosen;
        rows[lane] = rows[lane].max(chosen + 1);
    }
    (rows, row)
}
