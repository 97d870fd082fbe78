//! Any text as a condition: read, asked, and laid beside itself.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| lifecycle::process::condition::fuzz(text));
