//! Workbooks made by hand, as small as Excel would still open them.

use super::*;
use crate::Reading;
use std::io::Write;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The files of a workbook, by their paths in the archive.
#[derive(Clone)]
struct Book {
    parts: Vec<(String, String)>,
}

const NS: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                  xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELS: &str = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";

impl Book {
    /// A workbook with these shared texts, and sheets given as name, attributes
    /// and rows. Style 1 is a date, 2 a date with a time, 3 a duration.
    fn new(texts: &[&str], sheets: &[(&str, &str, &str)]) -> Self {
        let mut book = Self { parts: Vec::new() };
        let mut list = String::new();
        let mut relations = String::new();
        for (at, (name, state, rows)) in sheets.iter().enumerate() {
            let id = at + 1;
            list += &format!("<sheet name=\"{name}\" sheetId=\"{id}\" {state} r:id=\"r{id}\"/>");
            relations += &format!(
                "<Relationship Id=\"r{id}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
            );
            book.set(
                &format!("xl/worksheets/sheet{id}.xml"),
                format!("<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>"),
            );
        }
        book.set(
            "xl/workbook.xml",
            format!("<workbook {NS}><sheets>{list}</sheets></workbook>"),
        );
        book.set(
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships {RELS}>{relations}</Relationships>"),
        );
        book.set(
            "_rels/.rels",
            format!("<Relationships {RELS}><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        );
        let texts: String = texts
            .iter()
            .map(|text| format!("<si><t>{text}</t></si>"))
            .collect();
        book.set("xl/sharedStrings.xml", format!("<sst {NS}>{texts}</sst>"));
        book.set(
            "xl/styles.xml",
            format!(
                "<styleSheet {NS}><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/></numFmts>\
                 <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"
            ),
        );
        book
    }

    fn set(&mut self, path: &str, text: String) {
        self.parts.retain(|(name, _)| name != path);
        self.parts.push((path.to_owned(), text));
    }

    fn replace(mut self, part: &str, from: &str, to: &str) -> Self {
        for (name, text) in &mut self.parts {
            if name == part {
                assert!(text.contains(from), "{text}");
                *text = text.replace(from, to);
            }
        }
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (path, text) in &self.parts {
            zip.start_file(path.as_str(), options).expect("a new part");
            zip.write_all(text.as_bytes()).expect("written");
        }
        zip.finish().expect("finished").into_inner()
    }
}

/// `<row>` by its number with cells as XML.
fn row(number: u32, cells: &str) -> String {
    format!("<row r=\"{number}\">{cells}</row>")
}

fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn texts(number: u32, cells: &[&str]) -> String {
    let cells: String = ('A'..='Z')
        .zip(cells)
        .map(|(c, cell)| text(&format!("{c}{number}"), cell))
        .collect();
    row(number, &cells)
}

fn open(book: &Book) -> Result<Vec<SheetTable>, (Option<String>, Trouble)> {
    tables(Cursor::new(book.bytes()), &Reading::default())
}

fn rows(table: &SheetTable) -> Vec<(u64, Vec<String>)> {
    let mut rows = Vec::new();
    let tally = table.read(&mut |row| {
        rows.push((
            row.line,
            row.cells.iter().map(|cell| (*cell).to_owned()).collect(),
        ));
        Flow::Continue(())
    });
    assert_eq!(
        tally.expect("a sheet in memory is read").rows,
        rows.len() as u64
    );
    rows
}

fn refused(book: &Book) -> (Option<String>, Trouble) {
    match open(book) {
        Ok(tables) => panic!("{} tables", tables.len()),
        Err(refusal) => refusal,
    }
}

/// Header and one row of the texts given, as a sheet.
fn small_sheet() -> String {
    texts(1, &["id", "name"]) + &texts(2, &["1", "Ana"])
}

#[test]
fn a_sheet_with_titles_totals_and_all_kinds_of_cells() {
    let kinds = [
        "<c r=\"A5\" t=\"s\"><v>3</v></c>",
        "<c r=\"B5\" s=\"1\"><v>44301</v></c>",
        "<c r=\"C5\" s=\"2\"><v>44301.416666666664</v></c>",
        "<c r=\"D5\" t=\"b\"><v>1</v></c>",
        "<c r=\"E5\"><v>1117.0999999999999</v></c>",
        "<c r=\"F5\" t=\"e\"><v>#N/A</v></c>",
        "<c r=\"G5\" t=\"str\"><f>A5&amp;\"!\"</f><v>worked &lt;out&gt;</v></c>",
        "<c r=\"H5\" s=\"3\"><v>1.1041666666667</v></c>",
        "<c r=\"I5\" t=\"d\"><v>2021-04-15T10:00:00</v></c>",
        "<c r=\"J5\" t=\"inlineStr\"><is><r><t xml:space=\"preserve\">two </t></r><r><t>runs</t></r></is></c>",
    ];
    let header = "<c r=\"A4\" t=\"s\"><v>1</v></c>".to_owned()
        + &["B", "C", "D", "E", "F", "G", "H", "I"]
            .map(|c| text(&format!("{c}4"), &format!("as {c}")))
            .concat()
        + &text("K4", "never filled");
    let sheet = row(1, "<c r=\"A1\" t=\"s\"><v>0</v></c>")
        + &row(4, &header)
        + &row(5, &kinds.concat())
        + &row(
            7,
            "<c r=\"A7\" t=\"s\"><v>2</v></c><c r=\"B7\" s=\"1\"/><c r=\"E7\"><v>3</v></c>",
        )
        + &row(9, &(text("A9", "Total:") + "<c r=\"E9\"><v>1120.1</v></c>"));
    let book = Book::new(
        &["Leads of April", "id", "L-2", "L &amp; 1"],
        &[("Leads", "", &sheet)],
    );
    let tables = open(&book).expect("a good workbook");
    let table = &tables[0];
    let columns = [
        "id",
        "as B",
        "as C",
        "as D",
        "as E",
        "as F",
        "as G",
        "as H",
        "as I",
        "column 10",
        "never filled",
    ];
    assert_eq!(table.columns(), columns);
    let expected = [
        "L & 1",
        "2021-04-15",
        "2021-04-15T10:00:00",
        "true",
        "1117.1",
        "#N/A",
        "worked <out>",
        "26:30:00",
        "2021-04-15T10:00:00",
        "two runs",
        "",
    ];
    let second = ["L-2", "", "", "", "3", "", "", "", "", "", ""];
    assert_eq!(
        rows(table),
        [
            (5, expected.map(str::to_owned).to_vec()),
            (7, second.map(str::to_owned).to_vec())
        ]
    );
    let notes: Vec<_> = table
        .notes
        .iter()
        .map(|note| (note.line, note.text.as_str()))
        .collect();
    assert_eq!(notes, [(1, "Leads of April"), (9, "Total:, 1120.1")]);
}

#[test]
fn each_sheet_with_rows_is_a_table() {
    let chart = Book::new(
        &[],
        &[
            ("Empty", "", ""),
            ("Leads", "", &small_sheet()),
            ("Only a header", "", &texts(1, &["id", "name"])),
            ("Hidden", "state=\"hidden\"", &small_sheet()),
            ("Deals", "", &small_sheet()),
        ],
    );
    let names = |book: &Book| -> Vec<String> {
        open(book)
            .expect("a good workbook")
            .into_iter()
            .map(|table| table.name)
            .collect()
    };
    assert_eq!(names(&chart), ["Leads", "Deals"]);
    let hidden = Book::new(
        &[],
        &[
            ("Empty", "", ""),
            ("Hidden", "state=\"veryHidden\"", &small_sheet()),
        ],
    );
    assert_eq!(names(&hidden), ["Hidden"]);
}

#[test]
fn columns_get_names_of_their_own() {
    let sheet = texts(1, &["name", "", "name", " name ", "name (2)", "x"])
        + &texts(2, &["a", "b", "c", "d", "e", "f"]);
    let tables = open(&Book::new(&[], &[("S", "", &sheet)])).expect("a good workbook");
    assert_eq!(
        tables[0].columns(),
        ["name", "column 2", "name (3)", "name (4)", "name (2)", "x"]
    );
    let sheet = texts(1, &["1", "2021-04-15"]) + &texts(2, &["2", "2021-04-16"]);
    let tables = open(&Book::new(&[], &[("S", "", &sheet)])).expect("a good workbook");
    assert_eq!(tables[0].columns(), ["column 1", "column 2"]);
    assert_eq!(rows(&tables[0]).len(), 2);
}

#[test]
fn cells_far_apart_and_out_of_order_take_no_space() {
    let sheet = "<row r=\"1\">".to_owned()
        + &text("XFD1", "far")
        + &text("A1", "id")
        + "</row><row r=\"1048576\">"
        + &text("XFD1048576", "away")
        + &text("A1048576", "1")
        + "</row>"
        + &texts(2, &["2"]);
    let tables = open(&Book::new(&[], &[("S", "", &sheet)])).expect("a good workbook");
    assert_eq!(tables[0].columns(), ["id", "far"]);
    let row = |line: u64, cells: [&str; 2]| (line, cells.map(str::to_owned).to_vec());
    assert_eq!(
        rows(&tables[0]),
        [row(2, ["2", ""]), row(1_048_576, ["1", "away"])]
    );
}

#[test]
fn an_error_that_the_parser_does_not_know_is_left_empty_and_noted() {
    let sheet = small_sheet()
        + &row(
            3,
            &("<c r=\"A3\" t=\"e\"><v>#SPILL!</v></c>".to_owned() + &text("B3", "Ben")),
        );
    let tables = open(&Book::new(&[], &[("S", "", &sheet)])).expect("a good workbook");
    assert_eq!(
        rows(&tables[0])[1],
        (3, vec![String::new(), "Ben".to_owned()])
    );
    assert_eq!(tables[0].notes[0].text, "#SPILL!");
}

#[test]
fn a_billion_laughs_stay_one() {
    let entities = "<!DOCTYPE x [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
                    <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let laughs = small_sheet() + &row(3, &text("A3", "&c;"));
    let book = Book::new(&["a &c;"], &[("S", "", &laughs)]);
    let in_sheet = book.clone().replace(
        "xl/worksheets/sheet1.xml",
        "<worksheet",
        &format!("{entities}<worksheet"),
    );
    let in_texts = book.replace("xl/sharedStrings.xml", "<sst", &format!("{entities}<sst"));
    // Whatever the parser makes of the unknown entity, it does not grow.
    match open(&in_sheet) {
        Ok(tables) => assert!(
            rows(&tables[0])
                .iter()
                .flat_map(|row| &row.1)
                .all(|cell| cell.len() < 100)
        ),
        Err((_, trouble)) => assert!(matches!(trouble, Trouble::Damaged(_)), "{trouble}"),
    }
    assert_eq!(refused(&in_texts).1, Trouble::HasDtd);
}

#[test]
fn bombs_and_lies_are_refused_before_they_go_off() {
    let sheet = small_sheet();
    let big = Book::new(
        &[],
        &[("S", "", &(sheet.clone() + &"<row/>".repeat(12 << 20)))],
    );
    assert!(matches!(refused(&big).1, Trouble::PackingBomb { .. }));

    let narrow = Reading {
        packing_ratio: 20,
        ..Reading::default()
    };
    let two_mib = Book::new(
        &[],
        &[("S", "", &(sheet.clone() + &"<row/>".repeat(400 << 10)))],
    );
    assert!(open(&two_mib).is_ok());
    let refusal = tables(Cursor::new(two_mib.bytes()), &narrow)
        .err()
        .map(|refusal| refusal.1);
    assert_eq!(
        refusal,
        Some(Trouble::PackingBomb {
            limit: "20 times its size".into()
        })
    );

    let few = Reading {
        unpacked_bytes: 1 << 20,
        ..Reading::default()
    };
    assert!(matches!(
        tables(Cursor::new(two_mib.bytes()), &few).err(),
        Some((None, Trouble::PackingBomb { .. }))
    ));

    let many = Book::new(&["x"], &[("S", "", &sheet)]).replace(
        "xl/sharedStrings.xml",
        "<sst",
        "<sst uniqueCount=\"99999999999999\"",
    );
    assert!(
        refused(&many)
            .1
            .to_string()
            .contains("more texts than it has bytes")
    );

    let long = "x".repeat(2 << 20);
    let field = Reading {
        field_bytes: 1 << 20,
        ..Reading::default()
    };
    let book = Book::new(&[], &[("S", "", &(sheet + &row(3, &text("A3", &long))))]);
    assert_eq!(
        tables(Cursor::new(book.bytes()), &field).err(),
        Some((
            Some("S".to_owned()),
            Trouble::FieldTooLong { limit: 1 << 20 }
        ))
    );
}

#[test]
fn what_is_no_workbook_is_told() {
    let says = |book: &Book| refused(book).1.to_string();
    let good = Book::new(&[], &[("S", "", &small_sheet())]);
    let mut binary = good.clone();
    binary.set("xl/workbook.bin", String::new());
    assert!(says(&binary).contains(".xlsb"));
    let zip = Book {
        parts: vec![("readme.txt".into(), "hello".into())],
    };
    assert!(says(&zip).contains("no Excel workbook"));
    assert_eq!(refused(&Book::new(&[], &[("S", "", "")])).1, Trouble::Empty);
    assert_eq!(
        refused(&Book::new(&[], &[("S", "", &texts(1, &["id"]))])).1,
        Trouble::NoRows
    );
    let cut = good
        .clone()
        .replace("xl/worksheets/sheet1.xml", "</sheetData></worksheet>", "");
    assert!(matches!(refused(&cut), (Some(sheet), Trouble::Damaged(_)) if sheet == "S"));
    let strange = good.replace("xl/worksheets/sheet1.xml", "<c r=\"A2\"", "<c r=\"2\"");
    assert!(matches!(refused(&strange), (Some(_), Trouble::Damaged(_))));
    let mut half = Book::new(&[], &[("S", "", &small_sheet())]).bytes();
    half.truncate(half.len() / 2);
    let refusal = tables(Cursor::new(half), &Reading::default()).err();
    assert!(matches!(refusal, Some((None, Trouble::Damaged(_)))));
}

/// Small damages anywhere: read or refused, never a panic that gets out.
#[test]
fn no_damage_brings_the_reader_down() {
    let good = Book::new(
        &["a", "b"],
        &[("S", "", &small_sheet()), ("T", "", &small_sheet())],
    );
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..1_500 {
        let mut book = good.clone();
        let part = random(book.parts.len());
        let text = &mut book.parts[part].1;
        let at = random(text.len());
        match random(3) {
            0 => text.truncate(at),
            1 => text.insert_str(
                at,
                ["<", ">", "\"", "&", "0", "-", "<v>", "</row>"][random(8)],
            ),
            _ => drop(text.drain(at..(at + random(20)).min(text.len()))),
        }
        let mut bytes = book.bytes();
        if random(4) == 0 {
            let at = random(bytes.len());
            bytes[at] ^= 1 << random(8);
        }
        let _ = tables(Cursor::new(bytes), &Reading::default());
    }
}
