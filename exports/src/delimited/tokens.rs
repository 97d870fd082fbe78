//! Tokens: one row of delimited text, split into its cells.
//!
//! Quotes are read as RFC 4180 says, and where a text breaks its rules, the
//! break is told with its place: inside its own line ([`Step::Stray`]), or over
//! the lines that follow ([`Step::Swallowed`]). A quote in the midst of an
//! unquoted cell is a character like any other.
//!
//! Deliberately absent: how many cells a row should have, and what to do about
//! a break. That is decided by the reader of rows.

use memchr::{memchr, memchr_iter, memchr2, memchr2_iter, memchr3};

/// How a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// `None`: the table has one column.
    pub(super) delimiter: Option<u8>,
    /// A space follows each delimiter and belongs to it.
    pub(super) padded: bool,
    pub(super) quote: Option<u8>,
    /// A quote inside quotes is written `\"` instead of `""`.
    pub(super) backslash: bool,
}

/// A cell, as a stretch of the text without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bare,
    Quoted,
    /// Quoted, with quotes inside that are still doubled.
    Escaped,
}

/// What came of looking for a row at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A row; the next one begins at `end`, `lines` further down.
    Row { end: usize, lines: u64 },
    /// The row isn't complete. If it is inside quotes, here is where they open.
    More { quote: Option<usize> },
    /// Text follows a closing quote, or the quote of the last line isn't closed.
    Stray {
        field: usize,
        next: usize,
        lines: u64,
        closed: bool,
    },
    /// A quote opens and swallows lines: what `how` happens `lines_on` further
    /// down. `quote` is its place and `next` the line behind the one it is on.
    Swallowed {
        field: usize,
        quote: usize,
        next: usize,
        lines_on: u64,
        closed: Option<usize>,
    },
}

/// Splits the row at the beginning of `text` into `spans`. With `last`, nothing
/// follows the text.
pub(super) fn row(text: &str, last: bool, dialect: &Dialect, spans: &mut Vec<Span>) -> Step {
    spans.clear();
    let bytes = text.as_bytes();
    let Some((end, next)) = line_end(bytes, 0, last) else {
        // The quote, if any, still has to be told for the sake of the limits.
        return match dialect.quote {
            Some(quote) if memchr(quote, bytes).is_some() => {
                quoted_row(bytes, last, dialect, quote, spans)
            }
            _ => Step::More { quote: None },
        };
    };
    let line = bytes.get(..end).unwrap_or(bytes);
    if let Some(quote) = dialect.quote
        && memchr(quote, line).is_some()
    {
        return quoted_row(bytes, last, dialect, quote, spans);
    }
    let mut start = 0;
    if let Some(delimiter) = dialect.delimiter {
        for at in memchr_iter(delimiter, line) {
            spans.push(Span {
                start,
                end: at,
                kind: Kind::Bare,
            });
            start = at + 1;
        }
    }
    spans.push(Span {
        start,
        end,
        kind: Kind::Bare,
    });
    Step::Row {
        end: next,
        lines: 1,
    }
}

/// The end of the line from `from` on, and the beginning of the next one.
/// `None`: it can't be told before more of the text is known.
pub(super) fn line_end(bytes: &[u8], from: usize, last: bool) -> Option<(usize, usize)> {
    let Some(at) = memchr2(b'\n', b'\r', bytes.get(from..)?).map(|at| from + at) else {
        return last.then_some((bytes.len(), bytes.len()));
    };
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some((at, at + 2)),
        (Some(b'\r'), None) if !last => None,
        _ => Some((at, at + 1)),
    }
}

/// How many lines end in it. CR LF is one end, a lone CR another.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u64
}

