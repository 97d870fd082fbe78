//! Definition: what a way in asks for, and how it reads what comes.

use super::targets::Target;
use crate::problem::Problem;
use lifecycle::process::model::Process;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{WayIn, WayKind};
use utoipa::ToSchema;

/// What a way in asks for, and how it reads. A form has `form`, a mapping `json`; `map` says
/// where columns, questions and pointers go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = WayInDefinition)]
pub(crate) struct Definition {
    /// The form that people fill in.
    pub(crate) form: Option<FormDefinition>,
    /// From a column (Google), question (Typeform, Meta) or JSON pointer to where it goes:
    /// `email`, `field:segment`, `skip`. What isn't mapped goes where its name says.
    pub(crate) map: BTreeMap<String, String>,
    /// How any JSON is read.
    pub(crate) json: Option<JsonDefinition>,
}

/// A form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FormDefinition {
    /// What it is called, to people who fill it in. The title of the way in without it.
    #[schema(max_length = 200)]
    pub(crate) heading: Option<String>,
    /// What stands above it.
    #[schema(max_length = 2000)]
    pub(crate) intro: Option<String>,
    /// What it asks for, in order.
    pub(crate) fields: Vec<FormField>,
    /// What people agree to.
    pub(crate) consent: Option<ConsentAsk>,
    /// What the button says.
    #[schema(max_length = 60)]
    pub(crate) submit: Option<String>,
    /// What is said afterwards.
    #[schema(max_length = 2000)]
    pub(crate) success: Option<String>,
    /// Where they are led afterwards: a page on one of `sites`.
    #[schema(max_length = 2000)]
    pub(crate) redirect: Option<String>,
    /// The sites that show it, as hosts: `www.example.com`. Others can't embed it.
    pub(crate) sites: Vec<String>,
    /// Zero bits that the browser has to find; none for no work. 8 to 20.
    #[schema(maximum = 20)]
    pub(crate) proof_of_work: u8,
    /// The first that fits says the channel, before the way in's own.
    pub(crate) sources: Vec<SourceRule>,
    /// The name by which rules know this form (`event.form`). Its id without it.
    #[schema(max_length = 100)]
    pub(crate) name: Option<String>,
}

/// Something that a form asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FormField {
    /// Where the answer goes: `name`, `email`, `phone`, `company`, `region`, `message`, or
    /// `field:` with the name of a field.
    pub(crate) target: String,
    /// What is asked.
    #[schema(max_length = 200)]
    pub(crate) label: String,
    /// Without an answer the form isn't sent.
    pub(crate) required: bool,
    /// What helps to answer.
    #[schema(max_length = 500)]
    pub(crate) help: Option<String>,
}

/// What people agree to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ConsentAsk {
    /// The words. A version never gets others.
    #[schema(max_length = 5000)]
    pub(crate) text: String,
    /// What they are known by, such as `2026-03`.
    #[schema(max_length = 100)]
    pub(crate) version: String,
    /// Without a yes the form isn't sent.
    pub(crate) required: bool,
}

/// What tells a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SourceRule {
    /// `utm_source`, `utm_medium`, `click_id` or `referrer`.
    pub(crate) when: String,
    /// The word it is, or the click id's name (`gclid`), or a host that refers. Empty: anything.
    #[schema(max_length = 200)]
    pub(crate) is: String,
    /// The channel it is then.
    pub(crate) channel: String,
}

/// How any JSON is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct JsonDefinition {
    /// A pointer to the list, where one call brings several. The pointers of `map` begin at
    /// each of its items then.
    pub(crate) items: Option<String>,
    /// A pointer to the sender's own id: the same one comes in once.
    pub(crate) key: Option<String>,
    /// How the sender shows who it is.
    pub(crate) auth: Auth,
}

