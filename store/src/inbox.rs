//! Inbox: every submission that came by a way in, from before it was judged.
//!
//! An entry is written first, and judged when it is durable. What became a lead leaves its
//! bytes to the lead's submission and stays as the key that keeps it from coming in twice.
//! What didn't is open, with a reason, a role and a deadline, until somebody replays or
//! dismisses it.

use crate::db::{Failure, Row, Value, args};
use crate::{Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::names::{LeadId, RoleId, SubmissionId};

/// How an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryState {
    /// Stored, and not judged yet.
    Waiting,
    /// Somebody has to look at it.
    Open,
    /// A lead came of it at once.
    Taken,
    /// A lead came of it once somebody let it in.
    Replayed,
    /// Somebody put it aside.
    Dismissed,
    /// Kept to be seen; nothing is to be done: a repeat, a test, a wrong signature.
    Noted,
}

impl EntryState {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Open,
        Self::Taken,
        Self::Replayed,
        Self::Dismissed,
        Self::Noted,
    ];

    /// The word in the database and in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Replayed => "replayed",
            Self::Dismissed => "dismissed",
            Self::Noted => "noted",
        }
    }

    /// The state of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// Why an entry didn't become a lead, or not at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryReason {
    /// A stable word: `refused`, `suspected.honeypot`, `duplicate`.
    pub code: String,
    /// A sentence for people.
    pub detail: String,
}

/// A submission as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Its id.
    pub id: String,
    /// The way in.
    pub way: String,
    /// The key under which it came; the same one comes in once.
    pub dedupe: String,
    /// When.
    pub at: Timestamp,
    /// [`EntryState::Waiting`], or [`EntryState::Noted`] with a reason.
    pub state: EntryState,
    /// Why it is only noted.
    pub reason: Option<EntryReason>,
    /// The bytes as they came in.
    pub raw: Vec<u8>,
    /// What else is worth keeping of the request, as JSON.
    pub headers: String,
    /// When it is looked at without anybody asking, where it waits.
    pub try_at: Option<Timestamp>,
}

/// A submission, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The way in.
    pub way: String,
    /// The key under which it came.
    pub dedupe: String,
    /// When it came first.
    pub received_at: Timestamp,
    /// When it came last.
    pub last_at: Timestamp,
    /// How often.
    pub times: u32,
    /// How it stands.
    pub state: EntryState,
    /// Why it isn't a lead, or wasn't at once.
    pub reason: Option<EntryReason>,
    /// The bytes as they came in; of a lead's entry, at its submission.
    pub raw: Vec<u8>,
    /// What a second call brought.
    pub fetched: Option<Vec<u8>>,
    /// What else was kept of the request, as JSON.
    pub headers: String,
    /// The lead that came of it.
    pub lead: Option<LeadId>,
    /// Its raw request there.
    pub submission: Option<SubmissionId>,
    /// Who sorts it out.
    pub role: Option<RoleId>,
    /// By when.
    pub due_at: Option<Timestamp>,
    /// When it is looked at next without anybody asking.
    pub try_at: Option<Timestamp>,
    /// How often that was tried.
    pub tries: u32,
    /// When a lead came of it, or it was put aside.
    pub settled_at: Option<Timestamp>,
    /// Who did that, as a name.
    pub settled_by: Option<String>,
    /// Why it was put aside.
    pub note: Option<String>,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// In this state.
    pub state: Option<EntryState>,
    /// With this reason, or one that begins with it and a full stop.
    pub reason: Option<String>,
    /// By this way in.
    pub way: Option<String>,
    /// Due before this.
    pub due_before: Option<Timestamp>,
}

/// How much came by a way in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WayCounts {
    /// Became a lead, or joined one.
    pub taken: u64,
    /// Somebody has to look at it, or had.
    pub failed: u64,
    /// Came again.
    pub duplicate: u64,
    /// Looked like spam.
    pub suspected: u64,
}

/// How a way in fares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WayHealth {
    /// When the last lead came by it.
    pub last_lead_at: Option<Timestamp>,
    /// Since the first of two instants.
    pub long: WayCounts,
    /// Since the second.
    pub short: WayCounts,
    /// Entries that wait to be judged or fetched.
    pub waiting: u64,
    /// Entries that somebody has to look at.
    pub open: u64,
    /// Of these, those past their deadline.
    pub overdue: u64,
    /// How many had a wrong signature or key, ever.
    pub wrong_key: u64,
    /// When the last of those came.
    pub wrong_key_at: Option<Timestamp>,
    /// How many were tests, ever.
    pub tests: u64,
    /// When the last of those came.
    pub tested_at: Option<Timestamp>,
}

