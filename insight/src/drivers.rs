//! Drivers: what the outcome hangs on, honestly validated.

use crate::stats::Rate;
use serde::Serialize;

/// What separates won leads from the others, and how well it does so on leads
/// that the model never saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drivers {
    /// Leads it was learned and tested on.
    pub n: u64,
    /// How it was tested: `later leads` or `five-fold`.
    pub validation: &'static str,
    /// Without the leaks: what can honestly be known beforehand.
    pub honest: Quality,
    /// With the leaks, to show how much they flatter; `None` without leaks.
    pub with_leaks: Option<Quality>,
    /// Fields that know the outcome because they are written after it (or with it).
    pub leaks: Vec<Leak>,
    /// What moves the outcome most, strongest first.
    pub drivers: Vec<Driver>,
    /// Why the figures should be read with care, in sentences; empty if there is no reason.
    pub caveats: Vec<String>,
}

/// How good a prediction is on leads it never saw.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quality {
    /// Area under the ROC curve: 0.5 is a coin, 1 is certainty.
    pub auc: f64,
    /// Mean logarithmic loss.
    pub log_loss: f64,
    /// Mean squared error of the probability.
    pub brier: f64,
    /// Win rate in the best tenth, as a multiple of the overall rate.
    pub top_decile_lift: f64,
    /// Leads tested.
    pub n: u64,
}

/// A field that knows too much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leak {
    /// The column.
    pub field: String,
    /// Its own area under the ROC curve, on leads not used to learn it.
    pub auc: f64,
    /// Why it is taken for a leak, in a sentence.
    pub reason: String,
}

/// A value (or range) of a field and the win rate with and without it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// The column.
    pub field: String,
    /// The value, or the range of a number: `≥ 674`.
    pub value: String,
    /// Win rate of the leads that have it.
    pub with: Rate,
    /// Win rate of those that don't.
    pub without: Rate,
    /// Odds ratio by the model, all other fields being equal.
    pub odds_ratio: f64,
}
