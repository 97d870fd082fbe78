//! Members: who works here, what they know, when they work, and when they are absent.

use super::body::Json;
use super::moment::Moment;
use super::rights::{May, Read, Staff, Who};
use crate::app::App;
use crate::members::{Change, Misfit};
use crate::problem::Problem;
use crate::text::clean_line;
use axum::Json as Reply;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use lifecycle::calendar::Calendar;
use lifecycle::names::MemberId;
use lifecycle::presence::{Absence, Availability};
use lifecycle::process::model::Process;
use lifecycle::roster::{Given, Roster};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Scope, StoredMember};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, change))
        .routes(routes!(absent))
}

/// Somebody who works here.
#[derive(Serialize, ToSchema)]
struct Member {
    /// Their id.
    id: String,
    /// Their name.
    name: String,
    /// The roles they have.
    roles: Vec<String>,
    /// The teams they are in.
    teams: Vec<String>,
    /// A word for where they are.
    region: Option<String>,
    /// The weight of their turns.
    seniority: u32,
    /// Whether they can be given leads.
    active: bool,
    /// How many open leads they own.
    open: u32,
    /// What they know, in words that rules compare.
    skills: Vec<String>,
    /// What they speak.
    languages: Vec<String>,
    /// Where they sell.
    territories: Vec<String>,
    /// Own hours; without them the house's.
    hours: Option<HoursView>,
    /// When they aren't there.
    absences: Vec<AbsenceView>,
    /// They say "not now".
    away: bool,
    /// Whether they can be given a lead now; none while no process says when people work.
    availability: Option<AvailabilityView>,
    /// How many leads they were given lately.
    given: Option<GivenView>,
}

/// Own hours.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Hours)]
struct HoursView {
    /// The name of a time zone: `Europe/Lisbon`.
    timezone: String,
    /// Days with their periods: `{ "mon-thu": ["09:00-12:00", "13:00-18:00"] }`.
    hours: BTreeMap<String, Vec<String>>,
}

/// From when until when somebody isn't there.
#[derive(Serialize, ToSchema)]
#[schema(as = Absence)]
struct AbsenceView {
    /// From this instant.
    from: Timestamp,
    /// Until this one.
    until: Timestamp,
    /// Who gets what would come back to them; without, the rules decide.
    stand_in: Option<String>,
    /// Why.
    why: Option<String>,
}

/// Whether somebody can be given a lead.
#[derive(Serialize, ToSchema)]
#[schema(as = Availability)]
pub(crate) struct AvailabilityView {
    /// `here`, `out_of_hours`, `absent`, `away` or `not_active`.
    #[schema(pattern = "^(here|out_of_hours|absent|away|not_active)$")]
    state: &'static str,
    /// Until when, where that is known.
    until: Option<Timestamp>,
    /// Who stands in for them by name.
    stand_in: Option<String>,
    /// As a sentence about them goes on: "absent until Mon 23 Nov, 09:00".
    text: String,
}

/// How many leads somebody was given.
#[derive(Serialize, ToSchema)]
#[schema(as = Given)]
pub(crate) struct GivenView {
    /// Today, where the process is.
    today: u32,
    /// Since Monday.
    week: u32,
    /// Since the first.
    month: u32,
}

/// Everybody who works here.
#[derive(Serialize, ToSchema)]
struct Members {
    /// By name.
    items: Vec<Member>,
    /// They all fit on one page.
    next_cursor: Option<String>,
}

/// What is changed of somebody; what isn't there stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberChange {
    /// Their name.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// Their roles.
    roles: Option<Vec<String>>,
    /// Their teams.
    teams: Option<Vec<String>>,
    /// A word for where they are.
    #[schema(max_length = 100)]
    region: Option<String>,
    /// The weight of their turns.
    #[schema(minimum = 1)]
    seniority: Option<u32>,
    /// What they know, in words that rules compare.
    skills: Option<Vec<String>>,
    /// What they speak.
    languages: Option<Vec<String>>,
    /// Where they sell.
    territories: Option<Vec<String>>,
    /// Own hours.
    hours: Option<HoursView>,
    /// `true`: back to the house's hours.
    house_hours: Option<bool>,
    /// All absences, instead of those that there are.
    absences: Option<Vec<NewAbsence>>,
    /// They say "not now", or take it back.
    away: Option<bool>,
}

