//! Events: a table with one row an event becomes a log, and each case a lead.

use super::columns::{Unread, in_order_of};
use super::moments::{Clock, Read};
use crate::ahead;
use crate::mapping::{ColumnAt, Mapping, OutcomeRule, Role, Use};
use crate::survey::TableSurvey;
use exports::cell::{money, word};
use exports::{Export, Row, Unreadable};
use insight::columns::{Labels, Moneys, Times};
use insight::log::{EventLog, EventLogBuilder};
use insight::{Leads, Outcome};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// All that is known of the cases.
pub struct Cases {
    /// What happened.
    pub log: EventLog,
    /// What became of each case: its first event captures it, the event that
    /// decides closes it.
    pub leads: Leads,
    /// The activities that decide, and what.
    pub decisive: BTreeMap<String, Outcome>,
    /// Cells of the time column that couldn't be read.
    pub unread: Option<(ColumnAt, Unread)>,
    /// Rows without a case: they are left out.
    pub without_case: u64,
}

/// Reads the events.
///
/// # Errors
///
/// [`Unreadable`] as an export says.
pub fn events(
    exports: &[Export],
    tables: &[TableSurvey],
    mapping: &Mapping,
    zone: &TimeZone,
) -> Result<Cases, Unreadable> {
    let root = mapping.root();
    let survey = &tables[root];
    let at = |role| {
        mapping
            .at(role)
            .filter(|at| at.table == root)
            .map(|at| at.column)
    };
    let (case, activity, time) = (at(Role::Case), at(Role::Activity), at(Role::Time));
    let (actor, lifecycle) = (at(Role::Actor), at(Role::Lifecycle));
    let mut clock = Clock::of(
        survey,
        time.unwrap_or(usize::MAX).min(survey.columns.len() - 1),
        zone,
        mapping.dates,
    );
    let mut of_cases = OfCases::new(
        at(Role::Source),
        at(Role::Owner),
        at(Role::Value),
        survey,
        mapping,
    );
    let mut unread = Unread::default();
    let mut without_case = 0u64;
    let mut log = EventLogBuilder::with_capacity(usize::try_from(survey.tally.rows).unwrap_or(0));
    let own: Vec<usize> = (0..survey.columns.len()).collect();
    for (table, export) in exports.iter().enumerate() {
        let order = match mapping.uses[table] {
            Use::Root => own.clone(),
            Use::Continues(onto) if onto == root => in_order_of(survey, &tables[table]),
            _ => continue,
        };
        let look = |row: Row<'_>| {
            let cell = |column: Option<usize>| {
                column
                    .and_then(|c| order.get(c))
                    .and_then(|c| row.cells.get(*c))
                    .copied()
            };
            let Some(case) = cell(case).filter(|c| !c.trim().is_empty()) else {
                without_case += 1;
                return;
            };
            let written = cell(time).unwrap_or("").trim();
            let when = match if written.is_empty() {
                Read::Not
            } else {
                clock.read(written)
            } {
                Read::At(when) => Some(when),
                other => {
                    unread.filled += u64::from(!written.is_empty());
                    match other {
                        Read::Ambiguous => unread.ambiguous += 1,
                        _ if !written.is_empty() => unread.not += 1,
                        _ => {}
                    }
                    if !written.is_empty() && unread.examples.len() < 3 {
                        unread
                            .examples
                            .push((row.line, written.chars().take(60).collect()));
                    }
                    None
                }
            };
            let named = |column| cell(column).filter(|t| !t.trim().is_empty());
            log.push(
                case,
                cell(activity).unwrap_or(""),
                when,
                named(actor),
                named(lifecycle),
            );
            of_cases.add(case, &cell);
        };
        ahead::read(export, std::iter::once(look))?;
    }
    let log = log.finish();
    let decisive = match &mapping.outcome {
        OutcomeRule::Activities { words } => words.clone(),
        _ => decisive(&log),
    };
    let leads = of_cases.leads(&log, &decisive);
    let unread = (unread.not + unread.ambiguous > 0).then(|| {
        (
            ColumnAt {
                table: root,
                column: time.unwrap_or(0),
            },
            unread,
        )
    });
    Ok(Cases {
        log,
        leads,
        decisive,
        unread,
        without_case,
    })
}

