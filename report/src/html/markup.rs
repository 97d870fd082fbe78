//! Markup: HTML in which text from the data can't become markup.
//!
//! In [`markup!`] literals are ours and pass as they are. What stands in
//! parentheses is text and is escaped, unless it is [`Html`] already. There is
//! no way to turn a text of the data into markup but through [`Show`].
//!
//! The output is well-formed XML too: every element is closed, every attribute
//! quoted, no named entity beyond the five of XML.

/// A piece of finished markup.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Html(String);

impl Html {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds markup of our own.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text (escaped) or another piece.
    pub(crate) fn add(&mut self, piece: &(impl Show + ?Sized)) -> &mut Self {
        piece.show(self);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(pieces: I) -> Self {
        let mut all = Html::new();
        for piece in pieces {
            all.add(&piece);
        }
        all
    }
}

/// What may stand in parentheses in [`markup!`].
pub(crate) trait Show {
    /// Writes itself, escaped.
    fn show(&self, to: &mut Html);
}

impl Show for Html {
    fn show(&self, to: &mut Html) {
        to.0.push_str(&self.0);
    }
}

impl Show for str {
    fn show(&self, to: &mut Html) {
        for letter in self.chars() {
            escape(letter, &mut to.0);
        }
    }
}

impl Show for String {
    fn show(&self, to: &mut Html) {
        self.as_str().show(to);
    }
}

impl<T: Show + ?Sized> Show for &T {
    fn show(&self, to: &mut Html) {
        (**self).show(to);
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, to: &mut Html) {
        if let Some(piece) = self {
            piece.show(to);
        }
    }
}

impl Show for usize {
    fn show(&self, to: &mut Html) {
        to.0.push_str(&self.to_string());
    }
}

/// A length in pixels or a place in a drawing, with two decimals at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Px(pub(crate) f64);

impl Show for Px {
    fn show(&self, to: &mut Html) {
        to.0.push_str(&short(self.0));
    }
}

/// A place or a width in per cent of what surrounds it: drawings made of these
/// fit any width and keep the size of their letters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At(pub(crate) f64);

impl Show for At {
    fn show(&self, to: &mut Html) {
        to.0.push_str(&short(self.0));
        to.0.push('%');
    }
}

fn short(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// Escapes for element content and for attributes in either quotes.
///
/// Characters that reorder the line they stand in are shown by their code
/// (a channel named with one could otherwise fake the figures beside it);
/// other controls can't stand in a page and become U+FFFD.
fn escape(letter: char, out: &mut String) {
    match letter {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            out.push_str(&format!("[U+{:04X}]", u32::from(letter)));
        }
        '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
        control if control.is_control() => out.push('\u{fffd}'),
        plain => out.push(plain),
    }
}

/// Builds [`Html`]: literals pass, expressions in parentheses are shown.
///
/// `markup! { "<td>" (name) "</td>" }`
macro_rules! markup {
    ($($piece:tt)*) => {{
        #[allow(unused_mut)]
        let mut html = $crate::html::markup::Html::new();
        $( $crate::html::markup::markup_piece!(html, $piece); )*
        html
    }};
}

macro_rules! markup_piece {
    ($html:ident, $literal:literal) => {
        $html.raw($literal);
    };
    ($html:ident, ($shown:expr)) => {
        $html.add(&$shown);
    };
}

pub(crate) use {markup, markup_piece};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        let cases = [
            ("<b>", "&lt;b&gt;"),
            ("a' onload='x", "a&#39; onload=&#39;x"),
            ("\"&amp;", "&quot;&amp;amp;"),
            ("line\nbreak\u{2028}", "line break "),
            ("evil\u{202e}txt", "evil[U+202E]txt"),
            ("\u{2066}a\u{2069}", "[U+2066]a[U+2069]"),
            ("nul\0", "nul\u{fffd}"),
            ("Zoë 李 👩‍👩‍👧", "Zoë 李 👩‍👩‍👧"),
        ];
        for (text, expected) in cases {
            assert_eq!(markup! { (text) }.into_string(), expected, "{text:?}");
        }
    }

    #[test]
    fn finished_markup_passes_once() {
        let inner = markup! { "<b>" ("<") "</b>" };
        assert_eq!(
            markup! { "<p>" (inner) "</p>" }.into_string(),
            "<p><b>&lt;</b></p>"
        );
    }

    #[test]
    fn places_are_short_and_finite() {
        let shown = markup! { (At(12.0)) " " (Px(1.0 / 3.0)) " " (Px(f64::NAN)) " " (Px(-0.001)) };
        assert_eq!(shown.into_string(), "12% 0.33 0 0");
    }
}
