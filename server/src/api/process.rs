//! Process: the document that runs, its drawing, and what is going on at its stages.

use super::known::Known;
use super::overview::{href, zone_name};
use super::query::Query;
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use crate::processes::Published;
use crate::view::{FieldView, spoken, word};
use axum::Json;
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use lifecycle::names::ChannelId;
use lifecycle::process::place::Finding;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::LeadFilter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(counts))
}

/// Arrows are counted over this long.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Whose line.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The channel; without, the base.
    channel: Option<String>,
}

impl Asked {
    /// The channel, if there is one of that name.
    pub(super) async fn known(
        &self,
        app: &App,
        running: Option<&Published>,
    ) -> Result<Option<ChannelId>, Problem> {
        let known = Known::by(app, running);
        known.channel(self.channel.as_deref()).await
    }
}

/// The process that runs.
#[derive(Serialize, ToSchema)]
struct ProcessView {
    /// Its name across versions.
    id: String,
    /// What people call it.
    title: String,
    /// What it is for.
    purpose: String,
    /// Its version.
    version: u32,
    /// The time zone in which its days and hours are counted.
    time_zone: String,
    /// Since when it runs.
    published_at: Timestamp,
    /// Who published it.
    published_by: String,
    /// Where leads come from.
    channels: Vec<ChannelView>,
    /// Who is accountable for what.
    roles: Vec<RoleView>,
    /// The stages of the base.
    stages: Vec<StageView>,
    /// The shared language.
    terms: Vec<TermView>,
    /// What is recorded of each lead.
    fields: Vec<FieldView>,
    /// What there is to say about the document.
    findings: Vec<FindingView>,
    /// The document as published.
    text: String,
}

/// A channel.
#[derive(Serialize, ToSchema)]
#[schema(as = Channel)]
struct ChannelView {
    /// Its name.
    id: String,
    /// What people call it.
    title: String,
    /// One of the four families.
    family: &'static str,
    /// Its line isn't the base.
    differs: bool,
}

/// A role.
#[derive(Serialize, ToSchema)]
#[schema(as = Role)]
struct RoleView {
    /// Its name.
    id: String,
    /// What people call it.
    title: String,
    /// What it may expect of the others.
    expects: Option<String>,
}

/// A stage.
#[derive(Serialize, ToSchema)]
#[schema(as = Stage)]
struct StageView {
    /// Its name.
    id: String,
    /// What people call it.
    title: String,
    /// `gate`, `work`, `hold` or `end`.
    kind: &'static str,
    /// How far a lead is here.
    phase: String,
    /// The accountable role.
    owner: Option<String>,
    /// What is to be done here.
    next_step: Option<String>,
}

/// A word of the shared language.
#[derive(Serialize, ToSchema)]
#[schema(as = Term)]
struct TermView {
    /// The word.
    id: String,
    /// What it means.
    is: String,
    /// What it doesn't mean.
    is_not: Option<String>,
    /// The condition that decides it.
    decided_by: Option<String>,
}

/// Something to say about a document.
#[derive(Serialize, ToSchema)]
#[schema(as = Finding)]
struct FindingView {
    /// `error`, `warning` or `hint`.
    severity: String,
    /// Stable name.
    code: &'static str,
    /// What is wrong.
    message: String,
    /// What to do about it.
    mend: String,
    /// The line it stands on, from 1.
    line: u32,
    /// The column it begins at, from 1.
    column: u32,
    /// How many characters it takes.
    length: u32,
    /// The stage it is about.
    stage: Option<String>,
}

impl FindingView {
    fn of(finding: &Finding) -> Self {
        Self {
            severity: word(finding.severity),
            code: finding.code,
            message: finding.message.clone(),
            mend: finding.mend.clone(),
            line: finding.place.line,
            column: finding.place.column,
            length: finding.place.length,
            stage: finding.stage.clone(),
        }
    }
}

/// What is going on at the stages.
#[derive(Serialize, ToSchema)]
struct Counts {
    /// The instant it speaks of.
    as_of: Timestamp,
    /// Stages with open leads.
    stages: Vec<StageCount>,
    /// Ends with leads that ended there.
    ends: Vec<EndCount>,
    /// Arrows that leads went along in the last 90 days.
    arrows: Vec<ArrowCount>,
}

/// The open leads of a stage.
#[derive(Serialize, ToSchema)]
struct StageCount {
    /// The stage.
    stage: String,
    /// How many leads.
    open: u64,
    /// Of these, with a next step that was due.
    overdue: u64,
    /// How long half of them have been there at least.
    median_age_hours: f64,
    /// The list of these leads.
    href: String,
}

