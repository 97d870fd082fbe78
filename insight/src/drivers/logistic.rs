//! Logistic: the model that weighs features against each other.
//!
//! Logistic regression with a quadratic penalty, fitted by Newton's method.
//! The penalty keeps the weights finite where a feature separates won from
//! lost leads, and single where features repeat each other. Nothing is drawn
//! by chance: the same rows in the same order give the same bits.

use super::features::Design;

/// Rounds of Newton's method. Real data takes six to nine.
const MOST_ROUNDS: usize = 60;
/// A step that promises less than this is the last: what would still be
/// missing after it is about the square of that.
const LAST_STEP: f64 = 1e-5;

/// What each feature adds to the log odds; the first weight is the intercept.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    weights: Vec<f64>,
}

impl Model {
    /// Probability that a lead is won, for each lead of the design.
    pub fn predict(&self, design: &Design) -> Vec<f64> {
        (0..design.len()).map(|row| self.predict_row(design, row)).collect()
    }

    /// Probability that the lead in this row is won.
    pub fn predict_row(&self, design: &Design, row: usize) -> f64 {
        probability(log_odds(&self.weights, design.row(row)))
    }

    /// What each feature adds to the log odds; the first is the intercept.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
}

/// Fits the model to all leads of the design: the weights `w` with the least
/// `½·|w|² + Σ log loss`, where the intercept is not punished.
///
/// # Panics
/// If `won` hasn't one entry a lead.
pub fn fit(design: &Design, won: &[bool]) -> Model {
    let rows: Vec<u32> = (0..design.len() as u32).collect();
    fit_rows(design, won, &rows, None)
}

/// Fits the model to some leads, from a first guess on. The guess shortens
/// the way, the end is the same: there is only one minimum.
pub(super) fn fit_rows(design: &Design, won: &[bool], rows: &[u32], guess: Option<&Model>) -> Model {
    assert_eq!(design.len(), won.len(), "one outcome a lead");
    let width = design.width();
    let mut weights = match guess {
        Some(model) => model.weights.clone(),
        None => {
            let hits = rows.iter().filter(|row| won[**row as usize]).count() as f64;
            let mut weights = vec![0.0; width];
            weights[0] = ((hits + 0.5) / (rows.len() as f64 - hits + 0.5)).ln();
            weights
        }
    };
    let mut loss = loss_at(&weights, design, won, rows);
    for _ in 0..MOST_ROUNDS {
        let (mut curvature, slope) = curve(&weights, design, won, rows);
        factor(&mut curvature, width);
        let step = solve(&curvature, &slope);
        let promised: f64 = step.iter().zip(&slope).map(|(s, g)| s * g).sum();
        let Some((next, next_loss)) = descend(&weights, &step, loss, design, won, rows) else { break };
        weights = next;
        loss = next_loss;
        if promised < LAST_STEP {
            break;
        }
    }
    Model { weights }
}

/// Walks the step, or half of it, or a quarter, until the loss falls.
fn descend(
    weights: &[f64],
    step: &[f64],
    loss: f64,
    design: &Design,
    won: &[bool],
    rows: &[u32],
) -> Option<(Vec<f64>, f64)> {
    let mut length = 1.0;
    while length > 1e-6 {
        let next: Vec<f64> = weights.iter().zip(step).map(|(w, s)| w - length * s).collect();
        let next_loss = loss_at(&next, design, won, rows);
        if next_loss <= loss {
            return Some((next, next_loss));
        }
        length /= 2.0;
    }
    None
}

/// Log loss of all rows with the penalty.
fn loss_at(weights: &[f64], design: &Design, won: &[bool], rows: &[u32]) -> f64 {
    let mut total = penalty_at(weights, design);
    for row in rows {
        let odds = log_odds(weights, design.row(*row as usize));
        let against = if won[*row as usize] { -odds } else { odds };
        // ln(1 + e^x) without overflow.
        total += against.max(0.0) + (-against.abs()).exp().ln_1p();
    }
    total
}

