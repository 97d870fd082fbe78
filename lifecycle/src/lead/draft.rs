//! Draft: a decision in the making.
//!
//! Each event is folded into the draft's lead as soon as it is recorded, so that the
//! activities always look at the present state, and state is the fold of the events by
//! construction. A draft that is dropped leaves nothing behind but what it took of the
//! roster; so whoever can refuse does it before anybody is picked.

use crate::lead::alert::Pending;
use crate::lead::{
    Actor, Attended, Decision, Effect, Event, Lead, LeadFacts, Owner, Reason, Recorded, Standing,
    World, apply,
};
use crate::names::{MemberId, StageId};
use crate::process::model::{Line, Process, Stage};
use crate::roster::Roster;
use jiff::Timestamp;

/// A decision in the making.
pub(crate) struct Draft<'w> {
    /// The lead as it is by now.
    pub lead: Lead,
    /// The process it runs under.
    pub process: &'w Process,
    /// The line of its channel.
    pub line: &'w Line,
    /// Who works here.
    pub roster: &'w mut Roster,
    /// The present; never before anything that happened to the lead.
    pub now: Timestamp,
    /// Who asks.
    pub by: Actor,
    /// Who is to be told once everything else is settled.
    pub pending: Vec<Pending<'w>>,
    /// Stage, attempt or promise changed: the next step has to be looked at.
    pub replan: bool,
    version: u32,
    events: Vec<Recorded>,
    effects: Vec<Effect>,
    own: Actor,
}

impl<'w> Draft<'w> {
    /// For a lead that exists.
    pub(crate) fn of(lead: &Lead, world: &'w mut World<'_>) -> Self {
        let now = world.now.max(lead.last.at);
        Self::with(lead.clone(), now, world)
    }

    /// For a lead that begins with this event.
    pub(crate) fn beginning(event: Event, because: Vec<Reason>, world: &'w mut World<'_>) -> Self {
        let recorded = Recorded {
            seq: 1,
            at: world.now,
            by: world.by.clone(),
            because,
            process_version: world.version,
            event,
        };
        let lead = apply::begin(&recorded).expect("a lead begins with `lead.captured`");
        let mut draft = Self::with(lead, world.now, world);
        draft.events.reserve(12);
        draft.events.push(recorded);
        draft
    }

    fn with(lead: Lead, now: Timestamp, world: &'w mut World<'_>) -> Self {
        Self {
            line: world.process.line(&lead.source.channel),
            lead,
            process: world.process,
            roster: world.roster,
            now,
            by: world.by.clone(),
            pending: Vec::new(),
            replan: false,
            version: world.version,
            events: Vec::new(),
            effects: Vec::new(),
            own: Actor::Process,
        }
    }

    /// What follows from here on happens because time went by.
    pub(crate) fn by_time(&mut self) {
        self.own = Actor::Time;
    }

    /// Something that follows from the rules.
    pub(crate) fn record(&mut self, event: Event, because: Vec<Reason>) {
        self.push(self.own.clone(), event, because);
    }

    /// Something that whoever asks did.
    pub(crate) fn record_by_them(&mut self, event: Event, because: Vec<Reason>) {
        self.push(self.by.clone(), event, because);
    }

    fn push(&mut self, by: Actor, event: Event, because: Vec<Reason>) {
        let recorded = Recorded {
            seq: self.lead.version.saturating_add(1),
            at: self.now,
            by,
            because,
            process_version: self.version,
            event,
        };
        apply::change(&mut self.lead, &recorded);
        self.events.push(recorded);
    }

    /// Something that shall happen outside.
    pub(crate) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// What conditions can ask for.
    pub(crate) fn facts(&self) -> LeadFacts<'_> {
        LeadFacts {
            roster: Some(self.roster),
            ..LeadFacts::new(&self.lead, self.process, self.now)
        }
    }

    /// What is true while it is open.
    pub(crate) fn attended(&self) -> Option<&Attended> {
        match &self.lead.standing {
            Standing::Open(attended) => Some(attended),
            Standing::Ended { .. } | Standing::Merged { .. } => None,
        }
    }

    /// The stage it is at, while it is open.
    pub(crate) fn stage(&self) -> Option<&'w Stage> {
        let attended = self.attended()?;
        self.line.stage(&attended.stage)
    }

    /// The stage of this name.
    pub(crate) fn stage_of(&self, id: &StageId) -> Option<&'w Stage> {
        self.line.stage(id)
    }

    /// What people call the stage of this name.
    pub(crate) fn stage_title<'t>(&self, id: &'t StageId) -> &'t str
    where
        'w: 't,
    {
        self.stage_of(id)
            .map_or(id.as_str(), |stage| stage.title.as_str())
    }

    /// The member who owns it.
    pub(crate) fn owner(&self) -> Option<&MemberId> {
        match &self.attended()?.owner {
            Owner::Person { id, .. } => Some(id),
            Owner::Pool { .. } => None,
        }
    }

    /// Whether whoever asks owns it.
    pub(crate) fn by_owner(&self) -> bool {
        matches!(&self.by, Actor::Member { id, .. } if Some(id) == self.owner())
    }

    /// The number of the last event.
    pub(crate) fn seq(&self) -> u32 {
        self.lead.version
    }

    /// The version of the process.
    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// The decision, as it is.
    pub(crate) fn decision(self) -> Decision {
        Decision {
            wake_at: self.lead.wake_after(self.now),
            lead: self.lead,
            events: self.events,
            effects: self.effects,
        }
    }
}
