//! Read: the digits of a number as people write it.

/// What a text says as a phone number.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Digits only, without the `+`, the extension and a `(0)`.
    pub(super) digits: String,
    /// It began with `+`: the digits begin with a country's.
    pub(super) international: bool,
}

/// Reads a number; `None` where there are too few digits or too many to be one.
pub(super) fn number(text: &str) -> Option<Read> {
    // What one would have to read for a long time is no number.
    if text.len() > 200 {
        return None;
    }
    let text = text.trim();
    let text = text
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("tel:"))
        .map_or(text, |start| &text[start.len()..]);
    // `;phone-context=+44` names what stands before; `;ext=12` is an extension.
    let (text, context) = match text.split_once(';') {
        Some((number, rest)) => (number, context(rest)),
        None => (text, None),
    };
    let text = without_extension(text);
    let international = text
        .trim_start_matches(|c: char| c == '(' || c.is_whitespace())
        .starts_with(['+', '＋']);
    let mut digits = String::with_capacity(text.len());
    if let (false, Some(context)) = (international, context) {
        digits.push_str(&self::digits(context));
    }
    let country = international || !digits.is_empty();
    // `+49 (0)30 …`: the zero is only dialled at home.
    let home_zero = if country { text.find("(0)") } else { None };
    match home_zero {
        Some(at) => {
            digits.push_str(&self::digits(&text[..at]));
            digits.push_str(&self::digits(&text[at + 3..]));
        }
        None => digits.push_str(&self::digits(text)),
    }
    (3..=20).contains(&digits.len()).then_some(Read {
        digits,
        international: country,
    })
}

/// The country that `phone-context=+44` names.
fn context(rest: &str) -> Option<&str> {
    rest.split(';')
        .filter_map(|part| part.split_once('='))
        .find(|(name, value)| name.eq_ignore_ascii_case("phone-context") && value.starts_with('+'))
        .map(|(_, value)| value)
}

/// The digits of a text, letters as on the keys of a phone (`1-800-FLOWERS`).
fn digits(text: &str) -> String {
    let mut digits = String::with_capacity(text.len());
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    // Words before or behind a number are none of its letters: `Fone: 4002-8922`, `4002 home`.
    let spelled = letters >= 3 && starts_with_digits(text);
    for letter in text.chars() {
        if let Some(digit) = digit(letter) {
            digits.push(digit);
        } else if spelled && let Some(key) = key(letter) {
            digits.push(key);
        }
    }
    digits
}

/// Whether a number with letters is one spelled in letters: three digits come first
/// (`800-FLOWERS`), and letters end it.
fn starts_with_digits(text: &str) -> bool {
    let first = text.chars().take_while(|c| !c.is_ascii_alphabetic());
    let digits = first.filter(|c| digit(*c).is_some()).count();
    let all = text.chars().filter(|c| digit(*c).is_some()).count();
    digits >= 3
        && (7..=11).contains(&(all + text.chars().filter(char::is_ascii_alphabetic).count()))
}

/// A decimal digit of any script that phones are written in.
fn digit(letter: char) -> Option<char> {
    if letter.is_ascii_digit() {
        return Some(letter);
    }
    let zero = [
        '０', '٠', '۰', '०', '০', '੦', '૦', '௦', '౦', '೦', '൦', '๐', '໐',
    ]
    .into_iter()
    .find(|zero| (0..10).contains(&(u32::from(letter).wrapping_sub(u32::from(*zero)))))?;
    char::from_digit(u32::from(letter) - u32::from(zero), 10)
}

/// The key that a letter is on.
fn key(letter: char) -> Option<char> {
    Some(match letter.to_ascii_uppercase() {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

/// Cuts off `x752`, `ext. 12`, `#12`, `Durchwahl 12`, `ramal 12`.
fn without_extension(text: &str) -> &str {
    let cut = text.char_indices().skip(1).find_map(|(at, letter)| {
        let rest = &text[at..];
        let counts = |c: &char| c.is_ascii_alphabetic() || digit(*c).is_some();
        let before = text[..at].chars().filter(counts).count();
        let marked = match letter {
            '#' | '~' => Some(1),
            'a'..='z' | 'A'..='Z' => EXTENSION
                .iter()
                .find(|word| {
                    rest.get(..word.len())
                        .is_some_and(|start| start.eq_ignore_ascii_case(word))
                })
                .map(|word| word.len()),
            _ => None,
        }?;
        let after = &rest[marked..];
        let own = after.trim_start_matches(|c: char| ".:- ".contains(c));
        let is_number = !own.is_empty() && own.chars().all(|c| digit(c).is_some());
        (before >= 5 && is_number && own.len() <= 7).then_some(at)
    });
    cut.map_or(text, |at| &text[..at])
}

/// Words before an extension, the longer first where one begins with the other.
const EXTENSION: &[&str] = &[
    "extension",
    "extn",
    "ext",
    "durchwahl",
    "ramal",
    "anexo",
    "poste",
    "int",
    "app",
    "dw",
    "x",
];
