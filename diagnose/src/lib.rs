//! Diagnose: from the exports of any CRM to the truth about a lead line.
//!
//! Exports are surveyed, their columns mapped to what they mean, joined, turned
//! into the columns that [`insight`] counts on, and the figures put together
//! into one [`Diagnosis`] with warnings and findings.

pub mod diagnosis;

pub use diagnosis::Diagnosis;
pub mod load;
pub mod mapping;
pub mod survey;

/// Hash tables that hash alike in every run, so that every run gives the same answer.
pub(crate) type Map<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;
/// See [`Map`].
pub(crate) type Set<K> = hashbrown::HashSet<K, foldhash::fast::FixedState>;
