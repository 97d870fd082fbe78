//! Process: the documents as published. A version never changes.

use crate::{Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::ProcessId;

/// A published version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProcess {
    /// The process.
    pub id: ProcessId,
    /// Its version, from 1.
    pub version: u32,
    /// The document, byte by byte as published.
    pub text: String,
    /// When.
    pub published_at: Timestamp,
    /// By whom, as a name.
    pub published_by: String,
    /// New leads run under it.
    pub running: bool,
}

impl Work {
    /// Makes the text run; says its version. The text that runs already keeps its version.
    pub async fn publish(
        &mut self,
        id: &ProcessId,
        text: &str,
        at: Timestamp,
        by: &str,
    ) -> Result<u32> {
        let _ = (id, text, at, by);
        todo!()
    }
}

impl Reader {
    /// The version that new leads run under.
    pub async fn running_process(&mut self) -> Result<Option<StoredProcess>> {
        todo!()
    }

    /// One version.
    pub async fn process(&mut self, id: &ProcessId, version: u32) -> Result<Option<StoredProcess>> {
        let _ = (id, version);
        todo!()
    }

    /// All versions, the earliest first.
    pub async fn processes(&mut self) -> Result<Vec<StoredProcess>> {
        todo!()
    }
}
