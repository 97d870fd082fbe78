//! Identity: persons, who may be the same, and making one of two and two of one.

use super::body::Json;
use super::query::{Id, Query, limit};
use super::rights::{Act, May, Read};
use crate::app::App;
use crate::line::{Merged, Merging, Part};
use crate::problem::Problem;
use crate::view::{ActorView, LeadView};
use axum::Json as Reply;
use axum::extract::State;
use jiff::Timestamp;
use lifecycle::identify::merge::Choice;
use lifecycle::lead::Person;
use lifecycle::names::{FieldId, LeadId, PersonId};
use serde::{Deserialize, Serialize};
use store::{Likeness, LikenessState, Merge, MergeId, PersonMatch, PersonRecord};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(list_likenesses))
        .routes(routes!(different))
        .routes(routes!(merge))
        .routes(routes!(undo))
        .routes(routes!(take_back))
}

/// Somebody, with all their leads.
#[derive(Serialize, ToSchema)]
#[schema(as = KnownPerson)]
struct PersonFull {
    /// Who they are.
    person: PersonShort,
    /// When they became known.
    known_since: Timestamp,
    /// Who they were merged into; they are that one now.
    merged_into: Option<String>,
    /// Their leads, the oldest first.
    leads: Vec<LeadOfPerson>,
    /// With whom they were merged, undone merges too, the latest first.
    merges: Vec<MergeView>,
    /// Who may be the same person.
    alike: Vec<LikenessView>,
}

/// What is known of somebody.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PersonKnown)]
struct PersonShort {
    /// Their id.
    id: String,
    /// Their name.
    name: Option<String>,
    /// Their mail address.
    email: Option<String>,
    /// Their number.
    phone: Option<String>,
    /// A word for where they are.
    region: Option<String>,
    /// Other mail addresses and numbers of theirs.
    others: Vec<String>,
    /// What their company is called.
    company: Option<String>,
}

/// A lead of somebody.
#[derive(Serialize, ToSchema)]
struct LeadOfPerson {
    /// Its id.
    id: String,
    /// `open`, `won`, `lost`, `disqualified` or `merged`.
    status: &'static str,
    /// What people call the stage it is at, or ended at.
    stage_title: String,
    /// By which channel it came in.
    channel: String,
    /// Who has it, or had it.
    owner: String,
    /// When it came in.
    captured_at: Timestamp,
    /// The lead it goes on in.
    merged_into: Option<String>,
}

/// Two persons who may be one.
#[derive(Serialize, ToSchema)]
#[schema(as = Likeness)]
struct LikenessView {
    /// One of them.
    one: PersonShort,
    /// The other.
    other: PersonShort,
    /// How likely it is that they are one, from 0 to 1.
    probability: f64,
    /// What speaks for it and against it.
    because: Vec<Evidence>,
    /// `open`, `same` or `different`.
    #[schema(pattern = "^(open|same|different)$")]
    state: &'static str,
    /// When it was found.
    found_at: Timestamp,
    /// When somebody decided.
    decided_at: Option<Timestamp>,
    /// Who did.
    decided_by: Option<ActorView>,
}

/// Something that speaks for two persons being one, or against it.
#[derive(Serialize, Deserialize, ToSchema)]
struct Evidence {
    /// What was compared: `phone`.
    field: String,
    /// How it compares: `same phone number`.
    says: String,
    /// What that is worth, in bits: each doubles the odds, each below zero halves them.
    bits: f64,
}

/// Two persons who were made one.
#[derive(Serialize, ToSchema)]
#[schema(as = Merge)]
struct MergeView {
    /// Its id.
    id: String,
    /// Who stays, as they were before.
    kept: PersonShort,
    /// Who is somebody else now, as they were before.
    gone: PersonShort,
    /// Who stays, as they were afterwards.
    after: PersonShort,
    /// How many leads the second one had.
    leads: usize,
    /// The lead that went on.
    lead: Option<String>,
    /// The lead that goes on in it.
    merged_lead: Option<String>,
    /// When.
    at: Timestamp,
    /// Who did it.
    by: ActorView,
    /// When it was undone.
    undone_at: Option<Timestamp>,
}

/// What a merge led to, would lead to, or what undoing it led to.
#[derive(Serialize, ToSchema)]
struct MergeOutcome {
    /// The merge.
    merge: MergeView,
    /// Nothing was written.
    dry_run: bool,
    /// The leads that are concerned, as they are then.
    leads: Vec<LeadView>,
}

/// Which pairs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// `open` (the usual), `same` or `different`.
    state: Option<String>,
    /// Only pairs with this person.
    person: Option<String>,
    /// How many, 50 without, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Pairs of persons who may be one.
#[derive(Serialize, ToSchema)]
struct Likenesses {
    /// The likeliest first.
    items: Vec<LikenessView>,
    /// How many wait for somebody to decide, counted up to 1000.
    open: u64,
}

/// The other person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Other {
    /// The other person.
    other: String,
}