/// An absence: instants, or days, of which one begins when work does where the process is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAbsence {
    /// From when.
    #[schema(value_type = String, example = "2026-12-21")]
    from: Moment,
    /// Until when: they are back then.
    #[schema(value_type = String, example = "2027-01-04")]
    until: Moment,
    /// The member who gets what would come back to them.
    stand_in: Option<String>,
    /// Why, in own words.
    #[schema(max_length = 200)]
    why: Option<String>,
}

/// List members
#[utoipa::path(get, path = "/api/v1/members", tag = "People", operation_id = "listMembers",
    responses((status = 200, description = "All members, by name", body = Members)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn list(_may: May<Read>, State(app): State<App>) -> Result<Reply<Members>, Problem> {
    let mut reader = app.store.reader().await?;
    let (members, roster) = (reader.members().await?, reader.roster().await?);
    drop(reader);
    let running = app.line.processes().running().await?;
    let process = running.as_deref().map(|own| &own.process);
    let now = app.clock.now();
    let items = members
        .into_iter()
        .map(|stored| view(stored, &roster, process, now));
    Ok(Reply(Members {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// Show a member
#[utoipa::path(get, path = "/api/v1/members/{id}", tag = "People", operation_id = "showMember",
    params(("id" = String, Path, description = "The member")),
    responses((status = 200, description = "The member", body = Member)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    _may: May<Read>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Reply<Member>, Problem> {
    shown(&app, &id).await.map(Reply)
}

/// Change a member
///
/// Administrators change everything; everybody else whether they themselves are there: `away` and
/// `absences`.
#[utoipa::path(patch, path = "/api/v1/members/{id}", tag = "People", operation_id = "changeMember",
    params(("id" = String, Path, description = "The member")), request_body = MemberChange,
    responses((status = 200, description = "The member", body = Member)),
    security(("session" = []), ("token" = ["admin"])))]
async fn change(
    may: May<Staff>,
    State(app): State<App>,
    Path(id): Path<String>,
    body: Json<MemberChange>,
) -> Result<Reply<Member>, Problem> {
    let new = body.value;
    let calendar = calendar(&app).await?;
    let absences = new.absences.map(|all| {
        let all = all.into_iter();
        all.map(|own| own.read(calendar.as_ref())).collect()
    });
    let change = Change {
        name: new.name,
        roles: new.roles,
        teams: new.teams,
        region: new.region,
        seniority: new.seniority,
        skills: new.skills,
        languages: new.languages,
        territories: new.territories,
        hours: new.hours.map(|own| (own.timezone, own.hours)),
        house_hours: new.house_hours.unwrap_or(false),
        absences: absences.transpose()?,
        absent: None,
        away: new.away,
    };
    carry_out(&app, &may, &id, change).await?;
    shown(&app, &id).await.map(Reply)
}

/// Say that somebody is absent
#[utoipa::path(post, path = "/api/v1/members/{id}/absences", tag = "People", operation_id = "addAbsence",
    params(("id" = String, Path, description = "The member")), request_body = NewAbsence,
    responses((status = 201, description = "The member", body = Member)),
    security(("session" = []), ("token" = ["admin"])))]
async fn absent(
    may: May<Staff>,
    State(app): State<App>,
    Path(id): Path<String>,
    body: Json<NewAbsence>,
) -> Result<(StatusCode, Reply<Member>), Problem> {
    let absence = body.value.read(calendar(&app).await?.as_ref())?;
    let now = app.clock.now();
    super::moment::within_reach(absence.until, now, "/until")?;
    if absence.until <= now {
        return Err(Problem::of("time.past", "This absence is over already.").at("/until"));
    }
    let change = Change {
        absent: Some(absence),
        ..Change::default()
    };
    carry_out(&app, &may, &id, change).await?;
    Ok((StatusCode::CREATED, Reply(shown(&app, &id).await?)))
}

/// 1. Who may: administrators everything, everybody what is their own to say.
/// 2. The member as they are now, which nobody else changes meanwhile.
/// 3. The change, written as a whole.
async fn carry_out(app: &App, may: &May<Staff>, id: &str, change: Change) -> Result<(), Problem> {
    let id = MemberId::from(id);
    let stored = app.store.reader().await?.member(&id).await?;
    let stored = stored.ok_or_else(|| Problem::not_found("member"))?;
    let (administrates, own) = match &may.who {
        Who::Member { member, .. } => (member.admin, member.member.id == id),
        Who::Program(token) => (token.scope == Scope::Admin, false),
    };
    let may = administrates || (own && change.is_presence_only());
    if !may {
        return Err(Problem::of(
            "right.missing",
            "Only an administrator may change this; everybody may say whether they are there themselves.",
        ));
    }
    let running = app.line.processes().running().await?;
    let process = running.as_deref().map(|own| &own.process);
    let mut work = app.store.begin().await?;
    let roster = work.roster().await?;
    let Some(found) = roster.members.iter().find(|own| own.id == id) else {
        return Err(Problem::not_found("member"));
    };
    let mut member = found.clone();
    change
        .apply(&mut member, process, &roster.members, app.clock.now())
        .map_err(|Misfit { at, why }| Problem::of("body.value", why).at(at))?;
    work.update_member(&member, &stored.email, stored.admin)
        .await?;
    work.commit().await?;
    Ok(())
}

impl NewAbsence {
    fn read(self, calendar: Option<&Calendar>) -> Result<Absence, Problem> {
        Ok(Absence {
            from: self.from.here(calendar, "/from")?,
            until: self.until.here(calendar, "/until")?,
            stand_in: self.stand_in.map(MemberId::from),
            why: self
                .why
                .as_deref()
                .and_then(clean_line)
                .map(|why| why.chars().take(200).collect()),
        })
    }
}

/// The hours of the process that runs.
async fn calendar(app: &App) -> Result<Option<Calendar>, Problem> {
    let running = app.line.processes().running().await?;
    Ok(running.as_deref().map(|own| own.process.calendar.clone()))
}

async fn shown(app: &App, id: &str) -> Result<Member, Problem> {
    let mut reader = app.store.reader().await?;
    let stored = reader.member(&MemberId::from(id)).await?;
    let stored = stored.ok_or_else(|| Problem::not_found("member"))?;
    let roster = reader.roster().await?;
    drop(reader);
    let running = app.line.processes().running().await?;
    let process = running.as_deref().map(|own| &own.process);
    Ok(view(stored, &roster, process, app.clock.now()))
}

fn view(
    stored: StoredMember,
    roster: &Roster,
    process: Option<&Process>,
    now: Timestamp,
) -> Member {
    let member = stored.member;
    let own = &member.particulars;
    let texts = |words: &[String]| words.to_vec();
    let calendar = process.map(|process| &process.calendar);
    Member {
        id: member.id.to_string(),
        roles: member.roles.iter().map(ToString::to_string).collect(),
        teams: member.teams.iter().map(ToString::to_string).collect(),
        region: member.region.clone(),
        seniority: member.seniority,
        active: member.active,
        open: member.open,
        skills: texts(&own.skills),
        languages: texts(&own.languages),
        territories: texts(&own.territories),
        hours: own.hours.as_ref().map(|own| HoursView {
            timezone: own.timezone().to_owned(),
            hours: own.days(),
        }),
        absences: own
            .absences
            .iter()
            .map(|own| AbsenceView {
                from: own.from,
                until: own.until,
                stand_in: own.stand_in.as_ref().map(ToString::to_string),
                why: own.why.clone(),
            })
            .collect(),
        away: own.away,
        availability: calendar
            .map(|house| availability(&member.availability(now, house), house, now)),
        given: calendar.map(|house| {
            let day = house.zone.to_datetime(now).date();
            given(&roster.given_to(&member.id, day))
        }),
        name: member.name,
    }
}

/// Whether somebody can be given a lead, as others read it.
pub(crate) fn availability(
    own: &Availability,
    house: &Calendar,
    now: Timestamp,
) -> AvailabilityView {
    let (state, until, stand_in) = match own {
        Availability::Here => ("here", None, None),
        Availability::OutOfHours { until } => ("out_of_hours", Some(*until), None),
        Availability::Absent { until, stand_in } => ("absent", Some(*until), stand_in.as_ref()),
        Availability::Away => ("away", None, None),
        Availability::NotActive => ("not_active", None, None),
    };
    AvailabilityView {
        state,
        until,
        stand_in: stand_in.map(ToString::to_string),
        text: own.in_words(&house.zone, now),
    }
}

/// How many leads somebody was given, as others read it.
pub(crate) fn given(own: &Given) -> GivenView {
    GivenView {
        today: own.today,
        week: own.week,
        month: own.month,
    }
}
