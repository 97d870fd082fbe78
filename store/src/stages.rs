//! Stages: how far leads came, where they are, and along which arrows they went.

use crate::{LeadFilter, Reader, Result};
use jiff::{SignedDuration, Timestamp};
use lifecycle::names::StageId;

/// How many leads ever reached a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Which.
    pub stage: StageId,
    /// How many.
    pub leads: u64,
}

/// What is going on, stage by stage and arrow by arrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StageCounts {
    /// Stages with open leads, by name.
    pub stages: Vec<StageCount>,
    /// Arrows that leads went along in the time asked for, by name.
    pub arrows: Vec<ArrowCount>,
}

/// The open leads of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCount {
    /// Which.
    pub stage: StageId,
    /// How many.
    pub open: u64,
    /// Of these, with a next step that was due before now.
    pub overdue: u64,
    /// How long half of them have been there at least.
    pub median_age: SignedDuration,
}

/// Leads that went along an arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrowCount {
    /// From where.
    pub from: StageId,
    /// Where to.
    pub to: StageId,
    /// How many, each counted once.
    pub leads: u64,
}

impl Reader {
    /// Of the leads that match, how many ever reached each of these stages.
    pub async fn funnel(
        &mut self,
        filter: &LeadFilter,
        stages: &[StageId],
    ) -> Result<Vec<Reached>> {
        let _ = (filter, stages);
        todo!()
    }

    /// What is going on at `now`; arrows since `moved_since`.
    pub async fn stage_counts(
        &mut self,
        now: Timestamp,
        moved_since: Timestamp,
        filter: &LeadFilter,
    ) -> Result<StageCounts> {
        let _ = (now, moved_since, filter);
        todo!()
    }
}
