//! Conditions: cases as data, and where a mistake is shown in the document.

use super::subjects::{Found, find};
use super::{Answer, Condition, Datum, Facts, Scope, Setting, Subject};
use crate::names::FieldId;
use crate::process::model::Field;
use crate::process::place::{Finding, Place, Severity};
use crate::value::FieldType;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The fields of the example process, and one of each other type.
pub(super) fn fields() -> Vec<Field> {
    let field = |id: &str, kind| Field {
        id: FieldId::from(id),
        title: id.to_owned(),
        kind,
        place: Place::default(),
    };
    let choice =
        |words: &[&str]| FieldType::Choice(words.iter().map(|w| (*w).to_owned()).collect());
    vec![
        field(
            "segment",
            choice(&[
                "home_decor",
                "health_beauty",
                "car_accessories",
                "pet",
                "other",
            ]),
        ),
        field("business_type", choice(&["reseller", "manufacturer"])),
        field(
            "catalogue_size",
            FieldType::Integer {
                min: Some(0),
                max: None,
            },
        ),
        field("decision_date", FieldType::Date),
        field(
            "margin",
            FieldType::Number {
                min: None,
                max: None,
            },
        ),
        field("exports_already", FieldType::YesNo),
        field("note", FieldType::Text),
    ]
}

/// A scope over those fields, days beginning in São Paulo.
pub(super) fn with_scope<T>(setting: Setting, look: impl FnOnce(&Scope<'_>) -> T) -> T {
    look(&Scope {
        fields: &fields(),
        channels: &["paid_search", "trade_show"],
        grades: &["A", "B", "C", "D"],
        stages: &["inbox", "contacting", "nurture", "won"],
        zone: &TimeZone::get("America/Sao_Paulo").unwrap(),
        setting,
    })
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    when: String,
    #[serde(default)]
    setting: Option<String>,
    #[serde(default)]
    facts: BTreeMap<String, toml::Value>,
    answer: Option<String>,
    explained: Option<String>,
    #[serde(default)]
    findings: Vec<String>,
}

/// Facts by name, as a case gives them.
struct Given<'a> {
    values: Vec<(Subject, &'a toml::Value)>,
}

impl Facts for Given<'_> {
    fn fact(&self, subject: Subject) -> Option<Datum<'_>> {
        let (_, value) = self.values.iter().find(|(own, _)| *own == subject)?;
        Some(match value {
            toml::Value::Boolean(yes) => Datum::YesNo(*yes),
            toml::Value::Integer(number) => Datum::Integer(*number),
            toml::Value::Float(number) => Datum::Number(*number),
            toml::Value::String(text) => match text.parse::<Timestamp>() {
                Ok(instant) => Datum::Instant(instant),
                Err(_) => Datum::Text(text),
            },
            toml::Value::Array(words) => {
                let words: Vec<String> = words
                    .iter()
                    .filter_map(|word| word.as_str().map(str::to_owned))
                    .collect();
                Datum::Words(words.leak())
            }
            other => panic!("no fact: {other:?}"),
        })
    }
}

fn shown(findings: &[Finding]) -> Vec<String> {
    let word = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    findings
        .iter()
        .map(|f| {
            format!(
                "{} {} {}: {} | {}",
                f.place.column,
                word(f.severity),
                f.code,
                f.message,
                f.mend
            )
        })
        .collect()
}

