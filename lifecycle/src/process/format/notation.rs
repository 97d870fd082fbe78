//! Notation: texts with a form of their own, as durations, dates and hours have.

use crate::process::read::{codes, durations};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A form of text.
#[derive(Debug)]
pub(crate) struct Notation {
    /// In a message: "a duration".
    pub(crate) name: &'static str,
    /// How it is written: "`15m`, `4h`, `3d`, `2w` or `6mo`".
    pub(crate) written: &'static str,
    /// One of them: "`4h`".
    pub(crate) example: &'static str,
    /// The same as a pattern, for editors; empty where no pattern can say it.
    pub(crate) pattern: &'static str,
    /// What is wrong with a text, if something is.
    pub(crate) check: fn(&str) -> Result<(), Slip>,
}

/// What is wrong with a text in a notation.
#[derive(Debug, PartialEq)]
pub(crate) struct Slip {
    /// The code of the finding.
    pub(crate) code: &'static str,
    /// What is wrong, where the usual sentence doesn't say it.
    pub(crate) message: Option<String>,
    /// What to do, where the usual sentence doesn't say it.
    pub(crate) mend: Option<String>,
}

impl Slip {
    /// The usual sentence says it.
    pub(crate) fn form(code: &'static str) -> Self {
        Self {
            code,
            message: None,
            mend: None,
        }
    }
}

const SPAN: &str = "^[0-9]+(m|h|d|w|mo)$";
const AS_DURATION: &str = "a number and a unit, as in `15m`, `4h`, `3d`, `2w` or `6mo`";

/// A length of time that isn't nothing.
pub(crate) static DURATION: Notation = Notation {
    name: "a duration",
    written: AS_DURATION,
    example: "`4h`",
    pattern: "^0*[1-9][0-9]*(m|h|d|w|mo)$",
    check: |text| {
        let span = durations::span(text)?;
        if span.count == 0 {
            return Err(Slip {
                code: codes::DURATION_ZERO,
                message: Some(format!("`{text}` is no time at all")),
                mend: Some("Give at least `1m`, or take the key away.".to_owned()),
            });
        }
        Ok(())
    },
};

/// A length of time; `0m` is "at once".
pub(crate) static DELAY: Notation = Notation {
    name: "a duration",
    written: "a number and a unit, as in `0m`, `4h`, `3d`, `2w` or `6mo`",
    example: "`0m`",
    pattern: SPAN,
    check: |text| durations::span(text).map(drop),
};

/// A day.
pub(crate) static DATE: Notation = Notation {
    name: "a date",
    written: "year, month and day, as in `2026-12-25`",
    example: "`2026-12-25`",
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    check: |text| date(text).map(drop).ok_or(Slip::form(codes::DATE_FORM)),
};

/// Days of the week.
pub(crate) static DAYS: Notation = Notation {
    name: "a day or a range of days",
    written: "`mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`, or two of them as in `mon-thu`",
    example: "`mon-thu`",
    pattern: "^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$",
    check: |text| {
        durations::days(text)
            .map(drop)
            .ok_or(Slip::form(codes::HOURS_DAYS))
    },
};

/// From when till when people work on a day.
pub(crate) static PERIOD: Notation = Notation {
    name: "a period of the day",
    written: "from-to on a clock of 24 hours, as in `09:00-12:00`",
    example: "`09:00-12:00`",
    pattern: "^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$",
    check: |text| {
        let (from, to) = durations::period(text).ok_or(Slip::form(codes::HOURS_PERIOD))?;
        if from < to {
            return Ok(());
        }
        Err(Slip {
            code: codes::HOURS_PERIOD,
            message: Some(format!("`{text}` ends before it begins")),
            mend: Some(
                "Write the earlier time first; work past midnight is two periods, on two days."
                    .to_owned(),
            ),
        })
    },
};

/// Hours in which nothing is sent; they may go past midnight.
pub(crate) static QUIET: Notation = Notation {
    name: "a period of the day",
    written: "from-to on a clock of 24 hours, as in `20:00-08:00`",
    example: "`20:00-08:00`",
    pattern: "^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$",
    check: |text| {
        durations::period(text)
            .filter(|(from, to)| from != to)
            .map(drop)
            .ok_or(Slip::form(codes::HOURS_PERIOD))
    },
};

/// How many open leads somebody may have.
pub(crate) static CAP: Notation = Notation {
    name: "a limit",
    written: "how many open leads, as in `30 open`",
    example: "`30 open`",
    pattern: "^[1-9][0-9]* open$",
    check: |text| {
        durations::cap(text)
            .map(drop)
            .ok_or(Slip::form(codes::LIMIT_FORM))
    },
};

/// How many in how long.
pub(crate) static AT_MOST: Notation = Notation {
    name: "a limit",
    written: "how many in how long, as in `1 per 7d`",
    example: "`1 per 7d`",
    pattern: "^[1-9][0-9]* per [0-9]+(m|h|d|w|mo)$",
    check: |text| {
        durations::at_most(text)
            .map(drop)
            .ok_or(Slip::form(codes::LIMIT_FORM))
    },
};

/// A place of the IANA time zone database.
pub(crate) static ZONE: Notation = Notation {
    name: "a time zone",
    written: "a name of the IANA time zones, as in `America/Sao_Paulo` or `Europe/Berlin`",
    example: "`Europe/Berlin`",
    pattern: "",
    check: |text| {
        if TimeZone::get(text).is_ok() {
            return Ok(());
        }
        let names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .collect();
        Err(Slip {
            code: codes::TIMEZONE_UNKNOWN,
            message: None,
            mend: zone_meant(text, &names).map(|name| format!("Did you mean `{name}`?")),
        })
    },
};

/// A country, as in ISO 3166.
pub(crate) static COUNTRY: Notation = Notation {
    name: "a country",
    written: "two capital letters of ISO 3166, as in `BR` or `DE`",
    example: "`BR`",
    pattern: "^[A-Z]{2}$",
    check: |text| {
        if identity::phone::is_region(text) {
            return Ok(());
        }
        let meant = text.trim().to_ascii_uppercase();
        Err(Slip {
            code: codes::COUNTRY_UNKNOWN,
            message: None,
            mend: identity::phone::is_region(&meant).then(|| format!("Did you mean `{meant}`?")),
        })
    },
};

/// The zone that was meant: a close spelling, or the city alone.
fn zone_meant<'a>(text: &str, names: &'a [String]) -> Option<&'a str> {
    let plain = |name: &str| crate::words::fold(name).replace([' ', '-'], "_");
    let meant = plain(text);
    if meant.is_empty() || meant.len() > 64 {
        return None;
    }
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    names
        .iter()
        .map(|name| {
            let own = plain(name);
            let whole = strsim::damerau_levenshtein(&own, &meant);
            let cities = strsim::damerau_levenshtein(&city(&own), &city(&meant)) * 2;
            (whole.min(cities + 1), name.as_str())
        })
        .min()
        .filter(|(distance, _)| *distance <= 1 + meant.chars().count() / 4)
        .map(|(_, name)| name)
}

/// A day that exists.
pub(crate) fn date(text: &str) -> Option<Date> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let form = text.len() == 10
        && text.is_ascii()
        && text.split('-').map(str::len).eq([4, 2, 2])
        && text.split('-').all(digits);
    form.then(|| text.parse().ok()).flatten()
}
