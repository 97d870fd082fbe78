//! Lead: one episode of a person's interest, what it is right now, and what can happen to it.
//!
//! [`decide`] takes a lead, a [`Command`], the process it runs under and the present, and
//! answers with a [`Decision`]: events, effects, reasons. [`apply`] folds one event into
//! the state. State is nothing but that fold, so it can be rebuilt at any time.

pub(crate) mod alert;
mod apply;
mod capture;
mod command;
mod decide;
mod decision;
mod draft;
mod event;
mod facts;
mod refusal;
mod state;
pub(crate) mod undo;

pub use apply::{apply, fold};
pub use capture::capture;
pub use command::{Command, Source, Submission};
pub(crate) use decide::settle;
pub use decide::{World, decide};
pub use decision::{Decision, Effect, Reason};
pub(crate) use draft::Draft;
pub use event::{Actor, Event, Joined, MoveKind, Recorded};
pub use facts::{Happening, LeadFacts};
pub use refusal::Refusal;
pub use state::{
    Attended, Axis, Cell, Clock, ClockState, Company, Consent, Contribution, Lasting, Lead,
    NextStep, Owner, Person, Score, Snooze, Standing, Touch,
};
pub use undo::take_back;
