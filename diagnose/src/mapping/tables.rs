//! Tables: which one holds the leads, and how the others hang on it.

use super::names::{same_key, words};
use super::{ColumnAt, Link, Role, Use};
use crate::survey::{ColumnSurvey, TableSurvey};
use std::collections::BTreeMap;

use super::guess_column::Fit;

/// The best column for each role, table by table.
pub(super) type TableFits = BTreeMap<Role, (usize, Fit)>;

/// Keys with fewer distinct values say nothing unless their names agree.
const FEW_KEYS: u64 = 20;

/// Every way in which a column of one table refers to a key of another.
pub(super) fn links(tables: &[TableSurvey]) -> Vec<Link> {
    let mut links = Vec::new();
    for (to, target) in tables.iter().enumerate() {
        for (to_column, key) in target.columns.iter().enumerate() {
            if !key.nearly_unique() || !may_be_key(key) {
                continue;
            }
            for (from, source) in tables.iter().enumerate() {
                if from == to {
                    continue;
                }
                for (from_column, reference) in source.columns.iter().enumerate() {
                    if !may_be_key(reference) {
                        continue;
                    }
                    let found = reference.sketch.contained_in(&key.sketch);
                    let alike = same_key(&reference.name, &source.name, &key.name, &target.name);
                    let enough = if alike >= 0.8 {
                        found >= 0.2 || (alike >= 1.0 && found > 0.02 && key.distinct() > FEW_KEYS)
                    } else {
                        let telling = !small_numbers(reference) && reference.distinct() >= FEW_KEYS;
                        telling && found >= if alike > 0.3 { 0.6 } else { 0.9 }
                    };
                    if enough {
                        links.push(Link {
                            from: ColumnAt { table: from, column: from_column },
                            to: ColumnAt { table: to, column: to_column },
                            found,
                        });
                    }
                }
            }
        }
    }
    keep_the_best_per_pair(links, tables)
}

fn keep_the_best_per_pair(links: Vec<Link>, tables: &[TableSurvey]) -> Vec<Link> {
    let mut best: BTreeMap<(usize, usize), (f64, Link)> = BTreeMap::new();
    for link in links {
        let (a, b) = (&tables[link.from.table], &tables[link.to.table]);
        let (from, to) = (&a.columns[link.from.column], &b.columns[link.to.column]);
        let alike = f64::from(same_key(&from.name, &a.name, &to.name, &b.name));
        let filled = from.filled() as f64 / from.rows.max(1) as f64;
        let score = 2.0 * alike + link.found + filled;
        let slot = best.entry((link.from.table, link.to.table)).or_insert((score, link));
        if score > slot.0 {
            *slot = (score, link);
        }
    }
    best.into_values().map(|(_, link)| link).collect()
}

fn may_be_key(column: &ColumnSurvey) -> bool {
    let kinds = &column.kinds;
    column.distinct() > 1
        && !kinds.is_date()
        && kinds.share(kinds.money) < 0.2
        && !kinds.is_yes_no()
        && kinds.longest <= 200
}

/// Counting numbers from one upwards are contained in each other by chance.
fn small_numbers(column: &ColumnSurvey) -> bool {
    column.kinds.share(column.kinds.number) > 0.9 && column.kinds.longest <= 6
}

/// Tables with the same columns are one table in several files.
pub(super) fn continued(tables: &[TableSurvey]) -> Vec<Option<usize>> {
    let names = |t: &TableSurvey| t.columns.iter().map(|c| words(&c.name).concat()).collect::<Vec<_>>();
    (0..tables.len())
        .map(|i| (0..i).find(|j| tables[i].columns.len() > 1 && names(&tables[i]) == names(&tables[*j])))
        .collect()
}

/// How much a table looks as if its rows were leads.
fn lead_likeness(table: &TableSurvey, fits: &TableFits) -> f32 {
    let has = |role| fits.get(&role).map_or(0.0, |(_, f): &(usize, Fit)| (f.score() / 10.0).min(1.2));
    let named = words(&table.name).iter().fold(0.0f32, |best, word| {
        best.max(match word.trim_end_matches('s') {
            "lead" | "mql" | "inquirie" | "inquiry" | "enquirie" | "enquiry" | "prospect" | "anfrage" | "oportunidade" | "oportunidad" => 2.5,
            "opportunitie" | "opportunity" | "deal" | "potential" | "pipeline" | "opp" => 2.0,
            "contact" | "person" | "people" | "customer" | "kunde" | "kontakt" => 1.0,
            "account" | "companie" | "company" | "product" | "user" | "team" | "campaign" | "ticket" | "case" | "task" | "call" | "event" | "activitie" | "activity" | "note" | "meeting" | "seller" | "status" => -2.0,
            _ => 0.0,
        })
    });
    let busy: f32 = if table.tally.rows > 1 { 0.5 } else { 0.0 };
    named + busy + has(Role::Id) + 1.5 * has(Role::Captured) + 1.5 * has(Role::Source) + 2.5 * has(Role::Outcome) + 0.5 * has(Role::Owner) + has(Role::Value) + 0.5 * has(Role::Closed)
}

