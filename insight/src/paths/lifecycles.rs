//! Lifecycles: the counts of a log whose activities are `activity + lifecycle`.

use super::variants::{Distinct, Fingerprint};
use crate::log::{EventLog, NO_LIFECYCLE};
use foldhash::fast::FixedState;
use hashbrown::HashSet;

/// Up to so many pairs of activity and lifecycle, a bit for each two of them
/// (2 MiB at most); beyond, a table.
const DENSE: usize = 4_096;

/// What a part has seen.
pub(super) struct Lifecycles {
    /// Activity and lifecycle make the code `activity * kinds + lifecycle`.
    kinds: u32,
    codes: usize,
    seen: Vec<bool>,
    variants: Distinct,
    follows: Follows,
}

enum Follows {
    Dense(Vec<u64>),
    Sparse(HashSet<(u32, u32), FixedState>),
}

impl Lifecycles {
    /// `None` where the lifecycle tells nothing: there is none, or only one.
    pub(super) fn new(log: &EventLog) -> Option<Self> {
        let named = log.lifecycles().len();
        let without = named == 1 && log.lifecycle_codes().contains(&NO_LIFECYCLE);
        if named == 0 || (named == 1 && !without) {
            return None;
        }
        // One kind more than names: events without one.
        let kinds = u32::try_from(named + 1).ok()?;
        let codes = log
            .activities()
            .len()
            .checked_mul(kinds as usize)
            .filter(|codes| *codes < u32::MAX as usize)?;
        let follows = if codes <= DENSE {
            Follows::Dense(vec![0; (codes * codes).div_ceil(64)])
        } else {
            Follows::Sparse(HashSet::default())
        };
        Some(Self {
            kinds,
            codes,
            seen: vec![false; codes],
            variants: Distinct::default(),
            follows,
        })
    }

    /// Takes in a case.
    pub(super) fn count(&mut self, activity: &[u32], lifecycle: &[u16]) {
        let mut path = Fingerprint::new();
        let mut before = None;
        for (activity, lifecycle) in activity.iter().zip(lifecycle) {
            let code = activity * self.kinds + u32::from(*lifecycle).min(self.kinds - 1);
            self.seen[code as usize] = true;
            path.add(code);
            if let Some(before) = before.replace(code) {
                match &mut self.follows {
                    Follows::Dense(bits) => {
                        let bit = before as usize * self.codes + code as usize;
                        bits[bit / 64] |= 1 << (bit % 64);
                    }
                    Follows::Sparse(pairs) => {
                        pairs.insert((before, code));
                    }
                }
            }
        }
        self.variants.add(path.finish());
    }

    /// What another part has seen, too.
    pub(super) fn append(&mut self, other: &Self) {
        self.seen
            .iter_mut()
            .zip(&other.seen)
            .for_each(|(mine, theirs)| *mine |= theirs);
        self.variants.append(&other.variants);
        match (&mut self.follows, &other.follows) {
            (Follows::Dense(mine), Follows::Dense(theirs)) => {
                mine.iter_mut()
                    .zip(theirs)
                    .for_each(|(mine, theirs)| *mine |= theirs);
            }
            (Follows::Sparse(mine), Follows::Sparse(theirs)) => mine.extend(theirs),
            _ => unreachable!("parts of one log hold their pairs alike"),
        }
    }

    pub(super) fn finish(&self) -> super::LifecycleCounts {
        super::LifecycleCounts {
            activities: self.seen.iter().filter(|seen| **seen).count() as u64,
            variants: self.variants.len() as u64,
            edges: match &self.follows {
                Follows::Dense(bits) => bits.iter().map(|word| u64::from(word.count_ones())).sum(),
                Follows::Sparse(pairs) => pairs.len() as u64,
            },
        }
    }
}
