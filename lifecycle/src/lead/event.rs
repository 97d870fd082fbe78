//! Event: an immutable fact about a lead.

use crate::calendar::Counts;
use crate::lead::{
    Clock, Company, Consent, Contribution, Lead, NextStep, Owner, Person, Reason, Snooze, Source,
    Touch,
};
use crate::names::{
    ClockId, FieldId, Grade, LeadId, MemberId, ProcessId, ReasonId, RoleId, RuleId, SeriesId,
    StageId, SubmissionId,
};
use crate::process::model::{Addressee, AlertBy, Outcome, Phase, Verdict};
use crate::value::{Money, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An event with who, when, why and under which version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its number in the life of the lead, from 1 without gaps.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// Which rules, and why.
    pub because: Vec<Reason>,
    /// The version under which it happened.
    pub process_version: u32,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Actor {
    /// A member.
    Member {
        /// Who.
        id: MemberId,
        /// Their name, as it was then.
        name: String,
    },
    /// The buyer.
    Buyer,
    /// The rules of the process.
    Process,
    /// Time: a clock, a cadence, a date.
    Time,
    /// A program, by its token.
    Program {
        /// What the token is called.
        name: String,
    },
}

/// How a move came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// Along a drawn arrow.
    Drawn,
    /// Not drawn: an exception, with a reason.
    Exception,
    /// A promise broke, and the process says so.
    Consequence,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// It came in. Always the first.
    #[serde(rename = "lead.captured")]
    Captured {
        /// The lead.
        lead: LeadId,
        /// The process it runs under.
        process: ProcessId,
        /// The raw request.
        submission: SubmissionId,
        /// The form.
        form: Option<String>,
        /// Where it comes from.
        source: Source,
        /// What they wrote.
        message: Option<String>,
        /// What they agreed to.
        consent: Option<Consent>,
        /// Values of declared fields.
        fields: BTreeMap<FieldId, Value>,
    },
    /// Who it is.
    #[serde(rename = "lead.identified")]
    Identified {
        /// The person.
        person: Person,
        /// Where they work.
        company: Option<Company>,
    },
    /// The person came in again.
    #[serde(rename = "lead.reengaged")]
    Reengaged {
        /// The raw request.
        submission: SubmissionId,
        /// The form.
        form: Option<String>,
        /// Where it comes from this time.
        source: Source,
        /// What they wrote.
        message: Option<String>,
        /// Values of declared fields.
        fields: BTreeMap<FieldId, Value>,
    },
    /// Points were counted.
    #[serde(rename = "lead.assessed")]
    Assessed {
        /// All that count now.
        contributions: Vec<Contribution>,
        /// Their sum for who they are.
        fit: i64,
        /// Their sum for what they did, faded until now.
        engagement: i64,
        /// The grade that follows.
        grade: Option<Grade>,
        /// The rules call it spam.
        is_spam: bool,
    },
    /// It went to another stage.
    #[serde(rename = "lead.moved")]
    Moved {
        /// From where; `None` when it comes in.
        from: Option<StageId>,
        /// Where to.
        to: StageId,
        /// How far it is there.
        phase: Phase,
        /// How it came about.
        kind: MoveKind,
        /// Why.
        reason: Option<ReasonId>,
        /// In own words.
        note: Option<String>,
        /// When to look at it again.
        wake_on: Option<Timestamp>,
        /// The outcome, where it ends.
        outcome: Option<Outcome>,
        /// Leads wait there: a hold.
        #[serde(default)]
        hold: bool,
        /// The verdict on a hand-off that this move is.
        #[serde(default)]
        verdict: Option<Verdict>,
    },
    /// It has an owner.
    #[serde(rename = "lead.assigned")]
    Assigned {
        /// Who.
        owner: Owner,
        /// In which role.
        role: RoleId,
        /// The accountable role changed: a hand-off.
        hand_off: bool,
        /// By which routing rule, if by one.
        rule: Option<RuleId>,
    },
    /// The owner said yes.
    #[serde(rename = "lead.accepted")]
    Accepted {},
    /// The receiver gave it back.
    #[serde(rename = "lead.returned")]
    Returned {
        /// Why.
        reason: ReasonId,
        /// In own words.
        note: Option<String>,
    },
    /// What is to be done next.
    #[serde(rename = "step.planned")]
    Planned {
        /// What, until when.
        step: NextStep,
    },
    /// A touch took place.
    #[serde(rename = "touch.logged")]
    TouchLogged {
        /// What.
        touch: Touch,
    },
    /// A machine saw the person do something.
    #[serde(rename = "signal.noticed")]
    Noticed {
        /// What.
        kind: String,
        /// Which form.
        form: Option<String>,
        /// A machine did it in their name.
        machine: bool,
    },
    /// Values were found out.
    #[serde(rename = "fields.answered")]
    Answered {
        /// Of declared fields; `None` empties one.
        fields: BTreeMap<FieldId, Option<Value>>,
        /// What it may be worth.
        amount: Option<Money>,
    },
    /// A promise runs.
    #[serde(rename = "clock.started")]
    ClockStarted {
        /// Which.
        clock: ClockId,
        /// When the warning comes.
        warn_at: Option<Timestamp>,
        /// When it breaks.
        due_at: Timestamp,
        /// What it counts.
        counts: Counts,
    },
    /// A promise is about to break.
    #[serde(rename = "clock.warned")]
    ClockWarned {
        /// Which.
        clock: ClockId,
        /// When it breaks.
        due_at: Timestamp,
    },
    /// A promise was kept.
    #[serde(rename = "clock.kept")]
    ClockKept {
        /// Which.
        clock: ClockId,
    },
    /// A promise broke. The event's `at` is when that was seen, `due_at` when it was due: they
    /// differ when the program was down then.
    #[serde(rename = "clock.broken")]
    ClockBroken {
        /// Which.
        clock: ClockId,
        /// When it was due.
        due_at: Timestamp,
    },
    /// What was promised by a broken clock was done at last.
    #[serde(rename = "clock.met_late")]
    ClockMetLate {
        /// Which.
        clock: ClockId,
    },
    /// What a promise was about went away.
    #[serde(rename = "clock.stopped")]
    ClockStopped {
        /// Which.
        clock: ClockId,
    },
    /// Somebody is told.
    #[serde(rename = "alert.raised")]
    AlertRaised {
        /// The rule of the process, or the clock.
        alert: RuleId,
        /// Who.
        to: Addressee,
        /// How.
        by: Vec<AlertBy>,
        /// What.
        text: String,
        /// Who was told, by name: the addressee's people as they were then.
        #[serde(default)]
        told: Vec<MemberId>,
    },
    /// Nurture began.
    #[serde(rename = "series.entered")]
    SeriesEntered {
        /// Which.
        series: SeriesId,
    },
    /// Nurture ended.
    #[serde(rename = "series.left")]
    SeriesLeft {
        /// Which.
        series: SeriesId,
    },
    /// Something worth knowing.
    #[serde(rename = "note.added")]
    Noted {
        /// What.
        text: String,
    },
    /// It was put off.
    #[serde(rename = "lead.snoozed")]
    Snoozed {
        /// Until when, or what, and why.
        snooze: Snooze,
    },
    /// It is no longer put off.
    #[serde(rename = "lead.woken")]
    Woken {
        /// Why it had been put off.
        reason: String,
    },
    /// What its owner did last was a mistake: it is again as it was before.
    #[serde(rename = "lead.taken_back")]
    TakenBack {
        /// The number of the last event that counts.
        to: u32,
        /// How many moves that weren't drawn are taken back with it.
        exceptions: u32,
        /// The lead as it was after that event.
        before: Box<Lead>,
    },
    /// It is the same inquiry as another one, and goes on there.
    #[serde(rename = "lead.merged")]
    Merged {
        /// Where it goes on.
        into: LeadId,
    },
    /// Another inquiry was the same as this one, and goes on here.
    #[serde(rename = "lead.joined")]
    Joined(Box<Joined>),
    /// It was not the same inquiry after all: each is as it would be without the other.
    #[serde(rename = "lead.unmerged")]
    Unmerged {
        /// The other one.
        from: LeadId,
        /// How it is now.
        state: Box<Lead>,
    },
    /// A rule could not be carried through; somebody sorts it out.
    #[serde(rename = "intake.failed")]
    IntakeFailed {
        /// What went wrong.
        error: String,
    },
}

