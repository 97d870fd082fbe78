//! Stories and tables about the figures, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where"
)]

mod map;
mod paths;
