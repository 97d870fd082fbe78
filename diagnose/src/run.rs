//! Run: from sources to the whole answer, step by step.

use crate::diagnosis::{
    Balance, Diagnosis, File, IgnoredRow, Input, JoinView, MappingView, RoleView,
};
use crate::figures::{self, Basis, breakdown, fill, instant};
use crate::load::{self, Cases, LeadColumn, LeadTable};
use crate::mapping::file::{self, MapTrouble};
use crate::mapping::{ColumnAt, Mapping, OutcomeRule, Role, Shape, Use, guess};
use crate::survey::TableSurvey;
use crate::{findings, warnings};
use exports::cell::date::Order;
use exports::{Export, Format, Reading, Source, Unreadable, open};
use insight::drivers::{Field, FieldValues, Known, Options as DriverOptions, drivers};
use insight::paths::paths;
use insight::{Outcome, Time};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What the user may say beside the exports.
pub struct Options {
    /// Limits and progress of reading.
    pub reading: Reading,
    /// The instant the diagnosis speaks of; without it, the last one in the data.
    pub as_of: Option<jiff::Timestamp>,
    /// The zone of local times, days and months.
    pub zone: TimeZone,
    /// A map: its path and text.
    pub map: Option<(String, String)>,
    /// Which number of `04/03/2021` is the day, where a column leaves it open.
    pub dates: Option<Order>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            reading: Reading::default(),
            as_of: None,
            zone: TimeZone::UTC,
            map: None,
            dates: None,
        }
    }
}

/// The diagnosis, and the mapping that it was made with.
pub struct Answer {
    /// The whole answer.
    pub diagnosis: Diagnosis,
    /// The mapping, as a file to edit.
    pub map: String,
}

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

/// Diagnoses exports.
///
/// 1. Open each source; survey each table (first reading).
/// 2. Guess the mapping, let the user's map overrule it.
/// 3. Load what is mapped (second reading) into columns.
/// 4. Count the figures, look for what is odd, rank what to look at first.
///
/// # Errors
///
/// [`Refusal`] if a file can't be read or its rows can't be understood.
pub fn diagnose(sources: &[Source], options: &Options) -> Result<Answer, Refusal> {
    let mut exports = Vec::new();
    for source in sources {
        exports.extend(open(source, &options.reading)?);
    }
    let Surveyed {
        exports,
        tables,
        given,
    } = surveyed(exports)?;
    enough(&exports, &tables)?;
    let mut mapping = guess::guess(&tables);
    mapping.dates = options.dates;
    if let Some((path, text)) = &options.map {
        mapping = file::apply(path, text, &tables, mapping)?;
    }
    understood(&exports, &tables, &mapping, options.map.is_some())?;
    let map = file::write(&mapping, &tables);
    let mut diagnosis = blank(options);
    diagnosis.input = input(&exports, &tables, &mapping, &given);
    match mapping.shape {
        Shape::Lead => {
            let table = load::leads(&exports, &tables, &mapping, &options.zone)?;
            of_its_kind(&tables, &mapping, &table)?;
            of_leads(&mut diagnosis, &tables, &mapping, table, options);
        }
        Shape::Event => {
            let cases = load::events(&exports, &tables, &mapping, &options.zone)?;
            of_cases(&mut diagnosis, &tables, &mapping, &cases, options);
        }
    }
    diagnosis.findings = findings::findings(&diagnosis);
    if mapping.shape == Shape::Event {
        speak_of_cases(&mut diagnosis);
    }
    Ok(Answer { diagnosis, map })
}

/// Tables that were read once: the exports, what is in them, and each one's
/// place among the files as the user named them.
struct Surveyed {
    exports: Vec<Export>,
    tables: Vec<TableSurvey>,
    given: Vec<usize>,
}

