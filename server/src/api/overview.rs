//! Overview: what became of all leads, how far they came, and what needs a look.
//!
//! Every figure comes with the address of the list of exactly its leads.

use super::known::Known;
use super::query::{Query, instant};
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use crate::processes::Published;
use crate::view::word;
use axum::Json;
use axum::extract::State;
use insight::Rate;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use lifecycle::calendar::Counts;
use lifecycle::lead::Cell;
use lifecycle::names::StageId;
use lifecycle::process::model::{Outcome, StageKind};
use lifecycle::source::Family;
use serde::{Deserialize, Serialize};
use store::{LeadFilter, Reader, Status};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// A next step that is due this soon is about to break: still in this half of the working day.
const SOON: SignedDuration = SignedDuration::from_hours(4);
/// The flow goes back so many weeks.
const WEEKS: i64 = 26;

/// Which leads.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Captured on this day, at this instant, or later.
    captured_from: Option<String>,
    /// Captured on this day or earlier; before this instant.
    captured_to: Option<String>,
    /// The channel they came by.
    channel: Option<String>,
}

/// What became of all leads.
#[derive(Serialize, ToSchema)]
struct Overview {
    /// The instant it speaks of.
    as_of: Timestamp,
    /// Leads in, and where each of them is: the cells add up.
    balance: BalanceView,
    /// How far they came.
    funnel: Vec<Step>,
    /// What needs a look.
    attention: Vec<Attention>,
    /// What came in and was won, week by week, the latest last.
    flow: Vec<Week>,
}

/// Leads in, and where each of them is.
#[derive(Serialize, ToSchema)]
#[schema(as = Balance)]
struct BalanceView {
    /// Leads in.
    leads: u64,
    /// The cells; they add up to the leads.
    cells: Vec<CellView>,
}

/// One cell of the balance sheet.
#[derive(Serialize, ToSchema)]
#[schema(as = Cell)]
struct CellView {
    /// `waiting`, `followed`, `returned`, `nurtured`, `won`, `lost`, `disqualified`, `merged`.
    cell: String,
    /// How many leads.
    leads: u64,
    /// The list of these leads.
    href: String,
}

/// How many leads came as far as a stage.
#[derive(Serialize, ToSchema)]
#[schema(as = FunnelStep)]
struct Step {
    /// The stage.
    stage: String,
    /// What people call it.
    title: String,
    /// How many were there, ever.
    leads: u64,
    /// Their share of all leads.
    share: Option<f64>,
    /// Where the true share lies, 95 times of 100.
    interval: Option<Vec<f64>>,
    /// Their share of those of the step before.
    of_previous: Option<f64>,
    /// The list of these leads.
    href: String,
}

/// Something that needs a look.
#[derive(Serialize, ToSchema)]
struct Attention {
    /// Its name.
    id: &'static str,
    /// What people call it.
    title: &'static str,
    /// How many leads.
    leads: u64,
    /// The list of these leads.
    href: String,
}

/// One week.
#[derive(Serialize, ToSchema)]
struct Week {
    /// Its Monday, where the process is.
    week: String,
    /// Leads that came in.
    r#in: u64,
    /// Leads that were won, whenever they came in.
    won: u64,
}

/// Show the overview
#[utoipa::path(get, path = "/api/v1/overview", tag = "Figures", operation_id = "overview",
    params(Asked),
    responses((status = 200, description = "Balance sheet, funnel, attention and flow", body = Overview)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    _may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Overview>, Problem> {
    let running = app.line.processes().running().await?;
    let zone = zone(running.as_deref());
    let now = app.clock.now();
    let known = Known::by(&app, running.as_deref());
    let filter = LeadFilter {
        channel: known.channel(asked.channel.as_deref()).await?,
        captured_from: instant(
            "captured_from",
            asked.captured_from.as_deref(),
            &zone,
            false,
        )?,
        captured_to: instant("captured_to", asked.captured_to.as_deref(), &zone, true)?,
        ..LeadFilter::default()
    };
    let rest = asked.rest();
    let mut reader = app.store.reader().await?;
    let balance = reader.balance(&filter).await?;
    let leads = balance.leads();
    let cells = balance.cells.into_iter().map(|(cell, leads)| CellView {
        href: href(&[("cell", &word(cell))], &rest),
        cell: word(cell),
        leads,
    });
    let balance = BalanceView {
        leads,
        cells: cells.collect(),
    };
    let funnel = match running.as_deref() {
        Some(running) => funnel(&mut reader, running, &filter, leads, &rest).await?,
        None => Vec::new(),
    };
    Ok(Json(Overview {
        as_of: now,
        balance,
        funnel,
        attention: attention(
            &mut reader,
            &filter,
            (now, soon(running.as_deref(), now)),
            &rest,
        )
        .await?,
        flow: flow(&mut reader, &filter, &zone, now).await?,
    }))
}

impl Asked {
    fn given(&self, text: &Option<String>) -> Option<String> {
        text.clone().filter(|text| !text.is_empty())
    }

    /// The same choice, for the addresses of lists.
    fn rest(&self) -> Vec<(&'static str, String)> {
        [
            ("channel", &self.channel),
            ("captured_from", &self.captured_from),
            ("captured_to", &self.captured_to),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, self.given(value)?)))
        .collect()
    }
}

