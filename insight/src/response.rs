//! Response: how fast a person answers, and whether speed goes with success.
//!
//! It says that fast answers and wins go together, not that one makes the
//! other: hot leads get fast answers too.

use crate::columns::{DAY, HOUR, SECOND, Time};
use crate::leads::{Leads, Outcome};
use crate::stats::{Rate, Spread};
use serde::Serialize;

/// Time to the first human touch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// In hours of elapsed time.
    pub hours: Spread,
    /// Leads never touched, of those known when they came.
    pub never: u64,
    /// Share of touched leads within an hour; says nothing where `by_day`.
    pub within_1h: Rate,
    /// Share of touched leads within a day.
    pub within_24h: Rate,
    /// How the outcome goes with the speed: quickest first, `never` last; ranges
    /// without a lead are left out.
    pub by_speed: Vec<SpeedRow>,
    /// The touches are known only to the day, so hours and minutes can't be told.
    pub by_day: bool,
    /// Rows touched before they were captured: left out, and to be warned about.
    pub backwards: Vec<usize>,
}

/// Leads answered within a range of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpeedRow {
    /// `within 5 min`, `4 h to 1 day`…
    pub label: &'static str,
    /// Their win rate.
    pub won: Rate,
}

/// Where a range ends (inclusive), and its name.
type Range = (Time, &'static str);

const BY_MINUTE: &[Range] = &[
    (5 * 60 * SECOND, "within 5 min"),
    (HOUR, "5 min to 1 h"),
    (4 * HOUR, "1 h to 4 h"),
    (DAY, "4 h to 1 day"),
    (3 * DAY, "1 to 3 days"),
    (Time::MAX, "later"),
];

// Midnight to midnight, and the hour the clocks may shift in between.
const BY_DAY: &[Range] = &[
    (HOUR, "the same day"),
    (DAY + HOUR, "the next day"),
    (3 * DAY + HOUR, "2 to 3 days"),
    (Time::MAX, "later"),
];

/// From captured to the first human touch. `None` where either isn't known of
/// any lead. See `docs/figures.md#response`.
pub fn response(leads: &Leads) -> Option<Response> {
    let (captured, touched) = (leads.captured.as_ref()?, leads.first_touch.as_ref()?);
    let mut waits: Vec<(Time, bool)> = Vec::new();
    let mut backwards = Vec::new();
    let (mut never, mut never_won) = (0, 0);
    for (row, (came, touch)) in captured.iter().zip(touched.iter()).enumerate() {
        let won = leads.outcome[row] == Outcome::Won;
        match (came, touch) {
            (Some(came), Some(touch)) if touch >= came => {
                waits.push((touch.saturating_sub(came), won));
            }
            (Some(_), Some(_)) => backwards.push(row),
            (Some(_), None) => {
                never += 1;
                never_won += u64::from(won);
            }
            (None, _) => {}
        }
    }
    let by_day = waits.iter().all(|(wait, _)| is_whole_days(*wait));
    let ranges = if by_day { BY_DAY } else { BY_MINUTE };
    let mut counts = vec![(0_u64, 0_u64); ranges.len()];
    for (wait, won) in &waits {
        let range = ranges
            .iter()
            .position(|(end, _)| wait <= end)
            .expect("the last range has no end");
        counts[range].0 += u64::from(*won);
        counts[range].1 += 1;
    }
    let labels = ranges.iter().map(|(_, label)| *label).chain(["never"]);
    let by_speed = labels
        .zip(counts.into_iter().chain([(never_won, never)]))
        .filter(|(_, (_, n))| *n > 0)
        .map(|(label, (won, n))| SpeedRow {
            label,
            won: Rate::of(won, n),
        })
        .collect();

    let n = waits.len() as u64;
    let within = |limit| {
        Rate::of(
            waits.iter().filter(|(wait, _)| *wait <= limit).count() as u64,
            n,
        )
    };
    let (within_1h, within_24h) = (within(HOUR), within(DAY));
    let mut times: Vec<Time> = waits.into_iter().map(|(wait, _)| wait).collect();
    Some(Response {
        hours: Spread::of_times(&mut times, HOUR)?,
        never,
        within_1h,
        within_24h,
        by_speed,
        by_day,
        backwards,
    })
}

/// Days apart to the hour, as two midnights are, the clocks being shifted or not.
fn is_whole_days(wait: Time) -> bool {
    let rest = wait % DAY;
    rest == 0 || (wait > HOUR && (rest == HOUR || rest == DAY - HOUR))
}