/// The leads that ended at a stage.
#[derive(Serialize, ToSchema)]
struct EndCount {
    /// The end.
    stage: String,
    /// How many leads, ever.
    leads: u64,
    /// The list of these leads.
    href: String,
}

/// Leads that went along an arrow.
#[derive(Serialize, ToSchema)]
struct ArrowCount {
    /// From where.
    from: String,
    /// Where to.
    to: String,
    /// How many, each counted once.
    leads: u64,
    /// The list of these leads.
    href: String,
}

/// Show the process that runs
#[utoipa::path(get, path = "/api/v1/process", tag = "Process", operation_id = "showProcess",
    responses((status = 200, description = "The process", body = ProcessView)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(_may: May<Read>, State(app): State<App>) -> Result<Json<ProcessView>, Problem> {
    let running = running(&app).await?;
    let (process, stored) = (&running.process, &running.stored);
    Ok(Json(ProcessView {
        id: process.id.to_string(),
        title: process.title.clone(),
        purpose: process.purpose.clone(),
        version: stored.version,
        time_zone: zone_name(&process.calendar.zone),
        published_at: stored.published_at,
        published_by: stored.published_by.clone(),
        channels: process
            .channels
            .iter()
            .map(|channel| ChannelView {
                id: channel.id.to_string(),
                title: spoken(channel.id.as_str()),
                family: channel.family.word(),
                differs: process.variants.iter().any(|(own, _)| *own == channel.id),
            })
            .collect(),
        roles: process
            .roles
            .iter()
            .map(|role| RoleView {
                id: role.id.to_string(),
                title: role.title.clone(),
                expects: role.expects.clone(),
            })
            .collect(),
        stages: process
            .base
            .stages
            .iter()
            .map(|stage| StageView {
                id: stage.id.to_string(),
                title: stage.title.clone(),
                kind: stage.kind.word(),
                phase: word(stage.phase),
                owner: stage.duty().map(|duty| duty.owner.to_string()),
                next_step: stage.duty().map(|duty| duty.next_step.clone()),
            })
            .collect(),
        terms: process
            .terms
            .iter()
            .map(|term| TermView {
                id: term.id.to_string(),
                is: term.is.clone(),
                is_not: term.is_not.clone(),
                decided_by: term.decided_by.as_ref().map(|own| own.text.clone()),
            })
            .collect(),
        fields: process
            .fields
            .iter()
            .map(|field| FieldView::of(field, None))
            .collect(),
        findings: running.findings.iter().map(FindingView::of).collect(),
        text: stored.text.clone(),
    }))
}

/// Count what is going on at the stages
#[utoipa::path(get, path = "/api/v1/process/counts", tag = "Process", operation_id = "countStages",
    params(Asked),
    responses((status = 200, description = "Open leads by stage, moves by arrow", body = Counts)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn counts(
    _may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Counts>, Problem> {
    let now = app.clock.now();
    let running = app.line.processes().running().await?;
    let channel = asked.known(&app, running.as_deref()).await?;
    let rest: Vec<(&'static str, String)> = channel
        .iter()
        .map(|channel| ("channel", channel.to_string()))
        .collect();
    let filter = LeadFilter {
        channel,
        ..LeadFilter::default()
    };
    let since = now - LOOKED_BACK;
    let mut reader = app.store.reader().await?;
    let counts = reader.stage_counts(now, since, &filter).await?;
    Ok(Json(Counts {
        as_of: now,
        stages: counts
            .stages
            .into_iter()
            .map(|count| StageCount {
                href: href(
                    &[("status", "open"), ("stage", count.stage.as_str())],
                    &rest,
                ),
                stage: count.stage.to_string(),
                open: count.open,
                overdue: count.overdue,
                median_age_hours: (count.median_age.as_secs_f64() / 360.0).round() / 10.0,
            })
            .collect(),
        ends: counts
            .ends
            .into_iter()
            .map(|end| EndCount {
                href: href(&[("stage", end.stage.as_str())], &rest),
                stage: end.stage.to_string(),
                leads: end.leads,
            })
            .collect(),
        arrows: counts
            .arrows
            .into_iter()
            .map(|count| ArrowCount {
                href: href(
                    &[
                        ("moved_from", count.from.as_str()),
                        ("moved_to", count.to.as_str()),
                        ("moved_since", &since.to_string()),
                    ],
                    &rest,
                ),
                from: count.from.to_string(),
                to: count.to.to_string(),
                leads: count.leads,
            })
            .collect(),
    }))
}

pub(super) async fn running(app: &App) -> Result<Arc<Published>, Problem> {
    let running = app.line.processes().running().await?;
    running.ok_or_else(|| {
        Problem::of(
            "process.none",
            "No process runs yet: `throughline process publish FILE`.",
        )
        .after(30)
    })
}
