//! SVG: a drawing as a file that stands on its own.
//!
//! Light or dark as the reader's machine is, with the fonts that are there; nothing is
//! loaded from anywhere. What a box or an arrow stands for in full is in its tooltip.

use crate::layout::frame::{MARK, SMALL_LINE, TITLE_LINE, rounded, tenths};
use crate::layout::{Arrow, ArrowKind, Drawing, Label, Lane, Node};
use crate::text::{self, SMALL};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("svg.css");
/// Around the drawing.
const MARGIN: f64 = 20.0;
/// Above the lanes, for the title.
const HEADING: f64 = 44.0;
/// Below the lanes, for what lines and marks mean.
const LEGEND: f64 = 32.0;
/// The thickest arrow, and the thinnest.
const THICK: (f64, f64) = (1.4, 7.0);
/// So many moves are told in words for those who don't see them.
const TOLD: usize = 300;
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
    let most = most(overlay);
    // What stands out is drawn last.
    for kind in [
        ArrowKind::Clock,
        ArrowKind::Back,
        ArrowKind::Drawn,
        ArrowKind::HandOff,
    ] {
        for arrow in drawing.arrows.iter().filter(|arrow| arrow.kind == kind) {
            draw_arrow(out, drawing, arrow, overlay, most)?;
        }
    }
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
        escaped(&lane.title.join(" ")),
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
    let first = lane.y + lane.height / 2.0 - (lane.title.len() as f64 - 1.0) * 7.5 + 4.0;
    for (i, line) in lane.title.iter().enumerate() {
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

fn most(overlay: Option<&Overlay>) -> u64 {
    overlay
        .into_iter()
        .flat_map(|overlay| &overlay.volumes)
        .map(|volume| volume.count)
        .max()
        .unwrap_or(0)
}

fn draw_arrow(
    out: &mut String,
    drawing: &Drawing,
    arrow: &Arrow,
    overlay: Option<&Overlay>,
    most: u64,
) -> std::fmt::Result {
    let volume = overlay.filter(|_| arrow.clock.is_none()).map(|overlay| {
        let same = |volume: &&Volume| volume.from == arrow.from && volume.to == arrow.to;
        overlay
            .volumes
            .iter()
            .filter(same)
            .map(|volume| volume.count)
            .sum::<u64>()
    });
    // The area grows with the volume, as the eye expects it.
    let thick = volume.filter(|_| most > 0).map(|count| {
        let share = (count as f64 / most as f64).min(1.0);
        tenths(THICK.0 + (THICK.1 - THICK.0) * share.sqrt())
    });
    let mut points = arrow.points.clone();
    let (Some(&[before, tip]), Some(last)) = (arrow.points.last_chunk::<2>(), points.last_mut())
    else {
        return Ok(());
    };
    let way = ((tip.0 - before.0).signum(), (tip.1 - before.1).signum());
    let back = if (tip.0 - before.0).abs() + (tip.1 - before.1).abs() > 7.0 {
        6.0
    } else {
        0.0
    };
    let still = |from: f64, to: f64, way: f64| {
        if from == to {
            to
        } else {
            tenths(to - way * back)
        }
    };
    *last = (still(before.0, tip.0, way.0), still(before.1, tip.1, way.1));
    let path = rounded(&points);
    write!(
        out,
        r#"<g class="arrow {}" data-from="{}" data-to="{}"><title>{}{}</title><path d="{path}"{}/>{}"#,
        arrow.kind.word(),
        escaped(&arrow.from),
        escaped(&arrow.to),
        escaped(&arrow.about),
        volume.map_or(String::new(), |count| format!("\ntaken {count} times")),
        thick.map_or(String::new(), |thick| format!(
            r#" style="stroke-width:{thick}""#
        )),
        head(before, tip, thick.unwrap_or(THICK.0)),
    )?;
    if drawing.arrows.len() <= POINTED {
        write!(out, r#"<path class="reach" d="{path}"/>"#)?;
    }
    out.push_str("</g>");
    Ok(())
}

/// The tip of an arrow.
fn head(from: (f64, f64), tip: (f64, f64), thick: f64) -> String {
    let (x, y) = tip;
    let half = (3.2 + thick * 0.6).min(8.0);
    let long = half * 2.0;
    let way = |from: f64, to: f64| {
        if from == to {
            0.0
        } else {
            (to - from).signum()
        }
    };
    let (dx, dy) = (way(from.0, tip.0), way(from.1, tip.1));
    let corner = |side: f64| {
        (
            tenths(x - dx * long - dy * half * side),
            tenths(y - dy * long + dx * half * side),
        )
    };
    let (a, b) = (corner(1.0), corner(-1.0));
    format!(
        r#"<polygon points="{x},{y} {},{} {},{}"/>"#,
        a.0, a.1, b.0, b.1
    )
}

fn draw_label(out: &mut String, arrow: &Arrow, label: &Label) -> std::fmt::Result {
    write!(
        out,
        r#"<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="3"/><text class="{}" x="{}" y="{}">{}</text></g>"#,
        escaped(&arrow.about),
        tenths(label.x - label.w / 2.0),
        tenths(label.y - label.h / 2.0),
        label.w,
        label.h,
        arrow.kind.word(),
        label.x,
        tenths(label.y + 3.8),
        escaped(&label.text),
    )
}

fn draw_node(out: &mut String, node: &Node, figures: Option<&Figures>) -> std::fmt::Result {
    let slim = matches!(node.kind, "gate" | "end");
    let round = if slim { 16.0f64.min(node.h / 2.0) } else { 7.0 };
    write!(
        out,
        r#"<g class="stage {} {}" data-stage="{}"><title>{}{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="{round}"/>"#,
        node.kind,
        node.outcome.unwrap_or_default(),
        escaped(&node.stage),
        escaped(&node.about),
        if node.differs {
            "\ndiffers from the base"
        } else {
            ""
        },
        node.x,
        node.y,
        node.w,
        node.h,
    )?;
    let small = if node.duty.is_some() { SMALL_LINE } else { 0.0 };
    let counted = if figures.is_some() {
        SMALL_LINE + 4.0
    } else {
        0.0
    };
    let text = node.lines.len() as f64 * TITLE_LINE + small + counted;
    let mut y = node.y + (node.h - text) / 2.0;
    let left = node.x + 12.0;
    let middle = node.x + (node.w + MARK) / 2.0;
    let widest = node
        .lines
        .iter()
        .map(|line| text::width(line, text::TITLE))
        .fold(0.0, f64::max);
    mark(
        out,
        node,
        middle - widest / 2.0 - 10.0,
        y + node.lines.len() as f64 * TITLE_LINE / 2.0,
    )?;
    for line in &node.lines {
        let x = if slim { middle } else { left };
        write!(
            out,
            r#"<text class="title" x="{}" y="{}">{}</text>"#,
            tenths(x),
            tenths(y + 12.5),
            escaped(line)
        )?;
        y += TITLE_LINE;
    }
    if let Some(duty) = &node.duty {
        write!(
            out,
            r#"<text class="soft" x="{}" y="{}">{}</text>"#,
            tenths(left),
            tenths(y + 11.5),
            escaped(duty)
        )?;
        y += SMALL_LINE;
    }
    if let Some(figures) = figures {
        y += 4.0;
        let (x, anchor) = if slim {
            (node.x + node.w / 2.0, r#" text-anchor="middle""#)
        } else {
            (left, "")
        };
        write!(
            out,
            r#"<text class="figures" x="{}" y="{}"{anchor}>{}</text>"#,
            tenths(x),
            tenths(y + 11.5),
            counts(figures, node)
        )?;
    }
    if node.differs {
        write!(
            out,
            r#"<circle class="differs" cx="{}" cy="{}" r="5"/>"#,
            node.x, node.y
        )?;
    }
    out.push_str("</g>");
    Ok(())
}

/// The mark of a kind: a rhomb for a gate, a pause for a hold, the outcome of an end.
fn mark(out: &mut String, node: &Node, x: f64, y: f64) -> std::fmt::Result {
    let (x, y) = (tenths(x), tenths(y));
    let path = match (node.kind, node.outcome) {
        ("gate", _) => format!("M{x} {}l4.5 4.5l-4.5 4.5l-4.5 -4.5z", tenths(y - 4.5)),
        ("hold", _) => {
            let right = tenths(node.x + node.w - 15.0);
            let top = tenths(node.y + 10.0);
            format!("M{right} {top}v8m4 -8v8")
        }
        (_, Some("won")) => format!("M{} {y}l3 3.2l5.5 -6.6", tenths(x - 4.0)),
        (_, Some("lost")) => format!("M{} {}l7 7m0 -7l-7 7", tenths(x - 3.5), tenths(y - 3.5)),
        (_, Some(_)) => {
            let left = tenths(x - 4.5);
            format!("M{left} {y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0m1.4 -3.1l6.2 6.2")
        }
        _ => return Ok(()),
    };
    write!(out, r#"<path class="mark" d="{path}"/>"#)
}

/// The figures, as many as fit.
fn counts(figures: &Figures, node: &Node) -> String {
    let room = node.w - 16.0;
    let open = match node.kind {
        "end" => grouped(figures.open),
        _ => format!("{} open", grouped(figures.open)),
    };
    let late = figures.late.filter(|share| share.is_finite()).map(|share| {
        (
            share,
            format!("{:.0} % late", share.clamp(0.0, 1.0) * 100.0),
        )
    });
    let age = figures.median_age.filter(|age| age.is_finite()).map(age);
    let mut shown = escaped(&open);
    let mut used = text::width(&open, SMALL);
    let mut add = |text: String, class: &str| {
        let more = text::width(" · ", SMALL) + text::width(&text, SMALL);
        if used + more <= room {
            used += more;
            let _ = write!(
                shown,
                r#"<tspan class="soft"> · </tspan><tspan class="{class}">{text}</tspan>"#
            );
        }
    };
    if let Some((share, late)) = late {
        add(late, if share > 0.0 { "late" } else { "soft" });
    }
    if let Some(age) = age {
        add(age, "soft");
    }
    shown
}

fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Seconds as people say them, in one unit.
fn age(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    let (count, unit) = match seconds {
        s if s < 90.0 => (s, "s"),
        s if s < 5_400.0 => (s / 60.0, "min"),
        s if s < 172_800.0 => (s / 3_600.0, "h"),
        s => (s / 86_400.0, "d"),
    };
    format!("{count:.0} {unit}")
}

/// What lines and marks mean, of those that occur.
fn legend(out: &mut String, drawing: &Drawing, height: f64) -> std::fmt::Result {
    let has = |kind: ArrowKind| drawing.arrows.iter().any(|arrow| arrow.kind == kind);
    let of = |kind: &str| drawing.nodes.iter().any(|node| node.kind == kind);
    let y = tenths(height - MARGIN - 5.0);
    let mut x = MARGIN;
    let line = y - 4.0;
    for (class, words, shown) in [
        (
            "arrow hand_off",
            "hand-off: another role answers",
            has(ArrowKind::HandOff),
        ),
        (
            "arrow clock",
            "by itself when a clock runs out",
            has(ArrowKind::Clock),
        ),
        ("gate", "decided by rules at once", of("gate")),
        ("hold", "waiting", of("hold")),
        (
            "differs",
            "differs from the base",
            drawing.nodes.iter().any(|node| node.differs),
        ),
    ] {
        if !shown {
            continue;
        }
        match class {
            "gate" => write!(
                out,
                r#"<g class="stage"><path class="mark" d="M{} {}l4.5 4.5l-4.5 4.5l-4.5 -4.5z"/></g>"#,
                x + 6.0,
                line - 4.5
            )?,
            "hold" => write!(
                out,
                r#"<g class="stage"><path class="mark" d="M{} {}v8m4 -8v8"/></g>"#,
                x + 5.0,
                line - 4.0
            )?,
            "differs" => write!(
                out,
                r#"<circle class="differs" cx="{}" cy="{line}" r="5"/>"#,
                x + 6.0
            )?,
            _ => {
                let tip = (x + 24.0, line);
                write!(
                    out,
                    r#"<g class="{class}"><path d="M{x} {line}H{}"/>{}</g>"#,
                    x + 18.0,
                    head((x, line), tip, THICK.0)
                )?;
                x += 14.0;
            }
        }
        x += 18.0;
        write!(
            out,
            r#"<text class="soft" x="{}" y="{y}">{words}</text>"#,
            tenths(x)
        )?;
        x += tenths(text::width(words, SMALL) + 24.0);
    }
    Ok(())
}

/// The drawing in words.
fn told(drawing: &Drawing) -> String {
    let mut words = String::new();
    for (i, lane) in drawing.lanes.iter().enumerate() {
        let stages: Vec<&str> = drawing
            .nodes
            .iter()
            .filter(|node| node.lane == i)
            .map(|node| node.title.as_str())
            .take(TOLD)
            .collect();
        if !lane.title.is_empty() {
            let _ = write!(words, "{}: ", lane.title.join(" "));
        }
        let _ = write!(words, "{}. ", stages.join(", "));
        if words.len() > 40_000 {
            break;
        }
    }
    words.push_str("Moves: ");
    let title: BTreeMap<&str, &str> = drawing
        .nodes
        .iter()
        .map(|node| (node.stage.as_str(), node.title.as_str()))
        .collect();
    let moves: Vec<String> = drawing
        .arrows
        .iter()
        .take(TOLD)
        .map(|arrow| {
            let named = |stage: &str| title.get(stage).copied().unwrap_or_default().to_owned();
            format!("{} to {}", named(&arrow.from), named(&arrow.to))
        })
        .collect();
    words.push_str(&moves.join("; "));
    words.push('.');
    words
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The text, harmless between tags and in attributes; what XML can't hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}
