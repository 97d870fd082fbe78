//! Spread: exact medians of many lists, in place and on all threads.

use crate::columns::{DAY, HOUR, Time};
use crate::stats::Spread;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What there is to say about a list of whole numbers: times in microseconds,
/// or counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measured {
    pub n: u64,
    pub sum: i128,
    pub median: f64,
    pub p90: f64,
    /// Values up to an hour.
    pub within_1h: u64,
    /// Values up to a day.
    pub within_24h: u64,
}

impl Measured {
    /// Measures the values and leaves them in another order; `None` for none.
    pub(super) fn of(values: &mut [Time]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let sum = values.iter().map(|value| i128::from(*value)).sum();
        let within = |limit| values.iter().map(|value| u64::from(*value <= limit)).sum();
        let (within_1h, within_24h) = (within(HOUR), within(DAY));
        let n = values.len();
        let (median, above) = quantile(values, 0, (n - 1) * 5, 10);
        let (p90, _) = quantile(&mut values[above..], above, (n - 1) * 9, 10);
        Some(Self {
            n: n as u64,
            sum,
            median,
            p90,
            within_1h,
            within_24h,
        })
    }

    /// As a spread in another unit: `per` microseconds (or counts) make one of it.
    pub(super) fn spread(&self, per: Time) -> Spread {
        let per = per as f64;
        Spread {
            n: self.n,
            median: self.median / per,
            mean: self.sum as f64 / self.n as f64 / per,
            p90: self.p90 / per,
        }
    }

    /// The share of `hits`.
    pub(super) fn share(&self, hits: u64) -> f64 {
        hits as f64 / self.n as f64
    }
}

/// The value at the place `times / of` of a list when sorted, between two
/// neighbours in proportion (type 7, as numpy and R do), and the index behind
/// which only values at or above it stand. `values` begin at index `from`.
fn quantile(values: &mut [Time], from: usize, times: usize, of: usize) -> (f64, usize) {
    let (place, rest) = (times / of, times % of);
    let (_, low, above) = values.select_nth_unstable(place - from);
    let low = *low as f64;
    let value = match above.iter().min() {
        Some(high) if rest > 0 => low + (*high as f64 - low) * (rest as f64 / of as f64),
        _ => low,
    };
    (value, place)
}

/// Measures `lists` lists on so many threads. `fill` puts the values of a list
/// into an empty vector; big lists should come first.
pub(super) fn measure_all(
    lists: usize,
    threads: usize,
    fill: impl Fn(usize, &mut Vec<Time>) + Sync,
) -> Vec<Option<Measured>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut values = Vec::new();
        let mut measured = Vec::new();
        loop {
            let list = next.fetch_add(1, Ordering::Relaxed);
            if list >= lists {
                return measured;
            }
            values.clear();
            fill(list, &mut values);
            measured.push((list, Measured::of(&mut values)));
        }
    };
    let mut all = vec![None; lists];
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let theirs = helpers
            .into_iter()
            .flat_map(|helper| helper.join().expect("measuring doesn't panic"));
        for (list, measured) in mine.into_iter().chain(theirs) {
            all[list] = measured;
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::Measured;
    use proptest::prelude::*;

    #[test]
    fn neighbours_are_shared_as_numpy_does() {
        // numpy.percentile([...], [50, 90])
        let table: [(&[i64], f64, f64); 5] = [
            (&[7], 7.0, 7.0),
            (&[4, 1], 2.5, 3.7),
            (&[3, 1, 2], 2.0, 2.8),
            (&[10, 40, 20, 30], 25.0, 37.0),
            (&[5, 1, 9, 3, 7, 2, 8, 4, 6, 0, 10], 5.0, 9.0),
        ];
        for (values, median, p90) in table {
            let measured = Measured::of(&mut values.to_vec()).expect("there are values");
            assert!(
                (measured.median - median).abs() < 1e-12,
                "{values:?}: {measured:?}"
            );
            assert!(
                (measured.p90 - p90).abs() < 1e-12,
                "{values:?}: {measured:?}"
            );
        }
        assert_eq!(Measured::of(&mut []), None);
    }

    proptest! {
        #[test]
        fn selecting_is_sorting(mut values in prop::collection::vec(-50i64..50, 1..60)) {
            let measured = Measured::of(&mut values.clone()).expect("there are values");
            values.sort_unstable();
            let at = |q: f64| {
                let place = q * (values.len() - 1) as f64;
                let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
                low as f64 + (high - low) as f64 * place.fract()
            };
            prop_assert!((measured.median - at(0.5)).abs() < 1e-9);
            prop_assert!((measured.p90 - at(0.9)).abs() < 1e-9);
            prop_assert_eq!(measured.sum, values.iter().map(|v| i128::from(*v)).sum::<i128>());
        }
    }
}
