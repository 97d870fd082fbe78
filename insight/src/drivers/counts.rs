//! Counts: won and other leads by the levels of one field.
//!
//! Numbers are cut into up to twenty ranges with about as many leads each.

use super::features::{Field, FieldValues};
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
    Ranges(Vec<Range>),
}

/// Smallest and greatest number in a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub(super) from: f64,
    pub(super) to: f64,
}

impl<'a> Counts<'a> {
    /// Counts the leads `rows` (places in the columns), dealt into `piles`.
    pub(super) fn of(field: &'a Field, rows: &[u32], won: &[bool], piles: &[u8]) -> Self {
        let (levels, codes) = match &field.values {
            FieldValues::Choice(labels) => {
                (Levels::Texts(labels), rows.iter().map(|row| labels.codes()[*row as usize]).collect())
            }
            FieldValues::Number(values) => {
                let (ranges, codes) = cut(values, rows);
                (Levels::Ranges(ranges), codes)
            }
        };
        let width = match &levels {
            Levels::Texts(labels) => labels.names().len(),
            Levels::Ranges(ranges) => ranges.len() + 1,
        };
        let mut by_pile = vec![[0u32; 2]; width * FOLDS as usize];
        for ((code, row), pile) in codes.iter().zip(rows).zip(piles) {
            let cell = &mut by_pile[*code as usize * FOLDS as usize + *pile as usize];
            cell[0] += 1;
            cell[1] += u32::from(won[*row as usize]);
        }
        let tallies = by_pile.chunks(FOLDS as usize).map(sum).collect();
        let auc = auc_across_piles(&by_pile);
        Self { levels, tallies, codes, auc }
    }

    /// Leads and won leads in all.
    pub(super) fn all(&self) -> [u64; 2] {
        total(&self.tallies)
    }

    /// Leads and won leads with an empty cell.
    pub(super) fn missing(&self) -> [u64; 2] {
        match &self.levels {
            Levels::Texts(labels) => labels.find("").map_or([0, 0], |code| self.tallies[code as usize]),
            Levels::Ranges(ranges) => self.tallies[ranges.len()],
        }
    }

    /// Each text with its leads and won leads; nothing for numbers.
    pub(super) fn levels(&self) -> impl Iterator<Item = (&'a str, [u64; 2])> + '_ {
        let names: &'a [String] = match self.levels {
            Levels::Texts(labels) => labels.names(),
            Levels::Ranges(_) => &[],
        };
        names.iter().map(String::as_str).zip(self.tallies.iter().copied())
    }

    /// The ranges of a number in rising order; `None` for texts.
    pub(super) fn ranges(&self) -> Option<&[Range]> {
        match &self.levels {
            Levels::Ranges(ranges) => Some(ranges),
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

    /// At least `auc`, and by more than the luck of so many leads explains.
    pub(super) fn above_chance(&self, auc: f64) -> bool {
        let [n, won] = self.all();
        let luck = ((1.0 / won as f64 + 1.0 / (n - won) as f64) / 12.0).sqrt();
        self.auc >= auc && self.auc - 0.5 > 2.5 * luck
    }
}

/// Cuts numbers into ranges of about equal size; a value is never in two of
/// them. The level after the last range is that of the missing ones.
fn cut(values: &[f64], rows: &[u32]) -> (Vec<Range>, Vec<u32>) {
    let mut known: Vec<f64> = rows.iter().map(|row| values[*row as usize]).filter(|v| v.is_finite()).collect();
    known.sort_unstable_by(f64::total_cmp);
    let mut ends: Vec<f64> = (1..=RANGES).filter_map(|i| known.get((known.len() * i / RANGES).saturating_sub(1)).copied()).collect();
    ends.dedup();
    let mut from = 0;
    let ranges: Vec<Range> = ends
        .iter()
        .map(|end| {
            let until = known.partition_point(|v| v <= end);
            let range = Range { from: known[from.min(until - 1)], to: *end };
            from = until;
            range
        })
        .collect();
    let code = |v: f64| if v.is_finite() { ends.partition_point(|end| *end < v) } else { ranges.len() };
    let codes = rows.iter().map(|row| code(values[*row as usize]) as u32).collect();
    (ranges, codes)
}

/// Leads and won leads of several levels.
pub(super) fn total(tallies: &[[u64; 2]]) -> [u64; 2] {
    tallies.iter().fold([0, 0], |sum, tally| [sum[0] + tally[0], sum[1] + tally[1]])
}

fn sum(piles: &[[u32; 2]]) -> [u64; 2] {
    piles.iter().fold([0, 0], |sum, pile| [sum[0] + u64::from(pile[0]), sum[1] + u64::from(pile[1])])
}

/// Each pile ranked by the win rates of the other piles. A level that they
/// don't have gets the rate of all.
fn auc_across_piles(by_pile: &[[u32; 2]]) -> f64 {
    let piles = FOLDS as usize;
    let mut groups: Vec<(f64, f64, f64)> = Vec::new();
    for pile in 0..piles {
        let in_pile = |level: &[[u32; 2]]| level[pile].map(u64::from);
        let others: Vec<[u64; 2]> = by_pile
            .chunks(piles)
            .map(|level| {
                let (all, own) = (sum(level), in_pile(level));
                [all[0] - own[0], all[1] - own[1]]
            })
            .collect();
        let own = by_pile.chunks(piles).map(in_pile);
        groups.extend(own.zip(rates(&others)).map(|([n, hits], rate)| (rate, hits as f64, (n - hits) as f64)));
    }
    ranked_auc(groups)
}

/// Win rate by level, drawn a little towards that of all, so that one lucky
/// lead isn't a certainty.
fn rates(tallies: &[[u64; 2]]) -> Vec<f64> {
    let all = total(tallies);
    let base = if all[0] > 0 { all[1] as f64 / all[0] as f64 } else { 0.5 };
    tallies.iter().map(|[n, hits]| (*hits as f64 + base) / (*n as f64 + 1.0)).collect()
}

fn ranked_auc(mut groups: Vec<(f64, f64, f64)>) -> f64 {
    groups.retain(|(_, hits, misses)| hits + misses > 0.0);
    groups.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    auc(groups.chunk_by(|a, b| a.0 == b.0).map(|tied| {
        tied.iter().fold((0.0, 0.0), |sum, (_, hits, misses)| (sum.0 + hits, sum.1 + misses))
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
    ranked_auc(groups.map(|(rate, [_, [n, hits]])| (rate, *hits as f64, (n - hits) as f64)).collect())
}