fn quoted_row(
    bytes: &[u8],
    last: bool,
    dialect: &Dialect,
    quote: u8,
    spans: &mut Vec<Span>,
) -> Step {
    let mut lines = 1;
    let mut at = 0;
    loop {
        let open = skip_blanks(bytes, at, dialect.delimiter);
        let end = if bytes.get(open) == Some(&quote) {
            let field = spans.len();
            let (close, kind) = match closing(bytes, open + 1, last, dialect, quote) {
                Close::At { close, kind } => (close, kind),
                Close::More => return Step::More { quote: Some(open) },
                Close::Never => return never_closed(bytes, field, open, lines),
            };
            let inside = bytes.get(open + 1..close).unwrap_or_default();
            let after = skip_blanks(bytes, close + 1, dialect.delimiter);
            match bytes.get(after) {
                None if !last => return Step::More { quote: None },
                Some(byte)
                    if Some(*byte) != dialect.delimiter && !matches!(byte, b'\n' | b'\r') =>
                {
                    let swallowed = count_lines(inside);
                    let from = if swallowed == 0 { close } else { open };
                    let Some((_, next)) = line_end(bytes, from, last) else {
                        return Step::More { quote: None };
                    };
                    return if swallowed == 0 {
                        Step::Stray {
                            field,
                            next,
                            lines,
                            closed: true,
                        }
                    } else {
                        Step::Swallowed {
                            field,
                            quote: open,
                            next,
                            lines_on: swallowed,
                            closed: Some(after),
                        }
                    };
                }
                _ => {}
            }
            lines += count_lines(inside);
            spans.push(Span {
                start: open + 1,
                end: close,
                kind,
            });
            after
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let found = match dialect.delimiter {
                Some(delimiter) => memchr3(delimiter, b'\n', b'\r', rest),
                None => memchr2(b'\n', b'\r', rest),
            };
            if found.is_none() && !last {
                return Step::More { quote: None };
            }
            let end = found.map_or(bytes.len(), |found| at + found);
            spans.push(Span {
                start: at,
                end,
                kind: Kind::Bare,
            });
            end
        };
        match bytes.get(end) {
            Some(byte) if Some(*byte) == dialect.delimiter => at = end + 1,
            _ => {
                return match line_end(bytes, end, last) {
                    Some((_, next)) => Step::Row { end: next, lines },
                    None => Step::More { quote: None },
                };
            }
        }
    }
}

enum Close {
    At { close: usize, kind: Kind },
    More,
    Never,
}

/// Finds the quote that closes what opened before `from`.
fn closing(bytes: &[u8], from: usize, last: bool, dialect: &Dialect, quote: u8) -> Close {
    let mut kind = Kind::Quoted;
    let mut at = from;
    loop {
        let Some(close) = bytes
            .get(at..)
            .and_then(|rest| memchr(quote, rest))
            .map(|found| at + found)
        else {
            return if last { Close::Never } else { Close::More };
        };
        let slashes = || {
            let before = bytes.get(from..close).unwrap_or_default();
            before
                .iter()
                .rev()
                .take_while(|byte| **byte == b'\\')
                .count()
        };
        match bytes.get(close + 1) {
            _ if dialect.backslash && slashes() % 2 == 1 => {
                kind = Kind::Escaped;
                at = close + 1;
            }
            Some(next) if *next == quote => {
                kind = Kind::Escaped;
                at = close + 2;
            }
            None if !last => return Close::More,
            _ => {
                let kind = if dialect.backslash {
                    Kind::Escaped
                } else {
                    kind
                };
                return Close::At { close, kind };
            }
        }
    }
}

fn never_closed(bytes: &[u8], field: usize, open: usize, lines: u64) -> Step {
    let rest = bytes.get(open..).unwrap_or_default().trim_ascii_end();
    let next = line_end(bytes, open, true).map_or(bytes.len(), |(_, next)| next);
    match count_lines(rest) {
        0 => Step::Stray {
            field,
            next,
            lines,
            closed: false,
        },
        lines_on => Step::Swallowed {
            field,
            quote: open,
            next,
            lines_on,
            closed: None,
        },
    }
}

/// Passes over the spaces between a delimiter and a quote.
fn skip_blanks(bytes: &[u8], from: usize, delimiter: Option<u8>) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let blanks = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t') && Some(**byte) != delimiter)
        .count();
    from + blanks
}

