//! State: what a lead is right now. Open means: somebody owes it something by a time.

use crate::calendar::{Counts, Span};
use crate::lead::Source;
use crate::names::{
    ClockId, CompanyId, FieldId, Grade, LeadId, MemberId, PersonId, ProcessId, ReasonId, RoleId,
    RuleId, SeriesId, StageId,
};
use crate::process::model::{Outcome, Phase, PoolOf, TouchKind, Verdict};
use crate::value::{Money, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One episode of a person's interest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// Its id, the same through all phases.
    pub id: LeadId,
    /// How many events it has.
    pub version: u32,
    /// The process it runs under.
    pub process: ProcessId,
    /// The version of that process.
    pub process_version: u32,
    /// When it came in.
    pub captured_at: Timestamp,
    /// Who.
    pub person: Person,
    /// Where they work, if known.
    pub company: Option<Company>,
    /// Where the lead comes from.
    pub source: Source,
    /// What they wrote.
    pub message: Option<String>,
    /// What they agreed to.
    pub consent: Option<Consent>,
    /// What is recorded of it.
    pub fields: BTreeMap<FieldId, Value>,
    /// What it may be worth.
    pub amount: Option<Money>,
    /// The rules called it spam.
    pub is_spam: bool,
    /// Where it stands.
    pub standing: Standing,
    /// What it is worth by its points.
    pub score: Score,
    /// The promises of the stage it is at, kept and broken ones too.
    pub clocks: Vec<Clock>,
    /// What happened last, for conditions and people.
    pub last: Lasting,
}

/// Where a lead stands. The compiler knows that an open lead is attended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Standing {
    /// Somebody owes it something.
    Open(Attended),
    /// The episode is over.
    Ended {
        /// The stage it ended at.
        stage: StageId,
        /// How far it came.
        phase: Phase,
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Option<ReasonId>,
        /// When.
        at: Timestamp,
        /// Who had it.
        owner: Owner,
    },
    /// It was the same inquiry as another one, and goes on there.
    Merged {
        /// The lead it goes on in.
        into: LeadId,
        /// The stage it was at.
        stage: StageId,
        /// How far it was.
        phase: Phase,
        /// Since when.
        at: Timestamp,
        /// Who had it.
        owner: Owner,
    },
}

/// What is true of every open lead: stage, owner, next step, deadline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attended {
    /// Where it is.
    pub stage: StageId,
    /// How far it is.
    pub phase: Phase,
    /// Since when.
    pub since: Timestamp,
    /// Who takes care of it.
    pub owner: Owner,
    /// In which role.
    pub role: RoleId,
    /// Whether the owner said yes, or acted.
    pub accepted: bool,
    /// What is to be done, by when.
    pub next_step: NextStep,
    /// When waiting ends, at a hold.
    pub wake_on: Option<Timestamp>,
    /// The nurture series it is in.
    pub series: Option<SeriesId>,
    /// How many attempts of the stage's cadence were made.
    pub attempts: u32,
    /// Leads wait here: a hold.
    #[serde(default)]
    pub holding: bool,
    /// The receiver of a hand-off gave it back to here.
    #[serde(default)]
    pub given_back: bool,
    /// Who had it before at this stage, so that it is offered to nobody twice.
    #[serde(default)]
    pub tried: Vec<MemberId>,
    /// It was put off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snooze: Option<Snooze>,
}

/// Put off until a time, or until something happens, for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    /// At the latest.
    pub until: Timestamp,
    /// Or when this condition holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// That condition in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Why, in own words.
    pub reason: String,
}

/// Who takes care of a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Owner {
    /// An active member.
    Person {
        /// Who.
        id: MemberId,
        /// Their name, as it was then.
        name: String,
    },
    /// Nobody is there: the pool has it, and its stand-in looks after it.
    Pool {
        /// Which.
        of: PoolOf,
        /// The role that looks after it meanwhile.
        stand_in: RoleId,
    },
}

