//! Validate: how good a prediction is on leads that it never saw.
//!
//! Where the leads have capture times, the model learns from the earlier ones
//! and is tested on the later ones, as it would be used. Otherwise the leads
//! are dealt into five piles, and each pile is judged by what the other four
//! taught. The piles depend on a key of the lead and the seed, not on the
//! order of the rows.

use super::features::{Design, Encoding, Field, Numbers};
use super::logistic::{Fit, Model, fit_rows};
use crate::columns::{DAY, Time};
use serde::Serialize;

/// How good a prediction is on leads it never saw.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quality {
    /// Area under the ROC curve: the chance that a won lead is ranked above
    /// one that isn't. 0.5 is a coin, 1 is certainty.
    pub auc: f64,
    /// Mean logarithmic loss, in nats.
    pub log_loss: f64,
    /// Mean squared error of the probability.
    pub brier: f64,
    /// By how much the probabilities miss the true rates: in ten equal bins of
    /// probability, the mean distance weighted by leads (ECE).
    pub calibration_error: f64,
    /// Win rate in the best tenth, as a multiple of the overall rate.
    pub top_decile_lift: f64,
    /// Leads tested.
    pub n: u64,
}

impl Quality {
    /// Compares probabilities with what happened, lead by lead.
    ///
    /// Equal probabilities share their ranks. Without a won lead, or with
    /// nothing but won ones, the ranking is a coin: 0.5.
    pub fn of(probabilities: &[f64], won: &[bool]) -> Self {
        let n = probabilities.len().min(won.len());
        let mut ranked: Vec<(f64, bool)> = probabilities
            .iter()
            .copied()
            .zip(won.iter().copied())
            .collect();
        ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut tally = Tally::default();
        let mut bins = [(0.0, 0.0); 10];
        for (p, won) in &ranked {
            let hit = f64::from(u8::from(*won));
            let sure = p.clamp(1e-15, 1.0 - 1e-15);
            tally.log_loss -= if *won { sure.ln() } else { (1.0 - sure).ln() };
            tally.brier += (p - hit).powi(2);
            tally.hits += hit;
            let bin = &mut bins[((p * 10.0) as usize).min(9)];
            bin.0 += p;
            bin.1 += hit;
        }
        let groups = ranked.chunk_by(|a, b| a.0 == b.0).map(|group| {
            let hits = group.iter().filter(|lead| lead.1).count() as f64;
            (hits, group.len() as f64 - hits)
        });
        let all = n.max(1) as f64;
        Self {
            auc: auc(groups.clone()),
            log_loss: tally.log_loss / all,
            brier: tally.brier / all,
            calibration_error: bins.iter().map(|(p, hits)| (p - hits).abs()).sum::<f64>() / all,
            top_decile_lift: lift(groups.rev(), (n / 10).max(1) as f64, tally.hits / all),
            n: n as u64,
        }
    }
}

#[derive(Default)]
struct Tally {
    log_loss: f64,
    brier: f64,
    hits: f64,
}

/// Area under the ROC curve of groups of leads, the lowest rank first: won and
/// not won leads of each. Leads of one group share their rank.
pub(super) fn auc(groups: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut below, mut won, mut pairs) = (0.0, 0.0, 0.0);
    for (hits, misses) in groups {
        pairs += hits * (below + misses / 2.0);
        below += misses;
        won += hits;
    }
    if won * below > 0.0 {
        pairs / (won * below)
    } else {
        0.5
    }
}

/// Win rate of the best `top` leads as a multiple of `rate`. Leads that share
/// the last rank count in proportion, since nothing says which come first.
fn lift(best_first: impl Iterator<Item = (f64, f64)>, top: f64, rate: f64) -> f64 {
    let (mut room, mut taken) = (top, 0.0);
    for (hits, misses) in best_first {
        let share = (room / (hits + misses)).min(1.0);
        taken += hits * share;
        room -= (hits + misses) * share;
        if room <= 0.0 {
            break;
        }
    }
    if rate > 0.0 { taken / top / rate } else { 0.0 }
}

/// Which leads teach and which test.
#[derive(Debug, Clone)]
pub(super) enum Split {
    /// Learned from the first, tested on the second.
    Later { earlier: Vec<u32>, later: Vec<u32> },
    /// Pile by lead, in the order of the leads.
    Folds(Vec<u8>),
}

/// Piles into which the leads are dealt.
pub(super) const FOLDS: u8 = 5;
/// Leads have to come over a longer time than this for later ones to be a test.
const SHORTEST_HISTORY: Time = 30 * DAY;
/// A test part with fewer leads of either outcome says nothing.
const LEAST_TESTED: usize = 20;

