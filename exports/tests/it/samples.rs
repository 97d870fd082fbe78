//! The public CSV suites, file by file, with what is expected of each.

use crate::support::{open, outcome, rows, shared_data};
use exports::{Export, Flow, Reading, Source, Tally, Unreadable};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Every file of the two suites without JSON, and those of the third whose JSON
/// isn't followed or that are named bad.
const EXPECTED: &[(&str, &str)] = &[
    // The JSON beside it names another phone number than the file.
    (
        "csv_spectrum/csvs/location_coordinates.csv",
        "Contact Phone Number|Location Coordinates|Cities|Counties\n2: 2095257564|37\u{fffd}36'37.8\"N 121\u{fffd}2'17.9\"W|Modesto|Stanislaus",
    ),
    // A blank line is no row, also in a table of one column: nobody's lead.
    ("csv_test_data/csv/all-empty.csv", "export.empty"),
    ("csv_test_data/csv/empty-one-column.csv", "export.no_rows"),
    ("csv_test_data/csv/header-no-rows.csv", "export.no_rows"),
    ("csv_test_data/csv/bad-header-no-header.csv", "export.empty"),
    (
        "csv_test_data/csv/bad-header-wrong-header.csv",
        "export.no_rows",
    ),
    (
        "csv_test_data/csv/bad-header-less-fields.csv",
        "foo|bar|baz\nbad 2: 2 cells where the header has 3",
    ),
    (
        "csv_test_data/csv/bad-header-more-fields.csv",
        "foo|bar|baz\nbad 2: 4 cells where the header has 3",
    ),
    // Broken inside its own line, so only that row is lost.
    (
        "csv_test_data/csv/bad-missing-quote.csv",
        "foo|bar|baz\nbad 2: the quote of `bar` is never closed",
    ),
    (
        "csv_test_data/csv/bad-quotes-with-unescaped-quote.csv",
        "foo|bar|baz\nbad 2: text follows the closing quote of `bar`",
    ),
    // A quote in the midst of an unquoted cell is read by all the world.
    (
        "csv_test_data/csv/bad-unescaped-quote.csv",
        "foo|bar|baz\n2: 1|This \"quotes\" must be escaped|3",
    ),
    (
        "csvkit/bad.csv",
        "column_a|column_b|column_c\n4: 0|mixed types.... uh oh|17\nbad 2: 4 cells where the header has 3\nbad 3: 2 cells where the header has 3",
    ),
    (
        "csvkit/bad_skip_lines.csv",
        "column_a|column_b|column_c\n7: 0|mixed types.... uh oh|17\nbad 5: 4 cells where the header has 3\nbad 6: 2 cells where the header has 3",
    ),
    ("csvkit/blanks.csv", "a|b|c|d|e|f\n2: |NA|N/A|NONE|NULL|."),
    (
        "csvkit/dummy_col_shuffled_ragged.csv",
        "b|c|a|d\n2: 2|3|1|4",
    ),
    ("csvkit/empty.csv", "export.empty"),
    (
        "csvkit/mac_newlines.csv",
        "a|b|c\n2: 1|2|3\n3: Once upon\\ra time|5|6",
    ),
    (
        "csvkit/no_header_row.csv",
        "column 1|column 2|column 3\n1: 1|2|3",
    ),
    ("csvkit/null_byte.csv", "a|b|c\n2: \\u{0}|2|3"),
    ("csvkit/optional_quote_characters.csv", "a|b|c\n2: 1|2|3"),
    (
        "csvkit/test_date_format.csv",
        "a\n2: 02/01/2014\n3: 31/12/2012",
    ),
    // The row of delimiters alone is what Excel leaves of an emptied row.
    ("csvkit/test_empty_columns.csv", "a|b|c\n2: a||\n3: ||c"),
    ("csvkit/test_empty_columns_long_row.csv", "export.no_rows"),
    ("csvkit/test_empty_columns_short_row.csv", "export.no_rows"),
    (
        "csvkit/test_extra_header.csv",
        "a|b|c|d\nbad 2: 3 cells where the header has 4",
    ),
    ("csvkit/test_header_newline.csv", "start end|b|c\n8: d|e|f"),
    ("csvkit/test_latin1.csv", "a|b|c\n2: 1|2|3\n3: 4|5|©"),
    ("csvkit/test_locale.csv", "a|b|c\n2: 1,7|200.000.000|"),
    (
        "csvkit/test_no_leading_zeroes.csv",
        "a|b|c\n2: 01|00.11|0.1",
    ),
    (
        "csvkit/test_numeric_date_format.csv",
        "a\n2: 20140102\n3: 20121231",
    ),
    ("csvkit/test_skip_lines.csv", "a|b|c\n5: 1|2|3"),
    ("csvkit/test_utf16_big.csv", "a|b|c\n2: 1|2|3\n3: 4|5|ʤ"),
    ("csvkit/test_utf16_little.csv", "a|b|c\n2: 1|2|3\n3: 4|5|ʤ"),
    ("csvkit/test_utf8.csv", "foo|bar|baz\n2: 1|2|3\n3: 4|5|ʤ"),
    (
        "csvkit/test_utf8_bom.csv",
        "foo|bar|baz\n2: 1|2|3\n3: 4|5|ʤ",
    ),
];

