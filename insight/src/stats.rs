//! Stats: the few formulas that all figures share.
//!
//! Every formula names its source here and in `docs/figures.md`. Sums don't
//! depend on the order of the rows: an export sorted another way gives the
//! same figures to the last bit.
//!
//! Deliberately absent: anything that needs a random number, and any rounding.

use crate::columns::Time;
use serde::Serialize;

/// The quantile of the normal distribution that leaves 2.5 % on either side.
pub const Z_95: f64 = 1.959_964;

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

impl Rate {
    /// `hits` of `n`, with the Wilson score interval (Wilson 1927; see
    /// `docs/figures.md#rate`). More hits than `n` count as `n`.
    pub fn of(hits: u64, n: u64) -> Self {
        let hits = hits.min(n);
        if n == 0 {
            return Self {
                n,
                hits,
                rate: None,
                interval: None,
            };
        }
        let (count, rate) = (n as f64, hits as f64 / n as f64);
        let z2 = Z_95 * Z_95;
        let middle = (rate + z2 / (2.0 * count)) / (1.0 + z2 / count);
        let half = Z_95 / (1.0 + z2 / count)
            * (rate * (1.0 - rate) / count + z2 / (4.0 * count * count)).sqrt();
        // None and all are exact ends; rounding must not push an end past the rate.
        let low = if hits == 0 {
            0.0
        } else {
            (middle - half).clamp(0.0, rate)
        };
        let high = if hits == n {
            1.0
        } else {
            (middle + half).clamp(rate, 1.0)
        };
        Self {
            n,
            hits,
            rate: Some(rate),
            interval: Some([low, high]),
        }
    }
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

impl Spread {
    /// Spread of plain numbers, in linear time; reorders them and drops those
    /// that aren't finite. `None` if nothing is left.
    ///
    /// Quantiles interpolate between neighbours (type 7 of Hyndman & Fan 1996,
    /// as numpy, R and Excel do by default).
    pub fn of(values: &mut Vec<f64>) -> Option<Self> {
        values.retain(|value| value.is_finite());
        let mean = sum(values) / values.len() as f64;
        let (median, p90) = median_and_p90(values, f64::total_cmp, |value| value)?;
        Some(Self {
            n: values.len() as u64,
            median,
            mean,
            p90,
        })
    }

    /// Spread of elapsed times, given in `unit`s (`DAY`, `HOUR`, `SECOND`); reorders them.
    pub fn of_times(times: &mut [Time], unit: Time) -> Option<Self> {
        let total: i128 = times.iter().map(|time| i128::from(*time)).sum();
        let per_unit = |micros: f64| micros / unit as f64;
        let (median, p90) = median_and_p90(times, Ord::cmp, |time| time as f64)?;
        let mean = total as f64 / times.len() as f64;
        Some(Self {
            n: times.len() as u64,
            median: per_unit(median),
            mean: per_unit(mean),
            p90: per_unit(p90),
        })
    }

    /// Spread of amounts in ten-thousandths of a unit, given in units; reorders them.
    pub fn of_money(amounts: &mut [i64]) -> Option<Self> {
        Self::of_times(amounts, 10_000)
    }
}

/// The two quantiles every spread shows, by selection instead of sorting.
fn median_and_p90<T: Copy>(
    values: &mut [T],
    order: impl Fn(&T, &T) -> std::cmp::Ordering + Copy,
    number: impl Fn(T) -> f64,
) -> Option<(f64, f64)> {
    let last = values.len().checked_sub(1)?;
    let mut at = |numerator: usize, denominator: usize| {
        // In whole numbers: `0.9 * last` in floating point may miss an exact rank.
        let (rank, rest) = (
            last * numerator / denominator,
            last * numerator % denominator,
        );
        let (_, below, above) = values.select_nth_unstable_by(rank, order);
        let below = number(*below);
        if rest == 0 {
            return below;
        }
        let next = above
            .iter()
            .copied()
            .min_by(order)
            .expect("a rank with a rest has a neighbour above");
        below + (number(next) - below) * rest as f64 / denominator as f64
    };
    Some((at(1, 2), at(9, 10)))
}

/// The sum, the same for every order of the values.
///
/// All values are put on one binary grid, fine enough that 80 bits below the
/// greatest one count, and added up as whole numbers.
pub fn sum(values: &[f64]) -> f64 {
    let greatest = values
        .iter()
        .fold(0.0_f64, |greatest, value| greatest.max(value.abs()));
    if greatest == 0.0 || !greatest.is_finite() {
        return if greatest == 0.0 { 0.0 } else { f64::NAN };
    }
    let up = 80 - greatest.log2().ceil() as i32;
    // In two steps: one power of two may lie beyond the range of f64.
    let (first, second) = (2.0_f64.powi(up / 2), 2.0_f64.powi(up - up / 2));
    let total: i128 = values
        .iter()
        .map(|value| (value * first * second) as i128)
        .sum();
    total as f64 / first / second
}

/// What comes out when groups are compared that should be alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The test statistic (chi-square).
    pub chi_square: f64,
    /// Degrees of freedom: groups less one.
    pub degrees: u64,
    /// Chance of at least such a difference if all groups were alike.
    pub p_value: f64,
}

