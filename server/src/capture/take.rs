//! Take: stored first, judged later.
//!
//! [`keep`] makes it durable; what follows may break off at any point. [`take_in`] judges an
//! entry and writes down what became of it:
//!
//! 1. What is said elsewhere is fetched; until it is, the entry waits.
//! 2. What can't be read, or is refused by the rules, is opened for a person.
//! 3. What looks like spam is opened for a person too, unless one lets it in.
//! 4. Everything else goes through the line, under a key of its own: taking it in twice gives
//!    the same lead.
//! 5. A rule that breaks keeps nobody waiting: who they are goes through the line without all
//!    else, the trouble is noted at the lead, and its next step is to sort it out. Only where
//!    that breaks too, the entry is opened.
//!
//! What the line can't take now (it stops, it is full, no process runs) waits.

use super::definition::Definition;
use super::read::{self, Piece};
use super::{form, meta};
use crate::app::App;
use crate::line::{Captured, Intake, LineError};
use crate::problem::Problem;
use crate::processes::Published;
use jiff::{SignedDuration, Timestamp};
use lifecycle::calendar::{Counts, Span, Unit};
use lifecycle::lead::{Actor, Command, Lead, Standing, Submission};
use lifecycle::names::{ChannelId, LeadId, RoleId, SubmissionId};
use lifecycle::process::model::{Process, StageKind};
use serde::Deserialize;
use std::time::Duration;
use store::{
    DUPLICATE, Entry, EntryReason, EntryState, IdempotencyKey, NewEntry, TEST, Via, WRONG_KEY,
    WayIn, WayKind, digest, new_id,
};

/// Whoever took an entry in died if it is still there after this long.
const UNDER_WAY: SignedDuration = SignedDuration::from_secs(30);
/// What the line can't take now is tried again after this long.
const AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// Somebody sorts an open entry out within so much working time.
const SORT_OUT: Span = Span {
    count: 4,
    unit: Unit::Hour,
};
/// Data that can't be fetched for so long needs a person.
const FETCH_UNTIL: SignedDuration = SignedDuration::from_hours(72);
/// Of what came with a wrong key, so much is kept.
const WRONG_KEPT: usize = 16 * 1024;
/// Who sorts out what no process names anybody for.
const NOBODY: &str = "administrators";
/// What is to be done with a lead that a rule broke on.
const STEP: &str = "Sort out this intake";

/// A call, before it is taken apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The way in that it came by.
    pub(crate) way: &'a WayIn,
    /// What else is kept of it, as JSON.
    pub(crate) headers: &'a str,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A lead, new or one that goes on.
    Lead(LeadId),
    /// Somebody has to look at it.
    Open(EntryReason),
    /// It is tried again.
    Waiting,
    /// Nothing is to be done with it.
    Settled,
}

/// Keeps what a call brought, durably; the ids of what is new. What came before under the
/// same key is counted, tests are too: neither becomes a lead.
pub(crate) async fn keep(
    app: &App,
    request: Request<'_>,
    pieces: Vec<Piece>,
) -> store::Result<Vec<String>> {
    let now = app.clock.now();
    let fresh: Vec<NewEntry> = pieces
        .iter()
        .filter(|piece| !piece.test)
        .map(|piece| NewEntry {
            id: new_id(now),
            way: request.way.id.clone(),
            dedupe: format!("id:{}", piece.key),
            at: now,
            state: EntryState::Waiting,
            reason: None,
            raw: piece.raw.clone(),
            headers: request.headers.to_owned(),
            try_at: Some(match request.way.kind {
                // Its data is asked for by the worker, at once.
                WayKind::MetaLeads => now,
                _ => now + UNDER_WAY,
            }),
        })
        .collect();
    let mut tries = 0;
    loop {
        match written(app, request, &pieces, &fresh, now).await {
            Ok(added) => {
                let new = fresh.into_iter().zip(added).filter(|(_, new)| *new);
                return Ok(new.map(|(entry, _)| entry.id).collect());
            }
            Err(error) if error.is_worth_retrying() && tries < 5 => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(5 * tries)).await;
            }
            Err(error) => return Err(error),
        }
    }
}

