//! Drivers: what the outcome hangs on, honestly validated.
