//! Names: months and weekdays in seven languages, without case and accents.

use std::sync::LazyLock;

/// What a name in a date means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Month(u32),
    Weekday,
    /// `mar` is March in some languages and Tuesday (mardi, martes) in others.
    MarchOrTuesday,
}

/// English, German, French, Spanish, Portuguese, Italian, Dutch.
const MONTHS: [&str; 12] = [
    "january jan januar janner jaenner jan janvier janv enero ene janeiro gennaio genn gen januari",
    "february feb februar feber fevrier fevr fev febrero fevereiro febbraio febbr februari",
    "march marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio magg mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug jule",
    "august aug aout agosto ago augustus",
    "september sept sep septembre septiembre setiembre setembro set settembre sett",
    "october oct oktober okt octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro dicembre",
];

const WEEKDAYS: &str = "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday \
    fri saturday sat sunday sun montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag \
    sonnabend sa sonntag so lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche \
    dim lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom segunda seg terca \
    ter quarta qua quinta qui sexta sex lunedi martedi mercoledi giovedi gio venerdi sabato \
    domenica maandag ma dinsdag woensdag wo woe donderdag don vrijdag vr vrij zaterdag za zat zondag \
    zo zon";

/// The names as numbers, in order: to compare numbers is faster than texts.
static NAMES: LazyLock<Vec<(u128, Name)>> = LazyLock::new(|| {
    let months = (1u32..)
        .zip(MONTHS)
        .flat_map(|(month, names)| names.split(' ').map(move |name| (name, Name::Month(month))));
    let weekdays = WEEKDAYS
        .split_whitespace()
        .map(|name| (name, Name::Weekday));
    let mut names: Vec<_> = months
        .chain(weekdays)
        .chain([("mar", Name::MarchOrTuesday)])
        .filter_map(|(name, means)| Some((number_of(name.as_bytes())?, means)))
        .collect();
    names.sort_unstable_by_key(|(name, _)| *name);
    names.dedup();
    names
});

/// At most 16 letters as a number; the first letter is its highest byte.
fn number_of(word: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    Some(u128::from_be_bytes(bytes))
}

/// What a plain word in lower case names, if anything.
pub(super) fn name(word: &[u8]) -> Option<Name> {
    let wanted = number_of(word)?;
    let at = NAMES
        .binary_search_by_key(&wanted, |(name, _)| *name)
        .ok()?;
    NAMES.get(at).map(|(_, name)| *name)
}

/// Whether the first letters may begin a name, for texts that are no dates.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    /// Pairs of letters by which some name begins; one bit for each second
    /// letter, one entry for each first.
    static PAIRS: LazyLock<[u32; 26]> = LazyLock::new(|| {
        let mut pairs = [0; 26];
        for (name, _) in NAMES.iter() {
            let [first, second, ..] = name.to_be_bytes();
            if let Some(seconds) = pairs.get_mut(usize::from(first - b'a')) {
                *seconds |= 1 << (second - b'a');
            }
        }
        pairs
    });
    let [first, second, ..] = bytes else {
        return false;
    };
    let (first, second) = (first.to_ascii_lowercase(), second.to_ascii_lowercase());
    // An accent: looked at later.
    if !second.is_ascii() {
        return true;
    }
    if !first.is_ascii_lowercase() || !second.is_ascii_lowercase() {
        return false;
    }
    PAIRS
        .get(usize::from(first - b'a'))
        .is_some_and(|seconds| seconds & (1 << (second - b'a')) != 0)
}

/// Whether the first letters behind a number may belong to a date: a name, the
/// end of an ordinal (`1er`, `15th`) or a preposition.
pub(super) fn may_follow_digits(bytes: &[u8]) -> bool {
    const OTHERS: [&[u8; 2]; 9] = [
        b"th", b"st", b"nd", b"rd", b"er", b"e ", b"o ", b"de", b"of",
    ];
    may_begin(bytes)
        || !bytes.first().is_some_and(u8::is_ascii)
        || bytes
            .first_chunk::<2>()
            .is_some_and(|two| OTHERS.iter().any(|other| other.eq_ignore_ascii_case(two)))
}
