//! Sqlite: a file of our own. One connection writes, others read beside it.
//!
//! Statements run on the calling thread: they take microseconds. Those of readers may
//! take longer, so a reader tells the runtime first, where that can move other work away.

use super::{Failure, Row, Value, placeholders};
use crate::OpenError;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ffi};
use std::borrow::Cow;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// Before 3.51.3 two connections could damage a file ("WAL reset").
const OLDEST: i32 = 3_051_003;
/// What stands in the header of our files, so that nobody takes another's for ours: "TLin".
const APPLICATION: i32 = 0x544c_696e;
/// A page cache of 64 MiB; the log is worked off after 64 MiB: a page that changes often is
/// written back once then.
const WRITER_PRAGMAS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -65536;
    PRAGMA wal_autocheckpoint = 16000;
    PRAGMA journal_size_limit = 67108864;";
const READER_PRAGMAS: &str = "
    PRAGMA query_only = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;";
const STATEMENTS: usize = 256;

/// The connection that writes.
#[derive(Debug)]
pub(crate) struct SqliteWriter(Connection);

/// An open file.
#[derive(Debug)]
pub(crate) struct SqliteFile {
    path: PathBuf,
    writer: Option<Arc<tokio::sync::Mutex<SqliteWriter>>>,
    readers: Arc<Readers>,
    /// After a failed sync nobody knows what is on the disk: only opening it anew tells.
    failed: Arc<AtomicBool>,
    patience: Duration,
    /// Held as long as the file is ours.
    _lock: Option<File>,
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
    patience: Duration,
}

/// A connection to a file, in a transaction.
#[derive(Debug)]
pub(crate) struct Sqlite {
    held: Held,
    open: bool,
    failed: Option<Arc<AtomicBool>>,
}

#[derive(Debug)]
enum Held {
    Writer(OwnedMutexGuard<SqliteWriter>),
    Reader(SqliteReader),
    Own(Box<Connection>),
}

/// A connection that reads, on loan.
#[derive(Debug)]
pub(crate) struct SqliteReader {
    connection: Option<Connection>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for SqliteReader {
    fn drop(&mut self) {
        let mut idle = self
            .home
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.connection.take());
    }
}

fn trouble(path: &Path, code: &'static str, what: impl Into<String>, mend: &str) -> OpenError {
    OpenError {
        code,
        place: path.display().to_string(),
        what: what.into(),
        mend: mend.to_owned(),
    }
}

/// The lock that says that a file is ours stands beside it.
fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Takes the lock, or says who has it.
pub(crate) fn held_by_us(path: &Path) -> Result<File, OpenError> {
    use std::io::{Read, Write as _};
    let lock = lock_of(path);
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&lock)
        .map_err(|error| {
            trouble(
                &lock,
                "database.read_only",
                format!("the lock beside the database can't be written ({error})"),
                "Give the user who runs this the right to write in that folder, or name another file.",
            )
        })?;
    match file.try_lock() {
        Ok(()) => {
            // For people only: who it was. The lock itself goes with the process.
            let _ = file.set_len(0);
            let _ = writeln!(file, "{}", std::process::id());
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut who = String::new();
            let _ = Read::take(&file, 20).read_to_string(&mut who);
            let who = match who.trim() {
                "" => String::new(),
                number => format!(" (process {number})"),
            };
            Err(trouble(
                path,
                "database.locked",
                format!("another program has this database open{who}"),
                "End that program first. `verify` and `backup` may run beside it.",
            ))
        }
        Err(TryLockError::Error(error)) => Err(trouble(
            &lock,
            "database.no_locks",
            format!("this file system knows no locks ({error})"),
            "Keep the database on a disk of this machine.",
        )),
    }
}

/// The kinds of file system on which SQLite's locks can't be trusted.
const NETWORK: [&str; 12] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "lustre",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.s3fs",
];

