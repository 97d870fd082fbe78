//! Bulk: a change to many leads at once, as a job whose leads are taken up piece by piece.
//!
//! A job belongs to whoever holds it for a while; who dies lets go of it, and another goes on.
//! Each lead is marked as begun, with the version it was at, before it is changed: so that
//! whoever goes on can tell what was done and wasn't noted.

use crate::db::{Row, Value, args};
use crate::log::{json, of_json};
use crate::{Error, Reader, Result, Work};
use jiff::Timestamp;
use lifecycle::lead::Actor;
use lifecycle::names::LeadId;

/// A change to many leads.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkJob {
    /// Its id.
    pub id: String,
    /// Who wants it.
    pub actor: Actor,
    /// What, as JSON that the server understands.
    pub change: String,
    /// What, for people.
    pub title: String,
    /// How it stands.
    pub state: JobState,
    /// To how many leads.
    pub leads: u64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// The job that it takes back.
    pub undoes: Option<String>,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Leads are left.
    Running,
    /// All leads were taken up.
    Done,
    /// Somebody ended it before.
    Cancelled,
}

impl JobState {
    /// The word in JSON and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|own| own.word() == word)
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Leads that are left.
    pub waiting: u64,
    /// Leads that were changed.
    pub changed: u64,
    /// Leads that were not, each with the reason.
    pub refused: u64,
}

/// A lead of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkLead {
    /// Its place in the job.
    pub place: u32,
    /// Which.
    pub lead: LeadId,
    /// The version it was at before this change, once it was taken up.
    pub version: Option<u32>,
    /// It was taken up, and nobody noted what came of it.
    pub begun: bool,
}

/// What came of a lead of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkOutcome {
    /// Its place in the job.
    pub place: u32,
    /// Why not, where it wasn't: a code and a sentence.
    pub refused: Option<(String, String)>,
}

/// A lead of a job that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLead {
    /// Which.
    pub lead: LeadId,
    /// What it is called.
    pub name: String,
    /// The code of the refusal.
    pub code: String,
    /// Why.
    pub why: String,
}

const COLUMNS: &str = "id, actor, change, title, state, leads, created_at, finished_at, undoes";

fn job(mut row: Row) -> Result<BulkJob> {
    let state: String = row.take(4)?;
    Ok(BulkJob {
        id: row.take(0)?,
        actor: of_json(&row.take::<String>(1)?)?,
        change: row.take(2)?,
        title: row.take(3)?,
        state: JobState::of_word(&state)
            .ok_or_else(|| Error::Damaged(format!("`{state}` is no state of a job")))?,
        leads: row.take(5)?,
        created_at: row.take(6)?,
        finished_at: row.take(7)?,
        undoes: row.take(8)?,
    })
}

