//! The floor: the rows that the store has made, added by a bare driver to tables without
//! indexes, rules or checks, in as many durable commits. Nothing can add them quicker.

use rusqlite::types::Value;
use std::path::Path;
use std::time::{Duration, Instant};

const TABLES: [&str; 8] = [
    "persons",
    "companies",
    "leads",
    "lead_stages",
    "events",
    "submissions",
    "idempotency",
    "alerts",
];

/// The part of a list that belongs to a commit.
fn part<T>(rows: &[T], batch: usize, batches: usize) -> &[T] {
    &rows[rows.len() * batch / batches..rows.len() * (batch + 1) / batches]
}

/// The rows of the file `from` into a new file `to`.
pub(crate) fn sqlite(from: &Path, to: &Path, batches: usize) -> Duration {
    let source = rusqlite::Connection::open(from).unwrap();
    let target = rusqlite::Connection::open(to).unwrap();
    target
        .query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
        .unwrap();
    target.execute_batch("PRAGMA synchronous = FULL").unwrap();
    let mut tables = Vec::new();
    for table in TABLES {
        let mut select = source.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = select.column_names().map(str::to_owned).collect();
        target
            .execute_batch(&format!("CREATE TABLE {table} ({})", columns.join(", ")))
            .unwrap();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut found = select.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            rows.push(
                (0..columns.len())
                    .map(|column| row.get(column).unwrap())
                    .collect(),
            );
        }
        let marks = vec!["?"; columns.len()].join(", ");
        tables.push((format!("INSERT INTO {table} VALUES ({marks})"), rows));
    }
    let begun = Instant::now();
    for batch in 0..batches {
        target.execute_batch("BEGIN IMMEDIATE").unwrap();
        for (insert, rows) in &tables {
            let mut statement = target.prepare_cached(insert).unwrap();
            for row in part(rows, batch, batches) {
                statement
                    .execute(rusqlite::params_from_iter(row.iter()))
                    .unwrap();
            }
        }
        target.execute_batch("COMMIT").unwrap();
    }
    begun.elapsed()
}

/// The rows of the schema `schema`, by COPY.
pub(crate) async fn postgres(url: &str, schema: &str, batches: usize) -> Duration {
    use bytes::Bytes;
    use futures_util::{SinkExt as _, TryStreamExt as _};
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    let connected = tokio::spawn(connection);
    let mut tables = Vec::new();
    for table in TABLES {
        let out = format!("COPY {schema}.{table} TO STDOUT");
        let pieces: Vec<Bytes> = client
            .copy_out(&out)
            .await
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        client
            .batch_execute(&format!(
                "CREATE TABLE {schema}.bare_{table} AS TABLE {schema}.{table} WITH NO DATA"
            ))
            .await
            .unwrap();
        // The server sends a row a piece.
        tables.push((format!("COPY {schema}.bare_{table} FROM STDIN"), pieces));
    }
    let begun = Instant::now();
    for batch in 0..batches {
        client.batch_execute("BEGIN").await.unwrap();
        for (copy, rows) in &tables {
            let rows = part(rows, batch, batches);
            if !rows.is_empty() {
                let sink = client.copy_in::<_, Bytes>(copy).await.unwrap();
                tokio::pin!(sink);
                sink.send(Bytes::from(rows.concat())).await.unwrap();
                sink.finish().await.unwrap();
            }
        }
        client.batch_execute("COMMIT").await.unwrap();
    }
    let took = begun.elapsed();
    drop(client);
    let _ = connected.await;
    took
}
