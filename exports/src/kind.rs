//! Kind: what a file is, told by what it begins with, never by its name.
//!
//! Whatever is no export gets a good word, so that the message says what to do:
//! people hand over sign-in pages, old workbooks and PDFs, and don't know it.

/// What a file begins like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Empty,
    Gzip,
    Zstd,
    Zip,
    Parquet,
    Xes,
    /// Text that may be a table.
    Text,
    /// XML that has a document type.
    XmlWithDtd,
    /// Something else, in words.
    Other(&'static str),
}

/// How much of a file has to be seen.
pub(crate) const HEAD: usize = 64 << 10;

pub(crate) fn of(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    for (at, magic, kind) in MAGIC {
        if head.get(*at..).is_some_and(|rest| rest.starts_with(magic)) {
            return kind.clone();
        }
    }
    if head.starts_with(b"RIFF") || head.get(4..8) == Some(b"ftyp") {
        return Kind::Other("a picture, sound or film");
    }
    match unicode(head) {
        Some(text) => of_text(&text),
        None if is_binary(head) => Kind::Other("a binary file of an unknown kind"),
        None => of_text(&String::from_utf8_lossy(head)),
    }
}

const OLD_EXCEL: Kind =
    Kind::Other("an old Office document, likely an Excel workbook (.xls): save it as .xlsx or CSV");
const PACKED: Kind = Kind::Other("packed in a way that is not read here: unpack it first");
const PICTURE: Kind = Kind::Other("a picture");
const PROGRAM: Kind = Kind::Other("a program");
const STATISTICS: Kind = Kind::Other("a data file of a statistics program: save it as CSV");

const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"\x1f\x8b", Kind::Gzip),
    (0, b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (0, b"PK\x03\x04", Kind::Zip),
    (0, b"PK\x05\x06", Kind::Other("an empty zip archive")),
    (0, b"PAR1", Kind::Parquet),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_EXCEL),
    (0, b"%PDF-", Kind::Other("a PDF document")),
    (0, b"{\\rtf", Kind::Other("an RTF document")),
    (0, b"%!PS", Kind::Other("a PostScript document")),
    (0, b"\x89PNG\r\n", PICTURE),
    (0, b"\xff\xd8\xff", PICTURE),
    (0, b"GIF8", PICTURE),
    (0, b"II*\0", PICTURE),
    (0, b"MM\0*", PICTURE),
    (0, b"\x7fELF", PROGRAM),
    (0, b"MZ\x90\0", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\0asm", PROGRAM),
    (
        0,
        b"SQLite format 3\0",
        Kind::Other("an SQLite database: export its tables as CSV"),
    ),
    (
        0,
        b"\0\x01\0\0Standard ",
        Kind::Other("an Access database: export its tables as CSV"),
    ),
    (0, b"BZh", PACKED),
    (0, b"\xfd7zXZ\0", PACKED),
    (0, b"7z\xbc\xaf\x27\x1c", PACKED),
    (0, b"Rar!\x1a\x07", PACKED),
    (0, b"\x04\x22\x4d\x18", PACKED),
    (0, b"\x1f\x9d", PACKED),
    (257, b"ustar", Kind::Other("a tar archive: unpack it first")),
    (
        0,
        b"Obj\x01",
        Kind::Other("an Avro file: save it as Parquet or CSV"),
    ),
    (
        0,
        b"ORC",
        Kind::Other("an ORC file: save it as Parquet or CSV"),
    ),
    (
        0,
        b"ARROW1",
        Kind::Other("an Arrow file: save it as Parquet or CSV"),
    ),
    (0, b"\x89HDF\r\n", STATISTICS),
    (0, b"$FL2@(#)", STATISTICS),
    (0, b"<stata_dta>", STATISTICS),
    (0, b"RDX3\n", STATISTICS),
    (
        0,
        b"\xff\xfe\0\0",
        Kind::Other("text in UTF-32: save it as UTF-8"),
    ),
    (
        0,
        b"\0\0\xfe\xff",
        Kind::Other("text in UTF-32: save it as UTF-8"),
    ),
    (0, b"ID3", Kind::Other("a picture, sound or film")),
    (
        0,
        b"version https://git-lfs",
        Kind::Other("a Git LFS pointer: fetch the file that it stands for"),
    ),
    (
        0,
        b"BEGIN:VCARD",
        Kind::Other("a file of address cards (vCard): export the contacts as CSV"),
    ),
    (
        0,
        b"BEGIN:VCALENDAR",
        Kind::Other("a calendar (iCalendar): export it as CSV"),
    ),
    (
        0,
        b"-- MySQL dump",
        Kind::Other("an SQL dump: export its tables as CSV"),
    ),
    (
        0,
        b"--\n-- PostgreSQL database dump",
        Kind::Other("an SQL dump: export its tables as CSV"),
    ),
];

/// Text with a byte order mark, or UTF-16 that shows by where its zeros are.
fn unicode(head: &[u8]) -> Option<String> {
    let encoding = crate::encoding::utf_16(head)?;
    Some(encoding.decode(head).0.into_owned())
}

