//! Table: the figures behind a chart, in full or to a stated limit.

use super::markup::{Html, markup};
use super::words::count;

/// Most rows a table shows.
const ROWS: usize = 100;

/// A table under construction. The first column names the row.
pub(super) struct Table {
    caption: &'static str,
    heads: Vec<Head>,
    rows: Vec<Vec<Html>>,
    total: usize,
}

/// A column's title, and whether it holds numbers (which stand to the right).
pub(super) enum Head {
    Text(&'static str),
    Number(&'static str),
}

pub(super) use Head::{Number, Text};

impl Table {
    pub(super) fn new(caption: &'static str, heads: impl Into<Vec<Head>>) -> Self {
        Table {
            caption,
            heads: heads.into(),
            rows: Vec::new(),
            total: 0,
        }
    }

    /// Adds a row; beyond the limit it is only counted.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Html>) {
        self.total += 1;
        if self.rows.len() < ROWS {
            self.rows.push(cells.into_iter().collect());
        }
    }

    /// Says that there are so many rows in all, maybe more than were added.
    pub(super) fn out_of(mut self, total: u64) -> Self {
        self.total = self.total.max(usize::try_from(total).unwrap_or(usize::MAX));
        self
    }

    /// The table in a box of its own that scrolls where it is too wide.
    pub(super) fn html(self) -> Html {
        if self.total == 0 {
            return Html::new();
        }
        let used: Vec<usize> = (0..self.heads.len())
            .filter(|column| self.says(*column))
            .collect();
        let heads: Html = used
            .iter()
            .map(|column| match self.heads[*column] {
                Text(title) => markup! { "<th scope='col'>" (title) "</th>" },
                Number(title) => markup! { "<th scope='col' class='n'>" (title) "</th>" },
            })
            .collect();
        let rows: Html = self
            .rows
            .iter()
            .map(|row| {
                let cells: Html = used.iter().map(|column| self.cell(row, *column)).collect();
                markup! { "<tr>" (cells) "</tr>" }
            })
            .collect();
        let more = (self.total > self.rows.len()).then(|| {
            let left = count((self.total - self.rows.len()) as u64);
            markup! { "<p class='more'>… and " (left) " more</p>" }
        });
        markup! {
            "<div class='scroll' tabindex='0' role='region' aria-label='" (self.caption) "'>"
            "<table><caption>" (self.caption) "</caption>"
            "<thead><tr>" (heads) "</tr></thead><tbody>" (rows) "</tbody></table>"
            "</div>" (more)
        }
    }

    /// The table behind a summary that opens it.
    pub(super) fn folded(self, summary: &'static str) -> Html {
        if self.total == 0 {
            return Html::new();
        }
        markup! { "<details><summary>" (summary) "</summary>" (self.html()) "</details>" }
    }

    /// The table behind a chart.
    pub(super) fn behind(self) -> Html {
        self.folded("The figures as a table")
    }

    /// Whether a column says anything in any row; one full of dashes doesn't.
    fn says(&self, column: usize) -> bool {
        let dash = markup! { "–" };
        let cells = || self.rows.iter().filter_map(|row| row.get(column));
        column == 0 || cells().any(|cell| *cell != dash && !cell.is_empty())
    }

    fn cell(&self, row: &[Html], column: usize) -> Html {
        let cell = &row[column];
        match (column, &self.heads[column]) {
            (0, _) => markup! { "<th scope='row'>" (cell) "</th>" },
            (_, Text(_)) => markup! { "<td>" (cell) "</td>" },
            (_, Number(_)) => markup! { "<td class='n'>" (cell) "</td>" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_ends_with_how_many_are_left() {
        let mut table = Table::new("Leads", [Text("Channel"), Number("Leads")]);
        for row in 0..1_250_usize {
            table.row([markup! { (row) }, markup! { "1" }]);
        }
        let html = table.html().into_string();
        assert_eq!(html.matches("<tr>").count(), 101);
        assert!(html.contains("… and 1,150 more"));
    }

    #[test]
    fn a_column_of_dashes_is_left_out() {
        let mut table = Table::new("Leads", [Text("Channel"), Number("Won"), Number("Lost")]);
        table.row([markup! { "mail" }, markup! { "1" }, markup! { "–" }]);
        table.row([markup! { "form" }, markup! { "–" }, markup! { "–" }]);
        let html = table.html().into_string();
        assert!(html.contains("Won") && !html.contains("Lost"));
    }

    #[test]
    fn nothing_gives_no_empty_box() {
        assert!(Table::new("Leads", [Text("Channel")]).behind().is_empty());
    }
}
