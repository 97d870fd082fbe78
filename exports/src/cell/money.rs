//! Money: amounts and plain numbers, with signs, words and both decimal marks.

/// An amount in ten-thousandths of the unit, exact.
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

/// An amount with what stood around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The number.
    pub reading: Reading,
    /// The currency as an ISO code, where a sign or code names it for certain
    /// (`€` → `EUR`, `$` → `USD`, `R$` → `BRL`).
    pub currency: Option<&'static str>,
}

/// Reads an amount, if the text is one: `$22,700.00`, `$1,117.10K`, `1.234,56 €`,
/// `(1,200)`, `CHF 1'200.–`, `2.5 Mio.`, `1200`, `-3`, `4 %` is none.
pub fn read(_text: &str) -> Option<Money> {
    None
}
