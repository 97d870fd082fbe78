//! The server as browsers, programs and attackers meet it: stories on the whole app with a
//! clock that stands still until it is moved, on each database there is.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails loudly, and says what it skips"
)]

mod app;
mod bodies;
mod capture;
mod client;
mod documents;
mod figures;
mod filters;
mod forms;
mod hooks;
mod identity;
mod intake;
mod life;
mod live;
mod page;
mod rights;
mod sharing;
mod sign_in;
mod stop;
mod today;
mod work;
