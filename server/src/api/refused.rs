//! Refused: what the line and the store say no to, as problems.

use super::query::escaped;
use crate::line::LineError;
use crate::problem::Problem;
use lifecycle::lead::Refusal;

impl From<LineError> for Problem {
    fn from(error: LineError) -> Self {
        match error {
            LineError::Refused(refusal) => refused(&refusal),
            LineError::NotFound => Self::not_found("lead"),
            LineError::Changed { now } => Self::of(
                "lead.changed",
                format!("The lead is at version {now} by now: look at it again."),
            )
            .at("/if_version"),
            LineError::NoPerson(_) => Self::not_found("person"),
            LineError::NoMerge => Self::not_found("merge"),
            LineError::PersonGoesOn { .. } => {
                Self::of("merge.goes_on", sentence(&error.to_string()))
            }
            LineError::CannotGoOn(_) => {
                Self::of("merge.keep_lead", sentence(&error.to_string())).at("/keep_lead")
            }
            LineError::UndoneAlready { .. } => {
                Self::of("merge.undone", sentence(&error.to_string()))
            }
            LineError::OtherBody => Self::of(
                "key.other_body",
                "This `Idempotency-Key` came with another body before: take a new key for a new request.",
            ),
            LineError::NoProcess => Self::of(
                "process.none",
                "No process runs yet: `throughline process publish FILE`.",
            )
            .after(30),
            LineError::Conflict => Self::of(
                "line.busy",
                "Others were faster, again and again: send it again.",
            )
            .after(1),
            LineError::Busy => Self::of(
                "line.busy",
                "More waits than can be taken: send it again in a moment, with the same key.",
            )
            .after(1),
            LineError::Stopped(_) => Self::of(
                "line.stopped",
                "Nothing can be acknowledged now: send it again, with the same key.",
            )
            .after(5),
            LineError::Broken(what) => Self::inside("a rule broke", &what),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict { .. } | store::Error::Busy(_) => {
                Self::of("line.busy", "Others were in the way: send it again.").after(1)
            }
            store::Error::Unavailable(_) | store::Error::InDoubt(_) => {
                tracing::warn!(%error, "the database could not be used");
                Self::of(
                    "line.stopped",
                    "The database can't be used now: send it again.",
                )
                .after(5)
            }
            other => Self::inside("the store failed", &other),
        }
    }
}

/// What the rules say no to, at the value it is about.
pub(crate) fn refused(refusal: &Refusal) -> Problem {
    let field = |name: &str| format!("/fields/{}", escaped(name));
    let at = match refusal {
        Refusal::NotOpen { .. }
        | Refusal::NoVerdict { .. }
        | Refusal::GoesOn { .. }
        | Refusal::NotMerged { .. }
        | Refusal::HappenedSince { .. } => None,
        Refusal::SameLead => Some("/other".into()),
        Refusal::NothingToTakeBack { .. } => Some("/to".into()),
        Refusal::NotDrawn { .. }
        | Refusal::NoSuchStage { .. }
        | Refusal::Criterion { .. }
        | Refusal::IntoGate { .. }
        | Refusal::AlreadyThere { .. }
        | Refusal::NotActive { .. } => Some("/to".to_owned()),
        Refusal::Needs { first, .. } => Some(match first.as_str() {
            own @ ("reason" | "wake_on" | "amount") => format!("/{own}"),
            other => field(other),
        }),
        Refusal::Reason { .. } | Refusal::ExceptionWithoutReason => Some("/reason".into()),
        Refusal::NoSuchField { field: name, .. } | Refusal::Value { field: name, .. } => {
            Some(field(name.as_str()))
        }
        Refusal::BeforeLead => Some("/at".into()),
        Refusal::AfterPromise { .. } => Some("/due_at".into()),
        Refusal::SnoozeHides { .. } => None,
        Refusal::SnoozeCondition { .. } => Some("/when".into()),
        Refusal::SnoozeAfterPromise { .. } | Refusal::SnoozeUntilWhat => Some("/until".into()),
        Refusal::Past { what } if what.contains("until") => Some("/until".into()),
        Refusal::Past { what } => Some(if what.contains("wake") {
            "/wake_on".into()
        } else {
            "/due_at".into()
        }),
    };
    let problem = Problem::of(refusal.code(), sentence(&refusal.to_string()));
    match at {
        Some(at) => problem.at(at),
        None => problem,
    }
}

/// With a capital letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let end = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{end}", letters.as_str())
}
