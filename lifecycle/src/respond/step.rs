//! Step: what is to be done next, and by when.
//!
//! At a stage with a cadence the next attempt; after the last one a decision. Elsewhere
//! the next step that the stage names. The deadline is the promise that the step is for:
//! the first attempt is for the first response; a later attempt is due when it is
//! planned. Where nothing is promised it is one working day.
//!
//! An attempt comes as long after coming to the stage as the cadence says, in the time
//! that the stage's first clock counts. When the one before was late, the gap between
//! the two is kept instead, from when it was made: an attempt that is overdue stays so,
//! whoever has the lead by then.

use super::{waits, waits_for_touch};
use crate::calendar::{Calendar, Counts, Span, Unit};
use crate::lead::{Attended, Clock, Draft, Event, NextStep, Reason};
use crate::process::model::{Attempt, Duty, Stage, StopsOn};
use crate::track::snooze;
use crate::words::{said, spoken};
use jiff::Timestamp;

const A_WORKING_DAY: Span = Span {
    count: 1,
    unit: Unit::Day,
};

/// Looks at the next step again, and records it if it is another.
pub(crate) fn plan(draft: &mut Draft<'_>) {
    draft.replan = false;
    let Some((stage, attended)) = draft.stage().zip(draft.attended()) else {
        return;
    };
    let Some(duty) = stage.duty() else {
        return;
    };
    let step = next(draft, stage, duty, attended);
    put(draft, step, Vec::new());
}

/// Records a step, if it is another than the one that is planned.
pub(crate) fn put(draft: &mut Draft<'_>, step: NextStep, mut because: Vec<Reason>) {
    let Some(attended) = draft.attended() else {
        return;
    };
    let waited = attended.wake_on.is_some_and(|it| it <= draft.now);
    if attended.next_step == step && !waited {
        return;
    }
    if let Some(clock) = &step.clock {
        let name = spoken(clock.as_str());
        because.push(Reason::new(said(format_args!(
            "Due by the promise: {name}"
        ))));
    }
    draft.record(Event::Planned { step }, because);
}

