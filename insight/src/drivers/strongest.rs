//! Strongest: the values and ranges that the outcome hangs on most.
//!
//! Each value of a field, and each cut through a number, divides the leads into
//! those that have it and the others. A division is listed if its rates differ
//! by more than chance (all divisions tried are counted in, after Benjamini and
//! Hochberg) and its intervals don't overlap; the order is that of the
//! likelihood ratio: a large effect on many leads comes first.
//!
//! Deliberately absent: cause. A driver goes with the outcome.

use super::counts::Counts;
use super::features::{Field, FieldValues};
use super::rate;
use super::validate::Learned;
use crate::stats::Rate;
use serde::Serialize;

/// A value (or range) of a field and the win rate with and without it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// The column; with its table (`deals.stage`) where two tables have one of that name.
    pub field: String,
    /// The value as the export spells it, or the range of a number: `≥ 674`.
    /// Empty where the cell is.
    pub value: String,
    /// Win rate of the leads that have it.
    pub with: Rate,
    /// Win rate of those that don't.
    pub without: Rate,
    /// Odds ratio by the honest model, all its other fields being equal.
    pub odds_ratio: f64,
}

/// Most drivers listed.
const MOST: usize = 15;
/// Most listed values of one field.
const MOST_OF_A_FIELD: usize = 4;
/// A value that fewer leads have isn't listed.
const LEAST_LEADS: u64 = 30;
/// Share of the listed that may be there by chance.
const FALSE_SHARE: f64 = 0.01;
/// Odds ratio (or its inverse) by the model from which on a value matters.
const LEAST_EFFECT: f64 = 1.1;
/// Two divisions as alike as this are one, and the stronger stands for both.
const ALIKE: f64 = 0.95;

/// A division of the leads into those with a value and those without.
struct Division {
    field: usize,
    side: Side,
    /// Leads and won leads on this side, in the sample.
    with: [u64; 2],
    /// Likelihood ratio of two rates against one.
    surprise: f64,
    odds_ratio: f64,
}

#[derive(Clone, Copy)]
enum Side {
    Level(u32),
    /// In this range of a number or in a higher one.
    From(usize),
    /// In a lower range than this.
    Below(usize),
    Missing,
}

/// The honest model with what it was made of.
pub(super) struct Fitted<'a> {
    pub(super) fields: &'a [&'a Field],
    pub(super) names: &'a [&'a str],
    pub(super) counts: &'a [&'a Counts<'a>],
    pub(super) learned: &'a Learned,
}

/// The strongest drivers first. Their rates are counted on the leads `rows`,
/// of which the sample that the model knows may be a part.
pub(super) fn strongest(fitted: &Fitted, won: &[bool], rows: &[u32]) -> Vec<Driver> {
    let mut divisions = Vec::new();
    for (place, (counts, pushes)) in fitted.counts.iter().zip(pushes(fitted)).enumerate() {
        divide(place, counts, &pushes, &mut divisions);
    }
    // The two sides of one division are equally surprising: the smaller is the one to name.
    divisions.sort_by(|a, b| {
        b.surprise
            .total_cmp(&a.surprise)
            .then(a.with[0].cmp(&b.with[0]))
            .then(a.field.cmp(&b.field))
    });
    divisions.truncate(beyond_chance(&divisions));
    let mut listed: Vec<(Driver, usize, Side, Members)> = Vec::new();
    for division in divisions {
        let (field, counts) = (fitted.fields[division.field], fitted.counts[division.field]);
        let same_field = || {
            listed
                .iter()
                .filter(|(_, place, ..)| *place == division.field)
        };
        let cut_before =
            division.side.is_cut() && same_field().any(|(_, _, side, _)| side.is_cut());
        if cut_before || same_field().count() == MOST_OF_A_FIELD {
            continue;
        }
        let members = Members::of(counts, division.side);
        if listed
            .iter()
            .any(|(_, _, _, others)| members.alike(others) >= ALIKE)
        {
            continue;
        }
        let (with, without) = recount(field, counts, division.side, won, rows);
        // The rate of a value that only keeps company with a stronger one turns
        // round, or vanishes, once that one is taken into account.
        let own_effect = if with.rate > without.rate {
            division.odds_ratio
        } else {
            1.0 / division.odds_ratio
        };
        let explained_away = own_effect < LEAST_EFFECT;
        if with.n < LEAST_LEADS || overlap(&with, &without) || explained_away {
            continue;
        }
        let value = spell(field, counts, division.side);
        let driver = Driver {
            field: fitted.names[division.field].to_owned(),
            value,
            with,
            without,
            odds_ratio: division.odds_ratio,
        };
        listed.push((driver, division.field, division.side, members));
        if listed.len() == MOST {
            break;
        }
    }
    listed.into_iter().map(|(driver, ..)| driver).collect()
}

