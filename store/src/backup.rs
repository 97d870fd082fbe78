//! Backup: one consistent copy while running, and back again.

use crate::{OpenError, Result, Store};
use std::path::Path;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// Leads in the copy.
    pub leads: u64,
    /// Events in the copy.
    pub events: u64,
    /// Size of the file.
    pub bytes: u64,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// Leads.
    pub leads: u64,
    /// Events.
    pub events: u64,
}

impl Store {
    /// One consistent copy into a new file, while others read and write. An SQLite database
    /// whichever kind this one is; [`restore`] reads it into either kind.
    pub async fn backup(&self, file: &Path) -> Result<BackupReport> {
        let _ = file;
        todo!()
    }
}

/// Reads a backup into a database that is empty or not there yet.
pub async fn restore(file: &Path, url: &str) -> Result<RestoreReport, OpenError> {
    let _ = (file, url);
    todo!()
}
