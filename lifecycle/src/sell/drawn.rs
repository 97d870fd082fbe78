//! Drawn: what people ask of the line, and why it says no.
//!
//! Everything that can be refused is refused before anything happens.

use super::values::{all_sound, did_you_mean};
use super::{Moving, go, is_there};
use crate::assess::assess;
use crate::lead::{Draft, Event, MoveKind, Owner, Reason, Refusal, alert, alert::Occasion};
use crate::names::{FieldId, ReasonId, StageId};
use crate::process::model::{Asked, Move, Stage, StageKind, StopsOn, Verdict};
use crate::respond;
use crate::value::{Money, Value};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What comes along with a move that somebody asks for.
pub(crate) struct Given {
    pub reason: Option<ReasonId>,
    pub wake_on: Option<Timestamp>,
    pub fields: BTreeMap<FieldId, Value>,
    pub amount: Option<Money>,
    pub note: Option<String>,
}

/// Takes a drawn move.
pub(crate) fn drawn(draft: &mut Draft<'_>, to: &StageId, given: Given) -> Result<(), Refusal> {
    let stage = here(draft)?;
    let target = find(draft, to)?;
    let Some(drawn) = stage
        .moves()
        .iter()
        .find(|drawn| drawn.to == *to && drawn.verdict.is_none())
    else {
        return Err(not_drawn(draft, stage, to));
    };
    if let StageKind::Gate(_) = target.kind {
        return Err(Refusal::IntoGate { to: to.clone() });
    }
    let fields = all_sound(draft.process, given.fields)?;
    check_wake_on(draft, given.wake_on)?;
    let reason = choose_reason(drawn, given.reason)?;
    let missing: Vec<&Asked> = drawn
        .needs
        .iter()
        .filter(|need| match need {
            Asked::Reason => reason.is_none(),
            Asked::WakeOn => given.wake_on.is_none(),
            Asked::Amount => given.amount.is_none() && draft.lead.amount.is_none(),
            Asked::Field(field) => {
                !fields.contains_key(field) && !draft.lead.fields.contains_key(field)
            }
        })
        .collect();
    if let Some(first) = missing.first() {
        return Err(Refusal::Needs {
            to: target.title.clone(),
            first: first.word().to_owned(),
            missing: list(missing.iter().map(|need| title(draft, need))),
        });
    }
    // The values that come along count for the condition; a refusal drops them with the draft.
    answer(draft, fields, given.amount);
    let mut because = Vec::new();
    if let Some(when) = &drawn.when {
        let facts = draft.facts();
        if !when.holds(&facts) {
            return Err(Refusal::Criterion {
                to: target.title.clone(),
                condition: when.explained(&facts),
            });
        }
        let text = format!("To {}: {}", target.title, when.explained(&facts));
        because.push(Reason::at(text, &stage.id, drawn.place));
    }
    let moving = Moving {
        reason,
        note: given.note,
        wake_on: given.wake_on,
        by_them: true,
        ..Moving::along(drawn, because)
    };
    go(draft, to, moving);
    Ok(())
}

/// Records values that were found out, and what they are worth. What is known already is left
/// out, but where it may have come along from another inquiry: now it was said of this one.
pub(crate) fn answer(
    draft: &mut Draft<'_>,
    fields: BTreeMap<FieldId, Option<Value>>,
    amount: Option<Money>,
) {
    let lead = &draft.lead;
    let says = lead.last.joined;
    let fields: BTreeMap<_, _> = fields
        .into_iter()
        .filter(|(field, value)| says || lead.fields.get(field) != value.as_ref())
        .collect();
    let amount = amount.filter(|it| says || lead.amount.as_ref() != Some(it));
    if fields.is_empty() && amount.is_none() {
        return;
    }
    draft.record_by_them(Event::Answered { fields, amount }, Vec::new());
    let became = assess(draft, None);
    alert::plan_if(draft, None, became.as_ref());
}

/// A move that isn't drawn.
pub(crate) fn except(draft: &mut Draft<'_>, to: &StageId, reason: String) -> Result<(), Refusal> {
    let target = find(draft, to)?;
    if let StageKind::Gate(_) = target.kind {
        return Err(Refusal::IntoGate { to: to.clone() });
    }
    if draft.attended().is_some_and(|it| it.stage == *to) {
        return Err(Refusal::AlreadyThere { stage: to.clone() });
    }
    if reason.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return Err(Refusal::ExceptionWithoutReason);
    }
    let moving = Moving {
        note: Some(reason),
        by_them: true,
        ..Moving::by_rule(MoveKind::Exception)
    };
    go(draft, to, moving);
    Ok(())
}

