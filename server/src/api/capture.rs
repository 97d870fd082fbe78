//! Capture: what comes in.

use super::body::Json;
use super::query::escaped;
use super::refused::refused;
use super::rights::{Capture, May, Who};
use crate::app::App;
use crate::line::{Captured, Intake};
use crate::problem::{Problem, ProblemBody};
use crate::secrets::digest;
use crate::text::{clean, clean_line};
use crate::view::CapturedView;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lifecycle::identify::{is_number, mail_key};
use lifecycle::lead::{Consent, Source, Submission};
use lifecycle::names::{ChannelId, FieldId, SubmissionId};
use lifecycle::process::model::Process;
use lifecycle::sell::sound;
use lifecycle::source::Family;
use lifecycle::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Instant;
use store::{CameOf, IdempotencyKey, Via};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(capture))
}

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The channel of what names none: its family is `unknown`, a defect that is counted.
const NO_CHANNEL: &str = "unknown";

/// Somebody who asked us something. At least one of `email`, `phone`, `name` with `company`.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLead {
    /// Their name.
    #[schema(max_length = 200, example = "Ana Souza")]
    name: Option<String>,
    /// Their mail address.
    #[schema(max_length = 254, example = "ana@casaverde.example")]
    email: Option<String>,
    /// Their number.
    #[schema(max_length = 60, example = "+55 11 4002-8922")]
    phone: Option<String>,
    /// Where they work.
    #[schema(max_length = 200)]
    company: Option<String>,
    /// A word for where they are, as routing compares it.
    #[schema(max_length = 100)]
    region: Option<String>,
    /// What they wrote.
    #[schema(max_length = 20000)]
    message: Option<String>,
    /// The form it came by.
    #[schema(max_length = 100)]
    form: Option<String>,
    /// Where it comes from.
    source: Option<NewSource>,
    /// Values of fields that the process declares.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, serde_json::Value>>)]
    fields: Option<BTreeMap<String, Value>>,
    /// What they agreed to.
    consent: Option<NewConsent>,
}

/// Where a lead comes from.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSource {
    /// The channel, as the process names it. One that it doesn't name is taken, and counted as a defect.
    #[schema(max_length = 100, example = "paid_search")]
    channel: Option<String>,
    /// The campaign.
    #[schema(max_length = 200)]
    campaign: Option<String>,
    /// The page they landed on first.
    #[schema(max_length = 2000)]
    landing_page: Option<String>,
    /// Where they came from.
    #[schema(max_length = 2000)]
    referrer: Option<String>,
    /// The click of an advertisement.
    #[schema(max_length = 500)]
    click_id: Option<String>,
}

/// What somebody agreed to.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConsent {
    /// To mail about offers.
    marketing: bool,
    /// Which text they saw.
    #[schema(max_length = 100)]
    text_version: Option<String>,
}

/// Take in a lead
///
/// Durable when the answer comes: the lead has an owner, a next step and a deadline by then.
/// An open episode of the same person goes on (200) instead of a second lead (201). With an
/// `Idempotency-Key` a repeat gets the first answer again, for 30 days at least.
#[utoipa::path(
    post, path = "/api/v1/leads", tag = "Leads", operation_id = "captureLead",
    params(("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 255,
        description = "1 to 255 visible ASCII characters, new for each new request")),
    request_body = NewLead,
    responses(
        (status = 201, description = "A new lead", body = CapturedView,
            headers(("Location" = String, description = "The lead"),
                    ("Idempotency-Replayed" = Option<String>, description = "`true` for a repeat"))),
        (status = 200, description = "An open episode of the same person goes on", body = CapturedView,
            headers(("Location" = String, description = "The lead"))),
        (status = 409, description = "The same key is in flight", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("session" = []), ("token" = ["capture", "write", "admin"])),
)]
async fn capture(
    may: May<Capture>,
    State(app): State<App>,
    headers: HeaderMap,
    body: Json<NewLead>,
) -> Result<Response, Problem> {
    at_its_pace(&app, &may.who)?;
    let key = key(&headers, &may.who)?;
    // The value, not the bytes: a client that writes its fields in another order repeats itself all the same.
    let hash = digest(&serde_json::to_vec(&body.value).expect("what was JSON is JSON"));
    let running = app.line.processes().running().await?;
    let process = running.as_ref().map(|running| &running.process);
    let submission = submission(body.value, &may.who, process)?;
    let captured = app
        .line
        .capture(Intake {
            submission,
            raw: body.bytes.to_vec(),
            via: match may.who {
                Who::Member { .. } => Via::Quick,
                Who::Program(_) => Via::Api,
            },
            by: may.actor(),
            may_read: may.may_read(),
            key: key.map(|key| (key, hash)),
        })
        .await?;
    Ok(answer(captured))
}

fn at_its_pace(app: &App, who: &Who) -> Result<(), Problem> {
    let Who::Program(token) = who else {
        return Ok(());
    };
    app.pace.take(&token.id, Instant::now()).map_err(|seconds| {
        tracing::warn!(token = token.id, "a token brought in more than it may");
        Problem::of(
            "capture.too_often",
            format!("This token brings in more than {} a minute: send it again in {seconds} seconds, with the same key.", app.settings.capture_rate),
        )
        .after(seconds)
    })
}

