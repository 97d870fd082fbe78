//! Bad input: whatever the file holds, the answer names the place and the mend, soon.

use crate::document::{EXAMPLE, shown};
use lifecycle::process::{Reading, read, read_bytes};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The only finding, as `line:column code`.
fn only(reading: &Reading) -> String {
    assert!(reading.process.is_none());
    let [finding] = &reading.findings[..] else {
        panic!("{}", shown(&reading.findings));
    };
    assert!(!finding.mend.is_empty());
    format!(
        "{}:{} {}",
        finding.place.line, finding.place.column, finding.code
    )
}

#[test]
fn files_that_are_no_process_are_refused_with_the_reason() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("throughline: 1\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: [(&[u8], &str); 13] = [
        (b"", "1:1 document.empty"),
        (b"\xef\xbb\xbf", "1:1 document.empty"),
        (b"\n\n   \n", "1:1 document.empty"),
        (b"# only\n# words\n", "1:1 document.empty"),
        (b"---\n...\n", "1:1 document.empty"),
        (b"~\n", "1:1 document.empty"),
        (b"- a\n- b\n", "1:1 document.not_a_map"),
        (b"{}", "1:1 document.version"),
        (b"name,source\nAnna,social\n", "1:1 document.not_a_map"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "2:2 document.not_utf8"),
        (b"PK\x03\x04\x00\x00\xff\xfe", "1:7 document.not_utf8"),
        (
            b"throughline: 1\ntitle: caf\xe9\n",
            "2:11 document.not_utf8",
        ),
        (&utf16, "1:1 document.not_utf8"),
    ];
    for (bytes, expected) in cases {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(only(&read_bytes(bytes)), expected, "{text:?}");
    }
}

/// What is said of bytes in the second line of a document, behind `id: `.
#[test]
fn what_nobody_sees_and_other_encodings_are_called_by_their_names() {
    let table: [(&[u8], &str, &str); 15] = [
        (
            b"a\x07b",
            "2:6 document.hidden_character",
            "the character U+0007 here can't be seen",
        ),
        (
            b"\x00\x01",
            "2:5 document.hidden_character",
            "U+0000 here can't be seen and means nothing in a process document, and 1 like it further down",
        ),
        (b"a # \x1b[31m", "2:9 document.hidden_character", "U+001B"),
        (b"\"\x7f\"", "2:6 document.hidden_character", "U+007F"),
        (
            "\u{9b}".as_bytes(),
            "2:5 document.hidden_character",
            "U+009B",
        ),
        (
            "a\u{feff}".as_bytes(),
            "2:6 document.hidden_character",
            "U+FEFF",
        ),
        (
            "\u{ffff}".as_bytes(),
            "2:5 document.hidden_character",
            "U+FFFF",
        ),
        (
            "é\u{202e}".as_bytes(),
            "2:6 document.hidden_character",
            "U+202E here turns the direction of writing",
        ),
        (
            b"caf\xe9",
            "2:8 document.not_utf8",
            "the byte E9 here isn't UTF-8; in Latin-1 it would be `\u{e9}`",
        ),
        (
            b"\x93x\x94",
            "2:5 document.not_utf8",
            "the byte 93 here isn't UTF-8",
        ),
        (b"\xc3", "2:5 document.not_utf8", "the byte C3 here"),
        (b"a\tb", "fine", ""),
        (b"a\r", "fine", ""),
        ("na\u{ef}ve \u{1f642} \u{200d}".as_bytes(), "fine", ""),
        ("\u{645}\u{62b}\u{627}\u{644}".as_bytes(), "fine", ""),
    ];
    for (written, expected, words) in table {
        let bytes = [b"throughline: 1\nid: ", written, b"\n"].concat();
        let reading = read_bytes(&bytes);
        let of_letters = |code: &str| code.starts_with("document.hidden") || code.ends_with("utf8");
        if expected == "fine" {
            assert!(
                reading.findings.iter().all(|it| !of_letters(it.code)),
                "{written:?}"
            );
            continue;
        }
        assert_eq!(only(&reading), expected, "{written:?}");
        let message = &reading.findings[0].message;
        assert!(message.contains(words), "{message}");
    }
    // Whole files in other encodings, with their mark and without it.
    let utf16 =
        |order: fn(u16) -> [u8; 2]| -> Vec<u8> { EXAMPLE.encode_utf16().flat_map(order).collect() };
    for (bytes, encoding) in [
        (
            [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(),
            "UTF-16",
        ),
        (
            [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat(),
            "UTF-16",
        ),
        (utf16(u16::to_le_bytes), "UTF-16"),
        (utf16(u16::to_be_bytes), "UTF-16"),
        (b"\xff\xfe\x00\x00t\x00\x00\x00".to_vec(), "UTF-32"),
    ] {
        let reading = read_bytes(&bytes);
        assert!(only(&reading).ends_with("document.not_utf8"));
        let message = &reading.findings[0].message;
        assert!(message.contains(encoding), "{message}");
    }
}

#[test]
fn line_ends_and_marks_of_other_systems_change_nothing() {
    let plain = read(EXAMPLE);
    let windows = EXAMPLE.replace('\n', "\r\n");
    let marked = format!("\u{feff}{EXAMPLE}");
    for text in [windows, marked, EXAMPLE.trim_end().to_owned()] {
        let reading = read(&text);
        assert!(reading.process.is_some(), "{}", shown(&reading.findings));
        assert_eq!(reading.findings, plain.findings);
    }
    let broken = EXAMPLE.replace("title: Inbox", "titel: Inbox");
    assert_eq!(
        read(&broken.replace('\n', "\r\n")).findings,
        read(&broken).findings
    );
}

/// Reads within a time that only a mistake in kind can exceed, also on a slow machine.
fn soon(what: &str, text: &str) -> Reading {
    let before = Instant::now();
    let reading = read(text);
    let took = before.elapsed();
    eprintln!("{what}: {took:?}");
    assert!(took < Duration::from_secs(30), "{what} took {took:?}");
    reading
}

#[test]
fn aliases_that_explode_are_refused_where_they_do() {
    let mut text = "throughline: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(
            text,
            "a{level}: &a{level} [{}]",
            below.trim_end_matches(", ")
        )
        .unwrap();
    }
    let finding = only(&soon("an alias bomb", &text));
    assert!(finding.ends_with("document.too_many_parts"), "{finding}");

    // The same with few parts and much text.
    let text = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(500_000),
        "*a, ".repeat(100)
    );
    let finding = only(&soon("a text bomb", &text));
    assert_eq!(finding, "2:29 document.too_many_parts");

    // Aliases that are nested as deep as nothing else may be.
    let mut text = "a0: &a0 [[[[[[[[[[x]]]]]]]]]]\n".to_owned();
    for level in 1..5 {
        writeln!(text, "a{level}: &a{level} [[[[[[[*a{}]]]]]]]", level - 1).unwrap();
    }
    let finding = only(&soon("deep aliases", &text));
    assert_eq!(finding, "5:16 document.too_deep");
}

