//! Assign: who should take care of a lead, and why.
//!
//! [`enter`] gives a lead that comes to a stage to somebody with the stage's role:
//!
//! 1. whoever has it, if they have the role;
//! 2. whoever had it last in that role, if they are active;
//! 3. the route of the stage;
//! 4. the first routing rule of the process that holds, aims at the role and has room;
//! 5. anybody with the role who is present, by turn;
//! 6. nobody is there: the pool of the role, and a stand-in looks after it.
//!
//! Where 1, 2 or an owner that a rule names isn't there, their stand-in gets it: whom they
//! named for their absence, else whoever the rules find; and it says so.
//!
//! Within a pool only active members with the role of the stage are candidates, as far as
//! they are there, have room and are what the lead needs. By turn means the fewest turns for
//! their weight (see `ledger`). By load means the fewest open leads, then the fewest turns.
//! Between equals the order of ids decides. Each decision moves turns and loads of the roster
//! on, so a batch is shared out as exactly as single leads.
//!
//! Everybody who was looked at is kept with the decision, with why they got it or not.
//!
//! Deliberately absent: a default owner in the code.

mod board;
mod decline;
pub(crate) mod ledger;
mod pick;
mod weighed;

pub use board::{Board, Seat, boards};
pub(crate) use decline::decline;
pub use weighed::{Candidate, MOST_CANDIDATES};

use crate::lead::alert::{Occasion, plan_for};
use crate::lead::{Draft, Effect, Event, Owner, Reason};
use crate::names::{MemberId, RoleId, RuleId};
use crate::presence::Availability;
use crate::process::model::{Pick, Pool, PoolOf, Stage, Target};
use crate::respond;
use crate::roster::Roster;
use crate::words::{said, spoken};
use pick::{Asking, pick};
use weighed::Weighed;

/// Who takes it, and by which rule.
struct Routed {
    owner: Owner,
    rule: Option<RuleId>,
}

/// Gives the lead to somebody with the stage's role. Records nothing when the owner stays
/// who they are, in the role they have.
pub(crate) fn enter(draft: &mut Draft<'_>, stage: &Stage) {
    let Some(duty) = stage.duty() else {
        return;
    };
    let role = &duty.owner;
    let mut weighed = Weighed::default();
    let routed = if let Some(id) = stays(draft, role) {
        let in_this_role = draft.attended().is_some_and(|it| it.role == *role);
        let is_there = draft.roster.member(&id).is_some_and(|it| {
            it.availability(draft.now, &draft.process.calendar)
                .is_present()
        });
        if in_this_role && is_there {
            return;
        }
        let title = draft.process.role_title(role);
        let text = if in_this_role {
            "Has it already".to_owned()
        } else {
            format!("Has it already, and belongs to {title} too")
        };
        weighed.because.push(Reason::new(text));
        let found = or_stand_in(draft, &id, role, &[], &mut weighed);
        if in_this_role && found.is_none() && only_they(draft, &id, role) {
            // Nobody else is there either: it stays, rather than going to nobody.
            return;
        }
        found
    } else if let Some(id) = former(draft, role) {
        let title = draft.process.role_title(role);
        let text = format!("Had it before in {title}");
        weighed.because.push(Reason::new(text));
        or_stand_in(draft, &id, role, &[], &mut weighed)
    } else {
        None
    };
    let routed = match routed {
        Some(owner) => Routed { owner, rule: None },
        None => route(draft, stage, role, &Limits::default(), &mut weighed),
    };
    give(draft, routed, role, weighed);
}

/// Gives a lead whose owner isn't there to their stand-in. It goes on where it was: stage,
/// promises and attempts stay. `false` where the owner is there, or nobody else is.
pub(crate) fn cover(draft: &mut Draft<'_>, stage: &Stage) -> bool {
    let (Some(duty), Some(id)) = (stage.duty(), draft.owner().cloned()) else {
        return false;
    };
    let Some(Availability::Absent { .. }) = availability(draft, &id) else {
        return false;
    };
    let role = &duty.owner;
    let without = [id.clone()];
    let mut weighed = Weighed::default();
    let found = or_stand_in(draft, &id, role, &without, &mut weighed);
    let routed = match found {
        Some(owner) => Routed { owner, rule: None },
        None if only_they(draft, &id, role) => return false,
        None => {
            let limits = Limits {
                without: without.into(),
                by: None,
            };
            route(draft, stage, role, &limits, &mut weighed)
        }
    };
    if matches!(routed.owner, Owner::Pool { .. }) {
        return false;
    }
    weighed.instead_of = Some(id);
    give(draft, routed, role, weighed);
    true
}