/// Whether groups share one rate: Pearson's chi-square test on `(hits, n)` of
/// each group. `None` for fewer than two groups or where nothing or everything hits.
///
/// Trustworthy where each group expects 5 hits and 5 misses (Cochran 1954):
/// choosing such groups is the caller's part.
pub fn alike(groups: &[(u64, u64)]) -> Option<Comparison> {
    let (hits, n) = groups
        .iter()
        .fold((0, 0), |(hits, n), group| (hits + group.0, n + group.1));
    let degrees = (groups.iter().filter(|group| group.1 > 0).count() as u64)
        .checked_sub(1)
        .filter(|d| *d > 0)?;
    if hits == 0 || hits >= n {
        return None;
    }
    let rate = hits as f64 / n as f64;
    let mut parts: Vec<f64> = groups
        .iter()
        .filter(|group| group.1 > 0)
        .map(|(hits, n)| {
            let (hits, n) = (*hits as f64, *n as f64);
            (hits - n * rate).powi(2) / (n * rate * (1.0 - rate))
        })
        .collect();
    parts.sort_by(f64::total_cmp);
    let chi_square = parts.iter().sum();
    Some(Comparison {
        chi_square,
        degrees,
        p_value: chi_square_tail(chi_square, degrees),
    })
}

/// How far two rates are apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The first rate less the second.
    pub difference: f64,
    /// Its interval, 95 % (Newcombe 1998, method 10: from the two Wilson intervals).
    pub interval: [f64; 2],
    /// Chance of such a difference if both were one (two-sided z-test, pooled).
    pub p_value: f64,
}

/// Compares two rates; `None` if one of them rests on nothing.
pub fn difference(a: Rate, b: Rate) -> Option<Difference> {
    let (rate_a, rate_b) = (a.rate?, b.rate?);
    let ([low_a, high_a], [low_b, high_b]) = (a.interval?, b.interval?);
    let difference = rate_a - rate_b;
    let down = ((rate_a - low_a).powi(2) + (high_b - rate_b).powi(2)).sqrt();
    let up = ((high_a - rate_a).powi(2) + (rate_b - low_b).powi(2)).sqrt();
    // The square of the pooled z is the chi-square of two groups.
    let p_value =
        alike(&[(a.hits, a.n), (b.hits, b.n)]).map_or(1.0, |comparison| comparison.p_value);
    Some(Difference {
        difference,
        interval: [difference - down, difference + up],
        p_value,
    })
}

/// How unevenly amounts are shared: 0 all alike, near 1 one has it all. `None`
/// where there is nothing to share. Amounts below zero count as zero.
pub fn gini(amounts: &mut [i128]) -> Option<f64> {
    amounts.sort_unstable();
    let n = amounts.len() as f64;
    let (mut total, mut weighted) = (0_i128, 0.0);
    for (rank, amount) in amounts.iter().enumerate() {
        let amount = (*amount).max(0);
        total += amount;
        weighted += (rank as f64 + 1.0) * amount as f64;
    }
    (total > 0).then(|| (2.0 * weighted / (n * total as f64) - (n + 1.0) / n).clamp(0.0, 1.0))
}

/// Chance that a chi-square variable of so many degrees exceeds `x`.
pub fn chi_square_tail(x: f64, degrees: u64) -> f64 {
    if x <= 0.0 || degrees == 0 {
        return 1.0;
    }
    upper_gamma(degrees as f64 / 2.0, x / 2.0)
}

/// Regularised upper incomplete gamma function Q(a, x), for a > 0 and x > 0.
///
/// Below a + 1 by the power series of P (DLMF 8.11.4), above by the continued
/// fraction of Q (DLMF 8.9.2) with the method of Lentz.
fn upper_gamma(a: f64, x: f64) -> f64 {
    const STEPS: u32 = 100_000;
    const FINE: f64 = 1e-15;
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut total) = (1.0 / a, 1.0 / a);
        for step in 1..STEPS {
            term *= x / (a + f64::from(step));
            total += term;
            if term < total * FINE {
                break;
            }
        }
        return (1.0 - total * scale).clamp(0.0, 1.0);
    }
    let tiny = f64::MIN_POSITIVE / f64::EPSILON;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut fraction = d;
    for step in 1..STEPS {
        let step = f64::from(step);
        let numerator = -step * (step - a);
        b += 2.0;
        d = 1.0 / away_from_zero(numerator * d + b, tiny);
        c = away_from_zero(b + numerator / c, tiny);
        fraction *= d * c;
        if (d * c - 1.0).abs() < FINE {
            break;
        }
    }
    (fraction * scale).clamp(0.0, 1.0)
}