/// Of what came with a wrong signature or key.
pub const WRONG_KEY: &str = "wrong_key";
/// Of what was only a test.
pub const TEST: &str = "test";
/// Of what came again.
pub const DUPLICATE: &str = "duplicate";

const COLUMNS: &str = "id, way_id, dedupe, received_at, last_at, times, state, reason, detail,
    raw, fetched, headers, lead_id, submission_id, role, due_at, try_at, tries, settled_at,
    settled_by, note";

fn read(mut row: Row) -> Result<Entry> {
    let state: String = row.take(6)?;
    let (reason, detail): (Option<String>, Option<String>) = (row.take(7)?, row.take(8)?);
    Ok(Entry {
        id: row.take(0)?,
        way: row.take(1)?,
        dedupe: row.take(2)?,
        received_at: row.take(3)?,
        last_at: row.take(4)?,
        times: row.take(5)?,
        state: EntryState::of_word(&state)
            .ok_or_else(|| Failure::Damaged(format!("`{state}` is no state of an entry")))?,
        reason: reason.map(|code| EntryReason {
            code,
            detail: detail.unwrap_or_default(),
        }),
        raw: row.take(9)?,
        fetched: row.take(10)?,
        headers: row.take(11)?,
        lead: row.take::<Option<String>>(12)?.map(Into::into),
        submission: row.take::<Option<String>>(13)?.map(Into::into),
        role: row.take::<Option<String>>(14)?.map(Into::into),
        due_at: row.take(15)?,
        try_at: row.take(16)?,
        tries: row.take(17)?,
        settled_at: row.take(18)?,
        settled_by: row.take(19)?,
        note: row.take(20)?,
    })
}

impl Work {
    /// Keeps entries. Says of each whether it is new: what has a key that came before by the
    /// same way is left as it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn add_entries(&mut self, entries: &[NewEntry]) -> Result<Vec<bool>> {
        const SQL: &str = "
            INSERT INTO inbox (id, way_id, dedupe, received_at, last_at, times, state, reason,
                               detail, raw, headers, try_at, tries)
            VALUES ($1, $2, $3, $4, $4, 1, $5, $6, $7, $8, $9, $10, 0)
            ON CONFLICT (way_id, dedupe) DO NOTHING";
        let sets: Vec<Vec<Value<'_>>> = entries.iter().map(values).collect();
        let added = self.execute_many(SQL, &sets).await?;
        Ok(added.into_iter().map(|rows| rows == 1).collect())
    }

    /// Keeps something that may come any number of times: the first makes the entry, each
    /// further one is counted on it and takes the place of the bytes before.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn count_entry(&mut self, entry: &NewEntry) -> Result<()> {
        const SQL: &str = "
            INSERT INTO inbox (id, way_id, dedupe, received_at, last_at, times, state, reason,
                               detail, raw, headers, try_at, tries)
            VALUES ($1, $2, $3, $4, $4, 1, $5, $6, $7, $8, $9, $10, 0)
            ON CONFLICT (way_id, dedupe) DO UPDATE
               SET times = inbox.times + 1, last_at = excluded.last_at, raw = excluded.raw,
                   headers = excluded.headers, detail = excluded.detail";
        self.execute(SQL, &values(entry)).await?;
        Ok(())
    }

    /// Writes what became of an entry, if it is in that state still; `false` otherwise.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where the tables forbid it (open without role
    /// or deadline, a lead without its id); [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn change_entry(&mut self, entry: &Entry, from: EntryState) -> Result<bool> {
        const SQL: &str = "
            UPDATE inbox
               SET state = $2, reason = $3, detail = $4, raw = $5, fetched = $6, lead_id = $7,
                   submission_id = $8, role = $9, due_at = $10, try_at = $11, tries = $12,
                   settled_at = $13, settled_by = $14, note = $15
             WHERE id = $1 AND state = $16";
        let changed = self
            .execute(
                SQL,
                &args![
                    entry.id.as_str(),
                    entry.state.word(),
                    entry.reason.as_ref().map(|own| own.code.as_str()),
                    entry.reason.as_ref().map(|own| own.detail.as_str()),
                    entry.raw.as_slice(),
                    entry.fetched.as_deref(),
                    entry.lead.as_ref().map(LeadId::as_str),
                    entry.submission.as_ref().map(SubmissionId::as_str),
                    entry.role.as_ref().map(RoleId::as_str),
                    entry.due_at,
                    entry.try_at,
                    entry.tries,
                    entry.settled_at,
                    entry.settled_by.as_deref(),
                    entry.note.as_deref(),
                    from.word(),
                ],
            )
            .await?;
        Ok(changed == 1)
    }

    /// Empties what was put aside before this; its key stays. Says how many.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn empty_dismissed(&mut self, before: Timestamp) -> Result<u64> {
        const SQL: &str = "
            UPDATE inbox
               SET raw = $2, fetched = NULL, headers = '{}'
             WHERE state = 'dismissed' AND settled_at < $1 AND length(raw) > 0";
        Ok(self.execute(SQL, &args![before, &[][..]]).await?)
    }
}

