//! Stats: the few formulas that all figures share.

use serde::Serialize;

/// A share with the interval in which the true share lies, 95 times of 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// How many it is counted of.
    pub n: u64,
    /// How many of them.
    pub hits: u64,
    /// `hits / n`; `None` for none.
    pub rate: Option<f64>,
    /// Wilson score interval, 95 %; `None` for none.
    pub interval: Option<[f64; 2]>,
}

/// How a measure spreads: never a mean alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// How many it rests on.
    pub n: u64,
    /// Half are below.
    pub median: f64,
    /// The arithmetic mean.
    pub mean: f64,
    /// Nine of ten are below.
    pub p90: f64,
}
