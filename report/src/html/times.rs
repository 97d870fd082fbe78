//! Times: leads by the month they came (cohorts), what happened in each month
//! (flow), and how evenly leads arrive.
//!
//! The two views are easily taken for each other, so each says which it is.

use super::chart::Figure;
use super::columns::{Dot, counts, month_marks, rates, week_marks};
use super::markup::{At, Html, markup};
use super::section::{Absent, Section};
use super::sources::maybe;
use super::table::{Number, Table, Text};
use super::words::{self, FEW, count, counted, month, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Cohort, Flow, Rhythm};

/// When leads come, and when they close.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut absent = Absent::default();
    let mut pair = Html::new();
    match diagnosis.cohorts.as_deref() {
        Some(rows) if !rows.is_empty() => {
            pair.add(&cohorts(diagnosis, rows));
        }
        _ => absent.note(diagnosis, "cohorts", "Won rate by the month leads came"),
    }
    match diagnosis.flow.as_deref() {
        Some(rows) if !rows.is_empty() => {
            pair.add(&flow(diagnosis, rows));
        }
        _ => absent.note(diagnosis, "flow", "What happened in each month"),
    }
    let mut body = Html::new();
    if !pair.is_empty() {
        body.add(&markup! { "<div class='pair'>" (pair) "</div>" });
    }
    match &diagnosis.rhythm {
        Some(rhythm) if !rhythm.weeks.is_empty() => {
            body.add(&weeks(rhythm));
        }
        _ => absent.note(diagnosis, "rhythm", "How evenly leads arrive"),
    }
    Section::new(
        "months",
        "Months",
        "When leads come, and when they close",
        body,
        absent,
    )
}

