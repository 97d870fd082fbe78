//! Every fuzz seed once: what the fuzzers found stays mended, without a fuzzer.

use std::fs;
use std::path::{Path, PathBuf};

/// The seeds of a target, in the order of their names.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/seeds")
        .join(target);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the seeds are in git")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    assert!(
        paths.len() > 10,
        "{}: these can't be all seeds",
        folder.display()
    );
    paths
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).expect("a seed can be read")))
        .collect()
}

/// Tries each seed, and each cut short at some places: files break off anywhere.
fn try_all(target: &str, mut read: impl FnMut(&[u8])) {
    for (path, bytes) in seeds(target) {
        eprintln!("{}", path.display()); // shown only if the reader panics: this one did it
        read(&bytes);
        for eighth in 1..8 {
            read(&bytes[..bytes.len() * eighth / 8]);
        }
    }
}

#[test]
fn no_seed_makes_the_reader_of_delimited_text_panic() {
    try_all("delimited", exports::fuzz_delimited);
}

#[test]
fn no_seed_makes_the_reader_of_event_logs_panic() {
    try_all("xes", exports::fuzz_xes);
}

#[test]
fn no_seed_makes_a_reader_of_cells_panic() {
    try_all("cells", |bytes| {
        exports::cell::fuzz(&String::from_utf8_lossy(bytes));
    });
}
