//! Words: those by which a lead is found are its own, and none is missing.
//!
//! In a file the index of words is tables like any other. PostgreSQL keeps its own in step.

use super::Look;
use super::stream::PIECE;
use crate::Result;
use crate::db::{Connection, args};
use lifecycle::names::LeadId;

impl Look {
    pub(super) async fn at_words(&mut self) -> Result<()> {
        const STRAY: &str = "
            SELECT l.id, w.term
              FROM lead_words_found w LEFT JOIN leads l ON l.number = w.doc
             WHERE l.id IS NULL OR instr(l.words || ' ', ' ' || w.term || ' ') = 0
             LIMIT $1";
        if matches!(self.connection, Connection::Postgres(_)) {
            return Ok(());
        }
        for mut row in self.connection.rows(STRAY, &args![PIECE]).await? {
            let (lead, word): (Option<String>, String) = (row.take(0)?, row.take(1)?);
            let lead = lead.map(LeadId::from);
            self.found
                .differs(lead.as_ref(), "words", "none but the lead's", word);
        }
        let row = self
            .connection
            .row("SELECT count(*) FROM lead_words_found", &[])
            .await?;
        let stored: u64 = row.map_or(Ok(0), |mut row| row.take(0))?;
        if stored != self.words {
            self.found
                .differs(None, "words", self.words.to_string(), stored.to_string());
        }
        Ok(())
    }
}
