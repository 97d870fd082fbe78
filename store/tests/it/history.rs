//! What happened to a lead is kept as it happened.

use crate::database::each_database;
use crate::line::{Line, call, except, go, inquiry};
use lifecycle::lead::{Command, fold};
use store::{Error, Position};

#[test]
fn a_lead_is_read_as_it_was_written() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let somebody = line.somebody();
        let id = line.capture_one(somebody).await;
        line.later(3);
        let touched = line.must(&id, call(true, line.now)).await;
        let excepted = line.must(&id, except("nurture")).await;
        assert_eq!(touched.id, excepted.id);
        assert_eq!(line.lead(&id).await, excepted);

        let mut reader = database.store.reader().await.unwrap();
        let events = reader.events(&id, 0, 1000).await.unwrap();
        let recorded: Vec<_> = events.iter().map(|event| event.recorded.clone()).collect();
        assert_eq!(fold(&recorded).unwrap(), excepted);
        let numbers: Vec<_> = recorded.iter().map(|event| event.seq).collect();
        assert_eq!(numbers, (1..=excepted.version).collect::<Vec<_>>());
        let positions: Vec<_> = events.iter().map(|event| event.position.0).collect();
        assert_eq!(
            positions,
            (1..=i64::from(excepted.version)).collect::<Vec<_>>()
        );
        // In pieces it is the same.
        let first = reader.events(&id, 0, 3).await.unwrap();
        let rest = reader.events(&id, 3, 1000).await.unwrap();
        assert_eq!([first, rest].concat(), events);
        line.verify().await;
    });
}

#[test]
fn two_who_change_a_lead_at_once_don_t_overwrite_each_other() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let somebody = line.somebody();
        let id = line.capture_one(somebody).await;
        // Both decide on what they see; the second one is late.
        let mut reading = database.store.begin().await.unwrap();
        let note = |text: &str| Command::Note(text.to_owned());
        let one = line
            .decide_in(&mut reading, &id, note("one"))
            .await
            .unwrap();
        let two = line
            .decide_in(&mut reading, &id, note("two"))
            .await
            .unwrap();
        drop(reading);
        let mut first = database.store.begin().await.unwrap();
        first.record(std::slice::from_ref(&one)).await.unwrap();
        first.commit().await.unwrap();
        let mut second = database.store.begin().await.unwrap();
        let refused = second.record(&[two]).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Conflict { lead } if *lead == id),
            "{refused}"
        );
        assert!(refused.is_worth_retrying());
        // What failed half-way can't be committed by mistake.
        assert!(second.commit().await.is_err());
        assert_eq!(line.lead(&id).await, one.lead);
        line.verify().await;
    });
}

#[test]
fn what_is_not_committed_leaves_no_trace() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let somebody = line.somebody();
        let mut work = database.store.begin().await.unwrap();
        let lost = line.capture_in(&mut work, vec![somebody]).await.remove(0);
        drop(work);
        let somebody = line.somebody();
        let kept = line.capture_one(somebody).await;
        let mut reader = database.store.reader().await.unwrap();
        assert_eq!(reader.lead(&lost).await.unwrap(), None);
        assert!(reader.lead(&kept).await.unwrap().is_some());
        // No position was used up by what never happened.
        let log = reader.log(Position(0), 1000).await.unwrap();
        assert_eq!(log.first().unwrap().position, Position(1));
        assert_eq!(log.last().unwrap().position, reader.head().await.unwrap());
        assert_eq!(log.len() as i64, reader.head().await.unwrap().0);
        line.verify().await;
    });
}

#[test]
fn a_reader_sees_one_moment() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let somebody = line.somebody();
        let id = line.capture_one(somebody).await;
        let mut before = database.store.reader().await.unwrap();
        let seen = before.lead(&id).await.unwrap();
        let somebody = line.somebody();
        let second = line.capture_one(somebody).await;
        line.must(&id, call(true, line.now)).await;
        assert_eq!(before.lead(&id).await.unwrap(), seen);
        assert_eq!(before.lead(&second).await.unwrap(), None);
        let mut after = database.store.reader().await.unwrap();
        assert_ne!(after.lead(&id).await.unwrap(), seen);
    });
}

#[test]
fn what_is_due_comes_the_longest_overdue_first() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            let somebody = line.somebody();
            ids.push(line.capture_one(somebody).await);
            line.later(2);
        }
        let mut reader = database.store.reader().await.unwrap();
        let first = reader.next_wake().await.unwrap().unwrap();
        drop(reader);
        let mut work = database.store.begin().await.unwrap();
        let just_before = first - jiff::SignedDuration::from_micros(1);
        assert!(work.due(just_before, 10).await.unwrap().is_empty());
        assert_eq!(work.due(first, 10).await.unwrap(), ids[..1]);
        line.later(60 * 24 * 30);
        assert_eq!(work.due(line.now, 10).await.unwrap(), ids);
        assert_eq!(work.due(line.now, 2).await.unwrap(), ids[..2]);
        drop(work);
        // Once it ended, nothing is due any more.
        line.must(&ids[0], except("lost")).await;
        let mut work = database.store.begin().await.unwrap();
        assert_eq!(work.due(line.now, 10).await.unwrap(), ids[1..]);
    });
}

#[test]
fn who_comes_again_goes_on_with_the_same_lead() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut ana = inquiry("Ana Souza");
        ana.email = Some("ana@casa.example".to_owned());
        let first = line.capture_one(ana.clone()).await;
        ana.email = Some(" ANA@casa.example".to_owned());
        let again = line.capture_one(ana.clone()).await;
        assert_eq!(first, again);
        line.must(&first, except("lost")).await;
        let anew = line.capture_one(ana).await;
        assert_ne!(first, anew);
        let (old, new) = (line.lead(&first).await, line.lead(&anew).await);
        assert_eq!(old.person.id, new.person.id);
        line.verify().await;
    });
}

#[test]
fn many_decisions_on_one_lead_fit_in_one_work() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut work = database.store.begin().await.unwrap();
        let somebody = line.somebody();
        let id = line.capture_in(&mut work, vec![somebody]).await.remove(0);
        for text in ["one", "two"] {
            let decision = line
                .decide_in(&mut work, &id, Command::Note(text.to_owned()))
                .await
                .unwrap();
            work.record(&[decision]).await.unwrap();
        }
        line.later(1);
        let decision = line
            .decide_in(&mut work, &id, call(true, line.now))
            .await
            .unwrap();
        work.record(&[decision]).await.unwrap();
        work.commit().await.unwrap();
        assert!(line.ask(&id, go("nowhere")).await.is_err());
        line.verify().await;
    });
}
