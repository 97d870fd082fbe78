//! Plain: letters without case and accents, so that `Märč` is found as `marc`.

/// The plain spelling of a Latin letter, a full-width sign, a space or a dash
/// of another width. Invisible marks become nothing.
///
/// `None`: the character has no plain spelling (another script, a picture).
pub(super) fn plain(letter: char) -> Option<Plain> {
    use Plain::{Nothing, One, Two};
    let one = |byte: u8| Some(One(byte));
    if letter.is_ascii() {
        let byte = u8::try_from(letter).ok()?;
        return one(byte.to_ascii_lowercase());
    }
    match letter {
        '\u{FF01}'..='\u{FF5E}' => plain(char::from_u32(u32::from(letter) - 0xFEE0)?),
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => one(b' '),
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | 'º'
        | 'ª'
        | '°' => Some(Nothing),
        // Accents that stand as characters of their own behind their letter.
        '\u{300}'..='\u{36F}' => Some(Nothing),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => one(b'-'),
        '\u{2018}' | '\u{2019}' | '\u{B4}' | '\u{2BC}' => one(b'\''),
        '…' => one(b'.'),
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => one(b'a'),
        'Æ' | 'æ' => Some(Two(*b"ae")),
        'Ç' | 'ç' | 'Ć'..='č' => one(b'c'),
        'Ď'..='đ' | 'Ð' | 'ð' => one(b'd'),
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => one(b'e'),
        'Ĝ'..='ģ' => one(b'g'),
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => one(b'i'),
        'Ĺ'..='ł' => one(b'l'),
        'Ñ' | 'ñ' | 'Ń'..='ň' => one(b'n'),
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => one(b'o'),
        'Œ' | 'œ' => Some(Two(*b"oe")),
        'Ŕ'..='ř' => one(b'r'),
        'Ś'..='š' | 'Ș' | 'ș' => one(b's'),
        'ß' | 'ẞ' => Some(Two(*b"ss")),
        'Ţ'..='ŧ' | 'Ț' | 'ț' => one(b't'),
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => one(b'u'),
        'Ý' | 'ý' | 'ÿ' | 'Ÿ' => one(b'y'),
        'Ź'..='ž' => one(b'z'),
        _ => None,
    }
}

/// What [`plain`] makes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// It is left out.
    Nothing,
    /// One ASCII character, in lower case.
    One(u8),
    /// Two ASCII letters, in lower case: `ß` is `ss`.
    Two([u8; 2]),
}

/// A short text in plain ASCII, on the stack.
pub(super) struct Folded<const ROOM: usize> {
    bytes: [u8; ROOM],
    length: usize,
}

impl<const ROOM: usize> Folded<ROOM> {
    pub(super) fn empty() -> Self {
        Self {
            bytes: [0; ROOM],
            length: 0,
        }
    }

    /// `None` if the text has a character without a plain spelling, or no room.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut folded = Self::empty();
        if text.is_ascii() {
            let bytes = folded.bytes.get_mut(..text.len())?;
            bytes.copy_from_slice(text.as_bytes());
            bytes.make_ascii_lowercase();
            folded.length = text.len();
            return Some(folded);
        }
        for letter in text.chars() {
            match plain(letter)? {
                Plain::Nothing => {}
                Plain::One(byte) => folded.push(byte)?,
                Plain::Two([first, second]) => {
                    folded.push(first)?;
                    folded.push(second)?;
                }
            }
        }
        Some(folded)
    }

    pub(super) fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.length)? = byte;
        self.length += 1;
        Some(())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }
}
