//! Balance: leads in, and what became of them, to the single lead.

use crate::db::{Value, args};
use crate::lead_filter::Selection;
use crate::lead_row::{CELLS, cell_of_word};
use crate::{Error, LeadFilter, Reader, Result};
use jiff::Timestamp;
use lifecycle::lead::Cell;

/// The balance sheet. The leads are the sum of the cells because they are counted so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balance {
    /// Each cell with its leads, in the order of [`Cell`]; empty ones too.
    pub cells: Vec<(Cell, u64)>,
}

impl Balance {
    /// Leads in.
    pub fn leads(&self) -> u64 {
        self.cells.iter().map(|(_, leads)| leads).sum()
    }
}

/// What came in and was won in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// When the period begins.
    pub from: Timestamp,
    /// Leads captured in it.
    pub captured: u64,
    /// Leads won in it, whenever they came in.
    pub won: u64,
}

impl Reader {
    /// Leads in, one figure a cell.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Damaged`].
    pub async fn balance(&mut self, filter: &LeadFilter) -> Result<Balance> {
        let selection = Selection::of(filter, &mut self.connection).await?;
        let sql = format!(
            "SELECT l.cell, count(*) {} GROUP BY l.cell",
            selection.clause()
        );
        let mut cells: Vec<(Cell, u64)> = CELLS.into_iter().map(|cell| (cell, 0)).collect();
        for mut row in self.connection.rows(&sql, &selection.args).await? {
            let word: String = row.take(0)?;
            let cell = cell_of_word(&word)
                .and_then(|found| cells.iter_mut().find(|(cell, _)| *cell == found))
                .ok_or_else(|| Error::Damaged(format!("`{word}` is no cell")))?;
            cell.1 = row.take(1)?;
        }
        Ok(Balance { cells })
    }

    /// What came in and was won between each of the bounds and the next one.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn flow(&mut self, filter: &LeadFilter, bounds: &[Timestamp]) -> Result<Vec<Flow>> {
        let selection = Selection::of(filter, &mut self.connection).await?;
        let (mut captured, mut won) = (Vec::new(), Vec::new());
        let width = selection.args.len();
        let periods: Vec<(Timestamp, Timestamp)> = bounds
            .iter()
            .copied()
            .zip(bounds.iter().skip(1).copied())
            .collect();
        let joined = if selection.is_all() { "WHERE" } else { "AND" };
        let between = |column: &str| {
            format!(
                "SELECT count(*) {} {joined} {column} >= ${} AND {column} < ${}",
                selection.clause(),
                width + 1,
                width + 2
            )
        };
        let sets: Vec<Vec<Value<'_>>> = periods
            .iter()
            .map(|(from, to)| {
                let mut set = selection.args.clone();
                set.extend(args![*from, *to]);
                set
            })
            .collect();
        for (sql, counts) in [
            (between("l.captured_at"), &mut captured),
            (
                format!("{} AND l.status = 'won'", between("l.ended_at")),
                &mut won,
            ),
        ] {
            for mut rows in self.connection.rows_many(&sql, &sets).await? {
                let count: u64 = rows.first_mut().map_or(Ok(0), |row| row.take(0))?;
                counts.push(count);
            }
        }
        Ok(periods
            .into_iter()
            .zip(captured)
            .zip(won)
            .map(|(((from, _), captured), won)| Flow {
                from,
                captured,
                won,
            })
            .collect())
    }
}
