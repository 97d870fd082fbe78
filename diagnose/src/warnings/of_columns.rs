//! Of columns: placeholders, constants, spellings, dates in several formats.

use super::vocabulary::misspelt;
use super::{name_of, warning};
use crate::diagnosis::Warning;
use crate::mapping::{ColumnAt, Mapping, Role, Use};
use crate::survey::{ColumnSurvey, TableSurvey};
use crate::words::{count, counted, listed, quoted};
use exports::cell::word;
use insight::spelling::{Kind, spellings_of};

/// What is odd in the columns of all tables.
pub(crate) fn of_columns(tables: &[TableSurvey], mapping: &Mapping) -> Vec<Warning> {
    let mut found = Vec::new();
    for (table, survey) in tables.iter().enumerate() {
        if survey.tally.rows < 2 {
            continue;
        }
        constants(survey, &mut found);
        for (column, of) in survey.columns.iter().enumerate() {
            let at = ColumnAt { table, column };
            let place = name_of(tables, at);
            if !matches!(mapping.uses[table], Use::Touch | Use::Unused) {
                placeholders(of, &place, &mut found);
            }
            if worth_spelling(survey, of, at, mapping) {
                spelt(of, &place, &mut found);
            }
            dates(of, &place, &mut found);
            nonsense(
                of,
                &place,
                mapping.roles.values().any(|a| a.at == at),
                &mut found,
            );
        }
    }
    date_formats_of_all(tables, &mut found);
    found
}

fn constants(survey: &TableSurvey, found: &mut Vec<Warning>) {
    let constant: Vec<&ColumnSurvey> = survey.columns.iter().filter(|c| c.constant()).collect();
    let empty: Vec<&ColumnSurvey> = survey.columns.iter().filter(|c| c.filled() == 0).collect();
    if !constant.is_empty() && survey.tally.rows >= 10 {
        let names: Vec<String> = constant
            .iter()
            .map(|c| {
                format!(
                    "“{}” (always {})",
                    c.name,
                    quoted(c.examples.first().map_or("", |e| e))
                )
            })
            .collect();
        let what = if constant.len() == 1 {
            "One column has the same value in every row and says nothing".to_owned()
        } else {
            format!(
                "{} columns have the same value in every row and say nothing",
                constant.len()
            )
        };
        found.push(warning(
            "constant_columns",
            constant.len() as u64,
            Some(survey.name.clone()),
            format!("{what}: {}.", listed(&names, 8)),
        ));
    }
    if !empty.is_empty() {
        let names: Vec<String> = empty.iter().map(|c| format!("“{}”", c.name)).collect();
        found.push(warning(
            "empty_columns",
            empty.len() as u64,
            Some(survey.name.clone()),
            format!("Nothing at all stands in {}.", listed(&names, 8)),
        ));
    }
}

/// `Select` means that nobody chose. It is shown as it stands, never as empty.
fn placeholders(column: &ColumnSurvey, place: &str, found: &mut Vec<Warning>) {
    let Some(values) = &column.values else { return };
    if column.distinct() < 3 {
        return;
    }
    for (value, rows) in values {
        if word::placeholder(value) {
            found.push(warning(
                "placeholder",
                *rows,
                Some(place.to_owned()),
                format!("{} in “{}” stands for “nothing was chosen” in {} of {} rows ({} more are empty). It is counted as a value of its own, apart from empty cells.", quoted(value), column.name, count(*rows), count(column.rows), count(column.empty)),
            ));
        }
    }
}

/// Spelling matters where values are counted: in a role, or in a column with few
/// values. Free texts and people's names are spelt as they are.
fn worth_spelling(
    survey: &TableSurvey,
    column: &ColumnSurvey,
    at: ColumnAt,
    mapping: &Mapping,
) -> bool {
    if matches!(mapping.uses[at.table], Use::Unused | Use::Touch) {
        return false;
    }
    let role = mapping
        .roles
        .iter()
        .find(|(_, a)| a.at == at)
        .map(|(r, _)| *r);
    if matches!(
        role,
        Some(
            Role::Source | Role::Owner | Role::Stage | Role::Outcome | Role::Activity | Role::Actor
        )
    ) {
        return true;
    }
    let personal = crate::mapping::words(&column.name).iter().any(|w| {
        matches!(
            w.as_str(),
            "first"
                | "last"
                | "name"
                | "subject"
                | "title"
                | "description"
                | "notes"
                | "comment"
                | "comments"
                | "text"
                | "street"
                | "address"
                | "postal"
                | "zip"
        )
    });
    let filled = column.filled();
    role.is_none()
        && (!personal || column.distinct() <= 12)
        && column.distinct() <= 300
        && column.distinct() * 4 <= filled.max(survey.tally.rows / 2)
}

