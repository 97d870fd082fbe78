//! Preview: what a command would lead to, by the same rules, with nothing recorded.
//!
//! Nobody's turn is held meanwhile: who would get a lead is how it stands now.

use crate::line::LineError;
use crate::processes::Published;
use jiff::Timestamp;
use lifecycle::lead::{Actor, Command, Lead, World, decide};
use lifecycle::roster::Roster;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The lead as it would be then.
///
/// # Errors
///
/// What the rules would say, or that one of them breaks.
pub(crate) fn preview(
    lead: &Lead,
    command: Command,
    published: &Published,
    roster: &mut Roster,
    by: Actor,
    now: Timestamp,
) -> Result<Lead, LineError> {
    let mut world = World {
        process: &published.process,
        version: published.stored.version,
        roster,
        now,
        by,
    };
    let decided = catch_unwind(AssertUnwindSafe(|| decide(lead, command, &mut world)));
    match decided {
        Ok(decided) => Ok(decided?.lead),
        Err(_) => Err(LineError::Broken("while looking ahead".into())),
    }
}
