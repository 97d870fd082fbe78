//! Paths: what really happens between the first event and the last.

use super::bars::{Bar, bars_to};
use super::chart::Figure;
use super::map;
use super::markup::{At, Html, markup};
use super::section::{Absent, Section};
use super::sources::maybe;
use super::table::{Number, Table, Text};
use super::words::{self, count, counted, days, decimal, percent, seconds};
use diagnose::Diagnosis;
use insight::paths::{Edge, Loop, Paths, Variant};

/// Variants drawn at most.
const VARIANTS: usize = 12;
/// Steps of a variant drawn at most.
const STEPS: usize = 16;
/// Rows of a ranking drawn at most.
const RANKS: usize = 12;

/// What really happens.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut absent = Absent::default();
    let mut body = Html::new();
    match &diagnosis.paths {
        Some(paths) => {
            body.add(&facts(paths))
                .add(&the_map(paths))
                .add(&variants(paths))
                .add(&slowest(paths))
                .add(&loops(paths))
                .add(&activities(paths));
        }
        None => absent.note(diagnosis, "paths", "What really happens, step by step"),
    }
    Section::new("paths", "Paths", "What really happens", body, absent)
}

fn facts(paths: &Paths) -> Html {
    let tile = |title: &'static str, figure: String, note: String| {
        markup! {
            "<div><dt>" (title) "</dt><dd class='figure'>" (figure) "</dd><dd class='note'>" (note) "</dd></div>"
        }
    };
    let spread = |title, spread: Option<insight::Spread>, unit: fn(f64) -> String| {
        spread.map(|spread| {
            tile(
                title,
                unit(spread.median),
                format!("median; nine of ten within {}", unit(spread.p90)),
            )
        })
    };
    let plain: fn(f64) -> String = |value| decimal(value, 0);
    let actors = paths
        .actors
        .map(|actors| format!("{} in all", counted(actors, "actor", "actors")));
    let handovers = paths.handovers_per_case.map(|spread| {
        tile(
            "Hand-overs a case",
            decimal(spread.median, 0),
            format!(
                "median; nine of ten within {}{}",
                decimal(spread.p90, 0),
                actors.map_or_else(String::new, |actors| format!("; {actors}"))
            ),
        )
    });
    let with = paths.with_lifecycle.as_ref().map(|with| markup! {
        "<p class='shows'>Counted with the lifecycle as part of the activity: " (count(with.activities)) " activities, "
        (count(with.variants)) " variants, " (count(with.edges)) " pairs.</p>"
    });
    markup! {
        "<dl class='tiles'>"
        (tile("Cases", count(paths.cases), format!("{} of {}", counted(paths.events, "event", "events"), counted(paths.activities, "activity", "activities"))))
        (tile("Variants", count(paths.variants), format!("{} cover 80\u{a0}% of the cases", count(paths.variants_for_80_percent))))
        (spread("First event to last", paths.case_days, days)) (spread("Events a case", paths.events_per_case, plain)) (handovers)
        (tile("Cases with rework", percent(paths.cases_with_rework as f64 / paths.cases.max(1) as f64), format!("{} repeat an activity", counted(paths.cases_with_rework, "case", "cases"))))
        "</dl>" (with)
    }
}

fn the_map(paths: &Paths) -> Html {
    let map = map::laid_out(paths);
    let title = match paths
        .directly_follows
        .iter()
        .filter(|edge| edge.from != edge.to)
        .max_by_key(|edge| edge.count)
    {
        Some(edge) => markup! {
            "The most trodden step is " (words::name(&edge.from)) " → " (words::name(&edge.to)) ", taken "
            (counted(edge.count, "time", "times"))
        },
        None => markup! { "No activity is followed by another" },
    };
    let left_out = (map.hidden_activities + map.hidden_edges > 0).then(|| {
        markup! {
            " Left out as rare: " (counted(map.hidden_activities, "activity", "activities")) " and "
            (counted(map.hidden_edges, "arrow", "arrows")) "."
        }
    });
    markup! {
        "<figure class='wide'><figcaption><h3>" (title) "</h3><p class='shows'>What directly follows what, in "
        (counted(paths.cases, "case", "cases")) "; on each arrow how often, and the median time it took." (left_out)
        "</p></figcaption>" (map::svg(&map)) "</figure>"
    }
}