fn spelt(column: &ColumnSurvey, place: &str, found: &mut Vec<Warning>) {
    let Some(values) = &column.values else { return };
    let distinct = column.distinct();
    if !(2..=500).contains(&distinct)
        || column.nearly_unique()
        || column.kinds.is_number()
        || column.kinds.is_date()
        || column.kinds.is_mail()
    {
        return;
    }
    for spelling in spellings_of(
        values
            .iter()
            .filter(|(v, _)| !v.trim().is_empty())
            .map(|(v, n)| (v.as_str(), *n)),
    ) {
        let others: Vec<String> = spelling
            .others
            .iter()
            .map(|(o, n)| format!("{} ({})", quoted(o), count(*n)))
            .collect();
        let rows: u64 = spelling.others.iter().map(|(_, n)| n).sum();
        let (code, what) = match spelling.kind {
            Kind::Same => (
                "spelling_variants",
                "is one value in several spellings: it is counted apart, as written, so each part looks smaller than it is",
            ),
            Kind::Misspelt => (
                "likely_misspelt",
                "looks like one value mistyped: it is counted apart, as written",
            ),
        };
        found.push(warning(
            code,
            rows,
            Some(place.to_owned()),
            format!(
                "{} ({}) beside {} in “{}” {what}.",
                quoted(&spelling.of),
                count(spelling.rows),
                listed(&others, 5),
                column.name
            ),
        ));
    }
    for (value, meant, rows) in misspelt(values) {
        found.push(warning("likely_misspelt", rows, Some(place.to_owned()), format!("{} in “{}” ({}) looks like a misspelt “{meant}”: it won't match the same word elsewhere.", quoted(&value), column.name, counted(rows, "row", "rows"))));
    }
}

fn dates(column: &ColumnSurvey, place: &str, found: &mut Vec<Warning>) {
    let kinds = &column.kinds;
    if !kinds.is_date() {
        return;
    }
    let spellings = kinds.date_spellings();
    if spellings.len() > 1 {
        let shown: Vec<String> = spellings
            .iter()
            .map(|(s, n)| format!("{} ({:.0} %)", s.picture(), kinds.share(*n) * 100.0))
            .collect();
        found.push(warning(
            "mixed_date_formats",
            spellings.len() as u64,
            Some(place.to_owned()),
            format!(
                "The dates in “{}” are written in {} formats: {}. All of them are read.",
                column.name,
                spellings.len(),
                listed(&shown, 6)
            ),
        ));
    }
    if kinds.day_first > 0 && kinds.month_first > 0 {
        found.push(warning("contradicting_dates", kinds.either, Some(place.to_owned()), format!("Some dates in “{}” can only be day/month and others only month/day: dates that could be either are left out.", column.name)));
    }
}

/// A column that is meant to hold dates or amounts but mostly doesn't.
fn nonsense(column: &ColumnSurvey, place: &str, mapped: bool, found: &mut Vec<Warning>) {
    if mapped || column.filled() < 5 {
        return;
    }
    let kinds = &column.kinds;
    let named = |role| crate::mapping::fits_by_name(&column.name, role) >= 8.0;
    let dates = kinds.share(kinds.date);
    if (named(Role::Captured) || named(Role::Closed))
        && dates < 0.8
        && kinds.share(kinds.counted) < 0.8
    {
        let examples: Vec<String> = column.examples.iter().take(4).map(|e| quoted(e)).collect();
        found.push(warning("not_dates", column.filled(), Some(place.to_owned()), format!("“{}” should hold dates, but only {:.0} % of its cells are any: {}. It isn't used. Mend the column, or name another one in a map.", column.name, dates * 100.0, listed(&examples, 4))));
    }
    let numbers = kinds.share(kinds.number);
    if named(Role::Value) && numbers < 0.8 && column.distinct() > 2 {
        let examples: Vec<String> = column.examples.iter().take(4).map(|e| quoted(e)).collect();
        found.push(warning("not_amounts", column.filled(), Some(place.to_owned()), format!("“{}” should hold amounts, but only {:.0} % of its cells are any: {}. It isn't used.", column.name, numbers * 100.0, listed(&examples, 4))));
    }
}

/// Formats that differ between the columns of one data set.
fn date_formats_of_all(tables: &[TableSurvey], found: &mut Vec<Warning>) {
    let mut formats: Vec<(&'static str, Vec<String>)> = Vec::new();
    for survey in tables {
        for column in survey.columns.iter().filter(|c| c.kinds.is_date()) {
            for (spelling, _) in column.kinds.date_spellings() {
                let place = if tables.len() > 1 {
                    format!("{}.{}", survey.name, column.name)
                } else {
                    column.name.clone()
                };
                match formats.iter_mut().find(|(f, _)| *f == spelling.picture()) {
                    Some((_, places)) => places.push(place),
                    None => formats.push((spelling.picture(), vec![place])),
                }
            }
        }
    }
    if formats.len() > 1 {
        let shown: Vec<String> = formats
            .iter()
            .map(|(f, places)| format!("{f} in {}", listed(places, 3)))
            .collect();
        found.push(warning(
            "date_formats_differ",
            formats.len() as u64,
            None,
            format!(
                "The columns write dates in {} formats: {}. All of them are read.",
                formats.len(),
                shown.join("; ")
            ),
        ));
    }
}
