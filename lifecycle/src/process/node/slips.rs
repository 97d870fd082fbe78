//! Slips: what the YAML parser refuses, in words for people who don't know YAML.
//!
//! The parser says where it could go no further; the slip is often a line before.
//! So the lines around are looked at for the mistakes that people make: a tab, a
//! missing space, a colon within a text, a quote or bracket that is not closed.

use super::build::place;
use crate::process::place::{Finding, Severity};
use crate::process::read::codes;
use crate::process::read::findings::quoted;
use granit_parser::{ErrorKind, ScanError};

/// What one line can tell.
struct Line<'a> {
    number: usize,
    text: &'a str,
}

/// A slip with its place on the line.
struct Slip {
    code: &'static str,
    line: usize,
    column: usize,
    length: usize,
    message: String,
    mend: String,
}

/// Says what is wrong and what to do.
pub(super) fn explain(error: &ScanError, text: &str) -> Finding {
    let lines: Vec<&str> = text.split('\n').collect();
    let number = error.marker().line().clamp(1, lines.len());
    let line = Line {
        number,
        text: lines[number - 1].trim_end_matches('\r'),
    };
    let above = lines[..number - 1]
        .iter()
        .enumerate()
        .rev()
        .map(|(at, text)| Line {
            number: at + 1,
            text: text.trim_end_matches('\r'),
        })
        .find(|line| !line.text.trim().is_empty() && !line.text.trim_start().starts_with('#'));
    let below = lines.get(number).map(|text| Line {
        number: number + 1,
        text: text.trim_end_matches('\r'),
    });
    let column = error.marker().col() + 1;
    let in_brackets = matches!(
        error.kind(),
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator
    );
    let slip = above
        .as_ref()
        .filter(|_| in_brackets)
        .and_then(Line::bracket)
        .or_else(|| by_kind(error.kind(), &line, column))
        .or_else(|| below.as_ref().and_then(Line::tab))
        .or_else(|| line.tab())
        .or_else(|| above.as_ref().and_then(Line::tab))
        .or_else(|| above.as_ref().and_then(Line::quote))
        .or_else(|| line.quote())
        .or_else(|| above.as_ref().and_then(Line::bracket))
        .or_else(|| line.colon())
        .or_else(|| line.no_space())
        .or_else(|| above.as_ref().and_then(Line::no_space))
        .or_else(|| above.as_ref().and_then(Line::colon))
        .or_else(|| line.no_colon())
        .or_else(|| indent(error.kind(), &line))
        .unwrap_or_else(|| Slip {
            code: codes::YAML_SYNTAX,
            line: number,
            column,
            length: 1,
            message: "this can't be read as YAML".to_owned(),
            mend: "Look at this line and the one above: is each `key: value` on its own line, are texts with odd characters in quotes?".to_owned(),
        });
    Finding {
        place: place(slip.line, slip.column, slip.length),
        severity: Severity::Error,
        code: slip.code,
        message: slip.message,
        mend: slip.mend,
        stage: None,
    }
}

