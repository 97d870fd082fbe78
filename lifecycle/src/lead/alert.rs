//! Alert: who is told of what happened.
//!
//! Rules for alerts are asked when a lead came in, was assigned or given back, when a
//! promise is about to break or broke, and, for those with a condition, after each event
//! that the buyer or the line made and after each change of grade. Everybody addressed is
//! told once for each event; when a pool or an empty role is addressed, whoever stands
//! in for it.
//!
//! Deliberately absent: acknowledging, telling the next one when nobody does, quiet
//! hours, and leads gone cold.

use crate::assign::stand_in;
use crate::lead::{Draft, Effect, Event, Happening, LeadFacts, Owner, Reason};
use crate::names::{Grade, MemberId, RoleId, RuleId};
use crate::process::model::{Addressee, AlertBy, AlertOn, AlertRule};
use crate::words::{capital, said, spoken};

/// An alert to be raised once everything else is settled.
#[derive(Debug, Clone)]
pub(crate) struct Pending<'w> {
    alert: RuleId,
    to: Addressee,
    by: &'w [AlertBy],
    text: String,
    because: Vec<Reason>,
}

/// What alerts without a condition are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    Arrived,
    Assigned,
    Warned,
    Breached,
    GivenBack,
}

impl Occasion {
    fn is_meant(self, on: &AlertOn) -> bool {
        matches!(
            (self, on),
            (Self::Arrived, AlertOn::LeadArrived)
                | (Self::Assigned, AlertOn::LeadAssigned)
                | (Self::Warned, AlertOn::ClockWarned)
                | (Self::Breached, AlertOn::ClockBreached)
                | (Self::GivenBack, AlertOn::LeadReturned)
        )
    }
}

/// Raises what the rules say for this occasion, at once.
pub(crate) fn raise_for(draft: &mut Draft<'_>, occasion: Occasion, text: &str) {
    let process = draft.process;
    for rule in &process.alerts {
        if occasion.is_meant(&rule.on) {
            let because = vec![because(rule)];
            raise(draft, &rule.id, &rule.to, &rule.by, text, because);
        }
    }
}

/// Keeps what the rules say for this occasion until everything else is settled.
pub(crate) fn plan_for(draft: &mut Draft<'_>, occasion: Occasion, text: impl Fn() -> String) {
    let process = draft.process;
    for rule in &process.alerts {
        if occasion.is_meant(&rule.on) {
            plan(draft, rule, text());
        }
    }
}

/// Keeps an alert until everything else is settled.
pub(crate) fn plan_to(
    draft: &mut Draft<'_>,
    alert: RuleId,
    to: Addressee,
    text: String,
    because: Vec<Reason>,
) {
    draft.pending.push(Pending {
        alert,
        to,
        by: &[AlertBy::App],
        text,
        because,
    });
}

/// Asks the rules with a condition after an event, and after a change of grade.
pub(crate) fn plan_if(
    draft: &mut Draft<'_>,
    happening: Option<Happening<'_>>,
    grade_became: Option<&Grade>,
) {
    if happening.is_none() && grade_became.is_none() {
        return;
    }
    let process = draft.process;
    for rule in &process.alerts {
        let AlertOn::Condition(condition) = &rule.on else {
            continue;
        };
        let facts = LeadFacts {
            happening: happening.or(Some(Happening {
                kind: "assessed",
                ..Happening::default()
            })),
            grade_became,
            ..draft.facts()
        };
        if condition.holds(&facts) {
            let name = capital(rule.id.as_str());
            let text = condition.explained_behind(format_args!("{name}: "), &facts);
            plan(draft, rule, text);
        }
    }
}

fn plan<'w>(draft: &mut Draft<'w>, rule: &'w AlertRule, text: String) {
    draft.pending.push(Pending {
        alert: rule.id.clone(),
        to: rule.to.clone(),
        by: &rule.by,
        text,
        because: vec![because(rule)],
    });
}

/// Raises what was kept, in order.
pub(crate) fn raise_pending(draft: &mut Draft<'_>) {
    for it in std::mem::take(&mut draft.pending) {
        raise(draft, &it.alert, &it.to, it.by, &it.text, it.because);
    }
}

/// Whether a rule already tells these of it.
pub(crate) fn tells(draft: &Draft<'_>, occasion: Occasion, to: &Addressee) -> bool {
    let alerts = &draft.process.alerts;
    alerts
        .iter()
        .any(|rule| occasion.is_meant(&rule.on) && rule.to == *to)
}

/// Records an alert, and tells everybody it is for.
pub(crate) fn raise(
    draft: &mut Draft<'_>,
    alert: &RuleId,
    to: &Addressee,
    by: &[AlertBy],
    text: &str,
    because: Vec<Reason>,
) {
    let text = said(format_args!("{}: {text}", who(draft)));
    let told = recipients(draft, to);
    draft.record(
        Event::AlertRaised {
            alert: alert.clone(),
            to: to.clone(),
            by: by.to_vec(),
            text: text.clone(),
            told: told.clone(),
        },
        because,
    );
    let cause = said(format_args!("{alert}#{}", draft.seq()));
    for member in told {
        draft.effect(Effect::Tell {
            member,
            lead: draft.lead.id.clone(),
            cause: cause.clone(),
            text: text.clone(),
            by: by.to_vec(),
            rule: alert.clone(),
        });
    }
}

fn because(rule: &AlertRule) -> Reason {
    let text = said(format_args!("Alert: {}", spoken(rule.id.as_str())));
    Reason::at(text, &rule.id, rule.place)
}

/// What people call the lead.
fn who<'d>(draft: &'d Draft<'_>) -> &'d str {
    let person = &draft.lead.person;
    let company = draft.lead.company.as_ref().and_then(|it| it.name.as_ref());
    let name = person
        .name
        .as_ref()
        .or(company)
        .or(person.email.as_ref())
        .or(person.phone.as_ref());
    name.map_or("A lead without a name", String::as_str)
}

fn recipients(draft: &Draft<'_>, to: &Addressee) -> Vec<MemberId> {
    let role: &RoleId = match to {
        Addressee::Owner => match draft.attended().map(|it| &it.owner) {
            Some(Owner::Person { id, .. }) => return vec![id.clone()],
            Some(Owner::Pool { stand_in, .. }) => stand_in,
            None => return Vec::new(),
        },
        Addressee::Role(role) => role,
    };
    let active = |role: &RoleId| -> Vec<MemberId> {
        draft
            .roster
            .active_in(role)
            .map(|member| member.id.clone())
            .collect()
    };
    let there = active(role);
    if there.is_empty() {
        active(&stand_in(draft, role))
    } else {
        there
    }
}
