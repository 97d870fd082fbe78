//! A lead's life as it is seen from outside.

use crate::app::{TestApp, at, path, story};
use jiff::SignedDuration;
use serde_json::{Value, json};

#[test]
fn a_lead_is_owned_with_step_and_deadline_when_the_answer_comes() {
    story(async |app| {
        let answer = app
            .post(
                "/api/v1/leads",
                json!({ "email": "ana@casaverde.example", "source": { "channel": "trade_show" } }),
            )
            .await;
        let lead = answer.expect(201);
        assert_eq!(lead["status"], "open");
        assert_eq!(lead["owner"]["kind"], "person");
        assert!(!lead["next_step"]["title"].as_str().unwrap().is_empty());
        assert!(at(lead["next_step"]["due_at"].as_str().unwrap()) > app.clock.now());
        assert_eq!(lead["source"]["family"], "event");
        assert!(lead["submission_id"].is_string());
        assert_eq!(answer.header("location"), Some(&*path(&lead, "")));
        let shown = app.get(&path(&lead, "")).await.expect(200);
        let mut captured = lead.clone();
        captured.as_object_mut().unwrap().remove("submission_id");
        assert_eq!(shown, captured, "what was answered is what is there");
    });
}

#[test]
fn a_late_reply_breaks_its_promise_once_and_is_met_late() {
    story(async |app| {
        let lead = app.ana().await;
        assert_eq!(lead["score"]["fit"], 40);
        assert_eq!(lead["score"]["engagement"], 40);
        assert_eq!(lead["score"]["grade"], "A");
        let first = clock(&lead, "first_response");
        // A quarter of an hour for grade A, from nine in the morning on.
        assert_eq!(first["due_at"], "2026-03-02T12:15:00Z");
        app.advance(SignedDuration::from_mins(60)).await;
        let types = app.types(&lead).await;
        let times = |kind: &str| types.iter().filter(|own| *own == kind).count();
        let broken = app.history(&lead).await;
        let broken: Vec<&Value> = broken
            .iter()
            .filter(|event| {
                event["type"] == "clock.broken" && event["data"]["clock"] == "first_response"
            })
            .collect();
        assert_eq!(broken.len(), 1, "{types:?}");
        assert!(times("clock.warned") >= 1, "{types:?}");
        assert!(times("alert.raised") >= 1, "{types:?}");
        let late = app.get(&path(&lead, "")).await.expect(200);
        assert!(
            times("lead.assigned") >= 2,
            "somebody else got it: {types:?}"
        );
        assert_eq!(clock(&late, "first_response")["state"], "broken");
        app.post(
            &path(&lead, "/touches"),
            json!({ "kind": "call", "two_way": true, "minutes": 4, "outcome": "talked" }),
        )
        .await
        .expect(200);
        assert!(
            app.types(&lead)
                .await
                .contains(&"clock.met_late".to_owned())
        );
        let events = app.history(&lead).await;
        for (place, event) in events.iter().enumerate() {
            assert_eq!(event["seq"], place + 1);
            assert!(!event["text"].as_str().unwrap().is_empty());
        }
        let told = session(app, "ada").await;
        assert!(told["unacknowledged"].as_u64().unwrap() >= 1, "{told}");
    });
}

#[test]
fn from_the_first_call_to_a_sale() {
    story(async |app| {
        let lead = app.ana().await;
        let id = path(&lead, "");
        let acts = [
            (
                "/touches",
                json!({ "kind": "call", "two_way": true, "minutes": 5 }),
            ),
            ("/moves", json!({ "to": "qualifying" })),
            (
                "/answers",
                json!({ "fields": { "segment": "home_decor", "decision_date": "2026-04-01" } }),
            ),
            ("/moves", json!({ "to": "handover" })),
            ("/accept", json!({})),
            ("/notes", json!({ "text": "Wants to begin in April." })),
            (
                "/moves",
                json!({ "to": "won", "amount": { "amount": "1200.5", "currency": "BRL" } }),
            ),
        ];
        for (rest, body) in acts {
            app.advance(SignedDuration::from_mins(2)).await;
            app.post(&format!("{id}{rest}"), body).await.expect(200);
        }
        let won = app.get(&id).await.expect(200);
        assert_eq!(won["status"], "won");
        assert_eq!(
            won["amount"],
            json!({ "amount": "1200.50", "currency": "BRL" })
        );
        assert_eq!(won["next_step"], Value::Null);
        let overview = app.get("/api/v1/overview").await.expect(200);
        assert_eq!(overview["balance"]["leads"], 1);
        let cells = overview["balance"]["cells"].as_array().unwrap();
        let sum: u64 = cells
            .iter()
            .map(|cell| cell["leads"].as_u64().unwrap())
            .sum();
        assert_eq!(sum, 1);
        for cell in cells {
            let list = cell["href"].as_str().unwrap();
            let found = app.get(&format!("/api/v1{list}")).await.expect(200);
            assert_eq!(found["total"], cell["leads"], "{list}");
        }
        for step in overview["funnel"].as_array().unwrap() {
            let list = step["href"].as_str().unwrap();
            let found = app.get(&format!("/api/v1{list}")).await.expect(200);
            assert_eq!(found["total"], step["leads"], "{list}");
        }
        let refused = app.post(&format!("{id}/accept"), json!({})).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "lead.not_open")
        );
    });
}

