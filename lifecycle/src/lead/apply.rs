//! Apply: folds one event into the state of a lead.
//!
//! Total and tolerant: an event that can't apply, as a step planned for an episode that
//! is over, leaves the state as it is but for the count of events, so that a history
//! written by a younger release can still be read. Nothing is decided here.
//!
//! Between `lead.captured` and the events that come with it, all in one transaction, a
//! lead has nobody yet: it is owned by a pool without a name and due at once.

use crate::lead::{
    Attended, Clock, ClockState, Event, Joined, Lasting, Lead, NextStep, Owner, Person, Recorded,
    Score, Standing,
};
use crate::names::{ClockId, LeadId, RoleId, StageId};
use crate::process::model::{Phase, PoolOf, Verdict};
use crate::value::Value;
use jiff::Timestamp;

/// The lead after the event; `None` before `lead.captured`.
pub fn apply(lead: Option<Lead>, recorded: &Recorded) -> Option<Lead> {
    let Some(mut lead) = lead else {
        return begin(recorded);
    };
    change(&mut lead, recorded);
    Some(lead)
}

/// The lead after all these events; `None` if they don't begin with `lead.captured`.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Lead> {
    events.into_iter().fold(None, apply)
}

/// The lead of a `lead.captured`.
pub(super) fn begin(recorded: &Recorded) -> Option<Lead> {
    let Event::Captured {
        lead,
        process,
        source,
        message,
        consent,
        fields,
        ..
    } = &recorded.event
    else {
        return None;
    };
    let nobody = RoleId::from("");
    Some(Lead {
        id: lead.clone(),
        version: recorded.seq,
        process: process.clone(),
        process_version: recorded.process_version,
        captured_at: recorded.at,
        person: Person::default(),
        company: None,
        source: source.clone(),
        message: message.clone(),
        consent: consent.clone(),
        fields: fields.clone(),
        amount: None,
        is_spam: false,
        standing: Standing::Open(Attended {
            stage: StageId::from(""),
            phase: Phase::Lead,
            since: recorded.at,
            owner: Owner::Pool {
                of: PoolOf::Role(nobody.clone()),
                stand_in: nobody.clone(),
            },
            role: nobody,
            accepted: false,
            next_step: NextStep {
                title: String::new(),
                touch: None,
                planned_at: recorded.at,
                due_at: recorded.at,
                clock: None,
            },
            wake_on: None,
            series: None,
            attempts: 0,
            holding: false,
            given_back: false,
            tried: Vec::new(),
            snooze: None,
        }),
        score: Score::default(),
        clocks: Vec::new(),
        last: Lasting {
            at: recorded.at,
            ..Lasting::default()
        },
    })
}

/// Folds one event into a lead that exists.
pub(super) fn change(lead: &mut Lead, recorded: &Recorded) {
    let at = recorded.at;
    lead.version = recorded.seq;
    lead.process_version = recorded.process_version;
    lead.last.at = at;
    match &recorded.event {
        // A second beginning can't be: the first one stands.
        Event::Captured { .. } => {}
        Event::Identified { person, company } => {
            lead.person.clone_from(person);
            lead.company.clone_from(company);
        }
        Event::Reengaged {
            message, fields, ..
        } => {
            for (field, value) in fields {
                lead.fields
                    .entry(field.clone())
                    .or_insert_with(|| value.clone());
            }
            if lead.message.is_none() {
                lead.message.clone_from(message);
            }
        }
        Event::Assessed {
            contributions,
            grade,
            is_spam,
            ..
        } => {
            lead.score.contributions.clone_from(contributions);
            lead.score.grade.clone_from(grade);
            lead.is_spam = *is_spam;
        }
        Event::Moved { .. } => moved(lead, &recorded.event, at),
        Event::Assigned { owner, role, .. } => assigned(lead, owner, role),
        Event::Accepted {} => {
            lead.last.verdict = Some(Verdict::Accepted);
            if let Standing::Open(attended) = &mut lead.standing {
                attended.accepted = true;
            }
        }
        Event::Returned { .. } => lead.last.verdict = Some(Verdict::Returned),
        Event::Planned { step } => {
            if let Standing::Open(attended) = &mut lead.standing {
                attended.next_step.clone_from(step);
                // A step planned when the waiting is over ends it.
                if attended.wake_on.is_some_and(|wake_on| wake_on <= at) {
                    attended.wake_on = None;
                }
            }
        }
        Event::TouchLogged { touch } => {
            lead.last.touches = lead.last.touches.saturating_add(1);
            if touch.human {
                lead.last.human_touch_at = Some(at);
                if let Standing::Open(attended) = &mut lead.standing {
                    attended.attempts = attended.attempts.saturating_add(1);
                }
            }
            lead.last.touch = Some(touch.clone());
        }
        Event::Answered { fields, amount } => {
            for (field, value) in fields {
                match value {
                    Some(value) => {
                        let _: Option<Value> = lead.fields.insert(field.clone(), value.clone());
                    }
                    None => {
                        let _: Option<Value> = lead.fields.remove(field);
                    }
                }
            }
            if amount.is_some() {
                lead.amount.clone_from(amount);
            }
        }
        Event::ClockStarted {
            clock,
            warn_at,
            due_at,
            counts,
        } => {
            let started = Clock {
                clock: clock.clone(),
                started_at: at,
                warn_at: *warn_at,
                due_at: *due_at,
                counts: *counts,
                state: ClockState::Running,
            };
            match lead.clocks.iter_mut().find(|own| own.clock == *clock) {
                Some(own) => *own = started,
                None => lead.clocks.push(started),
            }
        }
        Event::ClockWarned { clock, .. } => {
            turn(lead, clock, |state| match state {
                ClockState::Running => ClockState::Warned,
                other => other,
            });
        }
        Event::ClockKept { clock } => {
            turn(lead, clock, |state| match state {
                ClockState::Running | ClockState::Warned => ClockState::Kept { at },
                other => other,
            });
        }
        Event::ClockBroken { clock, .. } => {
            turn(lead, clock, |state| match state {
                ClockState::Running | ClockState::Warned => ClockState::Broken { met_at: None },
                other => other,
            });
        }
        Event::ClockMetLate { clock } => {
            turn(lead, clock, |state| match state {
                ClockState::Broken { met_at: None } => ClockState::Broken { met_at: Some(at) },
                other => other,
            });
        }
        Event::ClockStopped { clock } => {
            turn(lead, clock, |state| match state {
                ClockState::Running | ClockState::Warned => ClockState::Stopped { at },
                other => other,
            });
        }
        Event::SeriesEntered { series } => {
            if let Standing::Open(attended) = &mut lead.standing {
                attended.series = Some(series.clone());
            }
        }
        Event::SeriesLeft { series } => {
            if let Standing::Open(attended) = &mut lead.standing
                && attended.series.as_ref() == Some(series)
            {
                attended.series = None;
            }
        }
        Event::Snoozed { snooze } => {
            if let Standing::Open(attended) = &mut lead.standing {
                attended.snooze = Some(snooze.clone());
                // At a hold it takes the place of the time to look again.
                attended.wake_on = None;
            }
        }
        Event::Woken { .. } => {
            if let Standing::Open(attended) = &mut lead.standing {
                attended.snooze = None;
            }
        }
        Event::TakenBack { before: state, .. } | Event::Unmerged { state, .. } => {
            *lead = (**state).clone();
            lead.version = recorded.seq;
            lead.last.at = at;
        }
        Event::Merged { into } => merged(lead, into, at),
        Event::Joined(joined) => join(lead, joined),
        Event::Noticed { .. }
        | Event::AlertRaised { .. }
        | Event::Noted { .. }
        | Event::IntakeFailed { .. } => {}
    }
}

