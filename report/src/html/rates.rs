//! Rates: shares with their intervals, one row each, on a common scale.
//!
//! A filled dot lies apart from the rate of all (its interval leaves it out), a
//! hollow one may be chance, a cross rests on too few to judge. So the dots
//! can be told apart without colour.

use super::chart::Scale;
use super::markup::{At, Html, Px, markup};
use super::words::{self, FEW, count, percent};

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// How it is called.
    pub(super) name: Html,
    /// Leads.
    pub(super) leads: u64,
    /// Its rate.
    pub(super) rate: Option<f64>,
    /// Wilson, 95 %.
    pub(super) interval: Option<[f64; 2]>,
    /// A sum over the rows below it.
    pub(super) sum: bool,
}

/// Rows under one scale.
pub(super) struct Rates<'a> {
    /// What a row is: `Channel`.
    pub(super) of: &'static str,
    /// What the rate is: `Won, % of leads`.
    pub(super) what: &'static str,
    pub(super) rows: &'a [Row],
    /// The rate of all leads, drawn as a line.
    pub(super) overall: Option<f64>,
    /// Drawn on half the width: fewer ticks.
    pub(super) narrow: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Look {
    Apart,
    Alike,
    Few,
}

impl Row {
    fn look(&self, overall: Option<f64>) -> Look {
        match (self.interval, overall) {
            _ if self.leads < FEW => Look::Few,
            (Some([low, high]), Some(all)) if all < low || all > high => Look::Apart,
            _ => Look::Alike,
        }
    }
}

/// The two rows that certainly differ most: the one with the highest lower end
/// of its interval and the one with the lowest upper end. `None` if no two of
/// them lie apart.
pub(super) fn contrast(rows: &[Row]) -> Option<(&Row, &Row)> {
    let judged = || {
        rows.iter()
            .filter(|row| row.leads >= FEW && !row.sum)
            .filter_map(|row| row.interval.map(|interval| (row, interval)))
    };
    let (best, [floor, _]) = judged().max_by(|a, b| a.1[0].total_cmp(&b.1[0]))?;
    let (worst, [_, ceiling]) = judged().min_by(|a, b| a.1[1].total_cmp(&b.1[1]))?;
    (floor > ceiling).then_some((best, worst))
}

/// `within 1 h: 16.1 % of 812 won; later: 4.0 % of 2,299`
pub(super) fn contrast_note(rows: &[Row]) -> Html {
    match contrast(rows) {
        Some((best, worst)) => markup! {
            (best.name) ": " (best.rate.map(percent)) " of " (count(best.leads)) " won; " (worst.name) ": "
            (worst.rate.map(percent)) " of " (count(worst.leads))
        },
        None => markup! { "No two of them differ by more than chance" },
    }
}

/// `paid_search wins 12.3 % of 1,586 leads; email 3.0 % of 493`
pub(super) fn contrast_title(rows: &[Row], of_many: &'static str) -> Html {
    match contrast(rows) {
        Some((best, worst)) => markup! {
            (best.name) " wins " (best.rate.map(percent)) " of " (count(best.leads)) " leads; "
            (worst.name) " " (worst.rate.map(percent)) " of " (count(worst.leads))
        },
        None if rows.iter().any(|row| row.leads >= FEW) => markup! {
            "No two " (of_many) " differ by more than chance"
        },
        None => markup! { "Too few leads in each to compare " (of_many) },
    }
}

