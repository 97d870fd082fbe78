//! Diagnose: from the exports of any CRM to the truth about a lead line.
//!
//! Exports are surveyed, their columns mapped to what they mean, joined, turned
//! into the columns that [`insight`] counts on, and the figures put together
//! into one [`Diagnosis`] with warnings and findings: see [`diagnose`].
//!
//! Deliberately absent: formulas (they are in [`insight`]), reading of files
//! (`exports`), and how it looks (`report`).

mod ahead;
pub mod diagnosis;
mod drive;
mod figures;
mod findings;
mod input;
pub mod load;
pub mod mapping;
mod missing;
mod refusal;
mod run;
pub mod survey;
mod warnings;
pub mod words;

pub use diagnosis::Diagnosis;
pub use refusal::Refusal;
pub use run::{Answer, Options, diagnose};

/// Hash tables that hash alike in every run, so that every run gives the same answer.
pub(crate) type Map<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;
/// See [`Map`].
pub(crate) type Set<K> = hashbrown::HashSet<K, foldhash::fast::FixedState>;
