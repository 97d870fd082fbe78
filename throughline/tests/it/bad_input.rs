//! Bad input: what can't be read is refused with the place and the mend, and never brings the program down.

use crate::made::{Desk, PLAIN_HEADER, gzip, lines, plain, plain_rows, zip};
use crate::program::{Said, diagnose, diagnosis};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Exit code 2, nothing on stdout, a message that names all of `telling`, and a mend.
#[track_caller]
fn refused(what: &str, said: &Said, telling: &[&str]) {
    let err = &said.err;
    assert_eq!(said.code, Some(2), "{what}: {err}");
    assert_eq!(said.out, "", "{what}");
    assert!(err.starts_with("error: "), "{what}: {err}");
    for word in telling {
        assert!(err.contains(word), "{what}: no “{word}” in {err}");
    }
    for word in ["panicked", "RUST_BACKTRACE", "unwrap", "src/"] {
        assert!(!err.contains(word), "{what}: {err}");
    }
}

/// The message has a second line that says what to do.
#[track_caller]
fn with_a_mend(what: &str, said: &Said) {
    let mend = said.err.lines().nth(1).unwrap_or_default();
    assert!(
        mend.starts_with("  ") && mend.trim().len() > 10,
        "{what}: no mend in {}",
        said.err
    );
}

#[test]
fn what_is_no_export_is_refused_with_its_place_and_a_mend() {
    let noise: Vec<u8> = (0..20_000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8)
        .collect();
    let old_excel = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 4096]].concat();
    let page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in</body></html>\n";
    let entities: String = (1..10)
        .map(|n| {
            format!(
                "<!ENTITY l{n} \"{}\">\n",
                format!("&l{};", n - 1).repeat(10)
            )
        })
        .collect();
    let laughs = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE log [\n<!ENTITY l0 \"lol\">\n{entities}]>\n<log><trace><string key=\"concept:name\" value=\"&l9;\"/></trace></log>\n"
    );
    let nonsense: Vec<String> = (0..60)
        .map(|n| format!("{},{}", ["x", "12", "-", "??", ""][n % 5], (n * n) % 17))
        .collect();
    let nonsense = lines("a,b", &nonsense);
    let half_a_gzip = gzip(plain(500).as_bytes());
    let cases: &[(&str, &str, &[u8], &[&str])] = &[
        ("empty", "leads.csv", b"", &["leads.csv", "empty"]),
        ("only spaces", "leads.csv", b" \n\n  \n", &["leads.csv"]),
        ("binary", "leads.csv", &noise, &["leads.csv", "binary"]),
        (
            "old Excel",
            "leads.xls",
            &old_excel,
            &["leads.xls", ".xlsx"],
        ),
        (
            "a page",
            "leads.csv",
            page.as_bytes(),
            &["leads.csv", "HTML"],
        ),
        (
            "half a workbook",
            "leads.xlsx",
            b"PK\x03\x04 and no more",
            &["leads.xlsx"],
        ),
        (
            "half a gzip",
            "leads.csv.gz",
            &half_a_gzip[..300],
            &["leads.csv.gz"],
        ),
        (
            "laughs",
            "log.xes",
            laughs.as_bytes(),
            &["log.xes:2", "DOCTYPE"],
        ),
        (
            "half a log",
            "log.xes",
            b"<log>\n<trace>\n<event>",
            &["log.xes"],
        ),
        (
            "a header",
            "leads.csv",
            b"id,created,source\n",
            &["leads.csv", "header"],
        ),
        (
            "one row",
            "leads.csv",
            b"id,created,source\n1,2025-01-01,web\n",
            &["leads.csv", "1 row"],
        ),
        (
            "one column",
            "leads.csv",
            b"name\nAnn\nBea\nCid\n",
            &["leads.csv", "one column", "“name”"],
        ),
        (
            "nonsense",
            "leads.csv",
            nonsense.as_bytes(),
            &["leads.csv", "“a” and “b”", "--map"],
        ),
    ];
    for (what, name, content, telling) in cases {
        let desk = Desk::new();
        let said = diagnose(&[desk.file(name, content)]);
        refused(what, &said, telling);
        with_a_mend(what, &said);
    }
}

