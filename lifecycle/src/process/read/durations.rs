//! Durations: lengths of time, hours and limits as people write them.

use super::codes;
use crate::calendar::{Span, Unit};
use crate::process::format::notation::Slip;
use crate::process::model::{Cap, Per};
use jiff::civil::Time;

/// Nobody promises anything for longer than this many minutes: ten years.
const LONGEST: u64 = 10 * 366 * 24 * 60;

/// Reads `15m`, `4h`, `3d`, `2w`, `6mo`.
pub(crate) fn span(text: &str) -> Result<Span, Slip> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let Some((unit, minutes)) = unit_of(unit) else {
        let mut slip = Slip::form(codes::DURATION_FORM);
        slip.mend = meant(text);
        return Err(slip);
    };
    if count.is_empty() {
        return Err(Slip::form(codes::DURATION_FORM));
    }
    let count: Option<u32> = count.parse().ok();
    match count.filter(|count| u64::from(*count) * minutes <= LONGEST) {
        Some(count) => Ok(Span { count, unit }),
        None => Err(Slip {
            code: codes::DURATION_TOO_LONG,
            message: Some("this is longer than ten years".to_owned()),
            mend: Some("Give a time that somebody will live to see.".to_owned()),
        }),
    }
}

/// The unit, and how many minutes it has at most.
fn unit_of(text: &str) -> Option<(Unit, u64)> {
    const DAY: u64 = 24 * 60;
    Some(match text {
        "m" => (Unit::Minute, 1),
        "h" => (Unit::Hour, 60),
        "d" => (Unit::Day, DAY),
        "w" => (Unit::Week, 7 * DAY),
        "mo" => (Unit::Month, 30 * DAY),
        _ => return None,
    })
}

/// What somebody means by `15 min`, `2 hours`, `3 days`, `1M`, `1y`.
fn meant(text: &str) -> Option<String> {
    let small = text.trim().to_lowercase();
    let digits = small.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = small.split_at(digits);
    let count: u32 = count.parse().ok()?;
    let unit = match unit.trim() {
        "min" | "mins" | "minute" | "minutes" | "m" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" => "h",
        "d" | "day" | "days" | "tage" => "d",
        "w" | "wk" | "week" | "weeks" => "w",
        "mo" | "mon" | "month" | "months" => "mo",
        "y" | "yr" | "year" | "years" => {
            return Some(format!("Write `{}mo`.", count.checked_mul(12)?));
        }
        _ => return None,
    };
    Some(format!("Write `{count}{unit}`."))
}

/// The weekdays of `mon`, `mon-thu` or `sat-mon`, as numbers from Monday, 0.
pub(crate) fn days(text: &str) -> Option<Vec<usize>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    let count = (last + 7 - first) % 7 + 1;
    Some((first..first + count).map(|day| day % 7).collect())
}

/// The days of the week, as they are written.
pub(crate) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn day(text: &str) -> Option<usize> {
    DAYS.iter().position(|day| *day == text)
}

/// Reads `09:00-12:00`. `24:00` is the end of the day.
pub(crate) fn period(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once('-')?;
    Some((time(from, false)?, time(to, true)?))
}

fn time(text: &str, end: bool) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |part: &str, longest: usize| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        (digits && (1..=longest).contains(&part.len()))
            .then(|| part.parse::<i8>().ok())
            .flatten()
    };
    let (hour, minute) = (
        number(hour, 2)?,
        number(minute, 2).filter(|_| minute.len() == 2)?,
    );
    if end && (hour, minute) == (24, 0) {
        return Some(Time::MAX);
    }
    Time::new(hour, minute, 0, 0).ok()
}

/// Reads `30 open`, `5 per day`, `20 per week`, `60 per month`.
pub(crate) fn cap(text: &str) -> Option<Cap> {
    if let Some(count) = text.strip_suffix("open") {
        return some_count(count.trim_end()).map(Cap::Open);
    }
    let (count, per) = text.split_once(" per ")?;
    let per = Per::ALL.into_iter().find(|own| own.word() == per.trim())?;
    Some(Cap::Given(some_count(count.trim())?, per))
}

/// Reads `1 per 7d`.
pub(crate) fn at_most(text: &str) -> Option<(u32, Span)> {
    let (count, span) = text.split_once(" per ")?;
    let span = self::span(span.trim()).ok().filter(|span| span.count > 0)?;
    Some((some_count(count.trim())?, span))
}

fn some_count(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|count| (1..=1_000_000).contains(count))
}

impl Span {
    /// Reads a span as people write it: `15m`, `4h`, `3d`, `2w`, `6mo`. `None` for anything
    /// else, and for more than ten years.
    pub fn parse(text: &str) -> Option<Self> {
        span(text).ok()
    }
}
