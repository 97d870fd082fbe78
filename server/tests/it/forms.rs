//! Forms: people with and without scripts, people in a hurry, machines, and whoever tries to
//! find out, break in or lead somebody astray by one.

use crate::app::{Answer, TestApp};
use crate::capture::{change, inbox, look, make, replay, send, settings, story, way_in};
use jiff::SignedDuration;
use serde_json::{Value, json};
use server::Settings;

/// A form with a question of each kind.
async fn form(app: &TestApp, more: Value) -> Value {
    let mut form = json!({
        "heading": "Sell with us",
        "intro": "Tell us about your shop.",
        "fields": [
            { "target": "name", "label": "Your name", "required": true },
            { "target": "email", "label": "Mail", "required": true, "help": "Where we answer." },
            { "target": "phone", "label": "Phone" },
            { "target": "company", "label": "Shop" },
            { "target": "field:segment", "label": "What do you sell?" },
            { "target": "field:catalogue_size", "label": "How many products?" },
            { "target": "message", "label": "Anything else?" },
        ],
        "consent": { "text": "You may write to me about offers.", "version": "2026-03" },
        "submit": "Send it",
        "success": "Thanks. We call you today.",
        "name": "sell-with-us",
        "sources": [
            { "when": "click_id", "is": "gclid", "channel": "paid_search" },
            { "when": "referrer", "is": "google.com", "channel": "organic_search" },
        ],
    });
    for (name, value) in more.as_object().unwrap() {
        form[name] = value.clone();
    }
    let body = json!({ "kind": "form", "title": "Website", "channel": "direct_traffic", "definition": { "form": form } });
    make(app, body).await.0
}

fn hidden(page: &str, name: &str) -> String {
    let at = page
        .find(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    let rest = &page[at + name.len() + 15..];
    rest[..rest.find('"').unwrap()].replace("&amp;", "&")
}

fn encoded(values: &[(&str, &str)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(values);
    text.finish()
}

/// Opens the form, takes as long as a person, and sends it without a script.
async fn fill_in(app: &TestApp, way: &Value, query: &str, values: &[(&str, &str)]) -> Answer {
    let address = way["address"].as_str().unwrap();
    let page = look(app, &format!("{address}{query}"), &[]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    app.clock
        .set(app.clock.now() + SignedDuration::from_secs(20));
    post(app, way, &page.text, values).await
}

async fn post(app: &TestApp, way: &Value, page: &str, values: &[(&str, &str)]) -> Answer {
    let kept: Vec<(&str, String)> = [
        "_token",
        "_consent_version",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "click_id",
        "click_kind",
        "landing_page",
        "referrer",
    ]
    .into_iter()
    .map(|name| (name, hidden(page, name)))
    .collect();
    let mut all: Vec<(&str, &str)> = kept
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    all.extend_from_slice(values);
    urlencoded(app, way, &all).await
}

async fn urlencoded(app: &TestApp, way: &Value, values: &[(&str, &str)]) -> Answer {
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    send(
        app,
        way["address"].as_str().unwrap(),
        &kind,
        encoded(values).as_bytes(),
    )
    .await
}

const ANA: [(&str, &str); 4] = [
    ("name", "Ana Souza"),
    ("email", "ana@casaverde.example"),
    ("field:segment", "home_decor"),
    ("field:catalogue_size", "240"),
];

async fn only_lead(app: &TestApp) -> Value {
    let found = app.get("/api/v1/leads").await.expect(200);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{found}");
    app.get(&format!(
        "/api/v1/leads/{}",
        items[0]["id"].as_str().unwrap()
    ))
    .await
    .expect(200)
}

#[test]
fn somebody_without_a_script_becomes_a_lead() {
    story(settings, async |app| {
        let way = form(app, json!({})).await;
        let with_consent = [&ANA[..], &[("_consent", "yes"), ("message", "Call me")]].concat();
        let query = "?gclid=click-1&utm_campaign=autumn&utm_source=google";
        let answer = fill_in(app, &way, query, &with_consent).await;
        let thanks = format!("{}/thanks", way["address"].as_str().unwrap());
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some(thanks.as_str()))
        );
        let page = look(app, &thanks, &[]).await;
        assert!(page.text.contains("We call you today."), "{}", page.text);
        let lead = only_lead(app).await;
        assert_eq!(
            (&lead["person"]["name"], &lead["message"]),
            (&json!("Ana Souza"), &json!("Call me"))
        );
        let source = &lead["source"];
        assert_eq!(
            (&source["channel"], &source["campaign"], &source["click_id"]),
            (&json!("paid_search"), &json!("autumn"), &json!("click-1"))
        );
        assert_eq!(
            source["landing_page"],
            format!(
                "http://localhost:8080{}{query}",
                way["address"].as_str().unwrap()
            )
        );
        let events = app.history(&lead).await;
        let consent = &events[0]["data"].to_string();
        assert!(consent.contains("2026-03"), "{consent}");
        // The rules know the form by its name: it gives points.
        assert!(
            lead["score"].to_string().contains("asked_for_contact"),
            "{}",
            lead["score"]
        );
        let health = way_in(app, &way).await["health"].clone();
        assert_eq!(health["day"]["accepted"], 1);
    });
}

#[test]
fn a_double_click_is_one_and_a_known_address_is_answered_like_any_other() {
    story(settings, async |app| {
        let way = form(app, json!({})).await;
        let page = look(app, way["address"].as_str().unwrap(), &[]).await;
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(20));
        let first = post(app, &way, &page.text, &ANA).await;
        let second = post(app, &way, &page.text, &ANA).await;
        assert_eq!((first.status, second.status), (303, 303));
        assert_eq!(app.figures().await.2, 1);
        // The same person again, somebody new, and somebody suspected: all the same.
        let again = fill_in(app, &way, "", &ANA).await;
        let new = fill_in(
            app,
            &way,
            "",
            &[("name", "Rui"), ("email", "rui@x.example")],
        )
        .await;
        let bot = fill_in(
            app,
            &way,
            "",
            &[
                ("name", "Bot"),
                ("email", "bot@x.example"),
                ("_homepage", "x"),
            ],
        )
        .await;
        for other in [&second, &again, &new, &bot] {
            assert_eq!(
                (other.status, &other.text, &other.headers),
                (first.status, &first.text, &first.headers)
            );
        }
        assert_eq!(app.count().await, 2);
        assert_eq!(inbox(app, "state=noted&reason=duplicate").await.len(), 1);
    });
}

