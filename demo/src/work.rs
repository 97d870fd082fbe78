//! Work: what somebody does with the lead in front of them, and how long it takes.
//!
//! Stage by stage of the example process. What is done is told as commands; whether they
//! are allowed is for the rules.

use crate::company::Employee;
use crate::merchant::{Merchant, pick};
use fastrand::Rng;
use jiff::{Timestamp, ToSpan};
use lifecycle::lead::{Command, Lead, Standing, Touch};
use lifecycle::names::{FieldId, ReasonId, StageId};
use lifecycle::process::model::TouchKind;
use lifecycle::value::{Money, Value};
use std::collections::BTreeMap;

/// What somebody does now.
#[derive(Debug)]
pub(crate) struct Work {
    /// In this order; the first that is refused ends it.
    pub(crate) commands: Vec<Command>,
    /// How long it takes, in minutes of somebody of usual pace.
    pub(crate) minutes: u32,
    /// The lead is left alone for this many hours, unless a promise calls.
    pub(crate) rest_hours: u32,
}

/// What this person does with this lead now; `None` where nothing is to be done.
pub(crate) fn work_on(
    lead: &Lead,
    merchant: &Merchant,
    who: &Employee,
    now: Timestamp,
    rng: &mut Rng,
) -> Option<Work> {
    let Standing::Open(open) = &lead.standing else {
        return None;
    };
    match open.stage.as_str() {
        "contacting" => Some(contact(
            merchant,
            who,
            open.attempts,
            open.next_step.touch.unwrap_or(TouchKind::Call),
            now,
            rng,
        )),
        "qualifying" => Some(qualify(merchant, who, now, rng)),
        "handover" => Some(take_over(merchant, who, rng)),
        "consulting" => Some(consult(lead, merchant, who, now, rng)),
        "nurture" if open.next_step.due_at <= now => Some(look_again(now, rng)),
        // Sorting out what the rules could not: look, and let it go on.
        "inbox" => Some(Work {
            commands: vec![Command::Except {
                to: StageId::from("contacting"),
                reason: "Sorted out: a real inquiry.".to_owned(),
            }],
            minutes: 5,
            rest_hours: 0,
        }),
        _ => None,
    }
}

fn contact(
    merchant: &Merchant,
    who: &Employee,
    attempts: u32,
    kind: TouchKind,
    now: Timestamp,
    rng: &mut Rng,
) -> Work {
    if kind == TouchKind::Mail {
        return Work {
            commands: vec![touch(kind, false, Some(4), "sent", None, now)],
            minutes: 4,
            rest_hours: 0,
        };
    }
    if rng.f64() > merchant.reachable * who.skill * 0.85 {
        let outcome = pick(&["no_answer", "no_answer", "voicemail", "engaged"], rng);
        let mut commands = vec![touch(TouchKind::Call, false, Some(1), outcome, None, now)];
        if attempts >= 4 && rng.f64() < 0.7 {
            commands.push(go("nurture", Some("unreachable")));
        }
        return Work {
            commands,
            minutes: 3,
            rest_hours: 0,
        };
    }
    let minutes = rng.u32(3..15);
    let talked = |note: &str| {
        touch(
            TouchKind::Call,
            true,
            Some(minutes),
            "talked",
            Some(note),
            now,
        )
    };
    let mut work = Work {
        commands: Vec::new(),
        minutes: minutes + 3,
        rest_hours: 0,
    };
    let say = rng.f64();
    work.commands = if say < 0.03 {
        vec![
            talked("Somebody else's number."),
            go("disqualified", Some("wrong_number")),
        ]
    } else if merchant.catalogue_size == 0 {
        vec![
            talked("Only wants to buy."),
            go("disqualified", Some("no_goods")),
        ]
    } else if say < 0.05 {
        vec![
            talked("Had already decided, asked for the contract at once."),
            Command::Except {
                to: StageId::from("consulting"),
                reason: pick(
                    &[
                        "Knows us from another shop, has all papers ready.",
                        "Came with a partner who had explained everything.",
                        "Wants to sign this week, the questions can wait.",
                    ],
                    rng,
                )
                .to_owned(),
            },
        ]
    } else if merchant.interest * who.skill > 1.15 * rng.f64() {
        vec![
            talked("Wants to sell online this year."),
            go("qualifying", None),
        ]
    } else if rng.f64() < 0.75 {
        vec![
            talked("Not now, perhaps later."),
            go("nurture", Some("not_now")),
        ]
    } else {
        vec![
            talked("Sells with somebody else."),
            go("disqualified", Some("competitor")),
        ]
    };
    work
}

