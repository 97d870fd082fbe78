//! Guide: the tables of keys for people, in Markdown.

use super::tables::{CHANNEL_, DOCUMENT};
use super::{Record, Shape, Word};
use crate::process::condition::Setting;
use std::fmt::Write as _;

/// The keys of each map of the document, as tables in Markdown. The guide has them word
/// for word.
pub fn key_tables() -> String {
    let mut records: Vec<&Record> = Vec::new();
    collect(&DOCUMENT, &mut records);
    let mut text = String::new();
    for record in records {
        table(record, &mut text);
    }
    text
}

fn table(record: &Record, text: &mut String) {
    let _ = writeln!(text, "### {}\n\n{}\n", record.name, record.doc);
    let _ = writeln!(text, "| key | takes | |\n| --- | --- | --- |");
    for key in record.keys {
        let mut doc = key.doc.to_owned();
        if record.one_of.contains(&key.name) {
            doc.push_str(" *One of these.*");
        }
        if key.needed && !std::ptr::eq(record, &CHANNEL_) {
            doc.push_str(" **Needed.**");
        }
        if !key.only.is_empty() {
            let _ = write!(
                doc,
                " Only where `{}` is {}.",
                record.by.unwrap_or_default(),
                words(key.only.iter().copied())
            );
        }
        let _ = writeln!(text, "| `{}` | {} | {doc} |", key.name, takes(&key.shape));
    }
    text.push('\n');
}

/// What a shape takes, in a table's cell.
fn takes(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Name => "a name".to_owned(),
        Shape::FieldName => "a name without dashes".to_owned(),
        Shape::Mention(what, []) => format!("a {}", what.word()),
        Shape::Mention(what, also) => format!("a {}, or {}", what.word(), meanings(also)),
        Shape::Word(words) => meanings(words),
        Shape::WordOrCondition(words, setting) => {
            format!("{}, or {}", condition(*setting), meanings(words))
        }
        Shape::Whole(..) => "a whole number".to_owned(),
        Shape::Number => "a number".to_owned(),
        Shape::Condition(setting) => condition(*setting).to_owned(),
        Shape::Notation(notation) => format!("{}, as {}", notation.name, notation.example),
        Shape::List(items) => format!("list of: {}", takes(items)),
        Shape::OrList(items) => format!("{}; or a list of them", takes(items)),
        Shape::Map(keys, values) => format!("map from {} to {}", takes(keys), takes(values)),
        Shape::Record(record) => link(record),
        Shape::Difference(record) => format!("what differs: {}", link(record)),
        Shape::OrMap(plain, map) => format!("{}; or {}", takes(plain), takes(map)),
    }
}

fn condition(setting: Setting) -> &'static str {
    match setting {
        Setting::Lead => "a condition",
        Setting::Event => "a condition, also over `event`",
        Setting::Member => "a condition, also over `member`",
        Setting::Alert => "a condition, also over `event` and `grade_became`",
    }
}

fn link(record: &Record) -> String {
    format!("[{}](#{})", record.name, record.name.replace(' ', "-"))
}

fn meanings(words: &[Word]) -> String {
    let one = |(word, meaning): &Word| format!("`{word}` ({meaning})");
    words.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(" or ")
}

/// All records that a record leads to, each once, in the order of reading.
pub(super) fn collect(record: &'static Record, found: &mut Vec<&'static Record>) {
    if found.iter().any(|own| std::ptr::eq(*own, record)) {
        return;
    }
    found.push(record);
    for key in record.keys {
        inside(&key.shape, found);
    }
}

fn inside(shape: &'static Shape, found: &mut Vec<&'static Record>) {
    match shape {
        Shape::Record(record) | Shape::Difference(record) => collect(record, found),
        Shape::List(inner) | Shape::OrList(inner) | Shape::Map(_, inner) => inside(inner, found),
        Shape::OrMap(plain, map) => {
            inside(plain, found);
            inside(map, found);
        }
        _ => {}
    }
}
