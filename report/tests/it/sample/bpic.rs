//! An event log of loan applications.

use super::{Text, nothing, rate, spread};
use diagnose::Diagnosis;
use diagnose::diagnosis::*;
use insight::paths::{Activity, Edge, LifecycleCounts, Loop, Paths, Variant, Wait};
use std::collections::BTreeMap;

const EDGES: [(&str, &str, u64, f64, f64); 12] = [
    (
        "W_Completeren aanvraag",
        "W_Completeren aanvraag",
        38004,
        510.6,
        47363.2,
    ),
    (
        "W_Nabellen offertes",
        "W_Nabellen offertes",
        36084,
        302.8,
        135_355.6,
    ),
    (
        "W_Nabellen incomplete dossiers",
        "W_Nabellen incomplete dossiers",
        18475,
        526.4,
        30593.8,
    ),
    ("A_SUBMITTED", "A_PARTLYSUBMITTED", 13087, 0.273, 0.582),
    (
        "A_PREACCEPTED",
        "W_Completeren aanvraag",
        7367,
        0.378,
        0.522,
    ),
    (
        "W_Afhandelen leads",
        "W_Afhandelen leads",
        6992,
        1353.6,
        13843.5,
    ),
    (
        "W_Completeren aanvraag",
        "W_Nabellen offertes",
        5015,
        343.9,
        267_568.1,
    ),
    ("A_PARTLYSUBMITTED", "A_PREACCEPTED", 4852, 38.9, 40.4),
    ("A_PARTLYSUBMITTED", "W_Afhandelen leads", 4739, 22.8, 27.7),
    ("A_PARTLYSUBMITTED", "A_DECLINED", 3429, 37.4, 38.0),
    (
        "W_Nabellen offertes",
        "W_Valideren aanvraag",
        3208,
        189_180.3,
        223_381.5,
    ),
    (
        "W_Valideren aanvraag",
        "W_Nabellen incomplete dossiers",
        5911,
        680.7,
        2631.5,
    ),
];

pub(crate) fn bpic(t: Text) -> Diagnosis {
    Diagnosis {
        throughline: "0.1.0",
        as_of: Some(t("2012-03-14T15:04:54Z")),
        timezone: t("Europe/Amsterdam"),
        input: Input {
            files: vec![File {
                path: t("bpic2012.xes.gz"),
                table: t("bpic2012"),
                rows: 262_200,
                columns: 6,
                encoding: None,
                delimiter: None,
                format: t("xes"),
                shape: t("event"),
            }],
            mapping: MappingView {
                shape: t("event"),
                ..nothing().input.mapping
            },
            ..nothing().input
        },
        leads: Balance {
            total: 13087,
            ..nothing().leads
        },
        period: Some(Period {
            from: t("2011-10-01"),
            to: t("2012-03-14"),
        }),
        first_response: Some(Response {
            hours: spread(12100, 2.3, 14.8, 44.0),
            never: 987,
            within_1h: Some(0.38),
            within_24h: 0.81,
            by_speed: [
                ("within 5 min", 812, 131),
                ("5 min to 1 h", 3786, 488),
                ("1 h to 1 day", 5203, 470),
                ("later", 2299, 92),
                ("never", 12, 0),
            ]
            .iter()
            .map(|(label, n, hits)| SpeedRow {
                label: t(label),
                won: rate(*hits, *n),
            })
            .collect(),
        }),
        paths: Some(paths(t)),
        missing: BTreeMap::from([
            (
                "won".to_owned(),
                t("no column says what became of the cases"),
            ),
            (
                "sources".to_owned(),
                t("no column says where a lead came from"),
            ),
        ]),
        ..nothing()
    }
}

fn paths(t: Text) -> Paths {
    let names = |path: &[&str]| path.iter().map(|name| t(name)).collect::<Vec<_>>();
    let lead = "W_Afhandelen leads";
    let complete = "W_Completeren aanvraag";
    let variant = |path: &[&str], cases| Variant {
        path: names(path),
        cases,
        days: Some(spread(cases, 0.81, 8.6, 30.2)),
    };
    let entry = |path: &[&str], count, cases| Loop {
        path: names(path),
        count,
        cases,
    };
    Paths {
        cases: 13087,
        events: 262_200,
        activities: 24,
        variants: 4366,
        edges: 125,
        actors: Some(69),
        events_per_case: Some(spread(13087, 11.0, 20.04, 49.0)),
        case_days: Some(spread(13087, 0.81, 8.62, 27.4)),
        top_variants: vec![
            variant(&["A_SUBMITTED", "A_PARTLYSUBMITTED", "A_DECLINED"], 3429),
            variant(
                &[
                    "A_SUBMITTED",
                    "A_PARTLYSUBMITTED",
                    lead,
                    lead,
                    "A_DECLINED",
                    lead,
                ],
                1872,
            ),
            variant(
                &[
                    "A_SUBMITTED",
                    "A_PARTLYSUBMITTED",
                    lead,
                    lead,
                    lead,
                    lead,
                    "A_DECLINED",
                    lead,
                ],
                271,
            ),
            variant(
                &[
                    "A_SUBMITTED",
                    "A_PARTLYSUBMITTED",
                    lead,
                    lead,
                    "A_PREACCEPTED",
                    complete,
                    lead,
                    complete,
                    "A_DECLINED",
                    complete,
                ],
                209,
            ),
            variant(&[lead, complete].repeat(40), 3),
        ],
        variants_for_80_percent: 1749,
        activity_list: [
            ("W_Completeren aanvraag", 54850, 7367, 0, 1939),
            ("W_Nabellen offertes", 52016, 5015, 0, 1290),
            ("W_Nabellen incomplete dossiers", 25190, 1647, 0, 452),
            ("W_Valideren aanvraag", 20809, 3254, 0, 2747),
            ("W_Afhandelen leads", 16566, 4755, 0, 2234),
            ("A_SUBMITTED", 13087, 13087, 13087, 0),
            ("A_PARTLYSUBMITTED", 13087, 13087, 0, 0),
            ("A_DECLINED", 7635, 7635, 0, 3429),
            ("A_PREACCEPTED", 7367, 7367, 0, 0),
        ]
        .iter()
        .map(|(name, events, cases, starts, ends)| {
            let wait = Wait {
                seconds: spread(*cases, 2340.0, 30210.0, 81200.0),
                within_1h: 0.52,
                within_24h: 0.94,
            };
            Activity {
                activity: t(name),
                events: *events,
                cases: *cases,
                starts: *starts,
                ends: *ends,
                first_after: Some(wait),
                first_started_after: None,
            }
        })
        .collect(),
        directly_follows: EDGES
            .iter()
            .map(|(from, to, count, median, mean)| Edge {
                from: t(from),
                to: t(to),
                count: *count,
                cases: count / 3 + 1,
                seconds: Some(spread(*count, *median, *mean, mean * 2.4)),
                total_days: mean * *count as f64 / 86400.0,
            })
            .collect(),
        self_loops: vec![
            entry(&[complete, complete], 38004, 7011),
            entry(&["W_Nabellen offertes", "W_Nabellen offertes"], 36084, 5010),
        ],
        ping_pong: vec![entry(&[lead, complete, lead], 2517, 2400)],
        cases_with_rework: 8210,
        with_lifecycle: Some(LifecycleCounts {
            activities: 36,
            variants: 4366,
            edges: 179,
        }),
        handovers_per_case: Some(spread(13087, 2.0, 4.2, 11.0)),
    }
}
