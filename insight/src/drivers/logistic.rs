//! Logistic: the model that weighs features against each other.
//!
//! Logistic regression with a quadratic penalty, fitted by Newton's method with
//! a curvature that is only measured where it has to be.
//! The penalty keeps the weights finite where a feature separates won from
//! lost leads, and single where features repeat each other. Nothing is drawn
//! by chance: the same rows in the same order give the same bits.

use super::features::Design;

/// Steps down the slope. Real data takes about ten.
const MOST_STEPS: usize = 100;
/// A step that promises less than this per lead is the last: what would still
/// be missing after it is a small part of that.
const LAST_STEP: f64 = 1e-9;
/// A curvature is kept as long as each step promises this much less than the one before.
const GOOD_PROGRESS: f64 = 0.1;
/// With more leads than this, a tenth of them shows where to start.
const MANY_LEADS: usize = 20_000;

/// What each feature adds to the log odds; the first weight is the intercept.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    weights: Vec<f64>,
}

impl Model {
    /// Probability that a lead is won, for each lead of the design.
    pub fn predict(&self, design: &Design) -> Vec<f64> {
        (0..design.len())
            .map(|row| self.predict_row(design, row))
            .collect()
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
    fit_rows(design, won, &rows, None).model
}

/// A model and the curvature of its loss, from which a similar fit can start.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub(super) model: Model,
    /// Root of the curvature somewhere near the minimum.
    root: Vec<f64>,
    /// Leads it was fitted to.
    leads: usize,
}

/// Fits the model to some leads, from a first guess on. The guess shortens
/// the way; the end is the same, as there is only one minimum.
///
/// 1. Start from the guess, or from a fit to a tenth of the leads if they are many.
/// 2. Step to where the minimum would be if the curvature were that of the guess.
/// 3. As long as that brings us on quickly, go on; otherwise measure the
///    curvature here (it is by far the dearest part) and step again.
pub(super) fn fit_rows(design: &Design, won: &[bool], rows: &[u32], guess: Option<&Fit>) -> Fit {
    assert_eq!(design.len(), won.len(), "one outcome a lead");
    let pilot = (guess.is_none() && rows.len() > MANY_LEADS).then(|| {
        let tenth: Vec<u32> = rows.iter().copied().step_by(10).collect();
        fit_rows(design, won, &tenth, None)
    });
    let guess = guess.or(pilot.as_ref());
    let mut weights = guess.map_or_else(
        || base_rate(design, won, rows),
        |fit| fit.model.weights.clone(),
    );
    // The curvature grows with the leads.
    let mut root = guess.map(|fit| (fit.root.clone(), fit.leads as f64 / rows.len() as f64));
    let mut here = slope_at(&weights, design, won, rows);
    let mut last_promise = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let fresh = root.is_none();
        let (factor, scale) = root
            .take()
            .unwrap_or_else(|| (curvature_root(&weights, design, rows), 1.0));
        let step: Vec<f64> = solve(&factor, &here.slope)
            .iter()
            .map(|s| s * scale)
            .collect();
        let promise: f64 = step.iter().zip(&here.slope).map(|(s, g)| s * g).sum();
        let slow = promise > GOOD_PROGRESS * last_promise;
        last_promise = promise;
        if !fresh && slow {
            continue; // The root is gone, so the curvature is measured here.
        }
        let Some((next, there)) = descend(&weights, &step, here.loss, fresh, design, won, rows)
        else {
            if fresh {
                root = Some((factor, scale));
                break;
            }
            continue;
        };
        (weights, here) = (next, there);
        root = Some((factor, scale));
        if promise < LAST_STEP * rows.len() as f64 {
            break;
        }
    }
    let root = root.map_or_else(
        || curvature_root(&weights, design, rows),
        |(factor, _)| factor,
    );
    Fit {
        model: Model { weights },
        root,
        leads: rows.len(),
    }
}

/// No feature says anything: the rate of all leads.
fn base_rate(design: &Design, won: &[bool], rows: &[u32]) -> Vec<f64> {
    let hits = rows.iter().filter(|row| won[**row as usize]).count() as f64;
    let mut weights = vec![0.0; design.width()];
    weights[0] = ((hits + 0.5) / (rows.len() as f64 - hits + 0.5)).ln();
    weights
}

