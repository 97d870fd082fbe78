use super::{Outcome, Placeholder, outcome, placeholder, placeholder_kind, says_unknown, yes_no};
use crate::cell::cases::{rows, wrong_rows};

#[test]
fn words_are_read_as_the_table_says() {
    let told = |text: &str| {
        assert_eq!(placeholder(text), placeholder_kind(text).is_some());
        let answer = yes_no(text).map(|yes| if yes { "yes" } else { "no" });
        let placeholder = placeholder_kind(text).map(|kind| match kind {
            Placeholder::NotChosen => "not chosen",
            Placeholder::NotAvailable => "not available",
        });
        let unknown = says_unknown(text).then_some("unknown");
        let said: Vec<_> = [answer, placeholder, unknown]
            .into_iter()
            .flatten()
            .collect();
        if said.is_empty() {
            "-".to_owned()
        } else {
            said.join(" + ")
        }
    };
    let wrong = wrong_rows(include_str!("../../../cases/words.txt"), told);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outcomes_are_read_as_the_table_says() {
    let told = |text: &str| {
        let said = match outcome(text) {
            Some(Outcome::Won) => "won",
            Some(Outcome::Lost) => "lost",
            Some(Outcome::Disqualified) => "disqualified",
            Some(Outcome::Open) => "open",
            None => "-",
        };
        said.to_owned()
    };
    let table = include_str!("../../../cases/outcomes.txt");
    assert!(rows(table).count() >= 120);
    let wrong = wrong_rows(table, told);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn case_and_spaces_make_no_difference_to_an_outcome() {
    for (text, _) in rows(include_str!("../../../cases/outcomes.txt")) {
        assert_eq!(outcome(&format!("  {text} ")), outcome(text), "{text:?}");
        // All capitals hide where the words of `ClosedWon` part.
        if !text.contains("Won") || text.contains([' ', '-', '/', '_']) {
            assert_eq!(outcome(&text.to_uppercase()), outcome(text), "{text:?}");
            assert_eq!(outcome(&text.to_lowercase()), outcome(text), "{text:?}");
        }
    }
}
