//! Table: what every kind of export offers once it is open.

use crate::{Flow, Format, Row, Tally, Unreadable};

/// One table whose rows can be streamed, as often as asked.
pub(crate) trait Table: Send + Sync {
    /// The names of the columns: unique, never empty.
    fn columns(&self) -> &[String];

    /// The format, where reading has shown it to be another than it seemed.
    fn format(&self) -> Option<&Format> {
        None
    }

    /// Reads all rows from the first to the last, in memory that doesn't grow
    /// with the file. Every row has exactly one cell for each column.
    fn read(&self, row: &mut dyn FnMut(Row<'_>) -> Flow) -> Result<Tally, Unreadable>;
}
