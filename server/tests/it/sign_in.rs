//! Signing in: the first administrator, sessions and how they end, and guessing.

use crate::app::{Answer, PASSWORD, TestApp, runtime, story};
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::admin::{Order, Reply};
use server::{App, Settings};

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let request = Request::post("/api/v1/session")
        .header("content-type", "application/json")
        .body(
            json!({ "email": email, "password": password })
                .to_string()
                .into(),
        );
    app.send(request.unwrap()).await
}

async fn me(app: &TestApp, cookie: &str) -> Answer {
    let request = Request::get("/api/v1/me").header("cookie", cookie);
    app.send(request.body(Body::empty()).unwrap()).await
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn a_session_lasts_while_it_is_used_and_ends_when_asked() {
    story(async |app| {
        let answer = sign_in(app, "NORA@we.example", PASSWORD).await;
        let first = answer.expect(200);
        assert_eq!(first["member"]["name"], "Nora");
        assert_eq!(first["member"]["roles"], json!(["sdr"]));
        assert_eq!(first["member"]["admin"], false);
        // A browser counts down by the time of the house, whatever its own clock says.
        assert_eq!(first["now"], "2026-03-02T12:00:00Z");
        assert_eq!(first["time_zone"], "America/Sao_Paulo");
        let cookie = cookie(&answer);
        assert_eq!(me(app, &cookie).await.expect(200), first);
        // Used once in ten days it goes on, to ninety days and no further.
        for _ in 0..8 {
            app.advance(SignedDuration::from_hours(10 * 24)).await;
            assert_eq!(me(app, &cookie).await.status, 200);
        }
        app.advance(SignedDuration::from_hours(11 * 24)).await;
        assert_eq!(me(app, &cookie).await.code(), "sign_in.needed");
        let cookie = self::cookie(&sign_in(app, "nora@we.example", PASSWORD).await);
        app.advance(SignedDuration::from_hours(15 * 24)).await;
        assert_eq!(
            me(app, &cookie).await.code(),
            "sign_in.needed",
            "not used for too long"
        );
        let cookie = self::cookie(&sign_in(app, "nora@we.example", PASSWORD).await);
        let out = Request::delete("/api/v1/session")
            .header("cookie", &cookie)
            .header("origin", "http://localhost:8080")
            .body(Body::empty());
        let out = app.send(out.unwrap()).await;
        assert_eq!(out.status, 204);
        assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
        assert_eq!(me(app, &cookie).await.code(), "sign_in.needed");
    });
}

#[test]
fn a_new_password_ends_all_sessions() {
    story(async |app| {
        let one = cookie(&sign_in(app, "nora@we.example", PASSWORD).await);
        let two = cookie(&sign_in(app, "nora@we.example", PASSWORD).await);
        let other = cookie(&sign_in(app, "femi@we.example", PASSWORD).await);
        let order = Order::NewPassword {
            email: "nora@we.example".into(),
        };
        let Reply::Secret { secret, .. } = app.app.carry_out(order).await else {
            panic!("no password");
        };
        assert_eq!(me(app, &one).await.status, 401);
        assert_eq!(me(app, &two).await.status, 401);
        assert_eq!(me(app, &other).await.status, 200);
        assert_eq!(sign_in(app, "nora@we.example", PASSWORD).await.status, 401);
        assert_eq!(sign_in(app, "nora@we.example", &secret).await.status, 200);
    });
}

#[test]
fn guessing_gets_slow_and_tells_nothing() {
    story(async |app| {
        let unknown = sign_in(app, "nobody@we.example", "whatever it is").await;
        let wrong = sign_in(app, "max@we.example", "whatever it is").await;
        assert_eq!((unknown.status, &unknown.text), (401, &wrong.text));
        for _ in 0..7 {
            sign_in(app, "max@we.example", "still wrong, sorry").await;
        }
        let slow = sign_in(app, "max@we.example", PASSWORD).await;
        assert_eq!(
            (slow.status, slow.code().as_str()),
            (429, "sign_in.too_often")
        );
        let wait: i64 = slow.header("retry-after").unwrap().parse().unwrap();
        assert_eq!(
            sign_in(app, "lia@we.example", PASSWORD).await.status,
            200,
            "others may"
        );
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(wait));
        assert_eq!(sign_in(app, "max@we.example", PASSWORD).await.status, 200);
    });
}

