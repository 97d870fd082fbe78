//! Pick: one out of a pool, with why each of the others was passed over.

use super::ledger::{self, Standing};
use super::weighed::{Candidate, Weighed};
use crate::lead::{Draft, LeadFacts, Reason};
use crate::names::{MemberId, RoleId};
use crate::presence::Availability;
use crate::process::model::{Available, Cap, Pick, Pool, Process};
use crate::roster::{Member, Roster};
use crate::words::said;
use jiff::Timestamp;
use std::cmp::Ordering;

/// What is asked of a pool.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) pool: &'a Pool,
    pub(super) by: Pick,
    pub(super) role: &'a RoleId,
    pub(super) without: &'a [MemberId],
}

/// Picks one out of a pool and gives them the turn; `None` when nobody is there or has room.
///
/// 1. Everybody in the pool is looked at; who can't have the lead is passed over, with why.
/// 2. Of the others one is first: preferred, then by turn or load, then in the order of ids.
/// 3. They have the turn. Who wasn't there or had no room lets theirs go, as far as those
///    who were there are by now: so nobody who comes back is flooded.
pub(super) fn pick(
    draft: &mut Draft<'_>,
    asking: Asking<'_>,
    weighed: &mut Weighed,
) -> Option<MemberId> {
    let begin = weighed.candidates.len();
    let picked = look(draft, asking, asking.pool.available, weighed);
    let fall_back = asking.pool.available == Available::Working;
    let picked = match picked {
        None if fall_back && anybody_after_work(draft, asking) => {
            let text = "Nobody works now: all who are present";
            weighed.because.push(Reason::new(text));
            // The same people are looked at again: once is enough to keep.
            weighed.candidates.truncate(begin);
            look(draft, asking, Available::Present, weighed)
        }
        picked => picked,
    }?;
    ledger::take(draft, asking.pool, &picked);
    weighed.turn = Some(asking.pool.of.clone());
    Some(picked.member)
}

/// Who was picked, and who lets a turn go.
pub(super) struct Picked {
    pub(super) member: MemberId,
    /// How many turns they had before.
    pub(super) standing: Standing,
    /// The one who is first of those who are there, whatever this lead needs.
    pub(super) first: Standing,
    /// Who wasn't there, or had no room.
    pub(super) missing: Vec<Standing>,
}

fn anybody_after_work(draft: &Draft<'_>, asking: Asking<'_>) -> bool {
    let house = &draft.process.calendar;
    let members = draft.roster.members.iter();
    let mut members = members.filter(|member| member.is_in(&asking.pool.of));
    members.any(|member| {
        matches!(
            member.availability(draft.now, house),
            Availability::OutOfHours { .. }
        )
    })
}

fn look(
    draft: &Draft<'_>,
    asking: Asking<'_>,
    available: Available,
    weighed: &mut Weighed,
) -> Option<Picked> {
    let Asking { pool, by, role, .. } = asking;
    let roster = &*draft.roster;
    let ledger = ledger::Ledger::of(roster, pool);
    let begin = weighed.candidates.len();
    let mut best: Option<Place<'_>> = None;
    let mut first: Option<Standing> = None;
    let mut missing = Vec::new();
    for (place, member) in roster.members.iter().enumerate() {
        if !member.is_in(&pool.of) {
            continue;
        }
        let standing = ledger.standing(place, member);
        let passed = passed_over(draft, asking, available, member);
        let preferred = pool
            .prefer
            .as_ref()
            .is_none_or(|condition| condition.holds(&facts(draft, member)));
        weighed.consider(Candidate {
            member: member.id.clone(),
            name: member.name.clone(),
            chosen: false,
            why: passed
                .as_ref()
                .map_or_else(String::new, |it| it.why.clone()),
            turns: standing.turns,
            weight: standing.weight,
            open: member.open,
            preferred: preferred && pool.prefer.is_some(),
        });
        let (is_there, can) = match &passed {
            None => (true, true),
            Some(passed) => (passed.is_there, false),
        };
        if !member.active && standing.is_new || !member.has(role) {
            continue;
        }
        if !is_there {
            missing.push(standing);
            continue;
        }
        if first.is_none_or(|own| standing.compare(&own) == Ordering::Less) {
            first = Some(standing);
        }
        let place = Place {
            member,
            standing,
            preferred,
        };
        let sooner = |best: &Place<'_>| place.compare(best, by) == Ordering::Less;
        if can && best.as_ref().is_none_or(sooner) {
            best = Some(place);
        }
    }
    let why = best.as_ref().map(|best| chosen(best, by, pool));
    weighed.settle(
        begin,
        best.as_ref().map(|it| &it.member.id),
        why.as_deref().unwrap_or_default(),
    );
    let best = best?;
    let name = &best.member.name;
    let why = why.unwrap_or_default();
    weighed
        .because
        .push(Reason::new(said(format_args!("{name}: {why}"))));
    Some(Picked {
        member: best.member.id.clone(),
        standing: best.standing,
        first: first.unwrap_or(best.standing),
        missing,
    })
}

