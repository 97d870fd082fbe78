//! Open: the working periods from an instant on, forward or backward.
//!
//! Time is cut into pieces in which the clock on the wall runs straight: a piece ends
//! with the local day, or where the offset from UTC changes. In a piece a period is two
//! additions. Whether a day has a change in it is asked once a day, by the offset at its
//! far end; only then are the changes themselves looked up.

use super::{Calendar, DAY, FURTHEST, begin, end, instant};
use jiff::civil::Time;

/// The working periods that end after an instant, in order, the first one cut at it.
pub(super) struct Forward<'a> {
    calendar: &'a Calendar,
    piece: Piece<'a>,
    next: usize,
    days_left: u32,
}

/// A stretch of one local day with one offset.
struct Piece<'a> {
    from: i64,
    until: i64,
    /// The midnight that its periods are counted from.
    midnight: i64,
    periods: &'a [(Time, Time)],
}

impl<'a> Forward<'a> {
    pub(super) fn new(calendar: &'a Calendar, from: i64) -> Self {
        Self {
            calendar,
            piece: piece_from(calendar, from),
            next: 0,
            days_left: FURTHEST,
        }
    }
}

impl Iterator for Forward<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        loop {
            while let Some(period) = self.piece.periods.get(self.next) {
                self.next += 1;
                if let Some(open) = self.piece.cut(period) {
                    return Some(open);
                }
            }
            self.days_left = self.days_left.checked_sub(1)?;
            self.piece = piece_from(self.calendar, self.piece.until);
            self.next = 0;
        }
    }
}

/// The working periods that begin before an instant, the latest first and cut at it.
pub(super) struct Backward<'a> {
    calendar: &'a Calendar,
    piece: Piece<'a>,
    left: usize,
    days_left: u32,
}

impl<'a> Backward<'a> {
    pub(super) fn new(calendar: &'a Calendar, until: i64) -> Self {
        let piece = piece_until(calendar, until);
        Self {
            calendar,
            left: piece.periods.len(),
            piece,
            days_left: FURTHEST,
        }
    }
}

impl Iterator for Backward<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        loop {
            while let Some(last) = self.left.checked_sub(1) {
                self.left = last;
                let open = self
                    .piece
                    .periods
                    .get(last)
                    .and_then(|period| self.piece.cut(period));
                if open.is_some() {
                    return open;
                }
            }
            self.days_left = self.days_left.checked_sub(1)?;
            self.piece = piece_until(self.calendar, self.piece.from);
            self.left = self.piece.periods.len();
        }
    }
}

impl Piece<'_> {
    fn cut(&self, period: &(Time, Time)) -> Option<(i64, i64)> {
        let opens = (self.midnight + begin(period)).max(self.from);
        let closes = (self.midnight + end(period)).min(self.until);
        (opens < closes).then_some((opens, closes))
    }
}

fn piece_from(calendar: &Calendar, from: i64) -> Piece<'_> {
    let offset = calendar.offset(from);
    let day = (from + offset).div_euclid(DAY);
    let midnight = day * DAY - offset;
    let mut until = midnight + DAY;
    if calendar.offset(until) != offset {
        let change = calendar.zone.following(instant(from)).next();
        if let Some(change) = change {
            // A change to the same offset, as of a zone's name, cuts a piece for nothing.
            until = until.min(change.timestamp().as_microsecond());
        }
    }
    Piece {
        from,
        until: until.max(from + 1),
        midnight,
        periods: calendar.periods(day),
    }
}

fn piece_until(calendar: &Calendar, until: i64) -> Piece<'_> {
    let offset = calendar.offset(until - 1);
    let day = (until - 1 + offset).div_euclid(DAY);
    let midnight = day * DAY - offset;
    let mut from = midnight;
    if calendar.offset(from) != offset {
        let change = calendar.zone.preceding(instant(until)).next();
        if let Some(change) = change {
            from = from.max(change.timestamp().as_microsecond());
        }
    }
    Piece {
        from: from.min(until - 1),
        until,
        midnight,
        periods: calendar.periods(day),
    }
}
