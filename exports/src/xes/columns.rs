//! Columns: which attributes of a log become columns, and in which order.
//!
//! A log names its attributes only as it goes, so the beginning of it is read
//! for them. What turns up later is not delivered; the tally says so.

use super::walk::{Attribute, Visitor};
use crate::names;
use crate::{Flow, Trouble};
use hashbrown::HashMap;

/// Enough to see every attribute of all but huge logs, and done in well under
/// a second.
const SURVEYED_BYTES: u64 = 16 << 20;

/// More columns than this are an accident (an id written as a key).
const MOST: usize = 1_000;

/// The column of the name of the case.
pub(super) const CASE: usize = 0;

/// These come first, where they occur. The prefix `case:` marks attributes of
/// a trace, as the CSV form of event logs has it.
const FIRST: [&str; 4] = [
    "concept:name",
    "time:timestamp",
    "org:resource",
    "lifecycle:transition",
];

/// The columns of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    trace: HashMap<String, usize, foldhash::fast::RandomState>,
    event: HashMap<String, usize, foldhash::fast::RandomState>,
}

impl Columns {
    pub(super) fn of_trace(&self, key: &str) -> Option<usize> {
        self.trace.get(key).copied()
    }

    pub(super) fn of_event(&self, key: &str) -> Option<usize> {
        self.event.get(key).copied()
    }
}

/// Collects the keys of a log in the order of their first appearance.
#[derive(Default)]
pub(super) struct Survey {
    trace: HashMap<String, usize, foldhash::fast::RandomState>,
    event: HashMap<String, usize, foldhash::fast::RandomState>,
    in_event: bool,
    events: u64,
    begun_at: Option<u64>,
}

impl Survey {
    /// How many events were seen; none means that the log has none.
    pub(super) fn events(&self) -> u64 {
        self.events
    }

    /// The columns for the keys seen.
    pub(super) fn columns(self) -> Columns {
        let mut keys: Vec<(usize, bool, String)> = Vec::new();
        keys.extend(self.trace.into_iter().map(|(key, seen)| (seen, true, key)));
        keys.extend(self.event.into_iter().map(|(key, seen)| (seen, false, key)));
        keys.retain(|(_, of_trace, key)| !(*of_trace && key == FIRST[0]));
        keys.sort_by_key(|(seen, of_trace, key)| {
            let rank = FIRST.iter().position(|first| !of_trace && first == key);
            (rank.unwrap_or(FIRST.len()), *seen)
        });
        keys.insert(0, (0, true, FIRST[0].to_owned()));
        // An event may carry a key `case:concept:name` of its own.
        let prefixed: Vec<String> = keys
            .iter()
            .map(|(_, of_trace, key)| match (of_trace, key.trim()) {
                (_, "") => String::new(),
                (true, _) => format!("case:{key}"),
                (false, _) => key.clone(),
            })
            .collect();
        let prefixed: Vec<(&str, usize)> = prefixed.iter().map(String::as_str).zip(1..).collect();
        let mut columns = Columns {
            names: names::unique(&prefixed),
            ..Columns::default()
        };
        for (column, (_, of_trace, key)) in keys.into_iter().enumerate() {
            let keys = if of_trace {
                &mut columns.trace
            } else {
                &mut columns.event
            };
            keys.insert(key, column);
        }
        columns
    }
}

impl Visitor for Survey {
    fn trace_begins(&mut self) {}

    fn event_begins(&mut self, _line: u64) {
        self.in_event = true;
    }

    fn attribute(&mut self, attribute: Attribute<'_>) -> Result<(), Trouble> {
        let seen = self.trace.len() + self.event.len();
        let keys = if self.in_event {
            &mut self.event
        } else {
            &mut self.trace
        };
        if !keys.contains_key(attribute.key) && seen < MOST {
            keys.insert(attribute.key.to_owned(), seen);
        }
        Ok(())
    }

    fn passed_over(&mut self, _key: &str, _line: u64) {}

    fn event_ends(&mut self, consumed: u64) -> Flow {
        self.in_event = false;
        self.events += 1;
        // Counted from the first event on: a log may open with megabytes of
        // figures about itself.
        let begun_at = *self.begun_at.get_or_insert(consumed);
        if consumed - begun_at > SURVEYED_BYTES {
            return Flow::Break(());
        }
        Flow::Continue(())
    }

    fn trace_ends(&mut self) -> Flow {
        Flow::Continue(())
    }
}
