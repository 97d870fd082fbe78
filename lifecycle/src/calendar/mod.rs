//! Calendar: working hours, holidays, and how promises count time.
//!
//! An instant is *open* when its local time lies in a period of its weekday and the day
//! is no holiday; a period takes its beginning and not its end. All else follows from
//! that, also when the clocks change: a period that loses an hour to daylight saving
//! is an hour shorter, one that lives through an hour twice is an hour longer, because
//! minutes and hours are counted as they pass and not as the clock on the wall shows
//! them. Days and longer keep the time on the wall.
//!
//! Instants are counted to the microsecond. Where all hours are empty nobody ever
//! works, and a promise would never fall due: then all time counts (the check of a
//! process warns of it). Nothing looks further than [`FURTHEST`] days.
//!
//! Deliberately absent: periods over midnight (they are two periods), hours of single
//! members, half holidays.

mod open;
mod span;

pub use span::{Counts, Span, SpanError, Unit};

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use open::{Backward, Forward};
use std::collections::BTreeSet;

/// Nothing is counted further than this many days, a hundred years: a promise
/// that would take longer falls due then.
pub const FURTHEST: u32 = 36_525;

/// Microseconds of a minute, an hour and a day.
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// When people work.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Where they are.
    pub zone: TimeZone,
    /// The periods of each weekday, Monday first, in order and without overlap.
    /// An end of 00:00 is the end of the day.
    pub hours: [Vec<(Time, Time)>; 7],
    /// Days on which nobody works.
    pub holidays: BTreeSet<Date>,
}

impl Calendar {
    /// The instant at which a promise made at `start` falls due.
    ///
    /// Elapsed time: minutes and hours by the clock on the wall of physics, days, weeks
    /// and months at the same local time of the later day. Working time: minutes and
    /// hours only while somebody works; `3d` is the same local time three working days
    /// later, or the next opening if nobody works then; weeks and months as elapsed,
    /// moved on to the next working instant. A start outside the hours counts from the
    /// next opening.
    pub fn after(&self, start: Timestamp, span: Span, counts: Counts) -> Timestamp {
        if counts == Counts::Elapsed || self.nobody_works() {
            return self.elapsed(start, span, 1);
        }
        let start = start.as_microsecond();
        match (span.count, span.unit) {
            (0, _) => instant(self.opening(start)),
            (count, Unit::Minute) => {
                instant(self.add_working(start, i64::from(count).saturating_mul(MINUTE)))
            }
            (count, Unit::Hour) => {
                instant(self.add_working(start, i64::from(count).saturating_mul(HOUR)))
            }
            (count, Unit::Day) => {
                let (mut day, time) = self.local(self.opening(start));
                let (mut left, mut looked) = (count, 0);
                while left > 0 && looked < FURTHEST {
                    day += 1;
                    looked += 1;
                    left -= u32::from(!self.periods(day).is_empty());
                }
                instant(self.opening(self.at_local(day, time)))
            }
            (_, Unit::Week | Unit::Month) => {
                let later = self.elapsed(instant(self.opening(start)), span, 1);
                instant(self.opening(later.as_microsecond()))
            }
        }
    }

    /// The latest instant from which `span` lasts until `due` at most: when a warning
    /// comes. The mirror of [`Calendar::after`]; a due instant outside the hours counts
    /// from the closing before it.
    pub fn before(&self, due: Timestamp, span: Span, counts: Counts) -> Timestamp {
        if counts == Counts::Elapsed || self.nobody_works() {
            return self.elapsed(due, span, -1);
        }
        let due = due.as_microsecond();
        match (span.count, span.unit) {
            (0, _) => instant(self.closing(due)),
            (count, Unit::Minute) => {
                instant(self.sub_working(due, i64::from(count).saturating_mul(MINUTE)))
            }
            (count, Unit::Hour) => {
                instant(self.sub_working(due, i64::from(count).saturating_mul(HOUR)))
            }
            (count, Unit::Day) => {
                let until = self.closing(due);
                // One step back, so that midnight belongs to the day it ends.
                let (mut day, time) = self.local(until - 1);
                let (mut left, mut looked) = (count, 0);
                while left > 0 && looked < FURTHEST {
                    day -= 1;
                    looked += 1;
                    left -= u32::from(!self.periods(day).is_empty());
                }
                instant(self.closing(self.at_local(day, time + 1)))
            }
            (_, Unit::Week | Unit::Month) => {
                let earlier = self.elapsed(instant(self.closing(due)), span, -1);
                instant(self.closing(earlier.as_microsecond()))
            }
        }
    }

