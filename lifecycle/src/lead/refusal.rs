//! Refusal: a sentence with a code.

use crate::names::{ClockId, FieldId, LeadId, MemberId, ReasonId, StageId};

/// Why a command can't be carried out. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The episode is over.
    #[error("lead {lead} is closed: a new inquiry opens a new one")]
    NotOpen {
        /// Which.
        lead: LeadId,
    },
    /// It goes on in another lead.
    #[error("lead {lead} goes on in lead {into}: act there, or undo the merge first")]
    GoesOn {
        /// Which.
        lead: LeadId,
        /// Where.
        into: LeadId,
    },
    /// The two were never merged, or are two again.
    #[error("lead {lead} isn't merged with lead {other}: there is nothing to undo")]
    NotMerged {
        /// Which.
        lead: LeadId,
        /// With which.
        other: LeadId,
    },
    /// An inquiry can't be merged with itself.
    #[error("this is one and the same lead: choose two")]
    SameLead,
    /// No such arrow.
    #[error(
        "`{from}` to `{to}` is not drawn in version {version}: make an exception with a reason, or choose one of {drawn}"
    )]
    NotDrawn {
        /// From where.
        from: StageId,
        /// Where to.
        to: StageId,
        /// Of which version.
        version: u32,
        /// The drawn ones, for people.
        drawn: String,
    },
    /// No such stage.
    #[error("there is no stage `{to}` in version {version}{hint}")]
    NoSuchStage {
        /// Where to.
        to: StageId,
        /// Of which version.
        version: u32,
        /// "; did you mean …?"
        hint: String,
    },
    /// What the move needs isn't there.
    #[error("moving to {to} needs {missing}")]
    Needs {
        /// Where to: the title.
        to: String,
        /// What, for people.
        missing: String,
        /// The first of them, for the pointer to the field.
        first: String,
    },
    /// The condition of the move doesn't hold.
    #[error("moving to {to} is only possible when {condition}")]
    Criterion {
        /// Where to: the title.
        to: String,
        /// What has to hold, with the values it met, for people.
        condition: String,
    },
    /// The reason isn't one of the drawn ones.
    #[error("`{reason}` is not a reason for moving to `{to}`: choose one of {reasons}")]
    Reason {
        /// Where to.
        to: StageId,
        /// What was given.
        reason: ReasonId,
        /// The drawn ones, for people.
        reasons: String,
    },
    /// An exception without a reason.
    #[error("an exception needs a reason in your own words, of at least three letters")]
    ExceptionWithoutReason,
    /// An exception to where it is would only start the promises afresh.
    #[error("the lead is at `{stage}` already: an exception leads somewhere else")]
    AlreadyThere {
        /// Where it is.
        stage: StageId,
    },
    /// A touch from before there was anything to be touched about.
    #[error("the touch took place before the lead came in: give a time since then")]
    BeforeLead,
    /// Rules decide at a gate, not people.
    #[error("`{to}` is a gate: rules decide there; choose the stage that it leads to")]
    IntoGate {
        /// Which.
        to: StageId,
    },
    /// No verdict is asked for here.
    #[error("`{stage}` asks for no verdict: {what} belongs to a hand-off")]
    NoVerdict {
        /// Where the lead is.
        stage: StageId,
        /// What was tried.
        what: &'static str,
    },
    /// No such field.
    #[error("there is no field `{field}` in this process{hint}")]
    NoSuchField {
        /// Which.
        field: FieldId,
        /// "; did you mean …?"
        hint: String,
    },
    /// A value that the field doesn't take.
    #[error("`{field}` takes {takes}; {given} is none")]
    Value {
        /// Which.
        field: FieldId,
        /// What it takes, for people.
        takes: String,
        /// What was given.
        given: String,
    },
    /// Nobody of this id is active.
    #[error("member {member} is not active: choose somebody who is")]
    NotActive {
        /// Who.
        member: MemberId,
    },
    /// A step that ends after the promise that runs.
    #[error("the promise `{clock}` runs out before: plan the step until then")]
    AfterPromise {
        /// Which.
        clock: ClockId,
    },
    /// Somebody still waits for an answer.
    #[error("`{clock}` is still owed: reach out, accept or give it back first, then put it off")]
    SnoozeHides {
        /// Which promise.
        clock: ClockId,
    },
    /// It would sleep beyond a promise that runs.
    #[error("the promise `{clock}` runs out before: put it off until then at the latest")]
    SnoozeAfterPromise {
        /// Which promise.
        clock: ClockId,
    },
    /// It can't be waited for.
    #[error("this can't be waited for: {what}")]
    SnoozeCondition {
        /// Why not, and what mends it.
        what: String,
    },
    /// Neither time nor condition.
    #[error("say until when, or what has to happen")]
    SnoozeUntilWhat,
    /// Nothing happened since then.
    #[error("nothing happened to lead {lead} since its event {to}: there is nothing to take back")]
    NothingToTakeBack {
        /// Which.
        lead: LeadId,
        /// Since when.
        to: u32,
    },
    /// Since then something happened that can't be taken back, or that others did.
    #[error(
        "what was done can't be taken back any more: {what} since then; make another move instead"
    )]
    HappenedSince {
        /// What, for people.
        what: String,
    },
    /// An instant that lies behind.
    #[error("{what} lies in the past: give a time to come")]
    Past {
        /// What.
        what: &'static str,
    },
}

impl Refusal {
    /// Stable name with a paragraph in `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen { .. } => "lead.not_open",
            Self::GoesOn { .. } => "lead.goes_on",
            Self::NotMerged { .. } => "merge.not_merged",
            Self::SameLead => "merge.same_lead",
            Self::NotDrawn { .. } => "move.not_drawn",
            Self::NoSuchStage { .. } => "move.no_such_stage",
            Self::Needs { .. } => "move.needs",
            Self::Criterion { .. } => "move.criterion",
            Self::Reason { .. } => "move.reason",
            Self::ExceptionWithoutReason => "exception.without_reason",
            Self::AlreadyThere { .. } => "exception.already_there",
            Self::BeforeLead => "touch.before_lead",
            Self::IntoGate { .. } => "move.into_gate",
            Self::NoVerdict { .. } => "verdict.none_asked",
            Self::NoSuchField { .. } => "field.unknown",
            Self::Value { .. } => "field.value",
            Self::NotActive { .. } => "member.not_active",
            Self::AfterPromise { .. } => "step.after_promise",
            Self::SnoozeHides { .. } => "snooze.hides",
            Self::SnoozeAfterPromise { .. } => "snooze.after_promise",
            Self::SnoozeCondition { .. } => "snooze.condition",
            Self::SnoozeUntilWhat => "snooze.until_what",
            Self::NothingToTakeBack { .. } => "undo.nothing",
            Self::HappenedSince { .. } => "undo.happened_since",
            Self::Past { .. } => "time.past",
        }
    }
}
