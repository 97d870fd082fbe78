//! Decline: what the owner of a lead can ask of its promises: not mine, and not now. Each way
//! answers with the lead as it is then.

use super::act::{carry_out, line, text};
use super::body::Json;
use super::moment::{Moment, within_reach};
use super::query::Id;
use super::rights::{Act, May};
use crate::app::App;
use crate::problem::Problem;
use crate::view::LeadView;
use axum::Json as Reply;
use axum::extract::State;
use lifecycle::lead::Command;
use lifecycle::names::ReasonId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(decline))
        .routes(routes!(pause))
        .routes(routes!(resume))
}

/// Not mine, before anything was done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Declined {
    /// Why: one of the reasons of the stage, or of the process.
    reason: String,
    /// In own words.
    #[schema(max_length = 10000)]
    note: Option<String>,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// The promises that run stand still.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPause {
    /// Why: one of the reasons of the process.
    reason: String,
    /// Until when: an instant, or a day, which begins when work does where the process is. As long
    /// as the process allows, without.
    #[schema(value_type = Option<String>, example = "2026-12-24")]
    until: Option<Moment>,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// They run again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Resumption {
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Decline a lead
///
/// The owner doesn't take it, before they act: it goes to the next who didn't have it yet.
#[utoipa::path(post, path = "/api/v1/leads/{id}/decline", tag = "Act", operation_id = "declineLead",
    params(("id" = String, Path, description = "The lead")), request_body = Declined,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn decline(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<Declined>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let command = Command::Decline {
        reason: ReasonId::from(line(Some(&new.reason), "/reason", 200)?.unwrap_or_default()),
        note: text(new.note.as_deref(), "/note")?,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Pause the promises
#[utoipa::path(post, path = "/api/v1/leads/{id}/pause", tag = "Act", operation_id = "pauseLead",
    params(("id" = String, Path, description = "The lead")), request_body = NewPause,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn pause(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewPause>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let until = match new.until {
        None => None,
        Some(moment) => {
            let at = moment.of(&app, &id).await?;
            within_reach(at, app.clock.now(), "/until")?;
            Some(at)
        }
    };
    let command = Command::Pause {
        reason: ReasonId::from(line(Some(&new.reason), "/reason", 200)?.unwrap_or_default()),
        until,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Let the promises run again
#[utoipa::path(post, path = "/api/v1/leads/{id}/resume", tag = "Act", operation_id = "resumeLead",
    params(("id" = String, Path, description = "The lead")), request_body = Resumption,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn resume(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<Resumption>,
) -> Result<Reply<LeadView>, Problem> {
    carry_out(&app, &may, id, body.value.if_version, Command::Resume).await
}
