//! Pace: how many leads a token may bring in.
//!
//! Each token has a budget of its own that refills evenly: a form that somebody floods
//! doesn't keep the others waiting. Time is counted as it passes, not by the clock that
//! tests move: this is about load, not about leads. Members aren't counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A burst is as much as comes in so many minutes.
const BURST: u32 = 2;
/// Tokens whose budgets are full again are forgotten once there are more than this.
const REMEMBERED: usize = 1_000;

/// What each token has left. All clones count together.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// How long one costs; `None` for no limit.
    each: Option<Duration>,
    /// When the budget of a token would be full again.
    full_at: Arc<Mutex<BTreeMap<String, Instant>>>,
}

impl Pace {
    /// So many a minute, twice that at once; `None` or 0 for no limit.
    pub(crate) fn of(a_minute: Option<u32>) -> Self {
        Self {
            each: a_minute
                .filter(|many| *many > 0)
                .map(|many| Duration::from_secs(60) / many),
            full_at: Arc::default(),
        }
    }

    /// Takes one out of the budget of a token; else the seconds until there is one.
    pub(crate) fn take(&self, token: &str, now: Instant) -> Result<(), u32> {
        let Some(each) = self.each else {
            return Ok(());
        };
        let burst = Duration::from_secs(60) * BURST;
        let mut all = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > REMEMBERED {
            all.retain(|_, full_at| *full_at > now);
        }
        let full_at = all.get(token).map_or(now, |own| (*own).max(now)) + each;
        let over = full_at.saturating_duration_since(now).saturating_sub(burst);
        if !over.is_zero() {
            let seconds = over.as_secs() + u64::from(over.subsec_nanos() > 0);
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        all.insert(token.to_owned(), full_at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_an_even_pace_for_each_token() {
        let pace = Pace::of(Some(600));
        let start = Instant::now();
        for n in 0..1_200 {
            assert_eq!(pace.take("site", start), Ok(()), "{n}");
        }
        assert_eq!(pace.take("site", start), Err(1));
        assert_eq!(pace.take("fair", start), Ok(()), "another token");
        // What was refused costs nothing.
        let later = start + Duration::from_millis(100);
        assert_eq!(pace.take("site", later), Ok(()));
        assert_eq!(pace.take("site", later), Err(1));
        let rested = later + Duration::from_secs(120);
        assert!((0..1_200).all(|_| pace.take("site", rested).is_ok()));
        assert!(pace.take("site", rested).is_err());
        for none in [None, Some(0)] {
            let free = Pace::of(none);
            assert!((0..10_000).all(|_| free.take("site", start).is_ok()));
        }
    }

    #[test]
    fn a_slow_pace_says_how_long_to_wait() {
        let pace = Pace::of(Some(1));
        let start = Instant::now();
        assert_eq!(pace.take("t", start), Ok(()));
        assert_eq!(pace.take("t", start), Ok(()));
        assert_eq!(pace.take("t", start), Err(60));
        assert_eq!(pace.take("t", start + Duration::from_secs(45)), Err(15));
    }
}
