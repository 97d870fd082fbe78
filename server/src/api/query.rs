//! Query: the parameters of an address, with the name of whatever is wrong among them.

use crate::app::App;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use lifecycle::names::LeadId;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

/// Parameters that were read.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        if query.contains("%00") {
            return Err(Problem::of(
                "query.value",
                "A parameter holds a NUL character.",
            ));
        }
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|error| {
                // Names and doubles were looked at before: what is left are numbers.
                let text = std::error::Error::source(&error)
                    .map_or_else(|| error.to_string(), ToString::to_string);
                match text.split_once(": ") {
                    Some((name, _)) => {
                        let detail = format!("`{name}` takes a whole number.");
                        Problem::of("query.value", detail).at(name)
                    }
                    None => Problem::of("query.value", "A parameter can't be read."),
                }
            })
    }
}

impl<T: DeserializeOwned> Query<T> {
    /// Reads parameters as they stand in an address.
    pub(crate) fn of_text(text: &str) -> Result<T, String> {
        let uri: axum::http::Uri = format!("/?{text}")
            .parse()
            .map_err(|_| "it can't be read".to_owned())?;
        axum::extract::Query::try_from_uri(&uri)
            .map(|axum::extract::Query(value)| value)
            .map_err(|error| error.to_string())
    }
}

/// The name of something else, out of the path.
#[derive(Debug)]
pub(crate) struct Name(pub(crate) String);

impl FromRequestParts<App> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Id(id) = Id::from_request_parts(parts, app)
            .await
            .map_err(|_| Problem::not_found("such thing"))?;
        Ok(Self(id.to_string()))
    }
}

/// The id of a lead, out of the path.
#[derive(Debug)]
pub(crate) struct Id(pub(crate) LeadId);

impl FromRequestParts<App> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let id = axum::extract::Path::<String>::from_request_parts(parts, app).await;
        match id {
            Ok(axum::extract::Path(id))
                if id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic()) =>
            {
                Ok(Self(LeadId::from(id)))
            }
            _ => Err(Problem::not_found("lead")),
        }
    }
}

/// An instant, or a day in that zone: its beginning, or where it ends.
pub(crate) fn instant(
    name: &'static str,
    text: Option<&str>,
    zone: &TimeZone,
    end: bool,
) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Some(at));
    }
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let day = day.and_then(|day| {
        if end {
            day.checked_add(1.day()).ok()
        } else {
            Some(day)
        }
    });
    day.and_then(|day| day.to_zoned(zone.clone()).ok())
        .map(|at| Some(at.timestamp()))
        .ok_or_else(|| {
            Problem::of(
                "query.value",
                format!("`{name}` takes a day (2026-11-22) or an instant (2026-11-22T10:00:00Z)."),
            )
            .at(name)
        })
}

/// How many items a page has.
pub(crate) fn limit(wished: Option<u32>, usual: u32) -> Result<u32, Problem> {
    match wished {
        None => Ok(usual),
        Some(limit @ 1..=200) => Ok(limit),
        Some(_) => Err(Problem::of("query.value", "`limit` takes 1 to 200.").at("limit")),
    }
}

/// A path as a JSON pointer (RFC 6901).
pub(crate) fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escaped(key)),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        })
        .collect()
}

/// A key as a part of a JSON pointer.
pub(crate) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
