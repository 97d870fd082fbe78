//! Understood: how the files were read, what each column was taken for, what
//! was left out, and how the figures are counted.

use super::markup::{Html, markup};
use super::section::{Absent, Section};
use super::table::{Number, Table, Text};
use super::words::{self, count, counted, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::{Input, MappingView};

/// Reasons shown for each column.
const REASONS: usize = 6;

/// How it was understood.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let input = &diagnosis.input;
    let body = markup! {
        (files(input)) (mapping(&input.mapping)) (joins(&input.mapping)) (ignored(input)) (missing(diagnosis))
    };
    Section::new(
        "understood",
        "Data",
        "How the data was understood",
        body,
        Absent::default(),
    )
}

fn files(input: &Input) -> Html {
    let mut table = Table::new(
        "Files",
        [
            Text("File"),
            Text("Called"),
            Text("A row is"),
            Number("Rows"),
            Number("Columns"),
            Text("Format"),
            Text("Encoding"),
            Text("Delimiter"),
        ],
    );
    for file in &input.files {
        table.row([
            words::name(&file.path),
            words::name(&file.table),
            words::name(&file.shape),
            markup! { (count(file.rows)) },
            markup! { (count(file.columns)) },
            words::name(&file.format),
            file.encoding.as_deref().map_or_else(dash, words::name),
            file.delimiter.as_deref().map_or_else(dash, delimiter),
        ]);
    }
    table.html()
}

fn dash() -> Html {
    markup! { "–" }
}

fn delimiter(text: &str) -> Html {
    match text {
        "\t" => markup! { "tab" },
        " " => markup! { "blank" },
        other => markup! { "<code>" (words::cut(other, 8)) "</code>" },
    }
}

fn mapping(mapping: &MappingView) -> Html {
    if mapping.roles.is_empty() {
        return Html::new();
    }
    let mut table = Table::new(
        "What each column was taken for",
        [
            Text("Taken for"),
            Text("Column"),
            Text("Certainty"),
            Text("Because"),
        ],
    );
    for role in &mapping.roles {
        let dot = if role.column.is_empty() { "" } else { "." };
        let reasons: Html = role
            .reasons
            .iter()
            .take(REASONS)
            .map(|reason| markup! { "<li>" (words::prose(reason)) "</li>" })
            .collect();
        let reasons = if reasons.is_empty() {
            reasons
        } else {
            markup! { "<ul>" (reasons) "</ul>" }
        };
        table.row([
            words::name(&role.role),
            markup! { "<bdi>" (words::cut(&role.table, 60)) (dot) (words::cut(&role.column, 60)) "</bdi>" },
            words::name(&role.confidence),
            reasons,
        ]);
    }
    let shape = (!mapping.shape.is_empty()).then(|| markup! {
        "<p>Read as one row per <b>" (words::name(&mapping.shape)) "</b>. A guess that is wrong can be put right in a map file and given back.</p>"
    });
    markup! { (shape) "<div class='reasons'>" (table.html()) "</div>" }
}

fn joins(mapping: &MappingView) -> Html {
    let mut table = Table::new(
        "How tables were joined",
        [
            Text("From"),
            Text("To"),
            Number("Matched"),
            Number("Unmatched"),
            Number("Share matched"),
        ],
    );
    for join in &mapping.joins {
        let all = join.matched + join.unmatched;
        table.row([
            words::name(&join.from),
            words::name(&join.to),
            markup! { (count(join.matched)) },
            markup! { (count(join.unmatched)) },
            if all == 0 {
                dash()
            } else {
                markup! { (percent(join.matched as f64 / all as f64)) }
            },
        ]);
    }
    table.html()
}

fn ignored(input: &Input) -> Html {
    if input.ignored_rows_total == 0 && input.ignored_rows.is_empty() {
        return markup! { "<p>Every row could be read.</p>" };
    }
    let mut table = Table::new(
        "Rows left out as unreadable",
        [
            Text("File"),
            Number("Line"),
            Text("Why"),
            Text("How it begins"),
        ],
    );
    for row in &input.ignored_rows {
        table.row([
            words::name(&row.path),
            markup! { (count(row.line)) },
            words::prose(&row.reason),
            markup! { "<code>" (words::name(&row.text)) "</code>" },
        ]);
    }
    markup! {
        "<p>" (counted(input.ignored_rows_total, "row", "rows")) " could not be read and "
        (if input.ignored_rows_total == 1 { "is" } else { "are" }) " in none of the figures.</p>"
        (table.out_of(input.ignored_rows_total).html())
    }
}

fn missing(diagnosis: &Diagnosis) -> Html {
    let mut table = Table::new("What could not be answered", [Text("Part"), Text("Why")]);
    for (part, reason) in &diagnosis.missing {
        table.row([markup! { (words::spaced(part)) }, words::prose(reason)]);
    }
    table.folded("What could not be answered, and why")
}

/// How the figures are counted.
pub(super) fn definitions() -> Section {
    let body = markup! {
        "<dl class='terms'>"
        "<dt>Balance</dt><dd>Every lead is counted once: leads = won + lost + disqualified + open.</dd>"
        "<dt>Won rate</dt><dd>Won ÷ all leads, open ones too. Leads that are still open may be won later.</dd>"
        "<dt>Win rate of closed</dt><dd>Won ÷ (won + lost). Open leads do not count.</dd>"
        "<dt>Interval</dt><dd>Wilson score interval, 95 %: were the same line run again and again, the true rate would lie in such an interval 95 times of 100. Two rates whose intervals overlap may differ by chance alone; and of twenty channels that are all alike, one will seem to differ.</dd>"
        "<dt>Too few to judge</dt><dd>Fewer than 30 leads. Shown, but never called a difference.</dd>"
        "<dt>Time to win</dt><dd>Captured to won, elapsed time with nights and weekends, of won leads only; those still open are not in it.</dd>"
        "<dt>Median, nine of ten</dt><dd>Half of the values are below the median; nine of ten are below the second figure.</dd>"
        "<dt>Cohort and flow</dt><dd>A cohort is the leads that came in one month, whenever they closed. The flow is what happened in one month, whenever the leads came. They answer different questions and do not add up to each other.</dd>"
        "<dt>Too young to judge</dt><dd>A month whose leads are younger than the age by which nine of ten wins come.</dd>"
        "<dt>Unknown and empty</dt><dd>The word “unknown” in a cell, an empty cell and a word such as “NA” are three things and are counted apart.</dd>"
        "<dt>Odds ratio</dt><dd>How a value multiplies the odds of winning, all other fields being equal, as the model sees it. It is no proof of a cause.</dd>"
        "<dt>AUC</dt><dd>The chance that a won lead is ranked above one that was not: 0.5 is a coin, 1 is certainty. Measured on leads the model never saw.</dd>"
        "<dt>Off by, on average</dt><dd>By how much the predicted chances miss the true rates.</dd>"
        "</dl>"
    };
    Section::new(
        "terms",
        "Definitions",
        "How the figures are counted",
        body,
        Absent::default(),
    )
}