/// Decides the use of each table, and the links that matter, root first.
pub(super) fn arrange(tables: &[TableSurvey], fits: &[TableFits], all: &[Link]) -> (Vec<Use>, Vec<Link>) {
    let continued = continued(tables);
    let mut order: Vec<usize> = (0..tables.len()).filter(|i| continued[*i].is_none()).collect();
    order.sort_by(|a, b| {
        lead_likeness(&tables[*b], &fits[*b])
            .total_cmp(&lead_likeness(&tables[*a], &fits[*a]))
            .then(a.cmp(b))
    });
    let mut root = order.first().copied().unwrap_or(0);
    // The best table may be the later life of another: deals of leads, one to one.
    if let Some(link) = all.iter().find(|link| link.from.table == root && one_to_one(link, tables) && earlier(link, tables, fits)) {
        root = link.to.table;
    }
    let mut uses = vec![Use::Unused; tables.len()];
    for (i, onto) in continued.iter().enumerate() {
        if let Some(onto) = onto {
            uses[i] = Use::Continues(*onto);
        }
    }
    uses[root] = Use::Root;
    let mut links = Vec::new();
    let deals = all.iter().filter(|l| l.to.table == root && continued[l.from.table].is_none() && one_to_one(l, tables));
    let later = deals.filter(|l| tables[l.from.table].tally.rows <= tables[root].tally.rows * 21 / 20);
    let best = later
        .map(|l| (deal_likeness(&fits[l.from.table]), l))
        .filter(|(likeness, _)| *likeness > 0.0)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.from.cmp(&a.1.from)));
    if let Some((_, link)) = best {
        uses[link.from.table] = Use::Deal;
        links.push(*link);
    }
    // Outwards from what is reached already: from the leads first, then from
    // their deals, then lookups of lookups; the surest key first.
    let nearness = |table: usize| match uses[table] {
        Use::Root => 0,
        Use::Deal => 1,
        _ => 2,
    };
    let mut outwards: Vec<&Link> = all.iter().collect();
    outwards.sort_by(|a, b| nearness(a.from.table).cmp(&nearness(b.from.table)).then(b.found.total_cmp(&a.found)));
    for link in outwards.iter().filter(|l| touches_people(l, tables)) {
        let from = link.from.table;
        let near = matches!(uses[link.to.table], Use::Root | Use::Deal) || uses[link.to.table] == Use::Unused;
        if uses[from] == Use::Unused && near && is_touch_table(&tables[from], &fits[from]) {
            uses[from] = Use::Touch;
        }
    }
    loop {
        let next = outwards.iter().find(|l| {
            matches!(uses[l.from.table], Use::Root | Use::Deal | Use::Lookup) && uses[l.to.table] == Use::Unused
        });
        let Some(link) = next else { break };
        uses[link.to.table] = Use::Lookup;
        links.push(**link);
    }
    // A touch belongs to the lead itself, else to its deal, else to its person.
    for table in (0..tables.len()).filter(|t| uses[*t] == Use::Touch).collect::<Vec<_>>() {
        let mut ways: Vec<&&Link> = outwards
            .iter()
            .filter(|l| l.from.table == table && touches_people(l, tables) && matches!(uses[l.to.table], Use::Root | Use::Deal | Use::Lookup))
            .collect();
        ways.sort_by_key(|l| match uses[l.to.table] {
            Use::Root => 0,
            Use::Deal => 1,
            _ => 2,
        });
        match ways.first() {
            Some(link) => links.push(***link),
            None => uses[table] = Use::Unused,
        }
    }
    // A table that is referred to by nobody but shares the root's key: one row a lead more.
    for link in all {
        let from = link.from.table;
        if uses[from] == Use::Unused && uses[link.to.table] == Use::Root && one_to_one(link, tables) {
            uses[from] = Use::Lookup;
            links.push(*link);
        }
    }
    (uses, links)
}

/// How much the rows of a table look like what leads become; 0 for not at all.
fn deal_likeness(fits: &TableFits) -> f32 {
    let named = |role, least: f32| fits.get(&role).map_or(0.0, |(_, f): &(usize, Fit)| if f.name >= least { f.score() } else { 0.0 });
    2.0 * named(Role::Outcome, 7.0) + named(Role::Value, 8.0) + named(Role::Closed, 8.0)
}

/// Whether a link leads to a person, a lead or a deal, not to an account or campaign.
fn touches_people(link: &Link, tables: &[TableSurvey]) -> bool {
    let column = &tables[link.to.table].columns[link.to.column];
    let table = &tables[link.to.table].name;
    let personal = |w: &String| {
        let w = w.trim_end_matches('s');
        ["lead", "contact", "person", "people", "customer", "prospect", "mql", "deal", "opportunity", "potential", "kontakt", "email", "mail"].contains(&w)
    };
    column.kinds.is_mail() || words(&column.name).iter().chain(&words(table)).any(personal)
}

/// Whether the rows of a table are calls, mails, meetings with somebody.
fn is_touch_table(table: &TableSurvey, fits: &TableFits) -> bool {
    let speaks = |name: &str| {
        words(name).iter().any(|w| {
            let w = w.trim_end_matches('s');
            ["call", "activitie", "activity", "engagement", "meeting", "event", "email", "mail", "touch", "touche", "touchpoint", "message", "visit", "conversation", "interaction", "aktivitat", "anrufe", "llamada"].contains(&w)
        })
    };
    fits.contains_key(&Role::Time) && speaks(&table.name)
}

fn one_to_one(link: &Link, tables: &[TableSurvey]) -> bool {
    tables[link.from.table].columns[link.from.column].nearly_unique()
}

/// Whether the table referred to holds the leads before they became deals.
fn earlier(link: &Link, tables: &[TableSurvey], fits: &[TableFits]) -> bool {
    let (from, to) = (link.from.table, link.to.table);
    let lead_like = |t: usize| fits[t].contains_key(&Role::Captured) || fits[t].contains_key(&Role::Source);
    tables[to].tally.rows * 20 >= tables[from].tally.rows * 19 && lead_like(to) && link.found >= 0.5
}
