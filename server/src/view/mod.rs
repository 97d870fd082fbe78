//! View: what a lead, its events and lists of leads look like outside.
//!
//! Pure: the store's and the rules' types go in, the API's come out. What a field is
//! called here is what it is called in the API's document.

mod event;
mod field;
mod lead;
mod money;
mod row;
mod story;
mod today;

pub(crate) use event::{ActorView, EventView};
pub(crate) use field::FieldView;
pub(crate) use lead::{CapturedView, LeadView, captured};
pub(crate) use money::{MoneyView, money};
pub(crate) use row::{LeadRowView, OwnerView};
pub(crate) use today::TodayItem;

use serde::Serialize;

/// The word that a type of `lifecycle` has in JSON.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// `first_response` as people read it.
pub(crate) fn spoken(name: &str) -> String {
    name.replace(['_', '-'], " ")
}
