//! What the rules of the example process cost on one lead.
//!
//! `cargo bench -p lifecycle --bench rules [leads] [part of a line]`; 100,000 leads by default,
//! half of them hot. Times are the median of [`RUNS`], in microseconds a lead, of one
//! thread's processor time where the system tells it (others at work on the machine don't
//! count then), else by the clock. Answers are kept for as long as the line keeps a batch, and
//! dropping them counts. The floor is what no rule can do without: making a lead's events
//! and folding them.
//!
//! Instructions: `perf stat -e instructions:u` once with a line and once with `none`; the
//! difference is [`RUNS`] times that line.

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

/// So many answers are kept at once, as the line does.
const BATCH: usize = 64;

/// What is asked at a time.
type AtTime = fn(Timestamp) -> Command;

/// What comes in, and who it is.
type Incoming = (LeadId, Submission, Person);

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let leads = arguments
        .iter()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    let only = arguments
        .into_iter()
        .find(|argument| argument.parse::<usize>().is_err())
        .unwrap_or_default();
    let mut bench = Bench {
        leads,
        only,
        floor: None,
    };
    let reading = read(include_str!("../samples/seller-acquisition.yaml"));
    let process = reading.process.expect("the example can run");
    let now: Timestamp = "2026-11-19T13:00:00Z".parse().expect("a time");

    let incoming: Vec<Incoming> = (0..leads).map(incoming).collect();
    let mut people = roster();
    let histories: Vec<Vec<Recorded>> = incoming
        .iter()
        .map(|it| captured(&process, it.clone(), now, &mut people).events)
        .collect();
    let events: usize = histories.iter().map(Vec::len).sum();
    println!(
        "{leads} leads, {:.1} events each on capture; ten people",
        events as f64 / leads as f64
    );
    bench.line("floor: copy and fold the events", |number| {
        fold(&histories[number].clone())
    });
    let open: Vec<Lead> = histories.iter().filter_map(fold).collect();
    drop(histories);
    bench.line("copy what comes in", |number| incoming[number].clone());
    let mut people = roster();
    bench.line("capture, and that copy", |number| {
        captured(&process, incoming[number].clone(), now, &mut people)
    });

    let commands: [(&str, AtTime, i64); 4] = [
        ("a touch by the owner", touch, 5),
        ("a click on a mail", click, 5),
        ("wake: nothing is due", |_| Command::Wake, 1),
        ("wake: a promise broke", |_| Command::Wake, 10),
    ];
    for (what, command, minutes) in commands {
        let now = now + SignedDuration::from_mins(minutes);
        let mut people = roster();
        bench.line(what, |number| {
            let lead = &open[number];
            let mut world = World {
                process: &process,
                version: 1,
                roster: &mut people,
                now,
                by: owner_of(lead),
            };
            decide(lead, command(now), &mut world).expect("nothing is refused here")
        });
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
    bench.line("one promise by the calendar", |number| {
        let start = now + SignedDuration::from_mins(number as i64 % 10_000);
        let span = promises[number % promises.len()];
        calendar.after(start, span, Counts::Working)
    });
}

fn captured(
    process: &Process,
    (id, submission, person): Incoming,
    now: Timestamp,
    roster: &mut Roster,
) -> Decision {
    let mut world = World {
        process,
        version: 1,
        roster,
        now,
        by: Actor::Buyer,
    };
    capture(id, submission, person, None, &mut world)
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
        Standing::Ended { .. } | Standing::Merged { .. } => Actor::Process,
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

struct Bench {
    leads: usize,
    /// Only lines whose text contains this.
    only: String,
    floor: Option<Duration>,
}

impl Bench {
    /// What `work` takes a lead, given the number of the lead.
    fn line<T>(&mut self, what: &str, mut work: impl FnMut(usize) -> T) {
        if !what.contains(&self.only) {
            return;
        }
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                let busy = processor_time();
                let mut batch = Vec::with_capacity(BATCH);
                for number in 0..self.leads {
                    if batch.len() == BATCH {
                        black_box(&mut batch).clear();
                    }
                    batch.push(work(number));
                }
                drop(black_box(batch));
                match (busy, processor_time()) {
                    (Some(before), Some(after)) => after.saturating_sub(before),
                    _ => start.elapsed(),
                }
            })
            .collect();
        times.sort_unstable();
        let leads = u32::try_from(self.leads.max(1)).expect("fewer than four billion leads");
        let took = times[RUNS / 2] / leads;
        let floor = *self.floor.get_or_insert(took);
        println!(
            "{what:<34} {:>8.2} µs a lead {:>6.1} x the floor",
            took.as_secs_f64() * 1e6,
            took.as_secs_f64() / floor.as_secs_f64().max(1e-9)
        );
    }
}

/// How long this thread was on a processor by now, where the system says so.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let busy = stat.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(busy))
}
