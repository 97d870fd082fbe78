//! Phone: numbers as people write them, with extensions.
//!
//! [`looks_like`] and [`extension`] are cheap and meant for whole columns;
//! [`read`] also asks the numbering plan of the country, which takes a
//! thousandfold.
//!
//! Deliberately absent: numbers spelled in letters (`1-800-FLOWERS`), which can't
//! be told from ids, and several numbers in one cell.

#[cfg(test)]
mod tests;

use phonenumber::country;
use phonenumber::metadata::DATABASE;

use super::plain::{Plain, plain};
use super::{date, money};

/// A phone number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// In E.164 where the country is known (`+14155550123`), else the digits.
    pub number: String,
    /// `752` of `x752`, `12` of `ext. 12`.
    pub extension: Option<String>,
    /// Valid by the numbering plan; `None` where the country isn't known.
    pub valid: Option<bool>,
}

/// Reads a phone number, if the text looks like one. `region` is the country
/// (`DE`, `NA`) that a number without `+` is taken to be in; a region that
/// doesn't exist is none.
///
/// A number that the plan of its country doesn't know comes back as not valid,
/// with its digits.
pub fn read(text: &str, region: Option<&str>) -> Option<Phone> {
    let parts = Parts::of(text)?;
    let digits = parts.digits();
    let extension = parts.extension.map(str::to_owned);
    let region: Option<country::Id> = region
        .filter(|region| DATABASE.by_id(*region).is_some())
        .and_then(|region| region.parse().ok());
    if region.is_none() && !digits.starts_with('+') {
        return Some(Phone {
            number: digits,
            extension,
            valid: None,
        });
    }
    let (number, valid) = planned(&digits, region);
    Some(Phone {
        number,
        extension,
        valid: Some(valid),
    })
}

/// The number in E.164 and whether the numbering plan knows it.
fn planned(digits: &str, region: Option<country::Id>) -> (String, bool) {
    let parsed = phonenumber::parse(region, digits).ok();
    if let Some(number) = &parsed
        && phonenumber::is_valid(number)
    {
        return (e164(number), true);
    }
    // Where a number goes on with the digits of its own prefix, the library takes
    // one too many off: Russia dials 8 800 … within the country.
    let candidates = match (digits.strip_prefix('+'), region) {
        (Some(international), _) => vec![international.to_owned()],
        (None, Some(region)) => DATABASE.by_id(region.as_ref()).map_or(vec![], |plan| {
            let code = plan.country_code();
            let prefix = plan.national_prefix().unwrap_or_default();
            let without = digits.strip_prefix(prefix).unwrap_or(digits);
            vec![format!("{code}{digits}"), format!("{code}{without}")]
        }),
        (None, None) => vec![],
    };
    if let Some(found) = candidates.iter().find(|digits| is_planned(digits)) {
        return (format!("+{found}"), true);
    }
    (
        parsed.as_ref().map_or_else(|| digits.to_owned(), e164),
        false,
    )
}

fn e164(number: &phonenumber::PhoneNumber) -> String {
    let e164 = number.format().mode(phonenumber::Mode::E164);
    e164.to_string()
}

/// Whether the plan of some country knows the digits of an international number.
fn is_planned(digits: &str) -> bool {
    (1..=3)
        .filter_map(|length| digits.split_at_checked(length))
        .find_map(|(code, national)| {
            Some((DATABASE.by_code(&code.parse::<u16>().ok()?)?, national))
        })
        .is_some_and(|(plans, national)| {
            let knows = |plan: &&phonenumber::Metadata| {
                let of = plan.descriptors();
                let kinds = [
                    of.fixed_line(),
                    of.mobile(),
                    of.toll_free(),
                    of.premium_rate(),
                    of.shared_cost(),
                    of.personal_number(),
                    of.voip(),
                    of.pager(),
                    of.uan(),
                    of.voicemail(),
                ];
                let mut kinds = kinds.into_iter().flatten();
                of.general().is_match(national) && kinds.any(|kind| kind.is_match(national))
            };
            plans.iter().any(knows)
        })
}

/// Whether the text looks like a phone number: 5 to 20 digits with the usual
/// marks between them and perhaps an extension, and neither a date nor an amount
/// with decimals nor an address of a machine.
///
/// A bare number of that length does look like one; the column tells ids and
/// amounts from phones.
pub fn looks_like(text: &str) -> bool {
    Parts::of(text).is_some()
}

/// The digits of the extension, if the text is a phone number with one.
///
/// `416-810-9897x752`, `030 12345-0 Durchwahl 12`, `+1 416 810 9897 ext. 12`,
/// `416-810-9897 #12`.
pub fn extension(text: &str) -> Option<&str> {
    // Most numbers end without a word: those are told by one look.
    let marked = |byte: &u8| byte.is_ascii_alphabetic() || b"#;,~".contains(byte);
    if !text.bytes().any(|byte| marked(&byte)) {
        return None;
    }
    Parts::of(text)?.extension
}

