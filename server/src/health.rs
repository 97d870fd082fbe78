//! Health: alive, ready, and what is counted.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Alive: the process answers.
pub(crate) async fn alive() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "ok\n",
    )
}

/// Ready: a write could be acknowledged now.
pub(crate) async fn ready(State(app): State<App>) -> Result<Response, Problem> {
    match is_ready(&app).await {
        Ok(()) => Ok(alive().await.into_response()),
        Err(why) => {
            tracing::warn!(%why, "not ready");
            Err(Problem::of("line.stopped", "Nothing can be acknowledged now.").after(5))
        }
    }
}

/// What is counted, for Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let ready = is_ready(&app).await.is_ok();
    let text = app.line.metrics().text(app.line.waiting(), ready);
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
}

async fn is_ready(app: &App) -> Result<(), String> {
    if app.line.is_dead() {
        return Err("a commit failed, and only a fresh start tells what was written".into());
    }
    if *app.stop.borrow() {
        return Err("the server is about to end".into());
    }
    app.store.ready().await.map_err(|error| error.to_string())
}
