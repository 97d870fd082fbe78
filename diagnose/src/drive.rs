//! Drive: the columns that may explain the outcome, handed to [`insight::drivers`].

use crate::load::{LeadColumn, LeadTable};
use crate::mapping::{ColumnAt, Mapping, OutcomeRule, Role, Use};
use crate::survey::TableSurvey;
use insight::drivers::{Field, FieldValues, Known, Options as DriverOptions, drivers};
use insight::{Outcome, Time};

/// From more leads than this nothing new is learned: every second, third… one
/// is taken, so that memory isn't needed twice over.
const MOST_TAUGHT: usize = 2_000_000;

/// What the outcome hangs on, from the columns of the leads and what they refer to.
pub(crate) fn drive(
    tables: &[TableSurvey],
    mapping: &Mapping,
    table: &LeadTable,
    columns: Vec<LeadColumn>,
    as_of: Option<Time>,
    p90_days: Option<f64>,
    known: bool,
) -> Result<insight::drivers::Drivers, String> {
    if !known {
        return Err("the data doesn't say what became of the leads".to_owned());
    }
    let told_by: Vec<ColumnAt> = match &mapping.outcome {
        OutcomeRule::Words { at, otherwise, .. } => std::iter::once(*at)
            .chain(otherwise.as_ref().map(|(at, _)| *at))
            .collect(),
        _ => Vec::new(),
    };
    // Where losses are recorded, open leads have no outcome yet: they teach nothing.
    let losses = table.leads.outcome.contains(&Outcome::Lost);
    let settled =
        || (0..table.leads.len()).filter(|r| !losses || table.leads.outcome[*r] != Outcome::Open);
    let one_of = settled().count().div_ceil(MOST_TAUGHT).max(1);
    let rows: Vec<usize> = settled().step_by(one_of).collect();
    let all = rows.len() == table.leads.len();
    let mut fields = Vec::new();
    for column in columns {
        let stage = mapping.at(Role::Stage) == Some(column.at)
            || mapping.at(Role::Outcome) == Some(column.at);
        if column.of == Use::Deal || told_by.contains(&column.at) || stage {
            continue;
        }
        let survey = &tables[column.at.table].columns[column.at.column];
        if crate::mapping::fits_by_name(&survey.name, Role::Outcome) >= 8.5 {
            continue;
        }
        let of_source = mapping.at(Role::Source) == Some(column.at);
        let values = match (column.numbers, column.labels) {
            (Some(numbers), _) if all => FieldValues::Number(numbers),
            (Some(numbers), _) => FieldValues::Number(rows.iter().map(|r| numbers[*r]).collect()),
            (None, Some(labels)) if all => FieldValues::Choice(labels),
            (None, Some(labels)) => {
                FieldValues::Choice(labels.of_rows(rows.iter().copied().map(Some)))
            }
            (None, None) => continue,
        };
        fields.push(Field {
            name: survey.name.clone(),
            table: tables[column.at.table].name.clone(),
            values,
            known_before: if of_source { Known::Yes } else { Known::Unsaid },
        });
    }
    let won: Vec<bool> = rows
        .iter()
        .map(|r| table.leads.outcome[*r] == Outcome::Won)
        .collect();
    let captured = table.leads.captured.as_ref().map(|times| {
        let mut some = insight::Times::default();
        for row in &rows {
            some.push(times.get(*row));
        }
        some
    });
    let mut lowered = String::new();
    let keys: Option<Vec<u64>> = mapping.at(Role::Id).is_some().then(|| {
        rows.iter()
            .map(|r| crate::survey::key_hash(table.ids.get(*r), &mut lowered))
            .collect()
    });
    let options = DriverOptions {
        seed: 1,
        keys: keys.as_deref(),
        as_of,
        mature_after: p90_days
            .filter(|_| !losses)
            .map(|d| (d * insight::columns::DAY as f64) as Time),
    };
    drivers(&fields, &won, captured.as_ref(), &options).map_err(|why| why.to_string())
}