fn answer(captured: Captured) -> Response {
    let (status, body, replayed) = match captured {
        Captured::In { came_of, body, .. } => match came_of {
            CameOf::New => (StatusCode::CREATED, body, false),
            CameOf::Reengaged => (StatusCode::OK, body, false),
        },
        Captured::Replayed { status, body } => (
            StatusCode::from_u16(status).unwrap_or(StatusCode::OK),
            body,
            true,
        ),
    };
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let place = serde_json::from_str::<Named>(&body)
        .ok()
        .and_then(|lead| HeaderValue::try_from(format!("/api/v1/leads/{}", lead.id)).ok());
    let kind = HeaderValue::from_static("application/json");
    let mut answer = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    if let Some(place) = place {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    if replayed {
        answer
            .headers_mut()
            .insert(REPLAYED, HeaderValue::from_static("true"));
    }
    answer
}

fn key(headers: &HeaderMap, who: &Who) -> Result<Option<IdempotencyKey>, Problem> {
    let mut given = headers.get_all(&KEY).iter();
    let Some(key) = given.next() else {
        return Ok(None);
    };
    let wrong = || {
        Problem::of(
            "key.form",
            "`Idempotency-Key` takes 1 to 255 visible ASCII characters, such as a UUID.",
        )
    };
    let key = key.to_str().map_err(|_| wrong())?;
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if given.next().is_some() || !visible || !(1..=255).contains(&key.len()) {
        return Err(wrong());
    }
    let scope = match who {
        Who::Program(token) => token.id.clone(),
        Who::Member { member, .. } => format!("member:{}", member.member.id),
    };
    Ok(Some(IdempotencyKey {
        scope,
        key: key.to_owned(),
    }))
}

/// What came in, for the rules; or what is wrong with it.
fn submission(new: NewLead, who: &Who, process: Option<&Process>) -> Result<Submission, Problem> {
    let line = |text: &Option<String>, at: &str, most: usize| {
        let kept = text.as_deref().and_then(clean_line);
        fitting(kept, at, most)
    };
    let name = line(&new.name, "/name", 200)?;
    let mut email = line(&new.email, "/email", 254)?;
    let phone = line(&new.phone, "/phone", 60)?;
    let company = line(&new.company, "/company", 200)?;
    let mut message = fitting(new.message.as_deref().and_then(clean), "/message", 20_000)?;
    if email.is_none() && phone.is_none() && (name.is_none() || company.is_none()) {
        return Err(Problem::of(
            "lead.unreachable",
            "Nothing says how to reach anybody: send `email`, `phone`, or `name` with `company`.",
        ));
    }
    let can_be_called = phone.as_deref().is_some_and(is_number);
    if let Some(address) = email.take_if(|own| mail_key(own).is_none()) {
        if !can_be_called {
            return Err(Problem::of(
                "body.value",
                "This is no mail address, such as ana@casaverde.example.",
            )
            .at("/email"));
        }
        // They can be called: better with a mistake than not at all.
        let said = message.map(|own| format!("{own}\n\n")).unwrap_or_default();
        message = Some(format!("{said}Mail address as given: {address}"));
    }
    if phone.is_some() && !can_be_called && email.is_none() && company.is_none() {
        return Err(Problem::of(
            "body.value",
            "This is no number: it takes seven digits at least, such as +55 11 4002-8922.",
        )
        .at("/phone"));
    }
    let given = new.source.unwrap_or(NewSource {
        channel: None,
        campaign: None,
        landing_page: None,
        referrer: None,
        click_id: None,
    });
    let own_channel = match who {
        Who::Program(token) => token.channel.clone(),
        Who::Member { .. } => None,
    };
    let channel = line(&given.channel, "/source/channel", 100)?;
    let source = Source {
        // The line says which, by the process that runs then.
        family: Family::Unknown,
        channel: own_channel
            .or_else(|| channel.map(ChannelId::from))
            .unwrap_or_else(|| ChannelId::from(NO_CHANNEL)),
        campaign: line(&given.campaign, "/source/campaign", 200)?,
        landing_page: line(&given.landing_page, "/source/landing_page", 2_000)?,
        referrer: line(&given.referrer, "/source/referrer", 2_000)?,
        click_id: line(&given.click_id, "/source/click_id", 500)?,
    };
    let consent = match new.consent {
        Some(given) => Some(Consent {
            marketing: given.marketing,
            text_version: line(&given.text_version, "/consent/text_version", 100)?,
        }),
        None => None,
    };
    Ok(Submission {
        id: SubmissionId::from(""),
        region: line(&new.region, "/region", 100)?,
        form: line(&new.form, "/form", 100)?,
        fields: fields(new.fields.unwrap_or_default(), process)?,
        name,
        email,
        phone,
        company,
        message,
        source,
        consent,
    })
}

/// Values of declared fields, each as the field keeps it.
pub(crate) fn fields(
    given: BTreeMap<String, Value>,
    process: Option<&Process>,
) -> Result<BTreeMap<FieldId, Value>, Problem> {
    if given.len() > 200 {
        return Err(Problem::of("body.value", "There are more than 200 fields.").at("/fields"));
    }
    given
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Text(text) => Value::Text(
                    fitting(
                        Some(clean(&text).unwrap_or_default()),
                        &format!("/fields/{}", escaped(&name)),
                        5_000,
                    )?
                    .unwrap_or_default(),
                ),
                other => other,
            };
            let field = FieldId::from(name);
            let value = match process {
                Some(process) => {
                    sound(process, &field, value).map_err(|refusal| refused(&refusal))?
                }
                None => value,
            };
            Ok((field, value))
        })
        .collect()
}

/// The text, if it has at most so many letters.
pub(crate) fn fitting(
    text: Option<String>,
    at: &str,
    most: usize,
) -> Result<Option<String>, Problem> {
    match text {
        Some(text) if text.chars().count() > most => Err(Problem::of(
            "body.value",
            format!("This is longer than {most} characters."),
        )
        .at(at)),
        other => Ok(other),
    }
}
