//! Drivers: what the outcome hangs on, honestly validated.
//!
//! [`drivers`] looks at every field of the leads. Fields that know the outcome
//! because they are written after it ([`leaks`]) are named and left out; from
//! the rest a model is learned and tested on leads that it never saw
//! ([`validate`]); and the values that separate won leads from the others by
//! more than chance are listed, strongest first.
//!
//! Deliberately absent: causes. Who visits the site for ten minutes buys more
//! often; that doesn't say that keeping people on the site sells.

mod counts;
pub mod features;
pub mod leaks;
pub mod logistic;
mod ranges;
mod strongest;
mod study;
pub mod validate;
mod words;

pub use counts::auc_alone;
pub use features::{Field, FieldValues, Known};
pub use leaks::{Leak, Tier};
pub use strongest::Driver;
pub use validate::Quality;

use crate::columns::{DAY, Time, Times};
use crate::stats::Rate;
use serde::Serialize;
use study::Study;
use validate::Split;

/// What separates won leads from the others, and how well it does so on leads
/// that the model never saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drivers {
    /// Leads it was learned and tested on.
    pub n: u64,
    /// How it was tested: `later leads` or `five-fold`.
    pub validation: &'static str,
    /// Without the leaks: what can honestly be known beforehand.
    pub honest: Quality,
    /// With the leaks, to show how much they flatter; `None` without leaks.
    pub with_leaks: Option<Quality>,
    /// Fields that know the outcome because they are written after it (or with
    /// it): the certain ones first, then the suspects, each the best known first.
    pub leaks: Vec<Leak>,
    /// What moves the outcome most, strongest first.
    pub drivers: Vec<Driver>,
    /// Why the figures should be read with care, in sentences; empty if there is no reason.
    pub caveats: Vec<String>,
}

/// What [`drivers`] has to be told beside the leads.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Deals the leads into piles and draws the sample; another seed, other piles.
    pub seed: u64,
    /// A number for each lead that stays with it, such as a hash of its id: with
    /// it no figure depends on the order of the rows. Without it, the row itself.
    pub keys: Option<&'a [u64]>,
    /// The instant the export speaks of; without it, the last capture.
    pub as_of: Option<Time>,
    /// Younger leads than this (in microseconds) may still be won, so they neither teach nor test.
    pub mature_after: Option<Time>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No lead at all.
    NoLeads,
    /// Nothing to learn a difference from.
    OneOutcome {
        /// Leads.
        n: u64,
    },
    /// Too few of either outcome.
    TooFew {
        /// Leads of the rarer outcome.
        n: u64,
        /// Whether these are the won ones.
        won: bool,
    },
    /// No field, or none that has two values.
    NoFields,
}

impl Why {
    /// A name that stays the same whatever the sentence says.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLeads => "drivers.no_leads",
            Self::OneOutcome { .. } => "drivers.one_outcome",
            Self::TooFew { .. } => "drivers.too_few",
            Self::NoFields => "drivers.no_fields",
        }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoLeads => write!(f, "There are no leads to learn from."),
            Self::OneOutcome { n } => write!(
                f,
                "All {n} leads have the same outcome: there is no difference to explain."
            ),
            Self::TooFew { n, won: true } => {
                write!(f, "Only {n} won leads: too few to learn from.")
            }
            Self::TooFew { n, won: false } => {
                write!(f, "Only {n} leads that weren't won: too few to learn from.")
            }
            Self::NoFields => write!(
                f,
                "No column has different values that could explain the outcome."
            ),
        }
    }
}

impl std::error::Error for Why {}

/// With fewer leads of either outcome there is nothing to learn.
const LEAST_OUTCOMES: u64 = 20;
/// With fewer there is, but little.
const FEW_OUTCOMES: u64 = 50;
/// With fewer leads in all, too.
const FEW_LEADS: u64 = 500;
/// More leads are sampled.
const MOST_LEADS: usize = 100_000;

/// Learns what the outcome hangs on.
///
/// `won` has an entry a lead, every field too. With `captured` the model is
/// tested on later leads, otherwise in five folds.
///
/// 1. Leave out leads that are too young, and put the rest in an order of their own.
/// 2. Count won leads by the levels of each field, accuse the leaks.
/// 3. Test the model without the leaks, and with them.
/// 4. Learn the honest model from all leads, list the strongest values.
///
/// # Errors
/// If there is nothing to learn from; see [`Why`].
///
/// # Panics
/// If a field, the capture times or the keys haven't one entry a lead.
pub fn drivers(
    fields: &[Field],
    won: &[bool],
    captured: Option<&Times>,
    options: &Options,
) -> Result<Drivers, Why> {
    assert!(
        fields.iter().all(|field| field.values.len() == won.len()),
        "one value a lead in every field"
    );
    assert!(
        captured.is_none_or(|times| times.len() == won.len()),
        "one capture time a lead"
    );
    assert!(
        options.keys.is_none_or(|keys| keys.len() == won.len()),
        "one key a lead"
    );

    let mut caveats = Vec::new();
    let everyone: Vec<u32> = (0..won.len() as u32).collect();
    enough(&everyone, won)?;
    let mature = mature_leads(everyone, won, captured, options, &mut caveats);
    let rows = sample(&mature, options, &mut caveats);
    enough(&rows, won)?;
    let study = Study::of(fields, won, captured, rows);
    if study.useful.is_empty() {
        return Err(Why::NoFields);
    }
    caveats.extend(study.doubts());

    let mut accused = study.accused();
    let mut trial = study.test(study.all_but(&accused));
    let remarkable = study.remarkable(&trial.places);
    if !remarkable.is_empty() {
        let without = study.test(
            trial
                .places
                .iter()
                .copied()
                .filter(|place| !remarkable.contains(place))
                .collect(),
        );
        if trial.quality.auc - without.quality.auc > leaks::DEAR {
            let with = trial.quality.auc;
            accused.extend(study.too_dear(&remarkable, with, without.quality.auc));
            trial = without;
        }
    }
    if trial.places.is_empty() {
        caveats.push(
            "Every column that varies may have been written after the outcome: nothing is left to predict from.".into(),
        );
    }
    add_caveats(&mut caveats, &study, &trial.quality);

    Ok(Drivers {
        n: study.rows.len() as u64,
        validation: study.split.name(),
        honest: trial.quality,
        with_leaks: (!accused.is_empty()).then(|| study.test(study.useful.clone()).quality),
        leaks: study.leaks(accused),
        drivers: study.strongest(trial, &mature),
        caveats,
    })
}

