//! Verify: rebuilds every lead from its events and checks all invariants.
//!
//! Leads and all that belongs to them are read in the order of their ids, side by side
//! and piece by piece, so that memory doesn't grow with the database. What is found is
//! said with what follows from the events and what is stored.
//!
//! Deliberately absent: a mend. What to believe is for people to decide.

use crate::db::{Connection, Failure, Row, Sql, Value, args};
use crate::record::{Stay, exceptions, open_owner, stays};
use crate::{Result, Store, lead_row, log};
use lifecycle::lead::{Event, Lead, Owner, Recorded, apply};
use lifecycle::names::LeadId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Verification {
    /// Leads looked at.
    pub leads: u64,
    /// Events looked at.
    pub events: u64,
    /// Submissions looked at.
    pub submissions: u64,
    /// Members looked at.
    pub members: u64,
    /// Effects looked at.
    pub effects: u64,
    /// What isn't as it should be; at most [`Verification::MOST`] of them.
    pub differences: Vec<Difference>,
    /// How many more there are.
    pub more_differences: u64,
}

impl Verification {
    /// How many differences are listed.
    pub const MOST: usize = 1000;

    /// Nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }

    fn differs(
        &mut self,
        lead: Option<&LeadId>,
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        if self.differences.len() == Self::MOST {
            self.more_differences += 1;
            return;
        }
        self.differences.push(Difference {
            lead: lead.cloned(),
            what: what.into(),
            expected: shortened(expected.into()),
            found: shortened(found.into()),
        });
    }
}

/// Something that isn't as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Of which lead, if of one.
    pub lead: Option<LeadId>,
    /// What was looked at: `state`, `column due_at`, `events`, ….
    pub what: String,
    /// What follows from the events.
    pub expected: String,
    /// What is stored.
    pub found: String,
}

