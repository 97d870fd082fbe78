//! Backup: one consistent copy while running, and back again.
//!
//! A backup is an SQLite database in one file, whichever kind of database it comes from:
//! it can be looked into with common tools, and restored into either kind. It appears
//! under its name when it is whole, and never takes the place of another file. It carries
//! the proof of being what was written (`proof.rs`), which is looked at before anything is
//! restored.

mod proof;

use crate::db::{Connection, Failure, Sqlite, SqliteFile, Url, Value, args, open_file};
use crate::migrate::{self, Standing, Trouble};
use crate::open::Place;
use crate::{Access, Error, OpenError, Options, Result, Store};
use proof::{Proof, Wrong};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// Leads in the copy.
    pub leads: u64,
    /// Events in the copy.
    pub events: u64,
    /// Size of the file.
    pub bytes: u64,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// Leads.
    pub leads: u64,
    /// Events.
    pub events: u64,
    /// The backup carried the proof that it is what was written. Without one it was only
    /// looked at whether it can be read.
    pub proved: bool,
}

/// All tables with their keys, each behind those that it refers to.
pub(crate) const TABLES: &[(&str, &[&str])] = &[
    ("meta", &["name"]),
    ("log_head", &["one"]),
    ("processes", &["id", "version"]),
    ("members", &["id"]),
    ("sessions", &["hash"]),
    ("tokens", &["id"]),
    ("one_time_tokens", &["purpose"]),
    ("turns", &["pool", "member_id"]),
    ("companies", &["id"]),
    ("persons", &["id"]),
    ("person_keys", &["key", "person_id"]),
    ("person_blocks", &["key", "person_id"]),
    ("likenesses", &["one", "other"]),
    ("merges", &["id"]),
    ("leads", &["id"]),
    ("lead_stages", &["lead_id", "seq"]),
    ("events", &["position"]),
    ("submissions", &["id"]),
    ("idempotency", &["scope", "key"]),
    ("alerts", &["id"]),
    ("views", &["id"]),
    ("first_views", &["member_id"]),
    ("bulk_jobs", &["id"]),
    ("bulk_leads", &["job_id", "place"]),
];

/// Rows that are in memory at once.
const PIECE: i64 = 500;

/// A file that goes away, unless it was given its name.
struct Unfinished(PathBuf);

impl Unfinished {
    /// Beside the file that it will be.
    fn of(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".unfinished-{}", std::process::id()));
        let unfinished = Self(name.into());
        unfinished.remove();
        unfinished
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(end);
            let _ = std::fs::remove_file(name);
        }
    }

    /// Makes it durable and gives it its name, if nothing has that name.
    fn finish(self, file: &Path) -> std::io::Result<()> {
        std::fs::File::open(&self.0)?.sync_all()?;
        std::fs::hard_link(&self.0, file)?;
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.remove();
    }
}

fn io(file: &Path, error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return Error::Exists { what: "file" };
    }
    Error::Unavailable(format!("{}: {error}", file.display()))
}

impl Store {
    /// One consistent copy into a new file, while others read and write; [`restore`] reads
    /// it into either kind of database.
    ///
    /// # Errors
    /// [`Error::Exists`] where there is such a file; [`Error::Unavailable`] where it can't
    /// be written, or the database can't be read.
    pub async fn backup(&self, file: &Path) -> Result<BackupReport> {
        if file.exists() {
            return Err(Error::Exists { what: "file" });
        }
        let unfinished = Unfinished::of(file);
        match &self.inner.place {
            Place::Sqlite(own) => own.read().await?.copy_to(&unfinished.0)?,
            Place::Postgres(_) => {
                let mut from = self.read_long().await?;
                let mut to = new_file(&unfinished.0).await?;
                copy(&mut from, &mut to).await?;
                to.commit().await?;
            }
        }
        let mut copied = Connection::Sqlite(Sqlite::at(&unfinished.0)?);
        let (leads, events) = counts(&mut copied).await?;
        let position = position(&mut copied).await?;
        drop(copied);
        let proof = Proof {
            leads,
            events,
            position,
        };
        proof.write(&unfinished.0).await?;
        unfinished.finish(file).map_err(|error| io(file, &error))?;
        let bytes = std::fs::metadata(file)
            .map_err(|error| io(file, &error))?
            .len();
        Ok(BackupReport {
            leads,
            events,
            bytes,
        })
    }
}

async fn counts(connection: &mut Connection) -> Result<(u64, u64), Failure> {
    let mut count = async |sql: &str| {
        let row = connection.row(sql, &[]).await?;
        row.map_or(Ok(0), |mut row| row.take(0))
    };
    Ok((
        count("SELECT count(*) FROM leads").await?,
        count("SELECT count(*) FROM events").await?,
    ))
}

