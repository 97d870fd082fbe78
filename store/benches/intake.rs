//! What intake costs: leads a second through the rules and into the store, beside a bare
//! loop of the driver that adds the same rows.
//!
//! `cargo bench -p store --bench intake [leads]`; on SQLite, and on PostgreSQL where
//! `THROUGHLINE_TEST_POSTGRES` names one (`scripts/with-postgres cargo bench …`).
//! Batches of [`BATCH`], each one durable commit, as the line makes them under load.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench reads the clock, and fails loudly"
)]

mod floor;

use lifecycle::lead::{Actor, Decision, Person, Source, Submission, World, capture};
use lifecycle::names::LeadId;
use lifecycle::process::model::Process;
use lifecycle::roster::{Member, Roster};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::{
    CameOf, IdempotencyKey, NewCompany, NewMember, NewPerson, NewSubmission, Options, Remembered,
    Store, Via, digest, new_id,
};

const BATCH: usize = 128;
const EXAMPLE: &str = include_str!("../../lifecycle/samples/seller-acquisition.yaml");

fn main() {
    let leads = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(20_000);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let process = lifecycle::process::read(EXAMPLE).process.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("leads.db");
        let taken = intake(&format!("sqlite://{}", file.display()), &process, leads).await;
        let batches = leads.div_ceil(BATCH);
        let floor = floor::sqlite(&file, &folder.path().join("bare.db"), batches);
        taken.print("SQLite", leads, floor);
        match std::env::var("THROUGHLINE_TEST_POSTGRES") {
            Ok(server) => {
                let schema = format!("bench_{}", std::process::id());
                let taken = intake(&format!("{server}?schema={schema}"), &process, leads).await;
                let floor = floor::postgres(&server, &schema, batches).await;
                taken.print("PostgreSQL", leads, floor);
            }
            Err(_) => println!("SKIPPED: no PostgreSQL: use scripts/with-postgres"),
        }
    });
}

struct Taken {
    /// Reading people and companies, writing, committing.
    stored: Duration,
    /// The rules.
    decided: Duration,
    /// The slowest batch.
    slowest: Duration,
    events: i64,
}

impl Taken {
    fn print(&self, kind: &str, leads: usize, floor: Duration) {
        let whole = self.stored + self.decided;
        println!(
            "{kind}: {leads} leads, {:.1} events each, in batches of {BATCH}",
            self.events as f64 / leads as f64
        );
        println!(
            "  through rules and store           {:>8.2} s, {:>8.0} leads/s, slowest batch {:.0} ms",
            whole.as_secs_f64(),
            leads as f64 / whole.as_secs_f64(),
            self.slowest.as_secs_f64() * 1e3
        );
        println!(
            "  of that the rules                 {:>8.2} s, {:>8.1} µs a lead",
            self.decided.as_secs_f64(),
            self.decided.as_secs_f64() * 1e6 / leads as f64
        );
        println!(
            "  of that the store                 {:>8.2} s, {:>8.0} leads/s",
            self.stored.as_secs_f64(),
            leads as f64 / self.stored.as_secs_f64()
        );
        println!(
            "  the same rows by the bare driver  {:>8.2} s, {:>8.0} leads/s; the store takes {:.2} x that",
            floor.as_secs_f64(),
            leads as f64 / floor.as_secs_f64(),
            self.stored.as_secs_f64() / floor.as_secs_f64()
        );
    }
}

async fn intake(url: &str, process: &Process, leads: usize) -> Taken {
    let store = Store::open(url, Options::default()).await.unwrap();
    let now = "2026-11-19T13:00:00Z".parse().unwrap();
    let mut work = store.begin().await.unwrap();
    work.publish(&process.id, EXAMPLE, now, "Olga")
        .await
        .unwrap();
    for (number, role) in [
        "sdr",
        "sdr",
        "sdr",
        "sdr",
        "sales",
        "sales",
        "marketing",
        "management",
    ]
    .into_iter()
    .enumerate()
    {
        work.add_member(&NewMember {
            member: Member {
                id: format!("m{number}").into(),
                name: format!("Member {number}"),
                active: true,
                roles: vec![role.into()],
                teams: Vec::new(),
                region: None,
                seniority: 1,
                open: 0,
            },
            email: format!("m{number}@x.example"),
            admin: false,
            password_hash: None,
            at: now,
        })
        .await
        .unwrap();
    }
    work.commit().await.unwrap();
    let (mut decided, mut slowest) = (Duration::ZERO, Duration::ZERO);
    let start = Instant::now();
    let mut number = 0;
    while number < leads {
        let begun = Instant::now();
        let batch = number..(number + BATCH).min(leads);
        number = batch.end;
        decided += take(&store, process, batch, now).await;
        slowest = slowest.max(begun.elapsed());
    }
    let stored = start.elapsed() - decided;
    let head = store.reader().await.unwrap().head().await.unwrap();
    Taken {
        stored,
        decided,
        slowest,
        events: head.0,
    }
}

