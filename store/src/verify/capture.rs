//! Capture: ways in can be read, and entries of the inbox are what they say: one that became
//! a lead has that lead and its submission, one that is open has somebody and a deadline.

use super::Look;
use super::stream::Stream;
use crate::{EntryState, Result, WayKind};

impl Look {
    pub(super) async fn at_ways_in(&mut self) -> Result<()> {
        const WAYS: &str = "
            SELECT id, kind, definition, length(own_key), length(key_hash) FROM ways_in ORDER BY id";
        const TEXTS: &str = "
            SELECT way_id, version FROM consent_texts
             WHERE length(text) = 0 OR way_id NOT IN (SELECT id FROM ways_in)
             ORDER BY way_id, version";
        for mut row in self.connection.rows(WAYS, &[]).await? {
            let (id, kind): (String, String) = (row.take(0)?, row.take(1)?);
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(row.text(2)).is_ok();
            let keys: (i64, Option<i64>) = (row.take(3)?, row.take(4)?);
            let sound = WayKind::of_word(&kind).is_some()
                && is_json
                && keys.0 == 32
                && keys.1.is_none_or(|bytes| bytes == 32);
            if !sound {
                self.found.differs(
                    None,
                    format!("way in {id}"),
                    "a kind that there is, a definition in JSON, keys of 32 bytes",
                    format!("{kind}, {} bytes", keys.0),
                );
            }
        }
        for mut row in self.connection.rows(TEXTS, &[]).await? {
            let (way, version): (String, String) = (row.take(0)?, row.take(1)?);
            self.found.differs(
                None,
                format!("consent text {version} of {way}"),
                "words, and a way in",
                "none",
            );
        }
        Ok(())
    }

    pub(super) async fn at_inbox(&mut self) -> Result<()> {
        const STRAYS: &str = "
            SELECT i.id FROM inbox i
             WHERE i.way_id NOT IN (SELECT id FROM ways_in)
                OR (i.submission_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM submissions s WHERE s.id = i.submission_id))
             ORDER BY i.id
             LIMIT 500";
        let mut entries = Stream::of(
            "inbox",
            "inbox",
            &["id"],
            "state, reason, role, due_at, try_at, lead_id, submission_id, times",
        );
        while let Some(mut row) = entries.next(&mut self.connection).await? {
            let (id, word): (String, String) = (row.take(0)?, row.take(1)?);
            let has = |text: &str| !text.is_empty();
            let due: Option<i64> = row.take(4)?;
            let tried: Option<i64> = row.take(5)?;
            let sound = match EntryState::of_word(&word) {
                None => false,
                Some(EntryState::Waiting) => tried.is_some(),
                Some(EntryState::Open) => has(row.text(2)) && has(row.text(3)) && due.is_some(),
                Some(EntryState::Taken | EntryState::Replayed) => {
                    has(row.text(6)) && has(row.text(7))
                }
                Some(EntryState::Dismissed | EntryState::Noted) => has(row.text(2)),
            };
            if !sound {
                self.found.differs(
                    None,
                    format!("inbox entry {id}"),
                    "what belongs to its state",
                    word,
                );
            }
        }
        for mut row in self.connection.rows(STRAYS, &[]).await? {
            let id: String = row.take(0)?;
            self.found.differs(
                None,
                format!("inbox entry {id}"),
                "a way in, and the submission that it names",
                "none",
            );
        }
        Ok(())
    }
}
