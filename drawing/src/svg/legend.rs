//! Legend: what lines and marks mean.

use super::MARGIN;
use super::arrows::{THICK, head};
use crate::layout::path::tenths;
use crate::layout::{ArrowKind, Drawing};
use crate::text::{self, SMALL};
use std::fmt::Write as _;

/// What lines and marks mean, of those that occur.
pub(super) fn legend(out: &mut String, drawing: &Drawing, height: f64) -> std::fmt::Result {
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
