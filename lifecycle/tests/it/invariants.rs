//! What always holds, whatever is asked of whatever process at whatever time.
//!
//! After each step [`Line`] checks that the state is the fold of the events, that
//! numbers have no gaps, and that an open lead has an owner, a next step, a
//! deadline and an instant to wake at.

use crate::line::{Line, Written, asks, call};
use lifecycle::calendar::{Span, Unit};
use lifecycle::lead::{Command, Lead, Owner, Recorded, Standing, Submission};
use lifecycle::presence::{Absence, Hours};
use lifecycle::process::condition::Condition;
use lifecycle::process::model::{
    Addressee, Available, Cap, Consequence, Duty, Later, Mode, Pauses, Per, Pick, Process,
    StageKind, StopsOn, Target, Verdict, Within,
};
use lifecycle::value::{Money, Value};
use proptest::prelude::*;
use std::collections::BTreeMap;

const STAGES: [&str; 10] = [
    "inbox",
    "contacting",
    "qualifying",
    "handover",
    "consulting",
    "nurture",
    "won",
    "lost",
    "disqualified",
    "nowhere",
];
const PEOPLE: [&str; 10] = [
    "Ana", "Femi", "Gina", "Lena", "Max", "Nora", "Olga", "Pia", "Sam", "Tom",
];
const REASONS: [&str; 4] = ["not_now", "unreachable", "incomplete", "price"];

/// One thing that happens.
#[derive(Debug, Clone)]
enum Step {
    Capture(u8),
    Ask(usize, usize, Asked),
    /// A member comes or goes.
    Turn(usize),
    /// A member is absent for so many hours, away, or works at other hours.
    Presence(usize, u8),
    Later(i64),
}

/// A command, by what it is about.
#[derive(Debug, Clone)]
enum Asked {
    Reengage(u8),
    Call(bool, bool, i64),
    Notice(u8),
    Answer(u8),
    Move(usize, usize, bool, bool),
    Except(usize, bool),
    Accept,
    Return(usize),
    Reassign(usize),
    Decline(usize),
    Pause(usize, Option<i64>),
    Resume,
    Plan(i64),
    Snooze(i64, u8),
    Unsnooze,
    Note,
    Wake,
}

