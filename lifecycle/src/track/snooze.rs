//! Snooze: a lead is put off until a day, or until something happens, for a reason.
//!
//! It stays owned, with a next step and a deadline: to look again. It wakes when its time
//! comes, when its condition holds, when the buyer asks again, and when anybody reaches out or
//! moves it. Waking is told to the owner, or to whoever stands in where the owner is away.
//!
//! A snooze never hides what is owed: while a person still has to answer it is refused, and
//! it ends before the earliest promise that runs.

use crate::assign;
use crate::lead::alert;
use crate::lead::{Draft, Event, Happening, NextStep, Owner, Reason, Refusal, Snooze};
use crate::names::{ClockId, RuleId};
use crate::process::condition::{Answer, Condition, Scope, Setting};
use crate::process::model::{Addressee, AlertBy, Process, StopsOn};
use crate::process::place::{Place, Severity};
use crate::respond;
use jiff::{SignedDuration, Timestamp};

/// Who waits for something to happen looks again after so long at the latest.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Why it wakes.
pub(crate) enum Woken {
    /// The time has come.
    Time,
    /// What was waited for has happened.
    Condition,
    /// The buyer asked again.
    AskedAgain,
    /// Somebody did something about it.
    Act(&'static str),
}

/// Puts the lead off.
pub(crate) fn put_off(
    draft: &mut Draft<'_>,
    until: Option<Timestamp>,
    when: Option<String>,
    reason: String,
) -> Result<(), Refusal> {
    if let Some(clock) = owed_by_a_person(draft) {
        return Err(Refusal::SnoozeHides { clock });
    }
    if until.is_some_and(|until| until <= draft.now) {
        return Err(Refusal::Past { what: "`until`" });
    }
    let (when, words) = match when {
        None => (None, None),
        Some(text) => {
            let condition = condition(&text, draft.process)
                .map_err(|what| Refusal::SnoozeCondition { what })?;
            if condition.answer(&draft.facts()) == Answer::Yes {
                let what = format!("{} already", condition.explained(&draft.facts()));
                return Err(Refusal::SnoozeCondition { what });
            }
            (Some(text), Some(condition.in_words().to_owned()))
        }
    };
    let bound = draft
        .stage()
        .and_then(|stage| respond::step::bound(draft, stage))
        .map(|clock| (clock.clock.clone(), clock.due_at));
    let until = match (until, &when, &bound) {
        (Some(until), _, Some((clock, due_at))) if until > *due_at => {
            return Err(Refusal::SnoozeAfterPromise {
                clock: clock.clone(),
            });
        }
        (Some(until), ..) => until,
        (None, None, _) => return Err(Refusal::SnoozeUntilWhat),
        (None, Some(_), bound) => {
            let latest = draft.now.saturating_add(LONGEST_WAIT);
            let latest = latest.unwrap_or(Timestamp::MAX);
            bound
                .as_ref()
                .map_or(latest, |(_, due_at)| latest.min(*due_at))
        }
    };
    let snooze = Snooze {
        until,
        when,
        words,
        reason,
    };
    draft.record_by_them(Event::Snoozed { snooze }, Vec::new());
    draft.replan = true;
    Ok(())
}

/// Ends it, if it was put off.
pub(crate) fn wake(draft: &mut Draft<'_>, why: &Woken) {
    let Some(snooze) = draft.attended().and_then(|it| it.snooze.clone()) else {
        return;
    };
    let because = match why {
        Woken::Time => "The time to look again has come".to_owned(),
        Woken::Condition => match &snooze.words {
            Some(words) => format!("It happened: {words}"),
            None => "What was waited for has happened".to_owned(),
        },
        Woken::AskedAgain => "The buyer asked again".to_owned(),
        Woken::Act(what) => (*what).to_owned(),
    };
    let reason = snooze.reason;
    let event = Event::Woken {
        reason: reason.clone(),
    };
    let why_not = vec![Reason::new(because.clone())];
    match why {
        Woken::Act(_) => draft.record_by_them(event, why_not),
        Woken::Time | Woken::Condition | Woken::AskedAgain => draft.record(event, why_not),
    }
    draft.replan = true;
    if matches!(why, Woken::Act(_)) {
        return;
    }
    if !matches!(why, Woken::AskedAgain) {
        look_again(draft, &reason);
    }
    let text = format!("look again: {reason} ({})", lower(&because));
    let to = whom(draft);
    let alert = RuleId::from("snooze");
    alert::raise(draft, &alert, &to, &[AlertBy::App], &text, Vec::new());
}

/// Something happened: does it wake?
pub(crate) fn notice(draft: &mut Draft<'_>, happening: Happening<'_>) {
    let Some(snooze) = draft.attended().and_then(|it| it.snooze.as_ref()) else {
        return;
    };
    let holds = snooze.when.as_deref().is_some_and(|when| {
        let facts = crate::lead::LeadFacts {
            happening: Some(happening),
            ..draft.facts()
        };
        condition(when, draft.process).is_ok_and(|condition| condition.holds(&facts))
    });
    let why = match happening.kind {
        "form" | "reengaged" => Woken::AskedAgain,
        _ if holds => Woken::Condition,
        "touch" if happening.machine == Some(false) => Woken::Act("Somebody reached out"),
        _ => return,
    };
    wake(draft, &why);
}

/// The step of a lead that is put off.
pub(crate) fn step(snooze: &Snooze) -> NextStep {
    NextStep {
        title: title(&snooze.reason),
        touch: None,
        planned_at: snooze.until,
        due_at: snooze.until,
        clock: None,
    }
}

fn title(reason: &str) -> String {
    format!("Look again: {reason}")
}

/// Within a working day, and before the earliest promise.
fn look_again(draft: &mut Draft<'_>, reason: &str) {
    let bound = draft
        .stage()
        .and_then(|stage| respond::step::bound(draft, stage))
        .map(|clock| (clock.due_at, clock.clock.clone()));
    let soon = respond::step::in_a_working_day(draft);
    let (due_at, clock) = match bound {
        Some((due_at, clock)) if due_at < soon => (due_at, Some(clock)),
        _ => (soon, None),
    };
    let step = NextStep {
        title: title(reason),
        touch: None,
        planned_at: draft.now,
        due_at,
        clock,
    };
    respond::step::put(draft, step, Vec::new());
    draft.replan = false;
}

/// The owner; where the owner is away for good, whoever stands in.
fn whom(draft: &Draft<'_>) -> Addressee {
    let Some(attended) = draft.attended() else {
        return Addressee::Owner;
    };
    match &attended.owner {
        Owner::Person { id, .. } if draft.roster.member(id).is_some_and(|it| it.active) => {
            Addressee::Owner
        }
        Owner::Person { .. } => Addressee::Role(assign::stand_in(draft, &attended.role)),
        Owner::Pool { stand_in, .. } => Addressee::Role(stand_in.clone()),
    }
}

/// A promise that a person has to keep by answering, and hasn't yet.
fn owed_by_a_person(draft: &Draft<'_>) -> Option<ClockId> {
    let stage = draft.stage()?;
    draft
        .lead
        .clocks
        .iter()
        .filter(|clock| clock.state.is_running() || clock.state.is_owed())
        .find(|clock| match respond::waits(stage, clock) {
            StopsOn::HumanTouch | StopsOn::AnyTouch | StopsOn::TwoWayTouch | StopsOn::Verdict => {
                true
            }
            // Who gives a lead to the next one in time has nothing to hide.
            StopsOn::Accepted => clock.state.is_running(),
            StopsOn::Leaving => false,
        })
        .map(|clock| clock.clock.clone())
}

/// A condition in the words of the process, or what is wrong with it.
fn condition(text: &str, process: &Process) -> Result<Condition, String> {
    let channels: Vec<&str> = process.channels.iter().map(|own| own.id.as_str()).collect();
    let lines = || {
        let variants = process.variants.iter().map(|(_, line)| line);
        std::iter::once(&process.base).chain(variants)
    };
    let grades: Vec<&str> = lines()
        .flat_map(|line| &line.quality.grades)
        .map(|own| own.grade.as_str())
        .collect();
    let stages: Vec<&str> = lines()
        .flat_map(|line| &line.stages)
        .map(|own| own.id.as_str())
        .collect();
    let scope = Scope {
        fields: &process.fields,
        channels: &channels,
        grades: &grades,
        stages: &stages,
        zone: &process.calendar.zone,
        setting: Setting::Event,
    };
    let (condition, findings) = Condition::read(text, Place::default(), &scope);
    let said = |severity: Severity| {
        findings
            .iter()
            .find(|finding| finding.severity == severity)
            .map(|finding| format!("{}: {}", finding.message, lower(&finding.mend)))
    };
    match (condition, said(Severity::Warning)) {
        (Some(condition), None) => Ok(condition),
        (Some(_), Some(warning)) => Err(warning),
        (None, _) => Err(said(Severity::Error).unwrap_or_else(|| "it can't be read".to_owned())),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
