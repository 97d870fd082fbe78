//! Names: a dictionary of texts, each kept once, all in one piece of memory.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::hash::BuildHasher;

/// Texts numbered in the order of their first appearance. Made for millions of
/// case names: a known one is found, a new one kept, without an allocation each.
#[derive(Clone, Default)]
pub struct Names {
    // Invariant: name `i` is `text[ends[i - 1]..ends[i]]`; `codes` holds each
    // number once, under the hash of its name.
    text: String,
    ends: Vec<usize>,
    codes: HashTable<u32>,
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name behind a code; empty for a code that was never given.
    pub fn get(&self, code: u32) -> &str {
        self.find_name(code).unwrap_or("")
    }

    /// The name behind a code, if it was given.
    pub fn find_name(&self, code: u32) -> Option<&str> {
        let i = code as usize;
        (i < self.ends.len()).then(|| slice(&self.text, &self.ends, i))
    }

    /// The code of a name, if it has one.
    pub fn find(&self, name: &str) -> Option<u32> {
        let known = |code: &u32| slice(&self.text, &self.ends, *code as usize) == name;
        self.codes.find(hash(name), known).copied()
    }

    /// All names, by code.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        (0..self.ends.len()).map(|i| slice(&self.text, &self.ends, i))
    }

    /// The code of a name, new or known.
    pub(super) fn code_for(&mut self, name: &str) -> u32 {
        let Self { text, ends, codes } = self;
        let known = |code: &u32| slice(text, ends, *code as usize) == name;
        let rehash = |code: &u32| hash(slice(text, ends, *code as usize));
        match codes.entry(hash(name), known, rehash) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let code = u32::try_from(ends.len())
                    .expect("fewer than 4 billion distinct names fit into memory");
                free.insert(code);
                text.push_str(name);
                ends.push(text.len());
                code
            }
        }
    }

    /// Gives back what was reserved for more names.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.ends == other.ends
    }
}

impl Eq for Names {}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], i: usize) -> &'a str {
    let start = if i == 0 { 0 } else { ends[i - 1] };
    &text[start..ends[i]]
}

/// The seed is fixed: the same export gives the same log, byte for byte.
fn hash(name: &str) -> u64 {
    FixedState::with_seed(0).hash_one(name)
}
