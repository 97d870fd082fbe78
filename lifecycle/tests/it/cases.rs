//! The cases in `lifecycle/cases`, that a sales manager can read and write.

use crate::line::{Line, asks};
use jiff::SignedDuration;
use lifecycle::calendar::Span;
use lifecycle::lead::{Command, Company};
use lifecycle::names::FieldId;
use lifecycle::process::model::{PoolOf, StageKind};
use lifecycle::roster::Turns;
use lifecycle::value::Value;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Cases<C> {
    case: Vec<C>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assess {
    name: String,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    form: Option<String>,
    #[serde(default)]
    fields: BTreeMap<FieldId, Value>,
    #[serde(default)]
    happened: Vec<Happened>,
    #[serde(default)]
    look_after: Option<Span>,
    fit: i64,
    engagement: i64,
    grade: String,
    #[serde(default)]
    parts: Option<Vec<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Happened {
    after: Span,
    kind: String,
    #[serde(default)]
    machine: bool,
}

#[test]
fn leads_are_worth_what_a_sales_manager_says() {
    let cases: Cases<Assess> = toml::from_str(include_str!("../../cases/assess.toml")).unwrap();
    assert!(cases.case.len() >= 10);
    for case in cases.case {
        let mut line = Line::at("2026-11-19T10:00");
        // The cases are about points: nobody moves for them.
        for stage in &mut line.process.base.stages {
            if let StageKind::Hold(duty) = &mut stage.kind {
                duty.moves.clear();
            }
        }
        let mut submission = asks("paid_search");
        submission.email = case.email.clone();
        submission.form = case.form.clone();
        submission.fields = case.fields.clone();
        let began = line.now;
        let lead = line.capture(submission);
        let seconds = |span: &Span| SignedDuration::from_secs(span.seconds().try_into().unwrap());
        for it in &case.happened {
            line.now = began + seconds(&it.after);
            let command = Command::Notice {
                kind: it.kind.clone(),
                form: None,
                machine: it.machine,
            };
            line.must(lead, "buyer", command);
        }
        if let Some(after) = &case.look_after {
            line.now = began + seconds(after);
        }
        let lead = &line.leads[lead].lead;
        let found = (
            lead.score.fit(line.now),
            lead.score.engagement(line.now),
            lead.score.grade.as_ref().map_or("-", |it| it.as_str()),
        );
        let name = &case.name;
        assert_eq!(
            found,
            (case.fit, case.engagement, case.grade.as_str()),
            "{name}"
        );
        let parts: Vec<i64> = lead.worth(line.now).map(|(_, worth)| worth).collect();
        assert_eq!(
            parts.iter().sum::<i64>(),
            case.fit + case.engagement,
            "{name}"
        );
        if let Some(expected) = case.parts {
            assert_eq!(parts, expected, "{name}");
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assign {
    name: String,
    #[serde(default)]
    away: Vec<String>,
    #[serde(default)]
    open: BTreeMap<String, u32>,
    #[serde(default)]
    turns: BTreeMap<String, u64>,
    #[serde(default)]
    segment: Option<String>,
    #[serde(default)]
    company_owner: Option<String>,
    /// How many leads come in one after the other; all are in `owners`.
    owners: Vec<String>,
    #[serde(default)]
    why: Vec<String>,
}

#[test]
fn leads_go_to_whom_a_sales_manager_says() {
    let cases: Cases<Assign> = toml::from_str(include_str!("../../cases/assign.toml")).unwrap();
    assert!(cases.case.len() >= 10);
    for case in cases.case {
        let mut line = Line::at("2026-11-19T10:00");
        for away in &case.away {
            line.set_active(away, false);
        }
        for member in &mut line.roster.members {
            member.open = case.open.get(member.id.as_str()).copied().unwrap_or(0);
        }
        let turns = case
            .turns
            .iter()
            .map(|(id, turns)| (id.as_str().into(), Turns::from(*turns)));
        line.roster.turns = BTreeMap::from([(PoolOf::Role("sdr".into()), turns.collect())]);
        let mut owners = Vec::new();
        let mut last = 0;
        for _ in &case.owners {
            let mut submission = asks("paid_search");
            if let Some(segment) = &case.segment {
                let segment = Value::Text(segment.clone());
                submission.fields.insert("segment".into(), segment);
            }
            let company = case.company_owner.as_ref().map(|owner| Company {
                id: None,
                name: Some("Casa Verde".to_owned()),
                owner: Some(owner.as_str().into()),
            });
            last = line.capture_from(submission, company);
            owners.push(line.owner(last));
        }
        assert_eq!(owners, case.owners, "{}", case.name);
        let because = line.because(last, "lead.assigned");
        for why in &case.why {
            assert!(
                because.contains(why),
                "{}: {why} is not in {because:#?}",
                case.name
            );
        }
        // What the store would write is what the roster says.
        for (pool, ledger) in &line.written.turns {
            for (member, turns) in ledger {
                assert_eq!(line.roster.turns[pool][member], *turns, "{}", case.name);
            }
        }
    }
}
