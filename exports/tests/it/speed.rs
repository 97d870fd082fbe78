//! How fast rows go by. Run in release, one at a time:
//! `cargo test --release -p exports --test it speed -- --ignored --nocapture --test-threads 1`

use crate::support::open;
use exports::{Flow, Reading, Source};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Time that this thread really ran, where the system tells it: other work on
/// the machine then doesn't count.
fn ran(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told
        .as_deref()
        .and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// A million rows of twelve columns, as a lead export has them.
fn leads(quoted: bool, accents: bool) -> String {
    let mut text =
        String::from("id,created,name,mail,phone,company,city,source,owner,stage,amount,note\n");
    for n in 0..1_000_000_u64 {
        let name = if accents {
            "Zoë Müller"
        } else {
            "Zoe Muller"
        };
        let note = if quoted {
            "\"called, said \"\"later\"\"\""
        } else {
            "called later"
        };
        writeln!(
            text,
            "L-{n:07},2024-03-{:02} 10:{:02}:00,{name},z{n}@mail.example,+49 30 {:07},Acme {},Berlin,paid_search,Nora,open,{}.50,{note}",
            n % 28 + 1,
            n % 60,
            n * 7 % 10_000_000,
            n % 5_000,
            n % 90_000
        )
        .expect("a text takes it");
    }
    text
}

#[test]
#[ignore = "a measurement"]
fn speed_of_a_million_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    for (what, text) in [
        ("plain", leads(false, false)),
        ("quoted, with doubled quotes", leads(true, false)),
        ("beyond ASCII", leads(false, true)),
    ] {
        let path = folder.path().join("leads.csv");
        std::fs::write(&path, &text).expect("it is written");
        let begin = Instant::now();
        let started = ran(begin);
        let floor = std::fs::read(&path)
            .expect("it reads")
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        let floor_took = ran(begin) - started;
        let started = ran(begin);
        let export = open(&Source::File(path), &Reading::default()).expect("it opens");
        let opened = ran(begin) - started;
        let mut bytes = 0;
        let tally = export
            .read(&mut |row| {
                bytes += row.cells.iter().map(|cell| cell.len()).sum::<usize>();
                Flow::Continue(())
            })
            .expect("it reads");
        let took = ran(begin) - started;
        assert_eq!((tally.rows, floor), (1_000_000, 1_000_001));
        let megabytes = text.len() as f64 / 1e6;
        eprintln!(
            "{what}: {megabytes:.0} MB in {took:.0?} ({:.0} MB/s; opening {opened:.0?}; counting lines {floor_took:.0?})",
            megabytes / took.as_secs_f64()
        );
        assert!(bytes > 0);
    }
}
