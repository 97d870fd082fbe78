//! Leads in one file, those that were won in another.

use super::{facts, same, same_groups, same_whatever_the_order, some_groups};
use crate::program::{breakdown, diagnosis, printed, role, row, warning};
use serde_json::Value;

const LEADS: &str = "olist_marketing_qualified_leads_dataset";
const DEALS: &str = "olist_closed_deals_dataset";

#[test]
fn leads_and_their_deals_are_one_line() {
    let Some((facts, folder)) = facts("olist_funnel") else {
        return;
    };
    let files = [LEADS, DEALS].map(|name| folder.join(format!("{name}.csv")));
    let said = diagnosis(&files);

    assert_eq!(role(&said, "id"), Some(format!("{LEADS}.mql_id")));
    assert_eq!(said["leads"]["total"], facts["mqls"]);
    assert_eq!(said["leads"]["won"], facts["closed_deals"]);
    assert_eq!(said["leads"]["lost"], 0);
    assert_eq!(
        said["leads"]["open"].as_u64(),
        Some(facts["mqls"].as_u64().unwrap() - facts["closed_deals"].as_u64().unwrap())
    );
    same(
        "won rate",
        &said["leads"]["won_rate"],
        &facts["conversion_rate"],
        6,
    );
    assert_eq!(said["leads"]["won_value"], Value::Null);
    assert!(said["missing"]["leads.won_value"].is_string());
    assert_eq!(said["period"]["from"], facts["first_contact"][0]);
    assert_eq!(
        said["period"]["to"].as_str(),
        facts["won"][1].as_str().unwrap().split(' ').next()
    );

    // `unknown` and an empty cell are two rows.
    same_groups(
        &said["sources"],
        "channel",
        &facts["by origin"],
        &[
            ("leads", "mqls", 0),
            ("won", "won", 0),
            ("won_rate", "rate", 6),
        ],
    );
    for (name, fact) in facts["by origin"].as_object().unwrap() {
        let shown = if name == "(missing)" { "" } else { name };
        let days = &row(&said["sources"], "channel", shown)["time_to_win_days"]["median"];
        same(name, days, &fact["median_days_to_win"], 4);
    }
    same_groups(
        &said["cohorts"],
        "month",
        &facts["by first-contact month"],
        &[
            ("leads", "mqls", 0),
            ("won", "won", 0),
            ("won_rate", "rate", 6),
        ],
    );
    some_groups(
        breakdown(&said, LEADS, "landing_page_id"),
        "value",
        facts["top landing pages"].as_object().unwrap(),
        &[
            ("leads", "mqls", 0),
            ("won", "won", 0),
            ("won_rate", "rate", 6),
        ],
    );
    for (month, won) in facts["wins by month"].as_object().unwrap() {
        assert_eq!(&row(&said["flow"], "month", month)["won"], won, "{month}");
    }
    for (owner, won) in facts["wins per SDR (top 5)"].as_object().unwrap() {
        assert_eq!(&row(&said["owners"], "owner", owner)["won"], won);
    }
    assert_eq!(
        said["owners"].as_array().unwrap().len() as u64,
        facts["sdrs"].as_u64().unwrap() + 1,
        "each SDR, and the leads that have none"
    );
    for (column, list) in [
        ("sr_id", "wins per SR (top 5)"),
        ("business_segment", "business_segment"),
        ("lead_type", "lead_type"),
        ("lead_behaviour_profile", "lead_behaviour_profile"),
        ("business_type", "business_type"),
    ] {
        let values = breakdown(&said, DEALS, column);
        for (value, won) in facts[list].as_object().unwrap() {
            let shown = if value == "(missing)" { "" } else { value };
            let said = &row(values, "value", shown)["won"];
            assert_eq!(said, won, "{column} {value}");
        }
    }
}

#[test]
fn times_to_win_name_the_one_that_runs_backwards() {
    let Some((facts, folder)) = facts("olist_funnel") else {
        return;
    };
    let said = diagnosis(&[LEADS, DEALS].map(|name| folder.join(format!("{name}.csv"))));
    let days = &facts["days from first contact (midnight) to win"];
    let spread = &said["time_to_win_days"];
    for figure in ["median", "mean", "p90"] {
        same(figure, &spread[figure], &days[figure], 2);
    }

    let (bad, _) = facts["bad_row"]
        .as_str()
        .and_then(|sentence| sentence.strip_prefix("mql "))
        .and_then(|rest| rest.split_once(' '))
        .unwrap();
    let backwards = warning(&said, "won_before_first_contact", "");
    assert_eq!(backwards["count"], 1);
    assert_eq!(backwards["leads"][0], bad);
    assert_eq!(
        spread["n"].as_u64().unwrap() + 1,
        facts["closed_deals"].as_u64().unwrap()
    );

    let late = warning(&said, "wins_recorded_late", "")["message"]
        .as_str()
        .unwrap();
    assert!(late.contains("2017-06-14"), "{late}");
    assert!(late.contains("2017-12-05"), "{late}");

    let one = &facts["declared_monthly_revenue"];
    let dominates = warning(&said, "one_value_dominates", "")["message"]
        .as_str()
        .unwrap();
    assert!(
        dominates.contains(&format!("all {} above 0", one["rows above 0"])),
        "{dominates}"
    );
    let place = format!("{LEADS}.origin");
    assert_eq!(
        warning(&said, "source_unknown", &place)["count"],
        facts["by origin"]["unknown"]["mqls"]
    );
    assert_eq!(
        warning(&said, "source_empty", &place)["count"],
        facts["by origin"]["(missing)"]["mqls"]
    );
}

#[test]
fn the_order_of_the_files_says_nothing_and_a_second_run_says_the_same() {
    let Some((_, folder)) = facts("olist_funnel") else {
        return;
    };
    let files = [LEADS, DEALS].map(|name| folder.join(format!("{name}.csv")));
    let once = printed(&files);
    assert_eq!(once, printed(&files), "twice the same, to the letter");
    let turned = diagnosis(&[&files[1], &files[0]]);
    same_whatever_the_order(&serde_json::from_str(&once).unwrap(), &turned);
}
