//! Ways in: forms and the addresses that other systems send to, each with its health.

use super::body::Json;
use super::rights::{Arrange, May};
use crate::app::App;
use crate::capture::{
    AuthKind, Definition, NoKey, Secrets, TARGETS, Tried, health_findings, page, try_out,
};
use crate::problem::Problem;
use crate::secrets;
use crate::text::clean_line;
use axum::Json as Reply;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use lifecycle::process::model::Process;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{WayCounts, WayHealth, WayIn, WayKind, new_secret};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(preview))
        .routes(routes!(show, change, end))
        .routes(routes!(renew))
        .routes(routes!(try_it))
}

/// A way in, with how it fares.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WayIn)]
struct WayInView {
    /// Its id.
    id: String,
    /// `form`, `google_ads`, `meta_leads`, `typeform` or `json`.
    kind: &'static str,
    /// What people call it.
    title: String,
    /// The channel of what comes by it.
    channel: String,
    /// The campaign, where the submission names none.
    campaign: Option<String>,
    /// Off: nothing comes in by it.
    enabled: bool,
    /// How often it was changed.
    version: u32,
    /// Where it is: the page of a form, or what others send to.
    address: String,
    /// What it asks for and how it reads.
    definition: Definition,
    /// It has the secret, or secrets, that it needs.
    has_secret: bool,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    changed_at: Timestamp,
    /// How it fares.
    health: Health,
}

/// How a way in fares.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WayHealth)]
struct Health {
    /// When the last lead came by it.
    last_lead_at: Option<Timestamp>,
    /// What came in the last 24 hours.
    day: Counts,
    /// What came in the last seven days.
    week: Counts,
    /// Entries that wait to be judged, or for their data.
    waiting: u64,
    /// Entries of the inbox that somebody has to look at.
    open: u64,
    /// Of these, those past their deadline.
    overdue: u64,
    /// How many calls had a wrong key or signature, ever.
    wrong_key: u64,
    /// When the last of those came.
    wrong_key_at: Option<Timestamp>,
    /// How many tests of the provider came, ever.
    tests: u64,
    /// When the last of those came.
    tested_at: Option<Timestamp>,
    /// What is wrong with it, as sentences.
    findings: Vec<String>,
}

/// What came by a way in.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = WayCounts)]
struct Counts {
    /// Became a lead, or joined one.
    accepted: u64,
    /// Needed somebody, or needs.
    failed: u64,
    /// Came again.
    duplicate: u64,
    /// Looked like spam.
    suspected: u64,
}

/// All ways in.
#[derive(Debug, Serialize, ToSchema)]
struct WaysIn {
    /// By title.
    items: Vec<WayInView>,
    /// They all fit on one page.
    next_cursor: Option<String>,
    /// Where a value may go, with what people call it; `field:` and a field's name beside these.
    targets: Vec<TargetView>,
}

/// Where a value may go.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaptureTarget)]
struct TargetView {
    /// The word.
    target: String,
    /// What people call it.
    title: String,
}

/// A new way in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWayIn {
    /// `form`, `google_ads`, `meta_leads`, `typeform` or `json`.
    #[schema(pattern = "^(form|google_ads|meta_leads|typeform|json)$")]
    kind: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The channel of what comes by it, as the process names it.
    #[schema(max_length = 100)]
    channel: String,
    /// The campaign, where the submission names none.
    #[schema(max_length = 200)]
    campaign: Option<String>,
    /// Off: nothing comes in by it. On without it.
    enabled: Option<bool>,
    /// What it asks for and how it reads.
    #[serde(default)]
    #[schema(required = false)]
    definition: Definition,
    /// What signs what comes: the app secret of Meta, the secret of Typeform or of a mapping
    /// with signatures. Others are made here.
    #[schema(max_length = 500)]
    secret: Option<String>,
    /// The page's access token of Meta.
    #[schema(max_length = 2000)]
    access_token: Option<String>,
}

/// A change to a way in; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WayInChange {
    /// The version that was looked at.
    if_version: Option<u32>,
    /// What people call it.
    #[schema(max_length = 200)]
    title: Option<String>,
    /// The channel of what comes by it.
    #[schema(max_length = 100)]
    channel: Option<String>,
    /// The campaign; an empty text for none.
    #[schema(max_length = 200)]
    campaign: Option<String>,
    /// Whether anything comes in by it.
    enabled: Option<bool>,
    /// What it asks for and how it reads, as a whole.
    definition: Option<Definition>,
    /// What signs what comes.
    #[schema(max_length = 500)]
    secret: Option<String>,
    /// The page's access token of Meta.
    #[schema(max_length = 2000)]
    access_token: Option<String>,
}

