//! A pipeline of opportunities with accounts, products and teams.

use super::{Text, nothing, spread, value, wilson};
use diagnose::Diagnosis;
use diagnose::diagnosis::*;
use serde_json::json;
use std::collections::BTreeMap;

const AGENTS: [(&str, u64, u64, u64); 12] = [
    ("Darcel Schlecht", 747, 553, 349),
    ("Vicki Laflamme", 451, 347, 221),
    ("Anna Snelling", 448, 336, 208),
    ("Kary Hendrixson", 438, 335, 209),
    ("Kami Bicknell", 362, 272, 174),
    ("Versie Hillebrand", 361, 264, 176),
    ("Donn Cantrell", 355, 275, 158),
    ("Lajuana Vencill", 303, 231, 127),
    ("Maureen Marcano", 285, 213, 149),
    ("Hayden Neloms", 202, 152, 107),
    ("Wilburn Farren", 110, 79, 55),
    ("Carol Thompson", 12, 8, 6),
];

pub(crate) fn maven(t: Text) -> Diagnosis {
    let owners: Vec<Owner> = AGENTS
        .iter()
        .map(|(name, leads, closed, won)| Owner {
            owner: t(name),
            leads: *leads,
            open: Some(leads - closed),
            won: Some(*won),
            lost: Some(closed - won),
            won_rate: Some(*won as f64 / *leads as f64),
            interval: Some(wilson(*won, *leads)),
            win_rate_of_closed: Some(*won as f64 / *closed as f64),
            won_value: Some(*won as f64 * 2361.0),
            time_to_win_days: Some(spread(*won, 57.0, 51.8, 98.0)),
        })
        .collect();
    let stage = |name: &str, outcome: &str, leads, value, age| Stage {
        stage: t(name),
        outcome: outcome.to_owned(),
        leads,
        value,
        age_days: age,
    };
    Diagnosis {
        throughline: "0.1.0",
        as_of: Some(t("2017-12-31T23:59:59Z")),
        timezone: t("UTC"),
        input: Input {
            files: [
                "sales_pipeline.csv",
                "accounts.csv",
                "products.csv",
                "sales_teams.csv",
            ]
            .iter()
            .zip([
                (8800, 8, "lead"),
                (85, 7, "lookup"),
                (7, 3, "lookup"),
                (35, 3, "lookup"),
            ])
            .map(|(path, (rows, columns, shape))| File {
                path: t(path),
                table: t(path.trim_end_matches(".csv")),
                rows,
                columns,
                encoding: Some(t("utf-8")),
                delimiter: Some(t(",")),
                format: t("csv"),
                shape: t(shape),
            })
            .collect(),
            ..nothing().input
        },
        leads: Balance {
            total: 8800,
            won: Some(4238),
            lost: Some(2473),
            disqualified: Some(0),
            open: Some(2089),
            won_rate: Some(4238.0 / 8800.0),
            won_rate_interval: Some(wilson(4238, 8800)),
            win_rate_of_closed: Some(0.631_501),
            win_rate_of_closed_interval: Some(wilson(4238, 6711)),
            won_value: Some(10_005_534.0),
            won_value_spread: Some(spread(4238, 1117.0, 2360.9, 5490.0)),
            open_value: None,
            currency: Some(t("USD")),
        },
        period: Some(Period {
            from: t("2016-10-20"),
            to: t("2017-12-31"),
        }),
        time_to_win_days: Some(spread(4238, 57.0, 51.78, 101.0)),
        time_to_loss_days: Some(spread(2473, 14.0, 41.48, 108.0)),
        funnel: Some(vec![
            Step {
                step: t("Prospecting"),
                leads: 8800,
                of_previous: None,
                of_all: 1.0,
            },
            Step {
                step: t("Engaging"),
                leads: 8300,
                of_previous: Some(0.9432),
                of_all: 0.9432,
            },
            Step {
                step: t("Closed"),
                leads: 6711,
                of_previous: Some(0.8086),
                of_all: 0.7626,
            },
            Step {
                step: t("Won"),
                leads: 4238,
                of_previous: Some(0.6315),
                of_all: 0.4816,
            },
        ]),
        stages: Some(vec![
            stage("Won", "won", 4238, Some(10_005_534.0), None),
            stage("Lost", "lost", 2473, None, None),
            stage(
                "Engaging",
                "open",
                1589,
                None,
                Some(spread(1589, 165.0, 199.0, 366.0)),
            ),
            stage("Prospecting", "open", 500, None, None),
        ]),
        owner_spread: Some(OwnerSpread {
            owners: 30,
            lowest: 0.5498,
            highest: 0.7039,
            p_value: 0.2017,
            rate: "win_rate_of_closed",
            load_ratio: Some(3.1),
        }),
        owners: Some(owners),
        breakdowns: vec![
            breakdown(
                t,
                "products",
                "product",
                &[
                    ("GTX Basic", 1866, 915, 521),
                    ("MG Special", 1651, 793, 430),
                    ("GTXPro", 1480, 729, 418),
                    ("MG Advanced", 1412, 654, 430),
                    ("GTX Plus Basic", 1383, 653, 398),
                    ("GTX Plus Pro", 968, 479, 266),
                    ("GTK 500", 40, 15, 10),
                ],
            ),
            breakdown(
                t,
                "sales_teams",
                "regional_office",
                &[
                    ("Central", 3512, 1629, 975),
                    ("West", 2991, 1438, 811),
                    ("East", 2297, 1171, 687),
                ],
            ),
            breakdown(
                t,
                "sales_teams",
                "manager",
                &[
                    ("Melvin Marxen", 1929, 882, 536),
                    ("Summer Sewald", 1701, 828, 459),
                    ("Dustin Brinkmann", 1583, 747, 439),
                    ("Celia Rouche", 1296, 610, 352),
                    ("Rocco Neubert", 1327, 691, 422),
                    ("Cara Losch", 964, 480, 265),
                ],
            ),
        ],
        flow: Some(
            [
                (0, 0),
                (0, 0),
                (0, 0),
                (0, 0),
                (0, 0),
                (531, 116),
                (285, 301),
                (438, 367),
                (531, 110),
                (308, 319),
                (446, 339),
                (503, 132),
                (279, 287),
                (406, 362),
                (511, 140),
            ]
            .iter()
            .enumerate()
            .map(|(place, (won, lost))| Flow {
                month: t(&format!(
                    "{}-{:02}",
                    2016 + (place + 9) / 12,
                    (place + 9) % 12 + 1
                )),
                captured: 300 + place as u64 * 53 % 640,
                won: *won,
                lost: *lost,
                won_value: Some(*won as f64 * 2361.0),
            })
            .collect(),
        ),
        stale: Some(Stale {
            leads: 1244,
            of_open: 1589,
            after_days: 101.0,
            value: Some(2_936_000.0),
            age_days: spread(1589, 165.0, 199.0, 366.0),
            examples: vec![t("9C1EVV03"), t("B0NQGA6X"), t("K9JLYFSD")],
        }),
        findings: vec![Finding {
            id: t("stale.open"),
            title: t(
                "1,244 of 1,589 open leads are older than 101 days, an age by which nine of ten wins had happened",
            ),
            leads: 1244,
            price: Some(1_854_000.0),
            evidence: json!({ "after_days": 101, "won_rate_of_closed": 0.6315 }),
            confidence: t("high"),
            attempt: t(
                "Ask each owner for a decision this week: a next step with a date, or lost with a reason.",
            ),
        }],
        warnings: vec![Warning {
            code: t("spelling_differs"),
            count: 1480,
            leads: vec![t("1C1I7A6R"), t("Z063OYW0")],
            message: t(
                "“GTXPro” in sales_pipeline is “GTX Pro” in products: joined as the same product.",
            ),
            place: Some(t("sales_pipeline.product")),
        }],
        missing: BTreeMap::from([
            (
                "sources".to_owned(),
                t("no column says where a lead came from"),
            ),
            (
                "families".to_owned(),
                t("no column says where a lead came from"),
            ),
            (
                "first_response".to_owned(),
                t("no column or table holds a touch"),
            ),
            (
                "paths".to_owned(),
                t("the export has one row per lead, not one per event"),
            ),
        ]),
        ..nothing()
    }
}

fn breakdown(t: Text, table: &str, column: &str, values: &[(&str, u64, u64, u64)]) -> Breakdown {
    Breakdown {
        table: t(table),
        column: t(column),
        values: values
            .iter()
            .map(|(text, leads, won, lost)| value(t(text), *leads, *won, Some(*lost)))
            .collect(),
        distinct: values.len() as u64,
    }
}
