//! Dialect: by which delimiter and quotes a table is written, told from a
//! sample.
//!
//! Each candidate splits the sample; the one wins that gives the most rows the
//! same number of cells, and cells that look like values and not like halves of
//! values. Quotes are respected while splitting, so that commas in addresses
//! don't count.

use super::tokens::{self, Dialect, Kind, Span, Step};
use std::collections::BTreeMap;

/// Delimiters of mainstream systems, the likelier first.
const USUAL: &[u8] = b",;\t|";

/// Rarer ones have to fit nearly every row. Not among them is what stands in
/// dates, times, names and paths: `:`, `/`, `-`, `.` and the space.
const RARE: &[u8] = b"^~#%\x01\x1f\x1e";

/// No more rows than this are looked at.
const ROWS: usize = 2_000;

/// The values of no more rows than this are judged.
const JUDGED: usize = 300;

/// The sample as one dialect splits it.
struct Split<'a> {
    rows: Vec<Vec<&'a str>>,
    /// Lines on which a quote is broken.
    broken: usize,
    /// Cells in quotes, and such in which a delimiter, line end or quote stands.
    quoted: usize,
    needed: usize,
    /// Rows in which a space follows each delimiter, and such in which not.
    padded: usize,
    tight: usize,
}

/// Takes the mark of Excel (`sep=;`) off the text: the delimiter that it names
/// and how many bytes it takes.
pub(super) fn mark(text: &str) -> Option<(u8, usize)> {
    let (end, next) = tokens::line_end(text.as_bytes(), 0, true)?;
    let line = text.get(..end)?.trim_matches([' ', '"']);
    let delimiter = line
        .get(..4)
        .filter(|key| key.eq_ignore_ascii_case("sep="))
        .and_then(|_| line.get(4..))?;
    // `sep=,` may itself be written in a table of commas: `sep=,,,`.
    let first = delimiter.bytes().next()?;
    let rest_is_empty = delimiter
        .bytes()
        .all(|byte| byte == first || USUAL.contains(&byte));
    (first.is_ascii() && rest_is_empty).then_some((first, next))
}

/// The dialect of a sample. A sample that isn't the whole file may end within
/// a row.
pub(super) fn sniff(sample: &str, whole: bool, marked: Option<u8>) -> Dialect {
    let plain = |delimiter| Dialect {
        delimiter,
        padded: false,
        quote: Some(b'"'),
        backslash: false,
    };
    let delimiter = marked.or_else(|| {
        let best = |candidates: &[u8], least: f64| {
            let mut best: Option<(f64, u8)> = None;
            for &delimiter in candidates
                .iter()
                .filter(|byte| sample.as_bytes().contains(byte))
            {
                let score = with_quotes(sample, whole, plain(Some(delimiter)))
                    .1
                    .score(delimiter);
                if score > least && best.is_none_or(|(other, _)| score > other + 1e-9) {
                    best = Some((score, delimiter));
                }
            }
            best
        };
        let (usual, rare) = (best(USUAL, 0.0), best(RARE, 0.9 * 0.6));
        match (usual, rare) {
            (Some((score, usual)), Some((other, _))) if score >= 0.9 * other => Some(usual),
            (_, Some((_, rare))) => Some(rare),
            (usual, None) => usual.map(|(_, delimiter)| delimiter),
        }
    });
    let (mut dialect, split) = with_quotes(sample, whole, plain(delimiter));
    dialect.padded = split.is_padded();
    dialect
}

/// The quotes that break the fewest lines, and the sample split with them.
fn with_quotes(sample: &str, whole: bool, dialect: Dialect) -> (Dialect, Split<'_>) {
    let double = Split::of(sample, whole, dialect);
    if double.quoted == 0 && is_quoted_by_apostrophes(sample, whole, dialect) {
        let single = Dialect {
            quote: Some(b'\''),
            ..dialect
        };
        return (single, Split::of(sample, whole, single));
    }
    if double.broken > 0 && sample.contains("\\\"") {
        let escaped = Dialect {
            backslash: true,
            ..dialect
        };
        let backslash = Split::of(sample, whole, escaped);
        if backslash.broken < double.broken {
            return (escaped, backslash);
        }
    }
    // Systems that write tabs often know no quotes: `"Big" Joe`.
    if double.broken >= 3 && double.needed == 0 && matches!(dialect.delimiter, Some(b'\t' | b'|')) {
        let bare = Dialect {
            quote: None,
            ..dialect
        };
        return (bare, Split::of(sample, whole, bare));
    }
    (dialect, double)
}

/// Apostrophes are quotes only if they break nothing and stand around most
/// cells, or around such that need it: `'Smith, Ann'`, but not `'s-Gravenhage`.
fn is_quoted_by_apostrophes(sample: &str, whole: bool, dialect: Dialect) -> bool {
    if !sample.contains('\'') {
        return false;
    }
    let single = Split::of(
        sample,
        whole,
        Dialect {
            quote: Some(b'\''),
            ..dialect
        },
    );
    let bare = Split::of(
        sample,
        whole,
        Dialect {
            quote: None,
            ..dialect
        },
    );
    let cells: usize = single
        .rows
        .iter()
        .flatten()
        .filter(|cell| !cell.is_empty())
        .count();
    single.broken == 0
        && single.quoted > 0
        && (single.quoted * 2 >= cells || single.needed > 0 && single.evenness() > bare.evenness())
}

