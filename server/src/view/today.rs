//! Today: a line of somebody's day, with the reasons why it stands there.

use super::{MoneyView, OwnerView, money, spoken, word};
use crate::processes::Published;
use jiff::{SignedDuration, Timestamp};
use lifecycle::lead::{Attended, Axis, Clock, Lead, Owner, Standing};
use lifecycle::process::model::{Asked, Stage, StopsOn};
use lifecycle::track::day::Place;
use lifecycle::words::{capital, count};
use serde::Serialize;
use utoipa::ToSchema;

/// What somebody has to do for a lead, and why now.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TodayItem)]
pub(crate) struct TodayItem {
    /// The lead.
    id: String,
    /// How many events it has.
    version: u32,
    /// What it is called.
    name: String,
    /// Where they work, where that isn't the name.
    company: Option<String>,
    /// Their number.
    phone: Option<String>,
    /// Their mail address.
    email: Option<String>,
    /// Its grade.
    grade: Option<String>,
    /// How far it is: `lead`, `prospect`, `opportunity`, `customer`.
    phase: String,
    /// Where it is.
    stage: String,
    /// What people call that stage.
    stage_title: String,
    /// Who has it.
    owner: OwnerView,
    /// What it may be worth.
    amount: Option<MoneyView>,
    /// What is to be done.
    title: String,
    /// What kind of touch, if it is one.
    touch: Option<String>,
    /// Not before.
    planned_at: Timestamp,
    /// Until when.
    due_at: Timestamp,
    /// When the warning comes, where a promise gives the deadline.
    warn_at: Option<Timestamp>,
    /// What people call the promise that gives the deadline, if one does.
    promise: Option<String>,
    /// `now`, `today`, `later` or `waiting`.
    #[schema(pattern = "^(now|today|later|waiting)$")]
    pub(crate) group: String,
    /// `last_moment`, `overdue`, `soon`, `today`, `later` or `waiting`: the steps of urgency, the first first.
    urgency: String,
    /// The reasons, the most telling first.
    why: Vec<Why>,
}

/// A reason why a lead stands where it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct Why {
    /// `deadline`, `snoozed`, `accept`, `nobody`, `returned`, `came_in`, `last_touch`, `answers`, `fit`, `engagement` or `amount`.
    kind: &'static str,
    /// In words, as they are now.
    text: String,
    /// The instant it speaks of: what counts down.
    at: Option<Timestamp>,
}

impl Why {
    fn plain(kind: &'static str, text: String) -> Self {
        Self {
            kind,
            text,
            at: None,
        }
    }

    fn at(kind: &'static str, text: String, at: Timestamp) -> Self {
        Self {
            kind,
            text,
            at: Some(at),
        }
    }
}

impl TodayItem {
    /// The line of an open lead; `None` where it ended.
    pub(crate) fn of(
        lead: &Lead,
        place: &Place,
        published: &Published,
        now: Timestamp,
    ) -> Option<Self> {
        let Standing::Open(attended) = &lead.standing else {
            return None;
        };
        let process = &published.process;
        let stage = published.line(lead).stage(&attended.stage);
        let step = &attended.next_step;
        let promise = step
            .clock
            .as_ref()
            .and_then(|clock| lead.clocks.iter().find(|own| own.clock == *clock));
        let company = lead.company.as_ref().and_then(|own| own.name.clone());
        let person = &lead.person;
        let name = [&person.name, &company, &person.email, &person.phone]
            .into_iter()
            .flatten()
            .next()
            .cloned();
        Some(Self {
            id: lead.id.to_string(),
            version: lead.version,
            company: company.filter(|company| Some(company) != name.as_ref()),
            name: name.unwrap_or_else(|| "Without a name".to_owned()),
            phone: person.phone.clone(),
            email: person.email.clone(),
            grade: lead.score.grade.as_ref().map(ToString::to_string),
            phase: word(attended.phase),
            stage: attended.stage.to_string(),
            stage_title: stage.map_or_else(
                || spoken(attended.stage.as_str()),
                |stage| stage.title.clone(),
            ),
            owner: OwnerView::of(&attended.owner, Some(process)),
            amount: lead.amount.as_ref().map(money),
            title: step.title.clone(),
            touch: step.touch.map(|kind| kind.word().to_owned()),
            planned_at: step.planned_at,
            due_at: step.due_at,
            warn_at: promise
                .filter(|clock| clock.state.is_running())
                .and_then(|clock| clock.warn_at),
            promise: step
                .clock
                .as_ref()
                .map(|clock| capital(clock.as_str()).to_string()),
            group: word(place.urgency.group()),
            urgency: word(place.urgency),
            why: why(lead, attended, stage, promise, now),
        })
    }
}

