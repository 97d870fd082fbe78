//! Pause: promises that stand still, for a reason, and not for ever.
//!
//! While a lead is paused its promises that run are neither warned of nor broken; what is left
//! of them is left when they run again. Promises that broke are measured on. The process names the
//! reasons, and how long all pauses at a stage may last together, in working time of the
//! house. A pause ends by itself when its time is up, when the person asks again, and with the
//! stage.
//!
//! Deliberately absent: pausing by the program. Only who asks for it pauses.

use super::{hours, promise_of};
use crate::calendar::Counts;
use crate::lead::{Draft, Event, Reason, Refusal, Rescheduled};
use crate::names::ReasonId;
use crate::words::{moment, said, spoken};
use jiff::{SignedDuration, Timestamp};

/// Pauses what runs, until then or as long as the process allows.
pub(crate) fn begin(
    draft: &mut Draft<'_>,
    reason: ReasonId,
    until: Option<Timestamp>,
) -> Result<(), Refusal> {
    let Some((pauses, attended)) = draft.process.pauses.as_ref().zip(draft.attended()) else {
        return Err(Refusal::NoPauses);
    };
    if !pauses.reasons.contains(&reason) {
        let reasons = pauses.reasons.iter().map(|own| format!("`{own}`"));
        return Err(Refusal::PauseReason {
            reason,
            reasons: reasons.collect::<Vec<_>>().join(", "),
        });
    }
    if attended.paused.is_some() {
        return Err(Refusal::AlreadyPaused);
    }
    if !draft.lead.clocks.iter().any(|own| own.state.is_running()) {
        return Err(Refusal::NothingRuns);
    }
    if until.is_some_and(|until| until <= draft.now) {
        return Err(Refusal::Past { what: "`until`" });
    }
    let house = &draft.process.calendar;
    // Working days differ in length: those behind the coming to the stage count for all pauses.
    let whole = house.after(attended.since, pauses.at_most, Counts::Working);
    let whole = house.working_between(attended.since, whole);
    let left = whole - SignedDuration::from_secs(attended.paused_seconds);
    if left <= SignedDuration::ZERO {
        return Err(Refusal::PauseUsedUp {
            at_most: pauses.at_most.to_string(),
        });
    }
    let latest = house.advance(draft.now, left, Counts::Working);
    if until.is_some_and(|until| until > latest) {
        return Err(Refusal::PauseTooLong {
            at_most: pauses.at_most.to_string(),
            latest: said(format_args!("{}", moment(latest, &house.zone, draft.now))),
        });
    }
    let until = until.unwrap_or(latest);
    let text = said(format_args!("Paused: {}", spoken(reason.as_str())));
    let because = Reason {
        text,
        rule: None,
        place: Some(pauses.place),
    };
    draft.record_by_them(Event::ClocksPaused { reason, until }, vec![because]);
    draft.replan = true;
    Ok(())
}

/// What was paused runs again, as somebody says.
pub(crate) fn resume(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(event) = end_at(draft, draft.now) else {
        return Err(Refusal::NotPaused);
    };
    draft.record_by_them(event, Vec::new());
    draft.replan = true;
    Ok(())
}

/// What was paused runs again at this instant, as its time was up then, or for another reason.
pub(crate) fn end(draft: &mut Draft<'_>, at: Timestamp, why: &str) {
    if let Some(event) = end_at(draft, at) {
        draft.record(event, vec![Reason::new(why)]);
        draft.replan = true;
    }
}

fn end_at(draft: &Draft<'_>, at: Timestamp) -> Option<Event> {
    let pause = draft.attended()?.paused.as_ref()?;
    let calendar = draft.calendar();
    let stage = draft.stage();
    let between = |from: Timestamp, until: Timestamp, counts: Counts| match counts {
        Counts::Working => calendar.working_between(from, until),
        Counts::Elapsed => until.duration_since(from),
    };
    let clocks = draft
        .lead
        .clocks
        .iter()
        .filter(|clock| clock.state.is_running())
        .map(|clock| {
            let from = pause.since.max(clock.started_at);
            let left = between(from, clock.due_at, clock.counts);
            let due_at = calendar.advance(at, left, clock.counts);
            let promise = stage.and_then(|stage| promise_of(stage, &clock.clock));
            let stood = between(from, at, clock.counts).as_secs();
            Rescheduled {
                paused_seconds: clock.paused_seconds.saturating_add(stood),
                ..hours::moved(clock, promise, &calendar, due_at)
            }
        })
        .collect();
    let house = &draft.process.calendar;
    Some(Event::ClocksResumed {
        paused_seconds: house.working_between(pause.since, at).as_secs(),
        clocks,
    })
}