/// What the leads of a level get from the field, in log odds, summed by field and level.
fn pushes(fitted: &Fitted) -> Vec<Vec<f64>> {
    let mut sums: Vec<Vec<f64>> = fitted
        .counts
        .iter()
        .map(|counts| vec![0.0; counts.tallies().len()])
        .collect();
    let weights = fitted.learned.model().weights();
    for row in 0..fitted.learned.design.len() {
        for (feature, value) in fitted.learned.design.row(row) {
            if let Some(field) = fitted.learned.encoding.field_of(*feature) {
                let level = fitted.counts[field].codes[row];
                sums[field][level as usize] += weights[*feature as usize] * f64::from(*value);
            }
        }
    }
    sums
}

/// All divisions that a field offers.
fn divide(field: usize, counts: &Counts, pushes: &[f64], divisions: &mut Vec<Division>) {
    let tallies = counts.tallies();
    let all = Part::of(tallies, pushes);
    let mut add = |side: Side, part: Part| {
        let rest = all.minus(&part);
        if part.tally[0] < LEAST_LEADS || rest.tally[0] < LEAST_LEADS {
            return;
        }
        let odds_ratio = (part.mean_push() - rest.mean_push()).exp();
        let surprise = likelihood_ratio(part.tally, rest.tally);
        divisions.push(Division {
            field,
            side,
            with: part.tally,
            surprise,
            odds_ratio,
        });
    };
    let Some(ranges) = counts.ranges() else {
        // By name, because the codes depend on the order of the rows.
        let mut levels: Vec<(&str, usize)> =
            counts.levels().map(|(name, _)| name).zip(0..).collect();
        levels.retain(|(_, level)| tallies[*level][0] >= LEAST_LEADS);
        levels.sort_unstable();
        for (_, level) in levels {
            add(
                Side::Level(level as u32),
                Part::of(&tallies[level..=level], &pushes[level..=level]),
            );
        }
        return;
    };
    let end = ranges.len();
    for cut in 1..end {
        add(Side::Below(cut), Part::of(&tallies[..cut], &pushes[..cut]));
        add(
            Side::From(cut),
            Part::of(&tallies[cut..end], &pushes[cut..end]),
        );
    }
    add(Side::Missing, Part::of(&tallies[end..], &pushes[end..]));
}

/// Leads and won leads, and the sum of what the field adds to their log odds.
struct Part {
    tally: [u64; 2],
    push: f64,
}

impl Part {
    fn of(tallies: &[[u64; 2]], pushes: &[f64]) -> Self {
        Self {
            tally: super::counts::total(tallies),
            push: pushes.iter().sum(),
        }
    }
    fn minus(&self, other: &Self) -> Self {
        let tally = [
            self.tally[0] - other.tally[0],
            self.tally[1] - other.tally[1],
        ];
        Self {
            tally,
            push: self.push - other.push,
        }
    }
    fn mean_push(&self) -> f64 {
        self.push / self.tally[0] as f64
    }
}

impl Side {
    fn is_cut(self) -> bool {
        matches!(self, Self::From(_) | Self::Below(_))
    }
    fn holds(self, code: u32, ranges: usize) -> bool {
        let range = code as usize;
        match self {
            Self::Level(level) => code == level,
            Self::From(cut) => range >= cut && range < ranges,
            Self::Below(cut) => range < cut,
            Self::Missing => range == ranges,
        }
    }
}

/// The leads of the sample on one side, a bit each.
struct Members {
    bits: Vec<u64>,
    all: u64,
    count: u64,
}

impl Members {
    fn of(counts: &Counts, side: Side) -> Self {
        let ranges = counts.ranges().map_or(0, <[_]>::len);
        let bits: Vec<u64> = counts
            .codes
            .chunks(64)
            .map(|codes| {
                codes.iter().rev().fold(0, |bits, code| {
                    bits << 1 | u64::from(side.holds(*code, ranges))
                })
            })
            .collect();
        let count = bits.iter().map(|word| u64::from(word.count_ones())).sum();
        Self {
            bits,
            all: counts.codes.len() as u64,
            count,
        }
    }

    /// 1 for the same leads, also for exactly the others; 0 for nothing in common.
    fn alike(&self, other: &Self) -> f64 {
        let both: u64 = self
            .bits
            .iter()
            .zip(&other.bits)
            .map(|(a, b)| u64::from((a & b).count_ones()))
            .sum();
        let [n, a, b, both] = [self.all, self.count, other.count, both].map(|count| count as f64);
        (n * both - a * b).abs() / (a * (n - a) * b * (n - b)).sqrt()
    }
}

/// How many of the divisions, the most surprising first, are more than chance.
fn beyond_chance(divisions: &[Division]) -> usize {
    let tried = divisions.len() as f64;
    let chance_below = |rank: usize| FALSE_SHARE * (rank + 1) as f64 / tried;
    (0..divisions.len())
        .rfind(|rank| chance_of(divisions[*rank].surprise) <= chance_below(*rank))
        .map_or(0, |rank| rank + 1)
}

