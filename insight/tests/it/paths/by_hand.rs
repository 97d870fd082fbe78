//! A log so small that every figure can be counted by hand.

use super::{Case, log};
use insight::paths::{Activity, Edge, LifecycleCounts, Loop, Paths, Variant, Wait, paths};
use insight::stats::Spread;

/// Minutes after midnight:
///
/// | case | events |
/// | --- | --- |
/// | Acme | in 0 Nora, call 30 Femi, call 90 Femi, won 1530 Nora |
/// | Bolt | in 10 Nora, call 20 Nora, won 30 Nora |
/// | Cord | in 0, mail 60, call 120, mail 180, call 240 |
/// | Dune | in 5 Nora, call 15 Femi, won 2885 Femi |
const CASES: [Case<'_>; 4] = [
    (
        "Acme",
        &[
            "in@0:Nora+complete",
            "call@30:Femi+start",
            "call@90:Femi+complete",
            "won@1530:Nora+complete",
        ],
    ),
    (
        "Bolt",
        &[
            "in@10:Nora+complete",
            "call@20:Nora+complete",
            "won@30:Nora+complete",
        ],
    ),
    (
        "Cord",
        &[
            "in@0+complete",
            "mail@60+complete",
            "call@120+START",
            "mail@180+complete",
            "call@240+complete",
        ],
    ),
    (
        "Dune",
        &[
            "in@5:Nora+complete",
            "call@15:Femi+start",
            "won@2885:Femi+complete",
        ],
    ),
];

const M: f64 = 60.0;
const DAY: f64 = 1440.0;

fn spread(n: u64, median: f64, mean: f64, p90: f64) -> Option<Spread> {
    Some(Spread {
        n,
        median,
        mean,
        p90,
    })
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn edge(
    from: &str,
    to: &str,
    count: u64,
    cases: u64,
    seconds: Option<Spread>,
    total_days: f64,
) -> Edge {
    Edge {
        from: from.to_owned(),
        to: to.to_owned(),
        count,
        cases,
        seconds,
        total_days,
    }
}

fn wait(seconds: Option<Spread>, within_1h: f64, within_24h: f64) -> Option<Wait> {
    seconds.map(|seconds| Wait {
        seconds,
        within_1h,
        within_24h,
    })
}

#[test]
fn every_figure_of_four_cases() {
    let expected = Paths {
        cases: 4,
        events: 15,
        activities: 4,
        variants: 3,
        edges: 6,
        actors: Some(2),
        // 3, 3, 4, 5
        events_per_case: spread(4, 3.5, 3.75, 4.7),
        // 20, 240, 1530, 2880 minutes
        case_days: spread(4, 885.0 / DAY, 4670.0 / 4.0 / DAY, 2475.0 / DAY),
        top_variants: vec![
            Variant {
                path: names(&["in", "call", "won"]),
                cases: 2,
                days: spread(2, 1450.0 / DAY, 1450.0 / DAY, 2594.0 / DAY),
            },
            Variant {
                path: names(&["in", "call", "call", "won"]),
                cases: 1,
                days: spread(1, 1530.0 / DAY, 1530.0 / DAY, 1530.0 / DAY),
            },
            Variant {
                path: names(&["in", "mail", "call", "mail", "call"]),
                cases: 1,
                days: spread(1, 240.0 / DAY, 240.0 / DAY, 240.0 / DAY),
            },
        ],
        // 80 % of 4 are 3.2 cases: two variants cover only 3.
        variants_for_80_percent: 3,
        activity_list: vec![
            Activity {
                activity: "call".to_owned(),
                events: 6,
                cases: 4,
                starts: 0,
                ends: 1,
                // 10, 10, 30, 120 minutes
                first_after: wait(spread(4, 20.0 * M, 42.5 * M, 93.0 * M), 0.75, 1.0),
                // Acme 30, Dune 10, Cord 120 (START is start); Bolt has none.
                first_started_after: wait(
                    spread(3, 30.0 * M, 160.0 / 3.0 * M, 102.0 * M),
                    2.0 / 3.0,
                    1.0,
                ),
            },
            Activity {
                activity: "in".to_owned(),
                events: 4,
                cases: 4,
                starts: 4,
                ends: 0,
                first_after: wait(spread(4, 0.0, 0.0, 0.0), 1.0, 1.0),
                first_started_after: None,
            },
            Activity {
                activity: "won".to_owned(),
                events: 3,
                cases: 3,
                starts: 0,
                ends: 3,
                // 20, 1530, 2880 minutes
                first_after: wait(
                    spread(3, 1530.0 * M, 4430.0 / 3.0 * M, 2610.0 * M),
                    1.0 / 3.0,
                    1.0 / 3.0,
                ),
                first_started_after: None,
            },
            Activity {
                activity: "mail".to_owned(),
                events: 2,
                cases: 1,
                starts: 0,
                ends: 0,
                first_after: wait(spread(1, 60.0 * M, 60.0 * M, 60.0 * M), 1.0, 1.0),
                first_started_after: None,
            },
        ],
        directly_follows: vec![
            // 10, 10, 30
            edge(
                "in",
                "call",
                3,
                3,
                spread(3, 10.0 * M, 50.0 / 3.0 * M, 26.0 * M),
                50.0 / DAY,
            ),
            // 10, 1440, 2870
            edge(
                "call",
                "won",
                3,
                3,
                spread(3, 1440.0 * M, 1440.0 * M, 2584.0 * M),
                3.0,
            ),
            // 60, 60
            edge(
                "mail",
                "call",
                2,
                1,
                spread(2, 60.0 * M, 60.0 * M, 60.0 * M),
                120.0 / DAY,
            ),
            edge(
                "in",
                "mail",
                1,
                1,
                spread(1, 60.0 * M, 60.0 * M, 60.0 * M),
                60.0 / DAY,
            ),
            edge(
                "call",
                "call",
                1,
                1,
                spread(1, 60.0 * M, 60.0 * M, 60.0 * M),
                60.0 / DAY,
            ),
            edge(
                "call",
                "mail",
                1,
                1,
                spread(1, 60.0 * M, 60.0 * M, 60.0 * M),
                60.0 / DAY,
            ),
        ],
        self_loops: vec![Loop {
            path: names(&["call", "call"]),
            count: 1,
            cases: 1,
        }],
        // Cord: mail call mail, call mail call
        ping_pong: vec![
            Loop {
                path: names(&["call", "mail", "call"]),
                count: 1,
                cases: 1,
            },
            Loop {
                path: names(&["mail", "call", "mail"]),
                count: 1,
                cases: 1,
            },
        ],
        // Acme and Cord
        cases_with_rework: 2,
        // in+complete, call+start, call+complete, won+complete, mail+complete, call+START
        with_lifecycle: Some(LifecycleCounts {
            activities: 6,
            variants: 4,
            edges: 9,
        }),
        // Acme 2, Bolt 0, Dune 1; nobody is named in Cord
        handovers_per_case: spread(3, 1.0, 1.0, 1.8),
    };
    close(&paths(&log(&CASES)), &expected);
}

/// Equal but for the last digits of a float.
fn close(found: &Paths, expected: &Paths) {
    let rounded = |paths: &Paths| {
        let mut json = serde_json::to_value(paths).unwrap();
        round(&mut json);
        serde_json::to_string_pretty(&json).unwrap()
    };
    let (found, expected) = (rounded(found), rounded(expected));
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found, expected);
}

