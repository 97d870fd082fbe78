//! Stories and tables about the process document and a lead's life, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where"
)]

mod calendar;
mod cases;
mod check_cases;
mod day;
mod diff;
mod document;
mod document_bad_input;
mod document_cases;
mod document_model;
mod document_papers;
mod invariants;
mod life;
mod line;
mod merging;
mod selling;
mod snooze;
mod undo;
