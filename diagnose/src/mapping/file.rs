//! File: the mapping written down, to be edited and given back with `--map`.
//!
//! A role that the file doesn't name is guessed as ever; `none` says that there
//! is no such column. Columns are written `table.column`, or just `column`
//! where only one table has it.

use super::{Assigned, ColumnAt, Confidence, Link, Mapping, OutcomeRule, Role, Shape, Use};
use crate::survey::TableSurvey;
use exports::cell::date::Order;
use exports::cell::money::Mark;
use insight::Outcome;
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A map file that can't be used, with the place and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}\n  {mend}")]
pub struct MapTrouble {
    /// `map.yaml:12:9`
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What mends it.
    pub mend: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    #[serde(rename = "throughline-map")]
    version: Spanned<u32>,
    #[serde(rename = "rows-are", default)]
    rows_are: Option<Spanned<String>>,
    #[serde(default)]
    tables: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    links: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    outcome: Option<OutcomeFile>,
    #[serde(default)]
    dates: Option<Spanned<String>>,
    #[serde(default)]
    decimals: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct OutcomeFile {
    won: Vec<String>,
    lost: Vec<String>,
    disqualified: Vec<String>,
    won_if_in: Option<Spanned<String>>,
    won_if_dated: bool,
}

/// Reads a map file on top of a guess.
///
/// # Errors
///
/// [`MapTrouble`] with line and column, for YAML that can't be read and for
/// tables, columns and roles that don't exist.
pub fn apply(path: &str, text: &str, tables: &[TableSurvey], mut mapping: Mapping) -> Result<Mapping, MapTrouble> {
    let file: MapFile = serde_saphyr::from_str(text).map_err(|error| MapTrouble {
        place: error.location().map_or_else(|| path.to_owned(), |l| format!("{path}:{}:{}", l.line(), l.column())),
        what: error.to_string().lines().next().unwrap_or("this isn't a map").to_owned(),
        mend: "A map is YAML; `--save-map FILE` writes one to start from.".to_owned(),
    })?;
    let reader = Reader { path, tables };
    if file.version.value != 1 {
        return Err(reader.trouble(&file.version, format!("version {} of a map is not known here", file.version.value), "Write `throughline-map: 1`."));
    }
    if let Some(rows) = &file.rows_are {
        mapping.shape = match rows.value.as_str() {
            "lead" => Shape::Lead,
            "event" => Shape::Event,
            _ => return Err(reader.trouble(rows, format!("rows can't be `{}`", rows.value), "Write `lead` (one row a lead) or `event` (one row an event).")),
        };
    }
    reader.uses(&file, &mut mapping)?;
    for (name, column) in &file.columns {
        let Some(role) = Role::named(name) else {
            let known: Vec<_> = Role::LEAD.into_iter().chain(Role::EVENT).map(Role::name).collect();
            return Err(reader.trouble(column, format!("there is no role `{name}`"), format!("The roles are {}.", known.join(", "))));
        };
        if column.value == "none" {
            mapping.roles.remove(&role);
        } else {
            let at = reader.column(column, &column.value)?;
            let given = Assigned { at, reasons: vec![format!("given by {path}")], confidence: Confidence::Given };
            mapping.roles.insert(role, given);
        }
    }
    if let Some(links) = &file.links {
        mapping.links = links.iter().map(|link| reader.link(link)).collect::<Result<_, _>>()?;
    }
    reader.outcome(&file, &mut mapping)?;
    mapping.dates = match file.dates.as_ref().map(|d| (d, d.value.as_str())) {
        None => mapping.dates,
        Some((_, "day-first")) => Some(Order::DayFirst),
        Some((_, "month-first")) => Some(Order::MonthFirst),
        Some((at, other)) => return Err(reader.trouble(at, format!("dates can't be `{other}`"), "Write `day-first` (31/12/2025) or `month-first` (12/31/2025).")),
    };
    mapping.decimals = match file.decimals.as_ref().map(|d| (d, d.value.as_str())) {
        None => mapping.decimals,
        Some((_, "point")) => Some(Mark::Point),
        Some((_, "comma")) => Some(Mark::Comma),
        Some((at, other)) => return Err(reader.trouble(at, format!("decimals can't be `{other}`"), "Write `point` (1,234.50) or `comma` (1.234,50).")),
    };
    Ok(mapping)
}

struct Reader<'a> {
    path: &'a str,
    tables: &'a [TableSurvey],
}

