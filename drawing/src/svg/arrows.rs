//! Arrows: lines, tips and words.
//!
//! With figures, an arrow is as thick as what flows in it; where arrows run together, what
//! they carry is added up.

use super::joins::{self, Join, Point};
use super::words::escaped;
use super::{Overlay, POINTED};
use crate::layout::path::{rounded, tenths};
use crate::layout::{Arrow, Drawing, Label};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The thinnest arrow, and the thickest.
pub(super) const THICK: (f64, f64) = (1.4, 7.0);

pub(super) fn draw_arrows(
    out: &mut String,
    drawing: &Drawing,
    overlay: Option<&Overlay>,
) -> std::fmt::Result {
    let order = joins::order(drawing);
    let joins = if drawing.arrows.len() <= POINTED {
        joins::joins(drawing, &order)
    } else {
        drawing.arrows.iter().map(|_| None).collect()
    };
    let counts = overlay.map(|overlay| counts(drawing, overlay));
    let mut flows = counts.clone().unwrap_or_default();
    let mut joined: Vec<Vec<(Point, u64)>> = vec![Vec::new(); drawing.arrows.len()];
    if counts.is_some() {
        // Who joins comes later in the order: from the last one up, each flow is complete.
        for i in order.iter().rev() {
            if let Some(join) = &joins[*i] {
                flows[join.into] = flows[join.into].saturating_add(flows[*i]);
                joined[join.into].push((join.at, flows[*i]));
            }
        }
    }
    let most = flows.iter().max().copied().unwrap_or(0);
    let thick = |flow: u64| {
        // The area grows with the volume, as the eye expects it.
        let share = if most == 0 {
            0.0
        } else {
            flow as f64 / most as f64
        };
        tenths(THICK.0 + (THICK.1 - THICK.0) * share.sqrt())
    };
    for i in order {
        let arrow = &drawing.arrows[i];
        let count = counts
            .as_ref()
            .filter(|_| arrow.clock.is_none())
            .map(|counts| counts[i]);
        let line = Line {
            arrow,
            join: joins[i].as_ref(),
            joined: &joined[i],
            count,
        };
        draw_arrow(out, &line, &thick, drawing.arrows.len() <= POINTED)?;
    }
    Ok(())
}

/// How often each arrow was taken. Of several between the same stages, the first has it all.
fn counts(drawing: &Drawing, overlay: &Overlay) -> Vec<u64> {
    let mut volumes: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for volume in &overlay.volumes {
        let sum = volumes.entry((&volume.from, &volume.to)).or_default();
        *sum = sum.saturating_add(volume.count);
    }
    drawing
        .arrows
        .iter()
        .map(|arrow| match arrow.clock {
            None => volumes
                .remove(&(arrow.from.as_str(), arrow.to.as_str()))
                .unwrap_or(0),
            Some(_) => 0,
        })
        .collect()
}

/// An arrow and what there is to know for drawing it.
struct Line<'a> {
    arrow: &'a Arrow,
    join: Option<&'a Join>,
    /// Who joins it, where, and with how much.
    joined: &'a [(Point, u64)],
    count: Option<u64>,
}

fn draw_arrow(
    out: &mut String,
    line: &Line<'_>,
    thick: &dyn Fn(u64) -> f64,
    pointed: bool,
) -> std::fmt::Result {
    let arrow = line.arrow;
    let Some(&[before, tip]) = arrow.points.last_chunk::<2>() else {
        return Ok(());
    };
    write!(
        out,
        r#"<g class="arrow {}" data-from="{}" data-to="{}"><title>{}{}</title>"#,
        arrow.kind.word(),
        escaped(&arrow.from),
        escaped(&arrow.to),
        escaped(&arrow.about),
        line.count
            .map_or(String::new(), |count| format!("\ntaken {count} times")),
    )?;
    let sum = |joined: &[(Point, u64)]| {
        joined
            .iter()
            .fold(line.count.unwrap_or(0), |sum, (_, flow)| {
                sum.saturating_add(*flow)
            })
    };
    let thickness = |flow: u64| line.count.map_or(THICK.0, |_| thick(flow));
    let whole = cut(&arrow.points, thickness(sum(line.joined)));
    let own = line.join.map_or(&whole, |join| &join.own);
    let path = |points: &[Point]| rounded(points, line.join.is_some());

    let style = |flow: u64| {
        line.count.map_or(String::new(), |_| {
            format!(r#" style="stroke-width:{}""#, thick(flow))
        })
    };
    write!(out, r#"<path d="{}"{}/>"#, path(own), style(sum(&[])))?;
    let mut joined: Vec<(Vec<Point>, u64)> = line
        .joined
        .iter()
        .map(|(at, flow)| (joins::behind(own, *at), *flow))
        .filter(|(left, _)| left.len() > 1)
        .collect();
    joined.sort_by(|a, b| joins::length(&b.0).total_cmp(&joins::length(&a.0)));
    let mut flow = sum(&[]);
    for (left, more) in joined {
        flow = flow.saturating_add(more);
        write!(out, r#"<path d="{}"{}/>"#, path(&left), style(flow))?;
    }
    if line.join.is_none() {
        out.push_str(&head(before, tip, thickness(sum(line.joined))));
    }
    if pointed {
        write!(
            out,
            r#"<path class="reach" d="{}"/>"#,
            rounded(&whole, false)
        )?;
    }
    out.push_str("</g>");
    Ok(())
}

/// The way without its end: the line ends within the tip, so that it doesn't stick out
/// in front.
fn cut(points: &[Point], thick: f64) -> Vec<Point> {
    let mut points = points.to_vec();
    if let [.., before, tip] = &mut points[..] {
        let length = (tip.0 - before.0).abs() + (tip.1 - before.1).abs();
        let back = (half(thick) * 1.6).min(length / 2.0);
        let towards = |from: f64, to: f64| tenths(to + (from - to).clamp(-back, back));
        *tip = (towards(before.0, tip.0), towards(before.1, tip.1));
    }
    points
}

/// Half the width of an arrow's tip.
fn half(thick: f64) -> f64 {
    (3.0 + thick * 0.8).min(9.0)
}

/// The tip of an arrow.
pub(super) fn head(from: (f64, f64), tip: (f64, f64), thick: f64) -> String {
    let (x, y) = tip;
    let half = half(thick);
    let long = half * 2.1;
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

pub(super) fn draw_label(out: &mut String, arrow: &Arrow, label: &Label) -> std::fmt::Result {
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