/// How a sender shows who it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = SenderAuth)]
pub(crate) struct Auth {
    /// The secret itself, or a signature over the bytes.
    pub(crate) kind: AuthKind,
    /// The header it stands in.
    #[schema(max_length = 100)]
    pub(crate) header: String,
    /// What stands before it there, such as `sha256=`.
    #[schema(max_length = 50)]
    pub(crate) prefix: String,
    /// How a signature is written.
    pub(crate) encoding: Encoding,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            kind: AuthKind::Token,
            header: "authorization".into(),
            prefix: "Bearer ".into(),
            encoding: Encoding::Hex,
        }
    }
}

/// The secret itself, or a signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthKind {
    /// The secret itself.
    #[default]
    Token,
    /// HMAC with SHA-256 over the exact bytes.
    HmacSha256,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// Hexadecimal.
    #[default]
    Hex,
    /// Base 64.
    Base64,
}

impl Definition {
    /// That of a way in; an empty one where it can't be read.
    pub(crate) fn of(way: &WayIn) -> Self {
        serde_json::from_str(&way.definition).unwrap_or_default()
    }

    /// The first thing that is wrong with it, at its place in the body.
    pub(crate) fn check(&self, kind: WayKind, process: Option<&Process>) -> Result<(), Problem> {
        let wrong = |at: String, what: String| Err(Problem::of("body.value", what).at(at));
        let at = "/definition";
        if (kind == WayKind::Form) != self.form.is_some() {
            return wrong(
                format!("{at}/form"),
                "A form has `form`, and nothing else has.".into(),
            );
        }
        if self.json.is_some() && kind != WayKind::Json {
            return wrong(
                format!("{at}/json"),
                "Only a mapping of JSON has `json`.".into(),
            );
        }
        if self.map.len() > 200 {
            return wrong(format!("{at}/map"), "These are more than 200.".into());
        }
        for (from, to) in &self.map {
            let place = format!("{at}/map/{}", from.replace('~', "~0").replace('/', "~1"));
            if kind == WayKind::Json && !from.starts_with('/') {
                return wrong(place, "A JSON pointer begins with `/`.".into());
            }
            if let Some(what) = Target::wrong(to, process) {
                return wrong(place, what);
            }
        }
        if let Some(json) = &self.json {
            for (name, pointer) in [("items", &json.items), ("key", &json.key)] {
                if pointer
                    .as_ref()
                    .is_some_and(|own| !own.is_empty() && !own.starts_with('/'))
                {
                    let what = "A JSON pointer begins with `/`.".into();
                    return wrong(format!("{at}/json/{name}"), what);
                }
            }
            let header = &json.auth.header;
            if axum::http::HeaderName::try_from(header.as_str()).is_err() {
                let what = "This is no name of a header.".into();
                return wrong(format!("{at}/json/auth/header"), what);
            }
        }
        match &self.form {
            Some(form) => form.check(process),
            None => Ok(()),
        }
    }
}

