//! Fits: which promises somebody can keep in the working time that is left, and which would
//! break if they took one more lead.
//!
//! Work is done in the order of deadlines, each step takes so many minutes, and only working
//! time counts: there is no better order for keeping every promise, so what doesn't fit
//! this way doesn't fit at all. Promises that are broken already take no place in the queue.
//!
//! How long a step takes is learned from what was logged ([`minutes`]).

use crate::calendar::{Calendar, Counts};
use crate::names::{LeadId, MemberId, StageId};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// How long a step takes where too little was logged, in minutes.
pub const USUAL_MINUTES: i64 = 15;
/// So many steps have to be known before their median is believed.
pub const ENOUGH: usize = 5;
/// A longer pause between two touches is a pause, and not work.
const LONGEST: SignedDuration = SignedDuration::from_mins(60);

/// Something that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// To which lead; `None` for one that might come.
    pub lead: Option<LeadId>,
    /// Until when.
    pub due_at: Timestamp,
    /// How long it takes, in minutes.
    pub minutes: i64,
}

/// The leads whose promise breaks when all of it is done in the order of deadlines.
pub fn late(mut queue: Vec<Owed>, calendar: &Calendar, now: Timestamp) -> Vec<Option<LeadId>> {
    queue.retain(|owed| owed.due_at > now);
    // Who might come waits behind those who are there.
    queue.sort_by(|a, b| {
        (a.due_at, a.lead.is_none(), &a.lead).cmp(&(b.due_at, b.lead.is_none(), &b.lead))
    });
    let mut free = now;
    let mut late = Vec::new();
    for owed in queue {
        let takes = SignedDuration::from_mins(owed.minutes.max(0));
        free = calendar.advance(free, takes, Counts::Working);
        if free > owed.due_at {
            late.push(owed.lead);
        }
    }
    late
}

/// What taking one more would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OneMore {
    /// Promises that break as it is.
    pub already: Vec<LeadId>,
    /// Promises that would break with the new one, and don't without it.
    pub others: Vec<LeadId>,
    /// The promise to the new one couldn't be kept.
    pub itself: bool,
}

/// Which promises break as it is, and which more would if this one came.
pub fn one_more(queue: &[Owed], new: Owed, calendar: &Calendar, now: Timestamp) -> OneMore {
    let already: Vec<LeadId> = late(queue.to_vec(), calendar, now)
        .into_iter()
        .flatten()
        .collect();
    let mut with = queue.to_vec();
    with.push(new);
    let after = late(with, calendar, now);
    OneMore {
        itself: after.contains(&None),
        others: after
            .into_iter()
            .flatten()
            .filter(|lead| !already.contains(lead))
            .collect(),
        already,
    }
}

/// A touch that was logged, as far as it tells how long a step takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Who logged it.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    /// How long it was said to take, in minutes.
    pub minutes: Option<u32>,
    /// Where the lead was.
    pub stage: StageId,
}

/// How long a step takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// The median, in minutes.
    pub minutes: i64,
    /// Over how many steps.
    pub of: usize,
}

/// How long a step takes at each stage: the time between two touches that somebody logged one
/// after the other, or what they said if that is longer. Pauses of more than an hour tell
/// nothing. Stages with too few steps are left out.
pub fn minutes(logged: &[Logged]) -> BTreeMap<StageId, Effort> {
    let mut in_order: Vec<&Logged> = logged.iter().collect();
    in_order.sort_by(|a, b| (&a.by, a.at).cmp(&(&b.by, b.at)));
    let mut known: BTreeMap<StageId, Vec<i64>> = BTreeMap::new();
    for (at, own) in in_order.iter().enumerate() {
        let said = own.minutes.map(i64::from);
        let gap = at
            .checked_sub(1)
            .map(|before| in_order[before])
            .filter(|before| before.by == own.by)
            .map(|before| own.at.duration_since(before.at))
            .filter(|gap| *gap <= LONGEST && *gap >= SignedDuration::from_mins(1))
            .map(|gap| gap.as_mins());
        if let Some(took) = gap.max(said) {
            known.entry(own.stage.clone()).or_default().push(took);
        }
    }
    known
        .into_iter()
        .filter(|(_, steps)| steps.len() >= ENOUGH)
        .map(|(stage, mut steps)| {
            steps.sort_unstable();
            let effort = Effort {
                minutes: steps[steps.len() / 2].max(1),
                of: steps.len(),
            };
            (stage, effort)
        })
        .collect()
}
