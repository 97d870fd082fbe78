//! Questions: what they may ask, and what they hear where nothing of that name ever was.

use crate::app::{EXAMPLE, TestApp, path, story};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use server::admin::{Order, Reply};

/// The parameter that is to blame, and what is said about it.
async fn refused(app: &TestApp, asked: &str) -> (String, String) {
    let problem = app.get(asked).await.expect(422);
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("code"), "query.value", "{asked}");
    (text("pointer"), text("detail"))
}

#[test]
fn a_name_that_never_was_is_no_empty_list() {
    story(async |app| {
        app.ana().await;
        for (asked, pointer, said) in [
            (
                "leads?stage=qualifing",
                "stage",
                "did you mean `qualifying`?",
            ),
            ("leads?stage=nope", "stage", "there is "),
            ("leads?reached=nope", "reached", "no stage `nope`"),
            (
                "leads?moved_from=nope&moved_to=nurture",
                "moved_from",
                "no stage",
            ),
            (
                "leads?moved_from=inbox&moved_to=nope",
                "moved_to",
                "no stage",
            ),
            (
                "leads?moved_from=inbox",
                "moved_from",
                "together with moved_to",
            ),
            (
                "leads?moved_to=inbox",
                "moved_to",
                "together with moved_from",
            ),
            (
                "leads?moved_since=2026-01-01",
                "moved_since",
                "together with moved_from",
            ),
            (
                "leads?channel=paid_serch",
                "channel",
                "did you mean `paid_search`?",
            ),
            ("leads?role=king", "role", "`sdr`"),
            ("leads?grade=Z", "grade", "did you mean"),
            ("leads?owner=norra", "owner", "did you mean `nora`?"),
            ("leads?owner=stranger", "owner", "/api/v1/members"),
            ("leads?owner=me", "owner", "a token is nobody"),
            (
                "leads?process_version=7",
                "process_version",
                "the last one is 1",
            ),
            (
                "leads?process_version=-1",
                "process_version",
                "a whole number",
            ),
            ("leads?status=opne", "status", "open, won, lost"),
            ("leads?cell=x", "cell", "waiting"),
            ("leads?limit=many", "limit", "a whole number"),
            ("leads?limit=201", "limit", "1 to 200"),
            ("leads?sort=size", "sort", "due_at"),
            ("leads?captured_from=soon", "captured_from", "a day"),
            ("leads?statsu=open", "statsu", "did you mean `status`?"),
            ("leads?status=open&status=won", "status", "twice"),
            ("overview?channel=nope", "channel", "no channel `nope`"),
            ("overview?captured_to=soon", "captured_to", "a day"),
            ("process/counts?channel=nope", "channel", "no channel"),
            ("process/drawing?channel=nope", "channel", "no channel"),
            ("process/drawing.svg?channel=nope", "channel", "no channel"),
            (
                "process/drawing?chanel=x",
                "chanel",
                "did you mean `channel`?",
            ),
            ("members?limit=5", "limit", "takes none"),
        ] {
            let (at, detail) = refused(app, &format!("/api/v1/{asked}")).await;
            assert_eq!(at, pointer, "{asked}: {detail}");
            assert!(detail.contains(said), "{asked}: {detail}");
        }
        let long = format!("/api/v1/leads?q={}", "a".repeat(201));
        assert_eq!(refused(app, &long).await.0, "q");
        for asked in [
            "leads?stage=&channel=&owner=&moved_from=&grade=",
            "leads?stage=contacting&owner=nora&role=sdr&channel=paid_search&process_version=1",
            "leads?moved_from=inbox&moved_to=contacting&moved_since=2026-01-01",
            "leads?reached=won&grade=B",
            "overview?channel=partner",
            "process/drawing?channel=partner",
        ] {
            let answer = app.get(&format!("/api/v1/{asked}")).await;
            assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
        }
    });
}

#[test]
fn what_earlier_versions_and_leads_have_is_known() {
    story(async |app| {
        let lead = app
            .capture(json!({ "email": "x@y.example", "source": { "channel": "zeppelin" } }))
            .await;
        let found = app.get("/api/v1/leads?channel=zeppelin").await.expect(200);
        assert_eq!(found["items"][0]["id"], lead["id"]);
        assert_eq!(
            app.get("/api/v1/overview?channel=zeppelin").await.status,
            200
        );

        // The next version calls a stage something else.
        let renamed = EXAMPLE.replace("consulting", "advising");
        let order = Order::Publish {
            text: renamed,
            by: "test".into(),
            replace: false,
        };
        let reply = app.app.carry_out(order).await;
        assert!(matches!(reply, Reply::Runs { version: 2, .. }), "{reply:?}");
        for stage in ["consulting", "advising"] {
            let asked = format!("/api/v1/leads?stage={stage}");
            assert_eq!(app.get(&asked).await.expect(200)["total"], 0, "{stage}");
        }
        for version in [1, 2] {
            let asked = format!("/api/v1/leads?process_version={version}");
            assert_eq!(app.get(&asked).await.status, 200, "{version}");
        }
    });
}

#[test]
fn each_operation_refuses_a_parameter_that_it_does_not_take() {
    story(async |app| {
        let lead = app.ana().await;
        let document = serde_json::to_value(server::openapi()).unwrap();
        let mut asked = 0;
        for (template, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                let own = template.replace("{id}", lead["id"].as_str().unwrap());
                let request = Request::builder()
                    .method(method.to_uppercase().as_str())
                    .uri(format!("{own}?nonsense=1"))
                    .header("authorization", format!("Bearer {}", app.token))
                    .header("content-type", "application/json")
                    .body(Body::from("{}"));
                let answer = app.send(request.unwrap()).await;
                assert_eq!(
                    (answer.status, answer.json()["pointer"].as_str()),
                    (422, Some("nonsense")),
                    "{method} {template}: {}",
                    answer.text
                );
                asked += 1;
            }
        }
        assert!(asked > 20, "{asked}");
        assert_eq!(
            app.get(&path(&lead, "")).await.expect(200)["version"],
            lead["version"]
        );
    });
}

#[test]
fn an_address_or_a_head_can_be_too_long() {
    story(async |app| {
        let long = format!("/api/v1/leads?q={}", "a".repeat(9_000));
        let answer = app.get(&long).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (414, "request.target_too_long")
        );
        let lines = |count: usize, length: usize| {
            let mut request = Request::get("/api/v1/me");
            for n in 0..count {
                request = request.header(format!("x-own-{n}"), "v".repeat(length));
            }
            request.body(Body::empty()).unwrap()
        };
        for (count, length) in [(120, 1), (40, 1_000)] {
            let answer = app.send(lines(count, length)).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (431, "request.head_too_large"),
                "{count} of {length}"
            );
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
        }
        assert_eq!(app.send(lines(60, 100)).await.status, 401);
    });
}

#[test]
fn a_wrong_method_hears_which_are_right() {
    story(async |app| {
        for (method, path, allowed) in [
            ("PUT", "/api/v1/leads", &["GET", "POST"][..]),
            ("DELETE", "/api/v1/process", &["GET"]),
            ("POST", "/healthz", &["GET"]),
            ("POST", "/leads", &["GET"]),
        ] {
            let request = Request::builder().method(method).uri(path);
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            let allow = answer.header("allow").unwrap_or_default();
            for own in allowed {
                assert!(allow.contains(own), "{method} {path}: {allow}");
            }
        }
        // An id that can't even be one.
        for path in ["/api/v1/leads/%ff", "/api/v1/leads/a%20b/events"] {
            assert_eq!(
                app.get(path).await.expect(404)["code"],
                Value::from("not_found")
            );
        }
    });
}
