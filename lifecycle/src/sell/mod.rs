//! Sell: going along the line: drawn moves, verdicts, exceptions.
//!
//! A drawn move at a stage of work is taken by people, when what it needs is there and its
//! condition holds; the condition is a criterion, never a reason to go by itself, unless
//! the stage says that the program acts. At a hold a move with a condition is taken
//! by itself, as soon as something happens that makes it hold. Gates are passed at
//! once, by the first move that holds. A move that is a verdict is reached by the verdict.
//! Everything else is an exception: possible, with a reason, and counted.
//!
//! `options` lists what is drawn from here, for people.
//!
//! Deliberately absent: who may do what (the server knows), prices and products.

mod drawn;
mod options;
mod tries;
mod values;

pub(crate) use drawn::{Given, accept, answer, drawn, except, give_back};
pub use options::{Criterion, MoveOption, Need, options};
pub use tries::TriesMade;
pub use values::sound;
pub(crate) use values::sound_or_empty;

use crate::assign;
use crate::lead::{Draft, Event, Happening, LeadFacts, MoveKind, Reason, alert};
use crate::names::{ReasonId, RoleId, SeriesId, StageId};
use crate::nurture;
use crate::process::model::{
    Addressee, Asked, Gate, Line, Mode, Move, Process, Stage, StageKind, Verdict,
};
use crate::respond;
use crate::words::said;
use jiff::Timestamp;

/// How a move comes about, and what comes along.
pub(crate) struct Moving<'m> {
    pub kind: MoveKind,
    pub reason: Option<ReasonId>,
    pub note: Option<String>,
    pub wake_on: Option<Timestamp>,
    pub verdict: Option<Verdict>,
    pub series: Option<&'m SeriesId>,
    pub alert: Option<&'m Addressee>,
    pub because: Vec<Reason>,
    /// Whoever asks makes it, not the rules.
    pub by_them: bool,
}

impl<'m> Moving<'m> {
    /// A move that the rules make.
    pub(crate) fn by_rule(kind: MoveKind) -> Self {
        Self {
            kind,
            reason: None,
            note: None,
            wake_on: None,
            verdict: None,
            series: None,
            alert: None,
            because: Vec::new(),
            by_them: false,
        }
    }

    /// Along this arrow.
    fn along(drawn: &'m Move, because: Vec<Reason>) -> Self {
        Self {
            reason: drawn.reason.clone(),
            verdict: drawn.verdict,
            series: drawn.series.as_ref(),
            alert: drawn.alert.as_ref(),
            because,
            ..Self::by_rule(MoveKind::Drawn)
        }
    }
}

/// Why gates could not be passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stuck {
    #[error("Nothing matches at the gate {0}")]
    NothingMatches(String),
    #[error("The gates lead in a circle; the last one is {0}")]
    Circle(String),
    #[error("There is no stage {0}")]
    NoSuchStage(StageId),
    #[error("The line has no stage")]
    NoStages,
}

/// Goes to a stage, and on through gates until one where somebody acts, waits, or the
/// episode is over. A stage that isn't there, and gates that lead nowhere, leave the lead
/// where it came to last.
pub(crate) fn go(draft: &mut Draft<'_>, to: &StageId, moving: Moving<'_>) {
    // Gates can't be refused any more: the caller asked for a way before.
    let _: Result<(), Stuck> = try_go(draft, to, moving);
}

/// See [`go`].
pub(crate) fn try_go(draft: &mut Draft<'_>, to: &StageId, moving: Moving<'_>) -> Result<(), Stuck> {
    let stage = draft
        .stage_of(to)
        .ok_or_else(|| Stuck::NoSuchStage(to.clone()))?;
    if let StageKind::Gate(_) = stage.kind
        && draft
            .attended()
            .is_some_and(|it| !it.stage.as_str().is_empty())
    {
        // Nobody is left standing at a gate: look first whether there is a way out.
        way_out(draft, stage)?;
    }
    enter(draft, stage, moving);
    pass_gates(draft)
}

