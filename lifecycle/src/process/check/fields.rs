//! Fields: what is needed and never asked, asked and never used; reasons to choose from.

use super::Said;
use super::codes;
use super::graph::Graph;
use crate::names::FieldId;
use crate::process::condition::{Condition, Subject};
use crate::process::model::{AlertOn, Asked, Line, Process, Target};
use std::collections::{BTreeMap, BTreeSet};

/// Moves that need what nobody asked for on the way, and reasons.
pub(super) fn needed(line: &Line, graph: &Graph, said: &mut Said) {
    let mut asking: BTreeMap<&Asked, Vec<usize>> = BTreeMap::new();
    for (number, stage) in line.stages.iter().enumerate() {
        for asked in stage
            .duty()
            .map(|duty| duty.asks.as_slice())
            .unwrap_or_default()
        {
            asking.entry(asked).or_default().push(number);
        }
    }
    // Stages where it was asked for on some way before.
    let mut known: BTreeMap<&Asked, Vec<bool>> = BTreeMap::new();
    for (number, stage) in line.stages.iter().enumerate() {
        said.stage = Some(stage.id.to_string());
        for own in stage.moves() {
            for need in &own.needs {
                if matches!(need, Asked::Reason | Asked::WakeOn) {
                    continue; // Asked for by the move itself.
                }
                let from = asking.get(need).cloned().unwrap_or_default();
                let known = known
                    .entry(need)
                    .or_insert_with(|| Graph::reached(&graph.out_of, from, |_| true));
                if !known[number] {
                    said.warning(
                        own.place,
                        codes::FIELD_NOT_ASKED,
                        format!(
                            "the move to `{}` needs `{}`, and nobody asks for it before",
                            own.to,
                            need.word()
                        ),
                        format!(
                            "Add `{}` to the `asks` of `{}` or of a stage before it.",
                            need.word(),
                            stage.id
                        ),
                    );
                }
            }
            let needs_reason = own.needs.contains(&Asked::Reason);
            if needs_reason && own.reasons.is_empty() {
                said.warning(
                    own.place,
                    codes::MOVE_NO_REASONS,
                    format!(
                        "the move to `{}` needs a reason, but there is none to choose from",
                        own.to
                    ),
                    "List them: `reasons: [not_now, no_goods]`.",
                );
            }
            if !needs_reason && !own.reasons.is_empty() {
                said.hint(
                    own.place,
                    codes::MOVE_REASONS_NOT_NEEDED,
                    format!(
                        "the move to `{}` lists reasons, but can be made without one",
                        own.to
                    ),
                    "Add `needs: [reason]`, so that each move says why.",
                );
            }
        }
    }
    said.stage = None;
}

/// Fields that are asked for, or just declared, and that nothing looks at.
pub(super) fn unused(process: &Process, said: &mut Said) {
    let lines = || {
        [&process.base]
            .into_iter()
            .chain(process.variants.iter().map(|(_, line)| line))
    };
    let mut used: BTreeSet<u16> = BTreeSet::new();
    let mut needed: BTreeSet<&FieldId> = BTreeSet::new();
    let mut asked: BTreeSet<&FieldId> = BTreeSet::new();
    let mut uses = |condition: &Condition| {
        used.extend(
            condition
                .subjects()
                .iter()
                .filter_map(|subject| match subject {
                    Subject::Field(number) => Some(*number),
                    _ => None,
                }),
        );
    };
    for line in lines() {
        line.quality.fit.iter().for_each(|rule| uses(&rule.when));
        line.quality
            .engagement
            .iter()
            .for_each(|rule| uses(&rule.on));
        line.quality.grades.iter().for_each(|rule| uses(&rule.when));
        for rule in &line.routing {
            uses(&rule.when);
            prefers(&rule.to).for_each(&mut uses);
        }
        for stage in &line.stages {
            for own in stage.moves() {
                own.when.iter().for_each(&mut uses);
                needed.extend(own.needs.iter().filter_map(field));
            }
            let Some(duty) = stage.duty() else { continue };
            asked.extend(duty.asks.iter().filter_map(field));
            duty.route.iter().flat_map(prefers).for_each(&mut uses);
        }
    }
    process
        .terms
        .iter()
        .flat_map(|term| &term.decided_by)
        .for_each(&mut uses);
    for alert in &process.alerts {
        if let AlertOn::Condition(condition) = &alert.on {
            uses(condition);
        }
    }
    for (number, field) in process.fields.iter().enumerate() {
        let looked_at = u16::try_from(number).is_ok_and(|number| used.contains(&number));
        if looked_at || needed.contains(&field.id) {
            continue;
        }
        let (message, mend) = if asked.contains(&field.id) {
            (
                format!("`{}` is asked for, but no rule or move uses it", field.id),
                "Use it, or don't ask: each question costs an answer.",
            )
        } else {
            (
                format!(
                    "`{}` is declared, but nobody asks for it and nothing uses it",
                    field.id
                ),
                "Use it, or take it out.",
            )
        };
        said.hint(field.place, codes::FIELD_UNUSED, message, mend);
    }
}

fn field(asked: &Asked) -> Option<&FieldId> {
    match asked {
        Asked::Field(field) => Some(field),
        _ => None,
    }
}

fn prefers(target: &Target) -> impl Iterator<Item = &Condition> {
    let pool = match target {
        Target::Pool(pool) => Some(pool),
        Target::OwnerOfCompany | Target::OwnerOfPerson => None,
    };
    pool.into_iter()
        .flat_map(|pool| pool.needs.iter().chain(&pool.prefer))
}
