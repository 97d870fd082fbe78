//! Alerts: what a member is told, and that they saw it.

use super::rights::{May, Own};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(acknowledge))
}

/// So many are shown; older ones were seen, or never will be.
const SHOWN: u32 = 200;

/// Something a member is told.
#[derive(Serialize, ToSchema)]
struct Alert {
    /// Its id.
    id: String,
    /// About which lead.
    lead: String,
    /// What that lead is called.
    lead_name: String,
    /// What.
    text: String,
    /// When it was raised.
    at: Timestamp,
    /// When the member said that they saw it.
    acknowledged_at: Option<Timestamp>,
}

/// What a member is told.
#[derive(Serialize, ToSchema)]
struct Alerts {
    /// The latest first, 200 at most.
    items: Vec<Alert>,
    /// There is one page.
    next_cursor: Option<String>,
}

/// List my alerts
#[utoipa::path(get, path = "/api/v1/alerts", tag = "People", operation_id = "listAlerts",
    responses((status = 200, description = "What I am told, the latest first", body = Alerts)),
    security(("session" = [])))]
async fn list(may: May<Own>, State(app): State<App>) -> Result<Json<Alerts>, Problem> {
    let own = &may.own()?.member.id;
    let found = app.store.reader().await?.alerts(own, false, SHOWN).await?;
    let items = found.into_iter().map(|alert| Alert {
        id: alert.id.to_string(),
        lead: alert.lead.to_string(),
        lead_name: alert.lead_name,
        text: alert.text,
        at: alert.at,
        acknowledged_at: alert.acknowledged_at,
    });
    Ok(Json(Alerts {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// Say that I saw an alert
#[utoipa::path(post, path = "/api/v1/alerts/{id}/acknowledge", tag = "People", operation_id = "acknowledgeAlert",
    params(("id" = String, Path, description = "The alert")),
    responses((status = 204, description = "It is noted")),
    security(("session" = [])))]
async fn acknowledge(
    may: May<Own>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let own = &may.own()?.member.id;
    let id = id.ok().and_then(|Path(id)| id.parse().ok());
    let id = id.ok_or_else(|| Problem::not_found("alert"))?;
    let mut work = app.store.begin().await?;
    if !work.acknowledge_alert(id, own, app.clock.now()).await? {
        return Err(Problem::not_found("alert"));
    }
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
