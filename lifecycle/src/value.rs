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
    /// A day.
    Date(Date),
    /// A text, a choice among them.
    Text(String),
}

/// An amount of money, exact: whole ten-thousandths of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Ten-thousandths of one unit.
    pub ten_thousandths: i64,
    /// Three letters, as in ISO 4217.
    pub currency: String,
}