async fn written(
    app: &App,
    request: Request<'_>,
    pieces: &[Piece],
    fresh: &[NewEntry],
    now: Timestamp,
) -> store::Result<Vec<bool>> {
    let noted = |dedupe: String, raw: &[u8], code: &str, detail: &str| NewEntry {
        id: new_id(now),
        way: request.way.id.clone(),
        dedupe,
        at: now,
        state: EntryState::Noted,
        reason: Some(EntryReason {
            code: code.into(),
            detail: detail.into(),
        }),
        raw: raw.to_vec(),
        headers: request.headers.to_owned(),
        try_at: None,
    };
    let mut work = app.store.begin().await?;
    let added = work.add_entries(fresh).await?;
    for (entry, _) in fresh.iter().zip(&added).filter(|(_, new)| !**new) {
        let hex: String = digest(&entry.raw)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let key = entry.dedupe.trim_start_matches("id:");
        let detail = "It came before, under the same key: one lead is made of both.";
        let again = noted(format!("again:{key}:{hex}"), &entry.raw, DUPLICATE, detail);
        work.count_entry(&again).await?;
    }
    for piece in pieces.iter().filter(|piece| piece.test) {
        let detail = "The provider tried whether its leads get here. They do.";
        work.count_entry(&noted(TEST.into(), &piece.raw, TEST, detail))
            .await?;
    }
    work.commit().await?;
    Ok(added)
}

/// Keeps a call that can't be read, for a person to look at.
pub(crate) async fn keep_unreadable(
    app: &App,
    request: Request<'_>,
    raw: &[u8],
    reason: EntryReason,
) -> store::Result<()> {
    let piece = Piece {
        key: read::digest_key(raw),
        raw: raw.to_vec(),
        test: false,
    };
    let running = app.line.processes().running().await?;
    let process = running.as_ref().map(|running| &running.process);
    for id in keep(app, request, vec![piece]).await? {
        let entry = app.store.reader().await?.entry(&id).await?;
        if let Some(entry) = entry {
            open(
                app,
                request.way,
                entry,
                EntryState::Waiting,
                reason.clone(),
                process,
            )
            .await?;
        }
    }
    Ok(())
}

/// Counts a call with a wrong key or signature, and keeps the last one.
pub(crate) async fn refuse_key(app: &App, request: Request<'_>, raw: &[u8]) -> store::Result<()> {
    let now = app.clock.now();
    let entry = NewEntry {
        id: new_id(now),
        way: request.way.id.clone(),
        dedupe: WRONG_KEY.into(),
        at: now,
        state: EntryState::Noted,
        reason: Some(EntryReason {
            code: WRONG_KEY.into(),
            detail: "Its key or signature isn't the one of this way in. Only the last one is kept."
                .into(),
        }),
        raw: raw[..raw.len().min(WRONG_KEPT)].to_vec(),
        headers: request.headers.to_owned(),
        try_at: None,
    };
    let mut work = app.store.begin().await?;
    work.count_entry(&entry).await?;
    work.commit().await?;
    Ok(())
}

/// Judges an entry that waits, and writes down what became of it.
pub(crate) async fn take_in(app: &App, way: &WayIn, id: &str) -> store::Result<Outcome> {
    let entry = app.store.reader().await?.entry(id).await?;
    match entry {
        Some(entry) if entry.state == EntryState::Waiting => judge(app, way, entry, None).await,
        Some(entry) => Ok(stands(entry)),
        None => Ok(Outcome::Settled),
    }
}

/// Lets an entry in that somebody looked at, through the way in as it is now. Doing so again
/// gives the same lead.
pub(crate) async fn replay(
    app: &App,
    way: &WayIn,
    entry: Entry,
    by: &str,
) -> store::Result<Outcome> {
    match entry.state {
        EntryState::Waiting | EntryState::Open | EntryState::Dismissed if !entry.raw.is_empty() => {
            judge(app, way, entry, Some(by)).await
        }
        _ => Ok(stands(entry)),
    }
}

