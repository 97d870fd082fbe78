use super::{extension, looks_like, read};
use crate::cell::cases::{shared_data, wrong_rows};

/// Where we differ from the vectors, made with the plans of version 9.0.43.
const EXPLAINED: [(&str, &str); 8] = [
    // The library's plans are of version 9.0.33: these were valid then.
    ("CN", "+86101234567"),
    ("PH", "+6323234567"),
    ("ZW", "+26320201234"),
    // Fewer than five digits are no phone number for us.
    ("NU", "7012"),
    ("TA", "8999"),
    ("TK", "3101"),
    ("TK", "7290"),
    // Also the 20th of December 2034.
    ("NC", "20.12.34"),
];

#[test]
fn numbers_of_all_countries_are_read_as_their_plans_say() {
    let Some(table) = shared_data("formats/phone/phone_vectors.csv") else {
        return;
    };
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let (mut valid, mut invalid) = (0, 0);
    let mut wrong = Vec::new();
    for row in rows.records() {
        let row = row.expect("a row");
        let column = |at| row.get(at).expect("seven columns");
        let (region, input, expected) = (column(0), column(2), column(3));
        let is_valid = column(6) == "true";
        if is_valid {
            valid += 1;
        } else {
            invalid += 1;
        }
        let phone = read(input, Some(region));
        let agrees = phone.as_ref().is_some_and(|phone| {
            phone.valid == Some(is_valid) && (phone.number == expected || !is_valid)
        });
        if !agrees && !EXPLAINED.contains(&(region, input)) {
            wrong.push(format!(
                "{region} {} {input}: {phone:?}, expected {expected} {is_valid}",
                column(1)
            ));
        }
    }
    assert_eq!((valid, invalid), (2_664, 245));
    assert_eq!(EXPLAINED.len(), 8);
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_sample_contacts_have_575_phones_with_an_extension() {
    let Some(table) = shared_data("hubspot_demo/hubspot_contacts.csv") else {
        return;
    };
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let at = header.iter().position(|name| name == "Phone Number");
    let at = at.expect("the column");
    let phones: Vec<String> = rows
        .records()
        .map(|row| row.expect("a row").get(at).expect("a cell").to_owned())
        .collect();
    assert_eq!(phones.len(), 950);
    assert!(phones.iter().all(|phone| looks_like(phone)));
    let extended = |phone: &&String| extension(phone).is_some();
    assert_eq!(phones.iter().filter(extended).count(), 575);
    for phone in &phones {
        let read = read(phone, Some("US")).expect("a phone");
        assert_eq!(
            read.extension.as_deref(),
            phone.split_once('x').map(|(_, digits)| digits)
        );
    }
}

#[test]
fn phones_are_read_as_the_table_says() {
    let told = |text: &str| {
        assert_eq!(looks_like(text), read(text, None).is_some(), "{text:?}");
        let phone = read(text, None);
        assert_eq!(
            phone.as_ref().and_then(|phone| phone.extension.as_deref()),
            extension(text),
            "{text:?}"
        );
        phone.map_or("-".into(), |phone| {
            let extension = phone.extension.map(|digits| format!(" ext. {digits}"));
            let valid = match phone.valid {
                None => "",
                Some(true) => ", valid",
                Some(false) => ", not valid",
            };
            format!("{}{}{valid}", phone.number, extension.unwrap_or_default())
        })
    };
    let wrong = wrong_rows(include_str!("../../../cases/phones.txt"), told);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_region_says_where_a_number_without_plus_is() {
    let number = |text, region| {
        let phone = read(text, Some(region)).expect("a phone");
        (phone.number, phone.valid)
    };
    assert_eq!(
        number("030 123456", "DE"),
        ("+4930123456".into(), Some(true))
    );
    assert_eq!(
        number("061 221 234", "NA"),
        ("+26461221234".into(), Some(true))
    );
    assert_eq!(
        number("(415) 555-2671", "US"),
        ("+14155552671".into(), Some(true))
    );
    assert_eq!(
        number("+49 30 123456", "US"),
        ("+4930123456".into(), Some(true))
    );
    assert_eq!(
        number("0049 30 123456", "DE"),
        ("+4930123456".into(), Some(true))
    );
    assert_eq!(number("123-456-7890", "US").1, Some(false));
    // No such country: as if none was named.
    assert_eq!(number("030 123456", "ZZ"), ("030123456".into(), None));
    assert_eq!(number("030 123456", "Germany"), ("030123456".into(), None));
}
