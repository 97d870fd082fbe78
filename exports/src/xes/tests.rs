//! Logs by hand, the logs at hand, and logs that mean harm.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor};
use std::path::PathBuf;

const LIMIT: usize = 16 << 20;

/// A log as it was read: columns, rows with their lines, and the tally.
#[derive(Debug)]
struct Log {
    columns: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
    tally: Tally,
}

impl Log {
    fn cells(&self) -> Vec<Vec<&str>> {
        let texts = |row: &(u64, Vec<String>)| {
            row.1
                .iter()
                .map(|cell| -> &'static str { Box::leak(cell.clone().into_boxed_str()) })
                .collect()
        };
        self.rows.iter().map(texts).collect()
    }

    fn notes(&self) -> Vec<String> {
        let words = |note: &crate::BadRow| format!("{}: {}", note.line, note.reason);
        self.tally.notes.iter().map(words).collect()
    }
}

fn bytes(text: impl Into<Vec<u8>>) -> Box<dyn BufRead> {
    Box::new(Cursor::new(text.into()))
}

fn read_all(text: impl Into<Vec<u8>>, limit: usize) -> Result<Log, (u64, Trouble)> {
    let text: Vec<u8> = text.into();
    let told = |stop: Stop| match stop.cause {
        Cause::Trouble(trouble) => (stop.line, trouble),
        Cause::Io(error) => (stop.line, Trouble::Io(error.to_string())),
    };
    let columns = survey(bytes(text.clone()), limit).map_err(told)?;
    let mut rows = Vec::new();
    let tally = read(bytes(text), limit, &columns, &mut |row| {
        rows.push((
            row.line,
            row.cells.iter().map(|cell| (*cell).to_owned()).collect(),
        ));
        Flow::Continue(())
    })
    .map_err(told)?;
    Ok(Log {
        columns: columns.names,
        rows,
        tally,
    })
}

fn good(text: &str) -> Log {
    read_all(text, LIMIT).expect("the log is good")
}

/// A log with everything that a row has to do with.
const BY_HAND: &str = r#"<?xml version="1.0"?>
<log xes.version="1.0">
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="event"><string key="never" value="UNKNOWN"/></global>
  <float key="figures" value="1.5"><float key="concept:name" value="2.5"/></float>
  <trace>
    <float key="amount" value="2.0E4"/>
    <string key="concept:name" value="A &amp; B"/>
    <event>
      <date key="time:timestamp" value="2021-04-15T10:00:00+02:00"/>
      <string key="note" value="x &lt; y&#10;&#x20AC; &quot;z&quot;"><int key="note" value="7"/></string>
      <string key="concept:name" value="call"/>
    </event>
    <event><boolean key="late" value="1"/><string key="concept:name" value="mail"/></event>
  </trace>
  <trace/>
  <trace>
    <event><string key="concept:name" value="call"></string></event>
    <float key="amount" value="100.25"/>
  </trace>
  <event><string key="org:resource" value="Nora"/></event>
</log>
<!-- the end -->
"#;

#[test]
fn traces_and_events_become_rows() {
    let log = good(BY_HAND);
    let columns = [
        "case:concept:name",
        "concept:name",
        "time:timestamp",
        "org:resource",
        "case:amount",
        "note",
        "late",
    ];
    assert_eq!(log.columns, columns);
    assert_eq!(
        log.cells(),
        [
            [
                "A & B",
                "call",
                "2021-04-15T10:00:00+02:00",
                "",
                "20000",
                "x < y\n€ \"z\"",
                ""
            ],
            ["A & B", "mail", "", "", "20000", "", "true"],
            ["trace 3", "call", "", "", "100.25", "", ""],
            ["", "", "", "Nora", "", "", ""],
        ]
    );
    let lines: Vec<u64> = log.rows.iter().map(|row| row.0).collect();
    assert_eq!(lines, [9, 14, 18, 21]);
    assert_eq!(log.tally.rows, 4);
    assert_eq!(log.notes(), [""; 0]);
}

#[test]
fn prefixes_and_odd_keys_are_understood() {
    let log = good(
        r#"<x:log xmlns:x="http://www.xes-standard.org/"><x:trace><x:string key="concept:name" value="1"/>
        <x:event><x:string key='case:concept:name' value='of the event'/><x:string value="v" key=""/><x:string key="empty"/></x:event>
        </x:trace></x:log>"#,
    );
    assert_eq!(
        log.columns,
        ["case:concept:name", "case:concept:name (2)", "column 3"]
    );
    assert_eq!(log.cells(), [["1", "of the event", "v"]]);
}

#[test]
fn what_can_not_be_a_cell_is_noted() {
    let log = good(
        r#"<log><trace><event>
<list key="steps"><string key="a" value="1"/></list></event><event>
<list key="steps"><values><string key="a" value="1"/></values></list>
<container key="box"/></event></trace></log>"#,
    );
    assert_eq!(
        log.notes(),
        [
            "2: `steps` is a list of attributes, which is not read (2 times)",
            "4: `box` is a list of attributes, which is not read",
        ]
    );
}

#[test]
fn an_attribute_that_turns_up_after_the_survey_is_noted() {
    let survey_of = "<log><trace><event><string key='a' value='1'/></event></trace></log>";
    let columns = survey(bytes(survey_of), LIMIT).unwrap_or_default();
    let text = "<log><trace>\n<event><string key='a' value='1'/><string key='b' value='2'/></event>\n\
                <event><string key='b' value='2'/></event></trace></log>";
    let tally = read(bytes(text), LIMIT, &columns, &mut |_| Flow::Continue(()));
    let notes = tally.map(|tally| tally.notes).unwrap_or_default();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].line, 2);
    assert_eq!(
        notes[0].reason,
        "`b` turns up too late in the log to be a column (2 times)"
    );
}