fn stands(entry: Entry) -> Outcome {
    match (entry.state, entry.lead, entry.reason) {
        (_, Some(lead), _) => Outcome::Lead(lead),
        (EntryState::Open, None, Some(reason)) => Outcome::Open(reason),
        (EntryState::Waiting, ..) => Outcome::Waiting,
        _ => Outcome::Settled,
    }
}

async fn judge(
    app: &App,
    way: &WayIn,
    mut entry: Entry,
    by: Option<&str>,
) -> store::Result<Outcome> {
    let from = entry.state;
    let now = app.clock.now();
    let running = app.line.processes().running().await?;
    if way.kind == WayKind::MetaLeads && entry.fetched.is_none() {
        match fetched(app, way, &entry).await {
            Ok(bytes) => entry.fetched = Some(bytes),
            Err(reason) => {
                return not_fetched(app, way, entry, reason, by, running.as_deref()).await;
            }
        }
    }
    let process = running.as_ref().map(|running| &running.process);
    let submission = match submission(way, &entry, process, by.is_some()) {
        Ok(submission) => submission,
        Err(reason) => return open(app, way, entry, from, reason, process).await,
    };
    match brought(app, way, &entry, submission.clone()).await {
        Ok((lead, own)) => taken(app, entry, from, lead, own, by, now).await,
        Err(LineError::Broken(what)) => {
            tracing::error!(entry = entry.id, %what, "a rule broke on an intake");
            let reason = EntryReason {
                code: "rule_broke".into(),
                detail: format!("A rule broke on it: {what}"),
            };
            match sorted_out(app, way, &entry, submission, &reason).await {
                Ok((lead, own)) => {
                    entry.reason = Some(reason);
                    taken(app, entry, from, lead, own, by, now).await
                }
                Err(_) => open(app, way, entry, from, reason, process).await,
            }
        }
        Err(LineError::Refused(refusal)) => {
            let reason = refused(&crate::api::refused::refused(&refusal));
            open(app, way, entry, from, reason, process).await
        }
        // Nothing is wrong with it: it comes in when the line can take it.
        Err(error) => {
            tracing::warn!(entry = entry.id, %error, "an intake waits");
            if from == EntryState::Waiting {
                entry.try_at = Some(now + AGAIN);
                settle(app, &entry, from).await?;
            }
            Ok(Outcome::Waiting)
        }
    }
}

/// What an entry says, as the rules take it; or why a person has to look at it.
fn submission(
    way: &WayIn,
    entry: &Entry,
    process: Option<&Process>,
    let_in: bool,
) -> Result<Submission, EntryReason> {
    if way.kind == WayKind::Form
        && !let_in
        && let Some(reason) = form::suspected(way, &entry.raw, &entry.headers, entry.received_at)?
    {
        return Err(reason);
    }
    let given = read::given(way, &entry.raw, entry.fetched.as_deref(), &entry.headers)?;
    let (submission, _) = given
        .submission(&way.channel, way.campaign.as_deref(), process)
        .map_err(|problem| refused(&problem))?;
    Ok(submission)
}

/// Why a value was refused, with its place.
pub(super) fn refused(problem: &Problem) -> EntryReason {
    let at = problem.pointer.as_deref().unwrap_or_default();
    let at = at.trim_start_matches('/').replace('/', " › ");
    EntryReason {
        code: "refused".into(),
        detail: if at.is_empty() {
            problem.detail.to_string()
        } else {
            format!("{at}: {}", problem.detail)
        },
    }
}

