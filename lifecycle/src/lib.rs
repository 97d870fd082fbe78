//! Lifecycle: the process document and all rules of a lead's life, pure.
//!
//! `(state, process, command, now) -> events + effects + reasons`. [`process`] reads the
//! document that marketing, sales and management agreed on; [`lead`] is what a lead is
//! right now, and what can happen to it; the activities stand beside each other:
//! identify, assess, assign, respond, sell, track, nurture.
//!
//! Deliberately absent, and checked: async, database, HTTP, files, clocks,
//! randomness, environment.

pub mod assess;
pub mod assign;
pub mod calendar;
pub mod identify;
pub mod lead;
pub mod names;
pub mod nurture;
pub mod presence;
pub mod process;
pub mod respond;
pub mod roster;
pub mod sell;
pub mod source;
pub mod track;
pub mod value;
pub mod words;
