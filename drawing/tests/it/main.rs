//! Drawing: laws and looks.

mod made;