/// Enough leads of both outcomes?
fn enough(rows: &[u32], won: &[bool]) -> Result<(), Why> {
    let n = rows.len() as u64;
    let hits = rows.iter().filter(|row| won[**row as usize]).count() as u64;
    match n {
        0 => Err(Why::NoLeads),
        _ if hits == 0 || hits == n => Err(Why::OneOutcome { n }),
        _ if hits < LEAST_OUTCOMES => Err(Why::TooFew { n: hits, won: true }),
        _ if n - hits < LEAST_OUTCOMES => Err(Why::TooFew {
            n: n - hits,
            won: false,
        }),
        _ => Ok(()),
    }
}

/// The leads whose outcome is settled. Leads without a capture time count as old.
fn mature_leads(
    everyone: Vec<u32>,
    won: &[bool],
    captured: Option<&Times>,
    options: &Options,
    caveats: &mut Vec<String>,
) -> Vec<u32> {
    let (Some(times), Some(age)) = (captured, options.mature_after) else {
        return everyone;
    };
    let Some(now) = options.as_of.or_else(|| times.known().max()) else {
        return everyone;
    };
    let old = |row: &u32| {
        times
            .get(*row as usize)
            .is_none_or(|time| time <= now.saturating_sub(age))
    };
    let mature: Vec<u32> = everyone.iter().copied().filter(old).collect();
    let days = age / DAY;
    if enough(&mature, won).is_err() {
        caveats.push(format!("Most leads are younger than {days} days and may still be won: what counts as not won here is in part only not won yet."));
        return everyone;
    }
    if mature.len() < everyone.len() {
        let young = everyone.len() - mature.len();
        caveats.push(format!(
            "{young} leads younger than {days} days were left out: they may still be won."
        ));
    }
    mature
}

/// The leads in an order that depends on their keys and the seed; if they are
/// many, the first of them.
fn sample(rows: &[u32], options: &Options, caveats: &mut Vec<String>) -> Vec<u32> {
    let place = |row: u32| {
        let key = options
            .keys
            .map_or(u64::from(row), |keys| keys[row as usize]);
        (mix(key ^ mix(options.seed)), row)
    };
    let mut ordered: Vec<(u64, u32)> = rows.iter().map(|row| place(*row)).collect();
    if ordered.len() > MOST_LEADS {
        let n = ordered.len();
        caveats.push(format!("Learned and tested on a random {MOST_LEADS} of {n} leads; the rates are counted on all."));
        ordered.select_nth_unstable(MOST_LEADS);
        ordered.truncate(MOST_LEADS);
    }
    ordered.sort_unstable();
    ordered.into_iter().map(|(_, row)| row).collect()
}

/// Spreads a number over all 64 bits (splitmix64).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Why the figures should be read with care.
fn add_caveats(caveats: &mut Vec<String>, study: &Study, honest: &Quality) {
    let count = |rows: &[u32]| rows.iter().filter(|row| study.won[**row as usize]).count() as u64;
    let n = study.rows.len() as u64;
    let hits = count(&study.rows);
    let misses = n - hits;
    if hits.min(misses) < FEW_OUTCOMES {
        let (few, which) = if hits < misses {
            (hits, "won leads")
        } else {
            (misses, "leads that weren't won")
        };
        caveats.push(format!(
            "Only {few} {which}: the figures may change a lot with the next few."
        ));
    } else if n < FEW_LEADS {
        caveats.push(format!("Only {n} leads: small effects can't be seen."));
    }
    if let Split::Later { earlier, later } = &study.split {
        let [before, after] = [earlier, later].map(|rows| count(rows) as f64 / rows.len() as f64);
        if !(2.0 / 3.0..1.5).contains(&(after / before)) {
            let [before, after] = [before, after].map(|rate| rate * 100.0);
            caveats.push(format!(
                "Of the earlier leads {before:.1} % were won, of the later ones it is tested on {after:.1} %: \
                 the ranking can be trusted, the probabilities can't."
            ));
        }
    }
    if honest.auc < 0.55 {
        let auc = honest.auc;
        caveats.push(format!(
            "The fields say next to nothing about the outcome (AUC {auc:.2}, a coin has 0.50)."
        ));
    }
}

/// A share with its Wilson interval (95 %).
fn rate(hits: u64, n: u64) -> Rate {
    if n == 0 {
        return Rate {
            n,
            hits,
            rate: None,
            interval: None,
        };
    }
    const Z: f64 = 1.959_963_984_540_054;
    let (total, share) = (n as f64, hits as f64 / n as f64);
    let widened = 1.0 + Z * Z / total;
    let centre = (share + Z * Z / (2.0 * total)) / widened;
    let reach =
        Z * (share * (1.0 - share) / total + Z * Z / (4.0 * total * total)).sqrt() / widened;
    Rate {
        n,
        hits,
        rate: Some(share),
        interval: Some([(centre - reach).max(0.0), (centre + reach).min(1.0)]),
    }
}
