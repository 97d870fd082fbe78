//! Stories of people who come by several ways, under several addresses, and of people who
//! share them.

use crate::app::{TestApp, path, story};
use serde_json::{Value, json};

async fn comes(app: &TestApp, who: Value) -> (u16, Value) {
    let answer = app.post("/api/v1/leads", who).await;
    let (status, lead) = (answer.status, answer.json());
    assert!(matches!(status, 200 | 201), "{}", answer.text);
    (status, lead)
}

fn person(lead: &Value) -> String {
    lead["person"]["id"].as_str().unwrap().to_owned()
}

fn id(lead: &Value) -> String {
    lead["id"].as_str().unwrap().to_owned()
}

async fn merge(app: &TestApp, kept: &str, other: &str, more: Value) -> crate::app::Answer {
    let mut body = json!({ "other": other });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    app.post(&format!("/api/v1/persons/{kept}/merge"), body)
        .await
}

async fn look(app: &TestApp, lead: &str) -> Value {
    app.get(&format!("/api/v1/leads/{lead}")).await.expect(200)
}

#[test]
fn one_person_is_recognised_however_they_write_themselves() {
    story(async |app| {
        let (_, first) = comes(
            app,
            json!({ "name": "Ana Souza", "email": "ana.souza@gmail.com", "phone": "+55 11 98765-4321" }),
        )
        .await;
        for again in [
            json!({ "email": "AnaSouza+shop@googlemail.com" }),
            json!({ "name": "Ana", "phone": "(11) 98765-4321" }),
            json!({ "name": "Souza, Ana", "phone": "0055 11 987654321", "email": "ana@casa.example" }),
            // The address they gave last is theirs from now on.
            json!({ "email": "ana@casa.example" }),
        ] {
            let (status, lead) = comes(app, again.clone()).await;
            assert_eq!((status, id(&lead)), (200, id(&first)), "{again}");
        }
        let ana = app
            .get(&format!("/api/v1/persons/{}", person(&first)))
            .await
            .expect(200);
        assert_eq!(ana["person"]["others"], json!(["ana@casa.example"]));
        assert_eq!(ana["leads"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn who_shares_a_mailbox_or_a_number_stays_somebody_else_and_is_shown_to_people() {
    story(async |app| {
        let (_, ana) = comes(
            app,
            json!({ "name": "Ana Souza", "email": "familia@souza.example" }),
        )
        .await;
        let (status, rui) = comes(
            app,
            json!({ "name": "Rui Prado", "email": "familia@souza.example" }),
        )
        .await;
        assert_eq!(status, 201);
        assert_ne!(person(&rui), person(&ana));
        // A reception's address is nobody's own.
        let (_, lia) = comes(
            app,
            json!({ "name": "Lia Nunes", "email": "info@petmar.example" }),
        )
        .await;
        let (_, tom) = comes(
            app,
            json!({ "name": "Tom Berg", "email": "info@petmar.example" }),
        )
        .await;
        assert_ne!(person(&lia), person(&tom));
        let found = app.get("/api/v1/likenesses").await.expect(200);
        let pairs = found["items"].as_array().unwrap();
        let of = |pair: &Value| {
            let mut names = [pair["one"]["name"].clone(), pair["other"]["name"].clone()];
            names.sort_by_key(Value::to_string);
            names
        };
        let names: Vec<_> = pairs.iter().map(of).collect();
        let souza = [json!("Ana Souza"), json!("Rui Prado")];
        assert!(names.contains(&souza), "{names:?}");
        let because = pairs[0]["because"].as_array().unwrap();
        assert!(!because.is_empty());
        assert!(pairs[0]["probability"].as_f64().unwrap() < 1.0);
        // Two they are: nobody is asked again, although both come once more.
        let apart = json!({ "other": person(&rui) });
        let path = format!("/api/v1/persons/{}/different", person(&ana));
        assert_eq!(app.post(&path, apart).await.status, 204);
        for who in ["Ana Souza", "Rui Prado"] {
            let (status, _) = comes(
                app,
                json!({ "name": who, "email": "familia@souza.example" }),
            )
            .await;
            assert_eq!(status, 200, "{who}");
        }
        let open = app.get("/api/v1/likenesses").await.expect(200);
        let left = open["items"].as_array().unwrap().iter();
        assert!(left.map(of).all(|pair| pair != souza), "{open}");
        let decided = app
            .get("/api/v1/likenesses?state=different")
            .await
            .expect(200);
        assert_eq!(decided["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn two_become_one_with_all_their_history_and_two_again() {
    story(async |app| {
        let (_, old) = comes(
            app,
            json!({ "name": "Ana Souza", "email": "ana@old.example" }),
        )
        .await;
        app.post(
            &path(&old, "/moves"),
            json!({ "to": "disqualified", "reason": "no_goods" }),
        )
        .await
        .expect(200);
        let (_, kept) = comes(
            app,
            json!({ "email": "ana@old.example", "message": "Back again" }),
        )
        .await;
        assert_eq!(person(&kept), person(&old));
        app.advance(jiff::SignedDuration::from_mins(10)).await;
        let (_, gone) = comes(
            app,
            json!({ "name": "Ana M. Souza", "email": "ana@new.example", "phone": "+55 11 4002-8922",
                    "company": "Casa Verde", "fields": { "segment": "pet", "catalogue_size": 12 } }),
        )
        .await;
        let (one, other) = (person(&kept), person(&gone));
        let before = (look(app, &id(&kept)).await, look(app, &id(&gone)).await);

        // First only a look: nothing is written.
        let trial = merge(
            app,
            &one,
            &other,
            json!({ "dry_run": true, "take": ["name"] }),
        )
        .await
        .expect(200);
        assert_eq!(trial["merge"]["after"]["name"], "Ana M. Souza");
        assert_eq!(
            trial["merge"]["after"]["others"],
            json!(["ana@new.example"])
        );
        assert_eq!(look(app, &id(&kept)).await, before.0);

        let done = merge(app, &one, &other, json!({ "take": ["name"] }))
            .await
            .expect(200);
        let now = look(app, &id(&kept)).await;
        assert_eq!(now["person"]["name"], "Ana M. Souza");
        assert_eq!(now["person"]["phone"], "+55 11 4002-8922");
        assert_eq!(now["company"]["name"], "Casa Verde");
        assert_eq!(now["status"], "open");
        let segment = now["fields"].as_array().unwrap().iter();
        let segment = segment.clone().find(|it| it["id"] == "segment").unwrap();
        assert_eq!(segment["value"], "pet");
        let merged = look(app, &id(&gone)).await;
        assert_eq!(
            (&merged["status"], &merged["merged_into"]),
            (&json!("merged"), &json!(id(&kept)))
        );
        // Both ids are alive; the second person is the first one now.
        let who = app
            .get(&format!("/api/v1/persons/{other}"))
            .await
            .expect(200);
        assert_eq!(who["merged_into"], json!(one));
        let all = app.get(&format!("/api/v1/persons/{one}")).await.expect(200);
        assert_eq!(all["leads"].as_array().unwrap().len(), 3);
        // Whoever acts on the merged lead is told where it goes on.
        let refused = app
            .post(&path(&gone, "/notes"), json!({ "text": "Hello" }))
            .await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (422, "lead.goes_on")
        );
        // They are recognised by all that either was recognised by.
        let (status, again) = comes(app, json!({ "email": "ana@new.example" })).await;
        assert_eq!((status, id(&again)), (200, id(&kept)));
        app.post(
            &path(&kept, "/touches"),
            json!({ "kind": "call", "two_way": true, "minutes": 4 }),
        )
        .await
        .expect(200);
        let merge_id = done["merge"]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            merge(app, &one, &other, json!({})).await.code(),
            "merge.goes_on"
        );

        // Undone, although they came again and were called since.
        app.advance(jiff::SignedDuration::from_mins(5)).await;
        let undo = format!("/api/v1/merges/{merge_id}/undo");
        app.post(&undo, json!({})).await.expect(200);
        let kept_now = look(app, &id(&kept)).await;
        assert_eq!(kept_now["person"], before.0["person"]);
        assert_eq!(kept_now["company"], before.0["company"]);
        assert_eq!(kept_now["fields"], before.0["fields"]);
        assert_eq!(kept_now["touches"], 1, "what was done on it stays");
        let gone_now = look(app, &id(&gone)).await;
        for same in [
            "status",
            "stage",
            "owner",
            "person",
            "company",
            "fields",
            "score",
            "merged_into",
        ] {
            assert_eq!(gone_now[same], before.1[same], "{same}");
        }
        let (status, again) = comes(app, json!({ "email": "ana@new.example" })).await;
        assert_eq!((status, id(&again)), (200, id(&gone)));
        assert_eq!(app.post(&undo, json!({})).await.code(), "merge.undone");
    });
}

#[test]
fn what_cannot_be_merged_is_refused_with_its_place() {
    story(async |app| {
        let (_, ana) = comes(app, json!({ "name": "Ana", "email": "ana@x.example" })).await;
        let (_, rui) = comes(app, json!({ "name": "Rui", "email": "rui@x.example" })).await;
        let (one, other) = (person(&ana), person(&rui));
        for (kept, gone, more, status, code) in [
            (
                one.as_str(),
                one.as_str(),
                json!({}),
                422,
                "merge.same_lead",
            ),
            (&one, "nobody", json!({}), 404, "not_found"),
            ("nobody", &one, json!({}), 404, "not_found"),
            (
                &one,
                &other,
                json!({ "keep_lead": "nope" }),
                422,
                "merge.keep_lead",
            ),
            (
                &one,
                &other,
                json!({ "take": ["shoe_size"] }),
                422,
                "body.value",
            ),
            (
                &one,
                &other,
                json!({ "force": true }),
                422,
                "body.unknown_field",
            ),
        ] {
            let answer = merge(app, kept, gone, more.clone()).await;
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (status, code),
                "{more}: {}",
                answer.text
            );
        }
        assert_eq!(
            app.post("/api/v1/merges/nope/undo", json!({})).await.status,
            404
        );
        assert_eq!(look(app, &id(&ana)).await["version"], ana["version"]);
    });
}

#[test]
fn merging_at_once_from_both_sides_is_done_once() {
    story(async |app| {
        let (_, ana) = comes(app, json!({ "name": "Ana", "email": "ana@x.example" })).await;
        let (_, rui) = comes(app, json!({ "name": "Rui", "email": "rui@x.example" })).await;
        let (one, other) = (person(&ana), person(&rui));
        let (a, b) = tokio::join!(
            merge(app, &one, &other, json!({})),
            merge(app, &other, &one, json!({}))
        );
        let mut codes = [a.status, b.status];
        codes.sort_unstable();
        assert_eq!(codes, [200, 422], "{} {}", a.text, b.text);
    });
}

#[test]
fn the_wrong_button_is_taken_back() {
    story(async |app| {
        let (_, lead) = comes(app, json!({ "name": "Ana", "email": "ana@x.example" })).await;
        let before = look(app, &id(&lead)).await;
        let moved = app
            .post(
                &path(&lead, "/moves"),
                json!({ "to": "disqualified", "reason": "no_goods" }),
            )
            .await
            .expect(200);
        let back = json!({ "to": before["version"], "if_version": moved["version"] });
        let after = app
            .post(&path(&lead, "/take-back"), back.clone())
            .await
            .expect(200);
        for same in [
            "status",
            "stage",
            "owner",
            "next_step",
            "clocks",
            "score",
            "since",
        ] {
            assert_eq!(after[same], before[same], "{same}");
        }
        assert_eq!(
            app.post(&path(&lead, "/take-back"), back).await.code(),
            "lead.changed"
        );
        let exception = json!({ "to": "nurture", "reason": "They asked for it" });
        let moved = app
            .post(&path(&lead, "/exceptions"), exception)
            .await
            .expect(200);
        app.post(
            &path(&lead, "/take-back"),
            json!({ "to": after["version"], "if_version": moved["version"] }),
        )
        .await
        .expect(200);
        let none = app.get("/api/v1/leads?exceptions=true").await.expect(200);
        assert_eq!(none["items"], json!([]));
    });
}

#[test]
fn who_writes_from_another_address_is_found_by_name_and_company() {
    story(async |app| {
        let (_, first) = comes(
            app,
            json!({ "name": "Ana Souza", "email": "ana@gmail.com", "company": "Casa Verde Ltda." }),
        )
        .await;
        app.app.compare_newcomers().await.unwrap();
        let (status, second) = comes(
            app,
            json!({ "name": "Anna de Souza", "email": "asouza@casaverde.example", "company": "Casa Verde" }),
        )
        .await;
        assert_eq!(status, 201, "nobody is joined by name alone");
        // In one go, too: those two never met in the database.
        comes(
            app,
            json!({ "name": "Bo Berg", "phone": "+49 30 901820", "company": "Berg & Co" }),
        )
        .await;
        comes(app, json!({ "name": "Bo Berg", "email": "bo@berg.example", "company": "Berg und Co. GmbH" })).await;
        app.app.compare_newcomers().await.unwrap();
        app.app.compare_newcomers().await.unwrap();
        let found = app.get("/api/v1/likenesses").await.expect(200);
        let mut pairs: Vec<Vec<String>> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| {
                let id = |who: &str| pair[who]["name"].as_str().unwrap().to_owned();
                let mut names = vec![id("one"), id("other")];
                names.sort();
                names
            })
            .collect();
        pairs.sort();
        assert_eq!(
            pairs,
            [["Ana Souza", "Anna de Souza"], ["Bo Berg", "Bo Berg"]],
            "{found}"
        );
        // Whoever looks at one of them is shown the other.
        let path = format!("/api/v1/persons/{}", person(&second));
        let looked = app.get(&path).await.expect(200);
        assert_eq!(looked["alike"].as_array().unwrap().len(), 1);
        // Merged, nobody is asked any more.
        merge(app, &person(&first), &person(&second), json!({}))
            .await
            .expect(200);
        let left = app.get("/api/v1/likenesses").await.expect(200);
        assert_eq!(
            (
                left["open"].as_u64(),
                left["items"].as_array().unwrap().len()
            ),
            (Some(1), 1)
        );
    });
}

#[test]
fn many_who_share_a_mailbox_are_each_known_again() {
    story(async |app| {
        let names = [
            "Ana Souza",
            "Bo Berg",
            "Carla Dias",
            "Dora Lins",
            "Edu Moura",
            "Fabio Reis",
            "Gil Nunes",
            "Hugo Prado",
            "Ivo Castro",
            "Joana Melo",
            "Kika Rocha",
            "Lia Viana",
        ];
        for status in [201, 200] {
            for name in names {
                let who = json!({ "name": name, "email": "info@petmar.example" });
                assert_eq!(comes(app, who).await.0, status, "{name}");
            }
        }
    });
}
