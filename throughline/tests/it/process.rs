//! `throughline process check`, `diff` and `schema`, as a user runs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .arg("process")
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("the program can be started");
    let text = |bytes| String::from_utf8(bytes).expect("what it says is UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lifecycle/samples/seller-acquisition.yaml")
}

/// The example with one text replaced, in a file of its own.
fn changed(folder: &tempfile::TempDir, old: &str, new: &str) -> PathBuf {
    let text = std::fs::read_to_string(example()).unwrap();
    assert!(text.contains(old), "{old}");
    let path = folder.path().join("changed.yaml");
    std::fs::write(&path, text.replace(old, new)).unwrap();
    path
}

#[test]
fn a_sound_process_exits_with_zero_and_a_broken_one_shows_the_line() {
    let (code, out, err) = run(&["check", example().to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(!out.contains("error") && !out.contains('\u{1b}'), "{out}");
    let folder = tempfile::tempdir().unwrap();
    let broken = changed(&folder, "lead.catalogue_size > 0", "lead.catalog_size > 0");
    let (code, out, _) = run(&["check", broken.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{out}");
    assert!(
        out.starts_with("error[condition.unknown_name]: nobody declared `lead.catalog_size`\n"),
        "{out}"
    );
    let lines: Vec<&str> = out.lines().collect();
    let column = lines[3].find("lead.catalog_size").unwrap();
    assert_eq!(lines[4].find("^^^^^^^^^^^^^^^^^"), Some(column), "{out}");
    assert!(
        lines[5].ends_with("= Did you mean `lead.catalogue_size`?"),
        "{out}"
    );
    assert!(out.ends_with(": 1 error\n"), "{out}");
}

#[test]
fn findings_come_as_json_and_nothing_else() {
    let (code, out, err) = run(&["check", example().to_str().unwrap(), "--json", "-"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(
        all[0]["findings"]
            .as_array()
            .is_some_and(|own| !own.is_empty()),
        "{out}"
    );
    assert!(all[0]["findings"][0]["place"]["line"].is_number(), "{out}");
}

#[test]
fn what_can_not_be_read_exits_with_two() {
    for args in [
        &["check", "no-such-file.yaml"][..],
        &["diff", "no-such-file.yaml", "no-such-file.yaml"],
    ] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert!(
            err.starts_with("error: no-such-file.yaml can't be read"),
            "{err}"
        );
    }
}

#[test]
fn changes_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (example(), changed(&folder, "A: 15m,", "A: 10m,"));
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let (code, out, _) = run(&["diff", old, new]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("~ First contact: the first response for grade A is promised within 10m instead of 15m.\n"),
        "{out}"
    );
    assert_eq!(run(&["diff", old, old]).1, "Nothing changes.\n");
    let (_, out, _) = run(&["diff", old, new, "--json"]);
    let changes: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(changes[0]["kind"], "changed");
}

#[test]
fn the_schema_is_json() {
    let (code, out, _) = run(&["schema"]);
    assert_eq!(code, Some(0));
    let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(schema.get("$schema").is_some(), "{out}");
}

#[test]
fn a_document_can_come_by_the_standard_input() {
    let file = example();
    let name = file.to_str().unwrap();
    let piped = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .arg("process")
            .args(args)
            .stdin(std::fs::File::open(&file).unwrap())
            .output()
            .expect("the program can be started");
        let out = String::from_utf8(output.stdout).unwrap();
        (
            output.status.code(),
            out,
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, out, _) = piped(&["check", "-"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("standard input:"), "{out}");
    assert_eq!(piped(&["draw", "-"]).1, run(&["draw", name]).1);
    assert_eq!(piped(&["diff", name, "-"]).1, "Nothing changes.\n");
    let (code, _, err) = piped(&["diff", "-", "-"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("read once"), "{err}");
}
