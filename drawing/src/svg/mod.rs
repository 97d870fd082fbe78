//! SVG: a drawing as a file that stands on its own.
//!
//! Light or dark as the reader's machine is, with the fonts that are there; nothing is
//! loaded from anywhere. What a box or an arrow stands for in full is in its tooltip.

mod arrows;
mod boxes;
mod joins;
mod legend;
mod words;

use crate::layout::path::tenths;
use crate::layout::{Drawing, Lane};
use crate::text;
use arrows::{THICK, draw_arrows, draw_label, head};
use boxes::draw_node;
use legend::legend;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use words::{capital, escaped, told};

const STYLE: &str = include_str!("style.css");
/// Around the drawing.
const MARGIN: f64 = 20.0;
/// Above the lanes, for the title.
const HEADING: f64 = 44.0;
/// Below the lanes, for what lines and marks mean.
const LEGEND: f64 = 32.0;
/// So many arrows are made easy to point at.
const POINTED: usize = 600;

/// What happens on the line right now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overlay {
    /// By stage.
    pub stages: BTreeMap<String, Figures>,
    /// How often arrows were taken; those between the same two stages together.
    pub volumes: Vec<Volume>,
}

/// The leads at a stage.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// How many.
    pub open: u64,
    /// The share of them with a broken promise, 0 to 1.
    pub late: Option<f64>,
    /// Half of them have been here for less, in seconds.
    pub median_age: Option<f64>,
}

/// How often leads went from one stage to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// The stage they left.
    pub from: String,
    /// The stage they came to.
    pub to: String,
    /// How often.
    pub count: u64,
}

/// The drawing as SVG. Figures need a drawing that was laid out with room for them.
pub fn svg(drawing: &Drawing, overlay: Option<&Overlay>) -> String {
    let mut out = String::new();
    draw(&mut out, drawing, overlay).expect("writing into a text can't fail");
    out
}

fn draw(out: &mut String, drawing: &Drawing, overlay: Option<&Overlay>) -> std::fmt::Result {
    let needed = text::width(
        &drawing.title,
        text::Font {
            size: 17.0,
            bold: true,
        },
    );
    let width = tenths(drawing.width.max(needed.min(900.0)).max(420.0) + 2.0 * MARGIN);
    let height = tenths(drawing.height + HEADING + LEGEND + 2.0 * MARGIN);
    let which = match &drawing.channel {
        Some(channel) => format!("the line of {}", channel.replace('_', " ")),
        None => "the base line".to_owned(),
    };
    write!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="tl-drawing" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="tl-title tl-desc"><title id="tl-title">{}: {}</title><desc id="tl-desc">{}</desc><style>{STYLE}</style>"#,
        escaped(&drawing.title),
        escaped(&which),
        escaped(&told(drawing)),
    )?;
    write!(
        out,
        r#"<rect class="ground" width="{width}" height="{height}"/>"#
    )?;
    heading(out, drawing, &which, width)?;
    write!(
        out,
        r#"<g transform="translate({MARGIN} {})">"#,
        MARGIN + HEADING
    )?;
    for lane in &drawing.lanes {
        draw_lane(out, drawing, lane)?;
    }
    write!(
        out,
        r#"<rect class="rule" x="0.5" y="0.5" width="{}" height="{}" rx="6"/>"#,
        tenths(drawing.width - 1.0),
        tenths(drawing.height - 1.0)
    )?;
    if let Some(entry) = &drawing.entry
        && let [from, to] = entry.points[..]
    {
        write!(
            out,
            r#"<g class="arrow entry"><title>leads come in</title><circle cx="{}" cy="{}" r="4"/><path d="M{} {}H{}"/>{}</g>"#,
            from.0,
            from.1,
            from.0,
            from.1,
            tenths(to.0 - 6.0),
            head(from, to, THICK.0)
        )?;
    }
    draw_arrows(out, drawing, overlay)?;
    for node in &drawing.nodes {
        draw_node(out, node, overlay.and_then(|o| o.stages.get(&node.stage)))?;
    }
    out.push_str(r#"<g class="label">"#);
    for arrow in &drawing.arrows {
        if let Some(label) = &arrow.label {
            draw_label(out, arrow, label)?;
        }
    }
    out.push_str("</g></g>");
    legend(out, drawing, height)?;
    out.push_str("</svg>\n");
    Ok(())
}

fn heading(out: &mut String, drawing: &Drawing, which: &str, width: f64) -> std::fmt::Result {
    let font = text::Font {
        size: 17.0,
        bold: true,
    };
    let title = text::fit(&drawing.title, font, width - 2.0 * MARGIN);
    write!(
        out,
        r#"<text class="heading" x="{MARGIN}" y="{}">{}</text><text class="soft" x="{MARGIN}" y="{}" font-size="12">{}</text>"#,
        MARGIN + 10.0,
        escaped(&title),
        MARGIN + 29.0,
        escaped(&capital(which)),
    )
}

fn draw_lane(out: &mut String, drawing: &Drawing, lane: &Lane) -> std::fmt::Result {
    write!(
        out,
        r#"<g class="lane"><title>{}{}</title><rect y="{}" width="{}" height="{}"/><rect class="gutter" y="{}" width="{}" height="{}"/>"#,
        escaped(&lane.title),
        lane.expects
            .as_ref()
            .map_or(String::new(), |expects| format!(
                "\nexpects: {}",
                escaped(expects)
            )),
        lane.y,
        drawing.width,
        tenths(lane.height),
        lane.y,
        drawing.gutter,
        tenths(lane.height),
    )?;
    if lane.y > 0.0 {
        write!(
            out,
            r#"<path class="rule" d="M0 {}H{}"/>"#,
            lane.y, drawing.width
        )?;
    }
    let first = lane.y + lane.height / 2.0 - (lane.lines.len() as f64 - 1.0) * 7.5 + 4.0;
    for (i, line) in lane.lines.iter().enumerate() {
        write!(
            out,
            r#"<text x="12" y="{}">{}</text>"#,
            tenths(first + 15.0 * i as f64),
            escaped(line)
        )?;
    }
    out.push_str("</g>");
    Ok(())
}
