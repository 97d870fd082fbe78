//! Span: a length of time as people write it.

use crate::words::{Count, count};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A length of time as people write it: `15m`, `4h`, `3d`, `2w`, `6mo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// What a span counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`
    Day,
    /// `w`
    Week,
    /// `mo`
    Month,
}

/// Whether a span counts working time or all time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Only while somebody works. What clocks count where nothing else is said.
    #[default]
    Working,
    /// All time.
    Elapsed,
}

impl Span {
    /// How many seconds it takes if all time counts and a month is a twelfth of
    /// 365.25 days: to compare spans and to let points fade, not to set a deadline.
    pub fn seconds(self) -> u64 {
        let one = match self.unit {
            Unit::Minute => 60,
            Unit::Hour => 3_600,
            Unit::Day => 86_400,
            Unit::Week => 604_800,
            Unit::Month => 2_629_800,
        };
        u64::from(self.count) * one
    }
}

impl Span {
    /// For people: `4 working hours`, `6 months`.
    pub fn in_words(self, counts: Counts) -> Count<'static> {
        let unit = match (self.unit, counts) {
            (Unit::Minute, Counts::Working) => "working minute",
            (Unit::Minute, Counts::Elapsed) => "minute",
            (Unit::Hour, Counts::Working) => "working hour",
            (Unit::Hour, Counts::Elapsed) => "hour",
            (Unit::Day, Counts::Working) => "working day",
            (Unit::Day, Counts::Elapsed) => "day",
            (Unit::Week, _) => "week",
            (Unit::Month, _) => "month",
        };
        count(self.count.into(), unit)
    }
}

impl Unit {
    /// As it is written behind the number.
    pub fn word(self) -> &'static str {
        match self {
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "w",
            Self::Month => "mo",
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.word())
    }
}

/// The text is no span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no length of time: write a whole number and m, h, d, w or mo, as in `15m`")]
pub struct SpanError(String);

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let wrong = || SpanError(text.chars().take(40).collect());
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at(digits);
        let unit = [Unit::Minute, Unit::Hour, Unit::Day, Unit::Week, Unit::Month]
            .into_iter()
            .find(|own| own.word() == unit)
            .ok_or_else(wrong)?;
        Ok(Self {
            count: count.parse().map_err(|_| wrong())?,
            unit,
        })
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_written() {
        for text in ["0m", "15m", "4h", "3d", "2w", "6mo", "4294967295mo"] {
            assert_eq!(
                text.parse::<Span>().map(|span| span.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "m",
            "3",
            "-3d",
            "3 d",
            "1.5h",
            "3y",
            "4294967296m",
            "３d",
            "3dd",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