#[test]
fn what_is_too_long_or_too_deep_is_refused() {
    let long = format!("throughline: 1\ntitle: {}\n", "x".repeat(1 << 20));
    assert_eq!(only(&soon("a long text", &long)), "1:1 document.too_long");

    let brackets = format!("throughline: 1\nid: {}\n", "[".repeat(100_000));
    assert_eq!(only(&soon("brackets", &brackets)), "2:38 document.too_deep");

    let mut lines = String::new();
    for depth in 0..1000 {
        writeln!(lines, "{}a:", " ".repeat(depth)).unwrap();
    }
    assert_eq!(only(&soon("indents", &lines)), "33:33 document.too_deep");

    let wide = format!("throughline: 1\nid: [{}]\n", "a,".repeat(200_000));
    let finding = only(&soon("a wide list", &wide));
    assert!(finding.ends_with("document.too_many_parts"), "{finding}");
}

#[test]
fn a_scalar_as_long_as_the_text_may_be_is_read() {
    let rest = EXAMPLE.len() + 100;
    let title = "x".repeat((1 << 20) - rest);
    let text = EXAMPLE.replace("title: Inbox", &format!("title: {title}"));
    let reading = soon("a long title", &text);
    assert!(reading.process.is_some(), "{}", shown(&reading.findings));
    // In a message it takes no more than a line.
    let text = EXAMPLE.replace("phase: lead", &format!("phase: {title}"));
    let reading = soon("a long word", &text[..text.len().min(1 << 20)]);
    assert!(
        reading
            .findings
            .iter()
            .all(|finding| finding.message.len() < 1000)
    );
}

/// The example with many more stages, each from a line of text.
fn with_stages(count: usize, line: impl Fn(usize) -> String) -> String {
    let stages: String = (0..count).map(|number| line(number) + "\n").collect();
    EXAMPLE.replace("\nseries:", &format!("\n{stages}\nseries:"))
}

