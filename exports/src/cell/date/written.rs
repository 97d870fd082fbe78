//! Written: dates with the name of a month, or behind that of a weekday.
//!
//! The text is plain by now: ASCII, in lower case, without accents.

use super::clock::{self, Tail};
use super::names::{Name, name};
use super::picture::{Between, Layout, spelling};
use super::{Reading, Spelling, certain, day, numeric, year};
use crate::cell::walk::Walk;

pub(super) fn read(plain: &[u8]) -> Option<(Reading, Spelling)> {
    let mut walk = Walk::new(plain);
    if walk.peek()?.is_ascii_digit() {
        return digits_first(walk, false);
    }
    let before = walk;
    match name(walk.letters())? {
        Name::Month(month) => month_first(month, walk, false),
        Name::Weekday => behind_weekday(before),
        Name::MarchOrTuesday => month_first(3, walk, false).or_else(|| behind_weekday(before)),
    }
}

fn behind_weekday(mut walk: Walk<'_>) -> Option<(Reading, Spelling)> {
    walk.letters();
    // Portuguese: "segunda-feira".
    if walk.peek() == Some(b'-') {
        walk.skip(1);
        if !walk.eat_word(b"feira") {
            return None;
        }
    }
    walk.eat(b'.');
    walk.eat(b',');
    if walk.spaces() == 0 {
        return None;
    }
    if walk.eat_word(b"the") || walk.eat_word(b"den") || walk.eat_word(b"le") {
        walk.spaces();
    }
    if walk.peek()?.is_ascii_digit() {
        return numeric::read(walk.rest()).or_else(|| digits_first(walk, true));
    }
    match name(walk.letters())? {
        Name::Month(month) => month_first(month, walk, true),
        Name::MarchOrTuesday => month_first(3, walk, true),
        Name::Weekday => None,
    }
}

/// `Apr 15, 2021 …`, `April 15th 2021`, `Apr 15 10:00:00 2021`.
fn month_first(month: u32, mut walk: Walk<'_>, weekday: bool) -> Option<(Reading, Spelling)> {
    walk.eat(b'.');
    let mark = separator(&mut walk)?;
    let (date_day, 1 | 2) = walk.number()? else {
        return None;
    };
    ordinal(&mut walk);
    if mark == b' ' && walk.peek() != Some(b' ') && walk.peek() != Some(b',') {
        return None;
    }
    separator(&mut walk)?;
    if matches!(walk.ahead(1), Some(b':')) || matches!(walk.ahead(2), Some(b':')) {
        return time_before_year(month, date_day, walk);
    }
    let date = day(written_year(&mut walk)?, month, date_day)?;
    finish(date, Layout::MonthDay { weekday }, walk)
}

/// `Thu Apr 15 10:00:00 UTC 2021`
fn time_before_year(month: u32, date_day: u32, mut walk: Walk<'_>) -> Option<(Reading, Spelling)> {
    let tail = clock::inner(&mut walk)?;
    if walk.spaces() == 0 {
        return None;
    }
    let (year, 4) = walk.number()? else {
        return None;
    };
    let moment = tail.on(day(year, month, date_day)?)?;
    let found = (
        certain(moment),
        spelling(Layout::TimeBeforeYear, tail.kind()),
    );
    walk.is_done().then_some(found)
}

/// `15 Apr 2021`, `15. März 2021`, `15-Apr-21`, `15 de abril de 2021`; or
/// `2021-Apr-15`.
fn digits_first(mut walk: Walk<'_>, weekday: bool) -> Option<(Reading, Spelling)> {
    let (first, length) = walk.number()?;
    let ordinal = ordinal(&mut walk);
    let dotted = walk.eat(b'.');
    let joined = walk.peek().is_some_and(|next| next.is_ascii_alphabetic());
    let mark = match joined {
        true if ordinal => return None,
        true => b' ',
        false => separator(&mut walk)?,
    };
    let of = mark == b' ' && (walk.eat_word(b"de") || walk.eat_word(b"of"));
    if of {
        walk.spaces();
    }
    let month = match name(walk.letters())? {
        Name::Month(month) => month,
        Name::MarchOrTuesday => 3,
        Name::Weekday => return None,
    };
    walk.eat(b'.');
    let comma = walk.peek() == Some(b',');
    if !joined || !walk.peek().is_some_and(|next| next.is_ascii_digit()) {
        separator(&mut walk)?;
    }
    if walk.eat_word(b"de") || walk.eat_word(b"del") || walk.eat_word(b"of") {
        walk.spaces();
    }
    if length == 4 {
        let (date_day, 1 | 2) = walk.number()? else {
            return None;
        };
        return finish(day(first, month, date_day)?, Layout::YearMonth, walk);
    }
    if length > 2 {
        return None;
    }
    let date = day(written_year(&mut walk)?, month, first)?;
    let between = match mark {
        _ if weekday => Between::Weekday,
        b'-' => Between::Dash,
        b'/' => Between::Slash,
        _ if of => Between::Of,
        _ if dotted => Between::Dot,
        _ if comma => Between::Comma,
        _ => Between::Space,
    };
    finish(date, Layout::DayMonth(between), walk)
}

fn finish(
    date: jiff::civil::Date,
    layout: Layout,
    mut walk: Walk<'_>,
) -> Option<(Reading, Spelling)> {
    let tail: Tail = clock::tail(&mut walk)?;
    Some((certain(tail.on(date)?), spelling(layout, tail.kind())))
}

/// A space, comma, dash, slash or dot, with spaces around it: what was found,
/// the space only if nothing else.
fn separator(walk: &mut Walk<'_>) -> Option<u8> {
    let spaces = walk.spaces();
    let mark = walk.peek()?;
    if b",-/.".contains(&mark) {
        walk.skip(1);
        walk.spaces();
        return Some(if mark == b',' { b' ' } else { mark });
    }
    (spaces > 0).then_some(b' ')
}

/// `15th`, `1er`.
fn ordinal(walk: &mut Walk<'_>) -> bool {
    const ENDINGS: [&[u8]; 7] = [b"th", b"st", b"nd", b"rd", b"er", b"e", b"o"];
    ENDINGS.iter().any(|ending| walk.eat_word(ending))
}

/// `2021`, `21`, `'21`.
fn written_year(walk: &mut Walk<'_>) -> Option<u32> {
    walk.eat(b'\'');
    year(walk.number()?)
}