/// What, who, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What to do, for people.
    pub title: String,
    /// What kind of touch, if it is one.
    pub touch: Option<TouchKind>,
    /// Not before.
    pub planned_at: Timestamp,
    /// Until when.
    pub due_at: Timestamp,
    /// The promise that gives the deadline, if one does.
    pub clock: Option<ClockId>,
}

/// Somebody. Exists once, in the store; this is the copy that the rules look at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// Once identified.
    pub id: Option<PersonId>,
    /// Their name.
    pub name: Option<String>,
    /// As given, trimmed.
    pub email: Option<String>,
    /// As given, trimmed.
    pub phone: Option<String>,
    /// A word for where they are, as routing compares it.
    pub region: Option<String>,
}

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// Once identified.
    pub id: Option<CompanyId>,
    /// Its name.
    pub name: Option<String>,
    /// Who looks after it already, if they are active.
    pub owner: Option<MemberId>,
}

/// What somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// To mail about offers.
    pub marketing: bool,
    /// Which text they saw.
    pub text_version: Option<String>,
}

/// Points with their origin. The totals are counted from the parts, never kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// At most one a rule for fit; one an event for engagement.
    pub contributions: Vec<Contribution>,
    /// The grade that follows, with hysteresis.
    pub grade: Option<Grade>,
}

/// What gave points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The rule.
    pub rule: RuleId,
    /// For who they are, or for what they did.
    pub axis: Axis,
    /// Points when it happened, as far as the rule's cap left room.
    pub points: i64,
    /// When; fading counts from here.
    pub at: Timestamp,
    /// After this long it counts half; `None` for what doesn't fade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life: Option<Span>,
}

/// The two axes of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Who they are.
    Fit,
    /// What they did.
    Engagement,
}

/// A promise that runs, or ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its name.
    pub clock: ClockId,
    /// Since when it runs.
    pub started_at: Timestamp,
    /// When the warning comes.
    pub warn_at: Option<Timestamp>,
    /// When it breaks.
    pub due_at: Timestamp,
    /// What it counts.
    pub counts: Counts,
    /// How it is.
    pub state: ClockState,
}

/// How a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum ClockState {
    /// It runs.
    Running,
    /// It runs, and the warning came.
    Warned,
    /// It was kept.
    Kept {
        /// When.
        at: Timestamp,
    },
    /// It broke; true time keeps being measured.
    Broken {
        /// When what was promised was done at last.
        met_at: Option<Timestamp>,
    },
    /// What it was about went away: neither kept nor broken.
    Stopped {
        /// When.
        at: Timestamp,
    },
}

/// What happened last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lasting {
    /// The last touch.
    pub touch: Option<Touch>,
    /// When a person last reached out.
    pub human_touch_at: Option<Timestamp>,
    /// How many touches there were.
    pub touches: u32,
    /// Who had it before, by role, the latest last.
    pub owners: Vec<(RoleId, MemberId)>,
    /// The last verdict.
    pub verdict: Option<Verdict>,
    /// Another inquiry of the same person goes on here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joined: bool,
    /// When anything last happened.
    pub at: Timestamp,
}

/// A call, mail, meeting, message or visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// What kind.
    pub kind: TouchKind,
    /// Both sides spoke.
    pub two_way: bool,
    /// A person did it, not a machine.
    pub human: bool,
    /// How long.
    pub minutes: Option<u32>,
    /// What came of it, in a word: `no_answer`, `talked`, `voicemail`.
    pub outcome: Option<String>,
    /// What was said.
    pub note: Option<String>,
    /// When it took place.
    pub at: Timestamp,
}

/// The cell of the balance sheet that a lead is in. Leads in = the sum of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Open, and nobody has reached out yet.
    Waiting,
    /// Open, and a person has reached out.
    Followed,
    /// Open, given back by the receiver of a hand-off.
    Returned,
    /// Open, at a hold.
    Nurtured,
    /// Ended with revenue.
    Won,
    /// Ended with a no.
    Lost,
    /// Never was one.
    Disqualified,
    /// It goes on in another lead.
    Merged,
}
