//! Marketing qualified leads and closed deals of a marketplace, joined.

use super::{Text, nothing, rate, spread, value, wilson};
use diagnose::Diagnosis;
use diagnose::diagnosis::*;
use insight::drivers::{Driver, Drivers, Leak, Quality, Tier};
use lifecycle::source::Family;
use serde_json::json;
use std::collections::BTreeMap;

const CHANNELS: [(&str, Family, u64, u64, f64); 11] = [
    ("organic_search", Family::Campaign, 2296, 271, 14.91),
    ("paid_search", Family::Campaign, 1586, 195, 15.67),
    ("social", Family::Campaign, 1350, 75, 30.56),
    ("unknown", Family::Unknown, 1099, 179, 11.83),
    ("direct_traffic", Family::Campaign, 499, 56, 10.58),
    ("email", Family::Campaign, 493, 15, 21.13),
    ("referral", Family::Referral, 284, 24, 19.37),
    ("other", Family::Unknown, 150, 4, 9.56),
    ("display", Family::Campaign, 118, 6, 9.17),
    ("other_publicities", Family::Campaign, 65, 3, 35.79),
    ("", Family::Unknown, 60, 14, 8.08),
];

const COHORTS: [(&str, u64, u64); 12] = [
    ("2017-06", 4, 0),
    ("2017-07", 239, 2),
    ("2017-08", 386, 9),
    ("2017-09", 312, 7),
    ("2017-10", 416, 14),
    ("2017-11", 445, 18),
    ("2017-12", 200, 11),
    ("2018-01", 1141, 152),
    ("2018-02", 1028, 149),
    ("2018-03", 1174, 167),
    ("2018-04", 1352, 183),
    ("2018-05", 1303, 130),
];

const WINS: [(&str, u64); 12] = [
    ("2017-12", 3),
    ("2018-01", 73),
    ("2018-02", 113),
    ("2018-03", 147),
    ("2018-04", 207),
    ("2018-05", 122),
    ("2018-06", 57),
    ("2018-07", 37),
    ("2018-08", 33),
    ("2018-09", 23),
    ("2018-10", 21),
    ("2018-11", 6),
];

pub(crate) fn olist(t: Text) -> Diagnosis {
    Diagnosis {
        throughline: "0.1.0",
        as_of: Some(t("2018-11-14T18:04:19Z")),
        timezone: t("America/Sao_Paulo"),
        input: input(t),
        leads: Balance {
            total: 8000,
            won: Some(842),
            lost: None,
            disqualified: None,
            open: Some(7158),
            won_rate: Some(0.10525),
            won_rate_interval: Some(wilson(842, 8000)),
            ..nothing().leads
        },
        period: Some(Period {
            from: t("2017-06-14"),
            to: t("2018-11-14"),
        }),
        time_to_win_days: Some(spread(841, 14.65, 49.1, 162.59)),
        funnel: Some(vec![
            Step {
                step: t("Captured"),
                leads: 8000,
                of_previous: None,
                of_all: 1.0,
            },
            Step {
                step: t("Won"),
                leads: 842,
                of_previous: Some(0.10525),
                of_all: 0.10525,
            },
        ]),
        sources: Some(sources(t)),
        families: Some(families()),
        breakdowns: breakdowns(t),
        cohorts: Some(
            COHORTS
                .iter()
                .map(|(month, leads, won)| Cohort {
                    month: t(month),
                    leads: *leads,
                    won: *won,
                    won_rate: *won as f64 / *leads as f64,
                    interval: wilson(*won, *leads),
                    mature: *month < "2018-05",
                })
                .collect(),
        ),
        flow: Some(flow(t)),
        rhythm: Some(rhythm(t)),
        concentration: vec![
            concentration(
                t,
                "source",
                "leads",
                ("organic_search", 0.287, 0.4853),
                11,
                5,
            ),
            concentration(
                t,
                "source",
                "won",
                ("organic_search", 0.3219, 0.5534),
                11,
                4,
            ),
            concentration(
                t,
                "sr_id",
                "won",
                ("4ef15afb4b2723d8f3d81e51ec7afefe", 0.158, 0.2553),
                22,
                10,
            ),
            concentration(
                t,
                "landing_page_id",
                "leads",
                ("b76ef37428e6799c421989521c0e5077", 0.114, 0.2244),
                495,
                21,
            ),
        ],
        stale: Some(Stale {
            leads: 7158,
            of_open: 7158,
            after_days: 162.59,
            value: None,
            age_days: spread(7158, 276.0, 301.4, 441.0),
            examples: vec![
                t("8d4a1a4a1a9a8c7a1c8a1a5a2f4e8d1b"),
                t("dac32acd4db4c29c230538b72f8dd87d"),
            ],
        }),
        drivers: Some(drivers(t)),
        findings: findings(t),
        warnings: warnings(t),
        missing: BTreeMap::from([
            (
                "owners".to_owned(),
                t("nobody is named for leads that are not won (sr_id stands only in the deals)"),
            ),
            (
                "first_response".to_owned(),
                t("no column or table holds a touch"),
            ),
            (
                "won_value".to_owned(),
                t("declared_monthly_revenue is filled for 45 of 842 won leads only"),
            ),
            (
                "win_rate_of_closed".to_owned(),
                t("nothing is recorded as lost"),
            ),
            (
                "time_to_loss_days".to_owned(),
                t("nothing is recorded as lost"),
            ),
            ("stages".to_owned(), t("no column holds a stage")),
            (
                "paths".to_owned(),
                t("the export has one row per lead, not one per event"),
            ),
        ]),
        ..nothing()
    }
}

