use quick_xml::events::Event;

use super::{Address, is_disposable, read, registrable};
use crate::cell::cases::shared_data;

/// One test of the isemail collection.
#[derive(Default)]
struct Case {
    address: String,
    category: String,
    diagnosis: String,
}

/// Reads tests.xml. Control characters are written as U+2400 and their code.
fn isemail_cases(xml: &str) -> Vec<Case> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut cases: Vec<Case> = Vec::new();
    let mut element = String::new();
    loop {
        let text = match reader.read_event().expect("well-formed") {
            Event::Eof => return cases,
            Event::Start(start) => {
                element = start.name().as_ref().to_owned();
                if element == "test" {
                    cases.push(Case::default());
                }
                continue;
            }
            Event::End(_) => {
                element.clear();
                continue;
            }
            Event::Text(text) => text.to_string(),
            Event::GeneralRef(entity) => match entity.resolve_char_ref().expect("a character") {
                Some(letter) => letter.to_string(),
                None => {
                    assert_eq!(&*entity, "amp");
                    "&".to_owned()
                }
            },
            _ => continue,
        };
        if let Some(case) = cases.last_mut() {
            match element.as_str() {
                "address" => case.address.extend(text.chars().map(|letter| match letter {
                    '\u{2400}'..='\u{241F}' => {
                        char::from_u32(u32::from(letter) - 0x2400).expect("below 32")
                    }
                    letter => letter,
                })),
                "category" => case.category.push_str(&text),
                "diagnosis" => case.diagnosis.push_str(&text),
                _ => {}
            }
        }
    }
}

#[test]
fn addresses_are_refused_exactly_where_isemail_says_error() {
    let Some(xml) = shared_data("formats/email_isemail/tests.xml") else {
        return;
    };
    let cases = isemail_cases(&xml);
    let is_error = |case: &&Case| case.category == "ISEMAIL_ERR";
    assert_eq!(cases.len(), 164);
    assert_eq!(cases.iter().filter(is_error).count(), 66);
    let wrong: Vec<_> = cases
        .iter()
        .filter(|case| read(&case.address).is_some() == is_error(case))
        .map(|case| format!("{:?}: {}", case.address, case.diagnosis))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_address_is_split_at_the_right_place() {
    for (text, local, domain) in [
        ("ada@example.org", "ada", "example.org"),
        (
            "Ada.Lovelace+crm@mail.Example.org",
            "Ada.Lovelace+crm",
            "mail.Example.org",
        ),
        ("o'neil@my-shop.example", "o'neil", "my-shop.example"),
        ("\"ada@home\"@example.org", "\"ada@home\"", "example.org"),
        ("ada@example.org(at@work)", "ada", "example.org"),
        (" (her) ada @ example.org ", "ada", "example.org"),
        ("ada@[192.0.2.1]", "ada", "[192.0.2.1]"),
        ("jürgen@bücher.example", "jürgen", "bücher.example"),
        ("用户@例子.公司", "用户", "例子.公司"),
        ("root@localhost", "root", "localhost"),
    ] {
        assert_eq!(read(text), Some(Address { local, domain }), "{text:?}");
    }
}

#[test]
fn what_crms_hold_beside_addresses_is_none() {
    for text in [
        "",
        "Select",
        "n/a",
        "ada.example.org",
        "Ada <ada@example.org>",
        "ada@example.org; bob@example.org",
        "ada@example.org, bob@example.org",
        "mailto:ada@example.org",
        "ada@@example.org",
        "ada@example..org",
        "ada@-example.org",
        "ada@example.org\u{200B}",
        "\u{A0}ada@example.org",
        "ada@exam ple.org",
        "@ada",
        "ada@",
        "ada at example.org",
    ] {
        assert_eq!(read(text), None, "{text:?}");
    }
}

#[test]
fn throw_away_mailboxes_are_known_with_all_below_them() {
    for domain in [
        "mailinator.com",
        "Mailinator.COM",
        "mailinator.com.",
        "eu.mailinator.com",
        "a.b.yopmail.com",
        "armyspy.com",
        "cuvox.de",
    ] {
        assert!(is_disposable(domain), "{domain}");
    }
    for domain in [
        "",
        ".",
        "com",
        "example.org",
        "gmail.com",
        "mailinator.example",
        "mailinator.com.example.org",
        "# Licence: CC0 1.0, public domain",
    ] {
        assert!(!is_disposable(domain), "{domain}");
    }
}

#[test]
fn registrable_domains_are_those_of_the_public_suffix_list() {
    let Some(table) = shared_data("formats/public_suffix_list/tests.txt") else {
        return;
    };
    let mut count = 0;
    let mut wrong = Vec::new();
    for line in table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
    {
        let (domain, expected) = line.split_once(' ').expect("two columns");
        let expected = Some(expected).filter(|expected| *expected != "null");
        let found = registrable(if domain == "null" { "" } else { domain });
        if found.as_deref() != expected {
            wrong.push(format!("{domain}: {found:?}, expected {expected:?}"));
        }
        count += 1;
    }
    assert_eq!(count, 78);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn machines_and_nonsense_have_no_registrable_domain() {
    for domain in [
        "",
        ".",
        "192.0.2.1",
        "[192.0.2.1]",
        "exam ple.org",
        ".org",
        "a..org",
        "http://example.org",
    ] {
        assert_eq!(registrable(domain), None, "{domain}");
    }
    assert_eq!(
        registrable("Mail.Example.CO.UK.").as_deref(),
        Some("example.co.uk")
    );
    assert_eq!(
        registrable("ada.github.io").as_deref(),
        Some("ada.github.io")
    );
}