fn why(
    lead: &Lead,
    attended: &Attended,
    stage: Option<&Stage>,
    promise: Option<&Clock>,
    now: Timestamp,
) -> Vec<Why> {
    let mut why = vec![deadline(attended, promise, now)];
    if let Some(snooze) = &attended.snooze {
        let text = match &snooze.words {
            Some(words) => format!("put off until {words}: {}", snooze.reason),
            None => format!("put off: {}", snooze.reason),
        };
        why.push(Why::plain("snoozed", text));
    }
    if let Owner::Pool { .. } = attended.owner {
        let text = "nobody has it yet: whoever stands in looks after it";
        why.push(Why::plain("nobody", text.to_owned()));
    }
    why.extend(accept(lead, attended, stage, now));
    if attended.given_back {
        why.push(Why::plain(
            "returned",
            "given back by the receiver".to_owned(),
        ));
    }
    match &lead.last.touch {
        Some(touch) => {
            let outcome = touch.outcome.as_deref();
            let what = outcome
                .filter(|outcome| !(touch.two_way && *outcome == "talked"))
                .map_or_else(|| touch.kind.word().to_owned(), spoken);
            let how = if touch.two_way { "talked" } else { "last try" };
            let text = format!(
                "{how}: {what}, {} ago",
                length(now.duration_since(touch.at))
            );
            why.push(Why::at("last_touch", text, touch.at));
        }
        None => {
            let channel = spoken(lead.source.channel.as_str());
            let ago = length(now.duration_since(lead.captured_at));
            let text = format!("came in {ago} ago by {channel}");
            why.push(Why::at("came_in", text, lead.captured_at));
        }
    }
    if let Some((done, of)) = answered(lead, stage) {
        why.push(Why::plain("answers", format!("{done} of {of} answered")));
    }
    for (kind, axis, sum) in [
        ("fit", Axis::Fit, lead.score.fit(now)),
        ("engagement", Axis::Engagement, lead.score.engagement(now)),
    ] {
        let parts: Vec<String> = lead
            .worth(now)
            .filter(|(part, points)| part.axis == axis && *points != 0)
            .map(|(part, points)| format!("{} {points:+}", spoken(part.rule.as_str())))
            .collect();
        if !parts.is_empty() {
            why.push(Why::plain(
                kind,
                format!("{kind} {sum} ({})", parts.join(", ")),
            ));
        }
    }
    if let Some(amount) = lead.amount.as_ref().map(money) {
        let text = format!("worth {} {}", amount.amount, amount.currency);
        why.push(Why::plain("amount", text));
    }
    why
}

fn deadline(attended: &Attended, promise: Option<&Clock>, now: Timestamp) -> Why {
    let due_at = attended.next_step.due_at;
    let left = due_at.duration_since(now);
    let far = length(left.abs());
    let text = match (promise, left.is_negative()) {
        (Some(own), false) => {
            format!("{} breaks in {far}", spoken(own.clock.as_str()))
        }
        (Some(own), true) => format!("{} broke {far} ago", spoken(own.clock.as_str())),
        (None, false) => format!("due in {far}"),
        (None, true) => format!("was due {far} ago"),
    };
    Why::at("deadline", text, due_at)
}

/// Who doesn't say yes in time loses it to the next one.
fn accept(lead: &Lead, attended: &Attended, stage: Option<&Stage>, now: Timestamp) -> Option<Why> {
    let promises = stage.and_then(Stage::duty).map(|duty| &duty.clocks)?;
    let own = lead.clocks.iter().find(|clock| {
        clock.state.is_running()
            && promises
                .iter()
                .any(|it| it.clock == clock.clock && it.stops_on == StopsOn::Accepted)
    })?;
    let left = own.due_at.duration_since(now);
    (!attended.accepted && !left.is_negative()).then(|| {
        let text = format!("not accepted yet: goes on in {}", length(left));
        Why::at("accept", text, own.due_at)
    })
}

/// How many of the questions of the stage are answered.
fn answered(lead: &Lead, stage: Option<&Stage>) -> Option<(usize, usize)> {
    let asks = &stage?.duty()?.asks;
    let known = |ask: &&Asked| match ask {
        Asked::Field(field) => lead.fields.contains_key(field),
        Asked::Amount => lead.amount.is_some(),
        Asked::Reason | Asked::WakeOn => false,
    };
    let asked = asks
        .iter()
        .filter(|ask| matches!(ask, Asked::Field(_) | Asked::Amount));
    let of = asked.clone().count();
    (of > 0).then(|| (asked.filter(known).count(), of))
}

/// A length of time for people: `4 min`, `3 h`, `2 days`.
fn length(time: SignedDuration) -> String {
    let minutes = time.as_mins().max(0);
    match minutes {
        0 => "less than a minute".to_owned(),
        1..60 => format!("{minutes} min"),
        60..1440 => format!("{} h", minutes / 60),
        _ => count((minutes / 1440).unsigned_abs(), "day").to_string(),
    }
}
