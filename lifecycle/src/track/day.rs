//! Day: in which order somebody works through their leads, and why that one is first.
//!
//! [`place`] puts a lead into a coarse step of urgency; within a step the better grade comes
//! first, then the higher score, then the earlier deadline. Coarse on purpose: a hot lead
//! due in forty minutes comes before a cold one due in thirty-five.
//!
//! A promise that can still be kept comes before one that is broken already: who calls in the
//! order of deadlines alone keeps breaking the next one too.
//!
//! Deliberately absent: figures over the day, and how many promises fit into it (`fits`).

use crate::lead::{Lead, NextStep, Standing};
use crate::names::LeadId;
use crate::process::model::Process;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use std::cmp::Reverse;

/// A promise with no more working time left than this comes before all else.
const LAST_MOMENT: SignedDuration = SignedDuration::from_mins(15);
/// What is due within so much working time is due now.
const NOW: SignedDuration = SignedDuration::from_hours(1);

/// How urgent a lead is, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Its deadline can still be met, and only just.
    LastMoment,
    /// Its deadline is over.
    Overdue,
    /// It is due within a working hour.
    Soon,
    /// It is due today.
    Today,
    /// It is due on a later day.
    Later,
    /// It waits for the buyer, or for a better time.
    Waiting,
}

impl Urgency {
    /// The group it is shown in.
    pub fn group(self) -> Group {
        match self {
            Self::LastMoment | Self::Overdue | Self::Soon => Group::Now,
            Self::Today => Group::Today,
            Self::Later => Group::Later,
            Self::Waiting => Group::Waiting,
        }
    }

    /// Why it stands where it stands, for people.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::LastMoment => "can still be kept, but only now",
            Self::Overdue => "is overdue",
            Self::Soon => "is due within a working hour",
            Self::Today => "is due today",
            Self::Later => "is due on a later day",
            Self::Waiting => "waits",
        }
    }
}

/// The parts of a day's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// To be done now.
    Now,
    /// To be done later today.
    Today,
    /// To be done on a later day.
    Later,
    /// Waiting for the buyer, or for a better time.
    Waiting,
}

/// Where a lead stands in the list. The least one comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// How urgent it is.
    pub urgency: Urgency,
    /// The day on which it is due, where that isn't today.
    pub day: Option<Date>,
    /// The number of its grade among those of its line, the best one 0; last without one.
    pub grade: usize,
    /// Its score, the higher one first.
    pub score: Reverse<i64>,
    /// When its next step is due.
    pub due_at: Timestamp,
    /// Decides between equals.
    pub lead: LeadId,
}

/// Where a lead stands in the list of who owns it; `None` once it ended.
pub fn place(lead: &Lead, process: &Process, now: Timestamp) -> Option<Place> {
    let Standing::Open(attended) = &lead.standing else {
        return None;
    };
    let grades = &process.line(&lead.source.channel).quality.grades;
    let grade = lead
        .score
        .grade
        .as_ref()
        .and_then(|own| grades.iter().position(|rule| rule.grade == *own))
        .unwrap_or(grades.len());
    let urgency = urgency(
        &attended.next_step,
        (attended.holding || attended.snooze.is_some()) && attended.next_step.planned_at > now,
        process,
        now,
    );
    let due_at = attended.next_step.due_at;
    Some(Place {
        urgency,
        day: matches!(urgency, Urgency::Later | Urgency::Waiting)
            .then(|| due_at.to_zoned(process.calendar.zone.clone()).date()),
        grade,
        score: Reverse(
            lead.score
                .fit(now)
                .saturating_add(lead.score.engagement(now)),
        ),
        due_at,
        lead: lead.id.clone(),
    })
}

fn urgency(step: &NextStep, waits: bool, process: &Process, now: Timestamp) -> Urgency {
    if waits {
        return Urgency::Waiting;
    }
    if step.due_at < now {
        return Urgency::Overdue;
    }
    let left = process.calendar.working_between(now, step.due_at);
    if left <= LAST_MOMENT && step.clock.is_some() {
        Urgency::LastMoment
    } else if left <= NOW {
        Urgency::Soon
    } else if step.due_at < tomorrow(process, now) {
        Urgency::Today
    } else {
        Urgency::Later
    }
}

/// When the next day begins, where the process is.
fn tomorrow(process: &Process, now: Timestamp) -> Timestamp {
    let day = now.to_zoned(process.calendar.zone.clone()).date();
    match day.checked_add(1.day()) {
        Ok(next) => process.calendar.day_begins(next),
        Err(_) => Timestamp::MAX,
    }
}
