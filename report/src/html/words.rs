//! Words: how figures, times and names are written on the page.
//!
//! Thousands by comma, one decimal for shares, a unit on every duration, a
//! no-break space before each unit. A figure that isn't a number is a dash.

use super::markup::{Html, markup};
use insight::stats::Spread;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Fewer than these are too few to judge.
pub(super) const FEW: u64 = 30;

const DASH: &str = "–";
const NAME_LETTERS: usize = 80;
const PROSE_LETTERS: usize = 1_200;

/// `8,000`
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 lead`, `2 leads`
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{}\u{a0}{}",
        count(number),
        if number == 1 { one } else { many }
    )
}

/// `1,234.5`, rounded to so many decimals.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return DASH.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let whole = match whole.parse::<u64>() {
        Ok(number) => count(number),
        Err(_) => return format!("{value:.3e}"),
    };
    let zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}

/// `11.8 %`
pub(super) fn percent(share: f64) -> String {
    format!("{}\u{a0}%", decimal(share * 100.0, 1))
}

/// `10.5–13.2 %`
pub(super) fn interval([low, high]: [f64; 2]) -> String {
    format!("{}–{}", decimal(low * 100.0, 1), percent(high))
}

/// `11.8 % (10.5–13.2 %)`
pub(super) fn rate(share: Option<f64>, between: Option<[f64; 2]>) -> Html {
    match (share, between) {
        (Some(share), Some(between)) => markup! {
            (percent(share)) " <small>(" (interval(between)) ")</small>"
        },
        (Some(share), None) => markup! { (percent(share)) },
        (None, _) => markup! { (DASH) },
    }
}

/// `14.7 days`, `2.3 h`, `43 min`, `12 s`
pub(super) fn seconds(value: f64) -> String {
    let size = value.abs();
    let (value, decimals, unit) = if !value.is_finite() {
        return DASH.to_owned();
    } else if size < 0.001 {
        (0.0, 0, "s")
    } else if size < 10.0 {
        (value, 1, "s")
    } else if size < 90.0 {
        (value, 0, "s")
    } else if size < 90.0 * 60.0 {
        (value / 60.0, 0, "min")
    } else if size < 48.0 * 3600.0 {
        (value / 3600.0, 1, "h")
    } else if size < 1000.0 * 86400.0 {
        (value / 86400.0, 1, "days")
    } else {
        (value / 86400.0, 0, "days")
    };
    if size > 0.0 && size < 0.05 {
        return "under\u{a0}0.1\u{a0}s".to_owned();
    }
    format!("{}\u{a0}{unit}", round(value, decimals))
}

/// At most so many decimals; none for a whole number.
pub(super) fn round(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    let whole = text
        .split_once('.')
        .filter(|(_, rest)| rest.bytes().all(|b| b == b'0'));
    whole.map_or(text.clone(), |(whole, _)| whole.to_owned())
}

/// A duration given in days.
pub(super) fn days(value: f64) -> String {
    seconds(value * 86400.0)
}

/// A duration given in hours.
pub(super) fn hours(value: f64) -> String {
    seconds(value * 3600.0)
}

/// `half within 14.7 days, nine of ten within 162.6 days (n = 841)`
pub(super) fn spread(spread: &Spread, unit: fn(f64) -> String) -> String {
    format!(
        "half within {}, nine of ten within {} (n\u{a0}=\u{a0}{})",
        unit(spread.median),
        unit(spread.p90),
        count(spread.n)
    )
}

/// `EUR 10,005,534`, or plain where the currency isn't known.
pub(super) fn money(value: f64, currency: Option<&str>) -> String {
    let whole = value.abs() >= 1000.0 || value.fract() == 0.0;
    let amount = decimal(value, if whole { 0 } else { 2 });
    match currency {
        Some(code) => format!("{}\u{a0}{amount}", cut(code, 8)),
        None => amount,
    }
}

/// `14 Nov 2018` from `2018-11-14`; anything else stays as it is.
pub(super) fn date(text: &str) -> String {
    match text.parse::<Date>() {
        Ok(date) => date.strftime("%-d\u{a0}%b\u{a0}%Y").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// `14 Nov 2018, 18:04` in the given zone; anything else stays as it is.
pub(super) fn instant(text: &str, timezone: &str) -> String {
    let Ok(instant) = text.parse::<Timestamp>() else {
        return date(text);
    };
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let local = instant.to_zoned(zone);
    local.strftime("%-d\u{a0}%b\u{a0}%Y, %H:%M").to_string()
}

/// `("Mar", "2018")` from `2018-03`.
pub(super) fn month_parts(text: &str) -> (String, String) {
    let day = text.get(..7).map(|month| format!("{month}-01"));
    match day.and_then(|day| day.parse::<Date>().ok()) {
        Some(date) => (
            date.strftime("%b").to_string(),
            date.strftime("%Y").to_string(),
        ),
        None => (cut(text, 10), String::new()),
    }
}

/// `Mar 2018`
pub(super) fn month(text: &str) -> String {
    let (month, year) = month_parts(text);
    if year.is_empty() {
        month
    } else {
        format!("{month}\u{a0}{year}")
    }
}

/// A name from the data, as it stands there; an empty cell says so, so that it
/// can't be mistaken for the word `unknown` or `NA`.
pub(super) fn name(text: &str) -> Html {
    if text.is_empty() {
        return markup! { "<i class='empty'>empty cell</i>" };
    }
    if text.trim().is_empty() {
        return markup! { "<i class='empty'>only blanks</i>" };
    }
    markup! { "<bdi>" (cut(text, NAME_LETTERS)) "</bdi>" }
}

/// The same without markup, for drawings and labels.
pub(super) fn plain_name(text: &str) -> String {
    if text.trim().is_empty() {
        "(empty cell)".to_owned()
    } else {
        cut(text, NAME_LETTERS)
    }
}

/// Sentences made elsewhere, which may quote the data.
pub(super) fn prose(text: &str) -> Html {
    markup! { "<bdi>" (cut(text, PROSE_LETTERS)) "</bdi>" }
}

/// At most so many letters.
pub(super) fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// `a`, `a and b`, `a, b and c`
pub(super) fn list(names: &[Html]) -> Html {
    let mut all = Html::new();
    for (place, name) in names.iter().enumerate() {
        if place > 0 {
            all.raw(if place + 1 == names.len() {
                " and "
            } else {
                ", "
            });
        }
        all.add(name);
    }
    all
}

/// `won_before_contact` → `won before contact`
pub(super) fn spaced(key: &str) -> String {
    cut(&key.replace('_', " "), NAME_LETTERS)
}

/// A sentence's first letter, large.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_unit_that_fits() {
        let cases = [
            (0.0, "0 s"),
            (0.012, "under 0.1 s"),
            (0.273, "0.3 s"),
            (42.0, "42 s"),
            (43.0 * 60.0, "43 min"),
            (2.3 * 3600.0, "2.3 h"),
            (14.65 * 86400.0, "14.7 days"),
            (1234.4 * 86400.0, "1,234 days"),
            (-1.1813 * 86400.0, "−28.4 h"),
            (f64::NAN, "–"),
        ];
        for (value, expected) in cases {
            assert_eq!(seconds(value).replace('\u{a0}', " "), expected, "{value}");
        }
    }

    #[test]
    fn numbers_are_grouped_and_rounded() {
        let cases = [
            (count(8000), "8,000"),
            (count(999), "999"),
            (count(10_005_534), "10,005,534"),
            (percent(0.118_031), "11.8 %"),
            (interval([0.105, 0.132]), "10.5–13.2 %"),
            (decimal(-0.04, 1), "0.0"),
            (decimal(-12.34, 1), "−12.3"),
            (money(10_005_534.0, Some("EUR")), "EUR 10,005,534"),
            (money(12.5, None), "12.50"),
            (money(f64::INFINITY, None), "–"),
            (date("2018-11-14"), "14 Nov 2018"),
            (date("soon"), "soon"),
            (month("2018-03"), "Mar 2018"),
            (
                instant("2018-11-14T18:04:19Z", "America/Sao_Paulo"),
                "14 Nov 2018, 16:04",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(text.replace('\u{a0}', " "), expected);
        }
    }

    #[test]
    fn an_empty_cell_is_not_the_word_for_it() {
        assert_ne!(name(""), name("empty cell"));
        assert_ne!(name(""), name("unknown"));
    }
}
