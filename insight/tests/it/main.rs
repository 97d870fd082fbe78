//! Stories, facts and laws of the figures, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where"
)]

mod drivers;
mod leads;
mod map;
mod paths;