/// Where leads come in, where people work on them, and where they are won.
async fn funnel(
    reader: &mut Reader,
    running: &Published,
    filter: &LeadFilter,
    all: u64,
    rest: &[(&'static str, String)],
) -> Result<Vec<Step>, Problem> {
    let line = match &filter.channel {
        Some(channel) => running.process.line(channel),
        None => &running.process.base,
    };
    let entry = line.entry().id.clone();
    let shown: Vec<&lifecycle::process::model::Stage> = line
        .stages
        .iter()
        .filter(|stage| match &stage.kind {
            StageKind::Gate(_) => stage.id == entry,
            StageKind::Work(_) => true,
            StageKind::Hold(_) => false,
            StageKind::End(end) => end.outcome == Outcome::Won,
        })
        .collect();
    let ids: Vec<StageId> = shown.iter().map(|stage| stage.id.clone()).collect();
    let reached = reader.funnel(filter, &ids).await?;
    let mut before: Option<u64> = None;
    let mut steps = Vec::with_capacity(shown.len());
    for (stage, reached) in shown.into_iter().zip(reached) {
        let rate = Rate::of(reached.leads, all);
        steps.push(Step {
            href: href(&[("reached", stage.id.as_str())], rest),
            stage: stage.id.to_string(),
            title: stage.title.clone(),
            leads: reached.leads,
            share: (all > 0).then(|| reached.leads as f64 / all as f64),
            interval: rate.interval.map(|interval| interval.to_vec()),
            of_previous: before
                .filter(|before| *before > 0)
                .map(|before| reached.leads as f64 / before as f64),
        });
        before = Some(reached.leads);
    }
    Ok(steps)
}

/// What needs a look: its name, its title, which leads, and the query of their list.
type Wanted = (
    &'static str,
    &'static str,
    LeadFilter,
    &'static [(&'static str, &'static str)],
);

async fn attention(
    reader: &mut Reader,
    filter: &LeadFilter,
    (now, soon): (Timestamp, Timestamp),
    rest: &[(&'static str, String)],
) -> Result<Vec<Attention>, Problem> {
    let wanted: [Wanted; 5] = [
        (
            "overdue",
            "The next step was due",
            LeadFilter {
                overdue_at: Some(now),
                ..filter.clone()
            },
            &[("overdue", "true")],
        ),
        (
            "breaking",
            "Due within four working hours",
            LeadFilter {
                due_between: Some((now, soon)),
                ..filter.clone()
            },
            &[("breaking", "true")],
        ),
        (
            "waiting",
            "Nobody has reached out yet",
            LeadFilter {
                cell: Some(Cell::Waiting),
                ..filter.clone()
            },
            &[("cell", "waiting")],
        ),
        (
            "exceptions",
            "Open, and brought off the drawn line",
            LeadFilter {
                status: Some(Status::Open),
                exceptions: Some(true),
                ..filter.clone()
            },
            &[("status", "open"), ("exceptions", "true")],
        ),
        (
            "unknown_source",
            "Nobody knows where they come from",
            LeadFilter {
                family: Some(Family::Unknown),
                ..filter.clone()
            },
            &[("family", "unknown")],
        ),
    ];
    let mut found = Vec::with_capacity(wanted.len());
    for (id, title, which, own) in wanted {
        found.push(Attention {
            id,
            title,
            leads: reader.count(&which).await?,
            href: href(own, rest),
        });
    }
    Ok(found)
}

async fn flow(
    reader: &mut Reader,
    filter: &LeadFilter,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Vec<Week>, Problem> {
    let today = now.to_zoned(zone.clone()).date();
    let monday = today - i64::from(today.weekday().since(Weekday::Monday)).days();
    let mondays: Vec<_> = (0..=WEEKS)
        .rev()
        .map(|back| monday - ((back - 1) * 7).days())
        .collect();
    let bounds: Vec<Timestamp> = mondays
        .iter()
        .filter_map(|day| day.to_zoned(zone.clone()).ok())
        .map(|at| at.timestamp())
        .collect();
    let flows = reader.flow(filter, &bounds).await?;
    Ok(flows
        .into_iter()
        .zip(mondays)
        .map(|(flow, monday)| Week {
            week: monday.to_string(),
            r#in: flow.captured,
            won: flow.won,
        })
        .collect())
}

/// Until when a next step must be due to be about to break: so much working time from now.
pub(crate) fn soon(running: Option<&Published>, now: Timestamp) -> Timestamp {
    running.map_or(now + SOON, |running| {
        let calendar = &running.process.calendar;
        calendar.advance(now, SOON, Counts::Working)
    })
}

/// The zone that days are counted in.
pub(crate) fn zone(running: Option<&Published>) -> TimeZone {
    running.map_or(TimeZone::UTC, |running| {
        running.process.calendar.zone.clone()
    })
}

/// Its name in the IANA database, as browsers take it.
pub(crate) fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// The address of a list of leads.
pub(crate) fn href(own: &[(&str, &str)], rest: &[(&'static str, String)]) -> String {
    let rest = rest.iter().map(|(name, value)| (*name, value.as_str()));
    let parts: Vec<String> = own
        .iter()
        .copied()
        .chain(rest)
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    format!("/leads?{}", parts.join("&"))
}

fn encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}
