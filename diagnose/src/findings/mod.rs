//! Findings: sentences to act on, ranked by what they are worth.
//!
//! Each rests on figures of the diagnosis alone, says how sure it is, and what
//! to try. A difference that chance explains makes no finding.

mod of_leads;
mod of_paths;
mod of_people;
mod of_time;

use crate::diagnosis::{Diagnosis, Finding};
use serde_json::Value;

/// A finding with what it weighs.
pub(crate) struct Found {
    finding: Finding,
    /// Wins at stake, as far as that can be said.
    wins: f64,
    /// Share of all waiting, for what costs time and not leads.
    waiting: f64,
}

impl Found {
    fn new(
        id: &str,
        title: String,
        leads: u64,
        confidence: &str,
        evidence: Value,
        attempt: &str,
    ) -> Self {
        Self {
            finding: Finding {
                id: id.to_owned(),
                title,
                leads,
                price: None,
                evidence,
                confidence: confidence.to_owned(),
                attempt: attempt.to_owned(),
            },
            wins: 0.0,
            waiting: 0.0,
        }
    }

    /// Wins that are at stake, priced by the mean worth of a won lead.
    fn worth(mut self, wins: f64, diagnosis: &Diagnosis) -> Self {
        self.wins = wins;
        self.finding.price = diagnosis
            .leads
            .won_value_spread
            .map(|spread| (wins * spread.mean).round())
            .filter(|price| *price > 0.0);
        self
    }

    /// A share of all the time that cases wait.
    fn waiting(mut self, share: f64) -> Self {
        self.waiting = share;
        self
    }

    /// What is at stake, in money.
    fn priced(mut self, price: Option<f64>) -> Self {
        self.finding.price = price.filter(|p| *p > 0.0);
        self
    }
}

/// All findings, the weightiest first.
pub(crate) fn findings(diagnosis: &Diagnosis) -> Vec<Finding> {
    let mut found: Vec<Found> = Vec::new();
    of_leads::look(diagnosis, &mut found);
    of_people::look(diagnosis, &mut found);
    of_time::look(diagnosis, &mut found);
    of_paths::look(diagnosis, &mut found);
    let weight = |f: &Found| {
        let sure = match f.finding.confidence.as_str() {
            "high" => 1.0,
            "medium" => 0.6,
            _ => 0.3,
        };
        let total = diagnosis.leads.total.max(1) as f64;
        let won = diagnosis.leads.won.unwrap_or(0).max(1) as f64;
        let money = match (f.finding.price, diagnosis.leads.won_value) {
            (Some(price), Some(all)) if all > 0.0 => price / all,
            _ => 0.0,
        };
        sure * (2.0 * money.max(f.wins / won) + f.waiting + 0.3 * f.finding.leads as f64 / total)
    };
    found.sort_by(|a, b| {
        weight(b)
            .total_cmp(&weight(a))
            .then_with(|| a.finding.id.cmp(&b.finding.id))
    });
    found.into_iter().map(|f| f.finding).collect()
}
