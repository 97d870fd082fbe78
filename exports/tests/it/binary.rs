//! Event logs, workbooks and Parquet files as a user would hand them over.

use exports::{Export, Format, Reading, Source, Trouble, open};
use parquet::data_type::Int64Type;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

const LOG: &str = "<log><trace><string key='concept:name' value='A'/>\
                   <event><string key='concept:name' value='call'/></event></trace></log>";

fn opened(name: &str, bytes: Vec<u8>) -> Vec<Export> {
    open(
        &Source::Bytes(name.into(), bytes.into()),
        &Reading::default(),
    )
    .unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refused(name: &str, bytes: Vec<u8>) -> exports::Unreadable {
    let opened = open(
        &Source::Bytes(name.into(), bytes.into()),
        &Reading::default(),
    );
    opened.map(|tables| tables.len()).expect_err(name)
}

fn rows(table: &Export) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let tally = table.read(&mut |row| {
        rows.push(row.cells.iter().map(|cell| (*cell).to_owned()).collect());
        ControlFlow::Continue(())
    });
    assert_eq!(tally.expect("a good table").rows, rows.len() as u64);
    rows
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("packed")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("a new file");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn workbook() -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let cell =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}{}</row></sheetData></worksheet>",
        cell("A1", "id"),
        cell("B1", "name"),
        cell("A2", "1"),
        cell("B2", "Ana"),
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes()),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"r\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>").as_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"Leads\" sheetId=\"1\" r:id=\"r\"/></sheets></workbook>").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn parquet_file() -> Vec<u8> {
    let schema = parquet::schema::parser::parse_message_type("message m { required int64 id; }")
        .expect("a schema");
    let mut file = Vec::new();
    let mut writer = parquet::file::writer::SerializedFileWriter::new(
        &mut file,
        Arc::new(schema),
        Arc::default(),
    )
    .expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = group.next_column().expect("good").expect("a column");
    column
        .typed::<Int64Type>()
        .write_batch(&[7, 8], None, None)
        .expect("written");
    column.close().expect("closed");
    group.close().expect("closed");
    writer.close().expect("closed");
    file
}

#[test]
fn each_format_is_read_plain_packed_and_from_a_file() {
    let cases = [
        (
            "calls.xes",
            Vec::from(LOG),
            "calls.xes",
            vec![vec!["A", "call"]],
        ),
        (
            "book.xlsx",
            workbook(),
            "book.xlsx / Leads",
            vec![vec!["1", "Ana"]],
        ),
        (
            "leads.parquet",
            parquet_file(),
            "leads.parquet",
            vec![vec!["7"], vec!["8"]],
        ),
    ];
    for (name, bytes, path, expected) in cases {
        let plain = opened(name, bytes.clone());
        assert_eq!(plain.iter().map(Export::path).collect::<Vec<_>>(), [path]);
        assert_eq!(rows(&plain[0]), expected, "{name}");
        assert_eq!(rows(&plain[0]), expected, "{name} once more");
        assert_eq!(
            rows(&opened(&format!("{name}.gz"), gzip(&bytes))[0]),
            expected,
            "{name} in gzip"
        );
        if name != "book.xlsx" {
            assert_eq!(
                rows(&opened("all.zip", zip(&[(name, &bytes)]))[0]),
                expected,
                "{name} in zip"
            );
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        std::fs::write(&file, &bytes).expect("written");
        let stored = open(&Source::File(file.clone()), &Reading::default()).expect("a good file");
        assert_eq!(rows(&stored[0]), expected, "{name} as a file");
        // The name may go away between two readings.
        std::fs::remove_file(&file).expect("removed");
        assert_eq!(rows(&stored[0]), expected, "{name} without its name");
    }
    assert_eq!(
        opened("b.xlsx", workbook())[0].format(),
        &Format::Sheet {
            name: "Leads".into()
        }
    );
    assert_eq!(opened("b.xlsx", workbook())[0].name(), "Leads");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let laughs = "<?xml version='1.0'?>\n<!DOCTYPE log [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>\n<log><trace/></log>";
    let refusal = refused("laughs.xes", laughs.into());
    assert_eq!(
        (refusal.trouble, refusal.place.line),
        (Trouble::HasDtd, Some(2))
    );

    let torn = LOG.replace("</trace>", "</trace>\n\n<trace><event></trace>");
    let refusal = refused("torn.xes", torn.into());
    assert_eq!(refusal.place.line, Some(3));
    assert!(matches!(refusal.trouble, Trouble::Damaged(_)));

    let mut cut = parquet_file();
    cut.truncate(40);
    let refusal = refused("cut.parquet", cut);
    assert!(matches!(refusal.trouble, Trouble::Damaged(_)), "{refusal}");

    let bare = workbook();
    let at = bare
        .windows(5)
        .rposition(|window| window == b"Leads")
        .unwrap_or_default();
    let refusal = refused("cut.xlsx", bare[..at.max(bare.len() / 2)].to_vec());
    assert!(matches!(refusal.trouble, Trouble::Damaged(_)), "{refusal}");
}

#[test]
fn a_log_torn_far_behind_its_beginning_is_refused_while_it_is_read() {
    let trace = LOG
        .trim_start_matches("<log>")
        .trim_end_matches("</log>")
        .to_owned()
        + "\n";
    let many = 20 * (1 << 20) / trace.len();
    let log = format!("<log>\n{}<trace><event>", trace.repeat(many));
    let tables = opened("torn.xes", log.into_bytes());
    let error = tables[0]
        .read(&mut |_| ControlFlow::Continue(()))
        .expect_err("torn");
    assert_eq!(error.place.line, Some(many as u64 + 2));
    assert_eq!(error.place.file, "torn.xes");
    assert!(matches!(error.trouble, Trouble::Damaged(_)));
}
