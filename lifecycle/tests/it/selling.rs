//! Stories of leads on the example process: moves, verdicts, exceptions, and what is refused.

use crate::line::{Line, asks, call, euro, go, go_because, hot, tells};
use lifecycle::lead::{Cell, Command, Refusal};
use lifecycle::value::Value;
use std::collections::BTreeMap;

/// To the hand-over; gives the lead and who has it in sales.
fn handed_over(line: &mut Line) -> (usize, String) {
    let lead = line.capture(hot());
    line.must(lead, "Ana", call(true, line.now));
    line.must(lead, "Ana", go("qualifying"));
    line.must(lead, "Ana", go("handover"));
    (lead, line.owner(lead))
}

#[test]
fn a_hand_over_is_accepted_and_won() {
    let mut line = Line::at("2026-11-19T10:00");
    let (lead, seller) = handed_over(&mut line);
    assert_eq!(seller, "Lena", "she is in the north, as the merchant is");
    assert_eq!(
        line.state(lead),
        "handover · Lena · Accept the prospect or give it back with a reason · due Thu 19 15:00 (verdict)"
    );
    // Speaking to the merchant is no verdict.
    line.must(lead, "Lena", call(true, line.now));
    assert_eq!(line.leads[lead].lead.stage().as_str(), "handover");
    let from = line.leads[lead].events.len();
    line.later(30);
    line.must(lead, "Lena", Command::Accept);
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:30 lead.accepted
         Thu 19 10:30 clock.kept verdict
         Thu 19 10:30 lead.moved handover > consulting Drawn
         Thu 19 10:30 clock.started stage_age, due Thu 10 10:30
         Thu 19 10:30 step.planned Hold the consultation and send the offer, due Thu 10 10:30",
    );
    let refusal = line.ask(lead, "Lena", go("won")).unwrap_err();
    assert_eq!(refusal.to_string(), "moving to Won needs an amount");
    line.must(
        lead,
        "Lena",
        Command::Move {
            to: "won".into(),
            reason: None,
            wake_on: None,
            fields: BTreeMap::new(),
            amount: Some(euro(1_200)),
            note: None,
        },
    );
    assert_eq!(line.state(lead), "won");
    assert_eq!(line.leads[lead].lead.cell(), Cell::Won);
    assert_eq!(line.leads[lead].lead.wake_at(), None);
    assert!(line.roster.members.iter().all(|member| member.open == 0));
}

#[test]
fn a_hand_over_is_given_back_to_who_had_it() {
    let mut line = Line::at("2026-11-19T10:00");
    let (lead, seller) = handed_over(&mut line);
    line.later(30);
    let give_back = |reason: &str| Command::Return {
        reason: reason.into(),
        note: Some("no answer".to_owned()),
    };
    let refusal = line.ask(lead, &seller, give_back("boring")).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "`boring` is not a reason for moving to `qualifying`: choose one of `not_reachable`, `not_decided`, `wrong_segment`, `incomplete`"
    );
    let from = line.leads[lead].events.len();
    line.must(lead, &seller, give_back("incomplete"));
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:30 lead.returned
         Thu 19 10:30 clock.kept verdict
         Thu 19 10:30 lead.moved handover > qualifying Drawn incomplete
         Thu 19 10:30 lead.assigned Ana (hand-off)
         Thu 19 10:30 clock.started stage_age, due Thu 26 10:30
         Thu 19 10:30 step.planned Answer the five questions with the merchant, due Thu 26 10:30",
    );
    assert_eq!(line.leads[lead].lead.cell(), Cell::Returned);
    line.must(lead, "Ana", go("handover"));
    assert_eq!(line.leads[lead].lead.cell(), Cell::Followed);
    assert_eq!(line.owner(lead), seller, "who gave it back gets it again");
}

