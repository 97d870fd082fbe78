//! Report: one diagnosis, told to people.

pub mod html;
pub mod terminal;
