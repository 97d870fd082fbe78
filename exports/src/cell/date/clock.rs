//! Clock: the time and the zone behind (or between) a date.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use super::Moment;
use crate::cell::plain::Folded;
use crate::cell::walk::Walk;

/// What stands behind the day, as far as a spelling tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Kind {
    Day,
    Minutes,
    Seconds,
    Fraction,
    HalfDay,
    Zoned,
}

/// A time of day, as written.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    time: Time,
    /// `24:00` is the beginning of the next day.
    next_day: bool,
    kind: Kind,
    zone: Zone,
}

#[derive(Debug, Clone)]
pub(super) enum Zone {
    Unsaid,
    Offset(i32),
    Named(TimeZone),
}

/// What remains behind a date: nothing, or a time, up to the end of the text.
pub(super) struct Tail(Option<Clock>);

impl Tail {
    pub(super) const EMPTY: Self = Self(None);

    pub(super) fn kind(&self) -> Kind {
        match &self.0 {
            None => Kind::Day,
            Some(clock) if !matches!(clock.zone, Zone::Unsaid) => Kind::Zoned,
            Some(clock) => clock.kind,
        }
    }

    pub(super) fn on(&self, date: Date) -> Option<Moment> {
        let Some(clock) = &self.0 else {
            return Some(Moment::Day(date));
        };
        let date = if clock.next_day {
            date.tomorrow().ok()?
        } else {
            date
        };
        let local = DateTime::from_parts(date, clock.time);
        match &clock.zone {
            Zone::Unsaid => Some(Moment::Local(local)),
            Zone::Offset(seconds) => {
                let offset = Offset::from_seconds(*seconds).ok()?;
                offset.to_timestamp(local).ok().map(Moment::Instant)
            }
            // A time that the clocks skip or repeat: the way calendars take it.
            Zone::Named(zone) => zone.to_timestamp(local).ok().map(Moment::Instant),
        }
    }
}

/// Reads the rest of the text behind a date.
pub(super) fn tail(walk: &mut Walk<'_>) -> Option<Tail> {
    if walk.is_done() {
        return Some(Tail::EMPTY);
    }
    let mut apart = walk.spaces() > 0;
    if walk.is_done() {
        return Some(Tail::EMPTY);
    }
    if !apart {
        // `T` and the `:` of web server logs stand without spaces.
        apart = matches!(walk.peek(), Some(b'T' | b't' | b':'))
            && walk.ahead(1).is_some_and(|next| next.is_ascii_digit());
        if apart {
            walk.skip(1);
        }
    }
    if walk.eat(b',') || (apart && walk.eat(b'-')) {
        apart = true;
        walk.spaces();
    }
    if !apart {
        return None;
    }
    if walk.peek().is_some_and(|next| next.is_ascii_alphabetic()) {
        preposition(walk)?;
    }
    let mut clock = time(walk)?;
    clock.zone = zone(walk)?;
    walk.spaces();
    walk.is_done().then_some(Tail(Some(clock)))
}

/// A time and perhaps its zone, with more to come: `10:00:00 UTC 2021`.
pub(super) fn inner(walk: &mut Walk<'_>) -> Option<Tail> {
    let mut clock = time(walk)?;
    clock.zone = zone(walk)?;
    Some(Tail(Some(clock)))
}

/// "15.04.2021 um 10:00", "15/04/2021 a las 10:00".
fn preposition(walk: &mut Walk<'_>) -> Option<()> {
    const WORDS: [&[u8]; 8] = [b"at", b"um", b"a", b"as", b"alle", b"ore", b"om", b"kl"];
    let found = WORDS.iter().any(|word| walk.eat_word(word));
    walk.eat(b'.');
    walk.spaces();
    if walk.eat_word(b"las") || walk.eat_word(b"ore") {
        walk.spaces();
    }
    found.then_some(())
}

