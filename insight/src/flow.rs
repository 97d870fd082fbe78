//! Flow: leads by month, in the two views that must never be mixed.
//!
//! A **cohort** asks what became of the leads that came in a month; it needs
//! time before it can be judged. The **flow** asks what happened in a month,
//! whenever the leads came; it is what the bookkeeping sees.
//!
//! Deliberately absent: a "conversion rate by month" that divides the wins of
//! one month by the leads of the same month. It mixes both views.

use crate::calendar::{Calendar, month_name};
use crate::columns::{DAY, Time, units};
use crate::leads::{Leads, Outcome, time_to};
use crate::stats::Rate;
use jiff::tz::TimeZone;
use serde::Serialize;

/// Up to this many months, those without any lead are listed too.
const MOST_EMPTY_MONTHS: usize = 240;

/// Leads that came in one month, and what became of them until now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cohort {
    /// `2018-03`
    pub month: String,
    /// Leads that came.
    pub leads: u64,
    /// Of these, won by now.
    pub won: u64,
    /// won / leads.
    pub won_rate: Rate,
    /// Old enough to judge: nine of ten wins come within its age. Never where
    /// the time to win isn't known.
    pub mature: bool,
}

/// The leads by the local month in which they came, months without a lead left
/// out. `None` where it isn't known when they came. See `docs/figures.md#cohorts`.
pub fn cohorts(leads: &Leads, zone: &TimeZone, as_of: Time) -> Option<Vec<Cohort>> {
    let captured = leads.captured.as_ref()?;
    let months = months_around(captured.known(), zone)?;
    let mut counts = vec![(0_u64, 0_u64); months.len()];
    for (time, outcome) in captured.iter().zip(&leads.outcome) {
        if let Some(time) = time {
            let (came, won) = &mut counts[months.index(time)];
            *came += 1;
            *won += u64::from(*outcome == Outcome::Won);
        }
    }
    let usual_days = time_to(leads, Outcome::Won).days.map(|days| days.p90);
    let age_days = |index| as_of.saturating_sub(months.end(index, zone)) as f64 / DAY as f64;
    let cohorts = counts
        .into_iter()
        .enumerate()
        .filter(|(_, (came, _))| *came > 0);
    Some(
        cohorts
            .map(|(index, (came, won))| Cohort {
                month: month_name(months.date(index)),
                leads: came,
                won,
                won_rate: Rate::of(won, came),
                mature: usual_days.is_some_and(|usual| age_days(index) >= usual),
            })
            .collect(),
    )
}

/// What happened in one month, whenever the leads came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// `2018-03`
    pub month: String,
    /// Leads that came in.
    pub captured: u64,
    /// Leads won.
    pub won: u64,
    /// Leads lost or disqualified.
    pub lost: u64,
    /// Worth won; `None` where leads have no values.
    pub won_value: Option<f64>,
}

/// What happened month by month, from the first to the last, quiet ones too
/// (up to twenty years of them). `None` without a single time.
pub fn flow(leads: &Leads, zone: &TimeZone) -> Option<Vec<Flow>> {
    let captured = || leads.captured.iter().flat_map(|times| times.known());
    let closings = || (0..leads.len()).filter_map(|row| Some((row, leads.closed_at(row)?)));
    let months = months_around(captured().chain(closings().map(|(_, time)| time)), zone)?;

    let mut counts = vec![[0_u64; 3]; months.len()];
    let mut worth = vec![0_i128; months.len()];
    for time in captured() {
        counts[months.index(time)][0] += 1;
    }
    for (row, time) in closings() {
        let month = months.index(time);
        if leads.outcome[row] == Outcome::Won {
            counts[month][1] += 1;
            worth[month] += i128::from(
                leads
                    .value
                    .as_ref()
                    .and_then(|values| values.get(row))
                    .unwrap_or(0),
            );
        } else {
            counts[month][2] += 1;
        }
    }
    let all = counts.len() <= MOST_EMPTY_MONTHS;
    let rows = counts.into_iter().zip(worth).enumerate();
    Some(
        rows.filter(|(_, (counts, _))| all || counts.iter().any(|count| *count > 0))
            .map(|(index, ([captured, won, lost], worth))| Flow {
                month: month_name(months.date(index)),
                captured,
                won,
                lost,
                won_value: leads.value.is_some().then(|| units(worth)),
            })
            .collect(),
    )
}

/// The months from the first of these times to the last.
fn months_around(times: impl Iterator<Item = Time>, zone: &TimeZone) -> Option<Calendar> {
    let (first, last) = ends(times)?;
    Some(Calendar::months(first, last, zone))
}

/// The first and the last of these times.
pub(crate) fn ends(times: impl Iterator<Item = Time>) -> Option<(Time, Time)> {
    times.fold(None, |ends, time| match ends {
        None => Some((time, time)),
        Some((first, last)) => Some((time.min(first), time.max(last))),
    })
}
