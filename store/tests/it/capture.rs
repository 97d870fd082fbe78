//! Ways in and the inbox: what is stored before it is judged, and what keeps it from coming twice.

use crate::database::{Database, each_database};
use crate::line::{Line, start};
use jiff::SignedDuration;
use store::{
    EntryFilter, EntryReason, EntryState, Error, NewEntry, Store, WayIn, WayKind, new_id, restore,
    verify,
};

fn way(id: &str) -> WayIn {
    WayIn {
        id: id.to_owned(),
        kind: WayKind::Json,
        title: format!("Way {id}"),
        channel: "webinar".into(),
        campaign: None,
        enabled: true,
        definition: "{}".to_owned(),
        key_hash: Some([7; 32]),
        sealed: Some(vec![1, 2]),
        own_key: [9; 32],
        version: 1,
        created_at: start(),
        changed_at: start(),
        ended_at: None,
    }
}

fn entry(way: &str, key: &str) -> NewEntry {
    NewEntry {
        id: new_id(start()),
        way: way.to_owned(),
        dedupe: format!("id:{key}"),
        at: start(),
        state: EntryState::Waiting,
        reason: None,
        raw: key.as_bytes().to_vec(),
        headers: "{}".to_owned(),
        try_at: Some(start()),
    }
}

async fn add(store: &Store, entries: &[NewEntry]) -> Vec<bool> {
    let mut work = store.begin().await.unwrap();
    let added = work.add_entries(entries).await.unwrap();
    work.commit().await.unwrap();
    added
}

#[test]
fn a_way_in_is_changed_by_whoever_looked_at_it_last() {
    each_database(async |database: &Database| {
        let store = &database.store;
        let mut own = way("w1");
        let mut work = store.begin().await.unwrap();
        work.add_way_in(&own).await.unwrap();
        work.keep_consent_text("w1", "1", "Yes, write to me.", start())
            .await
            .unwrap();
        work.commit().await.unwrap();
        own.title = "Another".into();
        own.version = 2;
        let mut work = store.begin().await.unwrap();
        assert!(work.change_way_in(&own).await.unwrap());
        assert!(!work.change_way_in(&own).await.unwrap(), "not twice");
        // The words of a version stay; the same ones may be said again.
        work.keep_consent_text("w1", "1", "Yes, write to me.", start())
            .await
            .unwrap();
        let other = work
            .keep_consent_text("w1", "1", "Yes, call me.", start())
            .await;
        assert!(matches!(other, Err(Error::Exists { .. })), "{other:?}");
        work.commit().await.unwrap();
        let mut reader = store.reader().await.unwrap();
        assert_eq!(reader.way_in("w1").await.unwrap(), Some(own.clone()));
        assert_eq!(reader.consent_texts("w1").await.unwrap().len(), 1);
        own.version = 3;
        own.ended_at = Some(start());
        let mut work = store.begin().await.unwrap();
        assert!(work.change_way_in(&own).await.unwrap());
        work.commit().await.unwrap();
        let mut reader = store.reader().await.unwrap();
        assert_eq!(reader.way_in("w1").await.unwrap(), None);
        assert!(reader.ways_in().await.unwrap().is_empty());
    });
}

