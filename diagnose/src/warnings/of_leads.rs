//! Of leads: wins before the first contact, outcomes recorded late, sources
//! nobody wrote down, mailboxes to throw away.

use super::{name_of, warning};
use crate::diagnosis::Warning;
use crate::figures::{Basis, day};
use crate::load::{LeadColumn, LeadTable, Unread};
use crate::mapping::{ColumnAt, Mapping, OutcomeRule, Role};
use crate::survey::TableSurvey;
use crate::words::{count, counted, days, listed, percent, quoted};
use exports::cell::word;
use insight::leads::time_to;
use insight::{Leads, Outcome};

/// Leads named in a warning.
const NAMED: usize = 20;
/// Fewer wins than this may well be late by chance.
const ENOUGH_EXPECTED: f64 = 10.0;

/// What is odd in the leads.
pub(crate) fn of_leads(
    tables: &[TableSurvey],
    mapping: &Mapping,
    table: &LeadTable,
    columns: &[LeadColumn],
    basis: &Basis<'_>,
) -> Vec<Warning> {
    let mut found = Vec::new();
    backwards(basis, &mut found);
    maturity(basis, &mut found);
    sources(basis.leads, mapping, tables, &mut found);
    for (role, at, unread) in &table.unread {
        unreadable(*role, &name_of(tables, *at), unread, &mut found);
    }
    people(tables, mapping, table, &mut found);
    outcome_words(tables, mapping, &mut found);
    if table.currencies.len() > 1 {
        let shown: Vec<String> = table
            .currencies
            .iter()
            .map(|(c, n)| format!("{c} ({})", count(*n)))
            .collect();
        found.push(warning(
            "several_currencies",
            table.currencies.len() as u64,
            mapping.at(Role::Value).map(|at| name_of(tables, at)),
            format!(
                "Amounts are in {}: they are added up as if they were one currency.",
                listed(&shown, 6)
            ),
        ));
    }
    if table.repeated_ids.0 > 0 {
        let (repeated, examples) = &table.repeated_ids;
        let mut w = warning(
            "repeated_ids",
            *repeated,
            mapping.at(Role::Id).map(|at| name_of(tables, at)),
            format!(
                "{} an id that an earlier row has too; each row is counted as a lead.",
                if *repeated == 1 {
                    "One row has".to_owned()
                } else {
                    format!("{} rows have", count(*repeated))
                }
            ),
        );
        w.leads.clone_from(examples);
        found.push(w);
    }
    dominant_numbers(tables, columns, &mut found);
    found
}

fn backwards(basis: &Basis<'_>, found: &mut Vec<Warning>) {
    for (outcome, code, what) in [
        (
            Outcome::Won,
            "won_before_first_contact",
            "won before the first contact",
        ),
        (
            Outcome::Lost,
            "lost_before_first_contact",
            "lost before the first contact",
        ),
    ] {
        let rows = time_to(basis.leads, outcome).backwards;
        if rows.is_empty() {
            continue;
        }
        let n = rows.len() as u64;
        let mut w = warning(
            code,
            n,
            None,
            format!(
                "{} {what}. {} as taking no time at all.",
                if n == 1 {
                    "One lead was".to_owned()
                } else {
                    format!("{} leads were", count(n))
                },
                if n == 1 { "It counts" } else { "They count" }
            ),
        );
        w.leads = rows
            .into_iter()
            .take(NAMED)
            .map(|row| (basis.name_of)(row))
            .collect();
        found.push(w);
    }
    if let Some(response) = insight::response::response(basis.leads)
        && !response.backwards.is_empty()
    {
        let n = response.backwards.len() as u64;
        let mut w = warning(
            "touched_before_captured",
            n,
            None,
            format!(
                "{} touched before they were captured; they are left out of the response times.",
                counted(n, "lead was", "leads were")
            ),
        );
        w.leads = response
            .backwards
            .into_iter()
            .take(NAMED)
            .map(|row| (basis.name_of)(row))
            .collect();
        found.push(w);
    }
}

