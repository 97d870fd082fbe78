//! Wording: values of a process as sentences say them.

use crate::calendar::{Counts, Span, Unit};
use crate::process::condition::Condition;
use crate::process::model::{
    Activity, Addressee, AlertBy, Asked, Available, Consequence, Later, Mode, Phase, Pick, PoolOf,
    StopsOn, StopsSeries, Target, Tries, Verdict,
};

/// Longest text that is quoted, in characters.
const LONGEST: usize = 80;

/// A text in quotes, cut where it is long.
pub(super) fn text(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("“{cut}{dots}”")
}

/// A text in full: two long ones that differ at the end must not look the same.
pub(super) fn whole(text: &str) -> String {
    format!("“{}”", text.trim())
}

pub(super) fn condition(condition: &Condition) -> String {
    format!("`{}`", condition.text.trim())
}

pub(super) fn span(span: Span) -> String {
    let unit = match span.unit {
        Unit::Minute => "m",
        Unit::Hour => "h",
        Unit::Day => "d",
        Unit::Week => "w",
        Unit::Month => "mo",
    };
    format!("{}{unit}", span.count)
}

/// A name as words: `first_response` is the first response.
pub(super) fn words(name: &str) -> String {
    name.replace('_', " ")
}

pub(super) fn list(values: impl IntoIterator<Item = String>) -> String {
    let values: Vec<String> = values.into_iter().collect();
    if values.is_empty() {
        "nobody".to_owned()
    } else {
        values.join(", ")
    }
}

pub(super) fn asked(asked: &Asked) -> String {
    match asked {
        Asked::Reason => "a reason".to_owned(),
        Asked::WakeOn => "a day to look at it again".to_owned(),
        Asked::Amount => "an amount".to_owned(),
        Asked::Field(field) => format!("`{field}`"),
    }
}

pub(super) fn addressee(to: &Addressee) -> String {
    match to {
        Addressee::Owner => "the owner".to_owned(),
        Addressee::Role(role) => role.to_string(),
    }
}

pub(super) fn consequence(then: &Consequence) -> String {
    match then {
        Consequence::Alert(to) => format!("{} is told", addressee(to)),
        Consequence::Reassign(Pick::LeastLoaded) => "the least loaded gets it".to_owned(),
        Consequence::Reassign(Pick::RoundRobin) => "somebody else gets it, by turn".to_owned(),
        Consequence::OfferNext => "it is offered to the next in the pool".to_owned(),
        Consequence::Move { to, reason: None } => format!("it moves to `{to}`"),
        Consequence::Move {
            to,
            reason: Some(reason),
        } => format!("it moves to `{to}` ({reason})"),
    }
}

pub(super) fn consequences(then: &[Consequence]) -> String {
    if then.is_empty() {
        return "nothing follows".to_owned();
    }
    let then: Vec<String> = then.iter().map(consequence).collect();
    then.join(", then ")
}

/// What follows later, each behind its time.
pub(super) fn afterwards(later: &[Later]) -> Option<String> {
    let later: Vec<String> = later
        .iter()
        .map(|own| format!("after {} {}", span(own.after), consequence(&own.does)))
        .collect();
    (!later.is_empty()).then(|| later.join(", "))
}

/// How many attempts are asked for.
pub(super) fn tries(tries: &Tries) -> Option<String> {
    let kinds = tries
        .by_kind
        .iter()
        .map(|(kind, count)| format!("{count} by {}", kind.word()));
    let all = (tries.all > 0).then(|| tries.all.to_string());
    let said: Vec<String> = all.into_iter().chain(kinds).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

pub(super) fn stops_on(stops: StopsOn) -> &'static str {
    match stops {
        StopsOn::Accepted => "accepting",
        StopsOn::HumanTouch => "a touch by a person",
        StopsOn::AnyTouch => "any touch",
        StopsOn::TwoWayTouch => "a touch in both directions",
        StopsOn::Verdict => "a verdict",
        StopsOn::Leaving => "going on",
    }
}

pub(super) fn stops_series(stops: StopsSeries) -> &'static str {
    match stops {
        StopsSeries::Reply => "a reply",
        StopsSeries::Meeting => "a meeting",
        StopsSeries::StageChange => "a change of stage",
        StopsSeries::OptOut => "an opt-out",
    }
}

pub(super) fn counts(counts: Counts) -> &'static str {
    match counts {
        Counts::Working => "working time",
        Counts::Elapsed => "all time",
    }
}

pub(super) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Human => "human",
        Mode::Assisted => "assisted",
        Mode::Automatic => "automatic",
    }
}

pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Lead => "lead",
        Phase::Prospect => "prospect",
        Phase::Opportunity => "opportunity",
        Phase::Customer => "customer",
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Returned => "returned",
    }
}

pub(super) fn activity(activity: Activity) -> &'static str {
    match activity {
        Activity::Identify => "identifies who it is",
        Activity::Assess => "assesses how good it is",
        Activity::Assign => "assigns who takes care of it",
    }
}

pub(super) fn alert_by(by: AlertBy) -> &'static str {
    match by {
        AlertBy::App => "in the app",
        AlertBy::Mail => "by mail",
        AlertBy::Webhook => "by webhook",
    }
}

/// Whom a lead is given to, with all that says how.
pub(super) fn target(target: &Target) -> String {
    let pool = match target {
        Target::OwnerOfCompany => return "the owner of the company".to_owned(),
        Target::OwnerOfPerson => return "whoever had the person before".to_owned(),
        Target::Pool(pool) => pool,
    };
    let mut said = match &pool.of {
        PoolOf::Role(role) => format!("the role {role}"),
        PoolOf::Team(team) => format!("the team {team}"),
    };
    said.push_str(match pool.by {
        Pick::RoundRobin => " by turn",
        Pick::LeastLoaded => " by load",
    });
    if pool.weights.is_some() {
        said.push_str(", weighted by seniority");
    }
    for cap in &pool.caps {
        said.push_str(&format!(", at most {cap}"));
    }
    if let Some(needs) = &pool.needs {
        said.push_str(&format!(", only those with {}", condition(needs)));
    }
    if let Some(prefer) = &pool.prefer {
        said.push_str(&format!(", first those with {}", condition(prefer)));
    }
    said.push_str(match pool.available {
        Available::Present => "",
        Available::Working => ", those at work now",
        Available::Any => ", also who is absent",
    });
    said
}
