//! Process: the agreed document, read, checked, compared.

pub mod condition;
pub mod model;
pub mod place;
