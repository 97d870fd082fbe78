//! Hooks: what Google, Meta, Typeform and others send, as their documents say, and what
//! strangers send instead.

use crate::app::TestApp;
use crate::capture::{hook, inbox, look, make, replay, send, settings, story, way_in, webinar};
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::Settings;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn document(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/webhooks");
    std::fs::read(folder.join(name)).unwrap()
}

async fn leads(app: &TestApp) -> Vec<Value> {
    let found = app.get("/api/v1/leads?limit=200").await.expect(200);
    let mut leads = Vec::new();
    for row in found["items"].as_array().unwrap() {
        let path = format!("/api/v1/leads/{}", row["id"].as_str().unwrap());
        leads.push(app.get(&path).await.expect(200));
    }
    leads
}

const GOOGLE: [&str; 4] = [
    "test_company_work_email.json",
    "test_first_last_region_custom_question.json",
    "test_full_name_phone_email_postal.json",
    "test_minimal_no_optional_ids.json",
];

#[test]
fn google_s_documents_come_in_and_its_tests_only_count() {
    story(settings, async |app| {
        let (way, secret) = make(
            app,
            json!({ "kind": "google_ads", "title": "Google", "channel": "paid_search" }),
        )
        .await;
        let address = way["address"].as_str().unwrap();
        let json_type = [("content-type", "application/json")];
        for name in GOOGLE {
            let mut body: Value =
                serde_json::from_slice(&document(&format!("google_ads_lead_form/{name}"))).unwrap();
            let text = body.to_string();
            // The key of the document isn't ours.
            assert_eq!(
                send(app, address, &json_type, text.as_bytes()).await.status,
                401,
                "{name}"
            );
            body["google_key"] = json!(secret);
            let answer = send(app, address, &json_type, body.to_string().as_bytes()).await;
            assert_eq!((answer.status, answer.text.as_str()), (200, "{}"), "{name}");
        }
        assert_eq!(app.count().await, 0, "tests are no leads");
        let health = way_in(app, &way).await["health"].clone();
        assert_eq!(
            (&health["tests"], &health["wrong_key"]),
            (&json!(4), &json!(4))
        );
        assert_eq!(
            health["day"],
            json!({ "accepted": 0, "failed": 0, "duplicate": 0, "suspected": 0 })
        );
        for (place, name) in GOOGLE.into_iter().enumerate() {
            let mut body: Value =
                serde_json::from_slice(&document(&format!("google_ads_lead_form/{name}"))).unwrap();
            body["google_key"] = json!(secret);
            body["is_test"] = json!(false);
            // A number beyond what a float holds.
            body["lead_id"] = json!(9_007_199_254_740_993_i64 + place as i64);
            body["user_column_data"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .for_each(|column| {
                    if column["column_id"].as_str().unwrap().contains("EMAIL") {
                        column["string_value"] = json!(format!("test{place}@x.example"));
                    }
                    if column["column_id"] == "PHONE_NUMBER" {
                        column["string_value"] = json!(format!("+1650555012{place}"));
                    }
                });
            body["something_new"] = json!({ "of": "next year" });
            for _ in 0..2 {
                let answer = send(app, address, &json_type, body.to_string().as_bytes()).await;
                assert_eq!(answer.status, 200, "{}", answer.text);
            }
        }
        let leads = leads(app).await;
        assert_eq!(leads.len(), 4);
        let of = |mail: &str| {
            leads
                .iter()
                .find(|own| own["person"]["email"] == mail)
                .unwrap()
        };
        let first = of("test0@x.example");
        assert_eq!(
            (&first["person"]["name"], &first["company"]["name"]),
            (&json!("FirstName LastName"), &json!("CompanyName"))
        );
        assert!(
            first["message"]
                .as_str()
                .unwrap()
                .contains("Job Title: JobTitle"),
            "{first}"
        );
        assert_eq!(first["source"]["campaign"], "10000000000");
        assert!(
            first["source"]["click_id"]
                .as_str()
                .unwrap()
                .starts_with("TeSter-123")
        );
        let second = of("test1@x.example");
        assert_eq!(
            (&second["person"]["name"], &second["person"]["region"]),
            (&json!("FirstName LastName"), &json!("California"))
        );
        assert!(
            second["message"]
                .as_str()
                .unwrap()
                .contains("insurance_are_you_looking_for?: Condo"),
            "{second}"
        );
        assert_eq!(
            way_in(app, &way).await["health"]["day"],
            json!({ "accepted": 4, "failed": 0, "duplicate": 4, "suspected": 0 })
        );
    });
}

/// What stands in for Meta's server, and whether it answers.
async fn graph() -> (String, Arc<AtomicBool>) {
    let up = Arc::new(AtomicBool::new(false));
    let answers = up.clone();
    let lead = async move |Path(id): Path<String>, headers: HeaderMap| {
        if !answers.load(Ordering::SeqCst) {
            return (StatusCode::SERVICE_UNAVAILABLE, String::new());
        }
        if headers["authorization"] != "Bearer page-token" {
            let said = json!({ "error": { "message": "Invalid OAuth access token." } });
            return (StatusCode::BAD_REQUEST, said.to_string());
        }
        let mut body: Value =
            serde_json::from_slice(&document("meta_leadgen/lead_retrieval_response.json")).unwrap();
        body["id"] = json!(id);
        body["field_data"][2]["values"] = json!([format!("joe{id}@example.com")]);
        body["field_data"][3]["values"] = json!([format!("+1650{}", &id[5..])]);
        (StatusCode::OK, body.to_string())
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let app = Router::new().route("/v21.0/{id}", get(lead));
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(app.clone());
            tokio::spawn(async move {
                let io = hyper_util::rt::TokioIo::new(stream);
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(io, service)
                    .await;
            });
        }
    });
    (format!("http://{address}/v21.0"), up)
}

