//! Who works here, and how they and their programs get in.

use crate::database::each_database;
use crate::line::{Line, except, member, start};
use jiff::SignedDuration;
use store::{Error, NewSession, NewToken, Scope, digest, new_secret};

#[test]
fn who_still_owns_leads_can_t_be_sent_away() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut ids = Vec::new();
        for _ in 0..4 {
            let somebody = line.somebody();
            ids.push(line.capture_one(somebody).await);
        }
        let mut reader = database.store.reader().await.unwrap();
        let nora = reader.member(&"nora".into()).await.unwrap().unwrap();
        assert_eq!(nora.member.open, 2, "two of four, by turns");
        drop(reader);
        let mut work = database.store.begin().await.unwrap();
        let mut gone = nora.member.clone();
        gone.active = false;
        let refused = work.update_member(&gone, &nora.email, false).await;
        assert!(
            matches!(refused, Err(Error::StillOwns { open: 2, .. })),
            "{refused:?}"
        );
        drop(work);
        for id in ids {
            line.must(&id, except("lost")).await;
        }
        let mut work = database.store.begin().await.unwrap();
        assert!(work.update_member(&gone, &nora.email, false).await.unwrap());
        let roster = work.roster().await.unwrap();
        let nora = roster.members.iter().find(|one| one.id == "nora").unwrap();
        assert_eq!((nora.open, nora.active), (0, false));
        work.commit().await.unwrap();
        line.verify().await;
    });
}

#[test]
fn turns_and_loads_go_on_over_works() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        for _ in 0..5 {
            let somebody = line.somebody();
            line.capture_one(somebody).await;
        }
        let batch = (0..5).map(|_| line.somebody()).collect();
        line.capture(batch).await;
        let mut work = database.store.begin().await.unwrap();
        let roster = work.roster().await.unwrap();
        let open = |name: &str| {
            roster
                .members
                .iter()
                .find(|one| one.id == name)
                .unwrap()
                .open
        };
        assert_eq!((open("nora"), open("femi"), open("sam")), (5, 5, 0));
        let pool = lifecycle::process::model::PoolOf::Role("sdr".into());
        let turns: Vec<u64> = roster.turns[&pool].values().map(|it| it.turns).collect();
        assert_eq!(turns.iter().max(), turns.iter().min(), "{turns:?}");
    });
}

#[test]
fn a_mail_address_is_one_member() {
    each_database(async |database| {
        let line = Line::open(&database.store).await;
        let mut work = database.store.begin().await.unwrap();
        let mut again = member("Zoe", "sdr");
        again.email = "NORA@throughline.example".to_owned();
        let refused = work.add_member(&again).await.unwrap_err();
        assert!(
            matches!(refused, Error::Exists { what: "member" }),
            "{refused}"
        );
        drop(work);
        let mut reader = database.store.reader().await.unwrap();
        let found = reader
            .member_by_email(" nora@THROUGHLINE.example ")
            .await
            .unwrap();
        assert_eq!(found.unwrap().member.name, "Nora");
        assert_eq!(
            reader.member_by_email("nobody@x.example").await.unwrap(),
            None
        );
        assert_eq!(reader.member_by_email("a\0b").await.unwrap(), None);
        assert_eq!(reader.members().await.unwrap().len(), 7);
        line.verify().await;
    });
}

#[test]
fn a_session_ends_by_time_by_hand_and_by_a_new_password() {
    each_database(async |database| {
        let _line = Line::open(&database.store).await;
        let hash = digest(new_secret().as_bytes());
        let now = start();
        let hours = |count| SignedDuration::from_hours(count);
        let mut work = database.store.begin().await.unwrap();
        let session = NewSession {
            hash,
            member: "nora".into(),
            at: now,
            expires_at: now + hours(8),
        };
        work.add_session(&session).await.unwrap();
        work.see_session(&hash, now + hours(1)).await.unwrap();
        work.commit().await.unwrap();
        let mut reader = database.store.reader().await.unwrap();
        let found = reader.session(&hash, now).await.unwrap().unwrap();
        assert_eq!(
            (found.member.member.name.as_str(), found.seen_at),
            ("Nora", now + hours(1))
        );
        assert!(
            reader
                .session(&hash, now + hours(8))
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            reader
                .session(&digest(b"guess"), now)
                .await
                .unwrap()
                .is_none()
        );
        drop(reader);
        let mut work = database.store.begin().await.unwrap();
        assert!(
            work.set_password(&"nora".into(), "$argon2id$x")
                .await
                .unwrap()
        );
        assert!(
            !work.end_session(&hash).await.unwrap(),
            "it ended with the old password"
        );
        work.add_session(&session).await.unwrap();
        assert!(work.end_session(&hash).await.unwrap());
        work.add_session(&session).await.unwrap();
        assert_eq!(work.sweep_sessions(now + hours(9)).await.unwrap(), 1);
        work.commit().await.unwrap();
    });
}