fn variants(paths: &Paths) -> Html {
    let Some(first) = paths.top_variants.first() else {
        return Html::new();
    };
    let share = |variant: &Variant| variant.cases as f64 / paths.cases.max(1) as f64;
    let shown = &paths.top_variants[..paths.top_variants.len().min(VARIANTS)];
    let together: f64 = shown.iter().map(share).sum();
    let most = share(first);
    let items: Html = shown
        .iter()
        .map(|variant| {
            let time = variant.days.map(|spread| markup! { "<span>median " (days(spread.median)) "</span>" });
            markup! {
                "<li><p class='of'><b>" (percent(share(variant))) "</b><span class='meter'><i style='width:"
                (At(share(variant) / most.max(1e-9) * 100.0)) "'></i></span><span>" (counted(variant.cases, "case", "cases"))
                "</span>" (time) "</p>" (strip(&variant.path)) "</li>"
            }
        })
        .collect();
    markup! {
        "<figure><figcaption><h3>" (percent(most)) " of the cases take the same path; it takes "
        (count(paths.variants_for_80_percent)) " of " (counted(paths.variants, "path", "paths")) " to cover 80 %</h3><p class='shows'>The "
        (shown.len()) " most frequent paths, " (percent(together)) " of " (counted(paths.cases, "case", "cases"))
        ". Repeats in a row are written once with their number.</p></figcaption><ol class='variants'>" (items) "</ol></figure>"
    }
}

/// The steps as chevrons, repeats in a row drawn together.
fn strip(path: &[String]) -> Html {
    let mut steps: Vec<(&str, u64)> = Vec::new();
    for activity in path {
        match steps.last_mut() {
            Some((last, times)) if last == activity => *times += 1,
            _ => steps.push((activity, 1)),
        }
    }
    let drawn: Html = steps
        .iter()
        .take(STEPS)
        .map(|(activity, times)| {
            let times = (*times > 1).then(|| markup! { " <b>×" (count(*times)) "</b>" });
            markup! { "<li>" (words::name(activity)) (times) "</li>" }
        })
        .collect();
    let left: u64 = steps.iter().skip(STEPS).map(|(_, times)| times).sum();
    let left =
        (left > 0).then(|| markup! { "<li>… " (counted(left, "more step", "more steps")) "</li>" });
    markup! { "<ol class='strip'>" (drawn) (left) "</ol>" }
}

fn edge_name(edge: &Edge) -> Html {
    markup! { (words::name(&edge.from)) " → " (words::name(&edge.to)) }
}

