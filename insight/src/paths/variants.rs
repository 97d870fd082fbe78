//! Variants: which sequences of activities there are, and who took which.
//!
//! A sequence is known by 128 bits mixed from its codes. Two different ones of
//! a million would share them once in some 10²⁶ logs.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// The fingerprint of a sequence, made code by code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fingerprint(u64, u64);

impl Fingerprint {
    pub(super) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03)
    }

    /// Each step can be undone: two sequences of one length that differ only in
    /// their beginning never share a half.
    pub(super) fn add(&mut self, code: u32) {
        let step = |half: u64, factor: u64| {
            let half = (half ^ (u64::from(code) + 1)).wrapping_mul(factor);
            half ^ (half >> 32)
        };
        self.0 = step(self.0, 0xFF51_AFD7_ED55_8CCD);
        self.1 = step(self.1, 0xC4CE_B9FE_1A85_EC53);
    }

    pub(super) fn finish(self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}

/// The bits are mixed already; the table needs no hash of its own.
fn hash(fingerprint: u128) -> u64 {
    fingerprint as u64
}

/// A sequence and how many cases took it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variant {
    fingerprint: u128,
    pub cases: u64,
    /// The first case that took it: it knows the activities.
    pub first: u32,
}

/// The sequences of a part, and which one each of its cases took.
#[derive(Default)]
pub(super) struct Variants {
    table: HashTable<u32>,
    found: Vec<Variant>,
    of_case: Vec<u32>,
}

impl Variants {
    /// The next case took this sequence.
    pub(super) fn count(&mut self, fingerprint: u128, case: u32) {
        let number = self.add(Variant {
            fingerprint,
            cases: 1,
            first: case,
        });
        self.of_case.push(number);
    }

    /// The cases of a part that comes behind this one.
    pub(super) fn append(&mut self, later: &Self) {
        let numbers: Vec<u32> = later
            .found
            .iter()
            .map(|variant| self.add(*variant))
            .collect();
        self.of_case
            .extend(later.of_case.iter().map(|number| numbers[*number as usize]));
    }

    fn add(&mut self, variant: Variant) -> u32 {
        let Self { table, found, .. } = self;
        let known = |number: &u32| found[*number as usize].fingerprint == variant.fingerprint;
        let rehash = |number: &u32| hash(found[*number as usize].fingerprint);
        match table.entry(hash(variant.fingerprint), known, rehash) {
            Entry::Occupied(number) => {
                let number = *number.get();
                found[number as usize].cases += variant.cases;
                number
            }
            Entry::Vacant(free) => {
                let number = found.len() as u32; // As many as cases at most, and those are u32.
                free.insert(number);
                found.push(variant);
                number
            }
        }
    }

    /// How many different ones.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// The `n` most frequent with their numbers, ties by first occurrence.
    pub(super) fn top(&self, n: usize) -> Vec<(u32, Variant)> {
        let rank = |number: &u32| {
            (
                std::cmp::Reverse(self.found[*number as usize].cases),
                *number,
            )
        };
        let mut numbers: Vec<u32> = (0..self.found.len() as u32).collect();
        if n < numbers.len() {
            numbers.select_nth_unstable_by_key(n, rank);
            numbers.truncate(n);
        }
        numbers.sort_unstable_by_key(rank);
        numbers
            .into_iter()
            .map(|number| (number, self.found[number as usize]))
            .collect()
    }

    /// The number of the sequence that each case took.
    pub(super) fn of_case(&self) -> &[u32] {
        &self.of_case
    }

    /// The fewest that cover `percent` of the cases.
    pub(super) fn to_cover(&self, percent: u64) -> u64 {
        let mut counts: Vec<u64> = self.found.iter().map(|variant| variant.cases).collect();
        counts.sort_unstable();
        let wanted = self.of_case.len() as u64 * percent;
        let mut covered = 0;
        counts
            .iter()
            .rev()
            .take_while(|cases| {
                let enough = covered * 100 >= wanted;
                covered += **cases;
                !enough
            })
            .count() as u64
    }
}

/// Distinct sequences, only counted.
#[derive(Default)]
pub(super) struct Distinct(HashTable<u128>);

impl Distinct {
    pub(super) fn add(&mut self, fingerprint: u128) {
        let entry = self.0.entry(
            hash(fingerprint),
            |known| *known == fingerprint,
            |known| hash(*known),
        );
        entry.or_insert(fingerprint);
    }

    pub(super) fn append(&mut self, other: &Self) {
        other
            .0
            .iter()
            .for_each(|fingerprint| self.add(*fingerprint));
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