#[test]
fn paths_that_lead_nowhere() {
    let desk = Desk::new();
    let there = desk.file("leads.csv", plain(20));
    let folder = diagnose(&[desk.path()]);
    refused("a folder", &folder, &["folder"]);
    with_a_mend("a folder", &folder);
    let missing = diagnose(&[&there, &desk.path().join("deals.csv")]);
    refused("a missing file", &missing, &["deals.csv", "no such file"]);
    with_a_mend("a missing file", &missing);
    refused("no file", &diagnose(&["--timezone", "UTC"]), &["PATH"]);
}

#[test]
fn two_files_that_cannot_be_joined() {
    let desk = Desk::new();
    let leads = desk.file("leads.csv", plain(40));
    let colours: Vec<String> = (0..40).map(|n| format!("c{n},s{}", n % 3)).collect();
    let colours = desk.file("colours.csv", lines("colour,shape", &colours));
    let said = diagnose(&[&leads, &colours]);
    refused("not joined", &said, &["leads.csv", "colours.csv", "links:"]);
    with_a_mend("not joined", &said);
}

#[test]
fn a_broken_quote_on_line_70_000() {
    let desk = Desk::new();
    let mut rows = plain_rows(80_000);
    rows[70_000 - 2] = "L69999,2025-03-27,\"web,Ann,open,69999.50".to_owned();
    let file = desk.file("leads.csv", lines(PLAIN_HEADER, &rows));
    let said = diagnose(&[&file]);
    refused(
        "a broken quote",
        &said,
        &["leads.csv:70000", "--skip-broken-rows"],
    );
    with_a_mend("a broken quote", &said);

    let said = diagnosis(&[file.as_os_str(), "--skip-broken-rows".as_ref()]);
    assert_eq!(said["leads"]["total"], 79_999);
    assert_eq!(said["input"]["ignored_rows_total"], 1);
    let row = &said["input"]["ignored_rows"][0];
    assert_eq!(row["line"], 70_000);
    assert!(
        row["text"]
            .as_str()
            .unwrap()
            .starts_with("L69999,2025-03-27")
    );
    let unreadable = crate::program::warning(&said, "unreadable_rows", "leads");
    assert!(unreadable["message"].as_str().unwrap().contains("70,000"));
}

/// The program with so little memory (KiB) that unpacking a bomb would kill it.
fn diagnose_in(kib: u32, file: &std::path::Path) -> Said {
    let output = Command::new("sh")
        .args([
            "-c",
            "ulimit -v \"$1\" && exec \"$2\" diagnose \"$3\"",
            "sh",
        ])
        .arg(kib.to_string())
        .arg(env!("CARGO_BIN_EXE_throughline"))
        .arg(file)
        .output()
        .expect("there is a shell");
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![b'0'; 64 << 20];
    let note = "x".repeat(2000);
    let row = format!("1,2025-01-01,web,{note}\n");
    let rows = format!("id,created,source,note\n{}", row.repeat(500));
    // Each layer shrinks a hundred times and more: a few kilobytes are 400 MB of rows.
    let nested = gzip(&gzip(rows.as_bytes()).repeat(400));
    let desk = Desk::new();
    for (what, file) in [
        ("zip", desk.file("leads.zip", zip(&[("leads.csv", &zeros)]))),
        ("gzip", desk.file("leads.csv.gz", gzip(&zeros))),
        ("gzip in gzip", desk.file("rows.csv.gz.gz", nested)),
        (
            "a workbook",
            desk.file("leads.xlsx", zip(&[("xl/workbook.xml", &zeros)])),
        ),
    ] {
        let said = diagnose_in(300_000, &file);
        let name = file.file_name().unwrap().to_str().unwrap();
        refused(what, &said, &[name]);
        with_a_mend(what, &said);
    }
    // The limit is no excuse: a sound file of the same size is read.
    let sound = diagnose_in(300_000, &desk.file("sound.csv", plain(2000)));
    assert_eq!(sound.code, Some(0), "{}", sound.err);
}

