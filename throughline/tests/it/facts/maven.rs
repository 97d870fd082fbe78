//! Opportunities with their accounts, products and teams.

use super::{closed, facts, same, same_whatever_the_order};
use crate::program::{breakdown, diagnosis, row, warning};
use serde_json::Value;
use std::collections::BTreeMap;

fn files(folder: &std::path::Path) -> [std::path::PathBuf; 4] {
    ["sales_pipeline", "accounts", "products", "sales_teams"]
        .map(|name| folder.join(format!("{name}.csv")))
}

/// `closed`, `won`, `win_rate` and `won_value` of every group of the facts.
#[track_caller]
fn same_closed(said: &Value, key: &str, facts: &Value) {
    for (name, fact) in facts.as_object().unwrap() {
        let row = row(said, key, name);
        assert_eq!(closed(row), fact["closed"].as_u64().unwrap(), "{name}");
        assert_eq!(row["won"], fact["won"], "{name}");
        same(name, &row["won_value"], &fact["won_value"], 6);
        if key != "month" {
            same(name, &row["win_rate_of_closed"], &fact["win_rate"], 6);
        }
    }
}

#[test]
fn opportunities_with_three_side_tables() {
    let Some((facts, folder)) = facts("maven_crm") else {
        return;
    };
    let said = diagnosis(&files(&folder));
    let leads = &said["leads"];
    let stages = &facts["stages"];
    assert_eq!(leads["total"], facts["opportunities"]);
    assert_eq!(leads["won"], stages["Won"]);
    assert_eq!(leads["lost"], stages["Lost"]);
    assert_eq!(
        leads["open"].as_u64().unwrap(),
        stages["Engaging"].as_u64().unwrap() + stages["Prospecting"].as_u64().unwrap()
    );
    same(
        "win rate",
        &leads["win_rate_of_closed"],
        &facts["win_rate_of_closed"],
        6,
    );
    same("won value", &leads["won_value"], &facts["won_value_sum"], 6);
    same(
        "mean",
        &leads["won_value_spread"]["mean"],
        &facts["won_value_mean"],
        4,
    );
    same(
        "median",
        &leads["won_value_spread"]["median"],
        &facts["won_value_median"],
        4,
    );
    for (stage, count) in stages.as_object().unwrap() {
        assert_eq!(&row(&said["stages"], "stage", stage)["leads"], count);
    }
    for (part, outcome) in [("time_to_win_days", "Won"), ("time_to_loss_days", "Lost")] {
        let fact = &facts["cycle_days"][outcome];
        same(part, &said[part]["median"], &fact["median"], 4);
        same(part, &said[part]["mean"], &fact["mean"], 4);
    }
    assert_eq!(said["period"]["from"], facts["engage_date"][0]);
    assert_eq!(said["period"]["to"], facts["close_date"][1]);

    same_closed(
        breakdown(&said, "sales_teams", "regional_office"),
        "value",
        &facts["by region"],
    );
    same_closed(
        breakdown(&said, "sales_teams", "manager"),
        "value",
        &facts["by manager"],
    );
    same_closed(
        breakdown(&said, "sales_pipeline", "product"),
        "value",
        &facts["by product"],
    );
    same_closed(&said["owners"], "owner", &facts["by agent"]);
    assert_eq!(
        said["owners"].as_array().unwrap().len(),
        facts["by agent"].as_object().unwrap().len()
    );
    same_closed(&said["flow"], "month", &facts["by close month"]);
    assert_eq!(quarters(&said["flow"]), quarters_of_facts(&facts));
}

/// Won and worth by quarter, of the months of the flow.
fn quarters(flow: &Value) -> BTreeMap<String, (u64, u64)> {
    let mut sums = BTreeMap::new();
    for month in flow.as_array().unwrap() {
        let (year, number) = month["month"].as_str().unwrap().split_once('-').unwrap();
        let quarter = number.parse::<u32>().unwrap().div_ceil(3);
        let sum: &mut (u64, u64) = sums.entry(format!("{year}Q{quarter}")).or_default();
        sum.0 += month["won"].as_u64().unwrap();
        sum.1 += month["won_value"].as_f64().unwrap() as u64;
    }
    sums.retain(|_, (won, _)| *won > 0);
    sums
}

fn quarters_of_facts(facts: &Value) -> BTreeMap<String, (u64, u64)> {
    let quarters = facts["by close quarter"].as_object().unwrap();
    let figures = |f: &Value| (f["won"].as_u64().unwrap(), f["won_value"].as_u64().unwrap());
    quarters
        .iter()
        .map(|(name, f)| (name.clone(), figures(f)))
        .collect()
}

#[test]
fn traps_in_the_side_tables_are_named() {
    let Some((facts, folder)) = facts("maven_crm") else {
        return;
    };
    let said = diagnosis(&files(&folder));
    let message = |warning: &Value| warning["message"].as_str().unwrap().to_owned();

    let product = warning(&said, "key_spelt_differently", "sales_pipeline.product");
    assert_eq!(product["count"], 1480, "as the README says");
    let text = message(product);
    assert!(
        text.contains("GTXPro") && text.contains("GTX Pro"),
        "{text}"
    );

    let sector = warning(&said, "likely_misspelt", "accounts.sector");
    assert_eq!(sector["count"], 12);
    assert!(message(sector).contains("technolgy"));
    let country = warning(&said, "likely_misspelt", "accounts.office_location");
    assert!(message(country).contains("Philipines"));

    assert_eq!(warning(&said, "unused_rows", "sales_teams")["count"], 5);
    assert_eq!(
        warning(&said, "missing_keys", "sales_pipeline.account")["count"],
        facts["missing"]["account"]
    );
}

#[test]
fn the_order_of_four_files_says_nothing() {
    let Some((_, folder)) = facts("maven_crm") else {
        return;
    };
    let [pipeline, accounts, products, teams] = files(&folder);
    same_whatever_the_order(
        &diagnosis(&[&pipeline, &accounts, &products, &teams]),
        &diagnosis(&[&teams, &products, &accounts, &pipeline]),
    );
}
