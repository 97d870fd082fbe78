//! Value: what stands in a cell of a workbook, as the text that says the same.

use calamine::{DataRef, ExcelDateTime};
use std::fmt::Write;

/// The day after the last that a workbook can name (9999-12-31).
const END_OF_DAYS: f64 = 2_958_466.0;

/// Appends the text of a value: dates as ISO, numbers without any dress.
pub(super) fn write(value: &DataRef<'_>, into: &mut String) {
    // Writing into a string can't fail.
    let _ = match value {
        DataRef::Empty => Ok(()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            into.write_str(text)
        }
        DataRef::SharedString(text) => into.write_str(text),
        DataRef::Int(number) => write!(into, "{number}"),
        DataRef::Float(number) => write_number(*number, into),
        DataRef::Bool(yes) => write!(into, "{yes}"),
        DataRef::Error(error) => write!(into, "{error}"),
        DataRef::DateTime(moment) if moment.is_duration() => write_duration(moment.as_f64(), into),
        DataRef::DateTime(moment) => write_moment(moment, into),
    };
}

/// As many digits as the sheet shows: 15. The file keeps 1117.1 as
/// `1117.0999999999999`.
fn write_number(number: f64, into: &mut String) -> std::fmt::Result {
    let start = into.len();
    write!(into, "{number}")?;
    if number.fract() != 0.0 && into.len() - start > 16 {
        into.truncate(start);
        match format!("{number:.14e}").parse::<f64>() {
            Ok(rounded) => write!(into, "{rounded}")?,
            Err(_) => write!(into, "{number}")?,
        }
    }
    Ok(())
}

fn write_moment(moment: &ExcelDateTime, into: &mut String) -> std::fmt::Result {
    let serial = moment.as_f64();
    if !(0.0..END_OF_DAYS).contains(&serial) {
        return write_number(serial, into);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let is_time_only = serial < 1.0;
    if !is_time_only {
        write!(into, "{year:04}-{month:02}-{day:02}")?;
        if (hour, minute, second, milli) == (0, 0, 0, 0) {
            return Ok(());
        }
        into.push('T');
    }
    write!(into, "{hour:02}:{minute:02}:{second:02}")?;
    if milli > 0 {
        write!(into, ".{milli:03}")?;
    }
    Ok(())
}

/// Hours may go beyond a day: `26:30:00`.
fn write_duration(days: f64, into: &mut String) -> std::fmt::Result {
    let seconds = (days.abs() * 86_400.0).round();
    if !seconds.is_finite() || seconds > 1e15 {
        return write_number(days, into);
    }
    let seconds = seconds as u64;
    let sign = if days < 0.0 && seconds > 0 { "-" } else { "" };
    write!(
        into,
        "{sign}{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    #[test]
    fn values_are_written_plainly() {
        let day = |serial| DataRef::DateTime(ExcelDateTime::new(serial, DateTime, false));
        let span = |days| DataRef::DateTime(ExcelDateTime::new(days, TimeDelta, false));
        let cases = [
            (DataRef::Empty, ""),
            (DataRef::Float(45.0), "45"),
            (DataRef::Float(-0.5), "-0.5"),
            (DataRef::Float(2_234.2 / 2.0 - 2.0_f64.powi(-42)), "1117.1"),
            (DataRef::Float(0.1 + 0.2), "0.3"),
            (DataRef::Float(1e21), "1000000000000000000000"),
            (DataRef::Float(9_007_199_254_740_991.0), "9007199254740991"),
            (DataRef::Float(1.0 / 3.0), "0.333333333333333"),
            (DataRef::Bool(true), "true"),
            (DataRef::Error(calamine::CellErrorType::NA), "#N/A"),
            (
                DataRef::DateTimeIso("2021-04-15T10:00:00".into()),
                "2021-04-15T10:00:00",
            ),
            (day(44_301.0), "2021-04-15"),
            (day(44_301.416_666_666_664), "2021-04-15T10:00:00"),
            (day(44_301.416_672_453_7), "2021-04-15T10:00:00.500"),
            (day(0.75), "18:00:00"),
            (day(-3.0), "-3"),
            (day(1e300), &format!("1{}", "0".repeat(300))),
            (span(1.104_166_666_666_7), "26:30:00"),
            (span(-0.5), "-12:00:00"),
            (
                DataRef::DateTime(ExcelDateTime::new(42_839.0, DateTime, true)),
                "2021-04-15",
            ),
        ];
        for (value, expected) in cases {
            let mut text = String::new();
            write(&value, &mut text);
            assert_eq!(text, expected, "{value:?}");
        }
    }
}
