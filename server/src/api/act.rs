//! Act: what people do with a lead. Each way answers with the lead as it is then.

use super::body::Json;
use super::capture::{fields as checked, fitting};
use super::moment::{Moment, instant, perhaps, within_reach};
use super::query::{Id, escaped};
use super::rights::{Act, May};
use crate::app::App;
use crate::line::LineError;
use crate::preview::preview;
use crate::problem::Problem;
use crate::text::{clean, clean_line};
use crate::view::{LeadView, MoneyView};
use axum::Json as Reply;
use axum::extract::State;
use jiff::Timestamp;
use lifecycle::lead::{Command, Touch};
use lifecycle::names::{FieldId, LeadId, MemberId, ReasonId, StageId};
use lifecycle::process::model::TouchKind;
use lifecycle::value::{Money, Value};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(touch))
        .routes(routes!(touch_ahead))
        .routes(routes!(go))
        .routes(routes!(except))
        .routes(routes!(accept))
        .routes(routes!(give_back))
        .routes(routes!(answer))
        .routes(routes!(reassign))
        .routes(routes!(plan))
        .routes(routes!(put_off))
        .routes(routes!(take_up))
        .routes(routes!(note))
}

/// A call, mail, meeting, message or visit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTouch {
    /// What kind.
    kind: Kind,
    /// Both sides spoke.
    #[serde(default)]
    two_way: bool,
    /// How long.
    #[schema(minimum = 0, maximum = 1440)]
    minutes: Option<u32>,
    /// What came of it, in a word: `no_answer`, `talked`, `voicemail`.
    #[schema(max_length = 100)]
    outcome: Option<String>,
    /// What was said.
    #[schema(max_length = 10000)]
    note: Option<String>,
    /// When it took place; now, without.
    #[serde(default, deserialize_with = "perhaps")]
    at: Option<Timestamp>,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// What kind of touch.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TouchKind)]
enum Kind {
    Call,
    Mail,
    Meeting,
    Message,
    Visit,
}

