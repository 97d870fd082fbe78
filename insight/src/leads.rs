//! Leads: what became of each lead, as columns, and the plainest figures on them.
//!
//! A lead closes when it is won, lost or disqualified; a closing time on an
//! open lead is a plan, not a fact, and no figure counts it.

use crate::columns::{DAY, HOUR, Labels, Moneys, Time, Times, units};
use crate::stats::{Rate, Spread};
use serde::Serialize;

/// What became of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// Nothing yet: somebody owes it something.
    Open,
    /// Became a customer.
    Won,
    /// Lost on the way.
    Lost,
    /// Was never a lead: spam, wrong number, junk.
    Disqualified,
}

impl Outcome {
    /// The word used in the JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Disqualified => "disqualified",
        }
    }
}

/// One row a lead. All columns that are there have [`Leads::len`] rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Leads {
    /// What became of it.
    pub outcome: Vec<Outcome>,
    /// When it came.
    pub captured: Option<Times>,
    /// When it was won, lost or disqualified.
    pub closed: Option<Times>,
    /// When a person first touched it.
    pub first_touch: Option<Times>,
    /// When anything last happened to it.
    pub last_touch: Option<Times>,
    /// What it was worth.
    pub value: Option<Moneys>,
    /// The channel it came by.
    pub source: Option<Labels>,
    /// Who looks after it.
    pub owner: Option<Labels>,
    /// Where it stands.
    pub stage: Option<Labels>,
}

impl Leads {
    /// How many.
    pub fn len(&self) -> usize {
        self.outcome.len()
    }
    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.outcome.is_empty()
    }
    /// When a lead closed; `None` for one that is open, or whose time isn't known.
    pub fn closed_at(&self, row: usize) -> Option<Time> {
        let open = self
            .outcome
            .get(row)
            .is_none_or(|outcome| *outcome == Outcome::Open);
        if open {
            None
        } else {
            self.closed.as_ref()?.get(row)
        }
    }
    /// The first and the last time in the data, for the period it speaks of and
    /// as the present where nobody gives one. Plans (see the module) don't count.
    pub fn period(&self) -> Option<(Time, Time)> {
        let known = [&self.captured, &self.first_touch, &self.last_touch];
        let facts = known.into_iter().flatten().flat_map(Times::known);
        let closings = (0..self.len()).filter_map(|row| self.closed_at(row));
        facts
            .chain(closings)
            .fold(None, |period, time| match period {
                None => Some((time, time)),
                Some((from, to)) => Some((time.min(from), time.max(to))),
            })
    }
}

/// total = won + lost + disqualified + open, always.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balance {
    /// All leads.
    pub total: u64,
    /// Became customers.
    pub won: u64,
    /// Lost as an opportunity.
    pub lost: u64,
    /// Ended before they were one.
    pub disqualified: u64,
    /// None of these yet.
    pub open: u64,
    /// won / total.
    pub won_rate: Rate,
    /// won / (won + lost); `None` where nothing is recorded as lost.
    pub win_rate_of_closed: Option<Rate>,
    /// Worth of the won leads; `None` where no won lead has a value.
    pub won_value: Option<f64>,
    /// How the worth of a won lead spreads, over those with a value.
    pub won_value_spread: Option<Spread>,
    /// Worth of the open leads; `None` where no open lead has a value.
    pub open_value: Option<f64>,
}

/// Counts what became of all leads, and what they are worth. See `docs/figures.md#balance`.
pub fn balance(leads: &Leads) -> Balance {
    let mut counts = [0_u64; 4];
    for outcome in &leads.outcome {
        counts[*outcome as usize] += 1;
    }
    let [open, won, lost, disqualified] = counts;
    let mut won_values = values_of(leads, Outcome::Won);
    let open_values = values_of(leads, Outcome::Open);
    let worth = |values: &[i64], count: u64| {
        let known = leads.value.is_some() && (count == 0 || !values.is_empty());
        known.then(|| units(values.iter().map(|value| i128::from(*value)).sum()))
    };
    Balance {
        total: leads.len() as u64,
        won,
        lost,
        disqualified,
        open,
        won_rate: Rate::of(won, leads.len() as u64),
        win_rate_of_closed: (lost > 0).then(|| Rate::of(won, won + lost)),
        won_value: worth(&won_values, won),
        open_value: worth(&open_values, open),
        won_value_spread: Spread::of_money(&mut won_values),
    }
}