/// Twice the log likelihood of two rates over that of one; about 0 to 10 by chance.
fn likelihood_ratio(with: [u64; 2], without: [u64; 2]) -> f64 {
    let log_likelihood = |[n, hits]: [u64; 2]| {
        let part = |count: u64| {
            if count == 0 {
                0.0
            } else {
                count as f64 * (count as f64 / n as f64).ln()
            }
        };
        part(hits) + part(n - hits)
    };
    let as_one = log_likelihood([with[0] + without[0], with[1] + without[1]]);
    (2.0 * (log_likelihood(with) + log_likelihood(without) - as_one)).max(0.0)
}

/// How often chance alone makes a likelihood ratio of this size or more (chi square, one degree of freedom).
fn chance_of(likelihood_ratio: f64) -> f64 {
    // erfc by Numerical Recipes, exact to 1.2e-7 of its value.
    const TERMS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let z = (likelihood_ratio / 2.0).sqrt();
    let t = 1.0 / (1.0 + z / 2.0);
    let series = TERMS.iter().rev().fold(0.0, |sum, term| sum * t + term);
    t * (series - z * z).exp()
}

/// The rates on all leads, not only those of the sample.
fn recount(field: &Field, counts: &Counts, side: Side, won: &[bool], rows: &[u32]) -> (Rate, Rate) {
    let mut tallies = [[0u64; 2]; 2];
    for row in rows {
        let has = match (&field.values, counts.ranges()) {
            (FieldValues::Choice(labels), _) => side.holds(labels.codes()[*row as usize], 0),
            (FieldValues::Number(values), Some(ranges)) => {
                let value = values[*row as usize];
                match side {
                    Side::From(cut) => value >= ranges[cut].from,
                    Side::Below(cut) => value < ranges[cut].from,
                    Side::Missing => !value.is_finite(),
                    Side::Level(_) => false,
                }
            }
            (FieldValues::Number(_), None) => false,
        };
        let tally = &mut tallies[usize::from(!has)];
        tally[0] += 1;
        tally[1] += u64::from(won[*row as usize]);
    }
    let [with, without] = tallies.map(|[n, hits]| rate(hits, n));
    (with, without)
}

fn overlap(a: &Rate, b: &Rate) -> bool {
    match (a.interval, b.interval) {
        (Some(a), Some(b)) => a[0] <= b[1] && b[0] <= a[1],
        _ => true,
    }
}

/// The value as the export spells it; a range of numbers as `≥ 674`, `< 3` or, if it holds just one, `0`.
fn spell(field: &Field, counts: &Counts, side: Side) -> String {
    match (side, &field.values, counts.ranges()) {
        (Side::Level(level), FieldValues::Choice(labels), _) => labels.name(level).to_owned(),
        (Side::From(cut), _, Some(ranges)) => match (ranges[cut].from, ranges[ranges.len() - 1].to)
        {
            (from, to) if from == to => from.to_string(),
            (from, _) => format!("≥ {}", roundest(ranges[cut - 1].to, from)),
        },
        (Side::Below(cut), _, Some(ranges)) => match (ranges[0].from, ranges[cut - 1].to) {
            (from, to) if from == to => from.to_string(),
            (_, to) => format!("< {}", roundest(to, ranges[cut].from)),
        },
        _ => String::new(),
    }
}

/// The number with the fewest digits above `below` and not above `to`: it cuts at the same place.
fn roundest(below: f64, to: f64) -> f64 {
    let mut step = 10f64.powi(
        to.abs()
            .max(below.abs())
            .log10()
            .ceil()
            .clamp(-300.0, 300.0) as i32,
    );
    for _ in 0..17 {
        // Dividing by a whole number keeps 0.1 from becoming 0.1000000001.
        let round = if step < 1.0 {
            (to * (1.0 / step).round()).floor() / (1.0 / step).round()
        } else {
            (to / step).floor() * step
        };
        if round > below && round <= to {
            return round;
        }
        step /= 10.0;
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_has_as_few_digits_as_it_can() {
        let table = [
            (673.0, 674.0, 674.0),
            (0.4999, 0.5123, 0.5),
            (996.0, 1021.0, 1000.0),
            (0.1234, 0.12367, 0.1236),
            (-5.0, -3.0, -3.0),
            (-0.5, 0.5, 0.0),
            (0.0, 1.0, 1.0),
        ];
        for (below, to, expected) in table {
            assert_eq!(roundest(below, to), expected, "between {below} and {to}");
        }
    }

    #[test]
    fn chance_is_that_of_the_chi_square() {
        for (likelihood_ratio, expected) in [
            (0.0, 1.0),
            (3.841_459, 0.05),
            (6.634_897, 0.01),
            (30.0, 4.320_463e-8),
        ] {
            let chance = chance_of(likelihood_ratio);
            assert!(
                (chance / expected - 1.0).abs() < 1e-5,
                "{likelihood_ratio}: {chance}"
            );
        }
    }
}
