//! Slip: what is wrong with a condition, by its columns in the text; and where that is in the document.

use super::tokens::At;
use crate::process::place::{Finding, Place, Severity};

/// The codes of `docs/findings.md`.
pub(super) mod code {
    /// Brackets, quotes, an operand that is missing.
    pub(crate) const SYNTAX: &str = "condition.syntax";
    /// A sign or word of another language.
    pub(crate) const OPERATOR: &str = "condition.operator";
    /// Text, depth or parts over the bounds.
    pub(crate) const TOO_LARGE: &str = "condition.too_large";
    /// A loop.
    pub(crate) const LOOP: &str = "condition.loop";
    /// A function that isn't there, or with the wrong operands.
    pub(crate) const FUNCTION: &str = "condition.function";
    /// A number, date, duration, pattern or escape that is none.
    pub(crate) const LITERAL: &str = "condition.literal";
    /// A name that nobody declared.
    pub(crate) const UNKNOWN_NAME: &str = "condition.unknown_name";
    /// A name that isn't known in this setting.
    pub(crate) const NOT_HERE: &str = "condition.not_here";
    /// A text compared with a number.
    pub(crate) const TYPE: &str = "condition.type";
    /// Divided by zero.
    pub(crate) const DIVISION_BY_ZERO: &str = "condition.division_by_zero";
    /// Comes to more than can be counted.
    pub(crate) const OVERFLOW: &str = "condition.overflow";
    /// Compared with a word that isn't declared.
    pub(crate) const UNKNOWN_WORD: &str = "condition.unknown_word";
    /// Never true.
    pub(crate) const NEVER: &str = "condition.never";
    /// Always true.
    pub(crate) const ALWAYS: &str = "condition.always";

    /// All codes that conditions can give.
    pub(crate) const ALL: &[&str] = &[
        ALWAYS,
        DIVISION_BY_ZERO,
        FUNCTION,
        LITERAL,
        LOOP,
        NEVER,
        NOT_HERE,
        OPERATOR,
        OVERFLOW,
        SYNTAX,
        TOO_LARGE,
        TYPE,
        UNKNOWN_NAME,
        UNKNOWN_WORD,
    ];
}

/// Something wrong at a stretch of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slip {
    pub(super) at: At,
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) mend: String,
}

impl Slip {
    /// The condition can't be used.
    pub(super) fn error(
        at: At,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            at,
            severity: Severity::Error,
            code,
            message: message.into(),
            mend: mend.into(),
        }
    }

    /// The condition can be used, but hardly says what was meant.
    pub(super) fn warning(
        at: At,
        code: &'static str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(at, code, message, mend)
        }
    }

    /// The finding, at its place in the document.
    pub(super) fn into_finding(self, text: &str, whole: Place) -> Finding {
        Finding {
            place: place_in(text, whole, self.at),
            severity: self.severity,
            code: self.code,
            message: self.message,
            mend: self.mend,
            stage: None,
        }
    }
}

/// Where a stretch of the text stands in the document.
///
/// The scalar's length tells how it is written: as long as its text, or longer by one
/// for each quote that single or double quotes make longer. Otherwise (several lines,
/// other escapes) the place is that of the whole scalar.
fn place_in(text: &str, whole: Place, at: At) -> Place {
    let count = |wanted: &[char]| text.chars().filter(|c| wanted.contains(c)).count();
    let written = whole.length as usize;
    let letters = text.chars().count();
    let single = letters + count(&['\'']);
    let double = letters + count(&['"', '\\']);
    let longer: &[char] = if text.contains(['\n', '\t']) {
        return whole;
    } else if written == letters {
        &[]
    } else if written == single && written != double {
        &['\'']
    } else if written == double && written != single {
        &['"', '\\']
    } else {
        return whole;
    };
    let width = |from: usize, length: usize| {
        let stretch = text.chars().skip(from).take(length);
        stretch
            .map(|c| if longer.contains(&c) { 2 } else { 1 })
            .sum::<u32>()
    };
    let (start, length) = (at.start as usize, at.length as usize);
    Place {
        line: whole.line,
        column: whole.column + width(0, start),
        length: width(start, length).max(1),
    }
}
