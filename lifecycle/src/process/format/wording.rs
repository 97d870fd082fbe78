//! Wording: how shapes and words are named in a message.

use super::{Record, Shape};

/// What a value has to be, in a message.
pub(super) fn wanted(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Name | Shape::FieldName => "a name".to_owned(),
        Shape::Mention(what, _) => format!("the name of a {}", what.word()),
        Shape::Word(words) => format!("one of {}", all(words.iter().map(|(word, _)| *word))),
        Shape::WordOrCondition(..) => "a word or a condition".to_owned(),
        Shape::Whole(..) => "a whole number".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::Condition(_) => "a condition".to_owned(),
        Shape::Notation(notation) => notation.name.to_owned(),
        Shape::List(_) => "a list".to_owned(),
        Shape::Map(..) => "a map of keys and values".to_owned(),
        Shape::Record(record) | Shape::Difference(record) => {
            format!("keys and values {}", keys_in_short(record))
        }
        Shape::OrMap(plain, _) | Shape::OrList(plain) => wanted(plain),
    }
}

pub(super) fn keys_in_short(record: &Record) -> String {
    let keys = record.keys.iter().map(|key| key.name);
    format!("({})", all(keys))
}

pub(super) fn all<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

pub(super) fn a(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    match name {
        "quality" | "sources" | "exhausted" | "fairness" | "pauses" => format!("`{name}`"),
        _ => format!("{article} {name}"),
    }
}

pub(super) fn the(name: &str) -> String {
    match name {
        "quality" | "sources" | "exhausted" | "fairness" | "pauses" => format!("`{name}`"),
        _ => format!("this {name}"),
    }
}

pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}", first.to_lowercase(), letters.as_str()),
        None => String::new(),
    }
}
