//! Owners: whether people differ by more than chance, and who carries how much.

use super::bars::{Bar, bars};
use super::chart::Figure;
use super::markup::{Html, markup};
use super::rates::{Rates, Row, contrast_title};
use super::section::{Absent, Section};
use super::sources::maybe;
use super::table::{Number, Table, Text};
use super::words::{self, count, counted, decimal, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Owner, OwnerSpread};

/// Owners drawn at most; the table shows more.
const DRAWN: usize = 40;

/// Who works on the leads.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut absent = Absent::default();
    let mut body = Html::new();
    match diagnosis.owners.as_deref() {
        Some(owners) if !owners.is_empty() => {
            body.add(&rates(diagnosis, owners));
            body.add(&load(diagnosis, owners));
        }
        _ => absent.note(diagnosis, "owners", "Owners"),
    }
    Section::new("owners", "Owners", "Who works on them", body, absent)
}

fn rates(diagnosis: &Diagnosis, owners: &[Owner]) -> Html {
    let rows: Vec<Row> = owners
        .iter()
        .take(DRAWN)
        .map(|owner| Row {
            name: words::name(&owner.owner),
            leads: owner.leads,
            rate: owner.won_rate,
            interval: owner.interval,
            sum: false,
        })
        .collect();
    let rates = Rates {
        of: "Owner",
        what: "Won, % of leads",
        rows: &rows,
        overall: diagnosis.leads.won_rate,
        narrow: false,
    };
    if !rates.known() {
        return Html::new();
    }
    let title = match &diagnosis.owner_spread {
        Some(spread) => spread_title(spread),
        None => contrast_title(&rows, "owners"),
    };
    let left = owners.len().saturating_sub(DRAWN);
    let left = (left > 0).then(|| markup! { "; the " (DRAWN) " with most leads are drawn" });
    let test = diagnosis.owner_spread.as_ref().map(|spread| markup! {
        " If all were alike, a spread this wide would come about with a chance of " (chance(spread.p_value)) " (chi-square, "
        (counted(spread.owners, "owner", "owners")) " with enough leads)."
    });
    Figure {
        title,
        shows: markup! {
            "By owner: won, % of leads; " (counted(owners.len() as u64, "owner", "owners")) (left) "." (test)
        },
        drawing: rates.html(),
        spoken: "Won rate with interval for each owner; the table below holds the same figures".to_owned(),
        behind: table(diagnosis, owners),
    }
    .html()
}

fn spread_title(spread: &OwnerSpread) -> Html {
    let of = match spread.rate {
        "win_rate_of_closed" => "of their closed leads",
        _ => "of their leads",
    };
    let verdict = if spread.p_value < 0.05 {
        "more than chance explains"
    } else {
        "no more than chance explains"
    };
    markup! {
        "Owners win between " (percent(spread.lowest)) " and " (percent(spread.highest)) " " (of) ": " (verdict)
    }
}

fn chance(p: f64) -> String {
    if p < 0.001 {
        "under\u{a0}0.1\u{a0}%".to_owned()
    } else {
        percent(p)
    }
}

fn load(diagnosis: &Diagnosis, owners: &[Owner]) -> Html {
    let mut loaded: Vec<&Owner> = owners
        .iter()
        .filter(|owner| owner.open.is_some_and(|open| open > 0))
        .collect();
    if loaded.is_empty() {
        return Html::new();
    }
    loaded.sort_by_key(|owner| std::cmp::Reverse(owner.open));
    let all: u64 = loaded.iter().filter_map(|owner| owner.open).sum();
    let most = loaded[0];
    let ratio = diagnosis
        .owner_spread
        .as_ref()
        .and_then(|spread| spread.load_ratio);
    let title = match (most.owner.is_empty(), ratio) {
        (true, _) => markup! { (count(most.open.unwrap_or(0))) " open leads have no owner" },
        (false, Some(ratio)) if ratio < 1.5 => markup! {
            "Open leads are spread evenly: nobody carries more than " (decimal(ratio, 1)) " times the median owner’s"
        },
        (false, Some(ratio)) => markup! {
            (words::name(&most.owner)) " carries " (count(most.open.unwrap_or(0))) " open leads, "
            (decimal(ratio, 1)) " times the median owner’s"
        },
        (false, None) => {
            markup! { (words::name(&most.owner)) " carries " (count(most.open.unwrap_or(0))) " open leads" }
        }
    };
    let drawn: Vec<Bar> = loaded
        .iter()
        .take(DRAWN)
        .map(|owner| {
            let open = owner.open.unwrap_or(0);
            Bar {
                name: words::name(&owner.owner),
                value: open as f64,
                figure: markup! { (count(open)) },
                note: markup! { (percent(open as f64 / all.max(1) as f64)) " of open" },
                strong: std::ptr::eq(*owner, most),
            }
        })
        .collect();
    let mut table = Table::new(
        "Load",
        [Text("Owner"), Number("Open leads"), Number("Share of open")],
    );
    for owner in &loaded {
        let open = owner.open.unwrap_or(0);
        table.row([
            words::name(&owner.owner),
            markup! { (count(open)) },
            markup! { (percent(open as f64 / all.max(1) as f64)) },
        ]);
    }
    Figure {
        title,
        shows: markup! {
            "Open leads by owner, the load: " (count(all)) " with " (counted(loaded.len() as u64, "owner", "owners")) "."
        },
        drawing: bars(["Owner", "Open leads", "Share"], &drawn),
        spoken: "Open leads for each owner; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn table(diagnosis: &Diagnosis, owners: &[Owner]) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let mut table = Table::new(
        "Owners",
        [
            Text("Owner"),
            Number("Leads"),
            Number("Open"),
            Number("Won"),
            Number("Lost"),
            Number("Won rate (95 %)"),
            Number("Win rate of closed"),
            Number("Won value"),
            Number("Median to win"),
        ],
    );
    for owner in owners {
        table.row([
            words::name(&owner.owner),
            markup! { (count(owner.leads)) },
            maybe(owner.open.map(count)),
            maybe(owner.won.map(count)),
            maybe(owner.lost.map(count)),
            words::rate(owner.won_rate, owner.interval),
            maybe(owner.win_rate_of_closed.map(percent)),
            maybe(owner.won_value.map(|value| words::money(value, currency))),
            maybe(owner.time_to_win_days.map(|time| words::days(time.median))),
        ]);
    }
    table.behind()
}