#[test]
fn what_will_not_do_is_said_at_its_place_with_all_that_was_written() {
    story(settings, async |app| {
        let way = form(
            app,
            json!({ "consent": { "text": "Yes.", "version": "1", "required": true } }),
        )
        .await;
        let wrong = [
            ("name", "Ana <b>Souza</b>"),
            ("email", "nonsense"),
            ("phone", "12"),
            ("field:segment", "gold"),
            ("field:catalogue_size", "many"),
            ("message", "Kept \"text\" & more"),
        ];
        let answer = fill_in(app, &way, "?utm_source=mail&gclid=c", &wrong).await;
        assert_eq!(answer.status, 422);
        for said in [
            "role=\"alert\"",
            "This is no mail address",
            "This is no phone number",
            "Please take one of these",
            "a whole number from 0",
            "Please say yes",
            "aria-invalid=\"true\" aria-describedby=\"tl-email-help tl-email-wrong\"",
            "value=\"Ana &lt;b&gt;Souza&lt;/b&gt;\"",
            "Kept &quot;text&quot; &amp; more</textarea>",
            "href=\"#tl-email\"",
        ] {
            assert!(answer.text.contains(said), "{said}: {}", answer.text);
        }
        assert_eq!(
            (
                hidden(&answer.text, "utm_source"),
                hidden(&answer.text, "click_id")
            ),
            ("mail".into(), "c".into())
        );
        assert!(
            inbox(app, "state=all").await.is_empty(),
            "nothing is kept of it"
        );
        // Shown again it is the same showing: who mends a letter is quick.
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(5));
        let token = hidden(&answer.text, "_token");
        let again = post(app, &way, &answer.text, &[("name", "Ana")]).await;
        assert_eq!((again.status, hidden(&again.text, "_token")), (422, token));
        // Mended, with the token of the page that said so.
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(5));
        let mended = post(
            app,
            &way,
            &answer.text,
            &[&ANA[..], &[("_consent", "yes")]].concat(),
        )
        .await;
        assert_eq!(mended.status, 303);
        assert_eq!(only_lead(app).await["source"]["click_id"], "c");
    });
}