    /// Whether somebody works at this instant.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let at = at.as_microsecond();
        let (day, time) = self.local(at);
        self.periods(day)
            .iter()
            .any(|period| begin(period) <= time && time < end(period))
    }

    /// The first working instant that is not before `at`; `at` itself where nobody ever works.
    pub fn next_open(&self, at: Timestamp) -> Timestamp {
        instant(self.opening(at.as_microsecond()))
    }

    /// How much working time lies between two instants; none when they are the wrong way
    /// round, all of it where nobody ever works.
    pub fn working_between(&self, from: Timestamp, until: Timestamp) -> SignedDuration {
        let (from, until) = (from.as_microsecond(), until.as_microsecond());
        if self.nobody_works() {
            return SignedDuration::from_micros((until - from).max(0));
        }
        let mut sum = 0;
        for (opens, closes) in Forward::new(self, from) {
            if opens >= until {
                break;
            }
            sum += closes.min(until) - opens;
        }
        SignedDuration::from_micros(sum)
    }

    /// The instant `length` after `start`, in working or in all time.
    pub fn advance(&self, start: Timestamp, length: SignedDuration, counts: Counts) -> Timestamp {
        let length = i64::try_from(length.as_micros()).unwrap_or(i64::MAX / 4);
        let start = start.as_microsecond();
        if counts == Counts::Elapsed || self.nobody_works() {
            return instant(start.saturating_add(length.max(0)));
        }
        instant(self.add_working(self.opening(start), length))
    }

    /// The instant at which a day begins here.
    pub fn day_begins(&self, day: Date) -> Timestamp {
        self.zone
            .to_ambiguous_timestamp(day.to_datetime(Time::midnight()))
            .compatible()
            .unwrap_or(Timestamp::MAX)
    }

    /// All hours are empty.
    fn nobody_works(&self) -> bool {
        self.hours.iter().all(Vec::is_empty)
    }

    /// The periods of a day, counted from 1970-01-01; none on a holiday.
    fn periods(&self, day: i64) -> &[(Time, Time)] {
        // 1970-01-01 was a Thursday.
        let weekday = (day + 3).rem_euclid(7);
        let periods = usize::try_from(weekday)
            .ok()
            .and_then(|weekday| self.hours.get(weekday))
            .map_or(&[][..], Vec::as_slice);
        let may_be_holiday = !periods.is_empty() && !self.holidays.is_empty();
        if may_be_holiday && date_of(day).is_some_and(|d| self.holidays.contains(&d)) {
            return &[];
        }
        periods
    }

    /// The day and the time of it that the clock on the wall shows.
    fn local(&self, at: i64) -> (i64, i64) {
        let local = at + self.offset(at);
        (local.div_euclid(DAY), local.rem_euclid(DAY))
    }

    /// The instant at which the clock on the wall shows this; the first one of two, and
    /// as much later where there is none.
    fn at_local(&self, day: i64, time: i64) -> i64 {
        let (day, time) = (day + time.div_euclid(DAY), time.rem_euclid(DAY));
        let Some(date) = date_of(day) else {
            return LATEST;
        };
        let time = Time::midnight().wrapping_add(SignedDuration::from_micros(time));
        self.instant_of(date.to_datetime(time))
    }

    fn instant_of(&self, local: DateTime) -> i64 {
        self.zone
            .to_ambiguous_timestamp(local)
            .compatible()
            .map_or(LATEST, Timestamp::as_microsecond)
    }

    /// How far the wall is ahead of UTC.
    fn offset(&self, at: i64) -> i64 {
        i64::from(self.zone.to_offset(instant(at)).seconds()) * 1_000_000
    }

    fn opening(&self, at: i64) -> i64 {
        Forward::new(self, at).next().map_or(at, |(opens, _)| opens)
    }

    /// The last instant until which somebody worked, not after `at`.
    fn closing(&self, at: i64) -> i64 {
        Backward::new(self, at)
            .next()
            .map_or(at, |(_, closes)| closes)
    }

    fn add_working(&self, from: i64, mut left: i64) -> i64 {
        let mut reached = from;
        for (opens, closes) in Forward::new(self, from) {
            if closes - opens >= left {
                return opens + left;
            }
            left -= closes - opens;
            reached = closes;
        }
        reached
    }

    fn sub_working(&self, until: i64, mut left: i64) -> i64 {
        let mut reached = until;
        for (opens, closes) in Backward::new(self, until) {
            if closes - opens >= left {
                return closes - left;
            }
            left -= closes - opens;
            reached = opens;
        }
        reached
    }

    /// All time counts; `direction` is 1 or -1.
    fn elapsed(&self, from: Timestamp, span: Span, direction: i64) -> Timestamp {
        let furthest = instant(later(from, direction * i64::from(FURTHEST), DAY));
        let count = direction * i64::from(span.count);
        let days = match span.unit {
            _ if count == 0 => return from,
            Unit::Minute => return nearer(instant(later(from, count, MINUTE)), furthest, from),
            Unit::Hour => return nearer(instant(later(from, count, HOUR)), furthest, from),
            Unit::Day => jiff::Span::new().try_days(count),
            Unit::Week => jiff::Span::new().try_weeks(count),
            Unit::Month => jiff::Span::new().try_months(count),
        };
        days.and_then(|days| self.zone.to_datetime(from).checked_add(days))
            .and_then(|local| self.zone.to_ambiguous_timestamp(local).compatible())
            .map_or(furthest, |found| nearer(found, furthest, from))
    }
}

