//! Ranges: durations of which only the median, the mean and the time within
//! which nine of ten lie are known.

use super::chart::Scale;
use super::markup::{At, Html, markup};
use super::words::{FEW, count, days, round};
use insight::stats::Spread;

/// One duration, in days.
pub(super) struct Range {
    pub(super) name: Html,
    pub(super) days: Spread,
}

/// Rows under one scale from zero, in days.
pub(super) fn ranges(of: &'static str, rows: &[Range]) -> Html {
    let longest = rows
        .iter()
        .flat_map(|row| [row.days.p90, row.days.mean])
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max);
    let unit = Unit::of(longest);
    let scale = Scale::over(0.0, longest / unit.days, 5.0);
    let rows: Html = rows.iter().map(|row| strip(row, &scale, unit)).collect();
    markup! {
        "<div class='rates ranges'><div class='r head'><span class='l'>" (of)
        "</span><span class='b'>n</span><span class='k'>Elapsed time, " (unit.name)
        "</span><span class='f'>Median, 90 % within</span></div>" (rows) "<div class='r axis'><span class='s'>"
        (scale.axis(unit.tick, None)) "</span></div></div><p class='legend'>"
        "<span><svg class='key' width='14' height='14'><circle class='d' cx='7' cy='7' r='5'/></svg>median</span>"
        "<span><svg class='key' width='14' height='14'><path class='mean' d='M7 2l5 5-5 5-5-5z'/></svg>mean</span>"
        "<span><svg class='key' width='14' height='14'><path class='end' d='M7 1v12'/></svg>nine of ten within</span></p>"
    }
}

fn strip(row: &Range, scale: &Scale, unit: Unit) -> Html {
    let at = |value: f64| At(scale.at(value / unit.days));
    let few = (row.days.n < FEW).then(|| markup! { "<small>too few to judge</small>" });
    markup! {
        "<div class='r'><span class='l'>" (row.name) (few) "</span><span class='b'>" (count(row.days.n))
        "</span><span class='s'><svg>" (scale.grid())
        "<line class='w' x1='0' x2='" (at(row.days.p90)) "' y1='50%' y2='50%'/>"
        "<line class='end' x1='" (at(row.days.p90)) "' x2='" (at(row.days.p90)) "' y1='20%' y2='80%'/>"
        "<svg x='" (at(row.days.mean)) "' y='50%' overflow='visible'><path class='mean' d='M0-5 5 0 0 5-5 0z'/></svg>"
        "<circle class='d' cx='" (at(row.days.median)) "' cy='50%' r='5'/></svg></span><span class='f'>"
        (days(row.days.median)) " <small>" (days(row.days.p90)) "</small></span></div>"
    }
}

#[derive(Clone, Copy)]
struct Unit {
    name: &'static str,
    days: f64,
    tick: fn(f64) -> String,
}

impl Unit {
    fn of(longest: f64) -> Self {
        let (name, days) = match longest {
            d if d > 2.0 => ("days", 1.0),
            d if d > 2.0 / 24.0 => ("hours", 1.0 / 24.0),
            d if d > 2.0 / 1440.0 => ("minutes", 1.0 / 1440.0),
            _ => ("seconds", 1.0 / 86400.0),
        };
        Unit { name, days, tick }
    }
}

fn tick(value: f64) -> String {
    round(value, 1)
}
