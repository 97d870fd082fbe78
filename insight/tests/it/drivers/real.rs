//! The published baselines of real sets, and what the leaks in them look like.

use super::{choice, near, number};
use insight::Times;
use insight::drivers::features::{Encoding, Numbers};
use insight::drivers::{Field, Leak, Options, Quality, Tier, auc_alone, drivers, logistic};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const KNOWN_AT_CAPTURE: [&str; 18] = [
    "TotalVisits",
    "Total Time Spent on Website",
    "Page Views Per Visit",
    "Lead Origin",
    "Lead Source",
    "Do Not Email",
    "Do Not Call",
    "Country",
    "Specialization",
    "How did you hear about X Education",
    "What is your current occupation",
    "What matters most to you in choosing a course",
    "City",
    "A free copy of Mastering The Interview",
    "Search",
    "Digital Advertisement",
    "Through Recommendations",
    "Newspaper",
];
const SET_AFTER_CONTACT: [&str; 6] = [
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Last Notable Activity",
];
const NUMBERS: [&str; 5] = [
    "TotalVisits",
    "Total Time Spent on Website",
    "Page Views Per Visit",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
];

struct XEducation {
    fields: Vec<Field>,
    won: Vec<bool>,
    keys: Vec<u64>,
    learn: Vec<u32>,
    test: Vec<u32>,
}

/// A table of the shared data: its header and rows.
struct Table {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn read(path: &str) -> Option<Self> {
        let folder = std::env::var("THROUGHLINE_DATA")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
        let path = std::path::Path::new(&folder).join(path);
        if !path.exists() {
            eprintln!("SKIPPED: no shared data at {folder}");
            return None;
        }
        let mut reader = csv::Reader::from_path(path).expect("the file is there");
        let header = reader.headers().expect("the file has a header").clone();
        let rows = reader
            .records()
            .map(|row| row.expect("the file is sound"))
            .collect();
        Some(Self { header, rows })
    }

    fn place(&self, name: &str) -> usize {
        self.header
            .iter()
            .position(|column| column == name)
            .expect("the column is there")
    }

    fn column<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + Clone {
        let place = self.place(name);
        self.rows.iter().map(move |row| &row[place])
    }
}

fn numbers<'a>(values: impl Iterator<Item = &'a str>) -> Vec<f64> {
    values
        .map(|value| value.parse().unwrap_or(f64::NAN))
        .collect()
}

/// The set, with `Select` read as missing if the baseline is to be repeated.
fn x_education(select_is_missing: bool) -> Option<XEducation> {
    let table = Table::read("x_education/Leads.csv")?;
    let won = table
        .column("Converted")
        .map(|converted| converted == "1")
        .collect();
    let mut set = XEducation {
        fields: vec![],
        won,
        keys: vec![],
        learn: vec![],
        test: vec![],
    };
    for (row, id) in (0..).zip(table.column("Prospect ID")) {
        let digest = Sha256::digest(id);
        let first = u32::from_be_bytes(digest[..4].try_into().expect("four of 32 bytes"));
        if first % 10 >= 7 {
            set.test.push(row);
        } else {
            set.learn.push(row);
        }
        set.keys.push(u64::from(first));
    }
    for name in table
        .header
        .iter()
        .filter(|name| !["Prospect ID", "Lead Number", "Converted"].contains(name))
    {
        set.fields.push(if NUMBERS.contains(&name) {
            number(name, numbers(table.column(name)))
        } else {
            let missing = |value| {
                if select_is_missing && value == "Select" {
                    ""
                } else {
                    value
                }
            };
            choice(name, table.column(name).map(missing))
        });
    }
    Some(set)
}

impl XEducation {
    fn field(&self, name: &str) -> &Field {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .expect("the field is there")
    }