#[test]
fn behind_a_proxy_a_stranger_locks_nobody_out() {
    runtime().block_on(async {
        for (trusted, others) in [(vec!["127.0.0.1".parse().unwrap()], 401), (Vec::new(), 429)] {
            let settings = Settings {
                trusted_proxies: trusted,
                ..Settings::default()
            };
            let app = TestApp::with(None, Some(crate::app::EXAMPLE), settings).await;
            let fail = async |from: &str| {
                let body = json!({ "email": "nora@we.example", "password": "still wrong, sorry" });
                let request = Request::post("/api/v1/session")
                    .header("content-type", "application/json")
                    .header("x-forwarded-for", from)
                    .body(body.to_string().into());
                app.send(request.unwrap()).await.status
            };
            for n in 0..8 {
                // What a client makes up stands left of what the proxy saw.
                assert_eq!(fail(&format!("192.0.2.{n}, 203.0.113.9")).await, 401);
            }
            assert_eq!(fail("192.0.2.99, 203.0.113.9").await, 429);
            assert_eq!(fail("198.51.100.1").await, others);
            app.end().await;
        }
    });
}

#[test]
fn the_first_administrator_comes_once() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("leads.db").display());
        let store = store::Store::open(&url, store::Options::default()).await.unwrap();
        let clock = server::Clock::by_hand("2026-03-02T12:00:00Z".parse().unwrap());
        let app = App::new(store, clock.clone(), Settings::default());
        let router = app.router("127.0.0.1:8080".parse().unwrap());
        let send = async |path: &str, body: Option<Value>| {
            use tower::ServiceExt as _;
            let request = Request::builder()
                .method(if body.is_some() { "POST" } else { "GET" })
                .uri(path)
                .header("host", "localhost")
                .header("content-type", "application/json");
            let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
            let answer = router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
            let status = answer.status().as_u16();
            let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            (status, serde_json::from_slice::<Value>(&bytes).unwrap())
        };
        let ways = send("/api/v1/sign-in", None).await.1;
        assert_eq!(ways, json!({ "first_administrator": true, "demo": null }));
        let old = app.first_administrator().await.unwrap().unwrap();
        let token = app.first_administrator().await.unwrap().unwrap();
        let first = |token: &str, password: &str| {
            Some(json!({ "token": token, "name": "Ada", "email": "ada@we.example", "password": password }))
        };
        let path = "/api/v1/first-administrator";
        for (token, password, status, code) in [
            (token.as_str(), "short", 422, "password.weak"),
            (token.as_str(), "ada@we.example", 422, "password.weak"),
            ("wrong", PASSWORD, 403, "first.closed"),
            (old.as_str(), PASSWORD, 403, "first.closed"),
        ] {
            let (got, problem) = send(path, first(token, password)).await;
            assert_eq!((got, problem["code"].as_str().unwrap()), (status, code));
        }
        let (status, me) = send(path, first(&token, PASSWORD)).await;
        assert_eq!(status, 201, "{me}");
        assert_eq!(me["member"]["admin"], true);
        assert_eq!(send(path, first(&token, PASSWORD)).await.1["code"], "first.closed");
        assert_eq!(app.first_administrator().await.unwrap(), None);
        assert_eq!(send("/api/v1/sign-in", None).await.1["first_administrator"], false);
        app.stop().await;
    });
}

#[test]
fn a_token_that_was_ended_opens_nothing() {
    story(async |app| {
        let order = Order::AddToken {
            name: "form".into(),
            scope: "read".into(),
            channel: None,
        };
        let Reply::Secret { id, secret, .. } = app.app.carry_out(order).await else {
            panic!("no secret");
        };
        let ask = async || {
            let request =
                Request::get("/api/v1/leads").header("authorization", format!("bearer {secret}"));
            app.send(request.body(Body::empty()).unwrap()).await
        };
        assert_eq!(ask().await.status, 200);
        assert!(matches!(
            app.app.carry_out(Order::EndToken { id }).await,
            Reply::Done
        ));
        let ended = ask().await;
        assert_eq!((ended.status, ended.code().as_str()), (401, "token.wrong"));
        assert_eq!(ended.header("www-authenticate"), Some("Bearer"));
    });
}
