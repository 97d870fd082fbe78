//! Dedupe: who of many is the same.
//!
//! 1. Each record says its keys; records that share one are *candidates*. A block of more
//!    than [`Settings::most`] is skipped and counted: such a key says nothing.
//! 2. Candidates are compared, on several threads. The answer doesn't depend on how many.
//! 3. Pairs that are the same grow into clusters, the surest first. Two clusters become
//!    one only if their records fit together on the average, so that a chain of
//!    half-truths doesn't join strangers.
//!
//! Deliberately absent: what is compared. A [`Crowd`] knows.

use std::thread;

/// Many records that can be compared.
pub trait Crowd: Sync {
    /// How many; they are numbered from 0.
    fn len(&self) -> u32;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the hashes of a record's keys.
    fn keys(&self, record: u32, keys: &mut Vec<u64>);

    /// The odds in bits that two records are the same.
    fn bits(&self, a: u32, b: u32) -> f64;
}

/// How records are deduplicated.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// On so many threads, at least one.
    pub threads: usize,
    /// A block with more records is skipped.
    pub most: usize,
    /// From so many bits on a pair is the same.
    pub same_from: f64,
    /// From so many bits on somebody should look at a pair.
    pub likely_from: f64,
    /// Two clusters become one if their records are alike by so many bits on the average.
    pub together_from: f64,
}

/// Records that share a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Each once, the smaller number first, in order.
    pub pairs: Vec<(u32, u32)>,
    /// Keys that too many records share, and their records: they were not compared.
    pub skipped: Skipped,
}

/// What was left out because too many shared it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Keys.
    pub blocks: u64,
    /// Their records, counted once a key.
    pub records: u64,
}

/// Who is the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Records that are the same: two at least each, in order.
    pub clusters: Vec<Vec<u32>>,
    /// Pairs that somebody should look at, with their bits, the surest first. Pairs within a
    /// cluster are left out.
    pub likely: Vec<(u32, u32, f64)>,
    /// So many pairs were compared.
    pub compared: u64,
    /// What wasn't compared.
    pub skipped: Skipped,
}

/// Finds who is the same.
pub fn dedupe(crowd: &impl Crowd, settings: &Settings) -> Found {
    let candidates = candidates(crowd, settings);
    let scored = score(crowd, settings, &candidates.pairs);
    let groups = cluster(crowd, settings, &scored);
    let likely = scored
        .into_iter()
        .filter(|(a, b, _)| groups.of[at(*a)] != groups.of[at(*b)])
        .collect();
    Found {
        clusters: groups.list(),
        likely,
        compared: candidates.pairs.len() as u64,
        skipped: candidates.skipped,
    }
}

/// Records that share a key.
pub fn candidates(crowd: &impl Crowd, settings: &Settings) -> Candidates {
    let threads = settings.threads.max(1);
    let mut keyed: Vec<Vec<(u64, u32)>> = in_parts(crowd.len(), threads, |records| {
        let mut keyed = Vec::new();
        let mut keys = Vec::new();
        for record in records {
            keys.clear();
            crowd.keys(record, &mut keys);
            keys.sort_unstable();
            keys.dedup();
            keyed.extend(keys.iter().map(|key| (*key, record)));
        }
        keyed
    });
    // Each thread takes a share of the keys: a block is in one share.
    let found = thread::scope(|scope| {
        let shares: Vec<_> = (0..threads as u64)
            .map(|share| {
                let keyed = &keyed;
                scope.spawn(move || pairs_of_share(keyed, share, threads as u64, settings.most))
            })
            .collect();
        shares.into_iter().map(joined).collect::<Vec<_>>()
    });
    keyed.clear();
    let mut all = Candidates::default();
    for (pairs, skipped) in found {
        all.pairs.extend(pairs);
        all.skipped.blocks += skipped.blocks;
        all.skipped.records += skipped.records;
    }
    all.pairs.sort_unstable();
    all.pairs.dedup();
    all
}