/// Whom not to choose, and how instead of what the pool says.
#[derive(Default)]
struct Limits {
    without: Vec<MemberId>,
    by: Option<Pick>,
}

/// Offers the lead to somebody who didn't have it at this stage yet. `false` when everybody had.
pub(crate) fn offer_next(draft: &mut Draft<'_>, stage: &Stage, because: Vec<Reason>) -> bool {
    let mut without = draft
        .attended()
        .map_or_else(Vec::new, |it| it.tried.clone());
    without.extend(draft.owner().cloned());
    again(draft, stage, Limits { without, by: None }, because)
}

/// Gives the lead to somebody other than its owner, at best to one who didn't have it at
/// this stage yet. `false` when there is nobody.
pub(crate) fn reassign(
    draft: &mut Draft<'_>,
    stage: &Stage,
    by: Pick,
    because: Vec<Reason>,
) -> bool {
    let owner = draft.owner().cloned();
    let mut without = draft
        .attended()
        .map_or_else(Vec::new, |it| it.tried.clone());
    without.extend(owner.clone());
    let by = Some(by);
    again(draft, stage, Limits { without, by }, because.clone()) || {
        let without = owner.into_iter().collect();
        again(draft, stage, Limits { without, by }, because)
    }
}

/// Gives the lead to somebody else, as whoever has it isn't there any more; to the pool when
/// nobody is.
pub(crate) fn replace(draft: &mut Draft<'_>, stage: &Stage, because: Vec<Reason>) {
    let without = draft.owner().cloned().into_iter().collect();
    let limits = Limits { without, by: None };
    if !again(draft, stage, limits, because.clone())
        && let Some(duty) = stage.duty()
    {
        give_to_pool(draft, &duty.owner, because);
    }
}

/// Gives a lead that nobody has to somebody, now that there is one. `false` when there isn't.
pub(crate) fn take_from_pool(draft: &mut Draft<'_>, stage: &Stage) -> bool {
    let because = vec![Reason::new("Somebody is there again")];
    // Who had it at this stage and didn't take it isn't asked again.
    let without = draft
        .attended()
        .map_or_else(Vec::new, |it| it.tried.clone());
    again(draft, stage, Limits { without, by: None }, because)
}

/// Gives a lead that everybody had and nobody took to whoever stands in for the role.
pub(crate) fn give_up(draft: &mut Draft<'_>, stage: &Stage, because: Vec<Reason>) {
    if let Some(duty) = stage.duty() {
        give_to_pool(draft, &duty.owner, because);
    }
}

fn again(draft: &mut Draft<'_>, stage: &Stage, limits: Limits, because: Vec<Reason>) -> bool {
    let Some(duty) = stage.duty() else {
        return false;
    };
    // Looked at first, so that nothing is passed over and nobody is asked in vain.
    let somebody = draft
        .roster
        .present_in(&duty.owner, draft.now, &draft.process.calendar)
        .any(|member| !limits.without.contains(&member.id));
    if !somebody {
        return false;
    }
    let mut weighed = Weighed::because(because);
    let routed = route(draft, stage, &duty.owner, &limits, &mut weighed);
    if matches!(routed.owner, Owner::Pool { .. }) {
        return false;
    }
    give(draft, routed, &duty.owner, weighed);
    true
}

/// Gives the lead to a member by name, in the role that it has here.
pub(crate) fn give_to(
    draft: &mut Draft<'_>,
    member: &MemberId,
    because: Vec<Reason>,
    by_them: bool,
) {
    let Some((role, owner)) = draft
        .attended()
        .map(|it| it.role.clone())
        .zip(person(draft.roster, member))
    else {
        return;
    };
    let routed = Routed { owner, rule: None };
    let weighed = Weighed::because(because);
    record(draft, routed, &role, weighed, by_them);
}

/// Gives the lead to the pool of a role, where rules could not be carried through.
pub(crate) fn give_to_pool(draft: &mut Draft<'_>, role: &RoleId, because: Vec<Reason>) {
    let routed = Routed {
        owner: pool(draft, role),
        rule: None,
    };
    give(draft, routed, role, Weighed::because(because));
}

fn give(draft: &mut Draft<'_>, routed: Routed, role: &RoleId, weighed: Weighed) {
    record(draft, routed, role, weighed, false);
}

