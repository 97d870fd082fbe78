//! Meta lead ads: a call says that there are leads, a second one asks what they say.
//!
//! The signature is of the exact bytes of the call, which may bring several. Each waits as an
//! entry of its own, under its `leadgen_id`, until its data was fetched.

use super::definition::Definition;
use super::given::{Given, text_of};
use super::read::{Piece, json, key_of, unreadable};
use super::targets::Target;
use lifecycle::words::fold;
use serde_json::Value;
use store::EntryReason;

/// Questions that Meta names itself, and where they go.
const QUESTIONS: &[(&str, &str)] = &[
    ("full_name", "name"),
    ("first_name", "first_name"),
    ("last_name", "last_name"),
    ("email", "email"),
    ("work_email", "email"),
    ("phone_number", "phone"),
    ("phone", "phone"),
    ("work_phone_number", "phone"),
    ("company_name", "company"),
    ("state", "region"),
    ("province", "region"),
    ("country", "region"),
];

pub(super) fn split(bytes: &[u8]) -> Result<Vec<Piece>, EntryReason> {
    let body = json(bytes)?;
    let entries = body.get("entry").and_then(Value::as_array);
    let entries = entries.ok_or_else(|| unreadable("There is no list `entry` in it."))?;
    let changes = entries
        .iter()
        .filter_map(|entry| entry.get("changes")?.as_array())
        .flatten();
    // Other news of the page aren't leads.
    let leads = changes.filter(|change| change.get("field").is_some_and(|own| own == "leadgen"));
    let pieces = leads.map(|change| {
        let id = change.pointer("/value/leadgen_id");
        let key = key_of(id).filter(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
        Ok(Piece {
            key: key.ok_or_else(|| unreadable("A lead in it has no `leadgen_id` of digits."))?,
            raw: change.to_string().into_bytes(),
            test: false,
        })
    });
    pieces.collect()
}

/// The id by which the data is asked for.
pub(super) fn lead_id(raw: &[u8]) -> Option<String> {
    let change = json(raw).ok()?;
    key_of(change.pointer("/value/leadgen_id"))
}

pub(super) fn given(definition: &Definition, fetched: &[u8]) -> Result<Given, EntryReason> {
    let body = json(fetched)?;
    let answers = body.get("field_data").and_then(Value::as_array);
    let answers = answers.ok_or_else(|| unreadable("There is no list `field_data` in it."))?;
    let mut given = Given::default();
    for answer in answers {
        let name = answer.get("name").map(text_of).unwrap_or_default();
        let value = answer.get("values").map(text_of).unwrap_or_default();
        if value.trim().is_empty() {
            continue;
        }
        let known = QUESTIONS.iter().find(|(own, _)| *own == fold(&name));
        let target = definition.map.get(&name).map(String::as_str);
        match target.or(known.map(|(_, to)| *to)).and_then(Target::of) {
            Some(target) => given.put(&target, &Value::String(value)),
            None => given.others.push((name, value)),
        }
    }
    let text = |name: &str| body.get(name).map(text_of).filter(|own| !own.is_empty());
    given.campaign = given.campaign.or_else(|| text("campaign_name"));
    given.form = text("form_id");
    Ok(given)
}
