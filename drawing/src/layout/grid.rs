//! Grid: the lines along which arrows run.
//!
//! Upright lines are numbered from 0: even ones lie between columns, line `2c + 1` goes
//! through the middle of column `c`. Level lines: above, between and below the rows of
//! each lane, and through each row. Where an upright and a level line meet is a spot.

use super::cells::Cells;
use std::collections::BTreeMap;

/// An upright line and a level one.
pub(super) type Spot = (usize, usize);

/// A level line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub lane: usize,
    /// Through the middle of a row, or free of boxes.
    pub row: Option<usize>,
}

pub(super) struct Grid {
    /// How many upright lines.
    pub uprights: usize,
    pub levels: Vec<Level>,
    /// By stage: where its box is.
    pub boxes: Vec<Spot>,
    /// Which stage a box belongs to.
    pub taken: BTreeMap<Spot, usize>,
}

impl Grid {
    pub(super) fn new(cells: &Cells, lanes: usize) -> Self {
        let mut levels = Vec::new();
        let mut level_of = Vec::new();
        for lane in 0..lanes {
            levels.push(Level { lane, row: None });
            for _ in 0..cells.rows[lane] {
                let row = Some(level_of.len());
                level_of.push(levels.len());
                levels.push(Level { lane, row });
                levels.push(Level { lane, row: None });
            }
        }
        let boxes: Vec<Spot> = cells
            .at
            .iter()
            .map(|(column, row)| (2 * column + 1, level_of[*row]))
            .collect();
        let taken = boxes.iter().enumerate().map(|(i, at)| (*at, i)).collect();
        Self {
            uprights: 2 * cells.columns + 1,
            levels,
            boxes,
            taken,
        }
    }

    /// How many spots there are.
    pub(super) fn spots(&self) -> usize {
        self.uprights * self.levels.len()
    }
}

/// The corners of a way that is given spot by spot.
pub(super) fn corners(way: &[Spot]) -> Vec<Spot> {
    let mut corners: Vec<Spot> = Vec::new();
    for spot in way {
        if let [.., a, b] = corners[..]
            && ((a.0 == b.0 && b.0 == spot.0) || (a.1 == b.1 && b.1 == spot.1))
        {
            corners.pop();
        }
        if corners.last() != Some(spot) {
            corners.push(*spot);
        }
    }
    corners
}
