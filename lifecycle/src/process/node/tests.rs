//! Every key and value knows its place, and no text makes the tree large.

use super::*;
use crate::process::place::Place;

fn tree(text: &str) -> Node {
    let mut findings = Findings::default();
    let node = read(text, &mut findings);
    let findings = findings.into_sorted();
    node.unwrap_or_else(|| panic!("{findings:?}"))
}

/// `line:column+length` of each value, as the text of its scalars.
fn places(node: &Node, found: &mut Vec<(String, String)>) {
    let shown = |place: Place| format!("{}:{}+{}", place.line, place.column, place.length);
    match &node.kind {
        Kind::Scalar(scalar) => {
            let both = format!("{} in {}", shown(scalar.inner), shown(node.place));
            found.push((scalar.text.clone(), both));
        }
        Kind::List(items) => items.iter().for_each(|item| places(item, found)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                found.push((key.text.clone(), shown(key.place)));
                places(value, found);
            }
        }
        Kind::Refused => {}
    }
}

#[test]
fn places_are_those_of_the_text_also_in_quotes_and_blocks() {
    let text = "\u{feff}plain: words here   # a comment\r\n'quoted': \"in \\\"quotes\\\"\"\r\nblock: |\r\n\r\n    first\r\n    second\r\nfolded: >-\r\n  one\r\n  two\r\nlist: [é, 'ü', {a: b}]\r\nempty:\r\n";
    let mut found = Vec::new();
    places(&tree(text), &mut found);
    let expected = [
        ("plain", "1:1+5"),
        ("words here", "1:8+10 in 1:8+10"),
        ("quoted", "2:1+8"),
        ("in \"quotes\"", "2:12+13 in 2:11+15"),
        ("block", "3:1+5"),
        ("\nfirst\nsecond\n", "5:5+5 in 5:5+5"),
        ("folded", "7:1+6"),
        ("one two", "8:3+3 in 8:3+3"),
        ("list", "10:1+4"),
        ("é", "10:8+1 in 10:8+1"),
        ("ü", "10:12+1 in 10:11+3"),
        ("a", "10:17+1"),
        ("b", "10:20+1 in 10:20+1"),
        ("empty", "11:1+5"),
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!((found.0.as_str(), found.1.as_str()), expected);
    }
    assert_eq!(found.len(), expected.len() + 1);
}

#[test]
fn lists_and_maps_begin_where_they_are_written() {
    let root = tree("a: { b: [1, 2] }\nc:\n  - d: e\n    f: g\n");
    let place = |node: &Node| (node.place.line, node.place.column, node.place.length);
    assert_eq!(place(root.get("a").unwrap()), (1, 4, 13));
    assert_eq!(place(root.get("a").unwrap().get("b").unwrap()), (1, 9, 6));
    assert_eq!(place(&root.get("c").unwrap().items()[0]), (3, 5, 4));
}

#[test]
fn words_that_other_yaml_reads_as_something_else_stay_text() {
    let root = tree(
        "on: yes\nno: off\nday: 2026-12-25\nhours: 09:00-12:00\nnight: 20:00\nocta: 0o17\nzero: 007\n",
    );
    let texts: Vec<_> = root
        .entries()
        .iter()
        .map(|(key, value)| (key.text.as_str(), value.text().unwrap()))
        .collect();
    assert_eq!(
        texts,
        [
            ("on", "yes"),
            ("no", "off"),
            ("day", "2026-12-25"),
            ("hours", "09:00-12:00"),
            ("night", "20:00"),
            ("octa", "0o17"),
            ("zero", "007")
        ]
    );
}

#[test]
fn an_alias_stands_for_what_it_repeats() {
    let root = tree("a: &x { b: c }\nd: *x\n");
    assert_eq!(root.get("a"), root.get("d"));
    assert_eq!(root.parts(), 1 + 2 * 4);
}
