//! Of events: rows without a case or a time, and a lifecycle that tells more.

use super::{name_of, of_leads, warning};
use crate::diagnosis::Warning;
use crate::load::Cases;
use crate::mapping::{Mapping, Role};
use crate::survey::TableSurvey;
use crate::words::{count, counted, listed, quoted};
use insight::Outcome;
use insight::paths::Paths;

/// What is odd in an event log.
pub(crate) fn of_events(tables: &[TableSurvey], mapping: &Mapping, cases: &Cases, paths: &Paths) -> Vec<Warning> {
    let mut found = Vec::new();
    if cases.without_case > 0 {
        found.push(warning("events_without_case", cases.without_case, mapping.at(Role::Case).map(|at| name_of(tables, at)), format!("{} no case and are left out.", counted(cases.without_case, "event names", "events name"))));
    }
    let undated = cases.log.undated() as u64;
    if undated > 0 {
        found.push(warning("events_without_time", undated, mapping.at(Role::Time).map(|at| name_of(tables, at)), format!("{} no time that can be read; they keep their place in the file.", counted(undated, "event has", "events have"))));
    }
    if let Some((at, unread)) = &cases.unread {
        of_leads::unreadable(Role::Time, &name_of(tables, *at), unread, &mut found);
    }
    if let Some(with) = &paths.with_lifecycle {
        found.push(warning("lifecycle_left_aside", with.activities, mapping.at(Role::Lifecycle).map(|at| name_of(tables, at)), format!("Events also say whether a task was scheduled, started or completed. The paths count the activity alone; with it there are {} activities, {} variants and {} edges.", count(with.activities), count(with.variants), count(with.edges))));
    }
    let deciding = |outcome: Outcome| cases.decisive.iter().filter(|(_, o)| **o == outcome).map(|(a, _)| quoted(a)).collect::<Vec<_>>();
    let (won, lost) = (deciding(Outcome::Won), [deciding(Outcome::Lost), deciding(Outcome::Disqualified)].concat());
    if !won.is_empty() || !lost.is_empty() {
        found.push(warning("outcome_from_activities", (won.len() + lost.len()) as u64, mapping.at(Role::Activity).map(|at| name_of(tables, at)), format!("What became of a case is told by its last deciding activity: won by {}; lost by {}. A map can say otherwise under `outcome`.", if won.is_empty() { "none".to_owned() } else { listed(&won, 6) }, if lost.is_empty() { "none".to_owned() } else { listed(&lost, 6) })));
    }
    found
}
