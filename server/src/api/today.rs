//! Today: what somebody does now, in order, and why; and what one more lead would break.

use super::known::Known;
use super::query::Query;
use super::rights::{May, Read};
use crate::app::App;
use crate::effort::minutes_at;
use crate::problem::Problem;
use crate::processes::Published;
use crate::view::TodayItem;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lifecycle::lead::{Lead, Standing};
use lifecycle::names::{LeadId, MemberId, StageId};
use lifecycle::process::model::{Process, Stage, StageKind, StopsOn};
use lifecycle::track::day::{Place, Urgency, place};
use lifecycle::track::fits::{Effort, Owed, one_more};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Whose;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// A day has at most so many lines; who owns more sees those that are due first.
const MOST: u32 = 500;

/// Whose day.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The id of a member; `me`, or nothing, for whoever is signed in.
    owner: Option<String>,
    /// Instead of a member: all leads that this role is accountable for now.
    role: Option<String>,
}

/// Somebody's day.
#[derive(Serialize, ToSchema)]
struct Today {
    /// The instant it speaks of.
    as_of: Timestamp,
    /// Whose day it is.
    of: OfView,
    /// How many lines each group has.
    counts: CountsView,
    /// There are more than these: those that are due last are left out.
    more: bool,
    /// What is to be done, in this order.
    items: Vec<TodayItem>,
    /// What fits into the working time left; none for a role.
    fits: Option<FitsView>,
}

/// Whose day it is.
#[derive(Serialize, ToSchema)]
#[schema(as = TodayOf)]
struct OfView {
    /// `member` or `role`.
    #[schema(pattern = "^(member|role)$")]
    kind: &'static str,
    /// Their id, or the role's name.
    id: String,
    /// What people call them.
    name: String,
}

/// How many lines each group has.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = TodayCounts)]
struct CountsView {
    /// To be done now.
    now: usize,
    /// Of these, overdue.
    overdue: usize,
    /// Later today.
    today: usize,
    /// On a later day.
    later: usize,
    /// Waiting for the buyer, or for a better time.
    waiting: usize,
}

/// Which promises can't be kept in the working time left, and which couldn't with one more lead.
#[derive(Serialize, ToSchema)]
#[schema(as = TodayFits)]
struct FitsView {
    /// The grade of the lead that might come.
    grade: Option<String>,
    /// How long a step for it is taken to last, in minutes.
    minutes: i64,
    /// That is the median of what was logged; otherwise nobody knows, and it is a guess.
    measured: bool,
    /// Promises that break as it is.
    already: Vec<LeadRef>,
    /// Promises that would break if one more came now.
    others: Vec<LeadRef>,
    /// The promise to the new one couldn't be kept.
    itself: bool,
}

/// A lead by its name.
#[derive(Serialize, ToSchema)]
struct LeadRef {
    /// Its id.
    id: String,
    /// What it is called.
    name: String,
}