/// The kind of file system that a folder is on, by a table in the form of `/proc/self/mounts`.
fn file_system<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let at = words.nth(1)?.replace("\\040", " ");
            folder.starts_with(&at).then_some((at.len(), words.next()?))
        })
        .max_by_key(|(length, _)| *length)
        .map(|(_, kind)| kind)
}

fn check_place(path: &Path, make: bool) -> Result<(), OpenError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let Ok(real) = folder.canonicalize() else {
        return Err(trouble(
            folder,
            "database.no_folder",
            "there is no such folder",
            "Make the folder first, or name a file in another one.",
        ));
    };
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    if let Some(kind) = file_system(&mounts, &real).filter(|kind| NETWORK.contains(kind)) {
        return Err(trouble(
            path,
            "database.network",
            format!("this is on a network file system ({kind}), where locks can't be trusted"),
            "Keep the database on a disk of this machine, or use PostgreSQL.",
        ));
    }
    match std::fs::metadata(path) {
        Ok(file) if file.is_dir() => Err(trouble(
            path,
            "database.not_a_file",
            "this is a folder",
            "Name a file in it.",
        )),
        Ok(file) if make && file.permissions().readonly() => Err(trouble(
            path,
            "database.read_only",
            "the file is marked as read-only",
            "Give the user who runs this the right to write it.",
        )),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let marked = std::fs::metadata(&real).is_ok_and(|meta| meta.permissions().readonly());
            match (make, marked) {
                (false, _) => Err(trouble(
                    path,
                    "database.missing",
                    "there is no such file",
                    "Look for a typing error; `serve` makes a new database where there is none.",
                )),
                (true, true) => Err(trouble(
                    &real,
                    "database.read_only",
                    "the folder is marked as read-only",
                    "Give the user who runs this the right to write in it.",
                )),
                (true, false) => Ok(()),
            }
        }
        Err(error) => Err(trouble(
            path,
            "database.read_only",
            format!("the file can't be looked at ({error})"),
            "Give the user who runs this the right to read and write it.",
        )),
    }
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => trouble(
            path,
            "database.not_sqlite",
            "this is no SQLite database",
            "Name another file; this one was left as it is.",
        ),
        Some(ErrorCode::DatabaseCorrupt) => trouble(
            path,
            "database.damaged",
            format!("the file is damaged ({error})"),
            "Keep a copy of it, and restore the last backup: `throughline restore FILE`.",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => trouble(
            path,
            "database.locked",
            "another program is writing to this database",
            "End that program first.",
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => trouble(
            path,
            "database.read_only",
            format!("the file can't be opened for writing ({error})"),
            "Give the user who runs this the right to write the file and its folder.",
        ),
        Some(ErrorCode::DiskFull) => trouble(
            path,
            "database.disk_full",
            "the disk is full",
            "Make room on it.",
        ),
        _ => trouble(
            path,
            "database.unreadable",
            format!("it can't be opened ({error})"),
            "Look at the disk, and restore the last backup if it is damaged.",
        ),
    }
}

/// Opens a file. `own`: as the one that writes, making it where it isn't there.
pub(crate) fn open_file(
    path: &Path,
    own: bool,
    readers: usize,
    patience: Duration,
) -> Result<SqliteFile, OpenError> {
    if rusqlite::version_number() < OLDEST {
        return Err(trouble(
            path,
            "database.old_sqlite",
            format!("this build has SQLite {}", rusqlite::version()),
            "Build with the SQLite that comes along: 3.51.3 or newer keeps files whole.",
        ));
    }
    check_place(path, own)?;
    let lock = own.then(|| held_by_us(path)).transpose()?;
    let writer = own
        .then(|| open_writer(path, patience))
        .transpose()?
        .map(|writer| Arc::new(tokio::sync::Mutex::new(SqliteWriter(writer))));
    let readers = Arc::new(Readers {
        path: path.to_path_buf(),
        idle: Mutex::new(Vec::new()),
        permits: Arc::new(Semaphore::new(readers.max(1))),
        patience,
    });
    if !own {
        let first = readers.open().map_err(|error| cannot_open(path, &error))?;
        check_ours(path, &first)?;
        readers
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(first);
    }
    Ok(SqliteFile {
        path: path.to_path_buf(),
        writer,
        readers,
        failed: Arc::default(),
        patience,
        _lock: lock,
    })
}

