//! Identify: by what people are recognised, and what happens when two inquiries are one
//! person's.
//!
//! [`keys`] are what the store looks people up by; whether those who share one are the same
//! person, the matcher of the room `identity` says. [`merge`] joins two inquiries that
//! were the same, and parts them again.
//!
//! Deliberately absent: the matcher, and the lookup itself.

pub mod merge;

pub use identity::mail::is_free as email_is_free;
pub use identity::mail::key as mail_key;

/// Whether a text is a number that can be dialled: seven digits at least.
pub fn is_number(text: &str) -> bool {
    !identity::phone::keys(text, None).strong.is_empty()
}

/// By what somebody can be recognised: the keys of their mail addresses (`m:`) and numbers
/// (`p:`), each once, in the order given. `country` is where numbers without a code belong.
pub fn keys<'a>(contacts: impl IntoIterator<Item = &'a str>, country: Option<&str>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut add = |key: String| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    for contact in contacts {
        if contact.contains('@') {
            identity::mail::key(contact)
                .into_iter()
                .for_each(|key| add(format!("m:{key}")));
        } else {
            let numbers = identity::phone::keys(contact, country).strong;
            numbers.into_iter().for_each(|key| add(format!("p:{key}")));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_are_recognised_by() {
        for (contacts, country, expected) in [
            (
                vec![" Ana@Casa.example ", "ana@casa.example", "+55 11 4002-8922"],
                None,
                vec!["m:ana@casa.example", "p:+551140028922"],
            ),
            (
                vec!["0055 (11) 4002.8922", "(11) 4002-8922"],
                Some("BR"),
                vec!["p:+551140028922"],
            ),
            (
                vec!["ana", "", "112", "call me", "@casa.example"],
                Some("BR"),
                vec![],
            ),
        ] {
            assert_eq!(keys(contacts.clone(), country), expected, "{contacts:?}");
        }
    }
}