fn values(entry: &NewEntry) -> Vec<Value<'_>> {
    args![
        entry.id.as_str(),
        entry.way.as_str(),
        entry.dedupe.as_str(),
        entry.at,
        entry.state.word(),
        entry.reason.as_ref().map(|own| own.code.as_str()),
        entry.reason.as_ref().map(|own| own.detail.as_str()),
        entry.raw.as_slice(),
        entry.headers.as_str(),
        entry.try_at,
    ]
    .into()
}

impl Reader {
    /// An entry.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable), [`Error::Damaged`](crate::Error::Damaged).
    pub async fn entry(&mut self, id: &str) -> Result<Option<Entry>> {
        let sql = format!("SELECT {COLUMNS} FROM inbox WHERE id = $1");
        let row = self.connection.row(&sql, &args![id]).await?;
        row.map(read).transpose()
    }

    /// The entry that came by a way in under this key.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable), [`Error::Damaged`](crate::Error::Damaged).
    pub async fn entry_of_key(&mut self, way: &str, dedupe: &str) -> Result<Option<Entry>> {
        let sql = format!("SELECT {COLUMNS} FROM inbox WHERE way_id = $1 AND dedupe = $2");
        let row = self.connection.row(&sql, &args![way, dedupe]).await?;
        row.map(read).transpose()
    }

    /// Entries, the latest first, from before this id.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable), [`Error::Damaged`](crate::Error::Damaged).
    pub async fn entries(
        &mut self,
        filter: &EntryFilter,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Entry>> {
        let (mut wanted, mut given) = conditions(filter);
        if let Some(before) = before {
            given.push(before.into());
            wanted.push(format!("id < ${}", given.len()));
        }
        given.push(limit.into());
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox {} ORDER BY id DESC LIMIT ${}",
            all_of(&wanted),
            given.len()
        );
        let rows = self.connection.rows(&sql, &given).await?;
        rows.into_iter().map(read).collect()
    }