fn moved(lead: &mut Lead, event: &Event, at: Timestamp) {
    let (
        Event::Moved {
            to,
            phase,
            reason,
            wake_on,
            outcome,
            hold,
            verdict,
            ..
        },
        Standing::Open(attended),
    ) = (event, &mut lead.standing)
    else {
        return;
    };
    lead.clocks.clear();
    match outcome {
        Some(outcome) => {
            lead.standing = Standing::Ended {
                stage: to.clone(),
                phase: *phase,
                outcome: *outcome,
                reason: reason.clone(),
                at,
                owner: attended.owner.clone(),
            };
        }
        None => {
            attended.stage = to.clone();
            attended.phase = *phase;
            attended.since = at;
            attended.wake_on = *wake_on;
            attended.attempts = 0;
            attended.holding = *hold;
            attended.given_back = *verdict == Some(Verdict::Returned);
            attended.tried.clear();
            attended.snooze = None;
        }
    }
}

fn merged(lead: &mut Lead, into: &LeadId, at: Timestamp) {
    let Standing::Open(attended) = &lead.standing else {
        return;
    };
    lead.standing = Standing::Merged {
        into: into.clone(),
        stage: attended.stage.clone(),
        phase: attended.phase,
        at,
        owner: attended.owner.clone(),
    };
    lead.clocks.clear();
}

fn join(lead: &mut Lead, joined: &Joined) {
    let fields = joined.fields.iter();
    lead.fields
        .extend(fields.map(|(field, value)| (field.clone(), value.clone())));
    if joined.amount.is_some() {
        lead.amount.clone_from(&joined.amount);
    }
    if lead.message.is_none() {
        lead.message.clone_from(&joined.message);
    }
    lead.last.joined = true;
    let parts = &mut lead.score.contributions;
    parts.extend(joined.contributions.iter().cloned());
    lead.last.touches = lead.last.touches.saturating_add(joined.touches);
    if joined.touch.is_some() {
        lead.last.touch.clone_from(&joined.touch);
    }
    if joined.human_touch_at.is_some() {
        lead.last.human_touch_at = joined.human_touch_at;
    }
    for clock in &joined.clocks {
        match lead.clocks.iter_mut().find(|own| own.clock == clock.clock) {
            Some(own) => own.clone_from(clock),
            None => lead.clocks.push(clock.clone()),
        }
    }
}

/// The former owner is remembered, by role, the latest last; nobody stands there twice
/// for the same role.
fn assigned(lead: &mut Lead, owner: &Owner, role: &RoleId) {
    let Standing::Open(attended) = &mut lead.standing else {
        return;
    };
    if let Owner::Person { id, .. } = &attended.owner {
        let former = (attended.role.clone(), id.clone());
        lead.last.owners.retain(|known| *known != former);
        lead.last.owners.push(former);
        if !attended.tried.contains(id) {
            attended.tried.push(id.clone());
        }
    }
    attended.owner.clone_from(owner);
    attended.role = role.clone();
    attended.accepted = false;
}

fn turn(lead: &mut Lead, clock: &ClockId, how: impl FnOnce(ClockState) -> ClockState) {
    if let Some(own) = lead.clocks.iter_mut().find(|own| own.clock == *clock) {
        own.state = how(own.state);
    }
}
