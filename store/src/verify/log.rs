//! Log: positions run from 1 to the head without gaps.

use super::Look;
use crate::Result;

impl Look {
    pub(super) async fn at_log(&mut self) -> Result<()> {
        const SQL: &str = "
            SELECT (SELECT position FROM log_head WHERE one = 1), count(*),
                   coalesce(min(position), 1), coalesce(max(position), 0)
              FROM events";
        let Some(mut row) = self.connection.row(SQL, &[]).await? else {
            return Ok(());
        };
        let head: Option<i64> = row.take(0)?;
        let (count, first, last): (i64, i64, i64) = (row.take(1)?, row.take(2)?, row.take(3)?);
        let head = head.unwrap_or(-1);
        if (first, last) != (1, head) || count != head {
            self.found.differs(
                None,
                "positions",
                format!("1 to {head}, {head} events"),
                format!("{first} to {last}, {count} events"),
            );
        }
        Ok(())
    }
}
