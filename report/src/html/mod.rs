//! Html: the diagnosis as one page that can be sent around.
//!
//! One file, nothing loaded from anywhere, no script. It reads on a phone, in
//! the dark and on paper. Each chart has its finding as title, shows how many
//! leads it rests on, and has its figures as a table behind it. A part that the
//! export can't answer is one calm line with the reason.
//!
//! Every text of the data is untrusted: it reaches the page only through
//! `markup!`, which escapes it. The same diagnosis gives the same bytes.
//!
//! Deliberately absent: figures. What is shown was counted elsewhere; here it
//! is only put in words and drawn.

mod bars;
mod breakdowns;
mod chart;
mod columns;
mod concentration;
mod drivers;
mod findings;
mod headline;
mod map;
mod markup;
mod owners;
mod paths;
mod ranges;
mod rates;
mod section;
mod sources;
mod speed;
mod table;
mod times;
mod understood;
mod words;

use diagnose::Diagnosis;
use markup::{Html, markup};

const STYLE: &str = include_str!("../../assets/report.css");

/// The page.
pub fn page(diagnosis: &Diagnosis) -> String {
    let sections = [
        findings::section(diagnosis),
        findings::warnings(diagnosis),
        sources::section(diagnosis),
        times::section(diagnosis),
        speed::section(diagnosis),
        owners::section(diagnosis),
        concentration::section(diagnosis),
        drivers::section(diagnosis),
        breakdowns::section(diagnosis),
        paths::section(diagnosis),
    ];
    let last = [
        section::Section::of_absent(&sections),
        understood::section(diagnosis),
        understood::definitions(),
    ];
    let sections = || sections.iter().chain(&last);
    let contents: Html = sections().map(section::Section::link).collect();
    let body: Html = sections().map(section::Section::html).collect();
    let title = headline::title(diagnosis);
    let mut style = Html::new();
    style.raw(STYLE);
    markup! {
        "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'/>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'/>\n"
        "<meta http-equiv='Content-Security-Policy' content='default-src &#39;none&#39;; "
        "style-src &#39;unsafe-inline&#39;; img-src data:'/>\n"
        "<meta name='referrer' content='no-referrer'/>\n"
        "<meta name='color-scheme' content='light dark'/>\n<title>" (title) "</title>\n<style>\n" (style)
        "</style>\n</head>\n<body>\n<a class='skip' href='#findings'>Skip to the findings</a>\n<header>"
        (headline::header(diagnosis)) "</header>\n<nav aria-label='Contents'><ul>" (contents)
        "</ul></nav>\n<main>\n" (body) "</main>\n<footer><p>Throughline " (diagnosis.throughline)
        (headline::as_of(diagnosis)) "</p></footer>\n</body>\n</html>\n"
    }
    .into_string()
}
