//! Stories of leads on the example process: from coming in to a conversation, and waiting.

use crate::line::{Line, asks, call, go, go_because, hot, notice, tells};
use lifecycle::lead::{Cell, ClockState, Command, Event, Submission};
use lifecycle::process::model::{StageKind, StopsOn};
use std::collections::BTreeMap;

#[test]
fn somebody_asks_and_is_called_back_in_time() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    assert_eq!(line.leads[lead].lead.cell(), Cell::Waiting);
    line.later(5);
    line.must(lead, "Ana", call(false, line.now));
    line.later(5);
    line.must(lead, "Ana", call(true, line.now));
    line.must(lead, "Ana", go("qualifying"));
    tells(
        &line.timeline(lead, 0),
        "Thu 19 10:00 lead.captured
         Thu 19 10:00 lead.identified
         Thu 19 10:00 lead.assessed 0/40 C
         Thu 19 10:00 lead.moved - > inbox Drawn
         Thu 19 10:00 lead.moved inbox > contacting Drawn
         Thu 19 10:00 lead.assigned Ana
         Thu 19 10:00 clock.started accept, due Thu 19 10:10
         Thu 19 10:00 clock.started first_response, due Thu 19 15:00
         Thu 19 10:00 clock.started stage_age, due Thu 03 10:00
         Thu 19 10:00 step.planned Reach the merchant: call, due Thu 19 15:00
         Thu 19 10:00 alert.raised arrived to Owner
         Thu 19 10:05 touch.logged
         Thu 19 10:05 lead.accepted
         Thu 19 10:05 clock.kept accept
         Thu 19 10:05 clock.kept first_response
         Thu 19 10:05 step.planned Reach the merchant: call, 2nd try, due Thu 19 12:00
         Thu 19 10:10 touch.logged
         Thu 19 10:10 step.planned Move on to Qualification, due Fri 20 10:10
         Thu 19 10:10 clock.kept stage_age
         Thu 19 10:10 lead.moved contacting > qualifying Drawn
         Thu 19 10:10 clock.started stage_age, due Thu 26 10:10
         Thu 19 10:10 step.planned Answer the five questions with the merchant, due Thu 26 10:10",
    );
    assert_eq!(line.leads[lead].lead.cell(), Cell::Followed);
}

#[test]
fn each_decision_says_why() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    assert_eq!(
        line.because(lead, "lead.assigned"),
        [
            "Rule known company passed: somebody looks after the company already (nobody looks after the company yet)",
            "Rule pets passed: Business segment is pet (it is home decor)",
            "Ana: next by turn",
            "Rule everyone: always",
        ]
    );
    let assessed = line.because(lead, "lead.assessed");
    assert_eq!(assessed.len(), 4, "{assessed:?}");
    assert!(
        assessed[0].starts_with("Fit +15, manufacturer: Business type is manufacturer"),
        "{assessed:?}"
    );
    assert!(
        assessed[2].starts_with("Engagement +40, asked for contact: "),
        "{assessed:?}"
    );
    assert!(
        assessed[3]
            .starts_with("Grade A: fit is at least 25 and engagement is at least 40 (fit is "),
        "{assessed:?}"
    );
    let promised = line.leads[lead].events.iter().any(|it| {
        let said = "First response within 15 working minutes for grade A";
        it.because.iter().any(|it| it.text == said)
    });
    assert!(promised);
    let told: Vec<String> = line.leads[lead]
        .events
        .iter()
        .filter_map(|it| match &it.event {
            Event::AlertRaised { text, .. } => Some(text.clone()),
            _ => None,
        })
        .collect();
    assert!(
        told.iter()
            .any(|it| it.ends_with("new from paid search, due Thu 19 Nov, 10:15")),
        "{told:?}"
    );
    let automatic = line.leads[lead].events.iter().filter(|it| {
        matches!(
            it.event.name(),
            "lead.assessed" | "lead.assigned" | "clock.started" | "alert.raised"
        )
    });
    for it in automatic {
        assert!(
            !it.because.is_empty(),
            "{} doesn't say why",
            it.event.name()
        );
        assert!(it.because.iter().any(|it| it.place.is_some()));
    }
}

