//! Group: the leads of each channel, owner, product… side by side.
//!
//! One pass counts any column, so thirty columns of a million rows are no
//! matter. Labels count as they are written: the empty cell is a group of its
//! own, and so is `unknown`. Which of them mean the same is for
//! [`crate::spelling`] to say.

use crate::columns::{Labels, Time, units};
use crate::leads::{Leads, Outcome, each_elapsed, in_order};
use crate::stats::{Rate, Spread};
use lifecycle::source::{Family, family_of};
use serde::Serialize;

/// The leads that share a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The label as written; empty where the cell is empty.
    pub name: String,
    /// What they count.
    #[serde(flatten)]
    pub count: Count,
}

/// What a group of leads counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Count {
    /// Leads: the sum of the next four.
    pub leads: u64,
    /// Open ones.
    pub open: u64,
    /// Won ones.
    pub won: u64,
    /// Lost ones.
    pub lost: u64,
    /// Disqualified ones.
    pub disqualified: u64,
    /// won / leads.
    pub won_rate: Rate,
    /// won / (won + lost); `None` where nothing in the group is recorded as lost.
    pub win_rate_of_closed: Option<Rate>,
    /// Worth of the won ones; `None` where leads have no values, or no won one here has.
    pub won_value: Option<f64>,
    /// Captured to won; `None` where no won lead here has both times.
    pub time_to_win_days: Option<Spread>,
}

/// The groups of a column, most leads first, equal ones by name. Labels without
/// a lead are left out. See `docs/figures.md#groups`.
pub fn group(labels: &Labels, leads: &Leads) -> Vec<Group> {
    grouped(labels, leads, true)
}

/// The same without the times to win, which cost more than all the rest: for
/// columns by the dozen.
pub fn group_untimed(labels: &Labels, leads: &Leads) -> Vec<Group> {
    grouped(labels, leads, false)
}

fn grouped(labels: &Labels, leads: &Leads, timed: bool) -> Vec<Group> {
    let counts = count(labels.codes(), labels.names().len(), leads, timed);
    let named = counts.into_iter().zip(labels.names());
    let mut groups: Vec<Group> = named
        .filter(|(count, _)| count.leads > 0)
        .map(|(count, name)| Group {
            name: name.clone(),
            count,
        })
        .collect();
    groups.sort_by(|a, b| {
        b.count
            .leads
            .cmp(&a.count.leads)
            .then_with(|| a.name.cmp(&b.name))
    });
    groups
}

/// The leads of one family of sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyGroup {
    /// The family.
    pub family: Family,
    /// Channels in it, as they are written.
    pub channels: u64,
    /// Share of all leads.
    pub share: f64,
    /// What they count.
    #[serde(flatten)]
    pub count: Count,
}

/// The channels gathered into the four families and `unknown`, most leads
/// first. Families without a lead are left out.
pub fn families(channels: &Labels, leads: &Leads) -> Vec<FamilyGroup> {
    const FAMILIES: [Family; 5] = [
        Family::Campaign,
        Family::Event,
        Family::Referral,
        Family::Prospecting,
        Family::Unknown,
    ];
    let family_of_code: Vec<u32> = channels
        .names()
        .iter()
        .map(|name| family_of(name) as u32)
        .collect();
    let mut used = vec![false; family_of_code.len()];
    let codes: Vec<u32> = channels
        .codes()
        .iter()
        .map(|code| {
            used[*code as usize] = true;
            family_of_code[*code as usize]
        })
        .collect();
    let counts = count(&codes, FAMILIES.len(), leads, true);
    let mut groups: Vec<FamilyGroup> = FAMILIES
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| count.leads > 0)
        .map(|(family, count)| FamilyGroup {
            family,
            channels: used
                .iter()
                .zip(&family_of_code)
                .filter(|(used, of)| **used && **of == family as u32)
                .count() as u64,
            share: count.leads as f64 / leads.len() as f64,
            count,
        })
        .collect();
    groups.sort_by(|a, b| {
        b.count
            .leads
            .cmp(&a.count.leads)
            .then(a.family.cmp(&b.family))
    });
    groups
}

/// Counts the leads of each code; `codes` has a code below `groups` for each lead.
fn count(codes: &[u32], groups: usize, leads: &Leads, timed: bool) -> Vec<Count> {
    debug_assert_eq!(codes.len(), leads.len(), "a column has a row for each lead");
    let mut outcomes = vec![[0_u64; 4]; groups];
    for (code, outcome) in codes.iter().zip(&leads.outcome) {
        outcomes[*code as usize][*outcome as usize] += 1;
    }
    let worth = won_worth(codes, groups, leads);
    let mut times = if timed {
        WinTimes::of(codes, &outcomes, leads)
    } else {
        WinTimes::none(groups)
    };
    outcomes
        .iter()
        .enumerate()
        .map(|(code, [open, won, lost, disqualified])| {
            let n = open + won + lost + disqualified;
            Count {
                leads: n,
                open: *open,
                won: *won,
                lost: *lost,
                disqualified: *disqualified,
                won_rate: Rate::of(*won, n),
                win_rate_of_closed: (*lost > 0).then(|| Rate::of(*won, won + lost)),
                won_value: worth.as_ref().and_then(|worth| {
                    let (total, known) = worth[code];
                    (*won == 0 || known > 0).then(|| units(total))
                }),
                time_to_win_days: in_order(times.of_group(code)),
            }
        })
        .collect()
}

/// For each code the worth of its won leads and how many of them have a value.
fn won_worth(codes: &[u32], groups: usize, leads: &Leads) -> Option<Vec<(i128, u64)>> {
    let values = leads.value.as_ref()?;
    let mut worth = vec![(0_i128, 0_u64); groups];
    for (row, (code, outcome)) in codes.iter().zip(&leads.outcome).enumerate() {
        if *outcome == Outcome::Won
            && let Some(value) = values.get(row)
        {
            let (total, known) = &mut worth[*code as usize];
            *total += i128::from(value);
            *known += 1;
        }
    }
    Some(worth)
}

/// Times from captured to won, those of one group next to each other.
struct WinTimes {
    times: Vec<Time>,
    ranges: Vec<(usize, usize)>, // First and one past the last in `times`, by code.
}

impl WinTimes {
    fn of(codes: &[u32], outcomes: &[[u64; 4]], leads: &Leads) -> Self {
        if leads.captured.is_none() || leads.closed.is_none() {
            return Self::none(outcomes.len());
        }
        let mut total = 0;
        let mut ranges: Vec<(usize, usize)> = Vec::with_capacity(outcomes.len());
        for counts in outcomes {
            ranges.push((total, total));
            total += counts[Outcome::Won as usize] as usize;
        }
        let mut times = vec![0; total];
        each_elapsed(leads, Outcome::Won, |row, elapsed| {
            if let Some(elapsed) = elapsed {
                let (_, end) = &mut ranges[codes[row] as usize];
                times[*end] = elapsed;
                *end += 1;
            }
        });
        Self { times, ranges }
    }

    fn none(groups: usize) -> Self {
        Self {
            times: Vec::new(),
            ranges: vec![(0, 0); groups],
        }
    }

    fn of_group(&mut self, code: usize) -> &mut [Time] {
        let (start, end) = self.ranges[code];
        &mut self.times[start..end]
    }
}
