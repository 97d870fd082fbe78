//! Undo: what somebody did last is taken back, exactly.
//!
//! The lead is again as it was after one of its events; what happened since stays in the
//! log and counts no more. What is due by then is done at once, as if nobody had looked
//! meanwhile; nothing that was promised gets longer by a mistake.
//!
//! Deliberately absent: taking back what others, the buyer or time did; what has left the
//! house; turns in a pool, which were had.

use crate::assess::assess;
use crate::assign;
use crate::lead::decide::settle;
use crate::lead::{
    Actor, Decision, Draft, Event, Lead, MoveKind, Reason, Recorded, Refusal, World, alert, fold,
};
use crate::respond;
use crate::words::said;

/// Takes back everything that happened to the lead after its event `to`.
///
/// `history` is all that happened to it, in order. Only who did a thing takes it back, and
/// only as long as nobody else did anything since.
///
/// # Errors
///
/// [`Refusal::NothingToTakeBack`], [`Refusal::HappenedSince`]. Nothing happened then.
pub fn take_back(
    lead: &Lead,
    history: &[Recorded],
    to: u32,
    world: &mut World<'_>,
) -> Result<Decision, Refusal> {
    lead.goes_on_here()?;
    let counting = counting(history);
    let undone: Vec<&Recorded> = counting.iter().copied().filter(|it| it.seq > to).collect();
    let kept: Vec<&Recorded> = counting.into_iter().filter(|it| it.seq <= to).collect();
    let nothing = || Refusal::NothingToTakeBack {
        lead: lead.id.clone(),
        to,
    };
    if undone.is_empty() {
        return Err(nothing());
    }
    let before = fold(kept.iter().copied()).ok_or_else(nothing)?;
    if let Some(what) = undone.iter().find_map(|it| in_the_way(it, &world.by)) {
        return Err(Refusal::HappenedSince { what });
    }
    let exceptions = undone.iter().filter(|it| is_exception(&it.event)).count();
    let mut draft = Draft::of(lead, world);
    let event = Event::TakenBack {
        to,
        exceptions: u32::try_from(exceptions).unwrap_or(u32::MAX),
        before: Box::new(before),
    };
    let text = said(format_args!("Taken back: {} events", undone.len()));
    return_to(&mut draft, event, vec![Reason::new(text)]);
    Ok(draft.decision())
}

/// Records that the lead is again in an earlier state, and does what is due by now.
pub(crate) fn return_to(draft: &mut Draft<'_>, event: Event, because: Vec<Reason>) {
    let had = draft.owner().cloned();
    draft.record_by_them(event, because);
    let has = draft.owner().cloned();
    draft.roster.hand(had.as_ref(), has.as_ref());
    let is_there = |member| draft.roster.member(member).is_some_and(|it| it.active);
    if let Some(stage) = draft.stage()
        && has.as_ref().is_some_and(|member| !is_there(member))
    {
        let text = "Who had it isn't active any more";
        assign::replace(draft, stage, vec![Reason::new(text)]);
        respond::ask_anew(draft, stage);
    }
    if draft.attended().is_some() {
        let became = assess(draft, None);
        alert::plan_if(draft, None, became.as_ref());
    }
    respond::due::wake(draft);
    settle(draft);
}

/// The events that count: without those that were taken back.
pub(crate) fn counting(history: &[Recorded]) -> Vec<&Recorded> {
    let mut counting: Vec<&Recorded> = Vec::with_capacity(history.len());
    for recorded in history {
        match &recorded.event {
            Event::TakenBack { to, .. } => counting.retain(|it| it.seq <= *to),
            _ => counting.push(recorded),
        }
    }
    counting
}

/// Why an event can't be taken back by them.
fn in_the_way(recorded: &Recorded, by: &Actor) -> Option<String> {
    let what = match &recorded.event {
        Event::Merged { .. } | Event::Joined(_) => "it was merged",
        Event::Unmerged { .. } => "a merge was undone",
        Event::Captured { .. } => "it came in",
        Event::Reengaged { .. } => "they asked again",
        _ => match &recorded.by {
            Actor::Buyer => "the buyer did something",
            Actor::Time => "time has gone on",
            Actor::Process => return None,
            other if other == by => return None,
            Actor::Member { name, .. } | Actor::Program { name } => {
                return Some(format!("{name} did something"));
            }
        },
    };
    Some(what.to_owned())
}

fn is_exception(event: &Event) -> bool {
    matches!(
        event,
        Event::Moved {
            kind: MoveKind::Exception,
            ..
        }
    )
}
