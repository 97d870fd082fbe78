//! Identity: who is the same person or company, and why we think so.
//!
//! - One spelling for what people write in many: [`fold`], [`mail`], [`phone`], [`name`],
//!   [`company`], and how far two words are apart: [`alike`].
//! - Comparing two, with weights that are explained: [`model`], [`people`].
//! - Who has to be compared at all: [`block`]. Who of many is the same: [`dedupe`].
//! - Records other than contacts, and weights learned from them: [`table`], [`learn`].
//!
//! This room is pure: chance and the number of threads are arguments, and the same input
//! gives the same answer always.
//!
//! Deliberately absent: what becomes of two records that are the same. Who joins them,
//! asks somebody, or remembers a no, stands above.

pub mod alike;
pub mod block;
pub mod company;
pub mod dedupe;
pub mod fold;
pub mod learn;
pub mod mail;
pub mod model;
pub mod name;
pub mod people;
pub mod phone;
pub mod table;

pub use block::block_keys;
pub use model::{Likeness, Model, Part, Verdict};
pub use people::{Contact, House, Matcher, Profile};
