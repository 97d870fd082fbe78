//! Process lines made in Rust, in as few words as a case needs.

use jiff::tz::TimeZone;
use lifecycle::calendar::{Calendar, Counts, Span, Unit};
use lifecycle::names::{Grade, RoleId};
use lifecycle::process::condition::{Condition, Scope, Setting};
use lifecycle::process::model::{
    Activity, Agreement, Consequence, Duty, End, Gate, Line, Mode, Move, Outcome, Phase, Process,
    Promise, Quality, Role, Stage, StageKind, StopsOn, Verdict, Within,
};
use lifecycle::process::place::Place;

pub(crate) fn when(text: &str) -> Option<Condition> {
    let scope = Scope {
        fields: &[],
        channels: &[],
        grades: &["A", "B", "C", "D"],
        stages: &[],
        setting: Setting::Event,
        zone: &TimeZone::UTC,
    };
    Condition::read(text, Place::default(), &scope).0
}

pub(crate) fn to(stage: &str) -> Move {
    Move {
        to: stage.into(),
        when: None,
        needs: vec![],
        reasons: vec![],
        reason: None,
        verdict: None,
        series: None,
        alert: None,
        place: Place::default(),
    }
}

pub(crate) fn to_if(stage: &str, condition: &str) -> Move {
    Move {
        when: when(condition),
        ..to(stage)
    }
}

pub(crate) fn to_for(stage: &str, reasons: &[&str]) -> Move {
    Move {
        reasons: reasons.iter().map(|reason| (*reason).into()).collect(),
        ..to(stage)
    }
}

pub(crate) fn to_with(stage: &str, verdict: Verdict) -> Move {
    Move {
        verdict: Some(verdict),
        ..to(stage)
    }
}

pub(crate) fn clock(name: &str, within: Within, then: Vec<Consequence>) -> Promise {
    Promise {
        clock: name.into(),
        within,
        counts: Counts::Working,
        warn: None,
        stops_on: StopsOn::Leaving,
        then,
        place: Place::default(),
    }
}

pub(crate) fn hours(count: u32) -> Span {
    Span {
        count,
        unit: Unit::Hour,
    }
}

pub(crate) fn in_(span: Span) -> Within {
    Within {
        by_grade: vec![],
        otherwise: Some(span),
    }
}

pub(crate) fn stage(id: &str, title: &str, phase: Phase, kind: StageKind) -> Stage {
    Stage {
        id: id.into(),
        title: title.into(),
        phase,
        kind,
        purpose: None,
        place: Place::default(),
    }
}

pub(crate) fn gate(id: &str, title: &str, moves: Vec<Move>) -> Stage {
    let does = vec![Activity::Identify, Activity::Assess, Activity::Assign];
    stage(
        id,
        title,
        Phase::Lead,
        StageKind::Gate(Gate { does, moves }),
    )
}

pub(crate) fn duty(owner: &str, clocks: Vec<Promise>, moves: Vec<Move>) -> Duty {
    Duty {
        owner: owner.into(),
        mode: Mode::Human,
        route: None,
        next_step: "Reach the merchant".into(),
        script: None,
        asks: vec![],
        clocks,
        cadence: vec![],
        moves,
    }
}

pub(crate) fn end(id: &str, title: &str, outcome: Outcome) -> Stage {
    let kind = StageKind::End(End {
        outcome,
        feedback: None,
    });
    stage(id, title, Phase::Customer, kind)
}

pub(crate) fn process(roles: &[(&str, &str)], stages: Vec<Stage>) -> Process {
    Process {
        id: "made".into(),
        title: "How a merchant becomes a seller".into(),
        purpose: String::new(),
        calendar: Calendar {
            zone: TimeZone::UTC,
            hours: Default::default(),
            holidays: Default::default(),
        },
        country: None,
        agreement: Agreement::default(),
        roles: roles
            .iter()
            .map(|(id, title)| Role {
                id: RoleId::from(*id),
                title: (*title).into(),
                expects: None,
                stands_in_for: vec![],
                place: Place::default(),
            })
            .collect(),
        terms: vec![],
        channels: vec![],
        fields: vec![],
        series: vec![],
        alerts: vec![],
        base: Line {
            channel: None,
            quality: Quality::default(),
            routing: vec![],
            stages,
        },
        variants: vec![],
    }
}

