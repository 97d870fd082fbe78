//! Warnings: what is odd in the data, and what it does to the figures.
//!
//! Each is found without being asked, says how much it touches, and never
//! changes a figure by itself.

mod of_columns;
mod of_events;
mod of_leads;
mod of_tables;
mod vocabulary;

pub(crate) use of_columns::of_columns;
pub(crate) use of_events::of_events;
pub(crate) use of_leads::{of_leads, of_leads_in_cases};

pub(crate) use of_tables::of_tables;

use crate::diagnosis::Warning;
use crate::mapping::ColumnAt;
use crate::survey::TableSurvey;

/// A warning about no lead in particular.
fn warning(code: &str, count: u64, place: Option<String>, message: String) -> Warning {
    Warning { code: code.to_owned(), count, leads: Vec::new(), message, place }
}

/// `table.column`
fn name_of(tables: &[TableSurvey], at: ColumnAt) -> String {
    format!("{}.{}", tables[at.table].name, tables[at.table].columns[at.column].name)
}
