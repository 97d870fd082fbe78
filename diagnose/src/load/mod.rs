//! Load: the second reading. The mapped columns become the columns that the
//! figures are counted on; everything else is passed over.

mod columns;
mod events;
mod leads;
mod moments;
mod sides;

pub use columns::{Mails, Phones, Unread};
pub use events::{Cases, events};
pub use leads::{LeadColumn, LeadTable, Match, leads};
pub use moments::Clock;

use std::num::NonZeroUsize;

/// Texts by row, in one piece of memory.
#[derive(Debug, Default, Clone)]
pub struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a row.
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }
    /// The text of a row; empty where there is none.
    pub fn get(&self, row: usize) -> &str {
        let start = NonZeroUsize::new(row).map_or(Some(0), |r| self.ends.get(r.get() - 1).copied());
        match (start, self.ends.get(row)) {
            (Some(start), Some(end)) => self.all.get(start..*end).unwrap_or(""),
            _ => "",
        }
    }
    /// How many rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
