//! Proof: what a backup says of itself, so that a file that was cut, changed or mistaken
//! for another isn't restored.
//!
//! It is the one row of a table in the backup itself, so it can't be lost on the way. The
//! digest is that of the whole file, byte by byte, with zeros where the digest stands.
//!
//! Deliberately absent: a secret. Whoever means harm can write a proof, too.

use crate::db::{Connection, Failure, Sqlite, args};
use crate::{Digest, OpenError};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// How proofs are written now.
const FORMAT: u32 = 1;

/// Letters of a digest in the file.
const LETTERS: usize = 64;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    /// How many leads are in it.
    pub(super) leads: u64,
    /// How many events.
    pub(super) events: u64,
    /// The place of the last event.
    pub(super) position: i64,
}

/// What is wrong with a backup.
#[derive(Debug)]
pub(super) enum Wrong {
    /// It can't be read.
    Failure(Failure),
    /// It isn't what was written.
    Changed(String),
    /// A newer release proves otherwise.
    Newer(u32),
    /// There is nothing in it, or nothing of ours.
    Refused(OpenError),
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<std::io::Error> for Wrong {
    fn from(error: std::io::Error) -> Self {
        Self::Failure(unreadable(&error))
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::Unavailable(error.to_string())
}

impl Proof {
    /// Writes it into a backup that nobody else has yet; says the digest.
    pub(super) async fn write(&self, path: &Path) -> Result<Digest, Failure> {
        const TABLE: &str = "
            DROP TABLE IF EXISTS backup_proof;
            CREATE TABLE backup_proof (
                format   INTEGER NOT NULL,
                leads    INTEGER NOT NULL,
                events   INTEGER NOT NULL,
                position INTEGER NOT NULL,
                sha256   TEXT    NOT NULL
            ) STRICT";
        let mut random = [0; LETTERS / 2];
        getrandom::fill(&mut random).map_err(|error| Failure::Unavailable(error.to_string()))?;
        let token = letters(&random);
        let mut connection = Connection::Sqlite(Sqlite::at(path)?);
        connection.script(TABLE).await?;
        let (leads, events) = (number(self.leads), number(self.events));
        connection
            .execute(
                "INSERT INTO backup_proof (format, leads, events, position, sha256)
                 VALUES ($1, $2, $3, $4, $5)",
                &args![FORMAT, leads, events, self.position, token.as_str()],
            )
            .await?;
        let page = page(&mut connection).await?;
        drop(connection);
        let place = place_of(path, page, &token)
            .map_err(|error| unreadable(&error))?
            .ok_or_else(|| Failure::Wrong("the proof isn't where it was written".to_owned()))?;
        let digest = digest_of(path, place).map_err(|error| unreadable(&error))?;
        let put = || {
            let mut file = File::options().write(true).open(path)?;
            file.seek(SeekFrom::Start(place))?;
            file.write_all(letters(&digest).as_bytes())
        };
        put().map_err(|error| unreadable(&error))?;
        Ok(digest)
    }

    /// The proof of a backup, once the file is found to be what it says. `None`: it says
    /// nothing, as it was made by an older release or is no backup.
    ///
    /// 1. The file is as long as its header says.
    /// 2. The digest that stands in it is that of the file.
    pub(super) async fn check(
        connection: &mut Connection,
        path: &Path,
    ) -> Result<Option<Self>, Wrong> {
        const FOUND: &str = "SELECT count(*) FROM sqlite_schema WHERE name = 'backup_proof'";
        const PROOF: &str = "SELECT format, leads, events, position, sha256 FROM backup_proof";
        let row = connection.row(FOUND, &[]).await?;
        if row.map_or(Ok(0), |mut row| row.take::<i64>(0))? == 0 {
            return Ok(None);
        }
        let without = || Wrong::Changed("its proof is gone".to_owned());
        let format = connection
            .row("SELECT format FROM backup_proof", &[])
            .await?;
        let format: u32 = format.ok_or_else(without)?.take(0)?;
        if format != FORMAT {
            return Err(Wrong::Newer(format));
        }
        let mut row = connection.row(PROOF, &[]).await?.ok_or_else(without)?;
        let proof = Self {
            leads: row.take(1)?,
            events: row.take(2)?,
            position: row.take(3)?,
        };
        let stated: String = row.take(4)?;
        let page = page(connection).await?;
        let place = place_of(path, page, &stated)?.ok_or_else(without)?;
        if letters(&digest_of(path, place)?) != stated {
            return Err(Wrong::Changed(
                "its bytes aren't those that were written".to_owned(),
            ));
        }
        Ok(Some(proof))
    }
}

/// How long a file says that it is, and how long it is, where it is shorter; `None` for one
/// that is whole, or says nothing of the kind.
pub(super) fn cut_at(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    let file = File::open(path)?;
    let mut header = Vec::with_capacity(100);
    (&file).take(100).read_to_end(&mut header)?;
    let number = |at: usize, bytes: usize| {
        let bytes = header.get(at..at + bytes)?;
        Some(
            bytes
                .iter()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)),
        )
    };
    if !header.starts_with(b"SQLite format 3\0") {
        return Ok(None);
    }
    let (Some(page), Some(pages)) = (number(16, 2), number(28, 4)) else {
        return Ok(None);
    };
    // 1 stands for 65,536, which has no room there.
    let stated = pages * if page == 1 { 65_536 } else { page };
    let found = file.metadata()?.len();
    Ok((found < stated).then_some((stated, found)))
}

/// Where the page with the proof is, and how long pages are.
async fn page(connection: &mut Connection) -> Result<(u64, usize), Failure> {
    const SQL: &str = "
        SELECT s.rootpage, p.page_size
          FROM sqlite_schema s, pragma_page_size p
         WHERE s.name = 'backup_proof'";
    let row = connection.row(SQL, &[]).await?;
    let mut row = row.ok_or_else(|| Failure::Damaged("the proof is gone".to_owned()))?;
    let (number, size): (u64, u32) = (row.take(0)?, row.take(1)?);
    Ok((number.saturating_sub(1) * u64::from(size), size as usize))
}

/// Where these letters stand on the page, once, from the beginning of the file.
fn place_of(path: &Path, page: (u64, usize), what: &str) -> std::io::Result<Option<u64>> {
    let (start, size) = page;
    let mut bytes = vec![0; size];
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut bytes)?;
    if what.len() != LETTERS {
        return Ok(None);
    }
    let mut found = bytes
        .windows(LETTERS)
        .enumerate()
        .filter(|(_, window)| *window == what.as_bytes())
        .map(|(at, _)| start + at as u64);
    Ok(found.next().filter(|_| found.next().is_none()))
}

/// The digest of a file, with zeros where its own letters stand.
fn digest_of(path: &Path, place: u64) -> std::io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut part = vec![0; 1 << 20];
    pass(&mut (&file).take(place), &mut hasher, &mut part)?;
    hasher.update([b'0'; LETTERS]);
    file.seek(SeekFrom::Start(place + LETTERS as u64))?;
    pass(&mut file, &mut hasher, &mut part)?;
    Ok(hasher.finalize().into())
}

fn pass(from: &mut impl std::io::Read, to: &mut Sha256, part: &mut [u8]) -> std::io::Result<()> {
    loop {
        match from.read(part)? {
            0 => return Ok(()),
            read => to.update(part.get(..read).unwrap_or_default()),
        }
    }
}

fn letters(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
