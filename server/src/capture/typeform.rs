//! Typeform: one response a call, with its questions beside its answers.
//!
//! `token` is the key. An answer goes where its question's ref or id is mapped to, else where
//! its type says (a mail address, a number), else with its title into the message.

use super::definition::Definition;
use super::given::{Given, text_of};
use super::read::{Piece, digest_key, json, key_of, unreadable};
use super::targets::Target;
use lifecycle::words::fold;
use serde_json::Value;
use std::collections::BTreeMap;
use store::EntryReason;

pub(super) fn split(bytes: &[u8]) -> Result<Vec<Piece>, EntryReason> {
    let body = json(bytes)?;
    let response = body.get("form_response");
    let response = response.ok_or_else(|| unreadable("There is no `form_response` in it."))?;
    Ok(vec![Piece {
        key: key_of(response.get("token"))
            .or_else(|| key_of(body.get("event_id")))
            .unwrap_or_else(|| digest_key(bytes)),
        raw: bytes.to_vec(),
        test: body
            .get("event_type")
            .is_some_and(|own| own == "form_response_test"),
    }])
}

pub(super) fn given(definition: &Definition, raw: &[u8]) -> Result<Given, EntryReason> {
    let body = json(raw)?;
    let response = body.get("form_response").unwrap_or(&Value::Null);
    let text = |value: Option<&Value>| value.map(text_of).filter(|own| !own.trim().is_empty());
    let mut titles: BTreeMap<String, String> = BTreeMap::new();
    let asked = response
        .pointer("/definition/fields")
        .and_then(Value::as_array);
    for field in asked.into_iter().flatten() {
        if let (Some(id), Some(title)) = (text(field.get("id")), text(field.get("title"))) {
            titles.insert(id, title);
        }
    }
    let mut given = Given::default();
    let answers = response.get("answers").and_then(Value::as_array);
    for answer in answers.into_iter().flatten() {
        let kind = answer
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let Some(value) = answered(answer, kind) else {
            continue;
        };
        let id = text(answer.pointer("/field/id")).unwrap_or_default();
        let by_ref = text(answer.pointer("/field/ref"));
        let title = titles.get(&id).cloned().unwrap_or_else(|| id.clone());
        let mapped = by_ref
            .iter()
            .chain([&id, &title])
            .find_map(|name| definition.map.get(name.as_str()))
            .map(String::as_str);
        match mapped
            .or_else(|| by_kind(kind, &title))
            .and_then(Target::of)
        {
            Some(target) => given.put(&target, &value),
            None => given.others.push((title, text_of(&value))),
        }
    }
    for (name, value) in response
        .get("hidden")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let target = match definition.map.get(name).map(String::as_str) {
            Some(mapped) => Target::of(mapped),
            None => match name.as_str() {
                "utm_campaign" => Target::of("campaign"),
                "gclid" | "fbclid" | "msclkid" => Target::of("click_id"),
                "referrer" | "referer" => Target::of("referrer"),
                other => Target::of(other),
            },
        };
        match target {
            Some(target) => given.put(&target, value),
            None => given.others.push((name.clone(), text_of(value))),
        }
    }
    given.form = text(response.get("form_id"));
    Ok(given)
}

/// What an answer says, whatever its type.
fn answered(answer: &Value, kind: &str) -> Option<Value> {
    let value = match kind {
        "choice" => answer
            .pointer("/choice/label")
            .or(answer.pointer("/choice/other"))?,
        "choices" => answer.pointer("/choices/labels")?,
        other => answer.get(other)?,
    };
    Some(match value {
        Value::Array(_) | Value::Object(_) => Value::String(text_of(value)),
        plain => plain.clone(),
    })
}

/// Where an answer goes that nobody mapped.
fn by_kind(kind: &str, title: &str) -> Option<&'static str> {
    match kind {
        "email" => Some("email"),
        "phone_number" => Some("phone"),
        "text" => match fold(title).trim_end_matches(['?', ':', '*', ' ']) {
            "name" | "your name" | "full name" | "what's your name" | "what is your name" => {
                Some("name")
            }
            "first name" => Some("first_name"),
            "last name" => Some("last_name"),
            "company" | "company name" | "your company" => Some("company"),
            _ => None,
        },
        _ => None,
    }
}
