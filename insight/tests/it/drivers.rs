//! Drivers: known effects are found, leaks are named, chance is not believed,
//! and the published baseline of the real set is reached.

use insight::drivers::features::{Design, Encoding, Numbers};
use insight::drivers::{
    Drivers, Field, FieldValues, Known, Leak, Options, Quality, Tier, Why, auc_alone, drivers, logistic,
};
use insight::{Labels, Time, Times};
use sha2::{Digest, Sha256};

fn choice<'a>(name: &str, values: impl IntoIterator<Item = &'a str>) -> Field {
    let mut labels = Labels::new();
    values.into_iter().for_each(|value| labels.push(value));
    Field { name: name.into(), table: "leads".into(), values: FieldValues::Choice(labels), known_before: Known::Unsaid }
}

fn number(name: &str, values: Vec<f64>) -> Field {
    Field { name: name.into(), table: "leads".into(), values: FieldValues::Number(values), known_before: Known::Unsaid }
}

/// Numbers from 0 to 1 that look drawn by chance and never change.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        (mixed >> 11) as f64 / (1u64 << 53) as f64
    }
    fn pick<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[(self.roll() * values.len() as f64) as usize]
    }
}

fn near(what: &str, value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{what}: {value:.4}, expected {expected} ± {tolerance}");
}

// The real set, compared with its published baseline.

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

/// The set, with `Select` read as missing if the baseline is to be repeated.
fn x_education(select_is_missing: bool) -> Option<XEducation> {
    let folder = std::env::var("THROUGHLINE_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data").into());
    let path = std::path::Path::new(&folder).join("x_education/Leads.csv");
    if !path.exists() {
        eprintln!("SKIPPED: no shared data at {folder}");
        return None;
    }
    let mut reader = csv::Reader::from_path(path).expect("the file is there");
    let header = reader.headers().expect("the file has a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("the file is sound")).collect();
    let column = |name: &str| header.iter().position(|column| column == name).expect("the column is there");
    let mut set = XEducation { fields: vec![], won: vec![], keys: vec![], learn: vec![], test: vec![] };
    for (place, row) in rows.iter().enumerate() {
        let digest = Sha256::digest(&row[column("Prospect ID")]);
        let first = u32::from_be_bytes(digest[..4].try_into().expect("four of 32 bytes"));
        if first % 10 >= 7 { set.test.push(place as u32) } else { set.learn.push(place as u32) }
        set.keys.push(u64::from(first));
        set.won.push(&row[column("Converted")] == "1");
    }
    for (place, name) in header.iter().enumerate() {
        if ["Prospect ID", "Lead Number", "Converted"].contains(&name) {
            continue;
        }
        set.fields.push(if NUMBERS.contains(&name) {
            number(name, rows.iter().map(|row| row[place].parse().unwrap_or(f64::NAN)).collect())
        } else {
            let missing = |value| if select_is_missing && value == "Select" { "" } else { value };
            choice(name, rows.iter().map(|row| missing(&row[place])))
        });
    }
    Some(set)
}

impl XEducation {
    fn field(&self, name: &str) -> &Field {
        self.fields.iter().find(|field| field.name == name).expect("the field is there")
    }

    fn baseline(&self, names: &[&str], numbers: Numbers) -> Quality {
        let fields: Vec<&Field> = names.iter().map(|name| self.field(name)).collect();
        let outcomes = |rows: &[u32]| -> Vec<bool> { rows.iter().map(|row| self.won[*row as usize]).collect() };
        let encoding = Encoding::learn(&fields, &self.learn, numbers);
        let model = logistic::fit(&encoding.encode(&fields, &self.learn), &outcomes(&self.learn));
        Quality::of(&model.predict(&encoding.encode(&fields, &self.test)), &outcomes(&self.test))
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
        eprintln!("{name}: {found:?}\n   bent: {:?}", set.baseline(&columns, Numbers::Bent));
        assert_eq!(found.n, 2_827);
        near(&format!("{name} AUC"), found.auc, auc, 0.004);
        near(&format!("{name} log loss"), found.log_loss, log_loss, 0.01);
        near(&format!("{name} Brier"), found.brier, brier, 0.004);
        near(&format!("{name} calibration error"), found.calibration_error, calibration_error, 0.006);
        near(&format!("{name} lift"), found.top_decile_lift, lift, 0.1);
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
        near(name, auc_alone(set.field(name), &set.won, &set.learn, &set.test), auc, 0.003);
    }
}

#[test]
fn leaks_of_the_real_set_are_named_and_honest_fields_stay() {
    let Some(set) = x_education(false) else { return };
    let options = Options { keys: Some(&set.keys), ..Options::default() };
    let start = std::time::Instant::now();
    let found = drivers(&set.fields, &set.won, None, &options).expect("there is enough to learn from");
    eprintln!("{:?} {found:#?}", start.elapsed());
}
