//! Lanes: whose each stage is.
//!
//! Work and hold stages stand with their owner. A gate stands with those who get what it
//! lets through; an end with those who bring most leads there.

use lifecycle::names::RoleId;
use lifecycle::process::model::{Activity, Line, PoolOf, Process, Stage, StageKind, Target};
use std::collections::BTreeMap;

/// Who sits where.
pub(super) struct Seats {
    /// The lanes, from top to bottom. At least one.
    pub lanes: Vec<Option<RoleId>>,
    /// By stage: its lane.
    pub of: Vec<usize>,
}

pub(super) fn seats(process: &Process, line: &Line) -> Seats {
    let numbers: BTreeMap<&str, usize> = line
        .stages
        .iter()
        .enumerate()
        .map(|(i, stage)| (stage.id.as_str(), i))
        .collect();
    let mut owners: Vec<Option<&RoleId>> = line
        .stages
        .iter()
        .map(|stage| stage.duty().map(|duty| &duty.owner))
        .collect();
    // Gates often lead to later gates: from the last one up, each finds its answer ready.
    for (i, stage) in line.stages.iter().enumerate().rev() {
        if let StageKind::Gate(_) = stage.kind {
            owners[i] = behind(line, stage, &numbers, &owners);
        }
    }

    let mut lanes: Vec<Option<RoleId>> = process
        .roles
        .iter()
        .map(|role| &role.id)
        .filter(|role| owners.contains(&Some(role)))
        .map(|role| Some(role.clone()))
        .collect();
    // A model can be made by hand: no stage is lost because its role isn't declared.
    for owner in owners.iter().flatten() {
        if !lanes.iter().flatten().any(|role| role == *owner) {
            lanes.push(Some((*owner).clone()));
        }
    }
    if lanes.is_empty() {
        lanes.push(None);
    }
    let lane_of: BTreeMap<&str, usize> = lanes
        .iter()
        .enumerate()
        .filter_map(|(i, role)| role.as_ref().map(|role| (role.as_str(), i)))
        .collect();
    let mut of: Vec<Option<usize>> = owners
        .iter()
        .map(|owner| owner.map(|owner| lane_of[owner.as_str()]))
        .collect();

    let mut came: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (i, stage) in line.stages.iter().enumerate() {
        for way in stage.moves() {
            if let (Some(to), Some(lane)) = (numbers.get(way.to.as_str()), of[i]) {
                *came.entry(*to).or_default().entry(lane).or_default() += 1;
            }
        }
    }
    for (i, lane) in of.iter_mut().enumerate() {
        if lane.is_none() {
            // Of equals, the lower lane: the further down, the closer to the deal.
            *lane = came
                .get(&i)
                .and_then(|from| from.iter().max_by_key(|(lane, count)| (**count, **lane)))
                .map(|(lane, _)| *lane);
        }
    }
    Seats {
        lanes,
        of: of.into_iter().map(Option::unwrap_or_default).collect(),
    }
}

/// Who gets what a gate lets through: who it is assigned to, else who works on it next,
/// else who keeps it.
fn behind<'a>(
    line: &'a Line,
    gate: &Stage,
    numbers: &BTreeMap<&str, usize>,
    owners: &[Option<&'a RoleId>],
) -> Option<&'a RoleId> {
    let next = |wanted: fn(&StageKind) -> bool| {
        gate.moves()
            .iter()
            .filter_map(|way| numbers.get(way.to.as_str()))
            .filter(|to| wanted(&line.stages[**to].kind))
            .find_map(|to| owners[*to])
    };
    let assigned = || {
        let StageKind::Gate(does) = &gate.kind else {
            return None;
        };
        if !does.does.contains(&Activity::Assign) {
            return None;
        }
        line.routing.iter().rev().find_map(|rule| match &rule.to {
            Target::Pool(pool) => match &pool.of {
                PoolOf::Role(role) => Some(role),
                PoolOf::Team(_) => None,
            },
            Target::OwnerOfCompany | Target::OwnerOfPerson => None,
        })
    };
    assigned()
        .filter(|role| owners.contains(&Some(*role)))
        .or_else(|| next(|kind| matches!(kind, StageKind::Work(_))))
        .or_else(|| next(|kind| matches!(kind, StageKind::Gate(_))))
        .or_else(|| next(|kind| matches!(kind, StageKind::Hold(_))))
}
