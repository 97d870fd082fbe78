//! Merge: two inquiries that were the same become one, and two again if they weren't.
//!
//! One goes on ([`join`]), the other ends in it ([`end_in`]). What the one that goes on lacks
//! it takes over: values, what they wrote, what gave points, touches, and the promises to
//! answer that the other owed. Where both say something, it keeps what it has unless somebody
//! chose otherwise.
//!
//! Undoing takes neither back to an old copy: each is as it would be had it been left alone.
//! The one that went on is folded anew from its own events without what came along
//! ([`part`]); the other stands where it stood, and what fell due meanwhile is noticed at
//! once ([`stand_again`]). So it is exact also after further events.
//!
//! Deliberately absent: who is the same (the matcher says), persons as such (the store has
//! them), points that a cap cut because of what came along.

use crate::assess::assess;
use crate::lead::undo::{counting, return_to};
use crate::lead::{
    Axis, Clock, Company, Contribution, Decision, Draft, Event, Joined, Lead, Person, Reason,
    Recorded, Refusal, Standing, World, alert, fold,
};
use crate::names::{FieldId, LeadId, RuleId};
use crate::nurture;
use crate::process::model::Addressee;
use crate::{respond, sell};
use std::collections::BTreeSet;

/// What the lead that goes on takes over although it has a value of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// These values.
    pub fields: BTreeSet<FieldId>,
    /// What it may be worth.
    pub amount: bool,
}

/// Who it is: what is known of them now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// The person.
    pub person: Person,
    /// Where they work.
    pub company: Option<Company>,
}

/// The other inquiry goes on in this one.
///
/// # Errors
///
/// [`Refusal::SameLead`]; [`Refusal::NotOpen`] and [`Refusal::GoesOn`] where one of them is over.
pub fn join(
    lead: &Lead,
    other: &Lead,
    who: Identity,
    choice: &Choice,
    world: &mut World<'_>,
) -> Result<Decision, Refusal> {
    both_open(lead, other)?;
    let mut draft = Draft::of(lead, world);
    let joined = taken_over(&draft, other, choice);
    draft.record_by_them(Event::Joined(Box::new(joined)), Vec::new());
    know(&mut draft, who);
    let became = assess(&mut draft, None);
    alert::plan_if(&mut draft, None, became.as_ref());
    sell::go_by_itself(&mut draft, None, false);
    draft.replan = true;
    let text = "another inquiry of theirs goes on in this one".to_owned();
    let rule = RuleId::from("merged");
    alert::plan_to(&mut draft, rule, Addressee::Owner, text, Vec::new());
    crate::lead::settle(&mut draft);
    Ok(draft.decision())
}

/// This inquiry goes on in another one: nobody owes it anything here any more.
///
/// # Errors
///
/// As [`join`].
pub fn end_in(
    lead: &Lead,
    other: &Lead,
    who: Identity,
    world: &mut World<'_>,
) -> Result<Decision, Refusal> {
    both_open(lead, other)?;
    let mut draft = Draft::of(lead, world);
    nurture::leave(&mut draft, true);
    know(&mut draft, who);
    let owner = draft.owner().cloned();
    let into = other.id.clone();
    draft.record_by_them(Event::Merged { into }, Vec::new());
    draft.roster.hand(owner.as_ref(), None);
    Ok(draft.decision())
}

/// It is known now, or known better, who it is; nothing happens if that is known already.
pub fn identify(lead: &Lead, who: Identity, world: &mut World<'_>) -> Decision {
    let mut draft = Draft::of(lead, world);
    know(&mut draft, who);
    if draft.attended().is_some() {
        let became = assess(&mut draft, None);
        alert::plan_if(&mut draft, None, became.as_ref());
    }
    crate::lead::settle(&mut draft);
    draft.decision()
}

/// The other inquiry was another one after all: this one is as it would be without it.
///
/// # Errors
///
/// [`Refusal::NotMerged`]; [`Refusal::GoesOn`] where this one was merged on since.
pub fn part(
    lead: &Lead,
    history: &[Recorded],
    other: &LeadId,
    who: Identity,
    world: &mut World<'_>,
) -> Result<Decision, Refusal> {
    lead.goes_on_here()?;
    let alone = without(
        history,
        &|event| matches!(event, Event::Joined(joined) if joined.from == *other),
    );
    undo(lead, alone, other, who, world)
}

/// This inquiry was one of its own after all: it stands where it stood.
///
/// # Errors
///
/// [`Refusal::NotMerged`].
pub fn stand_again(
    lead: &Lead,
    history: &[Recorded],
    other: &LeadId,
    who: Identity,
    world: &mut World<'_>,
) -> Result<Decision, Refusal> {
    let alone = without(
        history,
        &|event| matches!(event, Event::Merged { into } if into == other),
    );
    undo(lead, alone, other, who, world)
}

