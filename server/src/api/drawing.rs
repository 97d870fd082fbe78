//! Drawing: where everything of a drawn line stands, and the line as a picture.

use super::process::{Asked, running};
use super::query::Query;
use super::rights::{May, Read};
use crate::app::App;
use crate::problem::Problem;
use crate::processes::Published;
use crate::view::word;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use drawing::{Options, layout};
use lifecycle::names::ChannelId;
use lifecycle::process::model::Line;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(drawn))
        .routes(routes!(picture))
}

/// Where everything of a drawn line stands. Lengths are CSS pixels.
#[derive(Serialize, ToSchema)]
#[schema(as = Drawing)]
struct DrawingView {
    /// Of the whole drawing.
    width: f64,
    /// Of the whole drawing.
    height: f64,
    /// Width of the column in which the titles of the lanes stand.
    gutter: f64,
    /// From top to bottom, without gaps.
    lanes: Vec<LaneView>,
    /// In the order of the document.
    nodes: Vec<NodeView>,
    /// In the order of the document.
    arrows: Vec<ArrowView>,
    /// The short way by which leads come in.
    entry: Option<EntryView>,
}

/// Where leads come in.
#[derive(Serialize, ToSchema)]
#[schema(as = Entry)]
struct EntryView {
    /// The first stage.
    stage: String,
    /// From and to.
    points: Vec<Vec<f64>>,
}

/// A role and what it answers for.
#[derive(Serialize, ToSchema)]
#[schema(as = Lane)]
struct LaneView {
    /// The role.
    role: Option<String>,
    /// What people call it.
    title: String,
    /// The title as it fits into the gutter.
    lines: Vec<String>,
    /// Its upper edge.
    y: f64,
    /// Its height.
    height: f64,
}

/// A stage.
#[derive(Serialize, ToSchema)]
#[schema(as = Node)]
struct NodeView {
    /// Its name.
    stage: String,
    /// What people call it.
    title: String,
    /// The title as it fits into the box.
    lines: Vec<String>,
    /// `gate`, `work`, `hold` or `end`.
    kind: &'static str,
    /// How far a lead is here.
    phase: String,
    /// Of an end: `won`, `lost` or `disqualified`.
    outcome: Option<&'static str>,
    /// Its lane, by number.
    lane: usize,
    /// Its left edge.
    x: f64,
    /// Its upper edge.
    y: f64,
    /// Its width.
    width: f64,
    /// Its height.
    height: f64,
    /// The promise that matters most here.
    duty: Option<String>,
    /// All there is to say, on several lines.
    about: String,
    /// It isn't what the base says.
    differs: bool,
}

/// A move, or a consequence of a clock.
#[derive(Serialize, ToSchema)]
#[schema(as = Arrow)]
struct ArrowView {
    /// The stage it leaves.
    from: String,
    /// The stage it leads to.
    to: String,
    /// `drawn`, `hand_off`, `back` or `consequence`.
    #[schema(pattern = "^(drawn|hand_off|back|consequence)$")]
    kind: &'static str,
    /// Its corners, from tail to tip.
    points: Vec<Vec<f64>>,
    /// The same with rounded corners: the `d` of an SVG path.
    path: String,
    /// Its words.
    label: Option<String>,
    /// Where they stand.
    label_x: Option<f64>,
    /// Where they stand.
    label_y: Option<f64>,
    /// Room they take.
    label_width: Option<f64>,
    /// Room they take.
    label_height: Option<f64>,
    /// All there is to say.
    about: String,
}

/// Show where everything of the drawing stands
#[utoipa::path(get, path = "/api/v1/process/drawing", tag = "Process", operation_id = "showDrawing",
    params(Asked),
    responses((status = 200, description = "The geometry", body = DrawingView)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn drawn(
    _may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<DrawingView>, Problem> {
    let running = running(&app).await?;
    let options = Options {
        figures: true,
        labels: true,
    };
    let channel = asked.known(&app, Some(&running)).await?;
    let drawing = layout(&running.process, line(&running, channel), &options);
    Ok(Json(DrawingView::of(drawing)))
}

/// Show the drawing as a picture
#[utoipa::path(get, path = "/api/v1/process/drawing.svg", tag = "Process", operation_id = "showPicture",
    params(Asked),
    responses((status = 200, description = "The picture", content_type = "image/svg+xml", body = String)),
    security(("session" = []), ("token" = ["read", "write", "admin"])))]
async fn picture(
    _may: May<Read>,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let running = running(&app).await?;
    let channel = asked.known(&app, Some(&running)).await?;
    let drawing = layout(
        &running.process,
        line(&running, channel),
        &Options::default(),
    );
    let picture = drawing::svg(&drawing, None);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

fn line(running: &Published, channel: Option<ChannelId>) -> &Line {
    match channel {
        Some(channel) => running.process.line(&channel),
        None => &running.process.base,
    }
}

fn corners(points: &[(f64, f64)]) -> Vec<Vec<f64>> {
    points.iter().map(|(x, y)| vec![*x, *y]).collect()
}

impl DrawingView {
    fn of(drawing: drawing::Drawing) -> Self {
        use drawing::layout::ArrowKind;
        Self {
            width: drawing.width,
            height: drawing.height,
            gutter: drawing.gutter,
            lanes: drawing
                .lanes
                .into_iter()
                .map(|lane| LaneView {
                    role: lane.role,
                    title: lane.title,
                    lines: lane.lines,
                    y: lane.y,
                    height: lane.height,
                })
                .collect(),
            nodes: drawing
                .nodes
                .into_iter()
                .map(|node| NodeView {
                    stage: node.stage,
                    title: node.title,
                    lines: node.lines,
                    kind: node.kind,
                    phase: word(node.phase),
                    outcome: node.outcome,
                    lane: node.lane,
                    x: node.x,
                    y: node.y,
                    width: node.w,
                    height: node.h,
                    duty: node.duty,
                    about: node.about,
                    differs: node.differs,
                })
                .collect(),
            entry: drawing.entry.map(|entry| EntryView {
                points: corners(&entry.points),
                stage: entry.stage,
            }),
            arrows: drawing
                .arrows
                .into_iter()
                .map(|arrow| ArrowView {
                    from: arrow.from,
                    to: arrow.to,
                    kind: match arrow.kind {
                        ArrowKind::Clock => "consequence",
                        other => other.word(),
                    },
                    points: corners(&arrow.points),
                    path: arrow.path,
                    label_x: arrow.label.as_ref().map(|label| label.x),
                    label_y: arrow.label.as_ref().map(|label| label.y),
                    label_width: arrow.label.as_ref().map(|label| label.w),
                    label_height: arrow.label.as_ref().map(|label| label.h),
                    label: arrow.label.map(|label| label.text),
                    about: arrow.about,
                })
                .collect(),
        }
    }
}