fn next(draft: &Draft<'_>, stage: &Stage, duty: &Duty, attended: &Attended) -> NextStep {
    let calendar = &*draft.calendar();
    if let Some(pause) = &attended.paused {
        return NextStep {
            title: said(format_args!("{} (paused)", duty.next_step)),
            touch: None,
            planned_at: pause.until,
            due_at: pause.until,
            clock: None,
        };
    }
    if let Some(snooze) = &attended.snooze {
        return snooze::step(snooze);
    }
    let promised = earliest(draft, stage, |stops_on| stops_on != StopsOn::Accepted);
    let made = usize::try_from(attended.attempts).unwrap_or(usize::MAX);
    if attended.holding {
        let due_at = attended.wake_on.filter(|it| *it > draft.now);
        return match (due_at, promised) {
            (Some(due_at), promised) if promised.is_none_or(|it| due_at < it.due_at) => NextStep {
                title: duty.next_step.clone(),
                touch: None,
                planned_at: due_at,
                due_at,
                clock: None,
            },
            (_, promised) => plain(draft, duty.next_step.clone(), promised),
        };
    }
    if let Some(on) = possible(draft, duty) {
        let mut step = plain(draft, format!("Move on to {on}"), promised);
        let soon = in_a_working_day(draft);
        if soon < step.due_at {
            step.due_at = soon;
            step.clock = None;
        }
        return step;
    }
    let Some(attempt) = duty.cadence.get(made) else {
        let title = if duty.cadence.is_empty() {
            duty.next_step.clone()
        } else {
            "Decide: go on, nurture or disqualify".to_owned()
        };
        return plain(draft, title, promised);
    };
    let counts = duty.clocks.first().map_or(Counts::Working, |it| it.counts);
    let before = made.checked_sub(1).and_then(|it| duty.cadence.get(it));
    let made_at = draft.lead.last.human_touch_at.unwrap_or(draft.now);
    let planned_at = planned(calendar, attended.since, attempt, before, counts, made_at);
    // A response that is owed, also one that is late, is what the next attempt is for.
    let response = earliest(draft, stage, waits_for_touch);
    let (due_at, clock) = match response {
        // Asked for again when the attempt was overdue already: that is what it is for now.
        Some(response)
            if made == 0 || response.due_at < planned_at || planned_at <= response.started_at =>
        {
            (response.due_at, Some(response.clock.clone()))
        }
        _ => match promised {
            Some(promised) if promised.due_at < planned_at => {
                (promised.due_at, Some(promised.clock.clone()))
            }
            _ if made == 0 => plain_due(draft, promised),
            _ => (planned_at, None),
        },
    };
    NextStep {
        title: title(&duty.next_step, attempt, made),
        touch: Some(attempt.r#do),
        planned_at: planned_at.min(due_at),
        due_at,
        clock,
    }
}

/// A step that nothing plans: begin now, until the earliest promise.
fn plain(draft: &Draft<'_>, title: String, promised: Option<&Clock>) -> NextStep {
    let (due_at, clock) = plain_due(draft, promised);
    let since = draft.attended().map_or(draft.now, |it| it.since);
    NextStep {
        title,
        touch: None,
        planned_at: since.min(due_at),
        due_at,
        clock,
    }
}

fn plain_due(
    draft: &Draft<'_>,
    promised: Option<&Clock>,
) -> (Timestamp, Option<crate::names::ClockId>) {
    match promised {
        Some(clock) => (clock.due_at, Some(clock.clock.clone())),
        None => (in_a_working_day(draft), None),
    }
}

/// One working day from now.
pub(crate) fn in_a_working_day(draft: &Draft<'_>) -> Timestamp {
    draft
        .calendar()
        .after(draft.now, A_WORKING_DAY, Counts::Working)
}

/// The promise due first among those that wait for this and run, or broke and are owed.
fn earliest<'d>(
    draft: &'d Draft<'_>,
    stage: &Stage,
    waiting: impl Fn(StopsOn) -> bool,
) -> Option<&'d Clock> {
    draft
        .lead
        .clocks
        .iter()
        .filter(|clock| clock.state.is_running() || clock.state.is_owed())
        .filter(|clock| waiting(waits(stage, clock)))
        .min_by_key(|clock| clock.due_at)
}

/// The promise that a step of one's own may not outlast.
pub(crate) fn bound<'d>(draft: &'d Draft<'_>, stage: &Stage) -> Option<&'d Clock> {
    earliest(draft, stage, |stops_on| stops_on != StopsOn::Accepted)
        .filter(|clock| clock.state.is_running() && !draft.is_paused())
}

/// Where the lead can go on to since somebody tried: a drawn move whose condition holds.
fn possible<'p>(draft: &Draft<'p>, duty: &Duty) -> Option<&'p str> {
    if duty.cadence.is_empty() || draft.lead.last.touches == 0 {
        return None;
    }
    let facts = draft.facts();
    duty.moves
        .iter()
        .find(|it| it.when.as_ref().is_some_and(|when| when.holds(&facts)))
        .and_then(|it| draft.stage_of(&it.to))
        .map(|to| to.title.as_str())
}

fn planned(
    calendar: &Calendar,
    since: Timestamp,
    attempt: &Attempt,
    before: Option<&Attempt>,
    counts: Counts,
    made_at: Timestamp,
) -> Timestamp {
    let planned = calendar.after(since, attempt.after, counts);
    match before {
        Some(before) if planned <= made_at => {
            let earlier = calendar.after(since, before.after, counts);
            let gap = match counts {
                Counts::Working => calendar.working_between(earlier, planned),
                Counts::Elapsed => planned.duration_since(earlier),
            };
            calendar.advance(made_at, gap, counts)
        }
        _ => planned,
    }
}

fn title(next_step: &str, attempt: &Attempt, made: usize) -> String {
    let kind = attempt.r#do.word();
    match made {
        0 => said(format_args!("{next_step}: {kind}")),
        _ => said(format_args!(
            "{next_step}: {kind}, {} try",
            ordinal(made + 1)
        )),
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn tries_are_counted_as_people_do() {
        for (number, text) in [
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (102, "102nd"),
            (111, "111th"),
        ] {
            assert_eq!(ordinal(number), text);
        }
    }
}
