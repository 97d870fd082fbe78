//! Form: what people filled in, whether it will do, and what it says.

use super::definition::{Definition, FormDefinition};
use super::given::{Given, fitting};
use super::origin;
use super::read::unreadable;
use super::suspect::{Sent, suspicion};
use super::targets::Target;
use super::token::{FormToken, proves};
use jiff::Timestamp;
use lifecycle::identify::{is_number, mail_key};
use lifecycle::names::FieldId;
use lifecycle::process::model::Process;
use lifecycle::value::FieldType;
use serde_json::Value;
use std::collections::BTreeMap;
use store::{EntryReason, WayIn};

/// What was filled in, by the names of the inputs.
pub(crate) type Values = BTreeMap<String, String>;

/// Inputs of our own begin with this, so that no question is called the same.
pub(crate) const TOKEN: &str = "_token";
pub(crate) const TRAP: &str = "_homepage";
pub(crate) const PROOF: &str = "_proof";
pub(crate) const CONSENT: &str = "_consent";
pub(crate) const CONSENT_VERSION: &str = "_consent_version";

/// More inputs than this no form has.
const MOST: usize = 200;

/// What was filled in: urlencoded, or a flat object in JSON.
pub(crate) fn values(kind: &str, bytes: &[u8]) -> Result<Values, EntryReason> {
    let mut values = Values::new();
    if kind
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("application/json")
    {
        let body = super::read::json(bytes)?;
        let Value::Object(body) = body else {
            return Err(unreadable(
                "Send an object: a name and a value for each input.",
            ));
        };
        for (name, value) in body {
            values.insert(name, super::given::text_of(&value));
        }
    } else {
        for (name, value) in form_urlencoded::parse(bytes) {
            // The first counts; a ticked box sends what stands before it too.
            values
                .entry(name.into_owned())
                .or_insert_with(|| value.into_owned());
        }
    }
    if values.len() > MOST {
        return Err(unreadable(format!("There are more than {MOST} inputs.")));
    }
    Ok(values)
}

/// What is wrong with what was filled in, by the name of the input; empty where it will do.
pub(crate) fn check(
    form: &FormDefinition,
    values: &Values,
    process: Option<&Process>,
) -> BTreeMap<String, String> {
    let mut wrong = BTreeMap::new();
    let given = |name: &str| values.get(name).map_or("", |own| own.trim());
    for field in &form.fields {
        let text = given(&field.target);
        let what = if text.is_empty() {
            field.required.then(|| "This is needed.".to_owned())
        } else {
            misfit(&field.target, text, process)
        };
        if let Some(what) = what {
            wrong.insert(field.target.clone(), what);
        }
    }
    if let Some(consent) = &form.consent
        && consent.required
        && given(CONSENT).is_empty()
    {
        wrong.insert(
            CONSENT.into(),
            "Please say yes to this, or we may not answer.".into(),
        );
    }
    if wrong.is_empty() {
        let named = !given("name").is_empty() || !given("last_name").is_empty();
        let reachable = !given("email").is_empty()
            || !given("phone").is_empty()
            || (named && !given("company").is_empty());
        if !reachable {
            let place = ["email", "phone", "company"]
                .into_iter()
                .find(|own| form.fields.iter().any(|field| field.target == *own));
            let what = "Tell us how to reach you.".to_owned();
            wrong.insert(place.unwrap_or("email").to_owned(), what);
        }
    }
    wrong
}

fn misfit(target: &str, text: &str, process: Option<&Process>) -> Option<String> {
    let most = match target {
        "message" => 20_000,
        "email" => 254,
        "phone" => 60,
        "region" => 100,
        _ if target.starts_with("field:") => 5_000,
        _ => 200,
    };
    if text.chars().count() > most {
        return Some(format!("This is longer than {most} characters."));
    }
    match target {
        "email" if mail_key(text).is_none() => {
            Some("This is no mail address, such as ana@example.com.".into())
        }
        "phone" if !is_number(text) => {
            Some("This is no phone number: it takes seven digits at least.".into())
        }
        _ => {
            let Some(Target::Field(id)) = Target::of(target) else {
                return None;
            };
            let field = process?.field(&id)?;
            if fitting(process?, &id, &Value::String(text.to_owned())).is_some() {
                return None;
            }
            Some(match &field.kind {
                FieldType::Choice(_) => "Please take one of these.".into(),
                FieldType::Integer { min, .. } => match min {
                    Some(min) => format!("This takes a whole number from {min}."),
                    None => "This takes a whole number.".into(),
                },
                FieldType::Number { .. } => "This takes a number.".into(),
                FieldType::YesNo => "Please say yes or no.".into(),
                FieldType::Date => "This takes a day, such as 2026-11-22.".into(),
                FieldType::Text => "This can't be kept.".into(),
            })
        }
    }
}

