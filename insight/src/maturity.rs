//! Maturity: whether the data can be judged at all, and from when to when.
//!
//! Rates mislead in three ways that look like news and are none: wins were not
//! yet written down when the first leads came, wins were no longer written down
//! at the end, and young leads have not had their time.
//!
//! Both gaps are found the same way. Leads that came elsewhere in the data show
//! how quickly wins come. That pace says how many wins the silent stretch should
//! have seen; with five expected, none at all is an accident once in 150 times
//! (e⁻⁵), however rare wins are. A market that changes can look the same, so this
//! is a warning and not a correction.

use crate::columns::{DAY, Time};
use crate::flow::ends;
use crate::leads::{Leads, Outcome, time_to};
use crate::stats::{Difference, Rate, difference};
use serde::Serialize;

/// So many wins must have been expected in a silent stretch.
const ENOUGH_EXPECTED: f64 = 5.0;
/// And the chance of seeing none must be as small as this, the pace itself being
/// uncertain where it rests on few wins.
const SMALL_CHANCE: f64 = 0.01;
/// Longer ages, in days, count as this one.
const MOST_DAYS: usize = 36_600;

/// From when to when outcomes are recorded, and what is too young to judge.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Maturity {
    /// Wins are recorded only from some time on.
    pub late_start: Option<LateStart>,
    /// Wins are recorded only up to some time.
    pub early_end: Option<EarlyEnd>,
    /// Leads younger than nine of ten wins took.
    pub young: Option<Young>,
}

/// No win is recorded until long after the first leads came.
///
/// Whether that makes the early leads look poor or good, `difference` says: poor where
/// their wins are missing, good where only those still alive were taken over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LateStart {
    /// When the first lead came.
    pub first_capture: Time,
    /// When the first win is recorded.
    pub first_win: Time,
    /// Wins to be expected before that, by the pace of the leads that came after.
    pub expected: f64,
    /// Chance of seeing none if they had come at that pace.
    pub chance: f64,
    /// Win rate of the leads that came before the first win, as far as they are mature.
    pub early: Rate,
    /// Win rate of the leads that came after it, as far as they are mature.
    pub later: Rate,
    /// How far `early` is below or above `later`.
    pub difference: Option<Difference>,
}

/// No win is recorded any more though leads were still due to be won.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EarlyEnd {
    /// When the last win is recorded.
    pub last_win: Time,
    /// Wins to be expected from then to the present, by the pace before.
    pub expected: f64,
    /// Chance of seeing none if they had come at that pace.
    pub chance: f64,
}

/// Leads that have not had their time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Young {
    /// Leads younger than `after_days`.
    pub leads: u64,
    /// Of these, the open ones: they may still be won.
    pub open: u64,
    /// Nine of ten wins come within so many days.
    pub after_days: f64,
}

/// Looks for stretches without recorded wins, and for young leads. Everything is
/// `None` where times aren't known. See `docs/figures.md#maturity`.
pub fn maturity(leads: &Leads, as_of: Time) -> Maturity {
    let Some(usual) = time_to(leads, Outcome::Won).days else {
        return Maturity::default();
    };
    let mut young = Young {
        leads: 0,
        open: 0,
        after_days: usual.p90,
    };
    for life in lives(leads, as_of).filter(|life| days(life.age(as_of)) < usual.p90) {
        young.leads += 1;
        young.open += u64::from(life.open);
    }
    Maturity {
        late_start: late_start(leads, as_of, usual.p90),
        early_end: early_end(leads, as_of),
        young: (young.leads > 0).then_some(young),
    }
}

/// What matters of a lead here: when it came and when it was won.
struct Life {
    captured: Time,
    won: Option<Time>, // Invariant: between `captured` and `as_of`.
    won_at_all: bool,
    open: bool,
}

impl Life {
    fn age(&self, at: Time) -> Time {
        at.saturating_sub(self.captured)
    }
}

/// The leads that came by `as_of`.
fn lives(leads: &Leads, as_of: Time) -> impl Iterator<Item = Life> + '_ {
    let captured = leads
        .captured
        .iter()
        .flat_map(|times| times.iter())
        .enumerate();
    captured.filter_map(move |(row, time)| {
        let (captured, outcome) = (time.filter(|time| *time <= as_of)?, leads.outcome[row]);
        let won_at_all = outcome == Outcome::Won;
        let won = leads
            .closed_at(row)
            .filter(|won| won_at_all && (captured..=as_of).contains(won));
        Some(Life {
            captured,
            won,
            won_at_all,
            open: outcome == Outcome::Open,
        })
    })
}

