//! Alert: who is told what, once per lead, cause and member.

use jiff::Timestamp;
use lifecycle::names::{LeadId, RuleId};
use lifecycle::process::model::AlertBy;

/// The number of an alert.
pub type AlertId = i64;

/// Something a member is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number.
    pub id: AlertId,
    /// About which lead.
    pub lead: LeadId,
    /// What that lead is called: name, company or mail address.
    pub lead_name: String,
    /// What caused it; unique with lead and member.
    pub cause: String,
    /// The rule that says so.
    pub rule: RuleId,
    /// What.
    pub text: String,
    /// How.
    pub by: Vec<AlertBy>,
    /// When it was raised.
    pub at: Timestamp,
    /// When the member said that they saw it.
    pub acknowledged_at: Option<Timestamp>,
}