/// Whichever is nearer to `from`, on the side of it where both are.
fn nearer(found: Timestamp, furthest: Timestamp, from: Timestamp) -> Timestamp {
    if furthest > from {
        found.min(furthest)
    } else {
        found.max(furthest)
    }
}

fn later(from: Timestamp, count: i64, unit: i64) -> i64 {
    from.as_microsecond()
        .saturating_add(count.saturating_mul(unit))
}

/// When a period begins, from midnight.
fn begin(period: &(Time, Time)) -> i64 {
    of_day(period.0)
}

/// When a period ends, from midnight; 00:00 is the end of the day.
fn end(period: &(Time, Time)) -> i64 {
    match of_day(period.1) {
        0 => DAY,
        end => end,
    }
}

fn of_day(time: Time) -> i64 {
    i64::from(time.hour()) * HOUR
        + i64::from(time.minute()) * MINUTE
        + i64::from(time.second()) * 1_000_000
        + i64::from(time.subsec_nanosecond()) / 1_000
}

const EARLIEST: i64 = -377_705_023_201_000_000;
const LATEST: i64 = 253_402_207_200_000_000;

/// The instant, or the nearest that there is.
fn instant(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds.clamp(EARLIEST, LATEST)).unwrap_or(Timestamp::MAX)
}

/// The date of a day counted from 1970-01-01 (the way of Howard Hinnant's
/// `civil_from_days`); `None` outside of what dates can say.
fn date_of(day: i64) -> Option<Date> {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day_of_month).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        for (day, date) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (20_779, "2026-11-22"),
            (-719_468, "0000-03-01"),
        ] {
            assert_eq!(date_of(day).map(|d| d.to_string()).as_deref(), Some(date));
        }
        assert_eq!(date_of(i64::from(i32::MAX)), None);
    }
}