fn open_writer(path: &Path, patience: Duration) -> Result<Connection, OpenError> {
    let cannot = |error: rusqlite::Error| cannot_open(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(cannot)?;
    connection.busy_timeout(patience).map_err(cannot)?;
    keep_plans(&connection).map_err(cannot)?;
    if connection.is_readonly("main").map_err(cannot)? {
        return Err(trouble(
            path,
            "database.read_only",
            "the file can't be written",
            "Give the user who runs this the right to write it.",
        ));
    }
    check_ours(path, &connection)?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .map_err(cannot)?;
    if mode != "wal" {
        return Err(trouble(
            path,
            "database.no_wal",
            format!("this file system can't keep a write-ahead log (it stays at `{mode}`)"),
            "Keep the database on a disk of this machine.",
        ));
    }
    connection.execute_batch(WRITER_PRAGMAS).map_err(cannot)?;
    connection
        .pragma_update(None, "application_id", APPLICATION)
        .map_err(cannot)?;
    Ok(connection)
}

/// Statements are planned once: SQLite would plan those with a partial index or a `LIKE` anew
/// for each value that is bound.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// An empty file is fine, and one of ours; somebody else's database is not.
fn check_ours(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    let application = number("PRAGMA application_id").map_err(|error| cannot_open(path, &error))?;
    let tables =
        number("SELECT count(*) FROM sqlite_schema").map_err(|error| cannot_open(path, &error))?;
    if tables > 0 && application != APPLICATION {
        return Err(trouble(
            path,
            "database.not_ours",
            "this is the database of another program",
            "Name another file; this one was left as it is.",
        ));
    }
    Ok(())
}

impl Readers {
    fn open(&self) -> rusqlite::Result<Connection> {
        // Reading a database with a write-ahead log writes to its index, so not `READ_ONLY`.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.busy_timeout(self.patience)?;
        keep_plans(&connection)?;
        connection.execute_batch(READER_PRAGMAS)?;
        Ok(connection)
    }
}

impl SqliteFile {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits its turn, and begins to write.
    pub(crate) async fn write(&self) -> Result<Sqlite, Failure> {
        let Some(writer) = &self.writer else {
            return Err(Failure::Wrong("opened for reading".to_owned()));
        };
        if self.failed.load(Ordering::Acquire) {
            return Err(Failure::Unavailable(
                "a write to the disk failed: only a restart tells what is on it".to_owned(),
            ));
        }
        let guard = tokio::time::timeout(self.patience, Arc::clone(writer).lock_owned())
            .await
            .map_err(|_| Failure::Busy("others are writing".to_owned()))?;
        let mut sqlite = Sqlite {
            held: Held::Writer(guard),
            open: false,
            failed: Some(Arc::clone(&self.failed)),
        };
        sqlite.script("BEGIN IMMEDIATE")?;
        sqlite.open = true;
        Ok(sqlite)
    }

    /// Begins to read one moment.
    pub(crate) async fn read(&self) -> Result<Sqlite, Failure> {
        let permits = Arc::clone(&self.readers.permits);
        let permit = tokio::time::timeout(self.patience, permits.acquire_owned())
            .await
            .map_err(|_| Failure::Busy("others are reading".to_owned()))?
            .map_err(|_| Failure::Unavailable("the store is closed".to_owned()))?;
        let idle = self
            .readers
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let connection = idle
            .map_or_else(|| self.readers.open(), Ok)
            .map_err(failure)?;
        let mut sqlite = Sqlite {
            held: Held::Reader(SqliteReader {
                connection: Some(connection),
                home: Arc::clone(&self.readers),
                _permit: permit,
            }),
            open: false,
            failed: None,
        };
        sqlite.script("BEGIN")?;
        sqlite.open = true;
        // Only a first look fixes the moment.
        sqlite.rows("SELECT 1 FROM sqlite_schema LIMIT 1", &[])?;
        Ok(sqlite)
    }
}

impl Sqlite {
    /// A connection of one's own to a new file, in a transaction: for a copy that is
    /// written row by row, and is made durable when it is whole.
    pub(crate) fn fresh(path: &Path) -> Result<Self, Failure> {
        let connection = Connection::open(path).map_err(failure)?;
        connection
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            .and_then(|()| connection.pragma_update(None, "application_id", APPLICATION))
            .and_then(|()| connection.execute_batch("BEGIN"))
            .map_err(failure)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self {
            held: Held::Own(Box::new(connection)),
            open: true,
            failed: None,
        })
    }

    /// A connection of one's own to a file that nobody else has.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        Ok(Self {
            held: Held::Own(Box::new(Connection::open(path).map_err(failure)?)),
            open: false,
            failed: None,
        })
    }

    /// Copies the whole database, as this reader sees it, into a new file.
    pub(crate) fn copy_to(&mut self, path: &Path) -> Result<(), Failure> {
        self.aside(|connection| {
            let mut copy = Connection::open(path).map_err(failure)?;
            // All pages in one step: within it others may write, and nothing begins anew.
            rusqlite::backup::Backup::new(connection, &mut copy)
                .and_then(|backup| backup.step(-1))
                .map_err(failure)?;
            // One file, that can be read from where nothing can be written.
            copy.query_row("PRAGMA journal_mode = DELETE", [], |row| {
                row.get::<_, String>(0)
            })
            .map_err(failure)?;
            Ok(())
        })
    }

    /// The bare connection.
    pub(crate) fn bare(&self) -> &Connection {
        match &self.held {
            Held::Writer(guard) => &guard.0,
            Held::Reader(reader) => reader
                .connection
                .as_ref()
                .expect("it is taken out when the reader is dropped"),
            Held::Own(connection) => connection,
        }
    }

    /// Runs something that may take long, so that others on this thread can go on elsewhere.
    fn aside<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        let can_move = matches!(self.held, Held::Reader(_))
            && tokio::runtime::Handle::try_current().is_ok_and(|runtime| {
                runtime.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread
            });
        if can_move {
            tokio::task::block_in_place(|| work(self.bare()))
        } else {
            work(self.bare())
        }
    }

    pub(super) fn rows(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Vec<Row>, Failure> {
        self.aside(|connection| rows(&mut prepare(connection, sql)?, args))
    }

    pub(super) fn rows_many(
        &mut self,
        sql: &str,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        self.aside(|connection| {
            let mut statement = prepare(connection, sql)?;
            sets.iter().map(|set| rows(&mut statement, set)).collect()
        })
    }

    pub(super) fn execute(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64, Failure> {
        execute(&mut prepare(self.bare(), sql)?, args)
    }

    pub(super) fn execute_many(
        &mut self,
        sql: &str,
        sets: &[Vec<Value<'_>>],
    ) -> Result<Vec<u64>, Failure> {
        if sets.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = prepare(self.bare(), sql)?;
        sets.iter()
            .map(|set| execute(&mut statement, set))
            .collect()
    }

    pub(super) fn insert(
        &mut self,
        head: &str,
        tail: &str,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        let connection = self.bare();
        let columns = rows.first().map_or(0, Vec::len);
        let sql = format!("{head} VALUES {} {tail}", placeholders(columns));
        let mut statement = prepare(connection, &sql)?;
        for row in rows {
            for (at, value) in row.iter().enumerate() {
                statement
                    .raw_bind_parameter(at + 1, value)
                    .map_err(failure)?;
            }
            statement.raw_execute().map_err(failure)?;
        }
        Ok(())
    }

    pub(super) fn script(&mut self, sql: &str) -> Result<(), Failure> {
        self.bare().execute_batch(sql).map_err(failure)
    }

    pub(super) fn commit(&mut self) -> Result<(), Failure> {
        if let Err(error) = self.bare().execute_batch("COMMIT") {
            if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
                && let Some(failed) = &self.failed
            {
                failed.store(true, Ordering::Release);
                return Err(Failure::InDoubt(error.to_string()));
            }
            return Err(failure(error));
        }
        self.open = false;
        Ok(())
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // After some failures SQLite has rolled back by itself.
        if self.open && !self.bare().is_autocommit() {
            let _ = self.bare().execute_batch("ROLLBACK");
        }
    }
}

fn prepare<'c>(connection: &'c Connection, sql: &str) -> Result<CachedStatement<'c>, Failure> {
    connection.prepare_cached(sql).map_err(failure)
}

