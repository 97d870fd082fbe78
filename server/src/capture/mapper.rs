//! Mapper: any JSON, by a mapping from pointers to where values go.

use super::definition::Definition;
use super::given::Given;
use super::read::{Piece, digest_key, json, key_of, unreadable};
use super::targets::Target;
use serde_json::Value;
use store::EntryReason;

/// So many may come in one call.
const MOST: usize = 500;

pub(super) fn split(definition: &Definition, bytes: &[u8]) -> Result<Vec<Piece>, EntryReason> {
    let body = json(bytes)?;
    let own = definition.json.clone().unwrap_or_default();
    let key = |item: &Value| {
        let pointer = own.key.as_deref().filter(|pointer| !pointer.is_empty())?;
        key_of(item.pointer(pointer))
    };
    let Some(items) = own.items.as_deref() else {
        return Ok(vec![Piece {
            key: key(&body).unwrap_or_else(|| digest_key(bytes)),
            raw: bytes.to_vec(),
            test: false,
        }]);
    };
    let items = body
        .pointer(items)
        .and_then(Value::as_array)
        .ok_or_else(|| {
            unreadable(format!(
                "There is no list at `{items}`, where the mapping looks for it."
            ))
        })?;
    if items.len() > MOST {
        return Err(unreadable(format!("More than {MOST} came in one call.")));
    }
    let pieces = items.iter().map(|item| {
        let raw = item.to_string().into_bytes();
        Piece {
            key: key(item).unwrap_or_else(|| digest_key(&raw)),
            raw,
            test: false,
        }
    });
    Ok(pieces.collect())
}

pub(super) fn given(definition: &Definition, raw: &[u8]) -> Result<Given, EntryReason> {
    let body = json(raw)?;
    let mut given = Given::default();
    for (pointer, target) in &definition.map {
        if let (Some(target), Some(value)) = (Target::of(target), body.pointer(pointer)) {
            given.put(&target, value);
        }
    }
    Ok(given)
}

/// Every plain value of a sample, by its pointer, in the order of the sample.
pub(super) fn pointers(sample: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(sample, String::new(), &mut found);
    found
}

fn walk(value: &Value, at: String, found: &mut Vec<(String, String)>) {
    if found.len() >= 500 {
        return;
    }
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                let name = name.replace('~', "~0").replace('/', "~1");
                walk(part, format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(item, format!("{at}/{place}"), found);
            }
        }
        plain => {
            let text: String = super::given::text_of(plain).chars().take(200).collect();
            found.push((at, text));
        }
    }
}
