//! Web: the screens, as they were built into the program.
//!
//! Files whose names carry the hash of what is in them are kept for ever by browsers; the
//! page that names them is asked for anew each time. An address that is no file is one
//! of the screens', so it gets the page as well.

use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::{Embed, EmbeddedFile};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

#[derive(Embed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Files;

/// What a page may load, run and send: only what comes from here. Styles that scripts
/// compute for single elements are allowed, scripts in the page aren't.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// Shown where the program was built without its screens.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Throughline</title>\
    <style>body{font:1rem/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>\
    <h1>Throughline runs, without its screens</h1>\
    <p>This program was built before its screens were. Build them, then the program again: \
    <code>npm --prefix web ci &amp;&amp; npm --prefix web run build</code>, then <code>cargo build</code>.</p>\
    <p>The API is there: <a href=\"/api/docs\">its documentation</a>.</p></html>";

/// A file of the screens, or their page.
pub(crate) async fn file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::not_found("address").into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        return (allow, super::serve::wrong_method().await).into_response();
    }
    match found(path, &headers) {
        Some(answer) => answer,
        // A file that isn't there: only the screens' own addresses have no ending.
        None if path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.')) =>
        {
            Problem::not_found("file").into_response()
        }
        None => page(),
    }
}

fn page() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    match Files::get("index.html") {
        Some(file) => (kind, Body::from(file.data)).into_response(),
        None => (StatusCode::OK, kind, NOT_BUILT).into_response(),
    }
}

fn found(path: &str, headers: &HeaderMap) -> Option<Response> {
    if path.is_empty() || path == "index.html" {
        return Some(page());
    }
    let plain = Files::get(path)?;
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let takes = |name: &str| {
        accepted
            .split(',')
            .any(|part| part.split(';').next().map(str::trim) == Some(name))
    };
    let packed = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| takes(name))
        .find_map(|(name, ending)| Some((name, Files::get(&format!("{path}.{ending}"))?)));
    let (encoding, file) = match packed {
        Some((name, file)) => (Some(name), file.data),
        None if takes("gzip") && is_text(path) => (Some("gzip"), gzipped(path, plain)),
        None => (None, plain.data),
    };
    let mut answer = Body::from(file).into_response();
    let own = answer.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        own.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    own.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if path.starts_with("assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }),
    );
    Some(answer)
}

/// Packed once and kept: the files are few, and the same until the program ends.
fn gzipped(path: &str, file: EmbeddedFile) -> Cow<'static, [u8]> {
    static PACKED: Mutex<BTreeMap<[u8; 32], Bytes>> = Mutex::new(BTreeMap::new());
    let hash = file.metadata.sha256_hash();
    let known = || PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(packed) = known().get(&hash) {
        return packed.to_vec().into();
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    let packed = packer
        .write_all(&file.data)
        .and_then(|()| packer.finish())
        .expect("writing into memory can't fail");
    tracing::debug!(path, from = file.data.len(), to = packed.len(), "packed");
    known().insert(hash, packed.clone().into());
    packed.into()
}

fn is_text(path: &str) -> bool {
    let kind = kind(path);
    kind.starts_with("text/") || matches!(kind, "application/json" | "image/svg+xml")
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
