//! Answers: what is remembered of an idempotency key speaks of a lead that is there, in
//! the words that its request was answered with.

use super::Look;
use super::stream::{PIECE, Stream};
use crate::Result;
use crate::db::{Row, Value, args};

/// What an answer names; the rest of it is for whoever asked.
#[derive(serde::Deserialize)]
struct Names {
    id: String,
    submission_id: String,
}

/// An answer whose lead and request are to be looked up.
struct Asked {
    what: String,
    status: u16,
    names: Names,
}

impl Look {
    pub(super) async fn at_answers(&mut self) -> Result<()> {
        let mut answers = Stream::of(
            "answers",
            "idempotency",
            &["scope", "key"],
            "status, body, length(body_hash)",
        );
        let mut piece = Vec::new();
        while let Some(row) = answers.next(&mut self.connection).await? {
            self.found.answers += 1;
            piece.extend(self.at_answer(row)?);
            if piece.len() as i64 == PIECE {
                self.at_answered(&std::mem::take(&mut piece)).await?;
            }
        }
        self.at_answered(&piece).await
    }

    fn at_answer(&mut self, mut row: Row) -> Result<Option<Asked>> {
        let scope: String = row.take(0)?;
        let what = format!("answer to {scope} {}", row.text(1));
        if let Some(member) = scope.strip_prefix("member:")
            && !self.members.is_known(&member.into())
        {
            self.found
                .differs(None, what.clone(), "a key of a member", member);
        }
        let hash: i64 = row.take(4)?;
        if hash != 32 {
            self.found
                .differs(None, what.clone(), "a hash of 32 bytes", hash.to_string());
        }
        let status: u16 = row.take(2)?;
        match serde_json::from_str(row.text(3)) {
            Ok(names) => Ok(Some(Asked {
                what,
                status,
                names,
            })),
            Err(error) => {
                let expected = "a lead and its submission";
                self.found.differs(None, what, expected, error.to_string());
                Ok(None)
            }
        }
    }

    /// Looks the requests up that these answers name, in one round.
    async fn at_answered(&mut self, piece: &[Asked]) -> Result<()> {
        const SQL: &str = "
            SELECT s.lead_id, s.came_of
              FROM submissions s JOIN leads l ON l.id = s.lead_id
             WHERE s.id = $1";
        let sets: Vec<Vec<Value<'_>>> = piece
            .iter()
            .map(|asked| args![asked.names.submission_id.as_str()].into())
            .collect();
        let rows = self.connection.rows_many(SQL, &sets).await?;
        for (asked, rows) in piece.iter().zip(rows) {
            let Names { id, submission_id } = &asked.names;
            let lead = Some(id.as_str().into());
            let row = rows.first().filter(|row| row.text(0) == id);
            let Some(row) = row else {
                self.found.differs(
                    lead.as_ref(),
                    asked.what.clone(),
                    "a lead with that submission",
                    format!("no lead {id} with submission {submission_id}"),
                );
                continue;
            };
            // As HTTP says "made" and "there already".
            let expected = if row.text(1) == "new" { 201 } else { 200 };
            if asked.status != expected {
                self.found.differs(
                    lead.as_ref(),
                    asked.what.clone(),
                    expected.to_string(),
                    asked.status.to_string(),
                );
            }
        }
        Ok(())
    }
}
