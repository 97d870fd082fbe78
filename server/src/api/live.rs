//! Live: the stream of what changes.

use super::rights::{May, Read};
use crate::app::App;
use crate::connections::stopped;
use crate::live::{Change, HEARTBEAT, Live};
use crate::problem::Problem;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Position;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow))
}

/// How long a right is believed before it is asked for again.
const BELIEVED: Duration = Duration::from_secs(2);
/// So many messages are caught up on by reading the log; who missed more looks at everything anew.
const CAUGHT_UP: u32 = 20;

/// Follow what changes
///
/// Server-sent events: `event: changed`, `id:` the place in the log, `data:` the leads and the
/// types of events. `Last-Event-ID` goes on where a stream broke off. `event: reset` says that
/// too much was missed: look at everything anew.
#[utoipa::path(get, path = "/api/v1/live", tag = "Live", operation_id = "followChanges",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last `id` that was seen")),
    responses((status = 200, description = "A stream without an end", content_type = "text/event-stream", body = Change)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn follow(
    _may: May<Read>,
    State(app): State<App>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let live = app.live.clone();
    // Listening before looking: nothing falls in between.
    let changes = live.subscribe();
    let seen = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse::<i64>().ok())
        .filter(|seen| *seen >= 0);
    let head = live.head().await?;
    let (position, behind) = match seen {
        // A place that isn't there yet: another database. Everything is new.
        Some(seen) if seen > head.0 => (head, Behind::Everything),
        Some(seen) => (Position(seen), Behind::Perhaps),
        None => (head, Behind::Nothing),
    };
    let following = Following {
        live,
        changes,
        position,
        behind,
        ready: VecDeque::new(),
        who: request.into_parts().0,
        app,
        checked: Instant::now(),
    };
    let events = stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok::<_, Infallible>(event), following))
    });
    let heartbeat = HEARTBEAT.unsigned_abs();
    let stream = Sse::new(events).keep_alive(KeepAlive::new().interval(heartbeat).text("alive"));
    let mut answer = stream.into_response();
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers would keep it for ever.
    answer.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(answer)
}

/// How much of the log was missed.
enum Behind {
    Nothing,
    Perhaps,
    Everything,
}

struct Following {
    live: Live,
    changes: Receiver<Arc<Change>>,
    position: Position,
    behind: Behind,
    ready: VecDeque<Arc<Change>>,
    who: Parts,
    app: App,
    checked: Instant,
}

impl Following {
    /// The next message; `None` ends the stream, and the browser comes back with the last id.
    async fn next(&mut self) -> Option<Event> {
        let mut stop = self.live.stopping();
        tokio::select! {
            () = stopped(&mut stop) => None,
            event = self.event() => {
                // A stream may outlive the session or token that opened it.
                if self.checked.elapsed() >= BELIEVED {
                    May::<Read>::from_request_parts(&mut self.who, &self.app).await.ok()?;
                    self.checked = Instant::now();
                }
                event
            }
        }
    }

    async fn event(&mut self) -> Option<Event> {
        loop {
            if let Some(change) = self.ready.pop_front() {
                self.position = change.position;
                return Some(message(&change));
            }
            match self.behind {
                Behind::Everything => {
                    self.behind = Behind::Nothing;
                    return Some(self.reset());
                }
                Behind::Perhaps => {
                    self.behind = Behind::Nothing;
                    if let Some(reset) = self.catch_up().await? {
                        return Some(reset);
                    }
                    continue;
                }
                Behind::Nothing => {}
            }
            match self.changes.recv().await {
                Ok(change) if change.position > self.position => self.ready.push_back(change),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => self.behind = Behind::Perhaps,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Reads what was missed; a reset where it is too much.
    async fn catch_up(&mut self) -> Option<Option<Event>> {
        let mut from = self.position;
        for _ in 0..CAUGHT_UP {
            match self.live.after(from).await.ok()? {
                Some(change) => {
                    from = change.position;
                    self.ready.push_back(Arc::new(change));
                }
                None => return Some(None),
            }
        }
        self.ready.clear();
        self.position = self.live.head().await.ok()?;
        Some(Some(self.reset()))
    }

    fn reset(&self) -> Event {
        Event::default()
            .event("reset")
            .id(self.position.0.to_string())
            .data("{}")
    }
}

fn message(change: &Change) -> Event {
    let data = serde_json::to_string(change).expect("names and words are JSON");
    Event::default()
        .event("changed")
        .id(change.position.0.to_string())
        .data(data)
}
