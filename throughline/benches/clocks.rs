//! How late promises are noticed to be broken, when very many fall due within one minute.
//!
//! `cargo bench -p throughline --bench clocks [clocks]`, 100,000 without. Each belongs to a lead
//! of its own, whose breaking tells a member. Leads come in while the test clock creeps through
//! one minute, so their promises fall due within one; then it runs as the machine's does, and
//! what the server says it has woken is read all the while. As they are woken in the order in
//! which they are due, the n-th that was woken is the n-th that was due: late is from its due
//! time until it was seen to be committed. PostgreSQL where `THROUGHLINE_TEST_POSTGRES` names one.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a bench reads the clock and files"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a bench that fails says where"
)]

#[path = "../tests/it/running.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod running;

use jiff::{SignedDuration, Timestamp};
use running::{Running, ask, each_database, prints};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 32;

/// In which they fall due.
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// How often is looked how far it is.
const LOOK: Duration = Duration::from_millis(10);

/// The one of the tests on several nodes, without its warning: one wake a lead.
const PROCESS: &str = include_str!("../tests/it/nodes/process.yaml");
const WARNING: &str = "        warn: 5m\n";

fn main() {
    let clocks: usize = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    each_database(|database| measure(database, clocks));
}

fn measure(database: &str, clocks: usize) {
    let kind = database.split(':').next().unwrap_or(database);
    let folder = tempfile::tempdir().unwrap();
    let start: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    let clock = folder.path().join("now");
    set(&clock, start);
    let token = office(database, folder.path());
    let server = Running::on(
        database,
        &[
            "--rate-limit",
            "off",
            "--test-clock",
            clock.to_str().unwrap(),
        ],
    );
    let address = server.address;

    let begun = Instant::now();
    let mut due = take_in(address, &token, clocks, &clock, start);
    due.sort_unstable();
    let (first, last) = (due[0], due[due.len() - 1]);
    println!(
        "{kind}: {clocks} leads taken in within {:.0} s; their promises fall due within {:.1} s",
        begun.elapsed().as_secs_f64(),
        last.duration_since(first).as_secs_f64()
    );

    let before = woken(address);
    let origin = first - SignedDuration::from_secs(2);
    let seen = run(address, &clock, origin, before + clocks as u64);
    let mut late: Vec<f64> = Vec::with_capacity(clocks);
    for (number, due) in (before + 1..).zip(&due) {
        let at = seen.partition_point(|(_, count)| *count < number);
        let (at, _) = seen[at];
        late.push(at.duration_since(*due).as_secs_f64());
    }
    late.sort_by(f64::total_cmp);
    let at = |share: f64| late[((late.len() - 1) as f64 * share) as usize];
    println!(
        "{kind}: late by p50 {:.3} s, p99 {:.3} s, at most {:.3} s",
        at(0.5),
        at(0.99),
        at(1.0)
    );
    assert_eq!(server.stop(), Some(0));
    println!("{}", prints(&["verify", "--database", database]).trim());
}

/// The process runs, and there are people; the secret of a token.
fn office(database: &str, folder: &Path) -> String {
    assert!(PROCESS.contains(WARNING), "the process has changed");
    let process = folder.join("process.yaml");
    std::fs::write(&process, PROCESS.replace(WARNING, "")).unwrap();
    let process = process.to_str().unwrap();
    prints(&["process", "publish", process, "--database", database]);
    for (name, role) in [("Nora", "sdr"), ("Rui", "sdr"), ("Marta", "management")] {
        let email = format!("{}@throughline.example", name.to_lowercase());
        let add = ["admin", "user", "add", "--name", name, "--email", &email];
        prints(&[&add[..], &["--role", role, "--database", database]].concat());
    }
    let create = ["admin", "token", "create", "--scope", "write"];
    let printed = prints(&[&create[..], &["--name", "bench", "--database", database]].concat());
    printed.split_whitespace().last().unwrap().to_owned()
}

/// When the promises of all of them are due.
fn take_in(
    address: SocketAddr,
    token: &str,
    clocks: usize,
    clock: &Path,
    start: Timestamp,
) -> Vec<Timestamp> {
    let next = AtomicUsize::new(0);
    let due = Mutex::new(Vec::with_capacity(clocks));
    let bearer = format!("Bearer {token}");
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= clocks {
                        return;
                    }
                    let body = format!(
                        r#"{{"name":"Ana {number}","email":"ana.{number}@casaverde.example","source":{{"channel":"paid_search"}}}}"#
                    );
                    let heads = [
                        ("Authorization", bearer.as_str()),
                        ("Content-Type", "application/json"),
                    ];
                    let answer = ask(address, "POST", "/api/v1/leads", &heads, &body).unwrap();
                    assert_eq!(answer.status, 201, "{}", answer.body);
                    let own = answer.json()["clocks"][0]["due_at"].clone();
                    due.lock().unwrap().push(own.as_str().unwrap().parse().unwrap());
                }
            });
        }
        loop {
            let share = next.load(Ordering::Relaxed).min(clocks) as f64 / clocks as f64;
            set(clock, start + MINUTE.mul_f64(share));
            if share >= 1.0 {
                break;
            }
            std::thread::sleep(LOOK);
        }
    });
    due.into_inner().unwrap()
}

/// Lets the clock run from there until so many were woken; when how many were.
fn run(address: SocketAddr, clock: &Path, origin: Timestamp, until: u64) -> Vec<(Timestamp, u64)> {
    let began = Instant::now();
    let now = || origin + SignedDuration::try_from(began.elapsed()).unwrap();
    let over = AtomicBool::new(false);
    let mut seen = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                set(clock, now());
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        loop {
            let count = woken(address);
            seen.push((now(), count));
            if count >= until {
                break;
            }
            std::thread::sleep(LOOK);
        }
        over.store(true, Ordering::Relaxed);
    });
    seen
}

/// How many leads were woken since the server began.
fn woken(address: SocketAddr) -> u64 {
    let answer = ask(address, "GET", "/metrics", &[], "").unwrap();
    let line = answer
        .body
        .lines()
        .find(|line| line.starts_with("throughline_woken_total"));
    let count = line.and_then(|line| line.split_whitespace().last());
    count.unwrap().parse().unwrap()
}

/// In one step: nobody reads half of it.
fn set(clock: &Path, at: Timestamp) {
    let next = clock.with_extension("next");
    std::fs::write(&next, at.to_string()).unwrap();
    std::fs::rename(&next, clock).unwrap();
}