#[test]
fn nothing_that_lets_somebody_in_is_kept_in_plain() {
    each_database(async |database| {
        let _line = Line::open(&database.store).await;
        let secret = new_secret();
        assert_eq!(secret.len(), 32);
        let mut work = database.store.begin().await.unwrap();
        let token = NewToken {
            id: "t1".to_owned(),
            hash: digest(secret.as_bytes()),
            name: "Website".to_owned(),
            scope: Scope::Capture,
            channel: Some("paid_search".into()),
            at: start(),
        };
        work.add_token(&token).await.unwrap();
        work.offer_first_administrator(&digest(secret.as_bytes()), start())
            .await
            .unwrap();
        work.commit().await.unwrap();
        let mut reader = database.store.reader().await.unwrap();
        let found = reader
            .token(&digest(secret.as_bytes()))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.scope, found.name.as_str()),
            (Scope::Capture, "Website")
        );
        assert_eq!(reader.tokens().await.unwrap(), [found]);
        assert_eq!(reader.token(&digest(b"guess")).await.unwrap(), None);
        drop(reader);
        let mut work = database.store.begin().await.unwrap();
        assert!(work.end_token("t1").await.unwrap());
        assert!(!work.end_token("t1").await.unwrap());
        work.commit().await.unwrap();
        // Not in the file, wherever SQLite put it.
        if database.url.starts_with("sqlite") {
            for file in std::fs::read_dir(database.folder.path()).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                let found = bytes
                    .windows(secret.len())
                    .any(|piece| piece == secret.as_bytes());
                assert!(!found);
            }
        }
    });
}

#[test]
fn the_first_administrator_comes_in_once() {
    each_database(async |database| {
        let (good, stale) = (digest(b"good"), digest(b"stale"));
        let now = start();
        let soon = now + SignedDuration::from_mins(30);
        let offer = async |token, until| {
            let mut work = database.store.begin().await.unwrap();
            work.offer_first_administrator(&token, until).await.unwrap();
            work.commit().await.unwrap();
        };
        let take = async |token, now| {
            let mut work = database.store.begin().await.unwrap();
            let taken = work.take_first_administrator(&token, now).await.unwrap();
            work.commit().await.unwrap();
            taken
        };
        offer(stale, soon).await;
        offer(good, soon).await;
        assert!(!take(stale, now).await, "a newer one took its place");
        assert!(!take(good, soon).await, "too late");
        assert!(take(good, now).await);
        assert!(!take(good, now).await, "used up");
        offer(good, soon).await;
        let mut work = database.store.begin().await.unwrap();
        let mut olga = member("Olga", "operations");
        olga.password_hash = Some("$argon2id$x".to_owned());
        work.add_member(&olga).await.unwrap();
        work.commit().await.unwrap();
        assert!(
            database
                .store
                .reader()
                .await
                .unwrap()
                .has_administrator()
                .await
                .unwrap()
        );
        assert!(!take(good, now).await, "somebody administers already");
    });
}

#[test]
fn an_alert_is_there_until_it_was_seen() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let somebody = line.somebody();
        let id = line.capture_one(somebody).await;
        let owner = match line.lead(&id).await.standing {
            lifecycle::lead::Standing::Open(here) => match here.owner {
                lifecycle::lead::Owner::Person { id, .. } => id,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        let mut reader = database.store.reader().await.unwrap();
        let alerts = reader.alerts(&owner, true, 10).await.unwrap();
        assert!(!alerts.is_empty());
        assert_eq!(alerts[0].lead, id);
        assert_eq!(alerts[0].lead_name, "Person 1");
        assert_eq!(
            reader.unacknowledged(&owner).await.unwrap(),
            alerts.len() as u64
        );
        assert!(
            reader
                .alerts(&"tom".into(), false, 10)
                .await
                .unwrap()
                .is_empty()
        );
        drop(reader);
        let mut work = database.store.begin().await.unwrap();
        let seen = line.now;
        assert!(
            !work
                .acknowledge_alert(alerts[0].id, &"tom".into(), seen)
                .await
                .unwrap()
        );
        for at in [seen, seen + SignedDuration::from_hours(1)] {
            assert!(
                work.acknowledge_alert(alerts[0].id, &owner, at)
                    .await
                    .unwrap()
            );
        }
        work.commit().await.unwrap();
        let mut reader = database.store.reader().await.unwrap();
        assert_eq!(
            reader.unacknowledged(&owner).await.unwrap() + 1,
            alerts.len() as u64
        );
        let all = reader.alerts(&owner, false, 10).await.unwrap();
        let first = all.iter().find(|alert| alert.id == alerts[0].id).unwrap();
        assert_eq!(first.acknowledged_at, Some(seen));
    });
}
