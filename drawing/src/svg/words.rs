//! Words: the drawing for those who don't see it, and text that does no harm.

use crate::layout::Drawing;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// So many moves are told in words for those who don't see them.
const TOLD: usize = 300;

pub(super) fn grouped(count: u64) -> String {
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
pub(super) fn age(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    let (count, unit) = match seconds {
        s if s < 90.0 => (s, "s"),
        s if s < 5_400.0 => (s / 60.0, "min"),
        s if s < 172_800.0 => (s / 3_600.0, "h"),
        s => (s / 86_400.0, "d"),
    };
    format!("{count:.0} {unit}")
}

/// The drawing in words.
pub(super) fn told(drawing: &Drawing) -> String {
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
            let _ = write!(words, "{}: ", lane.title);
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

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The text, harmless between tags and in attributes; what XML can't hold is left out.
pub(super) fn escaped(text: &str) -> String {
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
