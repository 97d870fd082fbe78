//! Any text as a cell: date, money, mail address, phone number, yes or no.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| exports::cell::fuzz(text));
