//! Pick: one out of a pool.

use crate::lead::{Draft, Effect, LeadFacts, Reason};
use crate::names::{MemberId, RoleId};
use crate::process::model::{Pick, Pool, Weights};
use crate::roster::{Member, Roster};
use crate::words::said;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// No more than this many people are named as passed over.
const NAMED: usize = 5;

/// Picks one out of a pool and gives them the turn; `None` when nobody is there or has room.
pub(super) fn pick(
    draft: &mut Draft<'_>,
    pool: &Pool,
    by: Pick,
    role: &RoleId,
    without: &[MemberId],
    because: &mut Vec<Reason>,
) -> Option<MemberId> {
    let (place, turns) = {
        let mut passed = Passed::default();
        let roster: &Roster = draft.roster;
        let had = Had {
            turns: roster.turns.get(&pool.of),
            pool,
        };
        let fewest = had.fewest(roster);
        let candidates = roster
            .members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.is_in(&pool.of))
            .filter(|(_, member)| {
                if !member.active {
                    passed.over(&member.name, "not active");
                } else if !member.has(role) {
                    passed.over(&member.name, "other role");
                } else if without.contains(&member.id) {
                    passed.over(&member.name, "had it already");
                } else if pool.cap.is_some_and(|cap| member.open >= cap) {
                    passed.over(&member.name, "has no room");
                } else {
                    return true;
                }
                false
            })
            .map(|(place, member)| Candidate {
                place,
                turns: had.turns(member, fewest),
                weight: weight(pool, member),
                is_new: had.of(member).is_none(),
                open: member.open,
                preferred: pool.prefer.as_ref().is_none_or(|condition| {
                    condition.holds(&LeadFacts {
                        member: Some(member),
                        ..draft.facts()
                    })
                }),
            });
        let best = candidates.reduce(|best, next| {
            if next.compare(&best, by) == Ordering::Less {
                next
            } else {
                best
            }
        });
        passed.tell(because);
        let best = best?;
        let member = roster.members.get(best.place)?;
        because.push(Reason::new(chosen(member, &best, by, pool)));
        (best.place, best.turns.saturating_add(1))
    };
    let member = draft.roster.members.get(place)?.id.clone();
    draft
        .roster
        .turns
        .entry(pool.of.clone())
        .or_default()
        .insert(member.clone(), turns);
    draft.effect(Effect::TurnTaken {
        pool: pool.of.clone(),
        member: member.clone(),
        turns,
    });
    Some(member)
}

struct Candidate {
    place: usize,
    turns: u64,
    weight: u64,
    is_new: bool,
    open: u32,
    preferred: bool,
}

impl Candidate {
    /// Less is sooner. Who comes first in the roster is first between equals, as the
    /// comparison is only asked for strictly less.
    fn compare(&self, other: &Self, by: Pick) -> Ordering {
        // Turns for the weight, compared as fractions and so exactly.
        let turns = (u128::from(self.turns) * u128::from(other.weight))
            .cmp(&(u128::from(other.turns) * u128::from(self.weight)))
            // Somebody new begins level with the one who had the fewest: without this they
            // would never have a turn of their own.
            .then(other.is_new.cmp(&self.is_new));
        let order = match by {
            Pick::RoundRobin => turns,
            Pick::LeastLoaded => self.open.cmp(&other.open).then(turns),
        };
        other.preferred.cmp(&self.preferred).then(order)
    }
}

/// How many turns the members of a pool had.
#[derive(Clone, Copy)]
struct Had<'r> {
    turns: Option<&'r BTreeMap<MemberId, u64>>,
    pool: &'r Pool,
}

impl Had<'_> {
    fn of(&self, member: &Member) -> Option<u64> {
        self.turns?.get(&member.id).copied()
    }

    /// Turns and weight of the active member of the pool who had the fewest turns for their
    /// weight.
    fn fewest(&self, roster: &Roster) -> Option<(u64, u64)> {
        self.turns?;
        roster
            .members
            .iter()
            .filter(|member| member.active && member.is_in(&self.pool.of))
            .filter_map(|member| Some((self.of(member)?, weight(self.pool, member))))
            .reduce(|least, next| {
                let less = u128::from(next.0) * u128::from(least.1)
                    < u128::from(least.0) * u128::from(next.1);
                if less { next } else { least }
            })
    }

    /// How many turns a member had. Somebody new is one round behind the one with the fewest
    /// for their weight: the next turn is theirs, and then all are even.
    fn turns(&self, member: &Member, fewest: Option<(u64, u64)>) -> u64 {
        self.of(member).unwrap_or_else(|| {
            fewest.map_or(0, |(turns, weight_of_fewest)| {
                let round = weight(self.pool, member);
                let turns = u128::from(turns) * u128::from(round) / u128::from(weight_of_fewest);
                u64::try_from(turns)
                    .unwrap_or(u64::MAX)
                    .saturating_sub(round)
            })
        })
    }
}

fn weight(pool: &Pool, member: &Member) -> u64 {
    match pool.weights {
        Some(Weights::Seniority) => u64::from(member.seniority.max(1)),
        None => 1,
    }
}

fn chosen(member: &Member, candidate: &Candidate, by: Pick, pool: &Pool) -> String {
    let preferred = match pool.prefer {
        Some(_) if candidate.preferred => "preferred, ",
        _ => "",
    };
    match by {
        Pick::RoundRobin => said(format_args!("{}: {preferred}next by turn", member.name)),
        Pick::LeastLoaded => said(format_args!(
            "{}: {preferred}fewest open leads ({})",
            member.name, candidate.open
        )),
    }
}

/// Who was passed over, and why.
#[derive(Default)]
struct Passed {
    named: Vec<Reason>,
    more: usize,
}

impl Passed {
    fn over(&mut self, name: &str, why: &str) {
        if self.named.len() < NAMED {
            let text = said(format_args!("{name} passed over: {why}"));
            self.named.push(Reason::new(text));
        } else {
            self.more += 1;
        }
    }

    fn tell(self, because: &mut Vec<Reason>) {
        because.extend(self.named);
        if self.more > 0 {
            let text = format!("and {} more passed over", self.more);
            because.push(Reason::new(text));
        }
    }
}
