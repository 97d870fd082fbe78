//! Breakdowns: every other column with few values, the most telling first.

use super::bars::{Bar, bars};
use super::chart::Figure;
use super::markup::{Html, markup};
use super::rates::{Rates, Row, contrast, contrast_title};
use super::section::{Absent, Section};
use super::sources::maybe;
use super::table::{Number, Table, Text};
use super::words::{self, FEW, count, counted, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Breakdown, BreakdownRow};

/// Columns shown at once; the rest is folded.
const OPEN: usize = 6;
/// Columns shown in all.
const SHOWN: usize = 40;
/// Values drawn of a column; the table shows more.
const VALUES: usize = 12;

/// The columns that are neither source nor owner.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut ranked: Vec<(f64, &Breakdown)> = diagnosis
        .breakdowns
        .iter()
        .filter(|column| !column.values.is_empty())
        .map(|column| {
            (
                if leaks(diagnosis, column) {
                    0.0
                } else {
                    tells(column)
                },
                column,
            )
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let telling = ranked
        .iter()
        .take(OPEN)
        .filter(|(tells, _)| *tells > 0.0)
        .count()
        .max(2);
    let shown: Vec<Html> = ranked
        .iter()
        .take(SHOWN)
        .map(|(_, column)| figure(diagnosis, column))
        .collect();
    let (open, folded) = shown.split_at(telling.min(shown.len()));
    let pairs: Html = open.iter().cloned().collect();
    let body = (!open.is_empty()).then(|| markup! { "<div class='pair'>" (pairs) "</div>" });
    let folded = (!folded.is_empty()).then(|| {
        let figures: Html = folded.iter().cloned().collect();
        markup! {
            "<details class='rest'><summary>" (counted(folded.len() as u64, "more column", "more columns"))
            "</summary><div class='pair'>" (figures) "</div></details>"
        }
    });
    let left = ranked.len().saturating_sub(SHOWN);
    let left = (left > 0).then(|| {
        markup! {
            "<p class='more'>… and " (count(left as u64)) " more columns, in the JSON</p>"
        }
    });
    Section::new(
        "columns",
        "Columns",
        "By every other column",
        markup! { (body) (folded) (left) },
        Absent::default(),
    )
}

/// Whether the column is named as one that knows the outcome: it tells most, and
/// says nothing.
fn leaks(diagnosis: &Diagnosis, column: &Breakdown) -> bool {
    let Some(drivers) = &diagnosis.drivers else {
        return false;
    };
    drivers.leaks.iter().any(|leak| {
        let of_table = leak
            .field
            .strip_prefix(&column.table)
            .and_then(|rest| rest.strip_prefix('.'));
        leak.field == column.column || of_table == Some(&column.column)
    })
}

/// How far the values' won rates lie from the rate of them all, as the mean
/// square in units of what chance alone would give. Values with few leads say
/// nothing.
fn tells(column: &Breakdown) -> f64 {
    let judged: Vec<(f64, f64)> = column
        .values
        .iter()
        .filter(|value| value.leads >= FEW)
        .filter_map(|value| value.won_rate.map(|rate| (value.leads as f64, rate)))
        .collect();
    let leads: f64 = judged.iter().map(|(leads, _)| leads).sum();
    if judged.len() < 2 {
        return 0.0;
    }
    let all = judged.iter().map(|(leads, rate)| leads * rate).sum::<f64>() / leads;
    let chance = all * (1.0 - all);
    if chance <= 0.0 {
        return 0.0;
    }
    let square: f64 = judged
        .iter()
        .map(|(leads, rate)| leads * (rate - all).powi(2))
        .sum();
    square / chance / (judged.len() - 1) as f64
}

fn figure(diagnosis: &Diagnosis, column: &Breakdown) -> Html {
    let rows: Vec<Row> = column.values.iter().take(VALUES).map(row).collect();
    let rates = Rates {
        of: "Value",
        what: "Won, % of leads",
        rows: &rows,
        overall: diagnosis.leads.won_rate,
        narrow: true,
    };
    let drawing = if rates.known() {
        rates.html()
    } else {
        lead_bars(&column.values)
    };
    let left = column.distinct.saturating_sub(rows.len() as u64);
    let left = (left > 0).then(|| markup! { "; " (count(left)) " more not drawn" });
    let n = column.values.iter().map(|value| value.leads).sum();
    let leak = leaks(diagnosis, column)
        .then(|| markup! { " <b>Knows the outcome</b>: written with it or after it, no cause." });
    Figure {
        title: title(column, &rows, rates.known()),
        shows: markup! {
            "<bdi>" (words::cut(&column.table, 60)) "." (words::cut(&column.column, 60)) "</bdi>: "
            (counted(column.distinct, "value", "values")) (left) "; n = " (count(n)) "." (leak)
        },
        drawing,
        spoken: "Won rate with interval for each value; the table below holds the same figures"
            .to_owned(),
        behind: table(diagnosis, column),
    }
    .html()
}

fn title(column: &Breakdown, rows: &[Row], rated: bool) -> Html {
    let name = words::name(&column.column);
    match (rated, contrast(rows), column.values.first()) {
        (true, Some(_), _) => markup! { (name) ": " (contrast_title(rows, "values")) },
        (true, None, _) if rows.iter().any(|row| row.leads >= FEW) => {
            markup! { (name) ": values differ no more than by chance" }
        }
        (true, None, _) => markup! { (name) ": too few leads in each value to compare" },
        (false, _, Some(first)) => {
            let all: u64 = column.values.iter().map(|value| value.leads).sum();
            markup! {
                (name) ": " (words::name(&first.value)) " in " (percent(first.leads as f64 / all.max(1) as f64)) " of the leads"
            }
        }
        (false, _, None) => name,
    }
}

fn row(value: &BreakdownRow) -> Row {
    Row {
        name: words::name(&value.value),
        leads: value.leads,
        rate: value.won_rate,
        interval: value.interval,
        sum: false,
    }
}

fn lead_bars(values: &[BreakdownRow]) -> Html {
    let rows: Vec<Bar> = values
        .iter()
        .take(VALUES)
        .map(|value| Bar {
            name: words::name(&value.value),
            value: value.leads as f64,
            figure: markup! { (count(value.leads)) },
            note: Html::new(),
            strong: false,
        })
        .collect();
    bars(["Value", "Leads", ""], &rows)
}

fn table(diagnosis: &Diagnosis, column: &Breakdown) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let mut table = Table::new(
        "By value",
        [
            Text("Value"),
            Number("Leads"),
            Number("Won"),
            Number("Lost"),
            Number("Won rate (95 %)"),
            Number("Win rate of closed"),
            Number("Won value"),
        ],
    );
    for value in &column.values {
        table.row([
            words::name(&value.value),
            markup! { (count(value.leads)) },
            maybe(value.won.map(count)),
            maybe(value.lost.map(count)),
            words::rate(value.won_rate, value.interval),
            maybe(value.win_rate_of_closed.map(percent)),
            maybe(value.won_value.map(|value| words::money(value, currency))),
        ]);
    }
    table.out_of(column.distinct).behind()
}
