//! Event logs: cases, events, variants and what follows what.

use super::{facts, same};
use crate::program::{diagnosis, row, warning};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All that the facts say about a log.
#[track_caller]
fn same_log(said: &Value, facts: &Value) {
    let paths = &said["paths"];
    for figure in ["cases", "events", "activities", "variants"] {
        assert_eq!(paths[figure], facts[figure], "{figure}");
    }
    assert_eq!(paths["edges"], facts["directly_follows_edges"]);
    assert_eq!(said["leads"]["total"], facts["cases"]);
    if facts.get("resources").is_some() {
        assert_eq!(paths["actors"], facts["resources"]);
    }
    assert_eq!(
        paths["variants_for_80_percent"],
        facts["variants_covering_80pct_cases"]
    );
    let length = &facts["trace_length"];
    same(
        "median length",
        &paths["events_per_case"]["median"],
        &length["median"],
        4,
    );
    same(
        "mean length",
        &paths["events_per_case"]["mean"],
        &length["mean"],
        5,
    );
    for figure in ["median", "mean"] {
        let seconds = paths["case_days"][figure].as_f64().unwrap() * 86_400.0;
        let fact = &facts["case_duration_seconds"][figure];
        same(figure, &json!(seconds), fact, 2);
    }
    for (day, at) in [("from", "first_event_utc"), ("to", "last_event_utc")] {
        let fact = facts[at].as_str().unwrap().split(' ').next();
        assert_eq!(said["period"][day].as_str(), fact);
    }
    same_activities(&paths["activity_list"], facts);
    same_follows(&paths["directly_follows"], &facts["directly_follows"]);
    same_variants(&paths["top_variants"], &facts["top_variants"]);
}

#[track_caller]
fn same_activities(said: &Value, facts: &Value) {
    for (ours, theirs) in [
        ("events", "events_per_activity"),
        ("cases", "cases_with_activity"),
        ("starts", "start_activities"),
        ("ends", "end_activities"),
    ] {
        let counts: BTreeMap<&str, u64> = said
            .as_array()
            .unwrap()
            .iter()
            .map(|a| (a["activity"].as_str().unwrap(), a[ours].as_u64().unwrap()))
            .filter(|(_, count)| *count > 0)
            .collect();
        let wanted: BTreeMap<&str, u64> = facts[theirs]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, count)| (name.as_str(), count.as_u64().unwrap()))
            .collect();
        assert_eq!(counts, wanted, "{ours}");
    }
}

#[track_caller]
fn same_follows(said: &Value, facts: &Value) {
    let pair = |edge: &Value| (edge["from"].to_string(), edge["to"].to_string());
    let ours: BTreeMap<_, &Value> = said
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| (pair(edge), edge))
        .collect();
    let theirs = facts.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len());
    for fact in theirs {
        let edge = ours[&pair(fact)];
        let what = format!("{} → {}", fact["from"], fact["to"]);
        assert_eq!(edge["count"], fact["count"], "{what}");
        // The facts round to a thousandth of a second.
        same(
            &what,
            &edge["seconds"]["median"],
            &fact["median_seconds"],
            2,
        );
        same(&what, &edge["seconds"]["mean"], &fact["mean_seconds"], 2);
    }
}

/// The same counts from the top, and the same path wherever a count is met once.
#[track_caller]
fn same_variants(said: &Value, facts: &Value) {
    let (said, facts) = (said.as_array().unwrap(), facts.as_array().unwrap());
    for (ours, theirs) in said.iter().zip(facts) {
        assert_eq!(ours["cases"], theirs["cases"]);
        let alike = |list: &[Value]| {
            list.iter()
                .filter(|v| v["cases"] == theirs["cases"])
                .count()
        };
        if alike(said) == 1 && alike(facts) == 1 {
            assert_eq!(ours["path"], theirs["trace"]);
        }
    }
    assert!(said.len() >= facts.len());
}

/// What two files of the same log say about it, apart from where it came from.
fn apart_from_input(mut said: Value) -> Value {
    let parts = said.as_object_mut().unwrap();
    parts.remove("input");
    for warning in parts["warnings"].as_array_mut().unwrap() {
        warning["place"] = Value::Null;
    }
    said
}

fn log_is_true(log: &str, file: &str) -> Option<Value> {
    let (facts, folder) = facts("event_logs")?;
    let said = diagnosis(&[folder.join(file)]);
    assert_eq!(said["input"]["mapping"]["shape"], "event");
    same_log(&said, &facts[log]);
    Some(said)
}

#[test]
fn running_example_as_table_and_as_xes() {
    let table = log_is_true("running-example", "running-example.csv");
    let xes = log_is_true("running-example", "running-example.xes");
    if let (Some(table), Some(xes)) = (table, xes) {
        assert_eq!(
            apart_from_input(table)["paths"],
            apart_from_input(xes)["paths"]
        );
    }
}

#[test]
fn receipt() {
    log_is_true("receipt", "receipt.csv.gz");
}

#[test]
fn helpdesk() {
    log_is_true("helpdesk", "helpdesk.xes.gz");
}

#[test]
fn traffic_fines() {
    log_is_true("traffic_fines_10k", "traffic_fines_10k.csv.gz");
}

const BPIC: &str = "bpic2012 (all events, activity = concept:name)";

/// What the facts say about the loan applications beyond a plain log.
#[track_caller]
fn bpic_is_true(said: &Value, facts: &Value) {
    let outcome = &facts["bpic2012 outcome"];
    assert_eq!(said["leads"]["won"], outcome["approved_cases (A_APPROVED)"]);
    assert_eq!(
        said["leads"]["lost"].as_u64().unwrap(),
        outcome["declined (A_DECLINED)"].as_u64().unwrap()
            + outcome["cancelled (A_CANCELLED)"].as_u64().unwrap()
    );
    assert_eq!(said["leads"]["open"], outcome["no final status"]);

    let first = &outcome["first response: A_SUBMITTED to first START of W_Afhandelen leads"];
    let leads = row(
        &said["paths"]["activity_list"],
        "activity",
        "W_Afhandelen leads",
    );
    assert_eq!(
        leads["cases"],
        outcome["cases with W_Afhandelen leads (= handle leads)"]
    );
    let wait = &leads["first_started_after"];
    assert_eq!(wait["seconds"]["n"], first["cases"]);
    same(
        "first response",
        &wait["seconds"]["median"],
        &first["median_seconds"],
        3,
    );
    same(
        "within an hour",
        &wait["within_1h"],
        &first["share_within_1h"],
        6,
    );
    same(
        "within a day",
        &wait["within_24h"],
        &first["share_within_24h"],
        6,
    );

    let with = &facts["bpic2012 (activity = concept:name+lifecycle)"];
    let lifecycle = &said["paths"]["with_lifecycle"];
    assert_eq!(lifecycle["activities"], with["activities"]);
    assert_eq!(lifecycle["variants"], with["variants"]);
    assert_eq!(lifecycle["edges"], with["directly_follows_edges"]);
    warning(said, "lifecycle_left_aside", "");
    warning(said, "outcome_from_activities", "");
}

#[test]
fn loan_applications_as_table() {
    let Some((facts, _)) = facts("event_logs") else {
        return;
    };
    let said = log_is_true(BPIC, "bpic2012.csv.gz").unwrap();
    bpic_is_true(&said, &facts);
}

#[test]
fn loan_applications_as_xes() {
    let Some((facts, _)) = facts("event_logs") else {
        return;
    };
    let said = log_is_true(BPIC, "bpic2012.xes.gz").unwrap();
    bpic_is_true(&said, &facts);
}
