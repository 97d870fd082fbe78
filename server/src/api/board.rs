//! Board: the open leads stage by stage, as columns of cards.

use super::leads::{Asked, COUNTED};
use super::query::{Query, limit};
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use crate::processes::Published;
use crate::view::{LeadRowView, MoneyView, money, spoken};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use lifecycle::names::StageId;
use lifecycle::process::model::{Process, Stage, StageKind};
use serde::Serialize;
use std::collections::BTreeSet;
use store::{LeadFilter, Status};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// So many earlier versions are asked for stages that there are no longer.
const EARLIER: usize = 20;

/// The open leads, stage by stage.
#[derive(Serialize, ToSchema)]
struct Board {
    /// The instant it speaks of.
    as_of: Timestamp,
    /// The stages at which leads stay, in the order of the process. Stages that only earlier
    /// versions had come last, where open leads are still there.
    columns: Vec<Column>,
    /// Where leads end.
    ends: Vec<EndView>,
}

/// A stage with its cards.
#[derive(Serialize, ToSchema)]
#[schema(as = BoardColumn)]
struct Column {
    /// The stage.
    stage: String,
    /// What people call it.
    title: String,
    /// `work` or `hold`.
    #[schema(pattern = "^(work|hold)$")]
    kind: &'static str,
    /// The accountable role, as people call it.
    role: Option<String>,
    /// How many leads are here, 10,000 at most.
    leads: u64,
    /// There are more than that.
    more: bool,
    /// Of these, overdue.
    overdue: u64,
    /// What they may be worth together, one sum a currency.
    worth: Vec<MoneyView>,
    /// The first cards; the next ones come from `GET /api/v1/leads` with the same filter, this
    /// stage, `status=open` and the cursor.
    items: Vec<LeadRowView>,
    /// Where the next cards begin; none after the last.
    next_cursor: Option<String>,
}

/// A stage where leads end.
#[derive(Serialize, ToSchema)]
#[schema(as = BoardEnd)]
struct EndView {
    /// The stage.
    stage: String,
    /// What people call it.
    title: String,
    /// How many ended here, 10,000 at most.
    leads: u64,
    /// There are more than that.
    more: bool,
}

/// Show the board
#[utoipa::path(get, path = "/api/v1/board", tag = "Work", operation_id = "board",
    params(Asked),
    responses((status = 200, description = "The open leads that match, stage by stage", body = Board)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn show(
    may: May<Read>,
    State(app): State<App>,
    Query(mut asked): Query<Asked>,
) -> Result<Json<Board>, Problem> {
    let running = app.line.processes().running().await?;
    let now = app.clock.now();
    if asked.cursor.take().is_some_and(|text| !text.is_empty()) {
        let detail = "A board begins at its beginning; the next cards of a column come from `GET /api/v1/leads`.";
        return Err(Problem::of("query.cursor", detail).at("cursor"));
    }
    if asked.sort.is_none() {
        asked.sort = Some("due_at".to_owned());
    }
    let sort = asked.sort()?;
    let cards = limit(asked.limit, 20)?;
    let whole = asked.whole(&may, &app, running.as_deref(), now).await?;
    let only = whole.stage.clone();
    let at = |stage: &StageId| LeadFilter {
        stage: Some(stage.clone()),
        ..whole.clone()
    };
    let stages = match &running {
        Some(running) => all_stages(&running.process),
        None => Vec::new(),
    };
    let former = former(&app, &stages).await?;
    let mut columns = Vec::new();
    let mut ends = Vec::new();
    let mut reader = app.store.reader().await?;
    let wanted = |stage: &Stage| only.as_ref().is_none_or(|only| *only == stage.id);
    let current = stages.iter().map(|stage| (stage, true));
    let earlier = former.iter().map(|stage| (stage, false));
    for (stage, is_current) in current.chain(earlier).filter(|(own, _)| wanted(own)) {
        let filter = at(&stage.id);
        let (kind, duty) = match &stage.kind {
            StageKind::Gate(_) => continue,
            StageKind::Work(duty) => ("work", duty),
            StageKind::Hold(duty) => ("hold", duty),
            StageKind::End(_) => {
                if is_current {
                    let counted = reader.count_up_to(&filter, COUNTED + 1).await?;
                    ends.push(EndView {
                        stage: stage.id.to_string(),
                        title: stage.title.clone(),
                        leads: counted.min(COUNTED.into()),
                        more: counted > COUNTED.into(),
                    });
                }
                continue;
            }
        };
        let filter = LeadFilter {
            status: Some(Status::Open),
            ..filter
        };
        let counts = reader.column(&filter, now, COUNTED + 1).await?;
        if !is_current && counts.leads == 0 {
            continue;
        }
        let page = reader.leads(&filter, sort, None, cards).await?;
        columns.push(Column {
            stage: stage.id.to_string(),
            title: stage.title.clone(),
            kind,
            role: running
                .as_ref()
                .map(|own| own.process.role_title(&duty.owner).to_owned()),
            leads: counts.leads.min(COUNTED.into()),
            more: counts.leads > COUNTED.into(),
            overdue: counts.overdue.min(COUNTED.into()),
            worth: counts.worth.iter().map(money).collect(),
            items: page
                .items
                .into_iter()
                .map(|row| LeadRowView::of(row, running.as_deref(), now))
                .collect(),
            next_cursor: page.next.map(|cursor| cursor.to_string()),
        });
    }
    Ok(Json(Board {
        as_of: now,
        columns,
        ends,
    }))
}

/// The stages of all lines of a process, each once: those of the base first.
fn all_stages(process: &Process) -> Vec<Stage> {
    let mut seen = BTreeSet::new();
    let lines = process.variants.iter().map(|(_, line)| line);
    std::iter::once(&process.base)
        .chain(lines)
        .flat_map(|line| &line.stages)
        .filter(|stage| seen.insert(stage.id.clone()))
        .cloned()
        .collect()
}

/// Stages at which leads stay, of earlier versions only: leads may still be there.
async fn former(app: &App, current: &[Stage]) -> Result<Vec<Stage>, Problem> {
    let mut seen: BTreeSet<StageId> = current.iter().map(|own| own.id.clone()).collect();
    let mut former = Vec::new();
    let mut stored = app.store.reader().await?.processes().await?;
    stored.sort_by_key(|own| std::cmp::Reverse(own.version));
    for own in stored.iter().take(EARLIER) {
        let published: std::sync::Arc<Published> =
            app.line.processes().version(&own.id, own.version).await?;
        for mut stage in all_stages(&published.process) {
            if stage.duty().is_some() && seen.insert(stage.id.clone()) {
                if stage.title.is_empty() {
                    stage.title = spoken(stage.id.as_str());
                }
                former.push(stage);
            }
        }
    }
    Ok(former)
}