impl Split {
    /// Its name in the answer.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Later { .. } => "later leads",
            Self::Folds(_) => "five-fold",
        }
    }

    /// The first 70 % of the leads against the later 30 %; `None` if they came
    /// within a month or if either part holds too few won or lost leads.
    ///
    /// `rows` are places in the columns, `captured` their times.
    pub(super) fn later(
        rows: &[u32],
        captured: impl Fn(u32) -> Option<Time>,
        won: &[bool],
    ) -> Option<Self> {
        let mut dated: Vec<(Time, u32)> = rows
            .iter()
            .filter_map(|row| Some((captured(*row)?, *row)))
            .collect();
        // Stable: leads of one instant keep the order of `rows`.
        dated.sort_by_key(|(time, _)| *time);
        let (first, last) = (dated.first()?.0, dated.last()?.0);
        // A test on the leads that happen to have a date would not speak for the others.
        if last.saturating_sub(first) <= SHORTEST_HISTORY || dated.len() * 5 < rows.len() * 4 {
            return None;
        }
        let border = dated[dated.len() * 7 / 10].0;
        let cut = dated.partition_point(|(time, _)| *time < border);
        let (earlier, later) = dated.split_at(cut);
        let enough = |part: &[(Time, u32)]| {
            let hits = part.iter().filter(|(_, row)| won[*row as usize]).count();
            hits.min(part.len() - hits) >= LEAST_TESTED
        };
        let rows_of = |part: &[(Time, u32)]| part.iter().map(|(_, row)| *row).collect();
        (enough(earlier) && enough(later)).then(|| Self::Later {
            earlier: rows_of(earlier),
            later: rows_of(later),
        })
    }
}

/// Deals the leads into piles, won and other leads apart, so that each pile
/// has the same win rate.
pub(super) fn deal(rows: &[u32], won: &[bool]) -> Vec<u8> {
    let mut next = [0u8; 2];
    rows.iter()
        .map(|row| {
            let turn = &mut next[usize::from(won[*row as usize])];
            let pile = *turn;
            *turn = (pile + 1) % FOLDS;
            pile
        })
        .collect()
}

/// Fields as features, and the model that all leads teach.
pub(super) struct Learned {
    pub(super) encoding: Encoding,
    pub(super) design: Design,
    outcomes: Vec<bool>,
    fit: Fit,
}

impl Learned {
    pub(super) fn from(fields: &[&Field], won: &[bool], rows: &[u32]) -> Self {
        let encoding = Encoding::learn(fields, rows, Numbers::default());
        let design = encoding.encode(fields, rows);
        let outcomes = outcomes_of(rows, won);
        let everyone: Vec<u32> = (0..rows.len() as u32).collect();
        let fit = fit_rows(&design, &outcomes, &everyone, None);
        Self {
            encoding,
            design,
            outcomes,
            fit,
        }
    }

    pub(super) fn model(&self) -> &Model {
        &self.fit.model
    }

    /// Each pile predicted by a model that learned from the other four.
    ///
    /// Levels and scales are those of all leads, as they don't look at the
    /// outcome; so is the first guess of the weights, which the fit leaves behind.
    fn across_folds(&self, piles: &[u8]) -> Quality {
        let mut probabilities = vec![0.0; piles.len()];
        let (mut auc, mut lift) = (0.0, 0.0);
        for pile in 0..FOLDS {
            let (own, others): (Vec<u32>, Vec<u32>) =
                (0..piles.len() as u32).partition(|row| piles[*row as usize] == pile);
            let model = fit_rows(&self.design, &self.outcomes, &others, Some(&self.fit)).model;
            let predicted: Vec<f64> = own
                .iter()
                .map(|row| model.predict_row(&self.design, *row as usize))
                .collect();
            let quality = Quality::of(&predicted, &outcomes_of(&own, &self.outcomes));
            let share = own.len() as f64 / piles.len() as f64;
            auc += quality.auc * share;
            lift += quality.top_decile_lift * share;
            own.iter()
                .zip(predicted)
                .for_each(|(row, p)| probabilities[*row as usize] = p);
        }
        // Ranks hold within a pile only: a pile that happens to hold many won leads
        // of a kind leaves few to its teachers, and is predicted lower for it.
        Quality {
            auc,
            top_decile_lift: lift,
            ..Quality::of(&probabilities, &self.outcomes)
        }
    }
}

/// What the fields can predict on leads that were not learned from; with the
/// model of all leads, where the test needed one.
pub(super) fn quality(
    fields: &[&Field],
    won: &[bool],
    rows: &[u32],
    split: &Split,
) -> (Quality, Option<Learned>) {
    match split {
        Split::Folds(piles) => {
            let learned = Learned::from(fields, won, rows);
            (learned.across_folds(piles), Some(learned))
        }
        Split::Later { earlier, later } => {
            let taught = Learned::from(fields, won, earlier);
            let design = taught.encoding.encode(fields, later);
            (
                Quality::of(&taught.model().predict(&design), &outcomes_of(later, won)),
                None,
            )
        }
    }
}

fn outcomes_of(rows: &[u32], won: &[bool]) -> Vec<bool> {
    rows.iter().map(|row| won[*row as usize]).collect()
}