fn maturity(basis: &Basis<'_>, found: &mut Vec<Warning>) {
    let Some(as_of) = basis.as_of.filter(|_| basis.outcome_known) else {
        return;
    };
    let maturity = insight::maturity::maturity(basis.leads, as_of);
    if let Some(late) = maturity
        .late_start
        .filter(|late| late.expected >= ENOUGH_EXPECTED)
    {
        let early = basis.leads.captured.as_ref().map_or(0, |c| {
            c.known().filter(|t| *t < late.first_win).count() as u64
        });
        found.push(warning(
            "wins_recorded_late",
            early,
            None,
            format!(
                "Leads come from {} on, but the first recorded win is of {}: at the later pace {:.0} wins should have come before. {}",
                day(late.first_capture, basis.zone),
                day(late.first_win, basis.zone),
                late.expected,
                match (late.early.rate, late.later.rate) {
                    (Some(early), Some(later)) if early < later => format!("Wins were probably not recorded earlier, so the early cohorts look poor ({} of {} won, against {} of {} later): don't read a rise out of it.", percent(early), count(late.early.n), percent(later), count(late.later.n)),
                    _ => "Leads that were closed before are probably missing from the export, so the early months can't be compared with the later ones.".to_owned(),
                },
            ),
        ));
    }
    if let Some(end) = maturity.early_end {
        found.push(warning("wins_recorded_until", 0, None, format!("The last recorded win is of {}, though {:.0} more were to be expected by {}: later wins are probably missing, so late cohorts look poor.", day(end.last_win, basis.zone), end.expected, day(as_of, basis.zone))));
    }
    if let Some(young) = maturity.young
        && young.open > 0
    {
        found.push(warning("young_leads", young.leads, None, format!("{} younger than {}, the time in which nine of ten wins come; {} of them are open and may still be won. Their months are marked as not mature.", counted(young.leads, "lead is", "leads are"), days(young.after_days), count(young.open))));
    }
}

fn sources(leads: &Leads, mapping: &Mapping, tables: &[TableSurvey], found: &mut Vec<Warning>) {
    let Some(source) = &leads.source else { return };
    let place = mapping.at(Role::Source).map(|at| name_of(tables, at));
    let mut rows = vec![0u64; source.names().len()];
    for code in source.codes() {
        rows[*code as usize] += 1;
    }
    let empty: u64 = source
        .names()
        .iter()
        .zip(&rows)
        .filter(|(n, _)| n.trim().is_empty())
        .map(|(_, r)| r)
        .sum();
    let share = |n: u64| percent(n as f64 / leads.len().max(1) as f64);
    for (name, rows) in source.names().iter().zip(&rows) {
        if !name.trim().is_empty() && word::says_unknown(name) && *rows > 0 {
            found.push(warning("source_unknown", *rows, place.clone(), format!("{} ({}) come from {}: somebody wrote down that nobody knows. That is counted apart from the {} empty cells.", counted(*rows, "lead", "leads"), share(*rows), quoted(name), count(empty))));
        }
    }
    if empty > 0 {
        found.push(warning(
            "source_empty",
            empty,
            place,
            format!(
                "{} without any source ({}).",
                counted(empty, "lead is", "leads are"),
                share(empty)
            ),
        ));
    }
}

/// Cells of a mapped column that couldn't be read.
pub(super) fn unreadable(role: Role, place: &str, unread: &Unread, found: &mut Vec<Warning>) {
    let examples: Vec<String> = unread
        .examples
        .iter()
        .map(|(line, text)| format!("{} on line {}", quoted(text), count(*line)))
        .collect();
    let kind = if role == Role::Value {
        "amount"
    } else {
        "date"
    };
    if unread.ambiguous > 0 {
        let mend = if role == Role::Value {
            "Give --map with `decimals: point` or `decimals: comma`."
        } else {
            "Say --dates day-first or --dates month-first, or `dates:` in a map."
        };
        found.push(warning(
            if role == Role::Value { "ambiguous_amounts" } else { "ambiguous_dates" },
            unread.ambiguous,
            Some(place.to_owned()),
            format!("{} of {} {kind}s in “{place}” can be read in two ways, and nothing in the column tells which: {}. They are left out rather than guessed. {mend}", count(unread.ambiguous), count(unread.filled), listed(&examples, 3)),
        ));
    }
    if unread.not > 0 {
        found.push(warning(
            if role == Role::Value {
                "unreadable_amounts"
            } else {
                "unreadable_dates"
            },
            unread.not,
            Some(place.to_owned()),
            format!(
                "{} of {} cells in “{place}” are no {kind}: {}. They count as not known.",
                count(unread.not),
                count(unread.filled),
                listed(&examples, 3)
            ),
        ));
    }
}

