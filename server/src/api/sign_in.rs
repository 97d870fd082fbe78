//! Sign in: the first administrator, sessions, and who I am.

use super::body::Json;
use super::overview::zone_name;
use super::rights::{May, Own, Who, from_our_page};
use crate::app::App;
use crate::problem::{Problem, ProblemBody};
use crate::proxies::client;
use crate::secrets;
use crate::sign_in::{ABSOLUTE, cookie_of, end_cookie, weakness};
use crate::text::clean_line;
use axum::Json as Reply;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use lifecycle::identify::mail_key;
use lifecycle::names::MemberId;
use lifecycle::roster::Member;
use serde::{Deserialize, Serialize};
use store::{NewMember, NewSession, StoredMember};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(ways))
        .routes(routes!(begin_with))
        .routes(routes!(begin, end))
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The member.
    member: MeMember,
    /// Whose leads these are.
    organisation: String,
    /// How many alerts they haven't seen.
    unacknowledged: u64,
    /// All of this is made up.
    demo: bool,
    /// They set up ways in, and sort out what came by them.
    arranges: bool,
    /// What time it is here.
    now: Timestamp,
    /// The time zone of the process that runs; none while none runs.
    time_zone: Option<String>,
}

/// A member who is signed in.
#[derive(Serialize, ToSchema)]
struct MeMember {
    /// Their id.
    id: String,
    /// Their name.
    name: String,
    /// Their mail address.
    email: String,
    /// The roles they have.
    roles: Vec<String>,
    /// May change settings and members.
    admin: bool,
    /// How many open leads they own.
    open: u32,
}

/// How one can sign in.
#[derive(Serialize, ToSchema)]
struct Ways {
    /// Nobody is there yet: the token on the console makes the first administrator.
    first_administrator: bool,
    /// How to sign in to the demo.
    demo: Option<DemoWay>,
}

/// How to sign in to the demo.
#[derive(Serialize, ToSchema)]
struct DemoWay {
    /// The mail address.
    email: String,
    /// The password.
    password: String,
}

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct First {
    /// The one-time token that the server printed.
    token: String,
    /// Their name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Their mail address.
    #[schema(max_length = 254)]
    email: String,
    /// Ten characters or more.
    #[schema(min_length = 10, max_length = 256)]
    password: String,
}

/// Mail and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The mail address.
    #[schema(max_length = 254)]
    email: String,
    /// The password.
    #[schema(max_length = 256)]
    password: String,
}

/// Who I am
#[utoipa::path(get, path = "/api/v1/me", tag = "Sign in", operation_id = "me",
    responses((status = 200, description = "The member who is signed in", body = Me)),
    security(("session" = [])))]
async fn me(may: May<Own>, State(app): State<App>) -> Result<Reply<Me>, Problem> {
    Ok(Reply(about(&app, may.own()?).await?))
}

/// How one can sign in
#[utoipa::path(get, path = "/api/v1/sign-in", tag = "Sign in", operation_id = "signInWays",
    responses((status = 200, description = "The ways there are", body = Ways)))]
async fn ways(State(app): State<App>) -> Result<Reply<Ways>, Problem> {
    let known = app.store.reader().await?.has_administrator().await?;
    let demo = app.settings.demo.as_ref();
    Ok(Reply(Ways {
        first_administrator: !known,
        demo: demo.map(|demo| DemoWay {
            email: demo.email.clone(),
            password: demo.password.clone(),
        }),
    }))
}

/// Make the first administrator
///
/// With the one-time token that the server prints while nobody is there. Signs them in.
#[utoipa::path(post, path = "/api/v1/first-administrator", tag = "Sign in", operation_id = "firstAdministrator",
    request_body = First,
    responses(
        (status = 201, description = "They are there, and signed in", body = Me),
        (status = 403, description = "The token isn't the one, or somebody is there already", body = ProblemBody, content_type = "application/problem+json")))]
async fn begin_with(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
    body: Json<First>,
) -> Result<Response, Problem> {
    from_our_page(&headers, true)?;
    let First {
        token,
        name,
        email,
        password,
    } = body.value;
    let now = app.clock.now();
    let from = client(&extensions, &headers, &app.settings.trusted_proxies);
    may_try(&app, from, "first administrator", now)?;
    let name = clean_line(&name).filter(|own| own.chars().count() <= 200);
    let name = name.ok_or_else(|| {
        Problem::of("body.value", "Say a name of 1 to 200 characters.").at("/name")
    })?;
    let email = clean_line(&email).filter(|own| mail_key(own).is_some());
    let email =
        email.ok_or_else(|| Problem::of("body.value", "This is no mail address.").at("/email"))?;
    if let Some(why) = weakness(&password, &email, &name) {
        return Err(Problem::of("password.weak", why).at("/password"));
    }
    let closed = || {
        Problem::of(
            "first.closed",
            "The token isn't the one that the server printed, or it was used or ended.",
        )
    };
    // Before the dear work, so that nobody can keep us busy with it.
    if app.store.reader().await?.has_administrator().await? {
        return Err(closed());
    }
    let roles = match app.line.processes().running().await? {
        // Who is alone does everything, until they say otherwise.
        Some(running) => running
            .process
            .roles
            .iter()
            .map(|role| role.id.clone())
            .collect(),
        None => Vec::new(),
    };
    let password_hash = hash(&app, password).await?;
    let mut work = app.store.begin().await?;
    if !work
        .take_first_administrator(&secrets::hash(token.trim()), now)
        .await?
    {
        app.attempts.failed(from, "first administrator", now);
        return Err(closed());
    }
    let member = Member {
        id: MemberId::from(store::new_id(now)),
        name,
        active: true,
        roles,
        teams: Vec::new(),
        region: None,
        seniority: 1,
        open: 0,
        particulars: Default::default(),
    };
    let new = NewMember {
        member: member.clone(),
        email: email.clone(),
        admin: true,
        password_hash: Some(password_hash),
        at: now,
    };
    match work.add_member(&new).await {
        Err(store::Error::Exists { .. }) => {
            return Err(Problem::of(
                "member.exists",
                "Somebody with this mail address is there already.",
            )
            .at("/email"));
        }
        other => other?,
    }
    let cookie = signed_in(&mut work, &app, &member.id).await?;
    work.commit().await?;
    tracing::info!("the first administrator is there");
    let stored = StoredMember {
        member,
        email,
        admin: true,
        password_hash: None,
        created_at: now,
    };
    let me = about(&app, &stored).await?;
    Ok((
        StatusCode::CREATED,
        [(header::SET_COOKIE, cookie)],
        Reply(me),
    )
        .into_response())
}

