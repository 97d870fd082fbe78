//! Stream: rows of a table in the order of its key, piece by piece.

use crate::db::{Connection, Failure, Row, Value, args};
use std::collections::VecDeque;

/// How many rows are in memory at once.
pub(super) const PIECE: i64 = 1000;

/// Rows of a table in the order of its key, whose first column says to whom they belong.
pub(super) struct Stream {
    /// What they are, for people.
    pub(super) what: &'static str,
    first: String,
    next: String,
    keys: usize,
    rows: VecDeque<Row>,
    started: bool,
    after: Vec<Value<'static>>,
}

impl Stream {
    /// All rows of a table. `columns` come behind those of the key.
    pub(super) fn of(what: &'static str, table: &str, key: &[&str], columns: &str) -> Self {
        Self::only(what, table, key, columns, "1 = 1")
    }

    /// Those rows for which the condition holds.
    pub(super) fn only(
        what: &'static str,
        table: &str,
        key: &[&str],
        columns: &str,
        condition: &str,
    ) -> Self {
        let order = key.join(", ");
        let numbers: Vec<String> = (1..=key.len()).map(|number| format!("${number}")).collect();
        let head = format!("SELECT {order}, {columns} FROM {table} WHERE {condition}");
        Self {
            what,
            first: format!("{head} ORDER BY {order} LIMIT $1"),
            next: format!(
                "{head} AND ({order}) > ({}) ORDER BY {order} LIMIT ${}",
                numbers.join(", "),
                key.len() + 1
            ),
            keys: key.len(),
            rows: VecDeque::new(),
            started: false,
            after: Vec::new(),
        }
    }

    /// The next row, taken.
    pub(super) async fn next(
        &mut self,
        connection: &mut Connection,
    ) -> Result<Option<Row>, Failure> {
        self.fill(connection).await?;
        Ok(self.rows.pop_front())
    }

    /// The next row if it belongs to this one.
    pub(super) async fn next_of(
        &mut self,
        connection: &mut Connection,
        whose: &str,
    ) -> Result<Option<Row>, Failure> {
        self.fill(connection).await?;
        Ok(self.rows.pop_front_if(|row| row.text(0) == whose))
    }

    /// The next row if it belongs to somebody before this one: to nobody, that is, as
    /// those who are there were asked for in their order.
    pub(super) async fn next_before(
        &mut self,
        connection: &mut Connection,
        whose: &str,
    ) -> Result<Option<Row>, Failure> {
        self.fill(connection).await?;
        Ok(self.rows.pop_front_if(|row| row.text(0) < whose))
    }

    async fn fill(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        if !self.rows.is_empty() || (self.started && self.after.is_empty()) {
            return Ok(());
        }
        let rows = if self.started {
            let mut args = std::mem::take(&mut self.after);
            args.push(PIECE.into());
            connection.rows(&self.next, &args).await?
        } else {
            connection.rows(&self.first, &args![PIECE]).await?
        };
        self.started = true;
        if let Some(last) = rows.last() {
            self.after = last.key(self.keys);
        }
        self.rows = rows.into();
        Ok(())
    }
}
