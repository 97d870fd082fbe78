//! Money: amounts and plain numbers, with signs, words and both decimal marks.
//!
//! [`read`] splits a text into the currency, the sign, the digits with their
//! marks and a word for thousands or millions. Where the marks don't tell whether
//! `1.234` means one or one thousand, both come back.
//!
//! Deliberately absent: percentages, ranges (`10-20k`), units (`12 kg`, `€ per
//! month`) and sums (`2 x 500`); they aren't amounts. Nothing is read by floating
//! point: `0.1` is exactly a thousand ten-thousandths.

mod currency;
mod digits;
#[cfg(test)]
mod tests;

use currency::Currency;
use digits::Digits;

/// An amount in ten-thousandths of the unit, exact.
///
/// Further decimals are rounded half to even: `0.00005` is 0 and `0.00015` is 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(pub i64);

/// Which character stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// What a text says as an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Only one reading; `evidence` is the decimal mark that it proves.
    Certain {
        /// The amount.
        amount: Amount,
        /// The decimal mark it proves, if any.
        evidence: Option<Mark>,
    },
    /// `1.234` or `1,234`: thousands or decimals, by the mark in use.
    Either {
        /// Read with a decimal point.
        point: Amount,
        /// Read with a decimal comma.
        comma: Amount,
    },
}

impl Reading {
    /// The amount, where a column's (or the user's) decimal mark settles it.
    pub fn settled(self, mark: Mark) -> Amount {
        match (self, mark) {
            (Self::Certain { amount, .. }, _) => amount,
            (Self::Either { point, .. }, Mark::Point) => point,
            (Self::Either { comma, .. }, Mark::Comma) => comma,
        }
    }
}

/// An amount with what stood around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The number.
    pub reading: Reading,
    /// The currency as an ISO code, where a sign or code names it for certain
    /// (`€` → `EUR`, `$` → `USD`, `R$` → `BRL`). Signs of several currencies
    /// (`kr`, `¥`, `Fr.`, `Rs`) are read over: `None`.
    pub currency: Option<&'static str>,
}

/// No amount is longer than `US$ 1.234.567.890.123,4567 Millionen`, in bytes.
const LONGEST: usize = 64;

/// Reads an amount, if the text is one: `$22,700.00`, `$1,117.10K`, `1.234,56 €`,
/// `(1,200)`, `CHF 1'200.–`, `2.5 Mio.`, `1200`, `-3`; `4 %` is none.
///
/// `None` also for what doesn't fit an [`Amount`], for phone numbers (`+49 30
/// 123456`) and for ids with letters (`EUR1200` is an amount, `TOP100` and `12e3`
/// are not).
pub fn read(text: &str) -> Option<Money> {
    let text = trim(text);
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut around = Around::default();
    let from = around.before(text)?;
    let (digits, rest) = digits::read(from)?;
    around.behind(rest, &digits)?;
    if around.plus && digits.looks_like_phone() && around.currency.is_none() {
        return None;
    }
    let amount = |decimals| {
        let amount = digits.ten_thousandths(decimals, around.zeros)?;
        Some(Amount(if around.minus { -amount } else { amount }))
    };
    let reading = match digits.decimals() {
        digits::Decimals::Certain { count, evidence } => Reading::Certain {
            amount: amount(count)?,
            evidence,
        },
        digits::Decimals::EitherPoint => Reading::Either {
            point: amount(3)?,
            comma: amount(0)?,
        },
        digits::Decimals::EitherComma => Reading::Either {
            point: amount(0)?,
            comma: amount(3)?,
        },
    };
    let currency = around.currency.and_then(Currency::code);
    Some(Money { reading, currency })
}

