//! Somebody's day, as they see it in the morning.

use crate::app::{TestApp, path, story};
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use serde_json::{Value, json};

fn whys(item: &Value) -> Vec<&str> {
    let parts = item["why"].as_array().unwrap().iter();
    parts.map(|part| part["text"].as_str().unwrap()).collect()
}

/// The day of whoever owns this lead.
async fn day_of(app: &TestApp, lead: &Value) -> Value {
    let lead = app.get(&path(lead, "")).await.expect(200);
    let owner = lead["owner"]["id"].as_str().unwrap();
    app.get(&format!("/api/v1/today?owner={owner}"))
        .await
        .expect(200)
}

#[test]
fn each_line_says_why_it_is_there() {
    story(async |app| {
        let ana = app.ana().await;
        app.clock
            .set(app.clock.now() + SignedDuration::from_mins(11));
        let day = day_of(app, &ana).await;
        let item = &day["items"][0];
        assert_eq!(item["id"], ana["id"]);
        assert_eq!(item["urgency"], "last_moment");
        assert_eq!(item["touch"], "call");
        assert_eq!(item["promise"], "First response");
        assert_eq!(day["counts"]["now"], 1);
        assert_eq!(
            whys(item),
            [
                "first response breaks in 4 min",
                "came in 11 min ago by paid search",
                "fit 40 (manufacturer +15, big catalogue +25)",
                "engagement 40 (asked for contact +40)",
            ]
        );
        app.post(
            &path(&ana, "/touches"),
            json!({ "kind": "call", "outcome": "no_answer" }),
        )
        .await
        .expect(200);
        app.clock
            .set(app.clock.now() + SignedDuration::from_mins(20));
        let day = day_of(app, &ana).await;
        let said = whys(&day["items"][0]).join("; ");
        assert!(said.contains("last try: no answer, 20 min ago"), "{said}");
        assert_eq!(day["items"][0]["group"], "today");
    });
}

#[test]
fn one_more_hot_lead_names_the_promises_it_would_break() {
    story(async |app| {
        let ana = app.ana().await;
        let owner = ana["owner"]["id"].clone();
        // All go to one: three hot ones within a quarter of an hour each.
        for name in ["Rui Prado", "Lia Nunes"] {
            let lead = app
                .capture(json!({
                    "name": name, "email": format!("{}@x.example", name.replace(' ', ".")),
                    "form": "sell-with-us", "source": { "channel": "paid_search" },
                    "fields": { "business_type": "manufacturer", "catalogue_size": 240 },
                }))
                .await;
            app.post(
                &path(&lead, "/owner"),
                json!({ "to": owner, "reason": "all to one" }),
            )
            .await
            .expect(200);
        }
        let day = day_of(app, &ana).await;
        let fits = &day["fits"];
        assert_eq!(fits["grade"], "A");
        assert_eq!(
            (&fits["minutes"], &fits["measured"]),
            (&json!(15), &json!(false))
        );
        // One fits into the quarter of an hour, the others break as it is.
        assert_eq!(fits["already"].as_array().unwrap().len(), 2);
        assert_eq!(fits["itself"], true);
        let names: Vec<&str> = fits["already"]
            .as_array()
            .unwrap()
            .iter()
            .map(|lead| lead["name"].as_str().unwrap())
            .collect();
        assert!(
            names.contains(&"Prado") || names.contains(&"Nunes"),
            "{names:?}"
        );
    });
}

#[test]
fn a_manager_looks_at_a_role_and_a_token_has_no_day() {
    story(async |app| {
        app.ana().await;
        let day = app.get("/api/v1/today?role=sdr").await.expect(200);
        assert_eq!(day["of"]["kind"], "role");
        assert_eq!(day["of"]["name"], "Sales development");
        assert_eq!(day["items"].as_array().unwrap().len(), 1);
        assert!(day["fits"].is_null());
        let answer = app.get("/api/v1/today").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "query.value")
        );
        let answer = app.get("/api/v1/today?role=sdrs").await;
        assert!(
            answer.text.contains("did you mean `sdr`?"),
            "{}",
            answer.text
        );
        let answer = app.get("/api/v1/today?role=sdr&owner=nora").await;
        assert_eq!(answer.code(), "query.value");
        let cookie = crate::rights::signed_in(app, "rui").await;
        let request = Request::get("/api/v1/today").header("cookie", cookie);
        let own = app.send(request.body(Body::empty()).unwrap()).await;
        let own = own.expect(200);
        assert_eq!(own["of"]["name"], "Rui");
        assert_eq!(own["items"], json!([]));
    });
}

/// Who stands in sees what nobody has.
#[test]
fn what_nobody_has_is_in_the_day_of_who_stands_in() {
    story(async |app| {
        let ana = app.ana().await;
        // Nobody says yes: it goes round, and ends at the pool.
        app.advance(SignedDuration::from_hours(9)).await;
        let lead = app.get(&path(&ana, "")).await.expect(200);
        let ada = app.get("/api/v1/today?owner=ada").await.expect(200);
        let has = ada["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["id"] == ana["id"]);
        assert_eq!(has, lead["owner"]["kind"] == "pool", "{lead}");
    });
}
