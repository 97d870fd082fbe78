//! Leads: reading and recording what a lead is and what happened to it.

use crate::{Cursor, LeadFilter, LeadRow, Page, Reader, Result, Sort, StoredEvent, Work};
use jiff::Timestamp;
use lifecycle::lead::{Decision, Lead};
use lifecycle::names::LeadId;

impl Work {
    /// The lead, to change it: others that want to change it wait.
    pub async fn lead(&mut self, id: &LeadId) -> Result<Option<Lead>> {
        let _ = id;
        todo!()
    }

    /// The leads of these ids, in the same order and in one round.
    pub async fn leads(&mut self, ids: &[LeadId]) -> Result<Vec<Option<Lead>>> {
        let _ = ids;
        todo!()
    }

    /// Writes events, the leads' rows, effects, turns and `wake_at`.
    ///
    /// The version of each lead must still be the one it had before the decision's events,
    /// else [`Error::Conflict`](crate::Error::Conflict). Several decisions on one lead may
    /// follow each other. Instants are whole microseconds.
    pub async fn record(&mut self, decisions: &[Decision]) -> Result<()> {
        let _ = decisions;
        todo!()
    }

    /// Open leads with something due at `now`, the longest overdue first, without those
    /// that another node is at.
    pub async fn due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<LeadId>> {
        let _ = (now, limit);
        todo!()
    }
}

impl Reader {
    /// The lead.
    pub async fn lead(&mut self, id: &LeadId) -> Result<Option<Lead>> {
        let _ = id;
        todo!()
    }

    /// What happened to the lead, after its event number `after_seq`.
    pub async fn events(
        &mut self,
        id: &LeadId,
        after_seq: u32,
        limit: u32,
    ) -> Result<Vec<StoredEvent>> {
        let _ = (id, after_seq, limit);
        todo!()
    }

    /// One page of the leads that match.
    pub async fn leads(
        &mut self,
        filter: &LeadFilter,
        sort: Sort,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<LeadRow>> {
        let _ = (filter, sort, cursor, limit);
        todo!()
    }

    /// How many leads match.
    pub async fn count(&mut self, filter: &LeadFilter) -> Result<u64> {
        let _ = filter;
        todo!()
    }

    /// How many leads match, counted up to `most` and no further: quick however many there are.
    pub async fn count_up_to(&mut self, filter: &LeadFilter, most: u64) -> Result<u64> {
        let _ = (filter, most);
        todo!()
    }

    /// The earliest instant at which anything is due.
    pub async fn next_wake(&mut self) -> Result<Option<Timestamp>> {
        todo!()
    }
}
