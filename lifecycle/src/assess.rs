//! Assess: how good a lead is, and how much it wants something.
//!
//! Points come in parts, each with its rule: one part a rule for who somebody is (fit),
//! one an event for what they did (engagement). A score is the sum of its parts as they
//! stand now, and nothing else is ever kept. How a part fades is defined in one place,
//! [`Contribution::worth`]; rounding happens there, part by part, so that the shown parts
//! always add up to the shown sum.
//!
//! A rule's cap is applied when an event comes in: it gives what room the faded parts
//! of the same rule leave, at least nothing. Parts only fade, so the cap holds ever after.
//!
//! A grade is the first whose condition holds. One that a lead already has is kept as
//! long as its condition would hold with the hysteresis added to both axes: a lead
//! doesn't flicker between two grades.
//!
//! Deliberately absent: models that learn; calling a lead spam, which intake will do.

use crate::lead::{Axis, Contribution, Draft, Event, Happening, Lead, LeadFacts, Reason, Score};
use crate::names::Grade;
use crate::process::condition::Condition;
use crate::process::model::{GradeRule, Line};
use crate::words::spoken;
use jiff::Timestamp;

impl Score {
    /// What the lead is worth for who they are.
    pub fn fit(&self, now: Timestamp) -> i64 {
        self.sum(Axis::Fit, now)
    }

    /// What the lead is worth for what they did, faded until now.
    pub fn engagement(&self, now: Timestamp) -> i64 {
        self.sum(Axis::Engagement, now)
    }

    fn sum(&self, axis: Axis, now: Timestamp) -> i64 {
        self.contributions
            .iter()
            .filter(|part| part.axis == axis)
            .fold(0, |sum, part| sum.saturating_add(part.worth(now)))
    }
}

impl Contribution {
    /// Its points now: halved once for each half-life that passed, also for parts of
    /// one, and rounded to whole points, halves away from zero.
    pub fn worth(&self, now: Timestamp) -> i64 {
        let Some(half_life) = self
            .half_life
            .map(|span| span.seconds())
            .filter(|it| *it > 0)
        else {
            return self.points;
        };
        let age = now.duration_since(self.at).as_millis();
        if age <= 0 {
            return self.points;
        }
        let lives = age as f64 / (half_life as f64 * 1_000.0);
        (self.points as f64 * halved(lives)).round() as i64
    }
}

/// Two to the power of minus `lives`. By additions and multiplications only, which give
/// the same bits on every machine; `exp2` of the system doesn't.
fn halved(lives: f64) -> f64 {
    if lives >= 1_000.0 {
        return 0.0;
    }
    let whole = lives.floor();
    let exponent = -(lives - whole) * std::f64::consts::LN_2;
    // The series of e to the x; x lies between -0.7 and 0.
    let (mut sum, mut term) = (1.0, 1.0);
    for step in 1..16 {
        term *= exponent / f64::from(step);
        sum += term;
    }
    let mut left = whole;
    while left > 0.0 {
        sum *= 0.5;
        left -= 1.0;
    }
    sum
}

/// Counts points and grade anew after something happened; records `lead.assessed` when
/// that changed anything but what fading alone does to the sums. Gives the grade that
/// the lead came to, if it is another.
pub(crate) fn assess(draft: &mut Draft<'_>, happening: Option<Happening<'_>>) -> Option<Grade> {
    let line = draft.line;
    let (mut parts, mut because) = fit(draft, line);
    let engagement = draft
        .lead
        .score
        .contributions
        .iter()
        .filter(|part| part.axis == Axis::Engagement);
    parts.extend(engagement.cloned());
    if let Some(happening) = happening {
        engage(draft, line, happening, &mut parts, &mut because);
    }
    let same_parts = parts == draft.lead.score.contributions;
    let before = std::mem::take(&mut draft.lead.score.contributions);
    // The grades ask for the new sums; the event below puts the same parts there.
    draft.lead.score.contributions = parts;
    let (grade, graded) = grade(draft, &line.quality.grades);
    let became = (grade != draft.lead.score.grade).then(|| grade.clone());
    if same_parts && became.is_none() {
        draft.lead.score.contributions = before;
        return None;
    }
    because.extend(graded);
    let mut contributions = std::mem::replace(&mut draft.lead.score.contributions, before);
    let now = draft.now;
    contributions.retain(|part| part.points == 0 || part.worth(now) != 0);
    let score = Score {
        contributions,
        grade: None,
    };
    draft.record(
        Event::Assessed {
            fit: score.fit(now),
            engagement: score.engagement(now),
            contributions: score.contributions,
            grade,
            is_spam: draft.lead.is_spam,
        },
        because,
    );
    became.flatten()
}

/// One part for each rule that holds. A part that was there before keeps its instant.
fn fit(draft: &Draft<'_>, line: &Line) -> (Vec<Contribution>, Vec<Reason>) {
    let facts = draft.facts();
    let (mut parts, mut because) = (Vec::new(), Vec::new());
    for rule in &line.quality.fit {
        if !rule.when.holds(&facts) {
            continue;
        }
        let known = draft
            .lead
            .score
            .contributions
            .iter()
            .find(|part| part.axis == Axis::Fit && part.rule == rule.id);
        parts.push(Contribution {
            rule: rule.id.clone(),
            axis: Axis::Fit,
            points: rule.points,
            at: known.map_or(draft.now, |part| part.at),
            half_life: None,
        });
        if known.is_none() {
            let name = spoken(rule.id.as_str());
            let begin = format_args!("Fit {:+}, {name}: ", rule.points);
            let text = why(&rule.because, &rule.when, begin, &facts);
            because.push(Reason::at(text, &rule.id, rule.place));
        }
    }
    (parts, because)
}

