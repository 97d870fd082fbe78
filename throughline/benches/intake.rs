//! What taking leads in costs, over HTTP with everything switched on, beside a bare
//! driver that writes the same rows.
//!
//! `cargo bench -p throughline --bench intake [leads]`; 64 clients on connections of
//! their own, each waiting for its 201 before it asks again. PostgreSQL where
//! `THROUGHLINE_TEST_POSTGRES` names one (`scripts/with-postgres make bench`).

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

#[path = "../../store/benches/floor/mod.rs"]
mod floor;
#[path = "../tests/it/running.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod running;

use running::{Running, each_database, prints};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 64;

fn main() {
    let leads: u64 = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(20_000);
    println!(
        "one durable write of 4 KB here: {:.2} ms (median of 200)",
        fsync_ms()
    );
    each_database(|database| measure(database, leads));
}

fn measure(database: &str, leads: u64) {
    let kind = database.split(':').next().unwrap_or(database);
    let process = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../lifecycle/samples/seller-acquisition.yaml"
    );
    prints(&["process", "publish", process, "--database", database]);
    for number in 0..8 {
        let (name, mail) = (
            format!("Member {number}"),
            format!("m{number}@throughline.example"),
        );
        let role = [
            "sdr",
            "sdr",
            "sdr",
            "sales",
            "sales",
            "marketing",
            "management",
            "sdr",
        ][number];
        prints(&[
            "admin",
            "user",
            "add",
            "--name",
            &name,
            "--email",
            &mail,
            "--role",
            role,
            "--database",
            database,
        ]);
    }
    let printed = prints(&[
        "admin",
        "token",
        "create",
        "--scope",
        "capture",
        "--name",
        "bench",
        "--database",
        database,
    ]);
    let token = printed.split_whitespace().last().unwrap().to_owned();

    let server = Running::on(database, &["--rate-limit", "off"]);
    let next = AtomicU64::new(0);
    let begin = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (next, token, address) = (&next, token.as_str(), server.address);
                scope.spawn(move || client(address, token, next, leads))
            })
            .collect();
        clients
            .into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    let took = begin.elapsed();
    assert_eq!(server.stop(), Some(0));
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{kind}: {} leads by {CLIENTS} clients in {:.2} s: {:.0}/s; p50 {:.1} ms, p99 {:.1} ms, slowest {:.1} ms",
        times.len(),
        took.as_secs_f64(),
        times.len() as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0),
    );
    println!("{}", prints(&["verify", "--database", database]).trim());
    // As many commits as if all clients' leads always came together.
    let batches = times.len().div_ceil(CLIENTS);
    let floor = bare(database, batches);
    println!(
        "the same rows by the bare driver in {batches} commits: {:.2} s, {:.0} leads/s; the server takes {:.1} x that",
        floor.as_secs_f64(),
        times.len() as f64 / floor.as_secs_f64(),
        took.as_secs_f64() / floor.as_secs_f64(),
    );
}

fn bare(database: &str, batches: usize) -> Duration {
    match database.strip_prefix("sqlite://") {
        Some(file) => floor::sqlite(
            Path::new(file),
            &Path::new(file).with_extension("bare"),
            batches,
        ),
        None => {
            let (server, schema) = database.rsplit_once("schema=").unwrap();
            let server = server.trim_end_matches(['?', '&']);
            tokio::runtime::Runtime::new()
                .unwrap()
                .block_on(floor::postgres(server, schema, batches))
        }
    }
}

fn client(address: SocketAddr, token: &str, next: &AtomicU64, leads: u64) -> Vec<Duration> {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut requests = stream;
    let mut times = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= leads {
            return times;
        }
        let body = format!(
            r#"{{"name":"Ana Souza {number}","email":"ana.{number}@casaverde.example","phone":"+55 11 9{:04}-{:04}","company":"Casa Verde {number}","message":"Call me","source":{{"channel":"paid_search","campaign":"autumn"}},"fields":{{"segment":"home_decor","business_type":"manufacturer","catalogue_size":240}}}}"#,
            number / 10_000 % 10_000,
            number % 10_000,
        );
        let request = format!(
            "POST /api/v1/leads HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k{number}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let begin = Instant::now();
        requests.write_all(request.as_bytes()).unwrap();
        let status = answer(&mut answers);
        times.push(begin.elapsed());
        assert_eq!(status, 201);
    }
}

fn answer(answers: &mut impl BufRead) -> u16 {
    let mut line = String::new();
    answers.read_line(&mut line).unwrap();
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap();
    let mut length = 0_u64;
    loop {
        line.clear();
        answers.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    std::io::copy(&mut answers.take(length), &mut std::io::sink()).unwrap();
    status
}

fn fsync_ms() -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let mut file = File::create(folder.path().join("probe")).unwrap();
    let mut times: Vec<f64> = (0..200)
        .map(|_| {
            let begin = Instant::now();
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[100]
}
