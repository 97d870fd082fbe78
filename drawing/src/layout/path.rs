//! Path: corners as the `d` of an SVG path.

/// How much corners are rounded.
const ROUND: f64 = 8.0;

/// Tenths are fine enough for any screen, and short to write.
pub(crate) fn tenths(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

/// The `d` of an SVG path with rounded corners. One that `joins` another ends on it, as
/// soon as it has turned in.
pub(crate) fn rounded(points: &[(f64, f64)], joins: bool) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    let Some(((first, rest), last)) = points.split_first().zip(points.last()) else {
        return path;
    };
    let write = "writing into a text can't fail";
    write!(path, "M{} {}", first.0, first.1).expect(write);
    for (i, trio) in points.windows(3).enumerate() {
        let (before, corner, after) = (trio[0], trio[1], trio[2]);
        let length = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
        let (come, go) = (length(before, corner), length(corner, after));
        let free = if joins && i + 3 == points.len() {
            go
        } else {
            go / 2.0
        };
        let round = ROUND.min(come / 2.0).min(free);
        if round < 0.1 {
            write!(path, "L{} {}", corner.0, corner.1).expect(write);
            continue;
        }
        let towards = |to: (f64, f64), way: f64| {
            let step = |from: f64, to: f64| tenths(from + (to - from) * round / way);
            (step(corner.0, to.0), step(corner.1, to.1))
        };
        let (a, b) = (towards(before, come), towards(after, go));
        write!(
            path,
            "L{} {}Q{} {} {} {}",
            a.0, a.1, corner.0, corner.1, b.0, b.1
        )
        .expect(write);
    }
    if !rest.is_empty() {
        write!(path, "L{} {}", last.0, last.1).expect(write);
    }
    path
}
