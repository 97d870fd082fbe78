//! Sign in: passwords, sessions, and how often one may try.
//!
//! Deliberately absent: who may do what (`rights`), and what is kept (`store`).

mod attempts;
mod password;
mod session;

pub use attempts::Attempts;
pub use password::{Passwords, weakness};
pub(crate) use session::{ABSOLUTE, COOKIE, IDLE, cookie_of, end_cookie, from_cookies};