/// What the parser is sure of.
fn by_kind(kind: &ErrorKind, line: &Line<'_>, column: usize) -> Option<Slip> {
    let slip = |code, message: &str, mend: &str| {
        Some(Slip {
            code,
            line: line.number,
            column,
            length: 1,
            message: message.to_owned(),
            mend: mend.to_owned(),
        })
    };
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => line.tab(),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => slip(
            codes::YAML_QUOTE,
            "a quote opens here and is never closed",
            "Close it at the end of the text. An apostrophe within '…' is written twice: `''`.",
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => slip(
            codes::YAML_QUOTE,
            "the text goes on behind its closing quote",
            "Put all of the text within the quotes; a quote that belongs to the text is written twice in '…', and as `\\\"` in \"…\".",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => slip(
            codes::YAML_QUOTE,
            "a backslash within \"…\" begins a special character, and this is none",
            "Write it twice, `\\\\`, or put the text in '…' instead.",
        ),
        ErrorKind::UnclosedFlowCollection { open } => slip(
            codes::YAML_BRACKET,
            &format!("a `{open}` opens here and is never closed"),
            &format!("Close it with `{}`.", closing(*open)),
        ),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => slip(
            codes::YAML_BRACKET,
            &format!("`{close}` closes here what `{open}` opened"),
            &format!("Close it with `{}`.", closing(*open)),
        ),
        ErrorKind::MisplacedFlowCollectionEnd => slip(
            codes::YAML_BRACKET,
            "a bracket closes here that was never opened",
            "Take it away, or open it before.",
        ),
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::BlockEntryInFlowCollection => slip(
            codes::YAML_BRACKET,
            "a comma or a closing bracket is missing before this",
            "Check the `{…}` or `[…]` around this place; texts with commas or colons need quotes.",
        ),
        ErrorKind::UnexpectedCharacter { character } => slip(
            codes::YAML_RESERVED,
            &format!("a text can't begin with `{character}`"),
            "Put the text in quotes.",
        ),
        ErrorKind::PlainScalarStartsWithDashFlowIndicator => slip(
            codes::YAML_RESERVED,
            "a text in brackets can't begin with a dash alone",
            "Put the text in quotes.",
        ),
        ErrorKind::RecursionLimitExceeded => slip(
            codes::DOCUMENT_TOO_DEEP,
            &format!(
                "lists and maps are nested more than {} deep",
                super::DEEPEST
            ),
            "No part of a process needs that: look for a bracket or an indent that is too much.",
        ),
        ErrorKind::DirectiveDisallowed => slip(
            codes::DOCUMENT_DIRECTIVE,
            "a line with `%` in front is an instruction to the reader, and none is understood here",
            "Take the line away; to write text that begins with `%`, put it in quotes.",
        ),
        _ => None,
    }
}

/// Lines that don't stand where their neighbours do.
fn indent(kind: &ErrorKind, line: &Line<'_>) -> Option<Slip> {
    match kind {
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent => Some(Slip {
            code: codes::YAML_INDENT,
            line: line.number,
            column: line.indent() + 1,
            length: line.text.trim().chars().count(),
            message: "this line doesn't fit under the lines above".to_owned(),
            mend: "Begin it in the same column as its neighbours: keys of one map stand exactly under each other, and each has a colon and a space behind it.".to_owned(),
        }),
        _ => None,
    }
}

impl Line<'_> {
    /// A tab where the line begins.
    fn tab(&self) -> Option<Slip> {
        let indent = self.text.len() - self.text.trim_start().len();
        let at = self.text[..indent].find('\t')?;
        Some(Slip {
            code: codes::YAML_TAB,
            line: self.number,
            column: self.text[..at].chars().count() + 1,
            length: 1,
            message: "the line is indented with a tab; YAML takes spaces only".to_owned(),
            mend: "Put two spaces in place of each tab. Most editors can do it for the whole file."
                .to_owned(),
        })
    }

    /// A value that begins with a quote and has no other: the rest of the file is in it.
    fn quote(&self) -> Option<Slip> {
        let (key, value) = self.text.split_once(": ")?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        (value.matches(quote).count() == 1).then(|| Slip {
            code: codes::YAML_QUOTE,
            line: self.number,
            column: key.chars().count() + 3,
            length: 1,
            message: "a quote opens here and is never closed".to_owned(),
            mend: "Close it at the end of the text.".to_owned(),
        })
    }

    /// A value that begins with a bracket which isn't closed on its line, where the next
    /// line is none of a list.
    fn bracket(&self) -> Option<Slip> {
        let (key, value) = self.text.split_once(": ")?;
        let text = value.split(" #").next().unwrap_or(value).trim_end();
        let open = text.chars().next().filter(|c| matches!(c, '{' | '['))?;
        let balance = |open, close| text.matches(open).count() > text.matches(close).count();
        let unclosed = balance('{', '}') || balance('[', ']');
        (unclosed && !text.ends_with([',', '{', '['])).then(|| Slip {
            code: codes::YAML_BRACKET,
            line: self.number,
            column: key.chars().count() + 3,
            length: 1,
            message: format!("a `{open}` opens here and is never closed"),
            mend: format!("Close it with `{}`.", closing(open)),
        })
    }

    /// A colon within a text without quotes: `title: Sales: the team`.
    fn colon(&self) -> Option<Slip> {
        let (key, value) = self.text.split_once(": ")?;
        let text = value.trim_start();
        if text.starts_with(['"', '\'', '{', '[', '|', '>', '#']) {
            return None;
        }
        let text = text.split(" #").next().unwrap_or(text).trim_end();
        if !text.contains(": ") && !text.ends_with(':') {
            return None;
        }
        let spaces = value.len() - value.trim_start().len();
        Some(Slip {
            code: codes::YAML_COLON,
            line: self.number,
            column: key.chars().count() + 3 + spaces,
            length: text.chars().count(),
            message: "this text has a colon in it, which begins another `key: value`".to_owned(),
            mend: format!(
                "Put the text in quotes: \"{}\".",
                quoted(text).trim_matches('`')
            ),
        })
    }

    /// How many characters stand in front of the first word.
    fn indent(&self) -> usize {
        self.text.chars().take_while(|c| c.is_whitespace()).count()
    }

    /// A line that is no entry of a map or list, nor in brackets.
    fn no_colon(&self) -> Option<Slip> {
        let text = self.text.trim();
        let entry = text.contains(':') || text.starts_with('-');
        (!entry && !text.is_empty() && !text.contains(['{', '}', '[', ']'])).then(|| Slip {
            code: codes::YAML_COLON,
            line: self.number,
            column: self.indent() + 1,
            length: text.chars().count(),
            message: "this line has no colon: neither a key nor a value begins here".to_owned(),
            mend: "Write `key: value`, or put it on the line of the text it belongs to.".to_owned(),
        })
    }

    /// A key without a space behind its colon, or without any colon: `title:Sales`.
    fn no_space(&self) -> Option<Slip> {
        let text = self.text.trim_start().trim_start_matches("- ").trim_start();
        let text = text.split(" #").next().unwrap_or(text).trim_end();
        if text.is_empty() || text.contains(": ") || text.ends_with(':') {
            return None;
        }
        let (key, value) = text.split_once(':')?;
        if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) {
            return None;
        }
        let before = self.text.find(text)?;
        Some(Slip {
            code: codes::YAML_COLON,
            line: self.number,
            column: self.text[..before].chars().count() + key.chars().count() + 1,
            length: 1,
            message: format!("a space is missing behind the colon of {}", quoted(key)),
            mend: format!("Write `{key}: {}`.", quoted(value).trim_matches('`')),
        })
    }
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}
