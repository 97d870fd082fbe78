//! Date: days and instants in the spellings that exports use.

use jiff::civil;

/// A day or instant as far as the text says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day without a time.
    Day(civil::Date),
    /// A local time; the zone isn't written.
    Local(civil::DateTime),
    /// An instant: the text names its offset, or counts seconds since 1970.
    Instant(jiff::Timestamp),
}

/// Which of the first two numbers of `04/03/2021` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Order {
    /// 4 March.
    DayFirst,
    /// April 3.
    MonthFirst,
}

/// What a text says as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Only one reading; `evidence` says for which order of day and month it
    /// speaks (`25/12/2020` can only be day first), if for any.
    Certain {
        /// The reading.
        moment: Moment,
        /// The order it proves.
        evidence: Option<Order>,
    },
    /// Both orders give a day (and not the same one).
    Either {
        /// Read with the day first.
        day_first: Moment,
        /// Read with the month first.
        month_first: Moment,
    },
}

/// A spelling, to tell mixed columns apart and to name them to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spelling(&'static str);

impl Spelling {
    /// The spelling as a picture: `2021-04-15`, `15 Apr, 2021 00:03:00`, `15/04/2021`.
    pub fn picture(self) -> &'static str {
        self.0
    }
}

/// Reads a date, if the text is one.
///
/// A bare number is a date only as `20210415`; seconds since 1970 and a
/// spreadsheet's day numbers are left to [`counted`], because only the column's
/// name can tell them from other numbers.
pub fn read(_text: &str) -> Option<(Reading, Spelling)> {
    None
}

/// Reads a bare number as a date: seconds, milliseconds or microseconds since
/// 1970, or a spreadsheet's day number, all between the years 1990 and 2100.
pub fn counted(_text: &str) -> Option<(Moment, Spelling)> {
    None
}