/// Who is the same, and whose facts to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMerge {
    /// Who is the same person; they are known under this one from then on.
    other: String,
    /// What to take from the other one although this one has it. What this one lacks is
    /// taken anyway.
    #[serde(default)]
    take: Vec<PersonPart>,
    /// Values of the lead that goes on which are taken from the one that goes on in it.
    #[serde(default)]
    take_fields: Vec<String>,
    /// Take what that one may be worth.
    #[serde(default)]
    take_amount: bool,
    /// Which open lead goes on, where both have one; without it the farther one, or the older.
    keep_lead: Option<String>,
    /// Only say what it would lead to.
    #[serde(default)]
    dry_run: bool,
}

/// What is known of a person.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PersonPart {
    Name,
    Email,
    Phone,
    Region,
    Company,
}

/// Until when things count.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakenBack {
    /// The version that the lead had before: what happened since is taken back.
    to: u32,
    /// The version that was looked at: another is refused.
    if_version: Option<u32>,
}

/// Show a person
#[utoipa::path(get, path = "/api/v1/persons/{id}", tag = "People", operation_id = "showPerson",
    params(("id" = String, Path, description = "The person")),
    responses((status = 200, description = "The person", body = PersonFull)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    _may: May<Read>,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Reply<PersonFull>, Problem> {
    let id = person_id(&id);
    let mut reader = app.store.reader().await?;
    let known = reader.person(&id).await?;
    let known = known.ok_or_else(|| Problem::not_found("person"))?;
    let mut leads = Vec::new();
    for lead in reader.leads_of_person(&id).await? {
        if let Some(lead) = reader.lead(&lead).await? {
            let published = app.line.processes().of_lead(&lead).await?;
            let view = LeadView::of(&lead, &published, app.clock.now());
            leads.push(LeadOfPerson::of(&view));
        }
    }
    let merges = reader.merges_of(&id).await?;
    let alike = reader
        .likenesses(LikenessState::Open, Some(&id), 50)
        .await?;
    Ok(Reply(PersonFull {
        person: PersonShort::of(&known.record),
        known_since: known.since,
        merged_into: known.merged_into.map(|id| id.to_string()),
        leads,
        merges: merges.iter().map(MergeView::of).collect(),
        alike: alike.iter().map(LikenessView::of).collect(),
    }))
}

/// List persons who may be the same
#[utoipa::path(get, path = "/api/v1/likenesses", tag = "People", operation_id = "listLikenesses",
    params(Asked),
    responses((status = 200, description = "Pairs, the likeliest first", body = Likenesses)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn list_likenesses(
    _may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Reply<Likenesses>, Problem> {
    let word = asked.state.as_deref().unwrap_or("open");
    let state = LikenessState::ALL.into_iter().find(|it| it.word() == word);
    let state = state.ok_or_else(|| {
        Problem::of("query.value", "`state` takes open, same or different.").at("state")
    })?;
    let limit = limit(asked.limit, 50)?;
    let person = asked.person.map(PersonId::from);
    let mut reader = app.store.reader().await?;
    let items = reader.likenesses(state, person.as_ref(), limit).await?;
    let open = reader.open_likenesses(1_000).await?;
    Ok(Reply(Likenesses {
        items: items.iter().map(LikenessView::of).collect(),
        open,
    }))
}

/// Say that two persons are two
#[utoipa::path(post, path = "/api/v1/persons/{id}/different", tag = "People",
    operation_id = "keepApart",
    params(("id" = String, Path, description = "One of them")), request_body = Other,
    responses((status = 204, description = "Remembered: nobody is asked again")),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn different(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<Other>,
) -> Result<axum::http::StatusCode, Problem> {
    let (one, other) = (person_id(&id), PersonId::from(body.value.other));
    if one == other {
        return Err(Problem::of(
            "merge.same_person",
            "This is one and the same person: name two.",
        )
        .at("/other"));
    }
    let mut work = app.store.begin().await?;
    let found = work.persons(&[one.clone(), other.clone()]).await?;
    for (at, known) in found.iter().enumerate() {
        if known.is_none() {
            let missing = Problem::not_found("person");
            return Err(if at == 0 {
                missing
            } else {
                missing.at("/other")
            });
        }
    }
    let pair = (&one, &other);
    work.decide_likeness(
        pair,
        LikenessState::Different,
        app.clock.now(),
        &may.actor(),
    )
    .await?;
    work.commit().await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Merge two persons
#[utoipa::path(post, path = "/api/v1/persons/{id}/merge", tag = "People",
    operation_id = "mergePersons",
    params(("id" = String, Path, description = "Who stays")), request_body = NewMerge,
    responses((status = 200, description = "What it led to, or would lead to", body = MergeOutcome)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn merge(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<NewMerge>,
) -> Result<Reply<MergeOutcome>, Problem> {
    let new = body.value;
    let dry_run = new.dry_run;
    let merging = Merging {
        kept: person_id(&id),
        gone: PersonId::from(new.other),
        take: new.take.into_iter().map(Part::from).collect(),
        choice: Choice {
            fields: new.take_fields.into_iter().map(FieldId::from).collect(),
            amount: new.take_amount,
        },
        goes_on: new.keep_lead.map(LeadId::from),
        dry_run,
    };
    let merged = app.line.merge(merging, may.actor()).await?;
    outcome(&app, merged, dry_run).await
}

/// Undo a merge
#[utoipa::path(post, path = "/api/v1/merges/{id}/undo", tag = "People", operation_id = "undoMerge",
    params(("id" = String, Path, description = "The merge")),
    responses((status = 200, description = "The two as they are again", body = MergeOutcome)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn undo(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
) -> Result<Reply<MergeOutcome>, Problem> {
    let merge = MergeId(id.to_string());
    let merged = app.line.unmerge(merge, may.actor()).await?;
    outcome(&app, merged, false).await
}

/// Take back what was done last
#[utoipa::path(post, path = "/api/v1/leads/{id}/take-back", tag = "Act", operation_id = "takeBack",
    params(("id" = String, Path, description = "The lead")), request_body = TakenBack,
    responses((status = 200, description = "The lead, as it was then", body = LeadView)),
    security(("session" = []), ("token" = ["write", "admin"])))]
async fn take_back(
    may: May<Act>,
    State(app): State<App>,
    Id(id): Id,
    body: Json<TakenBack>,
) -> Result<Reply<LeadView>, Problem> {
    let TakenBack { to, if_version } = body.value;
    let lead = app.line.take_back(id, if_version, to, may.actor()).await?;
    let published = app.line.processes().of_lead(&lead).await?;
    Ok(Reply(LeadView::of(&lead, &published, app.clock.now())))
}

async fn outcome(app: &App, merged: Merged, dry_run: bool) -> Result<Reply<MergeOutcome>, Problem> {
    let mut leads = Vec::with_capacity(merged.leads.len());
    for lead in &merged.leads {
        let published = app.line.processes().of_lead(lead).await?;
        leads.push(LeadView::of(lead, &published, app.clock.now()));
    }
    Ok(Reply(MergeOutcome {
        merge: MergeView::of(&merged.merge),
        dry_run,
        leads,
    }))
}

fn person_id(id: &LeadId) -> PersonId {
    PersonId::from(id.as_str())
}

impl From<PersonPart> for Part {
    fn from(part: PersonPart) -> Self {
        match part {
            PersonPart::Name => Self::Name,
            PersonPart::Email => Self::Email,
            PersonPart::Phone => Self::Phone,
            PersonPart::Region => Self::Region,
            PersonPart::Company => Self::Company,
        }
    }
}

impl PersonShort {
    fn of(record: &PersonRecord) -> Self {
        Self::known(&record.person, &record.others, record.company_name.as_ref())
    }

    fn of_match(found: &PersonMatch) -> Self {
        Self::known(&found.person, &found.others, found.company_name.as_ref())
    }

    fn known(person: &Person, others: &[String], company: Option<&String>) -> Self {
        let id = person.id.as_ref().map(ToString::to_string);
        Self {
            id: id.unwrap_or_default(),
            name: person.name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            region: person.region.clone(),
            others: others.to_vec(),
            company: company.cloned(),
        }
    }
}

impl LeadOfPerson {
    fn of(view: &LeadView) -> Self {
        Self {
            id: view.id.clone(),
            status: view.status,
            stage_title: view.stage_title.clone(),
            channel: view.source.channel.clone(),
            owner: view.owner.name.clone(),
            captured_at: view.captured_at,
            merged_into: view.merged_into.clone(),
        }
    }
}

impl LikenessView {
    fn of(found: &Likeness) -> Self {
        let decided = found.decided.as_ref();
        Self {
            one: PersonShort::of_match(&found.one),
            other: PersonShort::of_match(&found.other),
            probability: f64::from(found.probability) / 1_000_000.0,
            because: serde_json::from_str(&found.parts).unwrap_or_default(),
            state: found.state.word(),
            found_at: found.found_at,
            decided_at: decided.map(|(at, _)| *at),
            decided_by: decided.map(|(_, by)| ActorView::of(by)),
        }
    }
}

impl MergeView {
    fn of(merge: &Merge) -> Self {
        let data = &merge.data;
        let joined = data.joined.as_ref();
        Self {
            id: merge.id.0.clone(),
            kept: PersonShort::of(&data.kept),
            gone: PersonShort::of(&data.gone),
            after: PersonShort::of(&data.after),
            leads: data.leads.len(),
            lead: joined.map(|(on, _)| on.to_string()),
            merged_lead: joined.map(|(_, off)| off.to_string()),
            at: merge.at,
            by: ActorView::of(&merge.by),
            undone_at: merge.undone.as_ref().map(|(at, _)| *at),
        }
    }
}
