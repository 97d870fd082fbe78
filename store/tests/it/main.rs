//! The store, on each database it can stand on. `scripts/with-postgres` brings the second.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails loudly, and says what it skips"
)]

mod backup;
mod capture;
mod damage;
mod database;
mod history;
mod intake;
mod line;
mod lists;
mod log;
mod members;
mod open;
mod schema;
mod verify;
