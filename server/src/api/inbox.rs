//! Inbox: what came by the ways in and didn't become a lead at once, and what is done about it.

use super::body::Json;
use super::query::{Query, limit};
use super::rights::{Arrange, May};
use crate::app::App;
use crate::capture::{Outcome, replay, settle};
use crate::problem::Problem;
use crate::text::clean_line;
use axum::Json as Reply;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use jiff::Timestamp;
use lifecycle::lead::Actor;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Entry, EntryFilter, EntryState};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(replay_all))
        .routes(routes!(show))
        .routes(routes!(replay_one))
        .routes(routes!(dismiss))
}

/// Of the bytes of an entry, so much is shown.
const SHOWN: usize = 64 * 1024;
/// So many are replayed by one call; the next call goes on.
const TOGETHER: u32 = 100;

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Which {
    /// In this state; `open` without. `all` for all.
    #[param(pattern = "^(waiting|open|taken|replayed|dismissed|noted|all)$")]
    state: Option<String>,
    /// With this reason, such as `suspected` or `suspected.honeypot`.
    #[param(max_length = 100)]
    reason: Option<String>,
    /// By this way in.
    #[param(max_length = 64)]
    way_in: Option<String>,
    /// How many, 50 without, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended: its `next_cursor`.
    cursor: Option<String>,
}

/// Something that came by a way in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InboxEntry)]
struct EntryView {
    /// Its id.
    id: String,
    /// The way in.
    way_in: String,
    /// What people call that.
    way_title: String,
    /// When it came first.
    received_at: Timestamp,
    /// When it came last.
    last_at: Timestamp,
    /// How often.
    times: u32,
    /// `waiting`, `open`, `taken`, `replayed`, `dismissed` or `noted`.
    state: &'static str,
    /// Why it isn't a lead, or wasn't at once: `refused`, `suspected.honeypot`, `duplicate`.
    reason: Option<String>,
    /// The same as a sentence.
    detail: Option<String>,
    /// The lead that came of it.
    lead: Option<String>,
    /// The role that sorts it out.
    role: Option<String>,
    /// By when.
    due_at: Option<Timestamp>,
    /// That time is over.
    overdue: bool,
    /// When it is tried again without anybody asking.
    try_at: Option<Timestamp>,
    /// How often that was.
    tries: u32,
    /// When somebody settled it, or a lead came of it.
    settled_at: Option<Timestamp>,
    /// Who, as a name.
    settled_by: Option<String>,
    /// Why it was put aside.
    note: Option<String>,
    /// The beginning of what came, as text.
    preview: String,
    /// It can be let in.
    can_replay: bool,
}

/// Some entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InboxPage)]
struct Entries {
    /// The latest first.
    items: Vec<EntryView>,
    /// Where the next page begins; none after the last.
    next_cursor: Option<String>,
    /// How many there are in all.
    total: u64,
    /// How many there are of each state, by the same way in and reason.
    states: BTreeMap<&'static str, u64>,
}

/// An entry with all that came.
#[derive(Debug, Serialize, ToSchema)]
struct WholeEntry {
    /// The entry.
    entry: EntryView,
    /// What came, as text; bytes that are none are shown as �. Empty where it stands at the lead.
    raw: String,
    /// What a second call brought.
    fetched: Option<String>,
    /// Its length in bytes.
    bytes: u64,
    /// What else was kept of the request.
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    headers: serde_json::Value,
}

/// Which entries to let in.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct ReplayAll {
    /// With this reason.
    #[schema(max_length = 100)]
    reason: Option<String>,
    /// By this way in.
    #[schema(max_length = 64)]
    way_in: Option<String>,
    /// Only entries before this one: what the call before answered in `next_cursor`.
    #[schema(max_length = 64)]
    cursor: Option<String>,
}

/// What became of entries that were let in.
#[derive(Debug, Serialize, ToSchema)]
struct Replays {
    /// One by one.
    items: Vec<Replayed>,
    /// Call again with this to go on; none when all were tried.
    next_cursor: Option<String>,
    /// How many are still to be tried.
    remaining: u64,
}

/// What became of an entry that was let in.
#[derive(Debug, Serialize, ToSchema)]
struct Replayed {
    /// The entry.
    id: String,
    /// `lead`, `open`, `waiting` or `settled`.
    outcome: &'static str,
    /// The lead.
    lead: Option<String>,
    /// Why it isn't one.
    reason: Option<String>,
    /// The same as a sentence.
    detail: Option<String>,
}