/// Passes the gate the lead is at, and those behind it.
pub(crate) fn pass_gates(draft: &mut Draft<'_>) -> Result<(), Stuck> {
    for _ in 0..=draft.line.stages.len() {
        let Some(stage) = draft.stage() else {
            return Ok(());
        };
        let StageKind::Gate(gate) = &stage.kind else {
            return Ok(());
        };
        let (drawn, because) = first_match(draft, stage, gate)?;
        let to = draft
            .stage_of(&drawn.to)
            .ok_or_else(|| Stuck::NoSuchStage(drawn.to.clone()))?;
        enter(draft, to, Moving::along(drawn, because));
    }
    Err(Stuck::Circle(
        draft.stage_title(draft.lead.stage()).to_owned(),
    ))
}

/// Whether the gates from here on lead somewhere, by what is known now.
fn way_out(draft: &Draft<'_>, from: &Stage) -> Result<(), Stuck> {
    let mut stage = from;
    for _ in 0..=draft.line.stages.len() {
        let StageKind::Gate(gate) = &stage.kind else {
            return Ok(());
        };
        let (drawn, _) = first_match(draft, stage, gate)?;
        stage = draft
            .stage_of(&drawn.to)
            .ok_or_else(|| Stuck::NoSuchStage(drawn.to.clone()))?;
    }
    Err(Stuck::Circle(stage.title.clone()))
}

fn first_match<'p>(
    draft: &Draft<'_>,
    stage: &Stage,
    gate: &'p Gate,
) -> Result<(&'p Move, Vec<Reason>), Stuck> {
    let facts = draft.facts();
    let mut because = Vec::new();
    for drawn in &gate.moves {
        let rule = &stage.id;
        match &drawn.when {
            None => {
                let text = said(format_args!("To {}: always", draft.stage_title(&drawn.to)));
                because.push(Reason::at(text, rule, drawn.place));
                return Ok((drawn, because));
            }
            Some(when) => {
                let holds = when.holds(&facts);
                let passed = if holds { "" } else { " passed" };
                let to = draft.stage_title(&drawn.to);
                let text = when.explained_behind(format_args!("To {to}{passed}: "), &facts);
                because.push(Reason::at(text, rule, drawn.place));
                if holds {
                    return Ok((drawn, because));
                }
            }
        }
    }
    Err(Stuck::NothingMatches(stage.title.clone()))
}

/// One move, with all that comes along with it.
///
/// 1. What was promised where it comes from is kept, broken or stopped.
/// 2. The series it was in ends, if the move ends it.
/// 3. An episode that nobody had yet belongs to a pool before it is over.
/// 4. It moves.
/// 5. It gets an owner, promises, a series; those whom the arrow names are told.
fn enter(draft: &mut Draft<'_>, stage: &Stage, moving: Moving<'_>) {
    let from = draft
        .attended()
        .map(|it| it.stage.clone())
        .filter(|it| !it.as_str().is_empty());
    if from.is_some() {
        respond::leave(draft, moving.kind == MoveKind::Consequence);
    }
    let end = match &stage.kind {
        StageKind::End(end) => Some(end),
        StageKind::Gate(_) | StageKind::Work(_) | StageKind::Hold(_) => None,
    };
    nurture::leave(draft, end.is_some());
    if end.is_some()
        && draft
            .attended()
            .is_some_and(|it| it.role.as_str().is_empty())
    {
        let role = first_role(draft.process, draft.line);
        let text = "Over before anybody had it";
        assign::give_to_pool(draft, &role, vec![Reason::new(text)]);
    }
    if end.is_some() || moving.verdict == Some(Verdict::Returned) {
        assign::ledger::credit(draft, moving.reason.as_ref());
    }
    let owner = draft.owner().cloned();
    let event = Event::Moved {
        from,
        to: stage.id.clone(),
        phase: stage.phase,
        kind: moving.kind,
        reason: moving.reason,
        note: moving.note,
        wake_on: moving.wake_on.filter(|_| end.is_none()),
        outcome: end.map(|end| end.outcome),
        hold: matches!(stage.kind, StageKind::Hold(_)),
        verdict: moving.verdict,
    };
    if moving.by_them {
        draft.record_by_them(event, moving.because);
    } else {
        draft.record(event, moving.because);
    }
    if end.is_some() {
        draft.roster.hand(owner.as_ref(), None);
    } else if stage.duty().is_some() {
        draft.replan = true;
        assign::enter(draft, stage);
        respond::begin(draft, stage);
        nurture::enter(draft, moving.series);
    }
    if let Some(to) = moving.alert {
        let alert = crate::names::RuleId::from(stage.id.as_str());
        let text = format!("now at {}", stage.title);
        alert::plan_to(draft, alert, to.clone(), text, Vec::new());
    }
    let happening = Happening {
        kind: "moved",
        ..Happening::default()
    };
    alert::plan_if(draft, Some(happening), None);
}

