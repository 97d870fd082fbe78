//! Paths: what really happens between the first event and the last.