/// Why an entry is put aside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Dismissal {
    /// In own words.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// List the intake inbox
#[utoipa::path(get, path = "/api/v1/inbox", tag = "Capture", operation_id = "listInbox", params(Which),
    responses((status = 200, description = "Entries, the latest first", body = Entries)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn list(
    _may: May<Arrange>,
    State(app): State<App>,
    Query(which): Query<Which>,
) -> Result<Reply<Entries>, Problem> {
    let many = limit(which.limit, 50)?;
    let state = match which.state.as_deref().unwrap_or("open") {
        "all" => None,
        word => Some(EntryState::of_word(word).ok_or_else(|| {
            let known: Vec<&str> = EntryState::ALL.into_iter().map(EntryState::word).collect();
            let detail = format!("`state` takes {} or all.", known.join(", "));
            Problem::of("query.value", detail).at("state")
        })?),
    };
    let mut filter = EntryFilter {
        state,
        reason: which.reason.filter(|own| !own.is_empty()),
        way: which.way_in.filter(|own| !own.is_empty()),
        due_before: None,
    };
    let titles = titles(&app).await?;
    if let Some(way) = &filter.way
        && !titles.contains_key(way)
    {
        return Err(Problem::of("query.value", "There is no such way in.").at("way_in"));
    }
    let mut reader = app.store.reader().await?;
    let mut found = reader
        .entries(&filter, which.cursor.as_deref(), many + 1)
        .await?;
    let total = reader.count_entries(&filter).await?;
    let mut states = BTreeMap::new();
    for state in EntryState::ALL {
        filter.state = Some(state);
        states.insert(state.word(), reader.count_entries(&filter).await?);
    }
    drop(reader);
    let more = found.len() > many as usize;
    found.truncate(many as usize);
    let next_cursor = more
        .then(|| found.last().map(|last| last.id.clone()))
        .flatten();
    let now = app.clock.now();
    Ok(Reply(Entries {
        items: found
            .iter()
            .map(|entry| view(entry, &titles, now))
            .collect(),
        next_cursor,
        total,
        states,
    }))
}

/// Show an entry with all that came
#[utoipa::path(get, path = "/api/v1/inbox/{id}", tag = "Capture", operation_id = "showEntry",
    params(("id" = String, Path, description = "The entry")),
    responses((status = 200, description = "The entry", body = WholeEntry)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn show(
    _may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Reply<WholeEntry>, Problem> {
    let entry = found(&app, id).await?;
    let titles = titles(&app).await?;
    let text = |bytes: &[u8]| {
        let shown = &bytes[..bytes.len().min(SHOWN)];
        String::from_utf8_lossy(shown).into_owned()
    };
    Ok(Reply(WholeEntry {
        raw: text(&entry.raw),
        fetched: entry.fetched.as_deref().map(text),
        bytes: entry.raw.len() as u64,
        headers: serde_json::from_str(&entry.headers).unwrap_or_default(),
        entry: view(&entry, &titles, app.clock.now()),
    }))
}

/// Let an entry in
///
/// Through the way in as it is now, whatever was suspected. Doing so again gives the same lead.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/replay", tag = "Capture", operation_id = "replayEntry",
    params(("id" = String, Path, description = "The entry")),
    responses((status = 200, description = "What became of it", body = Replayed)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn replay_one(
    may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Reply<Replayed>, Problem> {
    let entry = found(&app, id).await?;
    Ok(Reply(let_in(&app, entry, &by(&may)).await?))
}

/// Let all open entries of a filter in
///
/// A hundred a call, the latest first: `next_cursor` goes on where it ended.
#[utoipa::path(post, path = "/api/v1/inbox/replay", tag = "Capture", operation_id = "replayInbox",
    request_body = ReplayAll,
    responses((status = 200, description = "What became of each", body = Replays)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn replay_all(
    may: May<Arrange>,
    State(app): State<App>,
    body: Json<ReplayAll>,
) -> Result<Reply<Replays>, Problem> {
    let wanted = body.value;
    let filter = EntryFilter {
        state: Some(EntryState::Open),
        reason: wanted.reason.filter(|own| !own.is_empty()),
        way: wanted.way_in.filter(|own| !own.is_empty()),
        due_before: None,
    };
    let mut reader = app.store.reader().await?;
    let entries = reader
        .entries(&filter, wanted.cursor.as_deref(), TOGETHER)
        .await?;
    let last = entries.last().map(|entry| entry.id.clone());
    let rest = match &last {
        Some(last) => reader.entries(&filter, Some(last), 200).await?.len() as u64,
        None => 0,
    };
    drop(reader);
    let by = by(&may);
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        items.push(let_in(&app, entry, &by).await?);
    }
    Ok(Reply(Replays {
        items,
        next_cursor: last.filter(|_| rest > 0),
        remaining: rest,
    }))
}

/// Put an entry aside
///
/// It is kept for thirty days, and can be let in until then.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/dismiss", tag = "Capture", operation_id = "dismissEntry",
    params(("id" = String, Path, description = "The entry")), request_body = Dismissal,
    responses((status = 200, description = "The entry as it is now", body = EntryView)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn dismiss(
    may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    body: Json<Dismissal>,
) -> Result<Reply<EntryView>, Problem> {
    let mut entry = found(&app, id).await?;
    let why = super::capture::fitting(clean_line(&body.value.reason), "/reason", 500)?;
    let why = why.ok_or_else(|| Problem::of("body.value", "Say why.").at("/reason"))?;
    let settled = || {
        Problem::of(
            "inbox.settled",
            "Only what is open can be put aside: look at it again.",
        )
    };
    if entry.state != EntryState::Open {
        return Err(settled());
    }
    let now = app.clock.now();
    entry.state = EntryState::Dismissed;
    entry.note = Some(why);
    entry.settled_at = Some(now);
    entry.settled_by = Some(by(&may));
    if !settle(&app, &entry, EntryState::Open).await? {
        return Err(settled());
    }
    let titles = titles(&app).await?;
    Ok(Reply(view(&entry, &titles, now)))
}

async fn found(app: &App, id: Result<Path<String>, PathRejection>) -> Result<Entry, Problem> {
    let no = || Problem::not_found("entry of the inbox");
    let Path(id) = id.map_err(|_| no())?;
    app.store.reader().await?.entry(&id).await?.ok_or_else(no)
}

async fn let_in(app: &App, entry: Entry, by: &str) -> Result<Replayed, Problem> {
    let id = entry.id.clone();
    let way = app.store.reader().await?.way_in_ever(&entry.way).await?;
    let way = way.ok_or_else(|| Problem::not_found("way in"))?;
    let (outcome, lead, reason) = match replay(app, &way, entry, by).await? {
        Outcome::Lead(lead) => ("lead", Some(lead.to_string()), None),
        Outcome::Open(reason) => ("open", None, Some(reason)),
        Outcome::Waiting => ("waiting", None, None),
        Outcome::Settled => ("settled", None, None),
    };
    Ok(Replayed {
        id,
        outcome,
        lead,
        detail: reason.as_ref().map(|own| own.detail.clone()),
        reason: reason.map(|own| own.code),
    })
}

fn by(may: &May<Arrange>) -> String {
    match may.actor() {
        Actor::Member { name, .. } | Actor::Program { name } => name,
        _ => String::new(),
    }
}

async fn titles(app: &App) -> store::Result<BTreeMap<String, String>> {
    app.store.reader().await?.way_titles().await
}

fn view(entry: &Entry, titles: &BTreeMap<String, String>, now: Timestamp) -> EntryView {
    let bytes = entry.fetched.as_deref().unwrap_or(&entry.raw);
    let preview: String = String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)])
        .chars()
        .filter(|own| !own.is_control())
        .take(240)
        .collect();
    let unsettled = matches!(
        entry.state,
        EntryState::Waiting | EntryState::Open | EntryState::Dismissed
    );
    EntryView {
        id: entry.id.clone(),
        way_in: entry.way.clone(),
        way_title: titles.get(&entry.way).cloned().unwrap_or_default(),
        received_at: entry.received_at,
        last_at: entry.last_at,
        times: entry.times,
        state: entry.state.word(),
        reason: entry.reason.as_ref().map(|own| own.code.clone()),
        detail: entry.reason.as_ref().map(|own| own.detail.clone()),
        lead: entry.lead.as_ref().map(ToString::to_string),
        role: entry.role.as_ref().map(ToString::to_string),
        due_at: entry.due_at,
        overdue: entry.state == EntryState::Open && entry.due_at.is_some_and(|due| due < now),
        try_at: entry.try_at,
        tries: entry.tries,
        settled_at: entry.settled_at,
        settled_by: entry.settled_by.clone(),
        note: entry.note.clone(),
        preview,
        can_replay: unsettled && !entry.raw.is_empty(),
    }
}
