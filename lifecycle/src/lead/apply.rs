//! Apply: folds one event into the state of a lead.

use crate::lead::{Lead, Recorded};

/// The lead after the event; `None` before `lead.captured`.
pub fn apply(lead: Option<Lead>, recorded: &Recorded) -> Option<Lead> {
    let _ = recorded;
    lead
}
