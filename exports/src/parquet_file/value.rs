//! Value: what a Parquet value means, as text.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Write;

/// What the values of a column stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Numbers, and yes or no, as they are.
    Plain,
    /// Text; bytes without a meaning are text too, as long as they can be.
    Text,
    Unsigned,
    Day,
    /// A time of day, in parts of a second.
    Time(i64),
    /// An instant, in parts of a second since 1970.
    Instant(i64),
    /// A local time, likewise.
    Local(i64),
    /// A number without its decimal point, and how many decimals it has.
    Decimal(i32),
    Uuid,
    Half,
    Interval,
}

/// The meaning that the schema gives a column.
pub(super) fn meaning(column: &ColumnDescriptor) -> Meaning {
    let parts = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    match column.logical_type_ref() {
        Some(LogicalType::Date) => return Meaning::Day,
        Some(LogicalType::Time(time)) => return Meaning::Time(parts(&time.unit)),
        Some(LogicalType::Timestamp(time)) if time.is_adjusted_to_u_t_c => {
            return Meaning::Instant(parts(&time.unit));
        }
        Some(LogicalType::Timestamp(time)) => return Meaning::Local(parts(&time.unit)),
        Some(LogicalType::Decimal(decimal)) => return Meaning::Decimal(decimal.scale),
        Some(LogicalType::Integer(integer)) if !integer.is_signed => return Meaning::Unsigned,
        Some(LogicalType::Uuid) => return Meaning::Uuid,
        Some(LogicalType::Float16) => return Meaning::Half,
        _ => {}
    }
    match column.converted_type() {
        ConvertedType::DATE => Meaning::Day,
        ConvertedType::TIME_MILLIS => Meaning::Time(1_000),
        ConvertedType::TIME_MICROS => Meaning::Time(1_000_000),
        ConvertedType::TIMESTAMP_MILLIS => Meaning::Instant(1_000),
        ConvertedType::TIMESTAMP_MICROS => Meaning::Instant(1_000_000),
        ConvertedType::DECIMAL => Meaning::Decimal(column.type_scale()),
        ConvertedType::UINT_8
        | ConvertedType::UINT_16
        | ConvertedType::UINT_32
        | ConvertedType::UINT_64 => Meaning::Unsigned,
        ConvertedType::INTERVAL => Meaning::Interval,
        _ => match column.physical_type() {
            Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY => Meaning::Text,
            _ => Meaning::Plain,
        },
    }
}

/// Appends a whole number in its meaning. What no calendar knows stays a number.
pub(super) fn write_whole(meaning: Meaning, number: i64, narrow: bool, into: &mut String) {
    let done = match meaning {
        Meaning::Unsigned if narrow => write_plain(into, number as u32),
        Meaning::Unsigned => write_plain(into, number as u64),
        Meaning::Day => day(number).is_some_and(|day| write_plain(into, day)),
        Meaning::Time(parts) => time(number, parts).is_some_and(|time| write_plain(into, time)),
        Meaning::Instant(parts) => {
            instant(number, parts).is_some_and(|instant| write_plain(into, instant))
        }
        Meaning::Local(parts) => local(number, parts).is_some_and(|local| write_plain(into, local)),
        Meaning::Decimal(scale) => write_decimal(number.into(), scale, into),
        _ => false,
    };
    if !done {
        write_plain(into, number);
    }
}

fn write_plain(into: &mut String, value: impl std::fmt::Display) -> bool {
    write!(into, "{value}").is_ok()
}

fn day(since_1970: i64) -> Option<Date> {
    let days = i32::try_from(since_1970).ok()?;
    Date::constant(1970, 1, 1)
        .checked_add(Span::new().try_days(days).ok()?)
        .ok()
}

fn time(since_midnight: i64, parts: i64) -> Option<Time> {
    let nanos = since_midnight.checked_mul(1_000_000_000 / parts)?;
    let within = (0..86_400_000_000_000).contains(&nanos);
    within.then(|| Time::midnight().wrapping_add(SignedDuration::from_nanos(nanos)))
}

fn instant(since_1970: i64, parts: i64) -> Option<Timestamp> {
    let nanos = (since_1970 % parts) * (1_000_000_000 / parts);
    Timestamp::new(since_1970 / parts, nanos as i32).ok()
}

fn local(since_1970: i64, parts: i64) -> Option<DateTime> {
    Some(
        instant(since_1970, parts)?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .datetime(),
    )
}

/// Appends the twelve bytes in which older writers keep a local time: the
/// nanoseconds of the day and the day of the Julian count.
pub(super) fn write_int96(value: &Int96, into: &mut String) {
    const JULIAN_1970: i64 = 2_440_588;
    let [low, high, julian] = *value.data() else {
        return;
    };
    let nanos = i64::from(high) << 32 | i64::from(low);
    let local = day(i64::from(julian) - JULIAN_1970).and_then(|day| {
        day.to_datetime(Time::midnight())
            .checked_add(SignedDuration::from_nanos(nanos))
            .ok()
    });
    match local {
        Some(local) => write_plain(into, local),
        None => write_plain(into, format_args!("{julian}:{nanos}")),
    };
}

/// Appends a floating point number without an exponent.
pub(super) fn write_float(number: impl std::fmt::Display, into: &mut String) {
    write_plain(into, number);
}

/// Appends bytes that have a meaning of their own.
pub(super) fn write_bytes(meaning: Meaning, bytes: &[u8], into: &mut String) {
    match (meaning, bytes) {
        (Meaning::Decimal(scale), _) if bytes.len() <= 16 => {
            let sign = if bytes.first().is_some_and(|first| first & 0x80 != 0) {
                -1
            } else {
                0
            };
            let number = bytes
                .iter()
                .fold(sign, |number: i128, byte| number << 8 | i128::from(*byte));
            write_decimal(number, scale, into);
        }
        (Meaning::Half, [low, high]) => write_float(half(u16::from_le_bytes([*low, *high])), into),
        (Meaning::Interval, [a, b, c, d, e, f, g, h, i, j, k, l]) => {
            let months = u32::from_le_bytes([*a, *b, *c, *d]);
            let days = u32::from_le_bytes([*e, *f, *g, *h]);
            let millis = u32::from_le_bytes([*i, *j, *k, *l]);
            let (seconds, millis) = (millis / 1_000, millis % 1_000);
            write_plain(
                into,
                format_args!("P{months}M{days}DT{seconds}.{millis:03}S"),
            );
        }
        _ => {
            let is_uuid = meaning == Meaning::Uuid && bytes.len() == 16;
            for (at, byte) in bytes.iter().enumerate() {
                if is_uuid && matches!(at, 4 | 6 | 8 | 10) {
                    into.push('-');
                }
                write_plain(into, format_args!("{byte:02x}"));
            }
        }
    }
}

/// `1050` with two decimals is `10.50`, `1000` is `10`.
fn write_decimal(number: i128, scale: i32, into: &mut String) -> bool {
    let Ok(scale) = usize::try_from(scale) else {
        return write_plain(
            into,
            format_args!(
                "{number}{}",
                "0".repeat(scale.unsigned_abs().min(40) as usize)
            ),
        );
    };
    let scale = scale.min(40);
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    match decimals.bytes().all(|digit| digit == b'0') {
        true => write_plain(into, format_args!("{sign}{whole}")),
        false => write_plain(into, format_args!("{sign}{whole}.{decimals}")),
    }
}

/// A floating point number of 16 bits.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f32::from(bits & 0x3ff) / 1_024.0;
    sign * match exponent {
        0 => fraction * 2_f32.powi(-14),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + fraction) * 2_f32.powi(exponent - 15),
    }
}