/// Puts the text of an escaped cell behind `into`.
pub(super) fn unescape(cell: &str, dialect: &Dialect, into: &mut String) {
    let Some(quote) = dialect.quote else {
        into.push_str(cell);
        return;
    };
    let mut rest = cell;
    let next = |rest: &str| match dialect.backslash {
        true => memchr2(quote, b'\\', rest.as_bytes()),
        false => memchr(quote, rest.as_bytes()),
    };
    while let Some((before, found)) = next(rest).and_then(|at| rest.split_at_checked(at)) {
        into.push_str(before);
        let follows = found.as_bytes().get(1);
        let escapes = match found.as_bytes().first() {
            Some(b'\\') if dialect.backslash => follows == Some(&quote) || follows == Some(&b'\\'),
            _ => follows == Some(&quote),
        };
        let (sign, behind) = found.split_at_checked(1).unwrap_or((found, ""));
        rest = if escapes {
            behind
        } else {
            into.push_str(sign);
            behind
        };
        if escapes && let Some((escaped, behind)) = behind.split_at_checked(1) {
            into.push_str(escaped);
            rest = behind;
        }
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Dialect = Dialect {
        delimiter: Some(b','),
        padded: false,
        quote: Some(b'"'),
        backslash: false,
    };

    fn cells(text: &str, dialect: &Dialect) -> (Step, Vec<String>) {
        let mut spans = Vec::new();
        let step = row(text, true, dialect, &mut spans);
        let cells = spans.iter().map(|span| {
            let mut cell = String::new();
            match span.kind {
                Kind::Escaped => unescape(&text[span.start..span.end], dialect, &mut cell),
                _ => cell.push_str(&text[span.start..span.end]),
            }
            cell
        });
        (step, cells.collect())
    }

    #[test]
    fn a_row_is_split_into_its_cells() {
        for (text, expected, lines) in [
            ("a,b,c\nnext", &["a", "b", "c"][..], 1),
            ("a,b,c\r\nnext", &["a", "b", "c"], 1),
            ("a,b,c\rnext", &["a", "b", "c"], 1),
            ("a,,\n", &["a", "", ""], 1),
            ("\n", &[""], 1),
            ("\"a,b\",\"c\"\n", &["a,b", "c"], 1),
            ("\"a\nb\",c\n", &["a\nb", "c"], 2),
            ("\"a\r\nb\rc\",d\n", &["a\r\nb\rc", "d"], 3),
            (
                "\"say \"\"hi\"\"\",\"\",\"\"\"\"\n",
                &["say \"hi\"", "", "\""],
                1,
            ),
            ("1,  \"x\" ,3\n", &["1", "x", "3"], 1),
            ("1,5\" disk,3\n", &["1", "5\" disk", "3"], 1),
            ("\"a\"", &["a"], 1),
        ] {
            let (step, read) = cells(text, &CSV);
            assert_eq!(read, expected, "{text:?}");
            assert!(
                matches!(step, Step::Row { lines: n, .. } if n == lines),
                "{text:?}: {step:?}"
            );
        }
        let backslash = Dialect {
            backslash: true,
            ..CSV
        };
        assert_eq!(
            cells("\"a \\\"b\\\" c\\\\\",d\n", &backslash).1,
            ["a \"b\" c\\", "d"]
        );
    }

    #[test]
    fn a_broken_quote_is_told_with_its_place() {
        let step = |text| cells(text, &CSV).0;
        assert_eq!(
            step("1,\"a \" b\",3\n4,5,6\n"),
            Step::Stray {
                field: 1,
                next: 12,
                lines: 1,
                closed: true
            }
        );
        assert_eq!(
            step("1,\"abc,3\n"),
            Step::Stray {
                field: 1,
                next: 9,
                lines: 1,
                closed: false
            }
        );
        assert_eq!(
            step("1,\"abc,3\n4,\"d,e\",f\n"),
            Step::Swallowed {
                field: 1,
                quote: 2,
                next: 9,
                lines_on: 1,
                closed: Some(12)
            }
        );
        assert_eq!(
            step("1,\"abc,3\n4,5,6\n"),
            Step::Swallowed {
                field: 1,
                quote: 2,
                next: 9,
                lines_on: 1,
                closed: None
            }
        );
    }

    #[test]
    fn no_cut_of_the_text_changes_the_row() {
        let text = "1,\"a \"\"x\"\"\r\nb\" ,\"\"\r\nnext";
        let whole = cells(text, &CSV);
        for cut in 0..text.len() {
            let mut spans = Vec::new();
            match row(&text[..cut], false, &CSV, &mut spans) {
                Step::More { .. } => {}
                step => assert_eq!(step, whole.0, "cut at {cut}"),
            }
        }
    }
}
