//! Balance: leads in, and what became of them, to the single lead.

use crate::{LeadFilter, Reader, Result};
use jiff::Timestamp;
use lifecycle::lead::Cell;

/// The balance sheet. The leads are the sum of the cells because they are counted so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balance {
    /// Each cell with its leads, in the order of [`Cell`]; empty ones too.
    pub cells: Vec<(Cell, u64)>,
}

impl Balance {
    /// Leads in.
    pub fn leads(&self) -> u64 {
        self.cells.iter().map(|(_, leads)| leads).sum()
    }
}

/// What came in and was won in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// When the period begins.
    pub from: Timestamp,
    /// Leads captured in it.
    pub captured: u64,
    /// Leads won in it, whenever they came in.
    pub won: u64,
}

impl Reader {
    /// Leads in, one figure a cell.
    pub async fn balance(&mut self, filter: &LeadFilter) -> Result<Balance> {
        let _ = filter;
        todo!()
    }

    /// What came in and was won between each of the bounds and the next one.
    pub async fn flow(&mut self, filter: &LeadFilter, bounds: &[Timestamp]) -> Result<Vec<Flow>> {
        let _ = (filter, bounds);
        todo!()
    }
}