/// Takes the moves that need nobody: where the program acts, and out of holds when something
/// happened since it came there. No more of them than there are stages.
pub(crate) fn go_by_itself(
    draft: &mut Draft<'_>,
    happening: Option<Happening<'_>>,
    just_came: bool,
) {
    for round in 0..draft.line.stages.len() {
        let Some(stage) = draft.stage() else {
            return;
        };
        let acts = match &stage.kind {
            StageKind::Work(duty) => duty.mode == Mode::Automatic,
            // A lead that just came here would bounce: it stays until something new happens.
            StageKind::Hold(_) => round == 0 && !just_came,
            StageKind::Gate(_) | StageKind::End(_) => false,
        };
        if !acts || !take_first(draft, stage, happening) {
            return;
        }
    }
}

fn take_first(draft: &mut Draft<'_>, stage: &Stage, happening: Option<Happening<'_>>) -> bool {
    let found = stage.moves().iter().find_map(|drawn| {
        let when = drawn.when.as_ref()?;
        let facts = LeadFacts {
            happening,
            ..draft.facts()
        };
        let tried = draft
            .attended()
            .is_some_and(|it| tries::missing(&drawn.tries, it).is_none());
        let ready = drawn.verdict.is_none()
            && tried
            && drawn.needs.iter().all(|need| is_there(draft, need, drawn))
            && when.holds(&facts);
        ready.then(|| (drawn, when.explained(&facts)))
    });
    let Some((drawn, explained)) = found else {
        return false;
    };
    let text = format!("To {}: {explained}", draft.stage_title(&drawn.to));
    let because = vec![Reason::at(text, &stage.id, drawn.place)];
    let before = draft.lead.version;
    go(draft, &drawn.to, Moving::along(drawn, because));
    draft.lead.version > before
}

/// Whether what a move needs is there without anybody giving it now.
fn is_there(draft: &Draft<'_>, need: &Asked, drawn: &Move) -> bool {
    match need {
        Asked::Reason => drawn.reason.is_some(),
        Asked::WakeOn => false,
        Asked::Amount => draft.lead.amount.is_some(),
        Asked::Field(field) => draft.lead.fields.contains_key(field),
    }
}

/// The role that works first on this line; it answers for leads that came no further
/// than a gate.
pub(crate) fn first_role(process: &Process, line: &Line) -> RoleId {
    let working = line.stages.iter().find_map(|stage| match &stage.kind {
        StageKind::Work(duty) => Some(&duty.owner),
        _ => None,
    });
    let waiting = || line.stages.iter().find_map(|stage| stage.duty());
    working
        .or_else(|| waiting().map(|duty| &duty.owner))
        .or_else(|| process.roles.first().map(|role| &role.id))
        .cloned()
        .unwrap_or_else(|| RoleId::from("management"))
}
