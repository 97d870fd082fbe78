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

use crate::lead::{Attended, Cell, Lead, Standing};
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
    /// waiting, the next step, as its owner may not be there then. Where nothing is, a day
    /// after anything last happened. `None` once it ended.
    ///
    /// It may lie in the past: then it was not looked at yet.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let Standing::Open(attended) = &self.standing else {
            return None;
        };
        let step = Some(attended.next_step.due_at).filter(|due| *due > self.last.at);
        self.falls_due(attended)
            .chain(step)
            .min()
            .or_else(|| Some(a_day_after(self.last.at)))
    }

    /// [`Lead::wake_at`] as seen at `now`, and always after it. What fell due and wasn't looked at
    /// yet is looked at at once; a step that is overdue, of which time has seen, in a day.
    pub fn wake_after(&self, now: Timestamp) -> Option<Timestamp> {
        let Standing::Open(attended) = &self.standing else {
            return None;
        };
        let soon = now.saturating_add(AT_ONCE).unwrap_or(Timestamp::MAX);
        let step = Some(attended.next_step.due_at).filter(|due| *due > now);
        self.falls_due(attended)
            .map(|at| if at > now { at } else { soon })
            .chain(step)
            .min()
            .or_else(|| Some(a_day_after(now)))
    }

    /// The instant by which time has to look at it, whatever it saw before; `None` where
    /// only the next step is left, which it may have seen overdue, or the episode is over.
    pub fn wake_by(&self) -> Option<Timestamp> {
        match &self.standing {
            Standing::Open(attended) => self.falls_due(attended).min(),
            Standing::Ended { .. } | Standing::Merged { .. } => None,
        }
    }

    /// When warnings, deadlines, what follows later, and the ends of waiting, of a pause and
    /// of a snooze fall due.
    fn falls_due<'l>(&'l self, attended: &'l Attended) -> impl Iterator<Item = Timestamp> + 'l {
        let paused = attended.paused.as_ref();
        let clocks = self.clocks.iter().filter_map(move |clock| {
            if clock.state.is_owed() {
                return clock.later.first().copied();
            }
            let runs = clock.state.is_running() && paused.is_none();
            runs.then(|| {
                let warn_at = clock.next_warning();
                warn_at.map_or(clock.due_at, |warn_at| warn_at.min(clock.due_at))
            })
        });
        let pause = paused.map(|pause| pause.until);
        let snooze = attended.snooze.as_ref().map(|snooze| snooze.until);
        clocks.chain(attended.wake_on).chain(pause).chain(snooze)
    }
}

/// What fell due and wasn't looked at yet is looked at after this long.
const AT_ONCE: SignedDuration = SignedDuration::from_millis(1);

fn a_day_after(at: Timestamp) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24))
        .unwrap_or(Timestamp::MAX)
}