/// Walks the step, or (if the curvature is fresh) half of it, or a quarter, until the loss falls.
fn descend(
    weights: &[f64],
    step: &[f64],
    loss: f64,
    fresh: bool,
    design: &Design,
    won: &[bool],
    rows: &[u32],
) -> Option<(Vec<f64>, Slope)> {
    let rounding = 1e-11 * (1.0 + loss.abs());
    let mut length = 1.0;
    while length > 1e-6 {
        let next: Vec<f64> = weights
            .iter()
            .zip(step)
            .map(|(w, s)| w - length * s)
            .collect();
        let there = slope_at(&next, design, won, rows);
        if there.loss <= loss + rounding {
            return Some((next, there));
        }
        if !fresh {
            break;
        }
        length /= 2.0;
    }
    None
}

/// Log loss of all rows with the penalty, and its first derivative.
struct Slope {
    loss: f64,
    slope: Vec<f64>,
}

fn slope_at(weights: &[f64], design: &Design, won: &[bool], rows: &[u32]) -> Slope {
    let (mut loss, mut slope) = penalty(weights, design);
    // Σ ln(1 + e^x) as the logarithm of a product that is cut before it overflows.
    let mut product = 1.0f64;
    for row in rows {
        let entries = design.row(*row as usize);
        let odds = log_odds(weights, entries);
        let (against, hit) = if won[*row as usize] {
            (-odds, 1.0)
        } else {
            (odds, 0.0)
        };
        // Both ln(1 + e^x) and 1/(1 + e^-x) by one exponential that can't overflow.
        let small = (-odds.abs()).exp();
        loss += against.max(0.0);
        product *= 1.0 + small;
        if product > 1e300 {
            loss += product.ln();
            product = 1.0;
        }
        let miss = if odds >= 0.0 { 1.0 } else { small } / (1.0 + small) - hit;
        slope[0] += miss;
        for (feature, value) in entries {
            slope[*feature as usize] += miss * f64::from(*value);
        }
    }
    Slope {
        loss: loss + product.ln(),
        slope,
    }
}

/// Root of the second derivative of the loss: a lower triangle, row by row.
fn curvature_root(weights: &[f64], design: &Design, rows: &[u32]) -> Vec<f64> {
    let width = design.width();
    let mut curvature = penalty_curvature(design);
    for row in rows {
        let entries = design.row(*row as usize);
        let p = probability(log_odds(weights, entries));
        let bend = p * (1.0 - p);
        curvature[0] += bend;
        for (place, (feature, value)) in entries.iter().enumerate() {
            let line = &mut curvature[*feature as usize * width..][..width];
            let scaled = bend * f64::from(*value);
            line[0] += scaled;
            // Entries stand in the order of their features, so these are the lower triangle.
            for (other, other_value) in &entries[..=place] {
                line[*other as usize] += scaled * f64::from(*other_value);
            }
        }
    }
    factor(&mut curvature, width);
    curvature
}

/// The penalty of a block of `k` levels, one of them left out: with `u` the
/// weights against that one, `½·(Σu² − (Σu)²/k)`. That is what punishing a
/// weight for each of the `k` levels comes to once the intercept has taken
/// their mean; no level is spared for being the usual one.
fn penalty(weights: &[f64], design: &Design) -> (f64, Vec<f64>) {
    let mut slope = weights.to_vec();
    slope[0] = 0.0;
    let mut twice: f64 = slope.iter().map(|w| w * w).sum();
    for block in &design.blocks {
        let features = block.first..block.first + block.len;
        let sum: f64 = weights[features.clone()].iter().sum();
        let share = sum / (block.len + 1) as f64;
        twice -= sum * share;
        slope[features].iter_mut().for_each(|slope| *slope -= share);
    }
    (twice / 2.0, slope)
}

fn penalty_curvature(design: &Design) -> Vec<f64> {
    let width = design.width();
    let mut curvature = vec![0.0; width * width];
    for feature in 1..width {
        curvature[feature * width + feature] = 1.0;
    }
    for block in &design.blocks {
        let share = 1.0 / (block.len + 1) as f64;
        for feature in block.first..block.first + block.len {
            for other in block.first..=feature {
                curvature[feature * width + other] -= share;
            }
        }
    }
    curvature
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

fn log_odds(weights: &[f64], entries: &[(u32, f32)]) -> f64 {
    entries.iter().fold(weights[0], |sum, (feature, value)| {
        sum + weights[*feature as usize] * f64::from(*value)
    })
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