/// Second and first derivatives of the loss: a lower triangle, row by row, and a vector.
fn curve(weights: &[f64], design: &Design, won: &[bool], rows: &[u32]) -> (Vec<f64>, Vec<f64>) {
    let width = design.width();
    let mut curvature = vec![0.0; width * width];
    let mut slope = vec![0.0; width];
    for row in rows {
        let entries = design.row(*row as usize);
        let p = probability(log_odds(weights, entries));
        let miss = p - f64::from(u8::from(won[*row as usize]));
        let bend = p * (1.0 - p);
        slope[0] += miss;
        curvature[0] += bend;
        for (place, (feature, value)) in entries.iter().enumerate() {
            let feature = *feature as usize;
            slope[feature] += miss * value;
            let line = &mut curvature[feature * width..(feature + 1) * width];
            let scaled = bend * value;
            line[0] += scaled;
            // Entries stand in the order of their features, so these are the lower triangle.
            for (other, other_value) in &entries[..=place] {
                line[*other as usize] += scaled * other_value;
            }
        }
    }
    punish(weights, design, &mut curvature, &mut slope);
    (curvature, slope)
}

/// The penalty of a block of `k` levels, one of them left out: with `u` the
/// weights against that one, `½·(Σu² − (Σu)²/k)`. That is what punishing a
/// weight for each of the `k` levels comes to once the intercept has taken
/// their mean; no level is spared for being the usual one.
fn penalty_at(weights: &[f64], design: &Design) -> f64 {
    let squares: f64 = weights[1..].iter().map(|w| w * w).sum();
    let spared: f64 = design
        .blocks
        .iter()
        .map(|block| {
            let sum: f64 = weights[block.first..block.first + block.len].iter().sum();
            sum * sum / (block.len + 1) as f64
        })
        .sum();
    (squares - spared) / 2.0
}

fn punish(weights: &[f64], design: &Design, curvature: &mut [f64], slope: &mut [f64]) {
    let width = design.width();
    for feature in 1..width {
        curvature[feature * width + feature] += 1.0;
        slope[feature] += weights[feature];
    }
    for block in &design.blocks {
        let features = block.first..block.first + block.len;
        let share = 1.0 / (block.len + 1) as f64;
        let sum: f64 = weights[features.clone()].iter().sum();
        for feature in features {
            slope[feature] -= sum * share;
            for other in block.first..=feature {
                curvature[feature * width + other] -= share;
            }
        }
    }
}

/// Cholesky: the lower triangle becomes its own root.
fn factor(matrix: &mut [f64], width: usize) {
    for i in 0..width {
        let (above, from_i) = matrix.split_at_mut(i * width);
        let line = &mut from_i[..width];
        for j in 0..i {
            let pivot = &above[j * width..j * width + j + 1];
            line[j] = (line[j] - dot(&line[..j], &pivot[..j])) / pivot[j];
        }
        let rest = line[i] - dot(&line[..i], &line[..i]);
        // Only the intercept can run flat, when every lead is certain: hold it still.
        line[i] = if rest > 1e-12 { rest.sqrt() } else { 1e6 };
    }
}

/// Solves `L·Lᵀ·x = b`.
fn solve(root: &[f64], b: &[f64]) -> Vec<f64> {
    let width = b.len();
    let mut x = b.to_vec();
    for i in 0..width {
        let line = &root[i * width..i * width + i + 1];
        x[i] = (x[i] - dot(&line[..i], &x[..i])) / line[i];
    }
    for i in (0..width).rev() {
        let line = &root[i * width..i * width + i + 1];
        x[i] /= line[i];
        let known = x[i];
        for (slot, factor) in x[..i].iter_mut().zip(line) {
            *slot -= factor * known;
        }
    }
    x
}

/// Four sums side by side, always the same four, so the result is the same too.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a4, a_rest) = a.as_chunks::<4>();
    let (b4, b_rest) = b[..a.len()].as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (x, y) in a4.iter().zip(b4) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

fn log_odds(weights: &[f64], entries: &[(u32, f64)]) -> f64 {
    entries.iter().fold(weights[0], |sum, (feature, value)| sum + weights[*feature as usize] * value)
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
