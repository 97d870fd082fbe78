//! Promises fall due as somebody with a calendar would say, and as a slow count
//! minute by minute says.

use jiff::civil::{Date, DateTime, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lifecycle::calendar::{Calendar, Counts, Span, Unit};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::time::Instant;

const ZONES: [&str; 5] = [
    "America/Sao_Paulo",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
];

fn hours(name: &str) -> [Vec<(Time, Time)>; 7] {
    let morning = (time(9, 0, 0, 0), time(12, 0, 0, 0));
    let end_of_day = time(0, 0, 0, 0);
    match name {
        "never" => Default::default(),
        "always" => std::array::from_fn(|_| vec![(end_of_day, end_of_day)]),
        "night" => std::array::from_fn(|_| {
            vec![
                (end_of_day, time(6, 0, 0, 0)),
                (time(22, 0, 0, 0), end_of_day),
            ]
        }),
        "office" => std::array::from_fn(|day| match day {
            0..4 => vec![morning, (time(13, 0, 0, 0), time(18, 0, 0, 0))],
            4 => vec![morning, (time(13, 0, 0, 0), time(17, 0, 0, 0))],
            _ => Vec::new(),
        }),
        // Short, odd, and in the middle of the night when clocks change.
        "odd" => std::array::from_fn(|day| match day {
            6 => vec![
                (time(0, 30, 0, 0), time(1, 45, 0, 0)),
                (time(2, 10, 0, 0), time(2, 40, 0, 0)),
                (time(23, 20, 0, 0), end_of_day),
            ],
            5 => vec![(time(23, 0, 0, 0), time(23, 59, 0, 0))],
            2 => vec![(time(12, 0, 0, 0), time(12, 1, 0, 0))],
            _ => Vec::new(),
        }),
        other => panic!("no hours are called {other}"),
    }
}

fn calendar(zone: &str, hours_name: &str, holidays: &[Date]) -> Calendar {
    Calendar {
        zone: TimeZone::get(zone).unwrap(),
        hours: hours(hours_name),
        holidays: holidays.iter().copied().collect(),
    }
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    zone: String,
    hours: String,
    #[serde(default)]
    holidays: Vec<Date>,
    start: String,
    span: Span,
    #[serde(default)]
    counts: Counts,
    due: String,
}

/// `2026-10-25T02:30`, or with the offset where the clock shows a time twice.
fn local(text: &str, zone: &TimeZone) -> Timestamp {
    match text.parse::<Timestamp>() {
        Ok(with_offset) => with_offset,
        Err(_) => {
            let local: DateTime = text.parse().unwrap();
            let found = zone.to_ambiguous_timestamp(local);
            assert!(!found.is_ambiguous(), "{text} needs an offset");
            found.unambiguous().unwrap()
        }
    }
}

#[test]
fn promises_fall_due_as_people_count() {
    let cases: Cases = toml::from_str(include_str!("../../cases/calendar.toml")).unwrap();
    assert!(cases.case.len() >= 30, "{} cases", cases.case.len());
    let wrong: Vec<String> = cases
        .case
        .iter()
        .filter_map(|case| {
            let calendar = calendar(&case.zone, &case.hours, &case.holidays);
            let start = local(&case.start, &calendar.zone);
            let due = calendar.after(start, case.span, case.counts);
            (due != local(&case.due, &calendar.zone)).then(|| {
                let due = calendar.zone.to_datetime(due);
                format!("{}: {due}, not {}", case.name, case.due)
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn warnings_come_as_long_before() {
    for (zone, hours, due, span, before) in [
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-19T09:15",
            "5m",
            "2026-11-19T09:10",
        ),
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-23T09:05",
            "15m",
            "2026-11-20T16:50",
        ),
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-23T09:00",
            "15m",
            "2026-11-20T16:45",
        ),
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-22T09:00",
            "15m",
            "2026-11-20T16:45",
        ),
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-23T10:00",
            "1d",
            "2026-11-20T10:00",
        ),
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-23T17:30",
            "1d",
            "2026-11-20T17:00",
        ),
        (
            "America/Sao_Paulo",
            "office",
            "2026-11-19T13:30",
            "1h",
            "2026-11-19T11:30",
        ),
        (
            "Europe/Berlin",
            "night",
            "2026-03-29T05:00",
            "3h",
            "2026-03-29T01:00",
        ),
        (
            "Europe/Berlin",
            "night",
            "2026-10-25T04:00",
            "4h",
            "2026-10-25T01:00",
        ),
        (
            "Europe/Berlin",
            "never",
            "2026-10-25T04:00",
            "4h",
            "2026-10-25T01:00",
        ),
    ] {
        let calendar = calendar(zone, hours, &[]);
        let due = local(due, &calendar.zone);
        let found = calendar.before(due, span.parse().unwrap(), Counts::Working);
        let found = calendar.zone.to_datetime(found).to_string();
        assert_eq!(found, format!("{before}:00"), "{span} before {due}");
    }
}