#[test]
fn what_looks_like_a_machine_waits_and_comes_in_when_somebody_says_so() {
    story(settings, async |app| {
        let way = form(app, json!({ "proof_of_work": 8 })).await;
        let address = way["address"].as_str().unwrap();
        let page = look(app, address, &[]).await.text;
        let token = hidden(&page, "_token");
        assert!(page.contains("data-work=\"8\""));
        let proof = (0..).map(|n: u32| n.to_string()).find(|own| {
            use sha2::Digest as _;
            sha2::Sha256::digest(format!("{token}:{own}"))[0] == 0
        });
        let proof = proof.unwrap();
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(1));
        let sent = async |mail: &str, more: &[(&str, &str)]| {
            let values = [&[("name", "Ana"), ("email", mail)], more].concat();
            assert_eq!(urlencoded(app, &way, &values).await.status, 303);
        };
        let with = |own: &[(&'static str, &'static str)]| own.to_vec();
        sent("a@x.example", &[]).await;
        sent("b@x.example", &[("_token", &token.replace('0', "1"))]).await;
        sent(
            "c@x.example",
            &[
                ("_token", &token),
                ("_consent_version", "2026-03"),
                ("_proof", &proof),
            ],
        )
        .await;
        let other = async |wait: i64, values: Vec<(&str, &str)>| {
            let page = look(app, address, &[]).await.text;
            app.clock
                .set(app.clock.now() + SignedDuration::from_secs(wait));
            post(app, &way, &page, &values).await
        };
        other(
            20,
            with(&[
                ("name", "D"),
                ("email", "d@x.example"),
                ("_homepage", "http://x"),
            ]),
        )
        .await;
        other(20, with(&[("name", "E"), ("email", "e@x.example")])).await;
        other(
            86_400 * 15,
            with(&[("name", "F"), ("email", "f@x.example")]),
        )
        .await;
        assert_eq!(app.count().await, 0);
        let mut reasons: Vec<String> = inbox(app, "reason=suspected")
            .await
            .iter()
            .map(|own| own["reason"].as_str().unwrap().replace("suspected.", ""))
            .collect();
        reasons.sort();
        assert_eq!(
            reasons,
            [
                "honeypot", "no_token", "no_token", "no_work", "too_fast", "too_old"
            ]
        );
        assert_eq!(way_in(app, &way).await["health"]["week"]["suspected"], 1);
        // Somebody looks, and lets one in; twice is once.
        let entry = inbox(app, "reason=suspected.no_work").await.remove(0);
        let first = replay(app, &entry).await;
        assert_eq!(first["outcome"], "lead");
        assert_eq!(replay(app, &entry).await, first);
        assert_eq!(only_lead(app).await["person"]["email"], "e@x.example");
        // Who did the work comes in at once.
        let page = look(app, address, &[]).await.text;
        let token = hidden(&page, "_token");
        let proof = (0..).map(|n: u32| n.to_string()).find(|own| {
            use sha2::Digest as _;
            sha2::Sha256::digest(format!("{token}:{own}"))[0] == 0
        });
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(9));
        let proof = proof.unwrap();
        post(
            app,
            &way,
            &page,
            &[("name", "G"), ("email", "g@x.example"), ("_proof", &proof)],
        )
        .await;
        assert_eq!(app.count().await, 2);
    });
}

#[test]
fn a_flood_is_set_aside_and_then_told_to_wait() {
    story(settings, async |app| {
        let way = form(app, json!({})).await;
        let address = way["address"].as_str().unwrap();
        let mut taken = 0;
        // Budgets refill while this runs: on a slow machine it takes some more.
        let refused = loop {
            assert!(taken < 400, "nobody is told to wait");
            let mail = format!("s{taken}@x.example");
            let page = look(app, address, &[]).await.text;
            app.clock
                .set(app.clock.now() + SignedDuration::from_secs(3));
            let answer = post(app, &way, &page, &[("name", "S"), ("email", &mail)]).await;
            if answer.status == 429 {
                break answer;
            }
            assert_eq!(answer.status, 303);
            taken += 1;
        };
        assert!(taken >= 120, "{taken}");
        assert!(refused.header("retry-after").is_some());
        assert!(refused.text.contains("<h1>"), "{}", refused.text);
        let leads = app.count().await;
        assert!(leads >= 12 && leads * 2 < taken, "{leads}");
        let rate = app.get("/api/v1/inbox?reason=suspected.rate").await;
        assert_eq!(rate.expect(200)["total"].as_u64().unwrap() + leads, taken);
    });
}

