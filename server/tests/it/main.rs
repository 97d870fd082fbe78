//! The server as a browser (or an attacker's page in it) meets it: over plain TCP.

mod client;
mod page;
