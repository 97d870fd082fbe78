use proptest::prelude::*;

use super::{cases, fuzz};

/// Texts that mean something to one of the readers.
fn seeds() -> Vec<String> {
    let tables = [
        include_str!("../../cases/dates.txt"),
        include_str!("../../cases/money.txt"),
        include_str!("../../cases/phones.txt"),
        include_str!("../../cases/words.txt"),
        include_str!("../../cases/outcomes.txt"),
    ];
    let texts = tables.into_iter().flat_map(cases::rows);
    let mails = [
        "ada@example.org",
        "\"a\\@b\" (c(d)) @ [IPv6:::1]",
        "\r\n a@b.co.uk",
    ];
    let texts = texts.map(|(text, _)| text.to_owned());
    texts.chain(mails.map(str::to_owned)).collect()
}

/// A cell's text with a letter put in, taken out or doubled somewhere.
fn mutated() -> impl Strategy<Value = String> {
    let letters = "0123456789.,:;-+/()[]@#\"'\\ \t\r\n\u{0}eEkKxTZ€$éß\u{A0}\u{200E}\u{301}１年–😀";
    let letters: Vec<char> = letters.chars().collect();
    let change = (
        any::<prop::sample::Index>(),
        0..3,
        prop::sample::select(letters),
    );
    let changes = prop::collection::vec(change, 1..4);
    (prop::sample::select(seeds()), changes).prop_map(|(seed, changes)| {
        let mut text: Vec<char> = seed.chars().collect();
        for (at, kind, letter) in changes {
            let at = at.index(text.len() + 1);
            match kind {
                0 => text.insert(at, letter),
                1 if at < text.len() => drop(text.remove(at)),
                _ => {
                    let tail: Vec<char> = text.iter().skip(at).copied().collect();
                    text.extend(tail);
                }
            }
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn no_text_makes_a_reader_panic(text in any::<String>()) {
        fuzz(&text);
    }

    #[test]
    fn no_changed_cell_makes_a_reader_panic(text in mutated()) {
        fuzz(&text);
    }

    #[test]
    fn no_run_of_the_signs_of_cells_makes_a_reader_panic(
        text in "[0-9.,:;+/() \\-\u{A0}TZxe@#'$€]{0,40}",
    ) {
        fuzz(&text);
    }
}