/// A text that looks like a phone number, split.
struct Parts<'a> {
    number: &'a str,
    extension: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let number = strip_word(text, "tel:").map_or(text, str::trim_start);
        let first = number.chars().next()?;
        if !first.is_numeric() && !"+(".contains(first) && first != '\u{FF0B}' {
            return None;
        }
        let (number, rest) = split_number(number)?;
        let extension = match rest {
            "" => None,
            rest => Some(marked_extension(rest)?),
        };
        let parts = Self { number, extension };
        (extension.is_some() || !parts.is_something_else()).then_some(parts)
    }

    /// Dates, amounts and addresses of machines pass as phones by their signs.
    fn is_something_else(&self) -> bool {
        if self.is_international() {
            return false;
        }
        let (mut dots, mut spaces, mut others) = (0, 0, 0);
        for byte in self.number.bytes() {
            match byte {
                b'0'..=b'9' => {}
                b'.' => dots += 1,
                b' ' => spaces += 1,
                _ => others += 1,
            }
        }
        let is_number = match (dots, spaces, others) {
            (0, _, 0) => return false,
            (1.., 0, 0) => self.is_dotted_number(dots),
            (1.., _, 0) => money::read(self.number).is_some(),
            _ => false,
        };
        is_number || date::read(self.number).is_some()
    }

    /// `210833.37`, `1.234.567` or `192.168.10.21`.
    fn is_dotted_number(&self, dots: usize) -> bool {
        let mut parts = self.number.split('.');
        if dots == 3 && parts.clone().all(|part| part.parse::<u8>().is_ok()) {
            return true;
        }
        let first = parts.next().unwrap_or_default();
        let in_thousands = first.len() <= 3 && !first.starts_with('0');
        dots == 1 || (in_thousands && parts.all(|part| part.len() == 3))
    }

    fn is_international(&self) -> bool {
        let number = self.number.trim_start_matches('(');
        number.starts_with(['+', '\u{FF0B}'])
    }

    /// The digits, with the `+` if there is one, and without the `(0)` that is
    /// only dialled at home: `+49 (0)30 1234` is `+49301234`.
    fn digits(&self) -> String {
        let international = self.is_international();
        let number = if international {
            self.number.replacen("(0)", "", 1)
        } else {
            self.number.to_owned()
        };
        let digits = number.chars().filter_map(|letter| match plain(letter) {
            Some(Plain::One(digit)) if digit.is_ascii_digit() => Some(char::from(digit)),
            _ => None,
        });
        let plus = international.then_some('+');
        plus.into_iter().chain(digits).collect()
    }
}

/// Digits and the marks between them from the beginning on, and the rest.
fn split_number(text: &str) -> Option<(&str, &str)> {
    let (mut digits, mut marks) = (0, 0);
    let mut open = None;
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        let mark = match letter {
            '0'..='9' => letter,
            _ => match plain(letter) {
                Some(Plain::One(mark)) => char::from(mark),
                Some(Plain::Nothing) => continue,
                _ => break,
            },
        };
        match mark {
            '0'..='9' => {
                digits += 1;
                marks = 0;
                end = at + letter.len_utf8();
            }
            '+' if digits == 0 && marks <= 1 => {}
            '(' if open.is_none() => open = Some(at),
            ')' if open.is_some() && digits > 0 => {
                open = None;
                end = at + letter.len_utf8();
            }
            ' ' | '-' | '.' | '/' | '\t' if digits > 0 || mark == ' ' => {}
            _ => break,
        }
        if !mark.is_ascii_digit() && mark != ' ' {
            // ") -" and " / " are written, "---" isn't.
            marks += 1;
            if marks > 3 {
                return None;
            }
        }
    }
    // What opens behind the last digit belongs to the extension.
    if !(5..=20).contains(&digits) || open.is_some_and(|at| at < end) {
        return None;
    }
    let (number, rest) = text.split_at_checked(end)?;
    Some((number, rest.trim()))
}

/// Words before an extension, the usual first.
const WORDS: [&str; 19] = [
    "x",
    "ext",
    "#",
    "extension",
    "extensión",
    "extn",
    "ex",
    "xtn",
    "xt",
    "durchwahl",
    "dw",
    "apparat",
    "app",
    "poste",
    "interno",
    "int",
    "anexo",
    "ramal",
    "toestel",
];

fn marked_extension(rest: &str) -> Option<&str> {
    let is_mark = |letter: char| matches!(letter, ',' | ';' | '-' | '/' | '(' | ' ');
    let rest = rest.trim_start_matches(is_mark);
    WORDS.iter().find_map(|word| {
        let digits = strip_word(rest, word)?
            .trim_start_matches(|letter| {
                matches!(letter, '.' | ':' | '-' | '#' | '=' | ' ' | '\u{A0}')
            })
            .trim_end_matches([')', '#', ' ']);
        let is_extension = (1..=7).contains(&digits.len());
        (is_extension && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
    })
}

/// Strips a word (in lower case) in any case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(tail)
}
