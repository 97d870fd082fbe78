//! Report: one diagnosis, told to people.

pub mod html;
