//! The made-up company, looked at as a whole.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where, one that skips says so"
)]

use demo::{Company, Step, fill, play};
use jiff::Timestamp;
use lifecycle::lead::Cell;
use lifecycle::process;
use std::collections::BTreeMap;
use store::{Options, Store};

/// A Sunday afternoon in Sao Paulo: what came in since Friday waits.
fn company(seed: u64) -> Company {
    Company::of(seed, "2026-11-22T18:00:00Z".parse::<Timestamp>().unwrap())
}

#[test]
fn a_seed_gives_one_history() {
    let process = process::read(demo::PROCESS).process.unwrap();
    let told = |seed| {
        let mut told = Vec::new();
        play(&company(seed), &process, 1, |step| {
            told.push(match step {
                Step::Captured { decision, .. } | Step::Decided(decision) => decision,
            });
        });
        told
    };
    let first = told(7);
    assert!(first == told(7), "the same seed told another story");
    assert!(first != told(8), "another seed told the same story");
}

#[test]
fn the_company_is_believable() {
    let process = process::read(demo::PROCESS).process.unwrap();
    let mut leads = BTreeMap::new();
    let company = company(7);
    let played = play(&company, &process, 1, |step| {
        let (Step::Captured { decision, .. } | Step::Decided(decision)) = step;
        leads.insert(decision.lead.id.clone(), decision.lead);
    });
    assert!((2_700..3_500).contains(&played.leads), "{played:?}");
    assert!(
        played.refused * 50 < played.leads,
        "people keep trying what the rules refuse: {played:?}"
    );
    let mut cells: BTreeMap<Cell, usize> = BTreeMap::new();
    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    for lead in leads.values() {
        *cells.entry(lead.cell()).or_default() += 1;
        *families.entry(lead.source.family.word()).or_default() += 1;
    }
    let share = |cell| cells.get(&cell).copied().unwrap_or(0) as f64 / leads.len() as f64;
    assert!((0.06..0.20).contains(&share(Cell::Won)), "{cells:?}");
    for cell in [Cell::Waiting, Cell::Followed, Cell::Nurtured, Cell::Lost] {
        assert!(share(cell) > 0.0, "nobody is {cell:?}: {cells:?}");
    }
    for family in ["campaign", "event", "referral", "prospecting", "unknown"] {
        assert!(families.contains_key(family), "nobody came by {family}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_what_was_played() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!(
        "sqlite://{}",
        folder.path().join("demo.db").display()
    )];
    match std::env::var("THROUGHLINE_TEST_POSTGRES") {
        Ok(url) => {
            let joint = if url.contains('?') { '&' } else { '?' };
            urls.push(format!("{url}{joint}schema=demo_{}", std::process::id()));
        }
        Err(_) => eprintln!("SKIPPED: no PostgreSQL (THROUGHLINE_TEST_POSTGRES is not set)"),
    }
    for url in urls {
        let store = Store::open(&url, Options::default()).await.unwrap();
        let filled = fill(&store, &company(7), "no password").await.unwrap();
        let found = store::verify(&store, |_| {}).await.unwrap();
        assert!(
            found.differences.is_empty(),
            "{url}: {:#?}",
            found.differences
        );
        assert_eq!(found.leads, filled.played.leads);
        assert_eq!(found.events, filled.played.events);
        assert_eq!(found.submissions, filled.played.leads);
    }
}
