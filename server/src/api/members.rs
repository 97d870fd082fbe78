//! Members: who works here.

use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Somebody who works here.
#[derive(Serialize, ToSchema)]
struct Member {
    /// Their id.
    id: String,
    /// Their name.
    name: String,
    /// The roles they have.
    roles: Vec<String>,
    /// Whether they can be given leads.
    active: bool,
    /// How many open leads they own.
    open: u32,
}

/// Everybody who works here.
#[derive(Serialize, ToSchema)]
struct Members {
    /// By name.
    items: Vec<Member>,
    /// They all fit on one page.
    next_cursor: Option<String>,
}

/// List members
#[utoipa::path(get, path = "/api/v1/members", tag = "People", operation_id = "listMembers",
    responses((status = 200, description = "All members, by name", body = Members)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn list(_may: May<Read>, State(app): State<App>) -> Result<Json<Members>, Problem> {
    let members = app.store.reader().await?.members().await?;
    let items = members.into_iter().map(|stored| Member {
        id: stored.member.id.to_string(),
        name: stored.member.name,
        roles: stored
            .member
            .roles
            .iter()
            .map(ToString::to_string)
            .collect(),
        active: stored.member.active,
        open: stored.member.open,
    });
    Ok(Json(Members {
        items: items.collect(),
        next_cursor: None,
    }))
}
