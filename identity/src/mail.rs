//! Mail: which spellings of an address reach the same mailbox, and whose mailbox it is.
//!
//! [`key`] is equal for two addresses exactly when we know that they reach one mailbox:
//! capitals never matter, names in other scripts are the same as their ASCII form, and
//! dots and tags go only where the provider says that it ignores them
//! (`mail/providers.rs`).
//!
//! Deliberately absent: addresses that can be had for ten minutes, whether a mailbox
//! exists, and guesses about the tags of unknown providers.

mod ascii;
mod providers;

use providers::{Ignores, PROVIDERS};

/// The key of a mail address: `" Ana.Souza+shop@GoogleMail.com "` becomes
/// `anasouza@gmail.com`; `None` when it is no address.
pub fn key(address: &str) -> Option<String> {
    let (local, domain) = parts(address)?;
    let local = local.to_lowercase();
    let domain = ascii::domain(domain)?;
    let Some(provider) = PROVIDERS
        .iter()
        .find(|provider| provider.domains.contains(&domain.as_str()))
    else {
        return Some(format!("{local}@{domain}"));
    };
    let mut kept = local.as_str();
    for mark in provider.tags {
        let before = kept.split(*mark).next().unwrap_or_default();
        if !before.is_empty() {
            kept = before;
        }
    }
    let mut kept: String = match provider.ignores {
        Ignores::Nothing => kept.to_owned(),
        Ignores::Dots => kept.replace('.', ""),
        Ignores::DotsHyphensUnderscores => kept.replace(['.', '-', '_'], ""),
    };
    if kept.is_empty() {
        kept = local;
    }
    let domain = if provider.one_mailbox {
        provider.domains[0]
    } else {
        &domain
    };
    Some(format!("{kept}@{domain}"))
}

/// Whether a mail address is at a provider that gives mailboxes to anyone: it says
/// nothing about where somebody works.
pub fn is_free(address: &str) -> bool {
    parts(address)
        .and_then(|(_, domain)| ascii::domain(domain))
        .is_some_and(|domain| providers::is_free(&domain))
}

/// Whether several people read this mailbox by its nature: `info@`, `sales-team@`,
/// `kontakt@`.
pub fn is_shared(address: &str) -> bool {
    parts(address).is_some_and(|(local, _)| is_shared_local(&local.to_lowercase()))
}

/// The registered domain of an address that is at no free provider:
/// `ana@mail.casaverde.com.br` is at `casaverde.com.br`.
pub fn own_domain(address: &str) -> Option<String> {
    let (_, domain) = parts(address)?;
    let domain = ascii::domain(domain)?;
    if providers::is_free(&domain) {
        return None;
    }
    Some(registered(&domain).to_owned())
}

/// The part of a domain that somebody has registered, or all of it.
pub(crate) fn registered(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

/// What stands before and behind the `@`; `None` if that can't be an address.
fn parts(address: &str) -> Option<(&str, &str)> {
    let address = address.trim();
    let (local, domain) = address.rsplit_once('@')?;
    let sound = !local.is_empty()
        && !domain.is_empty()
        && address.len() <= LONGEST
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    sound.then_some((local, domain))
}

/// Longer than any address may be, in bytes (RFC 5321 says 254), as some count letters.
const LONGEST: usize = 1_024;

/// Whether the part before the `@`, in small letters, is a role and not a name.
pub(crate) fn is_shared_local(local: &str) -> bool {
    let local = local.split('+').next().unwrap_or_default();
    let is_role = |word: &str| providers::ROLES.binary_search(&word).is_ok();
    // `info.br`, `sales-emea`, `team1`: a role with something that says which.
    let bare = local.trim_end_matches(|c: char| c.is_ascii_digit());
    is_role(local)
        || is_role(bare)
        || local
            .split(['.', '-', '_'])
            .next()
            .is_some_and(|first| first != local && is_role(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_in_many_spellings() {
        for (address, expected) in [
            (" Ana@Casa.example ", Some("ana@casa.example")),
            ("ANA@CASA.EXAMPLE", Some("ana@casa.example")),
            ("JÖRG@Münze.example", Some("jörg@xn--mnze-0ra.example")),
            ("a@bücher.example", Some("a@xn--bcher-kva.example")),
            ("a@BU\u{308}CHER。example.", Some("a@xn--bcher-kva.example")),
            ("a@пример.example", Some("a@xn--e1afmkfd.example")),
            ("a@b@c.example", Some("a@b@c.example")),
            // Dots and tags where the provider says so, and nowhere else.
            ("Ana.Souza+shop@GoogleMail.com", Some("anasouza@gmail.com")),
            ("ana.souza+x@outlook.com", Some("ana.souza@outlook.com")),
            ("ana.souza@hotmail.com", Some("ana.souza@hotmail.com")),
            ("ana.souza+x@casa.example", Some("ana.souza+x@casa.example")),
            ("ana-shop@yahoo.com", Some("ana@yahoo.com")),
            ("ana-shop@gmail.com", Some("ana-shop@gmail.com")),
            ("ana@me.com", Some("ana@icloud.com")),
            ("ana+1@mac.com", Some("ana@icloud.com")),
            ("a.n_a-b@pm.me", Some("anab@proton.me")),
            ("a.na@ya.ru", Some("a.na@yandex.com")),
            ("+@gmail.com", Some("+@gmail.com")),
            ("..@gmail.com", Some("..@gmail.com")),
            ("ana", None),
            ("@casa.example", None),
            ("ana@", None),
            ("ana b@casa.example", None),
            ("ana@casa.example\r\nBcc: x@y.example", None),
            ("", None),
        ] {
            assert_eq!(key(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        for address in [
            "Ana.Souza+shop@GoogleMail.com",
            "a@bücher.example",
            "a.n_a-b@pm.me",
            "+@gmail.com",
        ] {
            let once = key(address).unwrap();
            assert_eq!(key(&once).as_deref(), Some(once.as_str()), "{address}");
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
            assert_eq!(is_free(address), free, "{address}");
        }
    }

    #[test]
    fn roles_are_no_names() {
        for (address, shared) in [
            ("info@casa.example", true),
            ("INFO@casa.example", true),
            ("sales-emea@casa.example", true),
            ("team1@casa.example", true),
            ("contato@casa.example", true),
            ("kontakt+web@casa.example", true),
            ("informatica.ana@casa.example", false),
            ("ana.info@casa.example", false),
            ("anainfo@casa.example", false),
            ("ana@casa.example", false),
            ("info", false),
        ] {
            assert_eq!(is_shared(address), shared, "{address}");
        }
    }

    #[test]
    fn work_is_where_the_domain_is_registered() {
        for (address, domain) in [
            ("ana@mail.casaverde.com.br", Some("casaverde.com.br")),
            ("ana@casaverde.co.uk", Some("casaverde.co.uk")),
            ("ana@casa.example", Some("casa.example")),
            ("ana@gmail.com", None),
            ("ana", None),
        ] {
            assert_eq!(own_domain(address).as_deref(), domain, "{address}");
        }
    }
}