#[test]
fn a_refusal_names_the_value_and_changes_nothing() {
    story(async |app| {
        let lead = app.ana().await;
        let id = path(&lead, "");
        let before = app.figures().await;
        for (rest, body, status, code, pointer) in [
            (
                "/moves",
                json!({ "to": "won" }),
                422,
                "move.not_drawn",
                Some("/to"),
            ),
            (
                "/moves",
                json!({ "to": "wonn" }),
                422,
                "move.no_such_stage",
                Some("/to"),
            ),
            (
                "/moves",
                json!({ "to": "nurture" }),
                422,
                "move.needs",
                Some("/reason"),
            ),
            (
                "/moves",
                json!({ "to": "nurture", "reason": "bored" }),
                422,
                "move.reason",
                Some("/reason"),
            ),
            (
                "/moves",
                json!({ "to": "qualifying" }),
                422,
                "move.criterion",
                Some("/to"),
            ),
            (
                "/moves",
                json!({ "to": "qualifying", "if_version": 1 }),
                409,
                "lead.changed",
                Some("/if_version"),
            ),
            (
                "/moves",
                json!({ "to": "x", "amount": { "amount": "1,5", "currency": "EUR" } }),
                422,
                "body.value",
                Some("/amount/amount"),
            ),
            (
                "/exceptions",
                json!({ "to": "won", "reason": " " }),
                422,
                "exception.without_reason",
                Some("/reason"),
            ),
            (
                "/exceptions",
                json!({ "to": "inbox", "reason": "again please" }),
                422,
                "move.into_gate",
                Some("/to"),
            ),
            (
                "/return",
                json!({ "reason": "incomplete" }),
                422,
                "verdict.none_asked",
                None,
            ),
            (
                "/answers",
                json!({ "fields": { "segmnt": "pet" } }),
                422,
                "field.unknown",
                Some("/fields/segmnt"),
            ),
            (
                "/answers",
                json!({ "fields": { "catalogue_size": -1 } }),
                422,
                "field.value",
                Some("/fields/catalogue_size"),
            ),
            ("/answers", json!({}), 422, "body.value", Some("/fields")),
            (
                "/owner",
                json!({ "to": "nobody", "reason": "why not" }),
                422,
                "member.not_active",
                Some("/to"),
            ),
            (
                "/next-step",
                json!({ "title": "Call", "due_at": "2026-12-01T00:00:00Z" }),
                422,
                "step.after_promise",
                Some("/due_at"),
            ),
            (
                "/next-step",
                json!({ "title": "Call", "due_at": "2020-12-01T00:00:00Z" }),
                422,
                "time.past",
                Some("/due_at"),
            ),
            (
                "/touches",
                json!({ "kind": "call", "at": "2027-01-01T00:00:00Z" }),
                422,
                "time.future",
                Some("/at"),
            ),
            (
                "/touches",
                json!({ "kind": "smoke" }),
                422,
                "body.value",
                Some("/kind"),
            ),
            (
                "/notes",
                json!({ "text": "\u{0}\n" }),
                422,
                "body.value",
                Some("/text"),
            ),
        ] {
            let answer = app.post(&format!("{id}{rest}"), body.clone()).await;
            let problem = answer.json();
            assert_eq!(
                (
                    answer.status,
                    problem["code"].as_str(),
                    problem["pointer"].as_str()
                ),
                (status, Some(code), pointer),
                "{rest} {body}: {}",
                answer.text
            );
            assert_eq!(
                answer.header("content-type"),
                Some("application/problem+json")
            );
        }
        for path in [
            "/api/v1/leads/none",
            "/api/v1/leads/a%00b",
            "/api/v1/leads/none/events",
        ] {
            assert_eq!(app.get(path).await.status, 404, "{path}");
        }
        assert_eq!(app.figures().await, before);
    });
}

