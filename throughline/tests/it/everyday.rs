//! Everyday: what people really do with their exports, and what comes of it.

use crate::made::{Cell, Desk, PLAIN_HEADER, lines, plain, plain_rows, workbook};
use crate::program::{diagnose, diagnose_with, diagnosis, role, row, warning, warnings};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::Path;

/// Arguments of different kinds in one list.
macro_rules! args {
    ($($arg:expr),* $(,)?) => { [$(OsString::from($arg)),*] };
}

/// All but where it was read from.
fn apart_from_files(mut said: Value) -> Value {
    said["input"]["files"] = Value::Null;
    said
}

#[test]
fn one_export_in_many_spellings() {
    let content = plain(60);
    let semicolons = content.replace(',', ";").replace(".50", ",50");
    let windows: Vec<u8> = content
        .replace("trade fair", "Méssé")
        .chars()
        .map(|c| c as u8)
        .collect();
    let accents = content.replace("trade fair", "Méssé");
    let sixteen: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(content.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let desk = Desk::new();
    let said = |content: &[u8]| apart_from_files(diagnosis(&[desk.file("leads.csv", content)]));
    let plain = said(content.as_bytes());
    assert_eq!(plain["leads"]["total"], 60);
    assert_eq!(plain["leads"]["won"], 12);
    let same: [(&str, Vec<u8>); 7] = [
        ("CRLF", content.replace('\n', "\r\n").into()),
        ("CR", content.replace('\n', "\r").into()),
        ("a BOM", format!("\u{FEFF}{content}").into()),
        ("semicolons and decimal commas", semicolons.clone().into()),
        ("sep=", format!("sep=;\n{semicolons}").into()),
        ("tabs", content.replace(',', "\t").into()),
        ("UTF-16", sixteen),
    ];
    for (what, content) in same {
        assert_eq!(said(&content), plain, "{what}");
    }
    assert_eq!(said(accents.as_bytes()), said(&windows), "Windows-1252");
}

#[test]
fn paths_with_spaces_and_umlauts_and_packed_ones() {
    let desk = Desk::new();
    let content = plain(60);
    let plain = apart_from_files(diagnosis(&[desk.file("leads.csv", &content)]));
    for name in [
        "Unsere Leads März (Kopie).csv",
        "läds & mäp 100%.csv",
        "LEADS.CSV",
        "leads",
    ] {
        let said = diagnosis(&[desk.file(name, &content)]);
        assert_eq!(said["leads"], plain["leads"], "{name}");
    }
    let packed = desk.file("leads.csv.gz", crate::made::gzip(content.as_bytes()));
    assert_eq!(diagnosis(&[packed])["leads"], plain["leads"]);
    let zipped = crate::made::zip(&[("leads.csv", content.as_bytes())]);
    assert_eq!(
        diagnosis(&[desk.file("leads.zip", zipped)])["leads"],
        plain["leads"]
    );
}

#[test]
fn the_same_file_twice_is_not_twice_the_leads() {
    let desk = Desk::new();
    let file = desk.file("leads.csv", plain(60));
    assert_eq!(diagnosis(&[&file, &file])["leads"]["total"], 60);
}

#[test]
fn a_year_in_two_files_is_one_line() {
    let desk = Desk::new();
    let rows = plain_rows(120);
    let first = desk.file("leads-1.csv", lines(PLAIN_HEADER, &rows[..70]));
    let second = desk.file("leads-2.csv", lines(PLAIN_HEADER, &rows[70..]));
    let whole = diagnosis(&[desk.file("leads.csv", plain(120))]);
    let parts = diagnosis(&[&first, &second]);
    assert_eq!(parts["leads"], whole["leads"]);
    assert_eq!(parts["sources"], whole["sources"]);
    assert_eq!(diagnosis(&[&second, &first])["leads"], whole["leads"]);
}

#[test]
fn a_german_export() {
    let rows: Vec<String> = (1..=80)
        .map(|n| {
            let status = ["offen", "gewonnen", "verloren", "offen"][n % 4];
            let amount = format!("{}.{:03},50 €", 1 + n % 9, n);
            let (day, month) = (13 + n % 15, 1 + n % 12);
            format!(
                "{day:02}.{month:02}.2024;{};{};{status};{amount}",
                ["Messe", "Webseite"][n % 2],
                ["Jörg Weiß", "Änne Groß"][n % 2]
            )
        })
        .collect();
    let worth: f64 = (1..=80usize)
        .filter(|n| n % 4 == 1)
        .map(|n| (1 + n % 9) as f64 * 1000.0 + n as f64 + 0.5)
        .sum();
    let desk = Desk::new();
    let file = desk.file(
        "Anfragen.csv",
        lines("Erstellt am;Quelle;Betreuer;Status;Betrag", &rows),
    );
    let said = diagnosis(&[file]);
    for (name, column) in [
        ("captured", "Erstellt am"),
        ("source", "Quelle"),
        ("owner", "Betreuer"),
        ("outcome", "Status"),
        ("value", "Betrag"),
    ] {
        assert_eq!(role(&said, name), Some(format!("Anfragen.{column}")));
    }
    assert_eq!(said["leads"]["total"], 80);
    assert_eq!(said["leads"]["won"], 20);
    assert_eq!(said["leads"]["lost"], 20);
    assert_eq!(said["leads"]["won_value"], json!(worth));
    assert_eq!(said["leads"]["currency"], "EUR");
    assert_eq!(row(&said["owners"], "owner", "Jörg Weiß")["leads"], 40);
    assert_eq!(row(&said["sources"], "channel", "Messe")["family"], "event");
}

#[test]
fn a_workbook_says_what_its_csv_says() {
    let csv = plain(60);
    let rows: Vec<Vec<Cell>> = csv
        .lines()
        .enumerate()
        .map(|(at, line)| {
            line.split(',')
                .enumerate()
                .map(|(column, text)| match (at, column) {
                    (1.., 1) => Cell::Day(serial(text)),
                    (1.., 5) => Cell::Number(text.parse().unwrap()),
                    _ => Cell::Text(text.to_owned()),
                })
                .collect()
        })
        .collect();
    let desk = Desk::new();
    let said = diagnosis(&[desk.file("leads.xlsx", workbook(&rows))]);
    let plain = diagnosis(&[desk.file("leads.csv", csv)]);
    for part in ["leads", "period", "sources", "owners", "cohorts", "flow"] {
        assert_eq!(said[part], plain[part], "{part}");
    }
    assert_eq!(said["input"]["files"][0]["format"], "xlsx");
}

/// The day of 2025 as Excel counts it.
fn serial(day: &str) -> u32 {
    let numbers: Vec<u32> = day.split('-').map(|n| n.parse().unwrap()).collect();
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    45_657 + months[..numbers[1] as usize - 1].iter().sum::<u32>() + numbers[2]
}

/// An export in which no date shows which number is the day.
fn ambiguous(desk: &Desk) -> std::path::PathBuf {
    let rows: Vec<String> = (1..=60)
        .map(|n| {
            let (a, b) = (1 + n % 12, 1 + (n * 5) % 12);
            let status = ["open", "won", "lost"][n % 3];
            format!("L{n},{a:02}/{b:02}/2025,web,{status}")
        })
        .collect();
    desk.file("leads.csv", lines("lead id,created,source,status", &rows))
}

#[test]
fn ambiguous_dates_are_never_guessed() {
    let desk = Desk::new();
    let file = ambiguous(&desk);
    let said = diagnosis(&[&file]);
    let odd = warning(&said, "ambiguous_dates", "");
    assert!(
        odd["message"].as_str().unwrap().contains("--dates"),
        "{odd}"
    );
    assert_eq!(said["leads"]["won"], 20);
    for part in ["period", "cohorts", "flow", "as_of"] {
        assert_eq!(said[part], Value::Null, "{part}");
        assert!(said["missing"][part].is_string(), "{part}");
    }

    let map = desk.file("map.yaml", "throughline-map: 1\ndates: day-first\n");
    let by_flag = diagnosis(&args![&file, "--dates", "day-first"]);
    let by_map = diagnosis(&args![&file, "--map", &map]);
    let month_first = diagnosis(&args![&file, "--dates", "month-first"]);
    assert!(warnings(&by_flag, "ambiguous_dates").is_empty());
    assert_eq!(by_flag["cohorts"], by_map["cohorts"]);
    // n = 1 came on 02/06: in June, or in February.
    let came = |said: &Value, month: &str| row(&said["cohorts"], "month", month)["leads"].clone();
    assert_eq!(
        by_flag["period"]["from"].as_str().map(|d| &d[..4]),
        Some("2025")
    );
    assert_ne!(by_flag["cohorts"], month_first["cohorts"]);
    assert_eq!(came(&by_flag, "2025-06"), 5);
    assert_eq!(came(&month_first, "2025-02"), 5);
}

#[test]
fn a_saved_map_gives_the_same_diagnosis() {
    let desk = Desk::new();
    let rows: Vec<String> = (1..=30)
        .map(|n| format!("L{},2025-{:02}-20,{}", n * 2, 1 + n % 12, n * 10))
        .collect();
    let leads = desk.file("leads.csv", plain(60));
    let deals = desk.file("deals.csv", lines("lead id,won on,amount", &rows));
    for files in [vec![&leads], vec![&leads, &deals]] {
        let map = desk.path().join("map.yaml");
        let mut with: Vec<OsString> = files.iter().map(OsString::from).collect();
        let without = with.clone();
        with.extend(args![
            "--save-map",
            &map,
            "--json",
            desk.path().join("x.json")
        ]);
        assert_eq!(diagnose(&with).code, Some(0));
        let mut again = without.clone();
        again.extend(args!["--map", &map]);
        let (one, two) = (diagnosis(&without), diagnosis(&again));
        for part in one.as_object().unwrap().keys().filter(|k| *k != "input") {
            assert_eq!(one[part], two[part], "{part}");
        }
        assert!(
            two["input"]["mapping"]["roles"]
                .as_array()
                .unwrap()
                .iter()
                .all(|r| r["confidence"] == "given")
        );
    }
}

#[test]
fn words_that_look_like_nothing_are_kept_apart() {
    let rows: Vec<String> = (1..=80)
        .map(|n| {
            let id = if n == 7 {
                "NA".to_owned()
            } else {
                format!("L{n}")
            };
            let source = ["web", "unknown", "", "NA"][n % 4];
            format!(
                "{id},2025-{:02}-03,{source},{}",
                1 + n % 12,
                ["won", "lost"][n % 2]
            )
        })
        .collect();
    let desk = Desk::new();
    let said = diagnosis(&[desk.file("leads.csv", lines("lead id,created,source,status", &rows))]);
    assert_eq!(said["leads"]["total"], 80);
    for name in ["unknown", "", "NA"] {
        assert_eq!(
            row(&said["sources"], "channel", name)["leads"],
            20,
            "{name:?}"
        );
    }
}

#[test]
fn a_case_called_na_is_a_case() {
    let rows: Vec<String> = (0..60)
        .map(|n| {
            let case = ["NA", "null", "c3", "None", "c5"][n / 12];
            let activity = ["came", "called", "offered"][n % 3];
            format!("{case},{activity},2025-01-{:02} 10:{:02}:00", 1 + n % 28, n)
        })
        .collect();
    let desk = Desk::new();
    let said = diagnosis(&[desk.file("log.csv", lines("case id,activity,timestamp", &rows))]);
    assert_eq!(said["input"]["mapping"]["shape"], "event");
    assert_eq!(said["paths"]["cases"], 5);
    assert_eq!(said["paths"]["events"], 60);
}

#[test]
fn a_column_of_mixed_nonsense_is_named_and_left_aside() {
    let rows: Vec<String> = plain_rows(100)
        .into_iter()
        .enumerate()
        .map(|(n, row)| {
            let odd = ["twelve", "n/a", "12", "€", "2025-01-01", "x1"][n % 6];
            let (rest, _) = row.rsplit_once(',').unwrap();
            format!("{rest},{odd}")
        })
        .collect();
    let desk = Desk::new();
    let said = diagnosis(&[desk.file("leads.csv", lines(PLAIN_HEADER, &rows))]);
    assert_eq!(said["leads"]["won"], 20);
    assert_eq!(said["leads"]["won_value"], Value::Null);
    let odd = warning(&said, "not_amounts", "leads.amount");
    assert!(odd["message"].as_str().unwrap().contains("twelve"), "{odd}");
}

#[test]
fn json_goes_to_stdout_alone_and_files_where_they_were_asked() {
    let desk = Desk::new();
    let leads = desk.file("leads.csv", plain(60));
    let (json, html) = (desk.path().join("d.json"), desk.path().join("d.html"));
    let alone = diagnose(&args![&leads, "--json", "-", "--html", &html]);
    assert_eq!((alone.code, alone.err.as_str()), (Some(0), ""));
    let printed: Value = serde_json::from_str(&alone.out).unwrap();
    let page = std::fs::read_to_string(&html).unwrap();
    assert!(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));

    let said = diagnose(&args![&leads, "--json", &json]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.contains("60 leads"), "{}", said.out);
    assert_eq!(read(&json), printed);
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn no_colour_where_nobody_sees_it() {
    let desk = Desk::new();
    let leads = desk.file("leads.csv", plain(60));
    for environment in [&[][..], &[("NO_COLOR", "1")], &[("CLICOLOR_FORCE", "0")]] {
        let said = diagnose_with(&[&leads], environment);
        assert_eq!(said.code, Some(0));
        assert!(!said.out.contains('\u{1b}'), "{environment:?}");
    }
}

#[test]
fn the_terminal_is_never_wider_than_asked() {
    let desk = Desk::new();
    let mut rows = plain_rows(60);
    let long =
        "a channel whose name somebody wrote out at great length, with 全角文字 in it".repeat(2);
    rows.extend((60..80).map(|n| format!("L{n},2025-05-05,\"{long}\",Ann,won,1")));
    let file = desk.file("leads.csv", lines(PLAIN_HEADER, &rows));
    let answer = ::diagnose::diagnose(
        &[exports::Source::File(file)],
        &::diagnose::Options::default(),
    )
    .map_err(|refusal| refusal.to_string())
    .unwrap();
    for width in [40, 60, 80, 100, 140] {
        for colour in [false, true] {
            let text = report::terminal::render(&answer.diagnosis, width, colour);
            for line in text.lines() {
                let wide = columns(line);
                assert!(wide <= width, "{wide} > {width}: {line}");
            }
            assert_eq!(text.contains('\u{1b}'), colour);
        }
    }
}

/// Columns of a line on a terminal, without its colours; wide signs count two.
fn columns(line: &str) -> usize {
    let mut columns = 0;
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        if sign == '\u{1b}' {
            signs.by_ref().find(char::is_ascii_alphabetic);
        } else {
            columns += 1 + usize::from(('\u{2E80}'..='\u{FFEF}').contains(&sign));
        }
    }
    columns
}
