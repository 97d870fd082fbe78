//! Diagnose: from the exports of any CRM to the truth about a lead line.
//!
//! Exports are surveyed, their columns mapped to what they mean, joined, turned
//! into the columns that [`insight`] counts on, and the figures put together
//! into one [`Diagnosis`] with warnings and findings.

pub mod diagnosis;

pub use diagnosis::Diagnosis;
