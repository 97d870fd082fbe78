//! Rights: who asks, and whether they may. One policy, in one function.

use crate::app::App;
use crate::problem::Problem;
use crate::secrets;
use crate::sign_in::{IDLE, from_cookies};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header, uri::Authority};
use lifecycle::lead::Actor;
use std::marker::PhantomData;
use store::{Digest, Scope, Session, StoredMember, Token};

/// That somebody was seen is noted this often.
const SEEN: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// Somebody who works here, in a browser.
    Member {
        member: Box<StoredMember>,
        session: Digest,
    },
    /// A program, by its token.
    Program(Token),
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// Bring leads in.
    Capture,
    /// See leads, figures and the process.
    Read,
    /// Act on leads.
    Act,
    /// Change members: administrators all, everybody what is their own to say.
    Staff,
    /// See and change what is one's own: sessions, alerts.
    Own,
    /// Set up ways in, and sort out what came by them.
    Arrange,
}

/// The role whose members set up ways in, beside administrators.
const OPERATIONS: &str = "operations";

/// The one policy: a member may read and act, and do what is their own; ways in are set up by
/// administrators and operations; a token may what its scope says, and one for capturing
/// nothing else.
fn allowed(who: &Who, right: Right) -> bool {
    match who {
        Who::Member { member, .. } => right != Right::Arrange || arranges(member),
        Who::Program(token) => match right {
            Right::Capture => token.scope != Scope::Read,
            Right::Read => token.scope != Scope::Capture,
            Right::Act => matches!(token.scope, Scope::Write | Scope::Admin),
            Right::Staff => token.scope == Scope::Admin,
            Right::Own => false,
            Right::Arrange => token.scope == Scope::Admin,
        },
    }
}

/// Whether a member sets up ways in.
pub(crate) fn arranges(member: &StoredMember) -> bool {
    let mut roles = member.member.roles.iter();
    member.admin || roles.any(|role| role.as_str() == OPERATIONS)
}

/// A right as a type, for signatures.
pub(crate) trait Wanted {
    const RIGHT: Right;
}

macro_rules! wanted {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $name;

        impl Wanted for $name {
            const RIGHT: Right = Right::$name;
        }
    )*};
}

wanted! {
    /// Bring leads in.
    Capture
    /// See leads, figures and the process.
    Read
    /// Act on leads.
    Act
    /// Change members.
    Staff
    /// See and change what is one's own.
    Own
    /// Set up ways in, and sort out what came by them.
    Arrange
}

/// Whoever asks may do this. A handler with it in its signature isn't reached otherwise.
#[derive(Debug, Clone)]
pub(crate) struct May<R> {
    pub(crate) who: Who,
    right: PhantomData<R>,
}

impl<R: Wanted + Send> FromRequestParts<App> for May<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = who(parts, app).await?;
        if !allowed(&who, R::RIGHT) {
            return Err(missing(R::RIGHT));
        }
        Ok(Self {
            who,
            right: PhantomData,
        })
    }
}

impl<R> May<R> {
    /// Who acts, as the history remembers it.
    pub(crate) fn actor(&self) -> Actor {
        match &self.who {
            Who::Member { member, .. } => Actor::Member {
                id: member.member.id.clone(),
                name: member.member.name.clone(),
            },
            Who::Program(token) => Actor::Program {
                name: token.name.clone(),
            },
        }
    }

    /// They may see leads as well.
    pub(crate) fn may_read(&self) -> bool {
        allowed(&self.who, Right::Read)
    }

    /// The member, if one asks.
    pub(crate) fn member(&self) -> Option<&StoredMember> {
        match &self.who {
            Who::Member { member, .. } => Some(member),
            Who::Program(_) => None,
        }
    }
}

impl May<Own> {
    /// The member: nobody else has anything of their own.
    pub(crate) fn own(&self) -> Result<&StoredMember, Problem> {
        self.member().ok_or_else(|| missing(Right::Own))
    }
}

