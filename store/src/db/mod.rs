//! Db: the only place that knows that there are two databases.
