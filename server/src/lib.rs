//! Server: what Throughline says over HTTP.
//!
//! So far one report page: [`serve_page`] shows a finished diagnosis in a
//! browser until it is told to end. The API, sign-in and the workers move in here.
//!
//! Deliberately absent: rules and figures (`lifecycle`, `insight`), SQL
//! (`store`), and how a report looks (`report`). This room gets finished text.

mod guard;
mod listen;
mod page;
mod problem;
mod stop;

pub use listen::Near;
pub use page::{Page, serve_page, serve_page_blocking};
pub use stop::asked_to_stop;
