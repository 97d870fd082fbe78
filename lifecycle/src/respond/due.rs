//! Due: what time brings: warnings, promises that break, waiting that ends.
//!
//! All that is due is done in the order in which it was due, also what fell due while
//! the program was down. A warning whose promise is already over is left out: it
//! warns nobody. Each consequence is carried out once; asked again at the same time,
//! there is nothing left to do.

use super::{ask_anew, promise_of, start, step};
use crate::assign;
use crate::lead::alert::{self, Occasion, raise, raise_for};
use crate::lead::{ClockState, Draft, Event, MoveKind, Owner, Reason};
use crate::names::{ClockId, RuleId};
use crate::process::model::{Addressee, AlertBy, Consequence, Promise, Stage, StopsOn};
use crate::sell::{self, Moving};
use crate::track::snooze::{self, Woken};
use crate::words::{capital, moment};
use jiff::Timestamp;

/// Nothing of what follows begins before now, so this is never reached; but a loop
/// that can't end is not to be.
const MOST: usize = 1_000;

enum Due {
    Warning(ClockId),
    Breach(ClockId),
    WaitingOver,
    SnoozeOver,
}

/// Does all that is due.
pub(crate) fn wake(draft: &mut Draft<'_>) {
    draft.by_time();
    for _ in 0..MOST {
        match first(draft) {
            Some((_, Due::Warning(clock))) => warn(draft, clock),
            Some((due_at, Due::Breach(clock))) => breach(draft, &clock, due_at),
            Some((_, Due::WaitingOver)) => waiting_over(draft),
            Some((_, Due::SnoozeOver)) => snooze::wake(draft, &Woken::Time),
            None => break,
        }
    }
    let pooled = draft
        .attended()
        .is_some_and(|it| matches!(it.owner, Owner::Pool { .. }));
    if pooled
        && let Some(stage) = draft.stage()
        && assign::take_from_pool(draft, stage)
    {
        ask_anew(draft, stage);
    }
}

/// What was due first, of all that is due.
fn first(draft: &Draft<'_>) -> Option<(Timestamp, Due)> {
    let now = draft.now;
    let clocks = draft.lead.clocks.iter().filter_map(|clock| {
        let id = || clock.clock.clone();
        match (clock.state, clock.warn_at) {
            (ClockState::Running | ClockState::Warned, _) if clock.due_at <= now => {
                Some((clock.due_at, Due::Breach(id())))
            }
            (ClockState::Running, Some(warn_at)) if warn_at <= now => {
                Some((warn_at, Due::Warning(id())))
            }
            _ => None,
        }
    });
    let waiting = draft
        .attended()?
        .wake_on
        .filter(|wake_on| *wake_on <= now)
        .map(|wake_on| (wake_on, Due::WaitingOver));
    let snoozed = draft
        .attended()?
        .snooze
        .as_ref()
        .filter(|snooze| snooze.until <= now)
        .map(|snooze| (snooze.until, Due::SnoozeOver));
    let waiting = waiting.into_iter().chain(snoozed);
    clocks.chain(waiting).min_by_key(|(at, _)| *at)
}

fn warn(draft: &mut Draft<'_>, clock: ClockId) {
    let due_at = super::state_of(draft, &clock).map_or(draft.now, |(_, due_at)| due_at);
    let (zone, name) = (&draft.process.calendar.zone, capital(clock.as_str()));
    let text = format!(
        "{name} breaks soon: due {}",
        moment(due_at, zone, draft.now)
    );
    let because = because(draft, &clock);
    let alert = RuleId::from(clock.as_str());
    draft.record(Event::ClockWarned { clock, due_at }, because.clone());
    let told = alert::tells(draft, Occasion::Warned, &Addressee::Owner);
    raise_for(draft, Occasion::Warned, &text);
    if !told {
        let to = Addressee::Owner;
        raise(draft, &alert, &to, &[AlertBy::App], &text, because);
    }
}

fn breach(draft: &mut Draft<'_>, clock: &ClockId, due_at: Timestamp) {
    let because = because(draft, clock);
    draft.record(
        Event::ClockBroken {
            clock: clock.clone(),
            due_at,
        },
        because.clone(),
    );
    let text = super::broken(draft, clock, due_at);
    raise_for(draft, Occasion::Breached, &text);
    let Some(stage) = draft.stage() else {
        return;
    };
    let Some(promise) = promise_of(stage, clock) else {
        return;
    };
    for consequence in &promise.then {
        // What follows is about the stage whose promise broke; telling is never wrong.
        let here = draft.attended().is_some_and(|it| it.stage == stage.id);
        match consequence {
            Consequence::Alert(to) => {
                if !alert::tells(draft, Occasion::Breached, to) {
                    let alert = RuleId::from(clock.as_str());
                    let by = [AlertBy::App, AlertBy::Mail];
                    raise(draft, &alert, to, &by, &text, because.clone());
                }
            }
            Consequence::Reassign(pick) if here => {
                if assign::reassign(draft, stage, *pick, because.clone()) {
                    ask_anew(draft, stage);
                }
            }
            Consequence::OfferNext if here => offer_next(draft, stage, promise, &because),
            Consequence::Move { to, reason } if here => {
                let series = stage
                    .moves()
                    .iter()
                    .find(|drawn| drawn.to == *to)
                    .and_then(|drawn| drawn.series.as_ref());
                let moving = Moving {
                    reason: reason.clone(),
                    series,
                    because: because.clone(),
                    ..Moving::by_rule(MoveKind::Consequence)
                };
                sell::go(draft, to, moving);
            }
            Consequence::Reassign(_) | Consequence::OfferNext | Consequence::Move { .. } => {}
        }
    }
}

/// The next one gets it, and the promise begins anew. When everybody had it, whoever stands in
/// is told, and that was the last offer: the clock stays broken.
fn offer_next(draft: &mut Draft<'_>, stage: &Stage, promise: &Promise, because: &[Reason]) {
    if assign::offer_next(draft, stage, because.to_vec()) {
        ask_anew(draft, stage);
        if promise.stops_on != StopsOn::Accepted {
            start(draft, promise, because.to_vec());
        }
        return;
    }
    let Some(duty) = stage.duty() else {
        return;
    };
    let chief = assign::stand_in(draft.process, draft.roster, &duty.owner);
    let alert = RuleId::from(promise.clock.as_str());
    let text = format!(
        "everybody in {} had it, and nobody took it",
        draft.process.role_title(&duty.owner)
    );
    let by = [AlertBy::App, AlertBy::Mail];
    let to = Addressee::Role(chief);
    raise(draft, &alert, &to, &by, &text, because.to_vec());
}

/// The time to look again has come.
fn waiting_over(draft: &mut Draft<'_>) {
    let Some(attended) = draft.attended() else {
        return;
    };
    let mut again = attended.next_step.clone();
    again.planned_at = draft.now;
    again.due_at = step::in_a_working_day(draft);
    again.clock = None;
    let text = "The time to look again has come";
    step::put(draft, again, vec![Reason::new(text)]);
    let alert = RuleId::from("wake_on");
    let to = Addressee::Owner;
    raise(draft, &alert, &to, &[AlertBy::App], text, Vec::new());
}

fn because(draft: &Draft<'_>, clock: &ClockId) -> Vec<Reason> {
    draft
        .stage()
        .and_then(|stage| promise_of(stage, clock))
        .map(|promise| {
            let text = format!("{} is promised here", capital(promise.clock.as_str()));
            Reason::at(text, &promise.clock, promise.place)
        })
        .into_iter()
        .collect()
}
