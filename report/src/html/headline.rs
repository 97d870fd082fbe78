//! Headline: what was read, what became of it, and the few figures to remember.

use super::markup::{At, Html, markup};
use super::section::Absent;
use super::words::{self, count, counted, percent};
use diagnose::Diagnosis;

/// The title of the page, without markup.
pub(super) fn title(diagnosis: &Diagnosis) -> String {
    let leads = &diagnosis.leads;
    let total = counted(leads.total, "lead", "leads");
    match (leads.won, leads.won_rate) {
        (Some(won), Some(rate)) => format!("{total}: {} won, {}", count(won), percent(rate)),
        (Some(won), None) => format!("{total}: {} won", count(won)),
        _ => total,
    }
}

/// Everything above the findings.
pub(super) fn header(diagnosis: &Diagnosis) -> Html {
    markup! {
        "<p class='brand'>Throughline diagnosis</p><h1>" (title(diagnosis)) "</h1>"
        (read(diagnosis)) (balance(diagnosis)) (figures(diagnosis))
    }
}

/// `, as of 14 Nov 2018, 18:04 (America/Sao_Paulo)`
pub(super) fn as_of(diagnosis: &Diagnosis) -> Html {
    match &diagnosis.as_of {
        Some(instant) => markup! {
            " · as of " (words::instant(instant, &diagnosis.timezone)) " (" (words::plain_name(&diagnosis.timezone)) ")"
        },
        None => Html::new(),
    }
}

fn read(diagnosis: &Diagnosis) -> Html {
    const NAMED: usize = 6;
    let files = &diagnosis.input.files;
    let mut names: Vec<Html> = files
        .iter()
        .take(NAMED)
        .map(|file| words::name(&file.path))
        .collect();
    if files.len() > NAMED {
        names.push(markup! { (count((files.len() - NAMED) as u64)) " more" });
    }
    let rows = files.iter().map(|file| file.rows).sum();
    let period = diagnosis.period.as_ref().map(|period| {
        markup! {
            " · from " (words::date(&period.from)) " to " (words::date(&period.to))
        }
    });
    markup! {
        "<p class='read'>" (words::list(&names)) (if names.is_empty() { "" } else { " · " })
        (counted(rows, "row", "rows")) (period) (as_of(diagnosis)) "</p>"
    }
}

/// One bar in which all leads add up.
fn balance(diagnosis: &Diagnosis) -> Html {
    let leads = &diagnosis.leads;
    let parts = [
        ("won", leads.won),
        ("lost", leads.lost),
        ("disqualified", leads.disqualified),
        ("open", leads.open),
    ];
    if parts.iter().all(|(_, part)| part.is_none()) {
        return Html::new();
    }
    let share = |part: u64| part as f64 / leads.total.max(1) as f64;
    let bar: Html = parts
        .iter()
        .filter_map(|(name, part)| part.filter(|part| *part > 0).map(|part| (name, part)))
        .map(|(name, part)| {
            markup! { "<i class='" (*name) "' style='width:" (At(share(part) * 100.0)) "'></i>" }
        })
        .collect();
    let mut sum = Html::new();
    for (place, (name, part)) in parts.iter().enumerate() {
        let sign = if place > 0 { "+" } else { "" };
        let figure = match part {
            Some(part) => markup! {
                "<b>" (count(*part)) "</b> " (*name) "<small>" (percent(share(*part))) "</small>"
            },
            None => markup! { "<b>–</b> " (*name) "<small>not recorded</small>" },
        };
        sum.add(
            &markup! { "<span class='part'><span class='sign'>" (sign) "</span><i class='key " (*name) "'></i>" (figure) "</span>" },
        );
    }
    let known: u64 = parts.iter().filter_map(|(_, part)| *part).sum();
    let equals = if known == leads.total { "=" } else { "of" };
    markup! {
        "<div class='balance'><div class='stack' aria-hidden='true'>" (bar) "</div><p class='sum'>" (sum)
        "<span class='part'><span class='sign'>" (equals) "</span><b>" (count(leads.total))
        "</b> " (if leads.total == 1 { "lead" } else { "leads" }) "</span></p></div>"
    }
}

