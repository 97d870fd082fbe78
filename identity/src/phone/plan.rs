//! Plan: what the numbering plans of the world say of some digits.
//!
//! The plans are those of libphonenumber. Where a number goes on with the digits of its own
//! prefix, the library takes one too many off (Russia dials 8 800 … within the country), so
//! we ask the plans themselves first and the library's reading last.

use super::habits;
use phonenumber::metadata::DATABASE;
use phonenumber::{Metadata, country};

/// The plan of a country.
pub(super) type Plan = &'static Metadata;

/// A number that a plan knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// `55` of `+55 11 …`.
    pub(super) country: u16,
    /// What follows, without what is only dialled within the country.
    pub(super) national: String,
}

/// The plan of an ISO country, if there is such a country.
pub(super) fn of_region(region: &str) -> Option<Plan> {
    let region = region.trim();
    if region.len() != 2 {
        return None;
    }
    DATABASE.by_id(region.to_ascii_uppercase().as_str())
}

/// Digits that begin with those of a country.
pub(super) fn international(digits: &str) -> Option<Number> {
    let (country, rest, plans) = split(digits)?;
    let known = |national: &str| plans.iter().any(|plan| knows(plan, national));
    let found = |national: &str| Number {
        country,
        national: national.to_owned(),
    };
    if known(rest) {
        return Some(found(rest));
    }
    if let Some(today) = habits::today(country, rest).filter(|today| known(today)) {
        return Some(found(&today));
    }
    // `+44 020 …`: who writes the country and the zero of home as well.
    for plan in &plans {
        let bare = plan
            .national_prefix()
            .and_then(|prefix| rest.strip_prefix(prefix));
        if let Some(bare) = bare.filter(|bare| known(bare)) {
            return Some(found(bare));
        }
    }
    // Italy's zero belongs to the number, but people leave it out.
    let with_zero = format!("0{rest}");
    if known(&with_zero) {
        return Some(found(&with_zero));
    }
    let read = read(None, &format!("+{digits}"))?;
    (read.country == country && known(&read.national)).then_some(read)
}

/// Digits as they are dialled within the country of a plan.
pub(super) fn national(plan: Plan, digits: &str) -> Option<Number> {
    let country = plan.country_code();
    let known = |national: &str| knows(plan, national);
    let found = |national: &str| Number {
        country,
        national: national.to_owned(),
    };
    // The library knows what carriers and mobiles put before a number.
    let region: Option<country::Id> = plan.id().parse().ok();
    if let Some(number) = read(region, digits)
        && (knows_any(number.country, &number.national))
    {
        return Some(number);
    }
    if known(digits) {
        return Some(found(digits));
    }
    let prefix = plan.national_prefix().unwrap_or_default();
    let bare = digits.strip_prefix(prefix).unwrap_or(digits);
    if known(bare) {
        return Some(found(bare));
    }
    let today = habits::today(country, bare).filter(|today| known(today))?;
    Some(found(&today))
}

/// What stands behind the digits that lead out of the country: `011`, `0011`, `810`.
pub(super) fn behind_exit(plan: Plan, digits: &str) -> Option<&str> {
    let found = plan.international_prefix()?.find(digits)?;
    (found.start() == 0).then(|| &digits[found.end()..])
}

/// The country's digits, the rest, and the plans of those who share them.
fn split(digits: &str) -> Option<(u16, &str, Vec<Plan>)> {
    (1..=3).find_map(|length| {
        let (code, rest) = digits.split_at_checked(length)?;
        let code: u16 = code.parse().ok()?;
        let plans = DATABASE.by_code(&code)?;
        Some((code, rest, plans))
    })
}

fn knows_any(country: u16, national: &str) -> bool {
    DATABASE
        .by_code(&country)
        .is_some_and(|plans| plans.iter().any(|plan| knows(plan, national)))
}

/// Whether a number has a kind in a plan.
fn knows(plan: &Metadata, national: &str) -> bool {
    let of = plan.descriptors();
    let kinds = [
        of.fixed_line(),
        of.mobile(),
        of.toll_free(),
        of.premium_rate(),
        of.shared_cost(),
        of.personal_number(),
        of.voip(),
        of.pager(),
        of.uan(),
        of.voicemail(),
    ];
    let mut kinds = kinds.into_iter().flatten();
    of.general().is_match(national) && kinds.any(|kind| kind.is_match(national))
}

/// How the library reads a number.
fn read(region: Option<country::Id>, text: &str) -> Option<Number> {
    let number = phonenumber::parse(region, text).ok()?;
    let of = number.national();
    let zeros = "0".repeat(usize::from(of.zeros()));
    Some(Number {
        country: number.code().value(),
        national: format!("{zeros}{}", of.value()),
    })
}
