//! Whole: the outline of what holds for all channels.

use super::outline::{Points, Subject};
use super::wording::{
    addressee, alert_by, condition, list, span, stops_series, text, whole, words,
};
use crate::process::model::{
    AlertOn, AlertRule, Field, Process, Role, Series, SeriesAct, SeriesStep, Term,
};
use crate::value::FieldType;

pub(super) fn outline(process: &Process) -> Vec<Subject> {
    let mut subjects = vec![head(process), calendar(process), agreement(process)];
    subjects.extend(process.roles.iter().map(role));
    subjects.extend(process.terms.iter().map(term));
    subjects.extend(process.channels.iter().map(|channel| {
        let id = channel.id.as_str();
        let mut points = Points::default();
        points.one("belongs to", channel.family.word());
        Subject {
            about: "channel",
            id: id.to_owned(),
            title: id.to_owned(),
            head: format!("Channel {id}"),
            place: Some(channel.place),
            comes: format!("New channel {id} ({}).", channel.family.word()),
            goes: format!("The channel {id} is gone."),
            points: points.0,
            parts: Vec::new(),
        }
    }));
    subjects.extend(process.fields.iter().map(field));
    subjects.extend(process.series.iter().map(series));
    subjects.extend(process.alerts.iter().map(alert));
    subjects
}

/// A subject that each process has.
fn standing(about: &'static str, head: &str, points: Points) -> Subject {
    Subject {
        about,
        id: String::new(),
        title: head.trim_end_matches(':').to_owned(),
        head: head.to_owned(),
        place: None,
        comes: String::new(),
        goes: String::new(),
        points: points.0,
        parts: Vec::new(),
    }
}

fn head(process: &Process) -> Subject {
    let mut points = Points::default();
    points.one("the id is", process.id.as_str());
    points.one("the title is", whole(&process.title));
    points.one("the purpose is", whole(&process.purpose));
    points.one(
        "numbers without a code belong to",
        process.country.as_deref().unwrap_or("no country"),
    );
    points.order(
        "the roles stand in the order",
        process.roles.iter().map(|role| role.id.to_string()),
    );
    points.order(
        "the fields stand in the order",
        process.fields.iter().map(|field| field.id.to_string()),
    );
    points.order(
        "the alerts are tried in the order",
        process.alerts.iter().map(|alert| alert.id.to_string()),
    );
    standing("process", "The process:", points)
}

fn calendar(process: &Process) -> Subject {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let calendar = &process.calendar;
    let mut points = Points::default();
    points.one(
        "the time zone is",
        calendar.zone.iana_name().unwrap_or("a fixed one"),
    );
    for (day, periods) in DAYS.iter().zip(&calendar.hours) {
        let periods: Vec<String> = periods
            .iter()
            .map(|(from, to)| format!("{}-{}", from.strftime("%H:%M"), to.strftime("%H:%M")))
            .collect();
        let hours = if periods.is_empty() {
            "nobody".to_owned()
        } else {
            periods.join(" and ")
        };
        points.one(format!("on {day} works"), hours);
    }
    points.some(
        "leave out the day",
        calendar.holidays.iter().map(ToString::to_string),
    );
    standing("calendar", "Working hours:", points)
}

fn agreement(process: &Process) -> Subject {
    let agreement = &process.agreement;
    let mut points = Points::default();
    points.some(
        "is signed by",
        agreement.signs.iter().map(ToString::to_string),
    );
    points.maybe("is discussed for at least", agreement.discussion.map(span));
    if let Some(review) = &agreement.review {
        points.one("is looked at again first after", span(review.first_after));
        points.one("is looked at again then every", span(review.then_every));
        points.one("is looked at again, led by", review.led_by.as_str());
    }
    standing("agreement", "The agreement", points)
}

fn role(role: &Role) -> Subject {
    let mut points = Points::default();
    points.one("the title is", whole(&role.title));
    points.maybe("it expects", role.expects.as_deref().map(whole));
    let stands_in = list(role.stands_in_for.iter().map(ToString::to_string));
    points.one("it stands in for", stands_in);
    Subject {
        about: "role",
        id: role.id.to_string(),
        title: role.title.clone(),
        head: format!("Role {}:", role.id),
        place: Some(role.place),
        comes: format!("New role {} ({}).", role.title, role.id),
        goes: format!("The role {} ({}) is gone.", role.title, role.id),
        points: points.0,
        parts: Vec::new(),
    }
}

fn term(term: &Term) -> Subject {
    let title = words(term.id.as_str());
    let mut points = Points::default();
    points.one("means", whole(&term.is));
    points.maybe("doesn't mean", term.is_not.as_deref().map(whole));
    points.some(
        "is agreed by",
        term.agreed_by.iter().map(ToString::to_string),
    );
    points.maybe("is decided by", term.decided_by.as_ref().map(condition));
    Subject {
        about: "term",
        id: term.id.to_string(),
        head: format!("The term {title}"),
        place: Some(term.place),
        comes: format!("New term {title}: {}.", text(&term.is)),
        goes: format!("The term {title} is gone."),
        points: points.0,
        parts: Vec::new(),
        title,
    }
}

