//! Letters: bytes that are no text, and characters that nobody sees.
//!
//! What can't be seen can't be agreed on: a control character breaks the reading of the line
//! somewhere else, and one that turns the direction of writing makes people sign
//! something other than what runs. So both are refused, by their names.

use super::codes;
use super::findings::Findings;
use crate::process::place::Place;

const SAVE_AS: &str = "Save it as UTF-8; editors ask for the encoding under \"Save as\".";

/// Says what else the bytes are; `good` is how many of them are UTF-8.
pub(super) fn not_utf8(bytes: &[u8], good: usize, findings: &mut Findings) {
    let before = String::from_utf8_lossy(&bytes[..good]);
    let (message, mend) = match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            ("the document is written in UTF-32".to_owned(), SAVE_AS)
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            ("the document is written in UTF-16".to_owned(), SAVE_AS)
        }
        _ if bytes.iter().take(1024).any(|byte| *byte == 0) => (
            "this is no text".to_owned(),
            "Give a process document: a text file that begins with `throughline: 1`.",
        ),
        _ => {
            let byte = bytes.get(good).copied().unwrap_or_default();
            let message = match byte {
                // Latin-1 and Windows' code page agree from here on.
                0xa0.. => format!(
                    "the byte {byte:02X} here isn't UTF-8; in Latin-1 it would be `{}`",
                    char::from(byte)
                ),
                _ => format!("the byte {byte:02X} here isn't UTF-8"),
            };
            (message, SAVE_AS)
        }
    };
    let place = place_behind(&before);
    findings.error(place, codes::DOCUMENT_NOT_UTF8, message, mend);
}

/// Says which character is one that nobody sees; `false` where there is one.
pub(super) fn visible(text: &str, findings: &mut Findings) -> bool {
    // A mark of the order of bytes is one of the file, not of its text.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut hidden = body.char_indices().filter(|(_, letter)| is_hidden(*letter));
    let Some((at, first)) = hidden.next() else {
        return true;
    };
    let zeros = hidden.clone().filter(|(_, letter)| *letter == '\0').count();
    let place = place_behind(&body[..at]);
    if first == '\0' && zeros + 1 >= body.len() / 3 {
        let message = "every second byte is zero: the document is written in UTF-16";
        findings.error(place, codes::DOCUMENT_NOT_UTF8, message, SAVE_AS);
        return false;
    }
    let more = match hidden.count() {
        0 => String::new(),
        more => format!(", and {more} like it further down"),
    };
    let code = u32::from(first);
    let what = match first {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "turns the direction of writing, so that people read something else than what runs"
        }
        _ => "can't be seen and means nothing in a process document",
    };
    findings.error(
        place,
        codes::DOCUMENT_HIDDEN_CHARACTER,
        format!("the character U+{code:04X} here {what}{more}"),
        "Take it away: delete the letters around it too, and type them again.",
    );
    false
}

/// Control characters but for tabs and ends of lines, characters that turn the direction
/// of writing, marks in the middle, and what Unicode never gives a meaning.
fn is_hidden(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => letter.is_control() || u32::from(letter) & 0xfffe == 0xfffe,
    }
}

/// The character behind this text.
fn place_behind(before: &str) -> Place {
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let last = before.rsplit('\n').next().unwrap_or_default();
    Place {
        line: short(before.matches('\n').count() + 1),
        column: short(last.chars().count() + 1),
        length: 1,
    }
}
