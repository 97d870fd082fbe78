//! Google Ads lead forms: one submission a call, with the advertiser's key inside.
//!
//! `lead_id` is unique over all forms: the key. Columns whose id is known go where they
//! belong, others by the map; what has no place is kept in the message under its name.

use super::definition::Definition;
use super::given::{Given, text_of};
use super::read::{Piece, digest_key, json, key_of, unreadable};
use super::targets::Target;
use serde_json::Value;
use store::EntryReason;

/// Columns that Google fills in, and where they go.
const COLUMNS: &[(&str, &str)] = &[
    ("FULL_NAME", "name"),
    ("FIRST_NAME", "first_name"),
    ("LAST_NAME", "last_name"),
    ("EMAIL", "email"),
    ("WORK_EMAIL", "email"),
    ("PHONE_NUMBER", "phone"),
    ("WORK_PHONE", "phone"),
    ("COMPANY_NAME", "company"),
    ("REGION", "region"),
    ("COUNTRY", "region"),
];

/// The advertiser's key, as it came.
pub(crate) fn shown_key(bytes: &[u8]) -> Option<String> {
    let body = json(bytes).ok()?;
    Some(body.get("google_key")?.as_str()?.to_owned())
}

pub(super) fn split(bytes: &[u8]) -> Result<Vec<Piece>, EntryReason> {
    let body = json(bytes)?;
    if !body.get("user_column_data").is_some_and(Value::is_array) {
        return Err(unreadable("There is no list `user_column_data` in it."));
    }
    Ok(vec![Piece {
        key: key_of(body.get("lead_id")).unwrap_or_else(|| digest_key(bytes)),
        raw: bytes.to_vec(),
        test: body.get("is_test").and_then(Value::as_bool) == Some(true),
    }])
}

pub(super) fn given(definition: &Definition, raw: &[u8]) -> Result<Given, EntryReason> {
    let body = json(raw)?;
    let mut given = Given::default();
    let text = |value: Option<&Value>| value.map(text_of).filter(|own| !own.trim().is_empty());
    // Work addresses after private ones, whatever the order they come in.
    let mut late = Vec::new();
    for column in body
        .get("user_column_data")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let id = text(column.get("column_id"));
        let name = text(column.get("column_name"));
        let Some(value) = text(column.get("string_value")) else {
            continue;
        };
        let id = id.or_else(|| name.clone()).unwrap_or_default();
        let mapped = definition.map.get(&id).map(String::as_str);
        let known = COLUMNS
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(&id));
        match mapped.or(known.map(|(_, to)| *to)).and_then(Target::of) {
            Some(target) if mapped.is_none() && id.starts_with("WORK_") => {
                late.push((target, value));
            }
            Some(target) => given.put(&target, &Value::String(value)),
            None => given.others.push((name.unwrap_or(id), value)),
        }
    }
    for (target, value) in late {
        let kept = given.clone();
        given.put(&target, &Value::String(value.clone()));
        if given == kept {
            given.others.push(("Work".into(), value));
        }
    }
    given.click_id = given.click_id.or_else(|| text(body.get("gcl_id")));
    given.campaign = given.campaign.or_else(|| text(body.get("campaign_id")));
    given.form = text(body.get("form_id"));
    Ok(given)
}