fn undo(
    lead: &Lead,
    alone: Option<Lead>,
    other: &LeadId,
    who: Identity,
    world: &mut World<'_>,
) -> Result<Decision, Refusal> {
    let mut state = alone.ok_or_else(|| Refusal::NotMerged {
        lead: lead.id.clone(),
        other: other.clone(),
    })?;
    state.person = who.person;
    state.company = who.company;
    let mut draft = Draft::of(lead, world);
    let event = Event::Unmerged {
        from: other.clone(),
        state: Box::new(state),
    };
    return_to(&mut draft, event, Vec::new());
    Ok(draft.decision())
}

fn both_open(lead: &Lead, other: &Lead) -> Result<(), Refusal> {
    if lead.id == other.id {
        return Err(Refusal::SameLead);
    }
    for one in [lead, other] {
        one.goes_on_here()?;
        if !matches!(one.standing, Standing::Open(_)) {
            return Err(Refusal::NotOpen {
                lead: one.id.clone(),
            });
        }
    }
    Ok(())
}

fn know(draft: &mut Draft<'_>, who: Identity) {
    let Identity { person, company } = who;
    if draft.lead.person != person || draft.lead.company != company {
        let because = vec![Reason::new("One person, by what is known now")];
        draft.record(Event::Identified { person, company }, because);
    }
}

/// What comes along from the other one.
fn taken_over(draft: &Draft<'_>, other: &Lead, choice: &Choice) -> Joined {
    let lead = &draft.lead;
    let wanted =
        |field: &FieldId| !lead.fields.contains_key(field) || choice.fields.contains(field);
    let fields = other
        .fields
        .iter()
        .filter(|(field, value)| wanted(field) && lead.fields.get(*field) != Some(value))
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect();
    let later = |theirs, ours| (theirs > ours).then_some(theirs).flatten();
    let touched_at = |lead: &Lead| lead.last.touch.as_ref().map(|touch| touch.at);
    Joined {
        from: other.id.clone(),
        fields,
        amount: other
            .amount
            .clone()
            .filter(|_| lead.amount.is_none() || choice.amount),
        message: other.message.clone().filter(|_| lead.message.is_none()),
        contributions: earned(other).cloned().collect(),
        touches: other.last.touches,
        touch: other
            .last
            .touch
            .clone()
            .filter(|_| touched_at(other) > touched_at(lead)),
        human_touch_at: later(other.last.human_touch_at, lead.last.human_touch_at),
        clocks: owed(draft, other),
    }
}

/// The parts of its score that it has for what they did.
fn earned(lead: &Lead) -> impl Iterator<Item = &Contribution> {
    let parts = lead.score.contributions.iter();
    parts.filter(|part| part.axis == Axis::Engagement)
}

/// The promises to answer that the other one owed, where nobody has answered since: the
/// earlier of two deadlines holds.
fn owed(draft: &Draft<'_>, other: &Lead) -> Vec<Clock> {
    let Some(stage) = draft.stage() else {
        return Vec::new();
    };
    let answered_at = draft.lead.last.human_touch_at;
    other
        .clocks
        .iter()
        .filter(|clock| clock.state.is_running() || clock.state.is_owed())
        .filter(|clock| {
            respond::promise_of(stage, &clock.clock)
                .is_some_and(|promise| respond::waits_for_touch(promise.stops_on))
        })
        .filter(|clock| answered_at.is_none_or(|at| at < clock.started_at))
        .filter(|clock| {
            let own = draft
                .lead
                .clocks
                .iter()
                .find(|own| own.clock == clock.clock);
            own.is_none_or(|own| {
                !own.state.is_owed() && (!own.state.is_running() || clock.due_at < own.due_at)
            })
        })
        .cloned()
        .collect()
}

/// The lead as it would be without the last of its merges that is meant; `None` if there is
/// none. Merges that were undone already are left out with all that came along.
fn without(history: &[Recorded], is_meant: &dyn Fn(&Event) -> bool) -> Option<Lead> {
    let mut told = Told::default();
    for recorded in counting(history) {
        match &recorded.event {
            Event::Unmerged { from, .. } => {
                told.leave_out(&|event| match event {
                    Event::Joined(joined) => joined.from == *from,
                    Event::Merged { into } => into == from,
                    _ => false,
                });
            }
            _ => told.events.push(recorded),
        }
    }
    if !told.leave_out(is_meant) {
        return None;
    }
    let mut lead = fold(told.events)?;
    for part in told.strange {
        let parts = &mut lead.score.contributions;
        if let Some(at) = parts.iter().position(|own| own == part) {
            parts.remove(at);
        }
    }
    Some(lead)
}

/// A history without some of its merges, and the points that came along with those.
#[derive(Default)]
struct Told<'h> {
    events: Vec<&'h Recorded>,
    strange: Vec<&'h Contribution>,
}

impl Told<'_> {
    /// Leaves out the last event that is meant; `false` if there is none.
    fn leave_out(&mut self, is_meant: &dyn Fn(&Event) -> bool) -> bool {
        let Some(at) = self.events.iter().rposition(|it| is_meant(&it.event)) else {
            return false;
        };
        if let Event::Joined(joined) = &self.events.remove(at).event {
            self.strange.extend(&joined.contributions);
        }
        true
    }
}
