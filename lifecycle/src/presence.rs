//! Presence: whether somebody can be given a lead now, and whose hours count for them.
//!
//! Somebody is absent from one instant to another, as they or an administrator said before;
//! away, as they say themselves until they take it back; or outside of their hours. Own hours
//! have an own time zone; without them the house's calendar counts. The house's holidays
//! are everybody's.
//!
//! Deliberately absent: who gets the lead instead. That is for `assign`.

use crate::calendar::Calendar;
use crate::names::MemberId;
use crate::process::read::{durations, periods_in_order};
use crate::roster::Member;
use crate::words::{moment, said};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is known of a member beside name and roles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Particulars {
    /// What they know, in words that conditions compare: `home_decor`.
    pub skills: Vec<String>,
    /// What they speak: `pt`.
    pub languages: Vec<String>,
    /// Where they sell: `south`.
    pub territories: Vec<String>,
    /// Own hours; without them the house's.
    pub hours: Option<Hours>,
    /// When they aren't there, in the order of their beginnings.
    pub absences: Vec<Absence>,
    /// They say "not now" themselves.
    pub away: bool,
}

/// Own hours, in an own time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Hours {
    zone: TimeZone,
    hours: [Vec<(Time, Time)>; 7],
}

/// Hours as they are written in a process document.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    timezone: String,
    hours: BTreeMap<String, Vec<String>>,
}

/// Hours that nobody can keep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// No such zone.
    #[error(
        "`{0}` is no time zone: write a name of the IANA time zones, as in `America/Sao_Paulo`"
    )]
    Zone(String),
    /// No such days.
    #[error("`{0}` is no day or range of days: write `mon`, or `mon-thu`")]
    Days(String),
    /// The day was named already.
    #[error("`{0}` has hours twice: name each day once")]
    Twice(&'static str),
    /// No such period.
    #[error("`{0}` is no period of the day: write it as in `09:00-12:00`, the earlier time first")]
    Period(String),
    /// Periods overlap, or stand in the wrong order.
    #[error("the periods of `{0}` aren't in order: write the earlier one first, without overlap")]
    Order(String),
    /// Nobody works.
    #[error("no day has hours: write at least one period, as in `mon-fri: [09:00-17:00]`")]
    Nobody,
}

/// From when until when somebody isn't there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// From this instant.
    pub from: Timestamp,
    /// Until this one, behind `from`.
    pub until: Timestamp,
    /// Who gets what would come back to them; without, the rules decide.
    #[serde(default)]
    pub stand_in: Option<MemberId>,
    /// Why, in own words.
    #[serde(default)]
    pub why: Option<String>,
}

/// Whether somebody can be given a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Availability {
    /// They work now.
    Here,
    /// They don't work now.
    OutOfHours {
        /// Until then.
        until: Timestamp,
    },
    /// They aren't there.
    Absent {
        /// Until then.
        until: Timestamp,
        /// Who stands in for them by name.
        stand_in: Option<MemberId>,
    },
    /// They say "not now".
    Away,
    /// They can't be given leads at all.
    NotActive,
}

impl Availability {
    /// They are with us, at work or after it: neither absent, nor away, nor gone.
    pub fn is_present(&self) -> bool {
        matches!(self, Self::Here | Self::OutOfHours { .. })
    }

    /// As a sentence about them goes on: "absent until Mon 23 Nov, 09:00".
    pub fn in_words(&self, zone: &TimeZone, now: Timestamp) -> String {
        match self {
            Self::Here => "works now".to_owned(),
            Self::OutOfHours { until } => said(format_args!(
                "doesn't work until {}",
                moment(*until, zone, now)
            )),
            Self::Absent { until, .. } => {
                said(format_args!("absent until {}", moment(*until, zone, now)))
            }
            Self::Away => "away".to_owned(),
            Self::NotActive => "not active".to_owned(),
        }
    }
}

