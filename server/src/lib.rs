//! Server: what Throughline says over HTTP.
//!
//! [`serve_page`] shows one finished diagnosis. The rest is the whole: the [`line`] is
//! the one way of writing, `api` the handlers, `sign_in` and `rights` who may do what, `live`
//! the stream of what changes, `web` the screens.
//!
//! Deliberately absent: rules and figures (`lifecycle`, `insight`), SQL (`store`), and how
//! a report looks (`report`).

mod api;
pub mod app;
pub mod clock;
mod connections;
mod guard;
mod health;
pub mod line;
mod listen;
mod live;
pub mod metrics;
pub mod problem;
pub mod processes;
mod report;
pub mod secrets;
mod serve;
pub mod sign_in;
mod stop;
mod view;
mod wake;
mod web;

pub use app::{App, Demo, Settings};
pub use clock::Clock;
pub use line::{Captured, Intake, Line, LineError};
pub use listen::Near;
pub use report::{Page, serve_page, serve_page_blocking};
pub use serve::openapi;
pub use stop::asked_to_stop;