impl<'a> Split<'a> {
    fn of(sample: &'a str, whole: bool, dialect: Dialect) -> Self {
        let mut split = Split {
            rows: Vec::new(),
            broken: 0,
            quoted: 0,
            needed: 0,
            padded: 0,
            tight: 0,
        };
        let mut spans = Vec::new();
        let mut at = 0;
        while let Some(rest) = sample.get(at..).filter(|rest| !rest.is_empty()) {
            if split.rows.len() >= ROWS {
                break;
            }
            match tokens::row(rest, whole, &dialect, &mut spans) {
                Step::Row { end, .. } => {
                    at += end;
                    split.take(rest, &spans, dialect);
                }
                Step::Stray { next, .. } | Step::Swallowed { next, .. } => {
                    at += next.max(1);
                    split.broken += 1;
                }
                Step::More { .. } => break,
            }
        }
        split
    }

    fn take(&mut self, text: &'a str, spans: &[Span], dialect: Dialect) {
        let cells: Vec<&str> = spans
            .iter()
            .filter_map(|span| text.get(span.start..span.end))
            .collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        for (span, cell) in spans.iter().zip(&cells) {
            if span.kind != Kind::Bare {
                self.quoted += 1;
                let needs = |c: char| {
                    c == '\n' || c == '\r' || dialect.delimiter.map(char::from) == Some(c)
                };
                self.needed += usize::from(span.kind == Kind::Escaped || cell.contains(needs));
            }
        }
        let mut bare = spans
            .iter()
            .zip(&cells)
            .skip(1)
            .filter(|(span, cell)| span.kind == Kind::Bare && !cell.is_empty());
        if let Some((_, first)) = bare.next() {
            let spaced = first.starts_with(' ') && bare.all(|(_, cell)| cell.starts_with(' '));
            // Only from the header on: a table whose header has no spaces is
            // not padded.
            if spaced {
                self.padded += 1;
            } else {
                self.tight += if self.padded == 0 { 1_000 } else { 1 };
            }
        }
        self.rows.push(cells);
    }

    fn is_padded(&self) -> bool {
        self.padded >= 2 && self.tight * 20 <= self.padded
    }

    /// The number of cells that most rows with more than one cell have, and how
    /// many have it; of two as frequent the larger one.
    fn usual_width(&self) -> Option<(usize, usize)> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.len() > 1) {
            *counts.entry(row.len()).or_default() += 1;
        }
        counts
            .into_iter()
            .max_by_key(|(width, count)| (*count, *width))
    }

    /// The share of rows with the usual number of cells, from the first to the
    /// last of them: titles above and totals below are left out.
    fn evenness(&self) -> f64 {
        let Some((width, count)) = self.usual_width() else {
            return 0.0;
        };
        let fits = |row: &Vec<&str>| row.len() == width;
        let first = self.rows.iter().position(fits).unwrap_or_default();
        let last = self.rows.iter().rposition(fits).unwrap_or_default();
        count as f64 / (last + 1 - first + self.broken) as f64
    }

    /// From 0 (no table) to 1 (a perfect one).
    fn score(&self, delimiter: u8) -> f64 {
        let Some((width, count)) = self.usual_width() else {
            return 0.0;
        };
        let first = self
            .rows
            .iter()
            .position(|row| row.len() == width)
            .unwrap_or_default();
        let core: Vec<&Vec<&str>> = self
            .rows
            .iter()
            .skip(first)
            .filter(|row| row.len() == width)
            .take(JUDGED)
            .collect();
        let Some((top, below)) = core.split_first() else {
            return 0.0;
        };
        let usual = USUAL.contains(&delimiter);
        let even = self.evenness();
        if even < if usual { 0.4 } else { 0.95 } {
            return 0.0;
        }
        let edge = |cell: Option<&&str>| cell.is_none_or(|cell| cell.trim().is_empty());
        if !usual
            && (core.iter().all(|row| edge(row.first())) || core.iter().all(|row| edge(row.last())))
        {
            return 0.0;
        }
        // One column with a comma in its values (`Name` above `Meier, Hans`,
        // `amount` above `1,5`) is no table of two under a title.
        if width == 2 && first > 0 {
            let labels = top
                .iter()
                .all(|cell| !cell.starts_with(' ') && !cell.chars().any(|c| c.is_ascii_digit()));
            let halves = below
                .iter()
                .all(|row| row.last().is_some_and(|cell| cell.starts_with(' ')));
            if !labels || halves {
                return 0.0;
            }
        }
        let judged = core.len() * width;
        let believed: f64 = core
            .iter()
            .flat_map(|row| row.iter())
            .map(|cell| believed(cell, delimiter))
            .sum();
        let spaced = if self.is_padded() && first > 0 {
            0.5
        } else {
            1.0
        };
        let covered = 0.5 + 0.5 * count as f64 / (self.rows.len() + self.broken) as f64;
        even * covered * (0.3 + 0.7 * believed / judged as f64) * spaced
    }
}