fn cohorts(diagnosis: &Diagnosis, rows: &[Cohort]) -> Html {
    let judged = |row: &&Cohort| row.mature && row.leads >= FEW;
    let best = rows
        .iter()
        .filter(judged)
        .max_by(|a, b| a.interval[0].total_cmp(&b.interval[0]));
    let worst = rows
        .iter()
        .filter(judged)
        .min_by(|a, b| a.interval[1].total_cmp(&b.interval[1]));
    let title = match (best, worst) {
        (Some(best), Some(worst)) if best.interval[0] > worst.interval[1] => markup! {
            "Leads that came in " (month(&best.month)) " were won in " (percent(best.won_rate)) " of cases, those of "
            (month(&worst.month)) " in " (percent(worst.won_rate))
        },
        (Some(_), _) => markup! { "No month’s leads do better than another’s by more than chance" },
        _ => markup! { "No month is old and big enough yet to judge its won rate" },
    };
    let young = rows.iter().filter(|row| !row.mature).count() as u64;
    let few = rows
        .iter()
        .filter(|row| row.mature && row.leads < FEW)
        .count() as u64;
    let unjudged = match (young, few) {
        (0, 0) => None,
        (young, 0) => Some(format!(
            "{} too young",
            counted(young, "month is", "months are")
        )),
        (0, few) => Some(format!(
            "{} too few leads",
            counted(few, "month has", "months have")
        )),
        (young, few) => Some(format!(
            "{} too young, {} too few leads",
            counted(young, "month is", "months are"),
            counted(few, "has", "have")
        )),
    };
    let unjudged =
        unjudged.map(|which| markup! { " " (which) " to judge: on grey ground, an arrow head where off the scale." });
    let dots: Vec<Dot> = rows
        .iter()
        .map(|row| Dot {
            rate: row.won_rate,
            interval: row.interval,
            judged: row.mature && row.leads >= FEW,
        })
        .collect();
    let marks = month_marks(rows.iter().map(|row| row.month.as_str()));
    let mut table = Table::new(
        "By the month leads came",
        [
            Text("Came in"),
            Number("Leads"),
            Number("Won by now"),
            Number("Won rate (95 %)"),
            Text(""),
        ],
    );
    for row in rows {
        let note = match (row.mature, row.leads < FEW) {
            (false, _) => "too young to judge",
            (true, true) => "too few to judge",
            _ => "",
        };
        table.row([
            markup! { (month(&row.month)) },
            markup! { (count(row.leads)) },
            markup! { (count(row.won)) },
            words::rate(Some(row.won_rate), Some(row.interval)),
            markup! { (note) },
        ]);
    }
    let total = rows.iter().map(|row| row.leads).sum();
    Figure {
        title,
        shows: markup! {
            "<span class='view'>Cohort view</span> Of the leads that <b>came</b> in a month: won by now, % of leads, with 95 % interval; n = "
            (count(total)) ". Dashed: all " (diagnosis.leads.won_rate.map(percent)) "." (unjudged)
        },
        drawing: rates(&dots, &marks, diagnosis.leads.won_rate),
        spoken: "Won rate with interval by the month leads came; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn flow(diagnosis: &Diagnosis, rows: &[Flow]) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let marks = month_marks(rows.iter().map(|row| row.month.as_str()));
    let values = |pick: fn(&Flow) -> u64| -> Vec<u64> { rows.iter().map(pick).collect() };
    let views: [(&'static str, Vec<u64>); 3] = [
        ("Came in", values(|row| row.captured)),
        ("Won", values(|row| row.won)),
        ("Lost or disqualified", values(|row| row.lost)),
    ];
    let drawing: Html = views
        .iter()
        .filter(|(_, values)| values.iter().any(|value| *value > 0))
        .map(|(name, values)| markup! {
            "<p class='small-title'>" (*name) ", leads a month</p>" (counts(values, &marks, None, true))
        })
        .collect();
    let peak = |pick: fn(&Flow) -> u64| rows.iter().rev().max_by_key(|row| pick(row));
    let title = match (peak(|row| row.captured), peak(|row| row.won)) {
        (Some(came), Some(won)) if won.won > 0 => markup! {
            "Most leads came in " (month(&came.month)) " (" (count(came.captured)) "); most were won in "
            (month(&won.month)) " (" (count(won.won)) ")"
        },
        (Some(came), _) => {
            markup! { "Most leads came in " (month(&came.month)) " (" (count(came.captured)) ")" }
        }
        _ => Html::new(),
    };
    let mut table = Table::new(
        "By the month things happened",
        [
            Text("Month"),
            Number("Came in"),
            Number("Won"),
            Number("Lost or disqualified"),
            Number("Won value"),
        ],
    );
    for row in rows {
        table.row([
            markup! { (month(&row.month)) },
            markup! { (count(row.captured)) },
            markup! { (count(row.won)) },
            markup! { (count(row.lost)) },
            maybe(row.won_value.map(|value| words::money(value, currency))),
        ]);
    }
    Figure {
        title,
        shows: markup! {
            "<span class='view'>Flow view</span> What <b>happened</b> in a month, whenever the leads came; n = "
            (count(rows.iter().map(|row| row.captured).sum())) " came, " (count(rows.iter().map(|row| row.won).sum()))
            " won, " (count(rows.iter().map(|row| row.lost).sum())) " lost. Each row has its own scale."
        },
        drawing,
        spoken: "Leads that came, were won and were lost, by month; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn weeks(rhythm: &Rhythm) -> Html {
    let how = match rhythm.variation {
        v if v < 0.25 => "evenly",
        v if v < 0.6 => "with some swing",
        _ => "unevenly",
    };
    let title = markup! {
        "Leads come " (how) ": " (words::decimal(rhythm.mean, 1)) " a week on average, give or take "
        (percent(rhythm.variation))
    };
    let values: Vec<u64> = rhythm.weeks.iter().map(|week| week.leads).collect();
    let marks = week_marks(rhythm.weeks.iter().map(|week| week.monday.as_str()));
    let gap = rhythm.longest_gap.as_ref().map(|gap| markup! {
        " Longest time without a lead: " (words::days(gap.days)) ", " (words::date(&gap.from)) " to " (words::date(&gap.to)) "."
    });
    let empty = (rhythm.empty_weeks > 0)
        .then(|| markup! { " " (counted(rhythm.empty_weeks, "week", "weeks")) " without any." });
    let mut table = Table::new("Leads by week", [Text("Week from"), Number("Leads")]);
    for week in &rhythm.weeks {
        table.row([
            markup! { (words::date(&week.monday)) },
            markup! { (count(week.leads)) },
        ]);
    }
    let drawing = markup! {
        (counts(&values, &marks, Some(rhythm.mean), false)) (rhythm.weekdays.as_ref().map(weekdays))
    };
    Figure {
        title,
        shows: markup! {
            "Leads in each of " (counted(values.len() as u64, "week", "weeks")) ", n = " (count(values.iter().sum()))
            ". Dashed: the mean." (empty) (gap)
        },
        drawing,
        spoken: "Leads by week and by weekday; the table below holds the weeks".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn weekdays(days: &[u64; 7]) -> Html {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let most = days.iter().copied().max().unwrap_or(0).max(1) as f64;
    let columns: Html = NAMES
        .iter()
        .zip(days)
        .map(|(name, leads)| markup! {
            "<div><span class='col'><i style='height:" (At(*leads as f64 / most * 100.0)) "'></i></span><span>"
            (*name) "</span><b>" (count(*leads)) "</b></div>"
        })
        .collect();
    markup! { "<p class='small-title'>By weekday, leads</p><div class='weekdays'>" (columns) "</div>" }
}
