//! Header: which line names the columns, what stands above it, and how the
//! columns are called.
//!
//! A header is the first line about as wide as the table whose cells look like
//! names: texts over numbers, a word over codes of one shape. A line that looks
//! like the lines below it is a row, and the table has no header.
//!
//! Deliberately absent: headers of two lines. The lower one is taken.

use super::clip;
use crate::BadRow;
use std::collections::{HashMap, HashSet};

/// Lines above the header that are passed over at most.
const TITLES: usize = 40;

/// Rows below a line that it is compared with at most.
const COMPARED: usize = 200;

/// A line of the sample that isn't blank, split into its cells.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) line: u64,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) next_line: u64,
    pub(crate) cells: Vec<String>,
    /// The beginning of it as it stands.
    pub(crate) text: String,
}

/// Where the rows begin, and what their cells are called.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<String>,
    /// The cells of the header as they stand.
    pub(crate) header: Option<Vec<String>>,
    /// Titles above it.
    pub(crate) titles: Vec<BadRow>,
    /// Where the first line behind the header begins, in bytes of the text.
    pub(crate) body: usize,
    pub(crate) body_line: u64,
}

/// Finds the header in the first lines of a table; `None` without any line.
pub(crate) fn find(lines: &[Line]) -> Option<Layout> {
    let width = usual_width(lines)?;
    let kinds: Vec<Vec<Shape>> = lines
        .iter()
        .take(TITLES + COMPARED)
        .map(|line| line.cells.iter().map(|cell| shape(cell)).collect())
        .collect();
    let judge = |at: usize| Judged::of(at, lines, &kinds, width);
    let first = (0..lines.len().min(TITLES))
        .find(|at| is_wide(lines.get(*at), width))
        .unwrap_or_default();
    let mut top = judge(first);
    // `From,May,To` above `id,name,city`: the one below names the columns.
    if top.filled < width
        && let Some(better) = (first + 1..lines.len().min(first + 10))
            .map(judge)
            .find(|other| {
                other.filled == width
                    && other.labels == other.filled
                    && other.votes > top.votes.max(0)
            })
    {
        top = better;
    }
    let titles = lines
        .iter()
        .take(top.at)
        .map(|line| BadRow {
            line: line.line,
            reason: "a line above the table".into(),
            text: line.text.clone(),
        })
        .collect();
    let (found, body) = lines.split_at_checked(top.at)?.1.split_first()?;
    if top.is_header() {
        Some(Layout {
            columns: names(&widened(&found.cells, body)),
            header: Some(found.cells.clone()),
            titles,
            body: found.end,
            body_line: found.next_line,
        })
    } else {
        let rows = || {
            std::iter::once(found)
                .chain(body)
                .filter(|line| line.cells.len() == width)
        };
        let used = rows()
            .map(|line| filled_width(&line.cells))
            .max()
            .unwrap_or(width)
            .max(1);
        Some(Layout {
            columns: (1..=used).map(|n| format!("column {n}")).collect(),
            header: None,
            titles,
            body: found.start,
            body_line: found.line,
        })
    }
}

/// The most frequent number of cells of lines with more than one; of two as
/// frequent the one that comes first.
fn usual_width(lines: &[Line]) -> Option<usize> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for line in lines.iter().filter(|line| line.cells.len() > 1) {
        *counts.entry(line.cells.len()).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or_default();
    let first = lines.first()?;
    Some(
        lines
            .iter()
            .map(|line| line.cells.len())
            .find(|width| counts.get(width) == Some(&most))
            .unwrap_or(first.cells.len()),
    )
}

/// The number of cells without the empty ones at the end.
fn filled_width(cells: &[String]) -> usize {
    cells
        .iter()
        .rposition(|cell| !cell.trim().is_empty())
        .map_or(0, |at| at + 1)
}

/// Wide enough for a header or row. A title has a cell or two, and nothing or
/// only delimiters behind them.
fn is_wide(line: Option<&Line>, width: usize) -> bool {
    let Some(line) = line else { return false };
    let used = filled_width(&line.cells);
    let filled = line
        .cells
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .count();
    if width < 2 {
        return true;
    }
    used >= 2 && used * 10 >= width * 6 && filled * 2 >= width
}

/// What a cell looks like, as far as it tells a name from a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Empty,
    /// Digits and what stands between them: numbers, amounts, dates, times.
    Figures,
    Mail,
    Url,
    /// Letters with digits or signs in them, by their pattern: `AB-12` is `a-9`.
    Code(String),
    Words,
}

