//! Server: what Throughline says over HTTP.
//!
//! [`serve_page`] shows one finished diagnosis. The rest is the whole: the [`mod@line`] is
//! the one way of writing, `api` the handlers, `sign_in` and `rights` who may do what, `live`
//! the stream of what changes, `web` the screens.
//!
//! Deliberately absent: rules and figures (`lifecycle`, `insight`), SQL (`store`), and how
//! a report looks (`report`).

pub mod admin;
mod api;
pub mod app;
mod bulk;
pub mod clock;
mod compare;
mod connections;
pub mod control;
mod effort;
mod guard;
mod health;
pub mod line;
mod listen;
mod live;
pub mod metrics;
mod pace;
mod preview;
pub mod problem;
pub mod processes;
mod proxies;
mod report;
pub mod secrets;
mod serve;
mod sign_in;
mod stop;
mod text;
mod tokens;
mod view;
mod wake;
mod web;

pub use app::{App, Demo, Settings};
pub use clock::Clock;
pub use line::{Captured, Intake, Line, LineError};
pub use listen::Near;
pub use proxies::Network;
pub use report::{Page, serve_page, serve_page_blocking};
pub use serve::openapi;
pub use stop::asked_to_stop;

/// Hashing of passwords, for those who make members elsewhere than by HTTP.
pub mod passwords {
    /// The PHC string to keep of a password; Argon2id, as the server verifies it.
    ///
    /// # Errors
    ///
    /// If the operating system gives no randomness.
    pub fn hash(password: &str) -> Result<String, String> {
        crate::sign_in::hash_now(password)
    }

    /// What is wrong with a password, as a sentence; `None` for a good one.
    pub fn weakness(password: &str, mail: &str, name: &str) -> Option<&'static str> {
        crate::sign_in::weakness(password, mail, name)
    }
}
