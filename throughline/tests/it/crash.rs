//! A server that is killed in the middle of its work, again and again: whatever it acknowledged
//! is there, once, with owner, next step and deadline; whatever it didn't can be asked again.

use crate::load::{Client, Ledger, Made, Office, Trade, Undone, complaints, unattended};
use crate::running::{Running, each_database, prints};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often it is killed, as often as fits into [`MINUTE`]. `THROUGHLINE_CRASHES` says how
/// often however long that takes: `make crash`.
const CRASHES: u64 = 100;
const MINUTE: Duration = Duration::from_secs(60);

/// However slow the machine is.
const AT_LEAST: u64 = 5;

/// After so many crashes the whole database is verified.
const LOOK: u64 = 10;

/// So much is acknowledged before it is killed.
const SOME: u64 = 8;

/// How often is looked whether that was acknowledged: about a minute.
const PATIENCE: u64 = 30_000;

/// Between two starts; promises of minutes and hours break while all this goes on.
const STEP: SignedDuration = SignedDuration::from_secs(90);

const TRADES: [Trade; 8] = [
    Trade::Program,
    Trade::Program,
    Trade::Rep(0, 2),
    Trade::Rep(1, 2),
    Trade::Steward,
    Trade::Visitor,
    Trade::Provider,
    Trade::Manager,
];

const PEOPLE: [(&str, &str); 5] = [
    ("Nora", "sdr"),
    ("Rui", "sdr"),
    ("Olga", "sales"),
    ("Marta", "management"),
    ("Mia", "marketing"),
];

#[test]
fn what_was_acknowledged_survives_a_hundred_kills() {
    let ordered = std::env::var("THROUGHLINE_CRASHES").ok();
    let ordered: Option<u64> = ordered.and_then(|text| text.parse().ok());
    each_database(|database| {
        let folder = tempfile::tempdir().unwrap();
        let clock = folder.path().join("now");
        let mut now: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let process = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../lifecycle/samples/seller-acquisition.yaml");
        let mut office = Office::open(database, &process, &PEOPLE, &clock);
        office.advance_to(now);
        let serve = [
            "--rate-limit",
            "off",
            "--test-clock",
            clock.to_str().unwrap(),
        ];
        let server = Running::on(database, &serve);
        office.furnish(server.address);
        server.kill();

        let ledger = Ledger::default();
        let begun = Instant::now();
        let mut crashes = 0;
        while crashes < ordered.unwrap_or(CRASHES)
            && (ordered.is_some() || crashes < AT_LEAST || begun.elapsed() < MINUTE)
        {
            now += STEP;
            office.advance_to(now);
            let server = Running::on(database, &serve);
            work_until_killed(server, &office, &ledger, crashes);
            crashes += 1;
            if crashes % LOOK == 0 {
                prints(&["verify", "--database", database]);
            }
        }

        now += STEP;
        office.advance_to(now);
        let server = Running::on(database, &serve);
        let made = ledger.copy();
        assert!(made.answered >= crashes, "nothing was asked: {made:?}");
        let wrong = complaints(&office, server.address, &made);
        assert!(
            wrong.is_empty(),
            "{} complaints:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        the_check_can_fail(&office, &server, &made);
        assert_eq!(server.stop(), Some(0));

        let verified = prints(&["verify", "--database", database]);
        eprintln!(
            "{crashes} crashes in {:.0} s, {} requests acknowledged: {} leads by key, {} acts, {} merges, {} sent; {} without an answer\n{}",
            begun.elapsed().as_secs_f64(),
            made.answered,
            made.captured.len(),
            made.acts.len(),
            made.merges.len(),
            made.sent.len(),
            made.unheard.len(),
            verified.trim()
        );
    });
}

/// Everybody works; it is killed each time at another moment, once it is at work: however slow
/// the machine is.
fn work_until_killed(server: Running, office: &Office, ledger: &Ledger, round: u64) {
    let stop = AtomicBool::new(false);
    let before = ledger.answered();
    let client = Client {
        office,
        ledger,
        address: server.address,
        round,
    };
    std::thread::scope(|scope| {
        for trade in TRADES {
            let stop = &stop;
            scope.spawn(move || client.work(trade, stop));
        }
        for _ in 0..PATIENCE {
            // The first one lives until there is something of each kind to lose.
            if ledger.answered() > before + SOME && ledger.has_all_kinds() {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(round * 97 % 240));
        server.kill();
        stop.store(true, Ordering::Relaxed);
    });
}

/// A program that had lost, doubled or mixed up any of these would be found out: the ledger
/// of a better world is held against it.
fn the_check_can_fail(office: &Office, server: &Running, made: &Made) {
    type Lie = (&'static str, fn(&mut Made) -> Option<()>, &'static str);
    let lies: [Lie; 6] = [
        (
            "a lead was acknowledged that isn't there",
            |made| {
                let (_, lead) = made.captured.values_mut().next()?;
                lead.push('x');
                Some(())
            },
            "is lost",
        ),
        (
            "a key was another's lead",
            |made| {
                let other = made.captured.values().next_back()?.1.clone();
                made.captured.values_mut().next()?.1 = other;
                Some(())
            },
            "and is",
        ),
        (
            "a key was never kept",
            |made| {
                let one = made.captured.values().next()?.clone();
                made.captured.insert("never-sent".into(), one);
                Some(())
            },
            "was not remembered",
        ),
        (
            "a touch was logged elsewhere",
            |made| {
                let act = made.acts.iter_mut().find(|act| act.mark.is_some())?;
                act.mark = Some("mark-never.".into());
                Some(())
            },
            "is there 0 times",
        ),
        (
            "a form was taken that never came",
            |made| {
                made.sent.insert("form.never@visitor.example".into());
                Some(())
            },
            "has no lead",
        ),
        (
            "a merge was undone, or wasn't",
            |made| {
                let mut all = made.merges.values_mut();
                let merge = all.find(|merge| merge.undone != Undone::Perhaps)?;
                merge.undone = match merge.undone {
                    Undone::No => Undone::Yes,
                    _ => Undone::No,
                };
                Some(())
            },
            "and they are",
        ),
    ];
    let few = few(made);
    for (what, lie, said) in lies {
        let mut told = few.clone();
        lie(&mut told).unwrap_or_else(|| panic!("the load made nothing to lie about: {what}"));
        let wrong = complaints(office, server.address, &told);
        assert!(
            wrong.iter().any(|line| line.contains(said)),
            "not found out: {what}: {wrong:?}"
        );
    }
    let nobody = serde_json::json!({ "status": "open", "owner": null, "next_step": null });
    assert!(unattended(&nobody).is_some());
}

/// Enough of it to lie about.
fn few(made: &Made) -> Made {
    let captured = made.captured.iter().take(4);
    let settled = made
        .merges
        .iter()
        .filter(|(_, own)| own.undone != Undone::Perhaps);
    let merges = settled.take(4);
    Made {
        captured: captured
            .map(|(key, own)| (key.clone(), own.clone()))
            .collect(),
        merges: merges.map(|(id, own)| (id.clone(), own.clone())).collect(),
        acts: made
            .acts
            .iter()
            .filter(|act| act.mark.is_some())
            .take(4)
            .cloned()
            .collect(),
        ..Made::default()
    }
}
