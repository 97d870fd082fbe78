//! Rhythm: how evenly leads arrive. Sales can't answer in time what comes in heaps.

use crate::calendar::Calendar;
use crate::columns::{DAY, Time};
use crate::flow::ends;
use crate::leads::Leads;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde::Serialize;

/// How evenly leads arrive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rhythm {
    /// Leads in each week (ISO, Monday), from the first to the last, empty ones too.
    pub weeks: Vec<Week>,
    /// Mean leads a week.
    pub mean: f64,
    /// Standard deviation as a share of the mean: 0 is perfectly even.
    pub variation: f64,
    /// Weeks without any lead.
    pub empty_weeks: u64,
    /// The longest time without a lead; `None` where all came on one day.
    pub longest_gap: Option<Gap>,
    /// Leads by weekday, Monday first; `None` where all share one weekday, or
    /// all came on the first of a month, which then stands for the month.
    pub weekdays: Option<[u64; 7]>,
}

/// One week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Week {
    /// Its Monday: `2018-03-05`.
    pub monday: String,
    /// Leads that came.
    pub leads: u64,
}

/// A time without a lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// The day of the last lead before.
    pub from: String,
    /// The day of the next lead.
    pub to: String,
    /// Between the two leads, in days of elapsed time.
    pub days: f64,
}

/// How evenly leads came, in local weeks. The first and the last week count
/// whole, though the data may begin or end within them. `None` where it isn't
/// known when leads came, or where that spans more than a hundred years and so
/// can't be true. See `docs/figures.md#rhythm`.
pub fn rhythm(leads: &Leads, zone: &TimeZone) -> Option<Rhythm> {
    let captured = leads.captured.as_ref()?;
    let (first, last) = ends(captured.known())?;
    let calendar = Calendar::days(first, last, zone)?;
    let mut days = vec![Day::default(); calendar.len()];
    for time in captured.known() {
        days[calendar.index(time)].add(time);
    }

    // Day 0 of the calendar need not be a Monday.
    let offset = calendar.date(0).weekday().to_monday_zero_offset() as usize;
    let mut weekdays = [0; 7];
    let mut weeks = vec![0_u64; (offset + days.len() - 1) / 7 + 1];
    for (index, day) in days.iter().enumerate() {
        weekdays[(offset + index) % 7] += day.leads;
        weeks[(offset + index) / 7] += day.leads;
    }
    let busy: Vec<usize> = (0..days.len())
        .filter(|index| days[*index].leads > 0)
        .collect();
    let one_weekday = weekdays.iter().filter(|leads| **leads > 0).count() == 1;
    let only_months = busy.iter().all(|index| calendar.date(*index).day() == 1);
    let (mean, variation) = mean_and_variation(&weeks);
    Some(Rhythm {
        mean,
        variation,
        empty_weeks: weeks.iter().filter(|leads| **leads == 0).count() as u64,
        longest_gap: longest_gap(&days, &busy, &calendar),
        weekdays: (!one_weekday && !only_months).then_some(weekdays),
        weeks: weeks
            .into_iter()
            .enumerate()
            .map(|(week, leads)| {
                let from_first_day = (week as i64 * 7 - offset as i64).days();
                let monday = calendar.date(0).saturating_add(from_first_day);
                Week {
                    monday: monday.to_string(),
                    leads,
                }
            })
            .collect(),
    })
}

#[derive(Clone, Default)]
struct Day {
    leads: u64,
    first: Time,
    last: Time,
}

impl Day {
    fn add(&mut self, time: Time) {
        self.first = if self.leads == 0 {
            time
        } else {
            self.first.min(time)
        };
        self.last = if self.leads == 0 {
            time
        } else {
            self.last.max(time)
        };
        self.leads += 1;
    }
}

/// The longest time between leads of different days, the earliest if there are
/// several. A gap within one day is never the point.
fn longest_gap(days: &[Day], busy: &[usize], calendar: &Calendar) -> Option<Gap> {
    let between = |pair: &[usize]| days[pair[1]].first - days[pair[0]].last;
    // `max_by_key` takes the last of equals, so the latest pair comes first.
    let longest = busy.windows(2).rev().max_by_key(|pair| between(pair))?;
    Some(Gap {
        from: calendar.date(longest[0]).to_string(),
        to: calendar.date(longest[1]).to_string(),
        days: between(longest) as f64 / DAY as f64,
    })
}

/// Mean, and standard deviation (of these very weeks, not of a sample) over the mean.
fn mean_and_variation(weeks: &[u64]) -> (f64, f64) {
    let n = weeks.len() as f64;
    let mean = weeks.iter().sum::<u64>() as f64 / n;
    let variance = weeks
        .iter()
        .map(|leads| (*leads as f64 - mean).powi(2))
        .sum::<f64>()
        / n;
    (
        mean,
        if mean > 0.0 {
            variance.sqrt() / mean
        } else {
            0.0
        },
    )
}
