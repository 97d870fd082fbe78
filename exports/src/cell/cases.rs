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

/// The folder of public sample data, which isn't part of the project.
///
/// `THROUGHLINE_DATA` names it; else it is looked for beside the project.
pub(super) fn shared_data(file: &str) -> Option<String> {
    let folder = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        std::path::PathBuf::from,
    );
    if !folder.is_dir() {
        {
            eprintln!("SKIPPED: no shared data at {}", folder.display());
        }
        return None;
    }
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path);
    Some(text.unwrap_or_else(|trouble| panic!("{}: {trouble}", path.display())))
}
