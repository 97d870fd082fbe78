//! Terminal: the diagnosis for somebody at a prompt, as wide as the window.
//!
//! Colour only marks what the words say too. What comes from the data is shown
//! without control characters.

mod canvas;
mod parts;

use canvas::Canvas;
use diagnose::Diagnosis;

/// The diagnosis as text, `width` columns wide (40 to 140).
pub fn render(diagnosis: &Diagnosis, width: usize, colour: bool) -> String {
    let mut canvas = Canvas::new(width, colour);
    parts::headline(&mut canvas, diagnosis);
    parts::findings(&mut canvas, diagnosis);
    parts::warnings(&mut canvas, diagnosis);
    parts::sources(&mut canvas, diagnosis);
    parts::owners(&mut canvas, diagnosis);
    parts::months(&mut canvas, diagnosis);
    parts::stages(&mut canvas, diagnosis);
    parts::drivers(&mut canvas, diagnosis);
    parts::paths(&mut canvas, diagnosis);
    parts::understood(&mut canvas, diagnosis);
    canvas.finish()
}
