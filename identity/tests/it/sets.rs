//! Public sets of records with known answers: how many pairs are found, and how many of
//! those are right. Nothing is learned from the answers; they only count.

use crate::support::shared_data;
use identity::dedupe::{Crowd, Settings, candidates, dedupe};
use identity::table::{Column, Cut, Kind, Rule, Schema, Table};
use std::collections::{BTreeMap, BTreeSet};

/// Share of the found pairs that are right, share of the right pairs that were found.
#[derive(Debug, Clone, Copy)]
struct Score {
    precision: f64,
    recall: f64,
}

impl Score {
    fn f1(self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

fn score(clusters: &[Vec<u32>], truth: &BTreeSet<(u32, u32)>) -> Score {
    let (mut found, mut right) = (0_u32, 0_u32);
    for cluster in clusters {
        for (nth, a) in cluster.iter().enumerate() {
            for b in &cluster[nth + 1..] {
                found += 1;
                right += u32::from(truth.contains(&(*a.min(b), *a.max(b))));
            }
        }
    }
    let all = u32::try_from(truth.len()).unwrap();
    Score {
        precision: f64::from(right) / f64::from(found.max(1)),
        recall: f64::from(right) / f64::from(all),
    }
}

fn columns(named: &[(&str, Kind)]) -> Vec<Column> {
    named
        .iter()
        .map(|(name, kind)| Column {
            name: (*name).to_owned(),
            kind: *kind,
        })
        .collect()
}

fn settings(most: usize) -> Settings {
    Settings {
        threads: 2,
        most,
        same_from: 1.0,
        likely_from: -2.0,
        together_from: 0.0,
    }
}

/// Learns from the rows, joins them, and counts. With `SHOW` it also tells what was learned.
fn tried(
    name: &str,
    table: &mut Table,
    settings: &Settings,
    truth: &BTreeSet<(u32, u32)>,
) -> Score {
    let started = std::time::Instant::now();
    let candidates = candidates(table, settings);
    let rounds = table.learn(settings, 7);
    if std::env::var_os("SHOW").is_some() {
        for level in table.model().fields.iter().flat_map(|field| &field.levels) {
            eprintln!(
                "{:50} m {:.5} u {:.5} {:+.1}",
                level.says,
                level.m,
                level.u,
                level.bits()
            );
        }
        eprintln!("before {:.1}, {rounds} rounds", table.model().before);
        let reached = candidates
            .pairs
            .iter()
            .filter(|pair| truth.contains(pair))
            .count();
        for from in [-10.0, -5.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0] {
            let found = candidates
                .pairs
                .iter()
                .filter(|(a, b)| table.bits(*a, *b) >= from);
            let (mut right, mut all) = (0, 0);
            for pair in found {
                all += 1;
                right += u32::from(truth.contains(pair));
            }
            eprintln!("pairs from {from}: {all}, right {right}, of {reached} reached");
        }
    }
    let found = dedupe(table, settings);
    let score = score(&found.clusters, truth);
    eprintln!(
        "{name}: {} rows, {} compared, skipped {:?}; precision {:.4}, recall {:.4}, F1 {:.4}; {:.1} s",
        table.len(),
        found.compared,
        found.skipped,
        score.precision,
        score.recall,
        score.f1(),
        started.elapsed().as_secs_f64(),
    );
    score
}

const GIVEN: usize = 0;
const SURNAME: usize = 1;
const ADDRESS: usize = 3;
const ADDRESS_2: usize = 4;
const SUBURB: usize = 5;
const POSTCODE: usize = 6;
const BORN: usize = 8;

fn febrl(name: &str) -> Option<Score> {
    let rows = shared_data(&format!("entity_resolution/febrl/{name}.csv"))?;
    let answers = shared_data(&format!("entity_resolution/febrl/{name}_true_pairs.csv"))?;
    let schema = Schema {
        columns: columns(&[
            ("given name", Kind::Given(SURNAME)),
            ("surname", Kind::Surname(GIVEN)),
            ("street number", Kind::Code),
            ("address 1", Kind::Text),
            ("address 2", Kind::Text),
            ("suburb", Kind::Text),
            ("postcode", Kind::Code),
            ("state", Kind::Class),
            ("date of birth", Kind::Date),
        ]),
        rules: [
            vec![Cut::Whole(GIVEN), Cut::Whole(SURNAME)],
            vec![Cut::Sound(GIVEN), Cut::Sound(SURNAME)],
            vec![Cut::Whole(BORN)],
            vec![Cut::Whole(SURNAME), Cut::Whole(POSTCODE)],
            vec![Cut::Whole(GIVEN), Cut::Whole(POSTCODE)],
            vec![Cut::Whole(SURNAME), Cut::Whole(SUBURB)],
            vec![Cut::Whole(GIVEN), Cut::Whole(SUBURB)],
            vec![Cut::Whole(ADDRESS)],
            vec![Cut::Whole(ADDRESS_2)],
            vec![Cut::Whole(SUBURB), Cut::Whole(POSTCODE)],
        ]
        .into_iter()
        .map(Rule)
        .collect(),
    };
    let mut table = Table::new(schema);
    let mut numbers = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(&rows[..]);
    for (number, row) in reader.records().enumerate() {
        let row = row.unwrap();
        numbers.insert(row[0].to_owned(), u32::try_from(number).unwrap());
        // All but the number of social security, which would give it away.
        let cells: Vec<&str> = (1..10).map(|at| &row[at]).collect();
        table.push(&cells);
    }
    let mut truth = BTreeSet::new();
    for pair in csv::Reader::from_reader(&answers[..]).records() {
        let pair = pair.unwrap();
        let (a, b) = (numbers[&pair[0]], numbers[&pair[1]]);
        truth.insert((a.min(b), a.max(b)));
    }
    Some(tried(name, &mut table, &settings(200), &truth))
}

#[test]
fn febrl_1() {
    if let Some(score) = febrl("dataset1") {
        assert!(score.f1() >= 0.985, "{score:?}");
    }
}

#[test]
fn febrl_2() {
    if let Some(score) = febrl("dataset2") {
        assert!(score.f1() >= 0.976, "{score:?}");
    }
}

/// Pairs of rows whose last column says the same.
fn truth_by_cluster(clusters: &[String]) -> BTreeSet<(u32, u32)> {
    let mut members: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        let number = u32::try_from(number).unwrap();
        members.entry(cluster).or_default().push(number);
    }
    let mut truth = BTreeSet::new();
    for group in members.values() {
        for (nth, a) in group.iter().enumerate() {
            truth.extend(group[nth + 1..].iter().map(|b| (*a, *b)));
        }
    }
    truth
}

#[test]
fn fake_1000() {
    let Some(rows) = shared_data("entity_resolution/splink/fake_1000.csv") else {
        return;
    };
    const DATE: usize = 2;
    const MAIL: usize = 4;
    let schema = Schema {
        columns: columns(&[
            ("first name", Kind::Given(1)),
            ("surname", Kind::Surname(0)),
            ("date of birth", Kind::Date),
            ("city", Kind::Text),
            ("email", Kind::Mail),
        ]),
        rules: [
            vec![Cut::Sound(0), Cut::Sound(1)],
            vec![Cut::Whole(0)],
            vec![Cut::Whole(1)],
            vec![Cut::Whole(DATE)],
            vec![Cut::Start(DATE, 4), Cut::End(DATE, 2)],
            vec![Cut::Start(DATE, 6)],
            vec![Cut::End(DATE, 4)],
            vec![Cut::Whole(MAIL)],
            vec![Cut::Start(MAIL, 6)],
            vec![Cut::End(MAIL, 12)],
        ]
        .into_iter()
        .map(Rule)
        .collect(),
    };
    let mut table = Table::new(schema);
    let mut clusters = Vec::new();
    for row in csv::Reader::from_reader(&rows[..]).records() {
        let row = row.unwrap();
        let cells: Vec<&str> = (1..6).map(|at| &row[at]).collect();
        table.push(&cells);
        clusters.push(row[6].to_owned());
    }
    let truth = truth_by_cluster(&clusters);
    let score = tried("fake_1000", &mut table, &settings(100), &truth);
    assert!(score.f1() >= 0.5, "{score:?}");
}

#[test]
fn historical_50k() {
    let Some(packed) = shared_data("entity_resolution/splink/historical_50k.csv.gz") else {
        return;
    };
    const FIRST: usize = 0;
    const LAST: usize = 1;
    const BORN: usize = 2;
    const PLACE: usize = 3;
    const POST: usize = 4;
    const JOB: usize = 6;
    let schema = Schema {
        columns: columns(&[
            ("first name", Kind::Given(LAST)),
            ("surname", Kind::Surname(FIRST)),
            ("date of birth", Kind::Date),
            ("place of birth", Kind::Text),
            ("postcode", Kind::Code),
            ("gender", Kind::Class),
            ("occupation", Kind::Text),
        ]),
        rules: [
            vec![Cut::Whole(FIRST), Cut::Whole(LAST)],
            vec![Cut::Whole(BORN), Cut::Whole(LAST)],
            vec![Cut::Whole(BORN), Cut::Whole(FIRST)],
            vec![Cut::Whole(BORN), Cut::Whole(POST)],
            vec![Cut::Whole(BORN), Cut::Whole(PLACE)],
            vec![Cut::Whole(POST), Cut::Whole(LAST)],
            vec![Cut::Whole(POST), Cut::Whole(FIRST)],
            vec![Cut::Whole(POST), Cut::Whole(JOB)],
            vec![Cut::Sound(FIRST), Cut::Sound(LAST), Cut::Start(BORN, 4)],
            vec![Cut::Sound(LAST), Cut::Start(POST, 3)],
            vec![Cut::Sound(LAST), Cut::Whole(JOB), Cut::Start(BORN, 3)],
            vec![Cut::Sound(LAST), Cut::Whole(PLACE)],
            vec![Cut::Whole(FIRST), Cut::Whole(PLACE), Cut::Start(BORN, 4)],
        ]
        .into_iter()
        .map(Rule)
        .collect(),
    };
    let mut table = Table::new(schema);
    let mut clusters = Vec::new();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(&packed[..]));
    for row in reader.records() {
        let row = row.unwrap();
        let cells: Vec<&str> = [4, 5, 6, 7, 8, 9, 10].map(|at| &row[at]).to_vec();
        table.push(&cells);
        clusters.push(row[1].to_owned());
    }
    let truth = truth_by_cluster(&clusters);
    assert_eq!(truth.len(), 303_961);
    let score = tried("historical_50k", &mut table, &settings(150), &truth);
    assert!(score.f1() >= 0.64, "{score:?}");
}
