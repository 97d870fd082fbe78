//! Phone: which spellings of a number ring the same phone.
//!
//! A number stays as it was given; [`keys`] says by what it is found. Two numbers are the
//! same exactly when they share a *strong* key: the number in E.164 (`+551140028922`), with
//! what countries have changed over the years evened out (`phone/habits.rs`). A *weak* key,
//! the last seven digits, only says that it is worth looking closer.
//!
//! Extensions are left out: `x12` rings at the same switchboard.
//!
//! Deliberately absent: whether a number is in use, and several numbers in one text.

mod habits;
mod plan;
mod read;

/// By what a phone number is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// Who shares one of these has the same number: E.164 where the country is known, else
    /// the digits as they are dialled.
    pub strong: Vec<String>,
    /// Who shares one of these may have the same number: its last seven digits.
    pub weak: Vec<String>,
}

impl Keys {
    /// Whether both are the same number.
    pub fn same(&self, other: &Self) -> bool {
        self.strong.iter().any(|key| other.strong.contains(key))
    }

    /// Whether both may be the same number, written without its beginning.
    pub fn alike(&self, other: &Self) -> bool {
        self.weak.iter().any(|key| other.weak.contains(key))
    }
}

/// The keys of a number that was written by someone who dials from `region` (an ISO
/// country, `BR`); none for less than seven digits and for what is no number.
///
/// A region that doesn't exist is none; then only numbers that begin with `+` or `00` have
/// a country.
pub fn keys(number: &str, region: Option<&str>) -> Keys {
    let Some(read) = read::number(number) else {
        return Keys::default();
    };
    let plan = region.and_then(plan::of_region);
    let national = |digits: &str| plan.and_then(|plan| plan::national(plan, digits));
    let found = if read.international {
        plan::international(&read.digits)
    } else {
        // `00` leads out of most countries; in Brazil a carrier may follow, so `0055 11 …`
        // is read as what people mean.
        let behind = read.digits.strip_prefix("00").and_then(plan::international);
        behind
            .or_else(|| national(&read.digits))
            .or_else(|| without_exit(&read.digits, plan?))
    };
    let strong = match &found {
        Some(found) => habits::evened(found),
        None if read.digits.len() < SHORTEST => return Keys::default(),
        None if read.international => format!("+{}", read.digits),
        None => read.digits.clone(),
    };
    let digits = found.map_or(read.digits, |found| found.national);
    let digits = digits.trim_start_matches('0');
    let weak = digits
        .len()
        .checked_sub(WEAK)
        .map(|at| digits[at..].to_owned());
    Keys {
        strong: vec![strong],
        weak: weak.into_iter().collect(),
    }
}

/// Whether phone numbers belong to this country, as ISO 3166 writes it: `BR`.
pub fn is_region(region: &str) -> bool {
    plan::of_region(region).is_some()
}

/// So many last digits make a weak key: numbers within a town have no more in most countries.
const WEAK: usize = 7;

/// Fewer digits are no number, unless a plan knows them.
const SHORTEST: usize = 7;

/// The number behind what is dialled to get out of the country: `011`, `0011`, `810`.
fn without_exit(digits: &str, plan: plan::Plan) -> Option<plan::Number> {
    plan::international(plan::behind_exit(plan, digits)?)
}
