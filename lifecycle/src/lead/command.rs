//! Command: what somebody, or time, wants of a lead.

use crate::lead::{Consent, Touch};
use crate::names::{ChannelId, FieldId, MemberId, ReasonId, StageId, SubmissionId};
use crate::source::Family;
use crate::value::{Money, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What came in: somebody asked, or we have a reason to ask.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The raw request it came in.
    pub id: SubmissionId,
    /// Their name.
    pub name: Option<String>,
    /// As given, trimmed.
    pub email: Option<String>,
    /// As given, trimmed.
    pub phone: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// A word for where they are.
    pub region: Option<String>,
    /// What they wrote.
    pub message: Option<String>,
    /// The form it came by, if one.
    pub form: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// Values of declared fields.
    pub fields: BTreeMap<FieldId, Value>,
    /// What they agreed to.
    pub consent: Option<Consent>,
}

/// Where a lead comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// One of the four families; `unknown` is a defect that is counted.
    pub family: Family,
    /// The channel, as the process names it.
    pub channel: ChannelId,
    /// The campaign.
    pub campaign: Option<String>,
    /// The page they landed on first.
    pub landing_page: Option<String>,
    /// Where they came from.
    pub referrer: Option<String>,
    /// The click of an advertisement.
    pub click_id: Option<String>,
}

/// What somebody, or time, wants of a lead that exists.
#[allow(
    clippy::large_enum_variant,
    reason = "a command is made once and taken apart once, never kept"
)]
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The person came in again while the episode is open.
    Reengage(Submission),
    /// A touch took place.
    LogTouch(Touch),
    /// Something the person did that a machine saw: `mail_clicked`, `mail_replied`, `form`.
    Notice {
        /// What.
        kind: String,
        /// Which form, for `form`.
        form: Option<String>,
        /// A machine did it in their name.
        machine: bool,
    },
    /// Values were found out.
    Answer {
        /// Of declared fields; `None` empties one.
        fields: BTreeMap<FieldId, Option<Value>>,
        /// What it may be worth.
        amount: Option<Money>,
    },
    /// A drawn move, with what it needs. What it needs may come along in `fields` and `amount`.
    Move {
        /// Where to.
        to: StageId,
        /// Why.
        reason: Option<ReasonId>,
        /// When to look at it again.
        wake_on: Option<Timestamp>,
        /// Values that the move needs.
        fields: BTreeMap<FieldId, Value>,
        /// What it is worth.
        amount: Option<Money>,
        /// In own words.
        note: Option<String>,
    },
    /// A move that isn't drawn: counted, and with a reason in own words.
    Except {
        /// Where to.
        to: StageId,
        /// Why, in own words.
        reason: String,
    },
    /// The owner says yes. At a hand-off this is the verdict.
    Accept,
    /// The receiver of a hand-off gives it back.
    Return {
        /// Why.
        reason: ReasonId,
        /// In own words.
        note: Option<String>,
    },
    /// The owner doesn't take it, before they act: it goes to the next.
    Decline {
        /// Why: one of the reasons of the stage, or of the process.
        reason: ReasonId,
        /// In own words.
        note: Option<String>,
    },
    /// The promises that run stand still.
    Pause {
        /// Why: one of the reasons of the process.
        reason: ReasonId,
        /// Until then; as long as the process allows, without.
        until: Option<Timestamp>,
    },
    /// They run again.
    Resume,
    /// Somebody else takes care of it.
    Reassign {
        /// Who; they must be active.
        to: MemberId,
        /// Why, in own words.
        reason: String,
    },
    /// A step of one's own, instead of the one that the process proposes.
    Plan {
        /// What to do.
        title: String,
        /// Until when; not after the earliest promise that runs.
        due_at: Timestamp,
    },
    /// Put off, until a time or until something happens.
    Snooze {
        /// Until when; with a condition, at the latest.
        until: Option<Timestamp>,
        /// Until this condition holds.
        when: Option<String>,
        /// Why, in own words.
        reason: String,
    },
    /// No longer put off.
    Unsnooze,
    /// Something worth knowing.
    Note(String),
    /// Time has come: what now? Asked when `wake_at` is reached.
    Wake,
}
