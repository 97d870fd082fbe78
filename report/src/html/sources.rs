//! Sources: which channels bring leads that are won, by family.

use super::bars::{Bar, bars, bars_to};
use super::chart::Figure;
use super::markup::{Html, markup};
use super::rates::{Rates, Row, contrast_title};
use super::section::{Absent, Section};
use super::table::{Number, Table, Text};
use super::words::{self, count, counted, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::{FamilyRow, Source};
use lifecycle::source::Family;

/// Channels drawn at most; the table shows more.
const DRAWN: usize = 30;

/// In the order in which they are shown.
const FAMILIES: [(Family, &str); 5] = [
    (Family::Campaign, "Campaign"),
    (Family::Event, "Event"),
    (Family::Referral, "Referral"),
    (Family::Prospecting, "Prospecting"),
    (Family::Unknown, "Unknown"),
];

/// Where leads come from.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let mut absent = Absent::default();
    let mut body = Html::new();
    match &diagnosis.sources {
        Some(sources) if !sources.is_empty() => {
            body.add(&channels(diagnosis, sources));
        }
        _ => absent.note(diagnosis, "sources", "Channels"),
    }
    match &diagnosis.families {
        Some(families) if !families.is_empty() => {
            body.add(&shares(diagnosis, families));
        }
        _ => absent.note(diagnosis, "families", "Families of sources"),
    }
    Section::new("sources", "Sources", "Where leads come from", body, absent)
}

fn family_name(family: Family) -> &'static str {
    FAMILIES
        .iter()
        .find(|(known, _)| *known == family)
        .map_or("Unknown", |(_, name)| *name)
}

fn channels(diagnosis: &Diagnosis, sources: &[Source]) -> Html {
    let named: Vec<Row> = sources
        .iter()
        .filter(|source| source.family != Family::Unknown)
        .map(row)
        .collect();
    let mut rows = Vec::new();
    for (family, title) in FAMILIES {
        let members: Vec<&Source> = sources
            .iter()
            .take(DRAWN)
            .filter(|source| source.family == family)
            .collect();
        if members.is_empty() {
            continue;
        }
        let sum = diagnosis
            .families
            .iter()
            .flatten()
            .find(|row| row.family == family);
        rows.push(Row {
            name: markup! { (title) },
            leads: sum.map_or_else(
                || members.iter().map(|source| source.leads).sum(),
                |sum| sum.leads,
            ),
            rate: sum.and_then(|sum| sum.won_rate),
            interval: sum.and_then(|sum| sum.interval),
            sum: true,
        });
        rows.extend(members.into_iter().map(row));
    }
    let rates = Rates {
        of: "Channel",
        what: "Won, % of leads",
        rows: &rows,
        overall: diagnosis.leads.won_rate,
        narrow: false,
    };
    let (title, drawing) = if rates.known() {
        (contrast_title(&named, "channels"), rates.html())
    } else {
        (
            most_title(sources, diagnosis.leads.total),
            lead_bars(sources),
        )
    };
    let left = sources.len().saturating_sub(DRAWN);
    let left = (left > 0).then(|| markup! { "; the " (DRAWN) " biggest are drawn" });
    Figure {
        title,
        shows: markup! {
            "By channel, grouped by family: " (counted(diagnosis.leads.total, "lead", "leads")) " in "
            (counted(sources.len() as u64, "channel", "channels")) (left) "."
        },
        drawing,
        spoken: "Won rate with interval for each channel; the table below holds the same figures".to_owned(),
        behind: source_table(diagnosis, sources),
    }
    .html()
}

fn most_title(sources: &[Source], total: u64) -> Html {
    let Some(first) = sources.first() else {
        return Html::new();
    };
    markup! {
        (words::name(&first.channel)) " brings " (percent(first.leads as f64 / total.max(1) as f64)) " of the leads"
    }
}

