//! Name: people's names, as far as they can be compared.
//!
//! A name is a few words in any order: `Souza, Ana` and `Ana de Souza` have the same two.
//! [`compare`] lays the words of two names beside each other, best pairs first, and says on
//! which [`Rung`] they stand.
//!
//! Deliberately absent: whether a name is a real one, and what sex or country it tells of.

mod nicknames;

use crate::alike::{jaro_winkler, within};
pub use crate::fold::folded;
pub(crate) use nicknames::of_one_name;

/// The words of a name that tell people apart: folded, without titles, particles and what
/// stands behind a name; what a comma moves to the front stands in front.
pub fn words(name: &str) -> String {
    let mut turned = String::new();
    let name = match name.split_once(',') {
        Some((family, given)) if !given.contains(',') && !is_behind_a_name(given) => {
            turned.push_str(given);
            turned.push(' ');
            turned.push_str(family);
            &turned
        }
        _ => name,
    };
    let plain = folded(name);
    let telling = |word: &&str| !TITLES.contains(word) && !PARTICLES.contains(word);
    let kept: Vec<&str> = plain.split(' ').filter(telling).collect();
    if kept.iter().all(|word| word.is_empty()) {
        // `Van Dam` is left with `dam`, but `De La` is left with nothing: keep it whole.
        plain
    } else {
        kept.join(" ")
    }
}

/// Whether what stands behind a comma is no given name: `Smith, Jr.`
fn is_behind_a_name(text: &str) -> bool {
    let plain = folded(text);
    plain.is_empty() || plain.split(' ').all(|word| TITLES.contains(&word))
}

/// Words before and behind names that don't tell people apart.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "dra", "prof", "profa", "sir", "dame", "lady", "lord",
    "rev", "herr", "frau", "fr", "sr", "sra", "srta", "senhor", "senhora", "senor", "senora",
    "don", "dona", "mme", "mlle", "monsieur", "madame", "sig", "signor", "signora", "ing", "dipl",
    "mag", "jr", "jnr", "junior", "filho", "neto", "snr", "ii", "iii", "iv", "phd", "md", "mba",
    "msc", "bsc", "esq", "cpa",
];

/// Small words between names.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "das", "dos", "di", "del", "della", "dello", "du", "des", "la", "le", "van",
    "von", "vom", "zu", "zur", "der", "den", "ter", "ten", "y", "e", "und", "and", "of", "bin",
    "ibn", "al", "el",
];

/// How alike two names are, from equal to contradicting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// All words of both.
    Same,
    /// Every word of the shorter one stands in the longer: `Ana Souza`, `Ana Maria de Souza`.
    Within,
    /// Every word of the shorter one has its like: a slip of the finger, an initial, a nickname.
    Alike,
    /// Only one word or only initials are given, and the other has them: `Ana`, `Ana Souza`.
    OneWord,
    /// The first word is the same, another one isn't: a new surname, or somebody else.
    SameFirst,
    /// The last word is the same, the first isn't: a relative.
    SameLast,
    /// Nothing fits.
    Differ,
}

impl Rung {
    /// All rungs, best first.
    pub const ALL: [Self; 7] = [
        Self::Same,
        Self::Within,
        Self::Alike,
        Self::OneWord,
        Self::SameFirst,
        Self::SameLast,
        Self::Differ,
    ];

    /// Whether these can hardly be one person's names.
    pub fn contradicts(self) -> bool {
        matches!(self, Self::SameLast | Self::Differ)
    }
}

/// So many words of a name are looked at.
const MOST: usize = 6;

