//! Who follows the log by position misses nothing, whoever writes and however many.

use crate::database::{Database, each_database};
use crate::line::Line;
use lifecycle::lead::Command;
use lifecycle::names::LeadId;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::{Position, Store};

const WRITERS: usize = 4;
const ROUNDS: usize = 15;

/// Reads on from where it was, sees each position once and in order.
async fn follow(store: Store, done: Arc<AtomicBool>) -> Vec<(i64, LeadId, u32)> {
    let mut seen = Vec::new();
    let mut at = Position::default();
    loop {
        let over = done.load(Ordering::Acquire);
        let mut reader = store.reader().await.unwrap();
        let head = reader.head().await.unwrap();
        let mut piece = reader.log(at, 7).await.unwrap();
        while let Some(last) = piece.last() {
            at = last.position;
            seen.extend(
                piece
                    .iter()
                    .map(|event| (event.position.0, event.lead.clone(), event.recorded.seq)),
            );
            piece = reader.log(at, 7).await.unwrap();
        }
        assert_eq!(at, head, "the head is the last event that is visible");
        drop(reader);
        if over {
            return seen;
        }
        tokio::task::yield_now().await;
    }
}

/// Notes on one lead, each in a work of its own; some are begun and thrown away.
async fn write(line: Arc<Line>, lead: LeadId) -> usize {
    let mut written = 0;
    for round in 0..ROUNDS {
        loop {
            let mut work = match line.store.begin().await {
                Ok(work) => work,
                Err(error) if error.is_worth_retrying() => continue,
                Err(error) => panic!("{error}"),
            };
            let note = Command::Note(format!("round {round}"));
            let decision = line.decide_in(&mut work, &lead, note).await.unwrap();
            let count = decision.events.len();
            let done = match work.record(&[decision]).await {
                Ok(()) if round % 5 == 4 => break,
                Ok(()) => work.commit().await.map(|_| ()),
                Err(error) => Err(error),
            };
            match done {
                Ok(()) => {
                    written += count;
                    break;
                }
                Err(error) if error.is_worth_retrying() => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    written
}

#[test]
fn a_follower_sees_each_event_once_and_in_order() {
    each_database(async |database: &Database| {
        let mut line = Line::open(&database.store).await;
        let batch = (0..WRITERS).map(|_| line.somebody()).collect();
        let leads = line.capture(batch).await;
        let done = Arc::new(AtomicBool::new(false));
        // On PostgreSQL the follower is another node.
        let follower = crate::database::follower(database).await;
        let following = tokio::spawn(follow(follower, Arc::clone(&done)));
        let line = Arc::new(line);
        let writing: Vec<_> = leads
            .iter()
            .map(|lead| tokio::spawn(write(Arc::clone(&line), lead.clone())))
            .collect();
        for writer in writing {
            assert!(writer.await.unwrap() >= ROUNDS / 2);
        }
        done.store(true, Ordering::Release);
        let seen = following.await.unwrap();
        let positions: Vec<i64> = seen.iter().map(|(position, ..)| *position).collect();
        assert_eq!(positions, (1..=seen.len() as i64).collect::<Vec<_>>());
        let mut last: BTreeMap<LeadId, u32> = BTreeMap::new();
        for (_, lead, seq) in seen {
            let before = last.insert(lead, seq).unwrap_or(0);
            assert_eq!(seq, before + 1, "in the order of each lead's life");
        }
        line.verify().await;
    });
}

#[test]
fn a_follower_is_woken() {
    each_database(async |database: &Database| {
        let mut line = Line::open(&database.store).await;
        let follower = crate::database::follower(database).await;
        let mut wakeups = follower.listen().await.unwrap();
        let mut at = Position::default();
        for _ in 0..3 {
            let somebody = line.somebody();
            let lead = line.capture_one(somebody).await;
            // It may wake in vain, so it looks until it finds.
            let found = tokio::time::timeout(Duration::from_secs(20), async {
                loop {
                    wakeups.changed().await;
                    let log = follower
                        .reader()
                        .await
                        .unwrap()
                        .log(at, 1000)
                        .await
                        .unwrap();
                    if let Some(last) = log.last() {
                        at = last.position;
                        return log.iter().any(|event| event.lead == lead);
                    }
                }
            });
            assert!(found.await.expect("woken in time"));
        }
    });
}
