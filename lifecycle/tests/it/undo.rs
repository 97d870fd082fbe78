//! Stories of things done by mistake, and taken back.

use crate::line::{Line, asks, call, euro, go, go_because, hot};
use lifecycle::lead::{Command, Lead};
use std::collections::BTreeMap;

/// The lead but for what says that something was taken back.
fn but_for_the_count(lead: &Lead) -> Lead {
    let mut lead = lead.clone();
    lead.version = 0;
    lead.last.at = jiff::Timestamp::UNIX_EPOCH;
    lead
}

fn versions(line: &Line, lead: usize) -> u32 {
    line.leads[lead].lead.version
}

#[test]
fn the_wrong_button_is_taken_back_exactly() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    line.later(3);
    line.must(lead, "Ana", call(false, line.now));
    let (before, at) = (line.leads[lead].lead.clone(), versions(&line, lead));
    line.must(lead, "Ana", go_because("disqualified", "wrong_number"));
    assert_eq!(line.leads[lead].lead.status(), "disqualified");
    line.later(2);
    line.take_back(lead, "Ana", at).unwrap();
    let after = &line.leads[lead].lead;
    assert_eq!(but_for_the_count(after), but_for_the_count(&before));
    assert_eq!(line.owner(lead), "Ana");
    let ana = line.roster.member(&"ana".into()).unwrap();
    assert_eq!(ana.open, 1, "it is hers again");
}

#[test]
fn two_steps_are_taken_back_one_after_the_other() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(asks("paid_search"));
    let first = (line.leads[lead].lead.clone(), versions(&line, lead));
    line.must(lead, "Ana", call(true, line.now));
    let second = (line.leads[lead].lead.clone(), versions(&line, lead));
    line.must(lead, "Ana", go("qualifying"));
    line.take_back(lead, "Ana", second.1).unwrap();
    let after = but_for_the_count(&line.leads[lead].lead);
    assert_eq!(after, but_for_the_count(&second.0));
    line.take_back(lead, "Ana", first.1).unwrap();
    let after = but_for_the_count(&line.leads[lead].lead);
    assert_eq!(after, but_for_the_count(&first.0));
    let again = line.take_back(lead, "Ana", first.1).unwrap_err();
    assert_eq!(again.code(), "undo.nothing");
}

#[test]
fn what_fell_due_meanwhile_is_noticed_at_once() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    let at = versions(&line, lead);
    line.must(lead, "Ana", go_because("nurture", "not_now"));
    line.later(45);
    line.take_back(lead, "Ana", at).unwrap();
    let names: Vec<&str> = line.leads[lead].events[at as usize..]
        .iter()
        .map(|it| it.event.name())
        .collect();
    let back = names.iter().position(|it| *it == "lead.taken_back");
    let broken = names.iter().rposition(|it| *it == "clock.broken");
    assert!(back < broken, "{names:?}");
    assert!(line.leads[lead].lead.wake_at() > Some(line.now));
}

#[test]
fn only_who_did_it_and_only_as_long_as_nothing_else_happened() {
    type Meanwhile = fn(&mut Line, usize);
    let cases: [(&str, Meanwhile, &str); 4] = [
        (
            "Ana",
            |line, lead| line.must(lead, "Ana", Command::Note("Hm".to_owned())),
            "",
        ),
        ("Femi", |_, _| {}, "undo.happened_since"),
        (
            "Ana",
            |line, lead| line.must(lead, "buyer", Command::Reengage(asks("webinar"))),
            "undo.happened_since",
        ),
        (
            "Ana",
            |line, lead| {
                line.later(6 * 24 * 60);
                line.must(lead, "time", Command::Wake);
            },
            "undo.happened_since",
        ),
    ];
    for (who, meanwhile, code) in cases {
        let mut line = Line::at("2026-11-19T10:00");
        let lead = line.capture(asks("paid_search"));
        line.must(lead, "Ana", call(true, line.now));
        let at = versions(&line, lead);
        line.must(lead, "Ana", go("qualifying"));
        meanwhile(&mut line, lead);
        let before = line.leads[lead].lead.clone();
        match line.take_back(lead, who, at) {
            Ok(()) => assert_eq!(code, "", "{who}"),
            Err(refusal) => {
                assert_eq!(refusal.code(), code, "{who}: {refusal}");
                assert_eq!(line.leads[lead].lead, before);
            }
        }
    }
}

#[test]
fn a_win_by_mistake_goes_on_with_whoever_is_there() {
    let mut line = Line::at("2026-11-19T10:00");
    let lead = line.capture(hot());
    line.must(lead, "Ana", call(true, line.now));
    line.must(
        lead,
        "Ana",
        Command::Except {
            to: "consulting".into(),
            reason: "They came by".to_owned(),
        },
    );
    let (owner, at) = (line.owner(lead), versions(&line, lead));
    let won = Command::Move {
        to: "won".into(),
        reason: None,
        wake_on: None,
        fields: BTreeMap::new(),
        amount: Some(euro(900)),
        note: None,
    };
    line.must(lead, &owner, won);
    assert_eq!(line.leads[lead].lead.status(), "won");
    line.set_active(&owner.to_lowercase(), false);
    line.take_back(lead, &owner, at).unwrap();
    assert_eq!(line.leads[lead].lead.status(), "open");
    assert_ne!(line.owner(lead), owner, "who isn't there can't have it");
    assert_eq!(line.leads[lead].lead.amount, None);
}
