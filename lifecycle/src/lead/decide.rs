//! Decide: what a command leads to. Pure, and the same for API, clocks, demo and simulation.

use crate::lead::{Actor, Command, Company, Decision, Lead, Person, Refusal, Submission};
use crate::names::LeadId;
use crate::process::model::Process;
use crate::roster::Roster;
use jiff::Timestamp;

/// What a decision may look at beside the lead.
#[derive(Debug)]
pub struct World<'a> {
    /// The process the lead runs under.
    pub process: &'a Process,
    /// Its version.
    pub version: u32,
    /// Who works here, with load and turns; moves on with each decision of a batch.
    pub roster: &'a mut Roster,
    /// The present.
    pub now: Timestamp,
    /// Who asks.
    pub by: Actor,
}

/// A new lead from a submission whose person is known by now: through the gates until
/// somebody owns it, with next step and deadline. Can't fail: what the rules can't carry
/// through becomes an open lead with the step "sort out this intake".
pub fn capture(
    id: LeadId,
    submission: Submission,
    person: Person,
    company: Option<Company>,
    world: &mut World<'_>,
) -> Decision {
    let _ = (id, submission, person, company, world);
    todo!()
}

/// What a command leads to.
pub fn decide(lead: &Lead, command: Command, world: &mut World<'_>) -> Result<Decision, Refusal> {
    let _ = (lead, command, world);
    todo!()
}
