//! What comes in: keys, races, people who come again, clients that hang up.

use crate::app::{TestApp, path, runtime, story};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

fn somebody(n: usize) -> Value {
    json!({ "name": format!("Somebody {n}"), "email": format!("s{n}@x.example"),
            "source": { "channel": "paid_search" } })
}

#[test]
fn the_same_key_gives_the_same_answer() {
    story(async |app| {
        let send = async |body: &str, key: &str| {
            app.post_with("/api/v1/leads", &[("idempotency-key", key)], body.into())
                .await
        };
        let first = send(r#"{"email":"a@x.example","name":"A"}"#, "k1").await;
        assert_eq!(first.status, 201);
        // The same value in another order of fields is the same request.
        let again = send(r#"{ "name": "A", "email": "a@x.example" }"#, "k1").await;
        assert_eq!((again.status, &again.text), (201, &first.text));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.header("location"), first.header("location"));
        let other = send(r#"{"email":"b@x.example"}"#, "k1").await;
        assert_eq!(
            (other.status, other.code().as_str()),
            (422, "key.other_body")
        );
        // A refused request doesn't burn its key.
        assert_eq!(
            send(r#"{"name":"B"}"#, "k2").await.code(),
            "lead.unreachable"
        );
        assert_eq!(send(r#"{"email":"b@x.example"}"#, "k2").await.status, 201);
        for bad in ["", " ", "a b", &"k".repeat(256)] {
            assert_eq!(
                send(r#"{"email":"c@x.example"}"#, bad).await.code(),
                "key.form",
                "{bad}"
            );
        }
        assert_eq!(app.count().await, 2);
    });
}

#[test]
fn sixteen_at_once_with_the_same_key_make_one_lead() {
    story(async |app| {
        let mut waiting = Vec::new();
        for n in 0..50 * 16 {
            let key = n % 50;
            let (router, token) = (app.router.clone(), app.token.clone());
            waiting.push(tokio::spawn(async move {
                use tower::ServiceExt as _;
                let request = axum::http::Request::post("/api/v1/leads")
                    .header("host", "localhost")
                    .header("authorization", format!("Bearer {token}"))
                    .header("content-type", "application/json")
                    .header("idempotency-key", format!("race-{key}"))
                    .body(axum::body::Body::from(somebody(key).to_string()))
                    .unwrap();
                let answer = router.oneshot(request).await.unwrap();
                let status = answer.status().as_u16();
                let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
                    .await
                    .unwrap();
                (key, status, serde_json::from_slice::<Value>(&body).unwrap())
            }));
        }
        let mut ids: Vec<BTreeSet<String>> = vec![BTreeSet::new(); 50];
        for one in waiting {
            let (key, status, body) = one.await.unwrap();
            assert!(matches!(status, 201 | 409), "{status} {body}");
            if status == 201 {
                ids[key].insert(body["id"].as_str().unwrap().to_owned());
            }
        }
        assert!(ids.iter().all(|own| own.len() == 1), "{ids:?}");
        assert_eq!(app.count().await, 50);
    });
}

#[test]
fn who_comes_again_goes_on_with_the_open_lead() {
    story(async |app| {
        let first = app.ana().await;
        for again in [
            json!({ "email": "ANA@casaverde.example ", "message": "Are you there?" }),
            json!({ "phone": "0055 11 40028922", "name": "Ana" }),
        ] {
            let answer = app.post("/api/v1/leads", again).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(answer.json()["id"], first["id"]);
        }
        // A colleague has the same number and another address.
        let other = json!({ "email": "rui@casaverde.example", "phone": "+55 11 4002-8922" });
        assert_eq!(app.post("/api/v1/leads", other).await.status, 201);
        app.post(
            &path(&first, "/moves"),
            json!({ "to": "disqualified", "reason": "no_goods" }),
        )
        .await
        .expect(200);
        let later = app
            .post("/api/v1/leads", json!({ "email": "ana@casaverde.example" }))
            .await;
        assert_eq!(later.status, 201);
        assert_eq!(later.json()["person"]["id"], first["person"]["id"]);
        assert_eq!(app.count().await, 3);
    });
}

#[test]
fn two_of_one_person_at_once_make_one_lead() {
    story(async |app| {
        let body = || json!({ "email": "twin@x.example", "name": "Twin" });
        let both = futures_util::future::join_all((0..20).map(|_| app.capture(body()))).await;
        let ids: BTreeSet<&str> = both.iter().map(|own| own["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(app.count().await, 1);
    });
}

#[test]
fn turns_are_exact_also_within_a_batch() {
    story(async |app| {
        let all = futures_util::future::join_all((0..40).map(|n| app.capture(somebody(n)))).await;
        let nora = all
            .iter()
            .filter(|lead| lead["owner"]["id"] == "nora")
            .count();
        assert_eq!(nora, 20, "two who take turns have half of the leads each");
    });
}

#[test]
fn nothing_runs_without_a_process() {
    runtime().block_on(async {
        let app = TestApp::on(None, None).await;
        let answer = app.post("/api/v1/leads", somebody(1)).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (503, "process.none")
        );
        assert!(answer.header("retry-after").is_some());
        assert_eq!(app.get("/api/v1/process").await.code(), "process.none");
        assert_eq!(
            app.get("/api/v1/overview").await.expect(200)["balance"]["leads"],
            0
        );
        assert_eq!(app.get("/api/v1/leads").await.expect(200)["total"], 0);
        assert_eq!(app.get("/readyz").await.status, 200);
        app.app.stop().await;
    });
}

#[test]
fn a_channel_nobody_knows_is_taken_and_counted() {
    story(async |app| {
        let lead = app
            .capture(json!({ "email": "x@y.example", "source": { "channel": "zeppelin" } }))
            .await;
        assert_eq!(lead["source"]["family"], "unknown");
        let none = app.capture(json!({ "email": "z@y.example" })).await;
        assert_eq!(none["source"]["family"], "unknown");
        let token = app.token_of("capture", Some("trade_show")).await;
        let header = format!("Bearer {token}");
        let request = axum::http::Request::post("/api/v1/leads")
            .header("authorization", header)
            .header("content-type", "application/json")
            .body(r#"{"email":"w@y.example","source":{"channel":"paid_search"}}"#.into());
        let lead = app.send(request.unwrap()).await.expect(201);
        assert_eq!(
            lead["source"]["channel"], "trade_show",
            "the token's channel counts"
        );
        let overview = app.get("/api/v1/overview").await.expect(200);
        let attention = overview["attention"].as_array().unwrap();
        let unknown = attention
            .iter()
            .find(|own| own["id"] == "unknown_source")
            .unwrap();
        assert_eq!(unknown["leads"], 2);
    });
}

#[test]
fn who_may_only_bring_in_learns_nothing() {
    story(async |app| {
        let ana = app.ana().await;
        app.post(
            &path(&ana, "/touches"),
            json!({ "kind": "call", "two_way": true, "note": "wants a demo" }),
        )
        .await
        .expect(200);
        let token = app.token_of("capture", None).await;
        let send = async |body: Value| app.post_by(&token, body).await;
        let source = json!({ "channel": "partner" });
        let known = send(json!({ "email": "ana@casaverde.example", "source": source })).await;
        let new = send(json!({ "email": "new@casaverde.example", "source": source })).await;
        let (one, other) = (known.expect(200), new.expect(201));
        // The same is said of somebody known as of somebody new: the lead.
        let names = |own: &Value| -> BTreeSet<String> {
            own.as_object().unwrap().keys().cloned().collect()
        };
        for part in ["", "/owner", "/next_step", "/source", "/person"] {
            let (one, other) = (one.pointer(part).unwrap(), other.pointer(part).unwrap());
            assert_eq!(names(one), names(other), "{part}");
        }
        assert_eq!(one["id"], ana["id"]);
        assert!(one["next_step"]["due_at"].is_string());
        assert!(one["owner"]["name"].is_string());
        // Where it came from first is not said; where this comes from is.
        assert_eq!(one["source"]["channel"], "partner");
        assert_eq!(one["source"]["family"], "referral");
        assert_eq!((&one["touches"], &one["attempts"]), (&json!(0), &json!(0)));
        let said = known
            .text
            .replace("\"choices\":[\"reseller\",\"manufacturer\"]", "");
        for secret in [
            "Ana Souza",
            "4002-8922",
            "Casa Verde",
            "manufacturer",
            "autumn",
            "paid_search",
            "wants a demo",
        ] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
        for path in [path(&ana, ""), path(&ana, "/events")] {
            let request = axum::http::Request::get(path)
                .header("authorization", format!("Bearer {token}"))
                .body(axum::body::Body::empty());
            assert_eq!(app.send(request.unwrap()).await.code(), "right.missing");
        }
    });
}

#[test]
fn a_name_that_nobody_sees_is_none() {
    story(async |app| {
        for name in ["\u{200b}", "\u{202e}\u{202c}", "\u{3164}", " \u{feff} "] {
            for body in [
                json!({ "name": name, "company": "Casa Verde" }),
                json!({ "name": "Ana", "company": name }),
                json!({ "email": name }),
            ] {
                let answer = app.post("/api/v1/leads", body).await;
                assert_eq!(answer.code(), "lead.unreachable", "{name:?}");
            }
        }
        let lead = app
            .capture(json!({
                "name": "Ana\u{202e}\u{200b} Souza", "email": "a\u{200b}na@x.example",
                "message": "line\none \u{2066}two", "fields": { "business_type": "manufacturer\u{200b}" },
            }))
            .await;
        assert_eq!(lead["person"]["name"], "Ana Souza");
        assert_eq!(lead["person"]["email"], "ana@x.example");
        assert_eq!(lead["message"], "line\none two");
        let noted = app
            .post(&path(&lead, "/notes"), json!({ "text": "\u{200b}" }))
            .await;
        assert_eq!(noted.expect(422)["pointer"], "/text");
    });
}

#[test]
fn a_token_that_brings_in_too_much_waits_and_harms_no_other() {
    runtime().block_on(async {
        let settings = server::Settings {
            capture_rate: 1,
            ..server::Settings::default()
        };
        let app = TestApp::with(None, Some(crate::app::EXAMPLE), settings).await;
        for n in 0..2 {
            app.capture(somebody(n)).await;
        }
        let headers = [("idempotency-key", "later")];
        let slow = app
            .post_with("/api/v1/leads", &headers, somebody(2).to_string())
            .await;
        assert_eq!(
            (slow.status, slow.code().as_str()),
            (429, "capture.too_often")
        );
        let wait: u32 = slow.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(app.get("/api/v1/leads").await.expect(200)["total"], 2);
        let other = app.token_of("capture", None).await;
        assert_eq!(app.post_by(&other, somebody(3)).await.status, 201);
        app.end().await;
    });
}

#[test]
fn a_wrong_address_is_kept_where_there_is_a_number() {
    story(async |app| {
        let lead = app
            .capture(json!({ "email": "ana at casaverde", "phone": "+55 11 4002-8922" }))
            .await;
        assert_eq!(lead["person"]["email"], Value::Null);
        assert!(
            lead["message"]
                .as_str()
                .unwrap()
                .contains("ana at casaverde")
        );
        for (body, pointer) in [
            (json!({ "email": "ana at casaverde" }), json!("/email")),
            (json!({ "phone": "12" }), json!("/phone")),
            (json!({ "name": "Ana" }), Value::Null),
            (json!({ "email": "  ", "phone": "\u{0}" }), Value::Null),
            (
                json!({ "email": "a@x.example", "name": "n".repeat(201) }),
                json!("/name"),
            ),
        ] {
            let answer = app.post("/api/v1/leads", body.clone()).await;
            assert_eq!(answer.status, 422, "{body}");
            assert_eq!(answer.json()["pointer"], pointer, "{body}");
        }
        assert_eq!(app.count().await, 1);
    });
}

#[test]
fn a_client_that_hangs_up_cuts_nothing() {
    story(async |app| {
        let (address, stop, served) = crate::stop::serve(app).await;
        let body = |n: usize| somebody(n).to_string();
        let token = app.token.clone();
        let clients = tokio::task::spawn_blocking(move || {
            for n in 0..60 {
                let body = body(n);
                let head = format!(
                    "POST /api/v1/leads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
                     Content-Type: application/json\r\nIdempotency-Key: hang-{n}\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                let all = format!("{head}{body}");
                // Every third one breaks off in the middle; the others leave without waiting.
                let sent = if n % 3 == 0 {
                    &all[..all.len() - 10]
                } else {
                    &all
                };
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(sent.as_bytes()).unwrap();
                if n % 2 == 0 {
                    std::thread::sleep(Duration::from_millis(2));
                }
                drop(stream);
            }
        });
        clients.await.unwrap();
        // Whoever asks again with the same key gets a lead, and the same one ever after.
        for n in 0..60 {
            let key = format!("hang-{n}");
            let headers = [("idempotency-key", key.as_str())];
            let answer = app
                .post_with("/api/v1/leads", &headers, somebody(n).to_string())
                .await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
        assert_eq!(app.count().await, 60);
        stop.send(()).unwrap();
        served.await.unwrap().unwrap();
    });
}

#[test]
fn where_somebody_works_is_kept_when_they_come_again_and_say_it() {
    story(async |app| {
        let email = "ana@casaverde.example";
        let first = app.capture(json!({ "email": email, "name": "Ana" })).await;
        let ended = json!({ "to": "disqualified", "reason": "A trial of ours" });
        app.post(&path(&first, "/exceptions"), ended)
            .await
            .expect(200);
        app.capture(json!({ "email": email, "company": "Casa Verde" }))
            .await;
        let key = format!("m:{email}");
        let mut work = app.store.begin().await.unwrap();
        let known = work.people(&[key]).await.unwrap().remove(0);
        assert!(known.company.is_some());
    });
}
