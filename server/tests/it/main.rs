//! The server as browsers, programs and attackers meet it: stories on the whole app with a
//! clock that stands still until it is moved, on each database there is.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails loudly, and says what it skips"
)]

mod app;
mod bodies;
mod client;
mod documents;
mod figures;
mod filters;
mod identity;
mod intake;
mod life;
mod live;
mod page;
mod rights;
mod sign_in;
mod stop;
mod today;
mod work;
