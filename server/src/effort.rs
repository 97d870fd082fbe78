//! Effort: how long a step takes at each stage, learned from what was logged lately.
//!
//! Counted anew every ten minutes at most: it is a median, and one more call moves it little.

use lifecycle::names::StageId;
use lifecycle::track::fits::{Effort, USUAL_MINUTES, minutes};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::Store;

/// How long a median is believed.
const BELIEVED: Duration = Duration::from_secs(600);
/// It is taken over the touches among so many of the latest events.
const EVENTS: u32 = 20_000;

/// When it was counted, and what came of it.
type Counted = Option<(Instant, Arc<BTreeMap<StageId, Effort>>)>;

/// How long steps take. All clones share what was counted.
#[derive(Debug, Clone)]
pub(crate) struct Efforts {
    store: Store,
    counted: Arc<Mutex<Counted>>,
}

impl Efforts {
    pub(crate) fn of(store: Store) -> Self {
        Self {
            store,
            counted: Arc::default(),
        }
    }

    /// How long a step takes at each stage of which enough is known.
    pub(crate) async fn by_stage(&self) -> store::Result<Arc<BTreeMap<StageId, Effort>>> {
        let known = self.lock().clone();
        if let Some((at, efforts)) = known
            && at.elapsed() < BELIEVED
        {
            return Ok(efforts);
        }
        let logged = self.store.reader().await?.logged_lately(EVENTS).await?;
        let efforts = Arc::new(minutes(&logged));
        *self.lock() = Some((Instant::now(), efforts.clone()));
        Ok(efforts)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a step takes at a stage, in minutes.
pub(crate) fn minutes_at(efforts: &BTreeMap<StageId, Effort>, stage: &StageId) -> i64 {
    efforts
        .get(stage)
        .map_or(USUAL_MINUTES, |effort| effort.minutes)
}
