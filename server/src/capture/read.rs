//! Read: from bytes to what they say, for each kind of a way in.

use super::definition::Definition;
use super::given::Given;
use super::{form, google, mapper, meta, typeform};
use store::{EntryReason, WayIn, WayKind, digest};

/// One submission out of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The key under which it comes in.
    pub(crate) key: String,
    /// Its bytes.
    pub(crate) raw: Vec<u8>,
    /// The provider only tries whether it gets here.
    pub(crate) test: bool,
}

/// What a call brings: most bring one. The reason, as a sentence, where it can't be read.
pub(crate) fn split(way: &WayIn, bytes: &[u8]) -> Result<Vec<Piece>, EntryReason> {
    match way.kind {
        WayKind::GoogleAds => google::split(bytes),
        WayKind::MetaLeads => meta::split(bytes),
        WayKind::Typeform => typeform::split(bytes),
        WayKind::Json => mapper::split(&Definition::of(way), bytes),
        WayKind::Form => Ok(vec![Piece {
            key: digest_key(bytes),
            raw: bytes.to_vec(),
            test: false,
        }]),
    }
}

/// What a piece says. `fetched`: what a second call brought.
pub(super) fn given(
    way: &WayIn,
    raw: &[u8],
    fetched: Option<&[u8]>,
    headers: &str,
) -> Result<Given, EntryReason> {
    let definition = Definition::of(way);
    match way.kind {
        WayKind::Form => form::given(way, &definition, raw, headers),
        WayKind::GoogleAds => google::given(&definition, raw),
        WayKind::MetaLeads => meta::given(&definition, fetched.unwrap_or(raw)),
        WayKind::Typeform => typeform::given(&definition, raw),
        WayKind::Json => mapper::given(&definition, raw),
    }
}

/// The key of what brings none: the same bytes are the same submission.
pub(in crate::capture) fn digest_key(bytes: &[u8]) -> String {
    let hex: String = digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("bytes-{hex}")
}

pub(super) fn unreadable(what: impl Into<String>) -> EntryReason {
    EntryReason {
        code: "unreadable".into(),
        detail: what.into(),
    }
}

/// JSON within the bounds of the API, or why it is none.
pub(super) fn json(bytes: &[u8]) -> Result<serde_json::Value, EntryReason> {
    crate::api::body::parse(bytes).map_err(|problem| unreadable(problem.detail.into_owned()))
}

/// A key of a provider: text, or a number of any size.
pub(super) fn key_of(value: Option<&serde_json::Value>) -> Option<String> {
    match value? {
        serde_json::Value::String(text) => {
            let text: String = text
                .chars()
                .filter(|own| !own.is_control())
                .take(255)
                .collect();
            (!text.trim().is_empty()).then(|| text.trim().to_owned())
        }
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
