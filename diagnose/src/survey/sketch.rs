//! Sketch: a set of values in a few kilobytes, for counting and comparing sets.
//!
//! The K smallest hashes of the values (K minimum values; Beyer et al., "On
//! synopses for distinct-value estimation", 2007): exact while the set is small.

use std::collections::BTreeSet;

const K: usize = 2_048;

/// The set of a column's values.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    smallest: BTreeSet<u64>,
    full: bool,
    /// The largest of the smallest, once it is full.
    largest: u64,
}

impl Sketch {
    /// Adds a value by its hash.
    pub fn add(&mut self, hash: u64) {
        if self.full {
            if hash >= self.largest {
                return;
            }
            if self.smallest.insert(hash) {
                self.smallest.pop_last();
            }
        } else {
            self.smallest.insert(hash);
            self.full = self.smallest.len() >= K;
            if !self.full {
                return;
            }
        }
        self.largest = self.smallest.last().copied().unwrap_or(u64::MAX);
    }

    /// How many distinct values: exact below 2,048, else ± 3 %.
    pub fn distinct(&self) -> u64 {
        match (self.full, self.smallest.last()) {
            (true, Some(last)) => {
                let share = *last as f64 / u64::MAX as f64;
                ((K - 1) as f64 / share).round() as u64
            }
            _ => self.smallest.len() as u64,
        }
    }

    /// The share of these values that the other set holds too, 0 to 1.
    pub fn contained_in(&self, other: &Self) -> f64 {
        let reach = |s: &Self| {
            if s.full {
                s.smallest.last().copied().unwrap_or(u64::MAX)
            } else {
                u64::MAX
            }
        };
        let limit = reach(self).min(reach(other));
        let mut of = 0u32;
        let mut hits = 0u32;
        for hash in self.smallest.range(..=limit) {
            of += 1;
            hits += u32::from(other.smallest.contains(hash));
        }
        if of == 0 {
            0.0
        } else {
            f64::from(hits) / f64::from(of)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    fn set(range: std::ops::Range<u32>) -> Sketch {
        let mut sketch = Sketch::default();
        for i in range {
            sketch.add(foldhash::fast::FixedState::default().hash_one(i));
        }
        sketch
    }

    #[test]
    fn small_sets_are_exact() {
        assert_eq!(set(0..1_500).distinct(), 1_500);
        assert_eq!(set(0..10).contained_in(&set(5..100)), 0.5);
        assert_eq!(set(0..0).contained_in(&set(5..100)), 0.0);
    }

    #[test]
    fn large_sets_are_close() {
        let distinct = set(0..1_000_000).distinct() as f64;
        assert!((distinct / 1e6 - 1.0).abs() < 0.08, "{distinct}");
        let share = set(0..200_000).contained_in(&set(100_000..1_000_000));
        assert!((share - 0.5).abs() < 0.06, "{share}");
    }
}