impl Reader<'_> {
    fn trouble<T>(&self, at: &Spanned<T>, what: String, mend: impl Into<String>) -> MapTrouble {
        let place = format!("{}:{}:{}", self.path, at.defined.line(), at.defined.column());
        MapTrouble { place, what, mend: mend.into() }
    }

    fn table<T>(&self, at: &Spanned<T>, name: &str) -> Result<usize, MapTrouble> {
        self.tables.iter().position(|t| t.name == name).ok_or_else(|| {
            let known: Vec<_> = self.tables.iter().map(|t| format!("`{}`", t.name)).collect();
            self.trouble(at, format!("there is no table `{name}`"), format!("The tables are {}.", known.join(", ")))
        })
    }

    fn column<T>(&self, at: &Spanned<T>, written: &str) -> Result<ColumnAt, MapTrouble> {
        for (table, survey) in self.tables.iter().enumerate() {
            if let Some(column) = written.strip_prefix(&survey.name).and_then(|rest| rest.strip_prefix('.'))
                && let Some(column) = survey.column(column)
            {
                return Ok(ColumnAt { table, column });
            }
        }
        let found: Vec<ColumnAt> = self
            .tables
            .iter()
            .enumerate()
            .filter_map(|(table, survey)| survey.column(written).map(|column| ColumnAt { table, column }))
            .collect();
        match found[..] {
            [only] => Ok(only),
            [] => {
                let nearest = self.nearest(written);
                Err(self.trouble(at, format!("there is no column `{written}`"), nearest))
            }
            _ => Err(self.trouble(at, format!("several tables have a column `{written}`"), "Write it as `table.column`.")),
        }
    }

    fn nearest(&self, written: &str) -> String {
        let names = self.tables.iter().flat_map(|t| t.columns.iter().map(move |c| format!("{}.{}", t.name, c.name)));
        let wanted = super::words(written).concat();
        let close = names.clone().filter(|n| {
            let name = super::words(n).concat();
            name.contains(&wanted) || wanted.contains(&super::words(n.rsplit('.').next().unwrap_or(n)).concat())
        });
        let mut close: Vec<String> = close.take(5).collect();
        if close.is_empty() {
            close = names.take(12).collect();
        }
        format!("There are {}.", close.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))
    }

    fn link(&self, link: &Spanned<String>) -> Result<Link, MapTrouble> {
        let Some((from, to)) = link.value.split_once(" = ") else {
            return Err(self.trouble(link, format!("`{}` is no link", link.value), "Write `deals.lead_id = leads.id`."));
        };
        let (from, to) = (self.column(link, from.trim())?, self.column(link, to.trim())?);
        let sketch = |at: ColumnAt| &self.tables[at.table].columns[at.column].sketch;
        Ok(Link { from, to, found: sketch(from).contained_in(sketch(to)) })
    }

    fn uses(&self, file: &MapFile, mapping: &mut Mapping) -> Result<(), MapTrouble> {
        for (name, used) in &file.tables {
            let table = self.table(used, name)?;
            mapping.uses[table] = match used.value.as_str() {
                "root" | "leads" | "events" => Use::Root,
                "deals" => Use::Deal,
                "lookup" => Use::Lookup,
                "touches" => Use::Touch,
                "unused" => Use::Unused,
                other => match other.strip_prefix("continues ") {
                    Some(onto) => Use::Continues(self.table(used, onto)?),
                    None => {
                        return Err(self.trouble(
                            used,
                            format!("a table can't be used as `{other}`"),
                            "Write `leads`, `events`, `deals`, `lookup`, `touches`, `unused` or `continues TABLE`.",
                        ));
                    }
                },
            };
        }
        let roots = mapping.uses.iter().filter(|u| **u == Use::Root).count();
        if roots != 1 && !file.tables.is_empty() {
            let first = file.tables.values().next().expect("it isn't empty");
            return Err(self.trouble(first, format!("{roots} tables hold the leads"), "Use exactly one table as `leads` (or `events`)."));
        }
        Ok(())
    }

    fn outcome(&self, file: &MapFile, mapping: &mut Mapping) -> Result<(), MapTrouble> {
        let at = mapping.at(if mapping.shape == Shape::Event { Role::Activity } else { Role::Outcome });
        let Some(outcome) = &file.outcome else {
            // Another column than the guessed one has other words.
            if let Some(at) = mapping.at(Role::Outcome)
                && !matches!(&mapping.outcome, OutcomeRule::Words { at: guessed, .. } if *guessed == at)
            {
                let words = super::guess::outcome_words(&self.tables[at.table].columns[at.column]);
                mapping.outcome = OutcomeRule::Words { at, words, otherwise: None };
            }
            return Ok(());
        };
        let mut words = BTreeMap::new();
        for (texts, meaning) in [(&outcome.won, Outcome::Won), (&outcome.lost, Outcome::Lost), (&outcome.disqualified, Outcome::Disqualified)] {
            words.extend(texts.iter().map(|t| (t.clone(), meaning)));
        }
        mapping.outcome = if let Some(table) = &outcome.won_if_in {
            OutcomeRule::Presence { table: self.table(table, &table.value)? }
        } else if outcome.won_if_dated {
            OutcomeRule::Dated
        } else if words.is_empty() {
            OutcomeRule::Unknown
        } else if mapping.shape == Shape::Event {
            OutcomeRule::Activities { words }
        } else if let Some(at) = at {
            OutcomeRule::Words { at, words, otherwise: None }
        } else {
            return Err(MapTrouble {
                place: self.path.to_owned(),
                what: "`outcome` lists texts, but no column tells the outcome".to_owned(),
                mend: "Name the column under `columns: outcome:`.".to_owned(),
            });
        };
        Ok(())
    }
}

