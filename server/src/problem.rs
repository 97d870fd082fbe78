//! Problem: a refusal as others can read it (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A refusal with its status, its stable code and a sentence. The texts are
/// ours, never the caller's: nothing has to be escaped and nothing is echoed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) detail: &'static str,
}

impl Problem {
    pub(crate) const NOT_FOUND: Self = Self {
        status: StatusCode::NOT_FOUND,
        code: "page.not_found",
        detail: "There is nothing here: the report is at /, its figures are at /diagnosis.json.",
    };
    pub(crate) const METHOD_NOT_ALLOWED: Self = Self {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: "page.read_only",
        detail: "The report can only be read: ask with GET or HEAD.",
    };
    pub(crate) const NO_HOST: Self = Self {
        status: StatusCode::BAD_REQUEST,
        code: "host.missing",
        detail: "The request doesn't say which host it is meant for.",
    };
    pub(crate) const FOREIGN_HOST: Self = Self {
        status: StatusCode::MISDIRECTED_REQUEST,
        code: "host.foreign",
        detail: "This server answers on this machine only, as localhost: another site may have sent you here.",
    };
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self {
            status,
            code,
            detail,
        } = self;
        let title = status.canonical_reason().unwrap_or("Refused");
        let number = status.as_u16();
        let body = format!(
            r#"{{"type":"about:blank","title":"{title}","status":{number},"code":"{code}","detail":"{detail}"}}"#
        );
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
