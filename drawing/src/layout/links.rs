//! Links: what is drawn between stages, and in which words.

use super::ArrowKind;
use super::lanes::Seats;
use lifecycle::process::model::{Consequence, Line, Move, StageKind, Verdict};
use std::collections::BTreeMap;

/// An arrow before it has a place.
pub(super) struct Link {
    /// By number of the stage.
    pub from: usize,
    /// The same.
    pub to: usize,
    pub kind: ArrowKind,
    pub nth: Option<usize>,
    pub clock: Option<String>,
    pub hand_off: bool,
    /// Links with the same net run together where they meet: same target, same looks.
    pub net: usize,
    pub label: Option<String>,
    pub about: String,
}

pub(super) fn links(line: &Line, seats: &Seats) -> Vec<Link> {
    let numbers: BTreeMap<&str, usize> = line
        .stages
        .iter()
        .enumerate()
        .map(|(i, stage)| (stage.id.as_str(), i))
        .collect();
    let mut links = Vec::new();
    let mut nets: BTreeMap<(usize, bool, usize), usize> = BTreeMap::new();
    let mut seen: BTreeMap<(usize, usize, bool), usize> = BTreeMap::new();
    let mut net = |from: usize, to: usize, clock: bool| {
        // Two arrows between the same boxes must not lie on each other all the way.
        let again = seen.entry((from, to, clock)).or_default();
        *again += 1;
        let number = nets.len();
        *nets.entry((to, clock, *again)).or_insert(number)
    };
    for (from, stage) in line.stages.iter().enumerate() {
        for (nth, way) in stage.moves().iter().enumerate() {
            let Some(&to) = numbers.get(way.to.as_str()) else {
                continue;
            };
            let owner = |at: usize| line.stages[at].duty().map(|duty| &duty.owner);
            let hand_off = matches!((owner(from), owner(to)), (Some(a), Some(b)) if a != b);
            let kept = matches!(line.stages[to].kind, StageKind::Hold(_));
            links.push(Link {
                from,
                to,
                kind: if to <= from {
                    ArrowKind::Back
                } else if hand_off && !kept && seats.of[from] != seats.of[to] {
                    ArrowKind::HandOff
                } else {
                    ArrowKind::Drawn
                },
                nth: Some(nth),
                clock: None,
                hand_off,
                net: net(from, to, false),
                label: label(way),
                about: about(way, &stage.title, &line.stages[to].title, hand_off),
            });
        }
        for clock in stage.duty().map_or(&[][..], |duty| &duty.clocks) {
            for consequence in clock.consequences() {
                let Consequence::Move { to, reason } = consequence else {
                    continue;
                };
                let Some(&to) = numbers.get(to.as_str()) else {
                    continue;
                };
                let name = plain(clock.clock.as_str());
                let within = super::duty::within(&clock.within);
                links.push(Link {
                    from,
                    to,
                    kind: ArrowKind::Clock,
                    nth: None,
                    clock: Some(clock.clock.to_string()),
                    hand_off: false,
                    net: net(from, to, true),
                    label: Some(format!("after {within}")),
                    about: format!(
                        "{} → {}, by itself when “{name}” ({within}) breaks{}",
                        stage.title,
                        line.stages[to].title,
                        reason
                            .as_ref()
                            .map_or(String::new(), |r| format!(": {}", plain(r.as_str()))),
                    ),
                });
            }
        }
    }
    links
}

/// The move in a few words.
fn label(way: &Move) -> Option<String> {
    if let Some(verdict) = way.verdict {
        return Some(
            match verdict {
                Verdict::Accepted => "accepted",
                Verdict::Returned => "returned",
            }
            .to_owned(),
        );
    }
    if let Some(reason) = &way.reason {
        return Some(plain(reason.as_str()));
    }
    match way.reasons.as_slice() {
        [] => {}
        [one] => return Some(plain(one.as_str())),
        [first, more @ ..] => return Some(format!("{} +{}", plain(first.as_str()), more.len())),
    }
    way.when.as_ref().map(|when| short(&when.text))
}

fn about(way: &Move, from: &str, to: &str, hand_off: bool) -> String {
    let mut lines = vec![format!(
        "{from} → {to}{}",
        if hand_off { " (hand-off)" } else { "" }
    )];
    if let Some(when) = &way.when {
        lines.push(format!("when: {}", when.text));
    }
    if let Some(verdict) = way.verdict {
        let word = match verdict {
            Verdict::Accepted => "accepted",
            Verdict::Returned => "returned",
        };
        lines.push(format!("verdict: {word}"));
    }
    let reasons: Vec<String> = way
        .reasons
        .iter()
        .chain(&way.reason)
        .map(|reason| plain(reason.as_str()))
        .collect();
    if !reasons.is_empty() {
        lines.push(format!("reasons: {}", reasons.join(", ")));
    }
    let needs: Vec<String> = way.needs.iter().map(|need| plain(need.word())).collect();
    if !needs.is_empty() {
        lines.push(format!("needs: {}", needs.join(", ")));
    }
    if let Some(series) = &way.series {
        lines.push(format!("series: {series}"));
    }
    lines.join("\n")
}

/// A name as people read it.
pub(super) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// A condition in short, for people: `score.grade in ['A', 'B']` is `grade A, B`.
/// What can't be said in short is left as written.
fn short(condition: &str) -> String {
    let condition = condition.trim();
    if condition == "true" {
        return "otherwise".to_owned();
    }
    let either: Vec<String> = condition.split("||").map(both).collect();
    either.join(" or ")
}

fn both(part: &str) -> String {
    let parts: Vec<String> = part.split("&&").map(one).collect();
    parts.join(" and ")
}

/// One comparison.
fn one(comparison: &str) -> String {
    let mut text = comparison.trim();
    let mut not = "";
    if let Some(rest) = text.strip_prefix('!').filter(|rest| !rest.starts_with('=')) {
        (not, text) = ("not ", rest.trim());
    }
    for dull in [
        "event.kind ==",
        "lead.",
        "score.",
        "last.",
        "event.",
        "person.",
        "company.",
        "source.",
        "stage.",
    ] {
        if let Some(rest) = text.strip_prefix(dull) {
            text = rest.trim();
            break;
        }
    }
    let text = text.strip_prefix("is_").unwrap_or(text);
    let mut plain = String::new();
    for letter in text.chars() {
        match letter {
            '\'' | '"' | '[' | ']' => {}
            '_' | '.' => plain.push(' '),
            other => plain.push(other),
        }
    }
    let plain = plain.replace(" in ", " ").replace(" == ", " ");
    format!("{not}{plain}")
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn conditions_are_said_in_short() {
        for (condition, expected) in [
            ("true", "otherwise"),
            ("lead.is_spam", "spam"),
            ("!lead.is_spam", "not spam"),
            ("score.grade in ['A', 'B', 'C']", "grade A, B, C"),
            ("last.touch.two_way", "touch two way"),
            ("lead.catalogue_size > 0", "catalogue size > 0"),
            (
                "score.grade in ['A', 'B'] || event.kind == 'mail_replied'",
                "grade A, B or mail replied",
            ),
            (
                "lead.touches >= 3 && lead.segment == 'pet'",
                "touches >= 3 and segment pet",
            ),
        ] {
            assert_eq!(short(condition), expected);
        }
    }
}
