//! Run: from sources to the whole answer, step by step.

use crate::diagnosis::{Balance, Diagnosis, Input, MappingView};
use crate::figures::{self, Basis, breakdown, fill, instant};
use crate::load::{self, Cases, LeadTable};
use crate::mapping::file;
use crate::mapping::{ColumnAt, Mapping, OutcomeRule, Role, Shape, Use, guess};
use crate::survey::TableSurvey;
use crate::{findings, warnings};
use exports::cell::date::Order;
use exports::{Export, Reading, Source, open};
use insight::Time;
use insight::paths::paths;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

use crate::drive::drive;
use crate::input::input;
use crate::missing::missing;
use crate::refusal::{Refusal, enough, of_its_kind, understood};

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
