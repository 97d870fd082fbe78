//! Duty: what a box says of the promises and steps of its stage.

use super::links::plain;
use lifecycle::calendar::{Counts, Span, Unit};
use lifecycle::process::model::{Promise, Stage, StageKind, Within};

/// A length of time as people write it.
fn span(span: Span) -> String {
    let unit = match span.unit {
        Unit::Minute => "m",
        Unit::Hour => "h",
        Unit::Day => "d",
        Unit::Week => "w",
        Unit::Month => "mo",
    };
    format!("{}{unit}", span.count)
}

/// How long, from the shortest to the longest as written: `15m–4h`.
pub(super) fn within(within: &Within) -> String {
    let mut spans: Vec<String> = within
        .by_grade
        .iter()
        .map(|(_, length)| *length)
        .chain(within.otherwise)
        .map(span)
        .collect();
    spans.dedup();
    match spans.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, .., last] => format!("{first}–{last}"),
    }
}

/// The promise that matters most to the one who waits, with its length; others are counted.
pub(super) fn line(stage: &Stage) -> Option<String> {
    let clocks = &stage.duty()?.clocks;
    let weight = |promise: &&Promise| match promise.clock.as_str() {
        "first_response" => 0,
        "verdict" => 1,
        "next_step" => 2,
        "accept" => 4,
        _ => 3,
    };
    let main = clocks.iter().min_by_key(weight)?;
    Some(format!(
        "{} {}",
        plain(main.clock.as_str()),
        within(&main.within)
    ))
}

/// All there is to say of a stage, on several lines.
pub(super) fn about(stage: &Stage, role: Option<&str>) -> String {
    let mut lines = vec![stage.title.clone()];
    if let Some(purpose) = &stage.purpose {
        lines.push(purpose.clone());
    }
    match &stage.kind {
        StageKind::Gate(_) => lines.push("rules decide at once".to_owned()),
        StageKind::End(end) => lines.push(format!("ends as {}", end.outcome.word())),
        StageKind::Work(duty) | StageKind::Hold(duty) => {
            if let Some(role) = role {
                lines.push(format!("owner: {role}"));
            }
            if !duty.next_step.is_empty() {
                lines.push(format!("next step: {}", duty.next_step));
            }
            if !duty.asks.is_empty() {
                let asks: Vec<String> = duty.asks.iter().map(|ask| plain(ask.word())).collect();
                lines.push(format!("asks: {}", asks.join(", ")));
            }
            for promise in &duty.clocks {
                lines.push(format!(
                    "{}: {}{}",
                    plain(promise.clock.as_str()),
                    grades(&promise.within),
                    match promise.counts {
                        Counts::Working => " (working time)",
                        Counts::Elapsed => " (all time)",
                    }
                ));
            }
            if !duty.cadence.is_empty() {
                let attempts: Vec<String> = duty
                    .cadence
                    .iter()
                    .map(|attempt| format!("{} after {}", attempt.r#do.word(), span(attempt.after)))
                    .collect();
                lines.push(format!("attempts: {}", attempts.join(", ")));
            }
        }
    }
    lines.join("\n")
}

fn grades(within: &Within) -> String {
    let mut parts: Vec<String> = within
        .by_grade
        .iter()
        .map(|(grade, length)| format!("{grade} {}", span(*length)))
        .collect();
    if let Some(otherwise) = within.otherwise {
        let otherwise = span(otherwise);
        parts.push(if parts.is_empty() {
            otherwise
        } else {
            format!("otherwise {otherwise}")
        });
    }
    parts.join(", ")
}
