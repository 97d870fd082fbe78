//! Forms: the pages that strangers fill in, and how they come into the pages of others.
//!
//! Whoever sends one is answered the same, known or not, believed or suspected: nobody learns
//! here who is in our books. What was filled in wrongly is said at its place, with all that was
//! written kept; everything else is stored before anybody judges it.

use super::body::read;
use super::hooks::{judged, kept_of, network, too_often};
use crate::app::App;
use crate::capture::page::{self, Shown};
use crate::capture::{
    Request as Call, Values, allowed_site, check_form, form_values, keep, split, token_of,
};
use crate::problem::Problem;
use crate::proxies::client;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Instant;
use store::{WayIn, WayKind};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/f/assets/{file}", get(asset))
        .route("/f/{form}", get(show).post(send).options(may_send))
        .route("/f/{form}/thanks", get(thanks))
        .route("/f/{form}/part", get(part))
        .route("/f/{form}/embed.js", get(embed))
}

const POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// The form on a page of its own.
async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let Some(way) = form_in(&app, &id).await? else {
        return Ok(gone());
    };
    let referrer = headers
        .get(header::REFERER)
        .and_then(|own| own.to_str().ok());
    let host = headers
        .get(header::HOST)
        .and_then(|own| own.to_str().ok())
        .unwrap_or_default();
    let scheme = if app.settings.secure { "https" } else { "http" };
    let address = format!("{scheme}://{host}{uri}");
    let values = page::known_from(uri.query().unwrap_or_default(), referrer, &address);
    shown(&app, &way, &values, &BTreeMap::new(), StatusCode::OK).await
}

/// Takes what was filled in.
///
/// 1. What can't be read, or doesn't do, is answered with what is wrong, and nothing is kept.
/// 2. It is stored, under the key of its token: a double click is one submission.
/// 3. It is judged; whatever comes of that, the answer is the same.
async fn send(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    body: Body,
) -> Result<Response, Problem> {
    let Some(way) = form_in(&app, &id).await? else {
        return Ok(gone());
    };
    let form = page::form_of(&way);
    let from = network(client(&extensions, &headers, &app.settings.trusted_proxies));
    let place = format!(
        "{} {}",
        way.id,
        client(&extensions, &headers, &app.settings.trusted_proxies)
    );
    let as_json = wants_json(&headers);
    let sites = &form.sites;
    if let Err(seconds) = app.doors.address.take(&place, Instant::now()) {
        let problem = too_often(seconds);
        return Ok(if as_json {
            shared(problem.into_response(), &headers, sites)
        } else {
            busy(seconds)
        });
    }
    app.doors
        .way
        .take(&way.id, Instant::now())
        .map_err(too_often)?;
    let bytes = read(&headers, body).await?;
    let mut kept = kept_of(&headers, &from);
    kept.too_many = app.doors.people.take(&place, Instant::now()).is_err();
    let values = match form_values(&kept.content_type, &bytes) {
        Ok(values) => values,
        Err(reason) => return Err(Problem::of("body.syntax", reason.detail)),
    };
    let running = app.line.processes().running().await?;
    let process = running.as_ref().map(|own| &own.process);
    let wrong = check_form(&form, &values, process);
    if !wrong.is_empty() {
        return if as_json {
            Ok(shared(misfits(&wrong), &headers, sites))
        } else {
            shown(
                &app,
                &way,
                &values,
                &wrong,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
            .await
        };
    }
    let mut pieces = split(&way, &bytes).unwrap_or_default();
    if let Some(token) = token_of(&way, &values) {
        for piece in &mut pieces {
            piece.key = token.id.clone();
        }
    }
    let call = Call {
        way: &way,
        headers: &kept.json(),
    };
    for entry in keep(&app, call, pieces).await? {
        judged(&app, &way, &entry).await;
    }
    let redirect = form
        .redirect
        .as_deref()
        .filter(|own| allowed_site(own, sites).is_some());
    if as_json {
        let said = json!({ "message": page::success(&form), "redirect": redirect });
        return Ok(shared(axum::Json(said).into_response(), &headers, sites));
    }
    let own = format!("/f/{}/thanks", way.id);
    let to = HeaderValue::try_from(redirect.unwrap_or(&own))
        .map_err(|error| Problem::inside("a redirect is no header", &error))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}

/// What is said to a browser that asks whether another site may send.
async fn may_send(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(way) = form_in(&app, &id).await? else {
        return Ok(gone());
    };
    let mut answer = shared(
        StatusCode::NO_CONTENT.into_response(),
        &headers,
        &page::form_of(&way).sites,
    );
    if answer
        .headers()
        .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    {
        let own = answer.headers_mut();
        own.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("POST"),
        );
        own.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("content-type"),
        );
        own.insert(
            header::ACCESS_CONTROL_MAX_AGE,
            HeaderValue::from_static("600"),
        );
    }
    Ok(answer)
}

