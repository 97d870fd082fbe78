//! Any bytes as a process document: encoding, YAML, structure, names, conditions.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let reading = lifecycle::process::read_bytes(bytes);
    let failed = reading
        .findings
        .iter()
        .any(|finding| finding.severity == lifecycle::process::place::Severity::Error);
    assert_eq!(reading.process.is_none(), failed, "{:?}", reading.findings);
});