impl Rates<'_> {
    /// Whether there is a rate to draw at all.
    pub(super) fn known(&self) -> bool {
        self.rows.iter().any(|row| row.rate.is_some())
    }

    pub(super) fn html(&self) -> Html {
        let scale = self.scale();
        let single = self.rows.iter().filter(|row| !row.sum);
        let most = single.map(|row| row.leads).max().unwrap_or(0);
        let rows: Html = self
            .rows
            .iter()
            .map(|row| self.row(row, &scale, most))
            .collect();
        let all = self.overall.map(|all| format!("all {}", percent(all)));
        let named = self.overall.zip(all.as_deref());
        markup! {
            "<div class='rates'><div class='r head'><span class='l'>" (self.of)
            "</span><span class='b'>Leads</span><span class='k'>" (self.what)
            "</span></div>" (rows) "<div class='r axis'><span class='s'>"
            (scale.axis(percent_tick, named)) "</span></div></div>" (self.legend())
        }
    }

    fn scale(&self) -> Scale {
        let judged = self.rows.iter().filter(|row| row.leads >= FEW);
        let ends = judged.filter_map(|row| row.interval).flatten();
        let rates = self.rows.iter().filter_map(|row| row.rate);
        Scale::shares(
            ends.chain(rates).chain(self.overall),
            if self.narrow { 3.0 } else { 5.0 },
        )
    }

    fn row(&self, row: &Row, scale: &Scale, most: u64) -> Html {
        let wide = if row.sum {
            0.0
        } else {
            row.leads as f64 / most.max(1) as f64 * 100.0
        };
        markup! {
            "<div class='r" (if row.sum { " group" } else { "" }) "'><span class='l'>" (row.name)
            "</span><span class='b'><span class='track'><i style='width:" (At(wide)) "'></i></span><b>"
            (count(row.leads)) "</b></span><span class='s'><svg>" (scale.grid()) (self.mark(row, scale))
            "</svg></span><span class='f'>" (words::rate(row.rate, row.interval)) "</span></div>"
        }
    }

    fn mark(&self, row: &Row, scale: &Scale) -> Html {
        let overall = self.overall.map(|all| {
            let x = At(scale.at(all));
            markup! { "<line class='all' x1='" (x) "' x2='" (x) "' y1='0' y2='100%'/>" }
        });
        let look = row.look(self.overall);
        let whisker = row.interval.map(|ends| whisker(ends, scale, look));
        let dot = row.rate.map(|rate| dot(At(scale.at(rate)), look));
        markup! { (overall) (whisker) (dot) }
    }

    fn legend(&self) -> Html {
        let used = |look| {
            self.rows
                .iter()
                .any(|row| row.rate.is_some() && row.look(self.overall) == look)
        };
        let entries = [
            (Look::Apart, "differs from all"),
            (Look::Alike, "may be chance"),
            (Look::Few, "too few to judge (n < 30)"),
        ];
        let entries: Html = entries
            .into_iter()
            .filter(|(look, _)| used(*look))
            .map(|(look, meaning)| {
                markup! {
                    "<span><svg class='key' width='14' height='14'>" (dot_at(7.0, look))
                    "</svg>" (meaning) "</span>"
                }
            })
            .collect();
        markup! {
            "<p class='legend'>" (entries)
            "<span><svg class='key' width='22' height='14'><line class='w' x1='1' x2='21' y1='7' y2='7'/></svg>"
            "interval, 95 %</span></p>"
        }
    }
}

fn percent_tick(share: f64) -> String {
    format!("{}\u{a0}%", words::round(share * 100.0, 1))
}

fn whisker([low, high]: [f64; 2], scale: &Scale, look: Look) -> Html {
    let class = if look == Look::Few { "w few" } else { "w" };
    let (from, to) = (At(scale.at(low)), At(scale.at(high)));
    let beyond = (!scale.holds(high)).then(|| {
        markup! {
            "<svg x='100%' y='50%' overflow='visible'><path class='x' d='M-1-4 3 0-1 4'/></svg>"
        }
    });
    markup! {
        "<line class='" (class) "' x1='" (from) "' x2='" (to) "' y1='50%' y2='50%'/>" (beyond)
    }
}

fn dot(x: At, look: Look) -> Html {
    match look {
        Look::Apart => markup! { "<circle class='d' cx='" (x) "' cy='50%' r='5'/>" },
        Look::Alike => markup! { "<circle class='d o' cx='" (x) "' cy='50%' r='4.5'/>" },
        Look::Few => markup! {
            "<svg x='" (x) "' y='50%' overflow='visible'><path class='x' d='M-4-4 4 4M-4 4 4-4'/></svg>"
        },
    }
}

fn dot_at(middle: f64, look: Look) -> Html {
    match look {
        Look::Apart => markup! { "<circle class='d' cx='" (Px(middle)) "' cy='7' r='5'/>" },
        Look::Alike => markup! { "<circle class='d o' cx='" (Px(middle)) "' cy='7' r='4.5'/>" },
        Look::Few => markup! { "<path class='x' d='M3 3l8 8M3 11l8-8'/>" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &'static str, leads: u64, rate: f64, interval: [f64; 2]) -> Row {
        Row {
            name: markup! { (name) },
            leads,
            rate: Some(rate),
            interval: Some(interval),
            sum: false,
        }
    }

    #[test]
    fn the_title_names_the_two_that_surely_differ() {
        let rows = [
            row("paid_search", 1586, 0.123, [0.108, 0.14]),
            row("email", 493, 0.0304, [0.0185, 0.0496]),
            row("newcomer", 4, 1.0, [0.51, 1.0]),
        ];
        let title = contrast_title(&rows, "channels")
            .into_string()
            .replace('\u{a0}', " ");
        assert_eq!(
            title,
            "paid_search wins 12.3 % of 1,586 leads; email 3.0 % of 493"
        );
    }

    #[test]
    fn what_may_be_chance_is_not_called_a_difference() {
        let rows = [
            row("a", 100, 0.5, [0.40, 0.60]),
            row("b", 100, 0.55, [0.45, 0.65]),
        ];
        assert_eq!(
            contrast_title(&rows, "owners").into_string(),
            "No two owners differ by more than chance"
        );
        let few = [row("a", 3, 1.0, [0.4, 1.0])];
        assert!(
            contrast_title(&few, "owners")
                .into_string()
                .starts_with("Too few")
        );
    }
}
