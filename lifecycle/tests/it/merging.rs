//! Stories of two inquiries that were the same, or weren't.

use crate::line::{Line, asks, call, go, hot, notice};
use lifecycle::identify::merge::Choice;
use lifecycle::lead::{ClockState, Command, Lead, Submission};
use lifecycle::names::FieldId;
use lifecycle::value::Value;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn other(channel: &str) -> Submission {
    Submission {
        name: Some("A. Souza".to_owned()),
        email: Some("ana.souza@casaverde.example".to_owned()),
        message: Some("And send the price list".to_owned()),
        ..asks(channel)
    }
}

fn clock(line: &Line, lead: usize, name: &str) -> (ClockState, String) {
    let clocks = &line.leads[lead].lead.clocks;
    let found = clocks.iter().find(|it| it.clock.as_str() == name).unwrap();
    (found.state, line.local(found.due_at))
}

fn all(line: &Line, lead: usize) -> (&str, String) {
    (line.leads[lead].lead.status(), line.state(lead))
}

#[test]
fn the_earlier_promise_holds_and_one_answer_keeps_it() {
    let mut line = Line::at("2026-11-19T10:00");
    let first = line.capture(asks("paid_search"));
    line.later(60);
    let second = line.capture(other("webinar"));
    // Both owe a first response: the one by 15:00, the other by 16:00.
    line.merge(second, first, &Choice::default()).unwrap();
    assert_eq!(line.leads[first].lead.status(), "merged");
    assert_eq!(
        clock(&line, second, "first_response"),
        (ClockState::Running, "Thu 19 15:00".to_owned())
    );
    assert!(
        line.state(second)
            .ends_with("due Thu 19 15:00 (first_response)")
    );
    let owner = line.owner(second);
    line.must(second, &owner, call(true, line.now));
    let (state, _) = clock(&line, second, "first_response");
    assert!(matches!(state, ClockState::Kept { .. }));
    // Nothing is owed for the other one any more.
    assert!(line.leads[first].lead.wake_at().is_none());
    let refused = line.ask(first, "Ana", call(false, line.now)).unwrap_err();
    assert_eq!(refused.code(), "lead.goes_on");
    assert!(refused.to_string().contains("lead-2"), "{refused}");
}

#[test]
fn who_asked_before_the_answer_was_answered_by_it() {
    let mut line = Line::at("2026-11-19T10:00");
    let answered = line.capture(asks("paid_search"));
    line.later(10);
    let unanswered = line.capture(other("webinar"));
    line.later(10);
    line.must(answered, "Ana", call(true, line.now));
    line.merge(answered, unanswered, &Choice::default())
        .unwrap();
    let (state, _) = clock(&line, answered, "first_response");
    assert!(matches!(state, ClockState::Kept { .. }));
    // Who asked after it waits for an answer still.
    let mut line = Line::at("2026-11-19T10:00");
    let answered = line.capture(asks("paid_search"));
    line.must(answered, "Ana", call(true, line.now));
    line.later(10);
    let unanswered = line.capture(other("webinar"));
    line.merge(answered, unanswered, &Choice::default())
        .unwrap();
    let (state, due) = clock(&line, answered, "first_response");
    assert_eq!((state, due.as_str()), (ClockState::Running, "Thu 19 15:10"));
}

#[test]
fn what_is_lacking_is_taken_over_and_what_is_chosen() {
    let value = |text: &str| Value::Text(text.to_owned());
    let with = |fields: &[(&str, Value)]| -> BTreeMap<FieldId, Value> {
        let fields = fields.iter();
        fields
            .map(|(name, value)| ((*name).into(), value.clone()))
            .collect()
    };
    let mut line = Line::at("2026-11-19T10:00");
    let kept = line.capture(Submission {
        fields: with(&[
            ("segment", value("pet")),
            ("business_type", value("reseller")),
        ]),
        message: None,
        ..asks("paid_search")
    });
    let gone = line.capture(Submission {
        fields: with(&[
            ("segment", value("home_decor")),
            ("business_type", value("manufacturer")),
            ("catalogue_size", Value::Integer(240)),
        ]),
        ..other("webinar")
    });
    let choice = Choice {
        fields: BTreeSet::from(["business_type".into()]),
        amount: false,
    };
    line.merge(kept, gone, &choice).unwrap();
    let lead = &line.leads[kept].lead;
    assert_eq!(
        lead.fields,
        with(&[
            ("segment", value("pet")),
            ("business_type", value("manufacturer")),
            ("catalogue_size", Value::Integer(240)),
        ])
    );
    assert_eq!(lead.message.as_deref(), Some("And send the price list"));
    // A manufacturer with 240 products who asked twice.
    assert_eq!(
        (lead.score.fit(line.now), lead.score.engagement(line.now)),
        (40, 80)
    );
    assert_eq!(lead.score.grade.as_ref().map(|it| it.as_str()), Some("A"));
}