/// The pairs of those blocks whose key falls into a share.
fn pairs_of_share(
    keyed: &[Vec<(u64, u32)>],
    share: u64,
    shares: u64,
    most: usize,
) -> (Vec<(u32, u32)>, Skipped) {
    let own = |(key, _): &&(u64, u32)| key % shares == share;
    let mut keyed: Vec<(u64, u32)> = keyed.iter().flatten().filter(own).copied().collect();
    keyed.sort_unstable();
    let mut pairs = Vec::new();
    let mut skipped = Skipped::default();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        if block.len() > most {
            skipped.blocks += 1;
            skipped.records += block.len() as u64;
            continue;
        }
        for (nth, (_, a)) in block.iter().enumerate() {
            pairs.extend(block[nth + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    (pairs, skipped)
}

/// The pairs that are likely or more, the surest first.
fn score(crowd: &impl Crowd, settings: &Settings, pairs: &[(u32, u32)]) -> Vec<(u32, u32, f64)> {
    let count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    let parts = in_parts(count, settings.threads.max(1), |numbers| {
        pairs[at(numbers.start)..at(numbers.end)]
            .iter()
            .map(|(a, b)| (*a, *b, crowd.bits(*a, *b)))
            .filter(|(_, _, bits)| *bits >= settings.likely_from)
            .collect::<Vec<_>>()
    });
    let mut scored: Vec<(u32, u32, f64)> = parts.into_iter().flatten().collect();
    scored.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    scored
}

/// Which group each record is in, and the groups.
struct Groups {
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Groups {
    fn list(mut self) -> Vec<Vec<u32>> {
        self.members.retain(|group| group.len() > 1);
        self.members
            .iter_mut()
            .for_each(|group| group.sort_unstable());
        self.members.sort_unstable();
        self.members
    }
}

/// So many pairs at most are looked at to see whether two clusters fit together.
const LOOKED_AT: usize = 48;

/// No pair speaks louder than so many bits for or against two clusters.
const LOUDEST: f64 = 12.0;

fn cluster(crowd: &impl Crowd, settings: &Settings, scored: &[(u32, u32, f64)]) -> Groups {
    let mut groups = Groups {
        of: (0..crowd.len()).collect(),
        members: (0..crowd.len()).map(|record| vec![record]).collect(),
    };
    for (a, b, bits) in scored {
        if *bits < settings.same_from {
            break;
        }
        let (a, b) = (at(groups.of[at(*a)]), at(groups.of[at(*b)]));
        if a == b {
            continue;
        }
        let (left, right) = (&groups.members[a], &groups.members[b]);
        if left.len() * right.len() > 1 && together(crowd, left, right) < settings.together_from {
            continue;
        }
        let (into, from) = if left.len() >= right.len() {
            (a, b)
        } else {
            (b, a)
        };
        let moved = std::mem::take(&mut groups.members[from]);
        for record in &moved {
            groups.of[at(*record)] = u32::try_from(into).expect("records are numbered by u32");
        }
        groups.members[into].extend(moved);
    }
    groups
}

/// By how many bits the records of two clusters are alike, on the average.
fn together(crowd: &impl Crowd, left: &[u32], right: &[u32]) -> f64 {
    let all = left.len() * right.len();
    let step = all.div_ceil(LOOKED_AT);
    let (mut sum, mut count) = (0.0, 0.0);
    for number in (0..all).step_by(step) {
        let (a, b) = (left[number / right.len()], right[number % right.len()]);
        sum += crowd.bits(a, b).clamp(-LOUDEST, LOUDEST);
        count += 1.0;
    }
    sum / count
}

/// Does something with the numbers below `count`, part by part on several threads; the
/// answers stand in the order of the numbers.
fn in_parts<T: Send>(
    count: u32,
    threads: usize,
    work: impl Fn(std::ops::Range<u32>) -> T + Sync,
) -> Vec<T> {
    let threads = u32::try_from(threads).unwrap_or(u32::MAX).max(1);
    let size = count.div_ceil(threads).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..count)
            .step_by(at(size))
            .map(|start| {
                let work = &work;
                scope.spawn(move || work(start..count.min(start.saturating_add(size))))
            })
            .collect();
        parts.into_iter().map(joined).collect()
    })
}

/// The answer of a thread; where it panicked, so do we.
fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A number of a record as an index.
fn at(record: u32) -> usize {
    record as usize
}
