//! Weighed: what was looked at on the way to an owner, kept as long as the lead.

use crate::lead::Reason;
use crate::names::MemberId;
use crate::process::model::PoolOf;
use crate::words::said;
use serde::{Deserialize, Serialize};

/// No more than this many people are named as passed over in a sentence.
const NAMED: usize = 5;

/// No more than this many candidates are kept; beyond that they are counted.
pub const MOST_CANDIDATES: usize = 50;

/// Somebody who could have been given a lead, and why they were or weren't.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub member: MemberId,
    /// Their name, as it was then.
    pub name: String,
    /// They got it.
    #[serde(default)]
    pub chosen: bool,
    /// Why they got it or not, as a sentence about them goes on: "next by turn", "has no room".
    pub why: String,
    /// How many turns of the pool they had.
    pub turns: u64,
    /// The weight of their turns.
    pub weight: u64,
    /// How many open leads they owned.
    pub open: u32,
    /// The pool prefers them for this lead.
    #[serde(default)]
    pub preferred: bool,
}

/// The way to an owner so far.
#[derive(Default)]
pub(super) struct Weighed {
    pub(super) because: Vec<Reason>,
    /// Everybody looked at, pool after pool.
    pub(super) candidates: Vec<Candidate>,
    /// How many more there were.
    pub(super) more: u32,
    /// The pool in which the one who was picked had the turn.
    pub(super) turn: Option<PoolOf>,
    /// Who would have had it, where somebody else stands in for them.
    pub(super) instead_of: Option<MemberId>,
}

impl Weighed {
    pub(super) fn because(because: Vec<Reason>) -> Self {
        Self {
            because,
            ..Self::default()
        }
    }

    pub(super) fn consider(&mut self, candidate: Candidate) {
        self.candidates.push(candidate);
    }

    /// Says why of all looked at from `begin` on: the one who was chosen, those who were
    /// passed over, and those who only come later. Keeps the first of them, and the chosen one.
    pub(super) fn settle(&mut self, begin: usize, chosen: Option<&MemberId>, why: &str) {
        let mut named = 0;
        let mut more = 0_usize;
        for candidate in self.candidates.iter_mut().skip(begin) {
            if Some(&candidate.member) == chosen {
                candidate.chosen = true;
                why.clone_into(&mut candidate.why);
            } else if candidate.why.is_empty() {
                "comes later".clone_into(&mut candidate.why);
            } else if named < NAMED {
                named += 1;
                let (name, why) = (&candidate.name, &candidate.why);
                let text = said(format_args!("{name} passed over: {why}"));
                self.because.push(Reason::new(text));
            } else {
                more += 1;
            }
        }
        if more > 0 {
            let text = format!("and {more} more passed over");
            self.because.push(Reason::new(text));
        }
        let mut room = MOST_CANDIDATES;
        let mut dropped = 0_u32;
        self.candidates.retain(|candidate| {
            let keep = candidate.chosen || room > 1;
            room = room.saturating_sub(usize::from(keep));
            dropped = dropped.saturating_add(u32::from(!keep));
            keep
        });
        self.more = self.more.saturating_add(dropped);
    }
}
