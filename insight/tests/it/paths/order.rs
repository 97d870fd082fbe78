//! In which order cases and events stand in a log.

use super::{log, push, told};
use insight::EventLog;
use insight::log::EventLogBuilder;

/// Events as `case event`, in the order of the file, and the log they make.
fn check(events: &[&str], expected: &[&str]) {
    let mut builder = EventLogBuilder::new();
    for line in events {
        let (case, event) = line.split_once(' ').unwrap();
        push(&mut builder, case, event);
    }
    assert_eq!(builder.len(), events.len());
    assert_eq!(told(&builder.finish()), expected, "{events:?}");
}

#[test]
fn cases_stand_by_first_appearance_and_events_by_time() {
    check(&[], &[]);
    check(&["x a@1"], &["x: a@1"]);
    check(&["x a@1", "x b@2", "w a@0"], &["x: a@1 b@2", "w: a@0"]); // as it should be
    check(&["x b@2", "x a@1", "w a@0"], &["x: a@1 b@2", "w: a@0"]); // out of order
    check(
        &["x a@1", "w a@0", "x b@2", "w b@5"],
        &["x: a@1 b@2", "w: a@0 b@5"],
    ); // mixed
    check(
        &["x b@9", "w b@8", "x a@1", "w a@7", "x c@9"],
        &["x: a@1 b@9 c@9", "w: a@7 b@8"],
    );
}

#[test]
fn events_of_one_instant_keep_their_order() {
    check(&["x b@1", "x a@1", "x c@1"], &["x: b@1 a@1 c@1"]);
    check(
        &["x z@5", "x b@1", "w a@0", "x a@1", "x c@1"],
        &["x: b@1 a@1 c@1 z@5", "w: a@0"],
    );
}

#[test]
fn an_event_without_a_time_stays_behind_its_predecessor() {
    check(&["x a@1", "x b@?", "x c@2"], &["x: a@1 b@? c@2"]);
    check(
        &["x c@2", "x d@?", "x a@1", "x b@?"],
        &["x: a@1 b@? c@2 d@?"],
    );
    check(&["x a@?", "x c@2", "x b@1"], &["x: b@1 a@? c@2"]); // none before it: before the next
    check(&["x b@?", "x a@?"], &["x: b@? a@?"]); // no time at all: the order of the file
    let undated = log(&[("x", &["a@1", "b@?", "c@2"]), ("w", &["a@?"])]);
    assert_eq!(undated.undated(), 2);
    assert_eq!(
        (undated.case_start(0), undated.case_end(0)),
        (Some(60_000_000), Some(120_000_000))
    );
    assert_eq!((undated.case_start(1), undated.case_end(1)), (None, None));
}

#[test]
fn actors_and_lifecycles_go_with_their_events() {
    check(
        &["x b@2:Nora+start", "w a@1", "x a@1:Femi", "x c@3+complete"],
        &["x: a@1:Femi b@2:Nora+start c@3+complete", "w: a@1"],
    );
    let mut builder = EventLogBuilder::new();
    builder.push("x", "a", Some(0), Some(""), Some(""));
    let log = builder.finish();
    assert_eq!(
        (log.actors().len(), log.lifecycles().len()),
        (0, 0),
        "an empty cell names nobody"
    );
}

#[test]
fn names_are_kept_whatever_they_are() {
    let names = [
        "",
        " ",
        "NA",
        "ä",
        "a",
        "aä",
        "\u{0}",
        "A",
        "\n",
        "the same",
        "the same ",
    ];
    let mut builder = EventLogBuilder::new();
    for (i, name) in names.iter().enumerate() {
        builder.push(name, name, Some(i as i64), None, None);
    }
    let log = builder.finish();
    assert_eq!(log.cases(), names.len());
    for (i, name) in names.iter().enumerate() {
        assert_eq!(log.case_name(i), *name);
        assert_eq!(log.activities().find(name), Some(i as u32));
    }
    assert_eq!(log.activities().find("not there"), None);
    assert_eq!((log.case_name(99), log.rows_of(99)), ("", 0..0));
    assert_eq!(log.rows_of(usize::MAX), 0..0);
}

#[test]
fn a_column_with_endless_lifecycles_has_none_beyond_the_limit() {
    let mut builder = EventLogBuilder::new();
    for i in 0..65_540 {
        builder.push("x", "a", Some(i), None, Some(&i.to_string()));
    }
    builder.push("x", "a", Some(70_000), None, Some("7"));
    let log = builder.finish();
    assert_eq!(log.lifecycles().len(), 65_535);
    assert_eq!(
        log.lifecycle_codes()[65_534..],
        [65_534, u16::MAX, u16::MAX, u16::MAX, u16::MAX, u16::MAX, 7]
    );
}

#[test]
fn a_log_can_be_cut_to_what_is_wanted() {
    let all = log(&[
        (
            "x",
            &[
                "A_in@1:Nora+complete",
                "W_call@2:Femi+start",
                "W_call@3:Femi+complete",
            ],
        ),
        ("w", &["W_call@2+start"]),
        ("v", &["A_in@1+complete", "A_out@4"]),
    ]);
    let only_a = all.only(|activity| activity.starts_with("A_"));
    assert_eq!(
        told(&only_a),
        ["x: A_in@1:Nora+complete", "v: A_in@1+complete A_out@4"]
    );
    assert_eq!(
        only_a.activities().iter().collect::<Vec<_>>(),
        ["A_in", "A_out"]
    );
    assert_eq!(
        only_a.actors().iter().collect::<Vec<_>>(),
        ["Nora"],
        "who does nothing isn't in it"
    );

    let complete = all.only_lifecycle(|lifecycle| lifecycle == Some("complete"));
    assert_eq!(
        told(&complete),
        [
            "x: A_in@1:Nora+complete W_call@3:Femi+complete",
            "v: A_in@1+complete"
        ]
    );
    assert_eq!(
        told(&all.only_lifecycle(|lifecycle| lifecycle.is_none())),
        ["v: A_out@4"]
    );
    assert_eq!(all.only(|_| true), all);
    assert_eq!(all.only(|_| false), EventLog::default());
}