#[test]
fn meta_brings_several_in_one_call_and_none_is_lost_while_it_can_t_be_asked() {
    crate::app::runtime().block_on(async {
        let (url, up) = graph().await;
        let settings = Settings {
            meta_url: url,
            ..settings()
        };
        let app = &TestApp::with(None, Some(crate::app::EXAMPLE), settings).await;
        let vector: Value =
            serde_json::from_slice(&document("meta_leadgen/signature_vector.json")).unwrap();
        let (way, verify) = make(
            app,
            json!({
                "kind": "meta_leads", "title": "Meta", "channel": "social",
                "secret": vector["app_secret"], "access_token": "page-token",
            }),
        )
        .await;
        let address = way["address"].as_str().unwrap();
        // Meta asks whether the address is ours.
        let ask = async |token: &str| {
            let query = format!(
                "{address}?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444"
            );
            look(app, &query, &[]).await
        };
        let answer = ask(&verify).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "1158201444"));
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/plain")
        );
        assert_eq!(ask("guess").await.status, 401);

        let body = document("meta_leadgen/webhook_two_leads.json");
        let signature = vector["X-Hub-Signature-256"].as_str().unwrap();
        // Only exactly these bytes, only with exactly that signature.
        let other = [&body[..], b" "].concat();
        for (bytes, own) in [
            (&body[..], "sha256=00"),
            (&body, ""),
            (&other, signature),
            (&body, &signature[7..]),
        ] {
            let answer = send(app, address, &[("x-hub-signature-256", own)], bytes).await;
            assert_eq!((answer.status, answer.code().as_str()), (401, "hook.key"));
        }
        assert_eq!(send(app, address, &[], &body).await.status, 401);
        assert!(inbox(app, "state=waiting").await.is_empty());
        assert_eq!(
            inbox(app, "state=noted&reason=wrong_key").await[0]["times"],
            5
        );
        for _ in 0..2 {
            let answer = send(app, address, &[("x-hub-signature-256", signature)], &body).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        assert_eq!(inbox(app, "state=waiting").await.len(), 2);
        // Nobody answers there: both wait, and say why.
        assert_eq!(app.app.take_waiting().await.unwrap(), 0);
        let waiting = inbox(app, "state=waiting").await;
        assert_eq!(
            (&waiting[0]["reason"], &waiting[0]["tries"]),
            (&json!("fetch"), &json!(1))
        );
        assert!(
            waiting[0]["detail"].as_str().unwrap().contains("503"),
            "{}",
            waiting[0]
        );
        up.store(true, Ordering::SeqCst);
        assert_eq!(
            app.app.take_waiting().await.unwrap(),
            0,
            "not before its time"
        );
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(60));
        assert_eq!(app.app.take_waiting().await.unwrap(), 2);
        let leads = leads(app).await;
        assert_eq!(leads.len(), 2);
        assert_eq!(leads[0]["person"]["name"], "Joe Example");
        assert_eq!(leads[0]["message"], "car_make: Honda");
        assert_eq!(way_in(app, &way).await["health"]["day"]["accepted"], 2);
        // Three days in vain: somebody has to look.
        up.store(false, Ordering::SeqCst);
        let text = String::from_utf8(body.clone())
            .unwrap()
            .replace("12312312312", "99912312312");
        let signed = sign("test-app-secret", text.as_bytes());
        let answer = send(
            app,
            address,
            &[("x-hub-signature-256", &signed)],
            text.as_bytes(),
        )
        .await;
        assert_eq!(answer.status, 200);
        for _ in 0..80 {
            app.app.take_waiting().await.unwrap();
            app.clock
                .set(app.clock.now() + SignedDuration::from_hours(1));
        }
        let open = inbox(app, "reason=fetch").await;
        assert_eq!(open.len(), 2, "{open:?}");
        up.store(true, Ordering::SeqCst);
        assert_eq!(replay(app, &open[0]).await["outcome"], "lead");
        // A call that isn't about leads is heard and forgotten.
        let other =
            br#"{"object":"page","entry":[{"id":1,"changes":[{"field":"feed","value":{}}]}]}"#;
        let signed = sign("test-app-secret", other);
        assert_eq!(
            send(app, address, &[("x-hub-signature-256", &signed)], other)
                .await
                .status,
            200
        );
        app.end().await;
    });
}