    /// How many entries there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn count_entries(&mut self, filter: &EntryFilter) -> Result<u64> {
        let (wanted, given) = conditions(filter);
        let sql = format!("SELECT count(*) FROM inbox {}", all_of(&wanted));
        let row = self.connection.row(&sql, &given).await?;
        Ok(row.map_or(Ok(0), |mut row| row.take(0))?)
    }

    /// Entries whose time has come, the longest waiting first.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable), [`Error::Damaged`](crate::Error::Damaged).
    pub async fn waiting_entries(&mut self, now: Timestamp, limit: u32) -> Result<Vec<Entry>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox WHERE state = 'waiting' AND try_at <= $1
              ORDER BY try_at, id LIMIT $2"
        );
        let rows = self.connection.rows(&sql, &args![now, limit]).await?;
        rows.into_iter().map(read).collect()
    }

    /// How each way in fares, with counts since `long` and since `short`.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable), [`Error::Damaged`](crate::Error::Damaged).
    pub async fn way_health(
        &mut self,
        now: Timestamp,
        long: Timestamp,
        short: Timestamp,
    ) -> Result<Vec<(String, WayHealth)>> {
        const COUNTS: &str = "
            SELECT way_id, state, coalesce(reason, ''), count(*),
                   sum(CASE WHEN received_at >= $2 THEN 1 ELSE 0 END)
              FROM inbox
             WHERE received_at >= $1
             GROUP BY way_id, state, coalesce(reason, '')
             ORDER BY way_id";
        const NOW: &str = "
            SELECT way_id, state, count(*), sum(CASE WHEN due_at < $1 THEN 1 ELSE 0 END)
              FROM inbox
             WHERE state IN ('waiting', 'open')
             GROUP BY way_id, state
             ORDER BY way_id";
        const LAST: &str = "
            SELECT w.id,
                   (SELECT max(i.received_at) FROM inbox i
                     WHERE i.way_id = w.id AND i.state IN ('taken', 'replayed'))
              FROM ways_in w
             ORDER BY w.id";
        const EVER: &str = "
            SELECT way_id, dedupe, times, last_at
              FROM inbox
             WHERE dedupe IN ('wrong_key', 'test') AND state = 'noted'
             ORDER BY way_id";
        let mut all: std::collections::BTreeMap<String, WayHealth> = Default::default();
        for mut row in self.connection.rows(LAST, &[]).await? {
            all.entry(row.take(0)?).or_default().last_lead_at = row.take(1)?;
        }
        for mut row in self.connection.rows(COUNTS, &args![long, short]).await? {
            let own = all.entry(row.take(0)?).or_default();
            let (state, reason): (String, String) = (row.take(1)?, row.take(2)?);
            let (many, lately): (u64, u64) = (row.take(3)?, row.take(4)?);
            if let Some(count) = own.long.of(&state, &reason) {
                *count += many;
            }
            if let Some(count) = own.short.of(&state, &reason) {
                *count += lately;
            }
        }
        for mut row in self.connection.rows(NOW, &args![now]).await? {
            let own = all.entry(row.take(0)?).or_default();
            let (state, many): (String, u64) = (row.take(1)?, row.take(2)?);
            if state == EntryState::Waiting.word() {
                own.waiting = many;
            } else {
                own.open = many;
                own.overdue = row.take::<Option<u64>>(3)?.unwrap_or(0);
            }
        }
        for mut row in self.connection.rows(EVER, &[]).await? {
            let own = all.entry(row.take(0)?).or_default();
            let (dedupe, times): (String, u64) = (row.take(1)?, row.take(2)?);
            if dedupe == WRONG_KEY {
                (own.wrong_key, own.wrong_key_at) = (times, row.take(3)?);
            } else {
                (own.tests, own.tested_at) = (times, row.take(3)?);
            }
        }
        Ok(all.into_iter().collect())
    }
}

impl WayCounts {
    /// The count that an entry belongs to, if to one.
    fn of(&mut self, state: &str, reason: &str) -> Option<&mut u64> {
        match (state, reason) {
            (_, DUPLICATE) => Some(&mut self.duplicate),
            (_, WRONG_KEY | TEST) => None,
            (_, reason) if reason.starts_with("suspected") => Some(&mut self.suspected),
            ("taken", _) => Some(&mut self.taken),
            ("waiting", _) => None,
            _ => Some(&mut self.failed),
        }
    }
}

fn conditions(filter: &EntryFilter) -> (Vec<String>, Vec<Value<'_>>) {
    let (mut wanted, mut given): (Vec<String>, Vec<Value<'_>>) = (Vec::new(), Vec::new());
    if let Some(state) = filter.state {
        given.push(state.word().into());
        wanted.push(format!("state = ${}", given.len()));
    }
    if let Some(reason) = &filter.reason {
        given.push(reason.as_str().into());
        let own = given.len();
        // A reason and all that are kinds of it: `suspected` has `suspected.honeypot`.
        wanted.push(format!(
            "(reason = ${own} OR substr(reason, 1, length(${own}) + 1) = ${own} || '.')"
        ));
    }
    if let Some(way) = &filter.way {
        given.push(way.as_str().into());
        wanted.push(format!("way_id = ${}", given.len()));
    }
    if let Some(due) = filter.due_before {
        given.push(due.into());
        wanted.push(format!("due_at < ${}", given.len()));
    }
    (wanted, given)
}

fn all_of(wanted: &[String]) -> String {
    if wanted.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", wanted.join(" AND "))
    }
}
