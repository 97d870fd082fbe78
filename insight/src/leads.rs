//! Leads: what became of each lead, as columns, and the figures on it.

use crate::columns::{Labels, Moneys, Times};

/// What became of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// Nothing yet: somebody owes it something.
    Open,
    /// Became a customer.
    Won,
    /// Lost on the way.
    Lost,
    /// Was never a lead: spam, wrong number, junk.
    Disqualified,
}

/// One row a lead. All columns that are there have [`Leads::len`] rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Leads {
    /// What became of it.
    pub outcome: Vec<Outcome>,
    /// When it came.
    pub captured: Option<Times>,
    /// When it was won, lost or disqualified.
    pub closed: Option<Times>,
    /// When a person first touched it.
    pub first_touch: Option<Times>,
    /// When anything last happened to it.
    pub last_touch: Option<Times>,
    /// What it was worth.
    pub value: Option<Moneys>,
    /// The channel it came by.
    pub source: Option<Labels>,
    /// Who looks after it.
    pub owner: Option<Labels>,
    /// Where it stands.
    pub stage: Option<Labels>,
}

impl Leads {
    /// How many.
    pub fn len(&self) -> usize {
        self.outcome.len()
    }
    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.outcome.is_empty()
    }
}