/// What came along with an inquiry that was the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    /// The other lead.
    pub from: LeadId,
    /// Values that were taken over from it.
    pub fields: BTreeMap<FieldId, Value>,
    /// What it may be worth, where that was taken over.
    pub amount: Option<Money>,
    /// What they wrote there, where nothing was known here.
    pub message: Option<String>,
    /// What gave points there for what they did.
    pub contributions: Vec<Contribution>,
    /// How many touches there were.
    pub touches: u32,
    /// The last of them, where it is later than the last one here.
    pub touch: Option<Touch>,
    /// When a person last reached out there, where that is later.
    pub human_touch_at: Option<Timestamp>,
    /// Promises that go on here, as they run from now on.
    pub clocks: Vec<Clock>,
}

impl Event {
    /// `lead.captured` and so on.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Captured { .. } => "lead.captured",
            Self::Identified { .. } => "lead.identified",
            Self::Reengaged { .. } => "lead.reengaged",
            Self::Assessed { .. } => "lead.assessed",
            Self::Moved { .. } => "lead.moved",
            Self::Assigned { .. } => "lead.assigned",
            Self::Accepted {} => "lead.accepted",
            Self::Returned { .. } => "lead.returned",
            Self::Planned { .. } => "step.planned",
            Self::TouchLogged { .. } => "touch.logged",
            Self::Noticed { .. } => "signal.noticed",
            Self::Answered { .. } => "fields.answered",
            Self::ClockStarted { .. } => "clock.started",
            Self::ClockWarned { .. } => "clock.warned",
            Self::ClockKept { .. } => "clock.kept",
            Self::ClockBroken { .. } => "clock.broken",
            Self::ClockMetLate { .. } => "clock.met_late",
            Self::ClockStopped { .. } => "clock.stopped",
            Self::AlertRaised { .. } => "alert.raised",
            Self::SeriesEntered { .. } => "series.entered",
            Self::SeriesLeft { .. } => "series.left",
            Self::Noted { .. } => "note.added",
            Self::Snoozed { .. } => "lead.snoozed",
            Self::Woken { .. } => "lead.woken",
            Self::TakenBack { .. } => "lead.taken_back",
            Self::Merged { .. } => "lead.merged",
            Self::Joined(_) => "lead.joined",
            Self::Unmerged { .. } => "lead.unmerged",
            Self::IntakeFailed { .. } => "intake.failed",
        }
    }

    /// The verdict on a hand-off, where the event is one.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Accepted {} => Some(Verdict::Accepted),
            Self::Returned { .. } => Some(Verdict::Returned),
            _ => None,
        }
    }
}
