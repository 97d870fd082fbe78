//! Guarded: parsers of others on the bytes of strangers.

use crate::Trouble;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a parser that may give up in panic where a file makes no sense: then the
/// file is damaged, and nothing else is.
pub(crate) fn guarded<T>(parse: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let damaged = |_| {
        Err(Trouble::Damaged(
            "its inner structure makes no sense".into(),
        ))
    };
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(damaged)
}
