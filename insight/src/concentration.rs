//! Concentration: how much hangs on few sources, people, accounts or deals.

use crate::columns::Labels;
use crate::leads::{Leads, Outcome};
use crate::stats::gini;
use serde::Serialize;

/// What is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The leads.
    Leads,
    /// The won leads.
    Won,
    /// The worth of the won leads.
    WonValue,
}

/// How much hangs on few.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concentration {
    /// How many share it: those with more than nothing.
    pub members: u64,
    /// The biggest one, by its name or row (see the function); the first of equals.
    pub top: String,
    /// Its share.
    pub top_share: f64,
    /// Share of the two biggest.
    pub top_two_share: f64,
    /// How many it takes for 80 %.
    pub members_for_80_percent: u64,
    /// Gini coefficient among the members: 0 all alike, 1 one has it all.
    pub gini: f64,
}

/// How leads, wins or worth concentrate on the labels of a column. Leads with an
/// empty label belong to nobody and are left out. `None` where nothing is shared.
/// See `docs/figures.md#concentration`.
pub fn concentration(labels: &Labels, leads: &Leads, measure: Measure) -> Option<Concentration> {
    let mut amounts = vec![0_i128; labels.names().len()];
    for (row, (code, outcome)) in labels.codes().iter().zip(&leads.outcome).enumerate() {
        amounts[*code as usize] += match measure {
            Measure::Leads => 1,
            Measure::Won => i128::from(*outcome == Outcome::Won),
            Measure::WonValue if *outcome == Outcome::Won => i128::from(
                leads
                    .value
                    .as_ref()
                    .and_then(|values| values.get(row))
                    .unwrap_or(0),
            ),
            Measure::WonValue => 0,
        };
    }
    let members = labels
        .names()
        .iter()
        .zip(amounts)
        .filter(|(name, _)| !name.trim().is_empty());
    shares(
        members
            .map(|(name, amount)| (name.as_str(), amount))
            .collect(),
        ToString::to_string,
    )
}

/// How the worth of the won leads concentrates on single deals; `top` is the row
/// of the biggest one. `None` where no won lead is worth anything.
pub fn concentration_of_deals(leads: &Leads) -> Option<Concentration> {
    let values = leads.value.as_ref()?;
    let won = leads
        .outcome
        .iter()
        .enumerate()
        .filter(|(_, outcome)| **outcome == Outcome::Won);
    let deals = won.filter_map(|(row, _)| Some((row, i128::from(values.get(row)?))));
    shares(deals.collect(), ToString::to_string)
}

/// Shares of the members with more than nothing, equal ones in the order of their names.
fn shares<Name: Ord>(
    mut members: Vec<(Name, i128)>,
    name_of: impl Fn(&Name) -> String,
) -> Option<Concentration> {
    members.retain(|(_, amount)| *amount > 0);
    members.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total: i128 = members.iter().map(|(_, amount)| amount).sum();
    let (top, biggest) = members.first()?;
    let second = members.get(1).map_or(0, |(_, amount)| *amount);
    let share = |amount: i128| amount as f64 / total as f64;

    let (mut reached, mut needed) = (0_i128, 0);
    for (_, amount) in &members {
        reached += amount;
        needed += 1;
        if reached * 5 >= total * 4 {
            break;
        }
    }
    let mut amounts: Vec<i128> = members.iter().map(|(_, amount)| *amount).collect();
    Some(Concentration {
        members: members.len() as u64,
        top: name_of(top),
        top_share: share(*biggest),
        top_two_share: share(biggest + second),
        members_for_80_percent: needed,
        gini: gini(&mut amounts)?,
    })
}
