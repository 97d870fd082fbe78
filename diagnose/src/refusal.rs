//! Refusal: why there is no answer, where, and what mends it.

use crate::load::LeadTable;
use crate::mapping::file::MapTrouble;
use crate::mapping::{Mapping, OutcomeRule, Role, Shape, Use};
use crate::survey::TableSurvey;
use exports::{Export, Unreadable};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A file can't be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The map can't be used.
    #[error(transparent)]
    Map(#[from] MapTrouble),
    /// Tables with nothing in common.
    #[error(
        "{a} and {b} can't be joined: no column of one holds the keys of the other\n  Give files of one export, or name the key in a map: `links: [\"{example}\"]` (--save-map writes a map to start from)."
    )]
    NotJoined {
        /// The table with the leads.
        a: String,
        /// The one that doesn't fit.
        b: String,
        /// How a link is written.
        example: String,
    },
    /// Columns that mean nothing to us.
    #[error(
        "{path}: can't tell what the rows stand for; the columns are {columns}\n  A lead needs at least a date, a source, an owner, an outcome or a worth; an event needs a case, an activity and a time. Name them in a map: --map FILE with `throughline-map: 1` and `columns: {{ id: …, captured: …, outcome: … }}`."
    )]
    NotUnderstood {
        /// The file.
        path: String,
        /// Its columns.
        columns: String,
    },
    /// A single column.
    #[error(
        "{path}:1: there is only one column, “{column}”\n  Export more than one field of a lead; if the file has more, its delimiter may be unusual: save it with commas."
    )]
    OneColumn {
        /// The file.
        path: String,
        /// The column.
        column: String,
    },
    /// As good as no row can be read.
    #[error(
        "{place}: as good as no row can be read; the first that can't has {reason}\n  Export it again, or save it with commas and quotes as a spreadsheet does."
    )]
    NoGoodRows {
        /// The file and line.
        place: String,
        /// What is wrong there.
        reason: String,
    },
    /// Too few rows.
    #[error(
        "{path}: only {rows} below the header; one lead says nothing about a line\n  Export all leads of a quarter or more, without a filter."
    )]
    TooFewRows {
        /// The file.
        path: String,
        /// `1 row`
        rows: String,
    },
    /// A column that the map names holds something else.
    #[error("{place}: {what}\n  Mend the column, or name another one in the map.")]
    NotOfItsKind {
        /// `table.column`, line of the first bad cell.
        place: String,
        /// What is wrong.
        what: String,
    },
}

impl Refusal {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(u) => u.trouble.code(),
            Self::Map(_) => "map.unusable",
            Self::NotJoined { .. } => "exports.not_joined",
            Self::NotUnderstood { .. } => "export.not_understood",
            Self::OneColumn { .. } => "export.one_column",
            Self::NoGoodRows { .. } => "export.no_good_rows",
            Self::TooFewRows { .. } => "export.too_few_rows",
            Self::NotOfItsKind { .. } => "map.wrong_kind",
        }
    }
}

pub(crate) fn enough(exports: &[Export], tables: &[TableSurvey]) -> Result<(), Refusal> {
    if let ([export], [table]) = (exports, tables)
        && let [only] = &table.columns[..]
    {
        return Err(Refusal::OneColumn {
            path: export.path().to_owned(),
            column: only.name.clone(),
        });
    }
    let rows: u64 = tables.iter().map(|t| t.tally.rows).sum();
    if rows < 2
        && let Some((export, bad)) = exports
            .iter()
            .zip(tables)
            .find_map(|(e, t)| Some((e, t.tally.bad_rows.first()?)))
    {
        return Err(Refusal::NoGoodRows {
            place: format!("{}:{}", export.path(), bad.line),
            reason: bad.reason.clone(),
        });
    }
    if rows < 2 {
        let path = exports
            .first()
            .map_or_else(String::new, |e| e.path().to_owned());
        return Err(Refusal::TooFewRows {
            path,
            rows: crate::words::counted(rows, "row", "rows"),
        });
    }
    Ok(())
}

pub(crate) fn understood(
    exports: &[Export],
    tables: &[TableSurvey],
    mapping: &Mapping,
    given: bool,
) -> Result<(), Refusal> {
    let root = mapping.root();
    let telling = |role: &Role| {
        !matches!(
            role,
            Role::Id | Role::Mail | Role::Phone | Role::Currency | Role::LastTouch
        )
    };
    let enough = match mapping.shape {
        Shape::Lead => {
            mapping.roles.keys().any(telling) || !matches!(mapping.outcome, OutcomeRule::Unknown)
        }
        Shape::Event => [Role::Case, Role::Activity]
            .iter()
            .all(|r| mapping.at(*r).is_some()),
    };
    if !enough {
        let names: Vec<String> = tables[root]
            .columns
            .iter()
            .map(|c| format!("“{}”", c.name))
            .collect();
        return Err(Refusal::NotUnderstood {
            path: exports[root].path().to_owned(),
            columns: crate::words::listed(&names, 12),
        });
    }
    let joined = mapping
        .uses
        .iter()
        .filter(|u| !matches!(u, Use::Unused))
        .count();
    if tables.len() > 1 && joined == 1 && !given {
        let other = usize::from(root == 0);
        return Err(Refusal::NotJoined {
            a: exports[root].path().to_owned(),
            b: exports[other].path().to_owned(),
            example: format!(
                "{}.{} = {}.{}",
                tables[other].name,
                first(&tables[other]),
                tables[root].name,
                first(&tables[root])
            ),
        });
    }
    Ok(())
}

fn first(table: &TableSurvey) -> &str {
    table.columns.first().map_or("", |c| c.name.as_str())
}

/// A column that the user named, and that holds nothing of its kind, is a mistake.
pub(crate) fn of_its_kind(
    tables: &[TableSurvey],
    mapping: &Mapping,
    table: &LeadTable,
) -> Result<(), Refusal> {
    for (role, at, unread) in &table.unread {
        let given = mapping
            .roles
            .get(role)
            .is_some_and(|a| a.confidence == crate::mapping::Confidence::Given);
        if given && unread.not == unread.filled {
            let column = &tables[at.table].columns[at.column].name;
            let (line, text) = unread.examples.first().cloned().unwrap_or_default();
            return Err(Refusal::NotOfItsKind {
                place: format!("{} (column `{column}`), line {line}", tables[at.table].name),
                what: format!(
                    "none of its {} cells can be read as {}, the first is “{text}”",
                    unread.filled,
                    if *role == Role::Value {
                        "an amount"
                    } else {
                        "a date"
                    }
                ),
            });
        }
    }
    Ok(())
}
