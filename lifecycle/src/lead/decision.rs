//! Decision: what happened, what shall happen, and why.

use crate::lead::{Lead, Recorded};
use crate::names::{LeadId, MemberId, RuleId, RuleName};
use crate::process::model::{AlertBy, PoolOf};
use crate::process::place::Place;
use crate::roster::{Given, Turns};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of an explanation: "Fit +25, big catalogue: Products is at least 100 (it is 240)".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// As a sentence.
    pub text: String,
    /// The rule of the process, if one decided.
    pub rule: Option<RuleName>,
    /// Where that stands in the document.
    pub place: Option<Place>,
}

impl Reason {
    /// A sentence of no rule.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            rule: None,
            place: None,
        }
    }

    /// What a rule at this place says.
    pub(crate) fn at(text: impl Into<String>, rule: impl Into<RuleName>, place: Place) -> Self {
        Self {
            text: text.into(),
            rule: Some(rule.into()),
            place: Some(place),
        }
    }
}

/// What a command leads to. The lead is the state with all events applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The lead afterwards.
    pub lead: Lead,
    /// What happened, in order.
    pub events: Vec<Recorded>,
    /// What shall happen outside.
    pub effects: Vec<Effect>,
    /// The earliest instant at which anything is due; `None` once it ended.
    pub wake_at: Option<Timestamp>,
}

/// What shall happen outside, in the same transaction as the events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// A member is told, once per lead, cause and member.
    Tell {
        /// Who.
        member: MemberId,
        /// About which lead.
        lead: LeadId,
        /// What caused it: the alert and the event's number. Unique with lead and member.
        cause: String,
        /// What.
        text: String,
        /// How.
        by: Vec<AlertBy>,
        /// The rule that says so.
        rule: RuleId,
    },
    /// A member had a turn in a pool, let one go, or was given one back.
    TurnsMoved {
        /// Which pool.
        pool: PoolOf,
        /// Who.
        member: MemberId,
        /// Where they stand now.
        turns: Turns,
    },
    /// A member was given a lead, by whatever way.
    LeadGiven {
        /// Who.
        member: MemberId,
        /// How many they were given lately, with this one.
        given: Given,
    },
}
