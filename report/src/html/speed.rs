//! Speed: how far leads come, how long it takes, where they wait.

use super::bars::{Bar, bars, bars_to};
use super::chart::Figure;
use super::markup::{Html, markup};
use super::ranges::{Range, ranges};
use super::rates::{Rates, Row, contrast_note};
use super::section::{Absent, Section};
use super::sources::maybe;
use super::table::{Number, Table, Text};
use super::words::{self, count, counted, days, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Response, Stage, Stale, Step};
use insight::stats::Spread;

/// Stages drawn at most.
const DRAWN: usize = 25;

/// How far, how fast.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut absent = Absent::default();
    let mut body = Html::new();
    match diagnosis.funnel.as_deref() {
        Some(steps) if !steps.is_empty() => {
            body.add(&funnel(steps));
        }
        _ => absent.note(diagnosis, "funnel", "Funnel"),
    }
    body.add(&time_to_close(diagnosis, &mut absent));
    match &diagnosis.first_response {
        Some(first) => {
            body.add(&response(diagnosis, first));
        }
        None => absent.note(diagnosis, "first_response", "First response"),
    }
    match diagnosis.stages.as_deref() {
        Some(rows) if !rows.is_empty() => {
            body.add(&stages(diagnosis, rows));
        }
        _ => absent.note(diagnosis, "stages", "Stages"),
    }
    match &diagnosis.stale {
        Some(rows) => {
            body.add(&stale(diagnosis, rows));
        }
        None => absent.note(diagnosis, "stale", "Open leads gone stale"),
    }
    Section::new(
        "speed",
        "Speed",
        "How far leads come, and how long it takes",
        body,
        absent,
    )
}