fn input(t: Text) -> Input {
    let file = |path: &str, table: &str, rows, columns, shape: &str| File {
        path: t(path),
        table: t(table),
        rows,
        columns,
        encoding: Some(t("utf-8")),
        delimiter: Some(t(",")),
        format: t("csv"),
        shape: t(shape),
    };
    let role =
        |role: &str, table: &str, column: &str, confidence: &str, reasons: &[&str]| RoleView {
            role: t(role),
            table: t(table),
            column: t(column),
            reasons: reasons.iter().map(|reason| t(reason)).collect(),
            confidence: t(confidence),
        };
    Input {
        files: vec![
            file(
                "olist_marketing_qualified_leads_dataset.csv",
                "leads",
                8000,
                4,
                "lead",
            ),
            file("olist_closed_deals_dataset.csv", "deals", 842, 14, "deal"),
        ],
        mapping: MappingView {
            shape: t("lead"),
            roles: vec![
                role(
                    "id",
                    "leads",
                    "mql_id",
                    "sure",
                    &[
                        "the name ends in “id”",
                        "8,000 values, each once, none empty",
                    ],
                ),
                role(
                    "captured",
                    "leads",
                    "first_contact_date",
                    "sure",
                    &["dates throughout", "the name speaks of the first contact"],
                ),
                role(
                    "source",
                    "leads",
                    "origin",
                    "likely",
                    &["11 values, among them paid_search, email, referral"],
                ),
                role(
                    "closed",
                    "deals",
                    "won_date",
                    "sure",
                    &["dates with time of day", "the name says “won”"],
                ),
                role(
                    "outcome",
                    "deals",
                    "",
                    "likely",
                    &["a lead is won if it has a row in deals"],
                ),
            ],
            joins: vec![JoinView {
                from: t("deals.mql_id"),
                to: t("leads.mql_id"),
                matched: 842,
                unmatched: 0,
            }],
        },
        ignored_rows: vec![IgnoredRow {
            path: t("olist_closed_deals_dataset.csv"),
            line: 412,
            reason: t("a quote opens and never closes"),
            text: t("b91cf8812365f50ff4bda4bcd6206b05,\"3504c0cb71d7fa48d967e0e4c94d59d9,48"),
        }],
        ignored_rows_total: 1,
    }
}

fn sources(t: Text) -> Vec<Source> {
    CHANNELS
        .iter()
        .map(|(channel, family, leads, won, median)| Source {
            family: *family,
            channel: t(channel),
            leads: *leads,
            won: Some(*won),
            lost: None,
            won_rate: Some(*won as f64 / *leads as f64),
            interval: Some(wilson(*won, *leads)),
            won_value: None,
            time_to_win_days: Some(spread(*won, *median, median * 3.3, median * 11.0)),
            same_as: (*channel == "other_publicities").then(|| t("other")),
        })
        .collect()
}