fn rows(statement: &mut CachedStatement<'_>, args: &[Value<'_>]) -> Result<Vec<Row>, Failure> {
    bind(statement, args)?;
    let columns = statement.column_count();
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(failure)? {
        let values = (0..columns)
            .map(|column| row.get_ref(column).map_err(failure).and_then(value))
            .collect::<Result<_, _>>()?;
        rows.push(Row(values));
    }
    Ok(rows)
}

fn execute(statement: &mut CachedStatement<'_>, args: &[Value<'_>]) -> Result<u64, Failure> {
    bind(statement, args)?;
    if statement.column_count() > 0 {
        let mut rows = statement.raw_query();
        let mut count = 0;
        while rows.next().map_err(failure)?.is_some() {
            count += 1;
        }
        return Ok(count);
    }
    statement
        .raw_execute()
        .map(|rows| rows as u64)
        .map_err(failure)
}

/// Binds by the number in the name: SQLite itself counts `$2` before `$1` if it comes first.
fn bind(statement: &mut CachedStatement<'_>, args: &[Value<'_>]) -> Result<(), Failure> {
    for at in 1..=statement.parameter_count() {
        let number: usize = statement
            .parameter_name(at)
            .and_then(|name| name.strip_prefix('$')?.parse().ok())
            .unwrap_or(at);
        let value = number
            .checked_sub(1)
            .and_then(|index| args.get(index))
            .ok_or_else(|| Failure::Wrong(format!("${number} has no value")))?;
        statement.raw_bind_parameter(at, value).map_err(failure)?;
    }
    Ok(())
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(found: ValueRef<'_>) -> Result<Value<'static>, Failure> {
    Ok(match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(_) => return Err(Failure::Damaged("a broken number".to_owned())),
        ValueRef::Text(text) => Value::Text(Cow::Owned(
            String::from_utf8(text.to_vec())
                .map_err(|_| Failure::Damaged("a text that isn't UTF-8".to_owned()))?,
        )),
        ValueRef::Blob(bytes) => Value::Blob(Cow::Owned(bytes.to_vec())),
    })
}

pub(super) fn failure(error: rusqlite::Error) -> Failure {
    let text = error.to_string();
    let Some(inner) = error.sqlite_error() else {
        return Failure::Wrong(text);
    };
    match inner.code {
        ErrorCode::ConstraintViolation => match inner.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID => Failure::Unique(text),
            _ => Failure::Rule(text),
        },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Failure::Busy(text),
        ErrorCode::DiskFull
        | ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::OutOfMemory
        | ErrorCode::PermissionDenied => Failure::Unavailable(text),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Failure::Damaged(text),
        _ => Failure::Wrong(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_counts() {
        let mounts = "/dev/sda / ext4 rw 0 0\n\
                      server:/x /data nfs4 rw 0 0\n\
                      /dev/sdb /data/fast\\040one xfs rw 0 0\n";
        for (folder, kind) in [
            ("/home", "ext4"),
            ("/data/leads", "nfs4"),
            ("/data/fast one/leads", "xfs"),
            ("/database", "ext4"),
        ] {
            assert_eq!(
                file_system(mounts, Path::new(folder)),
                Some(kind),
                "{folder}"
            );
        }
    }
}