fn slowest(paths: &Paths) -> Html {
    let mut slow: Vec<&Edge> = paths
        .directly_follows
        .iter()
        .filter(|edge| edge.total_days > 0.0)
        .collect();
    slow.sort_by(|a, b| b.total_days.total_cmp(&a.total_days));
    let Some(worst) = slow.first() else {
        return Html::new();
    };
    let all: f64 = paths
        .directly_follows
        .iter()
        .map(|edge| edge.total_days)
        .filter(|days| days.is_finite())
        .sum();
    let share = |edge: &Edge| edge.total_days / all.max(1e-9);
    let drawn: Vec<Bar> = slow
        .iter()
        .take(RANKS)
        .filter(|edge| share(edge) >= 0.001)
        .map(|edge| Bar {
            name: edge_name(edge),
            value: share(edge),
            figure: markup! { (percent(share(edge))) },
            note: markup! {
                (maybe(edge.seconds.map(|wait| format!("median {}", seconds(wait.median))))) "<small>" (counted(edge.count, "time", "times")) (edge.seconds.map(|wait| format!(", mean {}", seconds(wait.mean)))) "</small>"
            },
            strong: std::ptr::eq(*edge, *worst),
        })
        .collect();
    let most = drawn.first().map_or(1.0, |bar| bar.value);
    let mut table = Table::new(
        "Waiting between steps",
        [
            Text("From → to"),
            Number("Times"),
            Number("Cases"),
            Number("Median"),
            Number("Mean"),
            Number("90 % within"),
            Number("All together"),
        ],
    );
    for edge in &slow {
        table.row([
            edge_name(edge),
            markup! { (count(edge.count)) },
            markup! { (count(edge.cases)) },
            maybe(edge.seconds.map(|wait| seconds(wait.median))),
            maybe(edge.seconds.map(|wait| seconds(wait.mean))),
            maybe(edge.seconds.map(|wait| seconds(wait.p90))),
            markup! { (days(edge.total_days)) },
        ]);
    }
    Figure {
        title: markup! { (percent(share(worst))) " of all waiting lies on " (edge_name(worst)) },
        shows: markup! {
            "Share of all elapsed time between two events, " (days(all)) " together; the slowest of "
            (counted(slow.len() as u64, "pair", "pairs")) "."
        },
        drawing: bars_to(["From → to", "Of all waiting", "Each time"], &drawn, most),
        spoken: "Share of all waiting for each pair of steps; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn loops(paths: &Paths) -> Html {
    if paths.self_loops.is_empty() && paths.ping_pong.is_empty() {
        return Html::new();
    }
    let list = |caption: &'static str, loops: &[Loop]| {
        let mut table = Table::new(
            caption,
            [
                Text("Steps"),
                Number("Times"),
                Number("Cases"),
                Number("Share of cases"),
            ],
        );
        for entry in loops {
            let mut steps = Html::new();
            for (place, step) in entry.path.iter().take(STEPS).enumerate() {
                steps
                    .raw(if place > 0 { " → " } else { "" })
                    .add(&words::name(step));
            }
            table.row([
                steps,
                markup! { (count(entry.count)) },
                markup! { (count(entry.cases)) },
                markup! { (percent(entry.cases as f64 / paths.cases.max(1) as f64)) },
            ]);
        }
        table.html()
    };
    let title = markup! {
        (percent(paths.cases_with_rework as f64 / paths.cases.max(1) as f64)) " of the cases do something again"
    };
    markup! {
        "<figure><figcaption><h3>" (title) "</h3><p class='shows'>Steps done again at once, and steps that go back and forth, n = "
        (counted(paths.cases, "case", "cases")) ".</p></figcaption><div class='pair'><div>" (list("Again at once", short(&paths.self_loops)))
        "</div><div>" (list("Back and forth", short(&paths.ping_pong))) "</div></div></figure>"
    }
}

fn short(loops: &[Loop]) -> &[Loop] {
    &loops[..loops.len().min(RANKS)]
}

fn activities(paths: &Paths) -> Html {
    let mut table = Table::new(
        "Activities",
        [
            Text("Activity"),
            Number("Events"),
            Number("Cases"),
            Number("Begin with it"),
            Number("End with it"),
            Number("First after, median"),
            Number("Within 1 h"),
            Number("Within 24 h"),
        ],
    );
    for activity in &paths.activity_list {
        let wait = activity.first_after;
        table.row([
            words::name(&activity.activity),
            markup! { (count(activity.events)) },
            markup! { (count(activity.cases)) },
            markup! { (count(activity.starts)) },
            markup! { (count(activity.ends)) },
            maybe(wait.map(|wait| seconds(wait.seconds.median))),
            maybe(wait.map(|wait| percent(wait.within_1h))),
            maybe(wait.map(|wait| percent(wait.within_24h))),
        ]);
    }
    if paths.activity_list.is_empty() {
        return Html::new();
    }
    markup! {
        "<details><summary>Every activity: how often, where in the case, how soon</summary>" (table.html()) "</details>"
    }
}
