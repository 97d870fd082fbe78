//! Input: what was read and how it was understood, for the reader.

use crate::diagnosis::{File, IgnoredRow, Input, JoinView, MappingView, RoleView};
use crate::mapping::{ColumnAt, Mapping, Shape};
use crate::survey::TableSurvey;
use exports::{Export, Format};

/// The tables, the mapping with its reasons, and the rows left out.
pub(crate) fn input(
    exports: &[Export],
    tables: &[TableSurvey],
    mapping: &Mapping,
    given: &[usize],
) -> Input {
    let name = |at: ColumnAt| {
        format!(
            "{}.{}",
            tables[at.table].name, tables[at.table].columns[at.column].name
        )
    };
    let mut files: Vec<(usize, File)> = exports
        .iter()
        .zip(tables)
        .zip(&mapping.uses)
        .zip(given)
        .map(|(((export, table), used), place)| {
            let (format, encoding, delimiter) = match export.format() {
                Format::Delimited {
                    delimiter,
                    encoding,
                } => ("csv", Some(encoding.clone()), Some(delimiter.to_string())),
                Format::Sheet { .. } => ("xlsx", None, None),
                Format::Parquet => ("parquet", None, None),
                Format::Xes => ("xes", None, None),
            };
            let file = File {
                path: export.path().to_owned(),
                table: table.name.clone(),
                rows: table.tally.rows,
                columns: table.columns.len() as u64,
                encoding,
                delimiter,
                format: format.to_owned(),
                shape: used.name(mapping.shape).to_owned(),
            };
            (*place, file)
        })
        .collect();
    files.sort_by_key(|(place, _)| *place);
    let ignored = exports.iter().zip(tables).flat_map(|(export, table)| {
        table.tally.bad_rows.iter().map(|bad| IgnoredRow {
            path: export.path().to_owned(),
            line: bad.line,
            reason: bad.reason.clone(),
            text: bad.text.clone(),
        })
    });
    Input {
        files: files.into_iter().map(|(_, file)| file).collect(),
        mapping: MappingView {
            shape: if mapping.shape == Shape::Lead {
                "lead"
            } else {
                "event"
            }
            .to_owned(),
            roles: mapping
                .roles
                .iter()
                .map(|(role, a)| RoleView {
                    role: role.name().to_owned(),
                    table: tables[a.at.table].name.clone(),
                    column: tables[a.at.table].columns[a.at.column].name.clone(),
                    reasons: a.reasons.clone(),
                    confidence: a.confidence.name().to_owned(),
                })
                .collect(),
            joins: mapping
                .links
                .iter()
                .map(|l| JoinView {
                    from: name(l.from),
                    to: name(l.to),
                    matched: 0,
                    unmatched: 0,
                })
                .collect(),
        },
        ignored_rows: ignored.take(100).collect(),
        ignored_rows_total: tables.iter().map(|t| t.tally.bad).sum(),
    }
}
