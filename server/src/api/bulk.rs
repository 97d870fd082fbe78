//! Bulk: one change to many leads: what it would do, and doing it as a job.

use super::body::Json as Body;
use super::capture::fitting;
use super::leads::Asked;
use super::moment::{Moment, within_reach};
use super::query::{Name, Query};
use super::rights::{Act, May, Read};
use crate::app::App;
use crate::bulk::Change;
use crate::preview::preview;
use crate::problem::Problem;
use crate::processes::Published;
use crate::text::{clean, clean_line};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use lifecycle::lead::Lead;
use lifecycle::names::{FieldId, LeadId, MemberId, ReasonId, StageId};
use lifecycle::value::Value;
use lifecycle::words::count;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{BulkJob, JobState, Progress, new_id};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, change))
        .routes(routes!(show))
        .routes(routes!(cancel))
        .routes(routes!(undo))
}

/// So many leads are changed at once at most.
const MOST: u32 = 10_000;
/// So many are looked at in one go.
const PIECE: usize = 200;
/// So many names stand beside each reason.
const EXAMPLES: usize = 5;
/// So many refused leads are listed.
const LISTED: u32 = 200;

/// A change to many leads.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBulk {
    /// These leads; 10,000 at most.
    ids: Option<Vec<String>>,
    /// Instead: all leads that match, as in the address of a list: `stage=contacting&owner=me`.
    #[schema(max_length = 2000)]
    filter: Option<String>,
    /// What is done to each.
    change: NewChange,
    /// Only look ahead: nothing is done.
    #[serde(default)]
    dry_run: bool,
}

/// What is done to each lead; exactly one of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewChange {
    /// Somebody else takes care of it.
    reassign: Option<NewOwner>,
    /// A drawn move.
    #[serde(rename = "move")]
    go: Option<NewMove>,
    /// Values of declared fields; `null` empties one.
    #[schema(value_type = Option<BTreeMap<String, serde_json::Value>>)]
    answer: Option<BTreeMap<String, Option<Value>>>,
    /// Put off.
    snooze: Option<NewSnooze>,
}