/// What the token of a form is bound to beside it: the words of the consent that were shown.
pub(crate) fn bound(way: &WayIn, version: &str) -> String {
    format!("{}\n{version}", way.id)
}

/// The token that came along, if this form signed it for the consent that came along.
pub(crate) fn token(way: &WayIn, values: &Values) -> Option<FormToken> {
    let version = values.get(CONSENT_VERSION).map_or("", String::as_str);
    let text = values.get(TOKEN)?;
    FormToken::read(&bound(way, version), &way.own_key, text)
}

/// Why what was filled in is set aside for a person, if it is.
pub(super) fn suspected(
    way: &WayIn,
    raw: &[u8],
    headers: &str,
    at: Timestamp,
) -> Result<Option<EntryReason>, EntryReason> {
    let kept = Kept::of(headers);
    let values = values(&kept.content_type, raw)?;
    let form = Definition::of(way).form.unwrap_or_default();
    let text = |name: &str| values.get(name).map_or("", String::as_str);
    let bits = form.proof_of_work;
    let words: Vec<&str> = values
        .iter()
        .filter(|(name, _)| !name.starts_with('_') && !origin::CARRIED.contains(&name.as_str()))
        .filter(|(name, _)| !matches!(name.as_str(), "name" | "first_name" | "last_name"))
        .map(|(_, value)| value.as_str())
        .collect();
    Ok(suspicion(&Sent {
        shown_at: token(way, &values).map(|own| own.at),
        at,
        trap: text(TRAP),
        proved: bits == 0 || proves(text(TOKEN), text(PROOF), bits),
        too_many: kept.too_many,
        name: &[text("name"), text("first_name"), text("last_name")].join(" "),
        words: &words.join(" "),
    }))
}

/// What was kept of the request beside its bytes.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    /// How the bytes are written.
    pub(crate) content_type: String,
    /// The browser or program.
    pub(crate) user_agent: String,
    /// The page that sent it.
    pub(crate) origin: String,
    /// The network it came from; never the whole address.
    pub(crate) network: String,
    /// More came from there than from people.
    pub(crate) too_many: bool,
}

impl Kept {
    pub(crate) fn of(headers: &str) -> Self {
        serde_json::from_str(headers).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).expect("texts are JSON")
    }
}

pub(super) fn given(
    way: &WayIn,
    definition: &Definition,
    raw: &[u8],
    headers: &str,
) -> Result<Given, EntryReason> {
    let values = values(&Kept::of(headers).content_type, raw)?;
    let form = definition.form.clone().unwrap_or_default();
    let mut given = Given::default();
    let mut known = BTreeMap::new();
    for (name, value) in &values {
        if value.trim().is_empty() || name.starts_with('_') {
            continue;
        }
        if origin::CARRIED.contains(&name.as_str()) {
            known.insert(name.clone(), value.clone());
            continue;
        }
        let json = Value::String(value.clone());
        let asked = form.fields.iter().any(|field| field.target == *name);
        match Target::of(name) {
            Some(target) if asked => given.put(&target, &json),
            // A form of somebody's own page may ask for more than we know of.
            Some(Target::Known("name" | "email" | "phone" | "company" | "message")) => {
                given.put(&Target::of(name).expect("it is one"), &json);
            }
            _ => given.others.push((label(name), value.clone())),
        }
    }
    // A landing page carries the marks of its campaign, also where nothing else did.
    if let Some((_, query)) = known
        .get("landing_page")
        .and_then(|own| own.split_once('?'))
    {
        for (name, value) in origin::of_query(query) {
            known.entry(name).or_insert(value);
        }
    }
    given.campaign = known.get("utm_campaign").cloned();
    given.click_id = known.get("click_id").cloned();
    given.landing_page = known.get("landing_page").cloned();
    given.referrer = known.get("referrer").cloned();
    given.channel = origin::channel(&form.sources, &known);
    given.form = Some(form.name.clone().unwrap_or_else(|| way.id.clone()));
    if let Some(consent) = &form.consent {
        let said = values
            .get(CONSENT)
            .is_some_and(|own| !own.trim().is_empty());
        // The token signs which words were shown; without one only those of now are sure.
        let version = values
            .get(CONSENT_VERSION)
            .filter(|_| token(way, &values).is_some());
        let version = version.cloned().unwrap_or_else(|| consent.version.clone());
        given.consent = Some((said, version));
    }
    Ok(given)
}

/// A name of somebody else's input, for people.
fn label(name: &str) -> String {
    let text: String = name
        .chars()
        .filter(|own| !own.is_control())
        .take(80)
        .collect();
    text.strip_prefix("field:")
        .map_or(text.clone(), ToOwned::to_owned)
}

/// The field of the process that a target names.
pub(super) fn field_of(target: &str) -> Option<FieldId> {
    match Target::of(target)? {
        Target::Field(field) => Some(field),
        Target::Known(_) => None,
    }
}
