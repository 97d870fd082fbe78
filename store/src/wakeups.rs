//! Wakeups: "the log grew", on this node and on others.

use crate::{Result, Store};

/// Tells when the log grew.
#[derive(Debug)]
pub struct Wakeups {
    changes: tokio::sync::watch::Receiver<u64>,
}

impl Wakeups {
    /// Waits until the log grew since the last call. May wake without a reason (after a
    /// lost connection), never misses one. Waits for ever once the store is gone.
    pub async fn changed(&mut self) {
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Store {
    /// Tells when the log grows: by a commit of this process, and on PostgreSQL by those of others.
    pub async fn listen(&self) -> Result<Wakeups> {
        todo!()
    }
}
