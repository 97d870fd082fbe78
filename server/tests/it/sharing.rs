//! Who works here and who gets leads, as seen from outside: particulars, absence, pools,
//! declining, pausing, enough tries.

use crate::app::{Answer, PASSWORD, TestApp, path, runtime, story};
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::Settings;

/// The example, in which leads may be declined and paused, and given up after two calls only.
fn process() -> String {
    let mut text = crate::app::EXAMPLE.to_owned();
    for (old, new) in [
        (
            "\nstages:\n",
            "\ndeclines: [too_busy]\nfairness: { credit: [wrong_number] }\npauses: { reasons: [waiting_for_papers], at_most: 2d }\nstages:\n",
        ),
        (
            "reasons: [not_now, unreachable], series: getting-to-know }",
            "reasons: [not_now, unreachable], series: getting-to-know, tries: 2 }",
        ),
        (
            r#"weights: seniority, cap: "30 open""#,
            r#"cap: "2 per day", needs: "!has(lead.segment) || lead.segment in member.skills""#,
        ),
    ] {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    text
}

/// Runs a story on that process, on each database there is.
fn told(story: impl AsyncFn(&TestApp)) {
    let server = std::env::var("THROUGHLINE_TEST_POSTGRES").ok();
    for place in [None].into_iter().chain(server.map(Some)) {
        runtime().block_on(async {
            let app = TestApp::with(place.as_deref(), Some(&process()), Settings::default()).await;
            story(&app).await;
            app.end().await;
        });
    }
}

async fn patch(app: &TestApp, path: &str, cookie: Option<&str>, body: Value) -> Answer {
    let mut request = Request::patch(path).header("content-type", "application/json");
    request = match cookie {
        None => request.header("authorization", format!("Bearer {}", app.token)),
        Some(cookie) => request
            .header("cookie", cookie)
            .header("sec-fetch-site", "same-origin"),
    };
    app.send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

async fn cookie(app: &TestApp, who: &str) -> String {
    let body = json!({ "email": format!("{who}@we.example"), "password": PASSWORD });
    let answer = app.post("/api/v1/session", body).await;
    answer.expect(200);
    let cookie = answer.header("set-cookie").unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn inquiry(app: &TestApp, number: u32) -> Value {
    let mail = format!("p{number}@x.example");
    app.capture(json!({ "email": mail, "source": { "channel": "paid_search" } }))
        .await
}

#[test]
fn an_administrator_says_what_members_can_and_everybody_whether_they_are_there() {
    story(async |app| {
        let changed = patch(
            app,
            "/api/v1/members/nora",
            None,
            json!({
                "skills": ["home_decor", " home_decor "], "languages": ["pt"], "territories": ["south"],
                "hours": { "timezone": "Europe/Lisbon", "hours": { "mon-fri": ["09:00-13:00", "14:00-18:00"] } },
                "seniority": 2, "region": "south", "teams": ["sdr-pets"],
            }),
        )
        .await
        .expect(200);
        assert_eq!(changed["skills"], json!(["home_decor"]));
        assert_eq!(changed["hours"]["timezone"], "Europe/Lisbon");
        assert_eq!(
            changed["hours"]["hours"]["wed"],
            json!(["09:00-13:00", "14:00-18:00"])
        );
        // 09:00 in São Paulo is 12:00 in Lisbon in March.
        assert_eq!(changed["availability"]["state"], "here");
        let shown = app.get("/api/v1/members/nora").await.expect(200);
        assert_eq!(shown, changed, "what was answered is what is there");
        for (body, at) in [
            (json!({ "seniority": 0 }), "/seniority"),
            (json!({ "skills": ["ok", " "] }), "/skills/1"),
            (json!({ "roles": ["nobody"] }), "/roles/0"),
            (
                json!({ "hours": { "timezone": "Mars/Base", "hours": {} } }),
                "/hours",
            ),
            (
                json!({ "absences": [{ "from": "2026-03-05", "until": "2026-03-04" }] }),
                "/absences/0/until",
            ),
            (
                json!({ "absences": [{ "from": "2026-03-05", "until": "2026-03-06", "stand_in": "nora" }] }),
                "/absences/0/stand_in",
            ),
        ] {
            let refused = patch(app, "/api/v1/members/nora", None, body.clone()).await;
            let problem = refused.expect(422);
            assert_eq!(problem["pointer"], at, "{body}");
        }
        let refused = patch(app, "/api/v1/members/zoe", None, json!({ "away": true })).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (404, "not_found")
        );
        let (nora, ada) = (cookie(app, "nora").await, cookie(app, "ada").await);
        for (who, whose, body, status) in [
            (&nora, "nora", json!({ "away": true }), 200),
            (&nora, "nora", json!({ "away": false }), 200),
            (&nora, "nora", json!({ "seniority": 9 }), 403),
            (&nora, "femi", json!({ "away": true }), 403),
            (&ada, "femi", json!({ "away": true }), 200),
        ] {
            let path = format!("/api/v1/members/{whose}");
            let answer = patch(app, &path, Some(who), body.clone()).await;
            assert_eq!(answer.status, status, "{whose} {body}: {}", answer.text);
        }
        let femi = app.get("/api/v1/members/femi").await.expect(200);
        assert_eq!(femi["availability"]["state"], "away");
        let lead = app.ana().await;
        assert_eq!(lead["owner"]["id"], "nora", "femi is away");
    });
}

#[test]
fn an_absence_is_covered_when_something_falls_due() {
    told(async |app| {
        let lead = inquiry(app, 1).await;
        let (owner, other) = match lead["owner"]["id"].as_str().unwrap() {
            "nora" => ("nora", "femi"),
            _ => ("femi", "nora"),
        };
        app.post(&path(&lead, "/accept"), json!({}))
            .await
            .expect(200);
        app.post(&path(&lead, "/touches"), json!({ "kind": "call" }))
            .await
            .expect(200);
        let absent = app
            .post(
                &format!("/api/v1/members/{owner}/absences"),
                json!({ "from": "2026-03-02T12:30:00Z", "until": "2026-03-09", "stand_in": other, "why": "ill" }),
            )
            .await
            .expect(201);
        assert_eq!(absent["absences"][0]["until"], "2026-03-09T12:00:00Z");
        // The second attempt is due two working hours after the lead came.
        app.advance(SignedDuration::from_mins(125)).await;
        let covered = app.get(&path(&lead, "")).await.expect(200);
        assert_eq!(covered["owner"]["id"], other);
        assert_eq!(covered["instead_of"], owner);
        assert_eq!(covered["attempts"], 1, "at the same attempt");
        let history = app.history(&lead).await;
        let assigned = history
            .iter()
            .rfind(|it| it["type"] == "lead.assigned")
            .unwrap();
        assert_eq!(assigned["data"]["instead_of"], owner);
        let refused = app
            .post(
                &format!("/api/v1/members/{owner}/absences"),
                json!({ "from": "2026-02-01", "until": "2026-02-02" }),
            )
            .await;
        assert_eq!(refused.code(), "time.past");
    });
}

#[test]
fn the_pools_say_who_is_next_and_each_lead_why() {
    told(async |app| {
        for number in 0..5 {
            let pools = app.get("/api/v1/pools").await.expect(200);
            let everyone = pools["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|own| own["asked_by"] == json!(["everyone"]))
                .unwrap()
                .clone();
            assert_eq!(everyone["caps"], json!(["2 per day"]));
            let lead = inquiry(app, number).await;
            if number < 4 {
                assert_eq!(everyone["room"], 4 - number);
                assert_eq!(everyone["next"], lead["owner"]["id"]);
                let history = app.history(&lead).await;
                let assigned = history
                    .iter()
                    .find(|it| it["type"] == "lead.assigned")
                    .unwrap();
                let candidates = assigned["data"]["candidates"].as_array().unwrap();
                assert_eq!(candidates.len(), 2, "{candidates:?}");
                let chosen = candidates.iter().find(|it| it["chosen"] == true).unwrap();
                assert_eq!(chosen["member"], lead["owner"]["id"]);
                assert_eq!(chosen["why"], "next by turn");
            } else {
                assert_eq!(everyone["next"], Value::Null);
                assert_eq!(
                    everyone["warning"],
                    "Nobody can be asked now: its leads go by the next rule"
                );
                assert_eq!(
                    everyone["members"][0]["why"],
                    "was given 2 this day already"
                );
                assert_eq!(lead["owner"]["kind"], "person", "never without an owner");
            }
        }
        let wrong = inquiry(app, 9).await;
        let owner = wrong["owner"]["id"].clone();
        app.post(
            &path(&wrong, "/moves"),
            json!({ "to": "disqualified", "reason": "wrong_number" }),
        )
        .await
        .expect(200);
        let pools = app.get("/api/v1/pools").await.expect(200);
        let credits: Vec<&Value> = pools["items"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|pool| pool["members"].as_array().unwrap())
            .filter(|seat| seat["id"] == owner && seat["credits"] == 1)
            .collect();
        assert!(!credits.is_empty(), "{pools}");
    });
}

#[test]
fn a_lead_is_declined_paused_and_given_up_only_after_enough_tries() {
    told(async |app| {
        let lead = inquiry(app, 1).await;
        let first = lead["owner"]["id"].clone();
        assert_eq!(lead["declines"], json!(["too_busy"]));
        assert_eq!(lead["pauses"], json!(["waiting_for_papers"]));
        let wrong = app
            .post(&path(&lead, "/decline"), json!({ "reason": "lazy" }))
            .await;
        assert_eq!(
            (wrong.code().as_str(), &wrong.json()["pointer"]),
            ("decline.reason", &json!("/reason"))
        );
        let next = app
            .post(&path(&lead, "/decline"), json!({ "reason": "too_busy" }))
            .await
            .expect(200);
        assert_ne!(next["owner"]["id"], first);
        let nobody = app
            .post(&path(&lead, "/decline"), json!({ "reason": "too_busy" }))
            .await
            .expect(200);
        assert_eq!(nobody["owner"]["kind"], "pool");
        assert_eq!(nobody["status"], "open");
        assert!(nobody["next_step"]["due_at"].is_string());
        let back = json!({ "to": first, "reason": "you do it" });
        app.post(&path(&lead, "/owner"), back).await.expect(200);
        app.post(&path(&lead, "/accept"), json!({}))
            .await
            .expect(200);
        let paused = app
            .post(
                &path(&lead, "/pause"),
                json!({ "reason": "waiting_for_papers", "until": "2026-03-03" }),
            )
            .await
            .expect(200);
        assert_eq!(paused["paused"]["until"], "2026-03-03T12:00:00Z");
        assert_eq!(paused["next_step"]["due_at"], "2026-03-03T12:00:00Z");
        app.advance(SignedDuration::from_hours(25)).await;
        let resumed = app.get(&path(&lead, "")).await.expect(200);
        assert_eq!(resumed["paused"], Value::Null);
        let clock = &resumed["clocks"][1];
        assert_eq!(clock["state"], "running", "{clock}");
        assert_eq!(clock["paused_seconds"], 8 * 3_600);
        let refused = app.post(&path(&lead, "/resume"), json!({})).await;
        assert_eq!(refused.code(), "pause.none");
        let give_up = json!({ "to": "nurture", "reason": "unreachable" });
        let refused = app.post(&path(&lead, "/moves"), give_up.clone()).await;
        assert_eq!(refused.code(), "move.too_few_tries");
        for _ in 0..2 {
            app.post(&path(&lead, "/touches"), json!({ "kind": "call" }))
                .await
                .expect(200);
        }
        let shown = app.get(&path(&lead, "")).await.expect(200);
        assert_eq!(shown["response"]["system_seconds"], 0);
        assert!(shown["response"]["human_seconds"].as_i64().unwrap() > 0);
        let nurture = shown["moves"]
            .as_array()
            .unwrap()
            .iter()
            .find(|own| own["to"] == "nurture")
            .unwrap();
        assert_eq!(nurture["tries"]["missing"], Value::Null);
        app.post(&path(&lead, "/moves"), give_up).await.expect(200);
    });
}
