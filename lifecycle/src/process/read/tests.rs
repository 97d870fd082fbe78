//! Laws of reading: the example with a mistake in it, at every place.

use super::*;
use crate::process::format::tables::DOCUMENT;
use crate::process::format::{Record, Shape};
use crate::process::node::{Key, Scalar};
use crate::process::place::Severity;

const EXAMPLE: &str = include_str!("../../../samples/seller-acquisition.yaml");

fn tree(text: &str) -> Node {
    node::read(text, &mut Findings::default()).unwrap()
}

/// The places of all keys that the format knows, with their names.
fn known_keys(node: &Node, shape: &Shape, found: &mut Vec<Key>) {
    let record = |record: &'static Record, found: &mut Vec<Key>| {
        for (key, value) in node.entries() {
            found.push(key.clone());
            known_keys(value, &record.key(&key.text).unwrap().shape, found);
        }
    };
    match shape {
        Shape::Record(known) | Shape::Difference(known) => record(known, found),
        Shape::List(items) => {
            for item in node.items() {
                known_keys(item, items, found);
            }
        }
        Shape::Map(_, values) => {
            for (_, value) in node.entries() {
                known_keys(value, values, found);
            }
        }
        Shape::OrMap(_, map) => known_keys(node, map, found),
        _ => {}
    }
}

#[test]
fn a_mistyped_key_is_found_at_its_exact_place_wherever_it_stands() {
    let mut keys = Vec::new();
    known_keys(&tree(EXAMPLE), &Shape::Record(&DOCUMENT), &mut keys);
    assert!(keys.len() > 300, "only {} keys", keys.len());
    let lines: Vec<&str> = EXAMPLE.lines().collect();
    for key in keys {
        let (line, column) = (key.place.line as usize - 1, key.place.column as usize - 1);
        let at = lines[line].char_indices().nth(column).unwrap().0;
        let (before, after) = lines[line].split_at(at);
        // A letter too much, as it slips in.
        let mistyped = format!("{before}{}q{}", &after[..1], &after[1..]);
        let mut text = lines.clone();
        text[line] = &mistyped;
        let reading = read(&text.join("\n"));
        let found = reading.findings.iter().any(|finding| {
            (finding.place.line, finding.place.column) == (key.place.line, key.place.column)
                && matches!(finding.code, codes::KEY_UNKNOWN | codes::DOCUMENT_VERSION)
        });
        assert!(
            found && reading.process.is_none(),
            "{mistyped}: {:?}",
            reading.findings
        );
    }
}

/// All values of the tree but the root, as paths of numbers.
fn paths(node: &Node, path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    let children: Vec<&Node> = match &node.kind {
        Kind::List(items) => items.iter().collect(),
        Kind::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    for (number, child) in children.into_iter().enumerate() {
        path.push(number);
        found.push(path.clone());
        paths(child, path, found);
        path.pop();
    }
}

fn at<'n>(node: &'n mut Node, path: &[usize]) -> &'n mut Node {
    path.iter().fold(node, |node, number| match &mut node.kind {
        Kind::List(items) => &mut items[*number],
        Kind::Map(entries) => &mut entries[*number].1,
        _ => unreachable!("a path leads through lists and maps"),
    })
}

fn scalar(text: &str, plain: bool, place: Place) -> Kind {
    Kind::Scalar(Scalar {
        text: text.to_owned(),
        plain,
        inner: place,
    })
}

#[test]
fn a_value_of_the_wrong_kind_never_breaks_reading() {
    let root = tree(EXAMPLE);
    let mut all = Vec::new();
    paths(&root, &mut Vec::new(), &mut all);
    assert!(all.len() > 500, "only {} values", all.len());
    for (number, path) in all.iter().enumerate() {
        let mut broken = root.clone();
        let node = at(&mut broken, path);
        let place = node.place;
        node.kind = match number % 7 {
            0 => scalar("", true, place),
            1 => Kind::List(vec![Node {
                place,
                kind: Kind::Map(Vec::new()),
            }]),
            2 => Kind::Map(Vec::new()),
            3 => scalar("-99999999999999999999", true, place),
            4 => scalar("a text\nof two lines: {", false, place),
            5 => Kind::List(Vec::new()),
            _ => Kind::Refused,
        };
        let mut findings = Findings::default();
        let process = understand(broken, &mut findings);
        let failed = findings.failed();
        let sorted = findings.into_sorted();
        assert!(
            process.is_some() || failed || number % 7 == 6,
            "{path:?}: nothing said"
        );
        assert!(sorted.is_sorted_by_key(|finding| finding.place), "{path:?}");
        for finding in &sorted {
            assert!(known_code(finding.code), "{}", finding.code);
            assert!(
                finding.message.len() < 600 && !finding.mend.is_empty(),
                "{finding:?}"
            );
        }
    }
}

fn known_code(code: &str) -> bool {
    finding_codes().contains(&code) || code.starts_with("condition.")
}

#[test]
fn only_errors_keep_a_process_from_running() {
    let reading = read(EXAMPLE);
    assert!(reading.process.is_some());
    let broken = read(&EXAMPLE.replace("title: Inbox", "titel: Inbox"));
    assert!(broken.process.is_none());
    assert!(
        broken
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    );
}
