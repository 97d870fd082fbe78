//! Identify: what makes two ways of writing an address or a number the same one.
//!
//! [`merge`] joins two inquiries that were the same, and parts them again.
//!
//! Exact matching only: a mail address in small letters without the space around it, a
//! phone number by its digits. The store looks people up by these keys.
//!
//! Deliberately absent: numbering plans, dots and tags in mail addresses, names that are
//! merely alike, and the lookup itself.

pub mod merge;

/// Providers that give a mailbox to anyone for nothing, in alphabetical order: an address
/// there says nothing about where somebody works.
const FREE_MAIL: &[&str] = &[
    "163.com",
    "aol.com",
    "bol.com.br",
    "free.fr",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.com.br",
    "hotmail.de",
    "hotmail.es",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "ig.com.br",
    "laposte.net",
    "libero.it",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "outlook.com.br",
    "outlook.de",
    "outlook.es",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "rocketmail.com",
    "t-online.de",
    "terra.com.br",
    "tutanota.com",
    "uol.com.br",
    "web.de",
    "yahoo.co.in",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.br",
    "yahoo.com.mx",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

/// The key of a mail address: `" Ana@Casa.example "` becomes `ana@casa.example`; `None`
/// when it is no address.
pub fn mail_key(address: &str) -> Option<String> {
    let address = address.trim();
    let (mailbox, domain) = address.rsplit_once('@')?;
    let sound = !mailbox.is_empty()
        && !domain.is_empty()
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    sound.then(|| address.to_lowercase())
}

/// The key of a phone number: its digits, a leading `00` read as `+`. Seven digits at
/// least; `None` for less.
pub fn phone_key(number: &str) -> Option<String> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    (digits.len() >= 7).then(|| digits.to_owned())
}

/// Whether a mail address is at a provider that gives mailboxes to anyone.
pub fn email_is_free(address: &str) -> bool {
    let Some((_, domain)) = address.trim().rsplit_once('@') else {
        return false;
    };
    FREE_MAIL
        .binary_search_by(|own| {
            let own = own.bytes();
            own.cmp(domain.bytes().map(|b| b.to_ascii_lowercase()))
        })
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        assert!(FREE_MAIL.is_sorted());
    }

    #[test]
    fn one_address_in_many_spellings() {
        for (address, key) in [
            (" Ana@Casa.example ", Some("ana@casa.example")),
            ("ANA@CASA.EXAMPLE", Some("ana@casa.example")),
            ("JÖRG@Münze.example", Some("jörg@münze.example")),
            ("a@b@c.example", Some("a@b@c.example")),
            ("ana", None),
            ("@casa.example", None),
            ("ana@", None),
            ("ana b@casa.example", None),
            ("ana@casa.example\r\nBcc: x@y.example", None),
            ("", None),
        ] {
            assert_eq!(mail_key(address).as_deref(), key, "{address}");
        }
    }

    #[test]
    fn one_number_in_many_spellings() {
        for (number, key) in [
            ("+55 11 4002-8922", Some("551140028922")),
            ("0055 (11) 4002.8922", Some("551140028922")),
            ("4002-8922", Some("40028922")),
            ("112", None),
            ("", None),
            ("call me", None),
        ] {
            assert_eq!(phone_key(number).as_deref(), key, "{number}");
        }
    }

    #[test]
    fn free_mail_is_known_by_its_domain() {
        for (address, free) in [
            ("ana@gmail.com", true),
            (" ana@GMail.com ", true),
            ("ana@163.com", true),
            ("ana@zoho.com", true),
            ("ana@gmail.com.example", false),
            ("gmail.com", false),
            ("ana@casa.example", false),
        ] {
            assert_eq!(email_is_free(address), free, "{address}");
        }
    }
}