/// The known values of the leads with this outcome.
fn values_of(leads: &Leads, outcome: Outcome) -> Vec<i64> {
    let Some(values) = &leads.value else {
        return Vec::new();
    };
    let rows = leads
        .outcome
        .iter()
        .enumerate()
        .filter(|(_, of)| **of == outcome);
    rows.filter_map(|(row, _)| values.get(row)).collect()
}

/// How long leads took from captured to closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Elapsed {
    /// In days of elapsed time, fractions included, without the backward ones;
    /// `None` where no lead is left.
    pub days: Option<Spread>,
    /// The same as the times are written, the backward ones counted as they are.
    pub days_as_written: Option<Spread>,
    /// Rows that closed before they were captured: left out, and to be warned about.
    pub backwards: Vec<usize>,
    /// Leads with this outcome of which one of the two times isn't known.
    pub unknown: u64,
}

/// Captured to closed, for the leads with this outcome. A time given as a day
/// counts as its midnight. See `docs/figures.md#time-to-win`.
pub fn time_to(leads: &Leads, outcome: Outcome) -> Elapsed {
    let (mut times, mut early) = (Vec::new(), Vec::new());
    let (mut backwards, mut unknown) = (Vec::new(), 0);
    each_elapsed(leads, outcome, |row, elapsed| match elapsed {
        Some(elapsed) if elapsed >= 0 => times.push(elapsed),
        Some(elapsed) => {
            early.push(elapsed);
            backwards.push(row);
        }
        None => unknown += 1,
    });
    let days = Spread::of_times(&mut times, DAY);
    times.append(&mut early);
    Elapsed {
        days,
        days_as_written: Spread::of_times(&mut times, DAY),
        backwards,
        unknown,
    }
}

/// Calls for each lead with this outcome, in the order of rows, with the time
/// from captured to closed; `None` where one of the two isn't known.
///
/// Where closings are known by the day and captures by the minute, a lead that
/// closes on the day it came would seem to close up to a day too early: it
/// counts as closed at once.
pub(crate) fn each_elapsed(
    leads: &Leads,
    outcome: Outcome,
    mut call: impl FnMut(usize, Option<Time>),
) {
    let rows = leads
        .outcome
        .iter()
        .enumerate()
        .filter(|(_, of)| **of == outcome)
        .map(|(row, _)| row);
    let (Some(captured), Some(closed)) = (&leads.captured, &leads.closed) else {
        return rows.for_each(|row| call(row, None));
    };
    let coarse = are_days(closed.known()) && !are_days(captured.known());
    for row in rows {
        let elapsed = captured
            .get(row)
            .zip(closed.get(row))
            .map(|(from, to)| to.saturating_sub(from));
        call(
            row,
            match elapsed {
                Some(early) if coarse && (-DAY < early && early < 0) => Some(0),
                elapsed => elapsed,
            },
        );
    }
}

/// Whether these times are days: all at one time of day, give or take the hour
/// that the clocks are put forward and back. Empty is not.
pub(crate) fn are_days(times: impl Iterator<Item = Time>) -> bool {
    let mut seen: Option<Time> = None;
    for time in times {
        let of_day = time.rem_euclid(DAY);
        let first = *seen.get_or_insert(of_day);
        let apart = (of_day - first).abs();
        // Zones are whole quarters of an hour off UTC, so midnights are too.
        if of_day % (HOUR / 4) != 0 || !(apart == 0 || apart == HOUR || apart == DAY - HOUR) {
            return false;
        }
    }
    seen.is_some()
}