/// The place of the last event.
async fn position(connection: &mut Connection) -> Result<i64, Failure> {
    let row = connection.row("SELECT position FROM log_head", &[]).await?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

/// A new database in a file, with tables, in a transaction.
async fn new_file(path: &Path) -> Result<Connection, Failure> {
    let mut connection = Connection::Sqlite(Sqlite::fresh(path)?);
    loop {
        match migrate::take_next(&mut connection, migrate::ALL, "").await {
            Ok(true) => {}
            Ok(false) => return Ok(connection),
            Err(Trouble::Failure(failure)) => return Err(failure),
            Err(Trouble::Refused(error)) => return Err(Failure::Wrong(error.to_string())),
        }
    }
}

/// Copies all rows. One of the two is SQLite; what its tables have is copied.
async fn copy(from: &mut Connection, to: &mut Connection) -> Result<(), Failure> {
    for table in ["meta", "log_head"] {
        to.execute(&format!("DELETE FROM {table}"), &[]).await?;
    }
    for (table, key) in TABLES {
        let columns = columns(from, to, table, key).await?;
        let list = columns.join(", ");
        let order = key.join(", ");
        let limit = key.len() + 1;
        let numbers: Vec<String> = (1..limit).map(|number| format!("${number}")).collect();
        let next = format!(
            "SELECT {list} FROM {table} WHERE ({order}) > ({}) ORDER BY {order} LIMIT ${limit}",
            numbers.join(", ")
        );
        let first = format!("SELECT {list} FROM {table} ORDER BY {order} LIMIT $1");
        let head = format!("INSERT INTO {table} ({list})");
        let mut rows = from.rows(&first, &args![PIECE]).await?;
        while !rows.is_empty() {
            let values: Vec<Vec<Value<'static>>> = std::mem::take(&mut rows)
                .into_iter()
                .map(crate::db::Row::into_values)
                .collect();
            to.insert(&head, "", &values).await?;
            let mut after: Vec<Value<'static>> = values
                .into_iter()
                .next_back()
                .map(|last| last.into_iter().take(key.len()).collect())
                .unwrap_or_default();
            after.push(PIECE.into());
            rows = from.rows(&next, &after).await?;
        }
    }
    if let Connection::Postgres(_) = to {
        // The next alert gets a number behind those that were copied.
        to.execute(
            "SELECT setval(pg_get_serial_sequence('alerts', 'id'), coalesce(max(id), 0) + 1, false) FROM alerts",
            &[],
        )
        .await?;
    }
    Ok(())
}

/// The columns of a table, those of the key first.
async fn columns(
    from: &mut Connection,
    to: &mut Connection,
    table: &str,
    key: &[&str],
) -> Result<Vec<String>, Failure> {
    let sqlite = match from {
        Connection::Sqlite(_) => from,
        Connection::Postgres(_) => to,
    };
    let rows = sqlite
        .rows(
            "SELECT name FROM pragma_table_info($1) ORDER BY cid",
            &args![table],
        )
        .await?;
    let mut columns: Vec<String> = key.iter().map(|&name| name.to_owned()).collect();
    for mut row in rows {
        let name: String = row.take(0)?;
        // A lead's number is its file's own affair.
        let own = table == "leads" && name == "number";
        if !own && !columns.contains(&name) {
            columns.push(name);
        }
    }
    Ok(columns)
}

/// Reads a backup into a database that is empty or not there yet.
///
/// 1. The backup is what was written: whole, unchanged, one that this release can read.
/// 2. The target has nothing in it.
/// 3. Everything is copied beside it or in one transaction, and takes its place at the end.
///
/// # Errors
/// With a code, the place and the mend: `backup.damaged`, `backup.newer`,
/// `database.not_empty`, and all that opening either database can say. What was there
/// before is there still.
pub async fn restore(file: &Path, url: &str) -> Result<RestoreReport, OpenError> {
    let place = Url::read(url)?;
    let backup = open_backup(file)?;
    let proof = proof_of(&backup, file).await?;
    let options = Options::default();
    match place {
        Url::Sqlite(target) => restore_file(&backup, &target).await?,
        Url::Postgres(_) => {
            // Only one that fits what this release knows can be copied row by row.
            let source = Store::open(
                &format!("sqlite://{}", file.display()),
                Options {
                    access: Access::Beside,
                    ..options.clone()
                },
            )
            .await?;
            let target = Store::reach(url, &options).await?;
            restore_rows(&source, &target, proof.as_ref()).await?;
        }
    }
    let store = Store::open(url, options).await?;
    let mut reader = store
        .read()
        .await
        .map_err(|failure| store.cannot(failure))?;
    let (leads, events) = counts(&mut reader)
        .await
        .map_err(|failure| store.cannot(failure))?;
    Ok(RestoreReport {
        leads,
        events,
        proved: proof.is_some(),
    })
}

fn damaged(file: &Path, what: String) -> OpenError {
    OpenError {
        code: "backup.damaged",
        place: file.display().to_string(),
        what,
        mend:
            "Copy it anew from where it was made, or take an earlier backup; nothing was restored."
                .to_owned(),
    }
}

fn open_backup(file: &Path) -> Result<SqliteFile, OpenError> {
    // What can't be looked at at all, opening tells better.
    if let Ok(Some((stated, found))) = proof::cut_at(file) {
        let what = format!("it is cut off: {found} of {stated} bytes are there");
        return Err(damaged(file, what));
    }
    open_file(file, false, 1, Duration::from_secs(5)).map_err(|error| match error.code {
        "database.damaged" => damaged(file, error.what),
        _ => error,
    })
}

/// The proof of a backup that is what it says. One without is read through instead.
async fn proof_of(backup: &SqliteFile, file: &Path) -> Result<Option<Proof>, OpenError> {
    let checked = async {
        let mut reader = Connection::Sqlite(backup.read().await?);
        let proof = Proof::check(&mut reader, file).await?;
        if proof.is_none() {
            read_through(&mut reader).await?;
        }
        let shown = file.display().to_string();
        match migrate::standing(&mut reader, migrate::ALL, &shown).await {
            Ok(Standing::Taken(_)) => Ok(proof),
            Ok(Standing::Empty) => Err(Wrong::Refused(empty(shown))),
            Err(Trouble::Refused(error)) => Err(Wrong::Refused(error)),
            Err(Trouble::Failure(failure)) => Err(failure.into()),
        }
    };
    checked.await.map_err(|wrong| match wrong {
        Wrong::Refused(error) => error,
        Wrong::Changed(what) | Wrong::Failure(Failure::Damaged(what)) => damaged(file, what),
        Wrong::Newer(format) => OpenError {
            code: "backup.newer",
            place: file.display().to_string(),
            what: format!("it was made by a newer release (proof {format})"),
            mend: "Restore it with that release or a later one.".to_owned(),
        },
        Wrong::Failure(failure) => OpenError {
            code: "database.unreadable",
            place: file.display().to_string(),
            what: format!("it can't be read ({})", Error::from(failure)),
            mend: "Look at the disk, and at the right to read the file.".to_owned(),
        },
    })
}

fn empty(place: String) -> OpenError {
    OpenError {
        code: "database.empty",
        place,
        what: "there is nothing in it".to_owned(),
        mend: "Take another backup; nothing was restored.".to_owned(),
    }
}

/// Whether pages and indexes fit together.
async fn read_through(backup: &mut Connection) -> Result<(), Wrong> {
    const SQL: &str = "SELECT integrity_check FROM pragma_integrity_check LIMIT 1";
    let row = backup.row(SQL, &[]).await?;
    let said: String = row.map_or(Ok(String::new()), |mut row| row.take(0))?;
    if said == "ok" {
        Ok(())
    } else {
        Err(Wrong::Changed(said))
    }
}

fn not_empty(place: String) -> OpenError {
    OpenError {
        code: "database.not_empty",
        place,
        what: "there is something in it already".to_owned(),
        mend: "Restore into a new database, and look at it before you let it take over.".to_owned(),
    }
}

async fn restore_file(backup: &SqliteFile, target: &Path) -> Result<(), OpenError> {
    if std::fs::metadata(target).is_ok_and(|found| found.len() > 0) {
        return Err(not_empty(target.display().to_string()));
    }
    let cannot = |what: String| OpenError {
        code: "database.read_only",
        place: target.display().to_string(),
        what,
        mend: "Make room on the disk, and give the user who runs this the right to write there."
            .to_owned(),
    };
    let unfinished = Unfinished::of(target);
    let copied = async {
        backup.read().await?.copy_to(&unfinished.0)?;
        // What is worked with from here on isn't what was proved.
        let mut copy = Connection::Sqlite(Sqlite::at(&unfinished.0)?);
        copy.script("DROP TABLE IF EXISTS backup_proof").await
    };
    copied
        .await
        .map_err(|failure| cannot(Error::from(failure).to_string()))?;
    // An empty file of that name is what `mktemp` leaves.
    let _ = std::fs::remove_file(target);
    unfinished
        .finish(target)
        .map_err(|error| cannot(error.to_string()))
}

async fn restore_rows(
    source: &Store,
    target: &Store,
    proof: Option<&Proof>,
) -> Result<(), OpenError> {
    if !target.is_empty().await? {
        return Err(not_empty(target.shown()));
    }
    target.bring_up(migrate::ALL).await?;
    let copied = async {
        let mut from = source.read_long().await?;
        let mut to = target.write_long().await?;
        copy(&mut from, &mut to).await?;
        let (leads, events) = counts(&mut to).await?;
        let copied = Proof {
            leads,
            events,
            position: position(&mut to).await?,
        };
        if let Some(proof) = proof.filter(|proof| **proof != copied) {
            let what = format!("{proof:?} in the backup, {copied:?} in the copy");
            return Err(Failure::Wrong(what));
        }
        to.commit().await
    };
    copied.await.map_err(|failure| target.cannot(failure))
}
