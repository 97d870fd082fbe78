//! Event: a fact about a lead, as others read it.

use super::story::story;
use super::{money, word};
use crate::processes::Published;
use jiff::Timestamp;
use lifecycle::lead::{Actor, Event, Reason, Recorded};
use lifecycle::value::Money;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An immutable fact about a lead.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventView {
    /// Its number in the life of the lead, from 1 without gaps.
    seq: u32,
    /// What happened: `lead.captured`, `touch.logged`, `clock.broken`, ….
    r#type: &'static str,
    /// When.
    at: Timestamp,
    /// Who.
    by: ActorView,
    /// Which rules, and why.
    because: Vec<ReasonView>,
    /// The version of the process under which it happened.
    process_version: u32,
    /// What belongs to this type.
    #[schema(value_type = Object)]
    data: Value,
    /// The same in one line, for people.
    text: String,
}

/// Who did something.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Actor)]
pub(crate) struct ActorView {
    /// `member`, `buyer`, `process`, `time` or `program`.
    #[schema(pattern = "^(member|buyer|process|time|program)$")]
    kind: &'static str,
    /// The member's id.
    id: Option<String>,
    /// The member's or the token's name.
    name: Option<String>,
}

/// One line of an explanation.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ReasonView {
    /// As a sentence.
    text: String,
    /// The rule of the process, if one decided.
    rule: Option<String>,
    /// Where that stands in the document.
    place: Option<PlaceView>,
}

/// A range of the process document, from 1.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct PlaceView {
    /// The line.
    line: u32,
    /// The column, in characters.
    column: u32,
    /// How many characters.
    length: u32,
}

impl EventView {
    pub(crate) fn of(recorded: &Recorded, published: &Published) -> Self {
        Self {
            seq: recorded.seq,
            r#type: recorded.event.name(),
            at: recorded.at,
            by: ActorView::of(&recorded.by),
            because: recorded.because.iter().map(reason).collect(),
            process_version: recorded.process_version,
            data: data(recorded),
            text: story(recorded, published),
        }
    }
}

impl ActorView {
    pub(crate) fn of(actor: &Actor) -> Self {
        let (kind, id, name) = match actor {
            Actor::Member { id, name } => ("member", Some(id.to_string()), Some(name.clone())),
            Actor::Buyer => ("buyer", None, None),
            Actor::Process => ("process", None, None),
            Actor::Time => ("time", None, None),
            Actor::Program { name } => ("program", None, Some(name.clone())),
        };
        Self { kind, id, name }
    }
}

fn reason(reason: &Reason) -> ReasonView {
    ReasonView {
        text: reason.text.clone(),
        rule: reason.rule.as_ref().map(ToString::to_string),
        place: reason.place.map(|place| PlaceView {
            line: place.line,
            column: place.column,
            length: place.length,
        }),
    }
}

/// What belongs to the event, with money as the API writes it.
fn data(recorded: &Recorded) -> Value {
    let mut data = serde_json::to_value(&recorded.event)
        .ok()
        .and_then(|mut event| event.get_mut("data").map(Value::take))
        .unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    // The whole state of then: `GET /leads/{id}` shows the lead as it is by that.
    if let Event::TakenBack { .. } | Event::Unmerged { .. } = recorded.event
        && let Some(parts) = data.as_object_mut()
    {
        parts.remove("before");
        parts.remove("state");
    }
    if let Some(amount) = data.get_mut("amount")
        && let Ok(kept) = serde_json::from_value::<Money>(amount.clone())
    {
        *amount = serde_json::to_value(money(&kept)).expect("money is plain data");
    }
    debug_assert!(data.is_object(), "{}", word(recorded.event.name()));
    data
}