/// Why somebody can't have the lead.
struct PassedOver {
    why: String,
    /// They are there and have room: the turn that goes by stays theirs.
    is_there: bool,
}

fn passed_over(
    draft: &Draft<'_>,
    asking: Asking<'_>,
    available: Available,
    member: &Member,
) -> Option<PassedOver> {
    let Asking {
        pool,
        role,
        without,
        ..
    } = asking;
    let stays = |why: &str| {
        Some(PassedOver {
            why: why.to_owned(),
            is_there: true,
        })
    };
    let (process, roster) = (draft.process, &*draft.roster);
    let gone = gone(process, pool, available, member, roster, draft.now);
    let gone = gone.or_else(|| (!member.has(role)).then(|| "other role".to_owned()));
    if let Some(why) = gone {
        return Some(PassedOver {
            why,
            is_there: false,
        });
    }
    if without.contains(&member.id) {
        return stays("had it already");
    }
    match &pool.needs {
        Some(needs) if !needs.holds(&facts(draft, member)) => {
            stays(&needs.explained(&facts(draft, member)))
        }
        _ => None,
    }
}

/// Why somebody isn't there or has no room, whatever the lead; `None` where they can be asked.
pub(super) fn gone(
    process: &Process,
    pool: &Pool,
    available: Available,
    member: &Member,
    roster: &Roster,
    now: Timestamp,
) -> Option<String> {
    let house = &process.calendar;
    if !member.active {
        return Some("not active".to_owned());
    }
    let availability = member.availability(now, house);
    let is_there = match available {
        Available::Any => true,
        Available::Present => availability.is_present(),
        Available::Working => availability == Availability::Here,
    };
    if !is_there {
        return Some(availability.in_words(&house.zone, now));
    }
    let day = house.zone.to_datetime(now).date();
    pool.caps.iter().find_map(|cap| match cap {
        Cap::Open(most) => (member.open >= *most).then(|| "has no room".to_owned()),
        Cap::Given(most, per) => {
            let given = roster.given_to(&member.id, day).within(*per);
            (given >= *most).then(|| {
                said(format_args!(
                    "was given {given} this {} already",
                    per.word()
                ))
            })
        }
    })
}

fn facts<'d>(draft: &'d Draft<'_>, member: &'d Member) -> LeadFacts<'d> {
    LeadFacts {
        member: Some(member),
        ..draft.facts()
    }
}

/// Somebody who can have the lead.
struct Place<'r> {
    member: &'r Member,
    standing: Standing,
    preferred: bool,
}

impl Place<'_> {
    /// Less is sooner. Who comes first in the roster is first between equals.
    fn compare(&self, other: &Self, by: Pick) -> Ordering {
        let turns = self.standing.compare(&other.standing);
        let order = match by {
            Pick::RoundRobin => turns,
            Pick::LeastLoaded => self.member.open.cmp(&other.member.open).then(turns),
        };
        other.preferred.cmp(&self.preferred).then(order)
    }
}

fn chosen(best: &Place<'_>, by: Pick, pool: &Pool) -> String {
    let preferred = match pool.prefer {
        Some(_) if best.preferred => "preferred, ",
        _ => "",
    };
    said(format_args!(
        "{preferred}{}",
        chosen_by(by, best.member.open)
    ))
}

/// Why the first of all is it.
pub(super) fn chosen_by(by: Pick, open: u32) -> String {
    match by {
        Pick::RoundRobin => "next by turn".to_owned(),
        Pick::LeastLoaded => said(format_args!("fewest open leads ({open})")),
    }
}
