//! Intake: each raw request is named by an event of its lead, and each that is named was
//! kept.

use super::Look;
use super::history::Named;
use super::stream::Stream;
use crate::{Result, Via};
use jiff::Timestamp;
use lifecycle::names::LeadId;
use std::collections::BTreeMap;

/// All raw requests, lead by lead.
pub(super) fn submissions() -> Stream {
    Stream::of(
        "submissions",
        "submissions",
        &["lead_id", "id"],
        "came_of, received_at, via, length(raw)",
    )
}

impl Look {
    pub(super) async fn at_submissions(
        &mut self,
        id: &LeadId,
        mut named: BTreeMap<String, Named>,
    ) -> Result<()> {
        while let Some(mut row) = self
            .submissions
            .next_of(&mut self.connection, id.as_str())
            .await?
        {
            self.found.submissions += 1;
            let (submission, came_of): (String, String) = (row.take(1)?, row.take(2)?);
            let (received_at, via): (Timestamp, String) = (row.take(3)?, row.take(4)?);
            let bytes: i64 = row.take(5)?;
            let mut differs = |expected: String, found: String| {
                self.found.differs(
                    Some(id),
                    format!("submission {submission}"),
                    expected,
                    found,
                );
            };
            if bytes == 0 {
                differs(
                    "what came in, as it came in".to_owned(),
                    "nothing".to_owned(),
                );
            }
            if !Via::ALL.iter().any(|known| known.word() == via) {
                differs("a way in".to_owned(), via);
            }
            let Some(event) = named.remove(&submission) else {
                differs("an event that names it".to_owned(), came_of);
                continue;
            };
            if event.came_of != came_of {
                differs(event.came_of.to_owned(), came_of);
            }
            // An event is never before the lead's last one, even if the clock was set back.
            if received_at > event.at || (event.came_of == "new" && received_at < event.at) {
                differs(event.at.to_string(), received_at.to_string());
            }
        }
        for (submission, event) in named {
            self.found.differs(
                Some(id),
                format!("submission {submission}"),
                event.came_of,
                "none is kept",
            );
        }
        Ok(())
    }
}
