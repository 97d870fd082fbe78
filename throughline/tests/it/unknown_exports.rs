//! Unknown exports: invented ones in the layouts of CRMs that no sample shows, with known truth.

use crate::made::{Cell, Desk, lines, workbook};
use crate::program::{diagnosis, role, row};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What an export was made from.
struct Lead {
    n: usize,
    outcome: Outcome,
    /// Days since 2024-01-01 on which it came, and how long it took to close.
    came: u32,
    took: u32,
    source: &'static str,
    owner: &'static str,
    /// In cents.
    worth: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Won,
    Lost,
    Open,
}

/// So many leads, the same each time.
fn leads(count: usize, sources: [&'static str; 4]) -> Vec<Lead> {
    let owners = ["Maria Keller", "Tom Okafor", "Li Wei"];
    (0..count)
        .map(|n| Lead {
            n: n + 1,
            outcome: match (n * 7) % 10 {
                0..=2 => Outcome::Won,
                3..=5 => Outcome::Lost,
                _ => Outcome::Open,
            },
            came: ((n * 37) % 300) as u32,
            took: 5 + ((n * 11) % 40) as u32,
            source: sources[(n * n + n / 3) % 4],
            owner: owners[(n + n / 5) % 3],
            worth: 50_000 + (n as u64 * 98_765) % 4_000_000,
        })
        .collect()
}

/// Year, month and day of a day since 2024-01-01.
fn day(days: u32) -> (u32, u32, u32) {
    let (year, mut rest) = if days < 366 {
        (2024, days)
    } else {
        (2025, days - 366)
    };
    let lengths = [
        31,
        if year == 2024 { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    for (month, length) in (1..).zip(lengths) {
        if rest < length {
            return (year, month, rest + 1);
        }
        rest -= length;
    }
    unreachable!("the leads come within two years")
}

fn iso(days: u32) -> String {
    let (y, m, d) = day(days);
    format!("{y}-{m:02}-{d:02}")
}

fn american(days: u32) -> String {
    let (y, m, d) = day(days);
    format!("{m}/{d}/{y}")
}

fn german(days: u32) -> String {
    let (y, m, d) = day(days);
    format!("{d:02}.{m:02}.{y}")
}

/// `1234567` cents as `12,345.67` with these signs.
fn grouped(cents: u64, thousands: char, point: char) -> String {
    let whole = (cents / 100).to_string();
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    format!("{text}{point}{:02}", cents % 100)
}

/// What the diagnosis should be able to say.
struct Tells {
    closed: bool,
    worth: bool,
    source: bool,
    owner: bool,
    captured: bool,
}

const ALL: Tells = Tells {
    closed: true,
    worth: true,
    source: true,
    owner: true,
    captured: true,
};

/// The diagnosis against what the export was made from.
#[track_caller]
fn true_to(said: &Value, leads: &[Lead], tells: &Tells) {
    let count = |outcome| leads.iter().filter(|l| l.outcome == outcome).count();
    let roles = &said["input"]["mapping"];
    assert_eq!(said["leads"]["total"], leads.len(), "{roles}");
    assert_eq!(said["leads"]["won"], count(Outcome::Won), "{roles}");
    assert_eq!(said["leads"]["lost"], count(Outcome::Lost), "{roles}");
    assert_eq!(said["leads"]["open"], count(Outcome::Open), "{roles}");
    let won = || leads.iter().filter(|l| l.outcome == Outcome::Won);
    if tells.worth {
        let worth = won().map(|l| l.worth).sum::<u64>() as f64 / 100.0;
        assert_eq!(said["leads"]["won_value"], json!(worth), "{roles}");
    }
    if tells.captured {
        let mut months: BTreeMap<String, u64> = BTreeMap::new();
        for lead in leads {
            *months.entry(iso(lead.came)[..7].to_owned()).or_default() += 1;
        }
        for (month, count) in months {
            let said = row(&said["flow"], "month", &month);
            assert_eq!(said["captured"], count, "{month} {roles}");
        }
    }
    if tells.closed {
        let mut took: Vec<u32> = won().map(|l| l.took).collect();
        took.sort_unstable();
        let mean = f64::from(took.iter().sum::<u32>()) / took.len() as f64;
        assert_eq!(said["time_to_win_days"]["n"], took.len(), "{roles}");
        let days = said["time_to_win_days"]["mean"].as_f64().unwrap();
        assert!((days - mean).abs() < 1.0, "{days} {mean} {roles}");
    }
    let groups = |of: fn(&Lead) -> &str| {
        let mut groups: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for lead in leads {
            let group = groups.entry(of(lead).to_owned()).or_default();
            group.0 += 1;
            group.1 += u64::from(lead.outcome == Outcome::Won);
        }
        groups
    };
    for (wanted, list, key, of) in [
        (
            tells.source,
            "sources",
            "channel",
            (|l| l.source) as fn(&Lead) -> &str,
        ),
        (tells.owner, "owners", "owner", |l| l.owner),
    ] {
        if wanted {
            assert!(said[list].is_array(), "no {list}: {roles}");
            for (name, (count, won)) in groups(of) {
                let row = row(&said[list], key, &name);
                assert_eq!(
                    (&row["leads"], &row["won"]),
                    (&json!(count), &json!(won)),
                    "{name}"
                );
            }
        }
    }
}

#[track_caller]
fn roles(said: &Value, wanted: &[(&str, &str)]) {
    for (name, column) in wanted {
        let found = role(said, name).unwrap_or_default();
        assert!(found.ends_with(&format!(".{column}")), "{name}: {found}");
    }
}

fn export(name: &str, content: impl AsRef<[u8]>) -> (Desk, PathBuf) {
    let desk = Desk::new();
    let file = desk.file(name, content);
    (desk, file)
}

#[test]
fn an_opportunity_report_with_titles_above_and_a_total_below() {
    let leads = leads(
        160,
        ["Web", "Partner Referral", "Trade Show", "Purchased List"],
    );
    let mut text = String::from(
        "Opportunity Report\nAs of 2025-03-31 09:12:44 • Generated by Maria Keller\nFiltered By: All opportunities\n\n",
    );
    text += "\"Opportunity Owner\",\"Account Name\",\"Opportunity Name\",\"Opportunity ID\",\"Stage\",\"Amount\",\"Probability (%)\",\"Created Date\",\"Close Date\",\"Lead Source\",\"Type\"\n";
    for lead in &leads {
        let stage = match lead.outcome {
            Outcome::Won => "Closed Won",
            Outcome::Lost => "Closed Lost",
            Outcome::Open => ["Prospecting", "Needs Analysis", "Proposal/Price Quote"][lead.n % 3],
        };
        let percent = match lead.outcome {
            Outcome::Won => 100,
            Outcome::Lost => 0,
            Outcome::Open => [10, 40, 75][lead.n % 3],
        };
        text += &format!(
            "\"{}\",\"Account {}\",\"Account {} - {}\",\"0065g00000{:05}AAA\",\"{stage}\",\"USD {}\",\"{percent}\",\"{}\",\"{}\",\"{}\",\"{}\"\n",
            lead.owner,
            lead.n % 50,
            lead.n % 50,
            ["Renewal", "Widgets", "Support"][lead.n % 3],
            lead.n,
            grouped(lead.worth, ',', '.'),
            american(lead.came),
            american(lead.came + lead.took),
            lead.source,
            ["New Business", "Existing Business"][lead.n % 2],
        );
    }
    let sum: u64 = leads.iter().map(|l| l.worth).sum();
    text += &format!(
        "\"Grand Totals ({} records)\",\"\",\"\",\"\",\"\",\"USD {}\",\"\",\"\",\"\",\"\",\"\"\n",
        leads.len(),
        grouped(sum, ',', '.')
    );
    let (_desk, file) = export("report1743412364512.csv", text);
    let said = diagnosis(&[file]);
    roles(
        &said,
        &[
            ("id", "Opportunity ID"),
            ("captured", "Created Date"),
            ("closed", "Close Date"),
            ("source", "Lead Source"),
            ("owner", "Opportunity Owner"),
            ("outcome", "Stage"),
            ("value", "Amount"),
        ],
    );
    true_to(&said, &leads, &ALL);
    assert_eq!(said["leads"]["currency"], "USD");
}

#[test]
fn deals_whose_columns_carry_the_name_of_their_thing() {
    let leads = leads(120, ["Website", "Referral", "Webinar", "Cold outreach"]);
    let rows: Vec<String> = leads
        .iter()
        .map(|lead| {
            let closed = format!("{} 14:30:00", iso(lead.came + lead.took));
            let (status, won, lost, reason) = match lead.outcome {
                Outcome::Won => ("Won", closed.as_str(), "", ""),
                Outcome::Lost => ("Lost", "", closed.as_str(), "Too expensive"),
                Outcome::Open => ("Open", "", "", ""),
            };
            format!(
                "{},\"Deal {}, phase 1\",{},{}.{:02},EUR,{status},{},{},{},{won},{lost},{reason},{},{}",
                1000 + lead.n,
                lead.n,
                ["Qualified", "Contact made", "Proposal made"][lead.n % 3],
                lead.worth / 100,
                lead.worth % 100,
                lead.owner,
                format_args!("Organisation {}", lead.n % 40),
                format_args!("{} 09:15:00", iso(lead.came)),
                lead.source,
                30,
            )
        })
        .collect();
    let header = "Deal - ID,Deal - Title,Deal - Stage,Deal - Value,Deal - Currency of Value,Deal - Status,Deal - Owner,Deal - Organization,Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Lost reason,Deal - Source channel,Deal - Probability";
    let (_desk, file) = export("deals-4711.csv", lines(header, &rows));
    let said = diagnosis(&[file]);
    roles(
        &said,
        &[
            ("id", "Deal - ID"),
            ("captured", "Deal - Deal created"),
            ("source", "Deal - Source channel"),
            ("owner", "Deal - Owner"),
            ("outcome", "Deal - Status"),
            ("value", "Deal - Value"),
        ],
    );
    true_to(&said, &leads, &ALL);
    assert_eq!(said["leads"]["currency"], "EUR");
}

#[test]
fn a_pipeline_with_expected_revenue() {
    let leads = leads(
        90,
        ["Newsletter", "Search engine", "LinkedIn", "Trade fair"],
    );
    let rows: Vec<String> = leads
        .iter()
        .map(|lead| {
            let (stage, closed) = match lead.outcome {
                Outcome::Won => ("Won", format!("{} 16:00:00", iso(lead.came + lead.took))),
                Outcome::Lost => ("Lost", format!("{} 16:00:00", iso(lead.came + lead.took))),
                Outcome::Open => (["New", "Qualified", "Proposition"][lead.n % 3], String::new()),
            };
            format!(
                "{} 08:00:00,Opportunity {},Contact {},contact{}@example.com,{},{}.{:02},{stage},{closed},{},Europe",
                iso(lead.came), lead.n, lead.n, lead.n, lead.owner, lead.worth / 100, lead.worth % 100, lead.source
            )
        })
        .collect();
    let header = "Created on,Opportunity,Contact Name,Email,Salesperson,Expected Revenue,Stage,Closed Date,Source,Sales Team";
    let (_desk, file) = export("crm.lead.csv", lines(header, &rows));
    let said = diagnosis(&[file]);
    roles(
        &said,
        &[
            ("captured", "Created on"),
            ("closed", "Closed Date"),
            ("owner", "Salesperson"),
            ("outcome", "Stage"),
            ("value", "Expected Revenue"),
            ("source", "Source"),
        ],
    );
    true_to(&said, &leads, &ALL);
}

#[test]
fn a_german_sheet_with_titles_and_a_sum() {
    let leads = leads(80, ["Messe", "Empfehlung", "Webseite", "Kaltakquise"]);
    let text = |t: &str| Cell::Text(t.to_owned());
    let mut rows = vec![
        vec![text("Vertriebsliste 2024")],
        vec![text("Stand: 31.03.2025")],
        vec![],
        [
            "Nr.",
            "Firma",
            "Eingang",
            "Herkunft",
            "Verantwortlich",
            "Status",
            "Abschluss am",
            "Auftragswert",
        ]
        .map(text)
        .into(),
    ];
    for lead in &leads {
        let (status, closed) = match lead.outcome {
            Outcome::Won => ("gewonnen", Cell::Day(45_292 + lead.came + lead.took)),
            Outcome::Lost => ("verloren", Cell::Day(45_292 + lead.came + lead.took)),
            Outcome::Open => ("in Bearbeitung", Cell::Empty),
        };
        rows.push(vec![
            Cell::Number(lead.n as f64),
            text(&format!("Firma {} GmbH", lead.n % 30)),
            Cell::Day(45_292 + lead.came),
            text(lead.source),
            text(lead.owner),
            text(status),
            closed,
            Cell::Number(lead.worth as f64 / 100.0),
        ]);
    }
    let sum: u64 = leads.iter().map(|l| l.worth).sum();
    rows.push(vec![
        text("Summe"),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Number(sum as f64 / 100.0),
    ]);
    let (_desk, file) = export("Vertriebsliste.xlsx", workbook(&rows));
    let said = diagnosis(&[file]);
    roles(
        &said,
        &[
            ("captured", "Eingang"),
            ("closed", "Abschluss am"),
            ("source", "Herkunft"),
            ("owner", "Verantwortlich"),
            ("outcome", "Status"),
            ("value", "Auftragswert"),
        ],
    );
    true_to(&said, &leads, &ALL);
}

#[test]
fn a_german_text_export() {
    let leads = leads(80, ["Messe", "Empfehlung", "Webseite", "Kaltakquise"]);
    let rows: Vec<String> = leads
        .iter()
        .map(|lead| {
            let (status, closed) = match lead.outcome {
                Outcome::Won => ("Gewonnen", german(lead.came + lead.took)),
                Outcome::Lost => ("Verloren", german(lead.came + lead.took)),
                Outcome::Open => ("Offen", String::new()),
            };
            format!(
                "{};{};{};{};{status};{closed};{} €",
                lead.n,
                german(lead.came),
                lead.source,
                lead.owner,
                grouped(lead.worth, '.', ',')
            )
        })
        .collect();
    let header =
        "Vorgangsnummer;Anlagedatum;Quelle;Vertriebsmitarbeiter;Status;Abschlussdatum;Auftragswert";
    let (_desk, file) = export("Verkaufschancen.csv", lines(header, &rows));
    let said = diagnosis(&[file]);
    true_to(&said, &leads, &ALL);
    assert_eq!(said["leads"]["currency"], "EUR");
}

#[test]
fn a_history_of_stages_is_an_event_log() {
    let leads = leads(60, ["Web", "Phone", "Fair", "Mail"]);
    let mut rows = Vec::new();
    let mut won = 0;
    for lead in &leads {
        let last = match lead.outcome {
            Outcome::Won => Some("Won"),
            Outcome::Lost => Some("Lost"),
            Outcome::Open => None,
        };
        won += usize::from(last == Some("Won"));
        let stages = ["New", "Contacted", "Qualified"].into_iter().chain(last);
        for (step, stage) in (0..).zip(stages) {
            rows.push(format!(
                "{},{stage},{}T09:{:02}:00Z,{}",
                50_000 + lead.n,
                iso(lead.came + step * 3),
                step,
                lead.owner
            ));
        }
    }
    let (_desk, file) = export(
        "lead_stage_history.csv",
        lines("Lead ID,Stage,Entered at,Changed by", &rows),
    );
    let said = diagnosis(&[file]);
    assert_eq!(
        said["input"]["mapping"]["shape"], "event",
        "{}",
        said["input"]["mapping"]
    );
    roles(
        &said,
        &[
            ("case", "Lead ID"),
            ("activity", "Stage"),
            ("time", "Entered at"),
            ("actor", "Changed by"),
        ],
    );
    assert_eq!(said["paths"]["cases"], 60);
    assert_eq!(said["paths"]["events"], rows.len());
    assert_eq!(said["paths"]["activities"], 5);
    assert_eq!(said["paths"]["variants"], 3);
    assert_eq!(said["leads"]["won"], won);
}

#[test]
fn a_shared_sheet_with_checkboxes() {
    let leads = leads(
        100,
        ["Facebook Ads", "Google Ads", "Word of mouth", "Event"],
    );
    let rows: Vec<String> = leads
        .iter()
        .map(|lead| {
            let won = lead.outcome == Outcome::Won;
            let lost = lead.outcome == Outcome::Lost;
            format!(
                "{},Customer {},{},{},{},${},{}",
                american(lead.came),
                lead.n,
                lead.source,
                lead.owner,
                if lost { "TRUE" } else { "FALSE" },
                grouped(lead.worth, ';', '.').replace(';', ""),
                if won { "TRUE" } else { "FALSE" },
            )
        })
        .collect();
    let header = "Date,Name,How did they find us?,Rep,Contacted,Deal size,Won?";
    let (_desk, file) = export("Leads 2024 - Sheet1.csv", lines(header, &rows));
    let said = diagnosis(&[file]);
    roles(
        &said,
        &[
            ("captured", "Date"),
            ("source", "How did they find us?"),
            ("owner", "Rep"),
            ("outcome", "Won?"),
            ("value", "Deal size"),
        ],
    );
    // Nothing in it says lost.
    let open_for_lost: Vec<Lead> = leads
        .into_iter()
        .map(|lead| Lead {
            outcome: if lead.outcome == Outcome::Won {
                Outcome::Won
            } else {
                Outcome::Open
            },
            ..lead
        })
        .collect();
    true_to(
        &said,
        &open_for_lost,
        &Tells {
            closed: false,
            ..ALL
        },
    );
}