#[test]
fn a_lead_that_nobody_takes_goes_round_and_ends_at_the_stand_in() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2026-11-19T12:00");
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:10 clock.broken accept
         Thu 19 10:10 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 10:10 lead.assigned Femi
         Thu 19 10:10 clock.started accept, due Thu 19 10:20
         Thu 19 10:20 clock.broken accept
         Thu 19 10:20 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 10:20 lead.assigned Nora
         Thu 19 10:20 clock.started accept, due Thu 19 10:30
         Thu 19 10:30 clock.broken accept
         Thu 19 10:30 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 10:30 lead.assigned Pia
         Thu 19 10:30 clock.started accept, due Thu 19 10:40
         Thu 19 10:40 clock.broken accept
         Thu 19 10:40 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 10:40 lead.assigned nobody, management stands in
         Thu 19 10:40 alert.raised accept to Role(RoleId(\"management\"))",
    );
    assert_eq!(
        line.state(lead),
        "contacting · nobody, management stands in · Reach the merchant: call · due Thu 19 15:00 (first_response)",
        "it is still owed"
    );
}

#[test]
fn a_hot_lead_is_due_in_a_quarter_of_an_hour() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant: call · due Thu 19 10:15 (first_response)"
    );
    assert_eq!(
        line.told_to(lead),
        ["ana", "ana"],
        "it arrived, and it is hot"
    );
    line.must(lead, "Ana", Command::Accept);
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2026-11-19T10:20");
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:10 clock.warned first_response
         Thu 19 10:10 alert.raised first_response to Owner
         Thu 19 10:15 clock.broken first_response
         Thu 19 10:15 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 10:15 lead.assigned Femi
         Thu 19 10:15 clock.started accept, due Thu 19 10:25",
    );
    assert_eq!(
        line.state(lead),
        "contacting · Femi · Reach the merchant: call · due Thu 19 10:15 (first_response)",
        "what was promised is still owed"
    );
    let from = line.leads[lead].events.len();
    line.must(lead, "Femi", call(false, line.now));
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:20 touch.logged
         Thu 19 10:20 lead.accepted
         Thu 19 10:20 clock.kept accept
         Thu 19 10:20 clock.met_late first_response
         Thu 19 10:20 step.planned Reach the merchant: call, 2nd try, due Thu 19 12:00",
    );
}

#[test]
fn a_lead_at_five_to_five_on_friday_is_for_monday() {
    let mut line = Line::at("2026-11-20T16:55");
    let lead = line.capture(hot());
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant: call · due Mon 23 09:10 (first_response)"
    );
}

#[test]
fn the_program_was_down_over_lunch() {
    let mut line = Line::at("2026-11-19T11:30");
    let lead = line.capture(hot());
    let from = line.leads[lead].events.len();
    line.until("2026-11-19T15:00");
    line.must(lead, "time", Command::Wake);
    tells(
        &line.timeline(lead, from),
        "Thu 19 15:00 clock.broken accept
         Thu 19 15:00 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 15:00 lead.assigned Femi
         Thu 19 15:00 clock.started accept, due Thu 19 15:10
         Thu 19 15:00 clock.broken first_response
         Thu 19 15:00 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 15:00 lead.assigned Nora
         Thu 19 15:00 clock.started accept, due Thu 19 15:10",
    );
    let from = line.leads[lead].events.len();
    line.must(lead, "time", Command::Wake);
    assert_eq!(line.leads[lead].events.len(), from, "once is enough");
}

#[test]
fn a_call_that_is_logged_later_counts_from_when_it_was_made() {
    for (made, kept) in [("10:14", true), ("10:16", false)] {
        let mut line = Line::at("2026-11-19T10:00");
        let lead = line.capture(hot());
        line.until(&format!("2026-11-19T{made}"));
        let made_at = line.now;
        line.until("2026-11-19T10:40");
        let from = line.leads[lead].events.len();
        line.must(lead, "Ana", call(false, made_at));
        let told = line.timeline(lead, from);
        assert_eq!(
            told.contains("clock.kept first_response"),
            kept,
            "{made}: {told}"
        );
        assert_eq!(
            told.contains("clock.broken first_response"),
            !kept,
            "{made}: {told}"
        );
        assert_eq!(
            told.contains("clock.met_late first_response"),
            !kept,
            "{made}: {told}"
        );
        assert_eq!(line.owner(lead), "Ana", "it isn't taken from who called");
    }
}

