//! Any text as a cell: date, money, mail address, phone number, yes or no.
#![no_main]

libfuzzer_sys::fuzz_target!(
    // The first phone number loads the numbering plans of the world: that takes
    // seconds under the sanitizer, and is nobody's hang.
    init: exports::cell::fuzz("+49 30 123456"),
    |text: &str| exports::cell::fuzz(text)
);