fn missing(right: Right) -> Problem {
    Problem::of(
        "right.missing",
        match right {
            Right::Capture => {
                "This token may not bring leads in: it takes one of scope capture, write or admin."
            }
            Right::Read => "This token may not read: it takes one of scope read, write or admin.",
            Right::Act => "This token may not act on leads: it takes one of scope write or admin.",
            Right::Staff => "This token may not change members: it takes one of scope admin.",
            Right::Own => "This is for members who are signed in, not for tokens.",
            Right::Arrange => {
                "This is for administrators and operations, or for a token of scope admin."
            }
        },
    )
}

async fn who(parts: &Parts, app: &App) -> Result<Who, Problem> {
    if let Some(header) = parts.headers.get(header::AUTHORIZATION) {
        return by_token(header, app).await;
    }
    let secret = from_cookies(&parts.headers).ok_or_else(signed_out)?;
    if !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        from_our_page(&parts.headers, false)?;
    }
    by_session(secret, app).await
}

async fn by_token(header: &axum::http::HeaderValue, app: &App) -> Result<Who, Problem> {
    let wrong = || {
        Problem::of(
            "token.wrong",
            "`Authorization` has to be `Bearer` with a token of ours: this one is unknown or was ended.",
        )
    };
    let text = header.to_str().map_err(|_| wrong())?;
    let (scheme, secret) = text.split_once(' ').ok_or_else(wrong)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(wrong());
    }
    let hash = secrets::hash(secret.trim());
    let token = app.tokens.token(&hash).await?;
    match token {
        Some(token) => Ok(Who::Program(token)),
        None => {
            tracing::warn!("a token was refused");
            Err(wrong())
        }
    }
}

async fn by_session(secret: &str, app: &App) -> Result<Who, Problem> {
    let hash = secrets::hash(secret);
    let now = app.clock.now();
    let session = app.store.reader().await?.session(&hash, now).await?;
    let Some(session) = session.filter(|own| own.seen_at + IDLE > now) else {
        return Err(signed_out());
    };
    see(app, &hash, &session, now).await;
    Ok(Who::Member {
        member: Box::new(session.member),
        session: hash,
    })
}

/// Notes at most once an hour that they were seen. A session that isn't noted now is noted later.
async fn see(app: &App, hash: &Digest, session: &Session, now: jiff::Timestamp) {
    if session.seen_at + SEEN > now {
        return;
    }
    let noted = async {
        let mut work = app.store.begin().await?;
        work.see_session(hash, now).await?;
        work.commit().await.map(|_| ())
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "a session could not be noted as seen");
    }
}

fn signed_out() -> Problem {
    Problem::of(
        "sign_in.needed",
        "Sign in, or send `Authorization: Bearer TOKEN`.",
    )
}

/// A browser tells where a request comes from: only our own page may change anything with
/// a cookie. `programs`: those that are no browser, and tell nothing, may too.
pub(crate) fn from_our_page(headers: &HeaderMap, programs: bool) -> Result<(), Problem> {
    let foreign = || {
        Problem::of(
            "origin.foreign",
            "Only this server's own page may do this with a cookie; programs send a token.",
        )
    };
    if let Some(site) = headers.get("sec-fetch-site") {
        return if site == "same-origin" {
            Ok(())
        } else {
            Err(foreign())
        };
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => {
            let origin = origin.to_str().map_err(|_| foreign())?;
            let authority = origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"))
                .and_then(|rest| rest.parse::<Authority>().ok());
            let host = headers
                .get(header::HOST)
                .and_then(|host| Authority::try_from(host.as_bytes()).ok());
            match (authority, host) {
                (Some(origin), Some(host)) if origin == host => Ok(()),
                _ => Err(foreign()),
            }
        }
        None if programs => Ok(()),
        None => Err(foreign()),
    }
}