#[test]
fn nothing_that_a_stranger_writes_becomes_a_script() {
    story(
        || Settings {
            rate_limit: false,
            ..settings()
        },
        async |app| {
            let way = form(app, json!({ "heading": "</title><script>alert(1)</script>", "intro": "<img src=x onerror=alert(1)>" })).await;
            let address = way["address"].as_str().unwrap();
            let corpus = [
                "<script>alert(1)</script>",
                "\"><script>alert(1)</script>",
                "'><img src=x onerror=alert(1)>",
                "\" autofocus onfocus=alert(1) x=\"",
                "</textarea><script>alert(1)</script>",
                "<svg/onload=alert(1)>",
                "javascript:alert(1)",
                "{{constructor.constructor('alert(1)')()}}",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                "\u{202e}<script>",
                "--><script>alert(1)</script>",
                "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
            ];
            for text in corpus {
                let query = encoded(&[
                    ("utm_source", text),
                    ("gclid", text),
                    ("utm_campaign", text),
                    ("landing_page", text),
                    ("unknown", text),
                ]);
                let page = look(
                    app,
                    &format!("{address}?{query}"),
                    &[("referer", "http://x/?\"><script>alert(1)</script>")],
                )
                .await;
                safe(&page, text);
                let wrong = [
                    ("name", text),
                    ("email", text),
                    ("phone", text),
                    ("company", text),
                    ("field:segment", text),
                    ("message", text),
                    ("_consent", text),
                    ("utm_medium", text),
                ];
                let answer = urlencoded(app, &way, &wrong).await;
                assert_eq!(answer.status, 422);
                safe(&answer, text);
            }
            let policy = look(app, address, &[]).await;
            let policy = policy.header("content-security-policy").unwrap().to_owned();
            assert!(
                policy.contains("script-src 'self'") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert!(
                policy.contains("frame-ancestors 'self'") && policy.contains("default-src 'none'"),
                "{policy}"
            );
            let preview = app
                .post(
                    "/api/v1/ways-in/preview",
                    json!({ "title": "<script>", "definition": way["definition"] }),
                )
                .await
                .expect(200);
            assert!(
                !preview["html"].as_str().unwrap().contains("<script>alert"),
                "{preview}"
            );
        },
    );
}

/// Of tags there are only our own, and no value ends its quotes.
fn safe(answer: &Answer, text: &str) {
    let page = answer
        .text
        .replace("<script src=\"/f/assets/form.js\" defer></script>", "");
    for harm in [
        "<script",
        "<img",
        "<svg",
        "onerror=alert(1)>",
        "onfocus=alert(1) x=\"",
    ] {
        assert!(!page.contains(harm), "{text}: {harm} in {page}");
    }
    for tag in page.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap();
        assert_eq!(inside.matches('"').count() % 2, 0, "{text}: {inside}");
    }
}

