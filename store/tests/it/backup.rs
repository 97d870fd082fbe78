//! A copy while others write, and back again, into either kind.

use crate::database::{Database, each_database, open, place, raw, runtime, server};
use crate::line::{Line, call, except};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Access, Error, LeadFilter, NewToken, Options, Scope, Store, digest, restore, verify};

async fn busy_line(database: &Database) -> Line {
    let mut line = Line::open(&database.store).await;
    let batch = (0..30).map(|_| line.somebody()).collect();
    let leads = line.capture(batch).await;
    line.later(5);
    line.must(&leads[0], call(true, line.now)).await;
    line.must(&leads[1], except("lost")).await;
    let mut work = database.store.begin().await.unwrap();
    work.add_token(&NewToken {
        id: "t".to_owned(),
        hash: digest(b"secret"),
        name: "Website".to_owned(),
        scope: Scope::Write,
        channel: None,
        at: line.now,
    })
    .await
    .unwrap();
    work.commit().await.unwrap();
    line
}

/// Everything in a database, as text.
async fn everything(store: &Store) -> String {
    let mut reader = store.reader().await.unwrap();
    let log = reader.log(Default::default(), 100_000).await.unwrap();
    let mut all = format!("{:?} {log:?}", reader.head().await.unwrap());
    let sort = store::Sort::of_word("name").unwrap();
    let leads = reader
        .leads(&LeadFilter::default(), sort, None, 10_000)
        .await
        .unwrap();
    for row in leads.items {
        all += &format!("{row:?} {:?}\n", reader.lead(&row.id).await.unwrap());
    }
    all += &format!(
        "{:?} {:?}",
        reader.members().await.unwrap(),
        reader.tokens().await.unwrap()
    );
    for member in reader.members().await.unwrap() {
        all += &format!(
            "{:?}",
            reader.alerts(&member.member.id, false, 1000).await.unwrap()
        );
    }
    all += &format!("{:?}", reader.processes().await.unwrap());
    all
}

#[test]
fn a_backup_brings_everything_back_into_either_kind() {
    each_database(async |database| {
        let line = busy_line(database).await;
        let before = everything(&database.store).await;
        let file = database.folder.path().join("backup.db");
        let report = database.store.backup(&file).await.unwrap();
        assert_eq!((report.leads, report.bytes > 0), (30, true));
        line.must(&database.first_lead().await, except("lost"))
            .await;

        for server in [None, server()] {
            let (_folder, url) = place(server.as_deref()).unwrap();
            let restored = restore(&file, &url)
                .await
                .unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                (restored.leads, restored.events),
                (report.leads, report.events)
            );
            let store = open(&url).await;
            assert_eq!(everything(&store).await, before);
            let found = verify(&store, |_| {}).await.unwrap();
            assert!(found.is_clean(), "{found:#?}");
            // It goes on from there.
            let mut line = Line::resume(&store).await;
            let somebody = line.somebody();
            line.capture_one(somebody).await;
            line.verify().await;
            drop((line, store));
            let again = restore(&file, &url).await.unwrap_err();
            assert_eq!(again.code, "database.not_empty", "{again}");
        }
    });
}

