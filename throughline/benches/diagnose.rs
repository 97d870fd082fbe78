//! What a diagnosis costs, phase by phase, beside one plain pass over the same bytes.
//!
//! `cargo bench -p throughline --bench diagnose [rows]`; a made-up lead table of
//! 1 million rows by default, and `bpic2012.xes.gz` where the shared data is at
//! hand (`THROUGHLINE_DATA`). With `BENCH_HUGE=1` also a table of 2 GB, for the
//! memory it needs. Times are the median of [`RUNS`]; memory is the peak of the
//! whole program, run as a user runs it.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a bench reads the clock and files"
)]

use diagnose::survey::TableSurvey;
use diagnose::{Options, diagnose};
use exports::{Flow, Reading, Source, open};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 3;
const SEED: u64 = 0x0BAD_5EED;
const HUGE: u64 = 2 << 30;

fn main() {
    let rows = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder for the made-up tables");
    let leads = folder.path().join("leads.csv");
    let bytes = make(&leads, rows, u64::MAX);
    println!(
        "a lead table of {rows} rows, {} MB; seed {SEED:#x}",
        bytes >> 20
    );
    phases(&leads, bytes, || plain_pass(&leads));
    println!();

    let log = shared_data().join("event_logs/bpic2012.xes.gz");
    if log.exists() {
        let unpacked = gunzip(&log);
        println!("bpic2012.xes.gz, {} MB unpacked", unpacked >> 20);
        phases(&log, unpacked, || gunzip(&log));
    } else {
        println!("SKIPPED: no shared data at {}", log.display());
    }

    if std::env::var_os("BENCH_HUGE").is_some_and(|huge| huge == "1") {
        let huge = folder.path().join("huge.csv");
        let bytes = make(&huge, u64::MAX, HUGE);
        println!("\na lead table of {} MB", bytes >> 20);
        let (_, floor) = timed(|| plain_pass(&huge));
        line("floor: one plain pass", floor, bytes, floor);
        program(&huge, bytes, floor);
    }
}

/// Prints each phase on its own: the whole is less than their sum, as phases overlap.
fn phases<T>(path: &Path, bytes: u64, floor: impl Fn() -> T) {
    let floor = median(floor);
    line("floor: one plain pass", floor, bytes, floor);
    let source = [Source::File(path.to_path_buf())];
    let export = || {
        open(&source[0], &Reading::default())
            .expect("the table opens")
            .remove(0)
    };
    line("open", median(export), bytes, floor);
    let table = export();
    let read = median(|| {
        let mut length = 0;
        table
            .read(&mut |row| {
                length += row.cells.iter().map(|cell| cell.len()).sum::<usize>();
                Flow::Continue(())
            })
            .expect("the table can be read");
        length
    });
    line("read: rows and cells", read, bytes, floor);
    let survey = median(|| TableSurvey::of(&table).expect("the table can be read"));
    line("survey: read, and look at it", survey, bytes, floor);
    let whole = median(|| diagnose(&source, &Options::default()).expect("it can be diagnosed"));
    line("diagnose: survey, load, figures", whole, bytes, floor);
    program(path, bytes, floor);
}

/// The program as a user starts it, with its peak of memory.
fn program(path: &Path, bytes: u64, floor: Duration) {
    let (mut peak, mut worked) = (0, Duration::ZERO);
    let whole = median(|| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .args(["diagnose".as_ref(), path.as_os_str()])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        // Both only ever grow, so the last look is the one that counts.
        loop {
            peak = peak.max(peak_of(program.id()));
            worked = work_of(program.id()).unwrap_or(worked);
            match program.try_wait().expect("our own child") {
                Some(code) => break assert!(code.success(), "{code}"),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    });
    line("the program, start to end", whole, bytes, floor);
    println!(
        "    {:.2} s of processor time on all its threads, peak of memory {} MiB",
        worked.as_secs_f64(),
        peak >> 10
    );
}

/// What a process has worked so far, as Linux counts, in hundredths of a second:
/// what it takes on a machine that has something else to do as well.
fn work_of(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, behind_name) = stat.rsplit_once(')')?;
    let ticks: u64 = behind_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    (ticks > 0).then(|| Duration::from_millis(ticks * 10))
}

