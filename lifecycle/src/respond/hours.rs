//! Hours: promises when the lead goes to somebody who works at other hours.
//!
//! What was worked of a promise stays worked: what is left of it, in the working time of the
//! one who had it, is left in that of the one who has it now.

use super::promise_of;
use crate::calendar::{Calendar, Counts};
use crate::lead::{Clock, ClockState, Draft, Event, Reason, Rescheduled};
use crate::presence::Hours;
use crate::process::model::Promise;
use jiff::Timestamp;

/// The lead has another owner: the promises that run count their working time.
pub(crate) fn change(draft: &mut Draft<'_>, before: Option<&Hours>) {
    if draft.hours() == before {
        return;
    }
    let house = &draft.process.calendar;
    let before = before.map_or_else(|| house.clone(), |own| own.on(house));
    let after = draft.calendar().into_owned();
    // While it stands still nothing has passed since it was paused.
    let from = draft
        .attended()
        .and_then(|it| it.paused.as_ref())
        .map_or(draft.now, |pause| pause.since);
    let stage = draft.stage();
    let clocks: Vec<Rescheduled> = draft
        .lead
        .clocks
        .iter()
        .filter(|clock| clock.state.is_running() && clock.counts == Counts::Working)
        .map(|clock| {
            let from = from.max(clock.started_at);
            let left = before.working_between(from, clock.due_at);
            let due_at = after.advance(from, left, clock.counts);
            let promise = stage.and_then(|stage| promise_of(stage, &clock.clock));
            moved(clock, promise, &after, due_at)
        })
        .collect();
    if !clocks.is_empty() {
        let because = vec![Reason::new("Working time is the new owner's")];
        draft.record(Event::ClocksRescheduled { clocks }, because);
    }
}

/// A promise due at another time, with the warnings that have yet to come.
pub(super) fn moved(
    clock: &Clock,
    promise: Option<&Promise>,
    calendar: &Calendar,
    due_at: Timestamp,
) -> Rescheduled {
    let to_come = clock.warn_then.len()
        + usize::from(clock.state == ClockState::Running && clock.warn_at.is_some());
    let warnings = promise.map_or(&[][..], |promise| &promise.warn);
    let passed = warnings.len().saturating_sub(to_come);
    Rescheduled {
        clock: clock.clock.clone(),
        warn_at: warnings
            .iter()
            .skip(passed)
            .map(|warn| calendar.before(due_at, *warn, clock.counts))
            .collect(),
        due_at,
        paused_seconds: clock.paused_seconds,
    }
}