#[test]
fn nobody_is_led_away_and_only_the_named_sites_may_show_it() {
    story(settings, async |app| {
        let way = form(app, json!({ "sites": ["www.shop.example", "localhost:3000"], "redirect": "https://www.shop.example/thanks?a=1" })).await;
        let address = way["address"].as_str().unwrap();
        // Whatever else is asked for, people are led to the one page.
        let more = [
            &ANA[..],
            &[
                ("redirect", "https://evil.example/"),
                ("next", "//evil.example"),
                ("_redirect", "javascript:alert(1)"),
            ],
        ]
        .concat();
        let answer = fill_in(
            app,
            &way,
            "?next=https://evil.example&redirect=https://evil.example",
            &more,
        )
        .await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("https://www.shop.example/thanks?a=1"))
        );
        // A site that isn't ours any more isn't led to, whatever is kept.
        let mut definition = way["definition"].clone();
        definition["form"]["redirect"] = json!("https://evil.example/");
        assert_eq!(
            change(app, &way, json!({ "definition": definition }))
                .await
                .status,
            422
        );
        let policy = look(app, address, &[]).await;
        let policy = policy.header("content-security-policy").unwrap().to_owned();
        assert!(
            policy
                .ends_with("frame-ancestors 'self' https://www.shop.example http://localhost:3000"),
            "{policy}"
        );
        for (origin, allowed) in [
            ("https://www.shop.example", true),
            ("http://localhost:3000", true),
            ("http://www.shop.example", false),
            ("https://evil.example", false),
            ("null", false),
            ("https://www.shop.example.evil.example", false),
        ] {
            let part = look(app, &format!("{address}/part"), &[("origin", origin)]).await;
            assert_eq!(
                part.header("access-control-allow-origin").is_some(),
                allowed,
                "{origin}"
            );
            assert_eq!(part.header("access-control-allow-credentials"), None);
            let page = part.json();
            let body = json!({ "_token": page["token"], "_consent_version": page["version"], "name": "A", "email": format!("a{}@x.example", origin.len()) });
            app.clock
                .set(app.clock.now() + SignedDuration::from_secs(5));
            let sent = send(
                app,
                address,
                &[("origin", origin), ("content-type", "application/json")],
                body.to_string().as_bytes(),
            )
            .await;
            assert_eq!(sent.status, 200, "{}", sent.text);
            assert_eq!(
                sent.header("access-control-allow-origin").is_some(),
                allowed,
                "{origin}"
            );
            assert_eq!(
                sent.json()["redirect"],
                "https://www.shop.example/thanks?a=1"
            );
        }
        // Nothing else of ours may be read from there.
        let api = app.get("/api/v1/leads").await;
        assert_eq!(api.header("access-control-allow-origin"), None);
        assert_eq!(api.header("x-frame-options"), Some("DENY"));
        assert_eq!(
            api.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
        let script = look(app, &format!("{address}/embed.js"), &[]).await;
        assert_eq!(
            script.header("cross-origin-resource-policy"),
            Some("cross-origin")
        );
        assert!(
            script.text.contains(way["id"].as_str().unwrap()) && !script.text.contains("__FORM__")
        );
    });
}

#[test]
fn a_page_of_somebody_else_sends_by_script_and_asks_for_more_than_we_know() {
    story(settings, async |app| {
        let way = form(app, json!({})).await;
        let address = way["address"].as_str().unwrap();
        let part = look(app, &format!("{address}/part"), &[]).await.json();
        app.clock
            .set(app.clock.now() + SignedDuration::from_secs(5));
        let kind = [("content-type", "application/json")];
        let wrong = json!({ "_token": part["token"], "name": "Ana", "email": "x" });
        let answer = send(app, address, &kind, wrong.to_string().as_bytes()).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.json()["errors"]["email"].is_string(),
            "{}",
            answer.text
        );
        let body = json!({
            "_token": part["token"], "_consent_version": part["version"], "name": "Ana", "email": "ana@x.example", "budget": "1000", "field:secret": "x",
            "landing_page": "https://www.shop.example/?utm_campaign=autumn", "referrer": "https://www.google.com/",
        });
        let answer = send(app, address, &kind, body.to_string().as_bytes()).await;
        assert_eq!(answer.expect(200)["message"], "Thanks. We call you today.");
        let lead = only_lead(app).await;
        assert_eq!(
            (&lead["source"]["channel"], &lead["source"]["campaign"]),
            (&json!("organic_search"), &json!("autumn"))
        );
        let message = lead["message"].as_str().unwrap();
        assert!(message.contains("budget: 1000"), "{message}");
        for broken in ["{", "[]", "\"x\"", "{\"a\":1,\"a\":2}"] {
            let answer = send(app, address, &kind, broken.as_bytes()).await;
            assert!(
                matches!(answer.status, 400 | 422),
                "{broken} {}",
                answer.text
            );
        }
        // Off, or never there: said to people.
        change(app, &way, json!({ "enabled": false }))
            .await
            .expect(200);
        for path in [address, "/f/none", "/f/none/thanks", "/f/none/embed.js"] {
            let page = look(app, path, &[]).await;
            assert_eq!(page.status, 404);
            assert!(page.text.contains("There is no form here"), "{path}");
        }
    });
}
