//! Figures: how long a lead waited for us, and how late a promise is.

use crate::calendar::{Calendar, Counts};
use crate::lead::{Clock, ClockState, Lead};
use jiff::{SignedDuration, Timestamp};

/// How long a lead waited, in working time of the house. Two figures, as two things are to be
/// mended: what the program and its rules take, and what people take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Response {
    /// From coming in until a person had it; `None` while nobody had it.
    pub system: Option<SignedDuration>,
    /// From there until a person reached out; `None` while nobody did.
    pub human: Option<SignedDuration>,
}

/// How long a lead waited for somebody to have it, and for them to reach out.
pub fn response(lead: &Lead, house: &Calendar) -> Response {
    let last = &lead.last;
    let between = |from, until| house.working_between(from, until);
    Response {
        system: last.assigned_at.map(|at| between(lead.captured_at, at)),
        human: last
            .assigned_at
            .zip(last.first_touch_at)
            .map(|(had, reached)| between(had, reached)),
    }
}

/// How late what was promised is, or was when it was done, in the time that the clock counts.
/// `None` for a promise that isn't broken.
pub fn late_by(clock: &Clock, calendar: &Calendar, now: Timestamp) -> Option<SignedDuration> {
    let ClockState::Broken { met_at } = clock.state else {
        return None;
    };
    let until = met_at.unwrap_or(now);
    Some(match clock.counts {
        Counts::Working => calendar.working_between(clock.due_at, until),
        Counts::Elapsed => until.duration_since(clock.due_at).max(SignedDuration::ZERO),
    })
}
