//! Boxes: stages with their marks and figures.

use super::Figures;
use super::words::{age, escaped, grouped};
use crate::layout::Node;
use crate::layout::frame::{MARK, SMALL_LINE, TITLE_LINE};
use crate::layout::path::tenths;
use crate::text::{self, SMALL};
use std::fmt::Write as _;

pub(super) fn draw_node(
    out: &mut String,
    node: &Node,
    figures: Option<&Figures>,
) -> std::fmt::Result {
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
