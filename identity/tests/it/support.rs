//! The folder of public sample data, which isn't part of the project.

use std::path::PathBuf;

/// A file of the folder that `THROUGHLINE_DATA` names, else of the one beside the project;
/// `None`, visibly, where there is no such folder.
pub(crate) fn shared_data(file: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    if !folder.is_dir() {
        eprintln!("SKIPPED: no shared data at {}", folder.display());
        return None;
    }
    let path = folder.join(file);
    let bytes = std::fs::read(&path);
    Some(bytes.unwrap_or_else(|trouble| panic!("{}: {trouble}", path.display())))
}