/// Compares the [`words`] of two names, neither of them empty.
pub fn compare(a: &str, b: &str) -> Rung {
    if a == b {
        let only_one = !a.contains(' ');
        return if only_one { Rung::OneWord } else { Rung::Same };
    }
    // The same answer, whoever is asked first.
    let size = |name: &str| (name.split(' ').count(), name.len());
    let (short, long) = if (size(a), a) <= (size(b), b) {
        (a, b)
    } else {
        (b, a)
    };
    let long_words: Vec<&str> = long.split(' ').take(MOST).collect();
    let mut free = [true; MOST];
    let (mut equal, mut alike, mut count) = (0, 0, 0);
    // Equal words first, so that a like one doesn't take their place.
    let short_words: Vec<&str> = short.split(' ').take(MOST).collect();
    let mut open: Vec<&str> = Vec::new();
    for word in &short_words {
        count += 1;
        let place = (0..long_words.len()).find(|at| free[*at] && long_words[*at] == *word);
        match place {
            Some(at) => {
                free[at] = false;
                equal += 1;
            }
            None => open.push(word),
        }
    }
    for word in &open {
        let place = (0..long_words.len()).find(|at| free[*at] && is_like(word, long_words[*at]));
        if let Some(at) = place {
            free[at] = false;
            alike += 1;
        }
    }
    let first = is_like(short_words[0], long_words[0]);
    let last = short_words.last().zip(long_words.last());
    let last = last.is_some_and(|(a, b)| a == b || is_like(a, b));
    match (equal, alike) {
        // Initials alone say no more than one name does: `A. S.` may be `Ana Souza`.
        _ if equal + alike == count && (count == 1 || only_initials(&short_words)) => Rung::OneWord,
        // Written together, or parted: `Annalena`, `Anna Lena`.
        _ if a.replace(' ', "") == b.replace(' ', "") => Rung::Same,
        (equal, 0) if equal == count && count == long_words.len() => Rung::Same,
        (equal, 0) if equal == count => Rung::Within,
        (equal, alike) if equal + alike == count => Rung::Alike,
        _ if first => Rung::SameFirst,
        _ if last => Rung::SameLast,
        _ => Rung::Differ,
    }
}

fn only_initials(words: &[&str]) -> bool {
    words.iter().all(|word| word.chars().count() == 1)
}

/// Whether two words of names may be meant to be the same: an initial, a nickname, a slip.
pub(crate) fn is_like(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if a == b || of_one_name(a, b) {
        return true;
    }
    match short.chars().count() {
        0 => false,
        1 => long.starts_with(short),
        // Short words differ by one letter all the time: Ana, Ava. But a doubled letter is none:
        // Ana, Anna.
        2 | 3 => a.chars().eq(undoubled(b)) || b.chars().eq(undoubled(a)),
        4..=5 => within(a, b, 1) && a.as_bytes()[0] == b.as_bytes()[0],
        _ => within(a, b, 1) || jaro_winkler(a, b) >= 0.92,
    }
}

/// A word with each run of one letter written once.
fn undoubled(word: &str) -> impl Iterator<Item = char> + '_ {
    let mut last = None;
    word.chars()
        .filter(move |letter| last.replace(*letter) != Some(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_tell() {
        for (name, expected) in [
            ("Ana Souza", "ana souza"),
            ("Souza, Ana", "ana souza"),
            ("Dr. Ana de Souza", "ana souza"),
            ("Ana Souza, PhD", "ana souza"),
            ("Smith, Jr.", "smith"),
            ("Ludwig van der Rohe III", "ludwig rohe"),
            ("De La", "de la"),
            ("  ", ""),
            ("山田 太郎", "山田 太郎"),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn how_alike_two_names_are() {
        for (a, b, rung) in [
            ("Ana Souza", "SOUZA, Ana", Rung::Same),
            ("Ana Souza", "Anna de Souza", Rung::Alike),
            ("Ana Souza", "Ava Souza", Rung::SameLast),
            ("Ana Souza", "Souza Ana", Rung::Same),
            ("Annalena Baum", "Anna Lena Baum", Rung::Same),
            ("José Núñez", "Jose Nunez", Rung::Same),
            ("Ana Souza", "Ana Maria de Souza", Rung::Within),
            ("Juan García", "Juan García López", Rung::Within),
            ("Ana Souza", "Ana Sousa", Rung::Alike),
            ("Jon Smith", "John Smith", Rung::Alike),
            ("Bob Miller", "Robert Miller", Rung::Alike),
            ("A. Souza", "Ana Souza", Rung::Alike),
            ("A. S.", "Ana Souza", Rung::OneWord),
            ("A. Lima", "Ana Souza", Rung::SameFirst),
            ("Katherine Meyer", "Catherine Meyer", Rung::Alike),
            ("Müller, Jörg", "Joerg Mueller", Rung::Alike),
            ("Иван Петров", "Ivan Petrov", Rung::Same),
            ("Ana", "Ana Souza", Rung::OneWord),
            ("Ana", "Ana", Rung::OneWord),
            ("Ana Souza", "Ana Lima", Rung::SameFirst),
            ("Ana Souza", "Bruno Souza", Rung::SameLast),
            ("Ana Souza", "Ava Souza", Rung::SameLast),
            ("Ana Souza", "Bruno Lima", Rung::Differ),
            ("Ana", "Bruno", Rung::Differ),
        ] {
            let (a, b) = (words(a), words(b));
            assert_eq!(compare(&a, &b), rung, "{a} / {b}");
            assert_eq!(compare(&b, &a), rung, "{b} / {a}");
        }
    }
}
