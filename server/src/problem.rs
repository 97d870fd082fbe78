//! Problem: a refusal as others can read it (RFC 9457).
//!
//! Each has a stable code out of [`codes::CODES`]; `docs/errors.md` has a paragraph for
//! each of them. Deliberately absent: anything that would tell a stranger more than
//! what to do about it. What went wrong inside is in the log, under the request's id.

pub mod codes;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;

/// A refusal with its status, its stable code and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// Stable name with a paragraph in `docs/errors.md`.
    pub code: &'static str,
    /// What is wrong and what mends it, as a sentence.
    pub detail: Cow<'static, str>,
    /// The value it is about, as a JSON pointer (RFC 6901) into the body or the name of a parameter.
    pub pointer: Option<String>,
    /// After how many seconds another try makes sense.
    pub retry_after: Option<u32>,
    /// The request's id in the log, where the fault is ours.
    pub request: Option<String>,
}

/// What stands in the body.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// `about:blank`: the code says which problem it is.
    r#type: &'a str,
    /// The status in words.
    title: &'a str,
    /// The status.
    status: u16,
    /// Stable name of the problem, listed in the documentation.
    code: &'a str,
    /// What is wrong and what mends it.
    detail: &'a str,
    /// The value it is about: a JSON pointer into the body, or the name of a parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pointer: Option<&'a str>,
    /// The request's id in the log, where the fault is ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    request: Option<&'a str>,
}

impl Problem {
    /// A problem of this code; the status is the one that belongs to it.
    pub fn of(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status: codes::status_of(code),
            code,
            detail: detail.into(),
            pointer: None,
            retry_after: None,
            request: None,
        }
    }

    /// The same, about this value.
    #[must_use]
    pub fn at(self, pointer: impl Into<String>) -> Self {
        Self {
            pointer: Some(pointer.into()),
            ..self
        }
    }

    /// The same, worth another try after so many seconds.
    #[must_use]
    pub fn after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    /// There is no such thing, or it isn't ours to show.
    pub fn not_found(what: &str) -> Self {
        Self::of(
            "not_found",
            format!("There is no such {what}: it may have another id."),
        )
    }

    /// A fault of ours. The details go to the log, the caller gets the id to look them up.
    pub fn inside(what: &str, error: &dyn std::fmt::Display) -> Self {
        let request = crate::secrets::short_id();
        tracing::error!(%request, %error, "{what}");
        Self {
            request: Some(request),
            ..Self::of(
                "inside",
                "Something went wrong here; nothing was changed that wasn't acknowledged. Tell the administrator the request's id.",
            )
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&ProblemBody {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Refused"),
            status: self.status.as_u16(),
            code: self.code,
            detail: &self.detail,
            pointer: self.pointer.as_deref(),
            request: self.request.as_deref(),
        })
        .expect("texts and a number are JSON");
        let kind = HeaderValue::from_static("application/problem+json");
        let mut answer = (self.status, [(header::CONTENT_TYPE, kind)], body).into_response();
        let headers = answer.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body is not read: the connection can't be used again.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        headers.insert(
            HeaderName::from_static("x-problem"),
            HeaderValue::from_static(self.code),
        );
        answer
    }
}
