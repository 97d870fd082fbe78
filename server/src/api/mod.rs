//! API: one file a resource, each with its routes, handlers, requests and replies.
//!
//! A handler reads as one sentence: who may, load, decide, record, reply. Who may call it
//! stands in its signature.

mod act;
mod alerts;
mod board;
mod body;
mod bulk;
mod capture;
pub(crate) mod document;
mod drawing;
mod identity;
mod known;
mod lead;
mod leads;
mod live;
mod members;
mod misfit;
mod moment;
mod overview;
mod parameters;
mod process;
mod query;
mod refused;
mod rights;
mod sign_in;
mod today;
mod views;

use crate::app::App;
use axum::middleware;
use parameters::Parameters;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What the line said no to, as whoever asks would read it.
pub(crate) fn refused_as_problem(error: crate::line::LineError) -> crate::problem::Problem {
    error.into()
}

/// All routes under `/api/v1`, and the document that describes them.
pub(crate) fn routes() -> (axum::Router<App>, OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(document::frame())
        .merge(sign_in::routes())
        .merge(capture::routes())
        .merge(today::routes())
        .merge(board::routes())
        .merge(bulk::routes())
        .merge(views::routes())
        .merge(leads::routes())
        .merge(lead::routes())
        .merge(act::routes())
        .merge(overview::routes())
        .merge(process::routes())
        .merge(drawing::routes())
        .merge(identity::routes())
        .merge(members::routes())
        .merge(alerts::routes())
        .merge(live::routes())
        .split_for_parts();
    document::complete(&mut document);
    let parameters = Parameters::of(&document);
    let checked = middleware::from_fn_with_state(parameters, parameters::check);
    (router.route_layer(checked), document)
}
