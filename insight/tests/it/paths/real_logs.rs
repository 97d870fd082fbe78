//! Public event logs, compared with figures that pandas and pm4py gave.

use flate2::read::GzDecoder;
use insight::EventLog;
use insight::log::EventLogBuilder;
use insight::paths::{Paths, paths};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Where the logs are; `None` (and a word about it) where they aren't.
fn folder() -> Option<PathBuf> {
    let data = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let folder = data.join("event_logs");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no shared data at {}", folder.display());
        return None;
    }
    Some(folder)
}

fn facts(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("facts.json")).unwrap()).unwrap()
}

fn open(path: &Path) -> Box<dyn Read> {
    let file = std::fs::File::open(path).unwrap();
    if path.extension().is_some_and(|ending| ending == "gz") {
        Box::new(GzDecoder::new(file))
    } else {
        Box::new(file)
    }
}

/// A throw-away reader: columns for case, activity, time, actor and lifecycle.
fn csv(path: &Path, columns: [&str; 5]) -> EventLog {
    let mut csv = csv::Reader::from_reader(open(path));
    let header = csv.headers().unwrap().clone();
    let places = columns.map(|column| header.iter().position(|name| name == column));
    let mut builder = EventLogBuilder::new();
    for record in csv.records() {
        let record = record.unwrap();
        let cell = |role: usize| places[role].map(|place| record.get(place).unwrap());
        builder.push(
            cell(0).unwrap(),
            cell(1).unwrap(),
            Some(micros(cell(2).unwrap())),
            cell(3),
            cell(4),
        );
    }
    builder.finish()
}

/// A throw-away reader: one element a line, as this file has it.
fn xes(path: &Path) -> EventLog {
    let mut builder = EventLogBuilder::new();
    let mut case = String::new();
    let mut event: Option<BTreeMap<String, String>> = None;
    for line in BufReader::new(open(path)).lines() {
        let line = line.unwrap();
        match line.trim() {
            "<event>" => event = Some(BTreeMap::new()),
            "</event>" => {
                let event = event.take().unwrap();
                let actor = event.get("org:resource").map(String::as_str);
                builder.push(
                    &case,
                    &event["concept:name"],
                    Some(micros(&event["time:timestamp"])),
                    actor,
                    None,
                );
            }
            _ => {
                let mut parts = line.split('"');
                let (_, key, _, value) = (parts.next(), parts.next(), parts.next(), parts.next());
                match (&mut event, key, value) {
                    (Some(event), Some(key), Some(value)) => {
                        event.insert(key.to_owned(), value.to_owned());
                    }
                    (None, Some("concept:name"), Some(value)) => case = value.to_owned(),
                    _ => {}
                }
            }
        }
    }
    builder.finish()
}

fn micros(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().unwrap().as_microsecond()
}

fn bpic2012(folder: &Path) -> EventLog {
    let columns = [
        "case:concept:name",
        "concept:name",
        "time:timestamp",
        "org:resource",
        "lifecycle:transition",
    ];
    csv(&folder.join("bpic2012.csv.gz"), columns)
}

/// All that `facts` says about a log, compared with what was found.
fn check(name: &str, log: &EventLog, facts: &Value) -> Paths {
    let found = paths(log);
    let mut said = 0;
    for (fact, expected) in facts
        .as_object()
        .unwrap_or_else(|| panic!("no facts about {name}"))
    {
        said += 1;
        let at = format!("{name}: {fact}");
        match fact.as_str() {
            "cases" => equal(&at, found.cases, expected),
            "events" => equal(&at, found.events, expected),
            "activities" => equal(&at, found.activities, expected),
            "variants" => equal(&at, found.variants, expected),
            "directly_follows_edges" => equal(&at, found.edges, expected),
            "resources" => equal(&at, found.actors.unwrap(), expected),
            "variants_covering_80pct_cases" => equal(&at, found.variants_for_80_percent, expected),
            "first_event_utc" => {
                let first = (0..log.cases())
                    .filter_map(|case| log.case_start(case))
                    .min();
                assert_eq!(first, Some(micros(expected.as_str().unwrap())), "{at}");
            }
            "last_event_utc" => {
                let last = (0..log.cases()).filter_map(|case| log.case_end(case)).max();
                assert_eq!(last, Some(micros(expected.as_str().unwrap())), "{at}");
            }
            "trace_length" => {
                let lengths = found.events_per_case.unwrap();
                near(&at, lengths.median, &expected["median"]);
                near(&at, lengths.mean, &expected["mean"]);
            }
            "case_duration_seconds" => {
                let days = found.case_days.unwrap();
                near(&at, days.median * 86_400.0, &expected["median"]);
                near(&at, days.mean * 86_400.0, &expected["mean"]);
            }
            "events_per_activity" => counts(&at, expected, &found, |activity| activity.events),
            "cases_with_activity" => counts(&at, expected, &found, |activity| activity.cases),
            "start_activities" => counts(&at, expected, &found, |activity| activity.starts),
            "end_activities" => counts(&at, expected, &found, |activity| activity.ends),
            "top_variants" => top_variants(&at, expected, &found),
            "directly_follows" => edges(&at, expected, &found),
            other => panic!("{name}: nothing compares {other}"),
        }
    }
    assert!(said >= 5, "{name}: only {said} facts");
    found
}

