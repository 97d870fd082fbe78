//! What can be wrong with a database, and what is said then.

use crate::database::{connect, each_database, place, raw, runtime, server};
use crate::line::Line;
use std::path::Path;
use std::time::Duration;
use store::{Access, Error, Kind, OpenError, Options, Store};

async fn refused(url: &str, options: Options) -> OpenError {
    let refused = match Store::open(url, options).await {
        Ok(_) => panic!("{url} opens"),
        Err(error) => error,
    };
    // A sentence, its place and its mend, for people.
    assert!(
        !refused.what.is_empty() && !refused.place.is_empty(),
        "{refused:?}"
    );
    assert!(
        refused.mend.ends_with('.') && !refused.what.ends_with('.'),
        "{refused:?}"
    );
    refused
}

fn quick() -> Options {
    Options {
        patience: Duration::from_millis(300),
        ..Options::default()
    }
}

fn patient(seconds: u64) -> Options {
    Options {
        patience: Duration::from_secs(seconds),
        ..Options::default()
    }
}

fn beside() -> Options {
    Options {
        access: Access::Beside,
        ..Options::default()
    }
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn code(file: &Path) -> &'static str {
    refused(&url(file), quick()).await.code
}

#[test]
fn files_that_are_no_database_are_left_as_they_are() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("leads.db");
        let text = "name,email\nAna,ana@casa.example\n".repeat(1000);
        std::fs::write(&file, &text).unwrap();
        assert_eq!(code(&file).await, "database.not_sqlite");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        std::fs::write(&file, "SQLite format 3\0 and no more").unwrap();
        assert_eq!(code(&file).await, "database.not_sqlite");

        std::fs::remove_file(&file).unwrap();
        raw(&url(&file), "CREATE TABLE contacts (name TEXT)").await;
        assert_eq!(code(&file).await, "database.not_ours");
        assert_eq!(
            refused(&url(&file), beside()).await.code,
            "database.not_ours"
        );

        assert_eq!(code(folder.path()).await, "database.not_a_file");
        assert_eq!(
            code(&folder.path().join("no/such/x.db")).await,
            "database.no_folder"
        );
        let missing = refused(&url(&folder.path().join("x.db")), beside()).await;
        assert_eq!(missing.code, "database.missing");
        assert!(
            !folder.path().join("x.db").exists(),
            "looking makes nothing"
        );
    });
}

#[test]
fn a_read_only_file_or_folder_is_said_to_be_one() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("leads.db");
        drop(Store::open(&url(&file), quick()).await.unwrap());
        let mark = |path: &Path, read_only: bool| {
            let mut permissions = std::fs::metadata(path).unwrap().permissions();
            #[allow(clippy::permissions_set_readonly_false, reason = "a folder of our own")]
            permissions.set_readonly(read_only);
            std::fs::set_permissions(path, permissions).unwrap();
        };
        mark(&file, true);
        assert_eq!(code(&file).await, "database.read_only");
        mark(&file, false);
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        mark(&inner, true);
        assert_eq!(code(&inner.join("leads.db")).await, "database.read_only");
        mark(&inner, false);
        // Where even root can't write.
        if Path::new("/proc/self").exists() {
            let error = refused("sqlite:///proc/leads.db", quick()).await;
            assert_eq!(error.code, "database.read_only", "{error}");
        }
    });
}

#[test]
fn a_file_that_was_cut_off_is_damaged() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("leads.db");
        let store = Store::open(&url(&file), quick()).await.unwrap();
        let mut line = Line::open(&store).await;
        let batch = (0..50).map(|_| line.somebody()).collect();
        line.capture(batch).await;
        drop((line, store));
        let length = std::fs::metadata(&file).unwrap().len();
        std::fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_len(length / 2)
            .unwrap();
        assert_eq!(code(&file).await, "database.damaged");
    });
}

