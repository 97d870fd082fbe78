//! Value: what a field of a lead can hold.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What values a declared field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    /// Any text.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// A whole number in these bounds.
    Integer {
        /// The smallest.
        min: Option<i64>,
        /// The largest.
        max: Option<i64>,
    },
    /// A number in these bounds.
    Number {
        /// The smallest.
        min: Option<f64>,
        /// The largest.
        max: Option<f64>,
    },
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
}

/// What a field of a lead holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A day, as in `2026-03-01`.
    Date(#[serde(deserialize_with = "day")] Date),
    /// A text, a choice among them.
    Text(String),
}

impl Value {
    /// What a text is once it was written and read back: a day, if it reads exactly as one.
    pub fn of_text(text: String) -> Self {
        match day_of(&text) {
            Some(day) => Self::Date(day),
            None => Self::Text(text),
        }
    }
}

/// A day in exactly the way it is written back; `20260301` and all else is none.
fn day_of(text: &str) -> Option<Date> {
    text.parse()
        .ok()
        .filter(|day: &Date| day.to_string() == text)
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    day_of(&text).ok_or_else(|| serde::de::Error::custom("no day"))
}

/// An amount of money, exact: whole ten-thousandths of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Ten-thousandths of one unit.
    pub ten_thousandths: i64,
    /// Three letters, as in ISO 4217.
    pub currency: String,
}
