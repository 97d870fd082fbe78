//! Habits: what countries have changed in their numbers, or write in two ways abroad.

use super::plan::Number;

/// How a number is called today that the plan doesn't know any more, for countries where
/// everybody's number has changed by a rule.
pub(super) fn today(country: u16, national: &str) -> Option<String> {
    let long = |digits: usize| national.len() == digits && national.is_ascii();
    match country {
        // Until 2019 mobiles in Mexico were called from abroad with a 1 before the ten digits.
        52 if long(11) => national.strip_prefix('1').map(str::to_owned),
        // Until 2016 mobiles in Brazil had eight digits behind the area, then a 9 came first;
        // eight digits that begin with 2 to 5 are no mobile.
        55 if long(10) && matches!(national.as_bytes()[2], b'6'..=b'9') => {
            Some(format!("{}9{}", &national[..2], &national[2..]))
        }
        _ => None,
    }
}

/// The number in E.164, the same for all ways in which it is called today.
pub(super) fn evened(number: &Number) -> String {
    let Number { country, national } = number;
    match country {
        // Mobiles in Argentina are called from abroad with a 9 before the ten digits, and at
        // home without it.
        54 if national.len() == 11 && national.starts_with('9') => format!("+54{}", &national[1..]),
        _ => format!("+{country}{national}"),
    }
}