impl Work {
    /// Adds a job with its leads, in this order; each with the version to which it is taken
    /// back, where that is the change.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn add_job(&mut self, job: &BulkJob, leads: &[(LeadId, Option<u32>)]) -> Result<()> {
        const JOB: &str = "
            INSERT INTO bulk_jobs (id, actor, change, title, state, leads, created_at, held_until, undoes)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.execute(
            JOB,
            &args![
                job.id.as_str(),
                json(&job.actor)?,
                job.change.as_str(),
                job.title.as_str(),
                job.state.word(),
                leads.len() as i64,
                job.created_at,
                0_i64,
                job.undoes.as_deref()
            ],
        )
        .await?;
        let rows: Vec<Vec<Value<'_>>> = leads
            .iter()
            .zip(0_i64..)
            .map(|((lead, version), place)| {
                args![job.id.as_str(), place, lead.as_str(), "waiting", *version].into()
            })
            .collect();
        self.insert(
            "INSERT INTO bulk_leads (job_id, place, lead_id, state, version)",
            "",
            &rows,
        )
        .await?;
        Ok(())
    }

    /// Takes the oldest job that runs and that nobody holds, until then. Who holds it already
    /// says so by `own`.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn hold_job(
        &mut self,
        own: Option<&str>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<BulkJob>> {
        let sql = format!(
            "UPDATE bulk_jobs SET held_until = $3
              WHERE id = (SELECT id FROM bulk_jobs
                           WHERE state = 'running' AND (held_until <= $2 OR id = $1)
                           ORDER BY created_at, id
                           LIMIT 1)
                AND state = 'running' AND (held_until <= $2 OR id = $1)
             RETURNING {COLUMNS}"
        );
        let row = self
            .row(&sql, &args![own.unwrap_or(""), now, until])
            .await?;
        row.map(job).transpose()
    }

    /// The next leads of a job: first those that were begun and never noted.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn next_of_job(&mut self, job: &str, limit: u32) -> Result<Vec<BulkLead>> {
        const SQL: &str = "
            SELECT place, lead_id, version, state
              FROM bulk_leads
             WHERE job_id = $1 AND state IN ('waiting', 'begun')
             ORDER BY place
             LIMIT $2";
        let rows = self.rows(SQL, &args![job, limit]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(BulkLead {
                    place: row.take(0)?,
                    lead: row.take::<String>(1)?.into(),
                    version: row.take(2)?,
                    begun: row.take::<String>(3)? == "begun",
                })
            })
            .collect()
    }

    /// Notes that these leads are taken up, each at its version.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn begin_of_job(&mut self, job: &str, begun: &[(u32, u32)]) -> Result<()> {
        const SQL: &str = "
            UPDATE bulk_leads SET state = 'begun', version = coalesce(version, $3)
             WHERE job_id = $1 AND place = $2";
        let sets: Vec<Vec<Value<'_>>> = begun
            .iter()
            .map(|(place, version)| args![job, *place, *version].into())
            .collect();
        self.execute_many(SQL, &sets).await?;
        Ok(())
    }

    /// Notes what came of these leads.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn note_of_job(&mut self, job: &str, outcomes: &[BulkOutcome]) -> Result<()> {
        const SQL: &str = "
            UPDATE bulk_leads SET state = $3, code = $4, why = $5
             WHERE job_id = $1 AND place = $2";
        let sets: Vec<Vec<Value<'_>>> = outcomes
            .iter()
            .map(|own| {
                let (code, why) = own.refused.as_ref().map_or((None, None), |(code, why)| {
                    (Some(code.as_str()), Some(why.as_str()))
                });
                let state = if code.is_some() { "refused" } else { "changed" };
                args![job, own.place, state, code, why].into()
            })
            .collect();
        self.execute_many(SQL, &sets).await?;
        Ok(())
    }

    /// Ends a job that runs. `false` where it doesn't.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Unavailable`].
    pub async fn end_job(&mut self, job: &str, state: JobState, at: Timestamp) -> Result<bool> {
        const SQL: &str = "
            UPDATE bulk_jobs SET state = $2, finished_at = $3
             WHERE id = $1 AND state = 'running'";
        let ended = self.execute(SQL, &args![job, state.word(), at]).await?;
        Ok(ended > 0)
    }
}

