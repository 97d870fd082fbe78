//! Leads: the mapped columns of all tables, one row a lead.

use super::Texts;
use super::columns::{Loaded, Mails, Phones, Unread, Want, in_order_of, read};
use super::moments::Clock;
use super::sides::{NONE, Side, Way};
use crate::mapping::{ColumnAt, Link, Mapping, OutcomeRule, Role, Use};
use crate::survey::{Repeats, TableSurvey, is_watched};
use crate::{Map, Set};
use exports::cell::word;
use exports::{Export, Unreadable};
use foldhash::fast::FixedState;
use insight::{Labels, Leads, Outcome, Times};
use jiff::tz::TimeZone;
use std::hash::BuildHasher;

/// Cells kept for breakdowns and drivers, in all: beyond that, the columns with
/// the most values are left out.
const BREAKDOWN_CELLS: u64 = 120_000_000;

/// A column beside the roles, for breakdowns and drivers.
pub struct LeadColumn {
    /// Where it stands.
    pub at: ColumnAt,
    /// What its table is for.
    pub of: Use,
    /// Its texts; numbers with few values have them too.
    pub labels: Option<Labels>,
    /// Its numbers; not a number where there is none.
    pub numbers: Option<Vec<f64>>,
}

/// How a table beside the leads fits onto them.
pub struct Match {
    /// The keys.
    pub link: Link,
    /// The table beside.
    pub table: usize,
    /// Leads that found a row in it.
    pub matched: u64,
    /// Leads with a key that found none.
    pub unmatched: u64,
    /// Its rows whose key an earlier row has too: they are left out.
    pub repeated_keys: u64,
    /// Its rows that no lead refers to.
    pub idle: u64,
}

/// All that is known of the leads.
pub struct LeadTable {
    /// The columns that the figures are counted on.
    pub leads: Leads,
    /// The id of each, as written; the row's number where there is no id.
    pub ids: Texts,
    /// Everything else with few values, or numbers.
    pub columns: Vec<LeadColumn>,
    /// Cells of date and amount columns that couldn't be read.
    pub unread: Vec<(Role, ColumnAt, Unread)>,
    /// Rows that repeat another when the columns named are left aside.
    pub repeated: Option<(u64, Vec<String>)>,
    /// Rows whose id an earlier row has too, and some of them.
    pub repeated_ids: (u64, Vec<String>),
    /// What the mail addresses show.
    pub mails: Option<Mails>,
    /// What the phone numbers show.
    pub phones: Option<Phones>,
    /// How each table beside the leads fits onto them.
    pub matches: Vec<Match>,
    /// Which leads have a row in the table of deals; `None` without such a table.
    pub has_deal: Option<Vec<bool>>,
    /// The currencies named beside amounts, by rows, most first.
    pub currencies: Vec<(String, u64)>,
    /// The same role told differently by two tables: which, and on how many of how many leads.
    pub conflicts: Vec<(Role, ColumnAt, ColumnAt, u64, u64)>,
    /// Columns left out because there are too many cells.
    pub left_out: u64,
    /// Touches tied to a lead, and touches in all.
    pub touches: Option<(u64, u64)>,
}

/// Reads the leads.
///
/// 1. The root table (and its continuations), every wanted column at once.
/// 2. The tables beside it, outwards, each found through the keys of the one before.
/// 3. Touches, each given to the leads of its person.
/// 4. The roles are picked from where the mapping says.
///
/// # Errors
///
/// [`Unreadable`] as an export says.
pub fn leads(
    exports: &[Export],
    tables: &[TableSurvey],
    mapping: &Mapping,
    zone: &TimeZone,
) -> Result<LeadTable, Unreadable> {
    let loader = Loader {
        exports,
        tables,
        mapping,
        zone,
    };
    loader.load()
}

struct Loader<'a> {
    exports: &'a [Export],
    tables: &'a [TableSurvey],
    mapping: &'a Mapping,
    zone: &'a TimeZone,
}