/// The activities that decide a case, told by their words, and by what follows:
/// a decision is final, so an activity that is often followed by the opposite
/// one (an offer accepted, then the deal lost) decides nothing.
fn decisive(log: &EventLog) -> BTreeMap<String, Outcome> {
    let mut candidates: Vec<Option<Outcome>> = log
        .activities()
        .iter()
        .map(|name| match word::outcome(name)? {
            word::Outcome::Won => Some(Outcome::Won),
            word::Outcome::Lost => Some(Outcome::Lost),
            word::Outcome::Disqualified => Some(Outcome::Disqualified),
            word::Outcome::Open => None,
        })
        .collect();
    let won = |o: Option<Outcome>| o.map(|o| o == Outcome::Won);
    loop {
        // Cases with the activity, and those in which the opposite comes later.
        let mut with = vec![0u64; candidates.len()];
        let mut reversed = vec![0u64; candidates.len()];
        for case in 0..log.cases() {
            let mut last: Option<bool> = None;
            let mut counted: Vec<u32> = Vec::new();
            for code in log.events_of(case).activity.iter().rev() {
                let Some(side) = won(candidates[*code as usize]) else {
                    continue;
                };
                if !counted.contains(code) {
                    counted.push(*code);
                    with[*code as usize] += 1;
                    reversed[*code as usize] += u64::from(last.is_some_and(|l| l != side));
                }
                last = last.or(Some(side));
            }
        }
        let worst = (0..candidates.len())
            .filter(|c| candidates[*c].is_some() && reversed[*c] * 20 > with[*c])
            .max_by(|a, b| {
                (reversed[*a] * with[*b])
                    .cmp(&(reversed[*b] * with[*a]))
                    .then(b.cmp(a))
            });
        match worst {
            Some(worst) => candidates[worst] = None,
            None => break,
        }
    }
    // Without a win there is no outcome to speak of, just cases that were dropped.
    if !candidates.contains(&Some(Outcome::Won)) {
        return BTreeMap::new();
    }
    log.activities()
        .iter()
        .zip(candidates)
        .filter_map(|(name, outcome)| Some((name.to_owned(), outcome?)))
        .collect()
}

/// What the first row of a case says of the whole case.
struct OfCases {
    source: Option<(usize, Labels)>,
    owner: Option<(usize, Labels)>,
    value: Option<(usize, Moneys, Option<money::Mark>)>,
    seen: Labels,
}

impl OfCases {
    fn new(
        source: Option<usize>,
        owner: Option<usize>,
        value: Option<usize>,
        survey: &TableSurvey,
        mapping: &Mapping,
    ) -> Self {
        Self {
            source: source.map(|c| (c, Labels::new())),
            owner: owner.map(|c| (c, Labels::new())),
            value: value.map(|c| {
                (
                    c,
                    Moneys::default(),
                    survey.columns[c].kinds.decimal_mark().or(mapping.decimals),
                )
            }),
            seen: Labels::new(),
        }
    }

    fn add<'a>(&mut self, case: &str, cell: &impl Fn(Option<usize>) -> Option<&'a str>) {
        if self.source.is_none() && self.owner.is_none() && self.value.is_none() {
            return;
        }
        let before = self.seen.names().len();
        if (self.seen.code_for(case) as usize) < before {
            return;
        }
        for (column, labels) in self.source.iter_mut().chain(&mut self.owner) {
            labels.push(cell(Some(*column)).unwrap_or(""));
        }
        if let Some((column, amounts, mark)) = &mut self.value {
            let reading = cell(Some(*column))
                .and_then(|t| money::read(t.trim()))
                .map(|m| m.reading);
            amounts.push(match (reading, mark) {
                (Some(money::Reading::Certain { amount, .. }), _) => Some(amount.0),
                (Some(money::Reading::Either { comma, .. }), Some(money::Mark::Comma)) => {
                    Some(comma.0)
                }
                (Some(money::Reading::Either { point, .. }), Some(money::Mark::Point)) => {
                    Some(point.0)
                }
                _ => None,
            });
        }
    }

    fn leads(self, log: &EventLog, decisive: &BTreeMap<String, Outcome>) -> Leads {
        let by_code: Vec<Option<Outcome>> = log
            .activities()
            .iter()
            .map(|n| decisive.get(n).copied())
            .collect();
        let mut leads = Leads::default();
        let (mut captured, mut closed) = (Times::default(), Times::default());
        for case in 0..log.cases() {
            let events = log.events_of(case);
            let decided = events
                .activity
                .iter()
                .enumerate()
                .rev()
                .find_map(|(i, code)| Some((i, by_code[*code as usize]?)));
            captured.push(log.case_start(case));
            leads
                .outcome
                .push(decided.map_or(Outcome::Open, |(_, o)| o));
            closed.push(decided.and_then(|(i, _)| events.time.get(i).copied()));
        }
        leads.captured = Some(captured).filter(|t| t.known().next().is_some());
        leads.closed = Some(closed).filter(|t| t.known().next().is_some());
        leads.source = self.source.map(|(_, l)| l);
        leads.owner = self.owner.map(|(_, l)| l);
        leads.value = self.value.map(|(_, a, _)| a);
        leads
    }
}