/// Sign in
#[utoipa::path(post, path = "/api/v1/session", tag = "Sign in", operation_id = "signIn",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in: the cookie says so", body = Me),
        (status = 401, description = "Mail and password don't belong together", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many tries", body = ProblemBody, content_type = "application/problem+json")))]
async fn begin(
    State(app): State<App>,
    extensions: Extensions,
    headers: HeaderMap,
    body: Json<Credentials>,
) -> Result<Response, Problem> {
    from_our_page(&headers, true)?;
    let Credentials { email, password } = body.value;
    let now = app.clock.now();
    let from = client(&extensions, &headers, &app.settings.trusted_proxies);
    may_try(&app, from, &email, now)?;
    let member = match clean_line(&email).filter(|own| own.len() <= 254) {
        Some(email) => app.store.reader().await?.member_by_email(&email).await?,
        None => None,
    };
    let member = member.filter(|own| own.member.active);
    let kept = member.as_ref().and_then(|own| own.password_hash.clone());
    let fits = app
        .passwords
        .verify(password, kept)
        .await
        .map_err(|error| Problem::inside("a password could not be verified", &error))?;
    let Some(member) = member.filter(|_| fits) else {
        app.attempts.failed(from, &email, now);
        tracing::warn!("somebody failed to sign in");
        return Err(Problem::of(
            "sign_in.wrong",
            "Mail and password don't belong together.",
        ));
    };
    let mut work = app.store.begin().await?;
    work.sweep_sessions(now).await?;
    let cookie = signed_in(&mut work, &app, &member.member.id).await?;
    work.commit().await?;
    let me = about(&app, &member).await?;
    Ok(([(header::SET_COOKIE, cookie)], Reply(me)).into_response())
}

/// Sign out
#[utoipa::path(delete, path = "/api/v1/session", tag = "Sign in", operation_id = "signOut",
    responses((status = 204, description = "Signed out")),
    security(("session" = [])))]
async fn end(may: May<Own>, State(app): State<App>) -> Result<Response, Problem> {
    if let Who::Member { session, .. } = &may.who {
        let mut work = app.store.begin().await?;
        work.end_session(session).await?;
        work.commit().await?;
    }
    let cookie = end_cookie(app.settings.secure);
    may.own()?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

async fn about(app: &App, member: &StoredMember) -> Result<Me, Problem> {
    let id = &member.member.id;
    let running = app.line.processes().running().await?;
    Ok(Me {
        member: MeMember {
            id: id.to_string(),
            name: member.member.name.clone(),
            email: member.email.clone(),
            roles: member
                .member
                .roles
                .iter()
                .map(ToString::to_string)
                .collect(),
            admin: member.admin,
            open: member.member.open,
        },
        organisation: app.settings.organisation.clone(),
        unacknowledged: app.store.reader().await?.unacknowledged(id).await?,
        arranges: super::rights::arranges(member),
        demo: app.settings.demo.is_some(),
        now: app.clock.now(),
        time_zone: running.map(|running| zone_name(&running.process.calendar.zone)),
    })
}

fn may_try(
    app: &App,
    from: std::net::IpAddr,
    mail: &str,
    now: jiff::Timestamp,
) -> Result<(), Problem> {
    match app.attempts.wait(from, mail, now) {
        None => Ok(()),
        Some(seconds) => {
            tracing::warn!("somebody tried to sign in too often");
            Err(Problem::of(
                "sign_in.too_often",
                format!("Too many tries: wait {seconds} seconds."),
            )
            .after(seconds))
        }
    }
}

async fn hash(app: &App, password: String) -> Result<String, Problem> {
    app.passwords
        .hash(password)
        .await
        .map_err(|error| Problem::inside("a password could not be hashed", &error))
}

async fn signed_in(
    work: &mut store::Work,
    app: &App,
    member: &MemberId,
) -> Result<axum::http::HeaderValue, Problem> {
    let secret = secrets::secret();
    let now = app.clock.now();
    work.add_session(&NewSession {
        hash: secrets::hash(&secret),
        member: member.clone(),
        at: now,
        expires_at: now + ABSOLUTE,
    })
    .await?;
    Ok(cookie_of(&secret, app.settings.secure))
}
