//! Options: the moves drawn from where a lead is, for people.

use super::drawn::title_in;
use super::tries::{self, TriesMade};
use crate::lead::{Lead, LeadFacts, Standing};
use crate::names::{ReasonId, StageId};
use crate::process::model::{Asked, Move, Process, Verdict};
use jiff::Timestamp;
use serde::Serialize;

/// A move drawn from here, and what it takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoveOption {
    /// Where to.
    pub to: StageId,
    /// What people call that stage.
    pub title: String,
    /// What has to be given, in the order asked.
    pub needs: Vec<Need>,
    /// The reasons to choose from.
    pub reasons: Vec<ReasonId>,
    /// What has to hold, if anything.
    pub criterion: Option<Criterion>,
    /// The attempts it asks for, if any.
    pub tries: Option<TriesMade>,
    /// The verdict that this move is: reached by accepting or giving back.
    pub verdict: Option<Verdict>,
    /// The title of the role that takes over, if it is another.
    pub hand_off_to: Option<String>,
}

/// Something that a move needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The word in the process: `reason`, `wake_on`, `amount` or a field.
    pub word: String,
    /// What people call it.
    pub title: String,
    /// It is known already.
    pub given: bool,
}

/// What has to hold for a move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// In words.
    pub condition: String,
    /// It does.
    pub holds: bool,
    /// With the values it met.
    pub explained: String,
}

impl MoveOption {
    /// Everything but what has to be given now is there.
    pub fn is_possible(&self) -> bool {
        let tried = self.tries.as_ref().is_none_or(|it| it.missing.is_none());
        tried && self.criterion.as_ref().is_none_or(|it| it.holds)
    }
}

/// The moves drawn from where the lead is, in the order written. None once it ended.
pub fn options(lead: &Lead, process: &Process, now: Timestamp) -> Vec<MoveOption> {
    let Standing::Open(attended) = &lead.standing else {
        return Vec::new();
    };
    let line = process.line(&lead.source.channel);
    let Some(stage) = line.stage(&attended.stage) else {
        return Vec::new();
    };
    let facts = LeadFacts::new(lead, process, now);
    let option = |drawn: &Move| {
        let target = line.stage(&drawn.to);
        let role = target.and_then(|stage| stage.duty()).map(|it| &it.owner);
        MoveOption {
            to: drawn.to.clone(),
            title: target.map_or_else(|| drawn.to.to_string(), |stage| stage.title.clone()),
            needs: drawn
                .needs
                .iter()
                .map(|need| Need {
                    word: need.word().to_owned(),
                    title: title_in(process, need),
                    given: match need {
                        Asked::Reason => drawn.reason.is_some(),
                        Asked::WakeOn => false,
                        Asked::Amount => lead.amount.is_some(),
                        Asked::Field(field) => lead.fields.contains_key(field),
                    },
                })
                .collect(),
            reasons: drawn.reasons.clone(),
            criterion: drawn.when.as_ref().map(|when| Criterion {
                condition: when.in_words().to_owned(),
                holds: when.holds(&facts),
                explained: when.explained(&facts),
            }),
            tries: tries::made(&drawn.tries, attended),
            verdict: drawn.verdict,
            hand_off_to: role.filter(|role| **role != attended.role).map(|role| {
                process
                    .role(role)
                    .map_or_else(|| role.to_string(), |it| it.title.clone())
            }),
        }
    };
    stage.moves().iter().map(option).collect()
}
