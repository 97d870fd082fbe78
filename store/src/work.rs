//! Work: a unit that is written as a whole or not at all.

use crate::{Position, Result};

/// Everything in it commits together, or nothing. Dropped without [`Work::commit`] it leaves no trace.
#[derive(Debug)]
pub struct Work {}

impl Work {
    /// Makes it durable and visible; the end of the log afterwards.
    pub async fn commit(self) -> Result<Position> {
        todo!()
    }
}
