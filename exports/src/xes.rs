//! xes