fn round(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Number(number) => {
            *json = serde_json::json!((number.as_f64().unwrap() * 1e9).round() / 1e9);
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(round),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(round),
        _ => {}
    }
}

#[test]
fn nothing_is_said_about_nothing() {
    let nothing = paths(&log(&[]));
    assert_eq!(
        (
            nothing.cases,
            nothing.events,
            nothing.variants,
            nothing.edges
        ),
        (0, 0, 0, 0)
    );
    assert_eq!(
        (nothing.events_per_case, nothing.case_days, nothing.actors),
        (None, None, None)
    );
    assert_eq!(
        (nothing.variants_for_80_percent, nothing.top_variants.len()),
        (0, 0)
    );

    let one = paths(&log(&[("x", &["in@7"])]));
    assert_eq!(
        (one.cases, one.events, one.variants, one.edges),
        (1, 1, 1, 0)
    );
    assert_eq!(one.case_days, spread(1, 0.0, 0.0, 0.0));
    assert_eq!((one.with_lifecycle, one.handovers_per_case), (None, None));
}

#[test]
fn what_has_no_time_is_counted_but_not_waited_for() {
    let found = paths(&log(&[
        ("x", &["in@0", "call@?", "won@60"]),
        ("w", &["in@?", "call@?"]),
    ]));
    assert_eq!((found.events, found.edges, found.variants), (5, 2, 2));
    assert_eq!(
        found.case_days.map(|days| days.n),
        Some(1),
        "one case has times"
    );
    assert!(
        found
            .directly_follows
            .iter()
            .all(|edge| edge.seconds.is_none() && edge.total_days == 0.0)
    );
    let of = |name: &str| {
        found
            .activity_list
            .iter()
            .find(|activity| activity.activity == name)
            .unwrap()
    };
    assert_eq!((of("call").cases, of("call").first_after), (2, None));
    assert_eq!(
        of("won").first_after.map(|wait| wait.seconds.median),
        Some(3600.0)
    );
}

#[test]
fn a_lifecycle_tells_something_only_beside_another() {
    let counts = |events: &[&str]| paths(&log(&[("x", events)])).with_lifecycle;
    assert_eq!(counts(&["in@0", "call@1"]), None);
    assert_eq!(counts(&["in@0+complete", "call@1+complete"]), None);
    assert_eq!(
        counts(&["in@0", "call@1+start", "call@2"]),
        Some(LifecycleCounts {
            activities: 3,
            variants: 1,
            edges: 2
        })
    );
}

#[test]
fn times_at_the_end_of_the_world_do_not_overflow() {
    let mut events = insight::log::EventLogBuilder::new();
    events.push("x", "in", Some(i64::MIN + 1), None, None);
    events.push("x", "out", Some(i64::MAX), None, None);
    let found = paths(&events.finish());
    assert!(found.case_days.is_some_and(|days| days.median > 1e8));
}