/// The exports with their surveys, by name: in whatever order the files are
/// given, the answer is the same to the last bit.
fn surveyed(exports: Vec<Export>) -> Result<Surveyed, Refusal> {
    let mut read = Vec::with_capacity(exports.len());
    for (place, export) in exports.into_iter().enumerate() {
        read.push((TableSurvey::of(&export)?, export, place));
    }
    read.sort_by(|(a, x, _), (b, y, _)| (&a.name, x.path()).cmp(&(&b.name, y.path())));
    let (mut exports, mut tables, mut given) = (Vec::new(), Vec::new(), Vec::new());
    let (mut name, mut namesakes) = (String::new(), 0);
    for (mut table, export, place) in read {
        namesakes = if table.name == name { namesakes + 1 } else { 1 };
        if namesakes > 1 {
            table.name = format!("{name} ({namesakes})");
        } else {
            name.clone_from(&table.name);
        }
        tables.push(table);
        exports.push(export);
        given.push(place);
    }
    Ok(Surveyed {
        exports,
        tables,
        given,
    })
}

/// In an event log a row group is a case, whether it is a lead or not.
fn speak_of_cases(diagnosis: &mut Diagnosis) {
    let of_cases = |text: &mut String| {
        *text = text
            .replace(" leads", " cases")
            .replace(" lead ", " case ")
            .replace("Leads ", "Cases ");
    };
    for finding in &mut diagnosis.findings {
        of_cases(&mut finding.title);
    }
    for warning in &mut diagnosis.warnings {
        of_cases(&mut warning.message);
    }
    for reason in diagnosis.missing.values_mut() {
        of_cases(reason);
    }
}

