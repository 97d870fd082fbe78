//! Three nodes on one PostgreSQL: one is killed, one freezes and comes back, and the line goes
//! on. No lead is worked twice, no promise is missed, turns stay exact.
//!
//! Deliberately absent: how long anything takes. That the others go on while one is frozen is
//! seen by its being frozen still; how long they were held up is only told.

use crate::load::{Client, Ledger, Office, Trade, at_once, complaints};
use crate::running::{Running, on_postgres, prints};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const NODES: usize = 3;

/// How often something happens to a node.
const ROUNDS: usize = 6;

/// Longer than any wait that the store allows: five seconds for a lock, five for who holds one
/// and does nothing.
const FROZEN: Duration = Duration::from_secs(7);

/// Until something that has to happen is taken not to: a machine may be slow.
const PATIENCE: Duration = Duration::from_secs(90);

/// What is promised, in the process.
const PROMISE: SignedDuration = SignedDuration::from_mins(15);

const PEOPLE: [(&str, &str); 5] = [
    ("Nora", "sdr"),
    ("Rui", "sdr"),
    ("Olga", "sdr"),
    ("Mia", "sdr"),
    ("Marta", "management"),
];

#[test]
fn three_nodes_are_one_line() {
    on_postgres(|database| {
        let folder = tempfile::tempdir().unwrap();
        let clock = folder.path().join("now");
        let mut now: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let process = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/nodes/process.yaml");
        let office = Office::open(database, &process, &PEOPLE, &clock);
        office.advance_to(now);
        let nodes = Nodes::start(database, clock.to_str().unwrap());
        let ledger = Ledger::default();
        all_see_it(&office, &nodes, &ledger);

        let stop = AtomicBool::new(false);
        let mut held_up = Duration::ZERO;
        std::thread::scope(|scope| {
            // Whatever goes wrong below, nobody waits for the clients for ever.
            let _stop = Stops(&stop);
            for node in 0..NODES {
                for trade in [Trade::Program, Trade::Caller(node, NODES), Trade::Manager] {
                    let (office, ledger, nodes, stop) = (&office, &ledger, &nodes, &stop);
                    scope.spawn(move || keep_working(office, ledger, nodes, node, trade, stop));
                }
            }
            for round in 0..ROUNDS {
                for _ in 0..3 {
                    std::thread::sleep(Duration::from_millis(200));
                    now += SignedDuration::from_mins(1);
                    office.advance_to(now);
                }
                let one = (round + round / NODES) % NODES;
                let other = (one + 1) % NODES;
                match round % 3 {
                    0 => nodes.kill(&[one]),
                    1 => held_up = held_up.max(others_go_on(&nodes, one, &ledger)),
                    _ => nodes.kill(&[one, other]),
                }
            }
        });

        // All that is still owed breaks now, while one more dies.
        for minute in 0..20 {
            now += SignedDuration::from_mins(1);
            office.advance_to(now);
            std::thread::sleep(Duration::from_millis(50));
            if minute == 10 {
                nodes.kill(&[1]);
            }
        }
        now += PROMISE;
        office.advance_to(now);
        nodes.wait_until_nothing_is_due(now);
        all_see_it(&office, &nodes, &ledger);

        let made = ledger.copy();
        let wrong = complaints(&office, nodes.address(0), &made);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let leads = office.all(nodes.address(1), "/api/v1/leads").unwrap();
        let turns = turns(&leads);
        assert!(uneven(&turns).is_none(), "{turns:?}");
        let lives = lives(&office, nodes.address(2), &leads);
        let (mut broken, mut told, mut wrong) = (0, 0, Vec::new());
        for (lead, events) in &lives {
            match promises(events, now) {
                Ok((times, alerts)) => {
                    broken += times;
                    told += alerts;
                }
                Err(what) => wrong.push(format!("lead {lead}: {what}")),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(broken > 0, "no promise broke: nothing was tried");
        let alerts = nodes.postgres.number("SELECT count(*) FROM alerts", &[]);
        assert_eq!(alerts, told, "one alert for each that was raised");
        the_check_can_fail(&turns, &lives, now);

        nodes.stop();
        let verified = prints(&["verify", "--database", database]);
        eprintln!(
            "{} requests acknowledged on {NODES} nodes, {} leads, {broken} promises broke; others were held up for {:.1} s at most\n{}",
            made.answered,
            leads.len(),
            held_up.as_secs_f64(),
            verified.trim()
        );
    });
}

/// Stops the clients when it goes out of scope.
struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Several programs on one database.
struct Nodes {
    running: Vec<Mutex<Running>>,
    addresses: Vec<Mutex<SocketAddr>>,
    postgres: Postgres,
    database: String,
    clock: String,
}

impl Nodes {
    fn start(database: &str, clock: &str) -> Self {
        let running: Vec<Running> = (0..NODES).map(|_| serve(database, clock)).collect();
        Self {
            addresses: running.iter().map(|one| Mutex::new(one.address)).collect(),
            running: running.into_iter().map(Mutex::new).collect(),
            postgres: Postgres::on(database),
            database: database.to_owned(),
            clock: clock.to_owned(),
        }
    }

    fn address(&self, node: usize) -> SocketAddr {
        *self.addresses[node].lock().unwrap()
    }

    /// Kills these, all before the first one is there again.
    fn kill(&self, which: &[usize]) {
        for &node in which {
            self.running[node].lock().unwrap().cut();
        }
        for &node in which {
            let fresh = serve(&self.database, &self.clock);
            *self.addresses[node].lock().unwrap() = fresh.address;
            *self.running[node].lock().unwrap() = fresh;
        }
    }

    /// Freezes it, in the middle of its work if that can be caught: within a unit of work, with
    /// all its locks.
    fn freeze(&self, node: usize) -> bool {
        const HELD: &str = "
            SELECT count(*) FROM pg_stat_activity
             WHERE application_name = $1 AND state = 'idle in transaction'
               AND clock_timestamp() - state_change > interval '200 milliseconds'";
        let node = self.running[node].lock().unwrap();
        for _ in 0..100 {
            node.freeze();
            std::thread::sleep(Duration::from_millis(250));
            let own = format!("throughline {}", self.postgres.schema);
            if self.postgres.number(HELD, &[&own]) > 0 {
                return true;
            }
            node.thaw();
            std::thread::sleep(Duration::from_millis(7));
        }
        node.freeze();
        false
    }

    fn wait_until_nothing_is_due(&self, now: Timestamp) {
        const DUE: &str = "SELECT count(*) FROM leads WHERE status = 'open' AND wake_at <= $1";
        until("no lead is due any more", || {
            self.postgres.number(DUE, &[&now.as_microsecond()]) == 0
        });
    }

    fn stop(self) {
        for one in self.running {
            assert_eq!(one.into_inner().unwrap().stop(), Some(0));
        }
    }
}

fn serve(database: &str, clock: &str) -> Running {
    Running::on(database, &["--rate-limit", "off", "--test-clock", clock])
}

fn keep_working(
    office: &Office,
    ledger: &Ledger,
    nodes: &Nodes,
    node: usize,
    trade: Trade,
    stop: &AtomicBool,
) {
    while !stop.load(Ordering::Relaxed) {
        let client = Client {
            office,
            ledger,
            address: nodes.address(node),
            round: 0,
        };
        client.work(trade, stop);
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// One freezes for longer than anybody waits, with what it holds; the others acknowledge more
/// while it is frozen still. How long they were held up.
fn others_go_on(nodes: &Nodes, node: usize, ledger: &Ledger) -> Duration {
    let within = nodes.freeze(node);
    let frozen = Instant::now();
    let (mut answered, mut last, mut longest) = (ledger.answered(), frozen, Duration::ZERO);
    let before = answered;
    until("the others go on", || {
        let now = ledger.answered();
        if now > answered {
            longest = longest.max(last.elapsed());
            (answered, last) = (now, Instant::now());
        }
        frozen.elapsed() > FROZEN && answered > before + 20
    });
    nodes.running[node].lock().unwrap().thaw();
    eprintln!(
        "node {node} was frozen {} a unit of work: the others acknowledged {} meanwhile, held up for {:.1} s",
        if within { "within" } else { "outside of" },
        answered - before,
        longest.as_secs_f64()
    );
    longest
}

/// What comes in on one node is told by all.
fn all_see_it(office: &Office, nodes: &Nodes, ledger: &Ledger) {
    let streams: Vec<Stream> = (0..NODES)
        .map(|node| Stream::open(office, nodes.address(node)))
        .collect();
    for node in 0..NODES {
        let client = Client {
            office,
            ledger,
            address: nodes.address(node),
            round: 0,
        };
        let lead = client.newcomer().expect("it answers");
        until("every stream tells of the lead", || {
            streams.iter().all(|stream| stream.told(&lead))
        });
    }
}

/// A live stream, read as it comes.
struct Stream {
    heard: std::sync::Arc<Mutex<Vec<u8>>>,
}

impl Stream {
    fn open(office: &Office, address: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        let bearer = office.bearer();
        let request = format!(
            "GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\nAuthorization: {bearer}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut head = [0; 12];
        stream.read_exact(&mut head).unwrap();
        assert_eq!(&head, b"HTTP/1.1 200");
        let heard: std::sync::Arc<Mutex<Vec<u8>>> = std::sync::Arc::default();
        let hears = heard.clone();
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(read) = stream.read(&mut part) {
                if read == 0 || std::sync::Arc::strong_count(&hears) == 1 {
                    break;
                }
                hears.lock().unwrap().extend_from_slice(&part[..read]);
            }
        });
        Self { heard }
    }

    fn told(&self, lead: &str) -> bool {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).contains(lead)
    }
}

/// How many leads each has.
fn turns(leads: &[Value]) -> BTreeMap<String, usize> {
    let mut turns = BTreeMap::new();
    for lead in leads {
        let owner = lead["owner"]["name"].as_str().unwrap().to_owned();
        *turns.entry(owner).or_default() += 1;
    }
    turns
}

/// Somebody was passed over, or had two turns.
fn uneven(turns: &BTreeMap<String, usize>) -> Option<String> {
    let (most, least) = (turns.values().max()?, turns.values().min()?);
    let is_even = most - least <= 1 && turns.len() == 4;
    (!is_even).then(|| format!("{turns:?}"))
}

/// What happened to each lead.
fn lives(office: &Office, address: SocketAddr, leads: &[Value]) -> BTreeMap<String, Vec<Value>> {
    let lives = Mutex::new(BTreeMap::new());
    at_once(leads, |lead| {
        let id = lead["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/leads/{id}/events");
        let events = office.all(address, &path).expect("it answers");
        lives.lock().unwrap().insert(id, events);
    });
    lives.into_inner().unwrap()
}

/// How many promises broke in the life of a lead, and how many alerts that led to; or what is wrong: one that was due has an
/// end, and only one; it broke for what was promised, not before that time, and told one.
fn promises(events: &[Value], now: Timestamp) -> Result<(i64, i64), String> {
    let time = |value: &Value| -> Timestamp { value.as_str().unwrap().parse().unwrap() };
    let mut running: Option<Timestamp> = None;
    let (mut broken, mut warned, mut alerts) = (0, 0, 0);
    for event in events {
        let at = time(&event["at"]);
        let is_ours = event["data"]["clock"] == "first_response";
        match event["type"].as_str().unwrap() {
            "clock.started" if is_ours => {
                // Who comes again while nobody answered is promised it anew.
                if let Some(due) = running.filter(|due| *due <= at) {
                    return Err(format!("what was due at {due} was forgotten at {at}"));
                }
                let due = time(&event["data"]["due_at"]);
                if due != at + PROMISE {
                    return Err(format!("started at {at}, and due at {due}"));
                }
                running = Some(due);
            }
            "clock.warned" if is_ours => {
                if running != Some(time(&event["data"]["due_at"])) {
                    return Err(format!("warned of what doesn't run: {event}"));
                }
                warned += 1;
            }
            "clock.broken" if is_ours => {
                let due = time(&event["data"]["due_at"]);
                if running.take() != Some(due) {
                    return Err(format!("what was due at {due} broke twice, or never ran"));
                }
                if at < due {
                    return Err(format!("due at {due}, and broken at {at}"));
                }
                broken += 1;
            }
            kind @ ("clock.kept" | "clock.stopped") if is_ours => match running.take() {
                Some(due) if at < due => {}
                due => return Err(format!("{kind} at {at}, due at {due:?}")),
            },
            "alert.raised" => {
                if event["data"]["told"]
                    .as_array()
                    .is_none_or(|told| told.len() != 1)
                {
                    return Err(format!("told others than the one: {event}"));
                }
                alerts += 1;
            }
            _ => {}
        }
    }
    if let Some(due) = running.filter(|due| *due <= now) {
        return Err(format!("what was due at {due} was missed"));
    }
    // The owner is told of the warning, the management of what broke.
    if alerts != warned + broken {
        return Err(format!(
            "{warned} warnings, {broken} promises broke, and {alerts} alerts were raised"
        ));
    }
    Ok((broken, alerts))
}

/// A life in which a promise was missed, or broke twice, and turns that are off by two.
fn the_check_can_fail(
    turns: &BTreeMap<String, usize>,
    lives: &BTreeMap<String, Vec<Value>>,
    now: Timestamp,
) {
    let mut turns = turns.clone();
    *turns.values_mut().next().unwrap() += 2;
    assert!(uneven(&turns).is_some());
    let (life, at) = lives
        .values()
        .find_map(|life| {
            let at = life
                .iter()
                .position(|event| event["type"] == "clock.broken")?;
            Some((life, at))
        })
        .unwrap();
    let mut missed = life.clone();
    missed.remove(at);
    assert!(promises(&missed, now).is_err(), "missed");
    let mut twice = life.clone();
    twice.insert(at, life[at].clone());
    assert!(promises(&twice, now).is_err(), "twice");
    let mut silent = life.clone();
    silent.retain(|event| event["type"] != "alert.raised");
    assert!(promises(&silent, now).is_err(), "silent");
}

/// Waits until it holds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never came to that: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The database, asked past the program.
struct Postgres {
    runtime: tokio::runtime::Runtime,
    client: tokio_postgres::Client,
    schema: String,
}

impl Postgres {
    fn on(database: &str) -> Self {
        let (server, schema) = database.rsplit_once("schema=").unwrap();
        let server = server.trim_end_matches(['?', '&']);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let client = runtime.block_on(async {
            let tls = tokio_postgres::NoTls;
            let (client, connection) = tokio_postgres::connect(server, tls).await.unwrap();
            tokio::spawn(connection);
            let path = format!("SET search_path = {schema}");
            client.batch_execute(&path).await.unwrap();
            client
        });
        Self {
            runtime,
            client,
            schema: schema.to_owned(),
        }
    }

    fn number(&self, sql: &str, with: &[&(dyn tokio_postgres::types::ToSql + Sync)]) -> i64 {
        let row = self.runtime.block_on(self.client.query_one(sql, with));
        row.unwrap().get(0)
    }
}