impl Reader {
    /// The job of this id, and how far it is.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn job(&mut self, id: &str) -> Result<Option<(BulkJob, Progress)>> {
        let sql = format!("SELECT {COLUMNS} FROM bulk_jobs WHERE id = $1");
        let Some(row) = self.connection.row(&sql, &args![id]).await? else {
            return Ok(None);
        };
        Ok(Some((job(row)?, self.progress(id).await?)))
    }

    /// The latest jobs, the newest first.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn jobs(&mut self, limit: u32) -> Result<Vec<(BulkJob, Progress)>> {
        let sql =
            format!("SELECT {COLUMNS} FROM bulk_jobs ORDER BY created_at DESC, id DESC LIMIT $1");
        let mut jobs = Vec::new();
        for row in self.connection.rows(&sql, &args![limit]).await? {
            let own = job(row)?;
            let progress = self.progress(&own.id).await?;
            jobs.push((own, progress));
        }
        Ok(jobs)
    }

    /// Whether any job runs.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn job_waits(&mut self, now: Timestamp) -> Result<bool> {
        const SQL: &str =
            "SELECT 1 FROM bulk_jobs WHERE state = 'running' AND held_until <= $1 LIMIT 1";
        Ok(self.connection.row(SQL, &args![now]).await?.is_some())
    }

    async fn progress(&mut self, id: &str) -> Result<Progress> {
        const SQL: &str = "SELECT state, count(*) FROM bulk_leads WHERE job_id = $1 GROUP BY state";
        let mut progress = Progress::default();
        for mut row in self.connection.rows(SQL, &args![id]).await? {
            let (state, leads): (String, u64) = (row.take(0)?, row.take(1)?);
            match state.as_str() {
                "changed" => progress.changed += leads,
                "refused" => progress.refused += leads,
                _ => progress.waiting += leads,
            }
        }
        Ok(progress)
    }

    /// The leads of a job that were refused, in the order of the job.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn refused_of_job(&mut self, id: &str, limit: u32) -> Result<Vec<RefusedLead>> {
        const SQL: &str = "
            SELECT b.lead_id, coalesce(l.name, l.company, l.email, ''), b.code, b.why
              FROM bulk_leads b LEFT JOIN leads l ON l.id = b.lead_id
             WHERE b.job_id = $1 AND b.state = 'refused'
             ORDER BY b.place
             LIMIT $2";
        let rows = self.connection.rows(SQL, &args![id, limit]).await?;
        rows.into_iter()
            .map(|mut row| {
                Ok(RefusedLead {
                    lead: row.take::<String>(0)?.into(),
                    name: row.take(1)?,
                    code: row.take(2)?,
                    why: row.take(3)?,
                })
            })
            .collect()
    }

    /// The leads that a job changed, the last one first, each with the version it was at before.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn changed_by_job(&mut self, id: &str) -> Result<Vec<(LeadId, Option<u32>)>> {
        const SQL: &str = "
            SELECT lead_id, version
              FROM bulk_leads
             WHERE job_id = $1 AND state = 'changed' AND version IS NOT NULL
             ORDER BY place DESC";
        let rows = self.connection.rows(SQL, &args![id]).await?;
        rows.into_iter()
            .map(|mut row| Ok((row.take::<String>(0)?.into(), row.take(1)?)))
            .collect()
    }

    /// The job that takes this one back, if there is one.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn undone_by(&mut self, id: &str) -> Result<Option<String>> {
        const SQL: &str = "SELECT id FROM bulk_jobs WHERE undoes = $1 LIMIT 1";
        let row = self.connection.row(SQL, &args![id]).await?;
        Ok(row.map(|mut row| row.take(0)).transpose()?)
    }

    /// The ids of the leads that match, in the order of their deadlines, so many at most.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn ids(&mut self, filter: &crate::LeadFilter, most: u32) -> Result<Vec<LeadId>> {
        let mut selection = crate::lead_filter::Selection::of(filter, &mut self.connection).await?;
        let most = selection.bind(most);
        let sql = format!(
            "SELECT l.id {} ORDER BY l.sort_due, l.id LIMIT {most}",
            selection.clause()
        );
        let rows = self.connection.rows(&sql, &selection.args).await?;
        rows.into_iter()
            .map(|mut row| Ok(row.take::<String>(0)?.into()))
            .collect()
    }

    /// These leads, in their order; those that there aren't are left out.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn states(&mut self, ids: &[LeadId]) -> Result<Vec<lifecycle::lead::Lead>> {
        let sets: Vec<Vec<Value<'_>>> = ids.iter().map(|id| args![id.as_str()].into()).collect();
        let found = self
            .connection
            .rows_many("SELECT state FROM leads WHERE id = $1", &sets)
            .await?;
        found
            .into_iter()
            .flatten()
            .map(|mut row| crate::leads::read_state(&mut row))
            .collect()
    }
}
