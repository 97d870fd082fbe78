//! Money: exact, as decimal text with its currency.

use lifecycle::value::Money;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Money)]
pub(crate) struct MoneyView {
    /// Decimal digits with up to four places, such as `1200.50`.
    #[schema(example = "1200.50", pattern = r"^[0-9]{1,14}(\.[0-9]{1,4})?$")]
    pub(crate) amount: String,
    /// Three capital letters, as in ISO 4217.
    #[schema(example = "EUR", pattern = "^[A-Z]{3}$")]
    pub(crate) currency: String,
}

/// As it is shown: two places, more only where there are more.
pub(crate) fn money(money: &Money) -> MoneyView {
    let sign = if money.ten_thousandths < 0 { "-" } else { "" };
    let all = money.ten_thousandths.unsigned_abs();
    let places = format!("{:04}", all % 10_000);
    let shown = match places.strip_suffix("00") {
        Some(two) => two,
        None => places.trim_end_matches('0'),
    };
    MoneyView {
        amount: format!("{sign}{}.{shown}", all / 10_000),
        currency: money.currency.clone(),
    }
}

impl MoneyView {
    /// The exact amount; the name of the part that is none, and what it takes.
    pub(crate) fn read(&self) -> Result<Money, (&'static str, &'static str)> {
        const AMOUNT: (&str, &str) = (
            "amount",
            "An amount is written in digits with a point and up to four places, such as 1200.50.",
        );
        let text = self.amount.as_str();
        let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(whole, 14) || !is_number(places, 4) {
            return Err(AMOUNT);
        }
        let all: i64 = format!("{whole}{places:0<4}").parse().map_err(|_| AMOUNT)?;
        if self.currency.len() != 3 || !self.currency.bytes().all(|byte| byte.is_ascii_uppercase())
        {
            return Err((
                "currency",
                "A currency is three capital letters, such as EUR.",
            ));
        }
        Ok(Money {
            ten_thousandths: all,
            currency: self.currency.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_both_ways() {
        for (written, ten_thousandths, shown) in [
            ("1200.50", 12_005_000, "1200.50"),
            ("1200.5", 12_005_000, "1200.50"),
            ("0.0001", 1, "0.0001"),
            ("0.125", 1_250, "0.125"),
            (
                "99999999999999.9999",
                999_999_999_999_999_999,
                "99999999999999.9999",
            ),
        ] {
            let view = MoneyView {
                amount: written.into(),
                currency: "EUR".into(),
            };
            let read = view.read().unwrap();
            assert_eq!(read.ten_thousandths, ten_thousandths, "{written}");
            assert_eq!(money(&read).amount, shown);
        }
        for amount in [
            "",
            ".",
            "1.",
            ".5",
            "1e3",
            "1,5",
            "+1",
            "-3",
            "1.00001",
            "999999999999999",
        ] {
            let view = MoneyView {
                amount: amount.into(),
                currency: "EUR".into(),
            };
            assert_eq!(view.read().unwrap_err().0, "amount", "{amount}");
        }
    }
}
