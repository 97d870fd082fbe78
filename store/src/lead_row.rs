//! Lead row: the columns of a lead, derived from its state in one place.

use crate::Status;
use jiff::Timestamp;
use lifecycle::lead::{Cell, Owner};
use lifecycle::names::{ChannelId, Grade, LeadId, ProcessId, RoleId, StageId};
use lifecycle::process::model::Phase;
use lifecycle::source::Family;
use lifecycle::value::Money;

/// A lead as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadRow {
    /// Its id.
    pub id: LeadId,
    /// How many events it has.
    pub version: u32,
    /// How it stands.
    pub status: Status,
    /// Where it is, or ended.
    pub stage: StageId,
    /// How far it is.
    pub phase: Phase,
    /// Its cell of the balance sheet.
    pub cell: Cell,
    /// Who has it, or had it.
    pub owner: Owner,
    /// In which role; `None` once it ended.
    pub role: Option<RoleId>,
    /// What is to be done; `None` once it ended.
    pub next_step: Option<String>,
    /// Until when; `None` once it ended.
    pub due_at: Option<Timestamp>,
    /// Since when it is where it is.
    pub since: Timestamp,
    /// The process it runs under.
    pub process: ProcessId,
    /// And its version.
    pub process_version: u32,
    /// The family of its source.
    pub family: Family,
    /// The channel.
    pub channel: ChannelId,
    /// The campaign.
    pub campaign: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// Their mail address.
    pub email: Option<String>,
    /// Their company's name.
    pub company: Option<String>,
    /// Points for who they are.
    pub fit: i64,
    /// Points for what they did.
    pub engagement: i64,
    /// The grade that follows.
    pub grade: Option<Grade>,
    /// What it may be worth.
    pub amount: Option<Money>,
    /// When it came in.
    pub captured_at: Timestamp,
    /// When anything last happened.
    pub updated_at: Timestamp,
    /// How many of its moves weren't drawn.
    pub exceptions: u32,
}