async fn thanks(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let Some(way) = form_in(&app, &id).await? else {
        return Ok(gone());
    };
    let form = page::form_of(&way);
    Ok(html(
        StatusCode::OK,
        page::thanks(&way, &form),
        &page::policy(&form),
    ))
}

/// The form without its page, for a page of somebody else.
async fn part(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(way) = form_in(&app, &id).await? else {
        return Ok(gone());
    };
    let form = page::form_of(&way);
    let running = app.line.processes().running().await?;
    let whole = Shown {
        way: &way,
        form: &form,
        process: running.as_ref().map(|own| &own.process),
        values: &BTreeMap::new(),
        wrong: &BTreeMap::new(),
        now: app.clock.now(),
        preview: false,
    };
    let answer = axum::Json(json!({
        "html": whole.part(),
        "token": whole.token(),
        "version": form.consent.as_ref().map(|own| own.version.as_str()),
    }));
    Ok(shared(answer.into_response(), &headers, &form.sites))
}

async fn embed(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let Some(way) = form_in(&app, &id).await? else {
        return Ok(gone());
    };
    let script = page::embed(&way, &page::form_of(&way));
    Ok(file("text/javascript; charset=utf-8", script))
}

async fn asset(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "form.css" => file("text/css; charset=utf-8", page::STYLE),
        "form.js" => file("text/javascript; charset=utf-8", page::SCRIPT),
        _ => Problem::not_found("file").into_response(),
    }
}

/// A file that other sites load too.
fn file(kind: &'static str, text: impl IntoResponse) -> Response {
    let mut answer = text.into_response();
    let own = answer.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    own.insert(POLICY, HeaderValue::from_static("cross-origin"));
    own.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=600"),
    );
    answer
}

async fn form_in(app: &App, id: &str) -> store::Result<Option<WayIn>> {
    if id.len() > 64 {
        return Ok(None);
    }
    let way = app.store.reader().await?.way_in(id).await?;
    Ok(way.filter(|own| own.kind == WayKind::Form && own.enabled))
}

async fn shown(
    app: &App,
    way: &WayIn,
    values: &Values,
    wrong: &BTreeMap<String, String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let form = page::form_of(way);
    let running = app.line.processes().running().await?;
    let whole = Shown {
        way,
        form: &form,
        process: running.as_ref().map(|own| &own.process),
        values,
        wrong,
        now: app.clock.now(),
        preview: false,
    };
    Ok(html(status, whole.page(), &page::policy(&form)))
}

fn html(status: StatusCode, text: String, policy: &str) -> Response {
    let mut answer = (status, text).into_response();
    let own = answer.headers_mut();
    own.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        own.insert(header::CONTENT_SECURITY_POLICY, policy);
        // What old browsers know of `frame-ancestors`; new ones go by that alone.
        own.insert(
            header::X_FRAME_OPTIONS,
            HeaderValue::from_static("SAMEORIGIN"),
        );
    }
    answer
}

/// Nothing is here, said to people.
fn gone() -> Response {
    let text = page::said(
        "There is no form here",
        "It may have moved, or be closed for now.",
    );
    html(
        StatusCode::NOT_FOUND,
        text,
        &page::policy(&Default::default()),
    )
}

fn busy(seconds: u32) -> Response {
    let text = page::said(
        "One moment, please",
        "A lot came from your address just now. Go back, wait a minute, and send it again: what you wrote is still there.",
    );
    let mut answer = html(
        StatusCode::TOO_MANY_REQUESTS,
        text,
        &page::policy(&Default::default()),
    );
    answer
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}

fn wants_json(headers: &HeaderMap) -> bool {
    let is_json = |name: header::HeaderName| {
        let value = headers.get(name).and_then(|own| own.to_str().ok());
        value.is_some_and(|own| own.to_ascii_lowercase().starts_with("application/json"))
    };
    is_json(header::CONTENT_TYPE) || is_json(header::ACCEPT)
}

fn misfits(wrong: &BTreeMap<String, String>) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "code": "body.value",
        "detail": "Some answers won't do: look at each.",
        "errors": wrong,
    });
    let kind = HeaderValue::from_static("application/problem+json");
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        [(header::CONTENT_TYPE, kind)],
        body.to_string(),
    )
        .into_response()
}

/// Lets the sites of a form read the answer, and no others. Nothing secret is ever sent along.
fn shared(mut answer: Response, headers: &HeaderMap, sites: &[String]) -> Response {
    let own = answer.headers_mut();
    own.insert(header::VARY, HeaderValue::from_static("origin"));
    let origin = headers.get(header::ORIGIN);
    let allowed = origin
        .and_then(|own| own.to_str().ok())
        .and_then(|own| allowed_site(own, sites));
    if let Some(allowed) = allowed.and_then(|own| HeaderValue::try_from(own).ok()) {
        own.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        own.insert(POLICY, HeaderValue::from_static("cross-origin"));
    }
    answer
}