fn families() -> Vec<FamilyRow> {
    [Family::Campaign, Family::Unknown, Family::Referral]
        .into_iter()
        .map(|family| {
            let members: Vec<_> = CHANNELS
                .iter()
                .filter(|channel| channel.1 == family)
                .collect();
            let leads = members.iter().map(|channel| channel.2).sum();
            let won = members.iter().map(|channel| channel.3).sum();
            FamilyRow {
                family,
                channels: members.len() as u64,
                leads,
                share: leads as f64 / 8000.0,
                won: Some(won),
                won_rate: Some(won as f64 / leads as f64),
                interval: Some(wilson(won, leads)),
                won_value: None,
            }
        })
        .collect()
}

fn flow(t: Text) -> Vec<Flow> {
    let mut months: Vec<&str> = COHORTS
        .iter()
        .map(|row| row.0)
        .chain(WINS.iter().map(|row| row.0))
        .collect();
    months.sort_unstable();
    months.dedup();
    months
        .into_iter()
        .map(|month| Flow {
            month: t(month),
            captured: COHORTS
                .iter()
                .find(|row| row.0 == month)
                .map_or(0, |row| row.1),
            won: WINS
                .iter()
                .find(|row| row.0 == month)
                .map_or(0, |row| row.1),
            lost: 0,
            won_value: None,
        })
        .collect()
}

fn rhythm(t: Text) -> Rhythm {
    let first: jiff::civil::Date = "2017-06-12".parse().expect("a date");
    let weeks = (0..51_i64)
        .map(|week| {
            let monday = first.saturating_add(jiff::Span::new().weeks(week));
            let leads = if week < 29 {
                60 + (week * 37 % 50) as u64
            } else {
                210 + (week * 53 % 130) as u64
            };
            Week {
                monday: t(&monday.to_string()),
                leads: if week == 28 { 0 } else { leads },
            }
        })
        .collect();
    Rhythm {
        weeks,
        mean: 156.86,
        variation: 0.612,
        empty_weeks: 1,
        longest_gap: Some(Gap {
            from: t("2017-12-22"),
            to: t("2018-01-02"),
            days: 11.0,
        }),
        weekdays: Some([1405, 1478, 1440, 1302, 1128, 560, 687]),
    }
}

fn concentration(
    t: Text,
    of: &str,
    measure: &str,
    top: (&str, f64, f64),
    members: u64,
    needed: u64,
) -> Concentration {
    Concentration {
        of: t(of),
        measure: t(measure),
        members,
        top: t(top.0),
        top_share: top.1,
        top_two_share: top.2,
        members_for_80_percent: needed,
        gini: 0.553,
    }
}

fn breakdowns(t: Text) -> Vec<Breakdown> {
    let pages = [
        ("b76ef37428e6799c421989521c0e5077", 912, 171),
        ("22c29808c4f815213303f8933030604c", 883, 174),
        ("58326e62183c14b0c03085c33b9fdc44", 495, 27),
        ("88740e65d5d6b056e0cda098e1ea6313", 445, 31),
        ("ce1a65abd0973638f1c887a6efcfa82d", 394, 59),
        ("40dec9f3d5259a3d2dbcdab2114fae47", 330, 67),
        ("f017be4dbf86243af5c1ebed0cff36a2", 310, 21),
        ("e492ee5eaf1697716985cc6f33f9cd9b", 291, 10),
    ];
    let occupation = [
        ("Unemployed", 5600, 2441),
        ("Working Professional", 706, 647),
        ("Student", 210, 78),
        ("Other", 16, 10),
        ("", 2690, 371),
    ];
    let city = [
        ("Mumbai", 3222, 1322),
        ("Select", 2249, 1086),
        ("", 1420, 301),
        ("Thane & Outskirts", 752, 338),
    ];
    let build = |table: &str, column: &str, distinct, values: &[(&str, u64, u64)]| Breakdown {
        table: t(table),
        column: t(column),
        values: values
            .iter()
            .map(|(text, leads, won)| value(t(text), *leads, *won, Some(leads - won)))
            .collect(),
        distinct,
    };
    vec![
        build("leads", "landing_page_id", 495, &pages),
        build("leads", "What is your current occupation", 5, &occupation),
        build("leads", "City", 7, &city),
    ]
}

