//! Ways in: who sets them up, what is wrong with them, and what is done with what came.

use crate::app::{Answer, EXAMPLE, TestApp, runtime};
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::Settings;

pub(crate) fn settings() -> Settings {
    Settings {
        secret_key: Some([7; 32]),
        allow_private: true,
        ..Settings::default()
    }
}

/// A story on an app that can keep secrets, on each database.
pub(crate) fn story(settings: impl Fn() -> Settings, story: impl AsyncFn(&TestApp)) {
    let server = std::env::var("THROUGHLINE_TEST_POSTGRES").ok();
    for place in [None].into_iter().chain(server.map(Some)) {
        runtime().block_on(async {
            let app = TestApp::with(place.as_deref(), Some(EXAMPLE), settings()).await;
            story(&app).await;
            app.end().await;
        });
    }
}

/// Makes a way in; itself and the secret that is shown once.
pub(crate) async fn make(app: &TestApp, body: Value) -> (Value, String) {
    let answer = app.post("/api/v1/ways-in", body).await;
    let made = answer.expect(201);
    let secret = made["shown_once"].as_str().unwrap_or_default().to_owned();
    (made["way_in"].clone(), secret)
}

pub(crate) async fn way_in(app: &TestApp, way: &Value) -> Value {
    let path = format!("/api/v1/ways-in/{}", way["id"].as_str().unwrap());
    app.get(&path).await.expect(200)
}

/// Sends something without any credentials, as another system does.
pub(crate) async fn send(
    app: &TestApp,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::from(body.to_vec())).unwrap())
        .await
}