#[test]
fn the_suites_read_as_expected() {
    let Some(data) = shared_data() else { return };
    let formats = data.join("formats");
    let mut wrong = Vec::new();
    for (file, expected) in EXPECTED {
        let told = outcome(&Source::File(formats.join(file)), &Reading::default());
        let fits = if expected.starts_with("export.") {
            told.starts_with(expected)
        } else {
            told == *expected
        };
        if !fits {
            wrong.push(format!(
                "{file}\n--- expected\n{expected}\n--- came\n{told}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The files whose rows stand beside them as JSON, in either suite.
#[test]
fn rows_are_those_of_the_json_beside_them() {
    let Some(data) = shared_data() else { return };
    let mut compared = 0;
    for (csvs, jsons) in [
        ("csv_spectrum/csvs", "csv_spectrum/json"),
        ("csv_test_data/csv", "csv_test_data/json"),
    ] {
        let mut files: Vec<_> = fs::read_dir(data.join("formats").join(csvs))
            .expect("the suite is there")
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for file in files {
            let json = data
                .join("formats")
                .join(jsons)
                .join(format!("{}.json", stem(&file)));
            let told_apart = EXPECTED.iter().any(|(name, _)| file.ends_with(name));
            if told_apart || !json.is_file() {
                assert!(told_apart, "{} has no expectation", file.display());
                continue;
            }
            let export =
                open(&Source::File(file.clone()), &Reading::default()).expect("it can be read");
            let (read, tally) = rows(&export).expect("it can be read");
            assert_eq!((tally.bad, tally.notes.len()), (0, 0), "{}", file.display());
            let expected = table_of(&json, export.columns());
            let mut table = vec![export.columns().to_vec()];
            table.extend(read);
            // The suite was once checked out with its line ends changed.
            for cell in table.iter_mut().flatten() {
                *cell = cell.replace("\r\n", "\n");
            }
            assert_eq!(table, expected, "{}", file.display());
            compared += 1;
        }
    }
    assert_eq!(compared, 11 + 15, "files with JSON");
}

#[test]
fn every_file_of_the_suites_is_looked_at() {
    let Some(data) = shared_data() else { return };
    for entry in fs::read_dir(data.join("formats/csvkit"))
        .expect("the suite is there")
        .flatten()
    {
        assert!(
            EXPECTED
                .iter()
                .any(|(name, _)| entry.path().ends_with(name)),
            "{:?}",
            entry.path()
        );
    }
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// One suite writes rows as objects, the other as lists with the header first
/// (and once as objects too).
fn table_of(json: &Path, columns: &[String]) -> Vec<Vec<String>> {
    let text = fs::read_to_string(json).expect("it can be read");
    let rows = match serde_json::from_str(&text).expect("it is JSON") {
        Value::Array(rows) => rows,
        only_row => vec![only_row],
    };
    let text = |value: &Value| {
        value
            .as_str()
            .expect("all cells are texts")
            .replace("\r\n", "\n")
    };
    let mut table: Vec<Vec<String>> = rows
        .iter()
        .map(|row| match row {
            Value::Array(cells) => cells.iter().map(text).collect(),
            Value::Object(cells) => columns.iter().map(|column| text(&cells[column])).collect(),
            other => panic!("{other} is no row"),
        })
        .collect();
    if rows.first().is_some_and(Value::is_object) {
        table.insert(0, columns.to_vec());
    }
    table
}

/// All other tables of the shared data, by the counts in their manifest.
#[test]
fn real_exports_have_the_rows_and_columns_of_their_manifest() {
    let Some(data) = shared_data() else { return };
    let manifest = fs::read_to_string(data.join("manifest.json")).expect("it can be read");
    let manifest: Value = serde_json::from_str(&manifest).expect("it is JSON");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for file in manifest.as_array().expect("a list of files") {
        let path = file["path"].as_str().expect("a path");
        let (Some(rows), Some(columns)) = (file["rows"].as_u64(), file["columns"].as_u64()) else {
            continue;
        };
        if !path.contains(".csv") || path.starts_with("formats/csv") {
            continue;
        }
        compared += 1;
        let read = open(&Source::File(data.join(path)), &Reading::default())
            .and_then(|export| Ok((export.columns().to_vec(), rows_of(&export)?)));
        match read {
            Ok((names, tally)) => {
                if (tally.rows, names.len() as u64, tally.bad, tally.notes.len())
                    != (rows, columns, 0, 0)
                {
                    wrong.push(format!(
                        "{path}: {rows} x {columns}, but {names:?} and {tally:?}"
                    ));
                }
            }
            Err(unreadable) => wrong.push(unreadable.to_string()),
        }
    }
    assert!(compared > 50, "only {compared} files compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rows_of(export: &Export) -> Result<Tally, Unreadable> {
    export.read(&mut |_| Flow::Continue(()))
}
