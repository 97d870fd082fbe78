//! Text: what people and programs write, without what nobody sees.
//!
//! One function each for many lines and for one, used by every way in. They take away
//!
//! - control characters;
//! - what is invisible: zero-width and blank letters, soft hyphens, marks and overrides
//!   of the direction (`U+202E` shows `gpj.exe` as `exe.jpg`), tags, byte order marks;
//! - space around it.
//!
//! So a name of nothing but `U+200B` is no name. What scripts need stays: the joiners
//! `U+200C` and `U+200D` between two letters of Arabic, Indic and the scripts around them,
//! `U+200D` between two pictures, and the variation selector after a sign. Letters that only
//! look like others (Cyrillic `а`) stay as well: telling them apart would refuse names.

/// Text of many lines; `None` for none.
pub(crate) fn clean(text: &str) -> Option<String> {
    let kept = visible(text, |letter| match letter {
        '\n' | '\t' => Some(letter),
        // A line's and a paragraph's end that few programs know.
        '\u{2028}' | '\u{2029}' => Some('\n'),
        _ => None,
    });
    let trimmed = kept.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// The same on one line, with single spaces; `None` for none.
pub(crate) fn clean_line(text: &str) -> Option<String> {
    let kept = visible(text, |_| Some(' '));
    let words: Vec<&str> = kept.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The letters that are seen. `instead` says what stands in for control characters and
/// separators of lines.
fn visible(text: &str, instead: impl Fn(char) -> Option<char>) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = None;
    while let Some(letter) = letters.next() {
        let stays = match letter {
            _ if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => {
                instead(letter)
            }
            '\u{200c}' | '\u{200d}' => {
                let after = letters.peek().copied();
                let joins = before.zip(after).is_some_and(|(before, after)| {
                    is_joined(before) && is_joined(after)
                        || letter == '\u{200d}' && is_picture(before) && is_picture(after)
                });
                joins.then_some(letter)
            }
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => before
                .is_some_and(|before: char| !before.is_whitespace())
                .then_some(letter),
            _ => (!is_invisible(letter)).then_some(letter),
        };
        if let Some(letter) = stays {
            kept.push(letter);
            before = Some(letter);
        }
    }
    kept
}

/// Formatting characters (Unicode Cf, but for number signs that are seen), and letters that
/// are drawn as nothing.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{70f}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A letter or sign of a script in which joiners change what is read.
fn is_joined(letter: char) -> bool {
    matches!(letter,
        '\u{620}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}'
        | '\u{1780}'..='\u{18af}' | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{11000}'..='\u{11fff}')
}

/// A picture, or what varies one.
fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_taken_away() {
        for (text, line) in [
            ("  Ana \t Souza\r\n", Some("Ana Souza")),
            ("A\u{0}n\u{7}a", Some("A n a")),
            // Nothing but invisible letters is no text.
            ("\u{200b}", None),
            (" \u{feff}\u{2060}\u{ad} ", None),
            ("\u{3164}\u{ffa0}\u{2800}\u{115f}", None),
            ("\u{200d}\u{200c}", None),
            ("\u{fe0f}", None),
            ("\u{e0041}\u{e007f}", None),
            // Nothing turns the direction round.
            ("invoice\u{202e}gpj.exe", Some("invoicegpj.exe")),
            ("\u{2067}Ana\u{2069}\u{200f}", Some("Ana")),
            ("Ana\u{200b}Souza", Some("AnaSouza")),
            ("An\u{200d}a", Some("Ana")),
            ("Ana\u{2028}Souza", Some("Ana Souza")),
            // Names keep what they need.
            ("می\u{200c}خواهم", Some("می\u{200c}خواهم")),
            ("क्\u{200d}ष", Some("क्\u{200d}ष")),
            ("👩\u{200d}💻", Some("👩\u{200d}💻")),
            ("❤\u{fe0f}", Some("❤\u{fe0f}")),
            ("Zoe\u{308} Łódź 山田", Some("Zoe\u{308} Łódź 山田")),
            ("O’Neill-Smith, Jr.", Some("O’Neill-Smith, Jr.")),
        ] {
            assert_eq!(clean_line(text).as_deref(), line, "{text:?}");
        }
    }

    #[test]
    fn lines_stay_and_overrides_go() {
        for (text, lines) in [
            ("one\r\n\ttwo\n", Some("one\n\ttwo")),
            ("one\u{2029}two", Some("one\ntwo")),
            ("pay \u{202e}001\u{202c} now", Some("pay 001 now")),
            ("\u{200b}\n\u{feff}", None),
        ] {
            assert_eq!(clean(text).as_deref(), lines, "{text:?}");
        }
    }
}
