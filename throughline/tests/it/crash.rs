//! A server that is killed in the middle of its work: whatever it acknowledged is
//! there, once, with owner, next step and deadline; whatever it didn't can be asked again.

use crate::running::{Answer, Running, ask, each_database, prints};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often it is killed. More by `THROUGHLINE_CRASHES`, for a night.
const CRASHES: u64 = 10;

/// How many ask at once.
const CLIENTS: u64 = 8;

/// How often is looked whether something was acknowledged: about a minute.
const PATIENCE: u64 = 30_000;

/// How many ask again at once after the last crash.
const AGAIN: usize = 16;

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let crashes = std::env::var("THROUGHLINE_CRASHES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(CRASHES);
    each_database(|database| {
        let process = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../lifecycle/samples/seller-acquisition.yaml"
        );
        prints(&["process", "publish", process, "--database", database]);
        staff(database);
        let token = token(database, "write");
        let ledger = Ledger::default();
        for crash in 0..crashes {
            let server = Running::on(database, &["--rate-limit", "off"]);
            let stop = AtomicBool::new(false);
            let before = ledger.len();
            std::thread::scope(|scope| {
                for client in 0..CLIENTS {
                    let (ledger, token, stop, address) = (&ledger, &token, &stop, server.address);
                    scope.spawn(move || submit(address, token, ledger, client, stop));
                }
                // Each time at another moment, once it is at work: however slow the machine is.
                for _ in 0..PATIENCE {
                    if ledger.len() > before {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(2));
                }
                std::thread::sleep(Duration::from_millis(crash * 97 % 240));
                server.kill();
                stop.store(true, Ordering::Relaxed);
            });
        }

        let server = Running::on(database, &["--rate-limit", "off"]);
        let acknowledged = ledger.acknowledged.lock().unwrap().clone();
        assert!(
            acknowledged.len() as u64 >= crashes,
            "nothing was asked: {} leads",
            acknowledged.len()
        );
        let unknown = ledger.unknown.lock().unwrap().clone();
        // At once, as clients do that come back after a crash: one after the other, each
        // would wait for a commit of its own.
        let (token, address) = (token.as_str(), server.address);
        at_once(&acknowledged.iter().collect::<Vec<_>>(), |(key, lead)| {
            let again = capture(address, token, key).expect("it answers now");
            assert_eq!(again.json()["id"], **lead, "{key} became another lead");
            assert!(
                again
                    .head
                    .to_lowercase()
                    .contains("idempotency-replayed: true"),
                "{key} was not remembered"
            );
        });
        at_once(&unknown, |key| {
            let first = capture(address, token, key).expect("it answers now");
            let second = capture(address, token, key).expect("it answers now");
            assert_eq!(
                first.json()["id"],
                second.json()["id"],
                "{key} was taken twice"
            );
        });
        assert_eq!(server.stop(), Some(0));

        let verified = prints(&["verify", "--database", database]);
        eprintln!(
            "{crashes} crashes, {} acknowledged, {} unknown: {}",
            acknowledged.len(),
            unknown.len(),
            verified.trim()
        );
    });
}

/// What was answered, kept outside of the program.
#[derive(Default)]
struct Ledger {
    next: AtomicU64,
    acknowledged: Mutex<BTreeMap<String, String>>,
    unknown: Mutex<Vec<String>>,
}

impl Ledger {
    fn len(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }
}

/// Does it for all of them, [`AGAIN`] at a time.
fn at_once<T: Sync>(all: &[T], one: impl Fn(&T) + Sync) {
    std::thread::scope(|scope| {
        for part in all.chunks(all.len().div_ceil(AGAIN).max(1)) {
            scope.spawn(|| part.iter().for_each(&one));
        }
    });
}

fn submit(address: SocketAddr, token: &str, ledger: &Ledger, client: u64, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let key = format!("{client}-{}", ledger.next.fetch_add(1, Ordering::Relaxed));
        match capture(address, token, &key) {
            Some(answer) if answer.status < 300 => {
                let lead = answer.json();
                assert!(lead["owner"]["id"].is_string(), "no owner: {lead}");
                assert!(
                    lead["next_step"]["due_at"].is_string(),
                    "no deadline: {lead}"
                );
                let id = lead["id"].as_str().expect("a lead has an id").to_owned();
                ledger.acknowledged.lock().unwrap().insert(key, id);
            }
            Some(answer) => assert!(
                matches!(answer.status, 409 | 429 | 503),
                "{} {}",
                answer.status,
                answer.body
            ),
            None => {
                // It is gone: whoever waits comes back when it is there again.
                ledger.unknown.lock().unwrap().push(key);
                return;
            }
        }
    }
}

fn capture(address: SocketAddr, token: &str, key: &str) -> Option<Answer> {
    let body = serde_json::json!({
        "name": format!("Ana {key}"),
        "email": format!("ana.{key}@casaverde.example"),
        "source": { "channel": "paid_search" },
    });
    ask(
        address,
        "POST",
        "/api/v1/leads",
        &[
            ("Authorization", &format!("Bearer {token}")),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key),
        ],
        &body.to_string(),
    )
}

/// Two who take leads, and one who looks after the rest.
fn staff(database: &str) {
    for (name, role) in [("Nora", "sdr"), ("Rui", "sdr"), ("Marta", "management")] {
        let email = format!("{}@throughline.example", name.to_lowercase());
        prints(&[
            "admin",
            "user",
            "add",
            "--name",
            name,
            "--email",
            &email,
            "--role",
            role,
            "--database",
            database,
        ]);
    }
}

/// The secret of a new token: the last word of what is printed.
fn token(database: &str, scope: &str) -> String {
    let printed = prints(&[
        "admin",
        "token",
        "create",
        "--scope",
        scope,
        "--name",
        "test",
        "--database",
        database,
    ]);
    printed
        .split_whitespace()
        .last()
        .expect("it prints the secret")
        .to_owned()
}
