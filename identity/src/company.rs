//! Company: names of firms without what the register adds, and domains as names.
//!
//! Deliberately absent: who owns whom. `Acme Brasil` and `Acme Deutschland` differ.

use crate::alike::jaro_winkler;
use crate::fold::folded;
use crate::people::same_digits;

/// The name of a company without its legal form and spaces: `Casa Verde Ltda.` is
/// `casaverde`; empty if nothing is left.
pub fn core(company: &str) -> String {
    let plain = folded(&company.replace('&', " and "));
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let mut end = words.len();
    let mut start = 0;
    // `s a`, `g m b h`: forms whose dots became spaces stand at the end as letters.
    loop {
        let kept = &words[start..end];
        let letters = kept.iter().rev().take_while(|word| word.len() == 1).count();
        let spelled: String = kept[kept.len() - letters..].concat();
        if letters > 1 && letters < kept.len() && FORMS.contains(&spelled.as_str()) {
            end -= letters;
        } else if kept.len() > 1 && is_form(kept[kept.len() - 1]) {
            end -= 1;
        } else if kept.len() > 1 && kept[0] == "the" {
            start += 1;
        } else if kept.len() > 1 && kept[kept.len() - 1] == "and" {
            // `Souza & Co.`, `GmbH & Co. KG`
            end -= 1;
        } else {
            break;
        }
    }
    words[start..end].concat()
}

fn is_form(word: &str) -> bool {
    FORMS.contains(&word)
}

/// Legal forms and words that registers put at the end.
const FORMS: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bhd",
    "bv",
    "bvba",
    "co",
    "company",
    "corp",
    "corporation",
    "cv",
    "cvba",
    "doo",
    "eg",
    "ei",
    "eireli",
    "epp",
    "eurl",
    "gbr",
    "gmbh",
    "group",
    "holding",
    "holdings",
    "hf",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "lda",
    "limitada",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "mbh",
    "me",
    "mei",
    "nv",
    "ohg",
    "ooo",
    "oy",
    "oyj",
    "plc",
    "pllc",
    "pte",
    "pty",
    "pvt",
    "rt",
    "sa",
    "sab",
    "sac",
    "sapi",
    "sarl",
    "sas",
    "scs",
    "sdn",
    "se",
    "sl",
    "slu",
    "snc",
    "sp",
    "spa",
    "spol",
    "sprl",
    "sro",
    "srl",
    "ug",
    "vof",
    "zoo",
    "zrt",
];

/// What a registered domain is called: `casaverde` of `casaverde.com.br`.
pub fn of_domain(domain: &str) -> &str {
    domain.split('.').next().unwrap_or(domain)
}

/// How alike two companies are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// The same name, or the same domain of work.
    Same,
    /// A slip of the finger, or one name begins with the other.
    Alike,
    /// Nothing fits.
    Differ,
}

/// Compares two [`core()`]s, neither of them empty.
pub fn compare(a: &str, b: &str) -> Rung {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if a == b {
        Rung::Same
    } else if !same_digits(a, b) {
        // `Loja 24` is another shop than `Loja 42`.
        Rung::Differ
    } else if (short.len() >= 5 && long.starts_with(short))
        || (short.len() >= 5 && jaro_winkler(a, b) >= 0.93)
    {
        Rung::Alike
    } else {
        Rung::Differ
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_without_what_the_register_adds() {
        for (company, expected) in [
            ("Casa Verde Ltda.", "casaverde"),
            ("CASA VERDE S.A.", "casaverde"),
            ("Casa Verde S/A", "casaverde"),
            ("Müller & Söhne GmbH & Co. KG", "mullerandsohne"),
            ("Mueller and Soehne", "muellerandsoehne"),
            ("The Acme Company, Inc.", "acme"),
            ("Acme Sp. z o.o.", "acme"),
            ("Nokia Oyj", "nokia"),
            ("AB", "ab"),
            ("Inc.", "inc"),
            ("3M", "3m"),
            ("H & M", "handm"),
            ("", ""),
        ] {
            assert_eq!(core(company), expected, "{company}");
        }
    }

    #[test]
    fn how_alike_two_companies_are() {
        for (a, b, rung) in [
            ("Casa Verde Ltda", "CasaVerde", Rung::Same),
            ("Casa Verde", "Casa Verde Móveis", Rung::Alike),
            ("Casa Verde", "Casa Verdi", Rung::Alike),
            ("Casa Verde", "Casa Azul", Rung::Differ),
            ("3M", "3B", Rung::Differ),
        ] {
            assert_eq!(compare(&core(a), &core(b)), rung, "{a} / {b}");
        }
    }
}