fn record(draft: &mut Draft<'_>, routed: Routed, role: &RoleId, weighed: Weighed, by_them: bool) {
    let before = draft.owner().cloned();
    let hours_before = draft.hours().cloned();
    let hand_off = draft
        .attended()
        .is_some_and(|it| !it.role.as_str().is_empty() && it.role != *role);
    let event = Event::Assigned {
        owner: routed.owner,
        role: role.clone(),
        hand_off,
        rule: routed.rule,
        candidates: weighed.candidates,
        more: weighed.more,
        turn: weighed.turn,
        instead_of: weighed.instead_of,
    };
    if by_them {
        draft.record_by_them(event, weighed.because);
    } else {
        draft.record(event, weighed.because);
    }
    let after = draft.owner().cloned();
    draft.roster.hand(before.as_ref(), after.as_ref());
    if let Some(member) = after.clone().filter(|_| after != before) {
        let zone = &draft.process.calendar.zone;
        let day = zone.to_datetime(draft.now).date();
        let given = draft.roster.give(&member, day);
        draft.effect(Effect::LeadGiven { member, given });
    }
    respond::hours::change(draft, hours_before.as_ref());
    draft.replan = true;
    if after.is_some() {
        let process = draft.process;
        let role = process.role_title(role);
        plan_for(draft, Occasion::Assigned, || {
            if hand_off {
                format!("handed over to you ({role})")
            } else {
                format!("yours now ({role})")
            }
        });
    }
}

/// Whoever has it, if they are active and have the role.
fn stays(draft: &Draft<'_>, role: &RoleId) -> Option<MemberId> {
    let member = draft.roster.member(draft.owner()?)?;
    (member.active && member.has(role)).then(|| member.id.clone())
}

/// Whoever had it last in the role, if they are active and still have it.
fn former(draft: &Draft<'_>, role: &RoleId) -> Option<MemberId> {
    let owners = draft.lead.last.owners.iter().rev();
    owners
        .filter(|(own, _)| own == role)
        .filter_map(|(_, id)| draft.roster.member(id))
        .find(|member| member.active && member.has(role))
        .map(|member| member.id.clone())
}

/// Whether nobody else with the role is present.
fn only_they(draft: &Draft<'_>, id: &MemberId, role: &RoleId) -> bool {
    !draft
        .roster
        .present_in(role, draft.now, &draft.process.calendar)
        .any(|member| member.id != *id)
}

fn availability(draft: &Draft<'_>, id: &MemberId) -> Option<Availability> {
    let member = draft.roster.member(id)?;
    Some(member.availability(draft.now, &draft.process.calendar))
}

/// The member themselves, where they are present; else whom they named to stand in for them.
/// `None` where the rules have to find somebody, and why.
fn or_stand_in(
    draft: &Draft<'_>,
    id: &MemberId,
    role: &RoleId,
    without: &[MemberId],
    weighed: &mut Weighed,
) -> Option<Owner> {
    let house = &draft.process.calendar;
    let member = draft.roster.member(id)?;
    let availability = member.availability(draft.now, house);
    if availability.is_present() {
        return person(draft.roster, id);
    }
    let state = availability.in_words(&house.zone, draft.now);
    let name = &member.name;
    let deputy = match &availability {
        Availability::Absent { stand_in, .. } => stand_in.as_ref(),
        _ => None,
    };
    let deputy = deputy
        .and_then(|id| draft.roster.member(id))
        .filter(|own| own.has(role) && !without.contains(&own.id))
        .filter(|own| own.availability(draft.now, house).is_present());
    weighed.instead_of = Some(id.clone());
    let text = match deputy {
        Some(deputy) => said(format_args!("{name} is {state}: {} stands in", deputy.name)),
        None => said(format_args!("{name} is {state}: the rules find somebody")),
    };
    weighed.because.push(Reason::new(text));
    deputy.and_then(|deputy| person(draft.roster, &deputy.id))
}

fn person(roster: &Roster, id: &MemberId) -> Option<Owner> {
    roster.member(id).map(|member| Owner::Person {
        id: member.id.clone(),
        name: member.name.clone(),
    })
}