fn field(field: &Field) -> Subject {
    let kind = match &field.kind {
        FieldType::Text => "text".to_owned(),
        FieldType::Choice(_) => "a choice".to_owned(),
        FieldType::Integer { .. } => "a whole number".to_owned(),
        FieldType::Number { .. } => "a number".to_owned(),
        FieldType::YesNo => "yes or no".to_owned(),
        FieldType::Date => "a day".to_owned(),
    };
    let mut points = Points::default();
    points.one("the title is", whole(&field.title));
    points.one("it holds", kind.as_str());
    match &field.kind {
        FieldType::Choice(of) => {
            points.some("offers", of.iter().cloned());
            points.order("offers its choices in the order", of.iter().cloned());
        }
        FieldType::Integer { min, max } => {
            points.maybe("the smallest is", min.map(|own| own.to_string()));
            points.maybe("the largest is", max.map(|own| own.to_string()));
        }
        FieldType::Number { min, max } => {
            points.maybe("the smallest is", min.map(|own| own.to_string()));
            points.maybe("the largest is", max.map(|own| own.to_string()));
        }
        FieldType::Text | FieldType::YesNo | FieldType::Date => {}
    }
    Subject {
        about: "field",
        id: field.id.to_string(),
        title: field.title.clone(),
        head: format!("Field {}:", field.id),
        place: Some(field.place),
        comes: format!("New field {} ({}, {kind}).", field.title, field.id),
        goes: format!("The field {} ({}) is gone.", field.title, field.id),
        points: points.0,
        parts: Vec::new(),
    }
}

fn series(series: &Series) -> Subject {
    let mut points = Points::default();
    points.one("is owned by", series.owner.as_str());
    points.some(
        "ends on",
        series
            .stops_on
            .iter()
            .map(|own| stops_series(*own).to_owned()),
    );
    points.maybe(
        "is quiet from",
        series
            .quiet_hours
            .map(|(from, to)| format!("{} to {}", from.strftime("%H:%M"), to.strftime("%H:%M"))),
    );
    points.maybe(
        "sends at most",
        series
            .at_most
            .map(|(most, within)| format!("{most} within {}", span(within))),
    );
    points.maybe(
        "when it is used up, tells",
        series
            .exhausted
            .as_ref()
            .map(|own| format!("{} after {}", addressee(&own.alert), span(own.after))),
    );
    points.order(
        "goes in the order",
        series.steps.iter().map(|own| own.id.to_string()),
    );
    Subject {
        about: "series",
        id: series.id.to_string(),
        title: series.id.to_string(),
        head: format!("The series {}", series.id),
        place: Some(series.place),
        comes: format!(
            "New series {} with {} steps ({}).",
            series.id,
            series.steps.len(),
            series.owner
        ),
        goes: format!("The series {} is gone.", series.id),
        points: points.0,
        parts: series
            .steps
            .iter()
            .map(|step| series_step(series, step))
            .collect(),
    }
}

fn series_step(series: &Series, step: &SeriesStep) -> Subject {
    let does = match &step.does {
        SeriesAct::Mail(mail) => format!("the mail {mail}"),
        SeriesAct::Task(task) => format!("the task {}", whole(task)),
    };
    let mut points = Points::default();
    points.one("waits", span(step.wait));
    points.one("brings", does.as_str());
    points.one("happens", format!("{} times", step.repeat));
    Subject {
        about: "step",
        id: step.id.to_string(),
        title: step.id.to_string(),
        head: format!("The series {}, step {},", series.id, step.id),
        place: Some(step.place),
        comes: format!(
            "The series {} has a new step {}: {does} after {}.",
            series.id,
            step.id,
            span(step.wait)
        ),
        goes: format!("The series {} has no step {} any more.", series.id, step.id),
        points: points.0,
        parts: Vec::new(),
    }
}

fn alert(alert: &AlertRule) -> Subject {
    let on = match &alert.on {
        AlertOn::LeadArrived => "a lead arrives".to_owned(),
        AlertOn::LeadAssigned => "a lead gets an owner".to_owned(),
        AlertOn::GoneCold => "a lead has gone cold".to_owned(),
        AlertOn::ClockWarned => "a promise is about to break".to_owned(),
        AlertOn::ClockBreached => "a promise broke".to_owned(),
        AlertOn::LeadReturned => "a lead is given back".to_owned(),
        AlertOn::Condition(own) => condition(own),
    };
    let mut points = Points::default();
    points.one("is raised when", on.as_str());
    points.one("goes to", addressee(&alert.to));
    points.some("comes", alert.by.iter().map(|by| alert_by(*by).to_owned()));
    let later: Vec<String> = alert
        .then_after
        .iter()
        .map(|(after, to)| format!("{} after {}", addressee(to), span(*after)))
        .collect();
    points.maybe(
        "then goes to",
        (!later.is_empty()).then(|| later.join(", then ")),
    );
    Subject {
        about: "alert",
        id: alert.id.to_string(),
        title: alert.id.to_string(),
        head: format!("The alert {}", alert.id),
        place: Some(alert.place),
        comes: format!(
            "New alert {}: {} is told when {on}.",
            alert.id,
            addressee(&alert.to)
        ),
        goes: format!("The alert {} is gone.", alert.id),
        points: points.0,
        parts: Vec::new(),
    }
}