impl FormDefinition {
    fn check(&self, process: Option<&Process>) -> Result<(), Problem> {
        let wrong = |at: &str, what: String| {
            Err(Problem::of("body.value", what).at(format!("/definition/form/{at}")))
        };
        if self.fields.is_empty() || self.fields.len() > 50 {
            return wrong(
                "fields",
                "A form asks for something: 1 to 50 fields.".into(),
            );
        }
        let mut seen = BTreeSet::new();
        for (place, field) in self.fields.iter().enumerate() {
            let at = format!("fields/{place}/target");
            if let Some(what) = Target::wrong(&field.target, process) {
                return wrong(&at, what);
            }
            if field.target == "skip" {
                return wrong(&at, "Leave the field out instead.".into());
            }
            if !seen.insert(field.target.as_str()) {
                return wrong(&at, format!("`{}` is asked for twice.", field.target));
            }
            if field.label.trim().is_empty() {
                return wrong(
                    &format!("fields/{place}/label"),
                    "Say what is asked.".into(),
                );
            }
        }
        let has = |target: &str| seen.contains(target);
        let named = has("name") || has("first_name") || has("last_name");
        if !(has("email") || has("phone") || named && has("company")) {
            let what = "Nobody could be reached: ask for the mail address, the phone number, or name and company.";
            return wrong("fields", what.into());
        }
        for (at, text, most) in [
            ("heading", &self.heading, 200),
            ("intro", &self.intro, 2_000),
            ("submit", &self.submit, 60),
            ("success", &self.success, 2_000),
            ("redirect", &self.redirect, 2_000),
            ("name", &self.name, 100),
        ] {
            if text.as_ref().is_some_and(|own| own.chars().count() > most) {
                return wrong(at, format!("This is longer than {most} characters."));
            }
        }
        if self.proof_of_work > 20 || (1..8).contains(&self.proof_of_work) {
            return wrong("proof_of_work", "Take 0 for none, or 8 to 20 bits.".into());
        }
        if self.sites.len() > 50 {
            return wrong("sites", "These are more than 50 sites.".into());
        }
        for (place, site) in self.sites.iter().enumerate() {
            if !is_host(site) {
                let what = "Write the host alone, such as www.example.com.".into();
                return wrong(&format!("sites/{place}"), what);
            }
        }
        if let Some(redirect) = &self.redirect
            && allowed_site(redirect, &self.sites).is_none()
        {
            let what = "Lead people to an https:// page on one of `sites`; add its host there.";
            return wrong("redirect", what.into());
        }
        for (place, rule) in self.sources.iter().enumerate() {
            if !["utm_source", "utm_medium", "click_id", "referrer"].contains(&rule.when.as_str()) {
                let what = "Take `utm_source`, `utm_medium`, `click_id` or `referrer`.".into();
                return wrong(&format!("sources/{place}/when"), what);
            }
            if let Some(process) = process
                && process.channel(&rule.channel.as_str().into()).is_none()
            {
                let what = format!("The process has no channel `{}`.", rule.channel);
                return wrong(&format!("sources/{place}/channel"), what);
            }
        }
        if let Some(consent) = &self.consent
            && (consent.text.trim().is_empty() || consent.version.trim().is_empty())
        {
            let what = "Write the words that people agree to, and a version to know them by.";
            return wrong("consent", what.into());
        }
        Ok(())
    }
}

/// A host, with a port where it is this machine.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (text, None),
    };
    let named = |own: &str| {
        !own.is_empty()
            && own.len() <= 253
            && own
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            && !own.starts_with(['.', '-'])
    };
    named(name) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

/// The origin of an address, if it is on one of these sites: by https, or on this machine.
pub(crate) fn allowed_site(address: &str, sites: &[String]) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    // Browsers read a backslash as a slash, and leave tabs and line ends out.
    let plain = |letter: char| letter.is_ascii_graphic() && letter != '\\';
    if !address.chars().all(plain) {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next()?;
    let site = sites.iter().find(|own| own.eq_ignore_ascii_case(host))?;
    let name = site.split(':').next()?;
    let here = name == "localhost" || name == "127.0.0.1";
    let secure = scheme.eq_ignore_ascii_case("https");
    let allowed = secure || (here && scheme.eq_ignore_ascii_case("http"));
    allowed.then(|| {
        format!(
            "{}://{}",
            scheme.to_ascii_lowercase(),
            site.to_ascii_lowercase()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_led_to_the_named_sites_only() {
        let sites = ["www.shop.example".to_owned(), "localhost:3000".to_owned()];
        for (address, allowed) in [
            ("https://www.shop.example", true),
            ("https://WWW.shop.example/thanks?a=1#b", true),
            ("http://localhost:3000/thanks", true),
            ("http://www.shop.example/", false),
            ("https://shop.example/", false),
            ("https://www.shop.example.evil.example/", false),
            ("https://www.shop.example@evil.example/", false),
            ("https://www.shop.example\\@evil.example/", false),
            ("https://evil.example\\www.shop.example/", false),
            ("https://evil.example?www.shop.example", false),
            ("https://evil.example#@www.shop.example", false),
            ("//www.shop.example/", false),
            ("javascript://www.shop.example/%0aalert(1)", false),
            ("https:///www.shop.example", false),
            ("https://\twww.shop.example/", false),
            ("/thanks", false),
            ("", false),
        ] {
            let origin = allowed_site(address, &sites);
            assert_eq!(origin.is_some(), allowed, "{address}");
        }
    }
}
