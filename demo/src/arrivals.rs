//! Arrivals: when merchants come in, and by which channel.

use crate::merchant::Merchant;
use fastrand::Rng;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, civil};

/// A channel as the company lives it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inlet {
    /// As the process names it.
    pub(crate) channel: &'static str,
    /// Leads in an ordinary week.
    weekly: f64,
    /// How much better or worse its merchants are than others; 1 is usual.
    pub(crate) quality: f64,
    /// The share that comes by the form on the site.
    pub(crate) by_form: f64,
}

const INLETS: [Inlet; 13] = [
    inlet("organic_search", 30.0, 1.15, 0.9),
    inlet("paid_search", 26.0, 1.05, 0.9),
    inlet("social", 15.0, 0.6, 0.7),
    inlet("direct_traffic", 8.0, 1.1, 0.9),
    inlet("email", 5.0, 0.9, 0.6),
    inlet("display", 3.0, 0.4, 0.8),
    inlet("webinar", 4.0, 1.0, 0.5),
    inlet("partner", 5.0, 1.3, 0.1),
    inlet("seller_referral", 6.0, 1.7, 0.1),
    inlet("employee_referral", 1.0, 1.4, 0.0),
    inlet("cold_call", 4.0, 0.5, 0.0),
    inlet("cold_email", 3.0, 0.45, 0.1),
    inlet("visit", 1.5, 0.9, 0.0),
];

const TRADE_SHOW: Inlet = inlet("trade_show", 0.0, 1.0, 0.0);

/// The days on which a trade show began, counted from the beginning, and its leads a day.
const TRADE_SHOWS: [(i64, u32); 2] = [(40, 38), (131, 45)];

/// Somebody typed a channel that nobody agreed on: a defect that is counted.
const STRAY: Inlet = inlet("whatsapp_group", 0.7, 0.8, 0.0);

const fn inlet(channel: &'static str, weekly: f64, quality: f64, by_form: f64) -> Inlet {
    Inlet {
        channel,
        weekly,
        quality,
        by_form,
    }
}

/// All that come in between the two instants, in order.
pub(crate) fn arrivals(
    from: Timestamp,
    now: Timestamp,
    zone: &TimeZone,
    rng: &mut Rng,
) -> Vec<(Timestamp, Merchant)> {
    let mut all = Vec::new();
    let mut day = from.to_zoned(zone.clone()).date();
    let last = now.to_zoned(zone.clone()).date();
    let mut number = 0;
    while day <= last {
        // Business grows a little, and swings with the month.
        let growth = 0.9 + 0.25 * f64::from(number as i32) / 182.0;
        let swing = 1.0 + 0.12 * (f64::from(number as i32) / 29.0).sin();
        for inlet in INLETS.iter().chain([&STRAY]) {
            let mean = inlet.weekly / 7.0 * weekday(day) * growth * swing;
            for _ in 0..poisson(mean, rng) {
                let at = moment(day, zone, rng);
                all.push((at, Merchant::new(*inlet, rng)));
            }
        }
        for (begin, a_day) in TRADE_SHOWS {
            if (begin..begin + 3).contains(&number) {
                for _ in 0..a_day {
                    let minute = rng.i64(10 * 60..18 * 60);
                    all.push((at_minute(day, minute, zone), Merchant::new(TRADE_SHOW, rng)));
                }
            }
        }
        number += 1;
        day = day.saturating_add(1.days());
    }
    all.retain(|(at, _)| *at >= from && *at < now);
    all.sort_by_key(|(at, _)| *at);
    all
}

/// A week brings seven ordinary days' worth, fewer at the weekend.
fn weekday(day: civil::Date) -> f64 {
    match day.weekday() {
        civil::Weekday::Saturday => 0.55,
        civil::Weekday::Sunday => 0.45,
        civil::Weekday::Monday => 1.3,
        civil::Weekday::Friday => 1.0,
        _ => 1.23,
    }
}

/// People ask around the clock, mostly from nine in the morning to ten at night.
fn moment(day: civil::Date, zone: &TimeZone, rng: &mut Rng) -> Timestamp {
    let minute = if rng.f64() < 0.9 {
        let spread = (rng.f64() + rng.f64() + rng.f64()) / 3.0;
        8 * 60 + (spread * 15.0 * 60.0) as i64
    } else {
        rng.i64(0..24 * 60)
    };
    at_minute(day, minute, zone)
}

fn at_minute(day: civil::Date, minute: i64, zone: &TimeZone) -> Timestamp {
    let minute = minute.clamp(0, 24 * 60 - 1);
    let time = civil::Time::midnight().saturating_add(minute.minutes());
    day.to_datetime(time)
        .to_zoned(zone.clone())
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// How many come where `mean` are to be expected (Knuth, The Art of Computer Programming 2, 3.4.1).
fn poisson(mean: f64, rng: &mut Rng) -> u32 {
    let floor = (-mean).exp();
    let (mut count, mut product) = (0, rng.f64());
    while product > floor {
        count += 1;
        product *= rng.f64();
    }
    count
}