fn people(tables: &[TableSurvey], mapping: &Mapping, table: &LeadTable, found: &mut Vec<Warning>) {
    let place = |role| mapping.at(role).map(|at: ColumnAt| name_of(tables, at));
    if let Some(mails) = &table.mails {
        if mails.disposable > 0 {
            let mut domains: Vec<String> = mails.domains.iter().cloned().collect();
            domains.sort();
            found.push(warning("disposable_mail_domains", mails.disposable, place(Role::Mail), format!("{} of {} mail addresses are throw-away mailboxes ({}): nobody can be reached there.", count(mails.disposable), count(mails.filled), listed(&domains, 10))));
        }
        if mails.invalid > 0 {
            found.push(warning(
                "invalid_mail_addresses",
                mails.invalid,
                place(Role::Mail),
                format!(
                    "{} of {} filled cells are no mail address.",
                    count(mails.invalid),
                    count(mails.filled)
                ),
            ));
        }
        if mails.repeated > 0 {
            found.push(warning("repeated_mail_addresses", mails.repeated, place(Role::Mail), format!("{} a mail address that an earlier row has too: the same person twice, or a shared mailbox.", counted(mails.repeated, "row has", "rows have"))));
        }
    }
    if let Some(phones) = table.phones.as_ref().filter(|p| p.extensions > 0) {
        found.push(warning(
            "phone_extensions",
            phones.extensions,
            place(Role::Phone),
            format!(
                "{} of {} phone numbers carry an extension: a dialler has to split it off.",
                count(phones.extensions),
                count(phones.filled)
            ),
        ));
    }
}

/// Texts of the outcome column that mean nothing to us leave the lead open.
fn outcome_words(tables: &[TableSurvey], mapping: &Mapping, found: &mut Vec<Warning>) {
    let OutcomeRule::Words { at, words, .. } = &mapping.outcome else {
        return;
    };
    let column = &tables[at.table].columns[at.column];
    let Some(values) = column.values.as_ref().filter(|_| !column.kinds.is_yes_no()) else {
        return;
    };
    let unknown: Vec<(&String, u64)> = values
        .iter()
        .filter(|(v, _)| {
            !v.trim().is_empty() && !words.contains_key(v) && word::outcome(v).is_none()
        })
        .map(|(v, n)| (v, *n))
        .collect();
    if !unknown.is_empty() {
        let shown: Vec<String> = unknown
            .iter()
            .map(|(v, n)| format!("{} ({})", quoted(v), count(*n)))
            .collect();
        found.push(warning("stages_taken_as_open", unknown.iter().map(|(_, n)| n).sum(), Some(name_of(tables, *at)), format!("{} in “{}” say neither won nor lost in words we know, and are counted as open. A map can say otherwise under `outcome`.", listed(&shown, 8), column.name)));
    }
}

/// One row that outweighs all the others together.
fn dominant_numbers(tables: &[TableSurvey], columns: &[LeadColumn], found: &mut Vec<Warning>) {
    for column in columns {
        let Some(numbers) = &column.numbers else {
            continue;
        };
        let (mut sum, mut top, mut n) = (0.0f64, 0.0f64, 0u64);
        for x in numbers.iter().copied().filter(|x| *x > 0.0) {
            sum += x;
            top = top.max(x);
            n += 1;
        }
        if n >= 20 && top > sum / 2.0 {
            found.push(warning("one_value_dominates", 1, Some(name_of(tables, column.at)), format!("One value in “{}”, {}, is {} of the sum of all {} above 0 ({}): sums and means of it say little.", tables[column.at.table].columns[column.at.column].name, count(top as u64), percent(top / sum), count(n), count(sum as u64))));
        }
    }
}

/// What is odd in the cases of an event log, seen as leads.
pub(crate) fn of_leads_in_cases(basis: &Basis<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    maturity(basis, &mut found);
    found
}