#[test]
fn a_trace_too_long_to_wait_for_is_given_out_in_parts() {
    let value = "v".repeat(1 << 20);
    let event = format!("<event><string key='a' value='{value}'/></event>");
    let text = format!(
        "<log><trace><string key='concept:name' value='long'/>{}<string key='b' value='late'/></trace></log>",
        event.repeat(20)
    );
    let log = good(&text);
    assert_eq!(log.rows.len(), 20);
    let is_whole = |cells: &Vec<String>| cells[0] == "long" && cells[1].len() == 1 << 20;
    assert!(log.rows.iter().all(|(_, cells)| is_whole(cells)));
    assert_eq!(log.notes().len(), 1);
}

#[test]
fn the_reader_can_stop() {
    let columns =
        survey(bytes("<log><trace><event/><event/></trace></log>"), LIMIT).unwrap_or_default();
    let text = "<log><trace><event/><event/></trace><trace><event/></trace> and then nonsense";
    let tally = read(bytes(text), LIMIT, &columns, &mut |_| Flow::Break(()));
    assert_eq!(tally.map(|tally| tally.rows).ok(), Some(1));
}

#[test]
fn every_encoding_gives_the_same_log() {
    let text = "<?xml version='1.0' encoding='LABEL'?>\n<log><trace><event><string key='é' value='ß'/></event></trace></log>";
    let utf16le: Vec<u8> = text
        .replace("LABEL", "utf-16")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16be: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let latin1: Vec<u8> = text
        .replace("LABEL", "iso-8859-1")
        .chars()
        .map(|c| c as u8)
        .collect();
    let marked = format!("\u{feff}{}", text.replace("LABEL", "UTF-8")).into_bytes();
    for bytes in [utf16le, utf16be, latin1, marked] {
        let log = read_all(bytes, LIMIT).expect("any encoding is read");
        assert_eq!(log.columns, ["case:concept:name", "é"]);
        assert_eq!(log.cells(), [["trace 1", "ß"]]);
    }
}

