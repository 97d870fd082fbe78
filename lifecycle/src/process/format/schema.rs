//! Schema: the format as JSON Schema (draft 2020-12), for editors that complete and check.
//!
//! Editors see forms, not meanings: names that aren't declared, days named twice and
//! conditions are for reading itself.

use super::guide::collect;
use super::tables::{CHANNEL_, DOCUMENT};
use super::{Key, Record, Shape, Word};
use serde_json::{Map, Value, json};

/// No signs of ASCII but `_` and `-`. Not all validators know `\p{L}`.
const NAME: &str = r"^[^\s!-/:-@\[-^`{-~][^\s!-,./:-@\[-^`{-~]{0,63}$";
/// What editors take `2`, `true` and `two` for; here all are words.
const WORDS: [&str; 3] = ["string", "number", "boolean"];
const FIELD_NAME: &str = "^[A-Za-z_][A-Za-z0-9_]{0,63}$";

/// The JSON Schema of process documents, as committed in `docs/process.schema.json`.
pub fn json_schema() -> Value {
    let mut records = Vec::new();
    collect(&DOCUMENT, &mut records);
    let mut defs = Map::new();
    for record in records
        .iter()
        .filter(|record| !std::ptr::eq(**record, &CHANNEL_))
    {
        if !std::ptr::eq(*record, &DOCUMENT) {
            defs.insert(name(record, false), described(record, false));
        }
    }
    let mut differing = Vec::new();
    collect(&CHANNEL_, &mut differing);
    for record in differing {
        defs.insert(name(record, true), described(record, true));
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Throughline process document",
    });
    let document = described(&DOCUMENT, false);
    if let (Value::Object(schema), Value::Object(document)) = (&mut schema, document) {
        schema.extend(document);
        schema.insert("$defs".to_owned(), Value::Object(defs));
    }
    schema
}

fn name(record: &Record, difference: bool) -> String {
    let name = record.name.replace(' ', "_");
    if difference {
        format!("{name}_difference")
    } else {
        name
    }
}

fn described(record: &Record, difference: bool) -> Value {
    let mut properties = Map::new();
    for key in record.keys {
        properties.insert(key.name.to_owned(), property(key, difference));
    }
    let mut schema = json!({
        "type": "object",
        "description": record.doc,
        "additionalProperties": false,
        "properties": properties,
    });
    if difference {
        return schema;
    }
    let always = record
        .keys
        .iter()
        .filter(|key| key.needed && key.only.is_empty());
    let always: Vec<&str> = always.map(|key| key.name).collect();
    if !always.is_empty() {
        schema["required"] = json!(always);
    }
    if !record.one_of.is_empty() {
        let each = record.one_of.iter().map(|key| json!({ "required": [key] }));
        schema["oneOf"] = each.collect();
    }
    let kinds = kinds(record);
    if !kinds.is_empty() {
        schema["allOf"] = Value::Array(kinds);
    }
    schema
}

/// For each word of the deciding key: what has to be there, and what mustn't.
fn kinds(record: &Record) -> Vec<Value> {
    let Some(by) = record.by.and_then(|by| record.key(by)) else {
        return Vec::new();
    };
    let Shape::Word(words) = by.shape else {
        return Vec::new();
    };
    let one = |(word, _): &Word| {
        let limited = || record.keys.iter().filter(|key| !key.only.is_empty());
        let needed: Vec<_> = limited()
            .filter(|key| key.needed && key.only.contains(word))
            .map(|key| key.name)
            .collect();
        let foreign: Map<String, Value> = limited()
            .filter(|key| !key.only.contains(word))
            .map(|key| (key.name.to_owned(), json!(false)))
            .collect();
        json!({
            "if": { "properties": { by.name: { "const": word } }, "required": [by.name] },
            "then": { "required": needed, "properties": foreign },
        })
    };
    words.iter().map(one).collect()
}

fn property(key: &Key, difference: bool) -> Value {
    let inner = value(&key.shape, difference);
    let mut schema = match inner {
        // `~` in a difference takes something away.
        inner if difference => json!({ "anyOf": [inner, { "type": "null" }] }),
        inner => inner,
    };
    schema["description"] = json!(key.doc);
    schema
}

fn value(shape: &Shape, difference: bool) -> Value {
    match shape {
        Shape::Text => json!({ "type": WORDS, "minLength": 1 }),
        Shape::Condition(_) => json!({ "type": "string", "minLength": 1 }),
        Shape::Name => json!({ "type": WORDS, "pattern": NAME }),
        Shape::FieldName => json!({ "type": "string", "pattern": FIELD_NAME }),
        Shape::Mention(..) => json!({ "type": WORDS }),
        Shape::Word(words) => choice(words),
        Shape::WordOrCondition(words, _) => {
            json!({ "anyOf": [choice(words), { "type": "string" }] })
        }
        Shape::Whole(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Shape::Number => json!({ "type": "number" }),
        Shape::Notation(notation) if notation.pattern.is_empty() => json!({ "type": "string" }),
        Shape::Notation(notation) => json!({ "type": "string", "pattern": notation.pattern }),
        Shape::List(items) => {
            // Lists are replaced as a whole, so what they hold is complete.
            json!({ "type": "array", "items": value(items, false) })
        }
        Shape::OrList(items) => {
            let one = value(items, false);
            json!({ "anyOf": [one.clone(), { "type": "array", "items": one }] })
        }
        Shape::Map(keys, values) => {
            let inner = value(values, difference);
            let inner = if difference {
                json!({ "anyOf": [inner, { "type": "null" }] })
            } else {
                inner
            };
            let mut map = json!({ "type": "object", "additionalProperties": inner });
            if let Some(pattern) = value(keys, false).get("pattern") {
                map["propertyNames"] = json!({ "pattern": pattern });
            }
            map
        }
        Shape::Record(record) => json!({ "$ref": format!("#/$defs/{}", name(record, difference)) }),
        Shape::Difference(record) => json!({ "$ref": format!("#/$defs/{}", name(record, true)) }),
        Shape::OrMap(plain, map) => {
            json!({ "anyOf": [value(plain, difference), value(map, difference)] })
        }
    }
}

fn choice(words: &[Word]) -> Value {
    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    json!({ "enum": words })
}