#[test]
fn the_cases_come_out_as_written() {
    let cases: Cases = toml::from_str(include_str!("../../../cases/conditions.toml")).unwrap();
    let mut wrong = String::new();
    for case in &cases.case {
        let setting = match case.setting.as_deref() {
            Some("event") => Setting::Event,
            Some("member") => Setting::Member,
            Some("alert") => Setting::Alert,
            Some(other) => panic!("no setting: {other}"),
            None => Setting::Lead,
        };
        let place = Place {
            line: 1,
            column: 1,
            length: u32::try_from(case.when.chars().count()).unwrap(),
        };
        let (answer, explained, findings) = with_scope(setting, |scope| {
            let (condition, findings) = Condition::read(&case.when, place, scope);
            let values = case
                .facts
                .iter()
                .map(|(name, value)| match find(name, scope) {
                    Found::Here(subject, _) => (subject, value),
                    _ => panic!("no fact is called {name}: {}", case.when),
                });
            let given = Given {
                values: values.collect(),
            };
            let answer = condition
                .as_ref()
                .map(|condition| match condition.answer(&given) {
                    Answer::Yes => "yes".to_owned(),
                    Answer::No => "no".to_owned(),
                    Answer::Unknown => "unknown".to_owned(),
                });
            (
                answer,
                condition.map(|c| c.explained(&given)),
                shown(&findings),
            )
        });
        if answer != case.answer && (case.answer.is_some() || case.findings.is_empty()) {
            wrong += &format!(
                "{}\n  answer {answer:?}, not {:?}\n",
                case.when, case.answer
            );
        }
        if case.explained.is_some() && explained != case.explained {
            wrong += &format!("{}\n  explained {explained:?}\n", case.when);
        }
        if findings != case.findings {
            wrong += &format!("{}\n  findings = {findings:#?}\n", case.when);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_mistake_is_shown_where_it_stands_in_the_document() {
    // As written in the document, what the reader makes of it, and the column of `petz`.
    for (written, text, column) in [
        ("lead.segment == 'petz'", "lead.segment == 'petz'", 27),
        (
            "lead.segment == \\\"petz\\\"",
            "lead.segment == \"petz\"",
            27,
        ),
        ("lead.segment == ''petz''", "lead.segment == 'petz'", 27),
        (
            "lead.note != '\\\\' && lead.segment == 'petz'",
            "lead.note != '\\\\' && lead.segment == 'petz'",
            48,
        ),
        (
            "lead.note != '''' || lead.segment == ''petz''",
            "lead.note != '' || lead.segment == 'petz'",
            48,
        ),
        // Written in a way that can't be told from the length: the whole scalar is shown.
        ("lead.segment ==", "lead.segment == 'petz'", 11),
    ] {
        let length = u32::try_from(written.chars().count()).unwrap();
        let place = Place {
            line: 7,
            column: 11,
            length,
        };
        let findings = with_scope(Setting::Lead, |scope| Condition::read(text, place, scope).1);
        assert_eq!(findings.len(), 1, "{written}: {findings:?}");
        assert_eq!(
            (findings[0].place.line, findings[0].place.column),
            (7, column),
            "{written}"
        );
    }
}

#[test]
fn size_depth_and_parts_are_bounded() {
    let refused = |text: String| {
        let place = Place {
            line: 1,
            column: 1,
            length: u32::try_from(text.chars().count()).unwrap(),
        };
        let (condition, findings) =
            with_scope(Setting::Lead, |scope| Condition::read(&text, place, scope));
        condition.is_none() && findings.len() == 1 && findings[0].code == "condition.too_large"
    };
    assert!(refused(format!("true || {}", "x".repeat(2_000))));
    for open in ["(", "!", "-", "!(", "[", "has(", "true ? "] {
        assert!(refused(format!("{}true", open.repeat(40))), "{open}");
    }
    assert!(refused(format!("true{}", "||true".repeat(260))));
    let deep = format!("{}true{}", "(".repeat(32), ")".repeat(32));
    assert!(!refused(deep));
    assert!(!refused(format!("true{}", "||true".repeat(249))));
}

#[test]
fn no_seed_of_the_fuzzer_breaks_reading() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/conditions");
    let mut count = 0;
    for seed in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
        super::fuzz(&text);
        // Files break off anywhere.
        let letters: Vec<char> = text.chars().collect();
        for eighth in 1..8 {
            super::fuzz(
                &letters[..letters.len() * eighth / 8]
                    .iter()
                    .collect::<String>(),
            );
        }
        count += 1;
    }
    assert!(count > 50, "these can't be all seeds");
}
