//! Counts: won and other leads by the levels of one field.
//!
//! Numbers are cut into up to twenty ranges with about as many leads each.

use super::features::{Field, FieldValues};
use super::ranges::{Range, Ranges};
use super::validate::{FOLDS, auc};
use crate::columns::Labels;

/// Ranges a number is cut into.
const RANGES: usize = 20;

/// Won and other leads by level, and how well the level alone ranks them.
#[derive(Debug)]
pub(super) struct Counts<'a> {
    levels: Levels<'a>,
    /// Leads and won leads by level.
    tallies: Vec<[u64; 2]>,
    /// Level of each lead, in the order of the leads.
    pub(super) codes: Vec<u32>,
    /// Area under the ROC curve of the level's win rate, on leads not used to learn it.
    pub(super) auc: f64,
}

#[derive(Debug)]
enum Levels<'a> {
    Texts(&'a Labels),
    /// The last level holds the missing ones.
    Ranges(Ranges),
}

impl<'a> Counts<'a> {
    /// Counts the leads `rows` (places in the columns), dealt into `piles`.
    pub(super) fn of(field: &'a Field, rows: &[u32], won: &[bool], piles: &[u8]) -> Self {
        let (levels, codes) = match &field.values {
            FieldValues::Choice(labels) => (
                Levels::Texts(labels),
                rows.iter()
                    .map(|row| labels.codes()[*row as usize])
                    .collect(),
            ),
            FieldValues::Number(values) => {
                let (ranges, codes) = cut(values, rows);
                (Levels::Ranges(ranges), codes)
            }
        };
        let width = match &levels {
            Levels::Texts(labels) => labels.names().len(),
            Levels::Ranges(ranges) => ranges.as_slice().len() + 1,
        };
        let mut by_pile = vec![[0u32; 2]; width * FOLDS as usize];
        for ((code, row), pile) in codes.iter().zip(rows).zip(piles) {
            let cell = &mut by_pile[*code as usize * FOLDS as usize + *pile as usize];
            cell[0] += 1;
            cell[1] += u32::from(won[*row as usize]);
        }
        let tallies = by_pile.chunks(FOLDS as usize).map(sum).collect();
        let auc = auc_across_piles(&by_pile);
        Self {
            levels,
            tallies,
            codes,
            auc,
        }
    }

    /// Leads and won leads in all.
    pub(super) fn all(&self) -> [u64; 2] {
        total(&self.tallies)
    }

    /// Leads and won leads with an empty cell.
    pub(super) fn missing(&self) -> [u64; 2] {
        match &self.levels {
            Levels::Texts(labels) => labels
                .find("")
                .map_or([0, 0], |code| self.tallies[code as usize]),
            Levels::Ranges(ranges) => self.tallies[ranges.as_slice().len()],
        }
    }

    /// Each text with its leads and won leads; nothing for numbers.
    pub(super) fn levels(&self) -> impl Iterator<Item = (&'a str, [u64; 2])> + '_ {
        let names: &'a [String] = match self.levels {
            Levels::Texts(labels) => labels.names(),
            Levels::Ranges(_) => &[],
        };
        names
            .iter()
            .map(String::as_str)
            .zip(self.tallies.iter().copied())
    }

    /// The ranges of a number in rising order; `None` for texts.
    pub(super) fn ranges(&self) -> Option<&[Range]> {
        match &self.levels {
            Levels::Ranges(ranges) => Some(ranges.as_slice()),
            Levels::Texts(_) => None,
        }
    }

    /// More than one level has leads.
    pub(super) fn varies(&self) -> bool {
        self.tallies.iter().filter(|tally| tally[0] > 0).count() > 1
    }

    /// Leads and won leads by level.
    pub(super) fn tallies(&self) -> &[[u64; 2]] {
        &self.tallies
    }

    /// At least `auc`, and more than luck brings: four standard errors, as it is
    /// asked of every column and a number has many ranges to be lucky in.
    pub(super) fn above_chance(&self, auc: f64) -> bool {
        let [n, won] = self.all();
        let luck = ((1.0 / won as f64 + 1.0 / (n - won) as f64) / 12.0).sqrt();
        self.auc >= auc && self.auc - 0.5 > 4.0 * luck
    }
}

