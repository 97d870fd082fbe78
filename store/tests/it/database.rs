//! A database of one's own for each test, of each kind.

use std::sync::atomic::{AtomicU32, Ordering};
use store::{Kind, Options, Store};
use tempfile::TempDir;

/// A fresh database.
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

/// Runs a story on SQLite and, where there is one, on PostgreSQL.
pub(crate) fn each_database(story: impl AsyncFn(&Database)) {
    for server in [None, server()] {
        let Some(url) = place(server.as_deref()) else {
            continue;
        };
        let (folder, url) = url;
        runtime().block_on(async {
            let store = open(&url).await;
            let database = Database { url, store, folder };
            story(&database).await;
        });
        if server.is_none() && self::server().is_none() {
            println!(
                "SKIPPED: no PostgreSQL: set THROUGHLINE_TEST_POSTGRES, or use scripts/with-postgres"
            );
            return;
        }
    }
}

/// As the server has one: several threads, so that long reading goes aside.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

pub(crate) fn server() -> Option<String> {
    std::env::var("THROUGHLINE_TEST_POSTGRES").ok()
}

/// A place that nothing has used yet.
pub(crate) fn place(server: Option<&str>) -> Option<(TempDir, String)> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let folder = tempfile::tempdir().unwrap();
    let url = match server {
        None => format!("sqlite://{}", folder.path().join("leads.db").display()),
        Some(server) => {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let question = if server.contains('?') { '&' } else { '?' };
            format!("{server}{question}schema=t_{}_{number}", std::process::id())
        }
    };
    Some((folder, url))
}

pub(crate) async fn open(url: &str) -> Store {
    match Store::open(url, Options::default()).await {
        Ok(store) => store,
        Err(error) => panic!("{} {error}", error.code),
    }
}

impl Database {
    /// A second empty place of the same kind.
    pub(crate) fn other(&self) -> (TempDir, String) {
        let server = match self.store.kind() {
            Kind::Sqlite => None,
            Kind::Postgres => server(),
        };
        place(server.as_deref()).unwrap()
    }

    /// The id of some lead.
    pub(crate) async fn first_lead(&self) -> lifecycle::names::LeadId {
        self.look("SELECT min(id) FROM leads WHERE status = 'open'")
            .await
            .into()
    }

    /// Statements that no store would make: damage, and looks behind the face.
    pub(crate) async fn raw(&self, sql: &str) {
        raw(&self.url, sql).await;
    }

    /// The first column of the first row, as text.
    pub(crate) async fn look(&self, sql: &str) -> String {
        if let Some(file) = self.url.strip_prefix("sqlite://") {
            let connection = rusqlite::Connection::open(file).unwrap();
            let value: rusqlite::types::Value =
                connection.query_row(sql, [], |row| row.get(0)).unwrap();
            return match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            };
        }
        let client = connect(&self.url).await;
        let messages = client.simple_query(sql).await.unwrap();
        for message in messages {
            if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
                return row.get(0).unwrap_or("NULL").to_owned();
            }
        }
        panic!("{sql} gives nothing");
    }
}

pub(crate) async fn raw(url: &str, sql: &str) {
    if let Some(file) = url.strip_prefix("sqlite://") {
        let connection = rusqlite::Connection::open(file).unwrap();
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = OFF")
            .unwrap();
        connection.execute_batch(sql).unwrap();
    } else {
        connect(url).await.batch_execute(sql).await.unwrap();
    }
}

pub(crate) async fn connect(url: &str) -> tokio_postgres::Client {
    let (server, parameters) = url.split_once('?').unwrap();
    let schema = parameters
        .split('&')
        .find_map(|parameter| parameter.strip_prefix("schema="))
        .unwrap();
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
        .batch_execute(&format!("SET search_path = {schema}"))
        .await
        .unwrap();
    client
}

/// Who follows the log: on PostgreSQL another node, on SQLite the same program.
pub(crate) async fn follower(database: &Database) -> Store {
    match database.store.kind() {
        Kind::Sqlite => database.store.clone(),
        Kind::Postgres => open(&database.url).await,
    }
}
