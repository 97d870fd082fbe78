//! Language: terms that stages use and nobody explained, and roles without a stand-in.

use super::Said;
use super::codes;
use crate::names::RoleId;
use crate::process::model::{Phase, PoolOf, Process, StageKind, Target};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(process: &Process, said: &mut Said) {
    terms(process, said);
    stand_ins(process, said);
}

fn terms(process: &Process, said: &mut Said) {
    let mut told: BTreeSet<Phase> = BTreeSet::new();
    for stage in &process.base.stages {
        // How an episode ends is said by its outcome.
        if matches!(stage.kind, StageKind::End(_)) || !told.insert(stage.phase) {
            continue;
        }
        let (a, word) = match stage.phase {
            Phase::Lead => ("a", "lead"),
            Phase::Prospect => ("a", "prospect"),
            Phase::Opportunity => ("an", "opportunity"),
            Phase::Customer => ("a", "customer"),
        };
        if process.terms.iter().any(|term| term.id == *word) {
            continue;
        }
        said.of(stage, |said| {
            said.warning(
                stage.place,
                codes::TERM_MISSING,
                format!(
                    "`{}` speaks of {a} {word}, and no term says what that is",
                    stage.id
                ),
                format!("Agree on it under `terms`: `{word}: {{ is: … }}`."),
            );
        });
    }
    for term in &process.terms {
        let Some(decided_by) = &term.decided_by else {
            continue;
        };
        if decided_by.subjects().is_empty() {
            said.warning(
                decided_by.place,
                codes::TERM_DECIDES_NOTHING,
                format!("what decides `{}` says the same of every lead", term.id),
                "Ask for something that tells leads apart, or leave `decided_by` out.",
            );
        }
    }
}

/// A role that owns leads has somebody who looks after them when nobody is there.
fn stand_ins(process: &Process, said: &mut Said) {
    let mut owning: BTreeMap<&RoleId, &str> = BTreeMap::new();
    let lines = [&process.base]
        .into_iter()
        .chain(process.variants.iter().map(|(_, line)| line));
    for line in lines {
        let pools = line.routing.iter().map(|rule| &rule.to);
        let duties = line.stages.iter().filter_map(|stage| stage.duty());
        for duty in duties.clone() {
            owning.entry(&duty.owner).or_insert("owns leads");
        }
        for target in pools.chain(duties.filter_map(|duty| duty.route.as_ref())) {
            if let Target::Pool(pool) = target
                && let PoolOf::Role(role) = &pool.of
            {
                owning.entry(role).or_insert("gets leads");
            }
        }
    }
    for role in &process.roles {
        let Some(does) = owning.get(&role.id) else {
            continue;
        };
        if process
            .roles
            .iter()
            .any(|own| own.id != role.id && own.stands_in_for.contains(&role.id))
        {
            continue;
        }
        said.hint(
            role.place,
            codes::ROLE_NO_STAND_IN,
            format!(
                "`{}` {does}, and no role stands in for it when nobody is there",
                role.id
            ),
            format!("Add `stands_in_for: [{}]` to another role.", role.id),
        );
    }
}