#[test]
fn no_promise_takes_for_ever() {
    let started = Instant::now();
    // One minute a week, all of it holidays for years, and the longest spans there are.
    let holidays: Vec<Date> = (0..4_000)
        .map(|week| date(2026, 1, 7).saturating_add(jiff::Span::new().weeks(week)))
        .collect();
    let start = "2026-01-01T00:00:00Z".parse().unwrap();
    for hours in ["never", "always", "office", "odd"] {
        let calendar = calendar("Europe/Berlin", hours, &holidays);
        for unit in [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month] {
            for count in [0, 1, 1_000_000, u32::MAX] {
                for counts in [Counts::Working, Counts::Elapsed] {
                    let span = Span { count, unit };
                    let due = calendar.after(start, span, counts);
                    assert!(due >= start, "{hours} {span} {counts:?}: {due}");
                    let before = calendar.before(start, span, counts);
                    assert!(before <= start, "{hours} {span} {counts:?}: {before}");
                    for edge in [Timestamp::MIN, Timestamp::MAX] {
                        calendar.after(edge, span, counts);
                        calendar.before(edge, span, counts);
                    }
                }
            }
        }
        calendar.working_between(Timestamp::MIN, Timestamp::MAX);
        calendar.next_open(Timestamp::MAX);
    }
    let took = started.elapsed();
    assert!(took.as_secs() < 60, "it took {took:?}");
}

/// Whether somebody works, by asking the zone for the time on the wall.
fn is_open_slowly(calendar: &Calendar, at: Timestamp) -> bool {
    let local = calendar.zone.to_datetime(at);
    let weekday = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap();
    let midnight = time(0, 0, 0, 0);
    !calendar.holidays.contains(&local.date())
        && calendar.hours[weekday].iter().any(|(from, until)| {
            *from <= local.time() && (local.time() < *until || *until == midnight)
        })
}

const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// Counts open minutes one by one.
fn after_slowly(calendar: &Calendar, start: Timestamp, minutes: u32) -> Timestamp {
    let (mut at, mut left) = (start, minutes);
    loop {
        let open = is_open_slowly(calendar, at);
        if left == 0 && open {
            return at;
        }
        if open {
            left -= 1;
            if left == 0 {
                return at + MINUTE;
            }
        }
        at += MINUTE;
    }
}

/// Instants around changes of the clock, and a working calendar around them.
fn worlds() -> impl Strategy<Value = (Calendar, Timestamp)> {
    let changes = [
        "2018-02-18T02:00:00Z",
        "2018-11-04T03:00:00Z",
        "2026-03-08T07:00:00Z",
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2026-11-01T06:00:00Z",
        "2026-04-04T15:00:00Z",
        "2026-10-03T15:30:00Z",
        "1994-12-31T10:00:00Z",
    ];
    (
        proptest::sample::select(ZONES.to_vec()),
        proptest::sample::select(vec!["office", "always", "night", "odd"]),
        proptest::sample::select(changes.to_vec()),
        -4_000i64..4_000,
        0u8..4,
    )
        .prop_map(|(zone, hours, change, minutes, holidays)| {
            let start: Timestamp = change.parse().unwrap();
            let start = start + SignedDuration::from_mins(minutes);
            let mut calendar = calendar(zone, hours, &[]);
            let day = calendar.zone.to_datetime(start).date();
            calendar.holidays = (0..holidays)
                .map(|it| day.saturating_add(jiff::Span::new().days(2 * i64::from(it))))
                .collect::<BTreeSet<_>>();
            (calendar, start)
        })
}

fn minutes(count: u32) -> Span {
    Span {
        count,
        unit: Unit::Minute,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_count_minute_by_minute_agrees((calendar, start) in worlds(), count in 0u32..600) {
        let due = calendar.after(start, minutes(count), Counts::Working);
        prop_assert_eq!(due, after_slowly(&calendar, start, count));
        prop_assert_eq!(calendar.is_open(start), is_open_slowly(&calendar, start));
        prop_assert_eq!(calendar.next_open(start), after_slowly(&calendar, start, 0));
        prop_assert_eq!(
            calendar.working_between(start, due).as_mins(),
            i64::from(count)
        );
    }

    #[test]
    fn before_undoes_after((calendar, start) in worlds(), count in 1u32..2_000) {
        let start = calendar.next_open(start);
        let due = calendar.after(start, minutes(count), Counts::Working);
        let back = calendar.before(due, minutes(count), Counts::Working);
        // The end of a period and the beginning of the next are the same working time.
        prop_assert_eq!(calendar.next_open(back), start);
        prop_assert_eq!(calendar.after(back, minutes(count), Counts::Working), due);
    }

    #[test]
    fn later_begun_is_never_sooner_due(
        (calendar, start) in worlds(),
        later in 0i64..3_000,
        count in 0u32..500,
        more in 0u32..100,
    ) {
        let later = start + SignedDuration::from_mins(later);
        let due = calendar.after(start, minutes(count), Counts::Working);
        prop_assert!(due >= start);
        prop_assert!(due <= calendar.after(later, minutes(count), Counts::Working));
        prop_assert!(due <= calendar.after(start, minutes(count + more), Counts::Working));
    }

    #[test]
    fn days_end_at_a_working_instant((calendar, start) in worlds(), count in 1u32..20) {
        for unit in [Unit::Day, Unit::Week, Unit::Month] {
            let due = calendar.after(start, Span { count, unit }, Counts::Working);
            prop_assert!(calendar.is_open(due), "{} {:?}", due, unit);
            prop_assert!(due > start);
        }
    }
}