#[test]
fn what_came_is_kept_once_and_counted_until_somebody_settles_it() {
    each_database(async |database: &Database| {
        let store = &database.store;
        let mut line = Line::open(store).await;
        let somebody = line.somebody();
        let lead = line.capture_one(somebody).await;
        let mut work = store.begin().await.unwrap();
        work.add_way_in(&way("w1")).await.unwrap();
        work.add_way_in(&way("w2")).await.unwrap();
        work.commit().await.unwrap();
        let three = [entry("w1", "a"), entry("w1", "b"), entry("w2", "a")];
        assert_eq!(add(store, &three).await, [true, true, true]);
        assert_eq!(add(store, &[entry("w1", "a")]).await, [false]);
        let mut again = NewEntry {
            state: EntryState::Noted,
            reason: Some(EntryReason {
                code: "wrong_key".into(),
                detail: "No.".into(),
            }),
            dedupe: "wrong_key".into(),
            try_at: None,
            ..entry("w1", "x")
        };
        for n in 0..3 {
            again.id = new_id(start());
            again.raw = vec![n];
            let mut work = store.begin().await.unwrap();
            work.count_entry(&again).await.unwrap();
            work.commit().await.unwrap();
        }
        let mut reader = store.reader().await.unwrap();
        let kept = reader
            .entry_of_key("w1", "wrong_key")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((kept.times, &kept.raw[..]), (3, &[2][..]));
        assert_eq!(reader.waiting_entries(start(), 10).await.unwrap().len(), 3);
        let before = start() - SignedDuration::from_secs(1);
        assert!(reader.waiting_entries(before, 10).await.unwrap().is_empty());
        drop(reader);

        // One becomes a lead, one needs somebody, and neither is settled twice.
        let mut reader = store.reader().await.unwrap();
        let mut taken = reader.entry(&three[0].id).await.unwrap().unwrap();
        let mut open = reader.entry(&three[1].id).await.unwrap().unwrap();
        drop(reader);
        taken.state = EntryState::Taken;
        taken.lead = Some(lead.clone());
        taken.submission = Some(
            database
                .look("SELECT min(id) FROM submissions")
                .await
                .into(),
        );
        taken.raw = Vec::new();
        open.state = EntryState::Open;
        open.reason = Some(EntryReason {
            code: "suspected.honeypot".into(),
            detail: "The trap was filled in.".into(),
        });
        open.role = Some("sdr".into());
        open.due_at = Some(start() - SignedDuration::from_secs(1));
        let mut work = store.begin().await.unwrap();
        assert!(
            work.change_entry(&taken, EntryState::Waiting)
                .await
                .unwrap()
        );
        assert!(
            !work
                .change_entry(&taken, EntryState::Waiting)
                .await
                .unwrap()
        );
        assert!(work.change_entry(&open, EntryState::Waiting).await.unwrap());
        work.commit().await.unwrap();

        let mut reader = store.reader().await.unwrap();
        let health = reader.way_health(start(), start(), start()).await.unwrap();
        let w1 = &health.iter().find(|(id, _)| id == "w1").unwrap().1;
        assert_eq!(
            (w1.short.taken, w1.short.suspected, w1.short.failed),
            (1, 1, 0)
        );
        assert_eq!(
            (w1.open, w1.overdue, w1.waiting, w1.wrong_key),
            (1, 1, 0, 3)
        );
        assert_eq!(w1.last_lead_at, Some(start()));
        for (reason, many) in [("suspected", 1), ("suspected.honeypot", 1), ("suspect", 0)] {
            let filter = EntryFilter {
                reason: Some(reason.into()),
                ..EntryFilter::default()
            };
            assert_eq!(
                reader.count_entries(&filter).await.unwrap(),
                many,
                "{reason}"
            );
        }
        let first = reader
            .entries(&EntryFilter::default(), None, 2)
            .await
            .unwrap();
        let rest = reader
            .entries(&EntryFilter::default(), Some(&first[1].id), 9)
            .await
            .unwrap();
        assert_eq!((first.len(), rest.len()), (2, 2));
        drop(reader);

        // What was put aside is emptied in time, and its key stays.
        let mut aside = open.clone();
        aside.state = EntryState::Dismissed;
        aside.settled_at = Some(start());
        let mut work = store.begin().await.unwrap();
        assert!(work.change_entry(&aside, EntryState::Open).await.unwrap());
        let later = start() + SignedDuration::from_secs(1);
        assert_eq!(work.empty_dismissed(start()).await.unwrap(), 0);
        assert_eq!(work.empty_dismissed(later).await.unwrap(), 1);
        assert_eq!(work.empty_dismissed(later).await.unwrap(), 0);
        work.commit().await.unwrap();
        assert_eq!(add(store, &[entry("w1", "b")]).await, [false]);

        // A backup brings it all along, and what is damaged is told.
        let found = verify(store, |_| {}).await.unwrap();
        assert!(found.is_clean(), "{found:#?}");
        let file = database.folder.path().join("copy.db");
        store.backup(&file).await.unwrap();
        let (_folder, url) = database.other();
        restore(&file, &url).await.unwrap();
        let other = crate::database::open(&url).await;
        let mut reader = other.reader().await.unwrap();
        assert_eq!(reader.ways_in().await.unwrap().len(), 2);
        assert_eq!(
            reader.entry(&taken.id).await.unwrap().unwrap().lead,
            Some(lead)
        );
        drop(reader);
        for (harm, where_to) in [
            (
                "UPDATE inbox SET submission_id = 'none' WHERE state = 'taken'",
                "inbox entry",
            ),
            (
                "UPDATE inbox SET reason = '' WHERE state = 'dismissed'",
                "inbox entry",
            ),
            (
                "UPDATE ways_in SET definition = 'no' WHERE id = 'w2'",
                "way in w2",
            ),
            ("UPDATE consent_texts SET text = ''", ""),
        ] {
            database.raw(harm).await;
            let found = verify(store, |_| {}).await.unwrap();
            let told = found
                .differences
                .iter()
                .any(|own| own.what.contains(where_to));
            assert!(told || where_to.is_empty(), "{harm}: {found:#?}");
        }
    });
}

#[test]
fn no_open_entry_is_without_somebody_and_a_deadline() {
    each_database(async |database: &Database| {
        let store = &database.store;
        let mut work = store.begin().await.unwrap();
        work.add_way_in(&way("w1")).await.unwrap();
        work.commit().await.unwrap();
        let one = entry("w1", "a");
        add(store, std::slice::from_ref(&one)).await;
        let mut reader = store.reader().await.unwrap();
        let mut open = reader.entry(&one.id).await.unwrap().unwrap();
        drop(reader);
        open.state = EntryState::Open;
        let mut work = store.begin().await.unwrap();
        let refused = work.change_entry(&open, EntryState::Waiting).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    });
}
