//! Word: yes, no, won, lost, and the many ways of saying "nothing stands here".
//!
//! All words are compared without case, accents and the signs around them, in
//! about ten languages. A word that means different things in two systems
//! (`Closed`, `Completed`, `Accepted`) is none of ours: `None`.
//!
//! Deliberately absent: free text. A sentence in a notes column isn't searched
//! for words.

mod outcome;
#[cfg(test)]
mod tests;

pub use outcome::{Outcome, outcome};

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::plain::Folded;

/// No word below is longer.
const LONGEST: usize = 40;

/// Reads a yes or no (`Yes`, `true`, `1`, `ja`, `sim`, `x`…), if the text is one.
///
/// An empty text is none: in a column of crosses (`x` and nothing) the caller
/// knows what the empty cells say.
pub fn yes_no(text: &str) -> Option<bool> {
    let text = text.trim();
    if text.len() > 12 {
        return None;
    }
    if !text.is_ascii() {
        match text {
            "да" | "Да" | "ДА" | "是" | "はい" | "✓" | "✔" | "✔️" | "✅" | "☑" | "☒" =>
            {
                return Some(true);
            }
            "нет" | "Нет" | "НЕТ" | "否" | "いいえ" | "✗" | "✘" | "❌" | "☐" => {
                return Some(false);
            }
            _ => {}
        }
    }
    let word = Folded::<12>::of(text)?;
    match word.text() {
        "1" | "1.0" | "x" | "y" | "t" | "j" | "s" | "on" | "yes" | "true" | "ja" | "wahr"
        | "oui" | "vrai" | "si" | "verdadero" | "sim" | "verdadeiro" | "vero" | "waar" | "tak"
        | "prawda" | "ano" | "evet" | "igen" | "kylla" | "sant" | "sand" | "checked"
        | "enabled" => Some(true),
        "0" | "0.0" | "n" | "f" | "off" | "no" | "false" | "nein" | "falsch" | "non" | "faux"
        | "falso" | "nao" | "nee" | "onwaar" | "nie" | "falsz" | "ne" | "hayir" | "nem" | "ei"
        | "nej" | "nei" | "falskt" | "falsk" | "unchecked" | "disabled" => Some(false),
        _ => None,
    }
}

/// What a placeholder says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Placeholder {
    /// Nobody touched the list: `Select`, `--None--`, `Please choose`.
    NotChosen,
    /// There is no answer: `N/A`, `null`, `(not set)`, `-`, `tbd`, `#N/A`.
    NotAvailable,
}

/// A text that stands for "not chosen" or "not known": `Select`, `N/A`, `null`,
/// `(none)`, `-`… It is never treated as empty; it is reported.
///
/// Some of these are also honest values (`NA` may be a case, a country or a
/// region), so the caller decides by the column. An empty text is no placeholder,
/// and [`says_unknown`] is an answer of its own.
pub fn placeholder(text: &str) -> bool {
    placeholder_kind(text).is_some()
}

/// Which [`placeholder`] the text is, if it is one.
pub fn placeholder_kind(text: &str) -> Option<Placeholder> {
    use Placeholder::{NotAvailable, NotChosen};
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let folded = Folded::<LONGEST>::of(text)?;
    let word = bare(folded.text());
    match word {
        // Nothing but signs, except those that count or compare.
        "" => (!folded.text().contains(['+', '%', '='])).then_some(NotAvailable),
        // CRMs show an untouched list as `--None--`.
        "none" if text.starts_with("--") => Some(NotChosen),
        // What spreadsheets leave of a formula that failed.
        "ref" | "value" | "div/0" | "name" | "num" if text.starts_with('#') => Some(NotAvailable),
        _ => match WORDS.get(word) {
            Some(Means::Nothing(placeholder)) => Some(*placeholder),
            _ => None,
        },
    }
}

/// An answer of its own: somebody looked, and doesn't know (`unknown`,
/// `unbekannt`, `desconocido`).
pub fn says_unknown(text: &str) -> bool {
    let text = text.trim();
    if matches!(text, "неизвестно" | "Неизвестно" | "未知" | "不明") {
        return true;
    }
    text.len() <= LONGEST
        && Folded::<LONGEST>::of(text)
            .is_some_and(|folded| WORDS.get(bare(folded.text())) == Some(&Means::Unknown))
}

/// The word without brackets, dashes, dots, stars and quotes around it.
fn bare(word: &str) -> &str {
    let sign = |letter: char| !letter.is_ascii_alphanumeric();
    word.trim_matches(sign)
}

/// What a word says that isn't a value of its column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Nothing(Placeholder),
    Unknown,
}

