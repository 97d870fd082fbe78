//! Bulk: one change to many leads, carried out piece by piece behind the requests.
//!
//! 1. Whoever is free holds the oldest job for a while, and takes up its next leads.
//! 2. Leads that were begun and not noted (somebody died) are looked at: what has happened
//!    to them by the same hand since, was this change.
//! 3. The others are marked as begun, changed by the line as any request would, and noted.
//! 4. When none is left the job is done.
//!
//! A job survives restarts, and goes on on another node when its holder is gone. Each lead
//! is refused or changed by itself; nobody waits for all.

use crate::api::refused_as_problem;
use crate::app::App;
use crate::connections::stopped;
use crate::line::LineError;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use lifecycle::lead::{Command, Refusal};
use lifecycle::names::{FieldId, LeadId, MemberId, ReasonId, StageId};
use lifecycle::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use store::{BulkJob, BulkLead, BulkOutcome, JobState};

/// So many leads are taken up together.
const PIECE: u32 = 50;
/// Whoever is silent for so long has let go of its job.
const HELD: SignedDuration = SignedDuration::from_secs(30);
/// Jobs that others left are looked for this often.
const LOOK: Duration = Duration::from_secs(2);

/// What is done to each lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub(crate) enum Change {
    /// Somebody else takes care of it.
    Reassign {
        /// Who.
        to: MemberId,
        /// Why.
        reason: String,
    },
    /// A drawn move.
    Move {
        /// Where to.
        to: StageId,
        /// Why.
        reason: Option<ReasonId>,
        /// When to look at it again.
        wake_on: Option<Timestamp>,
        /// In own words.
        note: Option<String>,
    },
    /// A field is answered.
    Answer {
        /// Which, with what; `None` empties one.
        fields: BTreeMap<FieldId, Option<Value>>,
    },
    /// Put off.
    Snooze {
        /// Until when.
        until: Timestamp,
        /// Why.
        reason: String,
    },
    /// What another job did is taken back.
    TakeBack,
}

impl Change {
    /// The command for a lead; none where it is taken back, which is asked in another way.
    pub(crate) fn command(&self) -> Option<Command> {
        Some(match self.clone() {
            Self::TakeBack => return None,
            Self::Reassign { to, reason } => Command::Reassign { to, reason },
            Self::Move {
                to,
                reason,
                wake_on,
                note,
            } => Command::Move {
                to,
                reason,
                wake_on,
                fields: BTreeMap::new(),
                amount: None,
                note,
            },
            Self::Answer { fields } => Command::Answer {
                fields,
                amount: None,
            },
            Self::Snooze { until, reason } => Command::Snooze {
                until: Some(until),
                when: None,
                reason,
            },
        })
    }
}

/// Carries jobs out until the app is stopped.
pub(crate) async fn work(app: App) {
    let mut stop = app.stop.subscribe();
    let mut held: Option<String> = None;
    loop {
        let step = async {
            match step(&app, &mut held).await {
                Ok(true) => {}
                Ok(false) => {
                    tokio::select! {
                        () = app.bulk.notified() => {}
                        () = tokio::time::sleep(LOOK) => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a change to many leads can't go on now");
                    tokio::time::sleep(LOOK).await;
                }
            }
        };
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = step => {}
        }
    }
}

/// Takes one piece of one job; `false` where there is none.
pub(crate) async fn step(app: &App, held: &mut Option<String>) -> store::Result<bool> {
    let now = app.clock.now();
    if held.is_none() && !app.store.reader().await?.job_waits(now).await? {
        return Ok(false);
    }
    let mut work = app.store.begin().await?;
    let Some(job) = work.hold_job(held.as_deref(), now, now + HELD).await? else {
        *held = None;
        return Ok(false);
    };
    *held = Some(job.id.clone());
    let leads = work.next_of_job(&job.id, PIECE).await?;
    if leads.is_empty() {
        work.end_job(&job.id, JobState::Done, now).await?;
        work.commit().await?;
        *held = None;
        return Ok(true);
    }
    let ids: Vec<LeadId> = leads.iter().map(|own| own.lead.clone()).collect();
    let versions: BTreeMap<LeadId, u32> = work
        .leads(&ids)
        .await?
        .into_iter()
        .flatten()
        .map(|lead| (lead.id, lead.version))
        .collect();
    let fresh: Vec<(u32, u32)> = leads
        .iter()
        .filter(|own| !own.begun)
        .filter_map(|own| Some((own.place, *versions.get(&own.lead)?)))
        .collect();
    work.begin_of_job(&job.id, &fresh).await?;
    work.commit().await?;
    let change: Change = serde_json::from_str(&job.change)
        .map_err(|error| store::Error::Damaged(format!("job {}: {error}", job.id)))?;
    let outcomes = join_all(leads.iter().map(|own| one(app, &job, &change, own))).await;
    let outcomes: Vec<BulkOutcome> = outcomes
        .into_iter()
        .collect::<store::Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect();
    let stuck = outcomes.is_empty();
    let mut work = app.store.begin().await?;
    work.note_of_job(&job.id, &outcomes).await?;
    work.commit().await?;
    // All of them met a line that takes nothing now.
    Ok(!stuck)
}

/// Changes one lead; nothing where that has to be tried again.
async fn one(
    app: &App,
    job: &BulkJob,
    change: &Change,
    own: &BulkLead,
) -> store::Result<Option<BulkOutcome>> {
    let outcome = |refused| {
        Some(BulkOutcome {
            place: own.place,
            refused,
        })
    };
    let (lead, actor) = (own.lead.clone(), job.actor.clone());
    let done = match change.command() {
        Some(command) => {
            if own.begun && done_before(app, job, own).await? {
                return Ok(outcome(None));
            }
            app.line.command(lead, command, actor).await
        }
        None => {
            let to = own.version.unwrap_or_default();
            app.line.take_back(lead, None, to, actor).await
        }
    };
    Ok(match done {
        Ok(_) => outcome(None),
        Err(LineError::Busy | LineError::Conflict | LineError::Stopped(_)) => None,
        // It was taken back before somebody died.
        Err(LineError::Refused(Refusal::NothingToTakeBack { .. })) if own.begun => outcome(None),
        Err(error) => {
            let problem = refused_as_problem(error);
            outcome(Some((problem.code.to_owned(), problem.detail.into_owned())))
        }
    })
}

/// Whether this change was made before somebody died.
async fn done_before(app: &App, job: &BulkJob, own: &BulkLead) -> store::Result<bool> {
    let version = own.version.unwrap_or_default();
    let mut reader = app.store.reader().await?;
    let since = reader.events(&own.lead, version, 200).await?;
    Ok(since.iter().any(|event| event.recorded.by == job.actor))
}

impl App {
    /// Carries out what is left of changes to many leads, and comes back when nothing is.
    ///
    /// # Errors
    ///
    /// If the store can't be read or written.
    pub async fn finish_bulk(&self) -> store::Result<()> {
        let mut held = None;
        while step(self, &mut held).await? {}
        Ok(())
    }
}
