use proptest::prelude::*;

use super::{Amount, Mark, Reading, number, read};
use crate::cell::cases::wrong_rows;

fn told(text: &str) -> String {
    let Some(money) = read(text) else {
        return "-".into();
    };
    let show = |Amount(amount): Amount| {
        let sign = if amount < 0 { "-" } else { "" };
        let (units, parts) = (
            amount.unsigned_abs() / 10_000,
            amount.unsigned_abs() % 10_000,
        );
        let parts = format!("{parts:04}");
        let parts = parts.trim_end_matches('0');
        let point = if parts.is_empty() { "" } else { "." };
        let code = money.currency.map(|code| format!(" {code}"));
        format!("{sign}{units}{point}{parts}{}", code.unwrap_or_default())
    };
    match money.reading {
        Reading::Certain { amount, evidence } => {
            let evidence = match evidence {
                None => "",
                Some(Mark::Point) => ", point",
                Some(Mark::Comma) => ", comma",
            };
            format!("{}{evidence}", show(amount))
        }
        Reading::Either { point, comma } => format!("{} or {}", show(point), show(comma)),
    }
}

#[test]
fn amounts_are_read_as_the_table_says() {
    let wrong = wrong_rows(include_str!("../../../cases/money.txt"), told);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn spaces_of_any_width_part_thousands() {
    for space in [" ", "\u{A0}", "\u{202F}", "\u{2009}"] {
        assert_eq!(
            told(&format!("{space}1{space}234{space}567,5{space}€{space}")),
            "1234567.5 EUR, comma"
        );
    }
    assert_eq!(told("\u{200E}1200 €"), "1200 EUR");
}

#[test]
fn the_largest_amounts_are_exact_and_larger_ones_are_refused() {
    assert_eq!(told("922337203685477.5807"), "922337203685477.5807, point");
    assert_eq!(told("922337203685477.5808"), "-");
    assert_eq!(told("922,337,203.6855B"), "-");
    assert_eq!(told("0.000000000000000000000000001"), "0, point");
}

#[test]
fn a_mark_settles_what_the_text_leaves_open() {
    let reading = read("1.234").expect("an amount").reading;
    assert_eq!(reading.settled(Mark::Point), Amount(12_340));
    assert_eq!(reading.settled(Mark::Comma), Amount(12_340_000));
}

#[test]
fn plain_numbers_take_the_point_as_decimal_mark() {
    for (text, expected) in [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("-0.25", -0.25),
        ("−0.25", -0.25),
        ("(5)", -5.0),
        (".5", 0.5),
        ("1.234", 1.234),
        ("1,234", 1234.0),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.234.567", 1_234_567.0),
        ("1 234,5", 1234.5),
        ("12,5", 12.5),
        ("1.2e3", 1200.0),
        ("1e-05", 0.00001),
        ("0.1", 0.1),
        (
            "123456789012345678901234567890",
            123_456_789_012_345_678_901_234_567_890.0,
        ),
        ("3.141592653589793238", std::f64::consts::PI),
    ] {
        assert_eq!(number(text), Some(expected), "{text}");
    }
    for text in [
        "",
        "-",
        ".",
        "12.",
        "NaN",
        "inf",
        "-inf",
        "infinity",
        "1e999",
        "$12",
        "12 %",
        "5k",
        "1.2.3",
        "1-2",
        "--1",
        "0x10",
        "12 kg",
        "2021-04-15",
        "1_",
        "abc",
    ] {
        assert_eq!(number(text), None, "{text}");
    }
}

/// The digits in threes, from the right.
fn grouped(number: i64, mark: &str) -> String {
    let digits = number.to_string();
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = digits.as_str();
    while let Some((head, group)) = rest
        .len()
        .checked_sub(3)
        .and_then(|at| rest.split_at_checked(at))
    {
        groups.push(group);
        rest = head;
    }
    groups.push(rest);
    groups.retain(|group| !group.is_empty());
    groups.reverse();
    groups.join(mark)
}

proptest! {
    #[test]
    fn an_amount_comes_back_from_each_spelling(
        units in 0i64..100_000_000_000,
        cents in 0i64..100,
        minus: bool,
    ) {
        let amount = (units * 100 + cents) * 100;
        let expected = Amount(if minus { -amount } else { amount });
        for (group, decimal, mark) in [
            (",", ".", Mark::Point), ("", ".", Mark::Point), ("'", ".", Mark::Point),
            (" ", ".", Mark::Point), (".", ",", Mark::Comma), ("", ",", Mark::Comma),
            ("\u{202F}", ",", Mark::Comma), ("_", ".", Mark::Point),
        ] {
            let text = format!("{}{decimal}{cents:02}", grouped(units, group));
            for text in if minus {
                [format!("-{text}"), format!("({text})"), format!("{text}-"), format!("-€{text}")]
            } else {
                [text.clone(), format!("{text} €"), format!("USD {text}"), format!("kr. {text}")]
            } {
                let reading = read(&text).map(|money| money.reading);
                let evidence = Some(mark);
                prop_assert_eq!(
                    reading,
                    Some(Reading::Certain { amount: expected, evidence }),
                    "{:?}", text
                );
            }
        }
    }

    #[test]
    fn a_plain_number_comes_back(value in -1e12f64..1e12) {
        prop_assert_eq!(number(&value.to_string()), Some(value));
        prop_assert_eq!(number(&format!("{value:e}")), Some(value));
    }
}