fn drivers(t: Text) -> Drivers {
    let driver = |field: &str, text: &str, with, without, odds_ratio| Driver {
        field: t(field),
        value: t(text),
        with,
        without,
        odds_ratio,
    };
    let quality = |auc, lift| Quality {
        auc,
        log_loss: 0.312,
        brier: 0.089,
        calibration_error: 0.012,
        top_decile_lift: lift,
        n: 2410,
    };
    Drivers {
        n: 8000,
        validation: "later leads",
        honest: quality(0.664, 2.11),
        with_leaks: Some(quality(0.976, 2.64)),
        leaks: vec![Leak {
            field: t("Tags"),
            tier: Tier::Leak,
            auc: 0.9217,
            reason: t(
                "“Closed by Horizzon” is set on 99 % of the won leads and on none of the others: it is written after the outcome",
            ),
        }],
        drivers: vec![
            driver(
                "landing_page_id",
                "22c29808c4f815213303f8933030604c",
                rate(174, 883),
                rate(668, 7117),
                2.31,
            ),
            driver(
                "landing_page_id",
                "b76ef37428e6799c421989521c0e5077",
                rate(171, 912),
                rate(671, 7088),
                2.14,
            ),
            driver("origin", "unknown", rate(179, 1099), rate(663, 6901), 1.62),
            driver("origin", "email", rate(15, 493), rate(827, 7507), 0.29),
            driver(
                "Total Time Spent on Website",
                "≥ 674",
                rate(310, 2000),
                rate(532, 6000),
                1.44,
            ),
        ],
        caveats: vec![t(
            "won dates begin in December 2017: earlier leads look worse than they are",
        )],
    }
}

fn findings(t: Text) -> Vec<Finding> {
    let finding =
        |id: &str, title: &str, leads, price, confidence: &str, attempt: &str, evidence| Finding {
            id: t(id),
            title: t(title),
            leads,
            price,
            evidence,
            confidence: t(confidence),
            attempt: t(attempt),
        };
    vec![
        finding(
            "source.unknown",
            "For 1,309 leads (16.4 %) nobody wrote down where they came from; they win 15.0 %, more than any named channel",
            1309,
            None,
            "high",
            "Make the source a field that the form fills in, and ask on the first call.",
            json!({ t("unknown"): { "leads": 1309, "won": 197, "won_rate": 0.1505, "interval": [0.132, 0.171] }, "empty_cells": 60, "note": t("three spellings") }),
        ),
        finding(
            "stale.open",
            "All 7,158 open leads are older than 163 days, an age by which nine of ten wins had happened",
            7158,
            Some(1_250_000.0),
            "high",
            "Close them with a reason, or give them to nurture; then the open ones mean something.",
            json!({ "after_days": 162.59, "examples": [t("8d4a"), t("dac3")], "rows": [{ "month": t("2017-06"), "open": 4 }, { "month": t("2017-07"), "open": 237 }] }),
        ),
        finding(
            "source.weak",
            "social brings 1,350 leads (16.9 %) and wins 5.6 % of them, half of what all channels win",
            1350,
            None,
            "medium",
            "Spend a part of it on paid_search for a month and compare.",
            json!({}),
        ),
        finding(
            "rhythm.uneven",
            "Twice as many leads a week since January 2018",
            5998,
            None,
            "low",
            "",
            json!(null),
        ),
    ]
}

fn warnings(t: Text) -> Vec<Warning> {
    let warning = |code: &str, count, leads: &[&str], message: &str, place: Option<&str>| Warning {
        code: t(code),
        count,
        leads: leads.iter().map(|lead| t(lead)).collect(),
        message: t(message),
        place: place.map(t),
    };
    vec![
        warning(
            "won_dates_start_late",
            2006,
            &[],
            "The first win is dated 2017-12-05, half a year after the first lead: wins before that were not recorded, and the months before look poorer than they were.",
            Some("deals.won_date"),
        ),
        warning(
            "won_before_first_contact",
            1,
            &["b91cf8812365f50ff4bda4bcd6206b05"],
            "A lead was won before its first contact; it counts as won and is left out of the time to win.",
            Some("deals.won_date"),
        ),
        warning(
            "source_unknown",
            1309,
            &[],
            "“unknown”, “other” and empty cells are three different things and are counted apart.",
            Some("leads.origin"),
        ),
    ]
}