fn enough(exports: &[Export], tables: &[TableSurvey]) -> Result<(), Refusal> {
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

fn understood(
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
fn of_its_kind(
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

fn blank(options: &Options) -> Diagnosis {
    Diagnosis {
        throughline: env!("CARGO_PKG_VERSION"),
        as_of: None,
        timezone: options.zone.iana_name().unwrap_or("UTC").to_owned(),
        input: Input {
            files: Vec::new(),
            mapping: MappingView {
                shape: String::new(),
                roles: Vec::new(),
                joins: Vec::new(),
            },
            ignored_rows: Vec::new(),
            ignored_rows_total: 0,
        },
        leads: Balance {
            total: 0,
            won: None,
            lost: None,
            disqualified: None,
            open: None,
            won_rate: None,
            won_rate_interval: None,
            win_rate_of_closed: None,
            win_rate_of_closed_interval: None,
            won_value: None,
            won_value_spread: None,
            open_value: None,
            currency: None,
        },
        period: None,
        time_to_win_days: None,
        time_to_loss_days: None,
        first_response: None,
        funnel: None,
        stages: None,
        sources: None,
        families: None,
        owners: None,
        owner_spread: None,
        breakdowns: Vec::new(),
        cohorts: None,
        flow: None,
        rhythm: None,
        concentration: Vec::new(),
        stale: None,
        drivers: None,
        paths: None,
        findings: Vec::new(),
        warnings: Vec::new(),
        missing: BTreeMap::new(),
    }
}

fn input(exports: &[Export], tables: &[TableSurvey], mapping: &Mapping, given: &[usize]) -> Input {
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

fn of_leads(
    diagnosis: &mut Diagnosis,
    tables: &[TableSurvey],
    mapping: &Mapping,
    mut table: LeadTable,
    options: &Options,
) {
    let columns = std::mem::take(&mut table.columns);
    let table = &table;
    let leads = &table.leads;
    let known = !matches!(mapping.outcome, OutcomeRule::Unknown);
    let as_of = present(options, leads.period().map(|(_, to)| to));
    diagnosis.as_of = as_of.map(instant);
    if let [(currency, _)] = &table.currencies[..] {
        diagnosis.leads.currency = Some(currency.clone());
    }
    for (view, link) in diagnosis.input.mapping.joins.iter_mut().zip(&mapping.links) {
        if let Some(m) = table.matches.iter().find(|m| m.link == *link) {
            (view.matched, view.unmatched) = (m.matched, m.unmatched);
        }
    }
    let name_of = |row: usize| table.ids.get(row).to_owned();
    let basis = Basis {
        leads,
        outcome_known: known,
        as_of,
        zone: &options.zone,
        name_of: &name_of,
        has_deal: table.has_deal.as_deref(),
    };
    fill(diagnosis, &basis);
    for column in columns.iter().filter(|c| !of_roles(mapping, c.at)) {
        let (here, survey) = (
            &tables[column.at.table],
            &tables[column.at.table].columns[column.at.column],
        );
        let Some(labels) = column.labels.as_ref().filter(|_| !survey.constant()) else {
            continue;
        };
        diagnosis
            .breakdowns
            .push(breakdown(&here.name, &survey.name, labels, leads, known));
        if column.of == Use::Root && looks_like_account(&survey.name) {
            figures::share_out(diagnosis, &survey.name, labels, leads, known);
        }
    }
    diagnosis.warnings = warnings::of_leads(tables, mapping, table, &columns, &basis);
    let mut leaks = Vec::new();
    match drive(
        tables,
        mapping,
        table,
        columns,
        as_of,
        diagnosis.time_to_win_days.map(|s| s.p90),
        known,
    ) {
        Ok(found) => {
            leaks = found.leaks.clone();
            diagnosis.drivers = Some(found);
        }
        Err(why) => {
            diagnosis.missing.insert("drivers".to_owned(), why);
        }
    }
    for leak in leaks {
        diagnosis.warnings.push(crate::diagnosis::Warning {
            code: "leaks_the_outcome".to_owned(),
            count: leads.len() as u64,
            leads: Vec::new(),
            message: format!("“{}” knows the outcome too well (alone it tells won from not won with AUC {:.2}): {} It is left out when we ask what drives the outcome.", leak.field, leak.auc, sentence(&leak.reason)),
            place: Some(leak.field),
        });
    }
    diagnosis
        .warnings
        .extend(warnings::of_columns(tables, mapping));
    diagnosis
        .warnings
        .extend(warnings::of_tables(tables, mapping, Some(table)));
    missing(
        diagnosis,
        known,
        "one row stands for a lead: the rows don't say what happened in between",
    );
}

fn sentence(text: &str) -> String {
    let mut text = text.trim().to_owned();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

fn of_roles(mapping: &Mapping, at: ColumnAt) -> bool {
    mapping.roles.iter().any(|(role, a)| {
        a.at == at
            && matches!(
                role,
                Role::Source | Role::Owner | Role::Stage | Role::Outcome | Role::Currency
            )
    })
}

fn looks_like_account(name: &str) -> bool {
    crate::mapping::words(name).iter().any(|w| {
        matches!(
            w.as_str(),
            "account"
                | "company"
                | "customer"
                | "client"
                | "kunde"
                | "firma"
                | "empresa"
                | "cliente"
                | "entreprise"
        )
    })
}

/// From more leads than this nothing new is learned: every second, third… one
/// is taken, so that memory isn't needed twice over.
const MOST_TAUGHT: usize = 2_000_000;

/// What the outcome hangs on, from the columns of the leads and what they refer to.
fn drive(
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

fn present(options: &Options, last: Option<Time>) -> Option<Time> {
    options.as_of.map(jiff::Timestamp::as_microsecond).or(last)
}

fn of_cases(
    diagnosis: &mut Diagnosis,
    tables: &[TableSurvey],
    mapping: &Mapping,
    cases: &Cases,
    options: &Options,
) {
    let known = !cases.decisive.is_empty();
    let last = cases
        .log
        .times()
        .iter()
        .copied()
        .filter(|t| *t != Time::MIN)
        .max();
    let as_of = present(options, last);
    diagnosis.as_of = as_of.map(instant);
    let name_of = |row: usize| cases.log.case_name(row).to_owned();
    let basis = Basis {
        leads: &cases.leads,
        outcome_known: known,
        as_of,
        zone: &options.zone,
        name_of: &name_of,
        has_deal: None,
    };
    fill(diagnosis, &basis);
    let first = cases
        .log
        .times()
        .iter()
        .copied()
        .filter(|t| *t != Time::MIN)
        .min();
    if let (Some(first), Some(last)) = (first, last) {
        diagnosis.period = Some(crate::diagnosis::Period {
            from: figures::day(first, &options.zone),
            to: figures::day(last, &options.zone),
        });
    }
    let paths = paths(&cases.log);
    if known {
        diagnosis.warnings = warnings::of_leads_in_cases(&basis);
    }
    diagnosis
        .warnings
        .extend(warnings::of_events(tables, mapping, cases, &paths));
    diagnosis
        .warnings
        .extend(warnings::of_columns(tables, mapping));
    diagnosis
        .warnings
        .extend(warnings::of_tables(tables, mapping, None));
    diagnosis.paths = Some(paths);
    diagnosis.missing.insert(
        "drivers".to_owned(),
        "drivers are looked for in exports with one row a lead".to_owned(),
    );
    missing(diagnosis, known, "");
}

/// Why each part that isn't there isn't there.
fn missing(diagnosis: &mut Diagnosis, known: bool, no_paths: &str) {
    let no_outcome = "nothing in the data says what became of the leads";
    let ambiguous = diagnosis
        .warnings
        .iter()
        .find(|w| w.code == "ambiguous_dates")
        .and_then(|w| w.place.clone());
    let undated = |otherwise: &str| match &ambiguous {
        Some(place) => format!(
            "the dates in “{place}” can be read in two ways; say --dates day-first or --dates month-first"
        ),
        None => otherwise.to_owned(),
    };
    let when = |known_reason: &str| {
        if known {
            known_reason.to_owned()
        } else {
            no_outcome.to_owned()
        }
    };
    let mut absent: Vec<(&str, bool, String)> = vec![
        (
            "leads.won",
            diagnosis.leads.won.is_none(),
            no_outcome.to_owned(),
        ),
        (
            "leads.won_value",
            diagnosis.leads.won_value.is_none(),
            when("no column says what a lead was worth"),
        ),
        (
            "period",
            diagnosis.period.is_none(),
            undated("no column holds dates"),
        ),
        (
            "as_of",
            diagnosis.as_of.is_none(),
            undated("no column holds dates, and none was given with --as-of"),
        ),
        (
            "time_to_win_days",
            diagnosis.time_to_win_days.is_none(),
            when(&undated(
                "no won lead has both a day on which it came and one on which it was won",
            )),
        ),
        (
            "time_to_loss_days",
            diagnosis.time_to_loss_days.is_none(),
            when("no lost lead has both dates"),
        ),
        (
            "first_response",
            diagnosis.first_response.is_none(),
            "no column or table says when a person first answered".to_owned(),
        ),
        (
            "funnel",
            diagnosis.funnel.is_none(),
            when("there are no steps between captured and won"),
        ),
        (
            "stages",
            diagnosis.stages.is_none(),
            "no column says at which stage a lead stands".to_owned(),
        ),
        (
            "sources",
            diagnosis.sources.is_none(),
            "no column says where a lead came from".to_owned(),
        ),
        (
            "families",
            diagnosis.families.is_none(),
            "no column says where a lead came from".to_owned(),
        ),
        (
            "owners",
            diagnosis.owners.is_none(),
            "no column says who looks after a lead".to_owned(),
        ),
        (
            "owner_spread",
            diagnosis.owner_spread.is_none(),
            when("there are fewer than two owners with enough leads to compare"),
        ),
        (
            "cohorts",
            diagnosis.cohorts.is_none(),
            when(&undated("no column says when a lead came")),
        ),
        (
            "flow",
            diagnosis.flow.is_none(),
            undated("no column says when a lead came"),
        ),
        (
            "rhythm",
            diagnosis.rhythm.is_none(),
            undated("no column says when a lead came"),
        ),
        (
            "stale",
            diagnosis.stale.is_none(),
            when("without the dates of wins nobody can say when an open lead is too old"),
        ),
    ];
    if diagnosis.paths.is_none() {
        absent.push(("paths", true, no_paths.to_owned()));
    }
    for (part, _, reason) in absent.into_iter().filter(|(_, is_absent, _)| *is_absent) {
        diagnosis.missing.insert(part.to_owned(), reason);
    }
}