/// What is turned upside down in the process.
#[derive(Debug, Clone)]
enum Twist {
    Automatic(usize),
    Always(usize, usize),
    NoMoves(usize),
    Elsewhere(usize, usize, usize),
    NoTime(usize, u8),
    Consequence(usize, u8, usize),
    NobodyWorks,
    NoRouting,
    NoCadence(usize),
    /// All that may be written of declining, pausing, credit, later consequences and limits.
    Everything(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let asked = prop_oneof![
        2 => (0u8..4).prop_map(Asked::Reengage),
        6 => (any::<bool>(), any::<bool>(), -300i64..60).prop_map(|(a, b, c)| Asked::Call(a, b, c)),
        3 => (0u8..4).prop_map(Asked::Notice),
        3 => (0u8..6).prop_map(Asked::Answer),
        8 => (0..STAGES.len(), 0..REASONS.len(), any::<bool>(), any::<bool>())
            .prop_map(|(a, b, c, d)| Asked::Move(a, b, c, d)),
        2 => (0..STAGES.len(), any::<bool>()).prop_map(|(a, b)| Asked::Except(a, b)),
        4 => Just(Asked::Accept),
        2 => (0..REASONS.len()).prop_map(Asked::Return),
        2 => (0..PEOPLE.len()).prop_map(Asked::Reassign),
        3 => (0..REASONS.len()).prop_map(Asked::Decline),
        3 => (0..REASONS.len(), proptest::option::of(-60i64..3_000))
            .prop_map(|(a, b)| Asked::Pause(a, b)),
        2 => Just(Asked::Resume),
        2 => (-60i64..3_000).prop_map(Asked::Plan),
        3 => (prop_oneof![Just(0i64), -60i64..20_000], 0u8..3).prop_map(|(a, b)| Asked::Snooze(a, b)),
        1 => Just(Asked::Unsnooze),
        1 => Just(Asked::Note),
        6 => Just(Asked::Wake),
    ];
    let step = prop_oneof![
        3 => (0u8..5).prop_map(Step::Capture),
        24 => (0usize..8, 0..PEOPLE.len(), asked).prop_map(|(a, b, c)| Step::Ask(a, b, c)),
        2 => (0..PEOPLE.len()).prop_map(Step::Turn),
        3 => (0..PEOPLE.len(), 0u8..6).prop_map(|(a, b)| Step::Presence(a, b)),
        6 => prop_oneof![0i64..30, 0i64..600, 0i64..20_000].prop_map(Step::Later),
    ];
    proptest::collection::vec(step, 1..40)
}

fn twists() -> impl Strategy<Value = Vec<Twist>> {
    let stage = 0usize..6;
    let twist = prop_oneof![
        stage.clone().prop_map(Twist::Automatic),
        (stage.clone(), 0usize..4).prop_map(|(a, b)| Twist::Always(a, b)),
        stage.clone().prop_map(Twist::NoMoves),
        (stage.clone(), 0usize..4, 0..STAGES.len()).prop_map(|(a, b, c)| Twist::Elsewhere(a, b, c)),
        (stage.clone(), 0u8..3).prop_map(|(a, b)| Twist::NoTime(a, b)),
        (stage.clone(), 0u8..4, 0..STAGES.len()).prop_map(|(a, b, c)| Twist::Consequence(a, b, c)),
        Just(Twist::NobodyWorks),
        Just(Twist::NoRouting),
        stage.prop_map(Twist::NoCadence),
        (0u8..3).prop_map(Twist::Everything),
        (0u8..3).prop_map(Twist::Everything),
    ];
    prop_oneof![
        2 => Just(Vec::new()),
        3 => proptest::collection::vec(twist, 0..6),
    ]
}

fn turn_upside_down(line: &mut Line, twist: &Twist) {
    let always = always();
    let process = &mut line.process;
    if let Twist::NobodyWorks = twist {
        process.calendar.hours = Default::default();
        return;
    }
    if let Twist::Everything(kind) = twist {
        everything(process, *kind);
        return;
    }
    // The channels' lines stay as they are: leads by `trade_show` run on one.
    let base = &mut process.base;
    let place = match twist {
        Twist::NoRouting => {
            base.routing.clear();
            return;
        }
        Twist::Automatic(stage)
        | Twist::Always(stage, _)
        | Twist::NoMoves(stage)
        | Twist::Elsewhere(stage, _, _)
        | Twist::NoTime(stage, _)
        | Twist::Consequence(stage, _, _)
        | Twist::NoCadence(stage) => *stage,
        Twist::NobodyWorks | Twist::Everything(_) => return,
    };
    let mut duty: Option<&mut Duty> = None;
    let moves = match &mut base.stages[place].kind {
        StageKind::Gate(gate) => &mut gate.moves,
        StageKind::Work(own) | StageKind::Hold(own) => {
            if matches!(
                twist,
                Twist::Always(..) | Twist::NoMoves(_) | Twist::Elsewhere(..)
            ) {
                &mut own.moves
            } else {
                duty = Some(own);
                &mut Vec::new()
            }
        }
        StageKind::End(_) => return,
    };
    match (twist, duty) {
        (Twist::Always(_, number), _) => {
            if let Some(drawn) = moves.get_mut(*number) {
                drawn.when = Some(always);
                drawn.needs.clear();
            }
        }
        (Twist::NoMoves(_), _) => moves.clear(),
        (Twist::Elsewhere(_, number, to), _) => {
            if let Some(drawn) = moves.get_mut(*number) {
                drawn.to = STAGES[*to].into();
            }
        }
        (Twist::Automatic(_), Some(duty)) => duty.mode = Mode::Automatic,
        (Twist::NoCadence(_), Some(duty)) => duty.cadence.clear(),
        (Twist::NoTime(_, unit), Some(duty)) => {
            for promise in &mut duty.clocks {
                let count = u32::from(*unit == 2) * u32::MAX;
                let unit = if *unit == 0 {
                    Unit::Minute
                } else {
                    Unit::Month
                };
                promise.warn = vec![Span { count, unit }];
                promise.within = Within {
                    by_grade: Vec::new(),
                    otherwise: Some(Span { count, unit }),
                };
            }
        }
        (Twist::Consequence(_, kind, to), Some(duty)) => {
            for promise in &mut duty.clocks {
                promise.then.push(match kind {
                    0 => Consequence::OfferNext,
                    1 => Consequence::Reassign(Pick::RoundRobin),
                    _ => Consequence::Move {
                        to: STAGES[*to].into(),
                        reason: None,
                    },
                });
                if *kind == 3 {
                    promise.stops_on = StopsOn::AnyTouch;
                }
            }
        }
        _ => {}
    }
}

fn everything(process: &mut Process, kind: u8) {
    process.declines = vec!["not_now".into(), "price".into()];
    process.fairness.credit = vec!["price".into(), "incomplete".into(), "unreachable".into()];
    process.pauses = Some(Pauses {
        reasons: vec!["not_now".into(), "incomplete".into()],
        at_most: Span {
            count: 3,
            unit: if kind == 0 { Unit::Hour } else { Unit::Day },
        },
        place: process.fairness.place,
    });
    let hours = |count| Span {
        count,
        unit: Unit::Hour,
    };
    let chief = Addressee::Role("management".into());
    for stage in &mut process.base.stages {
        let (StageKind::Work(duty) | StageKind::Hold(duty)) = &mut stage.kind else {
            continue;
        };
        for promise in &mut duty.clocks {
            promise.warn = vec![hours(2), hours(1)];
            promise.later = vec![
                Later {
                    after: hours(1),
                    does: Consequence::Reassign(Pick::LeastLoaded),
                },
                Later {
                    after: hours(2),
                    does: Consequence::Alert(chief.clone()),
                },
                Later {
                    after: hours(9),
                    does: Consequence::OfferNext,
                },
            ];
        }
        for drawn in &mut duty.moves {
            drawn.tries.all = u32::from(kind);
        }
    }
    for rule in &mut process.base.routing {
        if let Target::Pool(pool) = &mut rule.to {
            pool.caps = vec![Cap::Open(3), Cap::Given(2, Per::Day)];
            pool.available =
                [Available::Working, Available::Present, Available::Any][usize::from(kind)];
        }
    }
}

/// The condition `true`, as the example has it in its routing.
fn always() -> Condition {
    let everyone = crate::line::example().base.routing.pop();
    everyone.expect("the example routes everyone").when
}

fn submission(kind: u8) -> Submission {
    let mut submission = asks(if kind == 3 {
        "trade_show"
    } else {
        "paid_search"
    });
    match kind {
        0 => submission.form = None,
        1 => {
            submission.fields.insert(
                "business_type".into(),
                Value::Text("manufacturer".to_owned()),
            );
            submission
                .fields
                .insert("catalogue_size".into(), Value::Integer(500));
        }
        2 => {
            // What no field takes, and nothing to reach anybody by.
            submission
                .fields
                .insert("nothing".into(), Value::YesNo(true));
            submission
                .fields
                .insert("segment".into(), Value::Text("2026-01-01".to_owned()));
            (submission.email, submission.phone) = (None, None);
        }
        _ => {}
    }
    submission
}

fn command(line: &Line, asked: &Asked) -> Command {
    let minutes = jiff::SignedDuration::from_mins;
    match *asked {
        Asked::Reengage(kind) => Command::Reengage(submission(kind)),
        Asked::Call(two_way, human, when) => {
            let Command::LogTouch(mut touch) = call(two_way, line.now + minutes(when)) else {
                unreachable!("a call is a touch");
            };
            touch.human = human;
            Command::LogTouch(touch)
        }
        Asked::Notice(kind) => Command::Notice {
            kind: ["mail_clicked", "mail_replied", "form", "opted_out"][usize::from(kind)].into(),
            form: (kind == 2).then(|| "sell-with-us".to_owned()),
            machine: kind == 3,
        },
        Asked::Answer(kind) => Command::Answer {
            fields: BTreeMap::from([match kind {
                0 => ("segment".into(), Some(Value::Text("pet".to_owned()))),
                1 => (
                    "business_type".into(),
                    Some(Value::Text("reseller".to_owned())),
                ),
                2 => ("catalogue_size".into(), Some(Value::Integer(150))),
                3 => ("catalogue_size".into(), None),
                4 => (
                    "decision_date".into(),
                    Some(Value::Date(jiff::civil::date(2026, 12, 24))),
                ),
                _ => (
                    "catalogue_size".into(),
                    Some(Value::Text("many".to_owned())),
                ),
            }]),
            amount: (kind == 4).then(|| Money {
                ten_thousandths: 990_000,
                currency: "BRL".to_owned(),
            }),
        },
        Asked::Move(to, reason, later, amount) => Command::Move {
            to: STAGES[to].into(),
            reason: (reason > 0).then(|| REASONS[reason - 1].into()),
            wake_on: later.then(|| line.now + minutes(5_000)),
            fields: BTreeMap::new(),
            amount: amount.then(|| Money {
                ten_thousandths: 1,
                currency: "BRL".to_owned(),
            }),
            note: None,
        },
        Asked::Except(to, reason) => Command::Except {
            to: STAGES[to].into(),
            reason: if reason { "as agreed" } else { "" }.to_owned(),
        },
        Asked::Accept => Command::Accept,
        Asked::Return(reason) => Command::Return {
            reason: REASONS[reason].into(),
            note: None,
        },
        Asked::Reassign(to) => Command::Reassign {
            to: PEOPLE[to].to_lowercase().into(),
            reason: "ill".to_owned(),
        },
        Asked::Decline(reason) => Command::Decline {
            reason: REASONS[reason].into(),
            note: None,
        },
        Asked::Pause(reason, until) => Command::Pause {
            reason: REASONS[reason].into(),
            until: until.map(|later| line.now + minutes(later)),
        },
        Asked::Resume => Command::Resume,
        Asked::Plan(later) => Command::Plan {
            title: "A step of one's own".to_owned(),
            due_at: line.now + minutes(later),
        },
        Asked::Snooze(until, when) => Command::Snooze {
            until: (until != 0).then(|| line.now + minutes(until)),
            when: match when {
                0 => None,
                1 => Some("event.kind == 'mail_replied'".to_owned()),
                _ => Some("score.engagement >= 40".to_owned()),
            },
            reason: "not now".to_owned(),
        },
        Asked::Unsnooze => Command::Unsnooze,
        Asked::Note => Command::Note("hm".to_owned()),
        Asked::Wake => Command::Wake,
    }
}

/// Does one step. A refusal leaves everything as it was.
fn run(line: &mut Line, step: &Step) -> Result<(), TestCaseError> {
    match step {
        Step::Capture(kind) => {
            if line.leads.len() < 6 {
                line.capture(submission(*kind));
            }
        }
        Step::Turn(who) => {
            let member = &mut line.roster.members[*who];
            member.active = !member.active;
        }
        Step::Presence(who, kind) => {
            let from = line.now;
            let own = &mut line.roster.members[*who].particulars;
            match kind {
                0 => own.away = !own.away,
                1 => own.absences.clear(),
                2 => {
                    let days = [("mon-sat".to_owned(), vec!["14:00-22:00".to_owned()])];
                    own.hours = Some(Hours::of("Asia/Tokyo", days).unwrap());
                }
                3 => own.hours = None,
                _ => own.absences.push(Absence {
                    from,
                    until: from + jiff::SignedDuration::from_hours(i64::from(*kind) * 9),
                    stand_in: (*kind == 5).then(|| "femi".into()),
                    why: None,
                }),
            }
        }
        Step::Later(minutes) => line.later(*minutes),
        Step::Ask(lead, who, asked) if *lead < line.leads.len() => {
            let command = command(line, asked);
            let who = match asked {
                Asked::Wake => "time",
                Asked::Notice(_) | Asked::Reengage(_) => "buyer",
                _ => PEOPLE[*who],
            };
            let before = (line.leads[*lead].lead.clone(), line.roster.clone());
            if let Err(refusal) = line.ask(*lead, who, command) {
                prop_assert!(!refusal.code().is_empty() && !refusal.to_string().is_empty());
                prop_assert_eq!(&line.leads[*lead].lead, &before.0);
                prop_assert_eq!(&line.roster, &before.1);
            }
            if let Asked::Wake = asked {
                let before = line.leads[*lead].events.len();
                line.must(*lead, "time", Command::Wake);
                prop_assert_eq!(line.leads[*lead].events.len(), before, "once is enough");
            }
        }
        Step::Ask(..) => {}
    }
    Ok(())
}

/// What adds up over all leads, and what a store reads back.
fn adds_up(line: &Line) -> Result<(), TestCaseError> {
    for member in &line.roster.members {
        let owned = line.leads.iter().filter(|life| {
            matches!(&life.lead.standing, Standing::Open(attended)
                if matches!(&attended.owner, Owner::Person { id, .. } if *id == member.id))
        });
        prop_assert_eq!(member.open as usize, owned.count(), "{}", member.name);
    }
    let read = |written: &Written| (written.turns.clone(), written.given.clone());
    let kept = (line.roster.turns.clone(), line.roster.given.clone());
    prop_assert_eq!(read(&line.written), kept);
    for life in &line.leads {
        let at = life.events.iter().map(|it| it.at);
        prop_assert!(at.is_sorted());
        let written = serde_json::to_string(&life.events).unwrap();
        let read: Vec<Recorded> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&read, &life.events);
        let written = serde_json::to_string(&life.lead).unwrap();
        let read: Lead = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(&read, &life.lead);
        let verdicts = life
            .events
            .iter()
            .filter(|it| it.event.verdict() == Some(Verdict::Returned));
        prop_assert!(verdicts.count() <= life.events.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_of_whatever_process(twists in twists(), steps in steps()) {
        let mut line = Line::at("2026-11-19T10:00");
        for twist in &twists {
            turn_upside_down(&mut line, twist);
        }
        line.capture(submission(1));
        for step in &steps {
            run(&mut line, step)?;
        }
        adds_up(&line)?;
        // Left to itself, a lead is woken now and then, and no more than now and then.
        for lead in 0..line.leads.len() {
            let before = line.leads[lead].events.len();
            for _ in 0..60 {
                let Some(wake_at) = line.leads[lead].lead.wake_after(line.now) else {
                    break;
                };
                // Some promises are for the next century, and the calendar ends in 9999.
                if wake_at > line.process.calendar.day_begins(jiff::civil::date(9_000, 1, 1)) {
                    break;
                }
                line.now = wake_at;
                line.must(lead, "time", Command::Wake);
            }
            let more = line.leads[lead].events.len() - before;
            prop_assert!(more <= 60 * 40, "{more} events of sixty wakings");
        }
        adds_up(&line)?;
    }
}