#[test]
fn ten_thousand_stages_are_read_soon() {
    let good = with_stages(10_000, |number| {
        format!("  s{number}: {{ title: S, phase: lead, kind: end, outcome: won }}")
    });
    // Three lines of the process: the base and two channels.
    let reading = soon("10,000 stages", &good);
    let process = reading
        .process
        .unwrap_or_else(|| panic!("{}", shown(&reading.findings)));
    assert_eq!(process.base.stages.len(), 10_009);
    assert_eq!(process.variants.len(), 2);
}

#[test]
fn thousands_of_mistakes_are_cut_to_what_somebody_can_mend() {
    let bad = with_stages(5_000, |number| {
        format!(
            "  s{number}: {{ titel: S, phase: leed, kind: work, owner: sdr{number}, moves: [{{ to: x{number} }}] }}"
        )
    });
    let reading = soon("mistakes everywhere", &bad);
    assert!(reading.process.is_none());
    assert_eq!(reading.findings.len(), 1001);
    let last = reading.findings.last().unwrap();
    assert_eq!(last.code, "document.too_many_findings");
}

#[test]
fn thousands_of_conditions_about_names_that_are_not_there_are_read_soon() {
    let bad = with_stages(3_000, |number| {
        format!(
            "  s{number}: {{ title: S, phase: lead, kind: gate, moves: [{{ to: won, when: \"stage.id == 'no{number}' || source.channel == 'x{number}'\" }}] }}"
        )
    });
    let reading = soon("conditions about nothing", &bad);
    assert!(reading.findings.len() > 1000);
}

#[test]
fn many_channels_that_differ_are_refused_before_they_fill_the_memory() {
    let channels: Vec<String> = (0..5000).map(|number| format!("c{number}")).collect();
    let differences: String = channels
        .iter()
        .map(|channel| format!("  {channel}: {{ quality: {{ hysteresis: 1 }} }}\n"))
        .collect();
    let text = EXAMPLE
        .replace(
            "event:       [",
            &format!("event:       [{}, ", channels.join(", ")),
        )
        .replace("channels:     ", &format!("channels:\n{differences}# "));
    let reading = soon("5,000 channels", &text);
    assert!(reading.process.is_none());
    assert!(
        reading
            .findings
            .iter()
            .any(|finding| finding.code == "channel.too_many")
    );
}

#[test]
fn no_seed_of_the_fuzzer_breaks_reading() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/process");
    let seeds = std::fs::read_dir(folder).unwrap();
    let mut count = 0;
    for seed in seeds {
        let bytes = std::fs::read(seed.unwrap().path()).unwrap();
        // Each also cut short: files break off anywhere.
        for eighth in 1..=8 {
            read_bytes(&bytes[..bytes.len() * eighth / 8]);
        }
        count += 1;
    }
    assert!(count > 40, "these can't be all");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_breaks_reading(text in ".{0,400}") {
        sound(&read(&text), &text)?;
    }

    #[test]
    fn no_yaml_breaks_reading(text in "(throughline: 1\n)?([ \t]{0,6}[-?]? ?(title|stages|a|\\*a|&a|<<|!t|\"|'|\\{|\\[)?[:,\\]\\}]? ?(x|'|\"|\\||>|#|\\{a: b\\}|\\[|@)?\n){0,30}") {
        sound(&read(&text), &text)?;
    }

    #[test]
    fn no_change_to_the_example_breaks_reading(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, "[ -~\n\té🙂]{0,6}"), 1..6)
    ) {
        let mut text: Vec<char> = EXAMPLE.chars().collect();
        for (at, length, put) in cuts {
            let from = at.index(text.len());
            let to = (from + length).min(text.len());
            text.splice(from..to, put.chars());
        }
        let text: String = text.into_iter().collect();
        sound(&read(&text), &text)?;
    }
}

/// What holds of every reading.
fn sound(reading: &Reading, text: &str) -> Result<(), TestCaseError> {
    let failed = reading
        .findings
        .iter()
        .any(|finding| finding.severity == lifecycle::process::place::Severity::Error);
    prop_assert_eq!(reading.process.is_none(), failed);
    let lines = text.split('\n').count() as u32
        + text
            .matches(['\r', '\u{85}', '\u{2028}', '\u{2029}'])
            .count() as u32;
    for finding in &reading.findings {
        let place = finding.place;
        prop_assert!(
            (1..=lines + 1).contains(&place.line),
            "{:?} of {} lines",
            finding,
            lines
        );
        prop_assert!(place.column >= 1 && place.length >= 1);
    }
    Ok(())
}