static WORDS: LazyLock<HashMap<&str, Means, foldhash::fast::FixedState>> = LazyLock::new(|| {
    let rows = [
        (Means::Nothing(Placeholder::NotChosen), NOT_CHOSEN),
        (Means::Nothing(Placeholder::NotAvailable), NOT_AVAILABLE),
        (Means::Unknown, UNKNOWN),
    ];
    rows.into_iter()
        .flat_map(|(means, words)| words.iter().map(move |word| (*word, means)))
        .collect()
});

const NOT_CHOSEN: &[&str] = &[
    "select",
    "select one",
    "select an option",
    "select option",
    "select a value",
    "select value",
    "please select",
    "please select one",
    "please choose",
    "please choose one",
    "choose",
    "choose one",
    "choose an option",
    "pick one",
    "make a selection",
    "not selected",
    "not chosen",
    "none selected",
    "nothing selected",
    "no selection",
    "unselected",
    "bitte wahlen",
    "bitte waehlen",
    "bitte auswahlen",
    "auswahlen",
    "keine auswahl",
    "nicht ausgewahlt",
    "selectionner",
    "selectionnez",
    "choisir",
    "choisissez",
    "veuillez choisir",
    "veuillez selectionner",
    "faites votre choix",
    "seleccionar",
    "seleccione",
    "selecciona",
    "seleccione una opcion",
    "selecciona una opcion",
    "elegir",
    "elija",
    "elija una opcion",
    "por favor seleccione",
    "selecionar",
    "selecione",
    "selecione uma opcao",
    "escolha",
    "escolha uma opcao",
    "seleziona",
    "selezionare",
    "selezionare un'opzione",
    "scegli",
    "selecteer",
    "selecteer een optie",
    "kies",
    "maak een keuze",
    "valj",
    "vaelg",
    "velg",
    "wybierz",
    "vyberte",
    "seciniz",
];

const NOT_AVAILABLE: &[&str] = &[
    "n/a",
    "na",
    "n.a",
    "n. a",
    "n\\a",
    "n-a",
    "null",
    "nil",
    "none",
    "nan",
    "nat",
    "undefined",
    "void",
    "blank",
    "empty",
    "not available",
    "not applicable",
    "not set",
    "not provided",
    "not specified",
    "not given",
    "not entered",
    "not stated",
    "not defined",
    "not disclosed",
    "not assigned",
    "unspecified",
    "no data",
    "no value",
    "no answer",
    "no entry",
    "no info",
    "missing",
    "tbd",
    "tba",
    "tbc",
    "to be defined",
    "to be determined",
    "to be announced",
    "keine",
    "keine angabe",
    "keine angaben",
    "k.a",
    "k. a",
    "nicht angegeben",
    "nicht gesetzt",
    "nicht verfugbar",
    "leer",
    "aucun",
    "aucune",
    "non renseigne",
    "non renseignee",
    "non specifie",
    "non precise",
    "non disponible",
    "sans objet",
    "vide",
    "ninguno",
    "ninguna",
    "no disponible",
    "no especificado",
    "no aplica",
    "sin datos",
    "sin especificar",
    "sin informacion",
    "vacio",
    "nenhum",
    "nenhuma",
    "nao informado",
    "nao disponivel",
    "nao especificado",
    "nao se aplica",
    "sem informacao",
    "vazio",
    "nessuno",
    "nessuna",
    "non disponibile",
    "non specificato",
    "non applicabile",
    "vuoto",
    "n/d",
    "n.d",
    "geen",
    "niet beschikbaar",
    "niet opgegeven",
    "niet van toepassing",
    "n.v.t",
    "nvt",
    "leeg",
    "brak",
    "brak danych",
    "ej angivet",
    "ikke oppgitt",
    "ikke angivet",
];

const UNKNOWN: &[&str] = &[
    "unknown",
    "not known",
    "unk",
    "don't know",
    "dont know",
    "unbekannt",
    "nicht bekannt",
    "weiss nicht",
    "inconnu",
    "inconnue",
    "ne sait pas",
    "desconocido",
    "desconocida",
    "no se sabe",
    "no sabe",
    "desconhecido",
    "desconhecida",
    "nao sei",
    "nao sabe",
    "sconosciuto",
    "sconosciuta",
    "non so",
    "onbekend",
    "weet niet",
    "nieznany",
    "nieznana",
    "nieznane",
    "okand",
    "okant",
    "ukjent",
    "ukendt",
    "neznamy",
    "nezname",
    "tuntematon",
    "bilinmiyor",
    "necunoscut",
    "ismeretlen",
];