/// The ranges of a number and the level of each lead; the level after the last
/// range is that of the missing ones.
fn cut(values: &[f64], rows: &[u32]) -> (Ranges, Vec<u32>) {
    let mut known: Vec<f64> = rows
        .iter()
        .map(|row| values[*row as usize])
        .filter(|v| v.is_finite())
        .collect();
    known.sort_unstable_by(f64::total_cmp);
    let ranges = Ranges::cut(&known, RANGES);
    let missing = ranges.as_slice().len();
    let codes = rows
        .iter()
        .map(|row| ranges.place_of(values[*row as usize]).unwrap_or(missing) as u32)
        .collect();
    (ranges, codes)
}

/// Leads and won leads of several levels.
pub(super) fn total(tallies: &[[u64; 2]]) -> [u64; 2] {
    tallies
        .iter()
        .fold([0, 0], |sum, tally| [sum[0] + tally[0], sum[1] + tally[1]])
}

fn sum(piles: &[[u32; 2]]) -> [u64; 2] {
    piles.iter().fold([0, 0], |sum, pile| {
        [sum[0] + u64::from(pile[0]), sum[1] + u64::from(pile[1])]
    })
}

/// Each pile ranked by the win rates of the other piles; the mean over the piles.
fn auc_across_piles(by_pile: &[[u32; 2]]) -> f64 {
    let piles = FOLDS as usize;
    let (mut auc, mut leads) = (0.0, 0.0);
    for pile in 0..piles {
        let (own, others): (Vec<[u64; 2]>, Vec<[u64; 2]>) = by_pile
            .chunks(piles)
            .map(|level| {
                let (all, own) = (sum(level), level[pile].map(u64::from));
                (own, [all[0] - own[0], all[1] - own[1]])
            })
            .unzip();
        let groups = own
            .iter()
            .zip(rates(&others))
            .map(|([n, hits], rate)| (rate, *hits as f64, (n - hits) as f64));
        let n = total(&own)[0] as f64;
        auc += ranked_auc(groups.collect()) * n;
        leads += n;
    }
    if leads > 0.0 { auc / leads } else { 0.5 }
}

/// Win rate by level, drawn a little towards that of all, so that one lucky
/// lead isn't a certainty and a level never seen gets the rate of all.
fn rates(tallies: &[[u64; 2]]) -> Vec<f64> {
    let all = total(tallies);
    let base = if all[0] > 0 {
        all[1] as f64 / all[0] as f64
    } else {
        0.5
    };
    tallies
        .iter()
        .map(|[n, hits]| (*hits as f64 + base) / (*n as f64 + 1.0))
        .collect()
}

fn ranked_auc(mut groups: Vec<(f64, f64, f64)>) -> f64 {
    groups.retain(|(_, hits, misses)| hits + misses > 0.0);
    groups.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    auc(groups.chunk_by(|a, b| a.0 == b.0).map(|tied| {
        tied.iter().fold((0.0, 0.0), |sum, (_, hits, misses)| {
            (sum.0 + hits, sum.1 + misses)
        })
    }))
}

/// Area under the ROC curve of one field alone: levels (or ranges of a number)
/// ranked by their win rate among `learn`, judged on `test`.
pub fn auc_alone(field: &Field, won: &[bool], learn: &[u32], test: &[u32]) -> f64 {
    let everyone: Vec<u32> = learn.iter().chain(test).copied().collect();
    let unpiled = vec![0; everyone.len()];
    let counts = Counts::of(field, &everyone, won, &unpiled);
    let mut tallies = vec![[[0u64; 2]; 2]; counts.tallies.len()];
    for (place, (row, code)) in everyone.iter().zip(&counts.codes).enumerate() {
        let cell = &mut tallies[*code as usize][usize::from(place >= learn.len())];
        cell[0] += 1;
        cell[1] += u64::from(won[*row as usize]);
    }
    let learned: Vec<[u64; 2]> = tallies.iter().map(|[learned, _]| *learned).collect();
    let groups = rates(&learned).into_iter().zip(&tallies);
    ranked_auc(
        groups
            .map(|(rate, [_, [n, hits]])| (rate, *hits as f64, (n - hits) as f64))
            .collect(),
    )
}
