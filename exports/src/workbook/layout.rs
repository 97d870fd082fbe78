//! Layout: which rows of a sheet are titles, which is the header, and which
//! lines at the end are totals and remarks.

use std::ops::Range;

/// How far down a header is looked for.
pub(super) const HEADER_WITHIN: usize = 50;

/// How many rows at the end are looked at.
pub(super) const TOTALS_WITHIN: usize = 10;

/// What the rows of a table are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The row with the names of the columns, if there is one.
    pub(super) header: Option<usize>,
    /// The rows of data; what stands before the header or after this is a note.
    pub(super) data: Range<usize>,
}

/// Finds the header among the `first` rows and the totals among the `last`, out
/// of `height` rows. Cells are in the order of the columns, empty ones too.
pub(super) fn layout(first: &[Vec<&str>], last: &[Vec<&str>], height: usize) -> Layout {
    let filled = |row: &Vec<&str>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let widest = first.iter().map(filled).max().unwrap_or(0);
    // Headers name nearly all columns; data may leave some out.
    let enough = (widest * 4).div_ceil(5);
    let start = first
        .iter()
        .position(|row| filled(row) >= enough)
        .unwrap_or(0);
    let has_names = first.get(start).is_some_and(|row| is_header(row));
    let data_start = start + usize::from(has_names);
    let mut end = height;
    for row in last.iter().rev() {
        let is_remark = widest >= 3 && filled(row) == 1;
        if end <= data_start + 1 || !(is_remark || is_total(row)) {
            break;
        }
        end -= 1;
    }
    Layout {
        header: has_names.then_some(start),
        data: data_start..end,
    }
}

/// Names are texts; a date, a number or a yes among them means data.
fn is_header(row: &[&str]) -> bool {
    let is_value = |cell: &&&str| {
        let cell = cell.trim();
        cell.parse::<f64>().is_ok()
            || matches!(cell, "true" | "false")
            || cell
                .get(..10)
                .is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
    };
    let filled: Vec<&&str> = row.iter().filter(|cell| !cell.trim().is_empty()).collect();
    let values = filled.iter().copied().filter(|cell| is_value(cell)).count();
    // The names of months and years as columns are names too.
    values * 2 < filled.len()
}

fn is_total(row: &[&str]) -> bool {
    const WORDS: [&str; 9] = [
        "total",
        "grand total",
        "subtotal",
        "sum",
        "totals",
        "gesamt",
        "gesamtsumme",
        "summe",
        "somme",
    ];
    let first = row
        .iter()
        .map(|cell| cell.trim())
        .find(|cell| !cell.is_empty());
    let first = first
        .unwrap_or_default()
        .trim_end_matches([':', ' '])
        .to_lowercase();
    WORDS.contains(&first.as_str())
        || first.starts_with("total ")
        || first.starts_with("grand total")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_told_from_titles_and_data() {
        let cases: [(&str, &[&[&str]], Layout); 6] = [
            (
                "plain",
                &[&["id", "name"], &["1", "Ana"]],
                Layout {
                    header: Some(0),
                    data: 1..2,
                },
            ),
            (
                "titles above, totals and a remark below",
                &[
                    &["Leads", "", ""],
                    &["as of", "2021-04-15", ""],
                    &["id", "name", "worth"],
                    &["1", "Ana", "5"],
                    &["Total", "", "5"],
                    &["confidential", "", ""],
                ],
                Layout {
                    header: Some(2),
                    data: 3..4,
                },
            ),
            (
                "no header",
                &[&["1", "2021-04-15", "x"], &["2", "2021-04-16", "y"]],
                Layout {
                    header: None,
                    data: 0..2,
                },
            ),
            (
                "one column",
                &[&["id"], &["1"], &["2"]],
                Layout {
                    header: Some(0),
                    data: 1..3,
                },
            ),
            (
                "a lead called total",
                &[&["id", "name"], &["total", "x"]],
                Layout {
                    header: Some(0),
                    data: 1..2,
                },
            ),
            (
                "nothing",
                &[],
                Layout {
                    header: None,
                    data: 0..0,
                },
            ),
        ];
        for (name, rows, expected) in cases {
            let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.to_vec()).collect();
            assert_eq!(layout(&rows, &rows, rows.len()), expected, "{name}");
        }
    }
}
