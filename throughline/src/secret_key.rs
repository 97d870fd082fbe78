//! Secret key: what seals the secrets of ways in. It never stands in the database: a copy of
//! that opens nothing.

use crate::config::Config;
use anyhow::{Context as _, bail};
use server::secrets;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The key that the settings name; else the one in the file beside an embedded database, which
/// is made where there is none. `None` on PostgreSQL without a setting: all nodes need the same.
pub(crate) fn of(config: &Config) -> anyhow::Result<Option<[u8; 32]>> {
    if let Some(key) = config.secret_key()? {
        return Ok(Some(key));
    }
    match crate::database::file(config) {
        Some(database) => beside(&database).map(Some),
        None => Ok(None),
    }
}

/// The key in the file beside a database.
pub(crate) fn beside(database: &Path) -> anyhow::Result<[u8; 32]> {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    let file = PathBuf::from(name);
    match std::fs::read_to_string(&file) {
        Ok(text) => match read(text.trim()) {
            Some(key) => Ok(key),
            None => bail!(
                "{}: this is no key: it takes 64 hexadecimal digits. Bring back the one that was there; without it, the secrets of ways in have to be given anew",
                file.display()
            ),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&file),
        Err(error) => Err(error).with_context(|| format!("{} can't be read", file.display())),
    }
}

/// A key as it is written: 64 hexadecimal digits.
pub(crate) fn read(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|own| own.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (byte, at) in key.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(key)
}

fn make(file: &Path) -> anyhow::Result<[u8; 32]> {
    let key = secrets::hash(&secrets::secret());
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(file)
        .and_then(|mut own| writeln!(own, "{hex}").and_then(|()| own.sync_all()));
    written.with_context(|| format!("{} can't be written", file.display()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("leads.db");
        let key = beside(&database).expect("a key");
        assert_eq!(beside(&database).expect("the same"), key);
        let file = folder.path().join("leads.db.key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&file, "short").expect("written");
        let error = beside(&database).expect_err("no key");
        assert!(error.to_string().contains("64"), "{error}");
        assert_eq!(read(&"ab".repeat(32)), Some([0xab; 32]));
        assert_eq!(read(&"+a".repeat(32)), None);
    }
}
