//! Diagnoses to look at: made by hand, close to the public data sets of the same
//! name. Every text goes through a function, so that a test can put anything
//! into every place where the data may speak.

mod bpic;
mod maven;
mod olist;

pub(crate) use bpic::bpic;
pub(crate) use maven::maven;
pub(crate) use olist::olist;

use diagnose::Diagnosis;
use diagnose::diagnosis::{Balance, BreakdownRow, Input, MappingView};
use insight::{Rate, Spread};
use std::collections::BTreeMap;

/// What becomes of each text.
pub(crate) type Text<'a> = &'a dyn Fn(&str) -> String;

/// Every text as it is.
pub(crate) fn plain(text: &str) -> String {
    text.to_owned()
}

/// A diagnosis in which nothing could be answered.
pub(crate) fn nothing() -> Diagnosis {
    Diagnosis {
        throughline: "0.1.0",
        as_of: None,
        timezone: "UTC".to_owned(),
        input: Input {
            files: Vec::new(),
            mapping: MappingView {
                shape: "lead".to_owned(),
                roles: Vec::new(),
                joins: Vec::new(),
            },
            ignored_rows: Vec::new(),
            ignored_rows_total: 0,
        },
        leads: Balance {
            total: 0,
            won: None,
            lost: None,
            disqualified: None,
            open: None,
            won_rate: None,
            won_rate_interval: None,
            win_rate_of_closed: None,
            win_rate_of_closed_interval: None,
            won_value: None,
            won_value_spread: None,
            open_value: None,
            currency: None,
        },
        period: None,
        time_to_win_days: None,
        time_to_loss_days: None,
        first_response: None,
        funnel: None,
        stages: None,
        sources: None,
        families: None,
        owners: None,
        owner_spread: None,
        breakdowns: Vec::new(),
        cohorts: None,
        flow: None,
        rhythm: None,
        concentration: Vec::new(),
        stale: None,
        drivers: None,
        paths: None,
        findings: Vec::new(),
        warnings: Vec::new(),
        missing: BTreeMap::new(),
    }
}

/// Every part filled: the parts that one data set lacks are taken from another.
pub(crate) fn everything(t: Text) -> Diagnosis {
    let (maven, bpic) = (maven(t), bpic(t));
    Diagnosis {
        throughline: "0.1.0",
        time_to_loss_days: maven.time_to_loss_days,
        first_response: bpic.first_response,
        stages: maven.stages,
        owners: maven.owners,
        owner_spread: maven.owner_spread,
        stale: maven.stale,
        paths: bpic.paths,
        missing: BTreeMap::from([(t("won_value"), t("no column holds a worth"))]),
        ..olist(t)
    }
}

pub(crate) fn wilson(hits: u64, n: u64) -> [f64; 2] {
    let (n, p, z) = (n as f64, hits as f64 / n as f64, 1.959_964_f64);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let below = 1.0 + z * z / n;
    [
        ((middle - half) / below).max(0.0),
        ((middle + half) / below).min(1.0),
    ]
}

pub(crate) fn rate(hits: u64, n: u64) -> Rate {
    Rate {
        n,
        hits,
        rate: Some(hits as f64 / n as f64),
        interval: Some(wilson(hits, n)),
    }
}

pub(crate) fn spread(n: u64, median: f64, mean: f64, p90: f64) -> Spread {
    Spread {
        n,
        median,
        mean,
        p90,
    }
}

pub(crate) fn value(text: String, leads: u64, won: u64, lost: Option<u64>) -> BreakdownRow {
    BreakdownRow {
        value: text,
        leads,
        won: Some(won),
        lost,
        won_rate: Some(won as f64 / leads as f64),
        interval: Some(wilson(won, leads)),
        win_rate_of_closed: lost.map(|lost| won as f64 / (won + lost) as f64),
        won_value: None,
    }
}
