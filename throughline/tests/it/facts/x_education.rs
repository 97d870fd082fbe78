//! Leads with an outcome and without any date.

use super::{facts, same_groups};
use crate::program::{breakdown, diagnosis, role, warning, warnings};
use serde_json::Value;

#[test]
fn leads_without_dates() {
    let Some((facts, folder)) = facts("x_education") else {
        return;
    };
    let said = diagnosis(&[folder.join("Leads.csv")]);
    assert_eq!(role(&said, "source").as_deref(), Some("Leads.Lead Source"));
    assert_eq!(role(&said, "outcome").as_deref(), Some("Leads.Converted"));
    assert_eq!(said["leads"]["total"], facts["rows"]);
    assert_eq!(said["leads"]["won"], facts["converted"]);
    super::same(
        "won rate",
        &said["leads"]["won_rate"],
        &facts["conversion_rate"],
        5,
    );
    let pairs = [
        ("leads", "leads", 0),
        ("won", "converted", 0),
        ("won_rate", "rate", 5),
    ];
    same_groups(
        &said["sources"],
        "channel",
        &facts["by Lead Source"],
        &pairs,
    );
    same_groups(
        breakdown(&said, "Leads", "Lead Origin"),
        "value",
        &facts["by Lead Origin"],
        &pairs,
    );

    // What can't be known is null, and says why.
    for part in [
        "period",
        "as_of",
        "time_to_win_days",
        "cohorts",
        "flow",
        "owners",
    ] {
        assert_eq!(said[part], Value::Null, "{part}");
        assert!(said["missing"][part].is_string(), "{part}");
    }

    // The traps.
    let google = warning(&said, "spelling_variants", "Leads.Lead Source");
    assert_eq!(google["count"], facts["by Lead Source"]["google"]["leads"]);
    let not_chosen = facts["cells_with_the_placeholder_'Select' (= not chosen)"]
        .as_object()
        .unwrap();
    for (column, cells) in not_chosen {
        let said = warning(&said, "placeholder", &format!("Leads.{column}"));
        assert_eq!(&said["count"], cells, "{column}");
        assert!(said["message"].as_str().unwrap().contains("Select"));
    }
    assert_eq!(warnings(&said, "placeholder").len(), not_chosen.len());

    let constant = warning(&said, "constant_columns", "Leads");
    let columns = facts["constant_columns"].as_array().unwrap();
    assert_eq!(constant["count"].as_u64().unwrap(), columns.len() as u64);
    for column in columns {
        let message = constant["message"].as_str().unwrap();
        assert!(message.contains(column.as_str().unwrap()), "{message}");
    }
    assert_eq!(
        warning(&said, "repeated_rows", "Leads")["count"],
        facts["rows_equal_when_both_ids_are_ignored (extra copies)"]
    );
}

#[test]
fn what_sales_wrote_afterwards_is_no_driver() {
    let Some((facts, folder)) = facts("x_education") else {
        return;
    };
    let said = diagnosis(&[folder.join("Leads.csv")]);
    let drivers = &said["drivers"];
    for column in ["Tags", "Lead Quality"] {
        let leak = crate::program::row(&drivers["leaks"], "field", column);
        let alone = facts["baseline"]["single_column_auc (train rate per value)"][column]
            .as_f64()
            .unwrap();
        assert!(
            (leak["auc"].as_f64().unwrap() - alone).abs() < 0.02,
            "{leak}"
        );
        warning(&said, "leaks_the_outcome", column);
    }
    assert!(
        drivers["drivers"]
            .as_array()
            .unwrap()
            .iter()
            .all(|d| d["field"] != "Tags")
    );
    // Another split than the facts', so about the same, not the same.
    let results = &facts["baseline"]["results"];
    let honest = results["A: fields known at capture"]["auc"]
        .as_f64()
        .unwrap();
    let leaking = results["C: B + fields set after contact (leak)"]["auc"]
        .as_f64()
        .unwrap();
    assert!((drivers["honest"]["auc"].as_f64().unwrap() - honest).abs() < 0.02);
    assert!((drivers["with_leaks"]["auc"].as_f64().unwrap() - leaking).abs() < 0.02);
}