fn late_start(leads: &Leads, as_of: Time, usual_days: f64) -> Option<LateStart> {
    let (first_capture, _) = ends(lives(leads, as_of).map(|life| life.captured))?;
    let (first_win, _) = ends(lives(leads, as_of).filter_map(|life| life.won))?;
    let early = || lives(leads, as_of).filter(|life| life.captured < first_win);
    let later = || lives(leads, as_of).filter(|life| life.captured >= first_win);

    let pace = Pace::of(later(), as_of);
    let expected = pace.expected(early().map(|life| life.age(first_win)));
    let chance = pace.chance_of_none(expected)?;
    let mature = |life: &Life| days(life.age(as_of)) >= usual_days;
    let (early, later) = (
        win_rate(early().filter(mature)),
        win_rate(later().filter(mature)),
    );
    let difference = difference(early, later);
    Some(LateStart {
        first_capture,
        first_win,
        expected,
        chance,
        early,
        later,
        difference,
    })
}

fn early_end(leads: &Leads, as_of: Time) -> Option<EarlyEnd> {
    let (_, last_win) = ends(lives(leads, as_of).filter_map(|life| life.won))?;
    let pace = Pace::of(lives(leads, last_win), last_win);
    let by = |time: Time| pace.expected(lives(leads, time).map(|life| life.age(time)));
    let expected = by(as_of) - by(last_win);
    let chance = pace.chance_of_none(expected)?;
    Some(EarlyEnd {
        last_win,
        expected,
        chance,
    })
}

fn win_rate(lives: impl Iterator<Item = Life>) -> Rate {
    let (won, n) = lives.fold((0, 0), |(won, n), life| {
        (won + u64::from(life.won_at_all), n + 1)
    });
    Rate::of(won, n)
}

/// How quickly wins come: the share of all leads won by each age in whole days,
/// by the estimator of Kaplan and Meier (1958). A lead that could be watched only
/// up to some age counts up to there; a lost one goes on counting as not won.
struct Pace {
    won_by_day: Vec<f64>, // Ascending; the last entry holds for all later days.
    wins: u64,
}

impl Pace {
    /// From leads that were watched until `until`.
    fn of(watched: impl Iterator<Item = Life>, until: Time) -> Self {
        let (mut won, mut left) = (Vec::<u64>::new(), Vec::<u64>::new());
        for life in watched {
            count_on(&mut left, life.age(life.won.unwrap_or(until)));
            if let Some(win) = life.won {
                count_on(&mut won, life.age(win));
            }
        }
        won.resize(left.len(), 0);
        let mut watched: u64 = left.iter().sum();
        let mut not_won = 1.0;
        let won_by_day = won
            .iter()
            .zip(left)
            .map(|(won, left)| {
                not_won *= 1.0 - *won as f64 / watched.max(1) as f64;
                watched -= left;
                1.0 - not_won
            })
            .collect();
        Self {
            won_by_day,
            wins: won.iter().sum(),
        }
    }

    /// How many of the leads of these ages are won by this pace.
    fn expected(&self, ages: impl Iterator<Item = Time>) -> f64 {
        let mut leads = Vec::new();
        ages.for_each(|age| count_on(&mut leads, age));
        let last = self.won_by_day.last().copied().unwrap_or(0.0);
        let won_by_day = self
            .won_by_day
            .iter()
            .copied()
            .chain(std::iter::repeat(last));
        // Day by day and not lead by lead, so that the order of rows is nothing to the sum.
        leads
            .iter()
            .zip(won_by_day)
            .map(|(leads, won)| *leads as f64 * won)
            .sum()
    }

    /// The chance of seeing no win where so many are expected, if it is too small
    /// for an accident: `k` wins and none fall into two stretches that expect `k`
    /// and `expected` of them (the exact test on two Poisson counts, Przyborowski
    /// and Wilenski 1940).
    fn chance_of_none(&self, expected: f64) -> Option<f64> {
        let wins = self.wins as f64;
        let chance = (wins / (wins + expected)).powf(wins);
        (expected >= ENOUGH_EXPECTED && chance <= SMALL_CHANCE).then_some(chance)
    }
}

fn count_on(days: &mut Vec<u64>, age: Time) {
    let day = usize::try_from(age / DAY).unwrap_or(0).min(MOST_DAYS);
    if days.len() <= day {
        days.resize(day + 1, 0);
    }
    days[day] += 1;
}

fn days(time: Time) -> f64 {
    time as f64 / DAY as f64
}