fn sign(secret: &str, bytes: &[u8]) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(bytes);
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256={hex}")
}

fn sign_base64(secret: &str, bytes: &[u8]) -> String {
    use base64::Engine as _;
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(bytes);
    let text = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    format!("sha256={text}")
}

#[test]
fn typeform_s_document_waits_for_its_mapping_and_then_comes_in() {
    story(settings, async |app| {
        let (way, secret) = make(
            app,
            json!({ "kind": "typeform", "title": "Survey", "channel": "email" }),
        )
        .await;
        let address = way["address"].as_str().unwrap();
        let plain = document("typeform/form_response.json");
        let signed = sign_base64(&secret, &plain);
        assert_eq!(
            send(
                app,
                address,
                &[("typeform-signature", &sign_base64("other", &plain))],
                &plain
            )
            .await
            .status,
            401
        );
        assert_eq!(
            send(app, address, &[("typeform-signature", &signed)], &plain)
                .await
                .status,
            200
        );
        // It asked for a name alone: nobody can be reached by that.
        let open = inbox(app, "").await;
        assert_eq!(open[0]["reason"], "refused");
        let mut whole: Value = serde_json::from_slice(&plain).unwrap();
        whole["form_response"]["token"] = json!("another");
        whole["form_response"]["hidden"] =
            json!({ "utm_campaign": "summer", "gclid": "c-1", "plan": "gold" });
        let fields = json!([
            { "type": "text", "text": "Ana Souza", "field": { "id": "M8JLOd0nIQPU", "ref": "r1", "type": "short_text" } },
            { "type": "email", "email": "ana@x.example", "field": { "id": "f2", "ref": "r2", "type": "email" } },
            { "type": "choice", "choice": { "label": "Home decor" }, "field": { "id": "f3", "ref": "segment", "type": "multiple_choice" } },
            { "type": "choices", "choices": { "labels": ["Red", "Blue"] }, "field": { "id": "f4", "ref": "r4", "type": "multiple_choice" } },
            { "type": "boolean", "boolean": true, "field": { "id": "f5", "ref": "r5", "type": "yes_no" } },
            { "type": "number", "number": 240, "field": { "id": "f6", "ref": "size", "type": "number" } },
        ]);
        whole["form_response"]["answers"] = fields;
        let definition =
            json!({ "map": { "segment": "field:segment", "size": "field:catalogue_size" } });
        crate::capture::change(app, &way, json!({ "definition": definition }))
            .await
            .expect(200);
        let bytes = whole.to_string();
        let signed = sign_base64(&secret, bytes.as_bytes());
        assert_eq!(
            send(
                app,
                address,
                &[("typeform-signature", &signed)],
                bytes.as_bytes()
            )
            .await
            .status,
            200
        );
        let lead = leads(app).await.remove(0);
        assert_eq!(
            (&lead["person"]["name"], &lead["person"]["email"]),
            (&json!("Ana Souza"), &json!("ana@x.example"))
        );
        assert_eq!(
            (&lead["source"]["campaign"], &lead["source"]["click_id"]),
            (&json!("summer"), &json!("c-1"))
        );
        let message = lead["message"].as_str().unwrap();
        assert!(
            message.contains("Red, Blue") && message.contains("plan: gold"),
            "{message}"
        );
        assert!(
            lead["fields"].to_string().contains("home_decor"),
            "{}",
            lead["fields"]
        );
    });
}