/// The breach was seen, others were told: logging it afterwards doesn't make it undone, but
/// everybody can read that the call was in time.
#[test]
fn a_call_in_time_that_is_logged_after_the_breach_was_seen_stays_broken_and_says_so() {
    for (made, said) in [
        (
            "10:14",
            "Done Thu 19 Nov, 10:14, and logged later: in time, but the promise had been seen to break by then",
        ),
        ("10:16", "Done Thu 19 Nov, 10:16, and logged later"),
    ] {
        let mut line = Line::at("2026-11-19T10:00");
        let lead = line.capture(hot());
        line.until(&format!("2026-11-19T{made}"));
        let made_at = line.now;
        line.until("2026-11-19T10:20");
        line.must(lead, "time", Command::Wake);
        let from = line.leads[lead].events.len();
        line.must(lead, "Ana", call(false, made_at));
        let told = line.timeline(lead, from);
        assert!(!told.contains("clock.kept first_response"), "{told}");
        assert!(told.contains("clock.met_late first_response"), "{told}");
        assert_eq!(line.because(lead, "clock.met_late"), [said]);
        let state = line.leads[lead].lead.clocks.iter();
        let state = state
            .map(|it| (it.clock.as_str(), it.state))
            .collect::<Vec<_>>();
        assert!(
            state.iter().any(|(clock, state)| *clock == "first_response"
                && matches!(state, ClockState::Broken { met_at: Some(_) })),
            "{state:?}"
        );
    }
}

#[test]
fn unreachable_for_two_weeks_means_nurture_and_a_reply_leads_back() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.later(5);
    for _ in 0..5 {
        line.must(lead, "Ana", call(false, line.now));
    }
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Decide: go on, nurture or disqualify · due Thu 03 10:00 (stage_age)"
    );
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2026-12-03T10:00");
    tells(
        &line.timeline(lead, from),
        "Thu 03 10:00 clock.broken stage_age
         Thu 03 10:00 alert.raised breach to Role(RoleId(\"management\"))
         Thu 03 10:00 lead.moved contacting > nurture Consequence unreachable
         Thu 03 10:00 lead.assigned Max (hand-off)
         Thu 03 10:00 clock.started look_again, due Thu 03 10:00
         Thu 03 10:00 series.entered getting-to-know
         Thu 03 10:00 step.planned Check when interest may return, due Thu 03 10:00",
    );
    assert_eq!(line.leads[lead].lead.cell(), Cell::Nurtured);
    line.until("2026-12-10T11:00");
    let from = line.leads[lead].events.len();
    line.must(lead, "buyer", notice("mail_replied"));
    tells(
        &line.timeline(lead, from),
        "Thu 10 11:00 signal.noticed
         Thu 10 11:00 lead.assessed 0/70 C
         Thu 10 11:00 series.left getting-to-know
         Thu 10 11:00 clock.kept look_again
         Thu 10 11:00 lead.moved nurture > contacting Drawn
         Thu 10 11:00 lead.assigned Ana (hand-off)
         Thu 10 11:00 clock.started accept, due Thu 10 11:10
         Thu 10 11:00 clock.started first_response, due Thu 10 16:00
         Thu 10 11:00 clock.started stage_age, due Thu 24 11:00
         Thu 10 11:00 step.planned Reach the merchant: call, due Thu 10 16:00
         Thu 10 11:00 alert.raised contacting to Owner",
    );
}

#[test]
fn a_lead_that_comes_to_nurture_doesnt_bounce() {
    // Grade A, so the arrow back would hold at once.
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    line.must(lead, "Ana", go_because("nurture", "not_now"));
    assert_eq!(line.leads[lead].lead.stage().as_str(), "nurture");
    line.must(lead, "time", Command::Wake);
    line.must(lead, "Max", Command::Note("asked for spring".to_owned()));
    assert_eq!(line.leads[lead].lead.stage().as_str(), "nurture");
    line.must(lead, "buyer", notice("mail_clicked"));
    assert_eq!(line.leads[lead].lead.stage().as_str(), "contacting");
}

#[test]
fn who_asks_again_is_answered_again() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(Submission {
        phone: None,
        ..asks("paid_search")
    });
    line.must(lead, "Ana", call(false, line.now));
    line.until("2026-11-19T16:00");
    let from = line.leads[lead].events.len();
    line.must(lead, "buyer", Command::Reengage(hot()));
    tells(
        &line.timeline(lead, from),
        "Thu 19 16:00 lead.reengaged
         Thu 19 16:00 lead.identified
         Thu 19 16:00 lead.assessed 40/80 A
         Thu 19 16:00 clock.started first_response, due Thu 19 16:15
         Thu 19 16:00 step.planned Reach the merchant: call, 2nd try, due Thu 19 16:15
         Thu 19 16:00 alert.raised hot to Owner",
    );
    assert!(line.leads[lead].lead.person.phone.is_some());
}

