//! Values: what a declared field takes.

use crate::lead::Refusal;
use crate::names::FieldId;
use crate::process::model::Process;
use crate::value::{FieldType, Value};
use std::collections::BTreeMap;

/// The value as the field keeps it; a refusal that says what it takes otherwise.
pub fn sound(process: &Process, id: &FieldId, value: Value) -> Result<Value, Refusal> {
    let Some(field) = process.field(id) else {
        return Err(unknown(process, id));
    };
    accepted(&field.kind, value).map_err(|given| Refusal::Value {
        field: id.clone(),
        takes: takes(&field.kind),
        given,
    })
}

/// The values as the fields keep them; `None` empties one.
pub(crate) fn sound_or_empty(
    process: &Process,
    fields: BTreeMap<FieldId, Option<Value>>,
) -> Result<BTreeMap<FieldId, Option<Value>>, Refusal> {
    fields
        .into_iter()
        .map(|(field, value)| {
            let value = match value {
                Some(value) => Some(sound(process, &field, value)?),
                None if process.field(&field).is_some() => None,
                None => return Err(unknown(process, &field)),
            };
            Ok((field, value))
        })
        .collect()
}

/// The same, where all have a value.
pub(super) fn all_sound(
    process: &Process,
    fields: BTreeMap<FieldId, Value>,
) -> Result<BTreeMap<FieldId, Option<Value>>, Refusal> {
    fields
        .into_iter()
        .map(|(field, value)| {
            let value = sound(process, &field, value)?;
            Ok((field, Some(value)))
        })
        .collect()
}

/// The value as a field of this type keeps it; in words what was given, otherwise.
///
/// A field of numbers takes whole ones. A text that reads exactly as a day is a day to whoever
/// reads JSON, the log among them, so a field of text keeps it as one: it is written the same.
fn accepted(kind: &FieldType, value: Value) -> Result<Value, String> {
    let value = match (kind, value) {
        (FieldType::Text, Value::Text(text)) => Value::of_text(text),
        (_, value) => value,
    };
    let fits = match (kind, &value) {
        (FieldType::Text, Value::Text(_) | Value::Date(_))
        | (FieldType::YesNo, Value::YesNo(_))
        | (FieldType::Date, Value::Date(_)) => true,
        (FieldType::Choice(of), Value::Text(word)) => of.contains(word),
        (FieldType::Integer { min, max }, Value::Integer(it)) => {
            min.is_none_or(|min| min <= *it) && max.is_none_or(|max| *it <= max)
        }
        (FieldType::Number { min, max }, value) => {
            let number = match value {
                Value::Integer(it) => *it as f64,
                Value::Number(it) => *it,
                _ => return Err(given(value)),
            };
            let within = number.is_finite()
                && min.is_none_or(|min| min <= number)
                && max.is_none_or(|max| number <= max);
            return if within {
                Ok(Value::Number(number))
            } else {
                Err(given(value))
            };
        }
        _ => false,
    };
    if fits { Ok(value) } else { Err(given(&value)) }
}

fn unknown(process: &Process, id: &FieldId) -> Refusal {
    Refusal::NoSuchField {
        field: id.clone(),
        hint: did_you_mean(id.as_str(), process.fields.iter().map(|it| it.id.as_str())),
    }
}

/// What a field takes, for people.
fn takes(kind: &FieldType) -> String {
    fn bounds<T: std::fmt::Display>(what: &str, min: Option<T>, max: Option<T>) -> String {
        match (min, max) {
            (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
            (Some(min), None) => format!("{what} from {min} on"),
            (None, Some(max)) => format!("{what} up to {max}"),
            (None, None) => what.to_owned(),
        }
    }
    match kind {
        FieldType::Text => "a text".to_owned(),
        FieldType::Choice(of) => format!("one of {}", of.join(", ")),
        FieldType::Integer { min, max } => bounds("a whole number", *min, *max),
        FieldType::Number { min, max } => bounds("a number", *min, *max),
        FieldType::YesNo => "true or false".to_owned(),
        FieldType::Date => "a day, as in 2026-03-01".to_owned(),
    }
}

fn given(value: &Value) -> String {
    match value {
        Value::YesNo(it) => it.to_string(),
        Value::Integer(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::Date(it) => it.to_string(),
        Value::Text(it) => format!("`{}`", it.chars().take(60).collect::<String>()),
    }
}

/// "; did you mean `…`?", or nothing when no word is near.
pub(super) fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    // Somebody's text of any length: nothing longer than this is a slip of the pen.
    if word.len() > 64 {
        return String::new();
    }
    known
        .map(|own| (strsim::damerau_levenshtein(word, own), own))
        .filter(|(far, own)| *far <= 1 + own.chars().count() / 4)
        .min()
        .map_or_else(String::new, |(_, own)| format!("; did you mean `{own}`?"))
}
