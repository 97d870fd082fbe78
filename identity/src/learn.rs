//! Learn: weights from the records themselves, with nobody telling who is who.
//!
//! Expectation and maximisation: guess for each pattern of levels how probable it is that
//! its pairs are the same, count how often each level occurs among those, and guess again.
//! How often levels agree by chance is counted on pairs drawn at random, less those that
//! are probably the same. So the weights hold for any two records, not only for candidates.
//! Sums are taken in a fixed order: the same patterns give the same weights.
//!
//! Deliberately absent: dependence between fields. Each is taken to err by itself.

use crate::model::{MISSING, Model, probability};
use std::collections::BTreeMap;

/// How often each pattern of levels occurred.
pub type Patterns = BTreeMap<Vec<u8>, u64>;

/// What is learned from.
#[derive(Debug, Clone, Copy)]
pub struct Lessons<'a> {
    /// Candidates: nearly all pairs that are the same, and others.
    pub pairs: &'a Patterns,
    /// Pairs drawn at random, of which hardly any is the same.
    pub chance: &'a Patterns,
    /// How many pairs there are in all.
    pub all: f64,
}

/// No probability becomes smaller: what was never seen isn't impossible.
const LEAST: f64 = 1e-5;

/// Learned enough when no probability moves by more.
const STILL: f64 = 1e-6;

/// Learns the weights of a model, in so many rounds at most, starting from those it has.
/// Says how many rounds it took.
pub fn learn(model: &mut Model, lessons: Lessons<'_>, rounds: usize) -> usize {
    for round in 1..=rounds {
        if step(model, lessons) < STILL {
            return round;
        }
    }
    rounds
}

/// Counts of levels, field by field, weighted.
struct Counted {
    levels: Vec<Vec<f64>>,
    pairs: f64,
}

/// How often each level occurs, each pattern weighted by `weight` of its probability.
fn counted(model: &Model, patterns: &Patterns, weight: fn(f64) -> f64) -> Counted {
    let of = |field: &crate::model::Field| vec![A_LITTLE; field.levels.len()];
    let mut counted = Counted {
        levels: model.fields.iter().map(of).collect(),
        pairs: 0.0,
    };
    for (pattern, count) in patterns {
        let share = float(*count) * weight(probability(model.bits(pattern)));
        counted.pairs += share;
        for (field, level) in counted.levels.iter_mut().zip(pattern) {
            if *level != MISSING {
                field[usize::from(*level)] += share;
            }
        }
    }
    counted
}

/// Each level counts as seen so often before anything was seen.
const A_LITTLE: f64 = 0.1;

/// One round; the furthest that a probability moved.
fn step(model: &mut Model, lessons: Lessons<'_>) -> f64 {
    let same = counted(model, lessons.pairs, |probable| probable);
    let different = counted(model, lessons.chance, |probable| 1.0 - probable);
    let mut moved: f64 = 0.0;
    for (nth, field) in model.fields.iter_mut().enumerate() {
        let shares = [&same, &different].map(|counted| {
            let counts = &counted.levels[nth];
            let sum: f64 = counts.iter().sum();
            counts
                .iter()
                .map(|count| (count / sum).max(LEAST))
                .collect::<Vec<_>>()
        });
        for (at, level) in field.levels.iter_mut().enumerate() {
            let (m, u) = (shares[0][at], shares[1][at]);
            moved = moved.max((m - level.m).abs()).max((u - level.u).abs());
            (level.m, level.u) = (m, u);
        }
    }
    let share = (same.pairs / lessons.all).clamp(1e-12, 0.5);
    model.before = (share / (1.0 - share)).log2();
    moved
}

fn float(count: u64) -> f64 {
    // Exact up to 2^53, which is more pairs than anybody compares.
    count as f64
}
