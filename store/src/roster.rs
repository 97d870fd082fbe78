//! Roster: who works here, with load and turns, for the rules.

use crate::{Result, Work};
use lifecycle::roster::Roster;

impl Work {
    /// Who works here, with open leads and turns. Others that need it wait until this work
    /// ends, on all nodes; so turns are exact.
    pub async fn roster(&mut self) -> Result<Roster> {
        todo!()
    }
}