/// Reads a plain number, for columns that only measure: `12`, `-0.25`, `1,200`,
/// `1.2e3`, `1 234,5`.
///
/// The marks are those of [`read`]; where they leave a choice the point stands
/// before the decimals (`1.234` is below two, `1,234` above a thousand). There are
/// no signs of currencies and no words, and neither `NaN` nor infinity.
pub fn number(text: &str) -> Option<f64> {
    let text = trim(text);
    let plain = |byte: u8| byte.is_ascii_digit() || b".-".contains(&byte);
    if text.as_bytes().last()?.is_ascii_digit()
        && text.bytes().all(plain)
        && let Ok(number) = text.parse()
    {
        return Some(number);
    }
    let (minus, inner) = match text.strip_prefix('(') {
        Some(inner) => (true, trim(inner.strip_suffix(')')?)),
        None => match strip_minus(text) {
            Some(inner) => (true, trim(inner)),
            None => (false, text),
        },
    };
    let (digits, rest) = digits::read(inner)?;
    if !rest.is_empty() {
        return None;
    }
    let decimals = match digits.decimals() {
        digits::Decimals::Certain { count, .. } => count,
        digits::Decimals::EitherPoint => 3,
        digits::Decimals::EitherComma => 0,
    };
    let number = digits.number(decimals)?;
    Some(if minus { -number } else { number })
}

/// Without spaces of any width around it.
fn trim(text: &str) -> &str {
    if text.is_ascii() {
        return text.trim_ascii();
    }
    text.trim_matches(|letter: char| letter.is_whitespace() || is_invisible(letter))
}

/// Marks of the writing direction, and the byte order mark.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn strip_minus(text: &str) -> Option<&str> {
    text.strip_prefix(['-', '\u{2212}', '\u{2013}'])
}

/// What stands around the digits.
#[derive(Default)]
struct Around {
    minus: bool,
    plus: bool,
    open: bool,
    currency: Option<Currency>,
    /// Powers of ten: 3 for `K`.
    zeros: u32,
}

impl Around {
    /// Takes signs, a parenthesis and a currency: what remains begins with the
    /// digits.
    fn before<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let mut rest = text;
        loop {
            match rest.as_bytes().first()? {
                b'0'..=b'9' => return Some(rest),
                b'.' | b',' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => {
                    return Some(rest);
                }
                b'(' if !self.open && !self.minus => {
                    (self.open, self.minus) = (true, true);
                    rest = trim(rest.get(1..)?);
                }
                b'+' if !self.plus && !self.minus => {
                    self.plus = true;
                    rest = trim(rest.get(1..)?);
                }
                _ => {
                    if let Some(inner) = strip_minus(rest) {
                        if self.minus || self.plus {
                            return None;
                        }
                        self.minus = true;
                        rest = trim(inner);
                        continue;
                    }
                    let (currency, inner) = currency::before(rest)?;
                    self.pay_in(currency)?;
                    rest = trim(inner);
                }
            }
        }
    }

    /// Takes everything behind the digits.
    fn behind(&mut self, rest: &str, digits: &Digits) -> Option<()> {
        let mut rest = trim(rest);
        let mut word = false;
        while let Some(&first) = rest.as_bytes().first() {
            if first.is_ascii_digit() {
                return None;
            } else if first == b')' && self.open {
                self.open = false;
                rest = trim(rest.get(1..)?);
            } else if let Some(inner) = strip_minus(rest) {
                // `1,200-`: the books of some programs have the minus behind.
                if self.minus || self.plus {
                    return None;
                }
                self.minus = true;
                rest = trim(inner);
            } else if let Some((zeros, inner)) = currency::multiplier(rest, self.currency) {
                if word {
                    return None;
                }
                (word, self.zeros) = (true, zeros);
                rest = trim(inner);
            } else {
                let (currency, inner) = currency::behind(rest)?;
                self.pay_in(currency)?;
                rest = trim(inner);
            }
        }
        let unlikely = self.currency.is_some_and(|currency| !currency.fits(digits));
        (!self.open && !unlikely).then_some(())
    }

    /// One amount has one currency, though perhaps by sign and code: `$1,200 CAD`.
    fn pay_in(&mut self, currency: Currency) -> Option<()> {
        self.currency = Some(match self.currency {
            None => currency,
            Some(known) => known.together(currency)?,
        });
        Some(())
    }
}
