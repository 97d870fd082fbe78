//! Pools: who had how many turns, who has room, who is next and why.

use super::members::{AvailabilityView, GivenView, availability, given};
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use axum::Json as Reply;
use axum::extract::State;
use lifecycle::assign::{Board, Seat, boards};
use lifecycle::calendar::Calendar;
use lifecycle::process::model::{Pick, PoolOf};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Everybody whom leads are given to by turn or load.
#[derive(Serialize, ToSchema)]
struct Pools {
    /// In the order in which the process names them.
    items: Vec<PoolView>,
    /// They all fit on one page.
    next_cursor: Option<String>,
}

/// A group that leads are shared out in.
#[derive(Serialize, ToSchema)]
#[schema(as = Pool)]
struct PoolView {
    /// `role` or `team`.
    #[schema(pattern = "^(role|team)$")]
    kind: &'static str,
    /// The name of the role or team.
    name: String,
    /// What people call it.
    title: String,
    /// The routing rules and stages that give leads to it.
    asked_by: Vec<String>,
    /// `round_robin` or `least_loaded`.
    #[schema(pattern = "^(round_robin|least_loaded)$")]
    by: &'static str,
    /// Nobody gets more than this: `30 open`, `5 per day`.
    caps: Vec<String>,
    /// What it asks of its members beside that.
    needs: Option<String>,
    /// The member who is next, as long as a lead needs or prefers nobody else.
    next: Option<String>,
    /// How many more leads it can take now; none without limits.
    room: Option<u32>,
    /// Something that somebody should see to before it is too late.
    warning: Option<String>,
    /// Everybody in it, those who are next first.
    members: Vec<SeatView>,
}

/// Somebody in a pool.
#[derive(Serialize, ToSchema)]
#[schema(as = PoolMember)]
struct SeatView {
    /// The member's id.
    id: String,
    /// Their name.
    name: String,
    /// The order in which they are asked, from 1; none for those who aren't asked now.
    rank: Option<u32>,
    /// Why they are next, or aren't asked.
    why: String,
    /// Where they stand: turns had and let go, without those given back.
    turns: u64,
    /// The weight of their turns.
    weight: u64,
    /// How many turns were given back, as the lead was none.
    credits: u64,
    /// How many turns went by while they weren't there or had no room.
    let_go: u64,
    /// How many open leads they own.
    open: u32,
    /// How many leads they were given lately.
    given: GivenView,
    /// How many more they can be given now; none without limits.
    room: Option<u32>,
    /// Whether they are there.
    availability: AvailabilityView,
}

/// List pools
///
/// The ledger: who had how many turns, what was given back and let go, who has room, who is next.
#[utoipa::path(get, path = "/api/v1/pools", tag = "People", operation_id = "listPools",
    responses((status = 200, description = "All pools of the process that runs", body = Pools)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn list(_may: May<Read>, State(app): State<App>) -> Result<Reply<Pools>, Problem> {
    let running = app.line.processes().running().await?;
    let running = running.ok_or_else(|| {
        Problem::of(
            "process.none",
            "No process runs yet, so there are no pools.",
        )
        .after(5)
    })?;
    let roster = app.store.reader().await?.roster().await?;
    let now = app.clock.now();
    let process = &running.process;
    let items = boards(process, &roster, now).into_iter().map(|board| {
        let title = match &board.of {
            PoolOf::Role(role) => process.role_title(role).to_owned(),
            PoolOf::Team(team) => crate::view::spoken(team.as_str()),
        };
        pool(board, title, &process.calendar, now)
    });
    Ok(Reply(Pools {
        items: items.collect(),
        next_cursor: None,
    }))
}

fn pool(board: Board, title: String, house: &Calendar, now: jiff::Timestamp) -> PoolView {
    let (kind, name) = match &board.of {
        PoolOf::Role(role) => ("role", role.to_string()),
        PoolOf::Team(team) => ("team", team.to_string()),
    };
    PoolView {
        kind,
        name,
        title,
        asked_by: board.asked_by,
        by: match board.by {
            Pick::RoundRobin => "round_robin",
            Pick::LeastLoaded => "least_loaded",
        },
        caps: board.caps.iter().map(ToString::to_string).collect(),
        needs: board.needs,
        next: board
            .seats
            .first()
            .filter(|seat| seat.rank == Some(1))
            .map(|seat| seat.member.to_string()),
        room: board.room,
        warning: board.warning,
        members: board
            .seats
            .into_iter()
            .map(|own| seat(own, house, now))
            .collect(),
    }
}

fn seat(own: Seat, house: &Calendar, now: jiff::Timestamp) -> SeatView {
    SeatView {
        id: own.member.to_string(),
        name: own.name,
        rank: own.rank,
        why: own.why,
        turns: own.turns.turns,
        weight: own.weight,
        credits: own.turns.credits,
        let_go: own.turns.let_go,
        open: own.open,
        given: given(&own.given),
        room: own.room,
        availability: availability(&own.availability, house, now),
    }
}
