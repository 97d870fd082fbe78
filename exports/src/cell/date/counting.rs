//! Counting: numbers that count seconds or days from a beginning.

use std::time::Duration;

use jiff::civil::{Date, DateTime, Time, date};
use jiff::{SignedDuration, Timestamp};

use super::{Moment, Spelling};

/// Reads a bare number as a date: seconds (10 digits), milliseconds (13) or
/// microseconds (16) since 1970, or a spreadsheet's day number (5 digits, with
/// the time of day as a fraction), all between the years 1990 and 2100.
///
/// Day numbers are those that count from 1900, as all of today's spreadsheets
/// do. Decimals of seconds are read too (`1618480800.25`).
pub fn counted(text: &str) -> Option<(Moment, Spelling)> {
    let (whole, decimals) = split(text.trim())?;
    let number: i64 = whole.parse().ok()?;
    let (moment, picture) = match whole.len() {
        5 => return day_number(number, decimals),
        10 => {
            let nanosecond = i32::try_from(part_of(decimals, 1_000_000_000)?).ok()?;
            (Timestamp::new(number, nanosecond), "1618480800")
        }
        13 if is_zero(decimals) => (Timestamp::from_millisecond(number), "1618480800000"),
        16 if is_zero(decimals) => (Timestamp::from_microsecond(number), "1618480800000000"),
        _ => return None,
    };
    let moment = moment.ok()?;
    believable(moment).then_some((Moment::Instant(moment), Spelling(picture)))
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (whole.len() <= 16 && digits(whole) && digits(decimals)).then_some((whole, decimals))
}

fn is_zero(decimals: &str) -> bool {
    decimals.bytes().all(|digit| digit == b'0')
}

fn believable(moment: Timestamp) -> bool {
    const FROM: i64 = 631_152_000; // 1990-01-01
    const TO: i64 = 4_102_444_800; // 2100-01-01
    (FROM..TO).contains(&moment.as_second())
}

fn day_number(days: i64, decimals: &str) -> Option<(Moment, Spelling)> {
    // Day 60 is 29 February 1900, a day that only spreadsheets know. Counting
    // from two days before 1900 makes all later days come out right.
    const BEGINNING: Date = date(1899, 12, 30);
    let day = BEGINNING
        .checked_add(SignedDuration::from_hours(days * 24))
        .ok()?;
    if !(1990..2100).contains(&day.year()) {
        return None;
    }
    if is_zero(decimals) {
        return Some((Moment::Day(day), Spelling("44301")));
    }
    // A spreadsheet keeps about 15 digits: good for milliseconds, not for more.
    let milliseconds = part_of(decimals, 86_400_000)?;
    let local = DateTime::from_parts(day, Time::midnight())
        .checked_add(Duration::from_millis(milliseconds))
        .ok()?;
    Some((Moment::Local(local), Spelling("44301.4167")))
}

/// The decimals as a part of `whole`, rounded to its units.
fn part_of(decimals: &str, whole: u64) -> Option<u64> {
    let kept = decimals.get(..decimals.len().min(18))?;
    let scale = 10u128.pow(u32::try_from(kept.len()).ok()?);
    let parts = kept.parse::<u128>().ok()? * u128::from(whole);
    let rounded = (parts + scale / 2) / scale;
    // 0.9999999999 of a second is still in that second.
    u64::try_from(rounded).ok().map(|parts| match whole {
        1_000_000_000 => parts.min(whole - 1),
        _ => parts,
    })
}