impl Loader<'_> {
    fn load(&self) -> Result<LeadTable, Unreadable> {
        let root = self.mapping.root();
        let (wants, left_out) = self.wants(root);
        let skip = self.left_aside(root);
        let continued: Vec<usize> = (0..self.tables.len())
            .filter(|t| self.mapping.uses[*t] == Use::Continues(root))
            .collect();
        let orders: Vec<Vec<usize>> = continued
            .iter()
            .map(|t| in_order_of(&self.tables[root], &self.tables[*t]))
            .collect();
        let own: Vec<usize> = (0..self.tables[root].columns.len()).collect();
        let mut parts: Vec<(&Export, &[usize])> = vec![(&self.exports[root], &own)];
        parts.extend(
            continued
                .iter()
                .zip(&orders)
                .map(|(t, o)| (&self.exports[*t], o.as_slice())),
        );
        let (columns, repeated) = read(&parts, wants, skip.as_deref())?;
        let rows = parts_rows(&columns);
        let root_side = Side {
            table: root,
            row_of_lead: None,
            columns,
            matched: 0,
            unmatched: 0,
            repeated_keys: 0,
            idle: 0,
        };
        let mut sides = vec![root_side];
        let mut matches = Vec::new();
        for link in &self.mapping.links {
            let Some(way) = Way::of(link, self.mapping) else {
                continue;
            };
            if sides.iter().any(|s| s.table == way.table) {
                continue;
            }
            let Some(keys) = sides
                .iter()
                .find(|s| s.table == way.known.table)
                .and_then(|s| s.keys(way.known.column))
            else {
                continue;
            };
            let (wants, _) = self.wants(way.table);
            let side = Side::load(&self.exports[way.table], &way, wants, &keys)?;
            matches.push(Match {
                link: *link,
                table: way.table,
                matched: side.matched,
                unmatched: side.unmatched,
                repeated_keys: side.repeated_keys,
                idle: side.idle,
            });
            sides.push(side);
        }
        let mut picked = Picked {
            loader: self,
            sides: &mut sides,
        };
        let mut table = picked.lead_table(rows, repeated, skip, matches, left_out);
        let own_touches = (
            table.leads.first_touch.clone(),
            table.leads.last_touch.clone(),
        );
        self.touches(&sides, &mut table)?;
        // Where most touches name no lead, those that do tell nothing about the line.
        if table.touches.is_some_and(|(tied, all)| tied * 2 < all) {
            (table.leads.first_touch, table.leads.last_touch) = own_touches;
        }
        Ok(table)
    }

    /// Columns left aside when rows are compared: those in which nearly every row differs.
    fn left_aside(&self, table: usize) -> Option<Vec<usize>> {
        let survey = &self.tables[table];
        let ids: Vec<usize> = (0..survey.columns.len())
            .filter(|c| {
                survey.columns[*c].nearly_unique()
                    && survey.columns[*c].filled() * 2 > survey.tally.rows
            })
            .collect();
        let telling = survey
            .columns
            .iter()
            .enumerate()
            .filter(|(i, c)| !ids.contains(i) && c.distinct() > 1)
            .count();
        (!ids.is_empty() && telling >= 6).then_some(ids)
    }

    /// What to read of a table.
    fn wants(&self, table: usize) -> (Vec<(usize, Want)>, u64) {
        let survey = &self.tables[table];
        let mut wants: Vec<(usize, Want)> = Vec::new();
        for (role, assigned) in &self.mapping.roles {
            if assigned.at.table != table {
                continue;
            }
            let column = assigned.at.column;
            let want = match role {
                Role::Id => Want::Text,
                Role::Captured | Role::Closed | Role::FirstTouch | Role::LastTouch | Role::Time => {
                    Want::Time(Clock::of(survey, column, self.zone, self.mapping.dates))
                }
                Role::Value => Want::Money(
                    survey.columns[column]
                        .kinds
                        .decimal_mark()
                        .or(self.mapping.decimals),
                ),
                Role::Mail => Want::Mail,
                Role::Phone => Want::Phone,
                _ => Want::Label,
            };
            wants.push((column, want));
        }
        if let OutcomeRule::Words { at, otherwise, .. } = &self.mapping.outcome {
            for at in std::iter::once(at).chain(otherwise.as_ref().map(|(at, _)| at)) {
                if at.table == table {
                    wants.push((at.column, Want::Label));
                }
            }
        }
        for link in &self.mapping.links {
            for at in [link.from, link.to] {
                if at.table == table {
                    wants.push((at.column, Want::Key));
                }
            }
        }
        let mut others: Vec<usize> = (0..survey.columns.len())
            .filter(|c| self.worth_breaking_down(table, *c))
            .collect();
        others.sort_by_key(|c| survey.columns[*c].distinct());
        let room = usize::try_from(BREAKDOWN_CELLS / survey.tally.rows.max(1))
            .unwrap_or(usize::MAX)
            .max(6);
        let left_out = others.len().saturating_sub(room) as u64;
        for column in others.into_iter().take(room) {
            if survey.columns[column].kinds.is_number() && survey.columns[column].distinct() > 2 {
                wants.push((column, Want::Number));
            }
            if self.few(table, column) {
                wants.push((column, Want::Label));
            }
        }
        // What a role and a breakdown both want is read once.
        let mut labels = Set::default();
        wants.retain(|(column, want)| !matches!(want, Want::Label) || labels.insert(*column));
        (wants, left_out)
    }

    fn few(&self, table: usize, column: usize) -> bool {
        let survey = &self.tables[table].columns[column];
        survey.values.is_some()
            && survey.distinct() <= 200.max(survey.rows / 10)
            && !survey.nearly_unique()
    }

    fn worth_breaking_down(&self, table: usize, column: usize) -> bool {
        let survey = &self.tables[table].columns[column];
        let known = ColumnAt { table, column };
        let role = self
            .mapping
            .roles
            .iter()
            .find(|(_, a)| a.at == known)
            .map(|(r, _)| *r);
        if matches!(role, Some(r) if !matches!(r, Role::Source | Role::Owner | Role::Stage | Role::Outcome | Role::Currency))
        {
            return false;
        }
        let kinds = &survey.kinds;
        survey.filled() > 0
            && kinds.longest <= 200
            && !kinds.is_date()
            && !kinds.is_mail()
            && (self.few(table, column) || (kinds.is_number() && !survey.nearly_unique()))
    }

    /// Gives each touch to the leads of its person.
    fn touches(&self, sides: &[Side], into: &mut LeadTable) -> Result<(), Unreadable> {
        let captured = into.leads.captured.clone();
        let n = into.leads.len();
        for link in &self.mapping.links {
            let table = link.from.table;
            if self.mapping.uses[table] != Use::Touch {
                continue;
            }
            let survey = &self.tables[table];
            let Some((time, kind)) = touch_columns(survey) else {
                continue;
            };
            let Some(side) = sides.iter().find(|s| s.table == link.to.table) else {
                continue;
            };
            let Some(keys) = side.keys(link.to.column) else {
                continue;
            };
            let mut leads_of: Map<u64, Vec<u32>> = Map::default();
            for (lead, key) in keys.iter().enumerate().filter(|(_, k)| **k != 0) {
                leads_of
                    .entry(*key)
                    .or_default()
                    .push(u32::try_from(lead).unwrap_or(NONE));
            }
            let mut wants = vec![
                (link.from.column, Want::Key),
                (
                    time,
                    Want::Time(Clock::of(survey, time, self.zone, self.mapping.dates)),
                ),
            ];
            if let Some(kind) = kind {
                wants.push((kind, Want::Label));
            }
            let order: Vec<usize> = (0..survey.columns.len()).collect();
            let (columns, _) = read(&[(&self.exports[table], &order)], wants, None)?;
            let [
                (_, Loaded::Key(keys)),
                (_, Loaded::Time(times, _)),
                rest @ ..,
            ] = &columns[..]
            else {
                continue;
            };
            let kinds = match rest {
                [(_, Loaded::Label(kinds))] => Some(kinds),
                _ => None,
            };
            let first = into
                .leads
                .first_touch
                .get_or_insert_with(|| Times::unknown(n));
            let last = into
                .leads
                .last_touch
                .get_or_insert_with(|| Times::unknown(n));
            let (mut tied, mut all) = into.touches.unwrap_or_default();
            for (row, key) in keys.iter().enumerate() {
                if kinds.is_some_and(|k| !is_touch(k.get(row))) {
                    continue;
                }
                all += 1;
                let (Some(leads), Some(at)) = (leads_of.get(key), times.get(row)) else {
                    continue;
                };
                tied += 1;
                for lead in leads.iter().map(|l| *l as usize) {
                    if last.get(lead).is_none_or(|l| at > l) {
                        last.set(lead, Some(at));
                    }
                    let after = captured
                        .as_ref()
                        .and_then(|c| c.get(lead))
                        .is_none_or(|c| at >= c);
                    if after && first.get(lead).is_none_or(|f| at < f) {
                        first.set(lead, Some(at));
                    }
                }
            }
            into.touches = Some((tied, all));
        }
        Ok(())
    }
}