/// Whoever asks says yes: to having it, and at a hand-off to what was handed over. Somebody
/// who takes what only a pool has, owns it.
pub(crate) fn accept(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let pooled = draft
        .attended()
        .is_some_and(|it| matches!(it.owner, Owner::Pool { .. }));
    let verdict = draft
        .stage()
        .and_then(|stage| verdict_of(stage, Verdict::Accepted));
    if let Some(drawn) = verdict {
        let missing: Vec<&Asked> = drawn
            .needs
            .iter()
            .filter(|need| !is_there(draft, need, drawn))
            .collect();
        if let Some(first) = missing.first() {
            return Err(Refusal::Needs {
                to: draft.stage_title(&drawn.to).to_owned(),
                first: first.word().to_owned(),
                missing: list(missing.iter().map(|need| title(draft, need))),
            });
        }
        gate_is_no_target(draft, drawn)?;
    }
    if pooled && let crate::lead::Actor::Member { id, .. } = draft.by.clone() {
        let active = draft.roster.member(&id).is_some_and(|it| it.active);
        if !active {
            return Err(Refusal::NotActive { member: id });
        }
        crate::assign::give_to(draft, &id, Vec::new(), true);
    }
    let accepted = draft.attended().is_some_and(|it| it.accepted);
    if verdict.is_none() && accepted {
        return Ok(());
    }
    draft.record_by_them(Event::Accepted {}, Vec::new());
    let now = draft.now;
    respond::meet(draft, now, |it| it == StopsOn::Accepted);
    if let Some(drawn) = verdict {
        respond::meet(draft, now, |it| it == StopsOn::Verdict);
        let moving = Moving {
            by_them: true,
            ..Moving::along(drawn, Vec::new())
        };
        go(draft, &drawn.to, moving);
    }
    Ok(())
}

/// The receiver of a hand-off gives it back.
pub(crate) fn give_back(
    draft: &mut Draft<'_>,
    reason: ReasonId,
    note: Option<String>,
) -> Result<(), Refusal> {
    let stage = here(draft)?;
    let Some(drawn) = verdict_of(stage, Verdict::Returned) else {
        return Err(Refusal::NoVerdict {
            stage: stage.id.clone(),
            what: "giving back",
        });
    };
    gate_is_no_target(draft, drawn)?;
    let chosen = choose_reason(drawn, Some(reason.clone()))?;
    draft.record_by_them(
        Event::Returned {
            reason,
            note: note.clone(),
        },
        Vec::new(),
    );
    let now = draft.now;
    respond::meet(draft, now, |it| it == StopsOn::Verdict);
    let moving = Moving {
        reason: chosen,
        note,
        by_them: true,
        ..Moving::along(drawn, Vec::new())
    };
    go(draft, &drawn.to, moving);
    let given = draft.stage_title(&drawn.to);
    alert::plan_for(draft, Occasion::GivenBack, || {
        format!("given back to {given}")
    });
    Ok(())
}

fn verdict_of(stage: &Stage, verdict: Verdict) -> Option<&Move> {
    stage
        .moves()
        .iter()
        .find(|drawn| drawn.verdict == Some(verdict))
}

fn gate_is_no_target(draft: &Draft<'_>, drawn: &Move) -> Result<(), Refusal> {
    let target = find(draft, &drawn.to)?;
    match target.kind {
        StageKind::Gate(_) => Err(Refusal::IntoGate {
            to: drawn.to.clone(),
        }),
        StageKind::Work(_) | StageKind::Hold(_) | StageKind::End(_) => Ok(()),
    }
}

fn here<'p>(draft: &Draft<'p>) -> Result<&'p Stage, Refusal> {
    draft.stage().ok_or_else(|| Refusal::NoSuchStage {
        to: draft.lead.stage().clone(),
        version: draft.version(),
        hint: String::new(),
    })
}

fn find<'p>(draft: &Draft<'p>, to: &StageId) -> Result<&'p Stage, Refusal> {
    draft.stage_of(to).ok_or_else(|| Refusal::NoSuchStage {
        to: to.clone(),
        version: draft.version(),
        hint: did_you_mean(
            to.as_str(),
            draft.line.stages.iter().map(|stage| stage.id.as_str()),
        ),
    })
}

fn not_drawn(draft: &Draft<'_>, stage: &Stage, to: &StageId) -> Refusal {
    let moves = stage.moves().iter();
    Refusal::NotDrawn {
        from: stage.id.clone(),
        to: to.clone(),
        version: draft.version(),
        drawn: list(moves.map(|drawn| match drawn.verdict {
            None => format!("`{}`", drawn.to),
            Some(_) => format!("`{}` (by a verdict)", drawn.to),
        })),
    }
}

/// The reason a move has, or the one of its reasons that was given.
fn choose_reason(drawn: &Move, given: Option<ReasonId>) -> Result<Option<ReasonId>, Refusal> {
    match given {
        None => Ok(drawn.reason.clone()),
        Some(given)
            if drawn.reasons.is_empty()
                || drawn.reasons.contains(&given)
                || drawn.reason.as_ref() == Some(&given) =>
        {
            Ok(Some(given))
        }
        Some(given) => Err(Refusal::Reason {
            to: drawn.to.clone(),
            reason: given,
            reasons: list(drawn.reasons.iter().map(|it| format!("`{it}`"))),
        }),
    }
}

fn check_wake_on(draft: &Draft<'_>, wake_on: Option<Timestamp>) -> Result<(), Refusal> {
    if wake_on.is_some_and(|it| it <= draft.now) {
        return Err(Refusal::Past { what: "`wake_on`" });
    }
    Ok(())
}

/// What people call what is asked.
pub(super) fn title(draft: &Draft<'_>, need: &Asked) -> String {
    title_in(draft.process, need)
}

pub(super) fn title_in(process: &crate::process::model::Process, need: &Asked) -> String {
    match need {
        Asked::Reason => "a reason".to_owned(),
        Asked::WakeOn => "a time to look again".to_owned(),
        Asked::Amount => "an amount".to_owned(),
        Asked::Field(id) => process
            .field(id)
            .map_or_else(|| id.to_string(), |field| field.title.clone()),
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [] => "none".to_owned(),
        words => words.join(", "),
    }
}