    fn baseline(&self, names: &[&str], numbers: Numbers) -> Quality {
        let fields: Vec<&Field> = names.iter().map(|name| self.field(name)).collect();
        let outcomes = |rows: &[u32]| -> Vec<bool> {
            rows.iter().map(|row| self.won[*row as usize]).collect()
        };
        let encoding = Encoding::learn(&fields, &self.learn, numbers);
        let model = logistic::fit(
            &encoding.encode(&fields, &self.learn),
            &outcomes(&self.learn),
        );
        Quality::of(
            &model.predict(&encoding.encode(&fields, &self.test)),
            &outcomes(&self.test),
        )
    }
}

#[test]
fn the_model_reaches_the_published_baseline() {
    let Some(set) = x_education(true) else { return };
    assert_eq!((set.learn.len(), set.test.len()), (6_413, 2_827));
    let a = KNOWN_AT_CAPTURE.to_vec();
    let b = [&a[..], &["Last Activity"]].concat();
    let c = [&b[..], &SET_AFTER_CONTACT].concat();
    // name, columns, AUC, log loss, Brier, calibration error, lift
    let table = [
        ("A", a, 0.8662, 0.4390, 0.1398, 0.0335, 2.461),
        ("B", b, 0.8946, 0.3975, 0.1261, 0.0288, 2.490),
        ("C", c, 0.9763, 0.1804, 0.0496, 0.0095, 2.641),
    ];
    for (name, columns, auc, log_loss, brier, calibration_error, lift) in table {
        let found = set.baseline(&columns, Numbers::Straight);
        assert_eq!(found.n, 2_827);
        near(&format!("{name} AUC"), found.auc, auc, 0.004);
        near(&format!("{name} log loss"), found.log_loss, log_loss, 0.01);
        near(&format!("{name} Brier"), found.brier, brier, 0.004);
        near(
            &format!("{name} calibration error"),
            found.calibration_error,
            calibration_error,
            0.006,
        );
        near(&format!("{name} lift"), found.top_decile_lift, lift, 0.1);
        let ranged = set.baseline(&columns, Numbers::Ranged);
        assert!(
            ranged.auc > found.auc - 0.001,
            "{name}: ranges cost nothing, {}",
            ranged.auc
        );
        assert!(
            name == "C" || ranged.auc > found.auc + 0.005,
            "{name}: where it matters they help, {}",
            ranged.auc
        );
    }
}

#[test]
fn single_columns_reach_the_published_baseline() {
    let Some(set) = x_education(true) else { return };
    let table = [
        ("Tags", 0.9217),
        ("Lead Quality", 0.8081),
        ("Last Activity", 0.7272),
        ("Last Notable Activity", 0.7081),
        ("Lead Profile", 0.6719),
    ];
    for (name, auc) in table {
        near(
            name,
            auc_alone(set.field(name), &set.won, &set.learn, &set.test),
            auc,
            0.003,
        );
    }
}

#[test]
fn leaks_of_the_real_set_are_named_and_honest_fields_stay() {
    let Some(set) = x_education(false) else {
        return;
    };
    for seed in 0..5 {
        let options = Options {
            keys: Some(&set.keys),
            seed,
            ..Options::default()
        };
        let found =
            drivers(&set.fields, &set.won, None, &options).expect("there is enough to learn from");
        let mut named: Vec<&str> = found.leaks.iter().map(|leak| leak.field.as_str()).collect();
        assert_eq!(
            named[..2],
            ["Tags", "Lead Quality"],
            "the certain ones first"
        );
        let certain = |leak: &&Leak| leak.tier == Tier::Leak && leak.field != "Lead Profile"; // Which is on the border.
        assert_eq!(
            found.leaks.iter().filter(certain).count(),
            2,
            "the others are suspects: {:?}",
            found.leaks
        );
        named.sort_unstable();
        let mut expected = [&SET_AFTER_CONTACT[..], &["Last Activity"], &NUMBERS[3..]].concat();
        expected.sort_unstable();
        assert_eq!(named, expected);
        near("Tags", found.leaks[0].auc, 0.92, 0.01);
        near("honest AUC", found.honest.auc, 0.8725, 0.006);
        near(
            "AUC with leaks",
            found.with_leaks.expect("there are leaks").auc,
            0.982,
            0.006,
        );
        for field in [
            "Total Time Spent on Website",
            "Lead Origin",
            "Lead Source",
            "What is your current occupation",
        ] {
            assert!(
                found.drivers.iter().any(|driver| driver.field == field),
                "{field} is an honest driver"
            );
        }
        assert_eq!(found.caveats, [""; 0]);
    }
}

