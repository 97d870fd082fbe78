//! Wakeups: "the log grew", on this node and on others.

use crate::open::Place;
use crate::{Result, Store};
use tokio::sync::watch;

/// Tells when the log grew.
#[derive(Debug)]
pub struct Wakeups {
    changes: watch::Receiver<u64>,
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
    /// Tells when the log grows: by a commit of this process, and on PostgreSQL by those of
    /// others too.
    ///
    /// # Errors
    /// None so far: a server that can't be reached is tried again.
    pub async fn listen(&self) -> Result<Wakeups> {
        if let Place::Postgres(pool) = &self.inner.place {
            self.inner.listener.get_or_init(|| {
                let grown = self.inner.grown.clone();
                pool.listen(pool.schema().to_owned(), move || {
                    grown.send_modify(|count| *count += 1);
                })
            });
        }
        Ok(Wakeups {
            changes: self.inner.grown.subscribe(),
        })
    }
}
