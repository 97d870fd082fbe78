//! Process: the agreed document, read, checked, compared.

mod check;
pub mod condition;
mod diff;
mod format;
pub mod model;
mod node;
pub mod place;
pub(crate) mod read;
mod upgrade;

pub use check::check;
pub use diff::{Change, ChangeKind, difference};
pub use format::guide::key_tables;
pub use format::schema::json_schema;
pub use read::{Reading, finding_codes, read, read_bytes};

/// All codes of findings that checking can give.
pub fn check_codes() -> &'static [&'static str] {
    check::CODES
}
