//! Guess: the mapping, read off names and values.

use super::guess_column::{Fit, judge};
use super::tables::{TableFits, arrange, links};
use super::{Assigned, ColumnAt, Confidence, Mapping, OutcomeRule, Role, Shape, Use, words};
use crate::survey::{ColumnSurvey, TableSurvey};
use exports::cell::word;
use insight::Outcome;
use std::collections::BTreeMap;

/// Guesses what the tables and their columns mean.
///
/// 1. Each column is judged for each role, by name and values.
/// 2. Per table the best pairs are taken, each column and role once.
/// 3. Tables are tied together by shared keys; one of them holds the leads,
///    or, if a table tells activities of cases, the events.
/// 4. Each role is taken from the root if it can, else from what hangs on it.
pub fn guess(tables: &[TableSurvey]) -> Mapping {
    if let Some(event) = event_table(tables) {
        return event_mapping(tables, event);
    }
    let fits: Vec<TableFits> = tables
        .iter()
        .map(|t| best_pairs(t, &[&Role::LEAD[..], &[Role::Time]].concat()))
        .collect();
    let (uses, links) = arrange(tables, &fits, &links(tables));
    let mut mapping = Mapping {
        shape: Shape::Lead,
        uses,
        roles: BTreeMap::new(),
        links,
        outcome: OutcomeRule::Unknown,
        dates: None,
        decimals: None,
    };
    for role in Role::LEAD {
        if let Some((table, column, fit)) = from_the_nearest(role, &mapping.uses, &fits) {
            mapping.roles.insert(role, assigned(table, *column, fit));
        }
    }
    if mapping.at(Role::Captured).is_none() {
        only_date(tables, &mut mapping);
    }
    mapping.outcome = outcome_rule(tables, &mapping);
    if let OutcomeRule::Presence { .. } | OutcomeRule::Dated = mapping.outcome {
        mapping.roles.remove(&Role::Outcome);
    }
    settle_stage(tables, &mut mapping);
    mapping
}

fn assigned(table: usize, column: usize, fit: &Fit) -> Assigned {
    let confidence = if fit.name >= 7.0 && fit.values >= 1.5 {
        Confidence::Sure
    } else if fit.name >= 4.0 || fit.values >= 4.5 {
        Confidence::Likely
    } else {
        Confidence::Weak
    };
    Assigned { at: ColumnAt { table, column }, reasons: fit.reasons.clone(), confidence }
}

/// The best column for each role: the best pair first, each column once.
fn best_pairs(table: &TableSurvey, roles: &[Role]) -> TableFits {
    let mut pairs: Vec<(Role, usize, Fit)> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        for role in roles {
            if let Some(fit) = judge(column, *role) {
                pairs.push((*role, index, fit));
            }
        }
    }
    // A role keeps its order in the enum where scores are equal, a column its place.
    pairs.sort_by(|a, b| b.2.score().total_cmp(&a.2.score()).then(a.0.cmp(&b.0)).then(a.1.cmp(&b.1)));
    let mut taken: Vec<usize> = Vec::new();
    let mut best = TableFits::new();
    for (role, column, fit) in pairs {
        // The stage may well be the column that tells the outcome; a touch's time is some other role's date.
        let shares = matches!(role, Role::Stage | Role::Time);
        if best.contains_key(&role) || (!shares && taken.contains(&column)) {
            continue;
        }
        if !shares {
            taken.push(column);
        }
        best.insert(role, (column, fit));
    }
    best
}

/// A role's column from the root, or from the tables that hang on it. What came
/// of a lead, when and for how much, is known best by its deal.
fn from_the_nearest<'a>(role: Role, uses: &[Use], fits: &'a [TableFits]) -> Option<(usize, &'a usize, &'a Fit)> {
    let of_the_deal = matches!(role, Role::Outcome | Role::Stage | Role::Closed | Role::Value | Role::Currency);
    let order: &[Use] = match role {
        Role::Id | Role::Captured | Role::FirstTouch => &[Use::Root],
        _ if of_the_deal => &[Use::Deal, Use::Root],
        Role::Source | Role::Mail | Role::Phone | Role::Owner => &[Use::Root, Use::Deal, Use::Lookup],
        _ => &[Use::Root, Use::Deal],
    };
    order.iter().find_map(|wanted| {
        let mut found: Vec<(usize, &usize, &Fit)> = uses
            .iter()
            .enumerate()
            .filter(|(_, used)| *used == wanted)
            .filter_map(|(t, _)| fits[t].get(&role).map(|(c, f)| (t, c, f)))
            .filter(|(_, _, f)| *wanted != Use::Lookup || f.name >= 7.0)
            .collect();
        // A phone number of a person says more than one of a company.
        let personal = |t: usize| *wanted == Use::Lookup && fits[t].contains_key(&Role::Mail);
        found.sort_by(|a, b| personal(b.0).cmp(&personal(a.0)).then(b.2.score().total_cmp(&a.2.score())));
        found.into_iter().next()
    })
}

