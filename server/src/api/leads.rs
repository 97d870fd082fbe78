//! Leads: the list, filtered and sorted.

use super::known::Known;
use super::overview::soon;
use super::query::{Query, instant, limit};
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use crate::processes::Published;
use crate::text::clean_line;
use crate::view::LeadRowView;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lifecycle::names::MemberId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{Cursor, LeadFilter, Moved, Sort, Status};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Leads are counted exactly up to this many.
pub(super) const COUNTED: u32 = 10_000;
/// Nobody searches for more.
const LONGEST_SEARCH: usize = 200;

/// Which leads, in which order.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// `open`, `won`, `lost`, `disqualified` or `merged`.
    status: Option<String>,
    /// Where it is, or ended.
    stage: Option<String>,
    /// `lead`, `prospect`, `opportunity` or `customer`.
    phase: Option<String>,
    /// The id of the member who has it; `me` for whoever is signed in.
    owner: Option<String>,
    /// The accountable role.
    role: Option<String>,
    /// The channel it came by.
    channel: Option<String>,
    /// `campaign`, `event`, `referral`, `prospecting` or `unknown`.
    family: Option<String>,
    /// Its grade.
    grade: Option<String>,
    /// Its cell of the balance sheet: `waiting`, `followed`, `returned`, `nurtured`, `won`, `lost`, `disqualified`, `merged`.
    cell: Option<String>,
    /// A stage it was at, ever.
    reached: Option<String>,
    /// With `moved_to`: it went along this arrow, ever.
    moved_from: Option<String>,
    /// With `moved_from`: it went along this arrow, ever.
    moved_to: Option<String>,
    /// It went along that arrow on this day, at this instant, or later.
    moved_since: Option<String>,
    /// `true`: open, and its next step was due.
    overdue: Option<String>,
    /// `true`: open, and its next step is due within the next four working hours.
    breaking: Option<String>,
    /// `true`: with moves that weren't drawn; `false`: without.
    exceptions: Option<String>,
    /// `true`: open, and put off; `false`: open, and not.
    snoozed: Option<String>,
    /// Words of name, mail address or company, each from its beginning.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Captured on this day, at this instant, or later.
    captured_from: Option<String>,
    /// Captured on this day or earlier; before this instant.
    captured_to: Option<String>,
    /// Running under this version of the process.
    process_version: Option<u32>,
    /// `due_at`, `captured_at`, `updated_at`, `name`, `score`, `grade` or `amount`, with `-` before it the largest first. Without: `-captured_at`.
    pub(super) sort: Option<String>,
    /// How many, 50 without, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<u32>,
    /// Where the page before ended: its `next_cursor`.
    pub(super) cursor: Option<String>,
}

/// Some leads.
#[derive(Serialize, ToSchema)]
struct Leads {
    /// The leads of this page.
    items: Vec<LeadRowView>,
    /// Where the next page begins; none after the last.
    next_cursor: Option<String>,
    /// How many leads match, if no more than 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    total: Option<u64>,
    /// How many match at least, where there are more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    total_at_least: Option<u64>,
}

