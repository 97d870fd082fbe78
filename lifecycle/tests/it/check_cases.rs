//! Cases of processes that can be understood, but aren't wise: `cases/check/`.
//!
//! Written like the cases of documents: what is expected stands below its line.

use crate::document::{EXAMPLE, shown, words};
use crate::document_cases::{annotated, cases_in, compare};
use lifecycle::process::place::{Finding, Severity};
use lifecycle::process::{check, read};
use std::fmt::Write as _;

/// What checking says of a document that can be read.
fn checked(text: &str) -> Vec<Finding> {
    let reading = read(text);
    let process = reading
        .process
        .unwrap_or_else(|| panic!("{}\n{text}", shown(&reading.findings)));
    check(&process)
}

#[test]
fn each_process_is_found_as_wise_as_it_is() {
    let mut wrong = String::new();
    for path in cases_in("check") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&path, annotated(&text, &checked(&text))).unwrap();
            continue;
        }
        for missed in compare(&text, &checked(&text)) {
            writeln!(wrong, "{name}:{missed}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_code_has_a_case() {
    let mut said: Vec<String> = Vec::new();
    for path in cases_in("check") {
        let findings = checked(&std::fs::read_to_string(&path).unwrap());
        said.extend(findings.iter().map(|finding| finding.code.to_owned()));
    }
    said.extend(checked(&large(30)).iter().map(|it| it.code.to_owned()));
    let missing: Vec<_> = lifecycle::process::check_codes()
        .iter()
        .filter(|code| !said.iter().any(|said| said == *code))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_example_has_no_errors_and_these_remarks() {
    let findings = checked(EXAMPLE);
    assert!(
        findings.iter().all(|f| f.severity != Severity::Error),
        "{}",
        shown(&findings)
    );
    let remarks: Vec<String> = findings
        .iter()
        .map(|f| format!("{} {}: {}", words(f.severity), f.code, f.message))
        .collect();
    // Each is true: who starts when is asked for the calendar only, and which of two rules
    // comes first was somebody's choice.
    assert_eq!(
        remarks,
        [
            "hint field.unused: `decision_date` is asked for, but no rule or move uses it",
            "hint rule.overlap: leads can match rule `known_company` as well as rule `pets`; the first one gets them",
            "hint rule.overlap: leads can match the move to `disqualified` as well as the move to `contacting`; the first one gets them",
        ]
    );
}

#[test]
fn each_code_is_explained_once_and_in_order() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/findings.md");
    let papers = std::fs::read_to_string(path).unwrap();
    let explained = |title: &str| -> Vec<String> {
        let part = papers
            .split("\n## ")
            .find(|part| part.starts_with(title))
            .unwrap();
        let codes = part
            .lines()
            .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'));
        codes.map(str::to_owned).collect()
    };
    assert_eq!(
        explained("What conditions say"),
        lifecycle::process::condition::codes()
    );
    assert_eq!(
        explained("What the check finds"),
        lifecycle::process::check_codes()
    );
}

/// Bad input: ten thousand stages, all of them gates, are checked soon.
#[test]
fn a_chain_of_thousands_of_gates_is_checked() {
    let mut text = EXAMPLE.replace("  won:          {", "  won: {");
    let gates: String = (0..2_000)
        .map(|n| {
            let to = (n + 1) % 2_000;
            format!("  g{n}: {{ title: G, phase: lead, kind: gate, moves: [{{ to: g{to} }}] }}\n")
        })
        .collect();
    text = text.replace("  won: {", &format!("{gates}  won: {{"));
    let findings = checked(&text);
    let loops: Vec<_> = findings.iter().filter(|f| f.code == "gate.loop").collect();
    assert_eq!(loops.len(), 1);
    assert!(loops[0].message.len() < 300, "{}", loops[0].message);
    assert!(loops[0].message.contains("more"), "{}", loops[0].message);
}

/// The example with so many routing rules, each with forty alternatives.
fn large(rules: usize) -> String {
    let rules: String = (0..rules)
        .map(|rule| {
            let alternatives: Vec<String> = (0..40)
                .map(|n| format!("lead.touches=={} && score.fit>{n}", rule * 40 + n))
                .collect();
            let when = alternatives.join("||");
            format!("  - {{ id: r{rule}, when: \"{when}\", to: {{ role: sdr }} }}\n")
        })
        .collect();
    EXAMPLE.replace("routing:", &format!("routing:\n{rules} #"))
}

/// Bad input: what can't be compared in reasonable time is said, once, and nothing else is lost.
#[test]
fn hundreds_of_large_rules_are_checked_as_far_as_it_goes() {
    let findings = checked(&large(300));
    let told: Vec<String> = findings
        .iter()
        .filter(|f| f.code == "rule.not_compared")
        .map(|f| f.message.clone())
        .collect();
    // It is the same for the channels, so it is said once.
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("from rule `r"), "{told:?}");
    // What the other rules of the example say is still said.
    let uncovered = findings.iter().any(|f| f.code == "routing.uncovered");
    assert!(!uncovered, "the last rule matches everything");
    // Few rules of that size, and many small ones, are compared in full.
    let in_full = |text: &str| checked(text).iter().all(|f| f.code != "rule.not_compared");
    assert!(in_full(&large(3)));
    let small: String = (0..300)
        .map(|n| {
            format!("  - {{ id: r{n}, when: \"lead.touches == {n}\", to: {{ role: sdr }} }}\n")
        })
        .collect();
    assert!(in_full(
        &EXAMPLE.replace("routing:", &format!("routing:\n{small} #"))
    ));
}
