//! Findings and warnings: what to look at first, and what to be careful about.

use super::markup::{Html, markup};
use super::section::Section;
use super::words::{self, count, counted};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Finding, Warning};
use serde_json::Value;

/// Findings and warnings shown at most.
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
        let cards: Html = findings
            .iter()
            .take(SHOWN)
            .map(|finding| card(finding, currency))
            .collect();
        markup! { "<ol class='cards'>" (cards) "</ol>" (more(findings.len())) }
    };
    Section::new("findings", "Findings", "What to look at first", body)
}

fn card(finding: &Finding, currency: Option<&str>) -> Html {
    let price = finding.price.map(|price| {
        markup! {
            "<span><b>" (words::money(price, currency)) "</b> at stake</span>"
        }
    });
    let attempt = (!finding.attempt.is_empty()).then(|| {
        markup! {
            "<p class='try'><b>Try:</b> " (words::prose(&finding.attempt)) "</p>"
        }
    });
    let evidence = evidence(&finding.evidence, 0);
    let evidence = (!evidence.is_empty()).then(|| markup! {
        "<details><summary>Evidence</summary><div class='evidence'>" (evidence) "</div></details>"
    });
    markup! {
        "<li class='card'><h3>" (words::prose(&finding.title)) "</h3><p class='meta'><span><b>"
        (count(finding.leads)) "</b> " (if finding.leads == 1 { "lead" } else { "leads" }) "</span>" (price)
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
fn evidence(value: &Value, depth: usize) -> Html {
    match value {
        Value::Null => Html::new(),
        Value::Object(fields) if depth < DEPTH => {
            let rows: Html = fields
                .iter()
                .take(40)
                .map(|(key, value)| {
                    let shown = evidence(value, depth + 1);
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
                .map(|entry| evidence(entry, depth + 1))
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
        Value::Number(number) => markup! { (figure(number)) },
        deep => words::prose(&deep.to_string()),
    }
}

fn figure(number: &serde_json::Number) -> String {
    if let Some(whole) = number.as_u64() {
        return count(whole);
    }
    match number.as_f64() {
        Some(value) if value.fract() == 0.0 && value.abs() < 1e15 => words::decimal(value, 0),
        Some(value) if value.abs() < 10.0 => words::decimal(value, 3),
        Some(value) => words::decimal(value, 1),
        None => number.to_string(),
    }
}

/// What is odd in the data, and what it does to the figures.
pub(super) fn warnings(diagnosis: &Diagnosis) -> Section {
    let warnings = &diagnosis.warnings;
    let body = if warnings.is_empty() {
        markup! { "<p>Nothing odd was seen in the data.</p>" }
    } else {
        let items: Html = warnings.iter().take(SHOWN).map(warning).collect();
        markup! { "<ul class='oddities'>" (items) "</ul>" (more(warnings.len())) }
    };
    Section::new("oddities", "Oddities", "What is odd in the data", body)
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

fn more(entries: usize) -> Option<Html> {
    (entries > SHOWN).then(|| {
        markup! {
            "<p class='more'>… and " (count((entries - SHOWN) as u64)) " more, in the JSON</p>"
        }
    })
}
