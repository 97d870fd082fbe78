//! Text: how long it is when drawn, and how it is made to fit.
//!
//! There are no fonts here: widths are those of Helvetica and its kin, with some air,
//! since the font of the reader's machine is a little wider or narrower.

/// How letters are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Font {
    /// In pixels.
    pub size: f64,
    /// Semibold letters are wider.
    pub bold: bool,
}

/// Titles of stages.
pub(crate) const TITLE: Font = Font {
    size: 13.0,
    bold: true,
};
/// Duties, figures and labels.
pub(crate) const SMALL: Font = Font {
    size: 11.0,
    bold: false,
};
/// Titles of lanes.
pub(crate) const LANE: Font = Font {
    size: 12.0,
    bold: true,
};

/// What is left out.
const DOTS: char = '…';

/// Roughly how long a text is when drawn, in pixels.
pub(crate) fn width(text: &str, font: Font) -> f64 {
    text.chars().map(letter).sum::<f64>() * font.size * if font.bold { 1.08 } else { 1.02 }
}

/// Of a letter, in ems.
fn letter(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 0.24,
        'f' | 't' | 'I' | ' ' | '.' | ',' | ':' | ';' | '!' | '/' | '\u{a0}' => 0.29,
        'r' | '(' | ')' | '[' | ']' | '-' | '·' | '"' => 0.35,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.51,
        'm' | 'M' | '%' | '@' => 0.86,
        'w' => 0.73,
        'W' | DOTS => 0.97,
        'a'..='z' | '0'..='9' => 0.56,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 1.0,
        '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => 1.0,
        '\u{1f000}'..='\u{3ffff}' => 1.3,
        large if large.is_uppercase() => 0.71,
        _ => 0.6,
    }
}

/// The text, cut to a width where it must be.
pub(crate) fn fit(text: &str, font: Font, room: f64) -> String {
    if width(text, font) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = width("…", font);
    for letter in text.chars() {
        used += width(letter.encode_utf8(&mut [0; 4]), font);
        if used > room {
            break;
        }
        cut.push(letter);
    }
    let mut cut = cut.trim_end().to_owned();
    cut.push(DOTS);
    cut
}

/// The text on at most so many lines, each within the room; the last one is cut.
pub(crate) fn wrap(text: &str, font: Font, room: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = pieces(text).into_iter().peekable();
    while let Some(word) = words.peek() {
        let longer = format!("{line}{word}");
        if line.is_empty() || width(longer.trim_end(), font) <= room {
            line = longer;
            words.next();
        } else if done.len() + 1 < lines {
            done.push(std::mem::take(&mut line));
        } else {
            line.extend(words);
            break;
        }
    }
    done.push(line);
    done.iter()
        .map(|line| fit(line.trim(), font, room))
        .filter(|line| !line.is_empty())
        .collect()
}

/// The least room in which the text needs no more than two lines.
pub(crate) fn narrowest(text: &str, font: Font) -> f64 {
    let pieces = pieces(text);
    let whole = width(text.trim(), font);
    // Hardly anybody writes more words than this into a title.
    (1..pieces.len().min(40))
        .map(|cut| {
            let (first, second) = pieces.split_at(cut);
            width(first.concat().trim(), font).max(width(second.concat().trim(), font))
        })
        .fold(whole, f64::min)
}

/// The text in pieces between which a line may end.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in text.chars() {
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
        // Chinese and Japanese may break after each sign.
        if matches!(letter, ' ' | '-' | '/' | '\u{2e80}'..='\u{a4cf}') {
            pieces.push(String::new());
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_wrapped_where_words_end_and_cut_where_there_is_no_room() {
        for (text, room, lines, expected) in [
            ("Inbox", 80.0, 2, vec!["Inbox"]),
            ("Hand-over to sales", 80.0, 2, vec!["Hand-over", "to sales"]),
            ("Hand-over to sales", 80.0, 1, vec!["Hand-over…"]),
            (
                "one two three four five",
                60.0,
                2,
                vec!["one two", "three f…"],
            ),
            ("Donaudampfschifffahrt", 60.0, 2, vec!["Donau…"]),
            ("初回連絡の手順", 60.0, 2, vec!["初回連絡", "の手順"]),
            ("", 60.0, 2, vec![]),
        ] {
            let wrapped = wrap(text, TITLE, room, lines);
            assert_eq!(wrapped, expected, "{text}");
            assert!(wrapped.iter().all(|line| width(line, TITLE) <= room));
        }
    }

    #[test]
    fn nothing_is_wider_than_the_room_it_was_given_for() {
        for text in [
            "Hand-over to sales",
            "漢字のタイトル",
            "ÀÉÎ e\u{301}",
            "W W W W",
        ] {
            let room = narrowest(text, TITLE);
            assert!(wrap(text, TITLE, room, 2).len() <= 2, "{text}");
        }
    }
}