fn shape(cell: &str) -> Shape {
    let cell = cell.trim();
    if cell.is_empty() {
        return Shape::Empty;
    }
    if cell.contains("://") || cell.starts_with("www.") {
        return Shape::Url;
    }
    if !cell.contains(' ')
        && cell
            .split_once('@')
            .is_some_and(|(_, domain)| domain.contains('.'))
    {
        return Shape::Mail;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    // `2020-01-01T10:00:00Z`, `12 Jan 2020`, `9:30 PM`, `1.2e5`, `$5k`, `EUR 12`.
    // But `V12` and `Q1` are names.
    let named = cell.starts_with(char::is_alphabetic) && !cell.contains(' ');
    if digits > 0 && (letters == 0 || letters <= 3 && digits >= 2 * letters && !named) {
        return Shape::Figures;
    }
    if cell.contains(' ') || digits == 0 && cell.chars().all(char::is_alphabetic) {
        return Shape::Words;
    }
    let mut pattern = String::new();
    for c in cell.chars().take(64) {
        let sign = if c.is_ascii_digit() {
            '9'
        } else if c.is_alphabetic() {
            'a'
        } else {
            c
        };
        if !pattern.ends_with(sign) {
            pattern.push(sign);
        }
    }
    // Hex digits and the like have as many patterns as values.
    if digits * 4 >= cell.len()
        && cell.len() >= 8
        && cell.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        pattern = "id".into();
    }
    Shape::Code(pattern)
}

/// One line, compared with those below it.
struct Judged {
    at: usize,
    /// Cells that aren't empty, and those of them that could be names.
    filled: usize,
    labels: usize,
    /// Columns that speak for a header less those that speak for a row.
    votes: i64,
    alone: bool,
}

impl Judged {
    fn of(at: usize, lines: &[Line], kinds: &[Vec<Shape>], width: usize) -> Self {
        let none = (Vec::new(), Vec::new());
        let (cells, shapes) = match (lines.get(at), kinds.get(at)) {
            (Some(line), Some(shapes)) => (&line.cells, shapes),
            _ => (&none.0, &none.1),
        };
        let words = shapes
            .iter()
            .any(|shape| matches!(shape, Shape::Words | Shape::Code(_)));
        // `Name,2019,2020`: years over amounts are names.
        let is_year = |cell: &str| words && matches!(cell.trim().parse::<u32>(), Ok(1900..=2100));
        let below: Vec<(&Line, &Vec<Shape>)> = lines
            .iter()
            .zip(kinds)
            .skip(at + 1)
            .filter(|(line, _)| line.cells.len() >= width && line.cells != *cells)
            .take(COMPARED)
            .collect();
        let mut judged = Self {
            at,
            filled: 0,
            labels: 0,
            votes: 0,
            alone: below.is_empty(),
        };
        for (column, (cell, own)) in cells.iter().zip(shapes).enumerate() {
            if *own == Shape::Empty {
                continue;
            }
            judged.filled += 1;
            let label = matches!(own, Shape::Words | Shape::Code(_)) || is_year(cell);
            judged.labels += usize::from(label);
            if is_year(cell) {
                continue;
            }
            let values = || {
                below
                    .iter()
                    .filter_map(|(line, shapes)| line.cells.get(column).zip(shapes.get(column)))
            };
            let filled = values()
                .filter(|(_, shape)| **shape != Shape::Empty)
                .count();
            let alike = values().filter(|(_, shape)| *shape == own).count();
            let texts = values()
                .filter(|(_, shape)| matches!(shape, Shape::Words))
                .count();
            let strict = values()
                .filter(|(_, shape)| matches!(shape, Shape::Figures | Shape::Mail | Shape::Url))
                .count();
            let mostly = |count: usize| filled > 0 && count * 5 >= filled * 4;
            judged.votes += if *own != Shape::Words && mostly(alike) {
                -1
            } else if label && (mostly(strict) || mostly(filled - texts)) {
                1
            } else if below.len() >= 8 && values().any(|(value, _)| value == cell) {
                // No column holds its own name.
                -1
            } else {
                0
            };
        }
        judged
    }

    fn is_header(&self) -> bool {
        let named = self.labels * 2 >= self.filled;
        named && (self.alone || self.votes >= 0)
    }
}

/// The cells of the header, without the empty ones at the end that no row
/// fills, and with a first one for row names that have no header.
fn widened(header: &[String], body: &[Line]) -> Vec<String> {
    let named = filled_width(header);
    let used = body
        .iter()
        .filter(|line| line.cells.len() <= header.len())
        .map(|line| filled_width(&line.cells))
        .max();
    let width = named.max(used.unwrap_or_default().min(header.len())).max(1);
    let mut cells: Vec<String> = header.iter().take(width).cloned().collect();
    // R writes the names of the rows without a name above them.
    let wider = body
        .iter()
        .filter(|line| line.cells.len() == named + 1)
        .count();
    if named == header.len() && body.len() >= 5 && wider * 20 >= body.len() * 19 {
        let mut seen = HashSet::new();
        let rows = || body.iter().filter(|line| line.cells.len() == named + 1);
        let unique = rows()
            .filter_map(|line| line.cells.first())
            .all(|cell| !cell.is_empty() && seen.insert(cell));
        let needed = rows()
            .filter(|line| filled_width(&line.cells) > named)
            .count()
            * 2
            > wider;
        if unique && needed {
            cells.insert(0, String::new());
        }
    }
    cells
}