/// KiB that a process had in memory at most, as Linux counts; 0 where it doesn't say.
fn peak_of(process: u32) -> u64 {
    std::fs::read_to_string(format!("/proc/{process}/status"))
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn line(what: &str, took: Duration, bytes: u64, floor: Duration) {
    let seconds = took.as_secs_f64();
    println!(
        "{what:<34} {seconds:>8.3} s {:>8.0} MB/s {:>8.1} x the floor",
        bytes as f64 / 1e6 / seconds,
        seconds / floor.as_secs_f64()
    );
}

/// Every byte is read and looked at for ends of lines and of cells.
fn plain_pass(path: &Path) -> usize {
    let mut file = File::open(path).expect("the file is there");
    let mut piece = vec![0; 1 << 20];
    let mut found = 0;
    loop {
        let read = file.read(&mut piece).expect("the file can be read");
        if read == 0 {
            return found;
        }
        found += memchr::memchr3_iter(b'\n', b',', b'"', &piece[..read]).count();
    }
}

fn gunzip(path: &Path) -> u64 {
    let file = File::open(path).expect("the file is there");
    let mut unpacked = flate2::read::MultiGzDecoder::new(file);
    std::io::copy(&mut unpacked, &mut std::io::sink()).expect("the file can be unpacked")
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed(|| black_box(work())).1).collect();
    times.sort_unstable();
    times[RUNS / 2]
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed())
}

fn shared_data() -> PathBuf {
    std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    )
}

const FIRST: [&str; 12] = [
    "Ann", "Femi", "Nora", "Jörg", "Chloé", "Ivan", "Mei", "Sara", "Tom", "Uma", "Luis", "Zoë",
];
const LAST: [&str; 10] = [
    "Smith", "Müller", "Okafor", "García", "Rossi", "Ng", "Novák", "Silva", "Dubois", "Lee",
];
const SOURCES: [&str; 9] = [
    "Organic Search",
    "Google Ads",
    "Referral",
    "Facebook",
    "Trade fair",
    "Direct Traffic",
    "Newsletter",
    "Partner",
    "",
];
const COUNTRIES: [&str; 8] = [
    "Germany",
    "United States",
    "France",
    "India",
    "Brazil",
    "United Kingdom",
    "Japan",
    "",
];
const NOTES: [&str; 6] = [
    "",
    "asked for a demo, calls back",
    "met at the fair; send the \"\"big\"\" price list",
    "no budget before spring",
    "wants to talk to a customer in the same trade, and to see numbers",
    "left a message",
];

/// Writes a lead table of so many rows or bytes, whichever is reached first;
/// gives its bytes. A referral wins more often than the others, so that there
/// is something to find.
fn make(path: &Path, rows: u64, most: u64) -> u64 {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).expect("a new file"));
    let mut dice = Dice(SEED);
    let mut bytes = 0;
    let mut line = String::from(
        "Lead ID,Name,Email,Phone,Created,Source,Owner,Stage,Amount,Closed,Country,Score,Notes\n",
    );
    let mut row = 0;
    while row < rows && bytes < most {
        file.write_all(line.as_bytes()).expect("room on the disk");
        bytes += line.len() as u64;
        line.clear();
        lead(&mut line, row, &mut dice);
        row += 1;
    }
    file.write_all(line.as_bytes()).expect("room on the disk");
    file.flush().expect("room on the disk");
    bytes + line.len() as u64
}

fn lead(line: &mut String, row: u64, dice: &mut Dice) {
    use std::fmt::Write as _;
    let (first, last) = (dice.of(&FIRST), dice.of(&LAST));
    let source = dice.of(&SOURCES);
    let stage = match dice.below(100) + if source == "Referral" { 12 } else { 0 } {
        0..30 => "New",
        30..45 => "Contacted",
        45..55 => "Proposal",
        55..85 => "Closed Lost",
        _ => "Closed Won",
    };
    let day = dice.below(720);
    let came = civil(day);
    let (hour, minute, second) = (8 + dice.below(11), dice.below(60), dice.below(60));
    let _ = write!(
        line,
        "L{:07},{first} {last},{}.{}{row}@example{}.com,+49 30 {:07},{came} {hour:02}:{minute:02}:{second:02},{source},rep{:02},{stage},",
        row + 1,
        first
            .to_ascii_lowercase()
            .replace(|c: char| !c.is_ascii(), "e"),
        last.to_ascii_lowercase()
            .replace(|c: char| !c.is_ascii(), "u"),
        dice.below(500),
        dice.below(10_000_000),
        dice.below(40),
    );
    if stage.starts_with("Closed") {
        let days = day + 1 + dice.below(60);
        let _ = write!(
            line,
            "{}.{:02},{}",
            100 + dice.below(50_000),
            dice.below(100),
            civil(days)
        );
    } else {
        line.push(',');
    }
    let _ = writeln!(
        line,
        ",{},{},\"{}\"",
        dice.of(&COUNTRIES),
        dice.below(101),
        dice.of(&NOTES)
    );
}

/// The day so many days after 2022-12-31, by months of 30 days whose last is the 28th.
fn civil(days: u32) -> String {
    format!(
        "{}-{:02}-{:02}",
        2023 + days / 360,
        days % 360 / 30 + 1,
        (days % 30 + 1).min(28)
    )
}

/// A linear congruential generator: the same table everywhere, every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * u64::from(limit)) >> 32) as u32
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u32) as usize]
    }
}
