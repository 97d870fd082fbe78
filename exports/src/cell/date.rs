//! Date: days and instants in the spellings that exports use.
//!
//! [`read`] takes what is written as a date: ISO with and without time and
//! offset, numbers in either order, and month names in seven languages.
//! [`counted`] takes bare numbers that count from a beginning.
//!
//! Deliberately absent: a guess. `04/03/2021` comes back with both readings; a
//! month alone (`April 2021`, `04/2021`) is no day; and a day before 1900 or
//! after 2200 is a typing error or a "no date" (`0000-00-00`), not a date.

mod clock;
mod counting;
mod names;
mod numeric;
mod picture;
#[cfg(test)]
mod tests;
mod written;

use jiff::civil;

use super::plain::Folded;

pub use counting::counted;

/// A day or instant as far as the text says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day without a time.
    Day(civil::Date),
    /// A local time; the zone isn't written, or its name means several
    /// (`IST` is India's, Israel's and Ireland's).
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

impl Reading {
    /// The moment, where a column's (or the user's) order settles which it is.
    pub fn settled(self, order: Order) -> Moment {
        match (self, order) {
            (Self::Certain { moment, .. }, _) => moment,
            (Self::Either { day_first, .. }, Order::DayFirst) => day_first,
            (Self::Either { month_first, .. }, Order::MonthFirst) => month_first,
        }
    }
}

/// A spelling, to tell mixed columns apart and to name them to the user.
///
/// Leading zeros, capitals and the language of the month's name make no
/// difference; separators, the width of the year, the order and the kind of time
/// do. A date whose order its own text doesn't tell (`04/03/2021`) has a spelling
/// of its own until [`Spelling::settled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spelling(&'static str);

impl Spelling {
    /// The spelling as a picture, always of 15 April 2021 (or of 4 March, where
    /// the order isn't told): `2021-04-15`, `15 Apr, 2021 10:00:00`, `15/04/2021`.
    pub fn picture(self) -> &'static str {
        self.0
    }

    /// Whether the order of day and month isn't told by the text.
    pub fn is_undecided(self) -> bool {
        picture::is_undecided(self)
    }

    /// The spelling in a column whose order is known: `04/03/2021` becomes
    /// `15/04/2021` or `04/15/2021`. All others stay.
    #[must_use]
    pub fn settled(self, order: Order) -> Self {
        picture::settled(self, order)
    }
}

/// No date is shorter than `1/1/21`.
const SHORTEST: usize = 6;

/// `Donnerstag, 15. September 2021 10:00:00 GMT+0200 (Mitteleuropäische …)`.
const LONGEST: usize = 96;

/// Reads a date, if the text is one.
///
/// A bare number is a date only as `20210415`; seconds since 1970 and a
/// spreadsheet's day numbers are left to [`counted`], because only the column's
/// name can tell them from other numbers.
///
/// Settled by habit rather than by the text: `04.03.2021` with dots is the 4th
/// of March wherever dots are written (its evidence is `None`, though); two
/// digits mean the years 1970 to 2069; zone abbreviations mean what RFC 2822 says
/// (`CST` is America's), and those with several meanings leave the time local.
pub fn read(text: &str) -> Option<(Reading, Spelling)> {
    let bytes = text.as_bytes().trim_ascii();
    let (first, last) = (*bytes.first()?, *bytes.last()?);
    if bytes.len() < SHORTEST || bytes.len() > LONGEST {
        return None;
    }
    if first.is_ascii_digit() {
        if let Some(found) = numeric::read(bytes) {
            return Some(found);
        }
        let word = bytes
            .iter()
            .position(|byte| !byte.is_ascii() || byte.is_ascii_alphabetic())?;
        if !names::may_follow_digits(bytes.get(word..)?) {
            return None;
        }
    } else {
        let may_begin = first.is_ascii_alphabetic() || !first.is_ascii();
        // Every date ends in a digit, a letter or a closing mark.
        let may_end = last.is_ascii_alphanumeric() || b".)]".contains(&last) || !last.is_ascii();
        if !may_begin || !may_end || !bytes.iter().any(is_digit_like) {
            return None;
        }
        if first.is_ascii_alphabetic() && !names::may_begin(bytes) {
            return None;
        }
    }
    let folded = Folded::<LONGEST>::of(text.trim_ascii())?;
    let folded = folded.bytes().trim_ascii();
    if bytes.is_ascii() {
        return written::read(folded);
    }
    numeric::read(folded).or_else(|| written::read(folded))
}

/// An ASCII digit, or a byte that a full-width digit may begin with.
fn is_digit_like(byte: &u8) -> bool {
    byte.is_ascii_digit() || *byte == 0xEF
}

/// Years outside are typing errors or stand for "no date".
fn day(year: u32, month: u32, day: u32) -> Option<civil::Date> {
    if !(1900..=2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = i16::try_from(year).ok()?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    civil::Date::new(year, month, day).ok()
}

/// The year that one or two or four digits mean.
fn year((value, length): (u32, usize)) -> Option<u32> {
    match length {
        4 => Some(value),
        2 if value >= 70 => Some(1900 + value),
        2 => Some(2000 + value),
        _ => None,
    }
}

fn certain(moment: Moment) -> Reading {
    Reading::Certain {
        moment,
        evidence: None,
    }
}
