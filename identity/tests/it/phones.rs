//! Every spelling of a number gives the same key, in all countries.

use crate::support::shared_data;
use identity::phone;
use std::collections::BTreeMap;

/// Where we differ from the vectors, which were made with plans of version 9.0.43.
const EXPLAINED: [(&str, &str); 3] = [
    // The library's plans are of version 9.0.33: these were valid then.
    ("CN", "+86101234567"),
    ("PH", "+6323234567"),
    ("ZW", "+26320201234"),
];

#[test]
fn a_valid_number_has_one_key_however_it_is_written() {
    let Some(table) = shared_data("formats/phone/phone_vectors.csv") else {
        return;
    };
    let mut rows = csv::Reader::from_reader(&table[..]);
    let mut spellings: BTreeMap<(String, String), Vec<(String, phone::Keys)>> = BTreeMap::new();
    let (mut valid, mut short) = (0, 0);
    for row in rows.records() {
        let row = row.unwrap();
        let (region, input, e164) = (&row[0], &row[2], &row[3]);
        let keys = phone::keys(input, Some(region));
        if &row[6] != "true" {
            continue;
        }
        valid += 1;
        if keys.strong.is_empty() {
            short += 1;
        }
        spellings
            .entry((region.to_owned(), e164.to_owned()))
            .or_default()
            .push((input.to_owned(), keys));
    }
    assert_eq!(valid, 2_664);
    let wrong: Vec<_> = spellings
        .iter()
        .filter(|(_, found)| found.iter().any(|(_, keys)| keys != &found[0].1))
        .filter(|((region, e164), _)| !EXPLAINED.contains(&(region, e164)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{wrong:#?}",
        wrong.len(),
        spellings.len()
    );
    assert_eq!(short, 0, "numbers too short for a key");
}

/// Pairs that ring the same phone, and pairs that don't, as people write them.
#[test]
fn one_phone_in_many_spellings() {
    for (region, numbers) in [
        (
            Some("BR"),
            &[
                "+55 11 4002-8922",
                "0055 (11) 4002.8922",
                "(11) 4002-8922",
                "011 4002 8922",
                "0 15 11 4002-8922",
                "55 11 4002 8922",
                "tel:+55-11-4002-8922;ext=3",
                "11 4002-8922 ramal 12",
                "＋５５ １１ ４００２ ８９２２",
            ][..],
        ),
        (
            Some("US"),
            &[
                "+1 800 356 9377",
                "1-800-FLOWERS",
                "800 FLOWERS x12",
                "(800) 356-9377",
            ],
        ),
        (
            Some("US"),
            &[
                "011 44 20 7946 0018",
                "+44 (0)20 7946 0018",
                "+44 020 7946 0018",
            ],
        ),
        (
            Some("DE"),
            &[
                "+49 30 123456",
                "030 123456",
                "0049 30 123456",
                "030/123456 Durchwahl 12",
            ],
        ),
        (
            Some("IT"),
            &["+39 06 6982 0001", "06 6982 0001", "+39 6 6982 0001"],
        ),
        (
            Some("MX"),
            &["+52 1 55 1234 5678", "+52 55 1234 5678", "55 1234 5678"],
        ),
        (
            Some("AR"),
            &["+54 9 11 2345 6789", "+54 11 2345 6789", "011 15 2345 6789"],
        ),
        (
            Some("BR"),
            &[
                "+55 11 8765-4321",
                "+55 11 98765-4321",
                "11 8765-4321",
                "11 98765 4321",
            ],
        ),
        (
            Some("RU"),
            &["+7 495 123 45 67", "8 495 123-45-67", "495 123 45 67"],
        ),
        (None, &["+49 30 123456", "0049 30 123456"]),
        (None, &["030 123456", "030/123456"]),
    ] {
        let keys: Vec<_> = numbers
            .iter()
            .map(|number| phone::keys(number, region))
            .collect();
        for (number, found) in numbers.iter().zip(&keys) {
            assert_eq!(found, &keys[0], "{number}");
            assert_eq!((found.strong.len(), found.weak.len()), (1, 1), "{number}");
        }
    }
    for (region, a, b, alike) in [
        (Some("BR"), "+55 11 4002-8922", "4002-8922", true),
        (Some("BR"), "+55 11 4002-8922", "+55 21 4002-8922", true),
        (Some("US"), "(555) 123-4567", "123-4567", true),
        (None, "030 123456", "+49 30 123456", true),
        (Some("BR"), "+55 11 4002-8922", "+55 11 4002-8923", false),
    ] {
        let (a, b) = (phone::keys(a, region), phone::keys(b, region));
        assert!(!a.same(&b), "{a:?} {b:?}");
        assert_eq!(a.alike(&b), alike, "{a:?} {b:?}");
    }
    for nothing in [
        "",
        "call me",
        "112",
        "12345",
        "+",
        "++",
        "tel:",
        "(0)",
        ";;;",
        "x",
        "0000000000000000000000000000",
    ] {
        for region in [None, Some("BR"), Some("XX"), Some("ß")] {
            assert_eq!(
                phone::keys(nothing, region),
                phone::Keys::default(),
                "{nothing}"
            );
        }
    }
}
