//! Word: yes, no, and the many ways of saying "nothing stands here".

/// Reads a yes or no (`Yes`, `true`, `1`, `ja`, `sim`, `x`…), if the text is one.
pub fn yes_no(_text: &str) -> Option<bool> {
    None
}

/// A text that stands for "not chosen" or "not known": `Select`, `N/A`, `null`,
/// `(none)`, `-`… It is never treated as empty; it is reported.
///
/// Some of these are also honest values (`NA` may be a case, a country or a
/// region), so the caller decides by the column.
pub fn placeholder(_text: &str) -> bool {
    false
}
