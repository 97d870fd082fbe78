//! Pick: one out of a pool, with why each of the others was passed over.

use super::ledger::{self, Standing};
use super::weighed::{Candidate, Weighed};
use crate::lead::{Draft, LeadFacts, Reason};
use crate::names::{MemberId, RoleId};
use crate::presence::Availability;
use crate::process::model::{Available, Cap, Pick, Pool};
use crate::roster::Member;
use crate::words::said;
use jiff::civil::Date;
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
    let picked = look(draft, asking, asking.pool.available, weighed);
    let fall_back = asking.pool.available == Available::Working;
    let picked = match picked {
        None if fall_back && anybody_after_work(draft, asking) => {
            let text = "Nobody works now: all who are present";
            weighed.because.push(Reason::new(text));
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
    let house = &draft.process.calendar;
    let day = house.zone.to_datetime(draft.now).date();
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
        let passed = passed_over(draft, asking, available, member, day);
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
    day: Date,
) -> Option<PassedOver> {
    let Asking {
        pool,
        role,
        without,
        ..
    } = asking;
    let house = &draft.process.calendar;
    let gone = |why: String| {
        Some(PassedOver {
            why,
            is_there: false,
        })
    };
    let stays = |why: &str| {
        Some(PassedOver {
            why: why.to_owned(),
            is_there: true,
        })
    };
    let availability = member.availability(draft.now, house);
    let is_there = match available {
        Available::Any => member.active,
        Available::Present => availability.is_present(),
        Available::Working => availability == Availability::Here,
    };
    if !member.active {
        return gone("not active".to_owned());
    }
    if !member.has(role) {
        return gone("other role".to_owned());
    }
    if !is_there {
        return gone(availability.in_words(&house.zone, draft.now));
    }
    for cap in &pool.caps {
        match cap {
            Cap::Open(most) if member.open >= *most => {
                return gone("has no room".to_owned());
            }
            Cap::Given(most, per)
                if draft.roster.given_to(&member.id, day).within(*per) >= *most =>
            {
                return gone(said(format_args!(
                    "was given {most} this {} already",
                    per.word()
                )));
            }
            Cap::Open(_) | Cap::Given(..) => {}
        }
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
    match by {
        Pick::RoundRobin => said(format_args!("{preferred}next by turn")),
        Pick::LeastLoaded => said(format_args!(
            "{preferred}fewest open leads ({})",
            best.member.open
        )),
    }
}