/// A harmful or broken log, the line it is blamed on, and what is said.
#[test]
fn harmful_and_broken_logs_are_refused_with_the_line() {
    let laughs = r#"<?xml version="1.0"?>
<!DOCTYPE log [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
 <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">
]>
<log><trace><event><string key="concept:name" value="&lol3;"/></event></trace></log>"#;
    let deep = format!("<log>\n{}", "<a>".repeat(1_000_000));
    let deep_end = format!("<log>\n{}{}</log>", "<a>".repeat(100), "</a>".repeat(100));
    let wide = format!(
        "<log>\n\n<trace><string key='k' value='{}'/>",
        "v".repeat(2 << 20)
    );
    let comment = format!("<log>\n<!--{}-->", "v".repeat(2 << 20));
    let blanks = format!("<log>{}", " ".repeat(2 << 20));
    let many = format!(
        "<log><trace><event>\n{}</event></trace></log>",
        format!("<string key='k' value='{}'/>", "v".repeat(600 << 10)).repeat(3)
    );
    let name = format!("<log>\n<{}/></log>", "n".repeat(2_000));
    let cases: &[(&str, &str, u64, &str)] = &[
        ("a billion laughs", laughs, 2, "declares a document type"),
        (
            "an outside entity",
            "<!DOCTYPE log SYSTEM 'file:///etc/passwd'><log/>",
            1,
            "declares a document type",
        ),
        (
            "a document type without an end",
            "\n<!DOCTYPE log [",
            2,
            "declares a document type",
        ),
        (
            "a document type without a name",
            "<!DOCTYPE><log/>",
            1,
            "declares a document type",
        ),
        (
            "a document type in the middle",
            "<log>\n<!DOCTYPE log [<!ENTITY a 'b'>]></log>",
            2,
            "declares a document type",
        ),
        (
            "an unknown entity",
            "<log><trace>\n<event><string key='a' value='&boom;'/></event>",
            2,
            "`&boom;` stands for nothing",
        ),
        (
            "an unknown entity in text",
            "<log>\n&boom;</log>",
            2,
            "`&boom;` stands for nothing",
        ),
        (
            "a lone ampersand",
            "<log><trace>\n<event><string key='a' value='R&D'/>",
            2,
            "`&amp;`",
        ),
        (
            "no character",
            "<log><trace>\n<event><string key='a' value='&#xD800;'/>",
            2,
            "character reference",
        ),
        ("too deep", &deep, 2, "more than 64 deep"),
        (
            "too deep with all its ends",
            &deep_end,
            2,
            "more than 64 deep",
        ),
        (
            "a very long attribute",
            &wide,
            3,
            "longer than 1048576 bytes",
        ),
        (
            "a very long comment",
            &comment,
            2,
            "longer than 1048576 bytes",
        ),
        ("a very long blank", &blanks, 1, "longer than 1048576 bytes"),
        (
            "an event of long attributes",
            &many,
            2,
            "longer than 1048576 bytes",
        ),
        ("a very long name", &name, 2, "a name longer than"),
        (
            "cut off in a tag",
            "<log>\n<trace>\n<event><string key='a'",
            3,
            "not closed",
        ),
        (
            "cut off in a value",
            "<log>\n<trace>\n<event><string key='a' value='b\n\n\n",
            3,
            "not closed",
        ),
        (
            "cut off in a comment",
            "<log>\n<trace>\n<!-- and",
            3,
            "not closed",
        ),
        (
            "cut off in an event",
            "<log>\n<trace>\n<event>\n",
            4,
            "in the middle of an event",
        ),
        (
            "cut off in a trace",
            "<log>\n<trace>\n<event/>",
            3,
            "in the middle of a trace",
        ),
        (
            "cut off in the log",
            "<log><trace>\n<event/></trace>",
            2,
            "before </log>",
        ),
        (
            "a wrong end",
            "<log><trace>\n<event></trace></log>",
            2,
            "</trace>",
        ),
        (
            "an end without a beginning",
            "<log><trace><event/></trace></log>\n</log>",
            2,
            "</log>",
        ),
        (
            "two logs",
            "<log><trace><event/></trace></log>\n<log/>",
            2,
            "behind </log>",
        ),
        (
            "no quotes",
            "<log><trace>\n<string key=a value=b/>",
            2,
            "must be enclosed",
        ),
        (
            "no key",
            "<log><trace>\n<string value='b'/>",
            2,
            "has no key",
        ),
        ("not even XML", "\nhello", 2, "without any element"),
        ("nothing", "", 1, "without any element"),
        (
            "another kind of XML",
            "<?xml version='1.0'?>\n<html><body/></html>",
            2,
            "no XES log",
        ),
        (
            "no event",
            "<log><trace><string key='concept:name' value='1'/></trace></log>",
            1,
            "without a single event",
        ),
        (
            "no known encoding",
            "<?xml version='1.0' encoding='klingon'?><log/>",
            1,
            "klingon",
        ),
    ];
    for (name, text, line, said) in cases {
        let (at, trouble) = read_all(*text, 1 << 20).expect_err(name);
        assert!(trouble.to_string().contains(said), "{name}: {trouble}");
        assert_eq!(at, *line, "{name}: {trouble}");
    }
    let (line, trouble) = read_all(b"<log>\n<trace>\xff</trace></log>", LIMIT).expect_err("bytes");
    assert_eq!((line, trouble.to_string().contains("no utf-8")), (2, true));
}

fn data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("THROUGHLINE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
        PathBuf::from,
    );
    if !folder.is_dir() {
        use std::io::Write;
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: no shared data at {}",
            folder.display()
        );
        return None;
    }
    Some(folder.join("event_logs").join(name))
}

fn stored(name: &str) -> Option<Vec<u8>> {
    use std::io::Read;
    let file = std::fs::File::open(data(name)?).expect("the log can be opened");
    let mut bytes = Vec::new();
    match name.ends_with(".gz") {
        true => flate2::read::MultiGzDecoder::new(BufReader::new(file)).read_to_end(&mut bytes),
        false => BufReader::new(file).read_to_end(&mut bytes),
    }
    .expect("the log can be read");
    Some(bytes)
}

