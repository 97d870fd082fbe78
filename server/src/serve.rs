//! Serve: everything in one process, from the first request to the last.

use crate::api;
use crate::app::App;
use crate::bulk;
use crate::compare::compare;
use crate::connections;
use crate::guard::{Guard, Hosts, guard};
use crate::health;
use crate::listen::Near;
use crate::problem::Problem;
use crate::secrets;
use crate::wake::{tidy, wake};
use crate::web;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::FutureExt as _;
use jiff::SignedDuration;
use std::future::Future;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use tokio::sync::watch;
use utoipa::openapi::OpenApi;

/// The first administrator has to come within this long.
const FIRST: SignedDuration = SignedDuration::from_hours(24);
/// The API's documentation: one page, nothing loaded.
const DOCS: &str = include_str!("docs.html");
const DOCS_SCRIPT: &str = include_str!("docs.js");

/// The API's document, as `/api/openapi.json` has it.
pub fn openapi() -> OpenApi {
    api::routes().1
}

impl App {
    /// Everything that is answered, for an address that is listened on.
    pub fn router(&self, address: SocketAddr) -> Router {
        let (api, document) = api::routes();
        let document = document
            .to_pretty_json()
            .expect("a document of texts is JSON");
        let hosts = if address.ip().to_canonical().is_loopback() && self.settings.hosts.is_empty() {
            Hosts::ThisMachine
        } else {
            Hosts::named(&self.settings.hosts)
        };
        let json = [(header::CONTENT_TYPE, "application/json")];
        Router::new()
            .merge(api)
            .route("/healthz", get(health::alive))
            .route("/readyz", get(health::ready))
            .route("/metrics", get(health::metrics))
            .route(
                "/api/openapi.json",
                get(async move || (json, document.clone())),
            )
            .route("/api/docs", get(docs))
            .route("/api/docs.js", get(docs_script))
            .fallback(web::file)
            .method_not_allowed_fallback(wrong_method)
            .layer(DefaultBodyLimit::disable())
            .layer(middleware::from_fn_with_state(self.clone(), watch_over))
            .layer(middleware::from_fn_with_state(
                Guard::new(hosts, web::POLICY),
                guard,
            ))
            .with_state(self.clone())
    }

    /// Answers, and wakes leads, until `stop` comes; then ends within ten seconds: nobody
    /// new is let in, what was taken in is acknowledged.
    ///
    /// # Errors
    ///
    /// If nothing could be acknowledged any more: the database has to be opened afresh.
    pub async fn serve(
        self,
        near: Near,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<(), String> {
        let router = self.router(near.address());
        let (ending, ended) = watch::channel(false);
        let waking = tokio::spawn(wake(self.clone()));
        let tidying = tokio::spawn(tidy(self.clone()));
        let changing = tokio::spawn(bulk::work(self.clone()));
        let comparing = tokio::spawn(compare(self.clone()));
        let serving = tokio::spawn(connections::serve(near, router, ended));
        tokio::select! {
            () = stop => {}
            () = died(&self) => {}
        }
        // Streams end by this, so that their connections can.
        self.stop.send_replace(true);
        ending.send_replace(true);
        let _ = serving.await;
        let _ = waking.await;
        let _ = tidying.await;
        let _ = changing.await;
        let _ = comparing.await;
        self.line.stop().await;
        if self.line.is_dead() {
            return Err(
                "a commit failed and its fate is unknown: nothing was acknowledged since; start again"
                    .into(),
            );
        }
        Ok(())
    }

    /// A one-time token for the first administrator, if nobody can administer yet.
    ///
    /// # Errors
    ///
    /// If the store can't be read or written.
    pub async fn first_administrator(&self) -> store::Result<Option<String>> {
        if self.store.reader().await?.has_administrator().await? {
            return Ok(None);
        }
        let secret = secrets::secret();
        let mut work = self.store.begin().await?;
        work.offer_first_administrator(&secrets::hash(&secret), self.clock.now() + FIRST)
            .await?;
        work.commit().await?;
        Ok(Some(secret))
    }
}

/// Waits until nothing can be acknowledged any more.
async fn died(app: &App) {
    while !app.line.is_dead() {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

/// Counts answers, and makes one of a handler that breaks.
async fn watch_over(State(app): State<App>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut answer = AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Problem::inside("a handler broke", &"see above").into_response());
    let status = answer.status();
    app.line.metrics().request(status.as_u16());
    if status == StatusCode::METHOD_NOT_ALLOWED
        && answer.headers().get(header::CONTENT_TYPE).is_none()
    {
        let allow = answer.headers().get(header::ALLOW).cloned();
        answer = wrong_method().await.into_response();
        if let Some(allow) = allow {
            answer.headers_mut().insert(header::ALLOW, allow);
        }
    }
    if status.is_server_error() {
        // Paths hold ids, never what people wrote.
        tracing::warn!(%method, path, status = status.as_u16(), "answered");
    } else {
        tracing::debug!(%method, path, status = status.as_u16(), "answered");
    }
    answer
}

pub(crate) async fn wrong_method() -> Problem {
    Problem::of(
        "method_not_allowed",
        "This address doesn't take that method: `/api/docs` says which it takes.",
    )
}

async fn docs() -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], DOCS)
}

async fn docs_script() -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], DOCS_SCRIPT)
}
