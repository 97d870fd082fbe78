//! Table: the figures behind a chart, in full or to a stated limit.

use super::markup::{Html, markup};
use super::words::count;

/// Most rows a table shows.
const ROWS: usize = 100;

/// A table under construction. The first column names the row.
pub(super) struct Table {
    caption: &'static str,
    heads: Vec<Head>,
    rows: Html,
    shown: usize,
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
            rows: Html::new(),
            shown: 0,
            total: 0,
        }
    }

    /// Adds a row; beyond the limit it is only counted.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Html>) {
        self.total += 1;
        if self.shown == ROWS {
            return;
        }
        self.shown += 1;
        let cells: Html = cells
            .into_iter()
            .zip(&self.heads)
            .enumerate()
            .map(|(place, (cell, head))| match (place, head) {
                (0, _) => markup! { "<th scope='row'>" (cell) "</th>" },
                (_, Text(_)) => markup! { "<td>" (cell) "</td>" },
                (_, Number(_)) => markup! { "<td class='n'>" (cell) "</td>" },
            })
            .collect();
        self.rows.add(&markup! { "<tr>" (cells) "</tr>" });
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
        let heads: Html = self
            .heads
            .iter()
            .map(|head| match head {
                Text(title) => markup! { "<th scope='col'>" (title) "</th>" },
                Number(title) => markup! { "<th scope='col' class='n'>" (title) "</th>" },
            })
            .collect();
        let more = (self.total > self.shown).then(|| {
            let left = count((self.total - self.shown) as u64);
            markup! { "<p class='more'>… and " (left) " more</p>" }
        });
        markup! {
            "<div class='scroll' tabindex='0' role='region' aria-label='" (self.caption) "'>"
            "<table><caption>" (self.caption) "</caption>"
            "<thead><tr>" (heads) "</tr></thead><tbody>" (self.rows) "</tbody></table>"
            "</div>" (more)
        }
    }

    /// The table behind a summary that opens it.
    pub(super) fn folded(self) -> Html {
        if self.total == 0 {
            return Html::new();
        }
        markup! { "<details><summary>The figures as a table</summary>" (self.html()) "</details>" }
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
    fn nothing_gives_no_empty_box() {
        assert!(Table::new("Leads", [Text("Channel")]).folded().is_empty());
    }
}
