//! The whole program, and the house it is built in.

mod facts;
mod papers;
mod program;
mod purity;
mod seeds;
