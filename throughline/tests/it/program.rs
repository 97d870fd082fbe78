//! The built program, run as a user runs it, and what it said.

use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the program left behind.
pub(crate) struct Said {
    /// Its exit code; `None` for one that was killed.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// `throughline diagnose` with these arguments, piped.
pub(crate) fn diagnose<A: AsRef<OsStr>>(args: &[A]) -> Said {
    diagnose_with(args, &[])
}

/// `throughline diagnose` with these arguments and environment.
pub(crate) fn diagnose_with<A: AsRef<OsStr>>(args: &[A], environment: &[(&str, &str)]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .arg("diagnose")
        .args(args)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the program can be started");
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("what it prints is UTF-8"),
        err: String::from_utf8(output.stderr).expect("what it complains is UTF-8"),
    }
}

/// The diagnosis of these files, as printed.
pub(crate) fn printed<A: AsRef<OsStr>>(args: &[A]) -> String {
    let mut all: Vec<&OsStr> = vec![OsStr::new("--json"), OsStr::new("-")];
    all.extend(args.iter().map(AsRef::as_ref));
    let said = diagnose(&all);
    assert_eq!(said.code, Some(0), "{}", said.err);
    said.out
}

/// The diagnosis of these files, as JSON.
pub(crate) fn diagnosis<A: AsRef<OsStr>>(args: &[A]) -> Value {
    serde_json::from_str(&printed(args)).expect("it prints JSON and nothing else")
}

/// A folder of the shared data; `None` (and a line that says so) where there is none.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let all = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let wanted = all.join(folder);
    if wanted.is_dir() {
        return Some(wanted);
    }
    eprintln!("SKIPPED: no shared data at {}", wanted.display());
    None
}

/// The row of a list whose `key` is `name`.
#[track_caller]
pub(crate) fn row<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    list.as_array()
        .unwrap_or_else(|| panic!("no list to look for {key} “{name}” in: {list}"))
        .iter()
        .find(|row| row[key] == name)
        .unwrap_or_else(|| panic!("no row with {key} “{name}”"))
}

/// The breakdown by a column.
#[track_caller]
pub(crate) fn breakdown<'a>(diagnosis: &'a Value, table: &str, column: &str) -> &'a Value {
    diagnosis["breakdowns"]
        .as_array()
        .expect("a diagnosis has breakdowns")
        .iter()
        .find(|b| b["table"] == table && b["column"] == column)
        .map(|b| &b["values"])
        .unwrap_or_else(|| panic!("no breakdown by {table}.{column}"))
}

/// All warnings with this code.
pub(crate) fn warnings<'a>(diagnosis: &'a Value, code: &str) -> Vec<&'a Value> {
    diagnosis["warnings"]
        .as_array()
        .expect("a diagnosis has warnings")
        .iter()
        .filter(|w| w["code"] == code)
        .collect()
}

/// The one warning with this code about this place (any, if `place` is empty).
#[track_caller]
pub(crate) fn warning<'a>(diagnosis: &'a Value, code: &str, place: &str) -> &'a Value {
    let found: Vec<&Value> = warnings(diagnosis, code)
        .into_iter()
        .filter(|w| place.is_empty() || w["place"] == place)
        .collect();
    let codes: Vec<String> = diagnosis["warnings"]
        .as_array()
        .expect("a diagnosis has warnings")
        .iter()
        .map(|w| format!("{} {}", w["code"], w["place"]))
        .collect();
    assert_eq!(found.len(), 1, "warnings {code} {place} among {codes:?}");
    found[0]
}

/// The column that a role was given, as `table.column`.
pub(crate) fn role(diagnosis: &Value, role: &str) -> Option<String> {
    let roles = diagnosis["input"]["mapping"]["roles"].as_array()?;
    let found = roles.iter().find(|r| r["role"] == role)?;
    Some(format!(
        "{}.{}",
        found["table"].as_str()?,
        found["column"].as_str()?
    ))
}
