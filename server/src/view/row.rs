//! Row: a lead as lists show it.

use super::{MoneyView, money, word};
use crate::processes::Published;
use jiff::Timestamp;
use lifecycle::lead::Owner;
use lifecycle::process::model::{PoolOf, Process};
use serde::Serialize;
use store::{LeadRow, Status};
use utoipa::ToSchema;

/// Who takes care of a lead.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Owner)]
pub(crate) struct OwnerView {
    /// The member's id, or the name of the role or team.
    pub(crate) id: String,
    /// What people call them.
    pub(crate) name: String,
    /// `person`, or `pool` where nobody is there and its stand-in looks after it.
    #[schema(pattern = "^(person|pool)$")]
    pub(crate) kind: &'static str,
}

impl OwnerView {
    pub(crate) fn of(owner: &Owner, process: Option<&Process>) -> Self {
        match owner {
            Owner::Person { id, name } => Self {
                id: id.to_string(),
                name: name.clone(),
                kind: "person",
            },
            Owner::Pool { of, .. } => {
                let id = match of {
                    PoolOf::Role(role) => role.as_str(),
                    PoolOf::Team(team) => team.as_str(),
                };
                let title = match of {
                    PoolOf::Role(role) => process
                        .and_then(|process| process.role(role))
                        .map(|role| role.title.clone()),
                    PoolOf::Team(_) => None,
                };
                Self {
                    id: id.to_owned(),
                    name: title.unwrap_or_else(|| super::spoken(id)),
                    kind: "pool",
                }
            }
        }
    }
}

/// A lead in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LeadRow)]
pub(crate) struct LeadRowView {
    /// Its id, the same through all phases.
    id: String,
    /// `open`, `won`, `lost`, `disqualified` or `merged`.
    status: &'static str,
    /// How far it is: `lead`, `prospect`, `opportunity`, `customer`.
    phase: String,
    /// Where it is, or ended.
    stage: String,
    /// What people call that stage.
    stage_title: String,
    /// Its cell of the balance sheet.
    cell: String,
    /// Who asked.
    name: Option<String>,
    /// Where they work.
    company: Option<String>,
    /// Their mail address.
    email: Option<String>,
    /// Who has it, or had it.
    owner: OwnerView,
    /// What is to be done, by when; none once it ended.
    next_step: Option<RowStep>,
    /// The next step was due.
    overdue: bool,
    /// What it is worth by its points.
    score: RowScore,
    /// Where it comes from.
    source: RowSource,
    /// What it may be worth.
    amount: Option<MoneyView>,
    /// When it came in.
    captured_at: Timestamp,
    /// When anything last happened.
    updated_at: Timestamp,
    /// How many of its moves weren't drawn.
    exceptions: u32,
    /// Until when it is put off, if it is.
    snoozed_until: Option<Timestamp>,
}

/// What is to be done, by when.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct RowStep {
    /// What.
    title: String,
    /// Until when.
    due_at: Timestamp,
}

/// Points and grade.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct RowScore {
    /// For who they are.
    fit: i64,
    /// For what they did, when it was last counted.
    engagement: i64,
    /// The grade that follows.
    grade: Option<String>,
}

/// Where a lead comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct RowSource {
    /// One of the four families, or `unknown`.
    family: &'static str,
    /// The channel.
    channel: String,
    /// The campaign.
    campaign: Option<String>,
}

impl LeadRowView {
    /// `running` gives the titles: those of today, for all leads of a list.
    pub(crate) fn of(row: LeadRow, running: Option<&Published>, now: Timestamp) -> Self {
        let process = running.map(|running| &running.process);
        let stage_title = process
            .and_then(|process| process.line(&row.channel).stage(&row.stage))
            .map_or_else(
                || super::spoken(row.stage.as_str()),
                |stage| stage.title.clone(),
            );
        let open = row.status == Status::Open;
        Self {
            status: row.status.word(),
            phase: word(row.phase),
            stage_title,
            cell: word(row.cell),
            owner: OwnerView::of(&row.owner, process),
            overdue: open && row.due_at.is_some_and(|due| due < now),
            next_step: row
                .next_step
                .zip(row.due_at)
                .map(|(title, due_at)| RowStep { title, due_at }),
            score: RowScore {
                fit: row.fit,
                engagement: row.engagement,
                grade: row.grade.map(|grade| grade.to_string()),
            },
            source: RowSource {
                family: row.family.word(),
                channel: row.channel.to_string(),
                campaign: row.campaign,
            },
            amount: row.amount.as_ref().map(money),
            id: row.id.to_string(),
            stage: row.stage.to_string(),
            name: row.name,
            company: row.company,
            email: row.email,
            captured_at: row.captured_at,
            updated_at: row.updated_at,
            exceptions: row.exceptions,
            snoozed_until: row.snoozed_until,
        }
    }
}
