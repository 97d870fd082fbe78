//! The store, on each database it can stand on. `scripts/with-postgres` brings the second.

mod backup;
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
