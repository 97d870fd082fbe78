//! Columns: what happens over the months and weeks.

use super::chart::{Scale, label};
use super::markup::{At, Html, Px, markup};
use super::words::{self, count};

const HEIGHT: f64 = 150.0;

/// One place on the time axis: its month and year.
pub(super) struct Mark {
    /// Where it lies, in per cent.
    at: f64,
    month: String,
    year: String,
}

/// Marks for months that share the width evenly.
pub(super) fn month_marks<'a>(months: impl ExactSizeIterator<Item = &'a str>) -> Vec<Mark> {
    let slots = months.len().max(1) as f64;
    months
        .enumerate()
        .map(|(place, text)| {
            let (month, year) = words::month_parts(text);
            Mark {
                at: (place as f64 + 0.5) / slots * 100.0,
                month,
                year,
            }
        })
        .collect()
}

/// Marks at the first week of each month.
pub(super) fn week_marks<'a>(mondays: impl ExactSizeIterator<Item = &'a str>) -> Vec<Mark> {
    let slots = mondays.len().max(1) as f64;
    let mut last = String::new();
    let mut marks = Vec::new();
    for (place, monday) in mondays.enumerate() {
        let month = monday.get(..7).unwrap_or(monday);
        if month != last {
            last = month.to_owned();
            let (month, year) = words::month_parts(month);
            marks.push(Mark {
                at: (place as f64 + 0.5) / slots * 100.0,
                month,
                year,
            });
        }
    }
    // A month that only begins the line would be written over the next one.
    if let [first, second, third, ..] = marks.as_slice()
        && second.at - first.at < 0.6 * (third.at - second.at)
    {
        marks.remove(0);
    }
    marks
}

/// The labels below: every one that fits, fewer on a phone, the year where it
/// changes.
fn time_axis(marks: &[Mark]) -> Html {
    let fewest = marks.len().div_ceil(6).max(1);
    let narrow = [1, 2, 3, 4, 6, 12]
        .into_iter()
        .find(|step| *step >= fewest)
        .unwrap_or_else(|| fewest.next_multiple_of(12));
    let wide = [1, 2, 3, 6, 12]
        .into_iter()
        .find(|step| marks.len() / step <= 12 && narrow.is_multiple_of(*step))
        .unwrap_or(narrow);
    let mut labels = Html::new();
    let mut said = "";
    for (place, mark) in marks
        .iter()
        .enumerate()
        .filter(|(place, _)| place % wide == 0)
    {
        if place % narrow != 0 {
            labels.add(&label(mark.at, 14.0, "t wide", &mark.month));
            continue;
        }
        labels.add(&label(mark.at, 14.0, "t", &mark.month));
        if said != mark.year {
            said = &mark.year;
            labels.add(&label(mark.at, 28.0, "t", &mark.year));
        }
    }
    markup! { "<svg class='along' height='32'>" (labels) "</svg>" }
}

/// A plot with its axes: values up, time across.
fn plot(
    scale: &Scale,
    unit: fn(f64) -> String,
    height: f64,
    inside: &Html,
    marks: &[Mark],
) -> Html {
    let y = |value: f64| Px(height - scale.at(value) / 100.0 * height);
    let lines: Html = scale
        .ticks()
        .into_iter()
        .map(|tick| markup! { "<line class='g' x1='0' x2='100%' y1='" (y(tick)) "' y2='" (y(tick)) "'/>" })
        .collect();
    let labels: Html = scale
        .ticks()
        .into_iter()
        .map(|tick| {
            let middle = Px(y(tick).0 + 4.0);
            markup! { "<text class='t' x='100%' y='" (middle) "' text-anchor='end'>" (unit(tick)) "</text>" }
        })
        .collect();
    markup! {
        "<div class='plot'><svg class='y' height='" (Px(height)) "'>" (labels) "</svg><svg class='p' height='"
        (Px(height)) "'>" (lines) (inside) "</svg><span></span>" (time_axis(marks)) "</div>"
    }
}

/// Columns of counts from zero, with a line at their mean if given.
pub(super) fn counts(values: &[u64], marks: &[Mark], mean: Option<f64>, small: bool) -> Html {
    let height = if small { 84.0 } else { HEIGHT };
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let scale = Scale::over(0.0, most as f64, if small { 2.0 } else { 4.0 });
    let width = 10.0 * values.len().max(1) as f64;
    let mut path = Html::new();
    for (place, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
        let tall = scale.at(*value as f64);
        let left = Px(place as f64 * 10.0 + 1.0);
        path.add(&markup! { "M" (left) " 100v-" (Px(tall)) "h8v" (Px(tall)) "z" });
    }
    let mean = mean.filter(|mean| mean.is_finite()).map(|mean| {
        let y = Px(height - scale.at(mean) / 100.0 * height);
        markup! { "<line class='all' x1='0' x2='100%' y1='" (y) "' y2='" (y) "'/>" }
    });
    let inside = markup! {
        "<svg width='100%' height='100%' viewBox='0 0 " (Px(width)) " 100' preserveAspectRatio='none'>"
        "<path class='col' d='" (path) "'/></svg>" (mean)
    };
    plot(&scale, count_tick, height, &inside, marks)
}

