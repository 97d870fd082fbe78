//! Targets: where a value that comes in may go.

use lifecycle::names::FieldId;
use lifecycle::process::model::Process;

/// What a lead has beside the fields of the process, with what people call it.
pub(crate) const TARGETS: [(&str, &str); 13] = [
    ("name", "Name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("email", "Mail address"),
    ("phone", "Phone number"),
    ("company", "Company"),
    ("region", "Region"),
    ("message", "Message"),
    ("campaign", "Campaign"),
    ("click_id", "Click id"),
    ("landing_page", "Landing page"),
    ("referrer", "Referrer"),
    ("skip", "Leave out"),
];

/// Where a value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// To one of [`TARGETS`].
    Known(&'static str),
    /// To a field of the process.
    Field(FieldId),
}

impl Target {
    /// The target of this word: `email`, or `field:segment`.
    pub(super) fn of(word: &str) -> Option<Self> {
        if let Some(field) = word.strip_prefix("field:") {
            return (!field.is_empty()).then(|| Self::Field(FieldId::from(field)));
        }
        TARGETS
            .iter()
            .find(|(own, _)| *own == word)
            .map(|(own, _)| Self::Known(own))
    }

    /// Why this word is no target, as a sentence; `None` for one that is.
    pub(super) fn wrong(word: &str, process: Option<&Process>) -> Option<String> {
        match Self::of(word) {
            None => {
                let known: Vec<&str> = TARGETS.iter().map(|(own, _)| *own).collect();
                Some(format!(
                    "There is no `{word}`: take {}, or `field:` with the name of a field.",
                    known.join(", ")
                ))
            }
            Some(Self::Field(field)) => process
                .is_some_and(|process| process.field(&field).is_none())
                .then(|| format!("The process has no field `{field}`.")),
            Some(Self::Known(_)) => None,
        }
    }
}
