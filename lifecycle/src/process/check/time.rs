//! Time: about how long a span is, to compare two of them.

use crate::calendar::{Calendar, Counts, Span, Unit};

/// About how many minutes of the time it counts. Working days are as long as the
/// longest one, weeks as all their hours.
pub(super) fn minutes(span: Span, counts: Counts, calendar: &Calendar) -> f64 {
    let (day, week) = match counts {
        Counts::Elapsed => (1_440.0, 7.0 * 1_440.0),
        Counts::Working => worked(calendar),
    };
    let unit = match span.unit {
        Unit::Minute => 1.0,
        Unit::Hour => 60.0,
        Unit::Day => day,
        Unit::Week => week,
        Unit::Month => week * 30.4 / 7.0,
    };
    f64::from(span.count) * unit
}

fn worked(calendar: &Calendar) -> (f64, f64) {
    let of_day = |periods: &Vec<_>| -> f64 {
        let minutes = |(from, to): &(jiff::civil::Time, jiff::civil::Time)| {
            f64::from(
                to.duration_since(*from)
                    .as_secs()
                    .try_into()
                    .unwrap_or(0_i32),
            ) / 60.0
        };
        periods.iter().map(minutes).sum()
    };
    let days = calendar.hours.each_ref().map(of_day);
    let longest = days.iter().copied().fold(0.0, f64::max);
    let week = days.iter().sum();
    if longest > 0.0 {
        (longest, week)
    } else {
        (1_440.0, 7.0 * 1_440.0)
    }
}

/// As the document writes it.
pub(super) fn written(span: Span) -> String {
    let unit = match span.unit {
        Unit::Minute => "m",
        Unit::Hour => "h",
        Unit::Day => "d",
        Unit::Week => "w",
        Unit::Month => "mo",
    };
    format!("{}{unit}", span.count)
}
