//! Lead: one lead, and what happened to it.

use super::query::{Id, Query, limit};
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use crate::view::{EventView, LeadView};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(events))
}

/// Which part of the history.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Part {
    /// How many, 200 without, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended: its `next_cursor`.
    cursor: Option<String>,
}

/// Some events.
#[derive(Serialize, ToSchema)]
struct Events {
    /// The events of this page, the newest last.
    items: Vec<EventView>,
    /// Where the next page begins; none after the last.
    next_cursor: Option<String>,
}

/// Show a lead
#[utoipa::path(get, path = "/api/v1/leads/{id}", tag = "Leads", operation_id = "showLead",
    params(("id" = String, Path, description = "The lead")),
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    _may: May<Read>,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Json<LeadView>, Problem> {
    let lead = app.store.reader().await?.lead(&id).await?;
    let lead = lead.ok_or_else(|| Problem::not_found("lead"))?;
    let published = app.line.processes().of_lead(&lead).await?;
    Ok(Json(LeadView::of(&lead, &published, app.clock.now())))
}

/// Show what happened to a lead
#[utoipa::path(get, path = "/api/v1/leads/{id}/events", tag = "Leads", operation_id = "listEvents",
    params(("id" = String, Path, description = "The lead"), Part),
    responses((status = 200, description = "One page of its history, the newest last", body = Events)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn events(
    _may: May<Read>,
    State(app): State<App>,
    Id(id): Id,
    Query(part): Query<Part>,
) -> Result<Json<Events>, Problem> {
    let after = match part.cursor.as_deref() {
        None | Some("") => 0,
        Some(text) => text.parse().map_err(|_| {
            Problem::of("query.cursor", "This is no cursor of this list.").at("cursor")
        })?,
    };
    let limit = limit(part.limit, 200)?;
    let mut reader = app.store.reader().await?;
    let lead = reader.lead(&id).await?;
    let lead = lead.ok_or_else(|| Problem::not_found("lead"))?;
    let mut found = reader.events(&id, after, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    drop(reader);
    let mut items = Vec::with_capacity(found.len());
    for event in &found {
        let version = event.recorded.process_version;
        let published = app.line.processes().version(&lead.process, version).await?;
        items.push(EventView::of(&event.recorded, &published));
    }
    let last = found.last().map(|event| event.recorded.seq.to_string());
    Ok(Json(Events {
        items,
        next_cursor: last.filter(|_| more),
    }))
}
