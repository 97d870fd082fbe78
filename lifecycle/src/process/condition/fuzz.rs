//! Fuzz: any text as a condition, and what must hold of it.

use super::{Answer, Condition, Datum, Facts, Judgement, Scope, Setting, Subject, Work};
use crate::names::FieldId;
use crate::process::model::Field;
use crate::process::place::{Place, Severity};
use crate::value::FieldType;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Nobody knows anything, or everybody everything.
struct Known(bool);

impl Facts for Known {
    fn fact(&self, subject: Subject) -> Option<Datum<'_>> {
        self.0.then_some(match subject {
            Subject::ScoreFit | Subject::LeadTouches | Subject::Field(0) => {
                Datum::Integer(i64::MAX)
            }
            Subject::LeadAmount => Datum::Number(0.5),
            Subject::LeadIsSpam | Subject::EventTwoWay => Datum::YesNo(true),
            Subject::Now | Subject::LeadCapturedAt => Datum::Instant(Timestamp::MAX),
            Subject::LastTouchAt => Datum::Instant(Timestamp::MIN),
            _ => Datum::Text("pet"),
        })
    }
}

/// Reads any text in each setting, asks what was understood, and panics where the answer
/// contradicts what was said of the text alone.
pub fn fuzz(text: &str) {
    let field = |id: &str, kind| Field {
        id: FieldId::from(id),
        title: id.to_owned(),
        kind,
        place: Place::default(),
    };
    let fields = [
        field(
            "size",
            FieldType::Integer {
                min: Some(0),
                max: None,
            },
        ),
        field(
            "segment",
            FieldType::Choice(vec!["pet".to_owned(), "other".to_owned()]),
        ),
        field("begins", FieldType::Date),
    ];
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let place = Place {
        line: 3,
        column: 7,
        length,
    };
    for setting in [
        Setting::Lead,
        Setting::Event,
        Setting::Member,
        Setting::Alert,
    ] {
        let scope = Scope {
            fields: &fields,
            channels: &["paid_search"],
            grades: &["A", "B"],
            stages: &["inbox"],
            zone: &TimeZone::UTC,
            setting,
        };
        let (condition, findings) = Condition::read(text, place, &scope);
        let failed = findings.iter().any(|own| own.severity == Severity::Error);
        assert_eq!(condition.is_none(), failed, "{findings:?}");
        for finding in &findings {
            assert!(finding.place.length >= 1, "{finding:?}");
        }
        let Some(condition) = condition else { continue };
        for known in [Known(false), Known(true)] {
            let answer = condition.answer(&known);
            assert!(!condition.explained(&known).is_empty());
            // Without facts, only a text that always holds does.
            if answer == Answer::Yes && !known.0 {
                assert_ne!(condition.can_hold(), Judgement::No);
            }
        }
        let work = &mut Work::of(1_000_000);
        let (again, alone) = (
            condition.can_hold_with(&condition, work),
            condition.can_hold(),
        );
        assert!(again == alone || work.is_over());
        assert_ne!(condition.covers(&condition, work), Judgement::No);
    }
}
