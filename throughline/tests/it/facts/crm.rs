//! Whole exports of two CRMs, several linked tables each.

use super::{facts, same, same_whatever_the_order};
use crate::program::{breakdown, diagnosis, role, row, warning, warnings};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// All CSV files of a folder, by name.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .collect();
    files.sort();
    files
}

/// The figures that eleven tables and two of them must agree on.
fn zoho_is_true(said: &Value, facts: &Value) {
    let (leads, potentials) = (&facts["leads"], &facts["potentials"]);
    let stages = &potentials["Stage"];
    assert_eq!(role(said, "id").as_deref(), Some("Leads.LEADID"));
    assert_eq!(role(said, "outcome").as_deref(), Some("Potentials.Stage"));
    assert_eq!(said["leads"]["total"], facts["rows"]["Leads"]);
    assert_eq!(said["leads"]["won"], stages["Closed Won"]);
    assert_eq!(said["leads"]["lost"], stages["Closed Lost"]);
    same(
        "win rate",
        &said["leads"]["win_rate_of_closed"],
        &potentials["win_rate_of_closed"],
        6,
    );
    same(
        "won value",
        &said["leads"]["won_value"],
        &potentials["won_amount_sum"],
        6,
    );
    assert_eq!(said["leads"]["currency"], "USD");
    for (stage, count) in stages.as_object().unwrap() {
        assert_eq!(&row(&said["stages"], "stage", stage)["leads"], count);
    }
    let value: f64 = said["stages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|stage| stage["value"].as_f64())
        .sum();
    same("all amounts", &json!(value), &potentials["amount_sum"], 4);
    let deals = row(&said["funnel"], "step", "became a deal");
    assert_eq!(deals["leads"], leads["CONVERTED"]["Yes"]);

    let sources = leads["by Lead Source"].as_object().unwrap();
    assert_eq!(said["sources"].as_array().unwrap().len(), sources.len());
    for (name, fact) in sources {
        let said = row(&said["sources"], "channel", name);
        assert_eq!(said["leads"], fact["leads"], "{name}");
        let worth = &potentials["won_amount by Lead Source of the lead"][name];
        same(name, &said["won_value"], worth, 6);
    }
    for (name, count) in leads["by Lead Owner"].as_object().unwrap() {
        assert_eq!(&row(&said["owners"], "owner", name)["leads"], count);
    }
    for (status, count) in leads["Lead Status"].as_object().unwrap() {
        let values = breakdown(said, "Leads", "Lead Status");
        assert_eq!(&row(values, "value", status)["leads"], count);
    }
    assert_eq!(
        warning(said, "disposable_mail_domains", "Leads.Email")["count"],
        leads["e-mails on a domain of the disposable list"]
    );
    let source = warnings(said, "source_differs_between_tables")
        .into_iter()
        .find(|w| w["message"].as_str().unwrap().contains("Potentials"))
        .expect("the sources of the potentials differ");
    assert_eq!(
        source["count"],
        potentials["Lead Source differs between Potentials and Leads"]
    );
}

#[test]
fn eleven_tables_of_zoho() {
    let Some((facts, folder)) = facts("zoho_crm_demo") else {
        return;
    };
    let said = diagnosis(&all(&folder));
    for file in said["input"]["files"].as_array().unwrap() {
        let table = file["table"].as_str().unwrap();
        assert_eq!(file["rows"], facts["rows"][table], "{table}");
    }
    zoho_is_true(&said, &facts);
    assert_eq!(
        warning(&said, "repeated_rows", "Tasks")["count"],
        facts["tasks: rows equal to an earlier row"]
    );
    let formats = warning(&said, "date_formats_differ", "");
    assert_eq!(formats["count"], 3, "as the facts list them");
}

#[test]
fn leads_and_potentials_alone_say_the_same() {
    let Some((facts, folder)) = facts("zoho_crm_demo") else {
        return;
    };
    let [leads, potentials] = ["Leads.csv", "Potentials.csv"].map(|name| folder.join(name));
    let said = diagnosis(&[&leads, &potentials]);
    zoho_is_true(&said, &facts);
    same_whatever_the_order(&said, &diagnosis(&[&potentials, &leads]));
}

/// The figures that five tables and two of them must agree on.
fn hubspot_is_true(said: &Value, facts: &Value) {
    let deals = &facts["deals"];
    assert_eq!(said["leads"]["total"], facts["rows"]["deals"]);
    assert_eq!(said["leads"]["won"], deals["Deal Stage"]["Closed Won"]);
    assert_eq!(said["leads"]["lost"], deals["Deal Stage"]["Closed Lost"]);
    let cents = |money: &Value| (money.as_f64().unwrap() * 100.0).round() as i64;
    assert_eq!(
        cents(&said["leads"]["won_value"]),
        cents(&deals["won_amount_sum"])
    );
    let value: f64 = said["stages"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|stage| stage["value"].as_f64())
        .sum();
    assert_eq!(cents(&json!(value)), cents(&deals["amount_sum"]));
    for (stage, count) in deals["Deal Stage"].as_object().unwrap() {
        assert_eq!(&row(&said["stages"], "stage", stage)["leads"], count);
    }
    for (pipeline, count) in deals["Pipeline"].as_object().unwrap() {
        let values = breakdown(said, "hubspot_deals", "Pipeline");
        assert_eq!(&row(values, "value", pipeline)["leads"], count);
    }
    let contacts = &facts["contacts"];
    assert_eq!(
        warning(said, "phone_extensions", "hubspot_contacts.Phone Number")["count"],
        contacts["phones with an extension (x...)"]
    );
    assert_eq!(
        warning(said, "unused_rows", "hubspot_contacts")["count"],
        592,
        "contacts that no deal names"
    );
    assert!(warnings(said, "won_before_first_contact").is_empty());
}

#[test]
fn five_tables_of_hubspot() {
    let Some((facts, folder)) = facts("hubspot_demo") else {
        return;
    };
    let said = diagnosis(&all(&folder));
    for file in said["input"]["files"].as_array().unwrap() {
        let table = file["table"].as_str().unwrap();
        let name = table.strip_prefix("hubspot_").unwrap();
        assert_eq!(file["rows"], facts["rows"][name], "{table}");
    }
    hubspot_is_true(&said, &facts);
}

#[test]
fn contacts_and_deals_alone_say_the_same() {
    let Some((facts, folder)) = facts("hubspot_demo") else {
        return;
    };
    let [contacts, deals] = ["contacts", "deals"].map(|n| folder.join(format!("hubspot_{n}.csv")));
    let said = diagnosis(&[&contacts, &deals]);
    hubspot_is_true(&said, &facts);
    let joins = said["input"]["mapping"]["joins"].as_array().unwrap();
    assert_eq!(joins.len(), 1);
    assert_eq!(
        joins[0]["matched"],
        facts["deals"]["contact e-mail found in contacts"]
    );
    same_whatever_the_order(&said, &diagnosis(&[&deals, &contacts]));
}