#[test]
fn any_json_shows_who_it_is_by_secret_or_signature() {
    story(settings, async |app| {
        let (way, secret) = make(app, json!({
            "kind": "json", "title": "Signed", "channel": "partner",
            "definition": {
                "map": { "/mail": "email" },
                "json": { "items": "/people", "key": "/n", "auth": { "kind": "hmac_sha256", "header": "x-sign", "prefix": "v1=", "encoding": "hex" } },
            },
        })).await;
        let address = way["address"].as_str().unwrap();
        let body = json!({ "people": [{ "n": 1, "mail": "a@x.example" }, { "n": 2, "mail": "b@x.example" }, { "n": 1, "mail": "a@x.example" }] }).to_string();
        let signature = sign(&secret, body.as_bytes()).replace("sha256=", "v1=");
        for wrong in [
            signature.as_str().replace("v1=", ""),
            signature.replace("v1=", "v2="),
            format!("{signature}0"),
        ] {
            assert_eq!(
                send(app, address, &[("x-sign", &wrong)], body.as_bytes())
                    .await
                    .status,
                401,
                "{wrong}"
            );
        }
        assert_eq!(
            send(app, address, &[("x-sign", &signature)], body.as_bytes())
                .await
                .status,
            200
        );
        assert_eq!(app.count().await, 2);
        // What can't be read by somebody who shows the key is kept for a person.
        let broken = b"{ broken";
        let signature = sign(&secret, broken).replace("sha256=", "v1=");
        assert_eq!(
            send(app, address, &[("x-sign", &signature)], broken)
                .await
                .status,
            200
        );
        let open = inbox(app, "").await;
        assert_eq!(open[0]["reason"], "unreadable");
        assert_eq!(open[0]["preview"], "{ broken");
        // Others of them are only counted, and the last is kept.
        for n in 0..3 {
            send(app, address, &[], format!("junk {n}").as_bytes()).await;
        }
        let noted = inbox(app, "reason=wrong_key&state=noted").await;
        assert_eq!(
            (noted.len(), &noted[0]["times"], &noted[0]["preview"]),
            (1, &json!(6), &json!("junk 2"))
        );
        let large = vec![b' '; 256 * 1024 + 1];
        assert_eq!(send(app, address, &[], &large).await.status, 413);
        assert_eq!(send(app, "/hooks/none", &[], b"{}").await.status, 404);
    });
}