fn lead_bars(sources: &[Source]) -> Html {
    let rows: Vec<Bar> = sources
        .iter()
        .take(DRAWN)
        .map(|source| Bar {
            name: words::name(&source.channel),
            value: source.leads as f64,
            figure: markup! { (count(source.leads)) },
            note: markup! { (family_name(source.family)) },
            strong: false,
        })
        .collect();
    bars(["Channel", "Leads", "Family"], &rows)
}

fn row(source: &Source) -> Row {
    Row {
        name: words::name(&source.channel),
        leads: source.leads,
        rate: source.won_rate,
        interval: source.interval,
        sum: false,
    }
}

fn source_table(diagnosis: &Diagnosis, sources: &[Source]) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let mut table = Table::new(
        "Channels",
        [
            Text("Channel"),
            Text("Family"),
            Number("Leads"),
            Number("Won"),
            Number("Lost"),
            Number("Won rate (95 %)"),
            Number("Won value"),
            Number("Median to win"),
            Number("90 % within"),
        ],
    );
    for source in sources {
        let same = source.same_as.as_ref().map(|other| {
            markup! {
                " <small>written like " (words::name(other)) "</small>"
            }
        });
        table.row([
            markup! { (words::name(&source.channel)) (same) },
            markup! { (family_name(source.family)) },
            markup! { (count(source.leads)) },
            maybe(source.won.map(count)),
            maybe(source.lost.map(count)),
            words::rate(source.won_rate, source.interval),
            maybe(source.won_value.map(|value| words::money(value, currency))),
            maybe(source.time_to_win_days.map(|time| words::days(time.median))),
            maybe(source.time_to_win_days.map(|time| words::days(time.p90))),
        ]);
    }
    table.behind()
}

/// A figure, or a dash where there is none.
pub(super) fn maybe(figure: Option<String>) -> Html {
    markup! { (figure.unwrap_or_else(|| "–".to_owned())) }
}

fn shares(diagnosis: &Diagnosis, families: &[FamilyRow]) -> Html {
    let currency = diagnosis.leads.currency.as_deref();
    let mut ordered: Vec<&FamilyRow> = families.iter().collect();
    ordered.sort_by_key(|row| row.family);
    let Some(biggest) = families.iter().max_by_key(|row| row.leads) else {
        return Html::new();
    };
    let unknown = families
        .iter()
        .find(|row| row.family == Family::Unknown && row.leads > 0);
    let title = match unknown {
        Some(unknown) if unknown.family != biggest.family => markup! {
            (family_name(biggest.family)) " brings " (percent(biggest.share)) " of the leads; nobody knows where "
            (percent(unknown.share)) " came from"
        },
        Some(unknown) => {
            markup! { "Nobody knows where " (percent(unknown.share)) " of the leads came from" }
        }
        None => {
            markup! { (family_name(biggest.family)) " brings " (percent(biggest.share)) " of the leads" }
        }
    };
    let rows: Vec<Bar> = ordered
        .iter()
        .map(|row| Bar {
            name: markup! { (family_name(row.family)) },
            value: row.share,
            figure: markup! { (percent(row.share)) },
            note: markup! { (counted(row.leads, "lead", "leads")) },
            strong: row.family == biggest.family,
        })
        .collect();
    let mut table = Table::new(
        "Families of sources",
        [
            Text("Family"),
            Number("Channels"),
            Number("Leads"),
            Number("Share of leads"),
            Number("Won"),
            Number("Won rate (95 %)"),
            Number("Won value"),
        ],
    );
    for row in ordered {
        table.row([
            markup! { (family_name(row.family)) },
            markup! { (count(row.channels)) },
            markup! { (count(row.leads)) },
            markup! { (percent(row.share)) },
            maybe(row.won.map(count)),
            words::rate(row.won_rate, row.interval),
            maybe(row.won_value.map(|value| words::money(value, currency))),
        ]);
    }
    Figure {
        title,
        shows: markup! { "Share of all leads by family, n = " (count(diagnosis.leads.total)) "." },
        drawing: bars_to(["Family", "Share", "Leads"], &rows, 1.0),
        spoken: "Share of leads by family of sources; the table below holds the same figures"
            .to_owned(),
        behind: table.behind(),
    }
    .html()
}
