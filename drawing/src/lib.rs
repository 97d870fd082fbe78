//! Drawing: the picture of a process line. Lanes are roles, boxes are stages, arrows
//! are moves; an arrow that crosses into another lane is a hand-off.
//!
//! [`mod@layout`] says where everything stands, in CSS pixels; the screens draw that
//! geometry themselves. [`mod@svg`] makes a file of it that stands on its own.
//!
//! Deliberately absent: anything that isn't in the process document. What happens on
//! the line comes in as an [`Overlay`], counted by others.

pub mod layout;
pub mod svg;
mod text;

pub use layout::{Drawing, Options, layout};
pub use svg::{Overlay, svg};
