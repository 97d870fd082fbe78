//! Findings and warnings: what to look at first, and what to be careful about.

use super::markup::{Html, markup};
use super::section::{Absent, Section};
use super::words::{self, count, counted};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Finding, Warning};
use serde_json::Value;

/// Findings and warnings shown at once; the rest is folded.
const OPEN: usize = 12;
/// Findings and warnings shown in all.
const SHOWN: usize = 60;
/// How deep evidence is unfolded.
const DEPTH: usize = 4;
/// Entries of a list in the evidence shown at most.
const ENTRIES: usize = 12;

/// What to look at first.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let findings = &diagnosis.findings;
    let currency = diagnosis.leads.currency.as_deref();
    let body = if findings.is_empty() {
        markup! { "<p>Nothing stands out by more than chance, or the export says too little to find it.</p>" }
    } else {
        let cards: Vec<Html> = findings
            .iter()
            .take(SHOWN)
            .map(|finding| card(finding, currency))
            .collect();
        let (open, rest) = cards.split_at(cards.len().min(OPEN));
        let open: Html = open.iter().cloned().collect();
        let rest = folded(rest, "finding", "findings").map(|(summary, rest)| markup! {
            "<details><summary>" (summary) "</summary><ol class='cards'>" (rest) "</ol></details>"
        });
        markup! { "<ol class='cards'>" (open) "</ol>" (rest) (more(findings.len())) }
    };
    Section::new(
        "findings",
        "Findings",
        "What to look at first",
        body,
        Absent::default(),
    )
}

fn card(finding: &Finding, currency: Option<&str>) -> Html {
    let price = finding.price.map(|price| {
        markup! {
            "<span><b>" (words::money(price, currency)) "</b> at stake</span>"
        }
    });
    let leads = (finding.leads > 0).then(|| markup! {
        "<span><b>" (count(finding.leads)) "</b> " (if finding.leads == 1 { "lead" } else { "leads" }) "</span>"
    });
    let attempt = (!finding.attempt.is_empty()).then(|| {
        markup! {
            "<p class='try'><b>Try:</b> " (words::prose(&finding.attempt)) "</p>"
        }
    });
    let evidence = evidence("", &finding.evidence, 0);
    let evidence = (!evidence.is_empty()).then(|| markup! {
        "<details><summary>Evidence</summary><div class='evidence'>" (evidence) "</div></details>"
    });
    markup! {
        "<li class='card'><h3>" (words::prose(&finding.title)) "</h3><p class='meta'>" (leads) (price)
        (confidence(&finding.confidence)) "<code>" (words::name(&finding.id)) "</code></p>" (attempt) (evidence) "</li>"
    }
}

fn confidence(word: &str) -> Html {
    let dots = match word {
        "high" => "●●●",
        "medium" => "●●○",
        "low" => "●○○",
        _ => "",
    };
    markup! {
        "<span><span class='dots' aria-hidden='true'>" (dots) "</span> " (words::name(word)) " confidence</span>"
    }
}

/// Figures of any shape, as lists of what they are called and what they say.
fn evidence(key: &str, value: &Value, depth: usize) -> Html {
    match value {
        Value::Null => Html::new(),
        Value::Object(fields) if depth < DEPTH => {
            let rows: Html = fields
                .iter()
                .take(40)
                .map(|(key, value)| {
                    let shown = evidence(key, value, depth + 1);
                    let shown = if shown.is_empty() {
                        markup! { "–" }
                    } else {
                        shown
                    };
                    markup! { "<dt>" (words::spaced(key)) "</dt><dd>" (shown) "</dd>" }
                })
                .collect();
            if rows.is_empty() {
                rows
            } else {
                markup! { "<dl>" (rows) "</dl>" }
            }
        }
        Value::Array(entries) if depth < DEPTH => {
            let flat = entries
                .iter()
                .all(|entry| !entry.is_object() && !entry.is_array());
            let mut shown: Vec<Html> = entries
                .iter()
                .take(ENTRIES)
                .map(|entry| evidence(key, entry, depth + 1))
                .collect();
            if entries.len() > ENTRIES {
                shown.push(markup! { "… and " (count((entries.len() - ENTRIES) as u64)) " more" });
            }
            if flat {
                let mut line = Html::new();
                for (place, entry) in shown.iter().enumerate() {
                    line.raw(if place > 0 { ", " } else { "" }).add(entry);
                }
                line
            } else {
                let items: Html = shown
                    .iter()
                    .map(|entry| markup! { "<li>" (entry) "</li>" })
                    .collect();
                markup! { "<ul>" (items) "</ul>" }
            }
        }
        Value::String(text) => words::prose(text),
        Value::Bool(true) => markup! { "yes" },
        Value::Bool(false) => markup! { "no" },
        Value::Number(number) => markup! { (figure(key, number)) },
        deep => words::prose(&deep.to_string()),
    }
}

