//! Reading a process document: what is understood, and what is said of mistakes.

use lifecycle::process::place::{Finding, Severity};
use lifecycle::process::read;

pub(crate) const EXAMPLE: &str = include_str!("../../samples/seller-acquisition.yaml");

/// How much a finding matters, as people write it.
pub(crate) fn words(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

pub(crate) fn shown(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        format!(
            "{}:{}+{} {:?} {}: {} | {}\n",
            finding.place.line,
            finding.place.column,
            finding.place.length,
            finding.severity,
            finding.code,
            finding.message,
            finding.mend
        )
    };
    findings.iter().map(line).collect()
}

#[test]
fn the_example_is_read_without_an_error() {
    let reading = read(EXAMPLE);
    assert!(reading.process.is_some(), "{}", shown(&reading.findings));
    assert!(
        reading
            .findings
            .iter()
            .all(|finding| finding.severity != Severity::Error),
        "{}",
        shown(&reading.findings)
    );
}

/// The newest shape is `seller-acquisition`'s; each older one has the sample of its name.
#[test]
fn each_shape_has_one_sample_and_all_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
    let mut samples = std::collections::BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let reading = read(&text);
        assert!(
            reading.process.is_some(),
            "{name}: {}",
            shown(&reading.findings)
        );
        if let Some(same) = samples.insert(text, name.clone()) {
            panic!("{same} and {name} are one file: keep one of them");
        }
    }
    let newest = EXAMPLE
        .lines()
        .find_map(|line| line.strip_prefix("throughline: "));
    let newest: u32 = newest
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    for old in 1..newest {
        let name = format!("format-{old}");
        assert!(
            samples.values().any(|own| *own == name),
            "{name} is missing"
        );
    }
}