fn away_from_zero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, below it by
/// the recurrence Γ(x + 1) = x Γ(x).
fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let (inverse, square) = (1.0 / x, 1.0 / (x * x));
    let series = inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(actual: f64, expected: f64, within: f64) {
        assert!(
            (actual - expected).abs() <= within,
            "{actual} is not {expected} ± {within}"
        );
    }

    #[test]
    fn wilson_agrees_with_the_published_examples() {
        // Newcombe 1998, table I, method 3 (score without continuity correction).
        for (hits, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let [l, h] = Rate::of(hits, n).interval.unwrap();
            near(l, low, 5e-5);
            near(h, high, 5e-5);
        }
        assert_eq!(Rate::of(0, 0).rate, None);
        assert_eq!(Rate::of(5, 5).interval.unwrap()[1], 1.0);
    }

    #[test]
    fn a_spread_interpolates_as_numpy_does() {
        // numpy.percentile([1, 2, 3, 4], [50, 90]) = [2.5, 3.7]
        let spread = Spread::of(&mut vec![4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((spread.n, spread.median, spread.mean), (4, 2.5, 2.5));
        near(spread.p90, 3.7, 1e-12);
        assert_eq!(
            Spread::of(&mut vec![7.0]).unwrap(),
            Spread {
                n: 1,
                median: 7.0,
                mean: 7.0,
                p90: 7.0
            }
        );
        assert_eq!(Spread::of(&mut vec![f64::NAN]), None);
        assert_eq!(Spread::of_times(&mut [], 1), None);
        let hours =
            Spread::of_times(&mut [7_200_000_000, 3_600_000_000, 0], crate::columns::HOUR).unwrap();
        assert_eq!((hours.median, hours.mean), (1.0, 1.0));
    }

    #[test]
    fn sums_do_not_depend_on_the_order() {
        let values = [1e16, 1.0, -1e16, 0.1, 0.2, 0.3, 1e-3];
        let mut turned = values;
        turned.reverse();
        assert_eq!(sum(&values), sum(&turned));
        near(sum(&values), 1.601, 1e-7);
        near(sum(&[1e300, 1e300]), 2e300, 1e287);
        near(sum(&[1e-300, 1e-300]), 2e-300, 1e-313);
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn chi_square_tails_agree_with_the_tables() {
        // NIST/SEMATECH e-Handbook 1.3.6.7.4, upper critical values.
        for (x, degrees, p) in [
            (3.841, 1, 0.05),
            (6.635, 1, 0.01),
            (5.991, 2, 0.05),
            (18.307, 10, 0.05),
            (23.209, 10, 0.01),
            (124.342, 100, 0.05),
            (149.449, 100, 0.001),
        ] {
            near(chi_square_tail(x, degrees), p, p * 0.002);
        }
        // Two degrees have a closed form.
        near(chi_square_tail(40.0, 2), (-20.0_f64).exp(), 1e-20);
        assert_eq!(chi_square_tail(0.0, 3), 1.0);
        near(chi_square_tail(9_999.333, 10_000), 0.5, 1e-3);
    }

    #[test]
    fn alike_is_the_test_of_the_textbook() {
        // 2 × 2 by hand: rate 0.5, (15-10)²/5 + (5-10)²/5 = 10.
        let comparison = alike(&[(15, 20), (5, 20)]).unwrap();
        near(comparison.chi_square, 10.0, 1e-12);
        assert_eq!(comparison.degrees, 1);
        near(comparison.p_value, 0.001_565, 1e-6);
        assert_eq!(alike(&[(3, 10)]), None);
        assert_eq!(alike(&[(0, 10), (0, 10)]), None);
        assert_eq!(alike(&[(10, 10), (10, 10)]), None);
        assert_eq!(alike(&[(1, 10), (0, 0)]), None);
    }

    #[test]
    fn two_rates_differ_by_newcombes_interval() {
        // Newcombe 1998 (comparing two proportions), table II, method 10: 56/70 and 48/80.
        let d = difference(Rate::of(56, 70), Rate::of(48, 80)).unwrap();
        near(d.difference, 0.2, 1e-12);
        near(d.interval[0], 0.0524, 5e-5);
        near(d.interval[1], 0.3339, 5e-5);
        near(d.p_value, 0.0080, 5e-4);
        assert_eq!(difference(Rate::of(0, 0), Rate::of(1, 2)), None);
    }

    #[test]
    fn gini_knows_its_ends() {
        assert_eq!(gini(&mut [5, 5, 5, 5]), Some(0.0));
        near(gini(&mut [0, 0, 0, 8]).unwrap(), 0.75, 1e-12);
        near(gini(&mut [1, 2, 3, 4]).unwrap(), 0.25, 1e-12);
        assert_eq!(gini(&mut [0, 0]), None);
        assert_eq!(gini(&mut []), None);
        near(gini(&mut [-5, 10]).unwrap(), 0.5, 1e-12);
    }
}