/// Enough to see it by.
fn shortened(text: String) -> String {
    const LONGEST: usize = 400;
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Rows of a table in the order of its key, whose first column is the lead's id.
struct Stream {
    /// What they are, for people.
    what: &'static str,
    first: String,
    next: String,
    keys: usize,
    rows: VecDeque<Row>,
    started: bool,
    after: Vec<Value<'static>>,
}

const PIECE: i64 = 1000;

impl Stream {
    fn of(what: &'static str, table: &str, key: &[&str], columns: &str) -> Self {
        let order = key.join(", ");
        let numbers: Vec<String> = (1..=key.len()).map(|number| format!("${number}")).collect();
        Self {
            what,
            first: format!("SELECT {order}, {columns} FROM {table} ORDER BY {order} LIMIT $1"),
            next: format!(
                "SELECT {order}, {columns} FROM {table} WHERE ({order}) > ({}) ORDER BY {order} LIMIT ${}",
                numbers.join(", "),
                key.len() + 1
            ),
            keys: key.len(),
            rows: VecDeque::new(),
            started: false,
            after: Vec::new(),
        }
    }

    /// The next row.
    async fn row(&mut self, connection: &mut Connection) -> Result<Option<&mut Row>, Failure> {
        if self.rows.is_empty() && (!self.started || !self.after.is_empty()) {
            let rows = if self.started {
                let mut args = std::mem::take(&mut self.after);
                args.push(PIECE.into());
                connection.rows(&self.next, &args).await?
            } else {
                connection.rows(&self.first, &args![PIECE]).await?
            };
            self.started = true;
            self.after = rows
                .last()
                .map(|row| {
                    row.clone()
                        .into_values()
                        .into_iter()
                        .take(self.keys)
                        .collect()
                })
                .unwrap_or_default();
            self.rows = rows.into();
        }
        Ok(self.rows.front_mut())
    }

    /// Whose the next row is.
    async fn lead(&mut self, connection: &mut Connection) -> Result<Option<String>, Failure> {
        match self.row(connection).await? {
            Some(row) => row.clone().take(0).map(Some),
            None => Ok(None),
        }
    }

    /// The next row, if it is this lead's. Rows before it are of no lead at all.
    async fn next_of(
        &mut self,
        connection: &mut Connection,
        lead: &str,
        found: &mut Verification,
    ) -> Result<Option<Row>, Failure> {
        while let Some(whose) = self.lead(connection).await? {
            match whose.as_str().cmp(lead) {
                std::cmp::Ordering::Less => {
                    self.stray(whose, found);
                    self.rows.pop_front();
                }
                std::cmp::Ordering::Equal => return Ok(self.rows.pop_front()),
                std::cmp::Ordering::Greater => return Ok(None),
            }
        }
        Ok(None)
    }
}

impl Stream {
    fn stray(&self, lead: String, found: &mut Verification) {
        found.differs(
            Some(&lead.into()),
            self.what,
            "none without a lead",
            "of a lead that isn't there",
        );
    }
}

/// Reads everything, in bounded memory, and compares. `progress` is told how many leads
/// were looked at.
///
/// # Errors
/// [`Error::Unavailable`](crate::Error::Unavailable); what can't be read is a difference.
pub async fn verify(store: &Store, mut progress: impl FnMut(u64)) -> Result<Verification> {
    let mut look = Look {
        connection: store.read_long().await?,
        found: Verification::default(),
        versions: BTreeSet::new(),
        members: BTreeMap::new(),
        open: BTreeMap::new(),
        events: Stream::of(
            "events",
            "events",
            &["lead_id", "seq"],
            "position, type, at, actor, because, process_version, data",
        ),
        stages: Stream::of(
            "stages",
            "lead_stages",
            &["lead_id", "seq"],
            "stage, from_stage, entered_at, left_at",
        ),
        words: 0,
        submissions: Stream::of("submissions", "submissions", &["lead_id", "id"], "came_of"),
        alerts: Stream::of(
            "effects",
            "alerts",
            &["lead_id", "cause", "member_id", "id"],
            "1",
        ),
    };
    look.at_processes_and_members().await?;
    let columns = format!("{}, exceptions", lead_row::DERIVED[1..].join(", "));
    let mut leads = Stream::of("leads", "leads", &["id"], &columns);
    while let Some(row) = leads.row(&mut look.connection).await? {
        let row = row.clone();
        leads.rows.pop_front();
        look.at_lead(row).await?;
        look.found.leads += 1;
        progress(look.found.leads);
    }
    look.at_strays().await?;
    look.at_words().await?;
    look.at_log().await?;
    look.at_loads();
    Ok(look.found)
}

/// What `verify` knows while it looks.
struct Look {
    connection: Connection,
    found: Verification,
    versions: BTreeSet<(String, u32)>,
    /// Members with whether they are active and how many leads their row says they have.
    members: BTreeMap<String, (bool, i64)>,
    /// How many open leads they have.
    open: BTreeMap<String, i64>,
    events: Stream,
    stages: Stream,
    /// How many words all leads have.
    words: u64,
    submissions: Stream,
    alerts: Stream,
}

impl Look {
    async fn at_processes_and_members(&mut self) -> Result<()> {
        const PROCESSES: &str = "SELECT id, version FROM processes ORDER BY id, version";
        const MEMBERS: &str = "SELECT id, active, open FROM members ORDER BY id";
        for mut row in self.connection.rows(PROCESSES, &[]).await? {
            self.versions.insert((row.take(0)?, row.take(1)?));
        }
        for mut row in self.connection.rows(MEMBERS, &[]).await? {
            let member = (row.take(1)?, row.take(2)?);
            self.members.insert(row.take(0)?, member);
            self.found.members += 1;
        }
        Ok(())
    }

    async fn at_lead(&mut self, mut row: Row) -> Result<()> {
        let id: String = row.clone().take(0)?;
        let lead_id = LeadId::from(id.as_str());
        let (rebuilt, recorded) = self.rebuild(&lead_id).await?;
        let state_at = lead_row::DERIVED.len() - 2;
        let state: String = row.clone().take(state_at)?;
        let stored: Option<Lead> = match serde_json::from_str(&state) {
            Ok(lead) => Some(lead),
            Err(error) => {
                self.found
                    .differs(Some(&lead_id), "state", "a lead", error.to_string());
                None
            }
        };
        let Some(rebuilt) = rebuilt else {
            self.found
                .differs(Some(&lead_id), "events", "lead.captured first", "none");
            return Ok(());
        };
        if stored.as_ref().is_some_and(|stored| *stored != rebuilt) {
            let expected = serde_json::to_string(&rebuilt).unwrap_or_default();
            let (expected, found) = first_difference(&expected, &state);
            self.found.differs(Some(&lead_id), "state", expected, found);
        }
        self.at_columns(&rebuilt, &mut row)?;
        let drawn = recorded.exceptions;
        let counted: u32 = row.take(lead_row::DERIVED.len())?;
        if drawn != counted {
            self.found.differs(
                Some(&lead_id),
                "column exceptions",
                drawn.to_string(),
                counted.to_string(),
            );
        }
        self.at_owner(&rebuilt);
        self.at_stages(&lead_id, &recorded.stays).await?;
        self.words += lead_row::words(&rebuilt).len() as u64;
        self.at_submissions(&lead_id, recorded.submissions).await?;
        self.at_alerts(&lead_id).await
    }

    /// The lead as it follows from its events, and what is counted on the way.
    async fn rebuild(&mut self, id: &LeadId) -> Result<(Option<Lead>, Counted)> {
        let mut lead: Option<Lead> = None;
        let mut counted = Counted::default();
        let mut next = 1;
        loop {
            let row = self
                .events
                .next_of(&mut self.connection, id.as_str(), &mut self.found)
                .await?;
            let Some(row) = row else { break };
            self.found.events += 1;
            let mut values = row.into_values();
            // The key comes first, and the position behind it.
            values.swap(0, 2);
            values.swap(1, 2);
            let event = match log::read(Row::of(values)) {
                Ok(event) => event.recorded,
                Err(error) => {
                    self.found
                        .differs(Some(id), "events", "an event", error.to_string());
                    next += 1;
                    continue;
                }
            };
            if event.seq != next {
                self.found.differs(
                    Some(id),
                    "events",
                    format!("number {next}"),
                    format!("number {}", event.seq),
                );
                next = event.seq;
            }
            next += 1;
            counted.count(&event);
            lead = apply(lead, &event);
            if let Some(lead) = &lead {
                self.at_version(lead, &event);
            }
        }
        Ok((lead, counted))
    }

    fn at_version(&mut self, lead: &Lead, event: &Recorded) {
        let version = (lead.process.as_str().to_owned(), event.process_version);
        if !self.versions.contains(&version) {
            self.found.differs(
                Some(&lead.id),
                format!("process version of event {}", event.seq),
                "a published version",
                format!("{} {}", version.0, version.1),
            );
        }
    }

    fn at_columns(&mut self, lead: &Lead, row: &mut Row) -> Result<()> {
        let wake_at: Option<jiff::Timestamp> = row.clone().take(lead_row::DERIVED.len() - 1)?;
        let expected = lead_row::values(lead, wake_at)?;
        let stored = row.clone().into_values();
        for ((name, expected), stored) in lead_row::DERIVED.iter().zip(expected).zip(stored) {
            if *name != "state" && expected != stored {
                self.found.differs(
                    Some(&lead.id),
                    format!("column {name}"),
                    shown(&expected),
                    shown(&stored),
                );
            }
        }
        // It may be earlier than the rules ask for: then there is one look in vain.
        let latest = lead
            .wake_at()
            .map(|wake_at| wake_at.max(lead.last.at + jiff::SignedDuration::from_hours(24)));
        let good = match (latest, wake_at) {
            (Some(latest), Some(wake_at)) => wake_at <= latest,
            (None, None) => true,
            _ => false,
        };
        if !good {
            self.found.differs(
                Some(&lead.id),
                "column wake_at",
                latest.map_or("none".to_owned(), |at| format!("{at} at the latest")),
                wake_at.map_or("none".to_owned(), |at| at.to_string()),
            );
        }
        Ok(())
    }

    fn at_owner(&mut self, lead: &Lead) {
        let Some(owner) = open_owner(lead) else {
            return;
        };
        *self.open.entry(owner.as_str().to_owned()).or_default() += 1;
        let active = self
            .members
            .get(owner.as_str())
            .is_some_and(|(active, _)| *active);
        if !active && matches!(lead_row::owner(lead), Owner::Person { .. }) {
            self.found.differs(
                Some(&lead.id),
                "owner",
                "an active member",
                owner.as_str().to_owned(),
            );
        }
    }

    async fn at_stages(&mut self, id: &LeadId, stays: &[Stay]) -> Result<()> {
        let mut expected = stays.iter();
        loop {
            let row = self
                .stages
                .next_of(&mut self.connection, id.as_str(), &mut self.found)
                .await?;
            let stored = match row {
                Some(mut row) => Some(Stay {
                    seq: row.take(1)?,
                    stage: row.take(2)?,
                    from_stage: row.take(3)?,
                    entered_at: row.take(4)?,
                    left_at: row.take(5)?,
                }),
                None => None,
            };
            let expected = expected.next();
            if expected != stored.as_ref() {
                self.found.differs(
                    Some(id),
                    "stages",
                    format!("{expected:?}"),
                    format!("{stored:?}"),
                );
            }
            if expected.is_none() && stored.is_none() {
                return Ok(());
            }
        }
    }

    /// Words without their lead, and leads without their words.
    async fn at_words(&mut self) -> Result<()> {
        const STRAY: Sql<'_> = Sql {
            sqlite: "
                SELECT w.lead_id, w.word
                  FROM lead_words w LEFT JOIN leads l ON l.id = w.lead_id
                 WHERE l.id IS NULL OR instr(l.words || ' ', ' ' || w.word || ' ') = 0
                 LIMIT $1",
            postgres: "
                SELECT w.lead_id, w.word
                  FROM lead_words w LEFT JOIN leads l ON l.id = w.lead_id
                 WHERE l.id IS NULL OR strpos(l.words || ' ', ' ' || w.word || ' ') = 0
                 LIMIT $1",
        };
        for mut row in self.connection.rows(STRAY, &args![PIECE]).await? {
            let (lead, word): (String, String) = (row.take(0)?, row.take(1)?);
            self.found
                .differs(Some(&lead.into()), "words", "none but the lead's", word);
        }
        let row = self
            .connection
            .row("SELECT count(*) FROM lead_words", &[])
            .await?;
        let stored: u64 = row.map_or(Ok(0), |mut row| row.take(0))?;
        if stored != self.words {
            self.found
                .differs(None, "words", self.words.to_string(), stored.to_string());
        }
        Ok(())
    }

    /// Each request is named by an event, and each that is named was kept.
    async fn at_submissions(
        &mut self,
        id: &LeadId,
        mut named: BTreeMap<String, &'static str>,
    ) -> Result<()> {
        loop {
            let row = self
                .submissions
                .next_of(&mut self.connection, id.as_str(), &mut self.found)
                .await?;
            let Some(mut row) = row else { break };
            self.found.submissions += 1;
            let (submission, came_of): (String, String) = (row.take(1)?, row.take(2)?);
            let expected = named.remove(&submission);
            if expected != Some(came_of.as_str()) {
                self.found.differs(
                    Some(id),
                    format!("submission {submission}"),
                    expected.unwrap_or("an event that names it"),
                    came_of,
                );
            }
        }
        for (submission, came_of) in named {
            self.found.differs(
                Some(id),
                format!("submission {submission}"),
                came_of,
                "none is kept",
            );
        }
        Ok(())
    }

    async fn at_alerts(&mut self, id: &LeadId) -> Result<()> {
        let mut last: Option<(String, String)> = None;
        loop {
            let row = self
                .alerts
                .next_of(&mut self.connection, id.as_str(), &mut self.found)
                .await?;
            let Some(mut row) = row else { return Ok(()) };
            self.found.effects += 1;
            let key = Some((row.take(1)?, row.take(2)?));
            if key == last {
                self.found
                    .differs(Some(id), "effects", "one a key", format!("{key:?} twice"));
            }
            last = key;
        }
    }

    /// Rows behind the last lead.
    async fn at_strays(&mut self) -> Result<()> {
        for stream in [
            &mut self.events,
            &mut self.submissions,
            &mut self.alerts,
            &mut self.stages,
        ] {
            while let Some(lead) = stream.lead(&mut self.connection).await? {
                stream.rows.pop_front();
                stream.stray(lead, &mut self.found);
            }
        }
        Ok(())
    }

    /// Positions run from 1 to the head without gaps.
    async fn at_log(&mut self) -> Result<()> {
        const SQL: &str = "
            SELECT (SELECT position FROM log_head WHERE one = 1), count(*),
                   coalesce(min(position), 1), coalesce(max(position), 0)
              FROM events";
        let Some(mut row) = self.connection.row(SQL, &[]).await? else {
            return Ok(());
        };
        let head: Option<i64> = row.take(0)?;
        let (count, first, last): (i64, i64, i64) = (row.take(1)?, row.take(2)?, row.take(3)?);
        let head = head.unwrap_or(-1);
        if (first, last) != (1, head) || count != head {
            self.found.differs(
                None,
                "positions",
                format!("1 to {head}, {head} events"),
                format!("{first} to {last}, {count} events"),
            );
        }
        Ok(())
    }

    /// The loads that turns are given by.
    fn at_loads(&mut self) {
        let members = std::mem::take(&mut self.members);
        for (member, (_, stored)) in &members {
            let counted = self.open.get(member).copied().unwrap_or(0);
            if counted != *stored {
                self.found.differs(
                    None,
                    format!("open leads of member {member}"),
                    counted.to_string(),
                    stored.to_string(),
                );
            }
        }
    }
}

/// What is counted from the events of a lead.
#[derive(Default)]
struct Counted {
    exceptions: u32,
    stays: Vec<Stay>,
    submissions: BTreeMap<String, &'static str>,
}

impl Counted {
    fn count(&mut self, event: &Recorded) {
        self.exceptions += exceptions(std::iter::once(event));
        if let Some(stay) = stays(std::iter::once(event)).pop() {
            if let Some(last) = self.stays.last_mut() {
                last.left_at = Some(stay.entered_at);
            }
            self.stays.push(stay);
        }
        match &event.event {
            Event::Captured { submission, .. } => {
                self.submissions
                    .insert(submission.as_str().to_owned(), "new");
            }
            Event::Reengaged { submission, .. } => {
                self.submissions
                    .insert(submission.as_str().to_owned(), "reengaged");
            }
            _ => {}
        }
    }
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Two texts from a little before where they part.
fn first_difference(one: &str, other: &str) -> (String, String) {
    let same = one
        .chars()
        .zip(other.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let from = |text: &str| {
        text.chars()
            .skip(same.saturating_sub(40))
            .take(160)
            .collect()
    };
    (from(one), from(other))
}
