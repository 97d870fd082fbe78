//! Reading a process document: what is understood, and what is said of mistakes.

use lifecycle::process::place::{Finding, Severity};
use lifecycle::process::read;

pub(crate) const EXAMPLE: &str = include_str!("../../samples/format-1.yaml");

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
