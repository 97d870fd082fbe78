//! In which order somebody works, and how much of it fits into their time.

use crate::line::{Line, asks, call, hot};
use jiff::{SignedDuration, Timestamp};
use lifecycle::lead::{Command, Standing};
use lifecycle::names::{LeadId, StageId};
use lifecycle::process::model::Process;
use lifecycle::track::day::{Group, Urgency, place};
use lifecycle::track::fits::{Logged, Owed, late, minutes, one_more};

fn urgency(line: &Line, lead: usize) -> Urgency {
    place(&line.leads[lead].lead, &line.process, line.now)
        .unwrap()
        .urgency
}

/// The leads in the order of the day.
fn order(line: &Line) -> Vec<usize> {
    let mut places: Vec<_> = line
        .leads
        .iter()
        .enumerate()
        .filter_map(|(at, life)| Some((place(&life.lead, &line.process, line.now)?, at)))
        .collect();
    places.sort();
    places.into_iter().map(|(_, at)| at).collect()
}

#[test]
fn a_promise_that_can_still_be_kept_comes_before_one_that_is_broken() {
    let mut line = Line::at("2026-11-19T10:00");
    let cold = line.capture(asks("paid_search"));
    line.must(cold, "Ana", call(false, line.now));
    line.until("2026-11-19T13:00");
    let hot = line.capture(hot());
    // The second try was due at twelve; the first response to the hot one is due at 13:15.
    assert_eq!(urgency(&line, cold), Urgency::Overdue);
    assert_eq!(urgency(&line, hot), Urgency::LastMoment);
    assert_eq!(order(&line), [hot, cold]);
}

#[test]
fn within_a_step_the_better_grade_comes_first_and_time_is_working_time() {
    let mut line = Line::at("2026-11-20T16:50");
    let plain = line.capture(asks("paid_search"));
    line.later(1);
    let better = line.capture(hot());
    // Friday, ten minutes before the end of work: a quarter of an hour ends on Monday morning.
    let due = |lead: usize| match &line.leads[lead].lead.standing {
        Standing::Open(here) => line.local(here.next_step.due_at),
        Standing::Ended { .. } | Standing::Merged { .. } => String::new(),
    };
    assert_eq!(due(better), "Mon 23 09:06");
    assert_eq!(urgency(&line, better), Urgency::LastMoment);
    assert_eq!(urgency(&line, plain), Urgency::Later);
    assert_eq!(order(&line), [better, plain]);
}

#[test]
fn who_waits_is_no_task_until_its_day_comes() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(
        lead,
        "Ana",
        Command::Move {
            to: "nurture".into(),
            reason: Some("not_now".into()),
            wake_on: Some(line.now + SignedDuration::from_hours(24 * 30)),
            fields: Default::default(),
            amount: None,
            note: None,
        },
    );
    assert_eq!(urgency(&line, lead).group(), Group::Waiting);
    line.wake_until(lead, "2026-12-21T09:30");
    assert_ne!(urgency(&line, lead).group(), Group::Waiting);
}

fn owed(lead: &str, process: &Process, now: Timestamp, minutes: i64) -> Owed {
    Owed {
        lead: Some(LeadId::from(lead)),
        due_at: process.calendar.advance(
            now,
            SignedDuration::from_mins(minutes),
            lifecycle::calendar::Counts::Working,
        ),
        minutes: 15,
    }
}

#[test]
fn one_more_hot_lead_breaks_just_the_promises_that_no_longer_fit() {
    let line = Line::at("2026-11-19T17:00");
    let (process, now) = (&line.process, line.now);
    let calendar = &process.calendar;
    let queue = [
        owed("prado", process, now, 30),
        owed("nunes", process, now, 40),
        owed("lima", process, now, 300),
    ];
    assert_eq!(late(queue.to_vec(), calendar, now), []);
    let new = Owed {
        lead: None,
        ..owed("new", process, now, 15)
    };
    let found = one_more(&queue, new.clone(), calendar, now);
    assert!(found.already.is_empty());
    // Quarter past: the new one. Half past: Prado, just in time. Quarter to: Nunes, too late.
    assert_eq!(found.others, [LeadId::from("nunes")]);
    assert!(!found.itself);
    // What is broken already takes no place; what doesn't fit as it is, isn't blamed on the new one.
    let crowded = [
        owed("one", process, now, 10),
        owed("two", process, now, 12),
        owed("gone", process, now, -60),
    ];
    let found = one_more(&crowded, new, calendar, now);
    assert_eq!(found.already, [LeadId::from("one"), LeadId::from("two")]);
    assert!(found.others.is_empty());
    assert!(found.itself);
}

#[test]
fn the_night_is_no_time_to_keep_promises_in() {
    let line = Line::at("2026-11-19T17:50");
    let (process, now) = (&line.process, line.now);
    // Ten minutes are left today, so these two end at 9:05 and 9:20 tomorrow.
    let queue = vec![owed("a", process, now, 15), owed("b", process, now, 29)];
    assert_eq!(
        late(queue, &process.calendar, now),
        [Some(LeadId::from("b"))]
    );
}

#[test]
fn how_long_a_step_takes_is_the_median_of_what_was_logged() {
    let start: Timestamp = "2026-11-19T12:00:00Z".parse().unwrap();
    let logged = |by: &str, at: i64, said: Option<u32>| Logged {
        by: by.into(),
        at: start + SignedDuration::from_mins(at),
        minutes: said,
        stage: "contacting".into(),
    };
    // Nora: 6, 8, a pause, 7, 20 as she said; Femi in between doesn't count into hers.
    let mut all = vec![
        logged("nora", 0, None),
        logged("nora", 6, None),
        logged("femi", 7, None),
        logged("nora", 14, None),
        logged("nora", 200, None),
        logged("nora", 207, None),
        logged("nora", 212, Some(20)),
    ];
    assert!(minutes(&all).is_empty(), "four steps are too few");
    all.push(logged("femi", 16, None));
    let known = minutes(&all);
    let effort = known[&StageId::from("contacting")];
    assert_eq!((effort.minutes, effort.of), (8, 5));
}
