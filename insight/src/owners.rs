//! Owners: whether people differ by more than chance, and who carries too much.

use crate::columns::Labels;
use crate::group::{Count, Group, group};
use crate::leads::Leads;
use crate::stats::{Comparison, Rate, alike};
use serde::Serialize;

/// An owner needs so many leads to be compared.
const ENOUGH_LEADS: u64 = 20;
/// And so many hits and misses expected, for chi-square to be trusted (Cochran 1954).
const ENOUGH_EXPECTED: f64 = 5.0;

/// Whether owners differ by more than chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnerSpread {
    /// Owners compared (those with enough leads).
    pub owners: u64,
    /// The owner with the lowest rate, and the rate.
    pub lowest: (String, Rate),
    /// The owner with the highest rate, and the rate.
    pub highest: (String, Rate),
    /// The test that all are alike.
    pub test: Comparison,
    /// The rate it is about: `won_rate`, or `win_rate_of_closed` where losses are recorded.
    pub rate: &'static str,
}

/// Compares the owners with at least 20 leads. `None` for fewer than two of them.
///
/// It says that owners differ, not why: leads aren't dealt out by lot, and who
/// gets the easy ones wins more. See `docs/figures.md#owner-spread`.
pub fn owner_spread(owners: &Labels, leads: &Leads) -> Option<OwnerSpread> {
    spread_of(&named(group(owners, leads)))
}

fn spread_of(owners: &[Group]) -> Option<OwnerSpread> {
    let losses = owners.iter().any(|owner| owner.count.lost > 0);
    let rate_of = |count: &Count| {
        if losses {
            Rate::of(count.won, count.won + count.lost)
        } else {
            count.won_rate
        }
    };
    let mut compared: Vec<(&str, Rate)> = owners
        .iter()
        .map(|owner| (owner.name.as_str(), rate_of(&owner.count)))
        .filter(|(_, rate)| rate.n >= ENOUGH_LEADS)
        .collect();
    let pooled = overall(&compared);
    compared.retain(|(_, rate)| rate.n as f64 * pooled.min(1.0 - pooled) >= ENOUGH_EXPECTED);

    let pairs: Vec<(u64, u64)> = compared
        .iter()
        .map(|(_, rate)| (rate.hits, rate.n))
        .collect();
    let test = alike(&pairs)?;
    let named = |(name, rate): &(&str, Rate)| ((*name).to_owned(), *rate);
    let by_rate = |a: &&(&str, Rate), b: &&(&str, Rate)| {
        a.1.rate.partial_cmp(&b.1.rate).expect("rates are numbers")
    };
    Some(OwnerSpread {
        owners: compared.len() as u64,
        lowest: compared.iter().min_by(by_rate).map(named)?,
        highest: compared.iter().rev().max_by(by_rate).map(named)?,
        test,
        rate: if losses {
            "win_rate_of_closed"
        } else {
            "won_rate"
        },
    })
}

/// The rate of all these owners together; 0 for none.
fn overall(owners: &[(&str, Rate)]) -> f64 {
    let (hits, n) = owners.iter().fold((0, 0), |(hits, n), (_, rate)| {
        (hits + rate.hits, n + rate.n)
    });
    if n == 0 { 0.0 } else { hits as f64 / n as f64 }
}

/// How the open leads lie on the owners.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Load {
    /// Owners with any lead, open or not.
    pub owners: u64,
    /// The owner with the most open leads.
    pub most: String,
    /// How many these are.
    pub most_open: u64,
    /// Open leads of the median owner.
    pub median_open: f64,
    /// `most_open / median_open`; `None` where the median owner has none.
    pub ratio: Option<f64>,
}

/// How the open leads lie on the owners. `None` for fewer than two owners or no open lead.
pub fn load(owners: &Labels, leads: &Leads) -> Option<Load> {
    let owners = named(group(owners, leads));
    let most = owners.iter().rev().max_by_key(|owner| owner.count.open)?;
    if owners.len() < 2 || most.count.open == 0 {
        return None;
    }
    let mut open: Vec<u64> = owners.iter().map(|owner| owner.count.open).collect();
    open.sort_unstable();
    let median_open = (open[(open.len() - 1) / 2] + open[open.len() / 2]) as f64 / 2.0;
    Some(Load {
        owners: owners.len() as u64,
        most: most.name.clone(),
        most_open: most.count.open,
        median_open,
        ratio: (median_open > 0.0).then(|| most.count.open as f64 / median_open),
    })
}

/// Leads of nobody tell nothing about anybody.
fn named(mut owners: Vec<Group>) -> Vec<Group> {
    owners.retain(|owner| !owner.name.trim().is_empty());
    owners
}