/// The time of a touch, and what kind of touch it was.
fn touch_columns(survey: &TableSurvey) -> Option<(usize, Option<usize>)> {
    let time = crate::mapping::best_column(survey, Role::Time)?;
    let kind = crate::mapping::best_column(survey, Role::Activity)
        .filter(|k| *k != time && survey.columns[*k].distinct() <= 30);
    Some((time, kind))
}

/// A note or a task is none: nobody spoke with anybody.
fn is_touch(kind: &str) -> bool {
    !crate::mapping::words(kind).iter().any(|w| {
        matches!(
            w.as_str(),
            "note" | "notes" | "task" | "tasks" | "notiz" | "aufgabe" | "nota" | "tarea" | "tarefa"
        )
    })
}

fn parts_rows(columns: &[(usize, Loaded)]) -> usize {
    columns
        .iter()
        .map(|(_, loaded)| match loaded {
            Loaded::Label(l) => l.len(),
            Loaded::Time(t, _) => t.len(),
            Loaded::Money(m, ..) => m.len(),
            Loaded::Number(n) => n.len(),
            Loaded::Key(k) => k.len(),
            Loaded::Text(t) => t.len(),
            Loaded::Mail(_) | Loaded::Phone(_) => 0,
        })
        .max()
        .unwrap_or(0)
}

