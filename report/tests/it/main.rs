//! One binary for all tests of the report: it links once.

mod html;
mod sample;
