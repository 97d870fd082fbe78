//! Picture: one name for each spelling.

use super::clock::Kind;
use super::{Order, Spelling};

/// One picture for each [`Kind`] of time behind the day.
type Pictures = [&'static str; 6];

macro_rules! pictures {
    ($day:literal) => {
        pictures!($day, " ")
    };
    ($day:literal, $between:literal) => {
        [
            $day,
            concat!($day, $between, "10:00"),
            concat!($day, $between, "10:00:05"),
            concat!($day, $between, "10:00:05.123"),
            concat!($day, $between, "9:05 AM"),
            concat!($day, $between, "10:00:05+02:00"),
        ]
    };
}

/// How a date is laid out, whatever stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Iso,
    IsoT,
    YearSlash,
    YearDot,
    Compact,
    CompactT,
    Ordered {
        mark: Mark,
        short: bool,
        told: Option<Order>,
    },
    DayMonth(Between),
    MonthDay {
        weekday: bool,
    },
    YearMonth,
    /// `Thu Apr 15 10:00:00 2021`
    TimeBeforeYear,
}

/// What stands between the three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Slash,
    Dash,
    Dot,
}

/// What stands around the name of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    Space,
    Comma,
    Dash,
    Slash,
    Dot,
    Of,
    Weekday,
}

pub(super) fn spelling(layout: Layout, kind: Kind) -> Spelling {
    let pictures: &Pictures = match layout {
        Layout::Iso => &pictures!("2021-04-15"),
        Layout::IsoT => &pictures!("2021-04-15", "T"),
        Layout::YearSlash => &pictures!("2021/04/15"),
        Layout::YearDot => &pictures!("2021.04.15"),
        Layout::Compact => &pictures!("20210415"),
        Layout::CompactT => &pictures!("20210415", "T"),
        Layout::Ordered { mark, short, told } => ordered(mark, short).told(told),
        Layout::DayMonth(Between::Space) => &pictures!("15 Apr 2021"),
        Layout::DayMonth(Between::Comma) => &pictures!("15 Apr, 2021"),
        Layout::DayMonth(Between::Dash) => &pictures!("15-Apr-2021"),
        Layout::DayMonth(Between::Slash) => &pictures!("15/Apr/2021"),
        Layout::DayMonth(Between::Dot) => &pictures!("15. Apr 2021"),
        Layout::DayMonth(Between::Of) => &pictures!("15 de abr de 2021"),
        Layout::DayMonth(Between::Weekday) => &pictures!("Thu, 15 Apr 2021"),
        Layout::MonthDay { weekday: false } => &pictures!("Apr 15, 2021"),
        Layout::MonthDay { weekday: true } => &pictures!("Thu, Apr 15, 2021"),
        Layout::YearMonth => &pictures!("2021-Apr-15"),
        Layout::TimeBeforeYear => return Spelling("Thu Apr 15 10:00:05 2021"),
    };
    Spelling(pictures.get(kind as usize).copied().unwrap_or_default())
}

/// The three spellings of numbers in one layout.
struct Ordered {
    day_first: Pictures,
    month_first: Pictures,
    undecided: Pictures,
}

impl Ordered {
    fn told(&self, order: Option<Order>) -> &Pictures {
        match order {
            Some(Order::DayFirst) => &self.day_first,
            Some(Order::MonthFirst) => &self.month_first,
            None => &self.undecided,
        }
    }
}

fn ordered(mark: Mark, short: bool) -> &'static Ordered {
    let [slash, slash_short, dash, dash_short, dot, dot_short] = &ORDERED;
    match (mark, short) {
        (Mark::Slash, false) => slash,
        (Mark::Slash, true) => slash_short,
        (Mark::Dash, false) => dash,
        (Mark::Dash, true) => dash_short,
        (Mark::Dot, false) => dot,
        (Mark::Dot, true) => dot_short,
    }
}

static ORDERED: [Ordered; 6] = [
    Ordered {
        day_first: pictures!("15/04/2021"),
        month_first: pictures!("04/15/2021"),
        undecided: pictures!("04/03/2021"),
    },
    Ordered {
        day_first: pictures!("15/04/21"),
        month_first: pictures!("04/15/21"),
        undecided: pictures!("04/03/21"),
    },
    Ordered {
        day_first: pictures!("15-04-2021"),
        month_first: pictures!("04-15-2021"),
        undecided: pictures!("04-03-2021"),
    },
    Ordered {
        day_first: pictures!("15-04-21"),
        month_first: pictures!("04-15-21"),
        undecided: pictures!("04-03-21"),
    },
    // With dots the day is first, unless the numbers say otherwise.
    Ordered {
        day_first: pictures!("15.04.2021"),
        month_first: pictures!("04.15.2021"),
        undecided: pictures!("15.04.2021"),
    },
    Ordered {
        day_first: pictures!("15.04.21"),
        month_first: pictures!("04.15.21"),
        undecided: pictures!("15.04.21"),
    },
];

pub(super) fn is_undecided(spelling: Spelling) -> bool {
    settled(spelling, Order::DayFirst) != spelling
}

pub(super) fn settled(spelling: Spelling, order: Order) -> Spelling {
    ORDERED
        .iter()
        .filter(|row| row.undecided != row.day_first)
        .flat_map(|row| row.undecided.iter().zip(row.told(Some(order))))
        .find(|(undecided, _)| **undecided == spelling.0)
        .map_or(spelling, |(_, told)| Spelling(told))
}