/// Adds a part for each rule that the event counts for, as far as the rule's cap allows.
fn engage(
    draft: &Draft<'_>,
    line: &Line,
    happening: Happening<'_>,
    parts: &mut Vec<Contribution>,
    because: &mut Vec<Reason>,
) {
    let facts = LeadFacts {
        happening: Some(happening),
        ..draft.facts()
    };
    for rule in &line.quality.engagement {
        if !rule.on.holds(&facts) {
            continue;
        }
        let points = match rule.cap {
            None => rule.points,
            Some(cap) => {
                let so_far = parts
                    .iter()
                    .filter(|part| part.axis == Axis::Engagement && part.rule == rule.id)
                    .fold(0i64, |sum, part| sum.saturating_add(part.worth(draft.now)));
                within_cap(rule.points, cap, so_far)
            }
        };
        let capped = if points == rule.points {
            ""
        } else {
            " (capped)"
        };
        let name = spoken(rule.id.as_str());
        let begin = format_args!("Engagement {points:+}{capped}, {name}: ");
        let text = why(&rule.because, &rule.on, begin, &facts);
        because.push(Reason::at(text, &rule.id, rule.place));
        if points != 0 {
            parts.push(Contribution {
                rule: rule.id.clone(),
                axis: Axis::Engagement,
                points,
                at: draft.now,
                half_life: rule.half_life,
            });
        }
    }
}

/// The rule's own words, or else what it asks with the values it met.
fn why(
    own: &Option<String>,
    condition: &Condition,
    begin: std::fmt::Arguments<'_>,
    facts: &LeadFacts<'_>,
) -> String {
    match own {
        Some(own) => format!("{begin}{own}"),
        None => condition.explained_behind(begin, facts),
    }
}

/// What an event may still give; a cap below zero bounds points that are taken away.
fn within_cap(points: i64, cap: i64, so_far: i64) -> i64 {
    let room = cap.saturating_sub(so_far);
    if points >= 0 {
        points.min(room.max(0))
    } else {
        points.max(if cap < 0 { room.min(0) } else { points })
    }
}

/// The grade that follows, and why.
fn grade(draft: &Draft<'_>, rules: &[GradeRule]) -> (Option<Grade>, Option<Reason>) {
    let facts = draft.facts();
    let first = rules
        .iter()
        .enumerate()
        .find(|(_, rule)| rule.when.holds(&facts));
    let present = draft.lead.score.grade.as_ref();
    let kept = rules
        .iter()
        .enumerate()
        .find(|(_, rule)| Some(&rule.grade) == present)
        .filter(|(rank, _)| first.is_none_or(|(first, _)| rank < &first))
        .filter(|(_, rule)| {
            let bonus = draft.line.quality.hysteresis;
            rule.when.holds(&LeadFacts { bonus, ..facts })
        });
    if let Some((_, rule)) = kept {
        let text = format!(
            "Grade {} is kept: less than {} points below what it takes",
            rule.grade, draft.line.quality.hysteresis
        );
        let why = Reason::at(text, &rule.grade, rule.place);
        return (Some(rule.grade.clone()), Some(why));
    }
    let Some((_, rule)) = first else {
        return (None, Some(Reason::new("No grade: none of the rules holds")));
    };
    let begin = format_args!("Grade {}: ", rule.grade);
    let text = rule.when.explained_behind(begin, &facts);
    let why = Reason::at(text, &rule.grade, rule.place);
    (Some(rule.grade.clone()), Some(why))
}

impl Lead {
    /// The parts of its score with what each is worth now.
    pub fn worth(&self, now: Timestamp) -> impl Iterator<Item = (&Contribution, i64)> {
        self.score
            .contributions
            .iter()
            .map(move |part| (part, part.worth(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_agrees_with_the_mathematics() {
        assert_eq!(halved(0.0).to_bits(), 1.0f64.to_bits());
        for step in 0..4_000 {
            let lives = f64::from(step) / 97.0;
            let wrong = (halved(lives) - (-lives).exp2()).abs() / (-lives).exp2();
            assert!(wrong < 1e-14, "{lives}: {wrong}");
        }
        assert_eq!(halved(1e9), 0.0);
    }

    #[test]
    fn caps_leave_what_room_there_is() {
        for (points, cap, so_far, gives) in [
            (8, 24, 0, 8),
            (8, 24, 20, 4),
            (8, 24, 24, 0),
            (8, 24, 30, 0),
            (-5, -10, 0, -5),
            (-5, -10, -8, -2),
            (-5, -10, -20, 0),
            (-5, 10, 0, -5),
        ] {
            assert_eq!(
                within_cap(points, cap, so_far),
                gives,
                "{points} {cap} {so_far}"
            );
        }
    }
}
