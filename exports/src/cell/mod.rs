//! Cell: what a single cell says.
//!
//! Each reader takes the text as it stands and answers `None` where the text
//! isn't clearly of its kind. Where a text has two readings (`04/03/2021`) both
//! come back: the column decides, or the user; never a guess.

#[cfg(test)]
mod cases;
mod plain;
#[cfg(test)]
mod tests;
mod walk;

pub mod date;
pub mod mail;
pub mod money;
pub mod phone;
pub mod word;

/// Reads the text in every way; for tests that look for panics.
#[doc(hidden)]
pub fn fuzz(text: &str) {
    use std::hint::black_box;

    black_box(date::read(text));
    black_box(date::counted(text));
    black_box(money::read(text));
    black_box(money::number(text));
    black_box(word::yes_no(text));
    black_box(word::placeholder_kind(text));
    black_box(word::says_unknown(text));
    black_box(word::outcome(text));
    black_box(mail::read(text));
    black_box(mail::is_disposable(text));
    black_box(mail::registrable(text));
    black_box(phone::looks_like(text));
    black_box(phone::extension(text));
    for region in [
        None,
        Some("US"),
        Some("DE"),
        Some("RU"),
        Some("AR"),
        Some("NA"),
    ] {
        black_box(phone::read(text, region));
    }
}
