//! Bars: amounts, one row each: a name, a bar from zero, the figure.

use super::markup::{At, Html, markup};

/// One bar.
pub(super) struct Bar {
    /// How it is called.
    pub(super) name: Html,
    /// Its length, in the unit of all bars.
    pub(super) value: f64,
    /// The figure with its unit.
    pub(super) figure: Html,
    /// What else to know.
    pub(super) note: Html,
    /// Drawn strongly: what the title speaks of.
    pub(super) strong: bool,
}

/// Bars from a common zero, the longest filling the width.
pub(super) fn bars(heads: [&'static str; 3], rows: &[Bar]) -> Html {
    let most = rows.iter().map(|bar| bar.value).fold(0.0, f64::max);
    bars_to(heads, rows, most)
}

/// Bars from a common zero to a given end (1 for shares of a whole).
pub(super) fn bars_to([of, figure, note]: [&'static str; 3], rows: &[Bar], most: f64) -> Html {
    let most = if most > 0.0 { most } else { 1.0 };
    let rows: Html = rows
        .iter()
        .map(|bar| {
            let wide = (bar.value / most * 100.0).clamp(0.0, 100.0);
            let class = if bar.strong { "fill strong" } else { "fill" };
            markup! {
                "<div class='r'><span class='l'>" (bar.name) "</span><span class='s'><i class='" (class)
                "' style='width:" (At(wide)) "'></i></span><span class='b'>" (bar.figure)
                "</span><span class='f'>" (bar.note) "</span></div>"
            }
        })
        .collect();
    markup! {
        "<div class='rates bars'><div class='r head'><span class='l'>" (of)
        "</span><span class='b'>" (figure) "</span><span class='f'>" (note) "</span></div>"
        (rows) "</div>"
    }
}
