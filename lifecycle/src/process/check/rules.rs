//! Rules: lists in which the first that matches wins: grades, routing, the moves of gates.
//!
//! Each rule is compared with those before it, and large ones have many parts to compare.
//! What that may take is bounded by [`Comparing`]; where it isn't enough it is said, as
//! silence would pass for "all is well".

use super::Said;
use super::codes;
use crate::process::condition::{Condition, Judgement, Rest, Work};
use crate::process::model::{Activity, Line, StageKind};
use crate::process::place::Place;

/// Enough for some hundred rules of a few parts each; a second at most on a slow machine.
const PARTS_COMPARED: u64 = 2_000_000;

/// What comparing the rules of one line, or of all channels together, may still take.
pub(super) struct Comparing {
    work: Work,
    told: bool,
}

impl Default for Comparing {
    fn default() -> Self {
        Self {
            work: Work::of(PARTS_COMPARED),
            told: false,
        }
    }
}

/// A rule of a list.
struct Rule<'a> {
    name: String,
    /// `None` matches everything.
    when: Option<&'a Condition>,
    /// What it leads to, to see whether it matters which of two is first.
    leads_to: String,
    place: Place,
}

pub(super) fn check(line: &Line, comparing: &mut Comparing, said: &mut Said) {
    let grades: Vec<Rule<'_>> = line
        .quality
        .grades
        .iter()
        .map(|rule| Rule {
            name: format!("grade `{}`", rule.grade),
            when: Some(&rule.when),
            leads_to: rule.grade.to_string(),
            place: rule.place,
        })
        .collect();
    if let Some((last, left)) = ordered(&grades, comparing, said) {
        said.warning(
            last,
            codes::GRADES_UNCOVERED,
            format!("{left} get no grade"),
            "End with a grade for all others, `when: \"true\"`.",
        );
    }
    let routing: Vec<Rule<'_>> = line
        .routing
        .iter()
        .map(|rule| Rule {
            name: format!("rule `{}`", rule.id),
            when: Some(&rule.when),
            leads_to: rule.id.to_string(),
            place: rule.place,
        })
        .collect();
    if let Some((last, left)) = ordered(&routing, comparing, said) {
        said.error(
            last,
            codes::ROUTING_UNCOVERED,
            format!("{left} are given to nobody"),
            "End with a rule for all others, `when: \"true\"`.",
        );
    }
    for stage in &line.stages {
        let StageKind::Gate(gate) = &stage.kind else {
            continue;
        };
        said.of(stage, |said| {
            if routing.is_empty() && gate.does.contains(&Activity::Assign) {
                said.error(
                    stage.place,
                    codes::ROUTING_UNCOVERED,
                    format!("`{}` assigns leads, but there is no routing", stage.id),
                    "Write `routing` with a rule that matches everything.",
                );
            }
            let moves: Vec<Rule<'_>> = gate
                .moves
                .iter()
                .map(|own| Rule {
                    name: format!("the move to `{}`", own.to),
                    when: own.when.as_ref(),
                    leads_to: own.to.to_string(),
                    place: own.place,
                })
                .collect();
            if let Some((_, left)) = ordered(&moves, comparing, said) {
                said.error(
                    stage.place,
                    codes::GATE_UNCOVERED,
                    format!("{left} get stuck at the gate `{}`", stage.id),
                    "End with a move for all others, `when: \"true\"`.",
                );
            }
            for own in gate.moves.iter().filter(|own| !own.needs.is_empty() || !own.tries.is_none()) {
                said.error(
                    own.place,
                    codes::GATE_NEEDS,
                    format!("the move to `{}` needs something that nobody at a gate can give", own.to),
                    "Take `needs` and `tries` away (a fixed `reason` is fine), or make the stage one where somebody works.",
                );
            }
        });
    }
}

/// Says which rules come too late, and which share leads; gives the place of the last and
/// whom the list leaves over.
fn ordered(
    rules: &[Rule<'_>],
    comparing: &mut Comparing,
    said: &mut Said,
) -> Option<(Place, &'static str)> {
    let last = rules.last()?;
    let work = &mut comparing.work;
    let mut rest = Rest::everything();
    let mut all = None;
    let mut in_turn = Vec::with_capacity(rules.len());
    let mut unsure = None;
    for (number, rule) in rules.iter().enumerate() {
        let in_vain = match (all, rule.when) {
            (Some(_), _) => true,
            (None, Some(when)) => {
                when.can_hold() != Judgement::No && rest.meets(when, work) == Judgement::No
            }
            (None, None) => rest.is_left() == Judgement::No,
        };
        if in_vain {
            let before = &rules[..number];
            let by = all.or_else(|| before.iter().find(|own| takes_all_of(own, rule, work)));
            let taken = by.map_or_else(
                || "those before it together take all its leads".to_owned(),
                |own| format!("{} takes all its leads", own.name),
            );
            said.warning(
                rule.place,
                codes::RULE_SHADOWED,
                format!("{} never gets its turn: {taken}", rule.name),
                "Put it further up, or take it out.",
            );
        } else {
            in_turn.push(number);
        }
        match rule.when {
            Some(when) if when.always_holds() != Judgement::Yes => rest.take(when, work),
            _ => all = all.or(Some(rule)),
        }
        if work.is_over() && all.is_none() {
            unsure = unsure.or(Some(rule));
        }
    }
    // Only now, as what makes leads stuck matters more than what is worth a look.
    for number in in_turn {
        overlap(&rules[number], &rules[..number], work, said);
        if work.is_over() && number > 0 {
            unsure = unsure.or(Some(&rules[number]));
            break;
        }
    }
    if let Some(rule) = unsure.filter(|_| !comparing.told) {
        comparing.told = true;
        said.warning(
            rule.place,
            codes::RULE_NOT_COMPARED,
            format!(
                "from {} on, rules aren't all compared with those before them: \
                 together they are too large for that",
                rule.name
            ),
            "Make the rules smaller or fewer: `in [...]` for many `==`, a field of its own for what many rules ask.",
        );
    }
    let left = match (all, rest.is_left()) {
        (Some(_), _) | (None, Judgement::No) => return None,
        (None, Judgement::Yes) => "leads that match none of these",
        (None, Judgement::Maybe) => "leads that may match none of these",
    };
    Some((last.place, left))
}

fn takes_all_of(own: &Rule<'_>, other: &Rule<'_>, work: &mut Work) -> bool {
    match (own.when, other.when) {
        (None, _) => true,
        (Some(own), Some(other)) => own.covers(other, work) == Judgement::Yes,
        (Some(own), None) => own.always_holds() == Judgement::Yes,
    }
}

/// Two rules that share leads without one being the special case of the other: which one
/// is first decides, and nothing in the text says so.
fn overlap(rule: &Rule<'_>, before: &[Rule<'_>], work: &mut Work, said: &mut Said) {
    let Some(when) = rule.when else { return };
    let other = before.iter().find(|own| {
        own.leads_to != rule.leads_to
            && own.when.is_some_and(|own| {
                own.can_hold_with(when, work) == Judgement::Yes
                    && own.covers(when, work) == Judgement::No
                    && when.covers(own, work) == Judgement::No
            })
    });
    if let Some(other) = other {
        said.hint(
            rule.place,
            codes::RULE_OVERLAP,
            format!(
                "leads can match {} as well as {}; the first one gets them",
                other.name, rule.name
            ),
            "Keep this order if it is meant.",
        );
    }
}
