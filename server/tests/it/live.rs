//! The stream of what changes: nothing is missed, also not over a break.

use crate::app::{TestApp, story};
use axum::http::Request;
use futures_util::StreamExt as _;
use serde_json::json;
use std::time::Duration;
use tower::ServiceExt as _;

/// A stream as a browser reads it: `id` and `data` of each message.
struct Stream {
    body: axum::body::BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(app: &TestApp, last: Option<&str>) -> Self {
        let mut request = Request::get("/api/v1/live")
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", app.token));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(axum::body::Body::empty()).unwrap();
        let answer = app.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self {
            body: answer.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// The next message: name, id, data.
    async fn next(&mut self) -> (String, String, String) {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let part = |name: &str| {
                    let mut lines = message.lines();
                    let line = lines.find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_default().trim().to_owned()
                };
                let found = (part("event:"), part("id:"), part("data:"));
                self.text = rest.to_owned();
                if !found.0.is_empty() {
                    return found;
                }
                continue;
            }
            let more = tokio::time::timeout(Duration::from_secs(10), self.body.next());
            let more = more.await.expect("a message comes").unwrap().unwrap();
            self.text.push_str(std::str::from_utf8(&more).unwrap());
        }
    }

    async fn has_nothing(&mut self) -> bool {
        let wait = tokio::time::timeout(Duration::from_millis(300), self.next());
        wait.await.is_err()
    }
}

#[test]
fn a_stream_tells_what_changes_and_goes_on_where_it_broke_off() {
    story(async |app| {
        let before = app.ana().await;
        let mut stream = Stream::open(app, None).await;
        let lead = app
            .capture(json!({ "email": "new@x.example", "source": { "channel": "social" } }))
            .await;
        let (name, id, data) = stream.next().await;
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(name, "changed");
        assert_eq!(data["leads"], json!([lead["id"]]));
        assert!(
            data["types"]
                .as_array()
                .unwrap()
                .contains(&json!("lead.captured"))
        );
        assert!(stream.has_nothing().await);
        drop(stream);
        let path = crate::app::path(&before, "/notes");
        app.post(&path, json!({ "text": "while nobody looked" }))
            .await
            .expect(200);
        let mut again = Stream::open(app, Some(&id)).await;
        let (_, later, data) = again.next().await;
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        assert_eq!(data["leads"], json!([before["id"]]));
        assert!(later.parse::<i64>().unwrap() > id.parse::<i64>().unwrap());
        assert!(again.has_nothing().await);
        // From the beginning, and from a place that isn't there yet.
        let (name, ..) = Stream::open(app, Some("0")).await.next().await;
        assert_eq!(name, "changed");
        let (name, ..) = Stream::open(app, Some("999999")).await.next().await;
        assert_eq!(name, "reset");
    });
}

#[test]
fn a_stream_nobody_reads_holds_nobody_up() {
    story(async |app| {
        let mut stuck = Stream::open(app, None).await;
        for n in 0..400 {
            app.capture(json!({ "email": format!("p{n}@x.example") }))
                .await;
        }
        let mut last = 0;
        let (_, head, _) = Stream::open(app, Some("0")).await.next().await;
        assert!(head.parse::<i64>().unwrap() > 0);
        // It reads at last, and has missed nothing: ids rise to the end of the log.
        let end = app.store.reader().await.unwrap().head().await.unwrap().0;
        while last < end {
            let (name, id, _) = stuck.next().await;
            let id: i64 = id.parse().unwrap();
            assert!(id > last, "{name} {id} after {last}");
            last = id;
        }
    });
}
