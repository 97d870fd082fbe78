//! Plain ways: the same pattern for each arrow, without a search. For lines of hundreds
//! and thousands of stages.

use super::grid::{Grid, Spot, corners};
use super::links::Link;

/// Out to the right, along the gap above the target's row, and in from the left.
pub(super) fn routes(grid: &Grid, links: &[Link]) -> Vec<Vec<Spot>> {
    links.iter().map(|link| route(grid, link)).collect()
}

/// The way of one arrow. It meets no box: but for its ends, it runs between cells only.
pub(super) fn route(grid: &Grid, link: &Link) -> Vec<Spot> {
    let (from, to) = (grid.boxes[link.from], grid.boxes[link.to]);
    let (out, into) = (from.0 + 1, to.0 - 1);
    if out == into {
        return corners(&[from, (out, from.1), (into, to.1), to]);
    }
    let above = to.1 - 1;
    corners(&[
        from,
        (out, from.1),
        (out, above),
        (into, above),
        (into, to.1),
        to,
    ])
}