/// How much a cell looks like a whole value: 1 for yes.
fn believed(cell: &str, delimiter: u8) -> f64 {
    let trimmed = cell.trim_matches(' ');
    if trimmed.is_empty() {
        return 0.9;
    }
    let mut score = 1.0_f64;
    if cell.starts_with(' ') {
        score -= 0.2;
    }
    if trimmed.starts_with('"') != trimmed.ends_with('"') {
        score -= 0.6;
    }
    for other in USUAL
        .iter()
        .filter(|other| **other != delimiter)
        .map(|byte| char::from(*byte))
    {
        let Some(at) = trimmed.find(other) else {
            continue;
        };
        let (before, after) = trimmed.split_at(at);
        let mut after = after.chars().skip(1);
        let (left, right) = (before.chars().next_back(), after.next());
        let in_number =
            left.is_some_and(|c| c.is_ascii_digit()) && right.is_some_and(|c| c.is_ascii_digit());
        // A comma in a text has a space behind it, one in a number digits
        // around it: neither looks like a missed delimiter.
        if other != ',' || !(in_number || right.is_some_and(char::is_whitespace)) {
            score -= 0.5;
        } else if in_number && !trimmed.chars().all(|c| !c.is_alphabetic()) {
            score -= 0.3;
        }
    }
    score.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_shows_in_the_sample() {
        for (sample, delimiter) in [
            ("a,b,c\n1,2,3\n", Some(b',')),
            ("a;b;c\n1,5;2,5;x\n", Some(b';')),
            ("1,5;2,5;3,5\n1,0;2,0;3,0\n", Some(b';')),
            (
                "id;amount, EUR;date\n1;1,50;2020-01-01\n2;2,70;2020-01-02\n",
                Some(b';'),
            ),
            (
                "Name, Vorname;Alter\nMeier, Hans;30\nSchulz, Eva;31\n",
                Some(b';'),
            ),
            (
                "id\tnote\n1\tfirst, second, third\n2\tone, two\n",
                Some(b'\t'),
            ),
            ("id|tags\n1|a,b\n2|c,d\n", Some(b'|')),
            ("id,tags\n1,a|b\n2,c|d\n3,e;f\n", Some(b',')),
            ("a^b^c\n1^2^3\n", Some(b'^')),
            (
                "id#title#price\n1#a, b#2.0\n2#c, d#3.5\n3#e#4\n",
                Some(b'#'),
            ),
            ("id%title\n1%a, b\n2%c\n", Some(b'%')),
            ("id\x01name\n1\x01Ann\n", Some(1)),
            ("Name\nMeier, Hans\nSchulz, Eva\n", None),
            ("amount\n1,5\n2,7\n", None),
            ("a\tb\nr0\ta\nr1\t||\n", Some(b'\t')),
            ("rate\n12%\n15%\n", None),
            ("time\n12:30\n14:15\n", None),
            ("mail\nann@a.example\nbob@b.example\n", None),
            ("Leads of May\nid,name\n1,Ann\n2,Bob\n", Some(b',')),
            (
                "name,address\n\"Ann\",\"1, High St; London\"\n\"Bob\",\"2, Low St; Leeds\"\n",
                Some(b','),
            ),
            (
                "'id','name'\n'1','Smith, Ann'\n'2','Lee, Bob'\n",
                Some(b','),
            ),
        ] {
            assert_eq!(sniff(sample, true, None).delimiter, delimiter, "{sample:?}");
        }
    }

    #[test]
    fn quotes_other_than_the_usual_need_proof() {
        let quote = |sample| sniff(sample, true, None).quote;
        assert_eq!(quote("'id','name'\n'1','Smith, Ann'\n"), Some(b'\''));
        assert_eq!(
            quote("id,city\n1,'s-Gravenhage\n2,'t Harde\n3,Delft\n"),
            Some(b'"')
        );
        assert_eq!(quote("id,name\n1,O'Hara\n2,'quoted' once\n"), Some(b'"'));
        assert_eq!(
            quote("id\tname\n1\t\"Big\" Joe\n2\t\"Ike\" Lee\n3\t\"Al\" May\n"),
            None
        );
        assert!(sniff("id,say\n1,\"a \\\"b\\\" c\"\n", true, None).backslash);
        assert!(sniff("id, name, city\n1, Ann, Rome\n2, , Oslo\n", true, None).padded);
        assert!(!sniff("id,name,city\n1, Ann, Rome\n2, Bob, Oslo\n", true, None).padded);
    }

    #[test]
    fn the_mark_of_excel_names_the_delimiter() {
        assert_eq!(mark("sep=;\r\na;b"), Some((b';', 7)));
        assert_eq!(mark("\"sep=,\"\na,b"), Some((b',', 8)));
        assert_eq!(mark("SEP=\t\na\tb"), Some((b'\t', 6)));
        assert_eq!(mark("separator;b\n"), None);
        assert_eq!(mark("sep=name;b\n"), None);
    }
}