/// Steps 3 to 6.
fn route(
    draft: &mut Draft<'_>,
    stage: &Stage,
    role: &RoleId,
    limits: &Limits,
    weighed: &mut Weighed,
) -> Routed {
    if let Some(target) = stage.duty().and_then(|duty| duty.route.as_ref())
        && let Some(owner) = aim(draft, target, role, limits, weighed)
    {
        weighed.because.push(Reason::at(
            format!("By the route of {}", stage.title),
            stage.id.as_str(),
            stage.place,
        ));
        return Routed { owner, rule: None };
    }
    let line = draft.line;
    for rule in &line.routing {
        // A rule for another role says nothing about who has this one.
        if matches!(&rule.to, Target::Pool(pool) if matches!(&pool.of, PoolOf::Role(own) if own != role))
        {
            continue;
        }
        let facts = draft.facts();
        let name = spoken(rule.id.as_str());
        let mut say = |text| weighed.because.push(Reason::at(text, &rule.id, rule.place));
        if !rule.when.holds(&facts) {
            let begin = format_args!("Rule {name} passed: ");
            say(rule.when.explained_behind(begin, &facts));
            continue;
        }
        let holds = rule
            .when
            .explained_behind(format_args!("Rule {name}: "), &facts);
        let owner = aim(draft, &rule.to, role, limits, weighed);
        let mut say = |text| weighed.because.push(Reason::at(text, &rule.id, rule.place));
        if let Some(owner) = owner {
            say(holds);
            let rule = Some(rule.id.clone());
            return Routed { owner, rule };
        }
        let role = draft.process.role_title(role);
        say(format!("Rule {name} passed: nobody in {role} has room"));
    }
    let anybody = Pool::of(PoolOf::Role(role.clone()));
    if let Some(owner) = choose(draft, &anybody, role, limits, weighed) {
        let role = draft.process.role_title(role);
        weighed
            .because
            .push(Reason::new(format!("By turn among all in {role}")));
        return Routed { owner, rule: None };
    }
    let title = draft.process.role_title(role);
    let active = draft.roster.active_in(role).next().is_some();
    let what = if active { "there" } else { "active" };
    weighed
        .because
        .push(Reason::new(format!("Nobody in {title} is {what}")));
    Routed {
        owner: pool(draft, role),
        rule: None,
    }
}

fn aim(
    draft: &mut Draft<'_>,
    target: &Target,
    role: &RoleId,
    limits: &Limits,
    weighed: &mut Weighed,
) -> Option<Owner> {
    let owner = match target {
        Target::Pool(pool) => return choose(draft, pool, role, limits, weighed),
        Target::OwnerOfCompany => draft.lead.company.as_ref()?.owner.clone()?,
        Target::OwnerOfPerson => draft.lead.person.owner.clone()?,
    };
    let member = draft.roster.member(&owner)?;
    if !member.active || !member.has(role) || limits.without.contains(&owner) {
        return None;
    }
    or_stand_in(draft, &owner, role, &limits.without, weighed)
}

fn choose(
    draft: &mut Draft<'_>,
    pool: &Pool,
    role: &RoleId,
    limits: &Limits,
    weighed: &mut Weighed,
) -> Option<Owner> {
    let asking = Asking {
        pool,
        by: limits.by.unwrap_or(pool.by),
        role,
        without: &limits.without,
    };
    let picked = pick(draft, asking, weighed)?;
    person(draft.roster, &picked)
}

/// Nobody is there: the pool has it, and a stand-in looks after it.
fn pool(draft: &Draft<'_>, role: &RoleId) -> Owner {
    Owner::Pool {
        of: PoolOf::Role(role.clone()),
        stand_in: stand_in(draft, role),
    }
}

/// The role that looks after what nobody in `role` takes: one that stands in for it, at
/// best with somebody active; else the first role in which anybody is; else the last
/// of those that stand in for others, as management does.
pub(crate) fn stand_in(draft: &Draft<'_>, role: &RoleId) -> RoleId {
    let (process, roster, now) = (draft.process, &*draft.roster, draft.now);
    let present = |role: &RoleId| {
        let mut members = roster.present_in(role, now, &process.calendar);
        members.next().is_some()
    };
    let active = |role: &RoleId| roster.active_in(role).next().is_some();
    let deputies = || {
        process
            .roles
            .iter()
            .filter(|own| own.stands_in_for.contains(role))
            .map(|own| &own.id)
    };
    let chiefs = || {
        process
            .roles
            .iter()
            .filter(|own| !own.stands_in_for.is_empty())
            .map(|own| &own.id)
    };
    let all = || process.roles.iter().map(|own| &own.id);
    deputies()
        .find(|own| present(own))
        .or_else(|| chiefs().find(|own| present(own)))
        .or_else(|| deputies().find(|own| active(own)))
        .or_else(|| chiefs().find(|own| active(own)))
        .or_else(|| all().find(|own| active(own)))
        .or_else(|| deputies().next())
        .or_else(|| chiefs().next())
        .or_else(|| all().next_back())
        .unwrap_or(role)
        .clone()
}