/// The only date of the root table is taken for the day on which leads came.
fn only_date(tables: &[TableSurvey], mapping: &mut Mapping) {
    let root = mapping.root();
    let taken: Vec<ColumnAt> = mapping.roles.values().map(|a| a.at).collect();
    let dates: Vec<usize> = tables[root]
        .columns
        .iter()
        .enumerate()
        .filter(|(i, c)| c.kinds.is_date() && c.filled() * 10 >= c.rows * 5 && !taken.contains(&ColumnAt { table: root, column: *i }))
        .map(|(i, _)| i)
        .collect();
    let vetoed = |i: usize| {
        words(&tables[root].columns[i].name)
            .iter()
            .any(|w| ["modified", "updated", "last", "close", "closed", "closing", "won", "lost", "due", "birth", "end", "expected", "next"].contains(&w.as_str()))
    };
    if let [only] = dates[..]
        && !vetoed(only)
    {
        mapping.roles.insert(
            Role::Captured,
            Assigned {
                at: ColumnAt { table: root, column: only },
                reasons: vec!["the only date that nothing else speaks for".to_owned()],
                confidence: Confidence::Weak,
            },
        );
    }
}

/// Reads the texts of an outcome column.
pub fn outcome_words(column: &ColumnSurvey) -> BTreeMap<String, Outcome> {
    let Some(values) = &column.values else { return BTreeMap::new() };
    if column.kinds.is_yes_no() {
        return values
            .iter()
            .filter(|(v, _)| word::yes_no(v) == Some(true))
            .map(|(v, _)| (v.clone(), Outcome::Won))
            .collect();
    }
    values
        .iter()
        .filter_map(|(v, _)| {
            let outcome = match word::outcome(v)? {
                word::Outcome::Won => Outcome::Won,
                word::Outcome::Lost => Outcome::Lost,
                word::Outcome::Disqualified => Outcome::Disqualified,
                word::Outcome::Open => return None,
            };
            Some((v.clone(), outcome))
        })
        .collect()
}

fn outcome_rule(tables: &[TableSurvey], mapping: &Mapping) -> OutcomeRule {
    let column = |at: ColumnAt| &tables[at.table].columns[at.column];
    let deal = mapping.uses.iter().position(|u| *u == Use::Deal);
    let outcome = mapping.at(Role::Outcome);
    let says_won = |name: &str| {
        words(name).iter().any(|w| {
            ["won", "converted", "conversion", "purchase", "purchased", "customer", "customers", "sale", "sales", "order", "orders", "contract", "signed", "gewonnen", "closed"].contains(&w.as_str())
        })
    };
    // A table of deals without a word about their outcome holds the won ones.
    if let Some(table) = deal
        && outcome.is_none_or(|at| at.table != table)
        && (says_won(&tables[table].name) || mapping.at(Role::Closed).is_some_and(|at| at.table == table && says_won(&column(at).name)))
    {
        return OutcomeRule::Presence { table };
    }
    if let Some(at) = outcome {
        let words = outcome_words(column(at));
        if words.values().any(|o| *o == Outcome::Won) {
            let flag = words.values().all(|o| *o == Outcome::Won);
            let otherwise = flag.then(|| second_opinion(tables, mapping, at)).flatten();
            return OutcomeRule::Words { at, words, otherwise };
        }
    }
    if let Some(at) = mapping.at(Role::Closed)
        && column(at).empty > 0
        && says_won(&column(at).name)
        && !words(&column(at).name).iter().any(|w| w == "close" || w == "closed" || w == "closing")
    {
        return OutcomeRule::Dated;
    }
    OutcomeRule::Unknown
}