/// A number in the unit that its key names.
fn figure(key: &str, number: &serde_json::Number) -> String {
    let is = |words: &[&str]| key.split('_').any(|word| words.contains(&word));
    let Some(value) = number.as_f64() else {
        return number.to_string();
    };
    if is(&["days"]) {
        words::days(value)
    } else if is(&["hours"]) {
        words::hours(value)
    } else if is(&["seconds"]) {
        words::seconds(value)
    } else if is(&["rate", "share", "interval", "of"])
        && !number.is_u64()
        && (0.0..=1.0).contains(&value)
    {
        words::percent(value)
    } else if let Some(whole) = number.as_u64() {
        count(whole)
    } else if value.abs() < 10.0 {
        words::round(value, 3)
    } else {
        words::round(value, 1)
    }
}

/// What is odd in the data, and what it does to the figures.
pub(super) fn warnings(diagnosis: &Diagnosis) -> Section {
    let warnings = &diagnosis.warnings;
    let body = if warnings.is_empty() {
        markup! { "<p>Nothing odd was seen in the data.</p>" }
    } else {
        let items: Vec<Html> = warnings.iter().take(SHOWN).map(warning).collect();
        let (open, rest) = items.split_at(items.len().min(OPEN));
        let open: Html = open.iter().cloned().collect();
        let rest = folded(rest, "oddity", "oddities").map(|(summary, rest)| markup! {
            "<details><summary>" (summary) "</summary><ul class='oddities'>" (rest) "</ul></details>"
        });
        markup! { "<ul class='oddities'>" (open) "</ul>" (rest) (more(warnings.len())) }
    };
    Section::new(
        "oddities",
        "Oddities",
        "What is odd in the data",
        body,
        Absent::default(),
    )
}

fn warning(warning: &Warning) -> Html {
    let place = warning
        .place
        .as_ref()
        .map(|place| markup! { " · <bdi>" (words::cut(place, 120)) "</bdi>" });
    let examples = (!warning.leads.is_empty()).then(|| {
        let examples: Vec<Html> = warning
            .leads
            .iter()
            .take(20)
            .map(|lead| markup! { "<code>" (words::name(lead)) "</code>" })
            .collect();
        let mut line = Html::new();
        for (place, example) in examples.iter().enumerate() {
            line.raw(if place > 0 { ", " } else { "" }).add(example);
        }
        markup! {
            "<details><summary>" (counted(warning.leads.len() as u64, "example", "examples"))
            "</summary><p class='examples'>" (line) "</p></details>"
        }
    });
    markup! {
        "<li><b class='n'>" (count(warning.count)) "</b><div><p>" (words::prose(&warning.message))
        "</p><p class='place'><code>" (words::name(&warning.code)) "</code>" (place) "</p>" (examples) "</div></li>"
    }
}

/// `12 more findings`, and they; nothing if there are none.
fn folded(rest: &[Html], one: &str, many: &str) -> Option<(String, Html)> {
    let n = rest.len() as u64;
    (n > 0).then(|| {
        let summary = format!("{} more {}", count(n), if n == 1 { one } else { many });
        (summary, rest.iter().cloned().collect())
    })
}

fn more(entries: usize) -> Option<Html> {
    (entries > SHOWN).then(|| {
        markup! {
            "<p class='more'>… and " (count((entries - SHOWN) as u64)) " more, in the JSON</p>"
        }
    })
}
