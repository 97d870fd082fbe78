//! Body: JSON of a bounded size and depth, with the place of whatever is wrong in it.

use super::misfit::{named, problem};
use super::query::pointer;
use crate::app::App;
use crate::problem::Problem;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;
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
        .unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let packed = headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity");
    if packed || !is_json {
        return Err(Problem::of(
            "body.type",
            "Send JSON as it is: `Content-Type: application/json`, no `Content-Encoding`.",
        ));
    }
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    });
    match charset {
        Some(other)
            if !["utf-8", "utf8", "us-ascii"]
                .iter()
                .any(|own| other.eq_ignore_ascii_case(own)) =>
        {
            Err(Problem::of(
                "body.type",
                "JSON is UTF-8: write the body in it, and send `Content-Type: application/json` without another charset.",
            ))
        }
        _ => Ok(()),
    }
}

pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
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

pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Some programs put a byte order mark before everything they write.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    is_utf8(bytes)?;
    if depth(bytes) > DEEPEST {
        return Err(Problem::of(
            "body.too_deep",
            format!("The body is nested deeper than {DEEPEST} levels: send plain values."),
        ));
    }
    named(bytes)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| problem(error.inner(), pointer(error.path()), bytes))?;
    reader
        .end()
        .map_err(|error| problem(&error, String::new(), bytes))?;
    Ok(value)
}

fn is_utf8(bytes: &[u8]) -> Result<(), Problem> {
    let Err(error) = std::str::from_utf8(bytes) else {
        return Ok(());
    };
    let before = &bytes[..error.valid_up_to()];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count()
        + 1;
    Err(Problem::of(
        "body.syntax",
        format!(
            "Line {line}, byte {column}: this isn't UTF-8. Write the body in UTF-8; it seems to be in another encoding."
        ),
    ))
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
        kind: Option<Kind>,
        #[serde(default)]
        inner: BTreeMap<String, Inner>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read into")]
    struct Inner {
        size: u8,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Call,
        Mail,
    }

    #[test]
    fn each_mistake_has_its_code_its_place_and_a_sentence() {
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        let long = format!(r#"{{"name": "a", "kind": "{}"}}"#, "x".repeat(60));
        for (text, code, at, detail) in [
            (
                r#"{"name": "a""#,
                "body.syntax",
                None,
                "Line 1, column 12: the body ends in the middle of it.",
            ),
            (
                r#"{"name": "a"} x"#,
                "body.syntax",
                None,
                "Line 1, column 15: trailing characters.",
            ),
            (
                "",
                "body.syntax",
                None,
                "The body is empty: send a JSON object.",
            ),
            (
                " \n",
                "body.syntax",
                None,
                "The body is empty: send a JSON object.",
            ),
            (
                "\u{feff}{}",
                "body.value",
                Some("/name"),
                "`/name` is missing.",
            ),
            (
                r#"{"name": 3}"#,
                "body.value",
                Some("/name"),
                "`/name` takes text, not the number 3.",
            ),
            (
                r#"{"name": null}"#,
                "body.value",
                Some("/name"),
                "`/name` takes text, not null.",
            ),
            (
                r#"{"name": {"a": 1}}"#,
                "body.value",
                Some("/name"),
                "`/name` takes text, not an object.",
            ),
            ("{}", "body.value", Some("/name"), "`/name` is missing."),
            (
                "7",
                "body.value",
                None,
                "The body takes an object with named values, not the number 7.",
            ),
            (
                "[]",
                "body.value",
                None,
                "The body takes an object with named values, not a list: { \"name\": \"…\" }.",
            ),
            (
                r#"{"nane": "a"}"#,
                "body.unknown_field",
                Some("/nane"),
                "There is no field `/nane`: did you mean `name`?",
            ),
            (
                r#"{"colour": "a"}"#,
                "body.unknown_field",
                Some("/colour"),
                "There is no field `/colour`: there is `name`, `kind` or `inner`.",
            ),
            (
                r#"{"name": "a", "name": "b"}"#,
                "body.value",
                Some("/name"),
                "`/name` is there twice: send it once.",
            ),
            (
                r#"{"name": "a", "kind": "cal"}"#,
                "body.value",
                Some("/kind"),
                "`/kind` takes `call` or `mail` (did you mean `call`?), not the text “cal”.",
            ),
            (
                &long,
                "body.value",
                Some("/kind"),
                "`/kind` takes `call` or `mail`, not the text “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”.",
            ),
            (
                r#"{"name": "a", "inner": {"x/y": {"size": 300}}}"#,
                "body.value",
                Some("/inner/x~1y/size"),
                "`/inner/x~1y/size` takes a whole number from 0 to 255, not the number 300.",
            ),
            (
                r#"{"name": "a", "inner": {"x": {"size": 3, "age": 4}}}"#,
                "body.unknown_field",
                Some("/inner/x/age"),
                "There is no field `/inner/x/age`: there is `size`.",
            ),
            (
                &deep,
                "body.too_deep",
                None,
                "The body is nested deeper than 32 levels: send plain values.",
            ),
        ] {
            let problem = parse::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(
                (problem.code, problem.pointer.as_deref(), &*problem.detail),
                (code, at, detail),
                "{text}"
            );
        }
        assert!(parse::<Outer>(br#"{"name": "[[[[\"[["}"#).is_ok());
        assert!(parse::<Outer>(b"\xef\xbb\xbf{\"name\": \"a\"}").is_ok());
        let latin = parse::<Outer>(b"{\n\"name\": \"\xff\"}").unwrap_err();
        assert_eq!(latin.code, "body.syntax");
        assert!(
            latin
                .detail
                .starts_with("Line 2, byte 10: this isn't UTF-8"),
            "{latin:?}"
        );
    }
}
