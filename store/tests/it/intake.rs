//! What comes in is kept, and a repeat gets the same answer.

use crate::database::each_database;
use crate::line::{EXAMPLE, Line, inquiry, start};
use lifecycle::lead::Person;
use store::{CameOf, Error, IdempotencyKey, NewCompany, NewSubmission, Remembered, Via, digest};

fn key(scope: &str, key: &str) -> IdempotencyKey {
    IdempotencyKey {
        scope: scope.to_owned(),
        key: key.to_owned(),
    }
}

fn answer(body: &str) -> Remembered {
    Remembered {
        body_hash: digest(body.as_bytes()),
        status: 201,
        body: body.to_owned(),
        at: start(),
    }
}

#[test]
fn an_answer_is_remembered_within_its_scope() {
    each_database(async |database| {
        let mut work = database.store.begin().await.unwrap();
        work.remember(&[
            (key("a", "1"), answer("one")),
            (key("b", "1"), answer("two")),
        ])
        .await
        .unwrap();
        work.commit().await.unwrap();
        let mut work = database.store.begin().await.unwrap();
        let found = work
            .remembered(&[key("b", "1"), key("c", "1"), key("a", "1"), key("a", "2")])
            .await
            .unwrap();
        assert_eq!(
            found,
            [Some(answer("two")), None, Some(answer("one")), None]
        );
        let again = work.remember(&[(key("a", "1"), answer("three"))]).await;
        assert!(matches!(again, Err(Error::Busy(_))), "{again:?}");
        drop(work);
        let mut work = database.store.begin().await.unwrap();
        let later = start() + jiff::SignedDuration::from_micros(1);
        assert_eq!(work.forget_answers(start()).await.unwrap(), 0);
        assert_eq!(work.forget_answers(later).await.unwrap(), 2);
    });
}

#[test]
fn a_batch_of_hundreds_goes_in_at_once() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let batch = (0..300).map(|_| line.somebody()).collect();
        let leads = line.capture(batch).await;
        assert_eq!(leads.len(), 300);
        let mut reader = database.store.reader().await.unwrap();
        let balance = reader.balance(&Default::default()).await.unwrap();
        assert_eq!(balance.leads(), 300);
        drop(reader);
        line.verify().await;
    });
}

#[test]
fn a_submission_belongs_to_a_lead() {
    each_database(async |database| {
        let mut work = database.store.begin().await.unwrap();
        let stray = NewSubmission {
            id: "s".into(),
            received_at: start(),
            via: Via::Form,
            raw: vec![0, 255, 1],
            lead: "nobody".into(),
            came_of: CameOf::New,
        };
        work.add_submissions(&[stray]).await.unwrap();
        let refused = work.commit().await.unwrap_err();
        assert!(matches!(refused, Error::Invalid(_)), "{refused}");
        assert_eq!(database.look("SELECT count(*) FROM submissions").await, "0");
    });
}

#[test]
fn everybody_who_shares_a_mailbox_or_a_number_is_found_by_it() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let mut ana = inquiry("Ana");
        ana.email = Some("ana@casa.example".to_owned());
        ana.phone = Some("+55 11 4002-8922".to_owned());
        let mut bo = inquiry("Bo");
        bo.phone = Some("+55 11 4002-0000".to_owned());
        let leads = line.capture(vec![ana, bo]).await;
        let mut work = database.store.begin().await.unwrap();
        // Eva shares Ana's mailbox.
        let eva = store::NewPerson {
            keys: vec!["m:ana@casa.example".to_owned()],
            person: Person {
                name: Some("Eva".to_owned()),
                ..Person::default()
            },
            ..somebody("eva")
        };
        work.add_people(&[eva]).await.unwrap();
        for (keys, names, open) in [
            (
                vec!["m:ana@casa.example"],
                vec!["Ana", "Eva"],
                vec![&leads[0]],
            ),
            (
                vec!["m:new@casa.example", "p:+551140020000"],
                vec!["Bo"],
                vec![&leads[1]],
            ),
            (vec!["m:x\0y"], vec![], vec![]),
            (vec![], vec![], vec![]),
        ] {
            let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
            let mut found = work.people(&keys).await.unwrap();
            found.sort_by(|a, b| a.person.name.cmp(&b.person.name));
            let found_names: Vec<_> = found
                .iter()
                .filter_map(|it| it.person.name.as_deref())
                .collect();
            assert_eq!(found_names, names, "{keys:?}");
            let found_open: Vec<_> = found
                .iter()
                .filter_map(|it| it.open_lead.as_ref())
                .collect();
            assert_eq!(found_open, open, "{keys:?}");
            assert!(
                found
                    .iter()
                    .all(|it| it.last_owner.is_some() == it.open_lead.is_some())
            );
        }
    });
}

