//! Made exports: small ones whose truth is known, in a folder that goes away.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A folder to write exports to.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder can be made"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and says where it is.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).expect("the file can be written");
        path
    }
}

/// So many rows of a plain export: every fifth lead is won, the next one lost.
pub(crate) fn plain_rows(rows: usize) -> Vec<String> {
    (1..=rows)
        .map(|n| {
            let status = match n % 5 {
                0 => "won",
                1 => "lost",
                _ => "open",
            };
            let source = ["web", "referral", "trade fair"][n % 3];
            let owner = ["Ann", "Bea"][n % 2];
            let (month, day) = (1 + n % 12, 1 + n % 28);
            format!("L{n},2025-{month:02}-{day:02},{source},{owner},{status},{n}.50")
        })
        .collect()
}

pub(crate) const PLAIN_HEADER: &str = "lead id,created,source,owner,status,amount";

/// [`plain_rows`] below their header.
pub(crate) fn plain(rows: usize) -> String {
    lines(PLAIN_HEADER, &plain_rows(rows))
}

/// A header and rows as text.
pub(crate) fn lines(header: &str, rows: &[String]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(content).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// A zip archive of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a new name");
        zip.write_all(content).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// A cell of a workbook.
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    /// Days since 1899-12-30, shown as a date.
    Day(u32),
    Empty,
}

/// A workbook with one sheet, as Excel writes it.
pub(crate) fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (row, cells) in (1..).zip(rows) {
        sheet += &format!("<row r=\"{row}\">");
        for (column, cell) in ('A'..='Z').zip(cells) {
            sheet += &match cell {
                Cell::Text(text) => {
                    format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                }
                Cell::Number(number) => format!("<c r=\"{column}{row}\"><v>{number}</v></c>"),
                Cell::Day(day) => format!("<c r=\"{column}{row}\" s=\"1\"><v>{day}</v></c>"),
                Cell::Empty => String::new(),
            };
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Leads\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    zip(&parts)
}
