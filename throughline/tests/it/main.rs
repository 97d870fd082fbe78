//! The whole program, and the house it is built in.

mod bad_input;
mod everyday;
mod facts;
mod made;
mod papers;
mod program;
mod purity;
mod seeds;
mod unknown_exports;