/// Picks the roles from the tables that were read.
struct Picked<'a> {
    loader: &'a Loader<'a>,
    sides: &'a mut [Side],
}

impl Picked<'_> {
    fn lead_table(
        &mut self,
        rows: usize,
        repeated: u64,
        skip: Option<Vec<usize>>,
        matches: Vec<Match>,
        left_out: u64,
    ) -> LeadTable {
        let root = self.loader.mapping.root();
        let survey = &self.loader.tables[root];
        let outcome = self.outcomes(rows);
        let leads = Leads {
            outcome,
            captured: self.take_times(Role::Captured),
            closed: self.take_times(Role::Closed),
            first_touch: self.take_times(Role::FirstTouch),
            last_touch: self.take_times(Role::LastTouch),
            value: self
                .at_mut(Role::Value)
                .and_then(|(s, c)| s.take_amounts(c)),
            source: self.labels(Role::Source),
            owner: self.labels(Role::Owner),
            stage: self.labels(Role::Stage),
        };
        let mut unread = Vec::new();
        let mut mails = None;
        let mut phones = None;
        let mut currencies: Map<String, u64> = Map::default();
        for (role, assigned) in &self.loader.mapping.roles {
            let Some(side) = self.sides.iter().find(|s| s.table == assigned.at.table) else {
                continue;
            };
            for (column, loaded) in &side.columns {
                if *column != assigned.at.column {
                    continue;
                }
                match loaded {
                    Loaded::Time(_, u) | Loaded::Money(_, u, _) if u.not + u.ambiguous > 0 => {
                        unread.push((*role, assigned.at, u.clone()));
                    }
                    Loaded::Mail(m) => mails = Some(m.clone()),
                    Loaded::Phone(p) => phones = Some(p.clone()),
                    _ => {}
                }
                if let Loaded::Money(_, _, named) = loaded {
                    for (currency, n) in named {
                        *currencies.entry((*currency).to_owned()).or_default() += n;
                    }
                }
            }
        }
        if let Some(named) = self.labels(Role::Currency) {
            let mut rows = vec![0; named.names().len()];
            for code in named.codes() {
                rows[*code as usize] += 1;
            }
            for (name, rows) in named.names().iter().zip(rows) {
                let text = name.trim();
                if !text.is_empty() && rows > 0 {
                    *currencies.entry(text.to_uppercase()).or_default() += rows;
                }
            }
        }
        let mut currencies: Vec<(String, u64)> = currencies.into_iter().collect();
        currencies.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let ids = self.ids(rows);
        let repeated_ids = if self.at(Role::Id).is_some() {
            repeats_in(&ids)
        } else {
            (0, Vec::new())
        };
        let repeated = skip.map(|columns| {
            (
                repeated,
                columns
                    .iter()
                    .map(|c| survey.columns[*c].name.clone())
                    .collect(),
            )
        });
        let conflicts = self.conflicts(rows);
        LeadTable {
            columns: self.others(),
            has_deal: self
                .sides
                .iter()
                .find(|s| self.loader.mapping.uses[s.table] == Use::Deal)
                .map(|s| (0..rows).map(|lead| s.row(lead).is_some()).collect()),
            conflicts,
            leads,
            ids,
            unread,
            repeated,
            repeated_ids,
            mails,
            phones,
            matches,
            currencies,
            left_out,
            touches: None,
        }
    }

    fn at(&self, role: Role) -> Option<(&Side, usize)> {
        let at = self.loader.mapping.at(role)?;
        self.sides
            .iter()
            .find(|s| s.table == at.table)
            .map(|s| (s, at.column))
    }

    fn at_mut(&mut self, role: Role) -> Option<(&mut Side, usize)> {
        let at = self.loader.mapping.at(role)?;
        self.sides
            .iter_mut()
            .find(|s| s.table == at.table)
            .map(|s| (s, at.column))
    }

    fn labels(&self, role: Role) -> Option<Labels> {
        self.at(role).and_then(|(s, c)| s.labels(c))
    }

    fn times(&self, role: Role) -> Option<Times> {
        let (side, column) = self.at(role)?;
        // Half-read dates would tell a half-truth: better none until somebody says which is the day.
        if side.undecided(column) {
            return None;
        }
        side.times(column).filter(|t| t.known().next().is_some())
    }

    /// Each column of times is taken once, and kept once.
    fn take_times(&mut self, role: Role) -> Option<Times> {
        let (side, column) = self.at_mut(role)?;
        if side.undecided(column) {
            return None;
        }
        side.take_times(column)
            .filter(|t| t.known().next().is_some())
    }

    fn ids(&mut self, rows: usize) -> Texts {
        let found = self.at_mut(Role::Id).and_then(|(side, column)| {
            side.columns.iter_mut().find_map(|(c, l)| match l {
                Loaded::Text(texts) if *c == column => Some(std::mem::take(texts)),
                _ => None,
            })
        });
        found.unwrap_or_else(|| {
            let mut texts = Texts::default();
            for row in 0..rows {
                texts.push(&format!("row {}", row + 1));
            }
            texts
        })
    }

    fn outcomes(&self, rows: usize) -> Vec<Outcome> {
        let open = || vec![Outcome::Open; rows];
        let labels_at = |at: ColumnAt| {
            self.sides
                .iter()
                .find(|s| s.table == at.table)
                .and_then(|s| s.labels(at.column))
        };
        match &self.loader.mapping.outcome {
            OutcomeRule::Words {
                at,
                words,
                otherwise,
            } => {
                let Some(labels) = labels_at(*at) else {
                    return open();
                };
                let of = |labels: &Labels,
                          words: &std::collections::BTreeMap<String, Outcome>|
                 -> Vec<Outcome> {
                    let by_code: Vec<Outcome> = labels
                        .names()
                        .iter()
                        .map(|n| words.get(n).copied().unwrap_or(Outcome::Open))
                        .collect();
                    labels
                        .codes()
                        .iter()
                        .map(|c| by_code[*c as usize])
                        .collect()
                };
                let mut outcomes = of(&labels, words);
                if let Some((at, words)) = otherwise
                    && let Some(labels) = labels_at(*at)
                {
                    for (outcome, other) in outcomes.iter_mut().zip(of(&labels, words)) {
                        if *outcome == Outcome::Open {
                            *outcome = other;
                        }
                    }
                }
                self.end_without_deal(*at, &mut outcomes);
                outcomes
            }
            OutcomeRule::Presence { table } => {
                let Some(side) = self.sides.iter().find(|s| s.table == *table) else {
                    return open();
                };
                (0..rows)
                    .map(|lead| match side.row(lead) {
                        None => Outcome::Open,
                        Some(_) => Outcome::Won,
                    })
                    .collect()
            }
            OutcomeRule::Dated => {
                let Some(closed) = self.times(Role::Closed) else {
                    return open();
                };
                closed
                    .iter()
                    .map(|t| {
                        if t.is_some() {
                            Outcome::Won
                        } else {
                            Outcome::Open
                        }
                    })
                    .collect()
            }
            OutcomeRule::Activities { .. } | OutcomeRule::Unknown => open(),
        }
    }

    /// Where deals tell the outcome, a lead that never became one may have
    /// ended by its own status: as a lead, not as an opportunity.
    fn end_without_deal(&self, told_by: ColumnAt, outcomes: &mut [Outcome]) {
        let mapping = self.loader.mapping;
        if mapping.uses[told_by.table] != Use::Deal {
            return;
        }
        let Some(deal) = self.sides.iter().find(|s| s.table == told_by.table) else {
            return;
        };
        let root = mapping.root();
        let Some(column) = crate::mapping::best_column(&self.loader.tables[root], Role::Stage)
        else {
            return;
        };
        let Some(labels) = self.sides.first().and_then(|s| s.labels(column)) else {
            return;
        };
        let ended: Vec<bool> = labels
            .names()
            .iter()
            .map(|n| {
                matches!(
                    word::outcome(n),
                    Some(word::Outcome::Lost | word::Outcome::Disqualified)
                )
            })
            .collect();
        for (lead, (outcome, code)) in outcomes.iter_mut().zip(labels.codes()).enumerate() {
            if deal.row(lead).is_none() && ended[*code as usize] {
                *outcome = Outcome::Disqualified;
            }
        }
    }

    /// Two tables that tell the same role differently.
    fn conflicts(&self, rows: usize) -> Vec<(Role, ColumnAt, ColumnAt, u64, u64)> {
        let mut found = Vec::new();
        for role in [Role::Source, Role::Owner] {
            let Some((side, column)) = self.at(role) else {
                continue;
            };
            for other in self.sides.iter().filter(|s| s.table != side.table) {
                let survey = &self.loader.tables[other.table];
                let Some(theirs) = crate::mapping::best_column(survey, role) else {
                    continue;
                };
                let same_name = crate::mapping::words(&survey.columns[theirs].name)
                    == crate::mapping::words(&self.loader.tables[side.table].columns[column].name);
                let (Some(a), Some(b)) = (side.labels(column), other.labels(theirs)) else {
                    continue;
                };
                if !same_name {
                    continue;
                }
                let (mut differ, mut of) = (0, 0);
                for lead in (0..rows).filter(|l| other.row(*l).is_some() && side.row(*l).is_some())
                {
                    of += 1;
                    differ += u64::from(a.get(lead) != b.get(lead));
                }
                if differ > 0 {
                    found.push((
                        role,
                        ColumnAt {
                            table: side.table,
                            column,
                        },
                        ColumnAt {
                            table: other.table,
                            column: theirs,
                        },
                        differ,
                        of,
                    ));
                }
            }
        }
        found
    }

    fn others(&mut self) -> Vec<LeadColumn> {
        let mut columns = Vec::new();
        for side in self.sides.iter_mut() {
            for column in 0..self.loader.tables[side.table].columns.len() {
                if !self.loader.worth_breaking_down(side.table, column) {
                    continue;
                }
                let (labels, numbers) = (side.take_labels(column), side.take_numbers(column));
                if labels.is_some() || numbers.is_some() {
                    columns.push(LeadColumn {
                        at: ColumnAt {
                            table: side.table,
                            column,
                        },
                        of: self.loader.mapping.uses[side.table].clone(),
                        labels,
                        numbers,
                    });
                }
            }
        }
        columns
    }
}