/// A column beside a won-or-not flag that tells lost from open.
fn second_opinion(tables: &[TableSurvey], mapping: &Mapping, flag: ColumnAt) -> Option<(ColumnAt, BTreeMap<String, Outcome>)> {
    let root = mapping.root();
    let (index, _) = best_of(&tables[root], Role::Stage, &[flag])?;
    let words: BTreeMap<_, _> = outcome_words(&tables[root].columns[index])
        .into_iter()
        .filter(|(_, o)| *o != Outcome::Won)
        .collect();
    (!words.is_empty()).then_some((ColumnAt { table: root, column: index }, words))
}

/// The best column of a table for a role, besides those excepted. Only a
/// telling name counts.
pub(super) fn best_of(table: &TableSurvey, role: Role, except: &[ColumnAt]) -> Option<(usize, Fit)> {
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(i, _)| !except.iter().any(|e| e.column == *i))
        .filter_map(|(i, c)| judge(c, role).map(|f| (i, f)))
        .filter(|(_, f)| f.name >= 6.0)
        .max_by(|a, b| a.1.score().total_cmp(&b.1.score()))
}

/// The stage is the outcome column if that has more to say than yes and no.
fn settle_stage(tables: &[TableSurvey], mapping: &mut Mapping) {
    let Some(outcome) = mapping.roles.get(&Role::Outcome).cloned() else { return };
    let column = &tables[outcome.at.table].columns[outcome.at.column];
    if column.distinct() > 2 && !column.kinds.is_yes_no() {
        mapping.roles.insert(Role::Stage, outcome);
    } else if mapping.at(Role::Stage) == Some(outcome.at) {
        mapping.roles.remove(&Role::Stage);
        if let Some((index, fit)) = best_of(&tables[outcome.at.table], Role::Stage, &[outcome.at]) {
            mapping.roles.insert(Role::Stage, assigned(outcome.at.table, index, &fit));
        }
    }
}

/// The table that tells activities of cases, if there is one and no table tells leads better.
fn event_table(tables: &[TableSurvey]) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    for (index, table) in tables.iter().enumerate() {
        let event = best_pairs(table, &Role::EVENT);
        let (Some(case), Some(activity), Some(time)) = (event.get(&Role::Case), event.get(&Role::Activity), event.get(&Role::Time)) else {
            continue;
        };
        let lead = best_pairs(table, &Role::LEAD);
        let standard = case.1.name >= 10.0 && activity.1.name >= 10.0;
        let unique_id = lead.get(&Role::Id).is_some_and(|(_, f)| f.values >= 4.0 && f.name >= 7.0);
        let has_outcome = lead.get(&Role::Outcome).is_some_and(|(c, f)| f.name >= 7.0 && *c != activity.0);
        let score = case.1.name + activity.1.name + time.1.name;
        let telling = case.1.name >= 4.0 && activity.1.name >= 6.0;
        if standard || (telling && !has_outcome && (!unique_id || score >= 24.0)) {
            let alone = tables.len() == 1 || standard;
            if alone && best.is_none_or(|(b, _)| score > b) {
                best = Some((score, index));
            }
        }
    }
    best.map(|(_, index)| index)
}

fn event_mapping(tables: &[TableSurvey], event: usize) -> Mapping {
    let mut roles = BTreeMap::new();
    for (role, (column, fit)) in best_pairs(&tables[event], &Role::EVENT) {
        roles.insert(role, assigned(event, column, &fit));
    }
    let taken: Vec<ColumnAt> = roles.values().map(|a: &Assigned| a.at).collect();
    for role in [Role::Source, Role::Value, Role::Owner] {
        if let Some((column, fit)) = best_of(&tables[event], role, &taken)
            && (role == Role::Value || words(&tables[event].columns[column].name).first().is_some_and(|w| w == "case"))
        {
            roles.insert(role, assigned(event, column, &fit));
        }
    }
    let mut uses = vec![Use::Unused; tables.len()];
    for (i, onto) in super::tables::continued(tables).iter().enumerate() {
        if *onto == Some(event) {
            uses[i] = Use::Continues(event);
        }
    }
    uses[event] = Use::Root;
    Mapping {
        shape: Shape::Event,
        uses,
        roles,
        links: Vec::new(),
        outcome: OutcomeRule::Unknown,
        dates: None,
        decimals: None,
    }
}
