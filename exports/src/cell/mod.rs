//! Cell: what a single cell says.
//!
//! Each reader takes the text as it stands and answers `None` where the text
//! isn't clearly of its kind. Where a text has two readings (`04/03/2021`) both
//! come back: the column decides, or the user; never a guess.

mod plain;
mod walk;

pub mod date;
pub mod mail;
pub mod money;
pub mod phone;
pub mod word;
