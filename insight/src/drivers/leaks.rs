//! Leaks: fields that know the outcome because they are written after it.
//!
//! A field is accused by its values (alone it nearly decides the outcome; it is
//! filled in only for won leads; its values say "closed by"), or by its name
//! together with its values (`Lead Quality`, and it does separate). Each
//! accusation is a sentence. What is proved by the values is a leak; what the
//! name makes likely is a suspect. Both stay out of the honest model, because a
//! figure that might be too good can't be relied on.
//!
//! Deliberately absent: proof. An export doesn't say when a cell was written;
//! the user can, by [`Known`].

use super::counts::Counts;
use super::features::{Field, Known};
use super::rate;
use super::words::{Speaks, name_speaks, value_tells};
use serde::Serialize;

/// A field that knows too much.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leak {
    /// The column; with its table (`deals.stage`) where two tables have one of that name.
    pub field: String,
    /// How sure that is.
    pub tier: Tier,
    /// Its own area under the ROC curve, on leads not used to learn it.
    pub auc: f64,
    /// Why it is taken for a leak, in sentences.
    pub reason: String,
}

/// How sure it is that a field knows the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Likely enough to leave it out.
    Suspect,
    /// The values show it.
    Leak,
}

/// No field that is known beforehand tells won leads apart as well as this.
const TOO_GOOD: f64 = 0.90;
/// From here on a field without any other sign is looked at closely.
const REMARKABLE: f64 = 0.85;
/// What the model may lose without such fields.
pub(super) const DEAR: f64 = 0.03;
/// A name that speaks of the outcome or of work, and values that agree: a leak.
const AGREES: f64 = 0.65;
/// A name that speaks of a judgement: only from here on a leak.
const AGREES_MUCH: f64 = 0.75;
/// A name that speaks, and values that don't contradict: a suspect. Leaving out
/// a field that says so little costs little, if it should be innocent.
const MORE_THAN_CHANCE: f64 = 0.53;

/// What speaks against a field: the tier, and the reasons as one text.
pub(super) fn accuse(field: &Field, counts: &Counts) -> Option<(Tier, String)> {
    let accusations = match field.known_before {
        Known::Yes => return None,
        Known::No => {
            let worth_a_word = counts.auc >= MORE_THAN_CHANCE;
            let reason = "It is written after the lead came, so nobody can know it beforehand.";
            return worth_a_word.then(|| (Tier::Leak, reason.to_owned()));
        }
        Known::Unsaid => [
            too_good(counts),
            filled_by_outcome(counts),
            telling_values(counts),
            speaking_name(field, counts),
        ],
    };
    let accusations: Vec<_> = accusations.into_iter().flatten().collect();
    let tier = accusations.iter().map(|(tier, _)| *tier).max()?;
    let mut reasons: Vec<String> = accusations.into_iter().map(|(_, reason)| reason).collect();
    if counts.auc < TOO_GOOD {
        reasons.push(format!("Alone it reaches an AUC of {:.2}.", counts.auc));
    }
    Some((tier, reasons.join(" ")))
}

/// The sentence about a field said to be known beforehand that still looks like a leak.
pub(super) fn doubt(field: &Field, shown: &str, counts: &Counts) -> Option<String> {
    (field.known_before == Known::Yes && counts.auc >= TOO_GOOD).then(|| {
        let auc = counts.auc;
        format!("`{shown}` alone tells won leads from the others almost perfectly (AUC {auc:.2}); make sure that it really is known when a lead comes.")
    })
}

/// A field without any other sign that ought to be looked at closely.
pub(super) fn remarkable(field: &Field, counts: &Counts) -> bool {
    field.known_before == Known::Unsaid && counts.auc >= REMARKABLE
}

/// The sentence about a remarkable field, if the model without such fields is far poorer.
pub(super) fn too_dear(counts: &Counts, with: f64, without: f64) -> String {
    let auc = counts.auc;
    format!(
        "Alone it reaches an AUC of {auc:.2}, and all other fields together only {without:.2} (with it {with:.2}): few things known beforehand weigh that much."
    )
}

