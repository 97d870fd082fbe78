//! Cases: documents with mistakes in `cases/document/`, and what is said of each.
//!
//! What is expected stands in a comment below the faulty line, with an arrow at the column:
//!
//! ```yaml
//!   nxt_step: Call them
//! # ^ error key.unknown: Did you mean `next_step`?
//! ```
//!
//! In column 1, where the arrow has no room, it is `# <- error …`. The words behind the
//! code have to be part of what is said. All findings have to be expected. With
//! `UPDATE_CASES=1` the comments are written anew: read the difference before you keep it.

use crate::document::words;
use lifecycle::process::place::Finding;
use lifecycle::process::read;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What a comment in a case says.
#[derive(Debug)]
struct Expected {
    line: usize,
    column: usize,
    says: String,
}

#[test]
fn each_mistake_is_found_where_it_stands() {
    let mut wrong = String::new();
    let cases = cases_in("document");
    assert!(cases.len() > 20, "these can't be all");
    for path in cases {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let findings = read(&text).findings;
        if std::env::var_os("UPDATE_CASES").is_some() {
            // Twice: messages name lines, and lines move when comments come or go.
            let moved = annotated(&text, &findings);
            let settled = annotated(&moved, &read(&moved).findings);
            std::fs::write(&path, settled).unwrap();
            continue;
        }
        for missed in compare(&text, &findings) {
            writeln!(wrong, "{name}:{missed}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_case_that_expects_too_much_or_too_little_fails() {
    let text = "throughline: 2\n#            ^ error document.too_new: Update\n";
    let findings = read(text).findings;
    assert_eq!(compare(text, &findings), Vec::<String>::new());
    for wrong in [
        text.replace("  ^", " ^"),
        text.replace("too_new", "too_old"),
        text.replace("Update", "Downdate"),
        text.replace("error", "warning"),
        text.replace("            ^", "^"),
        text.replace("Update\n", "Update\ntitle: x\n# <- error key.unknown\n"),
    ] {
        assert!(!compare(&wrong, &findings).is_empty(), "{wrong}");
    }
}

/// The files of a folder of cases, in order.
pub(crate) fn cases_in(folder: &str) -> Vec<PathBuf> {
    let folder = format!("{}/cases/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// What doesn't agree, as lines.
pub(crate) fn compare(text: &str, findings: &[Finding]) -> Vec<String> {
    let expected = expected(text);
    let mut wrong = Vec::new();
    let fits = |expected: &Expected, finding: &Finding| {
        expected.line == finding.place.line as usize
            && expected.column == finding.place.column as usize
            && says(finding).starts_with(
                &expected.says[..expected.says.find(':').unwrap_or(expected.says.len())],
            )
            && expected
                .says
                .split_once(": ")
                .is_none_or(|(_, rest)| says(finding).contains(rest))
    };
    for expected in &expected {
        if !findings.iter().any(|finding| fits(expected, finding)) {
            wrong.push(format!("{} isn't said: {}", expected.line, expected.says));
        }
    }
    for finding in findings {
        // What is said of conditions has cases of its own.
        let elsewhere = finding.code.starts_with("condition.");
        if !elsewhere && !expected.iter().any(|expected| fits(expected, finding)) {
            let place = finding.place;
            wrong.push(format!(
                "{}:{} isn't expected: {}",
                place.line,
                place.column,
                says(finding)
            ));
        }
    }
    wrong
}

/// A finding as the comments write it.
fn says(finding: &Finding) -> String {
    format!(
        "{} {}: {} | {}",
        words(finding.severity),
        finding.code,
        finding.message,
        finding.mend
    )
}

fn expected(text: &str) -> Vec<Expected> {
    let mut expected = Vec::new();
    let mut line = 0;
    for (number, content) in text.lines().enumerate() {
        match comment(content) {
            Some((column, says)) => expected.push(Expected {
                line,
                column,
                says: says.to_owned(),
            }),
            None => line = number + 1,
        }
    }
    expected
}

/// The column and the words of a comment that expects something.
fn comment(line: &str) -> Option<(usize, &str)> {
    let after = line.trim_start().strip_prefix('#')?;
    if let Some(says) = after.trim_start().strip_prefix("<- ") {
        return Some((1, says));
    }
    let says = after.trim_start().strip_prefix("^ ")?;
    let before = line.len() - says.len() - "^ ".len();
    Some((line[..before].chars().count() + 1, says))
}

/// The text with its comments written anew.
pub(crate) fn annotated(text: &str, findings: &[Finding]) -> String {
    let kept = text.split_inclusive('\n').enumerate();
    let mut fresh = String::new();
    for (number, line) in kept {
        if comment(line.trim_end()).is_some() {
            continue;
        }
        fresh.push_str(line);
        for finding in findings {
            if finding.place.line as usize != number + 1 || finding.code.starts_with("condition.") {
                continue;
            }
            if !fresh.ends_with('\n') {
                fresh.push('\n');
            }
            match finding.place.column as usize {
                1 => writeln!(fresh, "# <- {}", says(finding)).unwrap(),
                column => {
                    writeln!(fresh, "#{}^ {}", " ".repeat(column - 2), says(finding)).unwrap();
                }
            }
        }
    }
    fresh
}
