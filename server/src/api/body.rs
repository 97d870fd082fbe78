//! Body: JSON of a bounded size and depth, with the place of whatever is wrong in it.

use super::query::pointer;
use super::refused::sentence;
use crate::app::App;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use std::time::Duration;

/// A body is at most so long.
const LONGEST: usize = 256 * 1024;
/// It is nested at most so deep.
const DEEPEST: usize = 32;
/// It has to come within this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body that was read, and the bytes it was read from.
#[derive(Debug)]
pub(crate) struct Json<T> {
    pub(crate) value: T,
    pub(crate) bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        is_json(&parts.headers)?;
        let bytes = read(&parts.headers, body).await?;
        let value = parse(&bytes)?;
        Ok(Self { value, bytes })
    }
}

fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .map(str::trim);
    let packed = headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity");
    if packed || !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(Problem::of(
            "body.type",
            "Send JSON as it is: `Content-Type: application/json`, no `Content-Encoding`.",
        ));
    }
    Ok(())
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::of(
            "body.too_large",
            "The body is larger than 256 KiB: send one lead a request.",
        )
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LONGEST as u64) {
        return Err(too_large());
    }
    let read = axum::body::to_bytes(body, LONGEST);
    match tokio::time::timeout(PATIENCE, read).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let too_long = std::error::Error::source(&error)
                .is_some_and(|source| source.to_string().contains("length limit"));
            Err(if too_long {
                too_large()
            } else {
                Problem::of("body.syntax", "The body broke off before its end.")
            })
        }
        Err(_) => Err(Problem::of(
            "request.too_slow",
            "The body didn't come within 30 seconds.",
        )),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if depth(bytes) > DEEPEST {
        return Err(Problem::of(
            "body.too_deep",
            format!("The body is nested deeper than {DEEPEST} levels: send plain values."),
        ));
    }
    named(bytes)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = pointer(error.path());
        problem(error.inner(), path)
    })?;
    reader
        .end()
        .map_err(|error| problem(&error, String::new()))?;
    Ok(value)
}

/// Refuses lists where names belong: serde would take their values by position, which no
/// contract knows. What isn't JSON at all is told by whoever reads on.
fn named(bytes: &[u8]) -> Result<(), Problem> {
    let refused = |at: String| {
        let detail = "Here stands a list: name the values, as in { \"name\": \"…\" }.";
        Err(Problem::of("body.value", detail).at(at))
    };
    match serde_json::from_slice(bytes) {
        Ok(Value::Array(_)) => refused(String::new()),
        Ok(Value::Object(body)) => ["source", "consent", "amount"]
            .into_iter()
            .find(|name| matches!(body.get(*name), Some(Value::Array(_))))
            .map_or(Ok(()), |name| refused(format!("/{name}"))),
        _ => Ok(()),
    }
}

fn problem(error: &serde_json::Error, path: String) -> Problem {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    match error.classify() {
        Category::Data => {
            let named = |start: &str| {
                let rest = what.strip_prefix(start)?.strip_prefix('`')?;
                rest.split('`').next().map(str::to_owned)
            };
            if let Some(field) = named("unknown field ") {
                let at = if path.ends_with(&format!("/{field}")) {
                    path
                } else {
                    format!("{path}/{}", super::query::escaped(&field))
                };
                return Problem::of("body.unknown_field", sentence(what)).at(at);
            }
            let at = match named("missing field ").or_else(|| named("duplicate field ")) {
                Some(field) => format!("{path}/{}", super::query::escaped(&field)),
                None => path,
            };
            let problem = Problem::of("body.value", sentence(what));
            if at.is_empty() {
                problem
            } else {
                problem.at(at)
            }
        }
        Category::Syntax | Category::Eof | Category::Io => Problem::of(
            "body.syntax",
            format!("Line {}, column {}: {what}.", error.line(), error.column()),
        ),
    }
}

/// How deep the brackets are nested, outside of texts.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for &byte in bytes {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => in_text = true,
                b'[' | b'{' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read into")]
    struct Outer {
        name: String,
        #[serde(default)]
        inner: BTreeMap<String, Inner>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read into")]
    struct Inner {
        size: u8,
    }

    #[test]
    fn each_mistake_has_its_code_and_place() {
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        for (text, code, at) in [
            (r#"{"name": "a""#, "body.syntax", None),
            (r#"{"name": "a"} x"#, "body.syntax", None),
            ("", "body.syntax", None),
            ("\u{feff}{}", "body.syntax", None),
            (r#"{"name": 3}"#, "body.value", Some("/name")),
            (r#"{}"#, "body.value", Some("/name")),
            ("[]", "body.value", Some("/name")),
            (r#"{"nane": "a"}"#, "body.unknown_field", Some("/nane")),
            (r#"{"name": "a", "name": "b"}"#, "body.value", Some("/name")),
            (
                r#"{"name": "a", "inner": {"x/y": {"size": 300}}}"#,
                "body.value",
                Some("/inner/x~1y/size"),
            ),
            (
                r#"{"name": "a", "inner": {"x": {"size": 3, "age": 4}}}"#,
                "body.unknown_field",
                Some("/inner/x/age"),
            ),
            (&deep, "body.too_deep", None),
        ] {
            let problem = parse::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(problem.code, code, "{text}: {problem:?}");
            if code != "body.syntax" && text != "[]" {
                assert_eq!(problem.pointer.as_deref(), at, "{text}: {problem:?}");
            }
        }
        assert!(parse::<Outer>(br#"{"name": "[[[[\"[["}"#).is_ok());
        assert!(parse::<Outer>(b"{\"name\": \"\xff\"}").is_err());
    }
}