/// The marketing leads and, where they closed, the columns of their deal.
#[test]
fn columns_of_a_joined_table_that_only_won_leads_have_are_leaks() {
    let Some(leads) = Table::read("olist_funnel/olist_marketing_qualified_leads_dataset.csv")
    else {
        return;
    };
    let Some(deals) = Table::read("olist_funnel/olist_closed_deals_dataset.csv") else {
        return;
    };
    let deal_of: HashMap<&str, &csv::StringRecord> =
        deals.column("mql_id").zip(&deals.rows).collect();
    let joined = |name: &str| {
        let place = deals.place(name);
        leads
            .column("mql_id")
            .map(|id| deal_of.get(id).map_or("", |deal| &deal[place]))
            .collect::<Vec<_>>()
    };
    let won: Vec<bool> = leads
        .column("mql_id")
        .map(|id| deal_of.contains_key(id))
        .collect();
    let own = ["landing_page_id", "origin"];
    let mut fields: Vec<Field> = own
        .iter()
        .map(|name| choice(name, leads.column(name)))
        .collect();
    let deal_columns = [
        "sdr_id",
        "sr_id",
        "business_segment",
        "lead_type",
        "lead_behaviour_profile",
        "has_company",
    ];
    fields.extend(deal_columns.iter().map(|name| choice(name, joined(name))));
    fields.push(number(
        "declared_monthly_revenue",
        numbers(joined("declared_monthly_revenue").into_iter()),
    ));
    let mut captured = Times::default();
    for day in leads.column("first_contact_date") {
        let date: jiff::civil::Date = day.parse().expect("a date");
        let start = date
            .to_zoned(jiff::tz::TimeZone::UTC)
            .expect("every day has a start");
        captured.push(Some(start.timestamp().as_microsecond()));
    }
    let found = drivers(&fields, &won, Some(&captured), &Options::default())
        .expect("there is enough to learn from");
    assert_eq!(found.validation, "later leads");
    let named: Vec<&str> = found.leaks.iter().map(|leak| leak.field.as_str()).collect();
    assert_eq!(named.len(), fields.len() - own.len(), "{named:?}");
    assert!(
        found
            .leaks
            .iter()
            .all(|leak| leak.tier == Tier::Leak && leak.reason.contains("once a lead is won"))
    );
    let unknown = found
        .drivers
        .iter()
        .find(|driver| driver.value == "unknown")
        .expect("unknown is a value of its own");
    assert_eq!((unknown.with.hits, unknown.with.n), (179, 1_099));
}

/// Closed opportunities only; what the deal came to is written when it closes.
#[test]
fn what_is_written_when_a_deal_closes_is_a_leak() {
    let Some(table) = Table::read("maven_crm/sales_pipeline.csv") else {
        return;
    };
    let closed: Vec<&csv::StringRecord> = table
        .rows
        .iter()
        .filter(|row| ["Won", "Lost"].contains(&&row[table.place("deal_stage")]))
        .collect();
    let column = |name: &str| {
        closed
            .iter()
            .map(|row| &row[table.place(name)])
            .collect::<Vec<_>>()
    };
    let won: Vec<bool> = column("deal_stage")
        .iter()
        .map(|stage| *stage == "Won")
        .collect();
    let mut fields: Vec<Field> = ["deal_stage", "sales_agent", "product", "account"]
        .iter()
        .map(|name| choice(name, column(name)))
        .collect();
    fields.push(number(
        "close_value",
        numbers(column("close_value").into_iter()),
    ));
    let found =
        drivers(&fields, &won, None, &Options::default()).expect("there is enough to learn from");
    let named: Vec<&str> = found.leaks.iter().map(|leak| leak.field.as_str()).collect();
    assert_eq!(named, ["deal_stage", "close_value"]);
}