#[test]
fn who_asks_again_while_waiting_is_looked_at() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(Submission {
        form: None,
        ..asks("paid_search")
    });
    line.must(lead, "Ana", go_because("nurture", "not_now"));
    let from = line.leads[lead].events.len();
    let again = Submission {
        form: None,
        ..asks("paid_search")
    };
    line.must(lead, "buyer", Command::Reengage(again));
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:00 lead.reengaged
         Thu 19 10:00 step.planned Look again: asked again, due Fri 20 10:00
         Thu 19 10:00 alert.raised asked_again to Owner",
    );
}

#[test]
fn waiting_ends_when_it_was_said_to() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    line.must(lead, "Ana", call(true, line.now));
    line.must(lead, "Ana", go("qualifying"));
    let wake_on = "2027-03-01T12:00:00Z".parse().unwrap();
    line.must(
        lead,
        "Ana",
        Command::Move {
            to: "nurture".into(),
            reason: Some("next_season".into()),
            wake_on: Some(wake_on),
            fields: BTreeMap::new(),
            amount: None,
            note: None,
        },
    );
    assert_eq!(
        line.state(lead),
        "nurture · Max · Check when interest may return · due Mon 01 09:00"
    );
    assert_eq!(line.leads[lead].lead.wake_at(), Some(wake_on));
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2027-03-01T09:00");
    tells(
        &line.timeline(lead, from),
        "Mon 01 09:00 step.planned Check when interest may return, due Tue 02 09:00
         Mon 01 09:00 alert.raised wake_on to Owner",
    );
    line.must(lead, "time", Command::Wake);
    assert_eq!(line.leads[lead].events.len(), from + 2);
}

#[test]
fn when_nobody_is_there_somebody_stands_in() {
    let mut line = Line::at("2026-11-19T10:00");
    for name in ["nora", "femi", "ana", "pia"] {
        line.set_active(name, false);
    }
    let lead = line.capture(hot());
    assert_eq!(line.owner(lead), "nobody, management stands in");
    assert_eq!(line.told_to(lead), ["gina", "gina"]);
    line.set_active("pia", true);
    let from = line.leads[lead].events.len();
    line.must(lead, "time", Command::Wake);
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:00 lead.assigned Pia
         Thu 19 10:00 clock.started accept, due Thu 19 10:10",
    );
    line.set_active("pia", false);
    let other = line.capture(asks("paid_search"));
    line.must(other, "Gina", Command::Accept);
    assert_eq!(line.owner(other), "Gina", "who takes it has it");
}

#[test]
fn an_intake_that_the_rules_cant_carry_through_is_sorted_out() {
    let mut line = Line::at("2026-11-19T10:00");
    let inbox = &mut line.process.base.stages[0];
    let StageKind::Gate(gate) = &mut inbox.kind else {
        panic!("the inbox is a gate");
    };
    gate.moves.truncate(1);
    let lead = line.capture(asks("paid_search"));
    tells(
        &line.timeline(lead, 4),
        "Thu 19 10:00 intake.failed Nothing matches at the gate Inbox
         Thu 19 10:00 lead.assigned nobody, management stands in
         Thu 19 10:00 step.planned Sort out this intake, due Thu 19 10:10
         Thu 19 10:00 alert.raised arrived to Owner",
    );
    assert_eq!(line.told_to(lead), ["gina"]);
    line.wake_until(lead, "2026-11-24T10:00");
    line.must(
        lead,
        "Gina",
        Command::Except {
            to: "contacting".into(),
            reason: "the rules forgot this one".to_owned(),
        },
    );
    assert_eq!(line.owner(lead), "Ana");
}

