//! Numeric: dates of numbers only.

use super::clock::{self, Tail};
use super::picture::{Layout, Mark, spelling};
use super::{Moment, Order, Reading, Spelling, certain, day, year};
use crate::cell::walk::Walk;

/// Reads `2021-04-15…`, `20210415…` or `15/04/2021…`, from the first digit on.
pub(super) fn read(bytes: &[u8]) -> Option<(Reading, Spelling)> {
    let mut walk = Walk::new(bytes);
    let (first, length) = walk.number()?;
    match (length, walk.peek()) {
        (4, Some(b'-' | b'/' | b'.')) => year_first(first, walk),
        (1 | 2, Some(mark @ (b'/' | b'-' | b'.'))) => ordered(first, mark, walk),
        (8, None | Some(b'T' | b't' | b' ')) => compact(first, walk),
        _ => None,
    }
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