/// Somebody else takes care of it.
#[derive(Deserialize, ToSchema)]
#[schema(as = BulkOwner)]
#[serde(deny_unknown_fields)]
struct NewOwner {
    /// The member.
    to: String,
    /// Why, in own words.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// A drawn move.
#[derive(Deserialize, ToSchema)]
#[schema(as = BulkMove)]
#[serde(deny_unknown_fields)]
struct NewMove {
    /// Where to.
    to: String,
    /// Why: one of the drawn reasons.
    reason: Option<String>,
    /// When to look at it again: an instant or a day.
    #[schema(value_type = Option<String>, example = "2026-12-24")]
    wake_on: Option<Moment>,
    /// In own words.
    #[schema(max_length = 10000)]
    note: Option<String>,
}

/// Put off.
#[derive(Deserialize, ToSchema)]
#[schema(as = BulkSnooze)]
#[serde(deny_unknown_fields)]
struct NewSnooze {
    /// Until when: an instant or a day.
    #[schema(value_type = String, example = "2026-12-24")]
    until: Moment,
    /// Why, in own words.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// What a change would do, or that it is being done.
#[derive(Serialize, ToSchema)]
struct BulkAnswer {
    /// The change in words: `Reassign to Nora`.
    title: String,
    /// In a sentence: `41 leads: 38 change, 3 don't`.
    said: String,
    /// To how many leads.
    leads: u64,
    /// How many of them would change; none where nobody looked ahead.
    would_change: Option<u64>,
    /// How many are like that already.
    unchanged: Option<u64>,
    /// Why the others wouldn't, the most frequent reason first.
    refused: Vec<RefusedGroup>,
    /// The job that does it; none for a look ahead.
    job: Option<JobView>,
}

/// Leads that a change is refused for, with the reason.
#[derive(Serialize, ToSchema)]
struct RefusedGroup {
    /// The code of the problem.
    code: String,
    /// Why.
    why: String,
    /// How many leads.
    leads: u64,
    /// Some of them.
    examples: Vec<LeadRef>,
}

/// A lead by its name.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkLeadRef)]
struct LeadRef {
    /// Its id.
    id: String,
    /// What it is called.
    name: String,
}

/// A change that is being done, or was.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkJob)]
struct JobView {
    /// Its id.
    id: String,
    /// What is done.
    title: String,
    /// Who wants it.
    by: String,
    /// `running`, `done` or `cancelled`.
    #[schema(pattern = "^(running|done|cancelled)$")]
    state: &'static str,
    /// To how many leads.
    leads: u64,
    /// How many are left.
    waiting: u64,
    /// How many were changed.
    changed: u64,
    /// How many were refused.
    refused: u64,
    /// When it was asked for.
    created_at: Timestamp,
    /// When it ended.
    finished_at: Option<Timestamp>,
    /// The change that it takes back.
    undoes: Option<String>,
    /// The change that takes it back.
    undone_by: Option<String>,
}

/// The latest changes.
#[derive(Serialize, ToSchema)]
struct Jobs {
    /// The newest first, 50 at most.
    items: Vec<JobView>,
    /// There is one page.
    next_cursor: Option<String>,
}

/// A change with what was refused.
#[derive(Serialize, ToSchema)]
struct Job {
    /// The change.
    job: JobView,
    /// The leads that were refused, 200 at most.
    refused: Vec<RefusedView>,
}

/// A lead that wasn't changed.
#[derive(Serialize, ToSchema)]
#[schema(as = RefusedLead)]
struct RefusedView {
    /// Its id.
    id: String,
    /// What it is called.
    name: String,
    /// The code of the problem.
    code: String,
    /// Why.
    why: String,
}

/// Change many leads
///
/// With `dry_run` it says what would happen, by the same rules, and does nothing. Without, a job
/// takes the leads up one by one; what is refused for one stops no other.
#[utoipa::path(post, path = "/api/v1/bulk", tag = "Work", operation_id = "changeMany",
    request_body = NewBulk,
    responses((status = 200, description = "What would happen", body = BulkAnswer),
        (status = 202, description = "It is being done", body = BulkAnswer)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn change(
    may: May<Act>,
    State(app): State<App>,
    body: Body<NewBulk>,
) -> Result<(StatusCode, Json<BulkAnswer>), Problem> {
    let new = body.value;
    let running = app.line.processes().running().await?;
    let running = running.ok_or_else(|| Problem::from(crate::line::LineError::NoProcess))?;
    let now = app.clock.now();
    let (change, title) = new.change.read(&app, &running, now).await?;
    let ids = which(&app, &may, &running, now, new.ids, new.filter.as_deref()).await?;
    if new.dry_run {
        let ahead = look_ahead(&app, &may, &change, &ids, title).await?;
        return Ok((StatusCode::OK, Json(ahead)));
    }
    let job = BulkJob {
        id: new_id(now),
        actor: may.actor(),
        change: serde_json::to_string(&change)
            .map_err(|error| Problem::inside("a change can't be written", &error))?,
        title: title.clone(),
        state: JobState::Running,
        leads: ids.len() as u64,
        created_at: now,
        finished_at: None,
        undoes: None,
    };
    let leads: Vec<_> = ids.into_iter().map(|id| (id, None)).collect();
    Ok((StatusCode::ACCEPTED, Json(begin(&app, job, &leads).await?)))
}

/// Hands the job to whoever is free.
async fn begin(
    app: &App,
    job: BulkJob,
    leads: &[(LeadId, Option<u32>)],
) -> Result<BulkAnswer, Problem> {
    let mut work = app.store.begin().await?;
    work.add_job(&job, leads).await?;
    work.commit().await?;
    app.bulk.notify_one();
    let progress = Progress {
        waiting: job.leads,
        ..Progress::default()
    };
    let are = if job.leads == 1 { "is" } else { "are" };
    Ok(BulkAnswer {
        title: job.title.clone(),
        said: format!("{} {are} being changed.", count(job.leads, "lead")),
        leads: job.leads,
        would_change: None,
        unchanged: None,
        refused: Vec::new(),
        job: Some(shown(job, progress, None)),
    })
}

/// Take a change to many leads back
///
/// As a job too. Each lead is again as it was before, unless somebody did something with it
/// since: those stay, each with the reason. Whoever made the change takes it back.
#[utoipa::path(post, path = "/api/v1/bulk/{id}/undo", tag = "Work", operation_id = "undoBulk",
    params(("id" = String, Path, description = "The change")),
    responses((status = 202, description = "It is being taken back", body = BulkAnswer)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn undo(
    may: May<Act>,
    State(app): State<App>,
    Name(id): Name,
) -> Result<(StatusCode, Json<BulkAnswer>), Problem> {
    let mut reader = app.store.reader().await?;
    let found = reader.job(&id).await?;
    let (before, _) = found.ok_or_else(|| Problem::not_found("change"))?;
    let undone = reader.undone_by(&id).await?;
    let leads = reader.changed_by_job(&id).await?;
    drop(reader);
    if before.state == JobState::Running {
        let detail = "It isn't over yet: cancel it first, or wait.";
        return Err(Problem::of("bulk.running", detail));
    }
    if undone.is_some() || before.undoes.is_some() || leads.is_empty() {
        let detail = "There is nothing left of it to take back.";
        return Err(Problem::of("undo.nothing", detail));
    }
    let now = app.clock.now();
    let job = BulkJob {
        id: new_id(now),
        actor: may.actor(),
        change: serde_json::to_string(&Change::TakeBack)
            .map_err(|error| Problem::inside("a change can't be written", &error))?,
        title: format!("Take back: {}", before.title),
        state: JobState::Running,
        leads: leads.len() as u64,
        created_at: now,
        finished_at: None,
        undoes: Some(id),
    };
    Ok((StatusCode::ACCEPTED, Json(begin(&app, job, &leads).await?)))
}

/// List the latest changes to many leads
#[utoipa::path(get, path = "/api/v1/bulk", tag = "Work", operation_id = "listBulk",
    responses((status = 200, description = "The latest, the newest first", body = Jobs)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn list(_may: May<Read>, State(app): State<App>) -> Result<Json<Jobs>, Problem> {
    let jobs = app.store.reader().await?.jobs(50).await?;
    let undone: BTreeMap<String, String> = jobs
        .iter()
        .filter_map(|(job, _)| Some((job.undoes.clone()?, job.id.clone())))
        .collect();
    Ok(Json(Jobs {
        items: jobs
            .into_iter()
            .map(|(job, progress)| {
                let by = undone.get(&job.id).cloned();
                shown(job, progress, by)
            })
            .collect(),
        next_cursor: None,
    }))
}

/// Show a change to many leads
#[utoipa::path(get, path = "/api/v1/bulk/{id}", tag = "Work", operation_id = "showBulk",
    params(("id" = String, Path, description = "The change")),
    responses((status = 200, description = "How far it is, and what was refused", body = Job)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    _may: May<Read>,
    State(app): State<App>,
    Name(id): Name,
) -> Result<Json<Job>, Problem> {
    let mut reader = app.store.reader().await?;
    let found = reader.job(&id).await?;
    let (job, progress) = found.ok_or_else(|| Problem::not_found("change"))?;
    let refused = reader.refused_of_job(&id, LISTED).await?;
    let undone_by = reader.undone_by(&id).await?;
    Ok(Json(Job {
        job: shown(job, progress, undone_by),
        refused: refused
            .into_iter()
            .map(|own| RefusedView {
                id: own.lead.to_string(),
                name: own.name,
                code: own.code,
                why: own.why,
            })
            .collect(),
    }))
}

/// Cancel a change to many leads
///
/// What was changed stays changed; the leads that are left stay as they are.
#[utoipa::path(post, path = "/api/v1/bulk/{id}/cancel", tag = "Work", operation_id = "cancelBulk",
    params(("id" = String, Path, description = "The change")),
    responses((status = 204, description = "It goes no further")),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn cancel(
    _may: May<Act>,
    State(app): State<App>,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    if app.store.reader().await?.job(&id).await?.is_none() {
        return Err(Problem::not_found("change"));
    }
    let mut work = app.store.begin().await?;
    let now = app.clock.now();
    if !work.end_job(&id, JobState::Cancelled, now).await? {
        return Err(Problem::of(
            "bulk.over",
            "This change is over: there is nothing to cancel.",
        ));
    }
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl NewChange {
    /// The change, and what it is called.
    async fn read(
        self,
        app: &App,
        running: &Published,
        now: Timestamp,
    ) -> Result<(Change, String), Problem> {
        let given = [
            self.reassign.is_some(),
            self.go.is_some(),
            self.answer.is_some(),
            self.snooze.is_some(),
        ];
        if given.into_iter().filter(|given| *given).count() != 1 {
            let detail = "Give exactly one of `reassign`, `move`, `answer` and `snooze`.";
            return Err(Problem::of("body.value", detail).at("/change"));
        }
        let calendar = &running.process.calendar;
        let at = |moment: Moment, place: &str| {
            let at = moment.by(calendar);
            within_reach(at, now, place)?;
            if at <= now {
                let detail = "This lies in the past: give a time to come.";
                return Err(Problem::of("time.past", detail).at(place));
            }
            Ok(at)
        };
        if let Some(new) = self.reassign {
            let to = MemberId::from(new.to);
            let member = app.store.reader().await?.member(&to).await?;
            let member = member.filter(|own| own.member.active).ok_or_else(|| {
                let detail = format!("Member {to} is not active: choose somebody who is.");
                Problem::of("member.not_active", detail).at("/change/reassign/to")
            })?;
            let reason = required(&new.reason, "/change/reassign/reason", 2_000)?;
            let title = format!("Reassign to {}", member.member.name);
            return Ok((Change::Reassign { to, reason }, title));
        }
        if let Some(new) = self.go {
            let wake_on = new
                .wake_on
                .map(|moment| at(moment, "/change/move/wake_on"))
                .transpose()?;
            let to = StageId::from(new.to);
            let stage = running.process.base.stage(&to);
            let title = format!(
                "Move to {}",
                stage.map_or_else(|| to.to_string(), |stage| stage.title.clone())
            );
            let reason = new.reason.as_deref().and_then(clean_line);
            let note = new.note.as_deref().and_then(clean);
            let change = Change::Move {
                to,
                reason: fitting(reason, "/change/move/reason", 200)?.map(ReasonId::from),
                wake_on,
                note: fitting(note, "/change/move/note", 10_000)?,
            };
            return Ok((change, title));
        }
        if let Some(fields) = self.answer {
            if fields.is_empty() {
                let detail = "Say which field, and its value.";
                return Err(Problem::of("body.value", detail).at("/change/answer"));
            }
            let titles: Vec<String> = fields
                .keys()
                .map(|id| {
                    let field = running.process.field(&FieldId::from(id.as_str()));
                    field.map_or_else(|| id.clone(), |own| own.title.clone())
                })
                .collect();
            let change = Change::Answer {
                fields: fields
                    .into_iter()
                    .map(|(field, value)| (FieldId::from(field), value))
                    .collect(),
            };
            return Ok((change, format!("Answer {}", titles.join(", "))));
        }
        let Some(new) = self.snooze else {
            return Err(Problem::of("body.value", "Say what to change.").at("/change"));
        };
        let until = at(new.until, "/change/snooze/until")?;
        let reason = required(&new.reason, "/change/snooze/reason", 200)?;
        Ok((Change::Snooze { until, reason }, "Put off".to_owned()))
    }
}

fn required(text: &str, at: &str, most: usize) -> Result<String, Problem> {
    fitting(clean_line(text), at, most)?.ok_or_else(|| Problem::of("body.value", "Say why.").at(at))
}

/// The leads that are meant, each once.
async fn which(
    app: &App,
    may: &May<Act>,
    running: &Published,
    now: Timestamp,
    ids: Option<Vec<String>>,
    filter: Option<&str>,
) -> Result<Vec<LeadId>, Problem> {
    let found = match (ids, filter) {
        (Some(ids), None) => {
            let mut seen = BTreeSet::new();
            let ids = ids.into_iter().map(LeadId::from);
            ids.filter(|id| seen.insert(id.clone())).collect()
        }
        (None, Some(text)) => {
            let asked: Asked = Query::of_text(text.trim_start_matches('?')).map_err(|_| {
                let detail = "`filter` takes what stands behind the question mark of a list.";
                Problem::of("body.value", detail).at("/filter")
            })?;
            let filter = asked.whole(may, app, Some(running), now).await?;
            app.store.reader().await?.ids(&filter, MOST + 1).await?
        }
        _ => {
            let detail = "Give `ids` or `filter`, one of them.";
            return Err(Problem::of("body.value", detail).at("/ids"));
        }
    };
    if found.len() > MOST as usize {
        return Err(Problem::of(
            "bulk.too_many",
            format!("At most {MOST} leads are changed at once: narrow the filter."),
        ));
    }
    if found.is_empty() {
        return Err(Problem::of("bulk.nobody", "No lead is meant by this."));
    }
    Ok(found)
}

async fn look_ahead(
    app: &App,
    may: &May<Act>,
    change: &Change,
    ids: &[LeadId],
    title: String,
) -> Result<BulkAnswer, Problem> {
    let now = app.clock.now();
    let mut roster = app.store.reader().await?.roster().await?;
    let mut would_change = 0;
    let mut unchanged = 0;
    let mut found = 0;
    let mut refused: BTreeMap<(String, String), RefusedGroup> = BTreeMap::new();
    for piece in ids.chunks(PIECE) {
        let leads = app.store.reader().await?.states(piece).await?;
        for lead in leads {
            found += 1;
            let published = app.line.processes().of_lead(&lead).await?;
            let actor = may.actor();
            let Some(command) = change.command() else {
                continue;
            };
            match preview(&lead, command, &published, &mut roster, actor, now) {
                Ok(then) if then.version == lead.version => unchanged += 1,
                Ok(_) => would_change += 1,
                Err(error) => {
                    let problem = Problem::from(error);
                    // The lead's own id is no part of the reason.
                    let why = problem.detail.replace(lead.id.as_str(), "…");
                    let key = (problem.code.to_owned(), why.clone());
                    let group = refused.entry(key).or_insert_with(|| RefusedGroup {
                        code: problem.code.to_owned(),
                        why,
                        leads: 0,
                        examples: Vec::new(),
                    });
                    group.leads += 1;
                    if group.examples.len() < EXAMPLES {
                        group.examples.push(LeadRef {
                            id: lead.id.to_string(),
                            name: name_of(&lead),
                        });
                    }
                }
            }
        }
        tokio::task::yield_now().await;
    }
    let mut refused: Vec<RefusedGroup> = refused.into_values().collect();
    refused.sort_by(|a, b| (b.leads, &a.why).cmp(&(a.leads, &b.why)));
    let not: u64 = refused.iter().map(|group| group.leads).sum();
    let mut parts = vec![format!("{would_change} would change")];
    if unchanged > 0 {
        parts.push(format!("{unchanged} are like that already"));
    }
    if not > 0 {
        parts.push(format!("{not} can't"));
    }
    Ok(BulkAnswer {
        title,
        said: format!("{}: {}.", count(found, "lead"), parts.join(", ")),
        leads: found,
        would_change: Some(would_change),
        unchanged: Some(unchanged),
        refused,
        job: None,
    })
}

fn name_of(lead: &Lead) -> String {
    let company = lead.company.as_ref().and_then(|own| own.name.as_ref());
    let person = &lead.person;
    [&person.name, &person.email, &person.phone]
        .into_iter()
        .flatten()
        .chain(company)
        .next()
        .cloned()
        .unwrap_or_else(|| "Without a name".to_owned())
}

fn shown(job: BulkJob, progress: Progress, undone_by: Option<String>) -> JobView {
    use lifecycle::lead::Actor;
    JobView {
        id: job.id,
        title: job.title,
        by: match job.actor {
            Actor::Member { name, .. } | Actor::Program { name } => name,
            Actor::Buyer | Actor::Process | Actor::Time => String::new(),
        },
        state: job.state.word(),
        leads: job.leads,
        waiting: progress.waiting,
        changed: progress.changed,
        refused: progress.refused,
        created_at: job.created_at,
        finished_at: job.finished_at,
        undoes: job.undoes,
        undone_by,
    }
}
