//! Respond: what was promised, what keeps it, and what is to be done next.
//!
//! On coming to a stage its promises begin to run, each as long as the grade says. What a
//! promise waits for keeps it: somebody says yes, a person reaches out, both sides speak, a
//! verdict, going on. What it waited for in vain when the lead leaves is stopped. A promise
//! that broke stays broken, and what was promised is still measured: it is met late.
//!
//! What counts is when a thing was done, not when it was written down: a call at five to
//! nine, logged at ten past, keeps a promise until nine, unless the clock was
//! already seen to break. Then others were told and the lead may be another's: the breach
//! stays, so that nobody mends their figures afterwards, and the event that it was met
//! says that the touch was in time and only written down too late.
//!
//! `step` finds the next step and its deadline, `due` does what time brings.
//!
//! Working time is the owner's where they have own hours (`hours`). What runs can be paused,
//! for a reason and so long as the process allows (`pause`). How long it took until somebody had
//! the lead, and from there until they reached out, are two figures (`figures`).

pub(crate) mod due;
mod figures;
pub(crate) mod hours;
pub(crate) mod pause;
pub(crate) mod step;

pub use figures::{Response, late_by, response};

use crate::lead::alert::{Occasion, raise_for};
use crate::lead::{Clock, ClockState, Draft, Event, Reason};
use crate::names::ClockId;
use crate::process::model::{Promise, Stage, StopsOn};
use crate::words::{capital, moment, said};
use jiff::{SignedDuration, Timestamp};

/// A promise that takes no time would break as it begins: it takes a second at least.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);

impl ClockState {
    /// It runs, warned or not.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Running | Self::Warned)
    }

    /// It broke, and what was promised is still to be done.
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Broken { met_at: None })
    }
}

/// Starts what the stage promises. Who has accepted already need not do so again.
pub(crate) fn begin(draft: &mut Draft<'_>, stage: &Stage) {
    for promise in promises(stage) {
        let accepted = draft.attended().is_some_and(|it| it.accepted);
        if promise.stops_on == StopsOn::Accepted && accepted {
            continue;
        }
        start(draft, promise, Vec::new());
    }
}

/// Starts one promise, or starts it anew.
pub(crate) fn start(draft: &mut Draft<'_>, promise: &Promise, mut because: Vec<Reason>) {
    let grade = draft.lead.score.grade.as_ref();
    let Some(span) = promise.within.for_grade(grade) else {
        return;
    };
    let calendar = draft.calendar();
    let now = draft.now;
    let soonest = now.saturating_add(SHORTEST).unwrap_or(Timestamp::MAX);
    let due_at = calendar.after(now, span, promise.counts).max(soonest);
    let mut warnings = promise
        .warn
        .iter()
        .map(|warn| calendar.before(due_at, *warn, promise.counts))
        .filter(|warn_at| *warn_at > now);
    let warn_at = warnings.next();
    let warn_then: Vec<Timestamp> = warnings.collect();
    let by_grade = promise
        .within
        .by_grade
        .iter()
        .any(|(own, _)| Some(own) == grade);
    let name = capital(promise.clock.as_str());
    let within = span.in_words(promise.counts);
    let text = match grade {
        Some(grade) if by_grade => said(format_args!("{name} within {within} for grade {grade}")),
        _ => said(format_args!("{name} within {within}")),
    };
    because.push(Reason::at(text, &promise.clock, promise.place));
    draft.record(
        Event::ClockStarted {
            clock: promise.clock.clone(),
            warn_at,
            due_at,
            counts: promise.counts,
            warn_then,
        },
        because,
    );
}

/// The owner is another: an answer is asked of them, as it was of the one before.
pub(crate) fn ask_anew(draft: &mut Draft<'_>, stage: &Stage) {
    for promise in promises(stage) {
        if promise.stops_on == StopsOn::Accepted {
            let text = "Somebody else has it now";
            start(draft, promise, vec![Reason::new(text)]);
        }
    }
    draft.replan = true;
}

/// What these promises wait for was done at `done_at`.
pub(crate) fn meet(draft: &mut Draft<'_>, done_at: Timestamp, waits: impl Fn(StopsOn) -> bool) {
    let Some(stage) = draft.stage() else {
        return;
    };
    for promise in promises(stage) {
        if waits(promise.stops_on) {
            let met = meet_one(draft, &promise.clock, done_at);
            // Saying yes changes nothing in what is to be done, nor by when.
            draft.replan |= met && promise.stops_on != StopsOn::Accepted;
        }
    }
}