impl Member {
    /// Whether they can be given a lead at this instant.
    pub fn availability(&self, now: Timestamp, house: &Calendar) -> Availability {
        if !self.active {
            return Availability::NotActive;
        }
        if let Some(absence) = self.particulars.absence(now) {
            return Availability::Absent {
                until: self.particulars.absent_until(absence),
                stand_in: absence.stand_in.clone(),
            };
        }
        if self.particulars.away {
            return Availability::Away;
        }
        let until = self.calendar(house).next_open(now);
        if until > now {
            Availability::OutOfHours { until }
        } else {
            Availability::Here
        }
    }

    /// The calendar that counts for them: their own hours on the house's working days, or
    /// the house's.
    pub fn calendar<'c>(&self, house: &'c Calendar) -> Cow<'c, Calendar> {
        match &self.particulars.hours {
            None => Cow::Borrowed(house),
            Some(own) => Cow::Owned(own.on(house)),
        }
    }
}

impl Particulars {
    /// The absence that they are in.
    fn absence(&self, now: Timestamp) -> Option<&Absence> {
        self.absences
            .iter()
            .find(|own| own.from <= now && now < own.until)
    }

    /// When they are back: absences that follow each other without a gap are one.
    fn absent_until(&self, first: &Absence) -> Timestamp {
        let mut until = first.until;
        while let Some(next) = self.absence(until) {
            until = next.until;
        }
        until
    }
}

impl Hours {
    /// Own hours, in the notations of a process document: days to periods.
    ///
    /// # Errors
    /// [`HoursError`] says what can't be meant, and how to write it.
    pub fn of(
        timezone: &str,
        days: impl IntoIterator<Item = (String, Vec<String>)>,
    ) -> Result<Self, HoursError> {
        let zone = TimeZone::get(timezone).map_err(|_| HoursError::Zone(timezone.to_owned()))?;
        let mut hours: [Vec<(Time, Time)>; 7] = Default::default();
        let mut named = [false; 7];
        for (key, texts) in days {
            let days = durations::days(&key).ok_or_else(|| HoursError::Days(key.clone()))?;
            let mut periods = Vec::with_capacity(texts.len());
            for text in texts {
                let period = durations::period(&text)
                    .filter(|(from, to)| from < to)
                    .ok_or(HoursError::Period(text))?;
                periods.push(period);
            }
            if !periods_in_order(&periods) {
                return Err(HoursError::Order(key));
            }
            for day in days {
                let (Some(slot), Some(seen)) = (hours.get_mut(day), named.get_mut(day)) else {
                    continue;
                };
                if std::mem::replace(seen, true) {
                    return Err(HoursError::Twice(durations::DAYS[day]));
                }
                slot.clone_from(&periods);
            }
        }
        if hours.iter().all(Vec::is_empty) {
            return Err(HoursError::Nobody);
        }
        Ok(Self { zone, hours })
    }

    /// The calendar of these hours on the house's working days.
    pub fn on(&self, house: &Calendar) -> Calendar {
        Calendar {
            zone: self.zone.clone(),
            hours: self.hours.clone(),
            holidays: house.holidays.clone(),
        }
    }

    /// The name of the time zone.
    pub fn timezone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The days that have hours, each with its periods as written.
    pub fn days(&self) -> BTreeMap<String, Vec<String>> {
        let end = |time: &Time| {
            if *time == Time::MAX {
                "24:00".to_owned()
            } else {
                time.strftime("%H:%M").to_string()
            }
        };
        durations::DAYS
            .iter()
            .zip(&self.hours)
            .filter(|(_, periods)| !periods.is_empty())
            .map(|(day, periods)| {
                let periods = periods
                    .iter()
                    .map(|(from, to)| format!("{}-{}", from.strftime("%H:%M"), end(to)));
                ((*day).to_owned(), periods.collect())
            })
            .collect()
    }
}

impl TryFrom<Written> for Hours {
    type Error = HoursError;

    fn try_from(written: Written) -> Result<Self, HoursError> {
        Self::of(&written.timezone, written.hours)
    }
}

impl From<Hours> for Written {
    fn from(hours: Hours) -> Self {
        Self {
            timezone: hours.timezone().to_owned(),
            hours: hours.days(),
        }
    }
}