pub(crate) async fn look(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

pub(crate) async fn change(app: &TestApp, way: &Value, body: Value) -> Answer {
    let path = format!("/api/v1/ways-in/{}", way["id"].as_str().unwrap());
    let request = Request::patch(path)
        .header("authorization", format!("Bearer {}", app.token))
        .header("content-type", "application/json");
    app.send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

/// The entries of the inbox in this state.
pub(crate) async fn inbox(app: &TestApp, query: &str) -> Vec<Value> {
    let found = app.get(&format!("/api/v1/inbox?{query}")).await.expect(200);
    found["items"].as_array().unwrap().clone()
}

pub(crate) async fn replay(app: &TestApp, entry: &Value) -> Value {
    let path = format!("/api/v1/inbox/{}/replay", entry["id"].as_str().unwrap());
    app.post(&path, json!({})).await.expect(200)
}

/// A way in for any JSON that brings webinars in.
pub(crate) async fn webinar(app: &TestApp) -> (Value, String) {
    make(app, json!({
        "kind": "json", "title": "Webinar tool", "channel": "webinar", "campaign": "spring",
        "definition": {
            "map": { "/who/mail": "email", "/who/name": "name", "/segment": "field:segment", "/size": "field:catalogue_size" },
            "json": { "key": "/id" },
        },
    })).await
}

pub(crate) async fn hook(app: &TestApp, way: &Value, secret: &str, body: Value) -> Answer {
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    send(
        app,
        way["address"].as_str().unwrap(),
        &headers,
        body.to_string().as_bytes(),
    )
    .await
}

#[test]
fn a_way_in_is_made_changed_and_ended() {
    story(settings, async |app| {
        let (way, secret) = webinar(app).await;
        assert_eq!(way["kind"], "json");
        assert_eq!(secret.len(), 32);
        assert_eq!(way["health"]["findings"], json!([]));
        // Its secret is shown once and never again.
        let all = app.get("/api/v1/ways-in").await;
        assert!(!all.text.contains(&secret), "{}", all.text);
        let renamed = change(
            app,
            &way,
            json!({ "if_version": 1, "title": "Webinars", "enabled": false }),
        )
        .await;
        let renamed = renamed.expect(200);
        assert_eq!(
            (&renamed["version"], &renamed["title"]),
            (&json!(2), &json!("Webinars"))
        );
        let late = change(app, &way, json!({ "if_version": 1, "title": "Late" })).await;
        assert_eq!((late.status, late.code().as_str()), (409, "way_in.changed"));
        // Off: the sender is told to come again, and nothing is lost with it.
        let off = hook(app, &way, &secret, json!({ "id": 1 })).await;
        assert_eq!((off.status, off.code().as_str()), (503, "hook.off"));
        assert!(off.header("retry-after").is_some());
        change(app, &way, json!({ "enabled": true }))
            .await
            .expect(200);
        // A new secret, and the one before is worth nothing.
        let id = way["id"].as_str().unwrap();
        let renewed = app
            .post(&format!("/api/v1/ways-in/{id}/secret"), json!({}))
            .await
            .expect(200);
        let other = renewed["shown_once"].as_str().unwrap();
        let body = json!({ "id": 1, "who": { "mail": "a@x.example" } });
        assert_eq!(hook(app, &way, &secret, body.clone()).await.status, 401);
        assert_eq!(hook(app, &way, other, body).await.status, 200);
        let request = Request::delete(format!("/api/v1/ways-in/{id}"))
            .header("authorization", format!("Bearer {}", app.token));
        assert_eq!(
            app.send(request.body(Body::empty()).unwrap()).await.status,
            204
        );
        assert_eq!(hook(app, &way, other, json!({ "id": 2 })).await.status, 404);
        assert_eq!(app.count().await, 1);
    });
}

#[test]
fn what_is_wrong_with_a_way_in_is_said_at_its_place() {
    story(settings, async |app| {
        let form = |more: Value| {
            let mut form = json!({ "fields": [{ "target": "email", "label": "Mail" }] });
            for (name, value) in more.as_object().unwrap() {
                form[name] = value.clone();
            }
            json!({ "kind": "form", "title": "T", "channel": "webinar", "definition": { "form": form } })
        };
        let way = |kind: &str, definition: Value| json!({ "kind": kind, "title": "T", "channel": "webinar", "definition": definition });
        for (body, pointer) in [
            (
                json!({ "kind": "fax", "title": "T", "channel": "webinar" }),
                "/kind",
            ),
            (
                json!({ "kind": "json", "title": " ", "channel": "webinar" }),
                "/title",
            ),
            (
                json!({ "kind": "json", "title": "T", "channel": "radio" }),
                "/channel",
            ),
            (
                json!({ "kind": "google_ads", "title": "T", "channel": "webinar", "secret": "x" }),
                "/secret",
            ),
            (
                json!({ "kind": "json", "title": "T", "channel": "webinar", "access_token": "x" }),
                "/access_token",
            ),
            (way("form", json!({})), "/definition/form"),
            (way("json", json!({ "form": {} })), "/definition/form"),
            (way("google_ads", json!({ "json": {} })), "/definition/json"),
            (
                way("json", json!({ "map": { "a": "email" } })),
                "/definition/map/a",
            ),
            (
                way("json", json!({ "map": { "/a": "mail" } })),
                "/definition/map/~1a",
            ),
            (
                way("json", json!({ "map": { "/a": "field:none" } })),
                "/definition/map/~1a",
            ),
            (
                way(
                    "json",
                    json!({ "json": { "auth": { "header": "no such" } } }),
                ),
                "/definition/json/auth/header",
            ),
            (form(json!({ "fields": [] })), "/definition/form/fields"),
            (
                form(json!({ "fields": [{ "target": "message", "label": "M" }] })),
                "/definition/form/fields",
            ),
            (
                form(json!({ "fields": [{ "target": "email", "label": "" }] })),
                "/definition/form/fields/0/label",
            ),
            (
                form(json!({ "redirect": "https://evil.example/" })),
                "/definition/form/redirect",
            ),
            (
                form(
                    json!({ "sites": ["x.example"], "redirect": "https://x.example.evil.example/" }),
                ),
                "/definition/form/redirect",
            ),
            (
                form(json!({ "sites": ["https://x.example"] })),
                "/definition/form/sites/0",
            ),
            (
                form(json!({ "sites": ["x.example; script-src *"] })),
                "/definition/form/sites/0",
            ),
            (
                form(json!({ "proof_of_work": 30 })),
                "/definition/form/proof_of_work",
            ),
            (
                form(json!({ "consent": { "text": "Yes", "version": "" } })),
                "/definition/form/consent",
            ),
            (
                form(json!({ "sources": [{ "when": "moon", "channel": "webinar" }] })),
                "/definition/form/sources/0/when",
            ),
            (
                form(json!({ "sources": [{ "when": "referrer", "channel": "moon" }] })),
                "/definition/form/sources/0/channel",
            ),
        ] {
            let answer = app.post("/api/v1/ways-in", body.clone()).await;
            assert_eq!(answer.status, 422, "{body} {}", answer.text);
            assert_eq!(answer.json()["pointer"], pointer, "{body} {}", answer.text);
        }
        assert!(
            app.get("/api/v1/ways-in").await.expect(200)["items"]
                .as_array()
                .unwrap()
                .is_empty()
        );
        // The words of a consent stay what people agreed to.
        let consent = |text: &str, version: &str| {
            form(json!({ "consent": { "text": text, "version": version } }))["definition"].clone()
        };
        let (made, _) = make(
            app,
            form(json!({ "consent": { "text": "Yes.", "version": "1" } })),
        )
        .await;
        let other = change(app, &made, json!({ "definition": consent("No.", "1") })).await;
        assert_eq!(
            other.expect(422)["pointer"],
            "/definition/form/consent/version"
        );
        change(app, &made, json!({ "definition": consent("No.", "2") }))
            .await
            .expect(200);
        change(app, &made, json!({ "definition": consent("Yes.", "1") }))
            .await
            .expect(200);
    });
}

#[test]
fn without_a_key_nothing_is_kept_in_clear() {
    story(Settings::default, async |app| {
        let body = json!({ "kind": "typeform", "title": "T", "channel": "webinar", "secret": "canary-secret" });
        let answer = app.post("/api/v1/ways-in", body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "way_in.no_key")
        );
    });
    story(settings, async |app| {
        let body = json!({
            "kind": "meta_leads", "title": "T", "channel": "social",
            "secret": "canary-secret", "access_token": "canary-token",
        });
        let (way, verify) = make(app, body).await;
        assert_eq!(way["has_secret"], true);
        assert_eq!(verify.len(), 32);
        let file = app
            .store
            .reader()
            .await
            .unwrap()
            .way_in(way["id"].as_str().unwrap())
            .await
            .unwrap()
            .unwrap();
        let kept = format!(
            "{} {:?}",
            file.definition,
            String::from_utf8_lossy(&file.sealed.unwrap())
        );
        assert!(!kept.contains("canary"), "{kept}");
        let all = app.get("/api/v1/ways-in").await;
        assert!(!all.text.contains("canary"), "{}", all.text);
    });
}

#[test]
fn what_the_rules_refuse_waits_for_somebody_and_comes_in_once_mended() {
    story(settings, async |app| {
        let (way, secret) = webinar(app).await;
        // The mapping looks for the address at the wrong place.
        let sent = json!({ "id": "w-1", "person": { "mail": "ana@casaverde.example" }, "segment": "Home decor", "size": "240" });
        assert_eq!(hook(app, &way, &secret, sent.clone()).await.status, 200);
        assert_eq!(app.count().await, 0);
        let open = inbox(app, "").await;
        assert_eq!(open.len(), 1);
        assert_eq!(
            (&open[0]["reason"], &open[0]["role"]),
            (&json!("refused"), &json!("sdr"))
        );
        assert!(
            open[0]["detail"].as_str().unwrap().contains("reach"),
            "{}",
            open[0]
        );
        // Four working hours from nine in the morning, with a break at noon.
        assert_eq!(open[0]["due_at"], "2026-03-02T17:00:00Z");
        let whole = app
            .get(&format!(
                "/api/v1/inbox/{}",
                open[0]["id"].as_str().unwrap()
            ))
            .await
            .expect(200);
        assert_eq!(whole["raw"], sent.to_string());
        app.advance(SignedDuration::from_hours(6)).await;
        assert_eq!(inbox(app, "").await[0]["overdue"], true);
        assert_eq!(way_in(app, &way).await["health"]["overdue"], 1);
        // Letting it in as it is changes nothing, nor its deadline.
        let again = replay(app, &open[0]).await;
        assert_eq!(
            (&again["outcome"], &again["reason"]),
            (&json!("open"), &json!("refused"))
        );
        assert_eq!(inbox(app, "").await[0]["due_at"], open[0]["due_at"]);
        // Mended, all of them come in: what the field takes, in its own spelling.
        let mended = json!({ "map": { "/person/mail": "email", "/segment": "field:segment", "/size": "field:catalogue_size" }, "json": { "key": "/id" } });
        change(app, &way, json!({ "definition": mended }))
            .await
            .expect(200);
        let all = app
            .post("/api/v1/inbox/replay", json!({}))
            .await
            .expect(200);
        assert_eq!(all["items"][0]["outcome"], "lead", "{all}");
        assert_eq!(
            (&all["remaining"], &all["next_cursor"]),
            (&json!(0), &Value::Null)
        );
        let lead = app
            .get(&format!(
                "/api/v1/leads/{}",
                all["items"][0]["lead"].as_str().unwrap()
            ))
            .await
            .expect(200);
        let field = |id: &str| {
            let all = lead["fields"].as_array().unwrap();
            all.iter().find(|own| own["id"] == id).unwrap()["value"].clone()
        };
        assert_eq!(
            (field("segment"), field("catalogue_size")),
            (json!("home_decor"), json!(240))
        );
        assert_eq!(
            (&lead["source"]["channel"], &lead["source"]["campaign"]),
            (&json!("webinar"), &json!("spring"))
        );
        // Twice is once; and the sender's repeat is only noted.
        assert_eq!(replay(app, &open[0]).await["lead"], lead["id"]);
        assert_eq!(hook(app, &way, &secret, sent).await.status, 200);
        assert_eq!(inbox(app, "state=noted&reason=duplicate").await.len(), 1);
        assert_eq!(app.figures().await.2, 1, "one submission");
        let health = way_in(app, &way).await["health"].clone();
        assert_eq!(
            (&health["open"], &health["day"]["duplicate"]),
            (&json!(0), &json!(1))
        );
    });
}

#[test]
fn what_is_put_aside_says_why_and_can_be_taken_back() {
    story(settings, async |app| {
        let (way, secret) = webinar(app).await;
        hook(
            app,
            &way,
            &secret,
            json!({ "id": 1, "who": { "name": "Nobody" } }),
        )
        .await;
        let entry = inbox(app, "").await.remove(0);
        let path = format!("/api/v1/inbox/{}/dismiss", entry["id"].as_str().unwrap());
        assert_eq!(app.post(&path, json!({ "reason": " " })).await.status, 422);
        let aside = app
            .post(&path, json!({ "reason": "A test of ours" }))
            .await
            .expect(200);
        assert_eq!(
            (&aside["state"], &aside["note"]),
            (&json!("dismissed"), &json!("A test of ours"))
        );
        let twice = app.post(&path, json!({ "reason": "Again" })).await;
        assert_eq!(
            (twice.status, twice.code().as_str()),
            (409, "inbox.settled")
        );
        assert!(inbox(app, "").await.is_empty());
        assert_eq!(replay(app, &entry).await["outcome"], "open");
        assert_eq!(inbox(app, "").await.len(), 1);
        for wrong in ["state=lost", "way_in=none", "limit=0", "what=1"] {
            assert_eq!(
                app.get(&format!("/api/v1/inbox?{wrong}")).await.status,
                422,
                "{wrong}"
            );
        }
    });
}

#[test]
fn a_hundred_and_fifty_are_let_in_piece_by_piece() {
    story(settings, async |app| {
        let (way, secret) = webinar(app).await;
        for n in 0..150 {
            hook(
                app,
                &way,
                &secret,
                json!({ "id": n, "mail": format!("s{n}@x.example") }),
            )
            .await;
        }
        let definition = json!({ "map": { "/mail": "email" }, "json": { "key": "/id" } });
        change(app, &way, json!({ "definition": definition }))
            .await
            .expect(200);
        let first = app
            .post("/api/v1/inbox/replay", json!({ "way_in": way["id"] }))
            .await
            .expect(200);
        assert_eq!(
            (
                first["items"].as_array().unwrap().len(),
                &first["remaining"]
            ),
            (100, &json!(50))
        );
        let second = app
            .post(
                "/api/v1/inbox/replay",
                json!({ "way_in": way["id"], "cursor": first["next_cursor"] }),
            )
            .await
            .expect(200);
        assert_eq!(
            (
                second["items"].as_array().unwrap().len(),
                &second["next_cursor"]
            ),
            (50, &Value::Null)
        );
        assert_eq!(app.count().await, 150);
        assert!(inbox(app, "").await.is_empty());
    });
}

#[test]
fn a_sample_is_tried_without_effect() {
    story(settings, async |app| {
        let (way, _) = webinar(app).await;
        let before = app.figures().await;
        let path = format!("/api/v1/ways-in/{}/try", way["id"].as_str().unwrap());
        let sample = json!({ "id": 7, "who": { "mail": "ana@casaverde.example", "name": "Ana" }, "segment": "gold", "more": [1, 2] });
        let tried = app
            .post(&path, json!({ "sample": sample.to_string() }))
            .await
            .expect(200);
        assert_eq!(
            (&tried["submissions"], &tried["key"]),
            (&json!(1), &json!("7"))
        );
        assert_eq!(tried["lead"]["person"]["email"], "ana@casaverde.example");
        assert_eq!(tried["lead"]["status"], "open");
        assert!(tried["lead"]["owner"]["name"].is_string(), "{tried}");
        assert!(
            tried["findings"].to_string().contains("gold"),
            "{}",
            tried["findings"]
        );
        let pointers: Vec<&str> = tried["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| own["pointer"].as_str().unwrap())
            .collect();
        assert_eq!(
            pointers,
            [
                "/id",
                "/who/mail",
                "/who/name",
                "/segment",
                "/more/0",
                "/more/1"
            ]
        );
        assert_eq!(tried["values"][1]["target"], "email");
        // By another mapping, of several, and of none.
        let definition = json!({ "map": { "/mail": "email" }, "json": { "items": "/people" } });
        let many = json!({ "people": [{ "mail": "a@x.example" }, { "mail": "b@x.example" }] });
        let tried = app
            .post(
                &path,
                json!({ "sample": many.to_string(), "definition": definition }),
            )
            .await
            .expect(200);
        assert_eq!(
            (&tried["submissions"], &tried["lead"]["person"]["email"]),
            (&json!(2), &json!("a@x.example"))
        );
        for (sample, said) in [
            ("no json", "Line 1"),
            ("{}", "list"),
            (r#"{"people":[]}"#, "nobody"),
            (r#"{"people":[{}]}"#, "reach"),
        ] {
            let tried = app
                .post(&path, json!({ "sample": sample, "definition": definition }))
                .await
                .expect(200);
            assert!(
                tried["findings"].to_string().contains(said),
                "{sample}: {}",
                tried["findings"]
            );
            assert_eq!(tried["lead"], Value::Null);
        }
        assert_eq!(app.figures().await, before);
        assert!(inbox(app, "state=all").await.is_empty());
    });
}
