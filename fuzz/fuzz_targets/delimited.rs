//! Any bytes as a delimited export: encoding, delimiter, quotes, line ends, header.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| exports::fuzz_delimited(bytes));
