//! The whole program, and the house it is built in.

mod papers;
mod purity;
mod seeds;
