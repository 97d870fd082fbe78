//! What is written down about the API is what the code does.

use crate::app::story;
use serde_json::Value;
use server::problem::codes::CODES;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The typed client of the screens is made from this file. `UPDATE_OPENAPI=1` writes it.
#[test]
fn the_document_in_the_repository_is_that_of_the_code() {
    let path = root().join("web/openapi.json");
    let mut now = server::openapi().to_pretty_json().unwrap();
    now.push('\n');
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == now,
        "web/openapi.json is of another time: UPDATE_OPENAPI=1 cargo test -p server --test it documents"
    );
}

#[test]
fn every_operation_is_described() {
    let document = serde_json::to_value(server::openapi()).unwrap();
    assert_eq!(document["openapi"].as_str().unwrap().get(..3), Some("3.1"));
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(operation["summary"].is_string(), "{method} {path}");
            let answers = operation["responses"].as_object().unwrap();
            assert!(
                answers.contains_key("500") && answers.contains_key("503"),
                "{method} {path}"
            );
            assert_eq!(
                answers.contains_key("401"),
                operation.get("security").is_some() || id == "signIn",
                "{id}"
            );
            assert_eq!(
                answers.contains_key("413"),
                operation.get("requestBody").is_some(),
                "{id}"
            );
            for (status, answer) in answers {
                let text = answer["description"].as_str().unwrap();
                assert!(!text.is_empty(), "{method} {path} {status}");
            }
        }
    }
    // No reference leads nowhere.
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
}

#[test]
fn every_code_has_its_paragraph() {
    let text = std::fs::read_to_string(root().join("docs/errors.md")).unwrap();
    for (code, ..) in CODES {
        assert!(
            text.contains(&format!("| `{code}` |")),
            "docs/errors.md doesn't have `{code}`"
        );
    }
    let codes: BTreeSet<&str> = CODES.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes.len(), CODES.len(), "a code stands there twice");
}

#[test]
fn the_document_is_served_with_its_page() {
    story(async |app| {
        let served = app.get("/api/openapi.json").await.expect(200);
        assert_eq!(served, serde_json::to_value(server::openapi()).unwrap());
        let page = app.get("/api/docs").await;
        assert_eq!(page.status, 200);
        assert!(
            !page.text.contains("https://"),
            "nothing is loaded from elsewhere"
        );
        let script = app.get("/api/docs.js").await;
        assert_eq!(
            script.header("content-type"),
            Some("text/javascript; charset=utf-8")
        );
        let metrics = app.get("/metrics").await;
        assert!(
            metrics.text.contains("throughline_ready 1\n"),
            "{}",
            metrics.text
        );
    });
}

/// What every answer looks like is what the document says: required fields are there.
#[test]
fn answers_have_the_fields_they_are_said_to_have() {
    story(async |app| {
        let lead = app.ana().await;
        let document = serde_json::to_value(server::openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            let schema = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            let ways = item["get"]["security"].as_array();
            let open = ways.is_none_or(|ways| ways.iter().any(|way| way.get("token").is_some()));
            if schema.is_null() || !open {
                continue;
            }
            let whose = if path.contains("/persons/") {
                &lead["person"]["id"]
            } else {
                &lead["id"]
            };
            // A token has no day of its own.
            let of = if path.ends_with("/today") {
                "?owner=nora"
            } else {
                ""
            };
            if path.contains("/bulk/") {
                continue;
            }
            let path = path.replace("{id}", whose.as_str().unwrap()) + of;
            let answer = app.get(&path).await.expect(200);
            fits(&document, schema, &answer, &path);
        }
    });
}

fn fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(&name[1..]).unwrap();
        return fits(document, schema, value, at);
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().for_each(|own| fits(document, own, value, at));
    }
    if let Some(one) = schema["oneOf"].as_array() {
        if !value.is_null() {
            let own = one.iter().find(|own| own["type"] != "null").unwrap();
            fits(document, own, value, at);
        }
        return;
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        assert!(value.get(name).is_some(), "{at} has no {name}: {value}");
    }
    if let (Some(known), Some(given)) = (schema["properties"].as_object(), value.as_object()) {
        for (name, own) in given {
            let schema = known
                .get(name)
                .unwrap_or_else(|| panic!("{at}/{name} isn't described"));
            fits(document, schema, own, &format!("{at}/{name}"));
        }
    }
    if let Some(items) = value.as_array() {
        for (place, own) in items.iter().enumerate() {
            fits(document, &schema["items"], own, &format!("{at}/{place}"));
        }
    }
}