#[test]
fn what_was_stored_before_the_program_died_comes_in_once() {
    story(settings, async |app| {
        let (way, secret) = webinar(app).await;
        let body = |n: u32| json!({ "id": n, "who": { "mail": format!("s{n}@x.example") } });
        // One is stored, and nobody came to judge it.
        let stored = store::NewEntry {
            id: store::new_id(app.clock.now()),
            way: way["id"].as_str().unwrap().into(),
            dedupe: "id:1".into(),
            at: app.clock.now(),
            state: store::EntryState::Waiting,
            reason: None,
            raw: body(1).to_string().into_bytes(),
            headers: "{}".into(),
            try_at: Some(app.clock.now() + SignedDuration::from_secs(30)),
        };
        let mut work = app.store.begin().await.unwrap();
        work.add_entries(std::slice::from_ref(&stored))
            .await
            .unwrap();
        work.commit().await.unwrap();
        assert_eq!(
            hook(app, &way, &secret, body(1)).await.status,
            200,
            "the sender repeats it"
        );
        assert_eq!(app.count().await, 0);
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(31));
        assert_eq!(app.app.take_waiting().await.unwrap(), 1);
        assert_eq!(app.count().await, 1);
        // Another became a lead, and nobody came to write that down.
        hook(app, &way, &secret, body(2)).await;
        let mut reader = app.store.reader().await.unwrap();
        let mut taken = reader
            .entry_of_key(way["id"].as_str().unwrap(), "id:2")
            .await
            .unwrap()
            .unwrap();
        drop(reader);
        let lead = taken.lead.clone();
        assert!(lead.is_some());
        taken.state = store::EntryState::Waiting;
        taken.raw = body(2).to_string().into_bytes();
        (taken.lead, taken.submission, taken.try_at) = (None, None, Some(app.clock.now()));
        let mut work = app.store.begin().await.unwrap();
        assert!(
            work.change_entry(&taken, store::EntryState::Taken)
                .await
                .unwrap()
        );
        work.commit().await.unwrap();
        assert_eq!(app.app.take_waiting().await.unwrap(), 1);
        let mut reader = app.store.reader().await.unwrap();
        let again = reader.entry(&taken.id).await.unwrap().unwrap();
        assert_eq!((again.state, again.lead), (store::EntryState::Taken, lead));
        drop(reader);
        assert_eq!(app.figures().await.2, 2, "two submissions");
    });
}

#[test]
fn while_no_process_runs_what_comes_waits() {
    crate::app::runtime().block_on(async {
        let app = &TestApp::with(None, None, settings()).await;
        let (way, secret) = webinar_without_process(app).await;
        let body = json!({ "id": 1, "who": { "mail": "a@x.example" } });
        assert_eq!(hook(app, &way, &secret, body).await.status, 200);
        assert_eq!(inbox(app, "state=waiting").await.len(), 1);
        let order = server::admin::Order::Publish {
            text: crate::app::EXAMPLE.into(),
            by: "test".into(),
            replace: false,
        };
        app.app.carry_out(order).await;
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(60));
        assert_eq!(app.app.take_waiting().await.unwrap(), 1);
        assert_eq!(app.count().await, 1);
        app.end().await;
    });
}

async fn webinar_without_process(app: &TestApp) -> (Value, String) {
    make(
        app,
        json!({
            "kind": "json", "title": "Webinar tool", "channel": "webinar",
            "definition": { "map": { "/who/mail": "email" }, "json": { "key": "/id" } },
        }),
    )
    .await
}