#[test]
fn one_program_at_a_time_writes_to_a_file() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("leads.db");
        let store = Store::open(&url(&file), quick()).await.unwrap();
        let second = refused(&url(&file), quick()).await;
        assert_eq!(second.code, "database.locked");
        let own = format!("process {}", std::process::id());
        assert!(second.what.contains(&own), "{second}");

        // To read beside it is fine, and sees what is written.
        let mut line = Line::open(&store).await;
        let reading = Store::open(&url(&file), beside()).await.unwrap();
        let somebody = line.somebody();
        let lead = line.capture_one(somebody).await;
        assert!(
            reading
                .reader()
                .await
                .unwrap()
                .lead(&lead)
                .await
                .unwrap()
                .is_some()
        );
        assert!(matches!(reading.begin().await, Err(Error::ReadOnly)));
        assert!(store::verify(&reading, |_| {}).await.unwrap().is_clean());
        drop((line, store));
        drop(Store::open(&url(&file), quick()).await.unwrap());

        // Some other tool that writes right now.
        let other = rusqlite::Connection::open(&file).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(code(&file).await, "database.locked");
    });
}

#[test]
fn a_newer_database_is_refused() {
    each_database(async |database| {
        database
            .raw("INSERT INTO migrations (number, name, checksum) VALUES (999, 'holograms', '')")
            .await;
        let (folder, url) = (&database.folder, &database.url);
        let newer = match database.store.kind() {
            // The store of the test holds the lock, so look at a copy.
            Kind::Sqlite => {
                let copy = folder.path().join("copy.db");
                database
                    .raw(&format!("VACUUM INTO '{}'", copy.display()))
                    .await;
                refused(&self::url(&copy), quick()).await
            }
            Kind::Postgres => refused(url, patient(5)).await,
        };
        assert_eq!(newer.code, "database.newer");
        assert!(newer.what.contains("holograms"), "{newer}");
        assert_eq!(refused(url, beside()).await.code, "database.newer");
        database
            .raw("DELETE FROM migrations WHERE number = 999")
            .await;
        database.raw("UPDATE migrations SET checksum = 'x'").await;
        assert_eq!(refused(url, beside()).await.code, "database.other_history");
    });
}

#[test]
fn a_server_that_can_t_be_used_says_why() {
    runtime().block_on(async {
        // Nobody listens at a port that was free a moment ago.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let gone = refused(
            &format!("postgres://ana:secret@127.0.0.1:{port}/x"),
            quick(),
        )
        .await;
        assert_eq!(gone.code, "database.unreachable");
        assert!(!gone.to_string().contains("secret"), "{gone}");
        // Somebody listens, and never answers.
        let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = mute.local_addr().unwrap().port();
        let mute = refused(&format!("postgres://ana@127.0.0.1:{port}/x"), quick()).await;
        assert_eq!(mute.code, "database.unreachable");

        let Some(server) = server() else {
            println!("SKIPPED: no PostgreSQL");
            return;
        };
        let no_such = server.replace("/postgres", "/no_such_database");
        assert_eq!(refused(&no_such, patient(5)).await.code, "database.refused");
        let (_folder, ours) = place(Some(&server)).unwrap();
        let schema = ours.split("schema=").last().unwrap();
        let client = connect(&ours).await;
        client
            .batch_execute(&format!(
                "CREATE SCHEMA {schema}; CREATE TABLE {schema}.contacts (name TEXT)"
            ))
            .await
            .unwrap();
        assert_eq!(refused(&ours, patient(5)).await.code, "database.not_ours");
    });
}

#[test]
fn two_nodes_that_start_at_once_make_one_database() {
    let Some(server) = server() else {
        println!("SKIPPED: no PostgreSQL");
        return;
    };
    runtime().block_on(async {
        let (_folder, url) = place(Some(&server)).unwrap();
        let starting: Vec<_> = (0..4)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move { Store::open(&url, Options::default()).await.map(|_| ()) })
            })
            .collect();
        for node in starting {
            node.await
                .unwrap()
                .unwrap_or_else(|error| panic!("{error}"));
        }
    });
}

