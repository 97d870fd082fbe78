//! Insight: figures about a lead line, each defined in one place.
//!
//! Pure functions over columns: [`Leads`] holds what became of each lead,
//! [`EventLog`] what happened on the way. Times are microseconds since 1970,
//! UTC; money is in ten-thousandths of a unit.
//!
//! Deliberately absent, and checked: async, database, HTTP, files, clocks,
//! randomness, environment. A seed and the present time are arguments.

mod calendar;
pub mod columns;
pub mod concentration;
pub mod drivers;
pub mod flow;
pub mod funnel;
pub mod group;
pub mod leads;
pub mod log;
pub mod maturity;
pub mod owners;
pub mod map;
pub mod paths;
pub mod response;
pub mod rhythm;
pub mod spelling;
pub mod stale;
pub mod stats;

pub use columns::{Labels, Moneys, Time, Times};
pub use leads::{Leads, Outcome};
pub use log::EventLog;
pub use stats::{Rate, Spread};
