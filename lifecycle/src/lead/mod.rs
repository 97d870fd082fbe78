//! Lead: one episode of a person's interest, what it is right now, and what can happen to it.
//!
//! [`decide`] takes a lead, a [`Command`], the process it runs under and the present, and
//! answers with a [`Decision`]: events, effects, reasons. [`apply`] folds one event into
//! the state. State is nothing but that fold, so it can be rebuilt at any time.

mod apply;
mod command;
mod decide;
mod decision;
mod event;
mod refusal;
mod state;

pub use apply::apply;
pub use command::{Command, Source, Submission};
pub use decide::{World, capture, decide};
pub use decision::{Decision, Effect, Reason};
pub use event::{Actor, Event, MoveKind, Recorded};
pub use refusal::Refusal;
pub use state::{
    Attended, Axis, Cell, Clock, ClockState, Company, Consent, Contribution, Lasting, Lead,
    NextStep, Owner, Person, Score, Standing, Touch,
};