#[test]
fn a_verdict_that_nobody_gives_is_asked_of_the_next() {
    let mut line = Line::at("2026-11-19T10:00");
    let (lead, _) = handed_over(&mut line);
    let from = line.leads[lead].events.len();
    line.wake_until(lead, "2026-11-19T15:00");
    tells(
        &line.timeline(lead, from),
        "Thu 19 14:00 clock.warned verdict
         Thu 19 14:00 alert.raised verdict to Owner
         Thu 19 15:00 clock.broken verdict
         Thu 19 15:00 alert.raised breach to Role(RoleId(\"management\"))
         Thu 19 15:00 lead.assigned Sam
         Thu 19 15:00 clock.started verdict, due Fri 20 10:00
         Thu 19 15:00 step.planned Accept the prospect or give it back with a reason, due Fri 20 10:00",
    );
}

#[test]
fn what_isnt_drawn_is_refused_with_a_way_out() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let before = (line.leads[lead].lead.clone(), line.roster.clone());
    let fields = |name: &str, value: Value| Command::Answer {
        fields: BTreeMap::from([(name.into(), Some(value))]),
        amount: None,
    };
    let except = |to: &str, reason: &str| Command::Except {
        to: to.into(),
        reason: reason.to_owned(),
    };
    let past = line.now;
    for (command, code, says) in [
        (
            go("won"),
            "move.not_drawn",
            "`contacting` to `won` is not drawn in version 3: make an exception with a reason, or choose one of `qualifying`, `nurture`, `disqualified`",
        ),
        (
            go("qualifing"),
            "move.no_such_stage",
            "there is no stage `qualifing` in version 3; did you mean `qualifying`?",
        ),
        (
            go("zzz"),
            "move.no_such_stage",
            "there is no stage `zzz` in version 3",
        ),
        (
            go("nurture"),
            "move.needs",
            "moving to Nurture needs a reason",
        ),
        (
            go_because("nurture", "because"),
            "move.reason",
            "`because` is not a reason for moving to `nurture`: choose one of `not_now`, `unreachable`",
        ),
        (
            go("qualifying"),
            "move.criterion",
            "moving to Qualification is only possible when both sides spoke in the last touch (it isn't known)",
        ),
        (
            except("inbox", "start again please"),
            "move.into_gate",
            "`inbox` is a gate: rules decide there; choose the stage that it leads to",
        ),
        (
            except("won", "  x "),
            "exception.without_reason",
            "an exception needs a reason in your own words, of at least three letters",
        ),
        (
            Command::Return {
                reason: "incomplete".into(),
                note: None,
            },
            "verdict.none_asked",
            "`contacting` asks for no verdict: giving back belongs to a hand-off",
        ),
        (
            fields("catalog_size", Value::Integer(3)),
            "field.unknown",
            "there is no field `catalog_size` in this process; did you mean `catalogue_size`?",
        ),
        (
            fields("catalogue_size", Value::Integer(-3)),
            "field.value",
            "`catalogue_size` takes a whole number from 0 on; -3 is none",
        ),
        (
            fields("segment", Value::Text("cars".to_owned())),
            "field.value",
            "`segment` takes one of home_decor, health_beauty, car_accessories, pet, other; `cars` is none",
        ),
        (
            Command::Reassign {
                to: "nobody".into(),
                reason: "ill".to_owned(),
            },
            "member.not_active",
            "member nobody is not active: choose somebody who is",
        ),
        (
            Command::Plan {
                title: "Send a letter".to_owned(),
                due_at: past,
            },
            "time.past",
            "`due_at` lies in the past: give a time to come",
        ),
        (
            Command::Plan {
                title: "Send a letter".to_owned(),
                due_at: "2026-11-25T12:00:00Z".parse().unwrap(),
            },
            "step.after_promise",
            "the promise `first_response` runs out before: plan the step until then",
        ),
        (
            Command::Move {
                to: "nurture".into(),
                reason: Some("not_now".into()),
                wake_on: Some(past),
                fields: BTreeMap::new(),
                amount: None,
                note: None,
            },
            "time.past",
            "`wake_on` lies in the past: give a time to come",
        ),
    ] {
        let refusal = line.ask(lead, "Ana", command).unwrap_err();
        assert_eq!((refusal.code(), refusal.to_string().as_str()), (code, says));
    }
    assert_eq!((line.leads[lead].lead.clone(), line.roster.clone()), before);
}

#[test]
fn an_exception_goes_anywhere_with_a_reason() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let from = line.leads[lead].events.len();
    line.must(
        lead,
        "Ana",
        Command::Except {
            to: "consulting".into(),
            reason: "The merchant has signed on the fair already".to_owned(),
        },
    );
    tells(
        &line.timeline(lead, from),
        "Thu 19 10:00 clock.stopped accept
         Thu 19 10:00 clock.stopped first_response
         Thu 19 10:00 clock.kept stage_age
         Thu 19 10:00 lead.moved contacting > consulting Exception
         Thu 19 10:00 lead.assigned Lena (hand-off)
         Thu 19 10:00 clock.started stage_age, due Thu 10 10:00
         Thu 19 10:00 step.planned Hold the consultation and send the offer, due Thu 10 10:00",
    );
    line.must(
        lead,
        "Lena",
        Command::Except {
            to: "disqualified".into(),
            reason: "A child was playing".to_owned(),
        },
    );
    assert_eq!(line.leads[lead].lead.cell(), Cell::Disqualified);
    for command in [go("nurture"), Command::Accept, call(true, line.now)] {
        let refusal = line.ask(lead, "Lena", command).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::NotOpen {
                lead: "lead-1".into()
            }
        );
    }
    line.must(lead, "Lena", Command::Note("They sent flowers".to_owned()));
    line.must(lead, "time", Command::Wake);
}

#[test]
fn the_moves_from_here_are_shown_with_what_they_take() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.must(lead, "Ana", call(true, line.now));
    line.must(lead, "Ana", go("qualifying"));
    line.must(
        lead,
        "Ana",
        Command::Answer {
            fields: BTreeMap::from([("segment".into(), Some(Value::Text("pet".to_owned())))]),
            amount: None,
        },
    );
    let options = lifecycle::sell::options(&line.leads[lead].lead, &line.process, line.now);
    let shown: Vec<String> = options
        .iter()
        .map(|option| {
            let needs: Vec<String> = option
                .needs
                .iter()
                .map(|need| format!("{}{}", need.title, if need.given { " ✓" } else { "" }))
                .collect();
            format!(
                "{} [{}] {} {} to {}",
                option.title,
                needs.join(", "),
                option
                    .criterion
                    .as_ref()
                    .map_or("-", |it| it.explained.as_str()),
                option.is_possible(),
                option.hand_off_to.as_deref().unwrap_or("same role"),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Hand-over to sales [Business segment ✓, Business type, Products] Products is more than 0 (it isn't known) false to Sales representative",
            "Nurture [a reason, a time to look again] - true to Marketing",
            "Disqualified [a reason] - true to same role",
        ]
    );
}

#[test]
fn no_promise_is_started_afresh_or_kept_before_it_was_made() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    let again = Command::Except {
        to: "contacting".into(),
        reason: "start again".to_owned(),
    };
    let refusal = line.ask(lead, "Ana", again).unwrap_err();
    assert_eq!(refusal.code(), "exception.already_there");
    let before = line.now - jiff::SignedDuration::from_hours(1);
    let refusal = line.ask(lead, "Ana", call(true, before)).unwrap_err();
    assert_eq!(refusal, Refusal::BeforeLead);
    assert_eq!(refusal.code(), "touch.before_lead");
}