/// Writes a mapping down, with its reasons as comments.
pub fn write(mapping: &Mapping, tables: &[TableSurvey]) -> String {
    let name = |at: ColumnAt| format!("{}.{}", tables[at.table].name, tables[at.table].columns[at.column].name);
    let mut out = String::from(
        "# What the columns of these exports mean. Edit it and give it back with --map.\n\
         # A role that isn't listed is guessed; `none` says that there is no such column.\n\
         throughline-map: 1\n",
    );
    let event = mapping.shape == Shape::Event;
    let _ = writeln!(out, "rows-are: {}", if event { "event" } else { "lead" });
    out.push_str("tables:\n");
    for (table, used) in tables.iter().zip(&mapping.uses) {
        let used = match used {
            Use::Root if event => "events".to_owned(),
            Use::Root => "leads".to_owned(),
            Use::Continues(onto) => format!("continues {}", tables[*onto].name),
            Use::Deal => "deals".to_owned(),
            Use::Lookup => "lookup".to_owned(),
            Use::Touch => "touches".to_owned(),
            Use::Unused => "unused".to_owned(),
        };
        let _ = writeln!(out, "  {}: {}", quoted(&table.name), quoted(&used));
    }
    out.push_str("columns:\n");
    let roles = if event { &Role::EVENT[..] } else { &Role::LEAD[..] };
    let others = mapping.roles.keys().copied().filter(|r| !roles.contains(r));
    for role in roles.iter().copied().chain(others) {
        match mapping.roles.get(&role) {
            Some(assigned) => {
                let _ = writeln!(out, "  {}: {}  # {} {}: {}", role.name(), quoted(&name(assigned.at)), role.question(), assigned.confidence.name(), assigned.reasons.join("; ").replace('\n', " "));
            }
            None => {
                let _ = writeln!(out, "  {}: none  # {}", role.name(), role.question());
            }
        }
    }
    if !mapping.links.is_empty() {
        out.push_str("links:\n");
        for link in &mapping.links {
            let _ = writeln!(out, "  - {}  # {:.0} % of the keys are found", quoted(&format!("{} = {}", name(link.from), name(link.to))), link.found * 100.0);
        }
    }
    match &mapping.outcome {
        OutcomeRule::Words { words, .. } | OutcomeRule::Activities { words } => {
            out.push_str("outcome:\n");
            for (key, meaning) in [("won", Outcome::Won), ("lost", Outcome::Lost), ("disqualified", Outcome::Disqualified)] {
                let texts: Vec<_> = words.iter().filter(|(_, o)| **o == meaning).map(|(t, _)| quoted(t)).collect();
                let _ = writeln!(out, "  {key}: [{}]", texts.join(", "));
            }
        }
        OutcomeRule::Presence { table } => {
            let _ = writeln!(out, "outcome:\n  won-if-in: {}", quoted(&tables[*table].name));
        }
        OutcomeRule::Dated => out.push_str("outcome:\n  won-if-dated: true\n"),
        OutcomeRule::Unknown => {}
    }
    if let Some(order) = mapping.dates {
        let _ = writeln!(out, "dates: {}", if order == Order::DayFirst { "day-first" } else { "month-first" });
    }
    if let Some(mark) = mapping.decimals {
        let _ = writeln!(out, "decimals: {}", if mark == Mark::Point { "point" } else { "comma" });
    }
    out
}

/// A text as a YAML scalar that reads back as itself.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON, and JSON strings are YAML")
}
