//! Bodies that no client should send, and what they get.

use crate::app::story;
use axum::body::{Body, Bytes};
use axum::http::Request;
use futures_util::stream;
use std::convert::Infallible;

#[test]
fn each_odd_body_has_its_answer_and_no_effect() {
    story(async |app| {
        let deep = format!(
            r#"{{"email":"a@x.example","fields":{}1{}}}"#,
            r#"{"a":"#.repeat(40),
            "}".repeat(40)
        );
        let wide = format!(
            r#"{{"email":"a@x.example","message":"{}"}}"#,
            "x".repeat(300_000)
        );
        for (body, status, code, pointer) in [
            ("", 400, "body.syntax", None),
            ("{", 400, "body.syntax", None),
            (r#"{"email":"a@x.example"} {}"#, 400, "body.syntax", None),
            (r#"{"email":"\ud800"}"#, 400, "body.syntax", None),
            ("[1]", 422, "body.value", None),
            ("null", 422, "body.value", None),
            (
                r#"{"emial":"a@x.example"}"#,
                422,
                "body.unknown_field",
                Some("/emial"),
            ),
            (
                r#"{"email":"a@x.example","id":"1"}"#,
                422,
                "body.unknown_field",
                Some("/id"),
            ),
            (
                r#"{"email":"a@x.example","owner":"nora"}"#,
                422,
                "body.unknown_field",
                Some("/owner"),
            ),
            (r#"{"email":7}"#, 422, "body.value", Some("/email")),
            (
                r#"{"email":"a@x.example","source":"web"}"#,
                422,
                "body.value",
                Some("/source"),
            ),
            (
                r#"["Ana","a@x.example",null,null,null,null,null,null,null,null]"#,
                422,
                "body.value",
                None,
            ),
            (
                r#"{"email":"a@x.example","source":["paid_search",null,null,null,null]}"#,
                422,
                "body.value",
                Some("/source"),
            ),
            (
                r#"{"email":"a@x.example","source":{"chanel":"x"}}"#,
                422,
                "body.unknown_field",
                Some("/source/chanel"),
            ),
            (
                r#"{"email":"a@x.example","fields":{"segment":["pet"]}}"#,
                422,
                "body.value",
                Some("/fields/segment"),
            ),
            (
                r#"{"email":"a@x.example","fields":{"catalogue_size":99999999999999999999}}"#,
                422,
                "field.value",
                Some("/fields/catalogue_size"),
            ),
            (
                r#"{"email":"a@x.example","consent":{}}"#,
                422,
                "body.value",
                Some("/consent/marketing"),
            ),
            (
                r#"{"email":"a@x.example","email":"b@x.example"}"#,
                422,
                "body.value",
                Some("/email"),
            ),
            (r#"{"email":"a@x.example""#, 400, "body.syntax", None),
            ("\u{feff}{", 400, "body.syntax", None),
            (&deep, 400, "body.too_deep", None),
            (&wide, 413, "body.too_large", None),
        ] {
            let answer = app.post_with("/api/v1/leads", &[], body.to_owned()).await;
            let start: String = body.chars().take(90).collect();
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (status, code),
                "{start}: {}",
                answer.text
            );
            if pointer.is_some() {
                assert_eq!(
                    answer.json()["pointer"].as_str(),
                    pointer,
                    "{start}: {}",
                    answer.text
                );
            }
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
        }
        assert_eq!(app.count().await, 0);
    });
}

#[test]
fn what_is_said_is_for_people() {
    story(async |app| {
        let lead = app.ana().await;
        let id = lead["id"].as_str().unwrap();
        for (to, body, detail) in [
            (
                "",
                r#"{"email":7}"#,
                "`/email` takes text, not the number 7.",
            ),
            (
                "",
                "3",
                "The body takes an object with named values, not the number 3.",
            ),
            (
                "",
                r#"{"email":"a@x.example","source":"web"}"#,
                "`/source` takes an object with named values, not the text “web”.",
            ),
            (
                "",
                r#"{"email":"a@x.example","fields":{"segment":{}}}"#,
                "`/fields/segment` takes text, a number, true or false, not an object.",
            ),
            (
                "",
                r#"{"emial":"a@x.example"}"#,
                "There is no field `/emial`: did you mean `email`?",
            ),
            (
                "",
                r#"{"email":"a@x.example","consent":{"marketing":"yes"}}"#,
                "`/consent/marketing` takes true or false, not the text “yes”.",
            ),
            (
                "/touches",
                r#"{"kind":"cal"}"#,
                "`/kind` takes `call`, `mail`, `meeting`, `message` or `visit` (did you mean `call`?), not the text “cal”.",
            ),
            (
                "/touches",
                r#"{"kind":"call","at":"yesterday"}"#,
                "`/at` takes an instant, such as 2026-11-22T10:00:00Z, not the text “yesterday”.",
            ),
            (
                "/moves",
                r#"{"to":"nurture","wake_on":"next week"}"#,
                "`/wake_on` takes a day (2026-12-24) or an instant (2026-12-24T10:00:00Z), not the text “next week”.",
            ),
            ("/moves", "{}", "`/to` is missing."),
            (
                "/notes",
                r#"{"text":["a"]}"#,
                "`/text` takes text, not a list.",
            ),
        ] {
            let path = if to.is_empty() {
                "/api/v1/leads".to_owned()
            } else {
                format!("/api/v1/leads/{id}{to}")
            };
            let answer = app.post_with(&path, &[], body.to_owned()).await;
            assert_eq!(answer.status, 422, "{body}: {}", answer.text);
            assert_eq!(answer.json()["detail"], detail, "{body}");
        }
        let marked = app
            .post_with(
                "/api/v1/leads",
                &[],
                "\u{feff}{\"email\":\"bom@x.example\"}".into(),
            )
            .await;
        assert_eq!(marked.status, 201, "{}", marked.text);
    });
}

#[test]
fn fifty_megabytes_are_refused_after_the_first_quarter() {
    story(async |app| {
        let chunk = Bytes::from(vec![b' '; 64 * 1024]);
        let taken = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = taken.clone();
        let chunks = stream::iter((0..800).map(move |_| {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok::<_, Infallible>(chunk.clone())
        }));
        let request = Request::post("/api/v1/leads")
            .header("authorization", format!("Bearer {}", app.token))
            .header("content-type", "application/json")
            .body(Body::from_stream(chunks))
            .unwrap();
        let answer = app.send(request).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (413, "body.too_large")
        );
        assert!(taken.load(std::sync::atomic::Ordering::Relaxed) < 10);
        let announced = app
            .post_with(
                "/api/v1/leads",
                &[("content-length", "52428800")],
                "{}".into(),
            )
            .await;
        assert_eq!(announced.code(), "body.too_large");
    });
}

#[test]
fn only_json_as_it_is() {
    story(async |app| {
        for (name, value, status) in [
            ("content-type", "text/plain", 415),
            ("content-type", "application/x-www-form-urlencoded", 415),
            ("content-type", "application/json; charset=latin1", 415),
            ("content-type", "application/json; charset=utf-8", 201),
            ("content-type", "application/json;charset=\"UTF-8\"", 200),
            ("content-type", "Application/JSON", 200),
            ("content-encoding", "gzip", 415),
        ] {
            let mut request = Request::post("/api/v1/leads")
                .header("authorization", format!("Bearer {}", app.token))
                .header(name, value);
            if name != "content-type" {
                request = request.header("content-type", "application/json");
            }
            let body = Body::from(r#"{"email":"a@x.example"}"#);
            let answer = app.send(request.body(body).unwrap()).await;
            assert_eq!(answer.status, status, "{name}: {value}: {}", answer.text);
        }
    });
}

#[test]
fn addresses_and_methods_that_are_none() {
    story(async |app| {
        for (method, path, status, code) in [
            ("GET", "/api/v1/nothing", 404, "not_found"),
            ("GET", "/api", 404, "not_found"),
            ("PUT", "/api/v1/leads", 405, "method_not_allowed"),
            ("DELETE", "/api/v1/process", 405, "method_not_allowed"),
            ("POST", "/healthz", 405, "method_not_allowed"),
            ("POST", "/leads", 405, "method_not_allowed"),
            ("GET", "/assets/none.js", 404, "not_found"),
            ("GET", "/../Cargo.toml", 404, "not_found"),
            ("GET", "/%2e%2e/%2e%2e/Cargo.toml", 404, "not_found"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {}", app.token))
                .body(Body::empty())
                .unwrap();
            let answer = app.send(request).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (status, code),
                "{method} {path}"
            );
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
        }
        for path in ["/", "/leads", "/process", "/first?token=x"] {
            let answer = app.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(
                answer.header("content-type"),
                Some("text/html; charset=utf-8")
            );
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        let head = Request::head("/healthz").body(Body::empty()).unwrap();
        let head = app.send(head).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""));
    });
}

#[test]
fn every_answer_is_guarded_and_a_foreign_host_gets_none() {
    story(async |app| {
        for path in [
            "/",
            "/healthz",
            "/api/v1/leads",
            "/api/docs",
            "/api/openapi.json",
            "/x.y",
        ] {
            let answer = app.get(path).await;
            let policy = answer.header("content-security-policy").unwrap();
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self';"),
                "{policy}"
            );
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(
                answer.header("x-content-type-options"),
                Some("nosniff"),
                "{path}"
            );
            assert_eq!(
                answer.header("referrer-policy"),
                Some("no-referrer"),
                "{path}"
            );
            let foreign = Request::get(path)
                .header("host", "evil.example")
                .body(Body::empty())
                .unwrap();
            let foreign = app.send(foreign).await;
            assert_eq!(
                (foreign.status, foreign.code().as_str()),
                (421, "host.foreign"),
                "{path}"
            );
        }
    });
}
