//! Damage to what stands around the leads: `verify` says which of it, on both databases.

use crate::database::{Database, each_database};
use crate::line::{Line, call, except, member};
use lifecycle::lead::Actor;
use store::{
    BulkJob, IdempotencyKey, JobState, NewSession, NewToken, Remembered, Scope, Shared, StoredView,
    Verification, digest, verify,
};

/// The table that is damaged and put back, the damage, and where `verify` sees it.
const HARMS: &[(&str, &str, &str)] = &[
    // What was answered.
    (
        "idempotency",
        "UPDATE idempotency SET body = 'nonsense'",
        "answer to t k",
    ),
    (
        "idempotency",
        r#"UPDATE idempotency SET body = '{"id":"nobody","submission_id":"nothing"}'"#,
        "answer to t k",
    ),
    (
        "idempotency",
        "UPDATE idempotency SET body = replace(body, 'submission_id', 'other')",
        "answer to t k",
    ),
    (
        "idempotency",
        "UPDATE idempotency SET status = 200",
        "answer to t k",
    ),
    (
        "idempotency",
        "UPDATE idempotency SET status = 404",
        "answer to t k",
    ),
    (
        "idempotency",
        "UPDATE idempotency SET body_hash = substr(body_hash, 1, 7)",
        "answer to t k",
    ),
    (
        "idempotency",
        "UPDATE idempotency SET scope = 'member:nobody'",
        "answer to member:nobody k",
    ),
    // Who was told what.
    (
        "alerts",
        "DELETE FROM alerts WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "DELETE FROM alerts WHERE id = (SELECT max(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "UPDATE alerts SET text = 'Sleep well' WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "UPDATE alerts SET rule = 'no_such' WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "UPDATE alerts SET channels = '[]' WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "UPDATE alerts SET at = at + 1 WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "UPDATE alerts SET cause = 'made_up#2' WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "UPDATE alerts SET member_id = 'olga' WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    (
        "alerts",
        "INSERT INTO alerts (lead_id, cause, member_id, rule, text, channels, at)
        SELECT lead_id, cause, 'gina', rule, text, channels, at FROM alerts
         WHERE id = (SELECT min(id) FROM alerts)",
        "effects",
    ),
    // Who they are.
    (
        "persons",
        "UPDATE persons SET name = 'Nobody' WHERE phone = '+55 11 4002-8922'",
        "person name",
    ),
    (
        "merges",
        "INSERT INTO merges (id, kept, gone, at, actor, data) VALUES ('m', 'x', 'y', 1, '{}', '{}')",
        "merge m",
    ),
    (
        "likenesses",
        "INSERT INTO likenesses (one, other, probability, parts, state, found_at) VALUES ('a', 'b', 1, '[]', 'open', 1)",
        "likeness of a",
    ),
    (
        "persons",
        "UPDATE persons SET name = NULL WHERE phone = '+55 11 4002-8922'",
        "person name",
    ),
    (
        "persons",
        "UPDATE persons SET email = 'x@y.example' WHERE phone = '+55 11 4002-8922'",
        "person email",
    ),
    (
        "person_keys",
        "UPDATE person_keys SET key = 'm:x@y.example' WHERE key LIKE 'm:%'",
        "person keys",
    ),
    (
        "person_keys",
        "DELETE FROM person_keys WHERE key LIKE 'p:%'",
        "person keys",
    ),
    (
        "person_keys",
        "INSERT INTO person_keys (key, person_id) VALUES ('m:a@b.example', 'nobody')",
        "key m:a@b.example of a person",
    ),
    (
        "persons",
        "UPDATE persons SET phone = '4711471147' WHERE phone = '+55 11 4002-8922'",
        "person phone",
    ),
    (
        "persons",
        "UPDATE persons SET region = 'the moon'",
        "person region",
    ),
    (
        "persons",
        "UPDATE persons SET company_id = (SELECT max(id) FROM companies)",
        "person company",
    ),
    (
        "persons",
        "UPDATE persons SET company_id = 'none'",
        "person company",
    ),
    (
        "persons",
        "DELETE FROM persons WHERE phone = '+55 11 4002-8922'",
        "person",
    ),
    ("persons", "DELETE FROM persons", "person"),
    (
        "persons",
        "INSERT INTO persons (id, others, created_at) VALUES ('zzz', '[]', 1)",
        "person",
    ),
    (
        "companies",
        "UPDATE companies SET name = 'Nobody Ltda.' WHERE name_key = 'firm 1 ltda'",
        "company name",
    ),
    (
        "companies",
        "UPDATE companies SET name_key = 'x' WHERE name_key = 'firm 1 ltda'",
        "company name_key",
    ),
    (
        "companies",
        "UPDATE companies SET owner_id = 'nobody' WHERE name_key = 'firm 1 ltda'",
        "company owner",
    ),
    (
        "companies",
        "DELETE FROM companies WHERE name_key = 'firm 1 ltda'",
        "company",
    ),
    // What came in.
    (
        "submissions",
        "UPDATE submissions SET raw = substr(raw, 1, 0) WHERE id = (SELECT min(id) FROM submissions)",
        "submission ",
    ),
    (
        "submissions",
        "UPDATE submissions SET received_at = received_at + 1 WHERE id = (SELECT min(id) FROM submissions)",
        "submission ",
    ),
    (
        "submissions",
        "UPDATE submissions SET via = 'owl' WHERE id = (SELECT min(id) FROM submissions)",
        "submission ",
    ),
    (
        "submissions",
        "DELETE FROM submissions WHERE id = (SELECT min(id) FROM submissions)",
        "submission ",
    ),
    (
        "submissions",
        "DELETE FROM submissions WHERE came_of = 'reengaged'",
        "submission ",
    ),
    // What happened.
    (
        "events",
        "UPDATE events SET actor = 'nonsense' WHERE position = 3",
        "events",
    ),
    (
        "events",
        r#"UPDATE events SET actor = '{"kind":"wizard"}' WHERE position = 3"#,
        "events",
    ),
    (
        "events",
        r#"UPDATE events SET actor = '{"kind":"member","id":"nobody","name":"Nobody"}' WHERE position = 3"#,
        "actor of event",
    ),
    (
        "events",
        "UPDATE events SET because = 'nonsense' WHERE position = 3",
        "events",
    ),
    (
        "events",
        r#"UPDATE events SET because = '[{"txt":"because"}]' WHERE position = 3"#,
        "events",
    ),
    (
        "events",
        "UPDATE events SET data = '{}' WHERE position = 3",
        "events",
    ),
    (
        "events",
        "UPDATE events SET at = at - 60000000 WHERE position = 3",
        "time of event",
    ),
    (
        "events",
        "UPDATE events SET position = 1000002 WHERE position = 2; UPDATE events SET position = 2
        WHERE position = 3; UPDATE events SET position = 3 WHERE position = 1000002",
        "position of event",
    ),
    ("events", "DELETE FROM events WHERE position = 3", "events"),
    // Who works here.
    (
        "members",
        "UPDATE members SET roles = 'nonsense' WHERE id = 'nora'",
        "member nora",
    ),
    ("members", "DELETE FROM members WHERE id = 'nora'", "owner"),
    (
        "turns",
        "UPDATE turns SET pool = 'nonsense' WHERE member_id = 'nora'",
        "turns",
    ),
    (
        "turns",
        "UPDATE turns SET member_id = 'nobody' WHERE member_id = 'nora'",
        "turns",
    ),
    (
        "turns",
        "UPDATE turns SET turns = 0 WHERE member_id = 'nora'",
        "turns",
    ),
    (
        "sessions",
        "UPDATE sessions SET member_id = 'nobody'",
        "session",
    ),
    (
        "sessions",
        "UPDATE sessions SET hash = substr(hash, 1, 7)",
        "session",
    ),
    (
        "sessions",
        "UPDATE sessions SET expires_at = created_at - 1",
        "session",
    ),
    (
        "members",
        "UPDATE members SET active = 0 WHERE id = 'olga'",
        "session",
    ),
    (
        "tokens",
        "UPDATE tokens SET scope = 'everything'",
        "token t",
    ),
    (
        "tokens",
        "UPDATE tokens SET hash = substr(hash, 1, 7)",
        "token t",
    ),
    // Under which agreement, and what others wait for.
    (
        "processes",
        "UPDATE processes SET text = 'nonsense'",
        "process",
    ),
    (
        "processes",
        "UPDATE processes SET text = replace(text, 'id: seller-acquisition', 'id: other')",
        "process",
    ),
    ("processes", "UPDATE processes SET running = 0", "processes"),
    ("processes", "DELETE FROM processes", "process version"),
    ("meta", "DELETE FROM meta WHERE name = 'roster'", "meta"),
    ("log_head", "DELETE FROM log_head", "positions"),
    // Views, and changes to many leads.
    ("views", "UPDATE views SET columns = 'nonsense'", "view v"),
    ("bulk_leads", "DELETE FROM bulk_leads", "change j"),
    (
        "bulk_leads",
        "UPDATE bulk_leads SET lead_id = 'nobody'",
        "change j",
    ),
    (
        "bulk_leads",
        "UPDATE bulk_leads SET state = 'refused'",
        "change j",
    ),
    (
        "bulk_jobs",
        "UPDATE bulk_jobs SET state = 'done'",
        "change j",
    ),
    ("bulk_jobs", "UPDATE bulk_jobs SET leads = 7", "change j"),
];

/// The rules of the tables stand in the way of some kinds of damage.
async fn without_rules(database: &Database) {
    if database.url.starts_with("sqlite") {
        return;
    }
    database
        .raw(
            "DO $$ DECLARE rule record; BEGIN
               FOR rule IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
                WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
               LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.place, rule.conname); END LOOP;
             END $$",
        )
        .await;
}

/// A line on which something of everything has happened.
async fn lived_in(database: &Database) {
    let mut line = Line::open(&database.store).await;
    let mut ana = line.somebody();
    ana.phone = Some("+55 11 4002-8922".to_owned());
    let lead = line.capture_one(ana.clone()).await;
    let batch = (0..8).map(|_| line.somebody()).collect();
    let leads = line.capture(batch).await;
    line.later(4);
    line.must(&lead, call(true, line.now)).await;
    line.capture_one(ana).await;
    line.must(&leads[2], except("lost")).await;

    let submission = database
        .look(&format!(
            "SELECT id FROM submissions WHERE lead_id = '{lead}' AND came_of = 'new'"
        ))
        .await;
    let mut work = database.store.begin().await.unwrap();
    let key = IdempotencyKey {
        scope: "t".to_owned(),
        key: "k".to_owned(),
    };
    let answer = Remembered {
        body_hash: digest(b"{}"),
        status: 201,
        body: format!(r#"{{"id":"{lead}","submission_id":"{submission}"}}"#),
        at: line.now,
    };
    work.remember(&[(key, answer)]).await.unwrap();
    work.add_session(&NewSession {
        hash: digest(b"session"),
        member: "olga".into(),
        at: line.now,
        expires_at: line.now + jiff::SignedDuration::from_hours(1),
    })
    .await
    .unwrap();
    work.add_token(&NewToken {
        id: "t".to_owned(),
        hash: digest(b"token"),
        name: "Website".to_owned(),
        scope: Scope::Capture,
        channel: None,
        at: line.now,
    })
    .await
    .unwrap();
    work.add_member(&member("Quiet", "management"))
        .await
        .unwrap();
    work.keep_view(&StoredView {
        id: "v".to_owned(),
        member: "olga".into(),
        name: "Hot ones".to_owned(),
        shared: Shared::All,
        query: "grade=A".to_owned(),
        columns: vec!["grade".to_owned()],
        changed_at: line.now,
    })
    .await
    .unwrap();
    work.begin_with(&"olga".into(), Some("v")).await.unwrap();
    let job = BulkJob {
        id: "j".to_owned(),
        actor: Actor::Program {
            name: "t".to_owned(),
        },
        change: "{}".to_owned(),
        title: "Put off".to_owned(),
        state: JobState::Running,
        leads: 1,
        created_at: line.now,
        finished_at: None,
        undoes: None,
    };
    work.add_job(&job, &[(lead.clone(), None)]).await.unwrap();
    work.commit().await.unwrap();
}

/// Looks at a damaged table, and puts it back as it was.
async fn damaged(database: &Database, table: &str, harm: &str) -> Verification {
    let spare = format!("CREATE TABLE spare AS SELECT * FROM {table}");
    let mend =
        format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM spare; DROP TABLE spare");
    database.raw(&spare).await;
    database.raw(harm).await;
    let found = verify(&database.store, |_| {}).await.unwrap();
    database.raw(&mend).await;
    found
}

#[test]
fn damage_around_the_leads_is_found() {
    each_database(async |database| {
        lived_in(database).await;
        without_rules(database).await;
        let clean = verify(&database.store, |_| {}).await.unwrap();
        assert!(clean.is_clean(), "{clean:#?}");
        assert_eq!((clean.answers, clean.persons, clean.companies), (1, 9, 9));
        let mut missed = Vec::new();
        for (table, harm, what) in HARMS {
            let found = damaged(database, table, harm).await;
            let hit = found
                .differences
                .iter()
                .any(|one| one.what.starts_with(what));
            if !hit {
                missed.push(format!("{what}: {harm}: {:#?}", found.differences));
            }
        }
        assert!(
            missed.is_empty(),
            "{} missed:\n{}",
            missed.len(),
            missed.join("\n")
        );
        let mended = verify(&database.store, |_| {}).await.unwrap();
        assert!(mended.is_clean(), "{mended:#?}");
    });
}
