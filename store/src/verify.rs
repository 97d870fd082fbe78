//! Verify: rebuilds every lead from its events and checks all invariants.

use crate::{Result, Store};
use lifecycle::names::LeadId;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Verification {
    /// Leads looked at.
    pub leads: u64,
    /// Events looked at.
    pub events: u64,
    /// Submissions looked at.
    pub submissions: u64,
    /// Members looked at.
    pub members: u64,
    /// Effects looked at.
    pub effects: u64,
    /// What isn't as it should be; at most [`Verification::MOST`] of them.
    pub differences: Vec<Difference>,
    /// How many more there are.
    pub more_differences: u64,
}

impl Verification {
    /// How many differences are listed.
    pub const MOST: usize = 1000;

    /// Nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Something that isn't as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Of which lead, if of one.
    pub lead: Option<LeadId>,
    /// What was looked at: `state`, `column due_at`, `events`, ….
    pub what: String,
    /// What follows from the events.
    pub expected: String,
    /// What is stored.
    pub found: String,
}

/// Reads everything, in bounded memory, and compares. `progress` is told how many leads were looked at.
pub async fn verify(store: &Store, progress: impl FnMut(u64)) -> Result<Verification> {
    let _ = (store, progress);
    todo!()
}
