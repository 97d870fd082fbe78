//! Decline: the owner says no before they act, and the lead goes to the next.

use super::{ledger, offer_next};
use crate::lead::{Actor, Draft, Event, Reason, Refusal};
use crate::names::{ReasonId, RuleId};
use crate::respond;
use crate::words::{said, spoken};

/// 1. Only the owner, for one of the reasons that the stage or the process names, and
///    before they said yes or acted.
/// 2. The turn is given back, where the process says so for this reason.
/// 3. It goes to the next who didn't have it here; when everybody had, to whoever stands in.
pub(crate) fn decline(
    draft: &mut Draft<'_>,
    reason: ReasonId,
    note: Option<String>,
) -> Result<(), Refusal> {
    let Some((stage, attended)) = draft.stage().zip(draft.attended()) else {
        return Err(Refusal::NotOwner);
    };
    let own = stage.duty().and_then(|duty| duty.declines.as_ref());
    let reasons = own.unwrap_or(&draft.process.declines);
    if reasons.is_empty() {
        return Err(Refusal::NoDecline {
            stage: stage.title.clone(),
        });
    }
    let accepted = attended.accepted;
    // A program that declines says what the owner did.
    let by_another = matches!(draft.by, Actor::Member { .. }) && !draft.by_owner();
    let Some(member) = draft.owner().cloned().filter(|_| !by_another) else {
        return Err(Refusal::NotOwner);
    };
    if accepted {
        return Err(Refusal::DeclineTooLate);
    }
    if !reasons.contains(&reason) {
        let reasons: Vec<String> = reasons.iter().map(|own| format!("`{own}`")).collect();
        return Err(Refusal::DeclineReason {
            reason,
            reasons: reasons.join(", "),
        });
    }
    let name = draft
        .roster
        .member(&member)
        .map_or_else(String::new, |own| own.name.clone());
    let text = said(format_args!("{name} declined: {}", spoken(reason.as_str())));
    let because = vec![Reason::new(text)];
    let event = Event::Declined {
        member,
        reason: reason.clone(),
        note,
    };
    draft.record_by_them(event, Vec::new());
    ledger::credit(draft, Some(&reason));
    if offer_next(draft, stage, because.clone()) {
        respond::ask_anew(draft, stage);
    } else {
        let alert = RuleId::from("declined");
        respond::due::nobody_took_it(draft, stage, alert, &because);
        draft.replan = true;
    }
    Ok(())
}
