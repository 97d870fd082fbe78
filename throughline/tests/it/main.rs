//! The whole program, and the house it is built in.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where, one that skips says so"
)]

mod bad_input;
mod crash;
mod everyday;
mod facts;
mod load;
mod made;
mod nodes;
mod papers;
mod process;
mod program;
mod purity;
mod running;
mod seeds;
mod serve;
mod unknown_exports;
