//! Ledger: who of a pool had how many turns, and whose is next.
//!
//! By turn means the fewest turns for one's weight. Somebody new begins one round behind the
//! one with the fewest: the next turn is theirs, and then all are even. Whoever isn't there,
//! or has no room, lets turns go as they come up: coming back they are as far as the others, so
//! nobody is flooded to catch up. A lead that was none gives its turn back.
//!
//! Deliberately absent: making up for a turn that a lead's needs passed by; it stays
//! theirs, and the next lead they can have is for them.

use super::pick::Picked;
use crate::lead::{Draft, Effect, Event, Reason};
use crate::names::{MemberId, ReasonId};
use crate::process::model::{Pool, PoolOf, Weights};
use crate::roster::{Member, Roster, Turns};
use crate::words::{said, spoken};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where somebody stands in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Their place in the roster.
    pub(crate) place: usize,
    /// Turns they had; of somebody new, those they begin with.
    pub(crate) turns: u64,
    /// The weight of their turns, from 1.
    pub(crate) weight: u64,
    /// They had none yet.
    pub(crate) is_new: bool,
}

impl Standing {
    /// Less is sooner. Turns for the weight, compared as fractions and so exactly; somebody
    /// new before those who are level with them; then the order of ids.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        (u128::from(self.turns) * u128::from(other.weight))
            .cmp(&(u128::from(other.turns) * u128::from(self.weight)))
            .then(other.is_new.cmp(&self.is_new))
            .then(self.place.cmp(&other.place))
    }

    /// How many turns they need to have had so that the other is first.
    fn behind(&self, first: &Self) -> u64 {
        let scaled = u128::from(first.turns) * u128::from(self.weight);
        let weight = u128::from(first.weight.max(1));
        let level = scaled / weight;
        // Level is enough for somebody who comes later in the roster.
        let level = if scaled % weight != 0 || self.place < first.place {
            level + 1
        } else {
            level
        };
        u64::try_from(level).unwrap_or(u64::MAX)
    }
}

/// The turns of a pool.
#[derive(Clone, Copy)]
pub(crate) struct Ledger<'r> {
    turns: Option<&'r BTreeMap<MemberId, Turns>>,
    pool: &'r Pool,
    /// Turns and weight of the active member who had the fewest turns for their weight.
    fewest: Option<(u64, u64)>,
}

impl<'r> Ledger<'r> {
    pub(crate) fn of(roster: &'r Roster, pool: &'r Pool) -> Self {
        let mut ledger = Self {
            turns: roster.turns.get(&pool.of),
            pool,
            fewest: None,
        };
        ledger.fewest = roster
            .members
            .iter()
            .filter(|member| member.active && member.is_in(&pool.of))
            .filter_map(|member| Some((ledger.had(member)?.turns, weight(pool, member))))
            .reduce(|least, next| {
                let less = u128::from(next.0) * u128::from(least.1)
                    < u128::from(least.0) * u128::from(next.1);
                if less { next } else { least }
            });
        ledger
    }

    fn had(&self, member: &Member) -> Option<Turns> {
        self.turns?.get(&member.id).copied()
    }

    /// Where a member stands, at this place of the roster.
    pub(crate) fn standing(&self, place: usize, member: &Member) -> Standing {
        let weight = weight(self.pool, member);
        let had = self.had(member);
        Standing {
            place,
            turns: had.map_or_else(|| self.begins(weight), |had| had.turns),
            weight,
            is_new: had.is_none(),
        }
    }

    /// Somebody new is one round behind the one with the fewest for their weight.
    fn begins(&self, weight: u64) -> u64 {
        self.fewest.map_or(0, |(turns, weight_of_fewest)| {
            let turns = u128::from(turns) * u128::from(weight) / u128::from(weight_of_fewest);
            u64::try_from(turns)
                .unwrap_or(u64::MAX)
                .saturating_sub(weight)
        })
    }
}

fn weight(pool: &Pool, member: &Member) -> u64 {
    match pool.weights {
        Some(Weights::Seniority) => u64::from(member.seniority.max(1)),
        None => 1,
    }
}

/// Gives the turn to whoever was picked; those who are missing let theirs go.
pub(super) fn take(draft: &mut Draft<'_>, pool: &Pool, picked: &Picked) {
    for missing in &picked.missing {
        let level = missing.behind(&picked.first);
        if missing.is_new || missing.turns >= level {
            continue;
        }
        let Some(member) = draft.roster.members.get(missing.place) else {
            continue;
        };
        let id = member.id.clone();
        let had = draft.roster.ledger_of(&pool.of, &id).unwrap_or_default();
        let turns = Turns {
            turns: level,
            let_go: had.let_go.saturating_add(level - missing.turns),
            ..had
        };
        put(draft, &pool.of, &id, turns);
    }
    let had = draft
        .roster
        .ledger_of(&pool.of, &picked.member)
        .unwrap_or_default();
    let turns = Turns {
        turns: picked.standing.turns.saturating_add(1),
        ..had
    };
    put(draft, &pool.of, &picked.member, turns);
}

/// The lead was none: whoever had a turn for it has it again, where the process says so for
/// this reason.
pub(crate) fn credit(draft: &mut Draft<'_>, reason: Option<&ReasonId>) {
    let fairness = &draft.process.fairness;
    let Some(reason) = reason.filter(|reason| fairness.credit.contains(reason)) else {
        return;
    };
    let Some((pool, member)) = draft
        .attended()
        .and_then(|it| it.turn.clone())
        .zip(draft.owner().cloned())
    else {
        return;
    };
    let Some(had) = draft.roster.ledger_of(&pool, &member) else {
        return;
    };
    let text = said(format_args!(
        "{} gives the turn back",
        spoken(reason.as_str())
    ));
    let because = Reason {
        text,
        rule: None,
        place: Some(fairness.place),
    };
    let event = Event::Credited {
        pool: pool.clone(),
        member: member.clone(),
        reason: reason.clone(),
    };
    draft.record(event, vec![because]);
    let turns = Turns {
        turns: had.turns.saturating_sub(1),
        credits: had.credits.saturating_add(1),
        ..had
    };
    put(draft, &pool, &member, turns);
}

fn put(draft: &mut Draft<'_>, pool: &PoolOf, member: &MemberId, turns: Turns) {
    let ledger = draft.roster.turns.entry(pool.clone()).or_default();
    ledger.insert(member.clone(), turns);
    draft.effect(Effect::TurnsMoved {
        pool: pool.clone(),
        member: member.clone(),
        turns,
    });
}
