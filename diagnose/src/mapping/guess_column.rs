//! Guess column: how well a column's name and values fit a role.

use super::names::fit;
use super::role::Role;
use crate::survey::ColumnSurvey;
use crate::words::count;
use lifecycle::source::{Family, family_of};

/// A column's fitness for a role.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    /// By the name, 0 to 10.
    pub(crate) name: f32,
    /// By the values, 0 to 5.
    pub(crate) values: f32,
    pub(crate) reasons: Vec<String>,
}

impl Fit {
    pub(crate) fn score(&self) -> f32 {
        self.name + self.values
    }
}

/// The fitness of a column for a role; `None` where its values rule it out, or
/// neither name nor values speak for it.
pub(crate) fn judge(column: &ColumnSurvey, role: Role) -> Option<Fit> {
    let (values, reason) = by_values(column, role)?;
    let named = fit(&column.name, role);
    let name = named.map_or(0.0, |(score, _)| score);
    // Without a telling name only strong values speak for a column.
    if name < 3.0 && values < 4.0 {
        return None;
    }
    let mut reasons = Vec::new();
    if let Some((_, known)) = named {
        reasons.push(
            if known.eq_ignore_ascii_case(&super::names::words(&column.name).join(" ")) {
                format!("its name is one for “{}”", role.question())
            } else {
                format!("its name contains “{known}”")
            },
        );
    }
    reasons.push(reason);
    Some(Fit {
        name,
        values,
        reasons,
    })
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// What the values say for a role, 0 to 5; `None` if they rule it out.
fn by_values(column: &ColumnSurvey, role: Role) -> Option<(f32, String)> {
    let kinds = &column.kinds;
    let (rows, filled, distinct) = (column.rows, column.filled(), column.distinct());
    if filled == 0 {
        return None;
    }
    let few = distinct <= 60.max(rows / 20) && distinct <= 2_000;
    let texts = !kinds.is_date() && !kinds.is_number();
    match role {
        Role::Id => {
            if kinds.is_date()
                || kinds.share(kinds.money) > 0.5
                || kinds.longest > 200
                || filled * 10 < rows * 9
            {
                return None;
            }
            if column.nearly_unique() {
                Some((
                    4.5,
                    format!(
                        "{} different values in {} rows",
                        count(distinct.min(filled)),
                        count(filled)
                    ),
                ))
            } else {
                (distinct * 2 > filled).then(|| {
                    (
                        0.5,
                        format!("mostly different: {distinct} values in {filled} rows"),
                    )
                })
            }
        }
        Role::Captured | Role::Closed | Role::FirstTouch | Role::LastTouch | Role::Time => {
            let dates = kinds.share(kinds.date);
            if kinds.is_date() {
                Some((
                    3.0,
                    format!("{} of the filled cells are dates", percent(dates)),
                ))
            } else if kinds.share(kinds.counted) >= 0.9
                && fit(&column.name, role).is_some_and(|(s, _)| s >= 7.0)
            {
                Some((1.5, "numbers that count seconds or days".to_owned()))
            } else {
                None
            }
        }
        Role::Source => {
            // One visitor's overlong tracking text doesn't make a column called “source” another.
            let prose = kinds.longest > 120 && fit(&column.name, role).is_none();
            if !few || !texts || kinds.is_yes_no() || kinds.is_mail() || prose {
                return None;
            }
            let known = weighed(column, |v| family_of(v) != Family::Unknown);
            let bonus = if known >= 0.6 {
                4.0
            } else {
                2.0 * known as f32 + 1.0
            };
            (distinct > 1 || fit(&column.name, role).is_some()).then(|| {
                (
                    bonus,
                    format!(
                        "{distinct} different texts, {} of the rows name a channel we know",
                        percent(known)
                    ),
                )
            })
        }
        Role::Owner | Role::Actor => {
            if kinds.is_date()
                || kinds.is_yes_no()
                || kinds.longest > 120
                || kinds.share(kinds.money) > 0.1
            {
                return None;
            }
            let max = 100.max(rows / 4);
            (distinct <= max).then(|| {
                (
                    2.0,
                    format!("{} people share {} rows", count(distinct), count(filled)),
                )
            })
        }
        Role::Outcome => {
            let [won, lost, disqualified, open] = kinds.outcome.map(|n| kinds.share(n));
            let total = won + lost + disqualified + open;
            if kinds.is_yes_no() && distinct <= 4 {
                Some((2.0, "yes or no in every row".to_owned()))
            } else if few && texts && distinct <= 100 && won > 0.0 && (total >= 0.3 || lost > 0.0) {
                let both = if lost + disqualified > 0.0 { 1.0 } else { 0.0 };
                Some((
                    2.0 + 2.0 * total as f32 + both,
                    format!(
                        "{} of the rows say won, lost or open in words we know",
                        percent(total)
                    ),
                ))
            } else {
                None
            }
        }
        Role::Stage => (few && texts && distinct <= 100 && distinct > 1 && !kinds.is_yes_no())
            .then(|| {
                (
                    1.5 + 1.5 * kinds.share(kinds.outcome.iter().sum()) as f32,
                    format!("{distinct} different stages"),
                )
            }),
        Role::Value => {
            let numbers = kinds.share(kinds.number);
            if kinds.is_date()
                || numbers < 0.8
                || distinct < 3
                || kinds.is_yes_no()
                || kinds.share(kinds.phone) > 0.6
            {
                return None;
            }
            let money = kinds.share(kinds.money);
            Some((
                2.0 + 2.0 * money as f32,
                if money > 0.5 {
                    "amounts with a currency".to_owned()
                } else {
                    "numbers".to_owned()
                },
            ))
        }
        Role::Currency => (distinct <= 40 && kinds.longest <= 5 && texts)
            .then(|| (2.0, format!("{distinct} short codes"))),
        Role::Mail => kinds.is_mail().then(|| {
            (
                4.5,
                format!(
                    "{} of the cells are mail addresses",
                    percent(kinds.share(kinds.mail))
                ),
            )
        }),
        Role::Phone => {
            let phones = kinds.share(kinds.phone);
            (phones >= 0.7 && !kinds.is_date()).then(|| {
                (
                    3.0,
                    format!("{} of the cells look like phone numbers", percent(phones)),
                )
            })
        }
        Role::Case => {
            if kinds.is_date()
                || kinds.is_yes_no()
                || filled * 100 < rows * 98
                || distinct < 2
                || kinds.longest > 200
            {
                return None;
            }
            let per_case = filled as f64 / distinct as f64;
            (per_case >= 1.05).then(|| {
                (
                    2.0,
                    format!(
                        "{} cases with {per_case:.1} rows each on average",
                        count(distinct)
                    ),
                )
            })
        }
        Role::Activity => (texts
            && distinct > 1
            && distinct <= 2_000
            && distinct * 2 <= filled
            && kinds.longest <= 200
            && !kinds.is_yes_no()
            && !kinds.is_mail())
        .then(|| (2.0, format!("{distinct} different texts"))),
        Role::Lifecycle => {
            let known = weighed(column, |v| {
                [
                    "start",
                    "complete",
                    "schedule",
                    "suspend",
                    "resume",
                    "ate_abort",
                    "assign",
                    "withdraw",
                    "pi_abort",
                    "autoskip",
                    "manualskip",
                    "reassign",
                ]
                .contains(&v.trim().to_ascii_lowercase().as_str())
            });
            (known >= 0.95).then(|| (4.5, "the standard transitions of a task".to_owned()))
        }
    }
}

/// The share of the rows whose value passes, for a column with few values.
fn weighed(column: &ColumnSurvey, passes: impl Fn(&str) -> bool) -> f64 {
    let Some(values) = &column.values else {
        return 0.0;
    };
    let filled = column.filled().max(1) as f64;
    let hits: u64 = values
        .iter()
        .filter(|(v, _)| !v.trim().is_empty() && passes(v))
        .map(|(_, n)| n)
        .sum();
    hits as f64 / filled
}
