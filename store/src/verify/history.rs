//! History: the events of a lead, one after the other, and what follows from them.

use super::Look;
use super::effects::Told;
use super::stream::Stream;
use crate::db::Row;
use crate::record::{Stays, exceptions};
use crate::{Result, log};
use jiff::Timestamp;
use lifecycle::lead::{Actor, Event, Lead, Recorded, apply};
use lifecycle::names::LeadId;
use std::collections::BTreeMap;

/// All events, lead by lead.
pub(super) fn events() -> Stream {
    Stream::of(
        "events",
        "events",
        &["lead_id", "seq"],
        "position, type, at, actor, because, process_version, data",
    )
}

/// What is counted from the events of a lead.
#[derive(Default)]
pub(super) struct Counted {
    /// The numbers of moves that weren't drawn.
    pub(super) exceptions: Vec<u32>,
    /// The stages it was at.
    pub(super) stays: Stays,
    /// The raw requests that its events name.
    pub(super) submissions: BTreeMap<String, Named>,
    /// Who was told what.
    pub(super) told: Vec<Told>,
    /// When the last event happened, and its place in the log.
    last: Option<(Timestamp, i64)>,
}

/// A raw request, as the event says that names it.
pub(super) struct Named {
    /// What came of it.
    pub(super) came_of: &'static str,
    /// When the event happened.
    pub(super) at: Timestamp,
}

impl Counted {
    fn count(&mut self, event: &Recorded) {
        if exceptions(std::iter::once(event)) > 0 {
            self.exceptions.push(event.seq);
        }
        if let Event::TakenBack { to, .. } = event.event {
            self.exceptions.retain(|seq| *seq <= to);
        }
        self.stays.add(event);
        self.told.extend(Told::by(event));
        let (submission, came_of) = match &event.event {
            Event::Captured { submission, .. } => (submission, "new"),
            Event::Reengaged { submission, .. } => (submission, "reengaged"),
            _ => return,
        };
        let at = event.at;
        self.submissions
            .insert(submission.as_str().to_owned(), Named { came_of, at });
    }
}

impl Look {
    /// The lead as it follows from its events, and what is counted on the way.
    pub(super) async fn rebuild(&mut self, id: &LeadId) -> Result<(Option<Lead>, Counted)> {
        let mut lead: Option<Lead> = None;
        let mut counted = Counted::default();
        let mut next = 1;
        while let Some(row) = self
            .events
            .next_of(&mut self.connection, id.as_str())
            .await?
        {
            self.found.events += 1;
            let mut values = row.into_values();
            // The key comes first, and the position behind it.
            values.swap(0, 2);
            values.swap(1, 2);
            let (position, event) = match log::read(Row::of(values)) {
                Ok(event) => (event.position.0, event.recorded),
                Err(error) => {
                    self.found
                        .differs(Some(id), "events", "an event", error.to_string());
                    next += 1;
                    continue;
                }
            };
            if event.seq != next {
                self.found.differs(
                    Some(id),
                    "events",
                    format!("number {next}"),
                    format!("number {}", event.seq),
                );
                next = event.seq;
            }
            next += 1;
            self.at_order(id, &event, position, counted.last);
            counted.last = Some((event.at, position));
            self.at_actor(id, &event);
            counted.count(&event);
            lead = apply(lead, &event);
            if let Some(lead) = &lead {
                self.at_version(lead, &event);
            }
        }
        Ok((lead, counted))
    }

    /// A lead's events go forward in time and in the log.
    fn at_order(
        &mut self,
        id: &LeadId,
        event: &Recorded,
        position: i64,
        before: Option<(Timestamp, i64)>,
    ) {
        let Some((at_before, position_before)) = before else {
            return;
        };
        if event.at < at_before {
            self.found.differs(
                Some(id),
                format!("time of event {}", event.seq),
                format!("{at_before} or later"),
                event.at.to_string(),
            );
        }
        if position <= position_before {
            self.found.differs(
                Some(id),
                format!("position of event {}", event.seq),
                format!("behind {position_before}"),
                position.to_string(),
            );
        }
    }

    fn at_actor(&mut self, id: &LeadId, event: &Recorded) {
        if let Actor::Member { id: member, .. } = &event.by
            && !self.members.is_known(member)
        {
            self.found.differs(
                Some(id),
                format!("actor of event {}", event.seq),
                "a member",
                member.as_str(),
            );
        }
    }

    fn at_version(&mut self, lead: &Lead, event: &Recorded) {
        let version = (lead.process.as_str().to_owned(), event.process_version);
        if !self.versions.contains(&version) {
            self.found.differs(
                Some(&lead.id),
                format!("process version of event {}", event.seq),
                "a published version",
                format!("{} {}", version.0, version.1),
            );
        }
    }
}
