//! Papers: schema, guide and list of findings say what the program does.
//!
//! With `UPDATE_DOCS=1` the parts that are made from the program are written anew.

use crate::document::shown;
use lifecycle::process::{check, finding_codes, json_schema, key_tables, read};
use std::path::PathBuf;

fn paper(name: &str) -> PathBuf {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
    PathBuf::from(docs).join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(paper(name)).expect("it is in git")
}

/// Compares, or writes anew.
fn same(name: &str, now: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(paper(name), now).unwrap();
    }
    assert!(
        text(name) == now,
        "docs/{name} isn't what the program says: UPDATE_DOCS=1 cargo test -p lifecycle"
    );
}

#[test]
fn the_schema_for_editors_is_that_of_the_program() {
    let schema = serde_json::to_string_pretty(&json_schema()).unwrap();
    same("process.schema.json", &(schema + "\n"));
}

#[test]
fn the_guide_lists_the_keys_that_there_are() {
    let guide = text("guide/process-document.md");
    let (before, rest) = guide.split_once("begin -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    let now = format!("{before}begin -->\n\n{}<!-- end -->{after}", key_tables());
    same("guide/process-document.md", &now);
}

#[test]
fn the_process_in_the_guide_runs() {
    let guide = text("guide/process-document.md");
    let whole = guide
        .split("```yaml\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .filter(|block| block.starts_with("throughline:"));
    let mut count = 0;
    for block in whole {
        let reading = read(block);
        assert!(reading.process.is_some(), "{}", shown(&reading.findings));
        count += 1;
    }
    assert_eq!(count, 1);
}

#[test]
fn each_finding_is_explained_once_and_in_order() {
    let papers = text("findings.md");
    let reading = papers
        .split("\n## ")
        .find(|part| part.starts_with("What reading finds"))
        .expect("the heading is there");
    let explained: Vec<&str> = reading
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .collect();
    assert!(explained.is_sorted(), "sort them: {explained:?}");
    let mut codes = finding_codes().to_vec();
    codes.sort_unstable();
    assert_eq!(explained, codes);
    for part in reading.split("\n### ").skip(1) {
        assert!(part.len() > 60, "too little is said: {part}");
    }
}

#[test]
fn each_finding_has_a_case_or_a_test() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/cases/document");
    let mut tried: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    tried.push_str(include_str!("document_bad_input.rs"));
    let without: Vec<_> = finding_codes()
        .iter()
        .filter(|code| !tried.contains(**code))
        .collect();
    // For what nobody has thought of.
    assert_eq!(without, [&"yaml.syntax"]);
}

#[test]
fn the_first_document_of_the_guide_can_run_as_it_stands() {
    let guide = text("guide/process-document.md");
    let (_, rest) = guide.split_once("```yaml\n").unwrap();
    let (document, _) = rest.split_once("```").unwrap();
    let reading = read(document);
    let said: Vec<_> = reading
        .findings
        .iter()
        .cloned()
        .chain(reading.process.iter().flat_map(check))
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}
