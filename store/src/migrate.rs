//! Migrate: brings a database up to date.
