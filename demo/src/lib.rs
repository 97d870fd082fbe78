//! Demo: a believable company, from a seed.
//!
//! Ten people, six months, some three thousand leads of all four families. [`play`] is a
//! simulation: merchants ask, time passes, people get round to what is due, and each
//! thing they do goes through the very rules that the server runs. So history, states
//! and clocks agree, and what is late is late because somebody had too much to do.
//!
//! Deliberately absent: rules of its own. What the simulation can't get past
//! [`lifecycle::lead::decide`], it doesn't do.

mod arrivals;
mod company;
mod fill;
mod merchant;
mod play;
mod work;

pub use company::{Company, PROCESS};
pub use fill::{Filled, fill};
pub use play::{Played, Step, play};