fn somebody(id: &str) -> store::NewPerson {
    store::NewPerson {
        id: id.into(),
        person: Person::default(),
        others: Vec::new(),
        keys: Vec::new(),
        company: None,
        at: start(),
    }
}

#[test]
fn a_company_is_one_however_its_name_is_written() {
    each_database(async |database| {
        let _line = Line::open(&database.store).await;
        let company = |id: &str, name: &str| NewCompany {
            id: id.into(),
            name: name.to_owned(),
            at: start(),
        };
        let mut work = database.store.begin().await.unwrap();
        let found = work
            .companies(&[
                company("1", "Casa Verde Ltda."),
                company("2", " CASA  VERDE, LTDA"),
                company("3", "Čása Vérde Ltda"),
                company("4", "Casa Azul"),
                company("5", "!!!"),
            ])
            .await
            .unwrap();
        let ids: Vec<_> = found.iter().map(|one| one.id.clone().unwrap()).collect();
        assert_eq!(ids, ["1", "1", "1", "4", "5"]);
        work.commit().await.unwrap();
    });
}

#[test]
fn a_version_of_the_process_never_changes() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let (id, by) = (line.process.id.clone(), "Olga");
        let changed = format!("{EXAMPLE}\n# changed\n");
        line.later(1);
        let publish = async |text: &str| {
            let mut work = database.store.begin().await.unwrap();
            let version = work.publish(&id, text, line.now, by).await.unwrap();
            work.commit().await.unwrap();
            version
        };
        assert_eq!(
            publish(EXAMPLE).await,
            1,
            "the same text is the same version"
        );
        assert_eq!(publish(&changed).await, 2);
        assert_eq!(publish(&changed).await, 2);
        assert_eq!(publish(EXAMPLE).await, 3, "going back is a new version");
        let mut reader = database.store.reader().await.unwrap();
        let running = reader.running_process().await.unwrap().unwrap();
        assert_eq!((running.version, running.text.as_str()), (3, EXAMPLE));
        assert_eq!(reader.process(&id, 2).await.unwrap().unwrap().text, changed);
        assert_eq!(reader.process(&id, 9).await.unwrap(), None);
        let running: Vec<bool> = reader
            .processes()
            .await
            .unwrap()
            .iter()
            .map(|one| one.running)
            .collect();
        assert_eq!(running, [false, false, true]);
    });
}

#[test]
fn two_nodes_don_t_make_two_of_one_person() {
    each_database(async |database| {
        let _line = Line::open(&database.store).await;
        let other = crate::database::follower(database).await;
        let key = "m:ana@casa.example".to_owned();
        let mut work = database.store.begin().await.unwrap();
        work.roster().await.unwrap();
        let ana = store::NewPerson {
            keys: vec![key.clone()],
            ..somebody("1")
        };
        work.add_people(&[ana]).await.unwrap();
        // The other node waits for the roster, and finds them then.
        let late = tokio::spawn(async move {
            let mut work = other.begin().await.unwrap();
            work.roster().await.unwrap();
            work.people(&[key]).await.unwrap()
        });
        tokio::task::yield_now().await;
        work.commit().await.unwrap();
        let found = late.await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].person.id.clone().unwrap(), "1");
    });
}