#[test]
fn a_backup_takes_no_other_file_s_place() {
    each_database(async |database| {
        let file = database.folder.path().join("precious.txt");
        std::fs::write(&file, "do not touch").unwrap();
        let refused = database.store.backup(&file).await;
        assert!(
            matches!(refused, Err(Error::Exists { what: "file" })),
            "{refused:?}"
        );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "do not touch");
        let nowhere = database
            .store
            .backup(Path::new("no/such/folder/x.db"))
            .await;
        assert!(matches!(nowhere, Err(Error::Unavailable(_))), "{nowhere:?}");
        let left: Vec<_> = std::fs::read_dir(database.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("unfinished"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    });
}

#[test]
fn a_copy_made_while_others_write_is_one_moment() {
    each_database(async |database| {
        let mut line = Line::open(&database.store).await;
        let done = Arc::new(AtomicBool::new(false));
        let writing = tokio::spawn({
            let done = Arc::clone(&done);
            async move {
                let mut count = 0;
                while !done.load(Ordering::Acquire) || count < 5 {
                    let batch = (0..10).map(|_| line.somebody()).collect();
                    line.capture(batch).await;
                    count += 1;
                }
                line
            }
        });
        for number in 0..3 {
            let file = database.folder.path().join(format!("{number}.db"));
            // From another program that has it open beside the first.
            let beside = Store::open(
                &database.url,
                Options {
                    access: Access::Beside,
                    ..Options::default()
                },
            )
            .await
            .unwrap();
            beside.backup(&file).await.unwrap();
            let copy = open(&format!("sqlite://{}", file.display())).await;
            let found = verify(&copy, |_| {}).await.unwrap();
            assert!(found.is_clean(), "{found:#?}");
        }
        done.store(true, Ordering::Release);
        writing.await.unwrap().verify().await;
    });
}

#[test]
fn what_is_no_backup_is_not_restored() {
    runtime().block_on(async {
        let (folder, url) = place(None).unwrap();
        let file = folder.path().join("x.db");
        let code = async || restore(&file, &url).await.unwrap_err().code;
        assert_eq!(code().await, "database.missing");
        std::fs::write(&file, "Dear Ana, here is your backup. Regards").unwrap();
        assert_eq!(code().await, "database.not_sqlite");
        std::fs::remove_file(&file).unwrap();
        raw(
            &format!("sqlite://{}", file.display()),
            "CREATE TABLE x (y TEXT)",
        )
        .await;
        assert_eq!(code().await, "database.not_ours");
        assert!(!Path::new(url.strip_prefix("sqlite://").unwrap()).exists());
    });
}

/// Changes bytes of a file.
fn change(file: &Path, harm: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(file).unwrap();
    harm(&mut bytes);
    std::fs::write(file, bytes).unwrap();
}

fn place_in(bytes: &[u8], text: &str) -> usize {
    let found = bytes
        .windows(text.len())
        .position(|window| window == text.as_bytes());
    found.unwrap_or_else(|| panic!("no {text}"))
}

#[test]
fn a_backup_that_was_cut_or_changed_is_refused_before_anything_is_restored() {
    type Harm = fn(&mut Vec<u8>);
    let harms: &[(&str, &str, Harm)] = &[
        ("cut by a page", "backup.damaged", |bytes| {
            bytes.truncate(bytes.len() - 4096);
        }),
        ("cut by a byte", "backup.damaged", |bytes| {
            bytes.truncate(bytes.len() - 1);
        }),
        ("cut to a page", "backup.damaged", |bytes| {
            bytes.truncate(4096);
        }),
        ("cut to nothing", "database.empty", |bytes| bytes.clear()),
        ("longer", "backup.damaged", |bytes| bytes.extend([0; 4096])),
        ("a letter of a name", "backup.damaged", |bytes| {
            let at = place_in(bytes, "Person 7");
            bytes[at] = b'p';
        }),
        ("the last byte", "backup.damaged", |bytes| {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
        }),
        ("the version in the header", "backup.damaged", |bytes| {
            bytes[27] ^= 1;
        }),
        ("a page in the middle", "backup.damaged", |bytes| {
            let page = bytes.len() / 2 / 4096 * 4096;
            bytes[page..page + 4096].fill(0);
        }),
        ("another kind of file", "database.not_sqlite", |bytes| {
            *bytes = b"Dear Sir or Madam, ".repeat(400);
        }),
    ];
    each_database(async |database| {
        busy_line(database).await;
        let good = database.folder.path().join("good.db");
        database.store.backup(&good).await.unwrap();
        for (name, code, harm) in harms {
            let bad = database.folder.path().join("bad.db");
            std::fs::copy(&good, &bad).unwrap();
            change(&bad, harm);
            let (_folder, url) = database.other();
            let refused = match restore(&bad, &url).await {
                Ok(report) => panic!("{name} was restored: {report:?}"),
                Err(refused) => refused,
            };
            assert_eq!(refused.code, *code, "{name}: {refused}");
            assert!(refused.place.contains("bad.db"), "{name}: {refused}");
            assert!(refused.mend.len() > 20, "{name}: {refused}");
            // The place is as free as it was.
            let report = restore(&good, &url).await.unwrap();
            assert_eq!((report.leads, report.proved), (30, true), "{name}");
        }
    });
}

#[test]
fn a_proof_can_not_be_edited_and_one_of_a_newer_release_is_told() {
    each_database(async |database| {
        busy_line(database).await;
        let file = database.folder.path().join("backup.db");
        for (harm, code) in [
            (
                "UPDATE backup_proof SET leads = leads - 1",
                "backup.damaged",
            ),
            (
                "UPDATE backup_proof SET sha256 = replace(sha256, 'a', 'b')",
                "backup.damaged",
            ),
            ("UPDATE backup_proof SET sha256 = 'short'", "backup.damaged"),
            ("DELETE FROM backup_proof", "backup.damaged"),
            ("DELETE FROM leads", "backup.damaged"),
            ("UPDATE backup_proof SET format = 2", "backup.newer"),
        ] {
            database.store.backup(&file).await.unwrap();
            raw(&format!("sqlite://{}", file.display()), harm).await;
            let (_folder, url) = database.other();
            let refused = restore(&file, &url).await.unwrap_err();
            assert_eq!(refused.code, code, "{harm}: {refused}");
            std::fs::remove_file(&file).unwrap();
        }
    });
}

/// Backups of the first releases, and the file of an SQLite database itself.
#[test]
fn a_file_without_a_proof_is_restored_if_it_can_be_read() {
    each_database(async |database| {
        busy_line(database).await;
        let file = database.folder.path().join("backup.db");
        database.store.backup(&file).await.unwrap();
        let url_of_file = format!("sqlite://{}", file.display());
        raw(&url_of_file, "DROP TABLE backup_proof").await;
        let (_folder, url) = database.other();
        let report = restore(&file, &url).await.unwrap();
        assert_eq!((report.leads, report.proved), (30, false));
        // What was restored says nothing of backups, and gives one with a proof again.
        let again = database.folder.path().join("again.db");
        open(&url).await.backup(&again).await.unwrap();
        let (_other, url) = database.other();
        assert!(restore(&again, &url).await.unwrap().proved);
        // An index that doesn't fit its table.
        raw(
            &url_of_file,
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'leads_due')
              WHERE name = 'leads_name'",
        )
        .await;
        let (_folder, url) = database.other();
        let refused = restore(&file, &url).await.unwrap_err();
        assert_eq!(refused.code, "backup.damaged", "{refused}");
    });
}
