//! Lifecycle: the words and rules of a lead's life, pure.
//!
//! So far: the four families of sources. The process document and its rules move in here.
//!
//! Deliberately absent, and checked: async, database, HTTP, files, clocks,
//! randomness, environment.

pub mod source;
pub mod words;