/// The worked example of the format, as far as a drawing sees it.
pub(crate) fn example() -> Process {
    let grade = |grade: &str, count, unit| (Grade::from(grade), Span { count, unit });
    let days = |count| Span {
        count,
        unit: Unit::Day,
    };
    let first_response = Within {
        by_grade: vec![grade("A", 15, Unit::Minute), grade("B", 1, Unit::Hour)],
        otherwise: Some(hours(4)),
    };
    let unreachable = Consequence::Move {
        to: "nurture".into(),
        reason: Some("unreachable".into()),
    };
    let stages = vec![
        gate(
            "inbox",
            "Inbox",
            vec![
                Move {
                    reason: Some("spam".into()),
                    ..to("disqualified")
                },
                to_if("contacting", "score.grade in ['A', 'B', 'C']"),
                to_if("nurture", "true"),
            ],
        ),
        stage(
            "contacting",
            "First contact",
            Phase::Lead,
            StageKind::Work(duty(
                "sdr",
                vec![
                    clock("accept", in_(hours(1)), vec![]),
                    clock("first_response", first_response, vec![]),
                    clock("stage_age", in_(days(10)), vec![unreachable]),
                ],
                vec![
                    to_if("qualifying", "last.touch.two_way"),
                    to_for("nurture", &["not_now", "unreachable"]),
                    to_for(
                        "disqualified",
                        &["wrong_number", "no_goods", "competitor", "spam"],
                    ),
                ],
            )),
        ),
        stage(
            "qualifying",
            "Qualification",
            Phase::Prospect,
            StageKind::Work(duty(
                "sdr",
                vec![clock("stage_age", in_(days(5)), vec![])],
                vec![
                    to_if("handover", "lead.touches > 0"),
                    to_for("nurture", &["not_now", "next_season"]),
                    to_for("disqualified", &["no_goods", "too_small"]),
                ],
            )),
        ),
        stage(
            "handover",
            "Hand-over to sales",
            Phase::Prospect,
            StageKind::Work(duty(
                "sales",
                vec![clock("verdict", in_(hours(4)), vec![])],
                vec![
                    to_with("consulting", Verdict::Accepted),
                    to_with("qualifying", Verdict::Returned),
                ],
            )),
        ),
        stage(
            "consulting",
            "Consultation",
            Phase::Opportunity,
            StageKind::Work(duty(
                "sales",
                vec![clock("stage_age", in_(days(15)), vec![])],
                vec![
                    to("won"),
                    to_for("lost", &["price", "competitor", "no_decision", "no_time"]),
                    to_for("nurture", &["next_season"]),
                ],
            )),
        ),
        stage(
            "nurture",
            "Nurture",
            Phase::Lead,
            StageKind::Hold(duty(
                "marketing",
                vec![clock("look_again", in_(days(180)), vec![])],
                vec![
                    to_if(
                        "contacting",
                        "score.grade in ['A', 'B'] || event.kind == 'mail_replied'",
                    ),
                    to_for("disqualified", &["asked_to_stop", "gone"]),
                ],
            )),
        ),
        end("won", "Won", Outcome::Won),
        end("lost", "Lost", Outcome::Lost),
        end("disqualified", "Disqualified", Outcome::Disqualified),
    ];
    process(
        &[
            ("marketing", "Marketing"),
            ("sdr", "Sales development"),
            ("sales", "Sales representative"),
            ("management", "Sales management"),
        ],
        stages,
    )
}