/// Through the line, under a key of its own.
async fn brought(
    app: &App,
    way: &WayIn,
    entry: &Entry,
    submission: Submission,
) -> Result<(LeadId, SubmissionId), LineError> {
    let captured = app
        .line
        .capture(Intake {
            submission,
            raw: entry.fetched.clone().unwrap_or_else(|| entry.raw.clone()),
            via: match way.kind {
                WayKind::Form => Via::Form,
                _ => Via::Hook,
            },
            by: match way.kind {
                WayKind::Form => Actor::Buyer,
                _ => Actor::Program {
                    name: way.title.clone(),
                },
            },
            may_read: false,
            key: Some((
                IdempotencyKey {
                    scope: format!("way:{}", way.id),
                    key: entry.id.clone(),
                },
                // The entry's bytes never change; how they are read may.
                digest(entry.id.as_bytes()),
            )),
        })
        .await?;
    match captured {
        Captured::In {
            lead, submission, ..
        } => Ok((lead.id.clone(), submission)),
        Captured::Replayed { body, .. } => {
            #[derive(Deserialize)]
            struct Before {
                id: String,
                submission_id: String,
            }
            let before: Before = serde_json::from_str(&body)
                .map_err(|error| LineError::Broken(format!("an answer can't be read: {error}")))?;
            Ok((before.id.into(), before.submission_id.into()))
        }
    }
}

/// A lead of who they are, without all else, whose next step is to sort it out.
async fn sorted_out(
    app: &App,
    way: &WayIn,
    entry: &Entry,
    whole: Submission,
    reason: &EntryReason,
) -> Result<(LeadId, SubmissionId), LineError> {
    let bare = Submission {
        fields: Default::default(),
        message: None,
        region: None,
        form: None,
        ..whole
    };
    let (id, submission) = brought(app, way, entry, bare).await?;
    let note = format!(
        "{STEP}: {} What came in is at the entry {} of the intake inbox.",
        reason.detail, entry.id
    );
    let lead = app
        .line
        .command(id.clone(), Command::Note(note), Actor::Process)
        .await?;
    if let Some(due_at) = next_due(&lead) {
        let step = Command::Plan {
            title: STEP.into(),
            due_at,
        };
        // The lead is owned and has a deadline either way.
        if let Err(error) = app.line.command(id.clone(), step, Actor::Process).await {
            tracing::warn!(lead = %id, %error, "the step to sort it out wasn't planned");
        }
    }
    Ok((id, submission))
}

fn next_due(lead: &Lead) -> Option<Timestamp> {
    match &lead.standing {
        Standing::Open(attended) => Some(attended.next_step.due_at),
        Standing::Ended { .. } | Standing::Merged { .. } => None,
    }
}

async fn taken(
    app: &App,
    mut entry: Entry,
    from: EntryState,
    lead: LeadId,
    submission: SubmissionId,
    by: Option<&str>,
    now: Timestamp,
) -> store::Result<Outcome> {
    entry.state = match by {
        Some(_) => EntryState::Replayed,
        None => EntryState::Taken,
    };
    entry.lead = Some(lead.clone());
    entry.submission = Some(submission);
    // From here on its bytes are at the submission; where a rule broke, what was left out too.
    if entry
        .reason
        .as_ref()
        .is_none_or(|own| own.code != "rule_broke")
    {
        entry.raw = Vec::new();
        entry.fetched = None;
    }
    if by.is_none() && entry.reason.as_ref().is_some_and(|own| own.code == "fetch") {
        entry.reason = None;
    }
    (entry.try_at, entry.role, entry.due_at) = (None, None, None);
    entry.settled_at = Some(now);
    entry.settled_by = by.map(ToOwned::to_owned);
    settle(app, &entry, from).await?;
    Ok(Outcome::Lead(lead))
}

async fn open(
    app: &App,
    way: &WayIn,
    mut entry: Entry,
    from: EntryState,
    reason: EntryReason,
    process: Option<&Process>,
) -> store::Result<Outcome> {
    let now = app.clock.now();
    let (role, due_at) = sorts_out(process, &way.channel, now);
    entry.state = EntryState::Open;
    entry.reason = Some(reason.clone());
    entry.role = Some(role);
    // Trying again in vain doesn't win time.
    entry.due_at = Some(entry.due_at.unwrap_or(due_at));
    entry.try_at = None;
    (entry.settled_at, entry.settled_by, entry.note) = (None, None, None);
    settle(app, &entry, from).await?;
    Ok(Outcome::Open(reason))
}

