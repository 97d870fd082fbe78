//! Canvas: text in a given width, with colour only where it is wanted.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Title,
    Dim,
    Accent,
    Good,
    Bad,
    Warn,
}

/// Lines of text in a width.
pub(super) struct Canvas {
    width: usize,
    colour: bool,
    out: String,
}

impl Canvas {
    pub(super) fn new(width: usize, colour: bool) -> Self {
        Self {
            width: width.clamp(40, 140),
            colour,
            out: String::new(),
        }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// A text in its colour.
    pub(super) fn ink(&self, ink: Ink, text: &str) -> String {
        let style = match ink {
            Ink::Plain => return text.to_owned(),
            Ink::Title => Style::new().bold(),
            Ink::Dim => Style::new().dimmed(),
            Ink::Accent => Style::new().fg_color(Some(AnsiColor::Blue.into())),
            Ink::Good => Style::new().fg_color(Some(AnsiColor::Green.into())),
            Ink::Bad => Style::new().fg_color(Some(AnsiColor::Red.into())),
            Ink::Warn => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        };
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A line as it is.
    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// A heading with a rule up to the margin.
    pub(super) fn heading(&mut self, title: &str, note: &str) {
        if title.width() + note.width() + 3 > self.width && !note.is_empty() {
            self.heading(title, "");
            return self.wrapped("  ", Ink::Dim, note);
        }
        self.blank();
        let rule = "─"
            .repeat(self.width.saturating_sub(
                title.width() + note.width() + if note.is_empty() { 1 } else { 3 },
            ));
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("  {note}")
        };
        let line = format!(
            "{} {}{}",
            self.ink(Ink::Title, title),
            self.ink(Ink::Dim, &rule),
            self.ink(Ink::Dim, &note)
        );
        self.line(&line);
    }

    /// A text wrapped into the width behind `first`, later lines behind as much space.
    pub(super) fn wrapped(&mut self, first: &str, ink: Ink, text: &str) {
        let indent = visible(first);
        for (i, line) in wrap(text, self.width.saturating_sub(indent))
            .into_iter()
            .enumerate()
        {
            let start = if i == 0 {
                first.to_owned()
            } else {
                " ".repeat(indent)
            };
            let line = format!("{start}{}", self.ink(ink, &line));
            self.line(&line);
        }
    }
}

/// The width of a text that may hold colour codes.
fn visible(text: &str) -> usize {
    let mut width = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            for c in chars.by_ref() {
                if c == 'm' {
                    break;
                }
            }
        } else {
            width += c.width().unwrap_or(0);
        }
    }
    width
}

/// What a terminal may show of a text from the data: no control characters,
/// no colour codes, no change of direction.
pub(super) fn safe(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}') => '\u{fffd}',
            c => c,
        })
        .collect()
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = vec![String::new()];
    for word in safe(text).split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(cut(word, width));
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&cut(word, width));
        }
    }
    lines
}

/// At most so wide, with an ellipsis where something is missing.
pub(super) fn cut(text: &str, width: usize) -> String {
    let text = safe(text);
    if text.width() <= width {
        return text;
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w + 1 > width {
            break;
        }
        out.push(c);
        used += w;
    }
    out.push('…');
    out
}

/// Cut or filled up to a width, text on the left.
pub(super) fn left(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let fill = width.saturating_sub(text.width());
    text + &" ".repeat(fill)
}

/// Filled up to a width, text on the right.
pub(super) fn right(text: &str, width: usize) -> String {
    let text = cut(text, width);
    " ".repeat(width.saturating_sub(text.width())) + &text
}

/// A bar for a share between 0 and 1, in eighths of a character.
pub(super) fn bar(share: f64, width: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighths = (share.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let mut out = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        out.push(EIGHTHS[eighths % 8]);
    }
    let fill = width.saturating_sub(out.chars().count());
    out + &" ".repeat(fill)
}

/// A point with its interval on a line from 0 to `most`.
pub(super) fn whisker(rate: f64, [low, high]: [f64; 2], most: f64, width: usize) -> String {
    let at =
        |x: f64| ((x / most).clamp(0.0, 1.0) * (width.saturating_sub(1)) as f64).round() as usize;
    let (low, point, high) = (at(low), at(rate), at(high));
    (0..width)
        .map(|i| match i {
            i if i == point => '●',
            i if (low..=high).contains(&i) => '─',
            _ => ' ',
        })
        .collect()
}

/// Heights as a line of eighths, the highest one full; at most `width` of them,
/// neighbours added up where there are more.
pub(super) fn sparkline(values: &[f64], width: usize) -> String {
    const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let per = values.len().div_ceil(width.max(1)).max(1);
    let sums: Vec<f64> = values.chunks(per).map(|c| c.iter().sum()).collect();
    let most = sums.iter().copied().fold(0.0, f64::max);
    sums.iter()
        .map(|v| {
            if most <= 0.0 || *v <= 0.0 {
                ' '
            } else {
                EIGHTHS[((v / most * 8.0).ceil() as usize).clamp(1, 8) - 1]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!(bar(0.5, 4), "██  ");
        assert_eq!(bar(1.0, 4), "████");
        assert_eq!(bar(0.0, 4), "    ");
        assert_eq!(bar(0.03, 4), "▏   ");
    }

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(
            safe("a\u{1b}[31mred\u{7}\u{202e}"),
            "a\u{fffd}[31mred\u{fffd}\u{fffd}"
        );
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(left("日本語", 4).width(), 4);
    }

    #[test]
    fn a_line_of_many_values_fits() {
        assert_eq!(sparkline(&[0.0, 1.0, 2.0, 4.0], 10), " ▂▄█");
        assert_eq!(sparkline(&vec![1.0; 300], 50).chars().count(), 50);
    }

    #[test]
    fn long_texts_wrap() {
        let mut canvas = Canvas::new(40, false);
        canvas.wrapped(
            " 1  ",
            Ink::Plain,
            "one two three four five six seven eight nine ten eleven twelve",
        );
        for line in canvas.finish().lines() {
            assert!(line.width() <= 40, "{line}");
        }
    }
}
