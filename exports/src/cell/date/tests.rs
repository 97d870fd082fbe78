use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::{Moment, Order, Reading, counted, read};
use crate::cell::cases::wrong_rows;

fn told(text: &str) -> String {
    let show = |moment| match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Local(local) => local.to_string(),
        Moment::Instant(instant) => instant.to_string(),
    };
    match read(text).map(|(reading, _)| reading) {
        None => "-".into(),
        Some(Reading::Certain { moment, evidence }) => {
            let evidence = match evidence {
                None => "",
                Some(Order::DayFirst) => ", day first",
                Some(Order::MonthFirst) => ", month first",
            };
            format!("{}{evidence}", show(moment))
        }
        Some(Reading::Either {
            day_first,
            month_first,
        }) => format!("{} or {}", show(day_first), show(month_first)),
    }
}

#[test]
fn dates_are_read_as_the_table_says() {
    let wrong = wrong_rows(include_str!("../../../cases/dates.txt"), told);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_wrong_row_is_noticed() {
    let wrong = wrong_rows("# a comment\n\n15/04/2021 | 2021-05-15", told);
    assert_eq!(
        wrong,
        ["\"15/04/2021\": 2021-04-15, day first, expected 2021-05-15"]
    );
}

#[test]
fn other_widths_of_digits_and_spaces_are_the_same_date() {
    for text in [
        "\u{A0}2021-04-15\u{202F}10:00 ",
        "２０２１-０４-１５ １０：００",
        "２０２１／０４／１５　１０：００",
        "15\u{A0}avril\u{A0}2021 à 10\u{202F}h\u{202F}00",
        "\u{200E}15.04.2021 10:00",
        "4/15/2021 10:00\u{202F}AM",
        "15\u{2011}Apr\u{2011}2021 10:00",
        "15 aou\u{302}t 2021 10:00",
    ] {
        let (reading, _) = read(text).expect(text);
        let moment = reading.settled(Order::DayFirst);
        let month = if text.contains("aou") { 8 } else { 4 };
        let expected = date(2021, month, 15).at(10, 0, 0, 0);
        assert_eq!(moment, Moment::Local(expected), "{text:?}");
    }
}

#[test]
fn a_spelling_tells_what_a_user_would_tell_apart() {
    let picture = |text| read(text).map(|(_, spelling)| spelling.picture());
    for (text, expected) in [
        ("2020-1-2", "2021-04-15"),
        ("2020-01-02 03:04", "2021-04-15 10:00"),
        ("2020-01-02T03:04:05Z", "2021-04-15T10:00:05+02:00"),
        ("1 May, 2020 03:04:05", "15 Apr, 2021 10:00:05"),
        ("1 mai 2020", "15 Apr 2021"),
        ("1. Mai 2020", "15. Apr 2021"),
        ("01-MAY-20", "15-Apr-2021"),
        ("May 1, 2020 3:04 PM", "Apr 15, 2021 9:05 AM"),
        (
            "Fri, 1 May 2020 03:04:05 GMT",
            "Thu, 15 Apr 2021 10:00:05+02:00",
        ),
        ("Fri May  1 03:04:05 2020", "Thu Apr 15 10:00:05 2021"),
        ("31/1/2020", "15/04/2021"),
        ("1/31/2020", "04/15/2021"),
        ("1/2/2020", "04/03/2021"),
        ("1/31/20 3:04 PM", "04/15/21 9:05 AM"),
        ("1.2.2020", "15.04.2021"),
        ("1.31.2020", "04.15.2021"),
    ] {
        assert_eq!(picture(text), Some(expected), "{text:?}");
    }
}

#[test]
fn in_a_column_of_known_order_the_undecided_are_spelled_like_the_others() {
    let spelling = |text| read(text).expect("a date").1;
    let undecided = spelling("04/03/2021 9:05 AM");
    assert!(undecided.is_undecided());
    assert_eq!(
        undecided.settled(Order::DayFirst),
        spelling("25/12/2020 9:05 AM")
    );
    assert_eq!(
        undecided.settled(Order::MonthFirst),
        spelling("12/25/2020 9:05 AM")
    );
    for told in ["25/12/2020", "2021-04-15", "04.03.2021", "15 Apr 2021"] {
        let told = spelling(told);
        assert!(!told.is_undecided());
        assert_eq!(told.settled(Order::MonthFirst), told);
    }
}

#[test]
fn numbers_that_count_from_a_beginning() {
    let told = |text| {
        counted(text).map(|(moment, spelling)| {
            let moment = match moment {
                Moment::Day(day) => day.to_string(),
                Moment::Local(local) => local.to_string(),
                Moment::Instant(instant) => instant.to_string(),
            };
            (moment, spelling.picture())
        })
    };
    for (text, expected, picture) in [
        ("1618480800", "2021-04-15T10:00:00Z", "1618480800"),
        (" 1618480800 ", "2021-04-15T10:00:00Z", "1618480800"),
        ("1618480800.25", "2021-04-15T10:00:00.25Z", "1618480800"),
        ("1618480800123", "2021-04-15T10:00:00.123Z", "1618480800000"),
        (
            "1618480800123456",
            "2021-04-15T10:00:00.123456Z",
            "1618480800000000",
        ),
        ("44301", "2021-04-15", "44301"),
        ("44301.0", "2021-04-15", "44301"),
        ("44301.4166666667", "2021-04-15T10:00:00", "44301.4167"),
        ("44301.9999999999", "2021-04-16T00:00:00", "44301.4167"),
        ("32874", "1990-01-01", "44301"),
        ("73050", "2099-12-31", "44301"),
    ] {
        assert_eq!(told(text), Some((expected.into(), picture)), "{text}");
    }
    for text in [
        "",
        "0",
        "32873",       // the last day of 1989
        "73051",       // the first of 2100
        "0618480800",  // 1989
        "4102444800",  // 2100
        "161848080",   // nine digits
        "16184808000", // eleven
        "-1618480800",
        "1618480800123.5",
        "44301.",
        "44301,5",
        "4.4301e4",
        "99999999999999999999",
        "2021-04-15",
    ] {
        assert_eq!(told(text), None, "{text}");
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (1900i16..=2200, 1i8..=12, 1i8..=31).prop_filter_map("no such day", |(year, month, day)| {
        Date::new(year, month, day).ok()
    })
}

fn any_time() -> impl Strategy<Value = DateTime> {
    (any_day(), 0i8..24, 0i8..60, 0i8..60)
        .prop_map(|(day, hour, minute, second)| day.at(hour, minute, second, 0))
}

const DAY_SPELLINGS: [&str; 22] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%-d.%-m.%Y",
    "%d. %m. %Y",
    "%d %b %Y",
    "%d %b, %Y",
    "%-d-%b-%Y",
    "%d/%b/%Y",
    "%-d. %B %Y",
    "%d of %B %Y",
    "%B %-dth, %Y",
    "%b %-d, %Y",
    "%b. %d %Y",
    "%Y-%b-%d",
    "%a, %d %b %Y",
    "%A, %B %d, %Y",
    "%a %b %d %Y",
    "%-d%b%Y",
    "%A %d.%m.%Y",
    "%a %Y-%m-%d",
];

const TIME_SPELLINGS: [&str; 9] = [
    "%H:%M:%S",
    "%-H:%M:%S",
    "%I:%M:%S %p",
    "%-I:%M:%S%P",
    "%H.%M.%S",
    "at %H:%M:%S",
    "%H:%M:%S.000",
    "um %H:%M:%S Uhr",
    "%H:%M:%S hrs",
];

proptest! {
    #[test]
    fn a_day_comes_back_from_each_spelling(day in any_day()) {
        for spelling in DAY_SPELLINGS {
            let text = day.strftime(spelling).to_string();
            let moment = read(&text).map(|(reading, _)| reading.settled(Order::DayFirst));
            prop_assert_eq!(moment, Some(Moment::Day(day)), "{:?}", text);
        }
    }

    #[test]
    fn a_day_of_numbers_comes_back_by_its_order(day in any_day()) {
        for (spelling, order) in [
            ("%d/%m/%Y", Order::DayFirst),
            ("%-d-%-m-%Y", Order::DayFirst),
            ("%m/%d/%Y", Order::MonthFirst),
            ("%-m-%-d-%Y", Order::MonthFirst),
        ] {
            let text = day.strftime(spelling).to_string();
            let (reading, _) = read(&text).expect("a date");
            prop_assert_eq!(reading.settled(order), Moment::Day(day), "{:?}", text);
            if let Reading::Certain { evidence: Some(proved), .. } = reading {
                prop_assert_eq!(proved, order, "{:?}", text);
            }
        }
    }

    #[test]
    fn a_time_comes_back_from_each_spelling(time in any_time(), minutes in -900i32..=900) {
        for day in DAY_SPELLINGS {
            for clock in TIME_SPELLINGS {
                let text = time.strftime(&format!("{day} {clock}")).to_string();
                let moment = read(&text).map(|(reading, _)| reading.settled(Order::DayFirst));
                prop_assert_eq!(moment, Some(Moment::Local(time)), "{:?}", text);
            }
        }
        let offset = jiff::tz::Offset::from_seconds(minutes * 60).expect("within 25 hours");
        let instant = offset.to_timestamp(time).expect("within the years");
        let zoned = instant.to_zoned(offset.to_time_zone());
        for spelling in [
            "%Y-%m-%dT%H:%M:%S%:z",
            "%Y%m%dT%H%M%S%z",
            "%a, %d %b %Y %H:%M:%S %z",
            "%a %b %d %H:%M:%S %z %Y",
            "%d.%m.%Y %H:%M:%S GMT%z",
        ] {
            let text = zoned.strftime(spelling).to_string();
            let moment = read(&text).map(|(reading, _)| reading.settled(Order::DayFirst));
            prop_assert_eq!(moment, Some(Moment::Instant(instant)), "{:?}", text);
        }
    }

    #[test]
    fn days_counted_from_1900_come_back(days in 32_874i64..73_051, seconds in 0i64..86_400) {
        let noon = date(1899, 12, 30).at(0, 0, 0, 0);
        let expected = noon
            .checked_add(jiff::SignedDuration::from_secs(days * 86_400 + seconds))
            .expect("within the years");
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let text = format!("{:.10}", days as f64 + seconds as f64 / 86_400.0);
        let read = match counted(&text).expect("a day number").0 {
            Moment::Day(day) => day.at(0, 0, 0, 0),
            Moment::Local(local) => local,
            Moment::Instant(_) => unreachable!("no zone is known"),
        };
        prop_assert_eq!(read, expected);
    }
}
