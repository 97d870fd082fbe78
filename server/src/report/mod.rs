//! Report: one finished diagnosis, shown in a browser.

use crate::guard::{Guard, Hosts, guard};
use crate::listen::Near;
use crate::problem::Problem;
use crate::stop::asked_to_stop;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::middleware;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::watch;

/// How long an answer under way may take to end after we were asked to stop.
const PATIENCE: Duration = Duration::from_secs(3);

/// The page is one file: its styles and pictures stand in it; it runs no script, loads
/// nothing, sends nothing and is framed by nobody.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// A diagnosis as it is shown.
#[derive(Debug, Clone)]
pub struct Page {
    html: Bytes,
    json: Bytes,
}

impl Page {
    /// The report as HTML and the same figures as JSON.
    pub fn new(html: String, json: String) -> Self {
        Self {
            html: html.into(),
            json: json.into(),
        }
    }

    /// Answers until `stop` comes. Then nobody new is let in, answers under way
    /// get three seconds to end, and the listener is given back to the machine.
    ///
    /// - `/` the report
    /// - `/diagnosis.json` its figures
    /// - `/healthz` says `ok`
    ///
    /// # Errors
    ///
    /// If the operating system takes the listener away.
    pub async fn serve(
        self,
        near: Near,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let app = self.routes(Hosts::for_address(near.address()));
        let (asked, mut to_stop) = watch::channel(());
        let graceful = axum::serve(near.listener, app).with_graceful_shutdown(async move {
            stop.await;
            drop(asked); // wakes the branch below
        });
        tokio::select! {
            ended = graceful => ended,
            () = async {
                while to_stop.changed().await.is_ok() {}
                tokio::time::sleep(PATIENCE).await;
            } => Ok(()),
        }
    }

    fn routes(self, hosts: Hosts) -> Router {
        Router::new()
            .route("/", get(report))
            .route("/diagnosis.json", get(figures))
            .route("/healthz", get(alive))
            .fallback(nothing_here)
            .method_not_allowed_fallback(read_only)
            .with_state(self)
            .layer(middleware::from_fn_with_state(
                Guard::new(hosts, POLICY),
                guard,
            ))
    }
}

/// Serves a report until Ctrl-C or SIGTERM. `ready` is told the address as soon
/// as it can be opened: the wished one or, where its port is taken, the next
/// free port (see [`Near`]).
///
/// # Errors
///
/// If the address can't be used, or signals can't be listened for.
pub async fn serve_page(
    listen: SocketAddr,
    html: String,
    json: String,
    ready: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let near = Near::bind(listen).await?;
    ready(near.address());
    // A machine that gives us no signals still ends us by its own means.
    let stop = async {
        if asked_to_stop().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    Page::new(html, json).serve(near, stop).await
}

/// [`serve_page`] for a `main` that isn't async: comes back when it has ended.
///
/// # Errors
///
/// Those of [`serve_page`], and if no thread can be started.
pub fn serve_page_blocking(
    listen: SocketAddr,
    html: String,
    json: String,
    ready: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(serve_page(listen, html, json, ready))
}

async fn report(State(page): State<Page>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page.html)
}

async fn figures(State(page): State<Page>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], page.json)
}

async fn alive() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], "ok\n")
}

async fn nothing_here() -> Problem {
    Problem::of(
        "page.not_found",
        "There is nothing here: the report is at /, its figures are at /diagnosis.json.",
    )
}

async fn read_only() -> Problem {
    Problem::of(
        "page.read_only",
        "The report can only be read: ask with GET or HEAD.",
    )
}