#[test]
fn gates_that_lead_in_a_circle_are_left() {
    let mut line = Line::at("2026-11-19T10:00");
    let inbox = &mut line.process.base.stages[0];
    let StageKind::Gate(gate) = &mut inbox.kind else {
        panic!("the inbox is a gate");
    };
    gate.moves.truncate(1);
    gate.moves[0].to = "inbox".into();
    gate.moves[0].when = None;
    let lead = line.capture(asks("paid_search"));
    assert!(line.leads[lead].events.len() < 40);
    assert!(line.state(lead).contains("Sort out this intake"));
}

#[test]
fn a_process_without_anything_still_loses_no_lead() {
    let mut line = Line::at("2026-11-19T10:00");
    line.process.base.stages.clear();
    line.process.base.routing.clear();
    line.process.roles.clear();
    line.process.alerts.clear();
    line.roster.members.clear();
    let lead = line.capture(asks("paid_search"));
    let life = &line.leads[lead];
    assert_eq!(life.lead.status(), "open");
    assert!(life.lead.wake_at().is_some());
}

#[test]
fn a_lead_that_is_over_at_once_had_a_pool() {
    let mut line = Line::at("2026-11-19T10:00");
    let StageKind::Gate(gate) = &mut line.process.base.stages[0].kind else {
        panic!("the inbox is a gate");
    };
    gate.moves[0].when = None;
    let lead = line.capture(asks("paid_search"));
    assert_eq!(line.state(lead), "disqualified");
    assert_eq!(line.owner(lead), "nobody, management stands in");
}

#[test]
fn a_trade_fair_has_its_own_line() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("trade_show"));
    assert_eq!(
        line.state(lead),
        "contacting · Ana · Reach the merchant: mail · due Fri 20 10:00 (first_response)"
    );
}

#[test]
fn a_step_of_ones_own_stays_until_something_changes() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let due_at = line.now + jiff::SignedDuration::from_hours(1);
    let own = Command::Plan {
        title: "Ask Tom for the number".to_owned(),
        due_at,
    };
    line.must(lead, "Ana", own);
    line.must(lead, "Ana", Command::Accept);
    line.must(
        lead,
        "Ana",
        Command::Note("Tom is out for lunch".to_owned()),
    );
    assert!(line.state(lead).contains("Ask Tom for the number"));
    line.must(lead, "Ana", call(false, line.now));
    assert!(line.state(lead).contains("2nd try"), "{}", line.state(lead));
}

#[test]
fn somebody_else_takes_over_by_hand() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", Command::Accept);
    let from = line.leads[lead].events.len();
    let over = || Command::Reassign {
        to: "nora".into(),
        reason: "Ana is ill".to_owned(),
    };
    line.must(lead, "Gina", over());
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:00 lead.assigned Nora
         Thu 19 10:00 clock.started accept, due Thu 19 10:10",
    );
    line.must(lead, "Gina", over());
    assert_eq!(
        line.leads[lead].events.len(),
        from + 2,
        "she has it already"
    );
}

#[test]
fn a_machines_mail_keeps_no_promise_of_people() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let Command::LogTouch(mut touch) = call(false, line.now) else {
        panic!("a call is a touch");
    };
    touch.human = false;
    line.must(lead, "process", Command::LogTouch(touch));
    assert!(
        line.state(lead).contains("(first_response)"),
        "{}",
        line.state(lead)
    );
    assert_eq!(line.leads[lead].lead.cell(), Cell::Waiting);
    let first = &mut line.process.base.stages[1];
    assert!(
        first
            .duty()
            .unwrap()
            .clocks
            .iter()
            .any(|it| it.stops_on == StopsOn::HumanTouch)
    );
}
