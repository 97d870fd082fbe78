//! Words: text as people write it, made comparable; and names and moments as people read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::{self, Write as _};

/// The text in small letters and without accents: `Empfehlung` and `EMPFEHLUNG`,
/// `Indicação` and `indicacao` become one. Letters of other scripts stay.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            _ if letter.is_ascii() => folded.push(letter),
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => folded.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => folded.push('c'),
            'ď' | 'đ' | 'ð' => folded.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => folded.push('g'),
            'ĥ' | 'ħ' => folded.push('h'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => folded.push('i'),
            'ĵ' => folded.push('j'),
            'ķ' => folded.push('k'),
            'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => folded.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => folded.push('o'),
            'ŕ' | 'ŗ' | 'ř' => folded.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => folded.push('s'),
            'ţ' | 'ť' | 'ŧ' | 'ț' => folded.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => folded.push('u'),
            'ŵ' => folded.push('w'),
            'ý' | 'ÿ' | 'ŷ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            '\u{300}'..='\u{36f}' => {} // An accent written after its letter.
            '\u{a0}' | '\u{2007}' | '\u{202f}' => folded.push(' '),
            _ => folded.push(letter),
        }
    }
    folded
}

/// The word that was probably meant, among the first of many: a document with thousands
/// of names, each wrong, is still to be read within a second.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let letters = word.chars().count();
    known
        .take(60)
        .map(|own| {
            (
                strsim::damerau_levenshtein(&lower, &own.to_lowercase()),
                own,
            )
        })
        .filter(|(far, _)| *far <= (letters / 3).max(1))
        .min_by_key(|(far, _)| *far)
        .map(|(_, own)| own)
}

/// A sentence, written at once: `format!` guesses how long it gets, and begins anew with
/// twice the room again and again.
pub(crate) fn said(words: fmt::Arguments<'_>) -> String {
    const USUAL: usize = 80;
    let mut text = String::with_capacity(USUAL);
    text.write_fmt(words)
        .expect("a String takes all that is written to it");
    text
}

/// A name of the process document as people read it: `cold_call` becomes `cold call`.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    name: &'a str,
    capital: bool,
}

/// See [`Spoken`].
pub fn spoken(name: &str) -> Spoken<'_> {
    Spoken {
        name,
        capital: false,
    }
}

/// The same where a sentence begins with it: `First response`.
pub fn capital(name: &str) -> Spoken<'_> {
    Spoken {
        name,
        capital: true,
    }
}

impl fmt::Display for Spoken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.name;
        if let Some(first) = rest.chars().next().filter(|_| self.capital) {
            first
                .to_uppercase()
                .try_for_each(|letter| f.write_char(letter))?;
            rest = &rest[first.len_utf8()..];
        }
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'_' | b'-')) {
            f.write_str(&rest[..at])?;
            f.write_char(' ')?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// A number of things, whose word takes an `s`: `1 hour`, `4 hours`.
#[derive(Debug, Clone, Copy)]
pub struct Count<'a> {
    number: u64,
    one: &'a str,
}

/// See [`Count`].
pub fn count(number: u64, one: &str) -> Count<'_> {
    Count { number, one }
}

impl fmt::Display for Count<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ending = if self.number == 1 { "" } else { "s" };
        write!(f, "{} {}{ending}", self.number, self.one)
    }
}

/// A moment as people in a zone say it: `Tue 3 Mar, 14:05`; with its year, where that is
/// another than the present one.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    at: Timestamp,
    zone: &'a TimeZone,
    now: Timestamp,
}

/// See [`Moment`].
pub fn moment(at: Timestamp, zone: &TimeZone, now: Timestamp) -> Moment<'_> {
    Moment { at, zone, now }
}

impl fmt::Display for Moment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.zone.to_datetime(self.at);
        let year = local.year();
        write!(f, "{}", local.strftime("%a %-d %b"))?;
        if year != self.zone.to_datetime(self.now).year() {
            write!(f, " {year}")?;
        }
        write!(f, ", {:02}:{:02}", local.hour(), local.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::{capital, count, fold, moment, nearest, spoken};
    use jiff::tz::TimeZone;

    #[test]
    fn names_and_numbers_are_said_as_people_do() {
        for (name, said, first) in [
            ("first_response", "first response", "First response"),
            ("sell-with-us", "sell with us", "Sell with us"),
            ("émigré", "émigré", "Émigré"),
            ("", "", ""),
        ] {
            assert_eq!(spoken(name).to_string(), said);
            assert_eq!(capital(name).to_string(), first);
        }
        assert_eq!(count(1, "hour").to_string(), "1 hour");
        assert_eq!(count(4, "hour").to_string(), "4 hours");
    }

    #[test]
    fn moments_are_those_of_the_zone() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        for (at, said) in [
            ("2026-03-03T17:05:00Z", "Tue 3 Mar, 14:05"),
            ("2026-03-03T02:59:00Z", "Mon 2 Mar, 23:59"),
            ("2027-01-01T02:59:00Z", "Thu 31 Dec, 23:59"),
            ("2027-01-01T03:00:00Z", "Fri 1 Jan 2027, 00:00"),
        ] {
            assert_eq!(moment(at.parse().unwrap(), &zone, now).to_string(), said);
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_understood_and_another_word_is_not() {
        let known = ["qualifying", "demo", "won"];
        for (word, meant) in [
            ("qualifing", Some("qualifying")),
            ("Demo", Some("demo")),
            ("dmeo", Some("demo")),
            ("win", Some("won")),
            ("nurture", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), meant, "{word}");
        }
    }

    #[test]
    fn accents_and_case_fall_away() {
        for (text, folded) in [
            ("INDICAÇÃO", "indicacao"),
            ("e\u{301}ve\u{301}nement", "evenement"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("Łódź Žižkov Ångström", "lodz zizkov angstrom"),
            ("реклама", "реклама"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
    }
}
