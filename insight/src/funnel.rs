//! Funnel: how far leads came, each step a part of the one before.
//!
//! A lead that reached a later step has passed the earlier ones, written down
//! or not: nobody becomes a customer without having been a prospect. How many
//! steps are taken for granted this way is counted, because a step that is
//! never written down is itself a finding.

use crate::leads::{Leads, Outcome};
use serde::Serialize;

/// One step of the funnel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What was reached.
    pub step: String,
    /// Leads that reached it.
    pub leads: u64,
    /// Of these, leads that only a later step shows to have been here.
    pub implied: u64,
    /// Share of the step before; `None` for the first, and after an empty one.
    pub of_previous: Option<f64>,
    /// Share of all leads.
    pub of_all: f64,
}

/// The funnel of `total` leads through these steps, the first one first. Each step
/// says of each lead whether it is known to have reached it. See
/// `docs/figures.md#funnel`.
pub fn funnel(total: usize, steps: &[(&str, Vec<bool>)]) -> Vec<Step> {
    let mut reached = vec![false; total];
    let mut rows: Vec<Step> = steps
        .iter()
        .rev()
        .map(|(step, known)| {
            debug_assert_eq!(known.len(), total, "a step speaks of each lead");
            let (mut leads, mut implied) = (0, 0);
            for (reached, known) in reached.iter_mut().zip(known) {
                implied += u64::from(*reached && !known);
                *reached |= known;
                leads += u64::from(*reached);
            }
            let of_all = if total == 0 {
                0.0
            } else {
                leads as f64 / total as f64
            };
            Step {
                step: (*step).to_owned(),
                leads,
                implied,
                of_previous: None,
                of_all,
            }
        })
        .collect();
    rows.reverse();
    for index in 1..rows.len() {
        let before = rows[index - 1].leads;
        rows[index].of_previous = (before > 0).then(|| rows[index].leads as f64 / before as f64);
    }
    rows
}

/// The steps that show in any data: captured, touched by a person (where that is
/// recorded), and won.
pub fn plain_steps(leads: &Leads) -> Vec<(&'static str, Vec<bool>)> {
    let mut steps = vec![("captured", vec![true; leads.len()])];
    if let Some(touched) = &leads.first_touch {
        steps.push((
            "touched",
            touched.iter().map(|time| time.is_some()).collect(),
        ));
    }
    steps.push((
        "won",
        leads
            .outcome
            .iter()
            .map(|outcome| *outcome == Outcome::Won)
            .collect(),
    ));
    steps
}

/// The steps of a line whose stages are known in their order: a lead in a stage has
/// reached it and all before. Won leads have reached every stage; of a lead
/// in a stage that isn't in `order` (a lost one, mostly) only the start is known.
pub fn steps_by_stage<'a>(leads: &Leads, order: &[&'a str]) -> Option<Vec<(&'a str, Vec<bool>)>> {
    let stages = leads.stage.as_ref()?;
    let rank_of: Vec<Option<usize>> = stages
        .names()
        .iter()
        .map(|name| order.iter().position(|stage| stage == name))
        .collect();
    let ranks: Vec<Option<usize>> = stages
        .codes()
        .iter()
        .zip(&leads.outcome)
        .map(|(code, outcome)| {
            if *outcome == Outcome::Won {
                Some(order.len())
            } else {
                rank_of[*code as usize]
            }
        })
        .collect();
    let reached = |step: usize| {
        ranks
            .iter()
            .map(|rank| step == 0 || rank.is_some_and(|rank| rank >= step))
            .collect()
    };
    Some(
        order
            .iter()
            .enumerate()
            .map(|(step, stage)| (*stage, reached(step)))
            .collect(),
    )
}
