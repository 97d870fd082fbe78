//! Words: text as people write it, made comparable.

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

#[cfg(test)]
mod tests {
    use super::{fold, nearest};

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
