//! The facts of real exports, counted elsewhere by other means.
//!
//! The data lies beside the repository and not in it; where it is absent these
//! tests say so and pass.

use crate::leads::sheet::{at, money, near, outcome};
use insight::columns::{Labels, Moneys, Times};
use insight::concentration::concentration_of_deals;
use insight::flow::{cohorts, flow};
use insight::group::{Count, families, group};
use insight::leads::{balance, time_to};
use insight::maturity::maturity;
use insight::owners::owner_spread;
use insight::spelling::{Kind, spellings, spellings_of};
use insight::{Leads, Outcome};
use jiff::tz::TimeZone;
use lifecycle::source::Family;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;

/// A row as column → cell.
type Row = HashMap<String, String>;

/// Where a file of the shared data is, if it is there.
fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    let file = folder.join(path);
    if !file.exists() {
        eprintln!("SKIPPED: no shared data at {}", folder.display());
        return None;
    }
    Some(file)
}

/// The rows of a table.
fn rows(path: &str) -> Option<Vec<Row>> {
    let mut reader = csv::Reader::from_path(shared(path)?).unwrap();
    Some(reader.deserialize().map(Result::unwrap).collect())
}

fn facts(folder: &str) -> Option<Value> {
    let text = std::fs::read_to_string(shared(&format!("{folder}/facts.json"))?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

fn column(rows: &[Row], name: &str) -> Labels {
    let mut labels = Labels::new();
    rows.iter().for_each(|row| labels.push(&row[name]));
    labels
}

fn times<'a>(cells: impl Iterator<Item = Option<&'a String>>) -> Option<Times> {
    let mut times = Times::default();
    cells.for_each(|cell| times.push(cell.filter(|cell| !cell.is_empty()).map(|cell| at(cell))));
    Some(times)
}

/// Compares the groups of a column with a part of the facts: each fact of a group
/// with what `figures` gives for it, and that no group is left over.
#[track_caller]
fn same_as_facts(
    labels: &Labels,
    leads: &Leads,
    facts: &Value,
    figures: fn(&Count) -> Vec<(&'static str, f64)>,
) {
    let facts = facts.as_object().expect("facts by group");
    let groups = group(labels, leads);
    assert_eq!(groups.len(), facts.len());
    for group in groups {
        let name = if group.name.is_empty() {
            "(missing)"
        } else {
            &group.name
        };
        let fact = &facts
            .get(name)
            .unwrap_or_else(|| panic!("no fact about {name}"));
        for (figure, value) in figures(&group.count) {
            let expected = fact[figure]
                .as_f64()
                .unwrap_or_else(|| panic!("no {figure} of {name}"));
            assert!(
                (value - expected).abs() <= 1e-6,
                "{figure} of {name}: {value} is not {expected}"
            );
        }
    }
}

fn olist() -> Option<(Leads, Value)> {
    let came = rows("olist_funnel/olist_marketing_qualified_leads_dataset.csv")?;
    let deals = rows("olist_funnel/olist_closed_deals_dataset.csv")?;
    let won: HashMap<&str, &Row> = deals.iter().map(|deal| (&*deal["mql_id"], deal)).collect();
    let deal = |lead: &Row| won.get(&*lead["mql_id"]).copied();
    let leads = Leads {
        outcome: came
            .iter()
            .map(|lead| {
                if deal(lead).is_some() {
                    Outcome::Won
                } else {
                    Outcome::Open
                }
            })
            .collect(),
        captured: times(came.iter().map(|lead| Some(&lead["first_contact_date"]))),
        closed: times(
            came.iter()
                .map(|lead| deal(lead).map(|deal| &deal["won_date"])),
        ),
        source: Some(column(&came, "origin")),
        ..Leads::default()
    };
    Some((leads, facts("olist_funnel")?))
}

#[test]
fn olist_totals_and_times() {
    let Some((leads, facts)) = olist() else {
        return;
    };
    let balance = balance(&leads);
    assert_eq!(
        (balance.total, balance.won, balance.lost, balance.open),
        (8000, 842, 0, 7158)
    );
    assert_eq!(balance.won_rate.rate, Some(0.10525));
    assert_eq!(balance.win_rate_of_closed, None);
    assert_eq!(
        leads.period(),
        Some((at("2017-06-14"), at("2018-11-14T18:04:19")))
    );

    // The one deal that was won before its first contact took no time.
    let elapsed = time_to(&leads, Outcome::Won);
    let fact = &facts["days from first contact (midnight) to win"];
    let days = elapsed.days.unwrap();
    near(days.median, fact["median"].as_f64().unwrap(), 1e-4);
    near(days.mean, fact["mean"].as_f64().unwrap(), 2e-3);
    near(days.p90, fact["p90"].as_f64().unwrap(), 1e-4);
    assert_eq!(
        (days.n, elapsed.backwards.len(), elapsed.unknown),
        (841, 1, 0)
    );
}

#[test]
fn olist_by_origin() {
    let Some((leads, facts)) = olist() else {
        return;
    };
    let origins = leads.source.as_ref().unwrap();
    same_as_facts(origins, &leads, &facts["by origin"], |count| {
        vec![
            ("mqls", count.leads as f64),
            ("won", count.won as f64),
            ("rate", (count.won_rate.rate.unwrap() * 1e6).round() / 1e6),
        ]
    });
    for origin in group(origins, &leads) {
        let days = origin.count.time_to_win_days.unwrap();
        let name = if origin.name.is_empty() {
            "(missing)"
        } else {
            &origin.name
        };
        let expected = facts["by origin"][name]["median_days_to_win"]
            .as_f64()
            .unwrap();
        // The one that runs backwards is of organic search.
        let backwards = u64::from(name == "organic_search");
        assert_eq!(days.n, origin.count.won - backwards, "{name}");
        near(days.median, expected, 1e-4);
    }
    let families: Vec<_> = families(origins, &leads)
        .iter()
        .map(|f| (f.family, f.channels, f.count.leads, f.count.won))
        .collect();
    assert_eq!(
        families,
        [
            (Family::Campaign, 7, 6407, 621),
            (Family::Unknown, 3, 1309, 197),
            (Family::Referral, 1, 284, 24)
        ]
    );
}

#[test]
fn olist_months() {
    let Some((leads, facts)) = olist() else {
        return;
    };
    let (utc, (_, as_of)) = (TimeZone::UTC, leads.period().unwrap());
    let by_month = facts["by first-contact month"].as_object().unwrap();
    let found = cohorts(&leads, &utc, as_of).unwrap();
    assert_eq!(found.len(), by_month.len());
    for cohort in &found {
        let fact = &by_month[&cohort.month];
        assert_eq!(
            (fact["mqls"].as_u64(), fact["won"].as_u64()),
            (Some(cohort.leads), Some(cohort.won))
        );
        near(
            cohort.won_rate.rate.unwrap(),
            fact["rate"].as_f64().unwrap(),
            1e-6,
        );
        // 162.7 days before 2018-11-14 is 2018-06-05.
        assert!(cohort.mature, "{}", cohort.month);
    }
    let wins = facts["wins by month"].as_object().unwrap();
    for month in flow(&leads, &utc).unwrap() {
        assert_eq!(
            month.won,
            wins.get(&month.month)
                .map_or(0, |won| won.as_u64().unwrap()),
            "{}",
            month.month
        );
    }
}

#[test]
fn olist_wins_are_written_down_late() {
    let Some((leads, _)) = olist() else { return };
    let (_, as_of) = leads.period().unwrap();
    let maturity = maturity(&leads, as_of);
    let late = maturity.late_start.unwrap();
    assert_eq!(
        (late.first_capture, late.first_win),
        (at("2017-06-14"), at("2017-12-05T02:00"))
    );
    assert!(late.expected > 50.0, "{late:?}");
    assert!(
        late.early.rate.unwrap() < 0.04 && late.later.rate.unwrap() > 0.12,
        "{late:?}"
    );
    assert_eq!(maturity.early_end, None);
}

fn maven() -> Option<(Leads, Vec<Row>, Value)> {
    let pipeline = rows("maven_crm/sales_pipeline.csv")?;
    let mut value = Moneys::default();
    pipeline
        .iter()
        .map(|row| &row["close_value"])
        .for_each(|cell| value.push((!cell.is_empty()).then(|| money(cell))));
    let leads = Leads {
        outcome: pipeline
            .iter()
            .map(|row| match &*row["deal_stage"] {
                "Won" => outcome("won"),
                "Lost" => outcome("lost"),
                _ => outcome("open"),
            })
            .collect(),
        captured: times(pipeline.iter().map(|row| row.get("engage_date"))),
        closed: times(pipeline.iter().map(|row| row.get("close_date"))),
        value: Some(value),
        owner: Some(column(&pipeline, "sales_agent")),
        stage: Some(column(&pipeline, "deal_stage")),
        ..Leads::default()
    };
    Some((leads, pipeline, facts("maven_crm")?))
}

#[test]
fn maven_totals_and_cycles() {
    let Some((leads, _, facts)) = maven() else {
        return;
    };
    let balance = balance(&leads);
    assert_eq!(
        (balance.total, balance.won, balance.lost, balance.open),
        (8800, 4238, 2473, 2089)
    );
    near(
        balance.win_rate_of_closed.unwrap().rate.unwrap(),
        0.631501,
        1e-6,
    );
    assert_eq!(
        (balance.won_value, balance.open_value),
        (Some(10_005_534.0), None)
    );
    let spread = balance.won_value_spread.unwrap();
    assert_eq!((spread.n, spread.median), (4238, 1117.0));
    near(spread.mean, 2360.9094, 1e-4);
    for (outcome, name) in [(Outcome::Won, "Won"), (Outcome::Lost, "Lost")] {
        let days = time_to(&leads, outcome).days.unwrap();
        let fact = &facts["cycle_days"][name];
        assert_eq!(Some(days.median), fact["median"].as_f64());
        near(days.mean, fact["mean"].as_f64().unwrap(), 1e-4);
    }
    let biggest = concentration_of_deals(&leads).unwrap();
    near(biggest.top_share, 30_288.0 / 10_005_534.0, 1e-12);
}

#[test]
fn maven_closings_are_written_down_late_but_early_leads_look_good() {
    let Some((leads, _, _)) = maven() else { return };
    let (_, as_of) = leads.period().unwrap();
    // Leads came from October 2016 on; whatever closed before March is not in the data.
    let late = maturity(&leads, as_of).late_start.unwrap();
    assert_eq!(
        (late.first_capture, late.first_win),
        (at("2016-10-20"), at("2017-03-01"))
    );
    assert!(late.difference.unwrap().interval[0] > 0.0, "{late:?}");
}

fn closed_figures(count: &Count) -> Vec<(&'static str, f64)> {
    let rate = count.win_rate_of_closed.unwrap().rate.unwrap();
    vec![
        ("closed", (count.won + count.lost) as f64),
        ("won", count.won as f64),
        ("win_rate", (rate * 1e6).round() / 1e6),
        ("won_value", count.won_value.unwrap()),
    ]
}

#[test]
fn maven_by_agent_product_and_region() {
    let Some((leads, pipeline, facts)) = maven() else {
        return;
    };
    same_as_facts(
        leads.owner.as_ref().unwrap(),
        &leads,
        &facts["by agent"],
        closed_figures,
    );
    same_as_facts(
        &column(&pipeline, "product"),
        &leads,
        &facts["by product"],
        closed_figures,
    );
    let teams: HashMap<String, Row> = rows("maven_crm/sales_teams.csv")
        .unwrap()
        .into_iter()
        .map(|row| (row["sales_agent"].clone(), row))
        .collect();
    for (side, fact) in [("regional_office", "by region"), ("manager", "by manager")] {
        let mut labels = Labels::new();
        pipeline
            .iter()
            .for_each(|row| labels.push(&teams[&row["sales_agent"]][side]));
        same_as_facts(&labels, &leads, &facts[fact], closed_figures);
    }
}

#[test]
fn maven_months_and_quarters() {
    let Some((leads, _, facts)) = maven() else {
        return;
    };
    let flow = flow(&leads, &TimeZone::UTC).unwrap();
    let mut quarters: HashMap<String, (u64, u64, f64)> = HashMap::new();
    for month in flow.iter().filter(|month| month.won > 0) {
        let fact = &facts["by close month"][&month.month];
        assert_eq!(fact["closed"].as_u64(), Some(month.won + month.lost));
        assert_eq!(fact["won"].as_u64(), Some(month.won));
        assert_eq!(fact["won_value"].as_f64(), month.won_value);
        let (year, number) = month.month.split_once('-').unwrap();
        let quarter = format!("{year}Q{}", number.parse::<u64>().unwrap().div_ceil(3));
        let sums = quarters.entry(quarter).or_default();
        *sums = (
            sums.0 + month.won,
            sums.1 + month.lost,
            sums.2 + month.won_value.unwrap(),
        );
    }
    assert_eq!(quarters.len(), 4);
    for (quarter, (won, lost, value)) in quarters {
        let fact = &facts["by close quarter"][&quarter];
        assert_eq!(
            (fact["won"].as_u64(), fact["closed"].as_u64()),
            (Some(won), Some(won + lost)),
            "{quarter}"
        );
        assert_eq!(fact["won_value"].as_f64(), Some(value), "{quarter}");
    }
}

#[test]
fn maven_agents_hardly_differ_and_a_product_is_written_twice() {
    let Some((leads, pipeline, _)) = maven() else {
        return;
    };
    let spread = owner_spread(leads.owner.as_ref().unwrap(), &leads).unwrap();
    assert_eq!((spread.owners, spread.rate), (30, "win_rate_of_closed"));
    assert_eq!(
        (spread.lowest.0.as_str(), spread.highest.0.as_str()),
        ("Lajuana Vencill", "Hayden Neloms")
    );
    assert!(spread.test.p_value > 0.01, "{spread:?}");

    let products = rows("maven_crm/products.csv").unwrap();
    let sold = pipeline.iter().map(|row| (&*row["product"], 1));
    let found = spellings_of(sold.chain(products.iter().map(|row| (&*row["product"], 1))));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].of.as_str(), found[0].rows, found[0].kind),
        ("GTXPro", 1480, Kind::Same)
    );
    for name in ["sales_agent", "account", "opportunity_id"] {
        assert_eq!(spellings(&column(&pipeline, name)), [], "{name}");
    }
}

