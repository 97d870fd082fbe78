//! Whatever is damaged by hand, `verify` finds, and says what it found.

use crate::database::{Database, each_database};
use crate::line::{Line, call, except};
use store::{Verification, verify};

async fn damaged(database: &Database, harm: &str, mend: &str) -> Verification {
    database.raw(harm).await;
    let found = verify(&database.store, |_| {}).await.unwrap();
    database.raw(mend).await;
    found
}

/// The rules of the tables stand in the way of some kinds of damage.
async fn without_rules(database: &Database) {
    if database.url.starts_with("sqlite") {
        return;
    }
    database
        .raw(
            "ALTER TABLE submissions DROP CONSTRAINT submissions_lead_id_fkey;
             ALTER TABLE alerts DROP CONSTRAINT alerts_lead_id_fkey;
             ALTER TABLE alerts DROP CONSTRAINT alerts_lead_id_cause_member_id_key",
        )
        .await;
}

#[test]
fn each_kind_of_damage_is_found() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let batch = (0..12).map(|_| line.somebody()).collect();
        let leads = line.capture(batch).await;
        line.later(4);
        line.must(&leads[1], call(true, line.now)).await;
        line.must(&leads[2], except("lost")).await;
        without_rules(database).await;
        let clean = verify(&database.store, |_| {}).await.unwrap();
        assert!(clean.is_clean(), "{clean:#?}");
        assert_eq!((clean.leads, clean.submissions, clean.members), (12, 12, 7));
        assert!(clean.events > 12 * 5 && clean.effects > 0, "{clean:?}");

        let (one, lost) = (&leads[1], &leads[2]);
        let head = database.look("SELECT position FROM log_head").await;
        let state = database
            .look(&format!("SELECT state FROM leads WHERE id = '{one}'"))
            .await;
        let quoted = state.replace('\'', "''");
        let column = |column: &str, harm: &str, mend: &str| {
            (
                format!("UPDATE leads SET {column} = {harm} WHERE id = '{one}'"),
                format!("UPDATE leads SET {column} = {mend} WHERE id = '{one}'"),
                format!("column {column}"),
            )
        };
        let was = async |column: &str| {
            let found = database
                .look(&format!("SELECT {column} FROM leads WHERE id = '{one}'"))
                .await;
            found
                .parse::<i64>()
                .map_or_else(|_| format!("'{found}'"), |number| number.to_string())
        };
        let mut harms = Vec::new();
        for (name, harm) in [
            ("due_at", "due_at + 1"),
            ("wake_at", "wake_at + 8640000000000"),
            ("stage", "'nurture'"),
            ("cell", "'won'"),
            ("owner_id", "'femi '"),
            ("next_step", "'Sleep'"),
            ("name", "'Nobody'"),
            ("sort_name", "'zzz'"),
            ("fit", "fit + 1"),
            ("version", "version + 1"),
            ("exceptions", "exceptions + 1"),
            ("captured_at", "captured_at - 1"),
        ] {
            harms.push(column(name, harm, &was(name).await));
        }
        harms.push((
            format!(
                "UPDATE leads SET state = '{}' WHERE id = '{one}'",
                quoted.replace("Call me", "Call him")
            ),
            format!("UPDATE leads SET state = '{quoted}' WHERE id = '{one}'"),
            "state".to_owned(),
        ));
        harms.push((
            format!("UPDATE leads SET state = 'nonsense' WHERE id = '{one}'"),
            format!("UPDATE leads SET state = '{quoted}' WHERE id = '{one}'"),
            "state".to_owned(),
        ));
        let event = format!("lead_id = '{one}' AND seq = 2");
        let by_event = |set: &str, back: &str, what: &str| {
            (
                format!("UPDATE events SET {set} WHERE {event}"),
                format!(
                    "UPDATE events SET {back} WHERE {}",
                    event.replace("seq = 2", "seq IN (2, 999)")
                ),
                what.to_owned(),
            )
        };
        harms.push(by_event("seq = 999", "seq = 2", "events"));
        harms.push(by_event(
            "process_version = 9",
            "process_version = 1",
            "process version of event 2",
        ));
        let kind = database
            .look(&format!("SELECT type FROM events WHERE {event}"))
            .await;
        harms.push(by_event(
            "type = 'lead.vanished'",
            &format!("type = '{kind}'"),
            "events",
        ));
        harms.push((
            format!("UPDATE events SET position = {head} + 5 WHERE position = {head}"),
            format!("UPDATE events SET position = {head} WHERE position = {head} + 5"),
            "positions".to_owned(),
        ));
        harms.push((
            "UPDATE log_head SET position = position + 1".to_owned(),
            "UPDATE log_head SET position = position - 1".to_owned(),
            "positions".to_owned(),
        ));
        harms.push((
            "UPDATE members SET open = open + 1 WHERE id = 'nora'".to_owned(),
            "UPDATE members SET open = open - 1 WHERE id = 'nora'".to_owned(),
            "open leads of member nora".to_owned(),
        ));
        harms.push((
            "UPDATE members SET active = 0 WHERE id = 'nora'".to_owned(),
            "UPDATE members SET active = 1 WHERE id = 'nora'".to_owned(),
            "owner".to_owned(),
        ));
        harms.push((
            format!(
                "UPDATE lead_stages SET left_at = 7 WHERE lead_id = '{one}' AND left_at IS NULL"
            ),
            format!(
                "UPDATE lead_stages SET left_at = NULL WHERE lead_id = '{one}' AND left_at = 7"
            ),
            "stages".to_owned(),
        ));
        harms.push((
            format!("INSERT INTO lead_stages (lead_id, seq, stage, entered_at) VALUES ('{one}', 998, 'won', 1)"),
            "DELETE FROM lead_stages WHERE seq = 998".to_owned(),
            "stages".to_owned(),
        ));
        if database.url.starts_with("sqlite") {
            let number = format!("(SELECT number FROM leads WHERE id = '{one}')");
            let words = format!("(SELECT words FROM leads WHERE id = '{one}')");
            let stray =
                format!("INSERT INTO lead_words (rowid, words) VALUES ({number}, 'abracadabra')");
            let gone = format!(
                "INSERT INTO lead_words (lead_words, rowid, words) VALUES ('delete', {number}, {words})"
            );
            harms.push((
                stray,
                format!("INSERT INTO lead_words (lead_words, rowid, words) VALUES ('delete', {number}, 'abracadabra'); INSERT INTO lead_words (lead_words) VALUES ('rebuild')"),
                "words".to_owned(),
            ));
            harms.push((
                gone,
                "INSERT INTO lead_words (lead_words) VALUES ('rebuild')".to_owned(),
                "words".to_owned(),
            ));
        }
        for (lead, what) in [
            (one.as_str(), "an event that names it"),
            ("zzz", ""),
            ("000", ""),
        ] {
            let expected = if what.is_empty() {
                "submissions"
            } else {
                "submission extra"
            };
            let raw = if database.url.starts_with("sqlite") {
                "x'00'"
            } else {
                "'\\x00'"
            };
            harms.push((
                format!("INSERT INTO submissions (id, received_at, via, raw, lead_id, came_of) VALUES ('extra', 1, 'api', {raw}, '{lead}', 'new')"),
                "DELETE FROM submissions WHERE id = 'extra'".to_owned(),
                expected.to_owned(),
            ));
        }
        harms.push((
            format!("UPDATE submissions SET came_of = 'reengaged' WHERE lead_id = '{one}'"),
            format!("UPDATE submissions SET came_of = 'new' WHERE lead_id = '{one}'"),
            String::from("submission "),
        ));
        harms.push((
            format!("UPDATE submissions SET lead_id = '{lost}' WHERE lead_id = '{one}'"),
            String::new(),
            String::from("submission "),
        ));
        for (harm, mend, what) in &harms {
            let found = damaged(database, harm, mend).await;
            let hit = found
                .differences
                .iter()
                .any(|one| one.what.starts_with(what.as_str()));
            assert!(hit, "{harm}: {found:#?}");
        }
        // A lead whose every event is gone, and events whose lead is gone.
        let found = damaged(
            database,
            &format!("DELETE FROM events WHERE lead_id = '{}'", leads[5]),
            "",
        )
        .await;
        assert!(
            found
                .differences
                .iter()
                .any(|one| one.what == "events" && one.lead.as_ref() == Some(&leads[5]))
        );
        let found = damaged(
            database,
            &format!("DELETE FROM leads WHERE id = '{}'", leads[11]),
            "",
        )
        .await;
        let strays = found.differences.iter().filter(|one| one.what == "words");
        assert_eq!(strays.count() > 0, database.url.starts_with("sqlite"));
        for what in ["events", "submissions", "stages", "effects"] {
            assert!(
                found
                    .differences
                    .iter()
                    .any(|one| one.what == what && one.lead.as_ref() == Some(&leads[11])),
                "{what}: {found:#?}"
            );
        }
    });
}

#[test]
fn an_empty_database_is_clean() {
    each_database(async |database| {
        let found = verify(&database.store, |_| {}).await.unwrap();
        assert!(found.is_clean());
        assert_eq!((found.leads, found.events), (0, 0));
    });
}
