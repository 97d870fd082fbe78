//! Connections: who is let in, how long each may take, and how it all ends.
//!
//! A client gets ten seconds to say what it wants and 64 KiB to say it in; it is
//! answered on its own task, so that one that reads slowly keeps nobody waiting.
//! When we are asked to stop, nobody new is let in, requests under way are answered,
//! and what still hangs on after eight seconds is cut.

use crate::listen::Near;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

/// The head of a request has to come within this long.
const HEAD: Duration = Duration::from_secs(10);
/// So many header lines, of so many bytes together, are read at all; `guard` refuses half of
/// that with words.
const HEADERS: usize = 200;
const BUFFER: usize = 64 * 1024;
/// So many connections at a time; others wait in the queue of the system.
const AT_A_TIME: usize = 4_096;
/// How long requests under way may take to end.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where a request comes from: the other end of its connection. Headers that claim
/// another place aren't believed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Answers until `stop` turns true, then ends as described above.
pub(crate) async fn serve(near: Near, app: Router, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let accepted = tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            accepted = accept(&near, &room) => accepted,
        };
        let Some((stream, peer, place)) = accepted else {
            continue;
        };
        let (app, stop) = (app.clone(), stop.clone());
        open.spawn(async move {
            answer(stream, peer, app, stop).await;
            drop(place);
        });
    }
    drop(near);
    let all = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, all).await.is_err() {
        tracing::warn!("connections that were still open are cut");
    }
}

/// Waits until it turns true.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The sender is gone: so are those who could want more of us.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn accept(
    near: &Near,
    room: &Arc<Semaphore>,
) -> Option<(
    tokio::net::TcpStream,
    SocketAddr,
    tokio::sync::OwnedSemaphorePermit,
)> {
    let place = room.clone().acquire_owned().await.ok()?;
    match near.listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) => {
            // Out of file handles, mostly: some will come free.
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

async fn answer(
    stream: tokio::net::TcpStream,
    peer: SocketAddr,
    app: Router,
    mut stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        app.clone().oneshot(request.map(Body::new))
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_headers(HEADERS)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Clients hang up all the time.
        tracing::debug!(%error, "a connection ended early");
    }
}