/// Events, cases and events of each activity, for comparing with the facts.
#[test]
fn the_logs_at_hand_are_read_whole() {
    let Some(facts) = data("facts.json") else {
        return;
    };
    let facts: serde_json::Value =
        serde_json::from_slice(&std::fs::read(facts).expect("facts")).expect("facts are JSON");
    let logs = [
        ("running-example.xes", "running-example"),
        ("helpdesk.xes.gz", "helpdesk"),
        (
            "bpic2012.xes.gz",
            "bpic2012 (all events, activity = concept:name)",
        ),
    ];
    for (file, name) in logs {
        let Some(text) = stored(file) else { return };
        let columns = survey(bytes(text.clone()), LIMIT).unwrap_or_default();
        let mut cases = BTreeSet::new();
        let mut activities: BTreeMap<String, u64> = BTreeMap::new();
        let tally = read(bytes(text), LIMIT, &columns, &mut |row| {
            cases.insert(row.cells[0].to_owned());
            match activities.get_mut(row.cells[1]) {
                Some(times) => *times += 1,
                None => drop(activities.insert(row.cells[1].to_owned(), 1)),
            }
            Flow::Continue(())
        });
        let tally = tally.unwrap_or_default();
        let facts = &facts[name];
        assert_eq!(
            columns.names[..3],
            ["case:concept:name", "concept:name", "time:timestamp"],
            "{name}"
        );
        assert_eq!(facts["events"], tally.rows, "{name}");
        assert_eq!(facts["cases"], cases.len(), "{name}");
        assert_eq!(facts["activities"], activities.len(), "{name}");
        for (activity, times) in facts["events_per_activity"].as_object().expect("an object") {
            assert_eq!(
                times,
                activities.get(activity).copied().unwrap_or(0),
                "{name}: {activity}"
            );
        }
        assert_eq!(tally.notes, [], "{name}");
    }
}

/// Where a log is there as CSV and as XES, both say the same of every event.
#[test]
fn the_csv_form_says_the_same() {
    for (xes, csv) in [
        ("running-example.xes", "running-example.csv"),
        ("bpic2012.xes.gz", "bpic2012.csv.gz"),
    ] {
        let (Some(xes), Some(csv)) = (stored(xes), stored(csv)) else {
            return;
        };
        let mut reader = csv::Reader::from_reader(Cursor::new(csv));
        let header = reader.headers().expect("a header").clone();
        let columns = survey(bytes(xes.clone()), LIMIT).unwrap_or_default();
        let shared: Vec<(usize, usize, bool)> = header
            .iter()
            .enumerate()
            .filter_map(|(at, name)| {
                let column = columns.names.iter().position(|column| column == name)?;
                Some((
                    at,
                    column,
                    name.to_lowercase().contains("time") || name.contains("DATE"),
                ))
            })
            .collect();
        assert!(shared.len() >= 7, "{header:?} {:?}", columns.names);
        let mut records = reader.records();
        let tally = read(bytes(xes), LIMIT, &columns, &mut |row| {
            let record = records.next().expect("as many rows").expect("a good row");
            for &(at, column, is_time) in &shared {
                let (ours, theirs) = (row.cells[column], &record[at]);
                match is_time {
                    true => assert_eq!(instant(ours), instant(theirs), "line {}", row.line),
                    false => assert_eq!(ours, theirs, "line {}", row.line),
                }
            }
            Flow::Continue(())
        });
        assert!(tally.is_ok_and(|tally| tally.rows > 0));
        assert!(records.next().is_none());
    }
}

fn instant(text: &str) -> jiff::Timestamp {
    text.parse().expect("an instant")
}

/// Thousands of small damages to a good log: each is read or refused.
#[test]
fn no_damage_makes_the_reader_panic() {
    let good = stored("running-example.xes").unwrap_or_else(|| BY_HAND.into());
    let pieces: [&[u8]; 14] = [
        b"<",
        b">",
        b"\"",
        b"&",
        b"&lol;",
        b"<!DOCTYPE a [",
        b"]>",
        b"<trace>",
        b"</event>",
        b"<log>",
        b"\x00",
        b"\xff\xfe",
        b"<![CDATA[",
        b"<?xml encoding='utf-16'?>",
    ];
    // A generator with a fixed start (xorshift): every run damages alike.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..4_000 {
        // Most of the log repeats itself: a short beginning is damaged more.
        let mut text = good[..random(good.len().min(4_000)) + 1].to_vec();
        for _ in 0..=random(4) {
            let at = random(text.len());
            match random(4) {
                0 => text[at] = random(256) as u8,
                1 => drop(text.drain(at..(at + random(40)).min(text.len()))),
                2 => drop(text.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                _ => text.extend_from_within(at..(at + random(200)).min(text.len())),
            }
            if text.is_empty() {
                break;
            }
        }
        fuzz_xes(&text);
    }
    fuzz_xes(&good);
}
