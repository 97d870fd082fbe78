//! Due: what time brings: warnings, promises that break, waiting that ends.
//!
//! All that is due is done in the order in which it was due, also what fell due while
//! the program was down. A warning whose promise is already over is left out: it
//! warns nobody. Each consequence is carried out once; asked again at the same time,
//! there is nothing left to do.

use super::{ask_anew, pause, promise_of, start, step};
use crate::assign;
use crate::lead::alert::{self, Occasion, raise, raise_for};
use crate::lead::{Draft, Event, MoveKind, Owner, Reason};
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
    Later(ClockId),
    PauseOver,
    WaitingOver,
    SnoozeOver,
}

/// Does all that is due.
pub(crate) fn wake(draft: &mut Draft<'_>) {
    draft.by_time();
    if let Some(stage) = draft.stage()
        && assign::cover(draft, stage)
    {
        ask_anew(draft, stage);
    }
    for _ in 0..MOST {
        match first(draft) {
            Some((_, Due::Warning(clock))) => warn(draft, clock),
            Some((due_at, Due::Breach(clock))) => breach(draft, &clock, due_at),
            Some((due_at, Due::Later(clock))) => escalate(draft, &clock, due_at),
            Some((due_at, Due::PauseOver)) => pause::end(draft, due_at, "The pause is over"),
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
    let paused = draft.attended()?.paused.as_ref();
    let clocks = draft.lead.clocks.iter().filter_map(|clock| {
        let id = || clock.clock.clone();
        if clock.state.is_owed() {
            let later = *clock.later.first()?;
            return (later <= now).then(|| (later, Due::Later(id())));
        }
        if !clock.state.is_running() || paused.is_some() {
            return None;
        }
        if clock.due_at <= now {
            return Some((clock.due_at, Due::Breach(id())));
        }
        let warn_at = clock.next_warning()?;
        (warn_at <= now).then(|| (warn_at, Due::Warning(id())))
    });
    let pause = paused
        .filter(|pause| pause.until <= now)
        .map(|pause| (pause.until, Due::PauseOver));
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
    clocks.chain(pause).chain(waiting).min_by_key(|(at, _)| *at)
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
    let found = draft
        .stage()
        .and_then(|stage| Some((stage, promise_of(stage, clock)?)));
    let calendar = draft.calendar();
    let later = found.map_or_else(Vec::new, |(_, promise)| {
        let later = promise.later.iter();
        later
            .map(|own| calendar.after(due_at, own.after, promise.counts))
            .collect()
    });
    draft.record(
        Event::ClockBroken {
            clock: clock.clone(),
            due_at,
            later,
        },
        because.clone(),
    );
    let text = super::broken(draft, clock, due_at);
    raise_for(draft, Occasion::Breached, &text);
    let Some((stage, promise)) = found else {
        return;
    };
    for consequence in &promise.then {
        if let Consequence::Alert(to) = consequence
            && alert::tells(draft, Occasion::Breached, to)
        {
            continue;
        }
        follow(draft, (stage, promise), consequence, &text, &because);
    }
}

/// A promise that broke is still owed: what follows now.
fn escalate(draft: &mut Draft<'_>, clock: &ClockId, due_at: Timestamp) {
    let because = because(draft, clock);
    let to_come = draft
        .lead
        .clocks
        .iter()
        .find(|own| own.clock == *clock)
        .map_or(0, |own| own.later.len());
    let found = draft
        .stage()
        .and_then(|stage| Some((stage, promise_of(stage, clock)?)));
    let all = found.map_or(0, |(_, promise)| promise.later.len());
    let place = all.saturating_sub(to_come);
    draft.record(
        Event::ClockEscalated {
            clock: clock.clone(),
            step: u32::try_from(place + 1).unwrap_or(u32::MAX),
            due_at,
        },
        because.clone(),
    );
    let Some((stage, promise)) = found else {
        return;
    };
    if let Some(later) = promise.later.get(place) {
        let name = capital(clock.as_str());
        let owed = later.after.in_words(promise.counts);
        let text = format!("{name} is still owed {owed} after it broke");
        follow(draft, (stage, promise), &later.does, &text, &because);
    }
}

/// One thing that follows from a promise that broke.
fn follow(
    draft: &mut Draft<'_>,
    (stage, promise): (&Stage, &Promise),
    consequence: &Consequence,
    text: &str,
    because: &[Reason],
) {
    // What follows is about the stage whose promise broke; telling is never wrong.
    let here = draft.attended().is_some_and(|it| it.stage == stage.id);
    match consequence {
        Consequence::Alert(to) => {
            let alert = RuleId::from(promise.clock.as_str());
            let by = [AlertBy::App, AlertBy::Mail];
            raise(draft, &alert, to, &by, text, because.to_vec());
        }
        Consequence::Reassign(pick) if here => {
            if assign::reassign(draft, stage, *pick, because.to_vec()) {
                ask_anew(draft, stage);
            }
        }
        Consequence::OfferNext if here => offer_next(draft, stage, promise, because),
        Consequence::Move { to, reason } if here => {
            let series = stage
                .moves()
                .iter()
                .find(|drawn| drawn.to == *to)
                .and_then(|drawn| drawn.series.as_ref());
            let moving = Moving {
                reason: reason.clone(),
                series,
                because: because.to_vec(),
                ..Moving::by_rule(MoveKind::Consequence)
            };
            sell::go(draft, to, moving);
        }
        Consequence::Reassign(_) | Consequence::OfferNext | Consequence::Move { .. } => {}
    }
}

/// The next one gets it, and the promise begins anew. When everybody had it, whoever stands in
/// gets it and is told, and that was the last offer: the clock stays broken.
fn offer_next(draft: &mut Draft<'_>, stage: &Stage, promise: &Promise, because: &[Reason]) {
    if assign::offer_next(draft, stage, because.to_vec()) {
        ask_anew(draft, stage);
        if promise.stops_on != StopsOn::Accepted {
            start(draft, promise, because.to_vec());
        }
        return;
    }
    nobody_took_it(draft, stage, RuleId::from(promise.clock.as_str()), because);
}

/// Everybody had it and nobody took it: whoever stands in for the role gets it, and is told.
/// It stays open, with a step and a deadline.
pub(crate) fn nobody_took_it(
    draft: &mut Draft<'_>,
    stage: &Stage,
    alert: RuleId,
    because: &[Reason],
) {
    let Some(duty) = stage.duty() else {
        return;
    };
    let title = draft.process.role_title(&duty.owner);
    let text = format!("everybody in {title} had it, and nobody took it");
    let mut why = because.to_vec();
    why.push(Reason::new(format!("Everybody in {title} had it")));
    assign::give_up(draft, stage, why);
    for clock in super::open_clocks(draft) {
        let waits = promise_of(stage, &clock).map(|own| own.stops_on);
        let runs = super::state_of(draft, &clock).is_some_and(|(state, _)| state.is_running());
        if runs && waits == Some(StopsOn::Accepted) {
            draft.record(Event::ClockStopped { clock }, Vec::new());
        }
    }
    let chief = assign::stand_in(draft, &duty.owner);
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
