//! Figures as the screens show them: each opens the list of exactly its leads.

use crate::app::{TestApp, at, path, story};
use jiff::SignedDuration;
use serde_json::json;

#[test]
fn each_figure_that_needs_attention_opens_exactly_its_leads() {
    story(async |app| {
        // Ana is owed a call within a quarter of an hour, Rosa within some more time.
        app.ana().await;
        app.capture(json!({ "name": "Rosa", "email": "rosa@lua.example",
            "source": { "channel": "webinar" } }))
            .await;
        // Morning, evening, the night after which the working day counts on, and too late.
        for (hours, breaking) in [(0, 1..=2), (1, 0..=2), (8, 0..=2), (100, 0..=0)] {
            app.advance(SignedDuration::from_hours(hours)).await;
            let overview = app.get("/api/v1/overview").await.expect(200);
            let mut said = Vec::new();
            for line in overview["attention"].as_array().unwrap() {
                let list = line["href"].as_str().unwrap();
                let found = app.get(&format!("/api/v1{list}")).await.expect(200);
                assert_eq!(found["total"], line["leads"], "{list}");
                said.push(line["id"].as_str().unwrap().to_owned());
                if line["id"] == "breaking" {
                    let leads = line["leads"].as_u64().unwrap();
                    assert!(breaking.contains(&leads), "{leads} after {hours} h");
                }
            }
            assert_eq!(
                said,
                [
                    "overdue",
                    "breaking",
                    "waiting",
                    "exceptions",
                    "unknown_source"
                ]
            );
        }
    });
}

#[test]
fn about_to_break_is_counted_in_working_time() {
    story(async |app| {
        // Nobody knows much of her: four working hours for the first response.
        let rosa = || {
            app.capture(json!({ "name": "Rosa", "email": "rosa@lua.example",
                "source": { "channel": "webinar" } }))
        };
        // Friday at four, an hour before everybody goes home.
        app.clock.set(at("2026-03-06T19:00:00Z"));
        let lead = rosa().await;
        assert_eq!(lead["next_step"]["due_at"], "2026-03-09T15:00:00Z");
        assert_eq!(breaking(app).await, 0, "there are four hours yet");
        app.advance(SignedDuration::from_mins(30)).await;
        assert_eq!(
            breaking(app).await,
            1,
            "three and a half: nobody works at weekends"
        );
        let refused = app.get("/api/v1/leads?breaking=false").await;
        assert_eq!(
            (refused.status, refused.code()),
            (422, "query.value".into())
        );
        assert_eq!(refused.json()["pointer"], "breaking");
    });
}

async fn breaking(app: &TestApp) -> u64 {
    let found = app.get("/api/v1/leads?breaking=true").await.expect(200);
    found["total"].as_u64().unwrap()
}

#[test]
fn the_drawing_says_where_leads_come_in_and_how_many_ended_where() {
    story(async |app| {
        let lead = app.ana().await;
        app.post(
            &path(&lead, "/exceptions"),
            json!({ "to": "lost", "reason": "They closed" }),
        )
        .await
        .expect(200);
        let process = app.get("/api/v1/process").await.expect(200);
        assert_eq!(process["time_zone"], "America/Sao_Paulo");
        let drawing = app.get("/api/v1/process/drawing").await.expect(200);
        assert_eq!(drawing["entry"]["stage"], "inbox");
        assert_eq!(drawing["entry"]["points"].as_array().unwrap().len(), 2);
        assert!(!drawing["lanes"][0]["lines"].as_array().unwrap().is_empty());
        let counts = app.get("/api/v1/process/counts").await.expect(200);
        assert_eq!(counts["stages"], json!([]));
        assert_eq!(counts["ends"][0]["stage"], "lost");
        for end in counts["ends"].as_array().unwrap() {
            let list = end["href"].as_str().unwrap();
            let found = app.get(&format!("/api/v1{list}")).await.expect(200);
            assert_eq!(found["total"], end["leads"], "{list}");
        }
    });
}
