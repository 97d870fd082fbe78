//! Concentration: how much hangs on few sources, owners, accounts, deals.

use super::bars::{Bar, bars_to};
use super::chart::Figure;
use super::markup::{Html, markup};
use super::section::{Absent, Section};
use super::table::{Number, Table, Text};
use super::words::{self, count, percent};
use diagnose::Diagnosis;
use diagnose::diagnosis::Concentration;

/// Rows drawn at most; the table shows more.
const DRAWN: usize = 30;

/// How much hangs on few.
pub(super) fn section(diagnosis: &Diagnosis) -> Section {
    let body = biggest(&diagnosis.concentration);
    Section::new(
        "few",
        "Concentration",
        "How much hangs on few",
        body,
        Absent::default(),
    )
}

fn biggest(rows: &[Concentration]) -> Html {
    let Some(most) = rows
        .iter()
        .filter(|row| row.members > 2)
        .max_by(|a, b| a.top_share.total_cmp(&b.top_share))
    else {
        return Html::new();
    };
    let title = markup! {
        "One " (words::spaced(&most.of)) " of " (count(most.members)) ", " (words::name(&most.top)) ", has "
        (percent(most.top_share)) " of the " (measure(&most.measure))
    };
    let drawn: Vec<Bar> = rows
        .iter()
        .take(DRAWN)
        .map(|row| Bar {
            name: markup! {
                (words::capital(&measure(&row.measure))) " by " (words::spaced(&row.of)) "<small>"
                (words::name(&row.top)) "</small>"
            },
            value: row.top_share,
            figure: markup! { (percent(row.top_share)) },
            note: markup! { (count(row.members_for_80_percent)) " of " (count(row.members)) " make 80 %" },
            strong: std::ptr::eq(row, most),
        })
        .collect();
    let mut table = Table::new(
        "Concentration",
        [
            Text("Shared out"),
            Text("Biggest"),
            Number("Members"),
            Number("Share of the biggest"),
            Number("Of the two biggest"),
            Number("Members for 80 %"),
            Number("Gini (0 even, 1 one has all)"),
        ],
    );
    for row in rows {
        table.row([
            markup! { (words::capital(&measure(&row.measure))) " by " (words::spaced(&row.of)) },
            words::name(&row.top),
            markup! { (count(row.members)) },
            markup! { (percent(row.top_share)) },
            markup! { (percent(row.top_two_share)) },
            markup! { (count(row.members_for_80_percent)) },
            markup! { (words::decimal(row.gini, 2)) },
        ]);
    }
    Figure {
        title,
        shows: markup! { "Share of the biggest one in the whole, and how many it takes for 80 %." },
        drawing: bars_to(
            ["Of the whole", "Biggest one", "How many for 80 %"],
            &drawn,
            1.0,
        ),
        spoken: "Share of the biggest member; the table below holds the same figures".to_owned(),
        behind: table.behind(),
    }
    .html()
}

fn measure(word: &str) -> String {
    match word {
        "won" => "won leads".to_owned(),
        other => words::spaced(other),
    }
}
