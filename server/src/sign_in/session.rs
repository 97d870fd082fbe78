//! Session: what the browser keeps, and for how long.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;

/// The cookie's name.
pub const COOKIE: &str = "throughline_session";
/// A session that nobody uses ends after this long …
pub const IDLE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// … and any session after this long.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The cookie that begins a session. `secure`: the browser reaches us by https.
pub fn cookie_of(secret: &str, secure: bool) -> HeaderValue {
    let seconds = ABSOLUTE.as_secs();
    value(&format!("{COOKIE}={secret}; Max-Age={seconds}"), secure)
}

/// The cookie that ends one.
pub fn end_cookie(secure: bool) -> HeaderValue {
    value(&format!("{COOKIE}=; Max-Age=0"), secure)
}

fn value(start: &str, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::try_from(format!(
        "{start}; Path=/; HttpOnly; SameSite=Strict{secure}"
    ))
    .expect("letters, digits and punctuation are a header")
}

/// The session's secret out of the request's cookies. Two of that name are none: one of
/// them was planted.
pub fn from_cookies(headers: &HeaderMap) -> Option<&str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE)
        .map(|(_, secret)| secret);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        for (cookies, secret) in [
            ("throughline_session=abc", Some("abc")),
            ("a=b; throughline_session=abc;c=d", Some("abc")),
            ("x_throughline_session=abc", None),
            ("throughline_session=abc; throughline_session=def", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
            assert_eq!(from_cookies(&headers), secret, "{cookies}");
        }
    }
}
