//! Roster: who works here, in which roles, and whose turn it is.
//!
//! The store reads it once for a batch and locks the pools' rows meanwhile; decisions
//! move loads and turns on as they give leads away, so that turns stay exact within
//! the batch and after it.

use crate::names::{MemberId, RoleId, TeamId};
use crate::process::model::PoolOf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who works here, with load and turns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// All members, also those who are not active, in the order of their ids.
    pub members: Vec<Member>,
    /// How many turns each member of a pool had. Who had the fewest for their weight is next.
    pub turns: BTreeMap<PoolOf, BTreeMap<MemberId, u64>>,
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

    /// How many turns a member of a pool had.
    pub fn turns_of(&self, pool: &PoolOf, member: &MemberId) -> Option<u64> {
        self.turns.get(pool)?.get(member).copied()
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