/// Show somebody's day
#[utoipa::path(get, path = "/api/v1/today", tag = "Work", operation_id = "today",
    params(Asked),
    responses((status = 200, description = "What is to be done, in order, and why", body = Today)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Today>, Problem> {
    let running = app.line.processes().running().await?;
    let known = Known::by(&app, running.as_deref());
    let now = app.clock.now();
    let (of, whose) = asked.whose(&may, &app, known, running.as_deref()).await?;
    let (leads, more) = leads(&app, &whose).await?;
    let mut lines: Vec<(Place, Lead, Arc<Published>)> = Vec::with_capacity(leads.len());
    for lead in leads {
        let published = app.line.processes().of_lead(&lead).await?;
        if let Some(place) = place(&lead, &published.process, now) {
            lines.push((place, lead, published));
        }
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    let mut counts = CountsView::default();
    for (place, ..) in &lines {
        match place.urgency {
            Urgency::LastMoment | Urgency::Soon => counts.now += 1,
            Urgency::Overdue => {
                counts.now += 1;
                counts.overdue += 1;
            }
            Urgency::Today => counts.today += 1,
            Urgency::Later => counts.later += 1,
            Urgency::Waiting => counts.waiting += 1,
        }
    }
    let fits = match (&running, of.kind) {
        (Some(running), "member") => {
            let efforts = app.efforts.by_stage().await?;
            fits(&lines, &efforts, &running.process, now)
        }
        _ => None,
    };
    let items = lines
        .iter()
        .filter_map(|(place, lead, published)| TodayItem::of(lead, place, published, now));
    Ok(Json(Today {
        as_of: now,
        of,
        counts,
        more,
        items: items.collect(),
        fits,
    }))
}

impl Asked {
    async fn whose(
        &self,
        may: &May<Read>,
        app: &App,
        known: Known<'_>,
        running: Option<&Published>,
    ) -> Result<(OfView, Vec<Whose>), Problem> {
        let owner = self.owner.as_deref().filter(|text| !text.is_empty());
        if let Some(role) = known.role(self.role.as_deref()).await? {
            if owner.is_some() {
                let detail = "Give `owner` or `role`, not both.";
                return Err(Problem::of("query.value", detail).at("role"));
            }
            let of = OfView {
                kind: "role",
                name: running.map_or_else(
                    || role.to_string(),
                    |own| own.process.role_title(&role).to_owned(),
                ),
                id: role.to_string(),
            };
            return Ok((of, vec![Whose::Role(role)]));
        }
        let id = match owner {
            None | Some("me") => may.member().map(|own| own.member.id.clone()),
            Some(id) => Some(known.owner(id).await?),
        };
        let id: MemberId = id.ok_or_else(|| {
            let detail = "`owner` takes a member's id; a token is nobody, and has no day.";
            Problem::of("query.value", detail).at("owner")
        })?;
        let member = app.store.reader().await?.member(&id).await?;
        let member = member.ok_or_else(|| Problem::not_found("member"))?.member;
        let mut whose = vec![Whose::Member(id)];
        whose.extend(member.roles.into_iter().map(Whose::StandIn));
        let of = OfView {
            kind: "member",
            id: member.id.to_string(),
            name: member.name,
        };
        Ok((of, whose))
    }
}

/// The open leads of all these, each once; and whether there are more.
async fn leads(app: &App, whose: &[Whose]) -> Result<(Vec<Lead>, bool), Problem> {
    let mut reader = app.store.reader().await?;
    let mut seen: BTreeSet<LeadId> = BTreeSet::new();
    let mut leads = Vec::new();
    let mut more = false;
    for own in whose {
        let mut found = reader.day(own, MOST + 1).await?;
        more |= found.len() > MOST as usize;
        found.truncate(MOST as usize);
        leads.extend(
            found
                .into_iter()
                .filter(|lead| seen.insert(lead.id.clone())),
        );
    }
    Ok((leads, more))
}

/// What one more lead of the best grade would break, if it came in now.
fn fits(
    lines: &[(Place, Lead, Arc<Published>)],
    efforts: &BTreeMap<StageId, Effort>,
    process: &Process,
    now: Timestamp,
) -> Option<FitsView> {
    let first = process.base.stages.iter().find_map(answering)?;
    let (stage, promise) = first;
    let grade = process.base.quality.grades.first().map(|rule| &rule.grade);
    let within = promise.within.for_grade(grade)?;
    let minutes = minutes_at(efforts, &stage.id);
    let queue: Vec<Owed> = lines
        .iter()
        .filter_map(|(place, lead, _)| match &lead.standing {
            Standing::Open(here)
                if place.urgency != Urgency::Waiting && here.next_step.clock.is_some() =>
            {
                Some(Owed {
                    lead: Some(lead.id.clone()),
                    due_at: here.next_step.due_at,
                    minutes: minutes_at(efforts, &here.stage),
                })
            }
            _ => None,
        })
        .collect();
    let new = Owed {
        lead: None,
        due_at: process.calendar.after(now, within, promise.counts),
        minutes,
    };
    let found = one_more(&queue, new, &process.calendar, now);
    let named = |ids: Vec<LeadId>| {
        ids.into_iter()
            .map(|id| LeadRef {
                name: lines
                    .iter()
                    .find(|(_, lead, _)| lead.id == id)
                    .map_or_else(String::new, |(_, lead, _)| short_name(lead)),
                id: id.to_string(),
            })
            .collect()
    };
    Some(FitsView {
        grade: grade.map(ToString::to_string),
        minutes,
        measured: efforts.contains_key(&stage.id),
        already: named(found.already),
        others: named(found.others),
        itself: found.itself,
    })
}

/// The promise to somebody new: the first that a person has to keep by reaching out.
fn answering(stage: &Stage) -> Option<(&Stage, &lifecycle::process::model::Promise)> {
    let StageKind::Work(duty) = &stage.kind else {
        return None;
    };
    duty.clocks
        .iter()
        .find(|own| matches!(own.stops_on, StopsOn::HumanTouch | StopsOn::TwoWayTouch))
        .map(|promise| (stage, promise))
}

/// What people call somebody when there is little room.
fn short_name(lead: &Lead) -> String {
    let company = lead.company.as_ref().and_then(|own| own.name.as_ref());
    let person = &lead.person;
    match &person.name {
        Some(name) => name.split_whitespace().last().unwrap_or(name).to_owned(),
        None => company
            .or(person.email.as_ref())
            .or(person.phone.as_ref())
            .cloned()
            .unwrap_or_else(|| "without a name".to_owned()),
    }
}
