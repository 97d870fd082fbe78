//! Reader: one moment of the database.

use crate::db::Connection;

/// Sees one moment, however long it looks. Give it back soon: it holds old pages (SQLite)
/// or a connection (PostgreSQL, which ends a reader that is idle for five seconds).
#[derive(Debug)]
pub struct Reader {
    pub(crate) connection: Connection,
}
