//! A lead is put off, and wakes.

use crate::line::{Line, asks, call, go, go_because, notice, tells};
use jiff::{SignedDuration, Timestamp};
use lifecycle::lead::{Command, Event, Standing};
use lifecycle::track::day::{Urgency, place};

fn snooze(until: Option<Timestamp>, when: Option<&str>) -> Command {
    Command::Snooze {
        until,
        when: when.map(Into::into),
        reason: "back from holiday".to_owned(),
    }
}

fn days(line: &Line, days: i64) -> Option<Timestamp> {
    Some(line.now + SignedDuration::from_hours(24 * days))
}

/// Ana's lead, called once: nothing is owed but the age of the stage.
fn called(line: &mut Line) -> usize {
    let lead = line.capture(asks("paid_search"));
    let owner = line.owner(lead);
    line.must(lead, &owner, call(false, line.now));
    lead
}

fn urgency(line: &Line, lead: usize) -> Urgency {
    place(&line.leads[lead].lead, &line.process, line.now)
        .unwrap()
        .urgency
}

#[test]
fn a_lead_is_put_off_and_comes_back_with_its_reason() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = called(&mut line);
    let from = line.leads[lead].events.len();
    let until = days(&line, 4);
    line.must(lead, "Ana", snooze(until, None));
    assert_eq!(urgency(&line, lead), Urgency::Waiting);
    line.wake_until(lead, "2026-11-23T10:30");
    assert_eq!(urgency(&line, lead), Urgency::Later);
    line.must(lead, "Ana", call(false, line.now));
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:00 lead.snoozed
         Thu 19 10:00 step.planned Look again: back from holiday, due Mon 23 10:00
         Mon 23 10:00 lead.woken
         Mon 23 10:00 step.planned Look again: back from holiday, due Tue 24 10:00
         Mon 23 10:00 alert.raised snooze to Owner
         Mon 23 10:30 touch.logged
         Mon 23 10:30 step.planned Reach the merchant: mail, 3rd try, due Mon 23 17:30",
    );
}

#[test]
fn what_a_person_owes_is_never_hidden() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let tomorrow = days(&line, 1);
    let refused = line
        .ask(lead, "Ana", snooze(tomorrow, None))
        .unwrap_err()
        .to_string();
    assert!(refused.contains("is still owed"), "{refused}");
    // Broken is owed all the same.
    line.wake_until(lead, "2026-11-19T17:00");
    assert!(line.ask(lead, "Ana", snooze(tomorrow, None)).is_err());
    let called = called(&mut line);
    let refused = line.ask(called, "Ana", snooze(days(&line, 60), None));
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("`stage_age` runs out before"), "{said}");
}

#[test]
fn it_wakes_when_what_was_waited_for_happens() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = called(&mut line);
    let replies = Some("event.kind == 'mail_replied'");
    line.must(lead, "Ana", snooze(days(&line, 5), replies));
    line.later(60);
    line.must(lead, "buyer", notice("mail_clicked"));
    let snoozed = |line: &Line| match &line.leads[lead].lead.standing {
        Standing::Open(here) => here.snooze.is_some(),
        Standing::Ended { .. } | Standing::Merged { .. } => false,
    };
    assert!(snoozed(&line), "a click is no reply");
    line.must(lead, "buyer", notice("mail_replied"));
    assert!(!snoozed(&line));
    assert!(
        line.because(lead, "lead.woken")[0].starts_with("It happened: "),
        "{:?}",
        line.because(lead, "lead.woken")
    );
    assert!(
        line.state(lead).contains("Look again: back from holiday"),
        "{}",
        line.state(lead)
    );
}

#[test]
fn without_a_day_it_ends_before_the_promise_that_runs() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = called(&mut line);
    line.must(lead, "Ana", snooze(None, Some("score.engagement >= 200")));
    let Some(Event::Snoozed { snooze: own }) = line.leads[lead]
        .events
        .iter()
        .map(|it| it.event.clone())
        .find(|it| matches!(it, Event::Snoozed { .. }))
    else {
        panic!("it isn't put off");
    };
    assert_eq!(line.local(own.until), "Thu 03 10:00");
    for (command, says) in [
        (snooze(None, None), "say until when"),
        (snooze(days(&line, -1), None), "lies in the past"),
        (
            snooze(None, Some("score.engagment >= 40")),
            "can't be waited for",
        ),
        (snooze(None, Some("score.engagement >= 40")), "already"),
        (snooze(None, Some("false")), "can't be waited for"),
    ] {
        let said = line.ask(lead, "Ana", command).unwrap_err().to_string();
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn whoever_reaches_out_moves_it_or_asks_again_wakes_it() {
    let mut line = Line::at("2026-11-19T10:00");
    for act in [
        call(false, line.now),
        go_because("nurture", "not_now"),
        Command::Unsnooze,
        Command::Reengage(asks("paid_search")),
        Command::Plan {
            title: "Send the list".to_owned(),
            due_at: line.now + SignedDuration::from_hours(30),
        },
    ] {
        let lead = called(&mut line);
        line.must(lead, "Ana", snooze(days(&line, 5), None));
        let who = if matches!(act, Command::Reengage(_)) {
            "buyer"
        } else {
            "Ana"
        };
        line.must(lead, who, act.clone());
        let Standing::Open(here) = &line.leads[lead].lead.standing else {
            panic!("it ended by {act:?}");
        };
        assert_eq!(here.snooze, None, "after {act:?}");
        assert!(
            !here.next_step.title.starts_with("Look again: back"),
            "{act:?}"
        );
    }
    // Somebody else gets it as it is: put off.
    let lead = called(&mut line);
    line.must(lead, "Ana", snooze(days(&line, 5), None));
    let to = Command::Reassign {
        to: "femi".into(),
        reason: "leaves".to_owned(),
    };
    line.must(lead, "Gina", to);
    assert!(line.state(lead).contains("Look again: back from holiday"));
}

#[test]
fn when_the_owner_is_gone_whoever_stands_in_is_told() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = called(&mut line);
    let until = days(&line, 4);
    line.must(lead, "Ana", snooze(until, None));
    line.set_active("ana", false);
    line.wake_until(lead, "2026-11-23T10:30");
    assert!(
        line.told_to(lead).contains(&"gina"),
        "{:?}",
        line.told_to(lead)
    );
}

#[test]
fn at_a_hold_it_takes_the_place_of_the_time_to_look_again() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = called(&mut line);
    line.must(lead, "Ana", call(true, line.now));
    line.must(lead, "Ana", go("qualifying"));
    line.must(
        lead,
        "Ana",
        Command::Move {
            to: "nurture".into(),
            reason: Some("not_now".into()),
            wake_on: days(&line, 10),
            fields: Default::default(),
            amount: None,
            note: None,
        },
    );
    line.must(lead, "Max", snooze(days(&line, 40), None));
    line.wake_until(lead, "2026-12-10T10:00");
    assert_eq!(urgency(&line, lead), Urgency::Waiting);
    line.wake_until(lead, "2026-12-30T10:00");
    assert_ne!(urgency(&line, lead), Urgency::Waiting);
}
