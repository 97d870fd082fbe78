//! Numeric: dates of numbers only.

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;

use super::clock::{self, Kind, Tail};
use super::picture::{Layout, Mark, spelling};
use super::{Moment, Order, Reading, Spelling, certain, day, year};
use crate::cell::walk::Walk;

/// Reads `2021-04-15…`, `20210415…` or `15/04/2021…`, from the first digit on.
pub(super) fn read(bytes: &[u8]) -> Option<(Reading, Spelling)> {
    if let Some(found) = usual(bytes) {
        return Some(found);
    }
    let mut walk = Walk::new(bytes);
    let (first, length) = walk.number()?;
    match (length, walk.peek()) {
        (4, Some(b'-' | b'/' | b'.')) => year_first(first, walk),
        (1 | 2, Some(mark @ (b'/' | b'-' | b'.'))) => ordered(first, mark, walk),
        (8, None | Some(b'T' | b't' | b' ')) => compact(first, walk),
        _ => None,
    }
}

/// `2021-04-15`, `2021-04-15 10:00:00`, `2021-04-15T10:00:00.123+02:00`, digit by
/// digit: nearly all dates are spelled so, and there are millions.
fn usual(bytes: &[u8]) -> Option<(Reading, Spelling)> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, ref rest @ ..] = bytes else {
        return None;
    };
    let date = day(
        two(y1, y2)? * 100 + two(y3, y4)?,
        two(m1, m2)?,
        two(d1, d2)?,
    )?;
    let &[
        gap @ (b' ' | b'T'),
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
        ref rest @ ..,
    ] = rest
    else {
        let found = (certain(Moment::Day(date)), spelling(Layout::Iso, Kind::Day));
        return rest.is_empty().then_some(found);
    };
    let part = |first, second| i8::try_from(two(first, second)?).ok();
    let (kind, nanosecond, rest) = match rest {
        [b'.', decimals @ ..] => {
            let mut walk = Walk::new(decimals);
            let nanosecond = clock::nanoseconds(&mut walk)?;
            (Kind::Fraction, nanosecond, walk.rest())
        }
        _ => (Kind::Seconds, 0, rest),
    };
    let time = Time::new(part(h1, h2)?, part(n1, n2)?, part(s1, s2)?, nanosecond).ok()?;
    let local = DateTime::from_parts(date, time);
    let offset = match *rest {
        [] => None,
        [b'Z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', n1, n2] => {
            let (hours @ ..=15, minutes @ ..=59) = (two(h1, h2)?, two(n1, n2)?) else {
                return None;
            };
            let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => return None,
    };
    let (moment, kind) = match offset {
        None => (Moment::Local(local), kind),
        Some(seconds) => {
            let offset = Offset::from_seconds(seconds).ok()?;
            let instant = offset.to_timestamp(local).ok()?;
            (Moment::Instant(instant), Kind::Zoned)
        }
    };
    let layout = if gap == b'T' {
        Layout::IsoT
    } else {
        Layout::Iso
    };
    Some((certain(moment), spelling(layout, kind)))
}

fn two(tens: u8, units: u8) -> Option<u32> {
    let (tens, units) = (tens.wrapping_sub(b'0'), units.wrapping_sub(b'0'));
    (tens < 10 && units < 10).then(|| u32::from(tens) * 10 + u32::from(units))
}

fn year_first(year: u32, mut walk: Walk<'_>) -> Option<(Reading, Spelling)> {
    let mark = walk.peek()?;
    let month = part(&mut walk, mark)?;
    let date = day(year, month, part(&mut walk, mark)?)?;
    if mark == b'.' {
        walk.eat(b'.');
    }
    let joined = matches!(walk.peek(), Some(b'T' | b't'));
    let layout = match mark {
        b'-' if joined => Layout::IsoT,
        b'-' => Layout::Iso,
        b'/' => Layout::YearSlash,
        _ => Layout::YearDot,
    };
    let tail = match walk.rest() {
        // A day that XML gives an offset stays a day.
        [b'Z'] | [b'+' | b'-', _, _, b':', _, _] if mark == b'-' => Tail::EMPTY,
        _ => clock::tail(&mut walk)?,
    };
    let moment = tail.on(date)?;
    Some((certain(moment), spelling(layout, tail.kind())))
}

/// One or two digits behind a separator; behind a dot there may be a space.
fn part(walk: &mut Walk<'_>, mark: u8) -> Option<u32> {
    if !walk.eat(mark) {
        return None;
    }
    if mark == b'.' {
        walk.spaces();
    }
    match walk.number()? {
        (value, 1 | 2) => Some(value),
        _ => None,
    }
}

fn compact(digits: u32, mut walk: Walk<'_>) -> Option<(Reading, Spelling)> {
    let date = day(digits / 10_000, digits / 100 % 100, digits % 100)?;
    let layout = match walk.peek() {
        Some(b'T' | b't') => Layout::CompactT,
        _ => Layout::Compact,
    };
    let tail = clock::tail(&mut walk)?;
    let moment = tail.on(date)?;
    Some((certain(moment), spelling(layout, tail.kind())))
}

fn ordered(first: u32, separator: u8, mut walk: Walk<'_>) -> Option<(Reading, Spelling)> {
    let mark = match separator {
        b'/' => Mark::Slash,
        b'-' => Mark::Dash,
        _ => Mark::Dot,
    };
    let second = part(&mut walk, separator)?;
    if !walk.eat(separator) {
        return None;
    }
    if mark == Mark::Dot {
        walk.spaces();
    }
    let written = walk.number()?;
    let year = year(written)?;
    if mark == Mark::Dot {
        walk.eat(b'.');
    }
    let tail = clock::tail(&mut walk)?;
    let day_first = day(year, second, first).and_then(|date| tail.on(date));
    let month_first = day(year, first, second).and_then(|date| tail.on(date));
    let (reading, told) = weigh(mark, first == second, day_first, month_first)?;
    let short = written.1 == 2;
    let layout = Layout::Ordered { mark, short, told };
    Some((reading, spelling(layout, tail.kind())))
}

fn weigh(
    mark: Mark,
    same: bool,
    day_first: Option<Moment>,
    month_first: Option<Moment>,
) -> Option<(Reading, Option<Order>)> {
    Some(match (day_first, month_first) {
        (Some(moment), Some(_)) if same || mark == Mark::Dot => (certain(moment), None),
        (Some(day_first), Some(month_first)) => {
            let either = Reading::Either {
                day_first,
                month_first,
            };
            (either, None)
        }
        (Some(moment), None) => told(moment, Order::DayFirst),
        (None, Some(moment)) => told(moment, Order::MonthFirst),
        (None, None) => return None,
    })
}

fn told(moment: Moment, order: Order) -> (Reading, Option<Order>) {
    let evidence = Some(order);
    (Reading::Certain { moment, evidence }, evidence)
}