/// Ids that an earlier row has too. Exact while they fit; see [`Repeats`].
fn repeats_in(ids: &Texts) -> (u64, Vec<String>) {
    let mut halvings = 0;
    while ids.len() >> halvings > Repeats::MOST {
        halvings += 1;
    }
    let hash = |id: &str| FixedState::default().hash_one(id.as_bytes());
    let watched = || {
        (0..ids.len())
            .map(|row| ids.get(row))
            .filter(|id| !id.is_empty())
            .map(|id| (id, hash(id)))
            .filter(|(_, hash)| is_watched(*hash, halvings))
    };
    let mut hashes: Vec<u64> = watched().map(|(_, hash)| hash).collect();
    hashes.sort_unstable();
    // Those that come more than once, and whether the first was passed: mostly none.
    let mut several: Map<u64, bool> = hashes
        .chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .map(|same| (same[0], false))
        .collect();
    drop(hashes);
    let (mut repeated, mut examples) = (0, Vec::new());
    if several.is_empty() {
        return (repeated, examples);
    }
    for (id, hash) in watched() {
        match several.get_mut(&hash) {
            Some(passed) if *passed => {
                repeated += 1 << halvings;
                if examples.len() < 20 {
                    examples.push(id.to_owned());
                }
            }
            Some(passed) => *passed = true,
            None => {}
        }
    }
    (repeated, examples)
}
