//! Views: filters with order and columns that people keep under a name, for themselves or for
//! others.

use super::body::Json as Body;
use super::leads::Asked;
use super::query::{Name, Query};
use super::rights::{May, Own};
use crate::app::App;
use crate::problem::Problem;
use crate::text::clean_line;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use lifecycle::names::RoleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Shared, StoredMember, StoredView, new_id};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(change, remove))
        .routes(routes!(begin_with, begin_without))
}

/// Nobody keeps more.
const MOST: usize = 100;
/// A list has no more columns.
const MOST_COLUMNS: usize = 40;

/// A saved view.
#[derive(Serialize, ToSchema)]
struct View {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Filter and order, as in the address of the list: `stage=contacting&sort=-name`.
    query: String,
    /// The columns of the list; empty for the usual ones.
    columns: Vec<String>,
    /// `mine`, `all`, or the role whose members see it.
    shared: String,
    /// Who made it.
    by: String,
    /// It is one's own, to change and take away.
    mine: bool,
    /// One begins with it.
    first: bool,
}

/// The views that one sees.
#[derive(Serialize, ToSchema)]
struct Views {
    /// By name.
    items: Vec<View>,
    /// They all fit on one page.
    next_cursor: Option<String>,
}

/// A view to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewView {
    /// Its name.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// Filter and order, as in the address of the list.
    #[schema(max_length = 2000)]
    query: String,
    /// The columns of the list; without, the usual ones.
    #[serde(default)]
    columns: Vec<String>,
    /// `mine`, without too; `all`; or a role whose members see it.
    shared: Option<String>,
}

/// List the views I see
#[utoipa::path(get, path = "/api/v1/views", tag = "Work", operation_id = "listViews",
    responses((status = 200, description = "My views, and those that are shared with me, by name", body = Views)),
    security(("session" = [])))]
async fn list(may: May<Own>, State(app): State<App>) -> Result<Json<Views>, Problem> {
    let own = may.own()?;
    let mut reader = app.store.reader().await?;
    let first = reader.first_view(&own.member.id).await?;
    let names: BTreeMap<_, _> = reader
        .members()
        .await?
        .into_iter()
        .map(|stored| (stored.member.id, stored.member.name))
        .collect();
    let views = reader.views().await?;
    let items = views
        .into_iter()
        .filter(|view| sees(own, view))
        .map(|view| {
            let is_first = first.as_ref() == Some(&view.id);
            let by = names.get(&view.member).cloned().unwrap_or_default();
            shown(view, own, by, is_first)
        });
    Ok(Json(Views {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// Keep a view
#[utoipa::path(post, path = "/api/v1/views", tag = "Work", operation_id = "addView",
    request_body = NewView,
    responses((status = 201, description = "The view", body = View)),
    security(("session" = [])))]
async fn add(
    may: May<Own>,
    State(app): State<App>,
    body: Body<NewView>,
) -> Result<(StatusCode, Json<View>), Problem> {
    let own = may.own()?;
    let all = app.store.reader().await?.views().await?;
    let mine = all.iter().filter(|view| view.member == own.member.id);
    if mine.count() >= MOST {
        return Err(Problem::of(
            "view.too_many",
            format!("You keep {MOST} views: take one away first."),
        ));
    }
    let view = read(&app, own, new_id(app.clock.now()), body.value).await?;
    let mut work = app.store.begin().await?;
    work.keep_view(&view).await?;
    work.commit().await?;
    let by = own.member.name.clone();
    Ok((StatusCode::CREATED, Json(shown(view, own, by, false))))
}

/// Change a view
#[utoipa::path(put, path = "/api/v1/views/{id}", tag = "Work", operation_id = "changeView",
    params(("id" = String, Path, description = "The view")), request_body = NewView,
    responses((status = 200, description = "The view", body = View)),
    security(("session" = [])))]
async fn change(
    may: May<Own>,
    State(app): State<App>,
    Name(id): Name,
    body: Body<NewView>,
) -> Result<Json<View>, Problem> {
    let own = may.own()?;
    let before = theirs(&app, own, &id).await?;
    let mut view = read(&app, own, id, body.value).await?;
    view.member = before.member;
    let mut reader = app.store.reader().await?;
    let first = reader.first_view(&own.member.id).await?;
    drop(reader);
    let mut work = app.store.begin().await?;
    work.keep_view(&view).await?;
    work.commit().await?;
    let is_first = first.as_ref() == Some(&view.id);
    Ok(Json(shown(view, own, own.member.name.clone(), is_first)))
}

