//! Assign: who should take care of a lead, and why.
//!
//! [`enter`] gives a lead that comes to a stage to somebody with the stage's role:
//!
//! 1. whoever has it, if they have the role;
//! 2. whoever had it last in that role, if they are active;
//! 3. the route of the stage;
//! 4. the first routing rule of the process that holds, aims at the role and has room;
//! 5. anybody with the role, by turn;
//! 6. nobody is there: the pool of the role, and a stand-in looks after it.
//!
//! Within a pool only active members with the role of the stage are candidates. By turn
//! means the fewest turns for their weight; who had none yet starts one round behind the one
//! with the fewest, and isn't flooded. By load means the fewest open leads, then the fewest turns. Between
//! equals the order of ids decides. Each decision moves turns and loads of the roster
//! on, so a batch is shared out as exactly as single leads.
//!
//! Deliberately absent: a default owner in the code; working hours and absence of single
//! members; making up for turns that somebody missed.

mod pick;

use crate::lead::alert::{Occasion, plan_for};
use crate::lead::{Draft, Event, Owner, Reason};
use crate::names::{MemberId, RoleId, RuleId};
use crate::process::model::{Pick, Pool, PoolOf, Process, Stage, Target};
use crate::roster::Roster;
use crate::words::spoken;
use pick::pick;

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
    let mut because = Vec::new();
    let routed = if let Some(owner) = stays(draft, role) {
        if draft.attended().is_some_and(|it| it.role == *role) {
            return;
        }
        because.push(Reason::new(format!(
            "Has it already, and belongs to {} too",
            draft.process.role_title(role)
        )));
        Routed { owner, rule: None }
    } else if let Some(owner) = former(draft, role) {
        because.push(Reason::new(format!(
            "Had it before in {}",
            draft.process.role_title(role)
        )));
        Routed { owner, rule: None }
    } else {
        route(draft, stage, role, &Limits::default(), &mut because)
    };
    give(draft, routed, role, because);
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
    again(draft, stage, Limits::default(), because)
}

fn again(draft: &mut Draft<'_>, stage: &Stage, limits: Limits, mut because: Vec<Reason>) -> bool {
    let Some(duty) = stage.duty() else {
        return false;
    };
    // Looked at first, so that nothing is passed over and nobody is asked in vain.
    let somebody = draft
        .roster
        .active_in(&duty.owner)
        .any(|member| !limits.without.contains(&member.id));
    if !somebody {
        return false;
    }
    let routed = route(draft, stage, &duty.owner, &limits, &mut because);
    if matches!(routed.owner, Owner::Pool { .. }) {
        return false;
    }
    give(draft, routed, &duty.owner, because);
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
    if by_them {
        record(draft, routed, &role, because, true);
    } else {
        give(draft, routed, &role, because);
    }
}

/// Gives the lead to the pool of a role, where rules could not be carried through.
pub(crate) fn give_to_pool(draft: &mut Draft<'_>, role: &RoleId, because: Vec<Reason>) {
    let routed = Routed {
        owner: pool(draft, role),
        rule: None,
    };
    give(draft, routed, role, because);
}

fn give(draft: &mut Draft<'_>, routed: Routed, role: &RoleId, because: Vec<Reason>) {
    record(draft, routed, role, because, false);
}

