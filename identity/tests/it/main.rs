//! Who is the same, on cases for people to read and on sets with known answers.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that fails says where"
)]

mod people;
mod phones;
mod sets;
mod support;
