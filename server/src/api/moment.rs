//! Moment: instants and days to come, as requests give them.

use crate::app::App;
use crate::problem::Problem;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use lifecycle::calendar::Calendar;
use lifecycle::names::LeadId;
use serde::{Deserialize, Deserializer};

/// Nothing is planned further ahead than so many years: 2062 for 2026 is a typing error.
const FURTHEST: i64 = 10;

/// An instant, or a day: its first working moment where the process is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moment {
    At(Timestamp),
    On(Date),
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Ok(at) = text.parse() {
            return Ok(Self::At(whole(at)));
        }
        // Exactly as a day is written: `2026-12` and `2026-12-24T10:00` are neither.
        let day = text.parse::<Date>().ok();
        day.filter(|day| day.to_string() == text)
            .map(Self::On)
            .ok_or_else(|| {
                serde::de::Error::custom(
                    "takes a day (2026-12-24) or an instant (2026-12-24T10:00:00Z)",
                )
            })
    }
}

/// Reads an instant, and says what one is to whom it isn't.
pub(super) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map(whole)
        .map_err(|_| serde::de::Error::custom("takes an instant, such as 2026-11-22T10:00:00Z"))
}

/// The same where there may be none.
pub(super) fn perhaps<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        None => Ok(None),
        Some(text) => instant(serde::de::value::StringDeserializer::new(text)).map(Some),
    }
}

impl Moment {
    /// The instant that is meant, by this calendar.
    pub(super) fn by(self, calendar: &Calendar) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::On(day) => begin(day, calendar),
        }
    }

    /// The instant that is meant for this lead, by the calendar of its process.
    pub(super) async fn of(self, app: &App, lead: &LeadId) -> Result<Timestamp, Problem> {
        match self {
            Self::At(at) => Ok(at),
            Self::On(day) => {
                let lead = app.store.reader().await?.lead(lead).await?;
                let lead = lead.ok_or_else(|| Problem::not_found("lead"))?;
                let published = app.line.processes().of_lead(&lead).await?;
                Ok(begin(day, &published.process.calendar))
            }
        }
    }
}

impl Moment {
    /// The instant that is meant by this calendar. Without one, a day can't be understood.
    pub(super) fn here(
        self,
        calendar: Option<&Calendar>,
        pointer: &str,
    ) -> Result<Timestamp, Problem> {
        match (self, calendar) {
            (Self::At(at), _) => Ok(at),
            (Self::On(day), Some(calendar)) => Ok(begin(day, calendar)),
            (Self::On(_), None) => Err(Problem::of(
                "body.value",
                "No process says yet when work begins on a day: give an instant.",
            )
            .at(pointer)),
        }
    }
}

/// When work begins on a day, or on the next one on which anybody works.
fn begin(day: Date, calendar: &Calendar) -> Timestamp {
    calendar.next_open(calendar.day_begins(day))
}

/// Refuses what lies further ahead than anybody plans.
pub(super) fn within_reach(at: Timestamp, now: Timestamp, pointer: &str) -> Result<(), Problem> {
    let furthest = now
        .to_zoned(TimeZone::UTC)
        .checked_add(FURTHEST.years())
        .map_or(Timestamp::MAX, |at| at.timestamp());
    if at <= furthest {
        return Ok(());
    }
    let year = at.to_zoned(TimeZone::UTC).year();
    Err(Problem::of(
        "time.too_far",
        format!("The year {year} is more than {FURTHEST} years ahead: give an earlier date."),
    )
    .at(pointer))
}

/// What the store keeps: whole microseconds.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond())
        .expect("microseconds of an instant are those of an instant")
}