fn too_good(counts: &Counts) -> Option<(Tier, String)> {
    let auc = counts.auc;
    (auc >= TOO_GOOD).then(|| {
        (Tier::Leak, format!("Alone it tells won leads from the others almost perfectly (AUC {auc:.2}); nothing known beforehand does."))
    })
}

/// Whether a cell is filled in at all tells the outcome.
fn filled_by_outcome(counts: &Counts) -> Option<(Tier, String)> {
    let [all, won] = counts.all();
    let [empty, empty_won] = counts.missing();
    let (filled, filled_won) = (all - empty, won - empty_won);
    let base = won as f64 / all as f64;
    let filled_interval = rate(filled_won, filled).interval?;
    let empty_interval = rate(empty_won, empty).interval?;
    let share = |part: u64, of: u64| part as f64 / of as f64;
    if filled_interval[0] >= 0.88
        && share(filled_won, filled) >= 0.97
        && empty_interval[1] < 0.88
        && base < 0.9
    {
        let reason = format!(
            "It is filled in for {filled} leads, and {filled_won} of them were won: it is only recorded once a lead is won."
        );
        return Some((Tier::Leak, reason));
    }
    if filled_interval[1] <= (base / 4.0).min(0.12) && share(filled_won, filled) <= 0.03 {
        let reason = format!(
            "It is filled in for {filled} leads, and {filled_won} of them were won: it seems to be recorded once a lead is lost."
        );
        return Some((Tier::Suspect, reason));
    }
    let expected = base * empty as f64;
    if expected >= 30.0 && (empty_won as f64) < 0.01 * expected && share(filled_won, filled) > 0.5 {
        let reason = format!(
            "Where it is empty ({empty} leads), {empty_won} were won: it seems to be filled in on the way to the win."
        );
        return Some((Tier::Suspect, reason));
    }
    None
}

/// Values that name an outcome, with a win rate of nearly 0 or nearly 1.
fn telling_values(counts: &Counts) -> Option<(Tier, String)> {
    let [all, won] = counts.all();
    let base = won as f64 / all as f64;
    let mut telling: Vec<(&str, u64, u64)> = counts
        .levels()
        .filter_map(|(value, [n, hits])| {
            let [low, high] = rate(hits, n).interval?;
            let decided = n >= 10
                && (high < base / 2.0 && hits * 20 <= n
                    || low > f64::midpoint(1.0, base) && hits * 20 >= n * 19);
            (decided && value_tells(value).is_some()).then_some((value, n, hits))
        })
        .collect();
    telling.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let reach: u64 = telling.iter().map(|(_, n, _)| n).sum();
    let tier = if telling.len() > 1 && reach * 20 >= all {
        Tier::Leak
    } else {
        Tier::Suspect
    };
    if reach < 20 || reach * 50 < all {
        return None;
    }
    let examples: Vec<String> = telling
        .iter()
        .take(2)
        .map(|(value, n, hits)| format!("`{value}` ({hits} of {n} won)"))
        .collect();
    Some((
        tier,
        format!(
            "Its values tell what became of the lead: {}.",
            examples.join(", ")
        ),
    ))
}

/// The name speaks of something written later, and the values separate.
fn speaking_name(field: &Field, counts: &Counts) -> Option<(Tier, String)> {
    let (speaks, word) = name_speaks(&field.name)?;
    let auc = counts.auc;
    let tier = match speaks {
        Speaks::Outcome | Speaks::Work if auc >= AGREES => Tier::Leak,
        Speaks::Judgement if auc >= AGREES_MUCH => Tier::Leak,
        Speaks::Outcome | Speaks::Work | Speaks::Judgement
            if counts.above_chance(MORE_THAN_CHANCE) =>
        {
            Tier::Suspect
        }
        Speaks::Latest | Speaks::Money if auc >= AGREES => Tier::Suspect,
        _ => return None,
    };
    Some((
        tier,
        format!("Its name (`{word}`) speaks of {}.", speaks.of_what()),
    ))
}
