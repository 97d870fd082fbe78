//! Words: those by which a lead is found are its own, and none is missing.

use super::Look;
use super::stream::PIECE;
use crate::Result;
use crate::db::{Sql, args};

impl Look {
    pub(super) async fn at_words(&mut self) -> Result<()> {
        const STRAY: Sql<'_> = Sql {
            sqlite: "
                SELECT w.lead_id, w.word
                  FROM lead_words w LEFT JOIN leads l ON l.id = w.lead_id
                 WHERE l.id IS NULL OR instr(l.words || ' ', ' ' || w.word || ' ') = 0
                 LIMIT $1",
            postgres: "
                SELECT w.lead_id, w.word
                  FROM lead_words w LEFT JOIN leads l ON l.id = w.lead_id
                 WHERE l.id IS NULL OR strpos(l.words || ' ', ' ' || w.word || ' ') = 0
                 LIMIT $1",
        };
        for mut row in self.connection.rows(STRAY, &args![PIECE]).await? {
            let (lead, word): (String, String) = (row.take(0)?, row.take(1)?);
            self.found
                .differs(Some(&lead.into()), "words", "none but the lead's", word);
        }
        let row = self
            .connection
            .row("SELECT count(*) FROM lead_words", &[])
            .await?;
        let stored: u64 = row.map_or(Ok(0), |mut row| row.take(0))?;
        if stored != self.words {
            self.found
                .differs(None, "words", self.words.to_string(), stored.to_string());
        }
        Ok(())
    }
}