#[test]
fn two_again_each_as_if_left_alone_although_much_happened_since() {
    let mut line = Line::at("2026-11-19T10:00");
    let kept = line.capture(asks("paid_search"));
    line.later(1);
    let gone = line.capture(Submission { ..hot() });
    let (state, of_other) = (all(&line, gone).1, line.leads[gone].lead.clone());
    line.later(1);
    line.merge(kept, gone, &Choice::default()).unwrap();
    let owner = line.owner(kept);
    line.later(1);
    line.must(kept, &owner, call(true, line.now));
    line.must(kept, "buyer", notice("mail_clicked"));
    line.must(kept, &owner, go("qualifying"));
    line.later(5);
    line.unmerge(kept, gone).unwrap();
    // The one that went on keeps what was done on it, and loses what came along.
    let lead = &line.leads[kept].lead;
    assert_eq!(lead.stage().as_str(), "qualifying");
    assert!(lead.fields.is_empty());
    assert_eq!(
        (lead.score.fit(line.now), lead.score.engagement(line.now)),
        (0, 48)
    );
    assert_eq!(lead.last.touches, 1);
    // The other one stands where it stood, with the promise that ran on meanwhile.
    let again = &line.leads[gone].lead;
    assert_eq!(again.status(), "open");
    assert_eq!(line.state(gone), state);
    assert_eq!(again.clocks.len(), of_other.clocks.len());
    assert_eq!(clock(&line, gone, "first_response").1, "Thu 19 10:16");
    // Undoing it twice is refused.
    let refused = line.unmerge(kept, gone).unwrap_err();
    assert_eq!(refused.code(), "merge.not_merged");
}

#[test]
fn a_promise_that_broke_meanwhile_is_found_when_they_part() {
    let mut line = Line::at("2026-11-19T10:00");
    let kept = line.capture(asks("paid_search"));
    let gone = line.capture(hot());
    line.merge(kept, gone, &Choice::default()).unwrap();
    line.until("2026-11-24T11:00");
    line.unmerge(kept, gone).unwrap();
    let broken = line.leads[gone]
        .events
        .iter()
        .filter(|it| it.event.name() == "clock.broken");
    assert!(broken.count() >= 1);
    assert!(line.leads[gone].lead.wake_at() > Some(line.now));
}

#[test]
fn what_cannot_be_merged_says_why() {
    let mut line = Line::at("2026-11-19T10:00");
    let (one, two) = (line.capture(asks("paid_search")), line.capture(hot()));
    let three = line.capture(other("webinar"));
    let code = |result: Result<(), lifecycle::lead::Refusal>| result.unwrap_err().code();
    assert_eq!(
        code(line.merge(one, one, &Choice::default())),
        "merge.same_lead"
    );
    line.merge(one, two, &Choice::default()).unwrap();
    assert_eq!(
        code(line.merge(three, two, &Choice::default())),
        "lead.goes_on"
    );
    line.merge(three, one, &Choice::default()).unwrap();
    // What was merged on is undone from the outside in.
    assert_eq!(code(line.unmerge(one, two)), "lead.goes_on");
    line.unmerge(three, one).unwrap();
    line.unmerge(one, two).unwrap();
    for lead in [one, two, three] {
        assert_eq!(line.leads[lead].lead.status(), "open");
    }
}

/// What people did to the lead that goes on, while it was two in one.
#[derive(Debug, Clone)]
enum Did {
    Call(bool),
    Click,
    Reply,
    Answer(u8),
    Amount(i64),
    AskAgain,
    Later(i64),
}

fn did() -> impl Strategy<Value = Vec<Did>> {
    let one = prop_oneof![
        any::<bool>().prop_map(Did::Call),
        Just(Did::Click),
        Just(Did::Reply),
        (0u8..3).prop_map(Did::Answer),
        (1i64..5).prop_map(Did::Amount),
        Just(Did::AskAgain),
        (1i64..90).prop_map(Did::Later),
    ];
    prop::collection::vec(one, 0..12)
}

fn does(line: &mut Line, lead: usize, did: &Did) {
    let answer = |fields: &[(&str, Value)], amount| Command::Answer {
        fields: fields
            .iter()
            .map(|(name, value)| ((*name).into(), Some(value.clone())))
            .collect(),
        amount,
    };
    let command = match did {
        Did::Call(two_way) => call(*two_way, line.now),
        Did::Click => notice("mail_opened"),
        Did::Reply => notice("mail_replied"),
        Did::Answer(n) => {
            let text = ["pet", "home_decor", "other"][usize::from(*n)];
            answer(&[("segment", Value::Text(text.to_owned()))], None)
        }
        Did::Amount(amount) => answer(&[], Some(crate::line::euro(*amount))),
        Did::AskAgain => Command::Reengage(asks("webinar")),
        Did::Later(minutes) => return line.later(*minutes),
    };
    line.must(lead, "Ana", command);
}

/// What is a lead's own: all but numbers, and what time goes on with: promises, steps, owners.
fn own(lead: &Lead) -> impl PartialEq + std::fmt::Debug + use<> {
    let mut last = lead.last.clone();
    last.at = jiff::Timestamp::UNIX_EPOCH;
    last.owners.clear();
    let mut parts = lead.score.contributions.clone();
    parts.sort_by(|a, b| (&a.rule, a.at).cmp(&(&b.rule, b.at)));
    let (fields, amount) = (lead.fields.clone(), lead.amount.clone());
    (parts, fields, amount, lead.message.clone(), last)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever was done before and after: merged and parted, it is as if it had been left alone.
    #[test]
    fn parted_is_as_left_alone(before in did(), since in did(), on_other in did()) {
        let mut both = Line::at("2026-11-19T10:00");
        let mut alone = Line::at("2026-11-19T10:00");
        for line in [&mut both, &mut alone] {
            line.capture(asks("paid_search"));
            line.capture(hot());
            before.iter().for_each(|it| does(line, 0, it));
            on_other.iter().for_each(|it| does(line, 1, it));
        }
        let stood = own(&both.leads[1].lead);
        let merged = both.merge(0, 1, &Choice::default());
        prop_assume!(merged.is_ok());
        for did in &since {
            does(&mut both, 0, did);
            does(&mut alone, 0, did);
        }
        both.unmerge(0, 1).unwrap();
        prop_assert_eq!(own(&both.leads[0].lead), own(&alone.leads[0].lead));
        prop_assert_eq!(own(&both.leads[1].lead), stood);
    }
}
