//! Live: tells everybody who looks what changes.
//!
//! One task follows the log and tells all streams together. A stream that can't keep up,
//! or comes back after a pause, reads what it missed from the log: it misses nothing, and
//! nobody waits for it.

use jiff::SignedDuration;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::{Position, Store};
use tokio::sync::{broadcast, watch};

/// So many messages a stream may lie behind before it reads from the log instead.
const BEHIND: usize = 256;
/// So many events are read at a time.
const AT_A_TIME: u32 = 500;
/// How long until the store is asked again after it failed.
const PAUSE: Duration = Duration::from_secs(1);

/// Something changed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Change {
    /// The place in the log up to which this tells.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) position: Position,
    /// The leads.
    #[schema(value_type = Vec<String>)]
    pub(crate) leads: BTreeSet<String>,
    /// The types of the events.
    #[schema(value_type = Vec<String>)]
    pub(crate) types: BTreeSet<String>,
}

/// The follower of the log.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    changes: broadcast::Sender<Arc<Change>>,
    store: Store,
    stop: watch::Receiver<bool>,
}

impl Live {
    /// Starts to follow. Needs a tokio runtime.
    pub(crate) fn follow(store: Store, stop: watch::Receiver<bool>) -> Self {
        let (changes, _) = broadcast::channel(BEHIND);
        let live = Self {
            changes,
            store,
            stop,
        };
        tokio::spawn(live.clone().run());
        live
    }

    /// Messages from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Arc<Change>> {
        self.changes.subscribe()
    }

    /// Ends when we do.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.clone()
    }

    /// What happened after a place in the log, as one message; `None` if nothing did.
    ///
    /// # Errors
    ///
    /// If the store can't be read.
    pub(crate) async fn after(&self, position: Position) -> store::Result<Option<Change>> {
        let mut reader = self.store.reader().await?;
        let changes = reader.changes(position, AT_A_TIME).await?;
        Ok(changes.map(|changes| Change {
            position: changes.position,
            leads: changes.leads.iter().map(ToString::to_string).collect(),
            types: changes.types,
        }))
    }

    /// The end of the log.
    ///
    /// # Errors
    ///
    /// If the store can't be read.
    pub(crate) async fn head(&self) -> store::Result<Position> {
        self.store.reader().await?.head().await
    }

    async fn run(self) {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = crate::connections::stopped(&mut stop) => {}
            () = self.tell() => {}
        }
    }

    async fn tell(&self) {
        loop {
            if let Err(error) = self.tell_until_it_fails().await {
                tracing::warn!(%error, "the log can't be followed; trying again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn tell_until_it_fails(&self) -> store::Result<()> {
        // Listening before looking: what comes in between wakes us.
        let mut wakeups = self.store.listen().await?;
        let mut position = self.head().await?;
        loop {
            // Nobody listens: who begins to later than this looks for the end of the log
            // later than this, too.
            let head = self.head().await?;
            if self.changes.receiver_count() == 0 {
                position = head;
            }
            while let Some(change) = self.after(position).await? {
                position = change.position;
                // They may have gone meanwhile.
                let _ = self.changes.send(Arc::new(change));
            }
            wakeups.changed().await;
        }
    }
}

/// How often a stream says that it is alive.
pub(crate) const HEARTBEAT: SignedDuration = SignedDuration::from_secs(15);
