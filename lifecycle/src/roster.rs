//! Roster: who works here, in which roles, and whose turn it is.
//!
//! The store reads it once for a batch and locks the pools' rows meanwhile; decisions
//! move loads and turns on as they give leads away, so that turns stay exact within
//! the batch and after it.

use crate::calendar::Calendar;
use crate::names::{MemberId, RoleId, TeamId};
use crate::presence::Particulars;
use crate::process::model::{Per, PoolOf};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who works here, with load and turns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// All members, also those who are not active, in the order of their ids.
    pub members: Vec<Member>,
    /// The ledger: what each member of a pool had. Who had the fewest turns for their weight is next.
    pub turns: BTreeMap<PoolOf, BTreeMap<MemberId, Turns>>,
    /// How many leads each member was given lately.
    pub given: BTreeMap<MemberId, Given>,
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// Their name.
    pub name: String,
    /// Whether they can be given leads.
    pub active: bool,
    /// In which roles.
    pub roles: Vec<RoleId>,
    /// In which teams.
    pub teams: Vec<TeamId>,
    /// Where they are, as routing compares it.
    pub region: Option<String>,
    /// From 1; the weight of their turns where the process says so.
    pub seniority: u32,
    /// How many open leads they own.
    pub open: u32,
    /// What they know and speak, when they work, when they are absent.
    #[serde(default)]
    pub particulars: Particulars,
}

/// Where a member stands in the ledger of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Turns {
    /// Turns that count: those had, and those let go, without those given back. A newcomer
    /// begins near the fewest of the others.
    pub turns: u64,
    /// How many were given back, as the lead was none.
    #[serde(default)]
    pub credits: u64,
    /// How many went by while they weren't there or had no room.
    #[serde(default)]
    pub let_go: u64,
}

impl From<u64> for Turns {
    fn from(turns: u64) -> Self {
        Self {
            turns,
            ..Self::default()
        }
    }
}

/// How many leads a member was given on a day, and in its week and month so far. Weeks begin
/// on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The day they were last given one, where the process is.
    pub day: Date,
    /// On that day.
    pub today: u32,
    /// In its week.
    pub week: u32,
    /// In its month.
    pub month: u32,
}

impl Given {
    /// Nothing yet.
    fn none(day: Date) -> Self {
        Self {
            day,
            today: 0,
            week: 0,
            month: 0,
        }
    }

    /// The same as seen on another day.
    fn on(self, day: Date) -> Self {
        let (own, other) = (self.day.iso_week_date(), day.iso_week_date());
        let same_week = (own.year(), own.week()) == (other.year(), other.week());
        let same_month = (self.day.year(), self.day.month()) == (day.year(), day.month());
        let count = |same: bool, count: u32| if same { count } else { 0 };
        Self {
            day,
            today: count(self.day == day, self.today),
            week: count(same_week, self.week),
            month: count(same_month, self.month),
        }
    }

    /// How many within the day, week or month.
    pub fn within(&self, per: Per) -> u32 {
        match per {
            Per::Day => self.today,
            Per::Week => self.week,
            Per::Month => self.month,
        }
    }
}

impl Roster {
    /// The member of this id, active or not.
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == *id)
    }

    /// All active members with this role, in the order of their ids.
    pub fn active_in(&self, role: &RoleId) -> impl Iterator<Item = &Member> {
        self.members
            .iter()
            .filter(move |member| member.active && member.has(role))
    }

    /// All members with this role who are neither absent nor away, in the order of their ids.
    pub fn present_in<'r>(
        &'r self,
        role: &'r RoleId,
        now: Timestamp,
        house: &'r Calendar,
    ) -> impl Iterator<Item = &'r Member> {
        self.active_in(role)
            .filter(move |member| member.availability(now, house).is_present())
    }

    /// How many turns a member of a pool had.
    pub fn turns_of(&self, pool: &PoolOf, member: &MemberId) -> Option<u64> {
        Some(self.ledger_of(pool, member)?.turns)
    }

    /// Where a member of a pool stands in its ledger; `None` for somebody new.
    pub fn ledger_of(&self, pool: &PoolOf, member: &MemberId) -> Option<Turns> {
        self.turns.get(pool)?.get(member).copied()
    }

    /// How many leads a member was given by this day.
    pub fn given_to(&self, member: &MemberId, day: Date) -> Given {
        self.given
            .get(member)
            .map_or_else(|| Given::none(day), |given| given.on(day))
    }

    /// A member is given one more lead.
    pub(crate) fn give(&mut self, member: &MemberId, day: Date) -> Given {
        let before = self.given_to(member, day);
        let after = Given {
            day,
            today: before.today.saturating_add(1),
            week: before.week.saturating_add(1),
            month: before.month.saturating_add(1),
        };
        self.given.insert(member.clone(), after);
        after
    }

    /// A lead went from one member to another; `None` is a pool, or nobody any more.
    pub(crate) fn hand(&mut self, from: Option<&MemberId>, to: Option<&MemberId>) {
        for member in &mut self.members {
            if Some(&member.id) == from {
                member.open = member.open.saturating_sub(1);
            }
            if Some(&member.id) == to {
                member.open = member.open.saturating_add(1);
            }
        }
    }
}

impl Member {
    /// Whether they have this role.
    pub fn has(&self, role: &RoleId) -> bool {
        self.roles.contains(role)
    }

    /// Whether they belong to this pool.
    pub fn is_in(&self, pool: &PoolOf) -> bool {
        match pool {
            PoolOf::Role(role) => self.has(role),
            PoolOf::Team(team) => self.teams.contains(team),
        }
    }
}
