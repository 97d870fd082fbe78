//! Stale: open leads that have waited longer than leads that came to something.

use crate::columns::{DAY, Labels, Time, units};
use crate::leads::{Leads, Outcome, time_to};
use crate::stats::Spread;
use serde::Serialize;

/// So many of the stale leads are named.
const MOST_ROWS: usize = 20;

/// Open leads gone stale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stale {
    /// Open leads older than `after_days`.
    pub leads: u64,
    /// Open leads in all, of those known when they came.
    pub of_open: u64,
    /// The age by which nine of ten wins had happened, or losses where nothing is won.
    pub after_days: f64,
    /// What `after_days` is taken from: won or lost leads.
    pub basis: Outcome,
    /// How many of them it rests on.
    pub basis_leads: u64,
    /// Worth of the stale ones; `None` where none of them has a value.
    pub value: Option<f64>,
    /// Age of all the open leads, in days.
    pub age_days: Spread,
    /// Rows of the oldest ones, the oldest first (at most 20).
    pub rows: Vec<usize>,
}

/// Open leads older, at `as_of`, than nine of ten won leads were when they were
/// won. Leads that come after `as_of` are left out. `None` where no open lead has
/// an age, or neither wins nor losses tell how long leads take. See
/// `docs/figures.md#stale`.
pub fn stale(leads: &Leads, as_of: Time) -> Option<Stale> {
    let basis_of = |outcome| time_to(leads, outcome).days.map(|days| (outcome, days));
    let (basis, usual) = basis_of(Outcome::Won).or_else(|| basis_of(Outcome::Lost))?;
    let ages = open_ages(leads, as_of);
    let mut old: Vec<(Time, usize)> = ages
        .iter()
        .copied()
        .filter(|(age, _)| *age as f64 / DAY as f64 > usual.p90)
        .collect();
    let count = old.len() as u64;
    let values: Vec<i64> = old
        .iter()
        .filter_map(|(_, row)| leads.value.as_ref().and_then(|values| values.get(*row)))
        .collect();

    let oldest_first = |a: &(Time, usize), b: &(Time, usize)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    if old.len() > MOST_ROWS {
        old.select_nth_unstable_by(MOST_ROWS, oldest_first);
        old.truncate(MOST_ROWS);
    }
    old.sort_unstable_by(oldest_first);
    let of_open = ages.len() as u64;
    Some(Stale {
        leads: count,
        of_open,
        after_days: usual.p90,
        basis,
        basis_leads: usual.n,
        value: (!values.is_empty())
            .then(|| units(values.iter().map(|value| i128::from(*value)).sum())),
        age_days: spread_of_ages(&ages)?,
        rows: old.into_iter().map(|(_, row)| row).collect(),
    })
}

/// Where leads stand now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    /// The stage as written; empty where the cell is empty.
    pub stage: String,
    /// What most leads in it came to; open before won before lost where as many did.
    pub outcome: Outcome,
    /// Whether all the leads in it came to that.
    pub pure: bool,
    /// Leads in it.
    pub leads: u64,
    /// Worth of them; `None` where none of them has a value.
    pub value: Option<f64>,
    /// Age of the open leads in it at `as_of`, in days.
    pub age_days: Option<Spread>,
}

/// The stages with a lead in them, most leads first, equal ones by name. Ages
/// need an `as_of`. See `docs/figures.md#stages`.
pub fn stages(stages: &Labels, leads: &Leads, as_of: Option<Time>) -> Vec<Stage> {
    let n = stages.names().len();
    let mut counts = vec![[0_u64; 4]; n];
    let mut worth = vec![None::<i128>; n];
    let mut ages: Vec<Vec<(Time, usize)>> = vec![Vec::new(); n];
    for (row, (code, outcome)) in stages.codes().iter().zip(&leads.outcome).enumerate() {
        counts[*code as usize][*outcome as usize] += 1;
        if let Some(value) = leads.value.as_ref().and_then(|values| values.get(row)) {
            *worth[*code as usize].get_or_insert(0) += i128::from(value);
        }
    }
    for (age, row) in as_of
        .map(|as_of| open_ages(leads, as_of))
        .unwrap_or_default()
    {
        ages[stages.codes()[row] as usize].push((age, row));
    }
    let mut rows: Vec<Stage> = (0..n)
        .filter(|code| counts[*code].iter().any(|count| *count > 0))
        .map(|code| {
            let leads: u64 = counts[code].iter().sum();
            let (outcome, most) = majority(counts[code]);
            Stage {
                stage: stages.names()[code].clone(),
                outcome,
                pure: most == leads,
                leads,
                value: worth[code].map(units),
                age_days: spread_of_ages(&ages[code]),
            }
        })
        .collect();
    rows.sort_by(|a, b| b.leads.cmp(&a.leads).then_with(|| a.stage.cmp(&b.stage)));
    rows
}

fn majority(counts: [u64; 4]) -> (Outcome, u64) {
    let outcomes = [
        Outcome::Open,
        Outcome::Won,
        Outcome::Lost,
        Outcome::Disqualified,
    ];
    let pairs = outcomes.into_iter().zip(counts);
    pairs
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .expect("there are four outcomes")
}

/// Age and row of the open leads that came before `as_of`.
fn open_ages(leads: &Leads, as_of: Time) -> Vec<(Time, usize)> {
    let Some(captured) = &leads.captured else {
        return Vec::new();
    };
    let rows = captured.iter().zip(&leads.outcome).enumerate();
    rows.filter(|(_, (_, outcome))| **outcome == Outcome::Open)
        .filter_map(|(row, (time, _))| Some((as_of.saturating_sub(time?), row)))
        .filter(|(age, _)| *age >= 0)
        .collect()
}

fn spread_of_ages(ages: &[(Time, usize)]) -> Option<Spread> {
    let mut ages: Vec<Time> = ages.iter().map(|(age, _)| *age).collect();
    Spread::of_times(&mut ages, DAY)
}