/// One month's rate.
pub(super) struct Dot {
    pub(super) rate: f64,
    pub(super) interval: [f64; 2],
    /// Enough leads, old enough.
    pub(super) judged: bool,
}

/// Rates with whiskers over time, with a line at the rate of all.
///
/// What can't be judged yet is hollow with a dashed whisker, on a grey ground;
/// where it lies beyond the scale, an arrow head says so.
pub(super) fn rates(dots: &[Dot], marks: &[Mark], overall: Option<f64>) -> Html {
    let height = 190.0;
    // A month of three leads won in full must not press all others flat.
    let any_judged = dots.iter().any(|dot| dot.judged);
    let counted = dots.iter().filter(|dot| dot.judged || !any_judged);
    let ends = counted.flat_map(|dot| dot.interval.into_iter().chain([dot.rate]));
    let scale = Scale::shares(ends.chain(overall), 5.0);
    let y = |value: f64| Px(height - scale.at(value) / 100.0 * height);
    let slot = 100.0 / dots.len().max(1) as f64;
    let dots: Html = dots
        .iter()
        .enumerate()
        .map(|(place, dot)| {
            let x = At((place as f64 + 0.5) * slot);
            let ([low, high], at) = (dot.interval, y(dot.rate));
            let ground = (!dot.judged).then(|| markup! {
                "<rect class='ground' x='" (At(place as f64 * slot)) "' width='" (At(slot)) "' y='0' height='100%'/>"
            });
            let (line, circle) = if dot.judged { ("w", "d") } else { ("w few", "d o") };
            let mark = if scale.holds(dot.rate) {
                markup! { "<circle class='" (circle) "' cx='" (x) "' cy='" (at) "' r='4.5'/>" }
            } else {
                let above = scale.at(dot.rate) > 50.0;
                let head = if above { "M-4 3 0-2 4 3" } else { "M-4-3 0 2 4-3" };
                markup! {
                    "<svg x='" (x) "' y='" (at) "' overflow='visible'><path class='x' d='" (head) "'/></svg>"
                }
            };
            markup! {
                (ground) "<line class='" (line) "' x1='" (x) "' x2='" (x) "' y1='" (y(low)) "' y2='" (y(high)) "'/>" (mark)
            }
        })
        .collect();
    let overall = overall.map(|all| {
        markup! {
            "<line class='all' x1='0' x2='100%' y1='" (y(all)) "' y2='" (y(all)) "'/>"
        }
    });
    plot(
        &scale,
        percent_tick,
        height,
        &markup! { (overall) (dots) },
        marks,
    )
}

fn count_tick(value: f64) -> String {
    if value >= 1.0 || value == 0.0 {
        count(value.round() as u64)
    } else {
        words::decimal(value, 1)
    }
}

fn percent_tick(share: f64) -> String {
    format!("{}\u{a0}%", words::round(share * 100.0, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_of_few_leads_does_not_stretch_the_scale() {
        let dot = |rate: f64, interval, judged| Dot {
            rate,
            interval,
            judged,
        };
        let dots = [
            dot(1.0, [0.4, 1.0], false),
            dot(0.17, [0.16, 0.18], true),
            dot(0.2, [0.19, 0.21], true),
        ];
        let drawn = rates(&dots, &[], None).into_string();
        assert!(!drawn.contains("100\u{a0}%") && drawn.contains("M-4 3 0-2 4 3"));
    }

    #[test]
    fn a_short_first_month_gives_way_to_the_next() {
        let mondays = [
            "2011-09-26",
            "2011-10-03",
            "2011-10-10",
            "2011-10-17",
            "2011-10-24",
            "2011-10-31",
            "2011-11-07",
        ];
        let marks = week_marks(mondays.into_iter());
        let months: Vec<_> = marks.iter().map(|mark| mark.month.as_str()).collect();
        assert_eq!(months, ["Oct", "Nov"]);
    }

    #[test]
    fn labels_thin_out_and_keep_the_year() {
        for months in [1_u32, 6, 12, 18, 30, 120, 400] {
            let names: Vec<String> = (0..months)
                .map(|m| format!("{}-{:02}", 2000 + m / 12, m % 12 + 1))
                .collect();
            let axis = time_axis(&month_marks(names.iter().map(String::as_str))).into_string();
            let narrow = axis.matches("<text class='t' ").count();
            let all = axis.matches("<text").count();
            assert!(narrow <= 12, "{months}: {narrow} labels on a phone");
            assert!(all <= 24, "{months}: {all} labels");
            assert!(axis.contains("2000"));
        }
    }
}
