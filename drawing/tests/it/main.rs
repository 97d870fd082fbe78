//! Drawing: laws that hold for any line, and how the worked example looks.

mod laws;
mod looks;
mod made;