#[test]
fn who_waits_too_long_is_told() {
    each_database(async |database| {
        let impatient = match database.store.kind() {
            // One writer: the second waits for the turn.
            Kind::Sqlite => {
                let (_folder, url) = database.other();
                let store = Store::open(&url, quick()).await.unwrap();
                let _first = store.begin().await.unwrap();
                let late = store.begin().await.unwrap_err();
                assert!(matches!(late, Error::Busy(_)), "{late}");
                return;
            }
            Kind::Postgres => Store::open(&database.url, patient(1)).await.unwrap(),
        };
        let mut first = database.store.begin().await.unwrap();
        first.roster().await.unwrap();
        let mut second = impatient.begin().await.unwrap();
        let late = second.roster().await.unwrap_err();
        assert!(matches!(late, Error::Busy(_)), "{late}");
        drop(second);
        drop(first);
        assert!(impatient.ready().await.is_ok());
    });
}

#[test]
fn a_node_that_freezes_within_a_work_doesn_t_stop_the_others() {
    let Some(server) = server() else {
        println!("SKIPPED: no PostgreSQL");
        return;
    };
    runtime().block_on(async {
        let (_folder, url) = place(Some(&server)).unwrap();
        let frozen = Store::open(&url, patient(2)).await.unwrap();
        let mut held = frozen.begin().await.unwrap();
        held.roster().await.unwrap();
        // It says nothing more; after its own patience the server takes the row away from it.
        let live = Store::open(&url, patient(10)).await.unwrap();
        let mut work = live.begin().await.unwrap();
        work.roster().await.unwrap();
        work.commit().await.unwrap();
        let late = held.commit().await.unwrap_err();
        assert!(
            matches!(late, Error::Unavailable(_) | Error::InDoubt(_)),
            "{late}"
        );
        assert!(
            frozen.ready().await.is_ok(),
            "with a new connection it goes on"
        );
    });
}

#[test]
fn a_node_that_freezes_while_it_is_answered_doesn_t_stop_the_others() {
    let Some(server) = server() else {
        println!("SKIPPED: no PostgreSQL");
        return;
    };
    runtime().block_on(async {
        let (_folder, url) = place(Some(&server)).unwrap();
        let live = Store::open(&url, patient(1)).await.unwrap();
        let (held, holds) = std::sync::mpsc::channel();
        let (thaw, thawed) = std::sync::mpsc::channel::<()>();
        let own = url.clone();
        let frozen = std::thread::spawn(move || {
            let mut alone = tokio::runtime::Builder::new_current_thread();
            alone.enable_all().build().unwrap().block_on(async {
                let client = connect(&own).await;
                let hold = "BEGIN; SELECT value FROM meta WHERE name = 'roster' FOR UPDATE";
                client.batch_execute(hold).await.unwrap();
                let asked = tokio::spawn(async move {
                    let long = "SELECT repeat('x', 1000) FROM generate_series(1, 100000)";
                    client.batch_execute(long).await
                });
                // The question goes out. From then on nobody reads: the only thread waits.
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                held.send(()).unwrap();
                let _ = thawed.recv();
                asked.await.unwrap().unwrap_err();
            });
        });
        holds.recv().unwrap();
        let mut tries = 0;
        loop {
            let mut work = live.begin().await.unwrap();
            let Err(error) = work.roster().await else {
                break;
            };
            assert!(matches!(error, Error::Busy(_)), "{error}");
            tries += 1;
            assert!(tries < 30, "it holds the roster for ever");
        }
        drop(thaw);
        frozen.join().unwrap();
    });
}

#[test]
fn a_server_that_ends_a_connection_is_reached_anew() {
    let Some(server) = server() else {
        println!("SKIPPED: no PostgreSQL");
        return;
    };
    runtime().block_on(async {
        let (_folder, url) = place(Some(&server)).unwrap();
        let store = Store::open(&url, Options::default()).await.unwrap();
        let mut line = Line::open(&store).await;
        let client = connect(&url).await;
        let schema = url.split("schema=").last().unwrap();
        for _ in 0..3 {
            client
                .batch_execute(&format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                      WHERE application_name = 'throughline {schema}'"
                ))
                .await
                .unwrap();
            store.ready().await.unwrap();
        }
        let somebody = line.somebody();
        line.capture_one(somebody).await;
        line.verify().await;
    });
}