#[test]
fn lists_are_paged_filtered_and_searched() {
    story(async |app| {
        for n in 0..7 {
            app.capture(json!({
                "name": format!("Person {n}"), "email": format!("p{n}@x.example"),
                "source": { "channel": if n % 2 == 0 { "paid_search" } else { "nowhere" } },
            }))
            .await;
            app.advance(SignedDuration::from_secs(1)).await;
        }
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = app
                .get(&format!("/api/v1/leads?sort=captured_at&limit=3{cursor}"))
                .await
                .expect(200);
            assert_eq!(page["total"], 7);
            let items = page["items"].as_array().unwrap();
            seen.extend(
                items
                    .iter()
                    .map(|own| own["name"].as_str().unwrap().to_owned()),
            );
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        let expected: Vec<String> = (0..7).map(|n| format!("Person {n}")).collect();
        assert_eq!(seen, expected);
        for (query, leads) in [
            ("family=unknown", 3),
            ("channel=paid_search", 4),
            ("status=open", 7),
            ("status=won", 0),
            ("q=person%203", 1),
            ("cell=waiting", 7),
            ("reached=contacting", 7),
            ("captured_from=2026-03-02&captured_to=2026-03-02", 7),
            ("captured_from=2026-03-03", 0),
            ("exceptions=true", 0),
            ("process_version=1", 7),
            ("q='%3B--%22%25_", 0),
        ] {
            let found = app.get(&format!("/api/v1/leads?{query}")).await.expect(200);
            assert_eq!(found["total"], leads, "{query}");
        }
        for (query, code, pointer) in [
            ("statuss=open", "query.value", "statuss"),
            ("status=opn", "query.value", "status"),
            ("limit=0", "query.value", "limit"),
            ("limit=201", "query.value", "limit"),
            ("limit=many", "query.value", "limit"),
            ("sort=name;drop", "query.value", "sort"),
            ("cursor=xyz", "query.cursor", "cursor"),
            ("captured_from=soon", "query.value", "captured_from"),
            ("status=open&status=won", "query.value", "status"),
            ("owner=me", "query.value", "owner"),
        ] {
            let answer = app.get(&format!("/api/v1/leads?{query}")).await;
            let problem = answer.json();
            assert_eq!(
                (answer.status, &problem["code"], &problem["pointer"]),
                (422, &json!(code), &json!(pointer)),
                "{query}: {}",
                answer.text
            );
        }
    });
}

fn clock<'a>(lead: &'a Value, name: &str) -> &'a Value {
    let clocks = lead["clocks"].as_array().unwrap();
    clocks.iter().find(|own| own["clock"] == name).unwrap()
}

async fn session(app: &TestApp, who: &str) -> Value {
    let body = json!({ "email": format!("{who}@we.example"), "password": crate::app::PASSWORD });
    app.post("/api/v1/session", body).await.expect(200)
}

#[test]
fn a_lead_sleeps_until_a_working_morning_and_not_for_centuries() {
    story(async |app| {
        let lead = app.ana().await;
        let touch = json!({ "kind": "call", "two_way": true });
        app.post(&path(&lead, "/touches"), touch).await.expect(200);
        let qualify = json!({ "to": "qualifying" });
        app.post(&path(&lead, "/moves"), qualify).await.expect(200);
        let sleep = async |wake_on: &str| {
            let body = json!({ "to": "nurture", "reason": "not_now", "wake_on": wake_on });
            app.post(&path(&lead, "/moves"), body).await
        };
        for (wake_on, code) in [
            ("2026-03-01", "time.past"),
            ("2026-03-02T11:00:00Z", "time.past"),
            ("2200-01-01", "time.too_far"),
            ("2200-01-01T00:00:00Z", "time.too_far"),
            ("2026-13-01", "body.value"),
            ("2026-12-24T10:00", "body.value"),
            ("soon", "body.value"),
        ] {
            let problem = sleep(wake_on).await.expect(422);
            assert_eq!(problem["code"], code, "{wake_on}: {problem}");
            assert_eq!(problem["pointer"], "/wake_on", "{wake_on}");
        }
        let plan = json!({ "title": "Call again", "due_at": "2200-01-01T00:00:00Z" });
        let planned = app.post(&path(&lead, "/next-step"), plan).await;
        assert_eq!(planned.code(), "time.too_far");
        // The day after Christmas Eve is a holiday, and then it is the weekend.
        let asleep = sleep("2026-12-25").await.expect(200);
        assert_eq!(asleep["stage"], "nurture");
        assert_eq!(asleep["wake_on"], "2026-12-28T12:00:00Z");
    });
}
