//! Cases: tables `text | reading` in `cases/`, for tests.

/// Goes through a table, and says which rows read otherwise. The text ends
/// before the spaces that line up the `|`.
pub(super) fn wrong_rows(table: &str, says: impl Fn(&str) -> String) -> Vec<String> {
    rows(table)
        .filter_map(|(text, expected)| {
            let said = says(text);
            (said != expected).then(|| format!("{text:?}: {said}, expected {expected}"))
        })
        .collect()
}

/// The rows of a table, without comments and empty lines.
pub(super) fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
        .map(|row| {
            let (text, reading) = row.rsplit_once('|').expect("a row `text | reading`");
            (text.trim_end(), reading.trim())
        })
}