fn funnel(steps: &[Step]) -> Html {
    let narrowest = steps
        .iter()
        .filter(|step| step.leads > 0 || step.of_previous == Some(0.0))
        .filter_map(|step| step.of_previous.map(|share| (step, share)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let title = match (narrowest, steps.first()) {
        (Some((step, share)), _) => markup! {
            "The narrowest step is “" (words::name(&step.step)) "”: " (percent(share)) " of those before it get there"
        },
        (None, Some(first)) => markup! { (counted(first.leads, "lead", "leads")) " enter" },
        (None, None) => Html::new(),
    };
    let rows: Vec<Bar> = steps
        .iter()
        .take(DRAWN)
        .map(|step| Bar {
            name: words::name(&step.step),
            value: step.leads as f64,
            figure: markup! { (count(step.leads)) },
            note: markup! {
                (percent(step.of_all)) " of all"
                (step.of_previous.map(|share| markup! { "<small>" (percent(share)) " of the step before</small>" }))
            },
            strong: narrowest.is_some_and(|(narrow, _)| std::ptr::eq(narrow, step)),
        })
        .collect();
    let mut table = Table::new(
        "Funnel",
        [
            Text("Step"),
            Number("Leads"),
            Number("Of the step before"),
            Number("Of all"),
        ],
    );
    for step in steps {
        table.row([
            words::name(&step.step),
            markup! { (count(step.leads)) },
            maybe(step.of_previous.map(percent)),
            markup! { (percent(step.of_all)) },
        ]);
    }
    Figure {
        title,
        shows: markup! { "How far leads came until now; each step is a part of the one before, n = " (maybe(steps.first().map(|step| count(step.leads)))) "." },
        drawing: bars(["Reached", "Leads", "Share"], &rows),
        spoken: "Leads that reached each step; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn time_to_close(diagnosis: &Diagnosis, absent: &mut Absent) -> Html {
    let won = diagnosis.time_to_win_days;
    let lost = diagnosis.time_to_loss_days;
    if won.is_none() {
        absent.note(diagnosis, "time_to_win_days", "Time to win");
    }
    if lost.is_none() {
        absent.note(diagnosis, "time_to_loss_days", "Time to loss");
    }
    let title = match (won, lost) {
        (Some(won), _) => markup! {
            "Half of the won leads are won within " (days(won.median)) "; one in ten takes longer than " (days(won.p90))
        },
        (None, Some(lost)) => markup! {
            "Half of the lost leads are lost within " (days(lost.median)) "; one in ten takes longer than " (days(lost.p90))
        },
        (None, None) => return Html::new(),
    };
    let pairs = [("Captured to won", won), ("Captured to lost", lost)];
    let known: Vec<(&'static str, Spread)> = pairs
        .into_iter()
        .filter_map(|(name, spread)| spread.map(|spread| (name, spread)))
        .collect();
    let rows: Vec<Range> = known
        .iter()
        .map(|(name, days)| Range {
            name: markup! { (*name) },
            days: *days,
        })
        .collect();
    Figure {
        title,
        shows: markup! { "Elapsed time, nights and weekends counted, of closed leads only." },
        drawing: ranges("From, to", &rows),
        spoken: "Median, mean and the time within which nine of ten lie; the table below holds the same figures".to_owned(),
        behind: spread_table("Time to close", &known).behind(),
    }
    .html()
}

fn spread_table(caption: &'static str, rows: &[(&'static str, Spread)]) -> Table {
    let mut table = Table::new(
        caption,
        [
            Text("From, to"),
            Number("n"),
            Number("Median"),
            Number("Mean"),
            Number("90 % within"),
        ],
    );
    for (name, spread) in rows {
        table.row([
            markup! { (*name) },
            markup! { (count(spread.n)) },
            markup! { (days(spread.median)) },
            markup! { (days(spread.mean)) },
            markup! { (days(spread.p90)) },
        ]);
    }
    table
}

fn response(diagnosis: &Diagnosis, first: &Response) -> Html {
    let never =
        (first.never > 0).then(|| markup! { "; " (count(first.never)) " were never touched" });
    let title = markup! {
        "Half of the touched leads wait longer than " (words::hours(first.hours.median)) " for a first answer" (never)
    };
    let rows: Vec<Row> = first
        .by_speed
        .iter()
        .map(|row| Row {
            name: words::name(&row.label),
            leads: row.won.n,
            rate: row.won.rate,
            interval: row.won.interval,
            sum: false,
        })
        .collect();
    let rates = Rates {
        of: "Answered",
        what: "Won, % of leads",
        rows: &rows,
        overall: diagnosis.leads.won_rate,
        narrow: false,
    };
    let mut table = Table::new(
        "First response",
        [
            Text("Answered"),
            Number("Leads"),
            Number("Won"),
            Number("Won rate (95 %)"),
        ],
    );
    for row in &first.by_speed {
        table.row([
            words::name(&row.label),
            markup! { (count(row.won.n)) },
            markup! { (count(row.won.hits)) },
            words::rate(row.won.rate, row.won.interval),
        ]);
    }
    let drawing = if rates.known() {
        markup! { "<p class='small-title'>" (contrast_note(&rows)) "</p>" (rates.html()) }
    } else {
        let within = [
            ("Within 1 h", first.within_1h),
            ("Within 24 h", Some(first.within_24h)),
        ];
        let rows: Vec<Bar> = within
            .into_iter()
            .filter_map(|(name, share)| share.map(|share| (name, share)))
            .map(|(name, share)| Bar {
                name: markup! { (name) },
                value: share,
                figure: markup! { (percent(share)) },
                note: Html::new(),
                strong: false,
            })
            .collect();
        bars_to(["Answered", "Share of touched", ""], &rows, 1.0)
    };
    Figure {
        title,
        shows: markup! {
            "Captured to the first human touch, elapsed time, n = " (count(first.hours.n)) ": median "
            (words::hours(first.hours.median)) ", mean " (words::hours(first.hours.mean)) ", nine of ten within "
            (words::hours(first.hours.p90)) "; "
            (first.within_1h.map_or_else(String::new, |share| format!("{} within an hour, ", percent(share))))
            (percent(first.within_24h)) " within a day."
        },
        drawing,
        spoken: "Won rate by the speed of the first answer; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn stages(diagnosis: &Diagnosis, rows: &[Stage]) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let open: Vec<&Stage> = rows.iter().filter(|row| row.outcome == "open").collect();
    let fullest = open.iter().max_by_key(|row| row.leads);
    let all_open: u64 = open.iter().map(|row| row.leads).sum();
    let title = match fullest {
        Some(stage) => markup! {
            "“" (words::name(&stage.stage)) "” holds " (count(stage.leads)) " of " (counted(all_open, "open lead", "open leads"))
            (stage.age_days.map(|age| markup! { ", half of them older than " (days(age.median)) }))
        },
        None => {
            markup! { "All leads are closed, in " (counted(rows.len() as u64, "stage", "stages")) }
        }
    };
    let drawn: Vec<Bar> = rows
        .iter()
        .take(DRAWN)
        .map(|stage| Bar {
            name: markup! { (words::name(&stage.stage)) (taken_for(stage)) },
            value: stage.leads as f64,
            figure: markup! { (count(stage.leads)) },
            note: stage.age_days.map_or_else(Html::new, |age| markup! {
                "median age " (days(age.median)) "<small>nine of ten under " (days(age.p90)) "</small>"
            }),
            strong: fullest.is_some_and(|full| std::ptr::eq(*full, stage)),
        })
        .collect();
    let mut table = Table::new(
        "Stages",
        [
            Text("Stage"),
            Text("Taken for"),
            Number("Leads"),
            Number("Value"),
            Number("Age: median"),
            Number("90 % under"),
            Number("n with a date"),
        ],
    );
    for stage in rows {
        table.row([
            words::name(&stage.stage),
            words::name(&stage.outcome),
            markup! { (count(stage.leads)) },
            maybe(stage.value.map(|value| words::money(value, currency))),
            maybe(stage.age_days.map(|age| days(age.median))),
            maybe(stage.age_days.map(|age| days(age.p90))),
            maybe(stage.age_days.map(|age| count(age.n))),
        ]);
    }
    Figure {
        title,
        shows: markup! {
            "Leads by the stage they stand in now, n = " (count(rows.iter().map(|row| row.leads).sum()))
            "; age of the open ones since capture."
        },
        drawing: bars(["Stage", "Leads", "Age of open leads"], &drawn),
        spoken: "Leads in each stage with the age of the open ones; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

/// What a stage was taken for, unless its name says it.
fn taken_for(stage: &Stage) -> Option<Html> {
    let same = stage.stage.eq_ignore_ascii_case(&stage.outcome);
    (!same).then(|| markup! { "<small>" (words::name(&stage.outcome)) "</small>" })
}

fn stale(diagnosis: &Diagnosis, stale: &Stale) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let fresh = stale.of_open.saturating_sub(stale.leads);
    let share = |part: u64| part as f64 / stale.of_open.max(1) as f64;
    let rows = [
        Bar {
            name: markup! { "Older than " (days(stale.after_days)) },
            value: stale.leads as f64,
            figure: markup! { (count(stale.leads)) },
            note: markup! {
                (percent(share(stale.leads))) " of open"
                (stale.value.map(|value| markup! { "<small>worth " (words::money(value, currency)) "</small>" }))
            },
            strong: true,
        },
        Bar {
            name: markup! { "Younger" },
            value: fresh as f64,
            figure: markup! { (count(fresh)) },
            note: markup! { (percent(share(fresh))) " of open" },
            strong: false,
        },
    ];
    let examples: Vec<Html> = stale
        .examples
        .iter()
        .take(20)
        .map(|lead| markup! { "<code>" (words::name(lead)) "</code>" })
        .collect();
    let examples = (!examples.is_empty()).then(|| markup! {
        "<details><summary>The oldest ones</summary><p class='examples'>" (words::list(&examples)) "</p></details>"
    });
    let of_open = counted(stale.of_open, "open lead", "open leads");
    let which = match stale.leads {
        all if all == stale.of_open => format!("All {of_open}"),
        some => format!("{} of {of_open}", count(some)),
    };
    Figure {
        title: markup! {
            (which) " are older than "
            (days(stale.after_days)) ", an age by which nine of ten wins had happened"
        },
        shows: markup! { "Age of the open leads: " (words::spread(&stale.age_days, days)) "." },
        drawing: bars_to(
            ["Open leads", "Leads", "Share"],
            &rows,
            stale.of_open as f64,
        ),
        spoken: format!(
            "{} open leads are stale, {} are younger",
            count(stale.leads),
            count(fresh)
        ),
        behind: markup! { (examples) },
    }
    .html()
}