#[test]
fn x_education_by_origin_and_source() {
    let Some(table) = rows("x_education/Leads.csv") else {
        return;
    };
    let facts = facts("x_education").unwrap();
    let leads = Leads {
        outcome: table
            .iter()
            .map(|row| {
                if row["Converted"] == "1" {
                    Outcome::Won
                } else {
                    Outcome::Open
                }
            })
            .collect(),
        ..Leads::default()
    };
    let total = balance(&leads);
    assert_eq!((total.total, total.won), (9240, 3561));
    for name in ["Lead Origin", "Lead Source"] {
        same_as_facts(
            &column(&table, name),
            &leads,
            &facts[format!("by {name}")],
            |count| {
                vec![
                    ("leads", count.leads as f64),
                    ("converted", count.won as f64),
                    ("rate", (count.won_rate.rate.unwrap() * 1e6).round() / 1e6),
                ]
            },
        );
    }
    let sources = column(&table, "Lead Source");
    let found = spellings(&sources);
    assert_eq!(
        (found.len(), found[0].of.as_str()),
        (1, "Google"),
        "{found:?}"
    );
    assert_eq!(found[0].others, [("google".to_owned(), 5)]);
    let unknown = families(&sources, &leads)
        .into_iter()
        .find(|f| f.family == Family::Unknown)
        .unwrap();
    assert_eq!(
        unknown.count.leads,
        36 + 1 + 1,
        "empty, WeLearn and testone"
    );
    assert!(cohorts(&leads, &TimeZone::UTC, 0).is_none() && flow(&leads, &TimeZone::UTC).is_none());
}