/// Names that are unique and never empty.
fn names(header: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut names = Vec::with_capacity(header.len());
    let folded: Vec<String> = header.iter().map(|cell| fold(cell)).collect();
    for (at, name) in folded.iter().enumerate() {
        let base = if name.is_empty() {
            format!("column {}", at + 1)
        } else {
            name.clone()
        };
        let mut unique = base.clone();
        let mut n = 2;
        // A later column may really be called `Name (2)`: it keeps its name.
        while taken.contains(&unique) || (unique != *name && folded.contains(&unique)) {
            unique = format!("{base} ({n})");
            n += 1;
        }
        taken.insert(unique.clone());
        names.push(unique);
    }
    names
}

/// A name on one line: control characters and line ends become one space.
fn fold(cell: &str) -> String {
    let visible = cell.replace(['\u{feff}', '\u{200b}'], "");
    let words = visible
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty());
    clip(&words.collect::<Vec<_>>().join(" "), 500)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        text.lines()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .map(|(at, text)| Line {
                line: at as u64 + 1,
                start: 0,
                end: 0,
                next_line: at as u64 + 2,
                cells: text.split(',').map(str::to_owned).collect(),
                text: text.to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_header_is_told_from_rows_and_titles() {
        let people = ["Ann", "Bob", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ida"];
        let cities: String = people
            .iter()
            .map(|name| format!("{name},Lee,Rome\n"))
            .collect();
        for (text, columns, body_line) in [
            ("foo,bar,baz\n1,2,3", "foo|bar|baz", 2),
            ("1,2,3", "column 1|column 2|column 3", 1),
            (
                "Ann,5,a@x.example\nBob,6,b@x.example\nCy,7,c@x.example",
                "column 1|column 2|column 3",
                1,
            ),
            (
                "Leads of May\n\nid,name,city\n1,Ann,Rome",
                "id|name|city",
                4,
            ),
            (
                "Leads,,\n,,\nid,name,city\n1,Ann,Rome\n2,Bob,Oslo",
                "id|name|city",
                4,
            ),
            (
                "Period:,May\nid,name,city,mail\n1,Ann,Rome,a@x.example",
                "id|name|city|mail",
                3,
            ),
            (
                "Leads of May\n1,2,3\n4,5,6\n7,8,9",
                "column 1|column 2|column 3",
                2,
            ),
            (",value\n0,1\n1,5", "column 1|value", 2),
            ("a,b,c,,\na,,,,\n,,c,,", "a|b|c", 2),
            ("a,b,\n1,2,3\n1,2,", "a|b|column 3", 2),
            (
                "Name,Name,Name (2),\nAnn,Bob,Cy,Di",
                "Name|Name (3)|Name (2)|column 4",
                2,
            ),
            (
                "Region,2019,2020\nWest,5,6\nEast,7,8",
                "Region|2019|2020",
                2,
            ),
            ("AB-1,x\nAB-2,y\nAB-3,z", "column 1|column 2", 1),
            ("V1,V12,V13\nW1,1.5,2\nW2,2.5,3", "V1|V12|V13", 2),
            ("code,x\nAB-2,y\nAB-3,z", "code|x", 2),
            (cities.as_str(), "column 1|column 2|column 3", 1),
            ("foo,bar,baz\n1,2", "foo|bar|baz", 2),
            ("foo,bar,baz\n1,2,3,4", "foo|bar|baz", 2),
            (
                "x,y\nr1,1,2\nr2,3,4\nr3,1,2\nr4,1,2\nr5,3,1",
                "column 1|x|y",
                2,
            ),
            ("mail\nann@x.example", "mail", 2),
            ("ann@x.example\nbob@x.example", "column 1", 1),
        ] {
            let layout = find(&lines(text)).expect("there are lines");
            assert_eq!(
                (layout.columns.join("|").as_str(), layout.body_line),
                (columns, body_line),
                "{text}"
            );
        }
    }

    #[test]
    fn names_are_on_one_line() {
        let header = [
            "\t\n \u{b}start \t\nend".to_owned(),
            "\u{feff}b ".to_owned(),
        ];
        assert_eq!(names(&header), ["start end", "b"]);
    }
}
