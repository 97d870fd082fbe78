//! Words: numbers as a reader wants them in a sentence.

/// `12,345`
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 lead`, `12 leads`
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// `11.8 %`
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    if p != 0.0 && p.abs() < 0.95 { format!("{p:.2} %") } else { format!("{p:.1} %") }
}

/// `1,234,567` or, for small ones, `12.50`; with the currency if there is one.
pub fn money(amount: f64, currency: Option<&str>) -> String {
    let whole = if amount.abs() >= 1_000.0 || amount.fract() == 0.0 {
        format!("{}{}", if amount < 0.0 { "-" } else { "" }, count(amount.abs().round() as u64))
    } else {
        format!("{amount:.2}")
    };
    match currency {
        Some(currency) => format!("{whole} {currency}"),
        None => whole,
    }
}

/// A time in days as people say it: `43 min`, `2.3 h`, `14.7 days`.
pub fn days(days: f64) -> String {
    let minutes = days * 1_440.0;
    if minutes < 1.0 {
        format!("{:.0} s", minutes * 60.0)
    } else if minutes < 90.0 {
        format!("{minutes:.0} min")
    } else if days < 2.0 {
        format!("{:.1} h", days * 24.0)
    } else if days < 100.0 {
        format!("{days:.1} days")
    } else {
        format!("{} days", count(days.round() as u64))
    }
}

/// A text in quotes; an empty one says so.
pub fn quoted(text: &str) -> String {
    if text.trim().is_empty() { "(empty)".to_owned() } else { format!("“{}”", shortened(text)) }
}

/// At most 60 characters, on one line.
pub fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(59).chain(['…']).collect() }
}

/// `a, b and 3 more`
pub fn listed(items: &[String], most: usize) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        _ if items.len() > most => format!("{} and {} more", items[..most].join(", "), items.len() - most),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(123), "123");
        assert_eq!(percent(0.11803), "11.8 %");
        assert_eq!(percent(0.0012), "0.12 %");
        assert_eq!(money(10_005_534.0, None), "10,005,534");
        assert_eq!(money(12.5, Some("EUR")), "12.50 EUR");
        assert_eq!(days(0.03), "43 min");
        assert_eq!(days(0.5), "12.0 h");
        assert_eq!(days(14.65), "14.7 days");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()], 2), "a, b and 1 more");
        assert_eq!(quoted(" "), "(empty)");
    }
}
