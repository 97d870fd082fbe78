//! Hooks: what other systems send. Answered as soon as it is durable, whatever becomes of it:
//! a sender that is answered sends nothing again, and what needs a person is in the inbox.

use super::body::read;
use crate::app::App;
use crate::capture::{
    Auth, AuthKind, Definition, Encoding, KeptRequest, Request, keep, keep_unreadable, refuse_key,
    same, shown_key, signed_base64, signed_hex, split, take_in,
};
use crate::problem::Problem;
use crate::proxies::client;
use crate::secrets;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::time::Instant;
use store::{WayIn, WayKind};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/hooks/{way_in}", get(verify).post(receive))
}

/// Meta asks whether this address is ours, and wants its challenge back.
async fn verify(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let way = way_in(&app, &id).await?;
    let said = |name: &str| query.get(name).map_or("", String::as_str);
    let is_ours = way
        .key_hash
        .is_some_and(|own| same(&own, &secrets::hash(said("hub.verify_token"))));
    if way.kind != WayKind::MetaLeads || said("hub.mode") != "subscribe" || !is_ours {
        return Err(wrong_key());
    }
    // Theirs are numbers; whatever else it is can't become anything in a browser.
    let challenge: String = said("hub.challenge").chars().take(200).collect();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], challenge).into_response())
}

/// Takes what a provider sends.
async fn receive(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    extensions: Extensions,
    body: Body,
) -> Result<Response, Problem> {
    let way = way_in(&app, &id).await?;
    let from = network(client(&extensions, &headers, &app.settings.trusted_proxies));
    app.doors
        .way
        .take(&way.id, Instant::now())
        .map_err(too_often)?;
    let bytes = read(&headers, body).await?;
    let kept = kept_of(&headers, &from).json();
    let request = Request {
        way: &way,
        headers: &kept,
    };
    if !shows_who(&app, &way, &headers, &bytes) {
        // Whoever guesses writes no more than this.
        if app
            .doors
            .address
            .take(&format!("wrong {from}"), Instant::now())
            .is_ok()
        {
            refuse_key(&app, request, &bytes).await?;
        }
        tracing::warn!(way_in = way.id, "a call with a wrong key or signature");
        return Err(wrong_key());
    }
    if !way.enabled {
        return Err(Problem::of(
            "hook.off",
            "This way in is off: nothing comes in by it until somebody turns it on.",
        )
        .after(300));
    }
    match split(&way, &bytes) {
        Ok(pieces) => {
            for entry in keep(&app, request, pieces).await? {
                judged(&app, &way, &entry).await;
            }
        }
        Err(reason) => keep_unreadable(&app, request, &bytes, reason).await?,
    }
    Ok((StatusCode::OK, axum::Json(serde_json::json!({}))).into_response())
}

/// It is durable already: whatever breaks here is looked at again by the worker.
pub(super) async fn judged(app: &App, way: &WayIn, entry: &str) {
    // The second call may take seconds: the worker makes it.
    if way.kind == WayKind::MetaLeads {
        return;
    }
    if let Err(error) = take_in(app, way, entry).await {
        tracing::warn!(%error, "an intake waits");
    }
}

pub(super) async fn way_in(app: &App, id: &str) -> Result<WayIn, Problem> {
    let no = || Problem::not_found("way in");
    if id.len() > 64 {
        return Err(no());
    }
    let way = app.store.reader().await?.way_in(id).await?;
    way.filter(|own| own.kind != WayKind::Form).ok_or_else(no)
}

/// Whether the caller shows the key of this way in, or signed exactly these bytes. A way in
/// without a secret is shut.
fn shows_who(app: &App, way: &WayIn, headers: &HeaderMap, bytes: &[u8]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|own| own.to_str().ok());
    let is_key = |shown: &str| {
        way.key_hash
            .is_some_and(|own| same(&own, &secrets::hash(shown)))
    };
    let secret = || app.seal.open(way.sealed.as_deref(), &way.id).ok()?.signs;
    match way.kind {
        WayKind::Form => false,
        WayKind::GoogleAds => shown_key(bytes).is_some_and(|shown| is_key(&shown)),
        WayKind::MetaLeads => {
            let signature = text("x-hub-signature-256").and_then(|own| own.strip_prefix("sha256="));
            secret()
                .zip(signature)
                .is_some_and(|(secret, own)| signed_hex(&secret, bytes, own))
        }
        WayKind::Typeform => {
            let signature = text("typeform-signature").and_then(|own| own.strip_prefix("sha256="));
            secret()
                .zip(signature)
                .is_some_and(|(secret, own)| signed_base64(&secret, bytes, own))
        }
        WayKind::Json => {
            let json = Definition::of(way).json.unwrap_or_default();
            let Auth {
                kind,
                header,
                prefix,
                encoding,
            } = json.auth;
            let Some(shown) = text(&header).and_then(|own| own.strip_prefix(prefix.as_str()))
            else {
                return false;
            };
            match (kind, encoding) {
                (AuthKind::Token, _) => is_key(shown.trim()),
                (AuthKind::HmacSha256, Encoding::Hex) => {
                    secret().is_some_and(|own| signed_hex(&own, bytes, shown))
                }
                (AuthKind::HmacSha256, Encoding::Base64) => {
                    secret().is_some_and(|own| signed_base64(&own, bytes, shown))
                }
            }
        }
    }
}

/// What is worth keeping of a request. Of an address only its network: it names a household.
pub(super) fn kept_of(headers: &HeaderMap, network: &str) -> KeptRequest {
    let text = |name: header::HeaderName| {
        let value = headers.get(name).and_then(|own| own.to_str().ok());
        value
            .unwrap_or_default()
            .chars()
            .take(500)
            .collect::<String>()
    };
    KeptRequest {
        content_type: text(header::CONTENT_TYPE),
        user_agent: text(header::USER_AGENT),
        origin: text(header::ORIGIN),
        network: network.to_owned(),
        too_many: false,
    }
}

/// The network of an address: `203.0.113.0/24`, `2001:db8:1::/48`.
pub(super) fn network(ip: std::net::IpAddr) -> String {
    match ip {
        std::net::IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        std::net::IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

pub(super) fn too_often(seconds: u32) -> Problem {
    Problem::of(
        "capture.too_often",
        format!("More comes in than may: send it again in {seconds} seconds."),
    )
    .after(seconds)
}

fn wrong_key() -> Problem {
    Problem::of(
        "hook.key",
        "The key or signature isn't the one of this way in.",
    )
}
