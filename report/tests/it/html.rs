//! The page: safe with hostile data, calm without any, and the same each time.

use crate::sample::{self, Text};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Owner, Source};
use insight::paths::{Activity, Edge};
use report::html::page;

/// Breaks out of elements, attributes in either quotes, styles and lines.
const HOSTILE: &str = "</title></style><script>alert(1)</script>\"' onload='x\" style=\"background:url(https://evil.example/a)\u{202e}gpj.exe\u{2066}\0&amp;<img src=x onerror=alert(1)>";

fn hostile() -> Diagnosis {
    let mut diagnosis = sample::everything(&|_: &str| HOSTILE.to_owned());
    diagnosis.throughline = HOSTILE;
    diagnosis.leads.currency = Some(HOSTILE.to_owned());
    if let Some(drivers) = &mut diagnosis.drivers {
        drivers.validation = HOSTILE;
    }
    if let Some(spread) = &mut diagnosis.owner_spread {
        spread.rate = HOSTILE;
    }
    for stage in diagnosis.stages.iter_mut().flatten() {
        if stage.outcome != "open" {
            stage.outcome = HOSTILE.to_owned();
        }
    }
    diagnosis
}

/// Every text of the page's input, by its path.
fn texts(value: &serde_json::Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::String(text) => found.push((path.to_owned(), text.clone())),
        serde_json::Value::Array(entries) => {
            entries.iter().for_each(|entry| texts(entry, path, found));
        }
        serde_json::Value::Object(fields) => {
            for (key, field) in fields {
                texts(field, &format!("{path}.{key}"), found);
            }
        }
        _ => {}
    }
}

/// Elements and attributes, in order; fails where the page isn't well-formed.
fn elements(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(page);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    let mut open = 0_i64;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => {
                open += 1;
                found.push(element(&tag));
            }
            Event::Empty(tag) => found.push(element(&tag)),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "an element is left open");
    found
}

fn element(tag: &quick_xml::events::BytesStart) -> (String, Vec<(String, String)>) {
    let attributes = tag
        .attributes()
        .map(|attribute| {
            let attribute = attribute.expect("a well-formed attribute");
            (
                attribute.key.as_ref().to_owned(),
                attribute.value.into_owned(),
            )
        })
        .collect();
    (tag.name().as_ref().to_owned(), attributes)
}

#[test]
fn the_hostile_sample_is_hostile_everywhere() {
    let mut found = Vec::new();
    let value = serde_json::to_value(hostile()).expect("serializes");
    texts(&value, "", &mut found);
    assert!(found.len() > 200);
    let ours = [".family", ".outcome", ".tier"];
    let tame: Vec<_> = found
        .iter()
        .filter(|(path, text)| text != HOSTILE && !ours.iter().any(|end| path.ends_with(end)))
        .collect();
    assert!(tame.is_empty(), "the test doesn't try these: {tame:?}");
}

#[test]
fn no_text_of_the_data_becomes_markup() {
    let page = page(&hostile());
    assert!(
        page.contains("&lt;script&gt;"),
        "the texts are on the page at all"
    );
    for (name, attributes) in elements(&page) {
        assert!(
            !["script", "img", "iframe", "object", "link", "base", "form"].contains(&name.as_str()),
            "<{name}>"
        );
        for (key, value) in attributes {
            assert!(!key.starts_with("on"), "<{name} {key}={value}>");
            let loads = ["src", "xlink:href", "srcset", "action", "background"];
            assert!(!loads.contains(&key.as_str()), "<{name} {key}={value}>");
            assert!(
                key != "href" || value.starts_with('#'),
                "<{name} {key}={value}>"
            );
            assert!(
                key != "style"
                    || ["width:", "height:", "min-width:"]
                        .iter()
                        .any(|start| value.starts_with(start)),
                "{value}"
            );
        }
    }
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\0');
    assert!(!page.contains(turns), "a text can turn the line around");
}

#[test]
fn a_style_of_the_data_is_text() {
    let styled = elements(&page(&hostile()))
        .into_iter()
        .flat_map(|(_, attributes)| attributes)
        .filter(|(key, _)| key == "style")
        .map(|(_, value)| value)
        .collect::<Vec<_>>();
    assert!(styled.len() > 50);
    assert!(
        styled
            .iter()
            .all(|style| !style.contains("url") && !style.contains("&quot;"))
    );
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let plain: Text = &sample::plain;
    for page in [
        page(&sample::olist(plain)),
        page(&sample::bpic(plain)),
        page(&sample::nothing()),
    ] {
        for loads in [
            "http://", "https://", "url(", "@import", "<script", "<link", "src=",
        ] {
            assert!(!page.contains(loads), "{loads}");
        }
        assert!(page.contains("default-src &#39;none&#39;"));
    }
}

