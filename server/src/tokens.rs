//! Tokens: those that programs showed lately, so that not every request asks the store.
//!
//! What the store said is believed for a second. One that this process ends is forgotten at
//! once; one that another node ends, or that was being looked up in that very moment, works
//! for that second at most.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::{Digest, Store, Token};

/// How long what the store said is believed.
const BELIEVED: Duration = Duration::from_secs(1);

/// The tokens of a store. All clones share what was read.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    store: Store,
    /// Only those that exist: whoever guesses fills nothing.
    known: Arc<Mutex<BTreeMap<Digest, (Instant, Token)>>>,
}

impl Tokens {
    /// Those of this store.
    pub(crate) fn of(store: Store) -> Self {
        Self {
            store,
            known: Arc::default(),
        }
    }

    /// The token of this hash.
    ///
    /// # Errors
    ///
    /// If the store can't be read.
    pub(crate) async fn token(&self, hash: &Digest) -> store::Result<Option<Token>> {
        let believed = self.known().get(hash).cloned();
        if let Some((at, token)) = believed
            && at.elapsed() < BELIEVED
        {
            return Ok(Some(token));
        }
        let token = self.store.reader().await?.token(hash).await?;
        let mut known = self.known();
        match &token {
            Some(token) => known.insert(*hash, (Instant::now(), token.clone())),
            None => known.remove(hash),
        };
        Ok(token)
    }

    /// Asks the store anew from here on.
    pub(crate) fn forget(&self) {
        self.known().clear();
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Digest, (Instant, Token)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
