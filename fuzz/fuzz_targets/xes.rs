//! Any bytes as an event log in XES.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exports::fuzz_xes(bytes));