fn meet_one(draft: &mut Draft<'_>, clock: &ClockId, done_at: Timestamp) -> bool {
    let Some((state, due_at)) = state_of(draft, clock) else {
        return false;
    };
    let clock = clock.clone();
    if state.is_running() && done_at <= due_at {
        let because = logged_later(draft, done_at, "").into_iter().collect();
        draft.record(Event::ClockKept { clock }, because);
    } else if state.is_running() {
        // It broke before anybody looked. What would have followed is too late by now.
        break_late(draft, &clock, due_at);
        draft.record(Event::ClockMetLate { clock }, Vec::new());
    } else if state.is_owed() {
        let but = if done_at <= due_at {
            ": in time, but the promise had been seen to break by then"
        } else {
            ""
        };
        let because = logged_later(draft, done_at, but).into_iter().collect();
        draft.record(Event::ClockMetLate { clock }, because);
    } else {
        return false;
    }
    true
}

/// When a thing was done, where that is not when it was written down.
fn logged_later(draft: &Draft<'_>, done_at: Timestamp, but: &str) -> Option<Reason> {
    let zone = &draft.process.calendar.zone;
    (done_at < draft.now).then(|| {
        let done = moment(done_at, zone, draft.now);
        Reason::new(format!("Done {done}, and logged later{but}"))
    })
}

/// The lead leaves its stage: going on keeps what waited for that, the rest is stopped.
/// When the move itself follows from a promise that broke, nothing is met by it.
pub(crate) fn leave(draft: &mut Draft<'_>, by_consequence: bool) {
    let stage = draft.stage();
    for clock in open_clocks(draft) {
        let Some((state, due_at)) = state_of(draft, &clock) else {
            continue;
        };
        let waits_for_leaving = stage
            .and_then(|stage| promise_of(stage, &clock))
            .is_some_and(|promise| promise.stops_on == StopsOn::Leaving);
        if waits_for_leaving && !by_consequence {
            meet_one(draft, &clock, draft.now);
        } else if state.is_running() && due_at < draft.now {
            break_late(draft, &clock, due_at);
        } else if state.is_running() {
            draft.record(Event::ClockStopped { clock }, Vec::new());
        }
    }
}

fn break_late(draft: &mut Draft<'_>, clock: &ClockId, due_at: Timestamp) {
    let clock = clock.clone();
    let text = broken(draft, &clock, due_at);
    let later = Vec::new();
    let event = Event::ClockBroken {
        clock,
        due_at,
        later,
    };
    draft.record(event, Vec::new());
    raise_for(draft, Occasion::Breached, &text);
}

/// What people read of a promise that broke.
fn broken(draft: &Draft<'_>, clock: &ClockId, due_at: Timestamp) -> String {
    let zone = &draft.process.calendar.zone;
    let due = moment(due_at, zone, draft.now);
    let name = capital(clock.as_str());
    said(format_args!("{name} was broken: due {due}"))
}

/// The clocks that run, or broke and are still owed.
fn open_clocks(draft: &Draft<'_>) -> Vec<ClockId> {
    draft
        .lead
        .clocks
        .iter()
        .filter(|clock| clock.state.is_running() || clock.state.is_owed())
        .map(|clock| clock.clock.clone())
        .collect()
}

/// How a clock of the present stage is, and when it is due; not at all while it stands still.
pub(crate) fn state_of(draft: &Draft<'_>, clock: &ClockId) -> Option<(ClockState, Timestamp)> {
    let own = draft.lead.clocks.iter().find(|own| own.clock == *clock)?;
    let stands_still = own.state.is_running() && draft.is_paused();
    let due_at = if stands_still {
        Timestamp::MAX
    } else {
        own.due_at
    };
    Some((own.state, due_at))
}

/// The promises of a stage.
pub(crate) fn promises(stage: &Stage) -> &[Promise] {
    stage.duty().map_or(&[], |duty| &duty.clocks)
}

/// The promise behind a clock.
pub(crate) fn promise_of<'p>(stage: &'p Stage, clock: &ClockId) -> Option<&'p Promise> {
    promises(stage).iter().find(|own| own.clock == *clock)
}

/// Whether a touch keeps it.
pub(crate) fn waits_for_touch(stops_on: StopsOn) -> bool {
    matches!(
        stops_on,
        StopsOn::HumanTouch | StopsOn::AnyTouch | StopsOn::TwoWayTouch
    )
}

/// What a promise waits for; a clock that the process doesn't know waits for going on.
pub(crate) fn waits(stage: &Stage, clock: &Clock) -> StopsOn {
    promise_of(stage, &clock.clock).map_or(StopsOn::Leaving, |promise| promise.stops_on)
}
