//! Moments: dates of a column as instants, by one rule for the whole column.

use crate::survey::TableSurvey;
use exports::cell::date::{self, Moment, Order, Reading};
use insight::Time;
use jiff::civil::{self, DateTime};
use jiff::tz::{Offset, TimeZone};

/// How the dates of one column are read.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    utc: bool,
    /// Which number of `04/03/2021` is the day; `None`: nobody knows.
    pub order: Option<Order>,
    counted: bool,
    last: Option<(DateTime, Time)>,
}

/// What became of a cell that should be a date.
pub enum Read {
    /// An instant.
    At(Time),
    /// Two readings, and nothing that tells which.
    Ambiguous,
    /// No date.
    Not,
}

impl Clock {
    /// The rule for a column: its own evidence for the order of day and month,
    /// else what was `given`, else that of the table's other columns.
    pub fn of(table: &TableSurvey, column: usize, zone: &TimeZone, given: Option<Order>) -> Self {
        let kinds = &table.columns[column].kinds;
        let mixed = kinds.day_first > 0 && kinds.month_first > 0;
        let neighbours = || {
            let mut orders = table.columns.iter().filter_map(|c| c.kinds.date_order());
            let first = orders.next()?;
            orders.all(|o| o == first).then_some(first)
        };
        let order = kinds
            .date_order()
            .or(given)
            .or_else(|| if mixed { None } else { neighbours() });
        Self {
            zone: zone.clone(),
            utc: *zone == TimeZone::UTC,
            order,
            counted: kinds.share(kinds.counted) >= 0.9,
            last: None,
        }
    }

    /// Reads a cell.
    pub fn read(&mut self, text: &str) -> Read {
        let moment = match date::read(text) {
            // 04/04/2021 is one day in both orders; but with its neighbours left out,
            // such days alone would be a strange choice of leads.
            Some((Reading::Certain { .. }, spelling))
                if self.order.is_none() && spelling.is_undecided() =>
            {
                return Read::Ambiguous;
            }
            Some((Reading::Certain { moment, .. }, _)) => moment,
            Some((
                Reading::Either {
                    day_first,
                    month_first,
                },
                _,
            )) => match self.order {
                Some(Order::DayFirst) => day_first,
                Some(Order::MonthFirst) => month_first,
                None => return Read::Ambiguous,
            },
            None if self.counted => match date::counted(text) {
                Some((moment, _)) => moment,
                None => return Read::Not,
            },
            None => return Read::Not,
        };
        match moment {
            Moment::Instant(timestamp) => Read::At(timestamp.as_microsecond()),
            Moment::Local(local) => Read::At(self.instant(local)),
            Moment::Day(day) => Read::At(self.instant(day.to_datetime(civil::Time::midnight()))),
        }
    }

    fn instant(&mut self, local: DateTime) -> Time {
        if let Some((last, time)) = self.last
            && last == local
        {
            return time;
        }
        let timestamp = if self.utc {
            Offset::UTC.to_timestamp(local)
        } else {
            self.zone.to_ambiguous_timestamp(local).compatible()
        };
        // Dates are read between the years 1900 and 2200: none is out of range.
        let time = timestamp.map_or(0, |t| t.as_microsecond());
        self.last = Some((local, time));
        time
    }
}