fn time(walk: &mut Walk<'_>) -> Option<Clock> {
    let (mut hour, length) = walk.number()?;
    let (mut minute, mut second, mut nanosecond) = (0, 0, 0);
    let mut kind = Kind::Minutes;
    let mut bare = false;
    match (length, walk.peek()) {
        (1 | 2, Some(b':')) => {
            walk.skip(1);
            minute = walk.two_digits()?;
            if walk.eat(b':') {
                second = walk.two_digits()?;
                (kind, nanosecond) = fraction(walk);
            }
        }
        (1 | 2, Some(b'.')) if walk.ahead(1).is_some_and(|next| next.is_ascii_digit()) => {
            walk.skip(1);
            minute = walk.two_digits()?;
            if walk.ahead(1).is_some_and(|next| next.is_ascii_digit()) && walk.eat(b'.') {
                second = walk.two_digits()?;
                (kind, nanosecond) = fraction(walk);
            }
        }
        (4, _) => (hour, minute) = (hour / 100, hour % 100),
        (6, _) => {
            (hour, minute, second) = (hour / 10_000, hour / 100 % 100, hour % 100);
            (kind, nanosecond) = fraction(walk);
        }
        (1 | 2, _) => bare = true,
        _ => return None,
    }
    let said = behind_time(walk, bare)?;
    if let Said::Minutes(said) = said {
        minute = said;
    }
    if let Said::Half(half) = said {
        hour = half.hour(hour)?;
        kind = Kind::HalfDay;
    }
    let next_day = hour == 24 && minute == 0 && second == 0 && nanosecond == 0;
    if next_day {
        hour = 0;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        // A leap second: no other clock knows it.
        i8::try_from(second.min(59)).ok()?,
        nanosecond,
    );
    Some(Clock {
        time: time.ok()?,
        next_day,
        kind,
        zone: Zone::Unsaid,
    })
}

/// The nanoseconds behind a second, if any are written; further digits are dropped.
fn fraction(walk: &mut Walk<'_>) -> (Kind, i32) {
    let mark = matches!(walk.peek(), Some(b'.' | b',' | b':'));
    if !mark || !walk.ahead(1).is_some_and(|next| next.is_ascii_digit()) {
        return (Kind::Seconds, 0);
    }
    walk.skip(1);
    (Kind::Fraction, nanoseconds(walk).unwrap_or(0))
}

/// Nanoseconds from the digits of a fraction; those behind the ninth are dropped.
pub(super) fn nanoseconds(walk: &mut Walk<'_>) -> Option<i32> {
    let digits = walk.run(u8::is_ascii_digit);
    let mut nanoseconds = 0;
    for place in 0..9 {
        let digit = digits.get(place).map_or(0, |digit| i32::from(digit - b'0'));
        nanoseconds = nanoseconds * 10 + digit;
    }
    (!digits.is_empty()).then_some(nanoseconds)
}

/// What a word behind the numbers says.
enum Said {
    Nothing,
    Half(Half),
    /// `10h30`
    Minutes(u32),
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

impl Half {
    /// `13:05 PM` is written by careless programs, and has one reading; `13:05 AM`
    /// has none.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::Morning, 12) => Some(0),
            (Self::Morning, 0..=11) | (Self::Afternoon, 12..=23) => Some(hour),
            (Self::Afternoon, 1..=11) => Some(hour + 12),
            _ => None,
        }
    }
}

/// `AM`, `p.m.`, `Uhr`, `h30`. A `bare` hour needs one of them.
fn behind_time(walk: &mut Walk<'_>, bare: bool) -> Option<Said> {
    let mut ahead = *walk;
    ahead.spaces();
    let said = match ahead.peek().map(|next| next.to_ascii_lowercase()) {
        Some(b'a') => half(&mut ahead).then_some(Said::Half(Half::Morning)),
        Some(b'p') => half(&mut ahead).then_some(Said::Half(Half::Afternoon)),
        Some(b'u') => (ahead.eat_word(b"uhr") || ahead.eat_word(b"uur")).then_some(Said::Nothing),
        Some(b'h') if bare => hours(&mut ahead),
        Some(b'h') => [&b"h"[..], b"hs", b"hrs"]
            .iter()
            .any(|word| ahead.eat_word(word))
            .then_some(Said::Nothing),
        _ => None,
    };
    match said {
        Some(said) => {
            *walk = ahead;
            Some(said)
        }
        None if bare => None,
        None => Some(Said::Nothing),
    }
}

/// The letters of `AM`, `a.m.`, `p. m.`, from the `a` or `p` on.
fn half(walk: &mut Walk<'_>) -> bool {
    walk.skip(1);
    if walk.eat(b'.') {
        walk.spaces();
    }
    if !walk.eat_word(b"m") {
        return false;
    }
    walk.eat(b'.');
    true
}

