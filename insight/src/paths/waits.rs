//! Waits: the times between events, those of one kind side by side.

use crate::columns::Time;

/// Lists of times in one piece of memory. How long each may become is counted
/// beforehand, so nothing is moved while they fill.
#[derive(Default)]
pub(super) struct Lists {
    // Invariant: list `i` is `values[starts[i]..ends[i]]`, and ends before `starts[i + 1]`.
    starts: Vec<usize>,
    ends: Vec<usize>,
    values: Vec<Time>,
}

impl Lists {
    /// Empty lists with room for so many values each.
    pub(super) fn with_room(counts: impl Iterator<Item = u64>) -> Self {
        let mut total = 0;
        let starts: Vec<usize> = counts
            .map(|count| {
                let start = total;
                total += count as usize;
                start
            })
            .collect();
        Self {
            ends: starts.clone(),
            starts,
            values: vec![0; total],
        }
    }

    /// Adds a value to a list; it must have room.
    pub(super) fn push(&mut self, list: usize, value: Time) {
        let end = &mut self.ends[list];
        self.values[*end] = value;
        *end += 1;
    }

    /// The values of a list, in the order pushed.
    pub(super) fn get(&self, list: usize) -> &[Time] {
        &self.values[self.starts[list]..self.ends[list]]
    }
}