fn equal(at: &str, found: u64, expected: &Value) {
    assert_eq!(Some(found), expected.as_u64(), "{at}");
}

/// The facts are rounded, to three digits behind the point or to six.
fn near(at: &str, found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!(
        (found - expected).abs() <= 0.000_501,
        "{at}: {found} instead of {expected}"
    );
}

fn counts(
    at: &str,
    expected: &Value,
    found: &Paths,
    count: impl Fn(&insight::paths::Activity) -> u64,
) {
    let found: BTreeMap<&str, u64> = found
        .activity_list
        .iter()
        .map(|a| (a.activity.as_str(), count(a)))
        .filter(|(_, n)| *n > 0)
        .collect();
    let expected: BTreeMap<&str, u64> = expected
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, n)| (name.as_str(), n.as_u64().unwrap()))
        .collect();
    assert_eq!(found, expected, "{at}");
}

/// The facts list some of the top; among equals any order is right.
fn top_variants(at: &str, expected: &Value, found: &Paths) {
    let expected: Vec<(u64, Vec<&str>)> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|v| {
            let path = v["trace"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| name.as_str().unwrap())
                .collect();
            (v["cases"].as_u64().unwrap(), path)
        })
        .collect();
    let top: Vec<(u64, Vec<&str>)> = found
        .top_variants
        .iter()
        .map(|v| (v.cases, v.path.iter().map(String::as_str).collect()))
        .collect();
    let sizes = |of: &[(u64, Vec<&str>)]| of.iter().map(|v| v.0).collect::<Vec<_>>();
    assert_eq!(sizes(&top)[..expected.len()], sizes(&expected)[..], "{at}");
    let least = expected.last().unwrap().0;
    let whole = top.len() as u64 == found.variants;
    let all: HashSet<_> = top.iter().collect();
    for variant in expected.iter().filter(|v| v.0 > least || whole) {
        assert!(all.contains(variant), "{at}: {variant:?}");
    }
}

fn edges(at: &str, expected: &Value, found: &Paths) {
    let found: BTreeMap<(&str, &str), _> = found
        .directly_follows
        .iter()
        .map(|e| ((e.from.as_str(), e.to.as_str()), e))
        .collect();
    for edge in expected.as_array().unwrap() {
        let (from, to) = (edge["from"].as_str().unwrap(), edge["to"].as_str().unwrap());
        let at = format!("{at} {from} → {to}");
        let found = found
            .get(&(from, to))
            .unwrap_or_else(|| panic!("{at} is missing"));
        equal(&at, found.count, &edge["count"]);
        let seconds = found.seconds.unwrap();
        near(&at, seconds.median, &edge["median_seconds"]);
        near(&at, seconds.mean, &edge["mean_seconds"]);
    }
}

#[test]
fn running_example_receipt_and_fines() {
    let Some(folder) = folder() else { return };
    let facts = facts(&folder);
    let named = [
        "case:concept:name",
        "concept:name",
        "time:timestamp",
        "org:resource",
        "lifecycle:transition",
    ];
    let fines = ["case_id", "activity", "timestamp", "resource", "-"];
    for (name, file, columns) in [
        ("running-example", "running-example.csv", named),
        ("receipt", "receipt.csv.gz", named),
        ("traffic_fines_10k", "traffic_fines_10k.csv.gz", fines),
    ] {
        check(name, &csv(&folder.join(file), columns), &facts[name]);
    }
}

#[test]
fn helpdesk() {
    let Some(folder) = folder() else { return };
    check(
        "helpdesk",
        &xes(&folder.join("helpdesk.xes.gz")),
        &facts(&folder)["helpdesk"],
    );
}

#[test]
fn loan_applications_in_four_forms() {
    let Some(folder) = folder() else { return };
    let facts = facts(&folder);
    let log = bpic2012(&folder);
    let found = check(
        "bpic2012",
        &log,
        &facts["bpic2012 (all events, activity = concept:name)"],
    );

    let with = found.with_lifecycle.unwrap();
    let expected = &facts["bpic2012 (activity = concept:name+lifecycle)"];
    equal(
        "with lifecycle: activities",
        with.activities,
        &expected["activities"],
    );
    equal(
        "with lifecycle: variants",
        with.variants,
        &expected["variants"],
    );
    equal(
        "with lifecycle: edges",
        with.edges,
        &expected["directly_follows_edges"],
    );

    let only_a = log.only(|activity| activity.starts_with("A_"));
    check("only A_", &only_a, &facts["bpic2012 (only A_ events)"]);
    let complete = log.only_lifecycle(|lifecycle| lifecycle == Some("COMPLETE"));
    check(
        "only COMPLETE",
        &complete,
        &facts["bpic2012 (only lifecycle COMPLETE)"],
    );

    let leads = found
        .activity_list
        .iter()
        .find(|a| a.activity == "W_Afhandelen leads")
        .unwrap();
    let response = leads.first_started_after.unwrap();
    let expected = &facts["bpic2012 outcome"]["first response: A_SUBMITTED to first START of W_Afhandelen leads"];
    equal("response: cases", response.seconds.n, &expected["cases"]);
    near(
        "response: median",
        response.seconds.median,
        &expected["median_seconds"],
    );
    near(
        "response: within 1 h",
        response.within_1h,
        &expected["share_within_1h"],
    );
    near(
        "response: within 24 h",
        response.within_24h,
        &expected["share_within_24h"],
    );
}
