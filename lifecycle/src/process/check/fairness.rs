//! Fairness: reasons that give a turn back, but that no lead can have.

use super::Said;
use super::codes;
use crate::names::ReasonId;
use crate::process::model::{Consequence, Process, Promise};
use std::collections::BTreeSet;

pub(super) fn check(process: &Process, said: &mut Said) {
    let lines = std::iter::once(&process.base).chain(process.variants.iter().map(|own| &own.1));
    let mut known: BTreeSet<&ReasonId> = process.declines.iter().collect();
    for stage in lines.flat_map(|line| &line.stages) {
        for own in stage.moves() {
            known.extend(own.reasons.iter().chain(&own.reason));
        }
        let Some(duty) = stage.duty() else { continue };
        known.extend(duty.declines.iter().flatten());
        let follows = duty.clocks.iter().flat_map(Promise::consequences);
        known.extend(follows.filter_map(|then| match then {
            Consequence::Move { reason, .. } => reason.as_ref(),
            _ => None,
        }));
    }
    for reason in &process.fairness.credit {
        if !known.contains(reason) {
            said.warning(
                process.fairness.place,
                codes::CREDIT_UNKNOWN,
                format!("`{reason}` gives turns back, but no lead ends, is given back or declined for it"),
                "Write one of the reasons of a move or of `declines`.",
            );
        }
    }
}