#[test]
fn every_page_is_well_formed_and_the_same_again() {
    let plain: Text = &sample::plain;
    for build in [
        sample::olist,
        sample::maven,
        sample::bpic,
        sample::everything,
        |_: Text| sample::nothing(),
    ] {
        let first = page(&build(plain));
        let ids: Vec<_> = elements(&first)
            .into_iter()
            .flat_map(|(_, attributes)| attributes)
            .filter(|(key, _)| key == "id")
            .collect();
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "an id stands twice");
        assert_eq!(first, page(&build(plain)));
        assert!(!first.contains("NaN") && !first.contains("inf "));
    }
}

#[test]
fn what_is_missing_is_one_line_with_its_reason() {
    let mut diagnosis = sample::nothing();
    diagnosis.missing.insert(
        "paths".to_owned(),
        "the export has one row per lead".to_owned(),
    );
    let page = page(&diagnosis);
    assert!(page.contains("the export has one row per lead"));
    assert!(!page.contains("<figure>"), "a chart without data");
    assert!(!page.contains("<tbody></tbody>"), "an empty table");
}

#[test]
fn titles_state_the_finding() {
    let page = page(&sample::olist(&sample::plain)).replace('\u{a0}', " ");
    for title in [
        "<bdi>paid_search</bdi> wins 12.3 % of 1,586 leads; <bdi>email</bdi> 3.0 % of 493",
        "Half of the won leads are won within 14.7 days; one in ten takes longer than 162.6 days",
        "All 7,158 open leads are older than 162.6 days",
    ] {
        assert!(page.contains(title), "{title}");
    }
}

#[test]
fn a_column_that_knows_the_outcome_is_not_shown_as_telling() {
    let mut diagnosis = sample::olist(&sample::plain);
    assert!(
        !page(&diagnosis).contains("<details class='rest'>"),
        "all three tell something"
    );
    let field = "leads.What is your current occupation";
    diagnosis.drivers.as_mut().expect("drivers").leaks[0].field = field.to_owned();
    let page = page(&diagnosis);
    let folded = page
        .split("<details class='rest'>")
        .nth(1)
        .expect("one is folded");
    assert!(folded.contains(&format!("<bdi>{field}")) && folded.contains("Knows the outcome"));
}

/// 300 channels, 2,000 owners with long names, 10 years of weeks, 60 columns.
fn big() -> Diagnosis {
    let mut diagnosis = sample::everything(&sample::plain);
    let long = |kind: &str, place: usize| {
        format!(
            "{kind} {place} with a name that goes on and on, as in a campaign of 2018/{}",
            "x".repeat(300)
        )
    };
    let source = diagnosis.sources.as_ref().expect("sources")[0].clone();
    diagnosis.sources = Some(
        (0..300)
            .map(|place| Source {
                channel: long("channel", place),
                ..source.clone()
            })
            .collect(),
    );
    let owner = diagnosis.owners.as_ref().expect("owners")[0].clone();
    diagnosis.owners = Some(
        (0..2_000)
            .map(|place| Owner {
                owner: long("owner", place),
                ..owner.clone()
            })
            .collect(),
    );
    let rhythm = diagnosis.rhythm.as_mut().expect("rhythm");
    rhythm.weeks = std::iter::repeat_n(rhythm.weeks.clone(), 12)
        .flatten()
        .collect();
    let column = diagnosis.breakdowns[0].clone();
    diagnosis.breakdowns = (0..60)
        .map(|place| {
            let mut column = column.clone();
            column.column = long("column", place);
            let value = column.values[0].clone();
            column.values = vec![value; 50];
            column
        })
        .collect();
    let finding = diagnosis.findings[0].clone();
    diagnosis.findings = vec![finding; 300];
    let paths = diagnosis.paths.as_mut().expect("paths");
    let edge = paths.directly_follows[0].clone();
    paths.directly_follows = (0..5_000)
        .map(|place| Edge {
            from: format!("activity {}", place / 70),
            to: format!("activity {}", place % 70),
            ..edge.clone()
        })
        .collect();
    let activity = paths.activity_list[0].clone();
    paths.activity_list = (0..72)
        .map(|place| Activity {
            activity: format!("activity {place}"),
            ..activity.clone()
        })
        .collect();
    let ignored = diagnosis.input.ignored_rows[0].clone();
    diagnosis.input.ignored_rows = vec![ignored; 100];
    diagnosis.input.ignored_rows_total = 70_000;
    diagnosis
}

#[test]
fn a_big_line_gives_a_page_that_can_still_be_mailed() {
    let page = page(&big());
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    assert!(page.contains("… and 1,900 more"));
    assert!(page.contains("… and 69,900 more"));
    elements(&page);
}

/// Leaves the pages where they can be looked at.
#[test]
fn pages_to_look_at() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let plain: Text = &sample::plain;
    let pages = [
        ("olist", page(&sample::olist(plain))),
        ("maven", page(&sample::maven(plain))),
        ("bpic", page(&sample::bpic(plain))),
        ("everything", page(&sample::everything(plain))),
        ("nothing", page(&sample::nothing())),
        ("big", page(&big())),
        ("hostile", page(&hostile())),
    ];
    for (name, page) in pages {
        std::fs::write(folder.join(format!("report-{name}.html")), page)
            .expect("the test folder can be written");
    }
}