fn record(
    draft: &mut Draft<'_>,
    routed: Routed,
    role: &RoleId,
    because: Vec<Reason>,
    by_them: bool,
) {
    let before = draft.owner().cloned();
    let hand_off = draft
        .attended()
        .is_some_and(|it| !it.role.as_str().is_empty() && it.role != *role);
    let event = Event::Assigned {
        owner: routed.owner,
        role: role.clone(),
        hand_off,
        rule: routed.rule,
    };
    if by_them {
        draft.record_by_them(event, because);
    } else {
        draft.record(event, because);
    }
    let after = draft.owner().cloned();
    draft.roster.hand(before.as_ref(), after.as_ref());
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
fn stays(draft: &Draft<'_>, role: &RoleId) -> Option<Owner> {
    let member = draft.roster.member(draft.owner()?)?;
    (member.active && member.has(role))
        .then(|| person(draft.roster, &member.id))
        .flatten()
}

/// Whoever had it last in the role, if they are active and still have it.
fn former(draft: &Draft<'_>, role: &RoleId) -> Option<Owner> {
    let owners = draft.lead.last.owners.iter().rev();
    owners
        .filter(|(own, _)| own == role)
        .filter_map(|(_, id)| draft.roster.member(id))
        .find(|member| member.active && member.has(role))
        .and_then(|member| person(draft.roster, &member.id))
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
    because: &mut Vec<Reason>,
) -> Routed {
    if let Some(target) = stage.duty().and_then(|duty| duty.route.as_ref())
        && let Some(owner) = aim(draft, target, role, limits, because)
    {
        because.push(Reason::at(
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
        let mut say = |text| because.push(Reason::at(text, &rule.id, rule.place));
        if !rule.when.holds(&facts) {
            let begin = format_args!("Rule {name} passed: ");
            say(rule.when.explained_behind(begin, &facts));
            continue;
        }
        let holds = rule
            .when
            .explained_behind(format_args!("Rule {name}: "), &facts);
        let owner = aim(draft, &rule.to, role, limits, because);
        let mut say = |text| because.push(Reason::at(text, &rule.id, rule.place));
        if let Some(owner) = owner {
            say(holds);
            let rule = Some(rule.id.clone());
            return Routed { owner, rule };
        }
        let role = draft.process.role_title(role);
        say(format!("Rule {name} passed: nobody in {role} has room"));
    }
    let anybody = Pool {
        of: PoolOf::Role(role.clone()),
        by: Pick::RoundRobin,
        weights: None,
        cap: None,
        prefer: None,
    };
    if let Some(owner) = choose(draft, &anybody, role, limits, because) {
        let role = draft.process.role_title(role);
        because.push(Reason::new(format!("By turn among all in {role}")));
        return Routed { owner, rule: None };
    }
    let title = draft.process.role_title(role);
    because.push(Reason::new(format!("Nobody in {title} is active")));
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
    because: &mut Vec<Reason>,
) -> Option<Owner> {
    match target {
        Target::Pool(pool) => choose(draft, pool, role, limits, because),
        Target::OwnerOfCompany => {
            let owner = draft.lead.company.as_ref()?.owner.as_ref()?;
            let member = draft.roster.member(owner)?;
            (member.active && member.has(role) && !limits.without.contains(owner))
                .then(|| person(draft.roster, owner))
                .flatten()
        }
    }
}

fn choose(
    draft: &mut Draft<'_>,
    pool: &Pool,
    role: &RoleId,
    limits: &Limits,
    because: &mut Vec<Reason>,
) -> Option<Owner> {
    let by = limits.by.unwrap_or(pool.by);
    let picked = pick(draft, pool, by, role, &limits.without, because)?;
    person(draft.roster, &picked)
}

/// Nobody is there: the pool has it, and a stand-in looks after it.
fn pool(draft: &Draft<'_>, role: &RoleId) -> Owner {
    Owner::Pool {
        of: PoolOf::Role(role.clone()),
        stand_in: stand_in(draft.process, draft.roster, role),
    }
}

/// The role that looks after what nobody in `role` takes: one that stands in for it, at
/// best with somebody active; else the first role in which anybody is; else the last
/// of those that stand in for others, as management does.
pub(crate) fn stand_in(process: &Process, roster: &Roster, role: &RoleId) -> RoleId {
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
        .find(|own| active(own))
        .or_else(|| chiefs().find(|own| active(own)))
        .or_else(|| all().find(|own| active(own)))
        .or_else(|| deputies().next())
        .or_else(|| chiefs().next())
        .or_else(|| all().next_back())
        .unwrap_or(role)
        .clone()
}
