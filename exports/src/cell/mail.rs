//! Mail: mail addresses and the domains behind them.

/// A mail address, split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'a> {
    /// Before the last `@`.
    pub local: &'a str,
    /// Behind it, as written.
    pub domain: &'a str,
}

/// Reads a mail address (RFC 5321/5322), if the text is one.
pub fn read(_text: &str) -> Option<Address<'_>> {
    None
}

/// Whether the domain (or one above it) gives away throw-away mailboxes.
pub fn is_disposable(_domain: &str) -> bool {
    false
}

/// The registrable domain: `mail.example.co.uk` → `example.co.uk` (public suffix list).
pub fn registrable(_domain: &str) -> Option<String> {
    None
}
