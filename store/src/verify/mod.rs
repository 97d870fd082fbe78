//! Verify: rebuilds every lead from its events and checks all invariants.
//!
//! Leads and all that belongs to them are read in the order of their ids, side by side
//! and piece by piece, so that memory doesn't grow with the database. What is found is
//! said with what follows from the events and what is stored.
//!
//! What can't be proved, as no event tells it: how many turns somebody had, what a raw
//! request said, which answers, sessions and tokens there were. Of those it is checked
//! that they can be read, and that what they name is there.
//!
//! Deliberately absent: a mend. What to believe is for people to decide.

mod answers;
mod capture;
mod effects;
mod found;
mod history;
mod identity;
mod intake;
mod leads;
mod log;
mod members;
mod people;
mod process;
mod stream;
mod words;
mod work;

pub use found::{Difference, Verification};

use crate::db::Connection;
use crate::{Result, Store};
use members::Members;
use std::collections::BTreeSet;
use stream::Stream;

/// Reads everything, in bounded memory, and compares. `progress` is told how many leads
/// were looked at.
///
/// 1. The few who work here and the versions of the process are kept in mind.
/// 2. Lead by lead: its events, and everything that follows from them.
/// 3. Person by person, company by company: what their leads say of them.
/// 4. Answers, words, the places of the log, loads, turns, sessions and tokens.
/// 5. Ways in, and what came by them.
///
/// # Errors
/// [`Error::Unavailable`](crate::Error::Unavailable); what can't be read is a difference.
pub async fn verify(store: &Store, progress: impl FnMut(u64)) -> Result<Verification> {
    let mut look = Look {
        connection: store.read_long().await?,
        found: Verification::default(),
        versions: BTreeSet::new(),
        members: Members::default(),
        events: history::events(),
        stages: leads::stages(),
        words: 0,
        submissions: intake::submissions(),
        alerts: effects::alerts(),
    };
    look.at_processes().await?;
    look.at_members().await?;
    look.at_leads(progress).await?;
    look.at_strays().await?;
    look.at_people().await?;
    look.at_companies().await?;
    look.at_merges().await?;
    look.at_likenesses().await?;
    look.at_answers().await?;
    look.at_words().await?;
    look.at_log().await?;
    look.at_loads();
    look.at_turns().await?;
    look.at_sign_in().await?;
    look.at_ways_in().await?;
    look.at_inbox().await?;
    look.at_work().await?;
    Ok(look.found)
}

/// What `verify` knows while it looks.
struct Look {
    connection: Connection,
    found: Verification,
    versions: BTreeSet<(String, u32)>,
    members: Members,
    events: Stream,
    stages: Stream,
    /// How many words all leads have.
    words: u64,
    submissions: Stream,
    alerts: Stream,
}
