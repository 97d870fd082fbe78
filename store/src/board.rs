//! Board: what stands at a stage, counted up to a limit and no further.

use crate::lead_filter::Selection;
use crate::{LeadFilter, Reader, Result};
use jiff::Timestamp;
use lifecycle::value::Money;

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnCounts {
    /// How many leads, up to the limit.
    pub leads: u64,
    /// Of these, with a next step that was due.
    pub overdue: u64,
    /// What they may be worth together, one sum a currency, by its name.
    pub worth: Vec<Money>,
}

impl Reader {
    /// Counts the leads that match, `most` of them at most: quick however many there are.
    ///
    /// # Errors
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn column(
        &mut self,
        filter: &LeadFilter,
        now: Timestamp,
        most: u32,
    ) -> Result<ColumnCounts> {
        let mut selection = Selection::of(filter, &mut self.connection).await?;
        let most = selection.bind(most);
        let now = selection.bind(now);
        let sql = format!(
            "SELECT currency, count(*),
                    CAST(sum(CASE WHEN sort_due < {now} THEN 1 ELSE 0 END) AS BIGINT),
                    CAST(sum(amount) AS BIGINT)
               FROM (SELECT l.currency, l.sort_due, l.amount {} LIMIT {most}) AS found
              GROUP BY currency
              ORDER BY currency",
            selection.clause()
        );
        let mut counts = ColumnCounts::default();
        for mut row in self.connection.rows(&sql, &selection.args).await? {
            let (currency, amount): (Option<String>, Option<i64>) = (row.take(0)?, row.take(3)?);
            counts.leads += row.take::<u64>(1)?;
            counts.overdue += row.take::<u64>(2)?;
            if let Some((currency, ten_thousandths)) = currency.zip(amount) {
                counts.worth.push(Money {
                    ten_thousandths,
                    currency,
                });
            }
        }
        Ok(counts)
    }
}