/// One batch, from the keys that may be remembered to the commit; says what the rules took.
async fn take(
    store: &Store,
    process: &Process,
    batch: std::ops::Range<usize>,
    now: jiff::Timestamp,
) -> Duration {
    let mut work = store.begin().await.unwrap();
    let mut roster = work.roster().await.unwrap();
    let keys: Vec<IdempotencyKey> = batch
        .clone()
        .map(|number| IdempotencyKey {
            scope: "website".to_owned(),
            key: format!("key-{number:032}"),
        })
        .collect();
    work.remembered(&keys).await.unwrap();
    let mails: Vec<String> = batch
        .clone()
        .map(|number| format!("ana.{number}@firm{}.example", number / 3))
        .collect();
    let contacts: Vec<String> = mails.iter().map(|mail| format!("m:{mail}")).collect();
    work.people(&contacts).await.unwrap();
    let companies: Vec<NewCompany> = batch
        .clone()
        .map(|number| NewCompany {
            id: new_id(now).into(),
            name: format!("Firm {} Ltda.", number / 3),
            at: now,
        })
        .collect();
    let companies = work.companies(&companies).await.unwrap();
    let people: Vec<NewPerson> = contacts
        .into_iter()
        .zip(mails)
        .zip(batch.clone())
        .zip(&companies)
        .map(|(((key, mail), number), company)| {
            let id = new_id(now);
            NewPerson {
                id: id.as_str().into(),
                person: Person {
                    id: Some(id.into()),
                    name: Some(format!("Ana {} Souza", number * 7919 % 10_007)),
                    email: Some(mail),
                    phone: None,
                    region: None,
                },
                others: Vec::new(),
                keys: vec![key],
                company: company.id.clone(),
                at: now,
            }
        })
        .collect();
    work.add_people(&people).await.unwrap();
    let begun = Instant::now();
    let decisions = decide(process, &mut roster, now, &people, companies);
    let decided = begun.elapsed();
    work.record(&decisions).await.unwrap();
    let raw: Vec<NewSubmission> = decisions
        .iter()
        .map(|decision| NewSubmission {
            id: decision.lead.id.as_str().into(),
            received_at: now,
            via: Via::Api,
            raw: vec![b'x'; 300],
            lead: decision.lead.id.clone(),
            came_of: CameOf::New,
        })
        .collect();
    work.add_submissions(&raw).await.unwrap();
    let answers: Vec<(IdempotencyKey, Remembered)> = keys
        .into_iter()
        .map(|key| {
            let body = "x".repeat(800);
            let answer = Remembered {
                body_hash: digest(body.as_bytes()),
                status: 201,
                body,
                at: now,
            };
            (key, answer)
        })
        .collect();
    work.remember(&answers).await.unwrap();
    work.commit().await.unwrap();
    decided
}

fn decide(
    process: &Process,
    roster: &mut Roster,
    now: jiff::Timestamp,
    people: &[NewPerson],
    companies: Vec<lifecycle::lead::Company>,
) -> Vec<Decision> {
    people
        .iter()
        .zip(companies)
        .map(|(person, company)| {
            let id = new_id(now);
            let submission = Submission {
                id: id.as_str().into(),
                name: person.person.name.clone(),
                email: person.person.email.clone(),
                phone: None,
                company: company.name.clone(),
                region: None,
                message: Some("Please call me about selling with you.".to_owned()),
                form: Some("sell-with-us".to_owned()),
                source: Source {
                    family: lifecycle::source::Family::Campaign,
                    channel: "paid_search".into(),
                    campaign: Some("autumn".to_owned()),
                    landing_page: Some("https://x.example/?utm_source=a".to_owned()),
                    referrer: None,
                    click_id: None,
                },
                fields: BTreeMap::new(),
                consent: None,
            };
            let mut world = World {
                process,
                version: 1,
                roster,
                now,
                by: Actor::Buyer,
            };
            capture(
                LeadId::from(id),
                submission,
                person.person.clone(),
                Some(company),
                &mut world,
            )
        })
        .collect()
}