/// Take a view away
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "Work", operation_id = "removeView",
    params(("id" = String, Path, description = "The view")),
    responses((status = 204, description = "It is gone")),
    security(("session" = [])))]
async fn remove(
    may: May<Own>,
    State(app): State<App>,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    theirs(&app, may.own()?, &id).await?;
    let mut work = app.store.begin().await?;
    work.remove_view(&id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin with a view
///
/// Leads and Board show it when they are opened without a filter.
#[utoipa::path(put, path = "/api/v1/views/{id}/first", tag = "Work", operation_id = "beginWithView",
    params(("id" = String, Path, description = "The view")),
    responses((status = 204, description = "It is the first")),
    security(("session" = [])))]
async fn begin_with(
    may: May<Own>,
    State(app): State<App>,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let own = may.own()?;
    let view = app.store.reader().await?.view(&id).await?;
    view.filter(|view| sees(own, view))
        .ok_or_else(|| Problem::not_found("view"))?;
    let mut work = app.store.begin().await?;
    work.begin_with(&own.member.id, Some(&id)).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin with no view
#[utoipa::path(delete, path = "/api/v1/views/{id}/first", tag = "Work", operation_id = "beginWithoutView",
    params(("id" = String, Path, description = "The view")),
    responses((status = 204, description = "One begins with all leads")),
    security(("session" = [])))]
async fn begin_without(
    may: May<Own>,
    State(app): State<App>,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let own = may.own()?;
    if app.store.reader().await?.view(&id).await?.is_none() {
        return Err(Problem::not_found("view"));
    }
    let mut work = app.store.begin().await?;
    work.begin_with(&own.member.id, None).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether somebody sees a view.
fn sees(who: &StoredMember, view: &StoredView) -> bool {
    view.member == who.member.id
        || match &view.shared {
            Shared::Mine => false,
            Shared::All => true,
            Shared::Role(role) => who.member.has(role),
        }
}

/// A view that somebody may change: their own, and for who administers also what is shared.
async fn theirs(app: &App, who: &StoredMember, id: &str) -> Result<StoredView, Problem> {
    let view = app.store.reader().await?.view(id).await?;
    let view = view
        .filter(|view| sees(who, view))
        .ok_or_else(|| Problem::not_found("view"))?;
    if view.member != who.member.id && !who.admin {
        return Err(Problem::of(
            "view.not_yours",
            "Somebody shared this view with you: keep one of your own instead.",
        ));
    }
    Ok(view)
}

async fn read(
    app: &App,
    own: &StoredMember,
    id: String,
    new: NewView,
) -> Result<StoredView, Problem> {
    let name = clean_line(&new.name)
        .filter(|name| name.chars().count() <= 80)
        .ok_or_else(|| {
            Problem::of("body.value", "A view has a name of 1 to 80 characters.").at("/name")
        })?;
    let query = new.query.trim_start_matches('?').to_owned();
    if query.len() > 2_000 {
        return Err(Problem::of("body.value", "This filter is too long.").at("/query"));
    }
    Query::<Asked>::of_text(&query).map_err(|_| {
        Problem::of(
            "body.value",
            "`query` takes what stands behind the question mark of a list: `stage=contacting&sort=-name`.",
        )
        .at("/query")
    })?;
    if new.columns.len() > MOST_COLUMNS || new.columns.iter().any(|own| own.len() > 60) {
        return Err(
            Problem::of("body.value", "A list has no columns of these names.").at("/columns"),
        );
    }
    let shared = match new.shared.as_deref() {
        None | Some("" | "mine") => Shared::Mine,
        Some("all") => Shared::All,
        Some(role) => {
            let running = app.line.processes().running().await?;
            let known = running
                .as_ref()
                .is_some_and(|own| own.process.roles.iter().any(|it| it.id == *role));
            if !known {
                let detail = format!("There is no role `{role}`: `mine`, `all` or a role.");
                return Err(Problem::of("body.value", detail).at("/shared"));
            }
            Shared::Role(RoleId::from(role))
        }
    };
    Ok(StoredView {
        id,
        member: own.member.id.clone(),
        name,
        shared,
        query,
        columns: new.columns,
        changed_at: app.clock.now(),
    })
}

fn shown(view: StoredView, own: &StoredMember, by: String, first: bool) -> View {
    View {
        mine: view.member == own.member.id,
        id: view.id,
        name: view.name,
        query: view.query,
        columns: view.columns,
        shared: match view.shared {
            Shared::Mine => "mine".to_owned(),
            Shared::All => "all".to_owned(),
            Shared::Role(role) => role.to_string(),
        },
        by,
        first,
    }
}