/// A text has a control character here and there at most. Those that serve as
/// delimiters (and none else) may be as many as they like.
fn is_binary(head: &[u8]) -> bool {
    let mut counts = [0_usize; 32];
    for byte in head {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let mut controls: Vec<usize> = counts
        .iter()
        .enumerate()
        .filter(|(byte, count)| **count > 0 && !matches!(byte, 0x09..=0x0d | 0x1b))
        .map(|(byte, count)| {
            if matches!(byte, 0x01 | 0x1c..=0x1f) {
                0
            } else {
                *count
            }
        })
        .collect();
    // All kinds of control characters are no delimiters any more.
    let kinds = controls.len();
    if kinds > 8 {
        return true;
    }
    controls.retain(|count| *count > 0);
    controls.iter().sum::<usize>() > 4 + head.len() / 33
}

fn of_text(text: &str) -> Kind {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if text.starts_with('<') {
        return of_markup(text);
    }
    if looks_like_json(text) {
        return Kind::Other("a JSON file: export it as CSV");
    }
    Kind::Text
}

fn looks_like_json(text: &str) -> bool {
    let mut rest = text.chars();
    let open = rest.next();
    let next = rest.as_str().trim_start().chars().next();
    match open {
        Some('{') => {
            matches!(next, Some('"' | '}')) && (text.contains("\":") || text.contains("\" :"))
        }
        // `[id],[name]` is a header in the style of SQL Server.
        Some('[') => matches!(next, Some('{' | '[' | '"' | ']')),
        _ => false,
    }
}

/// Walks over declarations and comments to the first element.
fn of_markup(text: &str) -> Kind {
    let mut rest = text;
    let mut dtd = false;
    loop {
        rest = rest.trim_start();
        let lower: String = rest
            .chars()
            .take(16)
            .collect::<String>()
            .to_ascii_lowercase();
        if lower.starts_with("<?") {
            match rest.split_once("?>") {
                Some((_, after)) => rest = after,
                None => return Kind::Other("an XML file that is no XES event log"),
            }
        } else if lower.starts_with("<!--") {
            match rest.split_once("-->") {
                Some((_, after)) => rest = after,
                None => return Kind::Other("an XML or HTML file that is no XES event log"),
            }
        } else if lower.starts_with("<!doctype html") {
            return HTML;
        } else if lower.starts_with("<!doctype") {
            dtd = true;
            // The subset in brackets ends with `]>`, all others with `>`.
            let end = match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close => rest.find("]>").map(|at| at + 2),
                (_, close) => close.map(|at| at + 1),
            };
            match end.and_then(|end| rest.get(end..)) {
                Some(after) => rest = after,
                None => return Kind::XmlWithDtd,
            }
        } else {
            break;
        }
    }
    let name: String = rest
        .chars()
        .skip(1)
        .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'))
        .collect::<String>()
        .to_ascii_lowercase();
    match name.rsplit(':').next().unwrap_or_default() {
        "log" => Kind::Xes,
        "html" | "head" | "body" | "table" | "script" | "title" | "meta" => HTML,
        "svg" => PICTURE,
        "workbook" => Kind::Other("an Excel 2003 XML workbook: save it as .xlsx or CSV"),
        // `<none>,<b>` or the like is a table with a strange first cell.
        "" => Kind::Text,
        _ if dtd => Kind::XmlWithDtd,
        _ if text.starts_with("<?xml") || rest.contains("</") || rest.contains("/>") => {
            Kind::Other("an XML file that is no XES event log")
        }
        _ => Kind::Text,
    }
}

const HTML: Kind = Kind::Other("an HTML page, maybe a sign-in page saved instead of the export");

#[cfg(test)]
mod tests {
    use super::{Kind, of};

    #[test]
    fn a_file_is_what_it_begins_with() {
        let other = |head: &[u8], word: &str| match of(head) {
            Kind::Other(words) => assert!(words.contains(word), "{words} for {word}"),
            kind => panic!("{kind:?} for {word}"),
        };
        other(b"%PDF-1.7\n", "PDF");
        other(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1more", ".xls");
        other(b"SQLite format 3\0", "SQLite");
        other(b"\x7fELF\x02\x01", "program");
        other(
            b"\xef\xbb\xbf\n<!DOCTYPE HTML><title>Sign in</title>",
            "HTML",
        );
        other(b"<!-- saved --> <html lang=en>", "HTML");
        other(b"\n{ \"leads\": [] }", "JSON");
        other(b"[{\"id\":1}]", "JSON");
        other(b"<?xml version='1.0'?><rss></rss>", "XML");
        other(b"\xff\xfe<\0h\0t\0m\0l\0>\0", "HTML");
        let noise: Vec<u8> = (0..4096_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        other(&noise, "binary");
        assert_eq!(
            of(b"<?xml version='1.0'?>\n<!-- xes --><log xes.version='1.0'>"),
            Kind::Xes
        );
        assert_eq!(
            of(b"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'b'>"),
            Kind::XmlWithDtd
        );
        assert_eq!(of(b"<!DOCTYPE log [<!ENTITY a 'b'>]><log/>"), Kind::Xes);
        for table in [
            &b"a,b,c\n\0,2,3\n"[..],
            b"[id],[name]\n1,x\n",
            b"<unknown>,1\n",
            b"id\x01name\x01city\n1\x01a\x01b\n",
            b"{id},{name}\n1,2\n",
            b"\xe9t\xe9,b\n1,2",
        ] {
            assert_eq!(of(table), Kind::Text, "{table:?}");
        }
    }
}