/// `10h`, `10h30`, `10 h 30 min`.
fn hours(walk: &mut Walk<'_>) -> Option<Said> {
    if walk.eat_word(b"hs") || walk.eat_word(b"hrs") {
        return Some(Said::Nothing);
    }
    if !walk.eat_word(b"h") {
        return None;
    }
    let mut ahead = *walk;
    ahead.spaces();
    let Some(minutes) = ahead.two_digits() else {
        return Some(Said::Nothing);
    };
    *walk = ahead;
    ahead.spaces();
    if ahead.eat_word(b"min") || ahead.eat_word(b"m") {
        *walk = ahead;
    }
    Some(Said::Minutes(minutes))
}

/// Nothing, `Z`, `+02:00`, `UTC`, `GMT+0200 (…)`, `[Europe/Berlin]`.
/// `None`: something else stands there.
fn zone(walk: &mut Walk<'_>) -> Option<Zone> {
    let mut ahead = *walk;
    ahead.spaces();
    let mut found = match ahead.peek() {
        Some(b'+' | b'-') => Zone::Offset(offset(&mut ahead)?),
        Some(next) if next.is_ascii_alphabetic() => named(&mut ahead)?,
        Some(b'[' | b'(') => Zone::Unsaid,
        _ => return Some(Zone::Unsaid),
    };
    *walk = ahead;
    ahead.spaces();
    if let Some(name) = in_brackets(&mut ahead) {
        // The offset counts; a name beside it only explains it.
        if matches!(found, Zone::Unsaid) && !name.is_empty() {
            found = TimeZone::get(name).map_or(Zone::Unsaid, Zone::Named);
        }
        *walk = ahead;
    }
    Some(found)
}

/// Seconds east of Greenwich: `+02`, `+0200`, `+02:00`, `-3`.
fn offset(walk: &mut Walk<'_>) -> Option<i32> {
    let west = walk.peek() == Some(b'-');
    walk.skip(1);
    let (value, length) = walk.number()?;
    let (hours, minutes) = match length {
        1 | 2 if walk.eat(b':') => (value, walk.two_digits()?),
        1 | 2 => (value, 0),
        3 | 4 => (value / 100, value % 100),
        _ => return None,
    };
    if hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
    Some(if west { -seconds } else { seconds })
}

fn named(walk: &mut Walk<'_>) -> Option<Zone> {
    let from = walk.rest();
    let word = walk.run(|byte| byte.is_ascii_alphabetic() || b"/_".contains(byte));
    if word.contains(&b'/') {
        // `Etc/GMT+2` and `America/Port-au-Prince` go on behind the letters.
        let more = walk.run(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(byte));
        let name = from.get(..word.len() + more.len())?;
        return TimeZone::get(std::str::from_utf8(name).ok()?)
            .ok()
            .map(Zone::Named);
    }
    let word = Folded::<4>::of(std::str::from_utf8(word).ok()?)?;
    let hours = match word.text() {
        "z" => 0,
        "utc" | "gmt" | "ut" => {
            if matches!(walk.peek(), Some(b'+' | b'-')) {
                return offset(walk).map(Zone::Offset);
            }
            0
        }
        "wet" => 0,
        "west" | "cet" | "mez" => 1,
        "cest" | "mesz" | "eet" | "sast" => 2,
        "eest" | "msk" => 3,
        "sgt" | "hkt" | "awst" => 8,
        "jst" | "kst" => 9,
        "aest" => 10,
        "aedt" => 11,
        "nzst" => 12,
        "nzdt" => 13,
        "brt" => -3,
        "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        // Several zones go by these names.
        "ist" | "bst" | "ast" | "adt" | "gst" | "pkt" => return Some(Zone::Unsaid),
        _ => return None,
    };
    Some(Zone::Offset(hours * 3_600))
}

/// The text in `[…]` or `(…)`; empty for what can't be a zone's name.
fn in_brackets<'a>(walk: &mut Walk<'a>) -> Option<&'a str> {
    let close = match walk.peek()? {
        b'[' => b']',
        b'(' => b')',
        _ => return None,
    };
    let inside = walk.rest().get(1..)?;
    let length = inside.iter().position(|&byte| byte == close)?;
    let name = std::str::from_utf8(inside.get(..length)?).ok()?;
    walk.skip(length + 2);
    Some(if close == b']' { name } else { "" })
}
