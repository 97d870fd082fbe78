//! Processes: the published documents, read once each.
//!
//! A version never changes, so what was read stays. Which one runs is asked again after
//! a second at the latest: another node may have published.

use jiff::Timestamp;
use lifecycle::lead::Lead;
use lifecycle::names::ProcessId;
use lifecycle::process::model::{Line, Process};
use lifecycle::process::place::Finding;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::{Store, StoredProcess};

/// How long "this one runs" is believed.
const BELIEVED: Duration = Duration::from_secs(1);

/// A published version, read.
#[derive(Debug)]
pub struct Published {
    /// As published.
    pub stored: StoredProcess,
    /// As read.
    pub process: Process,
    /// What there is to say about it.
    pub findings: Vec<Finding>,
}

impl Published {
    /// The line that a lead runs on.
    pub fn line(&self, lead: &Lead) -> &Line {
        self.process.line(&lead.source.channel)
    }
}

/// The published documents. All clones share what was read.
#[derive(Debug, Clone)]
pub struct Processes {
    store: Store,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    read: BTreeMap<(ProcessId, u32), Arc<Published>>,
    running: Option<(Instant, Arc<Published>)>,
}

impl Processes {
    /// Those of this store.
    pub fn of(store: Store) -> Self {
        Self {
            store,
            known: Arc::default(),
        }
    }

    /// The version that new leads run under, if one was published.
    ///
    /// # Errors
    ///
    /// If the store can't be read, or holds a document that can't.
    pub async fn running(&self) -> store::Result<Option<Arc<Published>>> {
        let believed = self.known().running.clone();
        if let Some((at, published)) = believed
            && at.elapsed() < BELIEVED
        {
            return Ok(Some(published));
        }
        let stored = self.store.reader().await?.running_process().await?;
        let Some(stored) = stored else {
            return Ok(None);
        };
        let published = self.read(stored)?;
        self.known().running = Some((Instant::now(), published.clone()));
        Ok(Some(published))
    }

    /// One version.
    ///
    /// # Errors
    ///
    /// If the store can't be read, holds a document that can't, or holds none of this version.
    pub async fn version(&self, id: &ProcessId, version: u32) -> store::Result<Arc<Published>> {
        let key = (id.clone(), version);
        let known = self.known().read.get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let stored = self.store.reader().await?.process(id, version).await?;
        let stored = stored.ok_or_else(|| {
            store::Error::Damaged(format!("version {version} of process `{id}` is missing"))
        })?;
        self.read(stored)
    }

    /// The version that a lead runs under.
    ///
    /// # Errors
    ///
    /// Those of [`version`](Self::version).
    pub async fn of_lead(&self, lead: &Lead) -> store::Result<Arc<Published>> {
        self.version(&lead.process, lead.process_version).await
    }

    /// Makes a document run; says its version.
    ///
    /// # Errors
    ///
    /// [`Unpublishable`] with the findings where one of them is an error, or with what the store says.
    pub async fn publish(
        &self,
        text: &str,
        at: Timestamp,
        by: &str,
    ) -> Result<u32, Unpublishable> {
        let reading = lifecycle::process::read(text);
        let Some(process) = reading.process else {
            return Err(Unpublishable::Findings(reading.findings));
        };
        let mut work = self.store.begin().await?;
        let version = work.publish(&process.id, text, at, by).await?;
        work.commit().await?;
        self.known().running = None;
        Ok(version)
    }

    fn read(&self, stored: StoredProcess) -> store::Result<Arc<Published>> {
        let key = (stored.id.clone(), stored.version);
        let known = self.known().read.get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let reading = lifecycle::process::read(&stored.text);
        let process = reading.process.ok_or_else(|| {
            store::Error::Damaged(format!(
                "version {} of process `{}` can't be read any more",
                stored.version, stored.id
            ))
        })?;
        let published = Arc::new(Published {
            stored,
            process,
            findings: reading.findings,
        });
        self.known().read.insert(key, published.clone());
        Ok(published)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a document can't be published.
#[derive(Debug, thiserror::Error)]
pub enum Unpublishable {
    /// One of the findings is an error.
    #[error("the document has errors")]
    Findings(Vec<Finding>),
    /// The store can't.
    #[error(transparent)]
    Store(#[from] store::Error),
}