/// A drawn move, with what it needs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMove {
    /// Where to.
    to: String,
    /// Why: one of the drawn reasons.
    reason: Option<String>,
    /// When to look at it again: an instant, or a day, which begins when work does where the
    /// process is. At most ten years ahead.
    #[schema(value_type = Option<String>, example = "2026-12-24")]
    wake_on: Option<Moment>,
    /// Values that the move needs.
    #[schema(value_type = Option<BTreeMap<String, serde_json::Value>>)]
    fields: Option<BTreeMap<String, Value>>,
    /// What it is worth.
    amount: Option<MoneyView>,
    /// In own words.
    #[schema(max_length = 10000)]
    note: Option<String>,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// A move that isn't drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewException {
    /// Where to.
    to: String,
    /// Why, in own words.
    #[schema(min_length = 3, max_length = 2000)]
    reason: String,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Yes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Not good: back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GivenBack {
    /// Why: one of the drawn reasons.
    reason: String,
    /// In own words.
    #[schema(max_length = 10000)]
    note: Option<String>,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Values that were found out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Answers {
    /// Of declared fields; `null` empties one.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, serde_json::Value>>)]
    fields: Option<BTreeMap<String, Option<Value>>>,
    /// What it may be worth.
    amount: Option<MoneyView>,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Somebody else takes care of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOwner {
    /// The member.
    to: String,
    /// Why, in own words.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// A step of one's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStep {
    /// What to do.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Until when; at most ten years ahead.
    #[serde(deserialize_with = "instant")]
    due_at: Timestamp,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Put off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSnooze {
    /// Until when: an instant, or a day, which begins when work does where the process is. With
    /// `when`, at the latest. At most ten years ahead.
    #[schema(value_type = Option<String>, example = "2026-12-24")]
    until: Option<Moment>,
    /// Until this holds: a condition as the process has them, `event.kind == 'mail_replied'`.
    #[schema(max_length = 2000)]
    when: Option<String>,
    /// Why, in own words.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Something worth knowing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNote {
    /// What.
    #[schema(min_length = 1, max_length = 10000)]
    text: String,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Log a touch
#[utoipa::path(post, path = "/api/v1/leads/{id}/touches", tag = "Act", operation_id = "logTouch",
    params(("id" = String, Path, description = "The lead")), request_body = NewTouch,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn touch(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewTouch>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let if_version = new.if_version;
    let touch = touch_of(new, app.clock.now())?;
    carry_out(&app, &may, id, if_version, Command::LogTouch(touch)).await
}

/// See what a touch would lead to
///
/// The lead as it would be: its next step, the moves that would be possible. Nothing is recorded.
#[utoipa::path(post, path = "/api/v1/leads/{id}/touches/preview", tag = "Act", operation_id = "previewTouch",
    params(("id" = String, Path, description = "The lead")), request_body = NewTouch,
    responses((status = 200, description = "The lead as it would be", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn touch_ahead(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewTouch>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let now = app.clock.now();
    let if_version = new.if_version;
    let touch = Command::LogTouch(touch_of(new, now)?);
    let mut reader = app.store.reader().await?;
    let lead = reader.lead(&id).await?;
    let mut roster = reader.roster().await?;
    drop(reader);
    let lead = lead.ok_or_else(|| Problem::not_found("lead"))?;
    if if_version.is_some_and(|version| version != lead.version) {
        return Err(LineError::Changed { now: lead.version }.into());
    }
    let published = app.line.processes().of_lead(&lead).await?;
    let then = preview(&lead, touch, &published, &mut roster, may.actor(), now)?;
    Ok(Reply(LeadView::of(&then, &published, now)))
}

fn touch_of(new: NewTouch, now: Timestamp) -> Result<Touch, Problem> {
    let at = new.at.unwrap_or(now);
    // A little ahead is another machine's clock, not a mistake.
    if at > now + jiff::SignedDuration::from_mins(5) {
        return Err(Problem::of(
            "time.future",
            "This is yet to come: log a touch after it took place.",
        )
        .at("/at"));
    }
    Ok(Touch {
        kind: match new.kind {
            Kind::Call => TouchKind::Call,
            Kind::Mail => TouchKind::Mail,
            Kind::Meeting => TouchKind::Meeting,
            Kind::Message => TouchKind::Message,
            Kind::Visit => TouchKind::Visit,
        },
        two_way: new.two_way,
        // A program that logs a touch says what a person did.
        human: true,
        minutes: match new.minutes {
            Some(minutes) if minutes > 1_440 => {
                return Err(
                    Problem::of("body.value", "A touch takes no more than a day.").at("/minutes"),
                );
            }
            other => other,
        },
        outcome: line(new.outcome.as_deref(), "/outcome", 100)?,
        note: text(new.note.as_deref(), "/note")?,
        at: at.min(now),
    })
}

/// Make a drawn move
#[utoipa::path(post, path = "/api/v1/leads/{id}/moves", tag = "Act", operation_id = "moveLead",
    params(("id" = String, Path, description = "The lead")), request_body = NewMove,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn go(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewMove>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let wake_on = match new.wake_on {
        None => None,
        Some(moment) => {
            let at = moment.of(&app, &id).await?;
            within_reach(at, app.clock.now(), "/wake_on")?;
            Some(at)
        }
    };
    let command = Command::Move {
        to: StageId::from(new.to),
        reason: line(new.reason.as_deref(), "/reason", 200)?.map(ReasonId::from),
        wake_on,
        fields: checked(new.fields.unwrap_or_default(), None)?,
        amount: amount(new.amount.as_ref())?,
        note: text(new.note.as_deref(), "/note")?,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Make an exception
///
/// A move that isn't drawn: possible with a reason, and counted.
#[utoipa::path(post, path = "/api/v1/leads/{id}/exceptions", tag = "Act", operation_id = "makeException",
    params(("id" = String, Path, description = "The lead")), request_body = NewException,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn except(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewException>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let command = Command::Except {
        to: StageId::from(new.to),
        reason: line(Some(&new.reason), "/reason", 2_000)?.unwrap_or_default(),
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Accept a lead
#[utoipa::path(post, path = "/api/v1/leads/{id}/accept", tag = "Act", operation_id = "acceptLead",
    params(("id" = String, Path, description = "The lead")), request_body = Acceptance,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn accept(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<Acceptance>,
) -> Result<Reply<LeadView>, Problem> {
    carry_out(&app, &may, id, body.value.if_version, Command::Accept).await
}

/// Give a lead back
#[utoipa::path(post, path = "/api/v1/leads/{id}/return", tag = "Act", operation_id = "returnLead",
    params(("id" = String, Path, description = "The lead")), request_body = GivenBack,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn give_back(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<GivenBack>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let command = Command::Return {
        reason: ReasonId::from(line(Some(&new.reason), "/reason", 200)?.unwrap_or_default()),
        note: text(new.note.as_deref(), "/note")?,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Record answers
#[utoipa::path(post, path = "/api/v1/leads/{id}/answers", tag = "Act", operation_id = "answerLead",
    params(("id" = String, Path, description = "The lead")), request_body = Answers,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn answer(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<Answers>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let mut fields: BTreeMap<FieldId, Option<Value>> = BTreeMap::new();
    for (name, value) in new.fields.unwrap_or_default() {
        let value = match value {
            None => None,
            Some(value) => checked(BTreeMap::from([(name.clone(), value)]), None)?
                .into_values()
                .next(),
        };
        fields.insert(FieldId::from(name), value);
    }
    let amount = amount(new.amount.as_ref())?;
    if fields.is_empty() && amount.is_none() {
        return Err(Problem::of("body.value", "Say at least one value.").at("/fields"));
    }
    let command = Command::Answer { fields, amount };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Give a lead to somebody else
#[utoipa::path(post, path = "/api/v1/leads/{id}/owner", tag = "Act", operation_id = "reassignLead",
    params(("id" = String, Path, description = "The lead")), request_body = NewOwner,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn reassign(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewOwner>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let reason = line(Some(&new.reason), "/reason", 2_000)?
        .ok_or_else(|| Problem::of("body.value", "Say why.").at("/reason"))?;
    let command = Command::Reassign {
        to: MemberId::from(new.to),
        reason,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Plan the next step
#[utoipa::path(post, path = "/api/v1/leads/{id}/next-step", tag = "Act", operation_id = "planStep",
    params(("id" = String, Path, description = "The lead")), request_body = NewStep,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn plan(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewStep>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let title = line(Some(&new.title), "/title", 200)?
        .ok_or_else(|| Problem::of("body.value", "Say what is to be done.").at("/title"))?;
    within_reach(new.due_at, app.clock.now(), "/due_at")?;
    let command = Command::Plan {
        title,
        due_at: new.due_at,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Put a lead off
///
/// Until a time, or until something happens; never while somebody waits for an answer, and not
/// beyond a promise that runs. It wakes with a word to its owner.
#[utoipa::path(post, path = "/api/v1/leads/{id}/snooze", tag = "Act", operation_id = "snoozeLead",
    params(("id" = String, Path, description = "The lead")), request_body = NewSnooze,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn put_off(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewSnooze>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let until = match new.until {
        None => None,
        Some(moment) => {
            let at = moment.of(&app, &id).await?;
            within_reach(at, app.clock.now(), "/until")?;
            Some(at)
        }
    };
    let reason = line(Some(&new.reason), "/reason", 200)?
        .ok_or_else(|| Problem::of("body.value", "Say why.").at("/reason"))?;
    let command = Command::Snooze {
        until,
        when: line(new.when.as_deref(), "/when", 2_000)?,
        reason,
    };
    carry_out(&app, &may, id, new.if_version, command).await
}

/// Take a lead up again
///
/// Ends putting it off. Where it isn't put off, nothing happens.
#[utoipa::path(post, path = "/api/v1/leads/{id}/unsnooze", tag = "Act", operation_id = "unsnoozeLead",
    params(("id" = String, Path, description = "The lead")), request_body = Acceptance,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn take_up(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<Acceptance>,
) -> Result<Reply<LeadView>, Problem> {
    carry_out(&app, &may, id, body.value.if_version, Command::Unsnooze).await
}

/// Add a note
#[utoipa::path(post, path = "/api/v1/leads/{id}/notes", tag = "Act", operation_id = "addNote",
    params(("id" = String, Path, description = "The lead")), request_body = NewNote,
    responses((status = 200, description = "The lead", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn note(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewNote>,
) -> Result<Reply<LeadView>, Problem> {
    let new = body.value;
    let text = text(Some(&new.text), "/text")?
        .ok_or_else(|| Problem::of("body.value", "Say what is worth knowing.").at("/text"))?;
    carry_out(&app, &may, id, new.if_version, Command::Note(text)).await
}

pub(super) async fn carry_out(
    app: &App,
    may: &May<Act>,
    id: LeadId,
    if_version: Option<u32>,
    command: Command,
) -> Result<Reply<LeadView>, Problem> {
    let lead = app
        .line
        .command_at(id, if_version, command, may.actor())
        .await?;
    let published = app.line.processes().of_lead(&lead).await?;
    Ok(Reply(LeadView::of(&lead, &published, app.clock.now())))
}

pub(super) fn line(text: Option<&str>, at: &str, most: usize) -> Result<Option<String>, Problem> {
    fitting(text.and_then(clean_line), at, most)
}

pub(super) fn text(text: Option<&str>, at: &str) -> Result<Option<String>, Problem> {
    fitting(text.and_then(clean), at, 10_000)
}

fn amount(given: Option<&MoneyView>) -> Result<Option<Money>, Problem> {
    given
        .map(|money| {
            money.read().map_err(|(part, takes)| {
                Problem::of("body.value", takes).at(format!("/amount/{}", escaped(part)))
            })
        })
        .transpose()
}
