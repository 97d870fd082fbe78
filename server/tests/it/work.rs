//! Snooze, board, saved views, and changes to many leads.

use crate::app::{Answer, TestApp, path, story};
use crate::rights::signed_in;
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn by(app: &TestApp, cookie: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin");
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    app.send(request.body(body).unwrap()).await
}

/// So many leads that were called once, each with the id.
async fn called(app: &TestApp, many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..many {
        let lead = app
            .capture(json!({
                "name": format!("Lead {n}"), "email": format!("l{n}@x.example"),
                "source": { "channel": "social" },
            }))
            .await;
        let call = json!({ "kind": "call", "outcome": "no_answer" });
        app.post(&path(&lead, "/touches"), call).await.expect(200);
        app.post(&path(&lead, "/accept"), json!({}))
            .await
            .expect(200);
        ids.push(lead["id"].as_str().unwrap().to_owned());
    }
    ids
}

async fn bulk(app: &TestApp, body: Value) -> Value {
    let answer = app.post("/api/v1/bulk", body).await.expect(202);
    app.app.finish_bulk().await.unwrap();
    let id = answer["job"]["id"].as_str().unwrap();
    app.get(&format!("/api/v1/bulk/{id}")).await.expect(200)
}

#[test]
fn a_lead_is_put_off_found_and_comes_back() {
    story(async |app| {
        let ids = called(app, 2).await;
        let at = |rest: &str| format!("/api/v1/leads/{}{rest}", ids[0]);
        let snoozed = app
            .post(
                &at("/snooze"),
                json!({ "until": "2026-03-05", "reason": "back from holiday" }),
            )
            .await
            .expect(200);
        assert_eq!(snoozed["snooze"]["until"], "2026-03-05T12:00:00Z");
        assert_eq!(
            snoozed["next_step"]["title"],
            "Look again: back from holiday"
        );
        for (query, found) in [("snoozed=true", 1), ("snoozed=false", 1)] {
            let list = app.get(&format!("/api/v1/leads?{query}")).await.expect(200);
            assert_eq!(list["total"], found, "{query}");
        }
        let owner = snoozed["owner"]["id"].as_str().unwrap();
        let day = app
            .get(&format!("/api/v1/today?owner={owner}"))
            .await
            .expect(200);
        let line = day["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|own| own["id"] == ids[0].as_str());
        assert_eq!(line.unwrap()["group"], "waiting");
        app.advance(SignedDuration::from_hours(24 * 3 + 1)).await;
        let woken = app.get(&at("")).await.expect(200);
        assert!(woken["snooze"].is_null());
        assert_eq!(woken["next_step"]["title"], "Look again: back from holiday");
        let told = app.types_of(&ids[0]).await;
        assert!(told.contains(&"lead.woken".to_owned()), "{told:?}");
        for (body, code) in [
            (json!({ "reason": "later" }), "snooze.until_what"),
            (
                json!({ "reason": "later", "until": "2027-01-01" }),
                "snooze.after_promise",
            ),
            (
                json!({ "reason": "later", "until": "2020-01-01" }),
                "time.past",
            ),
            (
                json!({ "reason": "later", "until": "2099-01-01" }),
                "time.too_far",
            ),
            (
                json!({ "reason": " ", "until": "2026-03-06" }),
                "body.value",
            ),
            (
                json!({ "reason": "later", "when": "score.fitt > 3" }),
                "snooze.condition",
            ),
        ] {
            let answer = app.post(&at("/snooze"), body.clone()).await;
            assert_eq!(answer.code(), code, "{body}");
        }
        let new = app.ana().await;
        let answer = app
            .post(
                &path(&new, "/snooze"),
                json!({ "until": "2026-03-06", "reason": "later" }),
            )
            .await;
        assert_eq!(answer.code(), "snooze.hides");
    });
}

#[test]
fn the_board_has_each_open_lead_once_and_counts_what_it_shows() {
    story(async |app| {
        let ids = called(app, 3).await;
        let amount = json!({ "amount": { "amount": "1200.50", "currency": "EUR" } });
        app.post(&format!("/api/v1/leads/{}/answers", ids[0]), amount)
            .await
            .expect(200);
        let away = json!({ "to": "nurture", "reason": "not_now" });
        app.post(&format!("/api/v1/leads/{}/moves", ids[2]), away)
            .await
            .expect(200);
        let board = app.get("/api/v1/board?limit=1").await.expect(200);
        let column = |stage: &str| {
            let columns = board["columns"].as_array().unwrap().iter();
            columns
                .clone()
                .find(|own| own["stage"] == stage)
                .unwrap()
                .clone()
        };
        let first = column("contacting");
        assert_eq!((&first["leads"], &first["overdue"]), (&json!(2), &json!(0)));
        assert_eq!(
            first["worth"],
            json!([{ "amount": "1200.50", "currency": "EUR" }])
        );
        assert_eq!(first["items"].as_array().unwrap().len(), 1);
        assert_eq!(column("nurture")["kind"], "hold");
        assert_eq!(column("nurture")["leads"], 1);
        // The next card follows on the first one.
        let cursor = first["next_cursor"].as_str().unwrap();
        let rest = app
            .get(&format!(
                "/api/v1/leads?stage=contacting&status=open&sort=due_at&cursor={cursor}"
            ))
            .await
            .expect(200);
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert_ne!(rest["items"][0]["id"], first["items"][0]["id"]);
        let filtered = app.get("/api/v1/board?q=Lead%202").await.expect(200);
        let leads: u64 = filtered["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| own["leads"].as_u64().unwrap())
            .sum();
        assert_eq!(leads, 1);
        let one = app.get("/api/v1/board?stage=nurture").await.expect(200);
        assert_eq!(one["columns"].as_array().unwrap().len(), 1);
        assert_eq!(
            app.get("/api/v1/board?cursor=00").await.code(),
            "query.cursor"
        );
    });
}

#[test]
fn a_view_is_kept_shared_and_begun_with() {
    story(async |app| {
        let nora = signed_in(app, "nora").await;
        let femi = signed_in(app, "femi").await;
        let rui = signed_in(app, "rui").await;
        let view = json!({ "name": "Hot ones", "query": "grade=A&sort=-score", "columns": ["name", "grade"], "shared": "sdr" });
        let kept = by(app, &nora, "POST", "/api/v1/views", Some(view.clone()))
            .await
            .expect(201);
        let at = format!("/api/v1/views/{}", kept["id"].as_str().unwrap());
        let seen = async |who: &str| {
            let list = by(app, who, "GET", "/api/v1/views", None).await.expect(200);
            list["items"].as_array().unwrap().clone()
        };
        assert_eq!(seen(&nora).await.len(), 1);
        let shared = seen(&femi).await;
        assert_eq!(
            (&shared[0]["mine"], &shared[0]["by"]),
            (&json!(false), &json!("Nora"))
        );
        assert!(seen(&rui).await.is_empty(), "shared with another role");
        assert_eq!(
            by(app, &femi, "PUT", &format!("{at}/first"), None)
                .await
                .status,
            204
        );
        assert_eq!(seen(&femi).await[0]["first"], true);
        assert_eq!(seen(&nora).await[0]["first"], false);
        assert_eq!(
            by(app, &femi, "PUT", &at, Some(view.clone())).await.code(),
            "view.not_yours"
        );
        assert_eq!(
            by(app, &rui, "PUT", &at, Some(view.clone())).await.code(),
            "not_found"
        );
        for (field, value) in [
            ("name", json!(" ")),
            ("query", json!("grad=A")),
            ("shared", json!("nobody")),
        ] {
            let mut wrong = view.clone();
            wrong[field] = value;
            let answer = by(app, &nora, "PUT", &at, Some(wrong)).await;
            assert_eq!(answer.code(), "body.value", "{field}");
            assert_eq!(answer.json()["pointer"], format!("/{field}"));
        }
        let mine = json!({ "name": "Mine", "query": "" });
        let changed = by(app, &nora, "PUT", &at, Some(mine)).await.expect(200);
        assert_eq!(changed["shared"], "mine");
        assert!(seen(&femi).await.is_empty());
        assert_eq!(by(app, &nora, "DELETE", &at, None).await.status, 204);
        assert!(seen(&nora).await.is_empty());
    });
}

#[test]
fn many_are_changed_as_was_said_before() {
    story(async |app| {
        let ids = called(app, 4).await;
        let spoke = json!({ "kind": "call", "two_way": true, "minutes": 4 });
        for id in &ids[..2] {
            app.post(&format!("/api/v1/leads/{id}/touches"), spoke.clone())
                .await
                .expect(200);
        }
        let go = |dry: bool| json!({ "ids": ids, "dry_run": dry, "change": { "move": { "to": "qualifying" } } });
        let ahead = app.post("/api/v1/bulk", go(true)).await.expect(200);
        assert_eq!(ahead["said"], "4 leads: 2 would change, 2 can't.");
        assert_eq!(ahead["refused"][0]["code"], "move.criterion");
        assert_eq!(ahead["refused"][0]["leads"], 2);
        assert_eq!(ahead["refused"][0]["examples"].as_array().unwrap().len(), 2);
        let done = bulk(app, go(false)).await;
        assert_eq!(done["job"]["state"], "done");
        assert_eq!(
            (&done["job"]["changed"], &done["job"]["refused"]),
            (&json!(2), &json!(2))
        );
        assert_eq!(done["refused"][0]["code"], "move.criterion");
        let list = app.get("/api/v1/leads?stage=qualifying").await.expect(200);
        assert_eq!(list["total"], 2);
        // By a filter, and to somebody: who has it already stays as they are.
        let lead = app
            .get(&format!("/api/v1/leads/{}", ids[0]))
            .await
            .expect(200);
        let to = if lead["owner"]["id"] == "nora" {
            "femi"
        } else {
            "nora"
        };
        let give = json!({ "filter": "status=open", "change": { "reassign": { "to": to, "reason": "holiday" } } });
        let mut dry = give.clone();
        dry["dry_run"] = json!(true);
        let ahead = app.post("/api/v1/bulk", dry).await.expect(200);
        let would = ahead["would_change"].as_u64().unwrap();
        assert_eq!(would + ahead["unchanged"].as_u64().unwrap(), 4);
        let done = bulk(app, give).await;
        assert_eq!(done["job"]["changed"], 4);
        let list = app
            .get(&format!("/api/v1/leads?owner={to}"))
            .await
            .expect(200);
        assert_eq!(list["total"], 4);
        let jobs = app.get("/api/v1/bulk").await.expect(200);
        assert_eq!(jobs["items"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_change_to_many_is_taken_back_exactly_where_nobody_did_more() {
    story(async |app| {
        let ids = called(app, 3).await;
        let before: Vec<Value> = app.leads(&ids).await;
        let put_off = json!({ "ids": ids, "change": { "snooze": { "until": "2026-03-06", "reason": "fair" } } });
        let done = bulk(app, put_off).await;
        assert_eq!(done["job"]["changed"], 3, "{done}");
        // Femi calls one of them meanwhile.
        let femi = signed_in(app, "femi").await;
        let call = json!({ "kind": "call", "outcome": "no_answer" });
        by(
            app,
            &femi,
            "POST",
            &format!("/api/v1/leads/{}/touches", ids[1]),
            Some(call),
        )
        .await
        .expect(200);
        let id = done["job"]["id"].as_str().unwrap();
        let undo = app
            .post(&format!("/api/v1/bulk/{id}/undo"), json!({}))
            .await
            .expect(202);
        app.app.finish_bulk().await.unwrap();
        let undone = undo["job"]["id"].as_str().unwrap();
        let undone = app.get(&format!("/api/v1/bulk/{undone}")).await.expect(200);
        assert_eq!(
            (&undone["job"]["changed"], &undone["job"]["refused"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(undone["refused"][0]["id"], ids[1].as_str());
        assert_eq!(undone["refused"][0]["code"], "undo.happened_since");
        let after = app.leads(&ids).await;
        for place in [0, 2] {
            assert_eq!(after[place]["next_step"], before[place]["next_step"]);
            assert!(after[place]["snooze"].is_null());
        }
        let again = app
            .post(&format!("/api/v1/bulk/{id}/undo"), json!({}))
            .await;
        assert_eq!(again.code(), "undo.nothing");
    });
}

#[test]
fn a_change_that_is_cancelled_goes_no_further_and_nonsense_is_none() {
    story(async |app| {
        let ids = called(app, 2).await;
        let change = json!({ "ids": ids, "change": { "answer": { "segment": "pet" } } });
        let begun = app.post("/api/v1/bulk", change).await.expect(202);
        let at = format!("/api/v1/bulk/{}", begun["job"]["id"].as_str().unwrap());
        assert_eq!(
            app.post(&format!("{at}/undo"), json!({})).await.code(),
            "bulk.running"
        );
        assert_eq!(
            app.post(&format!("{at}/cancel"), json!({})).await.status,
            204
        );
        app.app.finish_bulk().await.unwrap();
        let job = app.get(&at).await.expect(200);
        assert_eq!(
            (&job["job"]["state"], &job["job"]["changed"]),
            (&json!("cancelled"), &json!(0))
        );
        assert_eq!(
            app.post(&format!("{at}/cancel"), json!({})).await.code(),
            "bulk.over"
        );
        for (body, code) in [
            (
                json!({ "ids": [], "change": { "answer": { "segment": "pet" } } }),
                "bulk.nobody",
            ),
            (
                json!({ "change": { "answer": { "segment": "pet" } } }),
                "body.value",
            ),
            (json!({ "ids": ids, "change": {} }), "body.value"),
            (
                json!({ "filter": "stag=x", "change": { "answer": { "segment": "pet" } } }),
                "body.value",
            ),
            (
                json!({ "ids": ids, "change": { "reassign": { "to": "nobody", "reason": "x" } } }),
                "member.not_active",
            ),
            (
                json!({ "ids": ids, "change": { "snooze": { "until": "2020-01-01", "reason": "x" } } }),
                "time.past",
            ),
        ] {
            let answer = app.post("/api/v1/bulk", body.clone()).await;
            assert_eq!(answer.code(), code, "{body}: {}", answer.text);
        }
    });
}

/// What was begun and never noted is not done twice.
#[test]
fn a_job_whose_holder_died_goes_on_where_it_stood() {
    story(async |app| {
        let ids = called(app, 2).await;
        let change = json!({ "ids": ids, "change": { "snooze": { "until": "2026-03-06", "reason": "fair" } } });
        let begun = app.post("/api/v1/bulk", change).await.expect(202);
        let job = begun["job"]["id"].as_str().unwrap();
        // Somebody takes it up, changes the first lead, and dies before that is noted.
        let now = app.clock.now();
        let mut work = app.store.begin().await.unwrap();
        let held = work
            .hold_job(None, now, now + SignedDuration::from_secs(30))
            .await
            .unwrap();
        assert_eq!(held.unwrap().id, job);
        let leads = work.next_of_job(job, 10).await.unwrap();
        let version = app.leads(&ids).await[0]["version"].as_u64().unwrap() as u32;
        work.begin_of_job(job, &[(leads[0].place, version)])
            .await
            .unwrap();
        work.commit().await.unwrap();
        let put_off = json!({ "until": "2026-03-06", "reason": "fair" });
        app.post(&format!("/api/v1/leads/{}/snooze", ids[0]), put_off)
            .await
            .expect(200);
        app.app.finish_bulk().await.unwrap();
        let state = app.get(&format!("/api/v1/bulk/{job}")).await.expect(200);
        assert_eq!(state["job"]["state"], "running", "it is held");
        app.clock.set(now + SignedDuration::from_secs(31));
        app.app.finish_bulk().await.unwrap();
        let state = app.get(&format!("/api/v1/bulk/{job}")).await.expect(200);
        assert_eq!(
            (&state["job"]["state"], &state["job"]["changed"]),
            (&json!("done"), &json!(2))
        );
        let types = app.types_of(&ids[0]).await;
        let times = types.iter().filter(|own| *own == "lead.snoozed").count();
        assert_eq!(times, 1, "{types:?}");
    });
}