/// List leads
#[utoipa::path(get, path = "/api/v1/leads", tag = "Leads", operation_id = "listLeads",
    params(Asked),
    responses((status = 200, description = "One page of the leads that match", body = Leads)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn list(
    may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Leads>, Problem> {
    let running = app.line.processes().running().await?;
    let now = app.clock.now();
    let filter = asked.whole(&may, &app, running.as_deref(), now).await?;
    let sort = asked.sort()?;
    let cursor = match asked.cursor.as_deref() {
        None => None,
        Some(text) => Some(Cursor::read(text, sort).ok_or_else(|| {
            Problem::of(
                "query.cursor",
                "This is no cursor of this list in this order: begin without one.",
            )
            .at("cursor")
        })?),
    };
    let limit = limit(asked.limit, 50)?;
    let mut reader = app.store.reader().await?;
    let page = reader.leads(&filter, sort, cursor.as_ref(), limit).await?;
    let most = u64::from(COUNTED);
    let counted = reader.count_up_to(&filter, COUNTED + 1).await?;
    Ok(Json(Leads {
        items: page
            .items
            .into_iter()
            .map(|row| LeadRowView::of(row, running.as_deref(), now))
            .collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
        total: (counted <= most).then_some(counted),
        total_at_least: (counted > most).then_some(most),
    }))
}

impl Asked {
    /// The order asked for; the latest first without.
    pub(super) fn sort(&self) -> Result<Sort, Problem> {
        let sort = match self.sort.as_deref() {
            None => Sort::of_word("-captured_at"),
            Some(word) => Sort::of_word(word),
        };
        sort.ok_or_else(|| {
            wrong("sort", "due_at, captured_at, updated_at, name, score, grade or amount, with - before it the other way round")
        })
    }

    /// Which leads are asked for, by the process that runs.
    pub(super) async fn whole<R>(
        &self,
        may: &May<R>,
        app: &App,
        running: Option<&Published>,
        now: Timestamp,
    ) -> Result<LeadFilter, Problem> {
        let zone = running.map_or(TimeZone::UTC, |own| own.process.calendar.zone.clone());
        let known = Known::by(app, running);
        self.filter(may, known, &zone, now, soon(running, now))
            .await
    }

    async fn filter<R>(
        &self,
        may: &May<R>,
        known: Known<'_>,
        zone: &TimeZone,
        now: Timestamp,
        soon: Timestamp,
    ) -> Result<LeadFilter, Problem> {
        let status = match given(&self.status) {
            Some(word) => Some(
                Status::of_word(word)
                    .ok_or_else(|| wrong("status", "open, won, lost, disqualified or merged"))?,
            ),
            None => None,
        };
        Ok(LeadFilter {
            status,
            stage: known.stage("stage", given(&self.stage)).await?,
            phase: of_word(
                "phase",
                &self.phase,
                "lead, prospect, opportunity or customer",
            )?,
            owner: self.owner(may, known).await?,
            role: known.role(given(&self.role)).await?,
            channel: known.channel(given(&self.channel)).await?,
            family: of_word(
                "family",
                &self.family,
                "campaign, event, referral, prospecting or unknown",
            )?,
            grade: known.grade(given(&self.grade)).await?,
            cell: of_word(
                "cell",
                &self.cell,
                "waiting, followed, returned, nurtured, won, lost, disqualified or merged",
            )?,
            reached: known.stage("reached", given(&self.reached)).await?,
            moved: self.moved(known, zone).await?,
            overdue_at: match yes_no("overdue", &self.overdue)? {
                Some(true) => Some(now),
                Some(false) => return Err(wrong("overdue", "true, or nothing")),
                None => None,
            },
            due_between: match yes_no("breaking", &self.breaking)? {
                Some(true) => Some((now, soon)),
                Some(false) => return Err(wrong("breaking", "true, or nothing")),
                None => None,
            },
            exceptions: yes_no("exceptions", &self.exceptions)?,
            snoozed: yes_no("snoozed", &self.snoozed)?,
            text: self.words()?,
            captured_from: instant("captured_from", self.captured_from.as_deref(), zone, false)?,
            captured_to: instant("captured_to", self.captured_to.as_deref(), zone, true)?,
            process_version: match self.process_version {
                Some(version) => Some(known.version(version).await?),
                None => None,
            },
            ..LeadFilter::default()
        })
    }

    async fn owner<R>(&self, may: &May<R>, known: Known<'_>) -> Result<Option<MemberId>, Problem> {
        match given(&self.owner) {
            None => Ok(None),
            Some("me") => {
                let own = may.member().map(|member| member.member.id.clone());
                own.map(Some)
                    .ok_or_else(|| wrong("owner", "a member's id; a token is nobody"))
            }
            Some(id) => known.owner(id).await.map(Some),
        }
    }

    async fn moved(&self, known: Known<'_>, zone: &TimeZone) -> Result<Option<Moved>, Problem> {
        let from = known.stage("moved_from", given(&self.moved_from)).await?;
        let to = known.stage("moved_to", given(&self.moved_to)).await?;
        let since = instant("moved_since", self.moved_since.as_deref(), zone, false)?;
        match (from, to, since) {
            (Some(from), Some(to), since) => Ok(Some(Moved { from, to, since })),
            (Some(_), None, _) => Err(wrong("moved_from", "a stage, together with moved_to")),
            (None, Some(_), _) => Err(wrong("moved_to", "a stage, together with moved_from")),
            (None, None, Some(_)) => Err(wrong(
                "moved_since",
                "a day, together with moved_from and moved_to",
            )),
            (None, None, None) => Ok(None),
        }
    }

    fn words(&self) -> Result<Option<String>, Problem> {
        match self.q.as_deref() {
            Some(text) if text.chars().count() > LONGEST_SEARCH => {
                Err(wrong("q", &format!("at most {LONGEST_SEARCH} characters")))
            }
            text => Ok(text.and_then(clean_line)),
        }
    }
}

fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

fn of_word<T: DeserializeOwned>(
    name: &'static str,
    text: &Option<String>,
    takes: &str,
) -> Result<Option<T>, Problem> {
    let Some(word) = text.clone().filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    serde_json::from_value(serde_json::Value::String(word))
        .map(Some)
        .map_err(|_| wrong(name, takes))
}

fn yes_no(name: &'static str, text: &Option<String>) -> Result<Option<bool>, Problem> {
    match text.as_deref() {
        None | Some("") => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(wrong(name, "true or false")),
    }
}

fn wrong(name: &'static str, takes: &str) -> Problem {
    Problem::of("query.value", format!("`{name}` takes {takes}.")).at(name)
}