fn qualify(merchant: &Merchant, who: &Employee, now: Timestamp, rng: &mut Rng) -> Work {
    if rng.f64() > 0.4 + 0.5 * merchant.reachable {
        return Work {
            commands: vec![touch(
                TouchKind::Call,
                false,
                Some(1),
                "no_answer",
                None,
                now,
            )],
            minutes: 3,
            rest_hours: rng.u32(2..20),
        };
    }
    let minutes = rng.u32(8..25);
    let mut fields: BTreeMap<FieldId, Option<Value>> = BTreeMap::from([
        (
            FieldId::from("segment"),
            Some(Value::Text(merchant.segment.to_owned())),
        ),
        (
            FieldId::from("business_type"),
            Some(Value::Text(merchant.business_type.to_owned())),
        ),
        (
            FieldId::from("catalogue_size"),
            Some(Value::Integer(merchant.catalogue_size)),
        ),
    ]);
    if rng.bool() {
        let day = now
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date()
            .saturating_add(rng.i64(10..90).days());
        fields.insert(FieldId::from("decision_date"), Some(Value::Date(day)));
    }
    let mut commands = vec![
        touch(
            TouchKind::Call,
            true,
            Some(minutes),
            "talked",
            Some("Went through the five questions."),
            now,
        ),
        Command::Answer {
            fields,
            amount: None,
        },
    ];
    let good = merchant.interest * who.skill > 0.65 * rng.f64();
    commands.push(if merchant.catalogue_size < 10 && rng.f64() < 0.7 {
        go("disqualified", Some("too_small"))
    } else if good {
        go("handover", None)
    } else {
        wait("next_season", rng.i64(20..90), now)
    });
    Work {
        commands,
        minutes: minutes + 5,
        rest_hours: rng.u32(2..10),
    }
}

fn take_over(merchant: &Merchant, who: &Employee, rng: &mut Rng) -> Work {
    let command = if rng.f64() < 0.82 + 0.1 * merchant.interest {
        Command::Accept
    } else {
        Command::Return {
            reason: ReasonId::from(pick(
                &["not_reachable", "not_decided", "not_decided", "incomplete"],
                rng,
            )),
            note: (who.skill > 1.0).then(|| "No date and nobody who decides.".to_owned()),
        }
    };
    Work {
        commands: vec![command],
        minutes: 6,
        rest_hours: 1,
    }
}

fn consult(
    lead: &Lead,
    merchant: &Merchant,
    who: &Employee,
    now: Timestamp,
    rng: &mut Rng,
) -> Work {
    let minutes = rng.u32(15..50);
    let held = lead.last.touches >= 4 || rng.f64() < 0.3;
    if !held {
        let kind = pick(&[TouchKind::Meeting, TouchKind::Call, TouchKind::Mail], rng);
        let note = pick(
            &[
                "Showed the shop.",
                "Sent the offer.",
                "Talked about shipping.",
            ],
            rng,
        );
        return Work {
            commands: vec![touch(
                kind,
                kind != TouchKind::Mail,
                Some(minutes),
                "done",
                Some(note),
                now,
            )],
            minutes,
            rest_hours: rng.u32(12..72),
        };
    }
    let mut commands = vec![touch(
        TouchKind::Meeting,
        true,
        Some(minutes),
        "talked",
        Some("Talked about the offer."),
        now,
    )];
    commands.push(if rng.f64() < 0.06 + 0.36 * merchant.interest * who.skill {
        let monthly = 40 + merchant.catalogue_size.min(600) * rng.i64(2..6);
        Command::Move {
            to: StageId::from("won"),
            reason: None,
            wake_on: None,
            fields: BTreeMap::new(),
            amount: Some(Money {
                ten_thousandths: monthly * 10_000,
                currency: "BRL".to_owned(),
            }),
            note: None,
        }
    } else if rng.f64() < 0.85 {
        go(
            "lost",
            Some(pick(
                &[
                    "price",
                    "competitor",
                    "no_decision",
                    "no_decision",
                    "no_time",
                ],
                rng,
            )),
        )
    } else {
        wait("next_season", rng.i64(30..120), now)
    });
    Work {
        commands,
        minutes,
        rest_hours: rng.u32(12..48),
    }
}

/// Waiting is over: is anything to be hoped for?
fn look_again(now: Timestamp, rng: &mut Rng) -> Work {
    let mail = touch(
        TouchKind::Mail,
        false,
        Some(3),
        "sent",
        Some("Asked how business is."),
        now,
    );
    let next = if rng.f64() < 0.25 {
        go("disqualified", Some("gone"))
    } else {
        Command::Plan {
            title: "Ask again how business is".to_owned(),
            due_at: now
                .checked_add((rng.i64(20..45) * 24).hours())
                .unwrap_or(now),
        }
    };
    Work {
        commands: vec![mail, next],
        minutes: 5,
        rest_hours: 24,
    }
}

fn touch(
    kind: TouchKind,
    two_way: bool,
    minutes: Option<u32>,
    outcome: &str,
    note: Option<&str>,
    at: Timestamp,
) -> Command {
    Command::LogTouch(Touch {
        kind,
        two_way,
        human: true,
        minutes,
        outcome: Some(outcome.to_owned()),
        note: note.map(str::to_owned),
        at,
    })
}

fn go(to: &str, reason: Option<&str>) -> Command {
    Command::Move {
        to: StageId::from(to),
        reason: reason.map(ReasonId::from),
        wake_on: None,
        fields: BTreeMap::new(),
        amount: None,
        note: None,
    }
}

fn wait(reason: &str, days: i64, now: Timestamp) -> Command {
    Command::Move {
        to: StageId::from("nurture"),
        reason: Some(ReasonId::from(reason)),
        wake_on: now.checked_add((days * 24).hours()).ok(),
        fields: BTreeMap::new(),
        amount: None,
        note: None,
    }
}
