//! What the rules of the example process cost on one lead.
//!
//! `cargo bench -p lifecycle --bench rules [leads]`; 100,000 leads by default, half of
//! them hot. Times are the median of [`RUNS`], in microseconds a lead, of one thread.
//! The floor is what no rule can do without: making a lead's events and folding them.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

use jiff::{SignedDuration, Timestamp};
use lifecycle::calendar::Counts;
use lifecycle::lead::{
    Actor, Command, Decision, Lead, Person, Recorded, Source, Submission, Touch, World, capture,
    decide, fold,
};
use lifecycle::names::LeadId;
use lifecycle::process::model::{Process, TouchKind};
use lifecycle::process::read;
use lifecycle::roster::{Member, Roster};
use lifecycle::source::Family;
use lifecycle::value::Value;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

const RUNS: usize = 5;

/// What is asked at a time.
type AtTime = fn(Timestamp) -> Command;

/// What comes in, and who it is.
type Incoming = (LeadId, Submission, Person);

fn main() {
    let leads = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    let reading = read(include_str!("../samples/format-1.yaml"));
    let process = reading.process.expect("the example can run");
    let now: Timestamp = "2026-11-19T13:00:00Z".parse().expect("a time");

    let incoming: Vec<Incoming> = (0..leads).map(incoming).collect();
    let captured = capture_all(&process, incoming.clone(), now);
    let events: usize = captured.iter().map(|it| it.events.len()).sum();
    println!(
        "{leads} leads, {:.1} events each on capture; ten people",
        events as f64 / leads as f64
    );
    let histories: Vec<Vec<Recorded>> = captured.iter().map(|it| it.events.clone()).collect();
    let floor = median(leads, || {
        histories
            .iter()
            .map(|events| fold(&events.clone()))
            .collect::<Vec<_>>()
    });
    line("floor: copy and fold the events", floor, floor);
    let copied = median(leads, || incoming.clone());
    line("copy what comes in", copied, floor);
    let took = median(leads, || capture_all(&process, incoming.clone(), now));
    line("capture, and that copy", took, floor);

    let open: Vec<Lead> = captured.into_iter().map(|it| it.lead).collect();
    let commands: [(&str, AtTime, i64); 4] = [
        ("a touch by the owner", touch, 5),
        ("a click on a mail", click, 5),
        ("wake: nothing is due", |_| Command::Wake, 1),
        ("wake: a promise broke", |_| Command::Wake, 10),
    ];
    for (what, command, minutes) in commands {
        let now = now + SignedDuration::from_mins(minutes);
        let took = median(leads, || {
            let mut roster = roster();
            open.iter()
                .map(|lead| {
                    let mut world = World {
                        process: &process,
                        version: 1,
                        roster: &mut roster,
                        now,
                        by: owner_of(lead),
                    };
                    decide(lead, command(now), &mut world).expect("nothing is refused here")
                })
                .collect::<Vec<Decision>>()
        });
        line(what, took, floor);
    }

    let promises: Vec<_> = process
        .base
        .stages
        .iter()
        .filter_map(|stage| stage.duty())
        .flat_map(|duty| &duty.clocks)
        .filter_map(|promise| promise.within.for_grade(None))
        .collect();
    let calendar = &process.calendar;
    let took = median(leads * promises.len(), || {
        (0..leads)
            .flat_map(|minute| {
                let start = now + SignedDuration::from_mins(minute as i64 % 10_000);
                let after = move |span: &_| calendar.after(start, *span, Counts::Working);
                promises.iter().map(after)
            })
            .max()
    });
    line("one promise by the calendar", took, floor);
}

fn capture_all(process: &Process, incoming: Vec<Incoming>, now: Timestamp) -> Vec<Decision> {
    let mut roster = roster();
    incoming
        .into_iter()
        .map(|(id, submission, person)| {
            let mut world = World {
                process,
                version: 1,
                roster: &mut roster,
                now,
                by: Actor::Buyer,
            };
            capture(id, submission, person, None, &mut world)
        })
        .collect()
}

fn incoming(number: usize) -> Incoming {
    let mut fields = BTreeMap::new();
    if number.is_multiple_of(2) {
        let kind = Value::Text("manufacturer".to_owned());
        fields.insert("business_type".into(), kind);
        fields.insert("catalogue_size".into(), Value::Integer(240));
    }
    let person = Person {
        id: None,
        name: Some("Ana Souza".to_owned()),
        email: Some(format!("ana{number}@casaverde.example")),
        phone: Some("+55 11 4002-8922".to_owned()),
        region: Some("south".to_owned()),
    };
    let submission = Submission {
        id: format!("submission-{number}").into(),
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone(),
        company: Some("Casa Verde".to_owned()),
        region: person.region.clone(),
        message: Some("Please call me back about selling home decor.".to_owned()),
        form: Some("sell-with-us".to_owned()),
        source: Source {
            family: Family::Campaign,
            channel: "paid_search".into(),
            campaign: Some("autumn".to_owned()),
            landing_page: None,
            referrer: None,
            click_id: None,
        },
        fields,
        consent: None,
    };
    (format!("lead-{number}").into(), submission, person)
}

fn roster() -> Roster {
    let member = |number: u32| Member {
        id: format!("member-{number}").into(),
        name: format!("Member {number}"),
        active: true,
        roles: vec![["sdr", "sales", "marketing", "management"][number as usize / 4].into()],
        teams: Vec::new(),
        region: Some("south".to_owned()),
        seniority: 1 + number % 2,
        open: 0,
    };
    Roster {
        members: (0..10).map(member).collect(),
        turns: BTreeMap::new(),
    }
}

fn owner_of(lead: &Lead) -> Actor {
    use lifecycle::lead::{Owner, Standing};
    match &lead.standing {
        Standing::Open(attended) => match &attended.owner {
            Owner::Person { id, name } => Actor::Member {
                id: id.clone(),
                name: name.clone(),
            },
            Owner::Pool { .. } => Actor::Process,
        },
        Standing::Ended { .. } => Actor::Process,
    }
}

fn touch(now: Timestamp) -> Command {
    Command::LogTouch(Touch {
        kind: TouchKind::Call,
        two_way: true,
        human: true,
        minutes: Some(6),
        outcome: Some("talked".to_owned()),
        note: None,
        at: now,
    })
}

fn click(_: Timestamp) -> Command {
    Command::Notice {
        kind: "mail_clicked".to_owned(),
        form: None,
        machine: false,
    }
}

/// What `work` takes a lead, dropping what it made not counted.
fn median<T>(leads: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let made = black_box(work());
            let took = start.elapsed();
            drop(made);
            took
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2] / u32::try_from(leads.max(1)).expect("fewer than four billion leads")
}

fn line(what: &str, took: Duration, floor: Duration) {
    println!(
        "{what:<34} {:>8.2} µs a lead {:>6.1} x the floor",
        took.as_secs_f64() * 1e6,
        took.as_secs_f64() / floor.as_secs_f64()
    );
}
