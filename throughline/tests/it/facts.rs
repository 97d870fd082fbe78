//! The facts of real exports, counted elsewhere by other means: the program says the same.
//!
//! The data lies beside the repository and not in it; where it is absent these
//! tests say so and pass. Figures come from the `facts.json` beside the data;
//! the few that stand only in its README are written here as the README says them.

mod crm;
mod event_logs;
mod maven;
mod olist;
mod x_education;

use crate::program::{row, shared};
use serde_json::Value;
use std::path::PathBuf;

/// The facts of a set and its folder, if the data is there.
fn facts(set: &str) -> Option<(Value, PathBuf)> {
    let folder = shared(set)?;
    let text = std::fs::read_to_string(folder.join("facts.json")).unwrap();
    Some((serde_json::from_str(&text).unwrap(), folder))
}

/// The same number, as exactly as the fact is written: `2` compares 14.6507 to 14.65.
#[track_caller]
fn same(what: &str, said: &Value, fact: &Value, digits: i32) {
    let (Some(a), Some(b)) = (said.as_f64(), fact.as_f64()) else {
        panic!("{what}: said {said}, the fact is {fact}");
    };
    let close = 0.5 * 10f64.powi(-digits) + b.abs() * 1e-12;
    assert!((a - b).abs() <= close, "{what}: said {a}, the fact is {b}");
}

/// Every group of the facts is a row of the diagnosis with the same figures, and
/// there is no other row. `pairs` are (key of the row, key of the fact, digits).
#[track_caller]
fn same_groups(said: &Value, key: &str, facts: &Value, pairs: &[(&str, &str, i32)]) {
    let facts = facts.as_object().expect("groups have names");
    assert_eq!(
        said.as_array().map(Vec::len),
        Some(facts.len()),
        "groups by {key}"
    );
    some_groups(said, key, facts, pairs);
}

/// [`same_groups`], where the facts don't list all of them.
#[track_caller]
fn some_groups(
    said: &Value,
    key: &str,
    facts: &serde_json::Map<String, Value>,
    pairs: &[(&str, &str, i32)],
) {
    assert!(!facts.is_empty());
    for (name, fact) in facts {
        let shown = if name == "(missing)" { "" } else { name };
        let row = row(said, key, shown);
        for (ours, theirs, digits) in pairs {
            same(
                &format!("{key} “{name}” {ours}"),
                &row[*ours],
                &fact[*theirs],
                *digits,
            );
        }
    }
}

/// `won + lost` of a row.
fn closed(row: &Value) -> u64 {
    row["won"].as_u64().unwrap() + row["lost"].as_u64().unwrap()
}

/// The same diagnosis but for the order in which the files were named.
#[track_caller]
fn same_whatever_the_order(one: &Value, other: &Value) {
    let by_path = |said: &Value| {
        let mut said = said.clone();
        let files = said["input"]["files"].as_array_mut().unwrap();
        files.sort_by_key(|file| file["path"].to_string());
        said
    };
    let found = differences("", &by_path(one), &by_path(other));
    assert_eq!(found, [""; 0]);
}

/// Where two answers differ, and how.
fn differences(place: &str, one: &Value, other: &Value) -> Vec<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => a
            .iter()
            .flat_map(|(key, value)| differences(&format!("{place}.{key}"), value, &b[key]))
            .collect(),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => (0..)
            .zip(a.iter().zip(b))
            .flat_map(|(at, (a, b))| differences(&format!("{place}[{at}]"), a, b))
            .collect(),
        (a, b) if a == b => Vec::new(),
        (a, b) => vec![format!("{place}: {a} against {b}")],
    }
}

#[test]
fn the_comparison_sees_what_it_should() {
    let said = serde_json::json!([{ "channel": "a", "leads": 3 }, { "channel": "", "leads": 1 }]);
    let wrong = |facts: Value| {
        std::panic::catch_unwind(|| {
            same_groups(&said, "channel", &facts, &[("leads", "n", 0)]);
        })
        .is_err()
    };
    assert!(!wrong(
        serde_json::json!({ "a": { "n": 3 }, "(missing)": { "n": 1 } })
    ));
    assert!(wrong(
        serde_json::json!({ "a": { "n": 4 }, "(missing)": { "n": 1 } })
    ));
    assert!(wrong(
        serde_json::json!({ "a": { "n": 3 }, "b": { "n": 1 } })
    ));
    assert!(wrong(serde_json::json!({ "a": { "n": 3 } })));
}
