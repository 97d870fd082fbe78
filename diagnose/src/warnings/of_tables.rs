//! Of tables: rows that repeat, rows that can't be read, keys that find no partner.

use super::{name_of, warning};
use crate::diagnosis::Warning;
use crate::load::LeadTable;
use crate::mapping::{ColumnAt, Mapping, Role, Use};
use crate::survey::{ColumnSurvey, TableSurvey};
use crate::words::{count, counted, listed, quoted};
use insight::spelling::key;

/// What is odd in the tables as tables.
pub(crate) fn of_tables(tables: &[TableSurvey], mapping: &Mapping, leads: Option<&LeadTable>) -> Vec<Warning> {
    let mut found = Vec::new();
    for (table, survey) in tables.iter().enumerate() {
        if let Some(repeated) = survey.repeated.filter(|n| *n > 0) {
            found.push(warning("repeated_rows", repeated, Some(survey.name.clone()), format!("{} of {} rows in “{}” repeat an earlier row to the letter; they are counted as they stand.", count(repeated), count(survey.tally.rows), survey.name)));
        }
        if survey.tally.bad > 0 {
            let first = survey.tally.bad_rows.first().map(|b| format!(" The first: line {}, {}.", count(b.line), b.reason)).unwrap_or_default();
            found.push(warning("unreadable_rows", survey.tally.bad, Some(survey.name.clone()), format!("{} of “{}” can't be read and are left out.{first}", counted(survey.tally.bad, "row", "rows"), survey.name)));
        }
        if mapping.uses[table] == Use::Unused {
            found.push(warning("table_not_joined", survey.tally.rows, Some(survey.name.clone()), format!("“{}” shares no key with the leads: its {} are left aside. Name the key under `links` in a map if there is one.", survey.name, counted(survey.tally.rows, "row", "rows"))));
        }
    }
    if let Some(leads) = leads {
        joins(tables, mapping, leads, &mut found);
    }
    found
}

fn joins(tables: &[TableSurvey], mapping: &Mapping, leads: &LeadTable, found: &mut Vec<Warning>) {
    for m in &leads.matches {
        let (from, to) = (m.link.from, m.link.to);
        let column = |at: ColumnAt| &tables[at.table].columns[at.column];
        let (near, far) = if m.table == to.table { (from, to) } else { (to, from) };
        for (written, meant, rows) in spelt_otherwise(column(near), column(far)) {
            found.push(warning(
                "key_spelt_differently",
                rows,
                Some(name_of(tables, near)),
                format!("{} in “{}” ({}) is {} in “{}”: these rows find no partner there.", quoted(&written), name_of(tables, near), counted(rows, "row", "rows"), quoted(&meant), name_of(tables, far)),
            ));
        }
        if m.unmatched > 0 && m.unmatched <= m.matched && mapping.uses[m.table] != Use::Deal {
            found.push(warning("unmatched_keys", m.unmatched, Some(name_of(tables, near)), format!("{} a key in “{}” that “{}” doesn't have.", if m.unmatched == 1 { "One lead has".to_owned() } else { format!("{} leads have", count(m.unmatched)) }, name_of(tables, near), tables[far.table].name)));
        }
        let without = column(near).empty;
        if without > 0 && near.table == mapping.root() && m.table != near.table {
            found.push(warning("missing_keys", without, Some(name_of(tables, near)), format!("{} without “{}”: what “{}” knows is missing for them.", if without == 1 { "One lead is".to_owned() } else { format!("{} leads are", count(without)) }, column(near).name, tables[far.table].name)));
        }
        if m.idle > 0 && m.matched > 0 && mapping.uses[m.table] == Use::Lookup {
            let rows = tables[m.table].tally.rows;
            found.push(warning("unused_rows", m.idle, Some(tables[m.table].name.clone()), format!("No lead refers to {} of {} rows in “{}”.", count(m.idle), count(rows), tables[m.table].name)));
        }
        if mapping.uses[m.table] == Use::Deal {
            let stray = tables[m.table].tally.rows.saturating_sub(m.matched + m.repeated_keys);
            if stray > 0 {
                found.push(warning("unmatched_keys", stray, Some(name_of(tables, far)), format!("{} of “{}” have no lead and are left out.", counted(stray, "row", "rows"), tables[m.table].name)));
            }
        }
        if m.repeated_keys > 0 {
            found.push(warning("repeated_keys", m.repeated_keys, Some(name_of(tables, far)), format!("{} of “{}” share their key with an earlier row and are left out.", counted(m.repeated_keys, "row", "rows"), tables[m.table].name)));
        }
    }
    for (role, here, there, differ, of) in &leads.conflicts {
        let what = if *role == Role::Source { "source" } else { "owner" };
        found.push(warning(
            &format!("{what}_differs_between_tables"),
            *differ,
            Some(name_of(tables, *here)),
            format!("For {} of {} leads “{}” says another {what} than “{}”. The figures use “{}”; a map can name the other.", count(*differ), count(*of), name_of(tables, *there), name_of(tables, *here), name_of(tables, *here)),
        ));
    }
    if let Some((tied, all)) = leads.touches.filter(|(tied, all)| tied < all) {
        found.push(warning("touches_without_lead", all - tied, None, format!("{} of {} calls, mails and meetings can't be tied to a lead{}.", count(all - tied), count(all), if tied * 2 < all { ": too many to say how quickly leads are answered" } else { "" })));
    }
    if let Some((repeated, columns)) = leads.repeated.as_ref().filter(|(n, _)| *n > 0) {
        let columns: Vec<String> = columns.iter().map(|c| format!("“{c}”")).collect();
        let survey = &tables[mapping.root()];
        found.push(warning("repeated_rows", *repeated, Some(survey.name.clone()), format!("{} of {} rows repeat an earlier row, leaving {} aside: maybe the same lead twice.", count(*repeated), count(survey.tally.rows), listed(&columns, 6))));
    }
    if leads.left_out > 0 {
        found.push(warning("breakdowns_left_out", leads.left_out, None, format!("{} not broken down, to keep memory within bounds.", counted(leads.left_out, "column is", "columns are"))));
    }
}

/// Values that only differ in case, spaces or punctuation from a key of the
/// other table that they don't find: `GTXPro` and `GTX Pro`.
fn spelt_otherwise(from: &ColumnSurvey, to: &ColumnSurvey) -> Vec<(String, String, u64)> {
    let (Some(here), Some(there)) = (&from.values, &to.values) else { return Vec::new() };
    let lower = |v: &str| v.trim().to_lowercase();
    let known: std::collections::BTreeSet<String> = there.iter().map(|(v, _)| lower(v)).collect();
    let by_key: std::collections::BTreeMap<String, &String> = there.iter().map(|(v, _)| (key(v), v)).collect();
    here.iter()
        .filter(|(v, _)| !v.trim().is_empty() && !known.contains(&lower(v)))
        .filter_map(|(v, rows)| Some((v.clone(), (*by_key.get(&key(v))?).clone(), *rows)))
        .collect()
}
