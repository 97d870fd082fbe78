//! Sheet: leads written down as a small table, for tests.

use insight::columns::{DAY, Labels, Moneys, Time, Times};
use insight::{Leads, Outcome};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Leads from a table: the first line names the columns, `-` stands for "not known"
/// and `''` for an empty label. Times are `2024-03-01` or `2024-03-01T10:30`, UTC.
pub(crate) fn leads(table: &str) -> Leads {
    let mut lines = table
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|l| !l.is_empty());
    let header = lines.next().expect("a sheet has a header");
    let rows: Vec<Vec<&str>> = lines.collect();
    let mut leads = Leads::default();
    for (column, name) in header.iter().enumerate() {
        let cells = rows.iter().map(|row| row[column]);
        let labels = || {
            let mut labels = Labels::new();
            cells
                .clone()
                .for_each(|cell| labels.push(if cell == "''" { "" } else { cell }));
            Some(labels)
        };
        let times = || {
            let mut times = Times::default();
            cells
                .clone()
                .for_each(|cell| times.push((cell != "-").then(|| at(cell))));
            Some(times)
        };
        match *name {
            "outcome" => leads.outcome = cells.map(outcome).collect(),
            "captured" => leads.captured = times(),
            "closed" => leads.closed = times(),
            "touched" => leads.first_touch = times(),
            "value" => {
                let mut values = Moneys::default();
                cells.for_each(|cell| values.push((cell != "-").then(|| money(cell))));
                leads.value = Some(values);
            }
            "source" => leads.source = labels(),
            "owner" => leads.owner = labels(),
            "stage" => leads.stage = labels(),
            other => panic!("no column {other}"),
        }
    }
    leads
}

/// The instant of `2024-03-01` or `2024-03-01T10:30`, UTC.
pub(crate) fn at(text: &str) -> Time {
    let text = text.replace(' ', "T");
    let time: DateTime = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    time.to_zoned(TimeZone::UTC)
        .unwrap()
        .timestamp()
        .as_microsecond()
}

/// The instant some days after the start of 2024.
pub(crate) fn day(days: i64) -> Time {
    at("2024-01-01") + days * DAY
}

pub(crate) fn money(text: &str) -> i64 {
    (text.parse::<f64>().unwrap() * 10_000.0).round() as i64
}

pub(crate) fn outcome(text: &str) -> Outcome {
    match text {
        "open" => Outcome::Open,
        "won" => Outcome::Won,
        "lost" => Outcome::Lost,
        "junk" => Outcome::Disqualified,
        other => panic!("no outcome {other}"),
    }
}

pub(crate) fn labels(names: &[&str]) -> Labels {
    let mut labels = Labels::new();
    names.iter().for_each(|name| labels.push(name));
    labels
}

#[track_caller]
pub(crate) fn near(actual: f64, expected: f64, within: f64) {
    assert!(
        (actual - expected).abs() <= within,
        "{actual} is not {expected} ± {within}"
    );
}