/// A figure to remember.
fn tile(title: &'static str, figure: String, notes: &[Html]) -> Html {
    let notes: Html = notes
        .iter()
        .filter(|note| !note.is_empty())
        .map(|note| markup! { "<dd class='note'>" (note) "</dd>" })
        .collect();
    markup! { "<div><dt>" (title) "</dt><dd class='figure'>" (figure) "</dd>" (notes) "</div>" }
}

fn figures(diagnosis: &Diagnosis) -> Html {
    let leads = &diagnosis.leads;
    let currency = leads.currency.as_deref();
    let mut tiles = Html::new();
    let mut absent = Absent::default();
    let few = |n: u64| (n < words::FEW).then(|| markup! { "<em>too few to judge</em>" });

    match (leads.won_rate, leads.won) {
        (Some(rate), Some(won)) => {
            let of = markup! { (count(won)) " of " (counted(leads.total, "lead", "leads")) };
            let between = leads.won_rate_interval.map(between);
            tiles.add(&tile(
                "Won rate",
                percent(rate),
                &[
                    between.unwrap_or_default(),
                    of,
                    few(leads.total).unwrap_or_default(),
                ],
            ));
        }
        _ if leads.won.is_some() || leads.lost.is_some() => {
            absent.note(diagnosis, "won_rate", "Won rate");
        }
        _ => absent.note(diagnosis, "won", "What became of the leads"),
    }
    match (leads.win_rate_of_closed, leads.won, leads.lost) {
        (Some(rate), Some(won), Some(lost)) => {
            let of = markup! { (count(won)) " of " (count(won + lost)) " won or lost" };
            let between = leads.win_rate_of_closed_interval.map(between);
            tiles.add(&tile(
                "Win rate of closed",
                percent(rate),
                &[
                    between.unwrap_or_default(),
                    of,
                    few(won + lost).unwrap_or_default(),
                ],
            ));
        }
        _ if leads.lost == Some(0) => {
            absent.because("Win rate of closed", "nothing is recorded as lost");
        }
        _ => absent.note(diagnosis, "win_rate_of_closed", "Win rate of closed"),
    }
    match &diagnosis.time_to_win_days {
        Some(time) => {
            let p90 = markup! { "median; nine of ten within " (words::days(time.p90)) };
            let n = markup! { "n = " (count(time.n)) " won" };
            tiles.add(&tile(
                "Time to win",
                words::days(time.median),
                &[p90, n, few(time.n).unwrap_or_default()],
            ));
        }
        None => absent.note(diagnosis, "time_to_win_days", "Time to win"),
    }
    match (leads.won_value, &leads.won_value_spread) {
        (Some(value), spread) => {
            let spread = spread.map(|spread| {
                markup! {
                    "median " (words::money(spread.median, currency)) ", n = " (count(spread.n))
                }
            });
            let open = leads
                .open_value
                .map(|open| markup! { "open: " (words::money(open, currency)) });
            let unit = match currency {
                Some(_) => Html::new(),
                None => markup! { "no currency named in the data" },
            };
            tiles.add(&tile(
                "Won value",
                words::money(value, currency),
                &[spread.unwrap_or_default(), open.unwrap_or_default(), unit],
            ));
        }
        _ => absent.note(diagnosis, "won_value", "Won value"),
    }
    match &diagnosis.first_response {
        Some(response) => {
            let p90 = markup! { "median; nine of ten within " (words::hours(response.hours.p90)) };
            let n = markup! { "n = " (count(response.hours.n)) " touched, " (count(response.never)) " never" };
            tiles.add(&tile(
                "First response",
                words::hours(response.hours.median),
                &[p90, n],
            ));
        }
        None => absent.note(diagnosis, "first_response", "First response"),
    }
    let tiles = (!tiles.is_empty()).then(|| markup! { "<dl class='tiles'>" (tiles) "</dl>" });
    markup! { (tiles) (absent.html()) }
}

fn between(interval: [f64; 2]) -> Html {
    markup! { (words::interval(interval)) " (95 % interval)" }
}
