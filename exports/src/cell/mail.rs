//! Mail: mail addresses and the domains behind them.
//!
//! Whether an address can exist is decided by the grammar of RFC 5322 and RFC
//! 5321, its old forms included, and by RFC 6531 for letters of other scripts.
//! Whether it does exist isn't asked: there is no look-up, and the lengths that
//! RFC 5321 allows a mail server to refuse are not checked.
//!
//! Deliberately absent: names before the address (`Ada <ada@example.org>`) and
//! lists of addresses. A cell with those isn't a mail address.

mod grammar;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::HashSet;

/// A mail address, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'a> {
    /// Before the `@`, as written; comments and spaces around it are left out.
    pub local: &'a str,
    /// Behind it, likewise. An address of a machine stands in `[` and `]`.
    pub domain: &'a str,
}

/// Reads a mail address (RFC 5321/5322), if the text is one.
pub fn read(text: &str) -> Option<Address<'_>> {
    let at = memchr::memrchr(b'@', text.as_bytes())?;
    let (local, domain) = (text.get(..at)?, text.get(at + 1..)?);
    if is_plain(local, is_plain_in_local) && is_plain(domain, is_plain_in_domain) {
        return Some(Address { local, domain });
    }
    grammar::read(text)
}

/// Ordinary letters between single dots, and no hyphen beside a dot: nearly all
/// addresses. The grammar looks at the others.
fn is_plain(part: &str, ordinary: fn(u8) -> bool) -> bool {
    let mut before = b'.';
    for byte in part.bytes() {
        let joins = matches!(byte, b'.' | b'-');
        if !(joins || ordinary(byte)) || (joins && matches!(before, b'.' | b'-')) {
            return false;
        }
        before = byte;
    }
    !matches!(before, b'.' | b'-')
}

fn is_plain_in_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+'".contains(&byte)
}

fn is_plain_in_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// See the file for its source and licence.
static DISPOSABLE: LazyLock<HashSet<&str, foldhash::fast::FixedState>> = LazyLock::new(|| {
    include_str!("../../data/disposable_domains.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Whether the domain (or one above it) gives away throw-away mailboxes.
///
/// By the list of `disposable-email-domains` as of the release; new ones appear
/// every day, so `false` is no promise.
pub fn is_disposable(domain: &str) -> bool {
    let domain = lower_case(domain.strip_suffix('.').unwrap_or(domain));
    let mut rest = Some(&*domain);
    while let Some(domain) = rest {
        if DISPOSABLE.contains(domain) {
            return true;
        }
        rest = domain.split_once('.').map(|(_, above)| above);
    }
    false
}

/// The registrable domain, in lower case: `Mail.Example.co.uk` → `example.co.uk`.
///
/// By the public suffix list, its private part included: below `github.io`
/// everybody registers their own. `None` for a suffix alone (`co.uk`), for
/// addresses of machines and for what is no domain.
pub fn registrable(domain: &str) -> Option<String> {
    let domain = lower_case(domain.strip_suffix('.').unwrap_or(domain));
    let label = |label: &str| {
        let letter = |letter: char| letter == '-' || letter == '_' || letter.is_alphanumeric();
        !label.is_empty() && label.chars().all(letter)
    };
    let is_machine = |last: &str| last.bytes().all(|byte| byte.is_ascii_digit());
    if !domain.split('.').all(label) || domain.rsplit('.').next().is_some_and(is_machine) {
        return None;
    }
    psl::domain_str(&domain).map(str::to_owned)
}

fn lower_case(domain: &str) -> Cow<'_, str> {
    let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if domain.bytes().all(is_lower) {
        return Cow::Borrowed(domain);
    }
    Cow::Owned(domain.to_lowercase())
}
