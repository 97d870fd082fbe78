//! Labels that are one, and labels that only look alike.

use crate::leads::sheet::labels;
use insight::spelling::{Kind, key, spellings, spellings_of};

#[test]
fn keys_set_aside_what_does_not_matter() {
    for (a, b) in [
        ("Google", "google"),
        ("GTX Pro", "GTXPro"),
        ("Online Store", "OnlineStore"),
        ("E-Mail", "email"),
        ("Indicação", "INDICACAO"),
        ("  Trade  Show ", "trade_show"),
        ("Group 1", "group-1"),
        ("ACME, Inc.", "Acme Inc"),
        ("U.S.", "us"),
        ("Nora@Example.com", "nora@example.com"),
        ("GTX 500", "GTX500"),
    ] {
        assert_eq!(key(a), key(b), "{a} and {b} are one");
    }
    for (a, b) in [
        ("W1", "W2"),
        ("1.5", "15"),
        ("10-20", "1020"),
        ("1 000", "10 00"),
        ("-5", "5"),
        ("> 10", "< 10"),
        ("C", "C++"),
        ("a.b@example.com", "ab@example.com"),
        ("mail.example.com", "mailexample.com"),
        ("10%", "10"),
        ("営業", "開発"),
    ] {
        assert_ne!(key(a), key(b), "{a} and {b} are two");
    }
    assert_eq!(
        (key(""), key(" - "), key("?")),
        (String::new(), String::new(), String::new())
    );
}

#[test]
fn the_same_label_written_differently_is_found() {
    let found = spellings(&labels(&[
        "Google", "Google", "google", "Bing", "GOOGLE ", "", "-", "?",
    ]));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].of.as_str(), found[0].rows, found[0].kind),
        ("Google", 2, Kind::Same)
    );
    assert_eq!(
        found[0].others,
        [("GOOGLE ".to_owned(), 1), ("google".to_owned(), 1)]
    );
}

#[test]
fn labels_of_two_columns_are_compared() {
    let found = spellings_of(
        [
            ("GTXPro", 1480),
            ("GTX Basic", 900),
            ("GTX Pro", 1),
            ("GTX Basic", 1),
        ]
        .into_iter(),
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].others, [("GTX Pro".to_owned(), 1)]);
}

/// The misspelt labels among these.
fn misspelt(labels: &[(&str, u64)]) -> Vec<(String, String)> {
    let found = spellings_of(labels.iter().copied());
    let found = found
        .into_iter()
        .filter(|spelling| spelling.kind == Kind::Misspelt);
    found
        .flat_map(|s| {
            s.others
                .into_iter()
                .map(move |(other, _)| (s.of.clone(), other))
        })
        .collect()
}

#[test]
fn a_rare_label_a_typing_mistake_away_is_likely_misspelt() {
    for (right, wrong) in [
        ("technology", "technolgy"),
        ("Philippines", "Philipines"),
        ("Paid Search", "Paid Serach"),
        ("referral", "referal"),
        ("Advertisement", "advertisment"),
        ("Darcel Schlecht", "Darcel Schlect"),
    ] {
        assert_eq!(
            misspelt(&[(right, 100), (wrong, 3)]),
            [(right.to_owned(), wrong.to_owned())]
        );
    }
}

#[test]
fn what_differs_on_purpose_is_left_alone() {
    for (a, b) in [
        ("W10001", "W10002"),
        ("Group 1", "Group 2"),
        ("2024-01-15", "2024-01-16"),
        ("West Region", "East Region"),
        ("North America", "South America"),
        ("Austria", "Australia"),
        ("Inbound", "Unbound"),
        ("Iran", "Iraq"),
        ("qualified", "unqualified"),
        ("Slovakia", "Slovenia"),
        ("product A", "product B"),
        ("camp0001a", "camp0001b"),
    ] {
        assert_eq!(misspelt(&[(a, 100), (b, 3)]), [], "{a} and {b}");
    }
    assert_eq!(
        misspelt(&[("contacted", 100), ("contracted", 80)]),
        [],
        "neither is rare"
    );
}
