//! Both databases have the same tables, and rules of their own that no program gets around.

use crate::database::{Database, each_database, place, server};
use crate::line::Line;
use std::collections::BTreeSet;
use store::{Options, Store};

/// Each column as `table.column kind null?`.
async fn columns(url: &str) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    if let Some(file) = url.strip_prefix("sqlite://") {
        let connection = rusqlite::Connection::open(file).unwrap();
        let mut statement = connection
            .prepare(
                "SELECT t.name, c.name, c.type, c.\"notnull\" FROM sqlite_schema t, pragma_table_info(t.name) c
                  WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
            )
            .unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (table, column, kind): (String, String, String) = (
                row.get(0).unwrap(),
                row.get(1).unwrap(),
                row.get(2).unwrap(),
            );
            // The index of words is built in another way in each.
            if table.starts_with("lead_words") || (table == "leads" && column == "number") {
                continue;
            }
            let not_null: bool = row.get(3).unwrap();
            columns.insert(format!(
                "{table}.{column} {kind} {}",
                if not_null { "NOT NULL" } else { "" }
            ));
        }
    } else {
        let client = crate::database::connect(url).await;
        let rows = client
            .query(
                "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
                   FROM information_schema.columns WHERE table_schema = current_schema()",
                &[],
            )
            .await
            .unwrap();
        for row in rows {
            let (table, column, kind, null): (String, String, String, String) =
                (row.get(0), row.get(1), row.get(2), row.get(3));
            let kind = match kind.as_str() {
                "bigint" => "INTEGER",
                "text" => "TEXT",
                "bytea" => "BLOB",
                other => panic!("{table}.{column} is {other}"),
            };
            columns.insert(format!(
                "{table}.{column} {kind} {}",
                if null == "NO" { "NOT NULL" } else { "" }
            ));
        }
    }
    columns
}

#[test]
fn both_have_the_same_tables() {
    let Some(server) = server() else {
        println!("SKIPPED: no PostgreSQL");
        return;
    };
    crate::database::runtime().block_on(async {
        let mut found = Vec::new();
        for server in [None, Some(server.as_str())] {
            let (_folder, url) = place(server).unwrap();
            drop(Store::open(&url, Options::default()).await.unwrap());
            found.push(columns(&url).await);
        }
        assert!(found[0].len() > 100, "{found:?}");
        assert_eq!(found[0], found[1]);
    });
}

#[test]
fn no_statement_makes_an_open_lead_without_owner_step_and_deadline() {
    each_database(async |database: &Database| {
        let mut line = Line::open(&database.store).await;
        let somebody = line.somebody();
        let id = line.capture_one(somebody).await;
        let mut refused = Vec::new();
        for (column, value) in [
            ("owner_id", "''"),
            ("owner_id", "NULL"),
            ("next_step", "NULL"),
            ("due_at", "NULL"),
            ("wake_at", "NULL"),
            ("role", "NULL"),
            ("status", "'lost'"),
            ("status", "'forgotten'"),
        ] {
            let sql = format!("UPDATE leads SET {column} = {value} WHERE id = '{id}'");
            let done = if let Some(file) = database.url.strip_prefix("sqlite://") {
                let connection = rusqlite::Connection::open(file).unwrap();
                connection
                    .execute(&sql, [])
                    .map_err(|error| error.to_string())
            } else {
                let client = crate::database::connect(&database.url).await;
                let done = client.execute(&sql, &[]).await;
                done.map(|rows| rows as usize)
                    .map_err(|error| error.to_string())
            };
            if done.is_err() {
                refused.push((column, value));
            }
        }
        assert_eq!(refused.len(), 8, "only these were refused: {refused:?}");
        line.verify().await;
    });
}