#[test]
fn a_file_that_shrinks_or_vanishes_while_it_is_read() {
    let desk = Desk::new();
    let content = plain(80_000);
    let mut refusals = 0;
    for (round, wait) in [20, 60, 150, 300].into_iter().enumerate() {
        let file = desk.file(&format!("leads{round}.csv"), &content);
        let child = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .args(["diagnose".as_ref(), file.as_os_str()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        #[allow(
            clippy::disallowed_methods,
            reason = "somewhere in the midst of reading is meant"
        )]
        std::thread::sleep(Duration::from_millis(wait));
        if round % 2 == 0 {
            let shrunk = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
            shrunk.set_len(content.len() as u64 / 3).unwrap();
        } else {
            std::fs::remove_file(&file).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let said = Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        // Whoever had opened it before may still read all of it.
        if said.code != Some(0) {
            refused("gone", &said, &[&format!("leads{round}.csv")]);
            with_a_mend("gone", &said);
            refusals += 1;
        }
    }
    assert!(refusals > 0, "nothing was noticed");
}

/// A good export and a map beside it.
fn with_map(map: &str) -> (Desk, Vec<PathBuf>) {
    let desk = Desk::new();
    let args = vec![
        desk.file("leads.csv", plain(40)),
        PathBuf::from("--map"),
        desk.file("map.yaml", map),
    ];
    (desk, args)
}

#[test]
fn maps_that_cannot_be_used_name_line_and_column() {
    let cases = [
        (
            "bad YAML",
            "throughline-map: 1\ncolumns:\n  source: source\n   owner: [\n",
            vec!["map.yaml:4:9"],
        ),
        (
            "a role",
            "throughline-map: 1\ncolumns:\n  colour: source\n",
            vec!["map.yaml:3:", "`colour`", "captured"],
        ),
        (
            "a column",
            "throughline-map: 1\ncolumns:\n  source: herkunft\n",
            vec!["map.yaml:3:11", "`herkunft`", "`leads.source`"],
        ),
        (
            "a version",
            "throughline-map: 9\n",
            vec!["map.yaml:1:18", "version 9"],
        ),
        (
            "a shape",
            "throughline-map: 1\nrows-are: rows\n",
            vec!["map.yaml:2:11", "`rows`"],
        ),
        (
            "a table",
            "throughline-map: 1\ntables:\n  deals: lead\n",
            vec!["map.yaml:3:", "`deals`"],
        ),
        (
            "a date order",
            "throughline-map: 1\ndates: sideways\n",
            vec!["map.yaml:2:8", "day-first"],
        ),
        (
            "not of its kind",
            "throughline-map: 1\ncolumns:\n  captured: owner\n",
            vec!["column `owner`", "line 2", "date"],
        ),
        ("no map at all", "hello\n", vec!["map.yaml"]),
        ("an empty map", "", vec!["map.yaml"]),
    ];
    for (what, map, telling) in cases {
        let (_desk, args) = with_map(map);
        let said = diagnose(&args);
        refused(what, &said, &telling);
        with_a_mend(what, &said);
    }
    let desk = Desk::new();
    let leads = desk.file("leads.csv", plain(40));
    let missing = diagnose(&[leads.as_os_str(), "--map".as_ref(), "nowhere.yaml".as_ref()]);
    refused("a missing map", &missing, &["nowhere.yaml"]);
}

#[test]
fn options_that_mean_nothing_say_what_would() {
    let desk = Desk::new();
    let leads = desk.file("leads.csv", plain(40));
    let leads = leads.to_str().unwrap();
    for (args, telling) in [
        (
            ["--timezone", "Mars/Olympus"],
            vec!["Mars/Olympus", "Europe/Berlin"],
        ),
        (["--as-of", "yesterday"], vec!["yesterday", "2026-11-22"]),
        (["--as-of", "2026-02-30"], vec!["2026-02-30"]),
        (["--dates", "sideways"], vec!["sideways", "day-first"]),
        (
            ["--json", "/nowhere/at/all.json"],
            vec!["/nowhere/at/all.json"],
        ),
        (
            ["--html", "/nowhere/at/all.html"],
            vec!["/nowhere/at/all.html"],
        ),
        (["--serve", "here"], vec!["here"]),
    ] {
        let said = diagnose(&[leads, args[0], args[1]]);
        assert_eq!(said.code, Some(2), "{args:?}");
        for word in telling {
            assert!(said.err.contains(word), "{args:?}: {}", said.err);
        }
        assert!(!said.err.contains("panicked"), "{}", said.err);
    }
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let desk = Desk::new();
    let leads = desk.file("leads.csv", plain(2000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(["diagnose".as_ref(), leads.as_os_str()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(!err.contains("panicked"), "{err}");
    let _ = std::io::stderr().flush();
}
