//! Process: the agreed document, read, checked, compared.

pub mod condition;
mod format;
pub mod model;
mod node;
pub mod place;
mod read;
mod upgrade;

pub use format::guide::key_tables;
pub use format::schema::json_schema;
pub use read::{Reading, finding_codes, read, read_bytes};
