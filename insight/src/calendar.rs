//! Calendar: cuts times into local days and months, quickly.
//!
//! A time zone is asked once for every day or month in the data, not once for
//! every row: ten million rows cost a few comparisons each.

use crate::columns::{DAY, Time};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

/// How long a stretch of days is looked at. A stray `9999-12-31` in the data
/// must not make four million days.
const MOST_DAYS: usize = 100 * 366;

/// Local days or months that follow each other without a gap.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    // Invariant: not empty, ascending, one entry for each date in `dates`.
    starts: Vec<Time>,
    dates: Vec<Date>,
    step: Span,
    usual_length: Time,
}

impl Calendar {
    /// The local months from the one of `first` to the one of `last`.
    pub(crate) fn months(first: Time, last: Time, zone: &TimeZone) -> Self {
        let from = local_date(first, zone).first_of_month();
        Self::cut(
            from,
            local_date(last, zone),
            1.month(),
            30 * DAY + DAY / 2,
            zone,
        )
    }

    /// The local days from the one of `first` to the one of `last`; `None` for
    /// more than a hundred years of them.
    pub(crate) fn days(first: Time, last: Time, zone: &TimeZone) -> Option<Self> {
        if last.saturating_sub(first) / DAY >= MOST_DAYS as Time {
            return None;
        }
        Some(Self::cut(
            local_date(first, zone),
            local_date(last, zone),
            1.day(),
            DAY,
            zone,
        ))
    }

    fn cut(from: Date, to: Date, step: Span, usual_length: Time, zone: &TimeZone) -> Self {
        let following = std::iter::successors(Some(from), |date| date.checked_add(step).ok());
        let dates: Vec<Date> = following
            .take_while(|date| *date == from || *date <= to)
            .collect();
        let starts = dates.iter().map(|date| start_of(*date, zone)).collect();
        Self {
            starts,
            dates,
            step,
            usual_length,
        }
    }

    /// How many days or months.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The first day of the `index`-th stretch.
    pub(crate) fn date(&self, index: usize) -> Date {
        self.dates[index]
    }

    /// The instant at which the `index`-th stretch ends: the start of the one after.
    pub(crate) fn end(&self, index: usize, zone: &TimeZone) -> Time {
        if let Some(next) = self.starts.get(index + 1) {
            return *next;
        }
        let after = self.dates[index].checked_add(self.step);
        after.map_or(Time::MAX, |date| start_of(date, zone))
    }

    /// The stretch in which a time lies; times outside belong to the nearest one.
    pub(crate) fn index(&self, time: Time) -> usize {
        let last = self.starts.len() - 1;
        let guess = time.saturating_sub(self.starts[0]).max(0) / self.usual_length;
        let mut index = usize::try_from(guess).map_or(last, |guess| guess.min(last));
        while index > 0 && time < self.starts[index] {
            index -= 1;
        }
        while index < last && time >= self.starts[index + 1] {
            index += 1;
        }
        index
    }
}

/// The local date of a time; times beyond the calendar take its nearest end.
pub(crate) fn local_date(time: Time, zone: &TimeZone) -> Date {
    let nearest = if time < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    let timestamp = Timestamp::from_microsecond(time).unwrap_or(nearest);
    zone.to_datetime(timestamp).date()
}

/// The first instant of a local day; some begin at one o'clock.
fn start_of(date: Date, zone: &TimeZone) -> Time {
    match date.to_zoned(zone.clone()) {
        Ok(start) => start.timestamp().as_microsecond(),
        Err(_) if date.year() > 0 => Time::MAX,
        Err(_) => Time::MIN + 1,
    }
}

/// `2018-03`
pub(crate) fn month_name(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}
