//! Track: where a lead stands in the balance sheet, and when to look at it again.
//!
//! Each lead is in exactly one [`Cell`] at every moment, so the cells add up to the
//! leads that came in. Each open lead has an instant at which time looks at it again.
//!
//! In which order somebody works says [`day`], how much of it fits into their time [`fits`];
//! how a lead is put off, and wakes, `snooze`.
//!
//! Deliberately absent: what is done then (`respond`), and figures over many leads.

pub mod day;
pub mod fits;
pub(crate) mod snooze;

use crate::lead::{Cell, ClockState, Lead, Standing};
use crate::names::StageId;
use crate::process::model::{Outcome, Phase};
use jiff::{SignedDuration, Timestamp};

impl Lead {
    /// Where it is, or where it ended.
    pub fn stage(&self) -> &StageId {
        match &self.standing {
            Standing::Open(attended) => &attended.stage,
            Standing::Ended { stage, .. } | Standing::Merged { stage, .. } => stage,
        }
    }

    /// How far it is, or how far it came.
    pub fn phase(&self) -> Phase {
        match &self.standing {
            Standing::Open(attended) => attended.phase,
            Standing::Ended { phase, .. } | Standing::Merged { phase, .. } => *phase,
        }
    }

    /// `open`, `won`, `lost`, `disqualified` or `merged`.
    pub fn status(&self) -> &'static str {
        match &self.standing {
            Standing::Open(_) => "open",
            Standing::Ended { outcome, .. } => outcome.word(),
            Standing::Merged { .. } => "merged",
        }
    }

    /// The cell of the balance sheet it is in.
    pub fn cell(&self) -> Cell {
        match &self.standing {
            Standing::Open(attended) if attended.holding => Cell::Nurtured,
            Standing::Open(attended) if attended.given_back => Cell::Returned,
            Standing::Open(_) if self.last.human_touch_at.is_some() => Cell::Followed,
            Standing::Open(_) => Cell::Waiting,
            Standing::Ended { outcome, .. } => match outcome {
                Outcome::Won => Cell::Won,
                Outcome::Lost => Cell::Lost,
                Outcome::Disqualified => Cell::Disqualified,
            },
            Standing::Merged { .. } => Cell::Merged,
        }
    }

    /// The earliest instant at which anything is due: a warning, a deadline, the end of
    /// waiting. Where nothing is, the deadline of the next step, and when that is behind
    /// too, a day after anything last happened. `None` once it ended.
    ///
    /// It may lie in the past: then it was not looked at yet.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let Standing::Open(attended) = &self.standing else {
            return None;
        };
        let clocks = self.clocks.iter().filter_map(|clock| match clock.state {
            ClockState::Running => Some(clock.warn_at.unwrap_or(clock.due_at)),
            ClockState::Warned => Some(clock.due_at),
            ClockState::Kept { .. } | ClockState::Broken { .. } | ClockState::Stopped { .. } => {
                None
            }
        });
        clocks
            .chain(attended.wake_on)
            .chain(attended.snooze.as_ref().map(|snooze| snooze.until))
            .min()
            .or_else(|| {
                let due = attended.next_step.due_at;
                Some(if due > self.last.at {
                    due
                } else {
                    a_day_after(self.last.at)
                })
            })
    }

    /// [`Lead::wake_at`] for somebody who has just looked: never before or at `now`.
    pub fn wake_after(&self, now: Timestamp) -> Option<Timestamp> {
        self.wake_at()
            .map(|at| if at > now { at } else { a_day_after(now) })
    }
}

fn a_day_after(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24))
        .unwrap_or(Timestamp::MAX)
}