/// A way in that was made, with what is shown once.
#[derive(Debug, Serialize, ToSchema)]
struct MadeWayIn {
    /// The way in.
    way_in: WayInView,
    /// The secret to give to the sender: shown now and never again.
    shown_once: Option<String>,
}

/// A sample to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sample {
    /// The body, as the sender sends it.
    #[schema(max_length = 200000)]
    sample: String,
    /// Read by this instead of what is kept.
    definition: Option<Definition>,
}

/// A form that isn't kept yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Unkept {
    /// What it is called.
    #[schema(max_length = 200)]
    title: String,
    /// What it asks for.
    definition: Definition,
}

/// How a form would look.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FormPreview)]
struct Preview {
    /// The page. It loads its style, and sends nothing.
    html: String,
}

/// List ways in
#[utoipa::path(get, path = "/api/v1/ways-in", tag = "Capture", operation_id = "listWaysIn",
    responses((status = 200, description = "All ways in, by title, with how they fare", body = WaysIn)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn list(_may: May<Arrange>, State(app): State<App>) -> Result<Reply<WaysIn>, Problem> {
    let ways = app.store.reader().await?.ways_in().await?;
    let running = app.line.processes().running().await?;
    let process = running.as_ref().map(|own| &own.process);
    let mut health = healths(&app).await?;
    let items = ways
        .into_iter()
        .map(|way| {
            let own = health.remove(&way.id).unwrap_or_default();
            view(&app, way, own, process)
        })
        .collect();
    let mut targets: Vec<TargetView> = TARGETS
        .iter()
        .map(|(target, title)| TargetView {
            target: (*target).to_owned(),
            title: (*title).to_owned(),
        })
        .collect();
    for field in process.iter().flat_map(|process| &process.fields) {
        targets.push(TargetView {
            target: format!("field:{}", field.id),
            title: field.title.clone(),
        });
    }
    Ok(Reply(WaysIn {
        items,
        next_cursor: None,
        targets,
    }))
}

/// Make a way in
///
/// The secret that a sender has to show is made here, kept as its hash, and shown once.
#[utoipa::path(post, path = "/api/v1/ways-in", tag = "Capture", operation_id = "makeWayIn",
    request_body = NewWayIn,
    responses((status = 201, description = "The way in, with its secret", body = MadeWayIn)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn create(
    _may: May<Arrange>,
    State(app): State<App>,
    body: Json<NewWayIn>,
) -> Result<(StatusCode, Reply<MadeWayIn>), Problem> {
    let new = body.value;
    let kind = WayKind::of_word(&new.kind).ok_or_else(|| {
        let kinds: Vec<&str> = WayKind::ALL.into_iter().map(WayKind::word).collect();
        Problem::of("body.value", format!("Take one of {}.", kinds.join(", "))).at("/kind")
    })?;
    let now = app.clock.now();
    let mut definition = new.definition;
    if kind == WayKind::Json && definition.json.is_none() {
        definition.json = Some(Default::default());
    }
    let mut way = WayIn {
        id: secrets::id(now),
        kind,
        title: named(&new.title)?,
        channel: new.channel.as_str().into(),
        campaign: campaign(new.campaign.as_deref())?,
        enabled: new.enabled.unwrap_or(true),
        definition: json(&definition),
        key_hash: None,
        sealed: None,
        own_key: secrets::hash(&secrets::secret()),
        version: 1,
        created_at: now,
        changed_at: now,
        ended_at: None,
    };
    let process = checked(&app, &way, &definition).await?;
    let shown_once = give_secrets(
        &app,
        &mut way,
        &definition,
        new.secret,
        new.access_token,
        true,
    )?;
    let mut work = app.store.begin().await?;
    work.add_way_in(&way).await?;
    keep_consent(&mut work, &way, &definition).await?;
    work.commit().await?;
    let process = process.as_ref().map(|own| &own.process);
    let way_in = view(&app, way, WayHealth::default(), process);
    Ok((StatusCode::CREATED, Reply(MadeWayIn { way_in, shown_once })))
}

/// Show a way in
#[utoipa::path(get, path = "/api/v1/ways-in/{id}", tag = "Capture", operation_id = "showWayIn",
    params(("id" = String, Path, description = "The way in")),
    responses((status = 200, description = "The way in, with how it fares", body = WayInView)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn show(
    _may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Reply<WayInView>, Problem> {
    let way = found(&app, id).await?;
    Ok(Reply(whole(&app, way).await?))
}

/// Change a way in
#[utoipa::path(patch, path = "/api/v1/ways-in/{id}", tag = "Capture", operation_id = "changeWayIn",
    params(("id" = String, Path, description = "The way in")), request_body = WayInChange,
    responses((status = 200, description = "The way in as it is now", body = WayInView)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn change(
    _may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    body: Json<WayInChange>,
) -> Result<Reply<WayInView>, Problem> {
    let mut way = found(&app, id).await?;
    let new = body.value;
    if new.if_version.is_some_and(|version| version != way.version) {
        return Err(changed(&way));
    }
    if let Some(title) = &new.title {
        way.title = named(title)?;
    }
    if let Some(channel) = new.channel {
        way.channel = channel.into();
    }
    if new.campaign.is_some() {
        way.campaign = campaign(new.campaign.as_deref())?;
    }
    way.enabled = new.enabled.unwrap_or(way.enabled);
    let definition = new.definition.unwrap_or_else(|| Definition::of(&way));
    way.definition = json(&definition);
    checked(&app, &way, &definition).await?;
    give_secrets(
        &app,
        &mut way,
        &definition,
        new.secret,
        new.access_token,
        false,
    )?;
    written(&app, &mut way, Some(&definition)).await?;
    Ok(Reply(whole(&app, way).await?))
}

/// End a way in
///
/// Nothing comes in by it any more. What came stays.
#[utoipa::path(delete, path = "/api/v1/ways-in/{id}", tag = "Capture", operation_id = "endWayIn",
    params(("id" = String, Path, description = "The way in")),
    responses((status = 204, description = "It is ended")),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn end(
    _may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let mut way = found(&app, id).await?;
    way.ended_at = Some(app.clock.now());
    way.enabled = false;
    written(&app, &mut way, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a new secret for a way in
///
/// The one before stops working at once.
#[utoipa::path(post, path = "/api/v1/ways-in/{id}/secret", tag = "Capture", operation_id = "renewSecret",
    params(("id" = String, Path, description = "The way in")),
    responses((status = 200, description = "The way in, with its new secret", body = MadeWayIn)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn renew(
    _may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Reply<MadeWayIn>, Problem> {
    let mut way = found(&app, id).await?;
    let definition = Definition::of(&way);
    let shown_once = give_secrets(&app, &mut way, &definition, None, None, true)?;
    written(&app, &mut way, None).await?;
    let way_in = whole(&app, way).await?;
    Ok(Reply(MadeWayIn { way_in, shown_once }))
}

/// Try a sample
///
/// Says which lead would come of it and how it is read; nothing comes of it.
#[utoipa::path(post, path = "/api/v1/ways-in/{id}/try", tag = "Capture", operation_id = "tryWayIn",
    params(("id" = String, Path, description = "The way in")), request_body = Sample,
    responses((status = 200, description = "What would become of it", body = Tried)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn try_it(
    _may: May<Arrange>,
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    body: Json<Sample>,
) -> Result<Reply<Tried>, Problem> {
    let mut way = found(&app, id).await?;
    if let Some(definition) = &body.value.definition {
        checked(&app, &way, definition).await?;
        way.definition = json(definition);
    }
    Ok(Reply(
        try_out(&app, &way, body.value.sample.as_bytes()).await?,
    ))
}

/// Preview a form
#[utoipa::path(post, path = "/api/v1/ways-in/preview", tag = "Capture", operation_id = "previewForm",
    request_body = Unkept,
    responses((status = 200, description = "How it would look", body = Preview)),
    security(("session" = ["operations"]), ("token" = ["admin"])))]
async fn preview(
    _may: May<Arrange>,
    State(app): State<App>,
    body: Json<Unkept>,
) -> Result<Reply<Preview>, Problem> {
    let now = app.clock.now();
    let way = WayIn {
        id: "preview".into(),
        kind: WayKind::Form,
        title: body.value.title,
        channel: "preview".into(),
        campaign: None,
        enabled: true,
        definition: String::new(),
        key_hash: None,
        sealed: None,
        own_key: [0; 32],
        version: 1,
        created_at: now,
        changed_at: now,
        ended_at: None,
    };
    let running = app.line.processes().running().await?;
    let form = body.value.definition.form.unwrap_or_default();
    let shown = page::Shown {
        way: &way,
        form: &form,
        process: running.as_ref().map(|own| &own.process),
        values: &BTreeMap::new(),
        wrong: &BTreeMap::new(),
        now,
        preview: true,
    };
    Ok(Reply(Preview { html: shown.page() }))
}

async fn found(app: &App, id: Result<Path<String>, PathRejection>) -> Result<WayIn, Problem> {
    let no = || Problem::not_found("way in");
    let Path(id) = id.map_err(|_| no())?;
    app.store.reader().await?.way_in(&id).await?.ok_or_else(no)
}

fn changed(way: &WayIn) -> Problem {
    Problem::of(
        "way_in.changed",
        format!(
            "This way in is at version {} by now: look at it again.",
            way.version
        ),
    )
    .at("/if_version")
}

async fn written(
    app: &App,
    way: &mut WayIn,
    definition: Option<&Definition>,
) -> Result<(), Problem> {
    way.version += 1;
    way.changed_at = app.clock.now();
    let mut work = app.store.begin().await?;
    if !work.change_way_in(way).await? {
        return Err(changed(way));
    }
    if let Some(definition) = definition {
        keep_consent(&mut work, way, definition).await?;
    }
    work.commit().await?;
    Ok(())
}

async fn keep_consent(
    work: &mut store::Work,
    way: &WayIn,
    definition: &Definition,
) -> Result<(), Problem> {
    let Some(consent) = definition
        .form
        .as_ref()
        .and_then(|form| form.consent.as_ref())
    else {
        return Ok(());
    };
    match work
        .keep_consent_text(&way.id, &consent.version, &consent.text, way.changed_at)
        .await
    {
        Err(store::Error::Exists { .. }) => Err(Problem::of(
            "body.value",
            format!(
                "People agreed to other words under version `{}`: give these a new version.",
                consent.version
            ),
        )
        .at("/definition/form/consent/version")),
        other => Ok(other?),
    }
}

/// Whether the running process and the definition fit each other.
async fn checked(
    app: &App,
    way: &WayIn,
    definition: &Definition,
) -> Result<Option<std::sync::Arc<crate::processes::Published>>, Problem> {
    let running = app.line.processes().running().await?;
    let process = running.as_ref().map(|own| &own.process);
    if let Some(process) = process
        && process.channel(&way.channel).is_none()
    {
        let known: Vec<&str> = process.channels.iter().map(|own| own.id.as_str()).collect();
        let detail = format!(
            "The process has no channel `{}`; it has {}.",
            way.channel,
            known.join(", ")
        );
        return Err(Problem::of("body.value", detail).at("/channel"));
    }
    definition.check(way.kind, process)?;
    Ok(running)
}

/// Gives a way in the secrets that its kind takes; the one to show, where it is made here.
fn give_secrets(
    app: &App,
    way: &mut WayIn,
    definition: &Definition,
    secret: Option<String>,
    access_token: Option<String>,
    anew: bool,
) -> Result<Option<String>, Problem> {
    let signs = match way.kind {
        WayKind::Typeform | WayKind::MetaLeads => true,
        WayKind::Json => definition
            .json
            .as_ref()
            .is_some_and(|json| json.auth.kind == AuthKind::HmacSha256),
        WayKind::Form | WayKind::GoogleAds => false,
    };
    let secret = secret.filter(|own| !own.trim().is_empty());
    if secret.is_some() && !signs {
        return Err(Problem::of("body.value", "This way in makes its own secret.").at("/secret"));
    }
    if access_token.is_some() && way.kind != WayKind::MetaLeads {
        let detail = "Only Meta lead ads take an access token.";
        return Err(Problem::of("body.value", detail).at("/access_token"));
    }
    let mut shown = None;
    let compared = match way.kind {
        WayKind::GoogleAds | WayKind::MetaLeads => true,
        WayKind::Json => !signs,
        WayKind::Form | WayKind::Typeform => false,
    };
    if compared && (anew || way.key_hash.is_none()) {
        let made = new_secret();
        way.key_hash = Some(secrets::hash(&made));
        shown = Some(made);
    }
    let no_key = |NoKey| {
        Problem::of(
            "way_in.no_key",
            "This server has no key to seal secrets with: start it with `secret_key`, then set this up.",
        )
    };
    if signs {
        // Sealed with a key that is gone: what was in it has to be given anew.
        let opened = app.seal.open(way.sealed.as_deref(), &way.id);
        let mut kept: Secrets = opened.unwrap_or_default();
        let before = (kept.signs.is_some(), kept.asks.is_some());
        let ours = way.kind != WayKind::MetaLeads;
        let given = secret.is_some() || access_token.is_some();
        if let Some(secret) = secret {
            kept.signs = Some(secret.trim().to_owned());
        } else if ours && (anew || kept.signs.is_none()) {
            let made = new_secret();
            kept.signs = Some(made.clone());
            shown = Some(made);
        }
        if let Some(token) = access_token.filter(|own| !own.trim().is_empty()) {
            kept.asks = Some(token.trim().to_owned());
        }
        if given || shown.is_some() || before == (false, false) {
            way.sealed = Some(app.seal.seal(&kept, &way.id).map_err(no_key)?);
        }
    }
    Ok(shown)
}

async fn whole(app: &App, way: WayIn) -> Result<WayInView, Problem> {
    let running = app.line.processes().running().await?;
    let health = healths(app).await?.remove(&way.id).unwrap_or_default();
    Ok(view(
        app,
        way,
        health,
        running.as_ref().map(|own| &own.process),
    ))
}

async fn healths(app: &App) -> store::Result<BTreeMap<String, WayHealth>> {
    let now = app.clock.now();
    let (week, day) = (
        SignedDuration::from_hours(7 * 24),
        SignedDuration::from_hours(24),
    );
    let all = app
        .store
        .reader()
        .await?
        .way_health(now, now - week, now - day)
        .await?;
    Ok(all.into_iter().collect())
}

fn view(app: &App, way: WayIn, health: WayHealth, process: Option<&Process>) -> WayInView {
    let counts = |own: &WayCounts| Counts {
        accepted: own.taken,
        failed: own.failed,
        duplicate: own.duplicate,
        suspected: own.suspected,
    };
    let kept = app
        .seal
        .open(way.sealed.as_deref(), &way.id)
        .unwrap_or_default();
    let definition = Definition::of(&way);
    let has_secret = match way.kind {
        WayKind::Form => true,
        WayKind::GoogleAds => way.key_hash.is_some(),
        WayKind::MetaLeads => kept.signs.is_some() && kept.asks.is_some(),
        WayKind::Typeform => kept.signs.is_some(),
        WayKind::Json => way.key_hash.is_some() || kept.signs.is_some(),
    };
    WayInView {
        address: match way.kind {
            WayKind::Form => format!("/f/{}", way.id),
            _ => format!("/hooks/{}", way.id),
        },
        kind: way.kind.word(),
        health: Health {
            last_lead_at: health.last_lead_at,
            day: counts(&health.short),
            week: counts(&health.long),
            waiting: health.waiting,
            open: health.open,
            overdue: health.overdue,
            wrong_key: health.wrong_key,
            wrong_key_at: health.wrong_key_at,
            tests: health.tests,
            tested_at: health.tested_at,
            findings: health_findings(app, &way, process),
        },
        id: way.id,
        title: way.title,
        channel: way.channel.to_string(),
        campaign: way.campaign,
        enabled: way.enabled,
        version: way.version,
        definition,
        has_secret,
        created_at: way.created_at,
        changed_at: way.changed_at,
    }
}

fn named(title: &str) -> Result<String, Problem> {
    let title = super::capture::fitting(clean_line(title), "/title", 200)?;
    title.ok_or_else(|| Problem::of("body.value", "Give it a title.").at("/title"))
}

fn campaign(text: Option<&str>) -> Result<Option<String>, Problem> {
    super::capture::fitting(text.and_then(clean_line), "/campaign", 200)
}

fn json(definition: &Definition) -> String {
    serde_json::to_string(definition).expect("texts and numbers are JSON")
}