/// Who sorts out what comes by a channel, and by when: the role of the first stage at which
/// somebody works.
fn sorts_out(
    process: Option<&Process>,
    channel: &ChannelId,
    now: Timestamp,
) -> (RoleId, Timestamp) {
    let Some(process) = process else {
        return (RoleId::from(NOBODY), now + SignedDuration::from_hours(24));
    };
    let stages = &process.line(channel).stages;
    let role = stages.iter().find_map(|stage| match &stage.kind {
        StageKind::Work(duty) => Some(duty.owner.clone()),
        _ => None,
    });
    (
        role.unwrap_or_else(|| RoleId::from(NOBODY)),
        process.calendar.after(now, SORT_OUT, Counts::Working),
    )
}

async fn fetched(app: &App, way: &WayIn, entry: &Entry) -> Result<Vec<u8>, EntryReason> {
    let reason = |detail: String| EntryReason {
        code: "fetch".into(),
        detail: format!("Its data can't be fetched. {detail}"),
    };
    let id = meta::lead_id(&entry.raw).ok_or_else(|| reason("It has no id.".into()))?;
    let secrets = app.seal.open(way.sealed.as_deref(), &way.id).map_err(|_| {
        reason("The secrets of this way in were sealed with another key: give them anew.".into())
    })?;
    let token = secrets
        .asks
        .ok_or_else(|| reason("This way in has no access token.".into()))?;
    app.fetcher
        .lead(&id, &token)
        .await
        .map_err(|error| reason(error.to_string()))
}

async fn not_fetched(
    app: &App,
    way: &WayIn,
    mut entry: Entry,
    reason: EntryReason,
    by: Option<&str>,
    running: Option<&Published>,
) -> store::Result<Outcome> {
    let now = app.clock.now();
    let from = entry.state;
    let process = running.map(|running| &running.process);
    if from != EntryState::Waiting || now.duration_since(entry.received_at) > FETCH_UNTIL {
        return open(app, way, entry, from, reason, process).await;
    }
    if by.is_some() {
        return Ok(Outcome::Open(reason));
    }
    entry.tries = entry.tries.saturating_add(1);
    let minutes = [1, 2, 5, 15, 30, 60][entry.tries.min(6) as usize - 1];
    entry.try_at = Some(now + SignedDuration::from_mins(minutes));
    entry.reason = Some(reason);
    settle(app, &entry, from).await?;
    Ok(Outcome::Waiting)
}

/// Writes what became of an entry. Somebody who was faster is right: they got the same lead.
pub(crate) async fn settle(app: &App, entry: &Entry, from: EntryState) -> store::Result<bool> {
    let mut tries = 0;
    loop {
        let written = async {
            let mut work = app.store.begin().await?;
            let changed = work.change_entry(entry, from).await?;
            work.commit().await?;
            Ok(changed)
        };
        match written.await {
            Err(error) if store::Error::is_worth_retrying(&error) && tries < 5 => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(5 * tries)).await;
            }
            other => return other,
        }
    }
}

/// Whether this way in could take anything; else why not, for people.
pub(crate) fn health_findings(app: &App, way: &WayIn, process: Option<&Process>) -> Vec<String> {
    let mut findings = Vec::new();
    if !way.enabled {
        findings.push("It is off: nothing comes in by it.".to_owned());
    }
    match process {
        None => findings.push("No process runs yet: what comes in waits.".to_owned()),
        Some(process) if process.channel(&way.channel).is_none() => findings.push(format!(
            "The process has no channel `{}` any more: what comes in has the family unknown.",
            way.channel
        )),
        Some(process) => {
            if let Err(problem) = Definition::of(way).check(way.kind, Some(process)) {
                findings.push(problem.detail.to_string());
            }
        }
    }
    if app.seal.open(way.sealed.as_deref(), &way.id).is_err() {
        findings.push(
            "Its secrets were sealed with another key than this server has: give them anew."
                .to_owned(),
        );
    }
    let needs = matches!(way.kind, WayKind::Typeform | WayKind::MetaLeads);
    if needs && way.sealed.is_none() {
        findings.push("It has no secret yet: what is sent to it is refused.".to_owned());
    }
    findings
}
