//! The event log and what is counted on it.

mod by_hand;
mod laws;
mod order;
mod real_logs;

use insight::EventLog;
use insight::log::EventLogBuilder;

/// A case of a small log: its name and its events, `activity@minute` with an
/// actor behind `:` and a lifecycle behind `+` where there is one; `@?` is an
/// event whose time isn't known.
type Case<'a> = (&'a str, &'a [&'a str]);

const MINUTE: i64 = 60_000_000;

/// The log of some small cases.
fn log(cases: &[Case<'_>]) -> EventLog {
    let mut builder = EventLogBuilder::new();
    for (case, events) in cases {
        events
            .iter()
            .for_each(|event| push(&mut builder, case, event));
    }
    builder.finish()
}

fn push(builder: &mut EventLogBuilder, case: &str, event: &str) {
    let (event, lifecycle) = halves(event, '+');
    let (event, actor) = halves(event, ':');
    let (activity, minute) = halves(event, '@');
    let time = minute
        .and_then(|minute| minute.parse::<i64>().ok())
        .map(|minute| minute * MINUTE);
    builder.push(case, activity, time, actor, lifecycle);
}

fn halves(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(left, right)| (left, Some(right)))
}

/// A log in words again: each case as `name: event event …`.
fn told(log: &EventLog) -> Vec<String> {
    let event = |row: usize| {
        let mut words = log.activities().get(log.activity_codes()[row]).to_owned();
        words += &match log.times()[row] {
            insight::log::NO_TIME => "@?".to_owned(),
            time => format!("@{}", time / MINUTE),
        };
        if let Some(actor) = log.actors().find_name(log.actor_codes()[row]) {
            words += &format!(":{actor}");
        }
        if let Some(lifecycle) = log
            .lifecycles()
            .find_name(u32::from(log.lifecycle_codes()[row]))
        {
            words += &format!("+{lifecycle}");
        }
        words
    };
    (0..log.cases())
        .map(|case| {
            let events: Vec<String> = log.rows_of(case).map(event).collect();
            format!("{}: {}", log.case_name(case), events.join(" "))
        })
        .collect()
}
